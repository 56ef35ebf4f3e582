"""The handful of yearly numbers that answer the question, read off a run."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from wattstreet.words.say import Words, say

if TYPE_CHECKING:
    import xarray as xr

FIVE = ("microsoft", "alphabet", "amazon", "meta", "oracle")
LABS = ("openai", "anthropic")
LEVELS = (0.05, 0.5, 0.95)
"""Quantiles shown of an ensemble."""
COUNTRY_NAMES = {"us": say("the US"), "cn": say("China")}


@dataclasses.dataclass(frozen=True)
class Headline:
    """A yearly number: what it is called, its unit, how it is read, and the link it belongs to.

    Attributes:
        says: Name for a reader.
        unit: Unit of the number as printed.
        scale: Factor from the run's unit.
        read: Series by month or month end.
        how: `sum` or `mean` over the year, or `last` of it.
        plural: Whether the name takes a plural verb.
        least: Change in its unit below which it does not count as moved; shares near zero move by nothing.
    """

    says: Words
    unit: str
    scale: float
    read: Callable[[xr.Dataset], xr.DataArray]
    how: str
    plural: bool = False
    least: float = 0.0


def _us(run: xr.Dataset, name: str) -> xr.DataArray:
    regions = [region for region in run["region"].values if str(region).startswith("us-")]
    return run[name].sel(region=regions).sum("region")


HEADLINES: dict[str, Headline] = {
    "connected_us_gw": Headline(
        say("connected AI halls in the US"),
        "GW",
        1e-3,
        lambda run: _us(run, "dc_connected_mw"),
        "last",
        plural=True,
    ),
    "fleet_us_gw": Headline(
        say("running AI fleet of US firms"), "GW", 1e-3, lambda run: _of_home(run, "fleet_mw", "us"), "last"
    ),
    "fleet_cn_gw": Headline(
        say("running AI fleet of Chinese firms"),
        "GW",
        1e-3,
        lambda run: _of_home(run, "fleet_mw", "cn"),
        "last",
    ),
    "h100e_cn_mn": Headline(
        say("running compute of Chinese firms"),
        "mn H100e",
        1e-6,
        lambda run: run["fleet_h100e"].sel(country="cn"),
        "last",
    ),
    "dark_gw": Headline(
        say("dark chips"), "GW", 1e-3, lambda run: run["undeployed_mw"].sum("firm"), "last", plural=True
    ),
    "backlog_gw": Headline(
        say("chips on order"), "GW", 1e-3, lambda run: run["backlog_mw"].sum("supplier"), "last", plural=True
    ),
    "capex_five_bn": Headline(
        say("capex of the five largest buyers"),
        "bn USD",
        1e-9,
        lambda run: run["capex_usd"].sel(firm=list(FIVE)).sum("firm"),
        "sum",
    ),
    "nvidia_data_center_bn": Headline(
        say("Nvidia's data-centre revenue"),
        "bn USD",
        1e-9,
        lambda run: run["data_center_revenue_usd"].sel(supplier="nvidia"),
        "sum",
    ),
    "ai_revenue_bn": Headline(
        say("AI revenue"), "bn USD", 1e-9, lambda run: run["ai_revenue_usd"].sum("country"), "sum"
    ),
    "lab_revenue_bn": Headline(
        say("revenue of OpenAI and Anthropic"),
        "bn USD",
        1e-9,
        lambda run: run["revenue_usd"].sel(firm=list(LABS)).sum("firm"),
        "sum",
    ),
    "lab_equity_bn": Headline(
        say("equity OpenAI and Anthropic raise"),
        "bn USD",
        1e-9,
        lambda run: run["equity_raised_usd"].sel(firm=list(LABS)).sum("firm"),
        "sum",
    ),
    "unpaid_bn": Headline(
        say("contracts owed and not paid"),
        "bn USD",
        1e-9,
        lambda run: run["unpaid_contract_usd"].sum("firm"),
        "sum",
        plural=True,
    ),
    "us_twh": Headline(
        say("electricity of US data centres"),
        "TWh",
        1.0,
        lambda run: run["dc_energy_twh"].sel(country="us"),
        "sum",
    ),
    "complex_tn": Headline(
        say("market value of the AI complex"), "tn USD", 1e-12, lambda run: run["complex_value_usd"], "last"
    ),
    "aware_pct": Headline(
        say("holders who think it a bubble"), "%", 100.0, lambda run: run["aware_share"], "last", True, 0.5
    ),
    "critical_pct": Headline(
        say("critical share of sellers"), "%", 100.0, lambda run: run["critical_share"], "last", least=0.5
    ),
    "capability_us": Headline(
        say("capability of the best US model"),
        "log10 FLOP",
        1.0,
        lambda run: run["capability"].sel(country="us"),
        "last",
    ),
    "capability_cn": Headline(
        say("capability of the best Chinese model"),
        "log10 FLOP",
        1.0,
        lambda run: run["capability"].sel(country="cn"),
        "last",
    ),
    "gdp_us_bn": Headline(
        say("US GDP"), "bn USD", 1e-9, lambda run: run["gdp_usd"].sel(country="us"), "mean"
    ),
    "ai_contribution_us_pp": Headline(
        say("AI investment's contribution to US growth"),
        "pp",
        1.0,
        lambda run: run["ai_contribution_pp"].sel(country="us").isel(rule=0),
        "mean",
        least=0.05,
    ),
}
"""Headlines in the order of the causal chain: power, chips, money, conviction, economy."""


def _of_home(run: xr.Dataset, name: str, country: str) -> xr.DataArray:
    homes = run.attrs["homes"].split()
    firms = [str(firm) for firm, home in zip(run["firm"].values, homes, strict=True) if home == country]
    return run[name].sel(firm=firms).sum("firm")


def by_year(run: xr.Dataset, name: str) -> xr.DataArray:
    """A headline by year, for the years the run covers, in its unit. [year] or [year member]"""
    headline = HEADLINES[name]
    series = headline.read(run) * headline.scale
    time = "month" if "month" in series.dims else "month_end"
    if time == "month_end":
        series = series.isel(month_end=slice(1, None))
    grouped = series.groupby(f"{time}.year")
    return {"sum": grouped.sum, "mean": grouped.mean, "last": grouped.last}[headline.how]()


def yearly(run: xr.Dataset, name: str) -> dict[int, float]:
    """A headline of one run by year."""
    found = by_year(run, name)
    return {int(year): float(value) for year, value in zip(found["year"].values, found.values, strict=True)}


def binding_by_year(run: xr.Dataset, country: str) -> dict[int, dict[str, int]]:
    """Months each limit binds, by year, most first."""
    import numpy as np

    limits = run["binding_limit"].attrs["flag_meanings"].split()
    codes = run["binding_limit"].sel(country=country)
    years: dict[int, dict[str, int]] = {}
    for year, months in codes.groupby("month.year"):
        counts = np.bincount(months.values.astype(int), minlength=len(limits))
        order = np.argsort(-counts, kind="stable")
        years[int(year)] = {limits[at]: int(counts[at]) for at in order if counts[at]}
    return years
