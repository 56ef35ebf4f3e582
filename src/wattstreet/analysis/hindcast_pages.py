"""The hindcast as sentences, tables, a page of Markdown, and a record for machines."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from wattstreet.analysis.hindcast import (
    HOLD_OUT,
    DatedInput,
    Hindcast,
    SeriesScore,
    mean_errors,
)
from wattstreet.analysis.hindcast_words import SHORT, figure, sentences, why_words
from wattstreet.analysis.outlook import OUTLOOK, place, spread_owners
from wattstreet.analysis.reasons import Verdict
from wattstreet.analysis.targets import SAYS, Target
from wattstreet.batch.folder import not_written, try_writing
from wattstreet.words.speak import speak, speak_all

PAGE = "hindcast.md"
Table = list[tuple[str, ...]]


def tables(found: Hindcast) -> dict[str, Table]:
    """Title → rows, heads first; empty ones are left out."""
    made = {
        "Series": _series_rows(found.scores),
        "Every figure": _verdict_rows(found),
        f"Held out: fitted to periods up to {HOLD_OUT}, asked for 2025": _held_out_rows(found),
        "Mean absolute error on 2025": _mean_rows(found),
        "What the model was told, deals of the ledger apart": [
            ("date", "what", "amplitude", "why"),
            *((one.date, one.kind, speak(one.amplitude), one.why) for one in found.told),
        ],
        "Outlook beside published ranges": _outlook_rows(found.outlook),
        "What owns the outlook's spread: settings one prior spread lower and higher, all else fitted again": (
            _owner_rows(found)
        ),
    }
    return {title: rows for title, rows in made.items() if len(rows) > 1}


def why_lines(found: Hindcast) -> list[str]:
    """A line for every series with a miss."""
    return speak_all(why_words(found))


def hindcast_text(found: Hindcast) -> str:
    """Sentences, then tables, for a terminal."""
    from wattstreet.ledger.text import columns

    parts = ["\n".join(speak_all(sentences(found)))]
    for title, rows in tables(found).items():
        parts.append(f"{title}\n" + "\n".join(columns(rows)))
        if title == "Series" and why_lines(found):
            parts.append("Why some were missed\n" + "\n".join(why_lines(found)))
    return "\n\n".join(parts)


def hindcast_page(found: Hindcast) -> str:
    """The same as a page of Markdown, with the facts behind every figure and the fitted parameters."""
    parts = ["# Hindcast", *speak_all(sentences(found))]
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
        "says": speak_all(sentences(found)),
        "until": found.until,
        "health": found.health,
        "fit": None if found.fit is None else found.fit.name,
        "fitted_parameters": {} if found.fit is None else found.fit.parameters,
        "series": [
            {
                "series": score.series,
                "says": speak(SAYS[score.series]),
                "met": score.met,
                "of": score.of,
                "mean_absolute_error": score.mean_error,
                "worst": score.worst.target.period,
                "worst_error": score.worst.error,
                "reason": " ".join(speak_all(score.reason)),
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
        "told": [_told_record(one) for one in found.told],
        "outlook": [
            {**_verdict_record(one), "place": speak(place(one.target, one.model))} for one in found.outlook
        ],
        "outlook_spread": [dataclasses.asdict(one) for one in spread_owners(found.fit)],
    }


def _told_record(told: DatedInput) -> dict[str, str]:
    return {
        "kind": told.kind,
        "date": told.date,
        "amplitude": speak(told.amplitude),
        "why": told.why,
        "says": told.says,
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
    try:
        try_writing(folder)
    except OSError as error:
        raise not_written(folder, error) from None


def save_page(folder: Path, page: str) -> Path:
    """Write the page into its folder; returns its path.

    Errors:
        InputError if the disk refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PAGE).write_text(page, encoding="utf-8")
    except OSError as error:
        raise not_written(folder, error) from None
    return folder / PAGE


def amount(value: float, target: Target) -> str:
    """A figure of a target as printed: USD in billions."""
    return speak(figure(value, target))


def _series_rows(scores: tuple[SeriesScore, ...]) -> Table:
    rows: Table = [("series", "met", "of", "mean error", "largest error", "")]
    for score in scores:
        mean = "-" if score.mean_error is None else f"{score.mean_error:.0%}"
        worst = score.worst
        counts = (str(score.met), str(score.of))
        rows.append((speak(SAYS[score.series]), *counts, mean, worst.target.period, f"{worst.error:+.0%}"))
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
    rows: Table = [("series", "period", "record", *speak_all(SHORT.values()))]
    for row in found.held_out:
        guesses = (
            f"{amount(row.guesses[who], row.target).removesuffix(' bn USD')} ({row.error(who):+.0%})"
            for who in SHORT
        )
        rows.append((row.target.series, row.target.period, amount(row.target.observed, row.target), *guesses))
    return rows


def _mean_rows(found: Hindcast) -> Table:
    rows: Table = [("series", *speak_all(SHORT.values()))]
    for series, errors in mean_errors(found.held_out).items():
        rows.append((speak(SAYS[series]), *(f"{errors[who]:.1%}" for who in SHORT)))
    return rows


def _outlook_rows(outlook: tuple[Verdict, ...]) -> Table:
    rows: Table = [("what", "year, source", "published", "low", "high", "model", "model lies")]
    for verdict in outlook:
        target = verdict.target
        numbers = (target.observed, target.low, target.high, verdict.model)
        shown = (amount(number, target) for number in numbers)
        rows.append((target.series, target.period, *shown, speak(place(target, verdict.model))))
    return rows


def _owner_rows(found: Hindcast) -> Table:
    rows: Table = [("setting", "from", "to", *speak_all(OUTLOOK.values()))]
    for owner in spread_owners(found.fit):
        ends = (" to ".join(f"{value:,.0f}" for value in owner.ends[name]) for name in OUTLOOK)
        rows.append((owner.path, f"{owner.low:.3g}", f"{owner.high:.3g}", *ends))
    return rows
