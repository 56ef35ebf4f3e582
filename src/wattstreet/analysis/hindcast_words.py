"""The hindcast in sentences, in no language yet."""

from __future__ import annotations

import math

from wattstreet.analysis.hindcast import HOLD_OUT, KNOWN_THEN, TOLD_LATER, Hindcast, mean_errors
from wattstreet.analysis.naive import LAST_GROWTH, LAST_VALUE
from wattstreet.analysis.targets import SAYS, Target
from wattstreet.core.units import BILLION
from wattstreet.words.say import Listing, Month, Number, Sayable, Words, say

SHORT = {
    KNOWN_THEN: say("model then"),
    TOLD_LATER: say("model told"),
    LAST_VALUE: say("last value"),
    LAST_GROWTH: say("growth"),
}
"""Who guessed, as a column head."""
TIE = 0.01
"""Mean errors nearer than that count as equal."""


def sentences(found: Hindcast) -> list[Words]:
    """What a person would say first."""
    met, of = sum(score.met for score in found.scores), sum(score.of for score in found.scores)
    each = tuple(
        say("{series} {met} of {of}", series=SAYS[score.series], met=score.met, of=score.of)
        for score in found.scores
    )
    said = [
        say(
            "Of {of} dated figures of the record up to {month}, {met} lie within their band: {each}.",
            of=of,
            month=Month(found.until),
            met=met,
            each=Listing(each, "semicolon"),
        ),
        _fitted_sentence(found),
        say("It was also told {events} and {steps}.", **_counts_told(found)),
    ]
    if found.held_out_fit is None:
        said.append(say("No fit on data to {month} ships, so no year is held out.", month=Month(HOLD_OUT)))
    elif found.held_out:
        said += (
            _held_out_sentences(found)
            if all(math.isfinite(value) for row in found.held_out for value in row.guesses.values())
            else [say("The run with the held-out fit has no number for some figures of 2025.")]
        )
    if found.noisy is not None:
        burst, draws = found.noisy
        said.append(
            say(
                "All of this is one path without market noise: with it, {burst} of {draws} draws of the same "
                "parameters burst before the world's day, which did not happen.",
                burst=burst,
                draws=draws,
            )
        )
    if found.health:
        said.append(say("This run is not healthy (code {code}): do not use its numbers.", code=found.health))
    return said


def _fitted_sentence(found: Hindcast) -> Words:
    if found.fit is None:
        return say("Parameters are starting values: none is fitted.")
    number, until = len(found.fit.parameters), Month(found.fit.until)
    enough = found.fit.datasheet.get("parameters_the_record_determines")
    if enough is None:
        return say(
            "Fitted parameters: {number}, on data up to {until}; these are errors on the past they were "
            "fitted to.",
            number=number,
            until=until,
        )
    return say(
        "Fitted parameters: {number} (the record determines about {enough}), on data up to {until}; these "
        "are errors on the past they were fitted to.",
        number=number,
        enough=round(float(enough)),
        until=until,
    )


def _counts_told(found: Hindcast) -> dict[str, Words]:
    events = sum(one.kind.startswith("event") for one in found.told)
    steps = len(found.told) - events
    return {
        "events": say("1 dated event") if events == 1 else say("{number} dated events", number=events),
        "steps": say("1 step of policy") if steps == 1 else say("{number} steps of policy", number=steps),
    }


def _held_out_sentences(found: Hindcast) -> list[Words]:
    means = mean_errors(found.held_out)
    overall = {
        who: Number(sum(abs(row.error(who)) for row in found.held_out) / len(found.held_out), "share", 0)
        for who in SHORT
    }
    better = {
        who: sum(
            errors[who] < min(errors[LAST_VALUE], errors[LAST_GROWTH]) - TIE for errors in means.values()
        )
        for who in (KNOWN_THEN, TOLD_LATER)
    }
    said = [
        say(
            "Fitted to {month}, with rules and priors chosen knowing 2025, and asked for {number} figures of "
            "2025, the model errs by {known} on average ({told} with the deals and events of 2025 told); the "
            "last value by {last_value}, last year's growth by {growth}.",
            month=Month(HOLD_OUT),
            number=len(found.held_out),
            known=overall[KNOWN_THEN],
            told=overall[TOLD_LATER],
            last_value=overall[LAST_VALUE],
            growth=overall[LAST_GROWTH],
        )
    ]
    if len(means) > 1:
        said.append(
            say(
                "Without {series}, which growth misses most, the mean of the series is {model} for the model "
                "and {growth} for growth.",
                series=SAYS[_worst_of_growth(means)],
                model=Number(_without_worst(means, KNOWN_THEN), "share", 0),
                growth=Number(_without_worst(means), "share", 0),
            )
        )
    said.append(
        say(
            "The model beats both rules by a point or more in {known} of {all} series ({told} when told).",
            known=better[KNOWN_THEN],
            all=len(means),
            told=better[TOLD_LATER],
        )
    )
    return said


def _worst_of_growth(means: dict[str, dict[str, float]]) -> str:
    """Series that the growth rule misses by most."""
    return max(means, key=lambda series: means[series][LAST_GROWTH])


def _without_worst(means: dict[str, dict[str, float]], who: str = LAST_GROWTH) -> float:
    """Mean over the series, the growth rule's worst one aside."""
    rest = [errors[who] for series, errors in means.items() if series != _worst_of_growth(means)]
    return sum(rest) / len(rest)


def why_words(found: Hindcast) -> list[Words]:
    """A line for every series with a miss, in no language yet."""
    return [
        say("{series}: {reason}", series=SAYS[score.series], reason=Listing(score.reason, "sentence"))
        for score in found.scores
        if score.reason
    ]


def figure(value: float, target: Target) -> Sayable:
    """A figure of a target: USD in billions."""
    if not math.isfinite(value):
        return say("no number")
    if target.unit.startswith("usd"):
        billions = value / BILLION
        return Number(billions, "bn USD", 0 if abs(billions) >= 1000 else 1 if abs(billions) >= 10 else 2)
    return Number(value, "TWh", 0) if target.unit == "twh" else Number(value, "1", 2)
