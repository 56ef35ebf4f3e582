"""The race: the United States and China side by side in power, chips, compute and capability.

Measures differ in what they call a country's: fleets, compute and capability are those of its firms,
wherever they stand; connections and electricity those of its regions, whoever owns them; shipments those of
its makers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.runs import months_of, need_series, refuse_members, whole_years
from wattstreet.core.errors import InputError
from wattstreet.words.say import Words, say

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

COUNTRIES = ("us", "cn")
MAKERS = {"nvidia": "us", "other-chips": "us", "china-chips": "cn"}
"""Maker → the country it ships for; `other-chips` are Broadcom, AMD and their like."""
LEVEL = 0.01
"""Difference of the two countries, as a share of the larger, below which neither leads."""


@dataclasses.dataclass(frozen=True)
class Measure:
    """One strip of the picture.

    Attributes:
        theme: `power`, `chips`, `compute` or `capability`.
        says: Name for a reader.
        unit: Unit as printed.
        how: `last` of a year's month ends, or `sum` over its months.
        of: What makes it a country's: `firms`, `regions` or `makers`.
        series: Series of a run it is read from.
        read: Its value by country and time, in the unit.
        logarithmic: Whether it is a decimal logarithm, so that a difference is a ratio.
    """

    theme: str
    says: Words
    unit: str
    how: str
    of: str
    series: str
    read: Callable[[xr.DataArray, xr.Dataset], xr.DataArray]
    logarithmic: bool = False


def _by_home(series: xr.DataArray, run: xr.Dataset) -> xr.DataArray:
    return _grouped(series, "firm", str(run.attrs["homes"]).split())


def _by_place(series: xr.DataArray, run: xr.Dataset) -> xr.DataArray:
    return _grouped(series, "region", [str(region).split("-")[0] for region in run["region"].values])


def _by_maker(series: xr.DataArray, run: xr.Dataset) -> xr.DataArray:
    return _grouped(series, "supplier", [MAKERS[str(maker)] for maker in run["supplier"].values])


def _grouped(series: xr.DataArray, axis: str, countries: list[str]) -> xr.DataArray:
    """Sum of an axis by country."""
    import xarray as xr

    found = np.array(countries)
    parts = [series.isel({axis: np.flatnonzero(found == country)}).sum(axis) for country in COUNTRIES]
    return xr.concat(parts, xr.DataArray(list(COUNTRIES), dims="country", name="country"))


def _own(series: xr.DataArray, run: xr.Dataset) -> xr.DataArray:
    return series.sel(country=list(COUNTRIES))


def _scaled(
    read: Callable[[xr.DataArray, xr.Dataset], xr.DataArray], factor: float
) -> Callable[[xr.DataArray, xr.Dataset], xr.DataArray]:
    return lambda series, run: factor * read(series, run)


MEASURES: dict[str, Measure] = {
    "connected_gw": Measure(
        "power", say("AI halls joined to the grid"), "GW", "last", "regions", "dc_connected_mw",
        _scaled(_by_place, 1e-3),
    ),
    "electricity_twh": Measure(
        "power", say("electricity of data centres"), "TWh", "sum", "regions", "dc_energy_twh", _own
    ),
    "chips_shipped_gw": Measure(
        "chips", say("AI chips shipped"), "GW", "sum", "makers", "shipments_mw", _scaled(_by_maker, 1e-3)
    ),
    "fleet_gw": Measure(
        "chips", say("running AI fleet"), "GW", "last", "firms", "fleet_mw", _scaled(_by_home, 1e-3)
    ),
    "fleet_h100e_mn": Measure(
        "compute", say("running compute"), "mn H100e", "last", "firms", "fleet_h100e", _scaled(_own, 1e-6)
    ),
    "effective_compute_mn": Measure(
        "compute", say("effective compute"), "mn H100e", "last", "firms", "effective_compute",
        _scaled(_own, 1e-6),
    ),
    "capability": Measure(
        "capability", say("capability of the best model"), "log10 FLOP", "last", "firms", "capability", _own,
        logarithmic=True,
    ),
}  # fmt: skip
"""Measures in the order of the picture, by name."""


@dataclasses.dataclass(frozen=True)
class LeadChange:
    """A year in which the lead passes on.

    Attributes:
        measure: Key of `MEASURES`.
        year: First whole year of the new leader.
        leader: `us` or `cn`.
    """

    measure: str
    year: int
    leader: str


def race_by_month(run: xr.Dataset) -> xr.Dataset:
    """Every measure by country and month: stocks at its end, flows during it.

    Args:
        run: From `ws.run`, or an ensemble that keeps these series; its `member` axis stays.
    Returns:
        Dataset over `country` (us, cn) and `month`, in the units of `MEASURES`.
    Errors:
        InputError for a dataset without these series.
    """
    import xarray as xr

    need_series(run, tuple(measure.series for measure in MEASURES.values()))
    found = xr.Dataset()
    for name, measure in MEASURES.items():
        values = measure.read(run[measure.series], run)
        if "month_end" in values.dims:
            ends = values.isel(month_end=slice(1, None))
            values = ends.rename(month_end="month").assign_coords(month=run["month"].values)
        lead = ("member",) if "member" in values.dims else ()
        values = values.transpose(*lead, "country", "month")
        found[name] = values.assign_attrs(units=measure.unit, long_name=measure.says.template)
    return found


def race_by_year(run: xr.Dataset) -> xr.Dataset:
    """Every measure by country and whole year: stocks at its end, flows summed over it.

    Args:
        run: From `ws.run`, or an ensemble that keeps these series; its `member` axis stays.
    Returns:
        Dataset over `country` (us, cn) and `year`, in the units of `MEASURES`.
    Errors:
        InputError for a run without one whole year, or a dataset without these series.
    """
    years = whole_years(run)
    if not years:
        raise InputError(
            "the run holds no whole year", key="until", value=months_of(run)[-1],
            allowed=f"{months_of(run)[0][:4]}-12 or later",
        )  # fmt: skip
    grouped = race_by_month(run).groupby("month.year")
    summed, last = grouped.sum(), grouped.last()
    found = last.assign({name: summed[name] for name, measure in MEASURES.items() if measure.how == "sum"})
    found = found[list(MEASURES)].sel(year=list(years))
    for name, measure in MEASURES.items():
        found[name].attrs = {"units": measure.unit, "long_name": measure.says.template}
    lead = ("member",) if "member" in found.dims else ()
    return found.transpose(*lead, "country", "year")


def comparison(run: xr.Dataset) -> pd.DataFrame:
    """Who leads, by measure and whole year.

    Args:
        run: From `ws.run`.
    Returns:
        Columns measure, year, us, cn, ratio, leader: the ratio is that of the US over China (of training
        FLOP where the measure is a logarithm); `level` where the two lie within a hundredth.
    Errors:
        InputError for an ensemble, or a run without one whole year.
    """
    import pandas as pd

    refuse_members(run)
    years, rows = race_by_year(run), []
    for name, measure in MEASURES.items():
        for year in years["year"].values:
            us, cn = (float(years[name].sel(year=year, country=country)) for country in COUNTRIES)
            ratio = 10 ** (us - cn) if measure.logarithmic else us / cn if cn else float("inf")
            rows.append((name, int(year), us, cn, ratio, _leader(ratio)))
    return pd.DataFrame(rows, columns=["measure", "year", "us", "cn", "ratio", "leader"])


def lead_changes(run: xr.Dataset) -> tuple[LeadChange, ...]:
    """Years in which another country leads than in the year before it that had a leader.

    Args:
        run: From `ws.run`.
    Errors:
        InputError for an ensemble, or a run without one whole year.
    """
    changes = []
    for name, rows in comparison(run).groupby("measure", sort=False):
        led = rows[rows["leader"] != "level"]
        before = None
        for year, leader in zip(led["year"], led["leader"], strict=True):
            if before not in (None, leader):
                changes.append(LeadChange(str(name), int(year), str(leader)))
            before = leader
    return tuple(changes)


def _leader(ratio: float) -> str:
    """The larger of the two, `level` where they hardly differ."""
    if 1 - LEVEL <= ratio <= 1 / (1 - LEVEL):
        return "level"
    return "us" if ratio > 1 else "cn"
