"""GDP growth with AI investment, without it, and what others published about the difference (E1).

Without is arithmetic, not another history: growth less the contribution that an accounting rule gives AI
investment. What else would have been built, bought or imported is not asked.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.runs import months_of, need_series, refuse_members
from wattstreet.casebook.calendar import months_between, position
from wattstreet.core.errors import InputError, unknown
from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.ledger.units import model_amount

if TYPE_CHECKING:
    import xarray as xr

    from wattstreet.ledger.ledger import Ledger
    from wattstreet.ledger.schema import Fact

YEAR = int(MONTHS_PER_YEAR)
PERIODS = {"month": 1, "quarter": 3, "year": YEAR}
"""Length of a period → months."""
CONTRIBUTION = "ai_gdp_contribution_"
"""How the quantities of published contributions begin; what follows says whose, and which."""
WHO = {
    "barclays": "Barclays", "jpm": "JPMorgan", "tedeschi": "Ernie Tedeschi",
    "pantheon": "Pantheon Macroeconomics", "morgan_stanley": "Morgan Stanley", "sp_global": "S&P Global",
}  # fmt: skip
KINDS = {"gross": "gross", "net": "net", "ex_ante": "forecast", "vs_trend": "above-trend"}
"""How a quantity ends → what was counted; the note of the fact says it where the ending does not."""
FURMAN = ("ai_gdp_contribution_furman_share", "real_gdp_growth_half")
"""Share of growth, and the growth it is a share of."""
PERCENT = 100.0


@dataclasses.dataclass(frozen=True)
class Estimate:
    """A published contribution of AI investment to US growth, in percentage points.

    Attributes:
        who: Who made it.
        kind: `gross`, `net` of imports, `forecast`, `above-trend`, or `unsaid`.
        value: Contribution. pp
        low: Lower end of the ledger's interval. pp
        high: Upper end. pp
        first: First month it speaks of, YYYY-MM.
        last: Last month.
        grade: Grade of the fact; the worse of two.
        facts: Facts it rests on; two where a published share of growth was multiplied by that growth.
        publisher: Where it was read.
        known_from: Day from which all of it was known.
        note: What a user of the number should know.
        of_run: A run's own contribution, mean of those months; `None` where it does not hold them all. pp
    """

    who: str
    kind: str
    value: float
    low: float
    high: float
    first: str
    last: str
    grade: str
    facts: tuple[str, ...]
    publisher: str
    known_from: str
    note: str
    of_run: float | None = None


def growth_with_and_without(
    run: xr.Dataset, country: str = "us", every: str = "quarter", rule: str = "gross-investment"
) -> xr.Dataset:
    """Growth on a year earlier, AI's contribution to it under a rule, and the rest.

    Args:
        run: From `ws.run`, or an ensemble that keeps these series; its `member` axis stays.
        country: `us`, `cn` or `row`.
        every: `month`, `quarter` or `year`; means over their months, of whole periods alone.
        rule: Accounting rule of the contribution.
    Returns:
        Dataset over `period` (2025-01, 2025q1, 2025) with `growth_pp`, `contribution_pp` and `without_pp`, in
        percentage points of nominal GDP a year earlier, and the coordinates `first` and `last` (YYYY-MM). It
        starts a year into the run, which holds no GDP from before its first month.
    Errors:
        InputError for another country, period or rule, or a run too short for one period.
    Source:
        E1: contribution and growth are both changes over twelve months, over the same GDP.
    Leaves out:
        deflators: published contributions are to real growth.
    """
    import xarray as xr

    need_series(run, ("gdp_usd", "ai_contribution_pp"))
    if every not in PERIODS:
        raise unknown("period", every, PERIODS, key="every")
    gdp = _of(run["gdp_usd"], "country", country)
    growth = PERCENT * (gdp / gdp.shift(month=YEAR) - 1.0)
    added = _of(_of(run["ai_contribution_pp"], "country", country), "rule", rule)
    months = months_of(run)
    periods = _whole_periods(months, every)
    if not periods:
        raise InputError(
            f"the run holds no whole {every} with the year before it", key="until", value=months[-1],
            allowed=f"{_later(months[0], YEAR + PERIODS[every] - 1)} or later",
        )  # fmt: skip
    named = xr.DataArray(list(periods), dims="period", name="period")
    found = xr.Dataset()
    for name, series in (("growth_pp", growth), ("contribution_pp", added)):
        means = [series.isel(month=list(places)).mean("month") for places in periods.values()]
        found[name] = xr.concat(means, named).drop_vars(("country", "rule"), errors="ignore")
    found["without_pp"] = found["growth_pp"] - found["contribution_pp"]
    for name in found:
        found[name].attrs = {"units": "pp"}
    found = found.assign_coords(
        first=("period", [months[places[0]] for places in periods.values()]),
        last=("period", [months[places[-1]] for places in periods.values()]),
    )
    found.attrs = {"country": country, "rule": rule, "every": every}
    return found.transpose(*(("member",) if "member" in found.dims else ()), "period")


def published_estimates(as_of: str, run: xr.Dataset | None = None) -> tuple[Estimate, ...]:
    """Published contributions of AI investment to US growth, as known on a day, oldest period first.

    Contributions in percentage points stand as published. Furman's share of growth becomes points by
    multiplication with the growth of the same half-year, both named. Statements that growth without
    technology was nil are no contributions and are left out.

    Args:
        as_of: Day of knowledge, YYYY-MM-DD.
        run: Run whose own contribution to set beside each.
    Errors:
        InputError for a day that is none, or an ensemble.
    Source:
        facts `ai_gdp_contribution_…` of the ledger.
    Leaves out:
        differences of method: periods, deflators and what counts as AI differ from one to the next.
    """
    from wattstreet.ledger.ledger import load_ledger

    ledger = load_ledger().as_of(as_of)
    own = None if run is None else _contribution_by_month(run)
    found = [
        _estimate(fact)
        for fact in ledger.find(subject="us")
        if fact.quantity.startswith(CONTRIBUTION) and fact.unit == "percentage_points"
    ]
    found += _furman(ledger)
    if own is not None:
        found = [dataclasses.replace(one, of_run=_mean_of(own, one)) for one in found]
    return tuple(sorted(found, key=lambda one: (one.first, one.last, one.who, one.kind)))


def _of(series: xr.DataArray, axis: str, label: str) -> xr.DataArray:
    labels = [str(one) for one in series[axis].values]
    if label not in labels:
        raise unknown(axis, label, labels, key=axis)
    return series.isel({axis: labels.index(label)})


def _later(month: str, by: int) -> str:
    """The month so many months on."""
    at = position(month) + by
    return f"{at // YEAR:04d}-{at % YEAR + 1:02d}"


def _whole_periods(months: tuple[str, ...], every: str) -> dict[str, list[int]]:
    """Periods that a run holds as a whole, a year after its first month or later → places of their months."""
    found: dict[str, list[int]] = {}
    for at, month in enumerate(months):
        if at < YEAR:
            continue
        year, number = month[:4], int(month[5:])
        name = {"month": month, "quarter": f"{year}q{(number + 2) // 3}", "year": year}[every]
        found.setdefault(name, []).append(at)
    return {name: places for name, places in found.items() if len(places) == PERIODS[every]}


def _estimate(fact: Fact) -> Estimate:
    """A published contribution as it stands in the ledger."""
    words = fact.quantity.removeprefix(CONTRIBUTION)
    kind = next((kind for ending, kind in KINDS.items() if words.endswith(f"_{ending}")), None)
    key = next((key for key in WHO if words == key or words.startswith(f"{key}_")), None)
    amount = model_amount(fact)
    return Estimate(
        who=WHO[key] if key else words.replace("_", " "),
        kind=kind or ("gross" if "gross" in fact.note else "unsaid"),
        value=amount.value,
        low=amount.low,
        high=amount.high,
        first=f"{fact.period_start:%Y-%m}",
        last=f"{fact.period_end:%Y-%m}",
        grade=fact.grade,
        facts=(fact.id,),
        publisher=fact.source.publisher,
        known_from=fact.known_from.isoformat(),
        note=fact.note,
    )


def _furman(ledger: Ledger) -> list[Estimate]:
    """A published share of growth times that growth; nothing while either is unknown."""
    share, growth = (next(iter(ledger.rows("us", quantity)), None) for quantity in FURMAN)
    if share is None or growth is None:
        return []
    if (share.period_start, share.period_end) != (growth.period_start, growth.period_end):
        raise InputError(
            "the share of growth and the growth speak of different periods", key=f"{share.id} {growth.id}"
        )
    part = model_amount(share)
    ends = [
        one * other for one in (part.low, part.high) for other in (growth.interval.low, growth.interval.high)
    ]
    return [
        Estimate(
            who="Jason Furman",
            kind="gross",
            value=part.value * growth.value,
            low=min(ends),
            high=max(ends),
            first=f"{share.period_start:%Y-%m}",
            last=f"{share.period_end:%Y-%m}",
            grade=max(share.grade, growth.grade),
            facts=(share.id, growth.id),
            publisher=share.source.publisher,
            known_from=max(share.known_from, growth.known_from).isoformat(),
            note=f"{share.value:g} % of {growth.value:g} %; {share.note}",
        )
    ]


def _contribution_by_month(run: xr.Dataset) -> dict[str, float]:
    refuse_members(run)
    need_series(run, ("ai_contribution_pp",))
    values = run["ai_contribution_pp"].sel(country="us").isel(rule=0).values
    return dict(zip(months_of(run), map(float, values), strict=True))


def _mean_of(own: dict[str, float], one: Estimate) -> float | None:
    months = months_between(one.first, one.last)
    return float(np.mean([own[month] for month in months])) if set(months) <= set(own) else None
