"""What others published about the years ahead, in the form of targets that are shown and never scored."""

from __future__ import annotations

import dataclasses
import math

from wattstreet.analysis.headlines import FIVE
from wattstreet.analysis.periods import forecast_year
from wattstreet.analysis.targets import Reading, Target
from wattstreet.casebook.calendar import months_between
from wattstreet.casebook.fits import Fit
from wattstreet.ledger.ledger import Ledger
from wattstreet.ledger.schema import Fact
from wattstreet.ledger.units import model_amount
from wattstreet.words.say import Number, Words, say

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


def place(target: Target, value: float) -> Words:
    """`inside`, or by how much a run's figure lies below or above a published range."""
    if target.low <= value <= target.high:
        return say("inside")
    if math.isnan(value):
        return say("no number")
    if value < target.low:
        return say("{gap} below the range", gap=Number(1 - value / target.low, "share", 0))
    return say("{gap} above the range", gap=Number(value / target.high - 1, "share", 0))


def _one(what: str, series: str, labels: tuple[str, ...], fact: Fact) -> Target:
    year, amount = fact.period_end.year, model_amount(fact)
    months = tuple(months_between(f"{year}-01", f"{year}-12"))
    readings = tuple(Reading(series, label, months, 1.0, (fact.id,)) for label in labels)
    source, is_range = fact.source, fact.interval.basis == "source"
    period, said = forecast_year(year, source.publisher, source.date[:4], is_range)
    return Target(what, period, amount.value, amount.low, amount.high, amount.unit, None, False,
                  fact.known_from, readings, said=said)  # fmt: skip


OUTLOOK = {
    "capex_five_bn_2026": say("five-firm capex 2026, bn USD"),
    "capex_five_bn_2030": say("five-firm capex 2030, bn USD"),
    "us_twh_2028": say("US TWh 2028"),
    "us_twh_2030": say("US TWh 2030"),
}
"""Figures of the outlook in a fit's datasheet → what they are."""


@dataclasses.dataclass(frozen=True)
class Owner:
    """A setting the past does not identify, and how far the outlook follows it.

    Attributes:
        path: Parameter.
        low: Its value one prior spread lower.
        high: One higher.
        ends: Figure of the outlook → its value at both, everything else fitted again.
    """

    path: str
    low: float
    high: float
    ends: dict[str, tuple[float, float]]

    def width(self, name: str) -> float:
        """Distance between the two values of a figure, as a share of their mean."""
        low, high = self.ends[name]
        return 2 * abs(high - low) / (high + low)


def spread_owners(fit: Fit | None) -> tuple[Owner, ...]:
    """Settings that own the outlook's spread, widest first, as the fit's datasheet measured them.

    Args:
        fit: The fit of the run; without one, or without a measured outlook, there are none.
    """
    told = {} if fit is None else fit.datasheet.get("outlook", {})
    paths = dict.fromkeys(name.split()[0] for name in told if " " in name)
    owners = [
        Owner(
            path,
            told[f"{path} lower"]["value"],
            told[f"{path} higher"]["value"],
            {name: (told[f"{path} lower"][name], told[f"{path} higher"][name]) for name in OUTLOOK},
        )
        for path in paths
    ]
    return tuple(sorted(owners, key=lambda one: -max(one.width(name) for name in OUTLOOK)))
