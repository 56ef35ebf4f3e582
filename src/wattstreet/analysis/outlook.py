"""What others published about the years ahead, in the form of targets that are shown and never scored."""

from __future__ import annotations

import math

from wattstreet.analysis.headlines import FIVE
from wattstreet.analysis.targets import Reading, Target
from wattstreet.casebook.calendar import months_between
from wattstreet.ledger.ledger import Ledger
from wattstreet.ledger.schema import Fact
from wattstreet.ledger.units import model_amount

YEARS = (2026, 2028, 2030)
"""Years whose published figures are shown, where there are any."""
US, WORLD = ("us",), ("us", "cn", "row")
ASKED = {
    "US data-centre electricity": ("dc_energy_twh", US, [("us", "datacenter_consumption"),
                                                         ("us", "datacenter_consumption_mckinsey")]),
    "world data-centre electricity": ("dc_energy_twh", WORLD, [("world", "datacenter_consumption")]),
    "capex of the five largest buyers": ("capex_usd", FIVE,
                                         [("hyperscalers", "capex_forecast_2026_sellside")]),
}  # fmt: skip
"""What it is → series of a run, labels added up, and the facts beside it."""


def published(ledger: Ledger) -> tuple[Target, ...]:
    """Published figures of the years ahead with their ranges.

    Args:
        ledger: Facts; forecasts among them.
    Returns:
        One per forecast, by year: TWh or USD of a calendar year. The band is the published range or, where
        one number was published, the interval the ledger gives it.
    Source:
        the facts each names. Figures in GW of capacity or in shares of demand are left out: they do not say
        at what load, or of what total.
    """
    found = []
    for what, (series, labels, subjects) in ASKED.items():
        facts = [fact for subject, quantity in subjects for fact in ledger.rows(subject, quantity)]
        facts = [fact for fact in facts if fact.period_end.year in YEARS and fact.period_months == 12]
        found += [_one(what, series, labels, fact) for fact in facts]
    return tuple(sorted(found, key=lambda target: (target.series, target.months[-1], target.observed)))


def place(target: Target, value: float) -> str:
    """`inside`, or by how much a run's figure lies below or above a published range."""
    if target.low <= value <= target.high:
        return "inside"
    if math.isnan(value):
        return "no number"
    edge, word = (target.low, "below") if value < target.low else (target.high, "above")
    return f"{abs(value / edge - 1):.0%} {word}"


def _one(what: str, series: str, labels: tuple[str, ...], fact: Fact) -> Target:
    year, amount = fact.period_end.year, model_amount(fact)
    months = tuple(months_between(f"{year}-01", f"{year}-12"))
    readings = tuple(Reading(series, label, months, 1.0, (fact.id,)) for label in labels)
    basis = "published range" if fact.interval.basis == "source" else "one number, our width"
    period = f"{year}, {fact.source.publisher}, {fact.source.date[:4]} ({basis})"
    return Target(what, period, amount.value, amount.low, amount.high, amount.unit, None, False,
                  fact.known_from, readings)  # fmt: skip
