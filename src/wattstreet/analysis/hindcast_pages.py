"""The hindcast as sentences, tables, a page of Markdown, and a record for machines."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path
from typing import Any

from wattstreet.analysis.hindcast import (
    HOLD_OUT,
    KNOWN_THEN,
    TOLD_LATER,
    Hindcast,
    SeriesScore,
    mean_errors,
)
from wattstreet.analysis.naive import LAST_GROWTH, LAST_VALUE
from wattstreet.analysis.outlook import OUTLOOK, place, spread_owners
from wattstreet.analysis.reasons import Verdict
from wattstreet.analysis.targets import SAYS, Target
from wattstreet.core.errors import InputError
from wattstreet.core.units import BILLION

PAGE = "hindcast.md"
SHORT = {KNOWN_THEN: "model then", TOLD_LATER: "model told", LAST_VALUE: "last value", LAST_GROWTH: "growth"}
"""Who guessed, as a column head."""
Table = list[tuple[str, ...]]
TIE = 0.01
"""Mean errors nearer than that count as equal."""


def sentences(found: Hindcast) -> list[str]:
    """What a person would say first."""
    met, of = sum(score.met for score in found.scores), sum(score.of for score in found.scores)
    each = "; ".join(f"{SAYS[score.series]} {score.met} of {score.of}" for score in found.scores)
    if found.fit is None:
        fitted = "Parameters are starting values: none is fitted."
    else:
        enough = found.fit.datasheet.get("parameters_the_record_determines")
        share = "" if enough is None else f" (the record determines about {float(enough):.0f})"
        fitted = (
            f"Fitted parameters: {len(found.fit.parameters)}{share}, on data up to {found.fit.until}; these "
            f"are errors on the past they were fitted to."
        )
    told = sum(one.kind.startswith("event") for one in found.told)
    said = [
        f"Of {of} dated figures of the record up to {found.until}, {met} lie within their band: {each}.",
        f"{fitted} It was also told {counted(told, 'dated event')} and "
        f"{counted(len(found.told) - told, 'step')} of policy.",
    ]
    if found.held_out_fit is None:
        said.append(f"No fit on data to {HOLD_OUT} ships, so no year is held out.")
    elif found.held_out:
        said.append(_held_out_sentence(found))
    if found.noisy is not None:
        burst, draws = found.noisy
        said.append(
            f"All of this is one path without market noise: with it, {burst} of {draws} draws of the same "
            f"parameters burst before the world's day, which did not happen."
        )
    if found.health:
        said.append(f"This run is not healthy (code {found.health}): do not use its numbers.")
    return said


def counted(number: int, noun: str) -> str:
    """`1 event`, `2 events`."""
    return f"{number} {noun}{'s' * (number != 1)}"


def _held_out_sentence(found: Hindcast) -> str:
    means = mean_errors(found.held_out)
    overall = {who: sum(abs(row.error(who)) for row in found.held_out) / len(found.held_out) for who in SHORT}
    better = {
        who: sum(
            errors[who] < min(errors[LAST_VALUE], errors[LAST_GROWTH]) - TIE for errors in means.values()
        )
        for who in (KNOWN_THEN, TOLD_LATER)
    }
    without = ""
    if len(means) > 1:
        without = (
            f"Without {SAYS[_worst_of_growth(means)]}, which growth misses most, the mean of the series is "
            f"{_without_worst(means, KNOWN_THEN):.0%} for the model and {_without_worst(means):.0%} for "
            "growth. "
        )
    return (
        f"Fitted to {HOLD_OUT}, with rules and priors chosen knowing 2025, and asked for "
        f"{len(found.held_out)} figures of 2025, the model errs by {overall[KNOWN_THEN]:.0%} on average "
        f"({overall[TOLD_LATER]:.0%} with the deals and events of 2025 told); the last value by "
        f"{overall[LAST_VALUE]:.0%}, last year's growth by {overall[LAST_GROWTH]:.0%}. "
        f"{without}The model beats both rules by a point or more in {better[KNOWN_THEN]} of {len(means)} "
        f"series ({better[TOLD_LATER]} when told)."
    )


def _worst_of_growth(means: dict[str, dict[str, float]]) -> str:
    """Series that the growth rule misses by most."""
    return max(means, key=lambda series: means[series][LAST_GROWTH])


def _without_worst(means: dict[str, dict[str, float]], who: str = LAST_GROWTH) -> float:
    """Mean over the series, the growth rule's worst one aside."""
    rest = [errors[who] for series, errors in means.items() if series != _worst_of_growth(means)]
    return sum(rest) / len(rest)


def tables(found: Hindcast) -> dict[str, Table]:
    """Title → rows, heads first; empty ones are left out."""
    made = {
        "Series": _series_rows(found.scores),
        "Every figure": _verdict_rows(found),
        f"Held out: fitted to periods up to {HOLD_OUT}, asked for 2025": _held_out_rows(found),
        "Mean absolute error on 2025": _mean_rows(found),
        "What the model was told, deals of the ledger apart": [
            ("date", "what", "amplitude", "why"),
            *((one.date, one.kind, one.amplitude, one.why) for one in found.told),
        ],
        "Outlook beside published ranges": _outlook_rows(found.outlook),
        "What owns the outlook's spread: settings one prior spread lower and higher, all else fitted again": (
            _owner_rows(found)
        ),
    }
    return {title: rows for title, rows in made.items() if len(rows) > 1}


def why_lines(found: Hindcast) -> list[str]:
    """A line for every series with a miss."""
    return [f"{SAYS[score.series]}: {score.reason}" for score in found.scores if score.reason]


def hindcast_text(found: Hindcast) -> str:
    """Sentences, then tables, for a terminal."""
    from wattstreet.ledger.text import columns

    parts = ["\n".join(sentences(found))]
    for title, rows in tables(found).items():
        parts.append(f"{title}\n" + "\n".join(columns(rows)))
        if title == "Series" and why_lines(found):
            parts.append("Why some were missed\n" + "\n".join(why_lines(found)))
    return "\n\n".join(parts)


def hindcast_page(found: Hindcast) -> str:
    """The same as a page of Markdown, with the facts behind every figure and the fitted parameters."""
    parts = ["# Hindcast", *sentences(found)]
    for title, rows in {**tables(found), **_appendix(found)}.items():
        lines = ["|" + "|".join(f" {cell} " for cell in row) + "|" for row in rows]
        lines.insert(1, "|" + "---|" * len(rows[0]))
        parts += [f"## {title}", "\n".join(lines)]
        if title == "Series" and why_lines(found):
            parts += ["## Why some were missed", "\n".join(f"- {reason}" for reason in why_lines(found))]
    return "\n\n".join(parts) + "\n"


def _appendix(found: Hindcast) -> dict[str, Table]:
    """Which facts answer to which months of which firm, and what was fitted."""
    pairs: Table = [("figure", "period", "of", "months of the run", "stated", "facts")]
    for verdict in found.verdicts:
        target = verdict.target
        for reading in target.readings:
            months = f"{reading.months[0]} to {reading.months[-1]}"
            facts = " ".join(f"`{fact}`" for fact in reading.facts)
            stated = target.observed if reading.stated is None else reading.stated
            of = reading.label or "basket"
            cells = (target.series, target.period, of, months, amount(stated, target), facts)
            pairs.append(cells)
    parameters: Table = [("parameter", "fitted value")]
    if found.fit is not None:
        parameters += [(f"`{path}`", f"{value:.4g}") for path, value in found.fit.parameters.items()]
    made = {"Facts behind every figure": pairs, "Fitted parameters": parameters}
    return {title: rows for title, rows in made.items() if len(rows) > 1}


def hindcast_record(found: Hindcast) -> dict[str, Any]:
    """The same for machines."""
    return {
        "says": sentences(found),
        "until": found.until,
        "health": found.health,
        "fit": None if found.fit is None else found.fit.name,
        "fitted_parameters": {} if found.fit is None else found.fit.parameters,
        "series": [
            {
                "series": score.series,
                "says": SAYS[score.series],
                "met": score.met,
                "of": score.of,
                "mean_absolute_error": score.mean_error,
                "worst": score.worst.target.period,
                "worst_error": score.worst.error,
                "reason": score.reason,
            }
            for score in found.scores
        ],
        "figures": [_verdict_record(verdict) for verdict in found.verdicts],
        "held_out": [
            {
                "series": row.target.series,
                "period": row.target.period,
                "record": row.target.observed,
                "unit": row.target.unit,
                "guesses": row.guesses,
                "errors": {who: row.error(who) for who in row.guesses},
            }
            for row in found.held_out
        ],
        "held_out_mean_absolute_error": mean_errors(found.held_out),
        "told": [dataclasses.asdict(one) for one in found.told],
        "outlook": [{**_verdict_record(one), "place": place(one.target, one.model)} for one in found.outlook],
        "outlook_spread": [dataclasses.asdict(one) for one in spread_owners(found.fit)],
    }


def _verdict_record(verdict: Verdict) -> dict[str, Any]:
    target = verdict.target
    high = None if target.high == float("inf") else target.high
    return {
        "series": target.series,
        "period": target.period,
        "months": list(target.months),
        "record": target.observed,
        "low": target.low,
        "high": high,
        "unit": target.unit,
        "model": verdict.model,
        "error": verdict.error,
        "tolerance": target.tolerance,
        "scored": target.scored,
        "met": verdict.is_met,
        "known_from": target.known_from.isoformat(),
        "facts": list(target.facts),
    }


def check_folder(folder: Path) -> None:
    """Refuse a folder that the page cannot be written to, before anything runs.

    Errors:
        InputError if it is a file, or the disk refuses.
    """
    parent = folder
    while not parent.exists():
        parent = parent.parent
    try:
        Path(tempfile.mkdtemp(prefix=".wattstreet-", dir=parent)).rmdir()
    except OSError as error:
        raise _cannot_write(folder, error) from None


def save_page(folder: Path, page: str) -> Path:
    """Write the page into its folder; returns its path.

    Errors:
        InputError if the disk refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PAGE).write_text(page, encoding="utf-8")
    except OSError as error:
        raise _cannot_write(folder, error) from None
    return folder / PAGE


def _cannot_write(folder: Path, error: OSError) -> InputError:
    return InputError(
        "the output folder cannot be written",
        key="--out", value=folder, allowed=error.strerror, suggestion="name another folder",
    )  # fmt: skip


def amount(value: float, target: Target) -> str:
    """A figure of a target as printed: USD in billions."""
    if target.unit.startswith("usd"):
        billions = value / BILLION
        return f"{billions:,.{0 if abs(billions) >= 1000 else 1 if abs(billions) >= 10 else 2}f} bn USD"
    return f"{value:,.0f} TWh" if target.unit == "twh" else f"{value:.2f}"


def _series_rows(scores: tuple[SeriesScore, ...]) -> Table:
    rows: Table = [("series", "met", "of", "mean error", "largest error", "")]
    for score in scores:
        mean = "-" if score.mean_error is None else f"{score.mean_error:.0%}"
        worst = score.worst
        counts = (str(score.met), str(score.of))
        rows.append((SAYS[score.series], *counts, mean, worst.target.period, f"{worst.error:+.0%}"))
    return rows


def _verdict_rows(found: Hindcast) -> Table:
    rows: Table = [("series", "period", "record", "model", "error", "allowed", "met")]
    for verdict in found.verdicts:
        target = verdict.target
        allowed = f"±{target.tolerance:.0%}" if target.tolerance else f"{target.low:.2f} or more"
        met = ("no", "yes")[verdict.is_met] if target.scored else "shown"
        rows.append(
            (
                target.series,
                target.period,
                amount(target.observed, target),
                amount(verdict.model, target),
                f"{verdict.error:+.0%}",
                allowed if target.scored else "-",
                met,
            )
        )
    return rows


def _held_out_rows(found: Hindcast) -> Table:
    rows: Table = [("series", "period", "record", *SHORT.values())]
    for row in found.held_out:
        guesses = (
            f"{amount(row.guesses[who], row.target).removesuffix(' bn USD')} ({row.error(who):+.0%})"
            for who in SHORT
        )
        rows.append((row.target.series, row.target.period, amount(row.target.observed, row.target), *guesses))
    return rows


def _mean_rows(found: Hindcast) -> Table:
    rows: Table = [("series", *SHORT.values())]
    for series, errors in mean_errors(found.held_out).items():
        rows.append((SAYS[series], *(f"{errors[who]:.1%}" for who in SHORT)))
    return rows


def _outlook_rows(outlook: tuple[Verdict, ...]) -> Table:
    rows: Table = [("what", "year, source", "published", "low", "high", "model", "model lies")]
    for verdict in outlook:
        target = verdict.target
        numbers = (target.observed, target.low, target.high, verdict.model)
        shown = (amount(number, target) for number in numbers)
        rows.append((target.series, target.period, *shown, place(target, verdict.model)))
    return rows


def _owner_rows(found: Hindcast) -> Table:
    rows: Table = [("setting", "from", "to", *OUTLOOK.values())]
    for owner in spread_owners(found.fit):
        ends = (" to ".join(f"{value:,.0f}" for value in owner.ends[name]) for name in OUTLOOK)
        rows.append((owner.path, f"{owner.low:.3g}", f"{owner.high:.3g}", *ends))
    return rows
