"""Statements of `checks.yaml` over the low and the high end of every declared single number.

One compiled program serves all of it: numbers and outside inputs alone differ. A check fails here where it
fails at an input that its `unless` does not name, or holds at one that it does.
"""

from __future__ import annotations

import dataclasses
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from wattstreet.batch.single import prepare, simulate
from wattstreet.casebook.bind import assemble, starting_values
from wattstreet.casebook.calendar import position
from wattstreet.casebook.registry import registry
from wattstreet.claims.happenings import Beside, History, happened
from wattstreet.claims.schema import Happens
from wattstreet.core.errors import InputError, unknown
from wattstreet.model.checks import TOLERANCE
from wattstreet.model.diagnostics import MENU

pytestmark = pytest.mark.behaviour
Kept = dict[str, np.ndarray]
Labels = dict[str, tuple[str, ...]]

FILE = Path(__file__).parent / "checks.yaml"
SPREADS = 2.0
"""Prior spreads between an input's value and its ends."""
DECIDED = 0.5
"""Part of the inputs at which a conditional check has to be decided, or it says nothing."""
BASE = "nothing"

# ── reading the file

COMMON = {"says", "edit", "predicate", "unless"}
KEYS: dict[str, tuple[set[str], set[str]]] = {
    # predicate: keys that must stand, keys that may
    "always": ({"what"}, set()),
    "follows": ({"series", "within"}, {"falls", "rises", "if"}),
    "same way": ({"series", "other", "after", "by"}, set()),
    "stays": ({"series", "from", "until"}, {"above", "below"}),
}
CONDITION = {"series", "falls", "rises", "within"}


def read_checks(content: dict[str, Any]) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    """Edits by name and checks; every key is known and every edit exists."""
    refuse_others(content, {"edits", "checks"})
    for check in content["checks"]:
        predicate = check.get("predicate")
        if predicate not in KEYS:
            raise unknown("predicate", str(predicate), KEYS, file=FILE.name, key=check.get("says"))
        needed, allowed = KEYS[predicate]
        refuse_others(check, COMMON | needed | allowed)
        refuse_others(check.get("if", {}), CONDITION)
        for row in check.get("unless", []):
            refuse_others(row, {"input", "end", "why"})
            if row["input"] not in registry() or row["end"] not in ("low", "high"):
                raise unknown("input", f"{row['input']} {row['end']}", registry(), file=FILE.name)
        if missing := ({"says", "edit", "predicate"} | needed) - set(check):
            raise InputError("a check lacks a key", file=FILE.name, key=min(missing), value=check.get("says"))
        if check["edit"] not in (BASE, "every", *content["edits"]):
            raise unknown("edit", check["edit"], content["edits"], file=FILE.name, key=check["says"])
    return content["edits"], content["checks"]


def refuse_others(given: dict[str, Any], known: set[str]) -> None:
    for key in given:
        if key not in known:
            raise unknown("key", str(key), known, file=FILE.name)


EDITS, CHECKS = read_checks(yaml.safe_load(FILE.read_text(encoding="utf-8")))
SAID = [check["says"] for check in CHECKS]

# ── predicates: what a check says of the runs at one corner; None where it is not decided


@dataclasses.dataclass(frozen=True)
class Corner:
    """Runs with one input at one end: without an edit, and with each."""

    runs: dict[str, Kept]
    labels: Labels
    months: tuple[str, ...]

    def history(self, edit: str) -> History:
        return History(self.runs[edit], self.labels, self.months)

    def beside(self, edit: str) -> Beside:
        """The runs with and without an edit, from its first month."""
        starts = [self.months.index(str(one.get("from", one.get("date")))) for one in EDITS.get(edit, [])]
        return Beside(self.history(BASE), self.history(edit), min(starts, default=0))


def asked(check: dict[str, Any]) -> Happens:
    """A check as the claims have it."""
    others = (COMMON | {"what", "if"}) - {"predicate"}
    return Happens.model_validate({key: value for key, value in check.items() if key not in others})


def follows(corner: Corner, edit: str, check: dict[str, Any]) -> bool | None:
    if "if" in check and not happened(asked({**check["if"], "predicate": "follows"}), corner.beside(edit)):
        return None
    return happened(asked(check), corner.beside(edit))


SIGNED = {"equity_book_usd", "property_usd"}
"""Stocks that may be negative: losses eat capital, and core property is written down by an outside series."""


def no_stock_negative(kept: Kept) -> bool:
    stocks = [name for name, series in MENU.items() if series.is_stock and name not in SIGNED]
    return all(kept[name].min() >= -1e-9 * max(kept[name].max(), 1.0) for name in stocks)


def shares_in_bounds(kept: Kept) -> bool:
    shares = [name for name, series in MENU.items() if series.unit == "share" and name != "reserve_margin"]
    return all(kept[name].min() >= -1e-9 and kept[name].max() <= 1 + 1e-9 for name in shares)


ALWAYS = {
    "finite": lambda kept: all(np.isfinite(series).all() for series in kept.values()),
    "accounts close": lambda kept: bool(kept["residual"].max() <= TOLERANCE),
    "healthy": lambda kept: not kept["health"].any(),
    "shares in bounds": shares_in_bounds,
    "no stock negative": no_stock_negative,
    # what ran at the start may run on; rounding of a few hundred terms of up to a million MW
    "fleet fits powered halls": lambda kept: bool(
        (kept["fleet_mw"] <= np.maximum(kept["energised_mw"], kept["fleet_mw"][0]) + 1e-6).all()
    ),
}


def verdict(corner: Corner, check: dict[str, Any]) -> bool | None:
    """What a check says at one corner."""
    predicate, edit = check["predicate"], check["edit"]
    if predicate == "always":
        runs = corner.runs if edit == "every" else [edit]
        return all(ALWAYS[check["what"]](corner.runs[run]) for run in runs)
    if predicate == "follows":
        return follows(corner, edit, check)
    return happened(asked(check), corner.beside(edit))


# ── the matrix of inputs

Ends = dict[tuple[str, str], tuple[bool | None, ...]]


@dataclasses.dataclass(frozen=True)
class Model:
    """The bound baseline and the outside inputs of every edit."""

    inputs: dict[str, Any]
    values: dict[str, np.ndarray]

    def at(self, path: str | None, value: float = 0.0) -> Corner:
        changed = {} if path is None else {path: np.asarray(value)}
        params = assemble({**self.values, **changed})
        runs = {
            edit: simulate(dataclasses.replace(one, bound=dataclasses.replace(one.bound, params=params)))
            for edit, one in self.inputs.items()
        }
        bound = self.inputs[BASE].bound
        return Corner(runs, bound.labels, bound.months)


@pytest.fixture(scope="module")
def model(loaded_world: Any) -> Model:
    def edited(edit: list[dict[str, Any]]) -> dict[str, Any]:
        policies = [{**one, "why": "a check"} for one in edit if "lever" in one]
        events = [
            {"kind": one["event"], "date": one["date"], "size": one["size"], "why": "a check"}
            for one in edit
            if "event" in one
        ]
        own = {"policies": policies, "events": events}
        return {"name": "edited", "says": "A check.", "inherits": "baseline", **own}

    inputs = {BASE: prepare(loaded_world, "baseline", rng=None)}
    for name, edit in EDITS.items():
        inputs[name] = prepare(loaded_world, edited(edit), rng=None)
    return Model(inputs, starting_values(loaded_world))


@pytest.fixture(scope="module")
def ordinary(model: Model) -> Corner:
    """Every input at its value; the one program is ready after it."""
    return model.at(None)


def ends_of(model: Model) -> dict[tuple[str, str], float]:
    """Each single number two spreads below and above its value, inside its range; no end at the value."""
    ends = {}
    for path, declared in registry().items():
        if declared.dims:
            continue
        value = float(model.values[path])
        for end, sign in (("low", -1), ("high", 1)):
            there = min(max(value + sign * SPREADS * declared.spread, declared.low), declared.high)
            if there != value:
                ends[path, end] = there
    return ends


BLOCKS = tuple(dict.fromkeys(path.split(".")[0] for path in registry()))


@dataclasses.dataclass(frozen=True)
class Matrix:
    """Verdicts at the ends of inputs, block by block, so that no test takes all of the time."""

    model: Model
    found: Ends = dataclasses.field(default_factory=dict)

    def of(self, *blocks: str) -> Ends:
        """Verdict of every check at both ends of the inputs of these blocks, on all cores."""
        ends = ends_of(self.model)
        asked = [place for place in ends if place[0].split(".")[0] in blocks]

        def judge(place: tuple[str, str]) -> tuple[bool | None, ...]:
            # runs are judged where they are made: all of them together would not fit in memory
            corner = self.model.at(place[0], ends[place])
            return tuple(verdict(corner, check) for check in CHECKS)

        new = [place for place in asked if place not in self.found]
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            self.found.update(zip(new, pool.map(judge, new), strict=True))
        return {place: self.found[place] for place in asked}


@pytest.fixture(scope="module")
def matrix(model: Model, ordinary: Corner) -> Matrix:
    return Matrix(model)


@pytest.mark.parametrize("block", BLOCKS)
def test_the_matrix_covers_every_single_number(block: str, matrix: Matrix) -> None:
    scalars = {
        path for path, declared in registry().items() if not declared.dims and path.startswith(f"{block}.")
    }
    found = matrix.of(block)
    assert {path for path, _ in found} == scalars
    # a number at an end of its range has one other end alone
    assert len(found) > 1.8 * len(scalars)


@pytest.mark.parametrize("number", range(len(CHECKS)), ids=SAID)
def test_it_holds_with_every_input_as_it_is(number: int, ordinary: Corner) -> None:
    assert verdict(ordinary, CHECKS[number]) is True


@pytest.mark.parametrize("number", range(len(CHECKS)), ids=SAID)
def test_it_holds_at_both_ends_of_every_input(number: int, matrix: Matrix) -> None:
    check, found = CHECKS[number], matrix.of(*BLOCKS)
    failed = {place for place, verdicts in found.items() if verdicts[number] is False}
    named = {(row["input"], row["end"]) for row in check.get("unless", [])}
    assert failed <= named, f"fails at {', '.join(' '.join(place) for place in sorted(failed - named))}"
    assert named <= failed, f"holds at {', '.join(' '.join(place) for place in sorted(named - failed))}"
    decided = np.mean([verdicts[number] is not None for verdicts in found.values()])
    assert decided >= DECIDED, f"decided at {decided:.0%} of the inputs alone"


def spoil(corner: Corner, check: dict[str, Any]) -> Corner:
    """The runs changed against the check: nothing happened, it went the other way, or a promise is broken."""
    runs, edit = dict(corner.runs), check["edit"]
    if check["predicate"] == "always":
        some = "crash" if edit == "every" else edit
        name, entry = {
            "finite": ("price_index", np.nan),
            "accounts close": ("residual", 1e-8),
            "healthy": ("health", 2),
            "shares in bounds": ("belief_share", 1.001),
            "no stock negative": ("backlog_mw", -1.0),
            "fleet fits powered halls": ("fleet_mw", 1e6),
        }[check["what"]]
        series = runs[some][name].copy()
        series.reshape(len(series), -1)[40, 0] = entry
        runs[some] = {**runs[some], name: series}
    elif check["predicate"] == "follows":
        # what must have moved for the check to speak at all did; nothing else
        moves = check.get("if", {}).get("series", "").split()[:1]
        runs[edit] = {**runs[BASE], **{name: runs[edit][name] for name in moves}}
    elif check["predicate"] == "same way":
        name = check["other"].split()[0]
        runs[edit] = {**runs[edit], name: 2 * runs[BASE][name] - runs[edit][name]}
    else:
        name = check["series"].split()[0]
        runs[edit] = {**runs[edit], name: runs[edit][name] * 0.0}
    return dataclasses.replace(corner, runs=runs)


@pytest.mark.parametrize("number", range(len(CHECKS)), ids=SAID)
def test_it_can_fail(number: int, ordinary: Corner) -> None:
    assert verdict(spoil(ordinary, CHECKS[number]), CHECKS[number]) is False


def test_a_condition_that_is_not_met_decides_nothing(ordinary: Corner) -> None:
    conditional = [check for check in CHECKS if "if" in check]
    assert conditional
    for check in conditional:
        never = {**check, "if": {**check["if"], "falls": 1.0}}
        assert verdict(ordinary, never) is None


def test_unknown_words_are_refused() -> None:
    check = {"says": "x", "edit": BASE, "predicate": "stays", "series": "belief_share"}
    span = {"from": "2023-01", "until": "2024-01", "above": 0}
    read_checks({"edits": {}, "checks": [check | span]})
    for wrong in (
        {"abov": 0.1}, {"predicate": "stay"}, {"edit": "crush"}, {"falls": 0.1},
        {"unless": [{"input": "conviction.multiplyer", "end": "low", "why": "x"}]},
        {"unless": [{"input": "conviction.multiplier", "end": "lower", "why": "x"}]},
        {"unless": [{"input": "conviction.multiplier", "ends": "low", "why": "x"}]},
    ):  # fmt: skip
        with pytest.raises(InputError, match="unknown"):
            read_checks({"edits": {}, "checks": [check | span | wrong]})
    with pytest.raises(InputError, match="lacks a key"):
        read_checks({"edits": {}, "checks": [check]})
    with pytest.raises(InputError, match="unknown key"):
        read_checks({"edits": {}, "checks": [], "check": []})


def test_there_are_enough_of_every_kind() -> None:
    assert len(CHECKS) >= 15
    assert len(set(SAID)) == len(SAID)
    assert {check["predicate"] for check in CHECKS} == set(KEYS)
    assert {check["what"] for check in CHECKS if "what" in check} == set(ALWAYS)
    used = {check["edit"] for check in CHECKS}
    assert set(EDITS) <= used
    assert all(row["why"] for check in CHECKS for row in check.get("unless", []))
    assert all(position(str(one.get("from", one.get("date")))) for edit in EDITS.values() for one in edit)
