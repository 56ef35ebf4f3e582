"""Every number and name in an answer is found again in the dataset by other means."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import wattstreet as ws
from wattstreet.analysis.answer import answer
from wattstreet.words.say import Listing, Month, Number, Sayable, Words
from wattstreet.words.speak import speak

pytestmark = pytest.mark.unit

FIVE = ["microsoft", "alphabet", "amazon", "meta", "oracle"]
US_FIRMS = [
    "nvidia", "other-chips", *FIVE, "coreweave", "openai", "anthropic", "xai",
]  # fmt: skip
LIMITS = ["demand", "money", "chips", "halls", "power"]
SAID = {"grid power": "power"}
"""Limits that a reader knows by another name."""


def years_of(run: Any, name: str) -> np.ndarray:
    return run[run[name].dims[0]].dt.year.values


def main_limits(run: Any, country: str) -> dict[int, str]:
    """Limit that binds in most months of each year; the first of them in the order of limits on a tie."""
    codes = run["binding_limit"].sel(country=country).values.astype(int)
    years = years_of(run, "binding_limit")
    return {
        int(year): LIMITS[int(np.bincount(codes[years == year], minlength=5).argmax())]
        for year in np.unique(years)
    }


def five_by_year(run: Any) -> dict[int, float]:
    monthly = run["capex_usd"].sel(firm=FIVE).values.sum(axis=1) / 1e9
    years = years_of(run, "capex_usd")
    return {int(year): float(monthly[years == year].sum()) for year in np.unique(years)}


def spells_told(words: Words) -> dict[int, str]:
    """Year → limit, as a sentence says."""
    told: dict[int, str] = {}
    listing = words.values["spells"]
    assert isinstance(listing, Listing)
    for part in listing.items:
        assert isinstance(part, Words)
        first = part.values.get("year", part.values.get("first"))
        last = part.values.get("year", part.values.get("last"))
        limit = speak(part.values["limit"])
        assert isinstance(first, int)
        assert isinstance(last, int)
        told |= dict.fromkeys(range(first, last + 1), SAID.get(limit, limit))
    return told


def check_binding(run: Any, words: Words) -> None:
    country = {"the US": "us", "China": "cn"}[speak(words.values["country"])]
    assert spells_told(words) == main_limits(run, country)


def check_size(run: Any, words: Words) -> None:
    spent = five_by_year(run)
    last, peak = max(spent), max(spent, key=lambda year: spent[year])
    ends = run["month_end"].dt.year.values
    fleet = run["fleet_mw"].sel(firm=US_FIRMS).values.sum(axis=1)[ends == last][-1] / 1e3
    energy = run["dc_energy_twh"].sel(country="us").values[years_of(run, "dc_energy_twh") == last].sum()
    assert (words.values["peak"], words.values["year"]) == (peak, last)
    assert_numbers(words, capex=spent[peak], fleet=fleet, energy=energy)


def check_burst(run: Any, words: Words) -> None:
    price = run["price_index"].values
    at = next(k for k in range(len(price)) if price[k] <= 0.6 * price[max(0, k - 24) : k + 1].max())
    peak = max(0, at - 24) + int(price[max(0, at - 24) : at + 1].argmax())
    low = peak + int(price[peak : peak + 25].argmin())
    ends = [str(end)[:7] for end in run["month_end"].values]
    assert (words.values["peak"], words.values["trough"]) == (Month(ends[peak]), Month(ends[low]))
    assert_numbers(words, fall=1 - price[low] / price[peak])


def check_no_burst(run: Any, words: Words) -> None:
    falls, ends = run["drawdown"].values, [str(end)[:7] for end in run["month_end"].values]
    price = run["price_index"].values
    assert all(price[k] > 0.6 * price[max(0, k - 24) : k + 1].max() for k in range(len(price)))
    inner = words.values["falls"]
    assert isinstance(inner, Words)
    before = max([0.0, *(fall for fall, end in zip(falls, ends, strict=True) if end < "2025-11")])
    expected = {"before": before}
    if "after" in inner.values:
        expected["after"] = max(fall for fall, end in zip(falls, ends, strict=True) if end >= "2025-11")
        assert inner.values["today"] == Month("2025-11")
    assert_numbers(inner, **expected)


def check_changed(run: Any, words: Words) -> None:
    assert words.values["parameters"] == Listing(
        tuple(sorted(json.loads(run.attrs["scenario_json"])["parameters"])), "comma"
    )


def check_late(run: Any, words: Words) -> None:
    edits = json.loads(run.attrs["scenario_json"])
    dates = [one["from"] for one in edits["policies"]] + [one["date"] for one in edits["events"]]
    assert words.values["late"] == sum(date > str(run["month"].values[-1])[:7] for date in dates)


def check_short_year(run: Any, words: Words) -> None:
    last = str(run["month"].values[-1])[:7]
    assert not last.endswith("-12")
    assert (words.values["year"], words.values["month"]) == (int(last[:4]), Month(last))


def assert_numbers(words: Words, **expected: float) -> None:
    told = {name: value for name, value in words.values.items() if isinstance(value, Number)}
    assert set(told) == set(expected)
    for name, value in expected.items():
        assert told[name].value == pytest.approx(value, rel=1e-12), name


TRACED: dict[str, Callable[[Any, Words], None]] = {
    "What binds in": check_binding,
    "The five largest buyers spend most": check_size,
    "On this one path, without market noise, AI shares burst": check_burst,
    "In this one draw (seed {seed}) AI shares burst": check_burst,
    "On this one path, without market noise, AI shares do not burst": check_no_burst,
    "In this one draw (seed {seed}) AI shares do not burst": check_no_burst,
    "Changed from the first month on": check_changed,
    "The run ends before": check_late,
    "{year} ends with {month}": check_short_year,
}
"""Start of a template → what finds its numbers again."""
ASKED = {
    "baseline": {},
    "five-percent": {},
    "power-wall": {"rng": 3},
    "funding-freeze": {"until": "2024-03"},
}


def leaves(words: Sayable) -> Iterator[Sayable]:
    if isinstance(words, Words):
        for value in words.values.values():
            yield from leaves(value)
    elif isinstance(words, Listing):
        for item in words.items:
            yield from leaves(item)
    yield words


@pytest.fixture(scope="module", params=list(ASKED))
def asked(request: pytest.FixtureRequest, loaded_world: Any) -> Any:
    return ws.run(loaded_world, request.param, **{"rng": None, **ASKED[request.param]})


def test_every_sentence_is_found_again_in_the_dataset(asked: Any) -> None:
    said = answer(asked)
    assert len(said) >= 4
    for words in said:
        found = [check for start, check in TRACED.items() if words.template.startswith(start)]
        assert len(found) == 1, f"nothing traces: {words.template}"
        found[0](asked, words)


def test_no_digit_is_written_into_a_template(asked: Any) -> None:
    for words in answer(asked):
        for leaf in leaves(words):
            if isinstance(leaf, Words):
                assert not re.search(r"\d", leaf.template), leaf.template


def test_a_wrong_number_is_noticed(asked: Any) -> None:
    size = next(words for words in answer(asked) if words.template.startswith("The five"))
    wrong = Words(size.template, {**size.values, "energy": Number(1.0, "TWh", 0)})
    with pytest.raises(AssertionError):
        check_size(asked, wrong)
