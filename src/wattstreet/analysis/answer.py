"""The answer a person would give, its table, and the same for machines."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from wattstreet.analysis.headlines import COUNTRY_NAMES, HEADLINES, binding_by_year, yearly
from wattstreet.batch.survival import WITHIN_MONTHS, first_bursts
from wattstreet.core.errors import Health
from wattstreet.words.say import Listing, Month, Number, Words, as_shipped, say
from wattstreet.words.speak import speak, speak_all

if TYPE_CHECKING:
    import xarray as xr

BURST = 0.4
"""Fall from the peak that counts as a burst (model V5)."""
SHOWN = (
    "capex_five_bn", "nvidia_data_center_bn", "lab_revenue_bn", "fleet_us_gw", "fleet_cn_gw", "dark_gw",
    "us_twh", "complex_tn", "aware_pct", "critical_pct",
)  # fmt: skip
LIMITS = {
    "demand": say("demand"),
    "money": say("money"),
    "chips": say("chips"),
    "halls": say("halls"),
    "power": say("grid power"),
}
"""What can bind, as a reader calls it."""


def answer(run: xr.Dataset) -> list[Words]:
    """A few sentences: what binds, how large it gets, what breaks, what to watch for when reading."""
    said = [_binding_sentence(run, country) for country in ("us", "cn")]
    said += [_size_sentence(run), _market_sentence(run), *_warnings(run)]
    if int(run["health"]):
        said.append(
            say(
                "This run is not healthy ({codes}): do not use its numbers.",
                codes=health_said(str(run.attrs["health_words"])),
            )
        )
    return said


def health_said(words: str) -> Listing:
    """Health as a dataset holds it, put so that it can be translated."""
    return Listing(tuple(as_shipped(word) for word in words.split(", ")), "comma")


def text(run: xr.Dataset) -> str:
    """The sentences and the table below them."""
    return "\n".join(speak_all(answer(run))) + "\n\n" + table(run)


def _warnings(run: xr.Dataset) -> list[Words]:
    """What a reader of these numbers might miss."""
    said, edits = [], json.loads(run.attrs["scenario_json"])
    if changed := sorted(edits["parameters"]):
        said.append(
            say(
                "Changed from the first month on, so that this past is not the fitted one: {parameters}.",
                parameters=Listing(tuple(changed), "comma"),
            )
        )
    last = str(run["month"].values[-1])[:7]
    dates = [one["from"] for one in edits["policies"]] + [one["date"] for one in edits["events"]]
    if late := sum(date > last for date in dates):
        said.append(say("The run ends before {late} of this scenario's dated edits.", late=late))
    if not last.endswith("-12"):
        said.append(
            say(
                "{year} ends with {month}: its sums are of those months alone.",
                year=int(last[:4]),
                month=Month(last),
            )
        )
    return said


def spells(run: xr.Dataset, country: str) -> list[tuple[str, int, int]]:
    """The limit that binds most of each year, years in a row joined."""
    main = [(year, next(iter(counts))) for year, counts in binding_by_year(run, country).items()]
    joined = []
    for limit, years in groupby(main, key=lambda pair: pair[1]):
        listed = [year for year, _ in years]
        joined.append((limit, listed[0], listed[-1]))
    return joined


def _binding_sentence(run: xr.Dataset, country: str) -> Words:
    parts = [
        say("{limit} in {year}", limit=LIMITS[limit], year=first)
        if first == last
        else say("{limit} from {first} to {last}", limit=LIMITS[limit], first=first, last=last)
        for limit, first, last in spells(run, country)
    ]
    return say(
        "What binds in {country}: {spells}.",
        country=COUNTRY_NAMES[country],
        spells=Listing(tuple(parts), "then"),
    )


def _size_sentence(run: xr.Dataset) -> Words:
    capex, twh, fleet = (yearly(run, name) for name in ("capex_five_bn", "us_twh", "fleet_us_gw"))
    year = max(capex)
    peak = max(capex, key=lambda one: capex[one])
    return say(
        "The five largest buyers spend most in {peak}, {capex}; in {year} US firms run {fleet} of AI and US "
        "data centres use {energy}.",
        peak=peak,
        capex=Number(capex[peak], "bn USD", 0),
        year=year,
        fleet=Number(fleet[year], "GW", 0),
        energy=Number(twh[year], "TWh", 0),
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


def _market_sentence(run: xr.Dataset) -> Words:
    found, quiet = burst(run), run.attrs["seed"] == "none"
    if found is None:
        said = (
            say(
                "On this one path, without market noise, AI shares do not burst (how likely a burst is, only "
                "an ensemble can say): {falls}.",
                falls=_deepest_falls(run),
            )
            if quiet
            else say(
                "In this one draw (seed {seed}) AI shares do not burst: {falls}.",
                seed=int(run.attrs["seed"]),
                falls=_deepest_falls(run),
            )
        )
        return said
    peak, trough, fall = found
    fallen = {"fall": Number(fall, "share", 0), "peak": Month(peak), "trough": Month(trough)}
    if quiet:
        return say(
            "On this one path, without market noise, AI shares burst: {fall} down from {peak} to {trough}.",
            **fallen,
        )
    return say(
        "In this one draw (seed {seed}) AI shares burst: {fall} down from {peak} to {trough}.",
        seed=int(run.attrs["seed"]),
        **fallen,
    )


def _deepest_falls(run: xr.Dataset) -> Words:
    """Falls from the remembered peak before the day of knowledge, which were told or fitted, and after it."""
    today = str(run.attrs["as_of"])[:7]
    months = [str(end)[:7] for end in run["month_end"].values]
    falls = run["drawdown"].values
    before = max((fall for month, fall in zip(months, falls, strict=True) if month < today), default=0.0)
    after = [fall for month, fall in zip(months, falls, strict=True) if month >= today]
    earlier = Number(float(before), "share", 0)
    if not after:
        return say("they fall by {before} from their own peak at the most", before=earlier)
    return say(
        "from {today} on they fall by {after} from their own peak at the most, before it by {before}",
        today=Month(today),
        after=Number(float(max(after)), "share", 0),
        before=earlier,
    )


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
        "answer": speak_all(answer(run)),
        "binding_months": {
            country: {str(year): counts for year, counts in binding_by_year(run, country).items()}
            for country in ("us", "cn")
        },
        "burst": None if found is None else dict(zip(("peak", "trough", "fall_share"), found, strict=True)),
        "yearly": {
            name: {
                "says": speak(headline.says),
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
