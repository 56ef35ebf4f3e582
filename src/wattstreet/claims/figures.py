"""A fact or a deal as a quantity of the one registry, or as a span of days."""

from __future__ import annotations

import calendar
import dataclasses
import functools
import re
from datetime import date

from wattstreet.core.errors import InputError, unknown
from wattstreet.ledger.schema import DealFact, Fact
from wattstreet.quantities.quantity import Quantity, quantity

WRITTEN = {
    "1": "1", "share": "1", "ratio": "1", "flag": "1", "units": "1", "index_points": "1",
    "multiple_per_year": "1", "percent": "1 %", "percentage_points": "1 %", "pp": "1 %",
    "percent_saar": "1 %",
    "usd_per_share": "USD/share", "shares": "share", "shares_million": "million shares",
    "mw": "MW", "gw": "GW", "gw_per_year": "GW/year", "watts": "W", "mwh": "MWh", "twh": "TWh",
    "twh_per_year": "TWh/year", "wh_per_query": "Wh/query", "wh_per_mile": "Wh/mile",
    "kwh_per_person": "kWh/person", "per_day": "1/day", "billion_per_day": "billion queries/day",
    "tokens_per_day": "tokens/day", "tokens_per_day_trillion": "trillion tokens/day", "h100e": "H100e",
    "years": "years", "months": "months", "weeks": "weeks", "days": "days", "people": "people",
    "people_million": "million people", "usd": "USD", "usd_per_mwh": "USD/MWh", "usd_per_kw": "USD/kW",
    "usd_billion_per_gw": "billion USD/GW", "usd_per_chip_hour": "USD/chip/hour", "chip_hours": "chip-hours",
    "chip_hours_million": "million chip-hours",
} | {
    f"{code.lower()}_{size}": f"{size} {code}"
    for code in ("USD", "CNY", "EUR") for size in ("million", "billion", "trillion")
}  # fmt: skip
"""Unit of a fact as an expression. A growth at a yearly rate is a share, as people quote it."""


@dataclasses.dataclass(frozen=True)
class Days:
    """From one day to another, both counted.

    Attributes:
        first: First day.
        last: Last day.
    """

    first: date
    last: date

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


@functools.cache
def _one(unit: str) -> Quantity:
    return quantity(WRITTEN[unit])


def figure_of(fact: Fact) -> Quantity:
    """A fact with its range, in the unit it was published in.

    Errors:
        InputError for a unit that no expression can write.
    """
    if fact.unit not in WRITTEN:
        raise unknown("unit of a fact in claims", fact.unit, WRITTEN, key=fact.id)
    one = _one(fact.unit)
    interval = dataclasses.replace(
        one.interval, value=fact.value * one.magnitude,
        low=fact.interval.low * one.magnitude, high=fact.interval.high * one.magnitude,
    )  # fmt: skip
    return Quantity(fact.id, dataclasses.replace(one.measure, interval=interval))


def amount_of(deal: DealFact) -> Quantity:
    """The value of a deal in dollars, with its range.

    Errors:
        InputError for a deal whose value nobody told.
    """
    if deal.value_usd is None:
        raise InputError("nobody told what this deal is worth", key=deal.id)
    one, span = quantity("USD"), deal.interval_usd
    low, high = (span.low, span.high) if span else (deal.value_usd, deal.value_usd)
    interval = dataclasses.replace(one.interval, value=deal.value_usd, low=low, high=high)
    return Quantity(deal.id, dataclasses.replace(one.measure, interval=interval))


SPAN = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:/(\d{4}(?:-\d\d(?:-\d\d)?)?))?")


def days_of(text: str) -> Days:
    """`2025`, `2025-03`, `2025-03-09` or two of them with a slash between, as days.

    Errors:
        InputError for anything else.
    """
    match = SPAN.fullmatch(text.strip())
    if match is None:
        raise InputError(
            "not a date",
            value=text[:60],
            allowed="2025, 2025-03, 2025-03-09, or two of them such as 2025-01/2025-03",
        )
    try:
        first, last = _first(match[1]), _last(match[2] or match[1])
    except ValueError:
        raise InputError("no such day", value=text[:60], allowed="days of the calendar") from None
    if last < first:
        raise InputError("a span of days ends before it begins", value=text[:60])
    return Days(first, last)


def _first(text: str) -> date:
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def _last(text: str) -> date:
    parts = tuple(map(int, text.split("-")))
    if len(parts) == 3:
        return date(*parts)
    year, month = (*parts, 12)[:2]
    return date(year, month, calendar.monthrange(year, month)[1])
