"""Numbers of a run that a screening reads: which they are, and off which series."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.headlines import HEADLINES, by_year
from wattstreet.core.errors import InputError, unknown
from wattstreet.words.say import Words, say

if TYPE_CHECKING:
    import xarray as xr

    from wattstreet.batch.single import Inputs

PERCENT = 100.0
ALWAYS = ("price_index", "drawdown")
"""Series read of every run, for its bursts and falls."""


@dataclasses.dataclass(frozen=True)
class Outcome:
    """A number of a run that assumptions move.

    Attributes:
        name: Short name.
        says: Name for a reader, without the year.
        unit: Unit as printed.
        headline: Key of `HEADLINES`; `None` for the deepest fall of AI shares from the day of knowledge on.
        year: Calendar year of the headline.
    """

    name: str
    says: Words
    unit: str
    headline: str | None = None
    year: int | None = None


def _of_headline(name: str, headline: str, year: int) -> Outcome:
    return Outcome(name, HEADLINES[headline].says, HEADLINES[headline].unit, headline, year)


OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for outcome in (
        _of_headline("capex_five_2026", "capex_five_bn", 2026),
        _of_headline("capex_five_2030", "capex_five_bn", 2030),
        _of_headline("nvidia_2027", "nvidia_data_center_bn", 2027),
        _of_headline("labs_2030", "lab_revenue_bn", 2030),
        _of_headline("fleet_us_2030", "fleet_us_gw", 2030),
        _of_headline("fleet_cn_2030", "fleet_cn_gw", 2030),
        _of_headline("compute_cn_2030", "h100e_cn_mn", 2030),
        _of_headline("us_twh_2030", "us_twh", 2030),
        _of_headline("dark_2027", "dark_gw", 2027),
        _of_headline("complex_2030", "complex_tn", 2030),
        Outcome("deepest_fall", say("deepest fall of AI shares from the day of knowledge on"), "%"),
        _of_headline("critical_2026", "critical_pct", 2026),
        _of_headline("gdp_share_2027", "ai_contribution_us_pp", 2027),
    )
}
"""Outcomes in the order of the causal chain, by name."""


class _Noted:
    """A dataset that notes which of its series are read."""

    def __init__(self, dataset: xr.Dataset) -> None:
        self._dataset, self.attrs, self.read = dataset, dataset.attrs, []

    def __getitem__(self, name: str) -> xr.DataArray:
        if name in self._dataset.data_vars:
            self.read.append(name)
        return self._dataset[name]


def series_read(inputs: Inputs, outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    """Series of the menu that the outcomes are read from."""
    from wattstreet.batch.dataset import TIPPING, label_series
    from wattstreet.model.diagnostics import MENU

    labels = {**inputs.bound.labels, "rule": ("one",)}
    months = len(inputs.bound.months)
    empty = {
        name: np.zeros((months + series.is_stock, *(len(labels[dim]) for dim in series.dims)))
        for name, series in MENU.items()
    } | {name: np.zeros(months + 1) for name in TIPPING}
    noted = _Noted(told(inputs, label_series(inputs, tuple(MENU), empty)))
    for outcome in outcomes.values():
        if outcome.headline is not None:
            HEADLINES[outcome.headline].read(noted)  # type: ignore[arg-type]
    return tuple(name for name in MENU if name in {*noted.read, *ALWAYS})


def told(inputs: Inputs, dataset: xr.Dataset) -> xr.Dataset:
    """The dataset with the provenance that readings ask for."""
    from wattstreet.batch.dataset import provenance

    dataset.attrs = provenance(inputs)
    return dataset


def check_outcomes(inputs: Inputs, outcomes: Mapping[str, Outcome]) -> None:
    """Refuse outcomes that no run holds.

    Errors:
        InputError for an unknown headline, or a year outside the run.
    """
    years = [int(month[:4]) for month in inputs.bound.months]
    for name, outcome in outcomes.items():
        if outcome.headline is None:
            continue
        if outcome.headline not in HEADLINES:
            raise unknown("headline", outcome.headline, HEADLINES, key=name)
        if outcome.year is None or not years[0] <= outcome.year <= years[-1]:
            raise InputError(
                "no run holds this year", key=name, value=outcome.year, allowed=f"{years[0]} to {years[-1]}"
            )


def values_of(dataset: xr.Dataset, outcome: Outcome) -> np.ndarray:
    """An outcome of every run. [member]"""
    if outcome.headline is None:
        since = dataset["month_end"] >= np.datetime64(str(dataset.attrs["as_of"])[:7])
        return PERCENT * dataset["drawdown"].where(since).max("month_end").values
    return by_year(dataset, outcome.headline).sel(year=outcome.year).values
