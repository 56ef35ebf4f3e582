"""The argument's conclusions in runs side by side: which of them survive when its numbers are corrected."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.answer import burst
from wattstreet.core.axes import LIMITS
from wattstreet.core.errors import InputError
from wattstreet.words.say import Month, Number, Sayable, Words, say

if TYPE_CHECKING:
    import xarray as xr

PRESETS = ("as-written", "corrected", "sceptic")
"""The argument's own numbers; the best found for each; what a doubter would put in."""
LAST = "2030-12"
"""Month that the runs have to reach."""


@dataclasses.dataclass(frozen=True)
class Reading:
    """What a conclusion comes to in one run.

    Attributes:
        value: The number it is judged by.
        stands: Whether the conclusion follows.
    """

    value: Sayable
    stands: bool


@dataclasses.dataclass(frozen=True)
class Conclusion:
    """A conclusion of the argument, as something a run can show.

    Attributes:
        says: The conclusion, with the bound it is read by.
        read: Run → what it comes to there.
    """

    says: Words
    read: Callable[[xr.Dataset], Reading]


def _months(run: xr.Dataset, name: str, first: str, last: str) -> np.ndarray:
    """A series over a span of months, both counted."""
    axis = "month_end" if "month_end" in run[name].dims else "month"
    return run[name].sel({axis: slice(first, last)}).to_numpy()


def _power_binds(run: xr.Dataset) -> Reading:
    codes = _months(run.sel(country="us"), "binding_limit", "2026-01", LAST)
    share = float((codes == LIMITS.index("power")).mean())
    return Reading(Number(share, "share", 0), share > 0.5)


def _growth_is_ai(run: xr.Dataset) -> Reading:
    home = run.sel(country="us", rule="gross-investment")
    made = _months(home, "ai_contribution_pp", "2025-01", "2025-06").mean()
    share = float(made / _months(home, "gdp_growth_saar", "2025-01", "2025-06").mean())
    return Reading(Number(share, "share", 0), share >= 0.9)


def _is_overvalued(run: xr.Dataset) -> Reading:
    price, value = (_months(run, name, "2025-10", "2025-10")[0] for name in ("price_index", "value_index"))
    return Reading(Number(float(price / value), "times", 1), bool(price >= 2 * value))


def _is_circular(run: xr.Dataset) -> Reading:
    share = float(np.nanmax(run["vendor_financed_share"].sel(supplier="nvidia").to_numpy()))
    return Reading(Number(share, "share", 1), share >= 0.1)


def _listing_drains(run: xr.Dataset) -> Reading:
    before, after = (_months(run, "price_index", month, month)[0] for month in ("2026-12", "2027-12"))
    change = float(after / before - 1)
    return Reading(Number(change, "share", 0, signed=True), change <= -0.1)


def _bursts(run: xr.Dataset) -> Reading:
    fallen = burst(run)
    if fallen is None or fallen[1] < "2025-11":
        return Reading(say("no burst"), False)
    peak, trough, fall = fallen
    told = say("{fall} down by {month}", fall=Number(fall, "share", 0), month=Month(trough))
    return Reading(told, peak >= "2025-06")


def _china_leads(run: xr.Dataset) -> Reading:
    at = {
        country: _months(run.sel(country=country), "effective_compute", LAST, LAST)[0]
        for country in ("us", "cn")
    }
    share = float(at["cn"] / at["us"])
    return Reading(Number(share, "share", 0), share >= 1)


CONCLUSIONS = (
    Conclusion(say("Power holds US AI back in most months of 2026 to 2030"), _power_binds),
    Conclusion(
        say("AI investment makes nearly all US growth in early 2025 (at least 90 % of it)"), _growth_is_ai
    ),
    Conclusion(say("AI shares cost twice what they are worth in October 2025"), _is_overvalued),
    Conclusion(
        say("Nvidia's sales are paid with its own money (at least 10 % of them, at the peak)"), _is_circular
    ),
    Conclusion(say("Listing OpenAI drains the market (AI shares a tenth lower a year on)"), _listing_drains),
    Conclusion(say("AI shares burst after autumn 2025"), _bursts),
    Conclusion(say("China is ahead in effective compute at the end of 2030"), _china_leads),
)
"""Each with the number it is judged by; the bounds are ours and stand in the words."""


def readings(runs: Mapping[str, xr.Dataset]) -> list[tuple[Conclusion, dict[str, Reading]]]:
    """Every conclusion in every run.

    Errors:
        InputError for a run that ends before 2030.
    """
    for name, run in runs.items():
        last = str(run["month"].values[-1])[:7]
        if last < LAST:
            raise InputError(
                "the conclusions need a longer run", key=name, value=last, allowed=f"{LAST} or later"
            )
    return [(one, {name: one.read(run) for name, run in runs.items()}) for one in CONCLUSIONS]
