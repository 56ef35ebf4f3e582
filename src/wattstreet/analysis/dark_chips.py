"""Bought, delivered, powered: the chips of US and Chinese firms by how far they have come (C4, C5).

A chip is on order until it is delivered, dark until a powered hall has room for it, and running from then on
until it retires. These are stocks of a month end, so what has retired is in none of them. MW are IT MW.
Chips of buyers outside the model are not in them either, though makers ship them.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.runs import need_series, refuse_members
from wattstreet.core.errors import unknown
from wattstreet.core.units import MW_PER_GW

if TYPE_CHECKING:
    import xarray as xr

GROUPS = ("us", "cn", "all")
"""Homes of the firms, and all of them."""
STAGES = {
    "on_order": "on_order_mw",
    "dark": "undeployed_mw",
    "running": "fleet_mw",
    "powered_halls": "energised_mw",
}
"""Variable → series of a run it is summed from."""


@dataclasses.dataclass(frozen=True)
class DarkPeak:
    """When most chips were dark.

    Attributes:
        group: `us`, `cn` or `all`.
        month: Month at whose end most GW were dark, YYYY-MM.
        dark_gw: How many. GW
        dark_share: Their share of what had been delivered and not retired. share
        share_month: Month at whose end the largest share was dark, YYYY-MM.
        largest_share: That share. share
    """

    group: str
    month: str
    dark_gw: float
    dark_share: float
    share_month: str
    largest_share: float


def chips_by_stage(run: xr.Dataset) -> xr.Dataset:
    """Chips of each country's firms by stage at every month end.

    Args:
        run: From `ws.run`, or an ensemble that keeps these series; its `member` axis stays.
    Returns:
        Dataset over `group` (homes of firms, and all) and `month_end`, in GW: `on_order`; `dark`, delivered
        without a powered hall; `running`; `delivered`, dark and running; `bought`, on order and delivered;
        `powered_halls`, finished and connected, never less than running. Two shares: `dark_share` of what is
        delivered and `waiting_share`, the part of what is bought that does not run; zero of nothing.
    Errors:
        InputError for a dataset without these series.
    Source:
        definition.
    Leaves out:
        chips that have retired; orders of buyers outside the model.
    """
    import xarray as xr

    need_series(run, tuple(STAGES.values()))
    homes = np.array(str(run.attrs["homes"]).split())
    chips = xr.Dataset()
    for name, series in STAGES.items():
        by_group = [
            run[series].isel(firm=np.flatnonzero((homes == group) | (group == "all"))).sum("firm")
            for group in GROUPS
        ]
        chips[name] = xr.concat(by_group, xr.DataArray(list(GROUPS), dims="group", name="group")) / MW_PER_GW
    chips["delivered"] = chips["dark"] + chips["running"]
    chips["bought"] = chips["on_order"] + chips["delivered"]
    for name in chips:
        chips[name].attrs = {"units": "GW"}
    chips["dark_share"] = _share(chips["dark"], chips["delivered"])
    chips["waiting_share"] = _share(chips["on_order"] + chips["dark"], chips["bought"])
    lead = ("member",) if "member" in chips.dims else ()
    return chips.transpose(*lead, "group", "month_end")


def dark_peak(run: xr.Dataset, group: str = "all") -> DarkPeak:
    """The month ends with most dark chips, in GW and as a share of what is delivered; the first of equals.

    Args:
        run: From `ws.run`.
        group: `us`, `cn` or `all`.
    Errors:
        InputError for another group, or an ensemble.
    """
    refuse_members(run)
    if group not in GROUPS:
        raise unknown("group", group, GROUPS, key="group")
    chips = chips_by_stage(run).sel(group=group)
    months = [str(end)[:7] for end in chips["month_end"].values]
    dark, share = chips["dark"].values, chips["dark_share"].values
    most, largest = int(np.argmax(dark)), int(np.argmax(share))
    return DarkPeak(
        group, months[most], float(dark[most]), float(share[most]), months[largest], float(share[largest])
    )


def _share(part: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    """Part over whole, zero of nothing."""
    found = (part / whole.where(whole > 0)).fillna(0.0)
    return found.assign_attrs(units="share")
