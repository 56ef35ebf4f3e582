"""What the record says the past should look like: every target with its facts, and what a run says of it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from wattstreet.analysis.answer import BURST
from wattstreet.analysis.basket_record import basket_value, fact_in_month
from wattstreet.analysis.headlines import FIVE
from wattstreet.analysis.periods import (
    Period,
    fall_on_record,
    fiscal_quarter,
    highest_over_before,
    lowest_over_before,
    month_end,
    one_month,
    published_year,
    span,
    years,
)
from wattstreet.casebook.calendar import months_between, position
from wattstreet.core.errors import InputError
from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.ledger.ledger import Ledger
from wattstreet.ledger.schedule import month_name
from wattstreet.ledger.schema import Fact
from wattstreet.ledger.units import model_amount
from wattstreet.words.say import Month, Sayable, say

if TYPE_CHECKING:
    import numpy as np

FIRST, LAST = "2023-09", "2025-09"
"""Ends of the first and the last calendar quarter scored."""
RUN_UNTIL = "2025-12"
"""Last month a run must reach."""
FISCAL_SHIFT = {"nvidia": 1, "oracle": -1}
"""Months by which a firm's quarters end after the nearest calendar quarter."""
CAPEX = dict.fromkeys(FIVE, "capex") | dict.fromkeys(("microsoft", "meta"), "capex_incl_finance_leases")
"""Buyer → quantity; the run counts halls as built whoever finances them, so leases belong in."""
BEFORE_FALL, AFTER_FALL = ("2024-12", "2025-02"), ("2025-06", "2025-07")
"""Month ends around April 2025: the level before the fall, and by when it was to be back."""
SURVEY = ("bofa-fms", "ai_stocks_in_a_bubble_yes")

TOLERANCE = {
    "nvidia_revenue": 0.15,
    "capex_five": 0.15,
    "openai_revenue": 0.25,
    "anthropic_revenue": 0.25,
    "us_electricity_growth": 0.35,
    "complex_value": 0.20,
    "nvidia_value": 0.35,
    "aware_share": 0.15,
}
"""Largest error, as a share of the record, that counts as met."""

SAYS = {
    "nvidia_revenue": say("Nvidia's data-centre revenue by fiscal quarter"),
    "capex_five": say("capex of the five largest buyers by fiscal quarter"),
    "openai_revenue": say("OpenAI's annualised revenue"),
    "anthropic_revenue": say("Anthropic's annualised revenue"),
    "us_electricity_growth": say("growth of US data-centre electricity 2023–25 (McKinsey, medium scenario)"),
    "us_electricity_level": say("US data-centre electricity by year"),
    "complex_value": say("market value of the eight AI shares"),
    "nvidia_value": say("Nvidia's market value"),
    "april_2025": say("April 2025: no burst, and recovered"),
    "aware_share": say("fund managers who call AI shares a bubble"),
}
"""Series → what it is."""


@dataclasses.dataclass(frozen=True)
class Reading:
    """Months of one series of a run, and the facts they answer to.

    Attributes:
        series: Name in the menu of series.
        label: Firm, supplier or country; empty where the series has no such axis.
        months: Months, or month ends, read.
        weight: Factor.
        facts: Ids of the facts that state the same.
        stated: What they state, where the target is a sum over firms.
    """

    series: str
    label: str
    months: tuple[str, ...]
    weight: float = 1.0
    facts: tuple[str, ...] = ()
    stated: float | None = None


@dataclasses.dataclass(frozen=True)
class Target:
    """One dated figure of the record.

    Attributes:
        series: Key of `SAYS`.
        period: When, in a few letters for tables and machines.
        observed: The record, in `unit`.
        low: Least that counts as met.
        high: Most that counts as met.
        unit: Unit of the model: usd, usd_per_year, twh or ratio.
        tolerance: Allowed error as a share of the record; `None` where the band is not around the record.
        scored: Whether it counts, or is only shown.
        known_from: First day all its facts were known.
        readings: What a run is asked.
        how: Weighted sum of the readings; or lowest or highest level of the first over the highest of the
            second, or the fall from that to the lowest.
        said: When, as a sentence says it; `None` where `period` is a month.
    """

    series: str
    period: str
    observed: float
    low: float
    high: float
    unit: str
    tolerance: float | None
    scored: bool
    known_from: date
    readings: tuple[Reading, ...]
    how: Literal["sum", "lowest", "highest", "fall"] = "sum"
    said: Sayable | None = None

    @property
    def when(self) -> Sayable:
        """When, as a sentence says it."""
        return Month(self.period) if self.said is None else self.said

    @property
    def months(self) -> tuple[str, ...]:
        """Months of the run it looks at, in order."""
        return tuple(sorted({month for reading in self.readings for month in reading.months}))

    @property
    def facts(self) -> tuple[str, ...]:
        """Ids of the facts behind it."""
        return tuple(dict.fromkeys(fact for reading in self.readings for fact in reading.facts))


def observed(ledger: Ledger) -> tuple[Target, ...]:
    """Every target of the hindcast, series by series, oldest first.

    Args:
        ledger: All facts; those of the periods scored must be among them.
    Returns:
        Flows in USD of a fiscal quarter or USD/year, values in USD at a month end, electricity in TWh.
    Errors:
        InputError for a period without a fact, or with facts that disagree.
    Source:
        model section 7; the facts each target names. McKinsey's 2025 is a forecast of September 2024.
    """
    ends = [month for month in months_between(FIRST, LAST) if int(month[5:]) % 3 == 0]
    return (
        *(_flow(ledger, "nvidia_revenue", end) for end in ends),
        *(_flow(ledger, "capex_five", end) for end in ends),
        *_lab(ledger, "openai"),
        *_lab(ledger, "anthropic"),
        *_electricity(ledger),
        *(_complex(ledger, end) for end in ends),
        *(_nvidia_value(ledger, end) for end in ends),
        *_april(ledger),
        *_survey(ledger),
    )


def until(targets: Sequence[Target], month: str) -> tuple[Target, ...]:
    """Targets whose months have all passed by the end of a month; their facts may be published later."""
    return tuple(target for target in targets if target.months[-1] <= month)


def predict(
    targets: Sequence[Target],
    kept: Mapping[str, np.ndarray],
    labels: Mapping[str, Sequence[str]],
    months: Sequence[str],
) -> np.ndarray:
    """What a run says of every target.

    Args:
        targets: From `observed`.
        kept: Series of a run, time leading or after leading member axes, as `simulate` gives them.
        labels: Axis → labels, as `Inputs.bound.labels` holds them.
        months: Months of the run.
    Returns:
        Each in its target's unit. [... target]
    Errors:
        InputError if the run ends before a month that a target looks at.
    """
    import numpy as np

    at = {month: number for number, month in enumerate(months)}
    last = max((target.months[-1] for target in targets), default="")
    if last and last not in at:
        raise InputError("the run ends before its targets do", key="until", allowed=f"{last} or later")
    return np.stack([_predicted(target, kept, labels, at) for target in targets], axis=-1)


def _predicted(
    target: Target,
    kept: Mapping[str, np.ndarray],
    labels: Mapping[str, Sequence[str]],
    at: Mapping[str, int],
) -> np.ndarray:
    values = [_read(reading, kept, labels, at) for reading in target.readings]
    if target.how == "sum":
        weights = [reading.weight for reading in target.readings]
        return sum(weight * value.sum(-1) for weight, value in zip(weights, values, strict=True))  # type: ignore[return-value]
    level, before = values[0], values[1].max(-1)
    if target.how == "highest":
        return level.max(-1) / before
    lowest = level.min(-1) / before
    return 1 - lowest if target.how == "fall" else lowest


def _read(
    reading: Reading,
    kept: Mapping[str, np.ndarray],
    labels: Mapping[str, Sequence[str]],
    at: Mapping[str, int],
) -> np.ndarray:
    """The months of a reading. [... month]"""
    from wattstreet.model.diagnostics import MENU

    series = MENU[reading.series]
    when = [at[month] + series.is_stock for month in reading.months]
    values = kept[reading.series]
    if reading.label:
        values = values[..., tuple(labels[series.dims[0]]).index(reading.label)]
    return values[..., when]


def _flow(ledger: Ledger, series: str, end: str) -> Target:
    """A fiscal quarter of Nvidia's revenue, or of the five buyers' capex, each on its own calendar."""
    if series == "nvidia_revenue":
        asked = {"nvidia": ("data_center_revenue", "data_center_revenue_usd")}
    else:
        asked = {firm: (quantity, "capex_usd") for firm, quantity in CAPEX.items()}
    readings, facts = [], []
    for firm, (quantity, name) in asked.items():
        months = _quarter(firm, end)
        fact = fact_in_month(ledger, firm, quantity, months[-1], length=3)
        facts.append(fact)
        readings.append(Reading(name, firm, months, 1.0, (fact.id,), model_amount(fact).value))
    is_nvidia = series == "nvidia_revenue"
    period = fiscal_quarter(*readings[0].months) if is_nvidia else span(*quarter_ending(end))
    value = math.fsum(reading.stated for reading in readings)
    return _around(series, period, value, "usd", readings, facts)


def quarter_ending(end: str) -> tuple[str, ...]:
    """The three months of the quarter that ends with a month."""
    return tuple(month_name(position(end) - back) for back in (2, 1, 0))


def _quarter(firm: str, end: str) -> tuple[str, ...]:
    return quarter_ending(month_name(position(end) + FISCAL_SHIFT.get(firm, 0)))


def _lab(ledger: Ledger, firm: str) -> list[Target]:
    """Every dated annualised revenue of a lab; where one month's revenue was published, twelve times that."""
    found = []
    for quantity, factor in (("monthly_revenue", MONTHS_PER_YEAR), ("annualized_revenue", 1.0)):
        for fact in ledger.rows(firm, quantity):
            month = last_month_closed(fact.period_end)
            reading = Reading("revenue_usd", firm, (month,), MONTHS_PER_YEAR, (fact.id,))
            value = model_amount(fact).value * factor
            found.append(
                _around(f"{firm}_revenue", one_month(month), value, "usd_per_year", [reading], [fact])
            )
    return found


def last_month_closed(day: date) -> str:
    """The last month that had ended by the end of a day."""
    tomorrow = day + timedelta(days=1)
    return month_name(12 * tomorrow.year + tomorrow.month - 2)


def _electricity(ledger: Ledger) -> list[Target]:
    """Growth 2023–25 in one series; levels of all three, not scored: they count different things."""
    asked = [("datacenter_consumption_mckinsey", year) for year in (2023, 2024, 2025)]
    asked += [("datacenter_consumption", 2023), ("datacenter_consumption", 2024)]
    levels, readings = [], []
    for quantity, year in asked:
        fact = ledger.value("us", quantity, date(year, 12, 31), months=12)
        months = tuple(months_between(f"{year}-01", f"{year}-12"))
        readings.append(Reading("dc_energy_twh", "us", months, 1.0, (fact.id,)))
        levels.append((fact, published_year(year, fact.source.publisher)))
    first, last = levels[0][0], levels[2][0]
    grown = _around(
        "us_electricity_growth",
        years(2023, 2025),
        model_amount(last).value - model_amount(first).value,
        "twh",
        [readings[2], dataclasses.replace(readings[0], weight=-1.0)],
        [first, last],
    )
    shown = [
        Target("us_electricity_level", short, amount.value, amount.low, amount.high, "twh", None, False,
               fact.known_from, (reading,), said=said)
        for (fact, (short, said)), reading in zip(levels, readings, strict=True)
        for amount in (model_amount(fact),)
    ]  # fmt: skip
    return [grown, *shown]


def _nvidia_value(ledger: Ledger, end: str) -> Target:
    fact = fact_in_month(ledger, "nvidia", "market_cap_derived", end)
    reading = Reading("market_cap_usd", "nvidia", (end,), 1.0, (fact.id,))
    return _around("nvidia_value", month_end(end), model_amount(fact).value, "usd", [reading], [fact])


def _complex(ledger: Ledger, end: str) -> Target:
    value, facts = basket_value(ledger, end)
    reading = Reading("complex_value_usd", "", (end,), 1.0, tuple(dict.fromkeys(fact.id for fact in facts)))
    return _around("complex_value", month_end(end), value, "usd", [reading], facts)


def _april(ledger: Ledger) -> list[Target]:
    """The fall of spring 2025 at month ends: no burst, back above its old level by July; depth only shown."""
    before, after = (tuple(months_between(*ends)) for ends in (BEFORE_FALL, AFTER_FALL))
    falling = tuple(months_between("2025-03", AFTER_FALL[1]))
    level = {
        month: fact_in_month(ledger, "nasdaq-composite", "index_level", month)
        for month in (*before, *falling)
    }  # fmt: skip
    depth = ledger.value("nasdaq-composite", "drawdown", date(2025, 4, 8))
    top = max(level[month].value for month in before)
    old = Reading("price_index", "", before, 1.0, tuple(level[month].id for month in before))

    def target(period: Period, value: float, low: float, scored: bool, how, months, facts) -> Target:
        reading = Reading("price_index", "", months, 1.0, tuple(fact.id for fact in facts))
        known = max(fact.known_from for fact in (*facts, *(level[month] for month in before)))
        return Target(
            "april_2025", period[0], value, low, math.inf, "ratio", None, scored, known, (reading, old), how,
            period[1],
        )  # fmt: skip

    low = min(level[month].value for month in falling) / top
    high = max(level[month].value for month in after) / top
    facts = [level[month] for month in falling]
    return [
        target(lowest_over_before(falling, before), low, 1 - BURST, True, "lowest", falling, facts),
        target(highest_over_before(after, before), high, 1.0, True, "highest", after,
               [level[month] for month in after]),
        target(fall_on_record(), -model_amount(depth).value, 0.0, False, "fall", falling,
               [depth]),
    ]  # fmt: skip


def _survey(ledger: Ledger) -> list[Target]:
    """Share of surveyed fund managers who say AI shares are in a bubble: shown, and used by the fit."""
    found = []
    for month in sorted({f"{fact.period_end:%Y-%m}" for fact in ledger.rows(*SURVEY)}):
        fact = ledger.pick([fact for fact in ledger.rows(*SURVEY) if f"{fact.period_end:%Y-%m}" == month])
        reading = Reading("aware_share", "", (month,), 1.0, (fact.id,))
        target = _around(
            "aware_share", one_month(month), model_amount(fact).value, "ratio", [reading], [fact]
        )
        found.append(dataclasses.replace(target, scored=False))
    return found


def _around(
    series: str, period: Period, value: float, unit: str, readings: list[Reading], facts: list[Fact]
) -> Target:
    """A scored target with the band of its series."""
    band = TOLERANCE[series]
    return Target(
        series,
        period[0],
        value,
        value * (1 - band),
        value * (1 + band),
        unit,
        band,
        True,
        max(fact.known_from for fact in facts),
        tuple(readings),
        said=period[1],
    )
