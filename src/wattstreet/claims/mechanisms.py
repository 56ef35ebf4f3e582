"""Claims about what the loop does: looked for in an ensemble, with the conditions that decide."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

import numpy as np

from wattstreet.batch.remember import remembered
from wattstreet.claims.arithmetic import Reader
from wattstreet.claims.happenings import Beside, History, check_happens, happened, series_of
from wattstreet.claims.schema import Claim, Ensemble, Happens, Use
from wattstreet.claims.verdicts import Verdict
from wattstreet.claims.words import VERDICT_WORDS
from wattstreet.core.errors import InputError, unknown
from wattstreet.quantities.quantity import Quantity, quantity
from wattstreet.words.say import Number, Sayable, Words, as_shipped, say

HOLDS_FROM, ROUGHLY_FROM, FAILS_BELOW = 0.9, 2 / 3, 0.1
"""Share of decided draws from which a mechanism holds, holds roughly, and below which it does not hold."""
LEAST_DECIDED = 0.5
"""Share of draws that has to be decided at all."""
PRESETS = ("as-written", "corrected", "sceptic")
SIGNIFICANT = 0.01
"""Chance, over all parameters together, that a condition named here is chance."""
MOST_CONDITIONS = 3
SEED = 0


@dataclasses.dataclass(frozen=True)
class Condition:
    """A parameter that separates the draws in which something happens from the others.

    Attributes:
        path: Of the parameter.
        says: What it is.
        bound: Its median over the draws.
        above: Share of draws above it in which it happens.
        below: The same below it.
    """

    path: str
    says: str
    bound: float
    above: float
    below: float


@dataclasses.dataclass(frozen=True)
class Mechanism:
    """What an ensemble says.

    Attributes:
        scenario: In which it was looked for.
        members: Draws.
        decided: Draws in which it was decided.
        happens: Draws in which it happens.
        conditions: What decides it, strongest first.
        presets: Scenario → whether it happens in its single path.
    """

    scenario: str
    members: int
    decided: int
    happens: int
    conditions: tuple[Condition, ...]
    presets: dict[str, bool | None]

    @property
    def share(self) -> float:
        """Share of the decided draws in which it happens."""
        return self.happens / max(self.decided, 1)

    @property
    def verdict(self) -> str:
        """The verdict that follows."""
        if self.decided < LEAST_DECIDED * self.members:
            return "not_checkable"
        if self.share >= HOLDS_FROM:
            return "holds"
        if self.share >= ROUGHLY_FROM:
            return "roughly_holds"
        return "fails" if self.share < FAILS_BELOW else "disputed"


def mechanism_of(claim: Claim, file: str = "library") -> Verdict:
    """The verdict of a claim about a mechanism: runs its ensemble, or takes it from this machine's store.

    Errors:
        InputError for a scenario, series or predicate that does not exist.
    """
    assert claim.model is not None
    check_happens(claim.model.happens, f"{claim.id}: model.happens", file)
    try:
        found = _looked_for(claim.model)
    except InputError as error:
        raise InputError(
            error.problem, file=file, key=f"{claim.id}: model", value=error.value, allowed=error.allowed,
            suggestion=error.suggestion,
        ) from None  # fmt: skip
    return Verdict(claim, found.verdict, mechanism=found)


def _looked_for(asked: Ensemble) -> Mechanism:
    """Whether it happens, draw by draw, beside the same draws of the other scenario."""
    after = _draws(asked.scenario, asked.members, series_of(asked.happens))
    before = after if asked.beside == asked.scenario else _draws(
        asked.beside, asked.members, series_of(asked.happens)
    )  # fmt: skip
    same = np.array_equal(after["drawn"], before["drawn"])
    if not same:
        raise InputError(
            "these scenarios do not share their draws", value=f"{asked.scenario}, {asked.beside}"
        )
    start = _start(asked.scenario, asked.beside, after["months"])
    answers = [
        happened(asked.happens, Beside(_history(before, one), _history(after, one), start))
        for one in range(asked.members)
    ]
    decided = np.array([one is not None for one in answers])
    happens = np.array([one is True for one in answers])
    return Mechanism(
        asked.scenario,
        asked.members,
        int(decided.sum()),
        int(happens.sum()),
        _conditions(after, decided, happens),
        _in_presets(asked.happens, start if asked.beside != asked.scenario else None),
    )


@cache
def _world() -> Any:
    from wattstreet.world.build import load_world

    return load_world()


@cache
def _draws(scenario: str, members: int, series: tuple[str, ...]) -> dict[str, Any]:
    """Series and drawn parameters of an ensemble, kept on this machine."""
    from wattstreet.batch.members import ensemble
    from wattstreet.casebook.shelf import scenario as find

    world, found = _world(), find(scenario)
    # drawn once for the whole library: the same series for every claim
    wanted = tuple(dict.fromkeys((*_library_series(), *series)))

    def make() -> dict[str, Any]:
        dataset = ensemble(world, found, members=members, rng=SEED, draws="prior", save=wanted)
        return {
            "series": {name: dataset[name].values for name in wanted},
            "labels": {
                str(dim): tuple(map(str, dataset[dim].values))
                for dim in dataset.dims
                if dim not in ("member", "month", "month_end")
            },
            "months": tuple(str(month)[:7] for month in dataset["month"].values),
            "drawn": dataset["drawn_parameter"].values,
            "paths": tuple(map(str, dataset["parameter"].values)),
        }

    question = (
        "mechanism",
        found.model_dump_json(),
        world.as_of,
        world.ledger_fingerprint,
        str(members),
        *wanted,
    )
    return remembered(question, make)


@cache
def _library_series() -> tuple[str, ...]:
    from wattstreet.claims.shelf import library

    found = [series_of(claim.model.happens) for claim in library().values() if claim.model is not None]
    return tuple(sorted({name for names in found for name in names}))


def _history(draws: dict[str, Any], member: int) -> History:
    series = {name: values[member] for name, values in draws["series"].items()}
    return History(series, draws["labels"], draws["months"])


def _start(scenario: str, beside: str, months: tuple[str, ...]) -> int:
    """First month in which one scenario does what the other does not."""
    from wattstreet.casebook.shelf import scenario as find

    one, other = find(scenario), find(beside)
    policies = [policy.start for policy in one.policies if policy not in other.policies]
    events = [event.date for event in one.events if event not in other.events]
    return min((months.index(month) for month in (*policies, *events) if month in months), default=0)


def _conditions(draws: dict[str, Any], decided: np.ndarray, happens: np.ndarray) -> tuple[Condition, ...]:
    """Parameters by which the draws in which it happens differ from the others, beyond chance."""
    from scipy.stats import mannwhitneyu

    from wattstreet.casebook.registry import registry

    yes, no = draws["drawn"][happens], draws["drawn"][decided & ~happens]
    if min(len(yes), len(no)) < 5:
        return ()
    chance = mannwhitneyu(yes, no, axis=0).pvalue
    found = []
    for at in np.argsort(chance)[:MOST_CONDITIONS]:
        if not chance[at] * len(draws["paths"]) < SIGNIFICANT:
            break
        values, path = draws["drawn"][:, at], draws["paths"][at]
        bound = float(np.median(values[decided]))
        high = decided & (values > bound)
        low = decided & (values <= bound)
        found.append(
            Condition(
                path, registry()[path].says, bound, float(happens[high].mean()), float(happens[low].mean())
            )
        )
    return tuple(found)


def _in_presets(happens: Happens, start: int | None) -> dict[str, bool | None]:
    """Whether it happens in the single path of each preset; none for the effect of a scenario."""
    if start is not None or happens.predicate != "stays":
        return {}
    return {preset: happened(happens, _alone(_path(preset))) for preset in PRESETS}


def _alone(history: History) -> Beside:
    return Beside(history, history, 0)


@cache
def _path(scenario: str) -> History:
    """The single path of a scenario, without noise."""
    dataset = _run(scenario)
    series = {str(name): one.values for name, one in dataset.data_vars.items()}
    labels = {
        str(dim): tuple(map(str, dataset[dim].values))
        for dim in dataset.dims
        if dim not in ("month", "month_end")
    }
    return History(series, labels, tuple(str(month)[:7] for month in dataset["month"].values))


@cache
def _run(scenario: str) -> Any:
    from wattstreet.batch.single import run

    return run(_world(), scenario, rng=None)


UNITS = {
    "share": "1", "ratio": "1", "1": "1", "pp": "1 %", "mw": "MW", "mwh": "MWh", "twh": "TWh", "usd": "USD",
    "usd_per_month": "USD/month", "usd_per_year": "USD/year", "h100e": "H100e", "months": "months",
    "usd_per_mwh": "USD/MWh", "mw_per_month": "MW/month", "tokens": "tokens",
}  # fmt: skip
"""Unit of a series → the same as an expression."""


def run_reader() -> Reader:
    """Reads a use of a run: a month, the mean of a year, or the largest value `ever`."""

    def read(use: Use, claim: str) -> Quantity:
        from wattstreet.model.diagnostics import MENU

        history = _path(str(use.run))
        name = str(use.series).split()[0]
        values = _values(str(use.run), history, str(use.series))
        unit = MENU[name].unit if name in MENU else "share"
        if unit not in UNITS:
            raise unknown("unit of a series in claims", unit, UNITS, key=claim)
        one = quantity(UNITS[unit])
        found = float(_read_at(values, history.months, str(use.at))) * one.magnitude
        interval = dataclasses.replace(one.interval, value=found, low=found, high=found)
        return Quantity(
            f"{use.run}: {use.series}, {use.at}", dataclasses.replace(one.measure, interval=interval)
        )

    return read


def _values(scenario: str, history: History, words: str) -> np.ndarray:
    """A series of the menu, or a share that only finished runs carry (`critical_share`, `collapse_share`)."""
    name = words.split()[0]
    if name in ("critical_share", "collapse_share"):
        return _run(scenario)[name].values[-len(history.months) :]
    return history.of(words)


def _read_at(values: np.ndarray, months: tuple[str, ...], at: str) -> float:
    if at == "ever":
        return float(np.nanmax(values))
    inside = [place for place, month in enumerate(months) if month == at or month[:4] == at]
    if not inside:
        raise InputError(
            "not in the run",
            key="at",
            value=at,
            allowed=f"a month or year from {months[0]} to {months[-1]}, or ever",
        )
    return float(values[inside].mean())


def mechanism_words(verdict: Verdict) -> Words:
    """In how many draws it happens, and what decides."""
    found = verdict.mechanism
    assert isinstance(found, Mechanism)
    share = say(
        "It happens in {share} of {draws} draws of {scenario}",
        share=Number(found.share, "share", 0), draws=found.decided, scenario=found.scenario,
    )  # fmt: skip
    if not found.conditions:
        return say("{share}.", share=share)
    one = found.conditions[0]
    high, low = Number(one.above, "share", 0), Number(one.below, "share", 0)
    return say(
        "{share}; most of all it depends on one assumption, “{parameter}”: {high} of the draws above "
        "{bound}, {low} below.",
        share=share,
        parameter=as_shipped(one.says),
        high=high,
        low=low,
        bound=f"{one.bound:.3g}",
    )


def mechanism_lines(verdict: Verdict) -> list[Sayable]:
    """Conditions and presets, a line each."""
    found = verdict.mechanism
    assert isinstance(found, Mechanism)
    lines: list[Sayable] = [
        say(
            "{happens} of {decided} decided draws ({members} drawn) of the scenario {scenario}",
            happens=found.happens, decided=found.decided, members=found.members, scenario=found.scenario,
        )
    ]  # fmt: skip
    lines += [
        say(
            "“{says}” ({path}): above {bound} it happens in {high} of the draws, below in {low}",
            says=as_shipped(one.says), path=one.path, bound=f"{one.bound:.3g}",
            high=Number(one.above, "share", 0), low=Number(one.below, "share", 0),
        )
        for one in found.conditions
    ]  # fmt: skip
    if not found.conditions:
        lines.append(say("no single assumption separates the draws beyond chance"))
    for name, answer in found.presets.items():
        word = VERDICT_WORDS["holds"] if answer else VERDICT_WORDS["fails"]
        lines.append(say("in the single path of {scenario}: {verdict}", scenario=name, verdict=word))
    return lines
