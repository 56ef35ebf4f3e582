"""The past beside the model: every target scored, 2025 held out, and what was told to the model."""

from __future__ import annotations

import dataclasses
import math
import re
from itertools import groupby
from pathlib import Path

from wattstreet.analysis.naive import LAST_GROWTH, LAST_VALUE, grow_on, keep_last
from wattstreet.analysis.outlook import published
from wattstreet.analysis.reasons import Simulated, Verdict, why_missed
from wattstreet.analysis.targets import RUN_UNTIL, Target, observed, until
from wattstreet.casebook.fits import Fit, fit_known, fits
from wattstreet.casebook.levers import EVENT_KINDS, LEVERS
from wattstreet.casebook.registry import registry
from wattstreet.casebook.schema import Scenario
from wattstreet.casebook.shelf import scenario as find_scenario
from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import load_ledger
from wattstreet.words.say import Listing, Sayable, Words, say
from wattstreet.world.build import load_world
from wattstreet.world.schema import World

HOLD_OUT, HOLD_OUT_DAY = "2024-12", "2024-12-31"
"""Last month of the periods the held-out fit has seen (some of their figures came out in early 2025), and the
day whose knowledge its world has."""
KNOWN_THEN = "model, as known at the end of 2024"
TOLD_LATER = "model, with the deals and events of 2025 told"
FIRST_UNTIL = "2023-10"
"""Earliest month for which anything is scored."""
NOISY_DRAWS = 100
"""Draws that say how the fitted parameters fare with market noise."""
SIZED_BY = {
    "api_shift": "compute.api_shift_size",
    "other_shift": "compute.other_shift_size",
    "consumer_boost": "compute.consumer_shift",
    "rival_surprise": "compute.rival_price_cut",
    "doubt_surprise": "conviction.awareness_surprise_per_month",
    "price_news": "conviction.outside_news_size",
}
"""Outside input → parameter that multiplies it."""


@dataclasses.dataclass(frozen=True)
class SeriesScore:
    """How one series of targets came out.

    Attributes:
        series: Key of `targets.SAYS`.
        met: Targets within their band.
        of: Targets scored.
        mean_error: Mean absolute error, a share of the record; `None` where bands are not around it.
        worst: The target furthest outside or nearest to the edge of its band.
        reason: Why some were missed, in sentences; none where none was.
    """

    series: str
    met: int
    of: int
    mean_error: float | None
    worst: Verdict
    reason: tuple[Words, ...]


@dataclasses.dataclass(frozen=True)
class HeldOut:
    """One figure of 2025 beside guesses made without it.

    Attributes:
        target: The record.
        guesses: Who guessed → what.
    """

    target: Target
    guesses: dict[str, float]

    def error(self, who: str) -> float:
        """Guess over record, less one."""
        return self.guesses[who] / self.target.observed - 1


@dataclasses.dataclass(frozen=True)
class DatedInput:
    """Something dated that the model was told.

    Attributes:
        kind: Kind of event, or lever of a policy.
        date: Month.
        amplitude: What it does to which input.
        why: In the scenario's words.
        says: What such an event or lever is, in a sentence.
    """

    kind: str
    date: str
    amplitude: Listing
    why: str
    says: str


@dataclasses.dataclass(frozen=True)
class Hindcast:
    """Everything the hindcast says.

    Attributes:
        until: Last month scored.
        health: Code of what broke in any of the runs; 0 is healthy.
        fit: The fit the run used; `None` for starting values.
        verdicts: Every target, those only shown included.
        scores: One per series scored.
        held_out: Figures of 2025 beside guesses without them; empty without a held-out fit.
        held_out_fit: The fit behind the model's guesses.
        told: Dated events and policies of the scenario up to `until`.
        outlook: Published figures of the years ahead beside the run; never scored.
        noisy: Draws of market noise with the same parameters that burst before the world's day, and all.
    """

    until: str
    health: int
    fit: Fit | None
    verdicts: tuple[Verdict, ...]
    scores: tuple[SeriesScore, ...]
    held_out: tuple[HeldOut, ...]
    held_out_fit: Fit | None
    told: tuple[DatedInput, ...]
    outlook: tuple[Verdict, ...]
    noisy: tuple[int, int] | None = None


def make_hindcast(until_month: str = RUN_UNTIL, overlay: str | Path | None = None) -> Hindcast:
    """Run the baseline without noise and set it beside the record.

    Args:
        until_month: Score only what had happened by the end of this month, YYYY-MM.
        overlay: Folder of the user's own fact rows.
    Returns:
        Verdicts on the shipped fit, the held-out fit's guesses of 2025 beside naive rules, and the outlook.
    Errors:
        InputError for a bad month or bad rows.
    Source:
        model section 7.
    """
    check_scored_month(until_month)
    ledger = load_ledger(overlay=overlay)
    world = load_world(overlay=overlay)
    baseline = find_scenario("baseline")
    targets = until(observed(ledger), until_month)
    run = simulated(world, baseline)
    verdicts = judge(targets, run)
    fit, held = fit_known(world.as_of), fits().get(HOLD_OUT)
    guesses = {}
    if held is not None and until_month > HOLD_OUT:
        guesses = held_out_runs(world, baseline, held, overlay)
    health = int(max(one.kept["health"].max() for one in (run, *guesses.values())))
    ahead = published(ledger)
    return Hindcast(
        until_month,
        health,
        fit,
        verdicts,
        score(verdicts, run),
        hold_out(targets, guesses) if guesses else (),
        held,
        dated_inputs(baseline, until_month, fit),
        judge(ahead, run),
        noisy_bursts(world, baseline),
    )


def noisy_bursts(world: World, baseline: Scenario) -> tuple[int, int]:
    """Draws of market noise in which shares burst before the world's day, as they did not; and all."""
    from wattstreet.batch.members import ensemble

    drawn = ensemble(world, baseline, members=NOISY_DRAWS, draws="noise")
    return int(drawn.attrs["burst_before"]), NOISY_DRAWS


def check_scored_month(month: str) -> None:
    """Refuse a month before the first target or after the last."""
    allowed = f"{FIRST_UNTIL} to {RUN_UNTIL}"
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise InputError("a month is written YYYY-MM", key="until", value=month, allowed=allowed)
    if not FIRST_UNTIL <= month <= RUN_UNTIL:
        raise InputError(
            "no figures of the record are scored up to this month", key="until", value=month, allowed=allowed
        )


def simulated(world: World, scenario: Scenario) -> Simulated:
    """A run without noise, as arrays."""
    from wattstreet.batch.single import prepare, simulate

    inputs = prepare(world, scenario, rng=None)
    return Simulated(simulate(inputs), inputs.bound.labels, inputs.bound.months)


def known_by(scenario: Scenario, world: World) -> Scenario:
    """The scenario as it could have been written on the world's day.

    Events and policies of later months are gone, and so are changes of deals the world does not know.
    """
    month, deals = world.as_of[:7], {deal.id for deal in world.deals}
    return scenario.model_copy(
        update={
            "events": tuple(event for event in scenario.events if event.date <= month),
            "policies": tuple(policy for policy in scenario.policies if policy.start <= month),
            "deals": tuple(change for change in scenario.deals if change.id in deals),
        }
    )


def held_out_runs(
    world: World, baseline: Scenario, fit: Fit, overlay: str | Path | None = None
) -> dict[str, Simulated]:
    """Runs of a fit that has not seen 2025: on the knowledge of its day, and with what came later told."""
    latest = fit_known(world.as_of)
    # what only the later fit sets goes back to its declared default
    unseen = {path: registry()[path].default for path in (latest.parameters if latest else {})}
    parameters = {path: value for path, value in {**unseen, **fit.parameters}.items() if value is not None}
    then = load_world(as_of=HOLD_OUT_DAY, overlay=overlay)
    return {
        KNOWN_THEN: simulated(then, known_by(baseline, then).edited(parameters)),
        TOLD_LATER: simulated(world, baseline.edited(parameters)),
    }


def judge(targets: tuple[Target, ...], run: Simulated) -> tuple[Verdict, ...]:
    """Every target beside what a run says of it."""
    if not targets:
        return ()
    return tuple(Verdict(*pair) for pair in zip(targets, run.asked(targets).tolist(), strict=True))


def score(verdicts: tuple[Verdict, ...], run: Simulated) -> tuple[SeriesScore, ...]:
    """Scored series in the order of the targets."""
    scored = [verdict for verdict in verdicts if verdict.target.scored]
    return tuple(
        _score_series(series, tuple(ours), run)
        for series, ours in groupby(scored, key=lambda verdict: verdict.target.series)
    )


def _score_series(series: str, ours: tuple[Verdict, ...], run: Simulated) -> SeriesScore:
    met = sum(verdict.is_met for verdict in ours)
    banded = all(verdict.target.tolerance is not None for verdict in ours)
    error = math.fsum(abs(verdict.error) for verdict in ours) / len(ours) if banded else None
    worst = max(ours, key=lambda verdict: (not verdict.is_met, abs(verdict.error)))
    return SeriesScore(series, met, len(ours), error, worst, why_missed(ours, run))


def hold_out(targets: tuple[Target, ...], runs: dict[str, Simulated]) -> tuple[HeldOut, ...]:
    """Scored figures of after the hold-out beside guesses of runs and of the naive rules.

    Args:
        targets: Of all months; the earlier ones are what the naive rules know.
        runs: Who guesses → its run.
    Returns:
        Series with a figure a year before their last known one; growth over 2023–25 and the fall of April
        have no last value to go on from.
    """
    before = until(targets, HOLD_OUT)
    seen = {id(target) for target in before}
    history = {
        series: [(target.months[-1], target.observed) for target in ours]
        for series, ours in groupby(before, key=lambda target: target.series)
        if series not in ("us_electricity_level", "april_2025")
    }
    later = tuple(one for one in targets if one.scored and one.series in history and id(one) not in seen)
    if not later:
        return ()
    guessed = {who: run.asked(later).tolist() for who, run in runs.items()}
    return tuple(
        HeldOut(
            target,
            {who: values[number] for who, values in guessed.items()}
            | {
                LAST_VALUE: keep_last(history[target.series]),
                LAST_GROWTH: grow_on(history[target.series], target.months[-1]),
            },
        )
        for number, target in enumerate(later)
    )


def mean_errors(rows: tuple[HeldOut, ...]) -> dict[str, dict[str, float]]:
    """Series → who guessed → mean absolute error."""
    return {
        series: {
            who: math.fsum(abs(row.error(who)) for row in ours) / len(ours) for who in ours[0].guesses
        }
        for series, group in groupby(rows, key=lambda row: row.target.series)
        for ours in (tuple(group),)
    }  # fmt: skip


def dated_inputs(scenario: Scenario, month: str, fit: Fit | None) -> tuple[DatedInput, ...]:
    """Events and policies of a scenario up to a month, by date: what the model was told from outside."""
    told = [
        DatedInput(
            f"event {event.kind}",
            event.date,
            Listing(
                tuple(
                    _amplitude(field, f"{impulse * event.size:+g}", fit)
                    for field, impulse in EVENT_KINDS[event.kind].impulses.items()
                ),
                "comma",
            ),
            event.why,
            EVENT_KINDS[event.kind].says,
        )
        for event in scenario.events
        if event.date <= month
    ]
    told += [
        DatedInput(
            f"policy {policy.lever}",
            policy.start,
            Listing((_amplitude(lever.field, say("at {value}", value=f"{policy.value:g}"), fit),)),
            policy.why,
            lever.says,
        )
        for policy in scenario.policies
        if policy.start <= month
        for lever in (LEVERS[policy.lever],)
    ]
    return tuple(sorted(told, key=lambda one: one.date))


def _amplitude(field: str, change: Sayable, fit: Fit | None) -> Words:
    """`api_shift +1 × 1.9 (compute.api_shift_size, fitted)`."""
    path = SIZED_BY.get(field)
    if path is None:
        return say("{input} {change}", input=field, change=change)
    fitted = {} if fit is None else fit.parameters
    size = f"{fitted.get(path, registry()[path].default):.3g}"
    values: dict[str, Sayable] = {"input": field, "change": change, "size": size, "parameter": path}
    if path in fitted:
        return say("{input} {change} × {size} ({parameter}, fitted)", **values)
    return say("{input} {change} × {size} ({parameter})", **values)
