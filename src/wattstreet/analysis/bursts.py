"""When the price bursts over the members of an ensemble, and on what that depends.

A member bursts at the first month end at which its price index has lost `burst_fall` (the declared parameter,
40 % unless set) of the highest month end of the 24 months before: `batch.survival.first_bursts`. What happens
from a date on is counted over the members at risk: those that had not burst before that date.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.batch.survival import WITHIN_MONTHS, first_bursts
from wattstreet.core.errors import InputError, unknown

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from wattstreet.ledger.schema import Fact

Z = 1.959963984540054
"""Standard normal quantile of a two-sided interval of 95 %."""
PERIODS = {"half-year": 2, "year": 1}
BASE_RATES = ("crash_share_after_runup_50", "crash_share_after_runup_100", "crash_share_after_runup_150")


@dataclasses.dataclass(frozen=True)
class Count:
    """Members of which something holds, with its 95 % Wilson interval.

    Attributes:
        count: How many.
        of: Out of how many.
    """

    count: int
    of: int

    @property
    def share(self) -> float:
        """Count over total; not a number of nobody."""
        return self.count / self.of if self.of else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson interval of the share that more members would show; everything, of nobody.

        Source:
            Wilson (1927), J. American Statistical Association 22.
        """
        if not self.of:
            return 0.0, 1.0
        squared = Z**2 / self.of
        middle = (self.share + squared / 2) / (1 + squared)
        half = np.sqrt(self.share * (1 - self.share) * squared + squared**2 / 4) / (1 + squared)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclasses.dataclass(frozen=True)
class Group:
    """Members whose value of something lies from `low` to `high`, and how many of them burst.

    Attributes:
        low: Smallest value.
        high: Largest value; it belongs to the next group, the last group's own excepted.
        bursts: Bursts in the group.
    """

    low: float
    high: float
    bursts: Count


def burst_positions(ensemble: xr.Dataset) -> np.ndarray:
    """Position on `month_end` of each member's first burst, -1 without one. [member]"""
    price = ensemble["price_index"].transpose("member", "month_end").values
    return first_bursts(price, float(ensemble.attrs["burst_fall"]))


def burst_dates(ensemble: xr.Dataset, every: str = "half-year") -> pd.DataFrame:
    """Bursts by period of the whole run.

    Args:
        ensemble: From `ws.ensemble`.
        every: `half-year` or `year`.
    Returns:
        One row a period (`2025h2`, `2025`): `bursts`, their `share` of all members, and `share_by_end`, the
        share that has burst by the end of the period.
    Errors:
        InputError for another length of period.
    """
    import pandas as pd

    if every not in PERIODS:
        raise unknown("period", every, PERIODS, key="every")
    ends = ensemble["month_end"].dt
    half = "" if every == "year" else [f"h{(month + 5) // 6}" for month in ends.month.values]
    names = np.char.add(ends.year.values.astype(str), half)
    periods = list(dict.fromkeys(names[1:]))
    found = burst_positions(ensemble)
    burst = names[found[found >= 0]]
    bursts = np.array([(burst == period).sum() for period in periods])
    members = ensemble.sizes["member"]
    shares = {"share": bursts / members, "share_by_end": bursts.cumsum() / members}
    return pd.DataFrame({"period": periods, "bursts": bursts, **shares})


def burst_within(ensemble: xr.Dataset, since: str, months: int | None = None) -> Count:
    """Members that burst in the months from a date on, of those that had not burst before.

    Args:
        ensemble: From `ws.ensemble`.
        since: First month, YYYY-MM.
        months: Month ends looked at, that of `since` being the first; `None` for all up to the last.
    Errors:
        InputError if the run does not hold those months.
    """
    bursts = burst_positions(ensemble)
    first, last = _window(ensemble, since, months)
    at_risk = (bursts < 0) | (bursts >= first)
    return Count(int((at_risk & (bursts >= 0) & (bursts <= last)).sum()), int(at_risk.sum()))


def median_burst(ensemble: xr.Dataset, since: str) -> str | None:
    """Month by whose end half of the bursts from a date on have come; `None` without any."""
    bursts = burst_positions(ensemble)
    later = np.sort(bursts[bursts >= _window(ensemble, since, None)[0]])
    if not later.size:
        return None
    return str(ensemble["month_end"].values[later[(later.size - 1) // 2]])[:7]


def run_up(ensemble: xr.Dataset, since: str) -> float | None:
    """Rise of AI share prices over the two years before a date, 1 being a doubling.

    Returns:
        That of the median member at risk; `None` where the run does not reach back two years, or nobody is.
    """
    before = _window(ensemble, since, None)[0] - 1
    bursts = burst_positions(ensemble)
    price = ensemble["price_index"].transpose("member", "month_end").values[(bursts < 0) | (bursts > before)]
    if before < WITHIN_MONTHS or not len(price):
        return None
    return float(np.median(price[:, before] / price[:, before - WITHIN_MONTHS])) - 1


def by_awareness(
    ensemble: xr.Dataset, since: str, months: int | None = 24, width: float | None = None
) -> list[Group]:
    """Bursts within some months of a date by the share who think it a bubble just before.

    Args:
        ensemble: From `ws.ensemble`, with `aware_share`.
        since: First month of the window; awareness is that of the month end before.
        months: Length of the window, to the end of the run when `None`.
        width: Width of bins from zero, empty ones left out; quarters of the members when `None`.
    """
    first, _ = _window(ensemble, since, months)
    aware = ensemble["aware_share"].transpose("member", "month_end").values[:, first - 1]
    return _grouped(ensemble, aware, since, months, width)


def by_cushion(
    ensemble: xr.Dataset, since: str, months: int | None = 24, width: float | None = None
) -> list[Group]:
    """The same by the cushion: the critical share just before, less the share committed to sell from then on.

    Where it is negative, the model's calm state is gone as the committed sellers come.
    """
    first, _ = _window(ensemble, since, months)
    critical, committed = (
        ensemble[name].transpose("member", "month_end").values
        for name in ("critical_share", "committed_share")
    )
    return _grouped(ensemble, critical[:, first - 1] - committed[:, first], since, months, width)


def _grouped(
    ensemble: xr.Dataset, values: np.ndarray, since: str, months: int | None, width: float | None
) -> list[Group]:
    first, last = _window(ensemble, since, months)
    bursts = burst_positions(ensemble)
    at_risk = ((bursts < 0) | (bursts >= first)) & np.isfinite(values)
    values, burst = values[at_risk], ((bursts >= 0) & (bursts <= last))[at_risk]
    if not values.size:
        return []
    if width is None:
        edges = np.unique(np.quantile(values, [0, 0.25, 0.5, 0.75, 1]))
    else:
        bottom, top = np.floor(values.min() / width), np.floor(values.max() / width) + 1
        edges = width * np.arange(bottom, top + 1)
    if len(edges) == 1:
        edges = np.repeat(edges, 2)
    group = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    counts = [Count(int(burst[group == at].sum()), int((group == at).sum())) for at in range(len(edges) - 1)]
    return [
        Group(float(edges[at]), float(edges[at + 1]), count) for at, count in enumerate(counts) if count.of
    ]


def _window(ensemble: xr.Dataset, since: str, months: int | None) -> tuple[int, int]:
    """Positions on `month_end` of the first and last month end looked at."""
    known = [str(month)[:7] for month in ensemble["month"].values]
    if since not in known:
        raise InputError(
            "a month outside the run", key="since", value=since, allowed=f"{known[0]} to {known[-1]}"
        )
    # the opening month end stands in front of those of the months
    first = known.index(since) + 1
    last = len(known) if months is None else first + months - 1
    if not first <= last <= len(known):
        allowed = f"1 to {len(known) - first + 1}"
        raise InputError(
            "the run does not hold that many months", key="months", value=months, allowed=allowed
        )
    return first, last


def base_rates(as_of: str) -> list[Fact]:
    """How often US industries crashed after a run-up, as published, by the size of the run-up.

    Source:
        Greenwood, Shleifer & You (2019), J. Financial Economics 131; the facts carry their grades.
    """
    from wattstreet.ledger.ledger import load_ledger

    ledger = load_ledger().as_of(as_of)
    return [ledger.value("us-industries", quantity) for quantity in BASE_RATES]
