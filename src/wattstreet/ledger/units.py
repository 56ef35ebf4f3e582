"""Units a fact may carry, and the one factor that turns each into a unit of the model."""

from __future__ import annotations

import dataclasses

from wattstreet.core.units import BILLION, MILLION, MW_PER_GW, UNITS
from wattstreet.ledger.exchange import usd_per_unit
from wattstreet.ledger.schema import Fact

TRILLION = 1e12
DAYS_PER_YEAR = 365.0
PERCENT = 0.01


@dataclasses.dataclass(frozen=True)
class FactUnit:
    """A published unit.

    Attributes:
        words: What a reader sees.
        base: Unit it becomes: a slug of `core.units`, or of `LEDGER_ONLY`.
        factor: Base units in one of this unit, before any exchange of currency.
        currency: Currency of money, exchanged at the rate of the fact's period.
    """

    words: str
    base: str
    factor: float = 1.0
    currency: str = "USD"


@dataclasses.dataclass(frozen=True)
class Amount:
    """A fact's number and interval in a unit of the model."""

    value: float
    low: float
    high: float
    unit: str


LEDGER_ONLY = {
    "celsius": "degrees Celsius",
    "chip_hours": "hours of one chip",
    "flag": "1 if it happened",
    "flop_per_second": "floating-point operations a second",
    "gb": "gigabytes",
    "kwh_per_person": "kWh a person and year",
    "index_points": "index points",
    "multiple_per_year": "times as much a year later",
    "per_day": "a day",
    "percent_saar": "per cent, seasonally adjusted annual rate",
    "shares": "shares",
    "tb_per_s": "terabytes a second",
    "tokens_per_day": "tokens a day",
    "units": "pieces of hardware",
    "units_per_gw": "pieces of hardware per GW",
    "usd_per_chip_hour": "US dollars per hour of one chip",
    "usd_per_share": "US dollars per share",
    "wafers": "wafers",
    "wafers_per_month": "wafers a month",
    "watts": "watts of one chip",
    "wh_per_mile": "Wh for a mile of an electric car",
    "wh_per_query": "Wh for a query",
}
"""Base units that no model quantity carries; they stay in the ledger."""


def model_amount(fact: Fact) -> Amount:
    """The fact in the unit the model uses; money in other currencies becomes dollars of its period."""
    unit = FACT_UNITS[fact.unit]
    factor = unit.factor * usd_per_unit(unit.currency, fact.period_start, fact.period_end)
    interval = fact.interval
    return Amount(fact.value * factor, interval.low * factor, interval.high * factor, unit.base)


def _money() -> dict[str, FactUnit]:
    sizes = {"million": MILLION, "billion": BILLION, "trillion": TRILLION}
    currencies = ("USD", "CNY", "TWD", "JPY", "EUR", "CAD")
    return {
        f"{currency.lower()}_{size}": FactUnit(f"{size} {currency}", "usd", factor, currency)
        for currency in currencies
        for size, factor in sizes.items()
    }


FACT_UNITS: dict[str, FactUnit] = {
    **{slug: FactUnit(words, slug) for slug, words in UNITS.items()},
    **{slug: FactUnit(words, slug) for slug, words in LEDGER_ONLY.items()},
    **_money(),
    "gw": FactUnit("GW", "mw", MW_PER_GW),
    "gw_per_year": FactUnit("GW a year", "mw_per_year", MW_PER_GW),
    "percent": FactUnit("per cent", "share", PERCENT),
    "g_per_kwh": FactUnit("grams of CO2 per kWh", "t_per_mwh", 1e-3),
    "usd_per_kw": FactUnit("US dollars per kW", "usd_per_mw", 1e3),
    "usd_billion_per_gw": FactUnit("billion US dollars per GW", "usd_per_mw", MILLION),
    "usd_per_mw_day": FactUnit("US dollars per MW and day", "usd_per_mw_year", DAYS_PER_YEAR),
    "weeks": FactUnit("weeks", "months", 84 / DAYS_PER_YEAR),
    "days": FactUnit("days", "months", 12 / DAYS_PER_YEAR),
    "usd_billion_per_gw_year": FactUnit("billion US dollars per GW and year", "usd_per_mw_year", MILLION),
    "chip_hours_million": FactUnit("million hours of one chip", "chip_hours", MILLION),
    "shares_million": FactUnit("million shares", "shares", MILLION),
    "people_million": FactUnit("million people", "people", MILLION),
    "percentage_points": FactUnit("percentage points", "pp"),
    "tflops": FactUnit("trillion floating-point operations a second", "flop_per_second", TRILLION),
    "tokens_per_day_trillion": FactUnit("trillion tokens a day", "tokens_per_day", TRILLION),
    "billion_per_day": FactUnit("billion a day", "per_day", BILLION),
}
"""Every unit a fact may carry, by slug."""
