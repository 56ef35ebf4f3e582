"""The answer a person would give, its table, and the same for machines."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from wattstreet.analysis.headlines import COUNTRY_NAMES, HEADLINES, binding_by_year, yearly
from wattstreet.batch.survival import WITHIN_MONTHS, first_bursts
from wattstreet.core.errors import Health

if TYPE_CHECKING:
    import xarray as xr

BURST = 0.4
"""Fall from the peak that counts as a burst (model V5)."""
SHOWN = (
    "capex_five_bn", "nvidia_data_center_bn", "lab_revenue_bn", "fleet_us_gw", "fleet_cn_gw", "dark_gw",
    "us_twh", "complex_tn", "aware_pct", "critical_pct",
)  # fmt: skip
WORDS = {"demand": "demand", "money": "money", "chips": "chips", "halls": "halls", "power": "grid power"}


def answer(run: xr.Dataset) -> list[str]:
    """Two or three sentences: what binds, how large it gets, what breaks."""
    said = [_binding_sentence(run, country) for country in ("us", "cn")]
    said.append(_size_sentence(run))
    said.append(_market_sentence(run))
    said += _warnings(run)
    if int(run["health"]):
        said.append(f"This run is not healthy ({run.attrs['health_words']}): do not use its numbers.")
    return said


def text(run: xr.Dataset) -> str:
    """The sentences and the table below them."""
    return "\n".join(answer(run)) + "\n\n" + table(run)


def _warnings(run: xr.Dataset) -> list[str]:
    """What a reader of these numbers might miss."""
    said, edits = [], json.loads(run.attrs["scenario_json"])
    if changed := sorted(edits["parameters"]):
        said.append(
            f"Changed from the first month on, so that this past is not the fitted one: {', '.join(changed)}."
        )
    last = str(run["month"].values[-1])[:7]
    dates = [one["from"] for one in edits["policies"]] + [one["date"] for one in edits["events"]]
    if late := sum(date > last for date in dates):
        said.append(f"The run ends before {late} of this scenario's dated edits.")
    if not last.endswith("-12"):
        said.append(f"{last[:4]} ends with {last}: its sums are of those months alone.")
    return said


def spells(run: xr.Dataset, country: str) -> list[tuple[str, int, int]]:
    """The limit that binds most of each year, years in a row joined."""
    main = [(year, next(iter(counts))) for year, counts in binding_by_year(run, country).items()]
    joined = []
    for limit, years in groupby(main, key=lambda pair: pair[1]):
        listed = [year for year, _ in years]
        joined.append((limit, listed[0], listed[-1]))
    return joined


def _binding_sentence(run: xr.Dataset, country: str) -> str:
    parts = [f"{WORDS[limit]} in {first}" if first == last else f"{WORDS[limit]} from {first} to {last}"
             for limit, first, last in spells(run, country)]  # fmt: skip
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, then {parts[-1]}"
    return f"What binds in {COUNTRY_NAMES[country]}: {listed}."


def _size_sentence(run: xr.Dataset) -> str:
    capex, twh, fleet = (yearly(run, name) for name in ("capex_five_bn", "us_twh", "fleet_us_gw"))
    year = max(capex)
    peak = max(capex, key=lambda one: capex[one])
    return (
        f"The five largest buyers spend most in {peak}, {capex[peak]:,.0f} bn USD; in {year} US firms run "
        f"{fleet[year]:,.0f} GW of AI and US data centres use {twh[year]:,.0f} TWh."
    )


def burst(run: xr.Dataset) -> tuple[str, str, float] | None:
    """Peak month, trough month and fall of the first burst; `None` without one."""
    import numpy as np

    price = run["price_index"].values
    at = int(first_bursts(price, BURST))
    if at < 0:
        return None
    first = max(0, at - WITHIN_MONTHS)
    peak = first + int(np.argmax(price[first : at + 1]))
    low = peak + int(np.argmin(price[peak : peak + WITHIN_MONTHS + 1]))
    months = [str(run["month_end"].values[one])[:7] for one in (peak, low)]
    return months[0], months[1], float(1 - price[low] / price[peak])


def _market_sentence(run: xr.Dataset) -> str:
    found = burst(run)
    quiet = run.attrs["seed"] == "none"
    shares = (
        "Without market noise AI shares"
        if quiet
        else f"In this one draw (seed {run.attrs['seed']}) AI shares"
    )
    if found is None:
        return f"{shares} do not burst: {_deepest_falls(run)}."
    peak, trough, fall = found
    return f"{shares} burst: {fall * 100:.0f} % down from {peak} to {trough}."


def _deepest_falls(run: xr.Dataset) -> str:
    """Falls from the remembered peak before the day of knowledge, which were told or fitted, and after it."""
    today = str(run.attrs["as_of"])[:7]
    months = [str(end)[:7] for end in run["month_end"].values]
    falls = run["drawdown"].values
    before = max((fall for month, fall in zip(months, falls, strict=True) if month < today), default=0.0)
    after = [fall for month, fall in zip(months, falls, strict=True) if month >= today]
    if not after:
        return f"they fall by {before * 100:.0f} % at the most"
    words = f"from {today} on they fall by {max(after) * 100:.0f} % at the most"
    return f"{words}, before it by {before * 100:.0f} %"


def table(run: xr.Dataset) -> str:
    """Years in rows: what binds and the main numbers."""
    from wattstreet.ledger.text import columns

    years = sorted(yearly(run, "us_twh"))
    us, cn = (binding_by_year(run, country) for country in ("us", "cn"))
    numbers = {name: yearly(run, name) for name in SHOWN}
    head = ("year", "binds us", "binds cn", *(TITLES[name] for name in SHOWN))
    rows = [
        (str(year), _main(us, year), _main(cn, year), *(_cell(name, numbers[name][year]) for name in SHOWN))
        for year in years
    ]
    return "\n".join(columns([head, *rows]))


TITLES = {
    "capex_five_bn": "capex five bn", "nvidia_data_center_bn": "Nvidia DC bn", "lab_revenue_bn": "labs bn",
    "fleet_us_gw": "US firms GW", "fleet_cn_gw": "CN firms GW", "dark_gw": "dark GW", "us_twh": "US TWh",
    "complex_tn": "complex tn", "aware_pct": "aware %", "critical_pct": "critical %",
}  # fmt: skip
DIGITS = {
    "dark_gw": 1,
    "fleet_us_gw": 1,
    "fleet_cn_gw": 1,
    "complex_tn": 1,
    "lab_revenue_bn": 1,
    "critical_pct": 1,
}


def _cell(name: str, value: float) -> str:
    return f"{value:,.{DIGITS.get(name, 0)}f}"


def _main(years: dict[int, dict[str, int]], year: int) -> str:
    return next(iter(years[year]))


def record(run: xr.Dataset) -> dict[str, Any]:
    """The answer and its numbers for machines."""
    found = burst(run)
    return {
        "scenario": run.attrs["scenario"],
        "says": run.attrs["says"],
        "answer": answer(run),
        "binding_months": {
            country: {str(year): counts for year, counts in binding_by_year(run, country).items()}
            for country in ("us", "cn")
        },
        "burst": None if found is None else dict(zip(("peak", "trough", "fall_share"), found, strict=True)),
        "yearly": {
            name: {
                "says": headline.says,
                "unit": headline.unit,
                "values": {str(year): value for year, value in yearly(run, name).items()},
            }
            for name, headline in HEADLINES.items()
        },
        "largest_residual": float(run["residual"].max()),
        "health": int(run["health"]),
        "health_words": run.attrs["health_words"],
        "healthy": int(run["health"]) == int(Health.HEALTHY),
        "as_of": run.attrs["as_of"],
        "facts_fingerprint": run.attrs["facts_fingerprint"],
        "version": run.attrs["version"],
        "seed": run.attrs["seed"],
        "fit": run.attrs["fit"],
    }
