"""The assumptions that move one outcome furthest, each moved alone by its own spread."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from wattstreet.core.units import UNITS
from wattstreet.report.axes import amounts, hover, text_width
from wattstreet.report.marks import Panel, add_panel, key, note
from wattstreet.report.picture import INNER_NARROW, INNER_WIDE, Picture, Table
from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import LIGHT, SMALL
from wattstreet.words.say import Month, Number, Sayable, Words, as_shipped, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from wattstreet.analysis.outcomes import Outcome
    from wattstreet.analysis.screening import Screening

ROW, LEAD, BAR = 56, 22, 12
"""Pixels: a row, the words on top of it, a bar."""
ENDS = {"low": ("lower", say("assumption lower")), "high": ("higher", say("assumption higher"))}
"""End → its colour and what is said of it."""
ROWS = 8


def setting(value: float, unit: str) -> Sayable:
    """The value of a parameter as a reader would write it, in three figures."""
    if unit == "share":
        return Number(round(value, 4), "share")
    if unit in ("months", "years"):
        shown = round(value, 1)
        return Number(shown, unit, 0 if shown.is_integer() else 1)
    if unit.startswith("usd"):
        size, name = next(
            (
                (size, name)
                for size, name in ((1e12, "tn USD"), (1e9, "bn USD"), (1e6, "mn USD"))
                if abs(value) >= size
            ),
            (1.0, "USD"),
        )
        return Number(value / size, name)
    if value == 0:
        return Number(0.0, "1", 0)
    return Number(value, "1", max(0, 2 - math.floor(math.log10(abs(value)))))


def draw(
    screening: Screening, outcome: str, language: str = "en", narrow: bool = False, rows: int = ROWS
) -> go.Figure:
    """Two bars an assumption, from the base, with the assumption's own values at their ends."""
    found: Any = screening.largest(outcome, rows)
    found = found[found[["low", "high"]].notna().any(axis=1)]
    shown, unit = screening.outcomes[outcome], screening.outcomes[outcome].unit
    base = screening.base[outcome]
    inner, width = ROW * len(found), INNER_NARROW if narrow else INNER_WIDE
    sheet = Sheet(inner + 20 + 26, (2, 2, 20, 26))
    ends = [float(one) for name in ENDS for one in found[name] if math.isfinite(one)] + [base]
    # room beside the bars for the values at their ends
    said = [
        speak(setting(float(row[f"{end}_value"]), row["unit"]), language)
        for row in found.to_dict(orient="records")
        for end in ENDS
    ]
    beside = max(text_width(text, 11) for text in said) + 12
    room = beside / (width - 2 * beside) * (max(ends) - min(ends))
    scale = amounts(min(ends), max(ends), unit, language, count=3 if narrow else 5)
    low, high = min(ends) - room, max(ends) + room
    kept = [(at, text) for at, text in zip(scale.ticks, scale.texts, strict=True) if low < at < high]
    x = {"tickmode": "array", "tickvals": [at for at, _ in kept], "ticktext": [text for _, text in kept],
         "range": [low, high], "showgrid": True, "ticklabelstandoff": 3}  # fmt: skip
    add_panel(sheet, Panel(1), x, {"range": [inner, 0], "visible": False})
    sheet.set(barmode="overlay", bargap=0)
    sheet.shape(type="line", x0=base, x1=base, y0=0, y1=1, xref="x", yref="y domain",
                     line={"color": LIGHT["axis"], "width": 1})  # fmt: skip
    for at, row in enumerate(found.to_dict(orient="records")):
        _row(sheet, at, row, base, unit, width, language)
    words = say("base run: {value}", value=Number(base, unit))
    # the note of the base stays inside the panel
    place = (base - low) / (high - low)
    side = "left" if place < 0.3 else "right" if place > 0.7 else "center"
    note(sheet, Panel(1), base, 0, speak(words, language), yanchor="bottom", yshift=3, xanchor=side)
    key(sheet, [(colour, words) for colour, words in ENDS.values()], language, width)
    sheet.note(
        text=speak(say("{what}, {unit}", what=_named(shown), unit=scale.unit), language),
        x=1, y=0, xref="paper", yref="paper", xanchor="right", yanchor="top", yshift=-22,
        font={"size": SMALL, "color": LIGHT["muted"]},
    )  # fmt: skip
    sheet.make_room(bottom=20)
    return sheet.figure()


def _row(
    sheet: Sheet, at: int, row: dict[str, Any], base: float, unit: str, width: float, language: str
) -> None:

    top = at * ROW
    says = speak(as_shipped(row["says"]), language)
    while text_width(says, SMALL) > 0.94 * width and len(says) > 12:
        says = says[:-2].rstrip(" ,…") + "…"
    note(sheet, Panel(1), 0, top + LEAD, says, xref="x domain", xanchor="left", yanchor="bottom", xshift=-2,
         color=LIGHT["ink"], bgcolor=LIGHT["paper"], borderpad=0)  # fmt: skip
    for place, (end, (colour, words)) in enumerate(ENDS.items()):
        value, middle = float(row[end]), top + LEAD + (place + 0.5) * BAR
        own = setting(float(row[f"{end}_value"]), row["unit"])
        if not math.isfinite(value):
            burst = row[f"{end}_burst"]
            text = speak(say("bursts {month}: no number", month=Month(burst)), language) if burst else ""
            note(sheet, Panel(1), base, middle, text, xanchor="left", xshift=6, size=11)
            continue
        said = hover(
            as_shipped(row["says"]),
            [(words, own), (as_shipped(UNITS[row["unit"]]), ""), (say("outcome"), Number(value, unit))],
            language,
        )
        sheet.add(
            "bar",
            orientation="h",
            base=[base],
            x=[value - base],
            y=[middle],
            width=[BAR - 1],
            hovertext=[said],
            hoverinfo="text",
            marker={"color": LIGHT[colour], "line": {"width": 0, "color": LIGHT[colour]}},
        )
        right = value >= base
        note(sheet, Panel(1), value, middle, speak(own, language), xanchor="left" if right else "right",
             xshift=4 if right else -4, size=11)  # fmt: skip


def _named(outcome: Outcome) -> Words:
    """An outcome with its year."""
    if outcome.year is None:
        return outcome.says
    return say("{what} in {year}", what=outcome.says, year=outcome.year)


def picture_of(screening: Screening, outcome: str, rows: int = ROWS) -> Picture:
    """The tornado of an outcome with its words.

    Args:
        screening: From `screen`.
        outcome: One of its outcomes.
        rows: Assumptions at most.
    Errors:
        InputError for an outcome that was not screened.
    """
    found: Any = screening.largest(outcome, rows)
    shown = screening.outcomes[outcome]
    first = found.iloc[0]
    values: dict[str, Any] = {
        "what": _named(shown),
        "assumption": as_shipped(str(first["says"])),
        "base": Number(screening.base[outcome], shown.unit),
    }
    ends = [float(first[end]) for end in ENDS if math.isfinite(float(first[end]))]
    reach = sorted([*ends, screening.base[outcome]])
    title = say(
        "One assumption alone moves {what} between {low} and {high}",
        what=values["what"], low=Number(reach[0], shown.unit), high=Number(reach[-1], shown.unit),
    )  # fmt: skip
    if len(ends) == 2:
        alt = say(
            "Bars of the {count} assumptions that move {what} furthest from {base}. The first moves it to "
            "{low} when lower and {high} when higher: {assumption}.",
            count=len(found), low=Number(ends[0], shown.unit), high=Number(ends[1], shown.unit), **values,
        )  # fmt: skip
    else:
        alt = say("Bars of the {count} assumptions that move {what} furthest from {base}.",
                  count=len(found), what=values["what"], base=values["base"])  # fmt: skip
    caption = say(
        "Each assumption moved alone, one standard deviation of its prior down and up, all else as in the "
        "base run; its own value stands at the end of each bar. Where AI shares would have burst before "
        "the day of knowledge there is no bar: they did not."
    )
    return Picture(
        f"tornado-{outcome.replace('_', '-')}", title, caption, alt,
        partial(_drawn, screening, outcome, rows, False), _table(screening, outcome, rows),
        partial(_drawn, screening, outcome, rows, True),
    )  # fmt: skip


def _drawn(screening: Screening, outcome: str, rows: int, narrow: bool, language: str) -> go.Figure:
    return draw(screening, outcome, language, narrow, rows)


def _table(screening: Screening, outcome: str, rows: int) -> Table:
    unit = screening.outcomes[outcome].unit
    heads: tuple[Words, ...] = (
        say("assumption"), say("parameter"), say("lower"), say("outcome"), say("higher"), say("outcome"),
    )  # fmt: skip

    def outcome_of(value: float, burst: str | None) -> Sayable:
        if math.isfinite(value):
            return Number(value, unit)
        return say("bursts {month}", month=Month(burst)) if burst else say("no number")

    return Table(
        heads,
        tuple(
            (
                as_shipped(row["says"]),
                row["path"],
                setting(float(row["low_value"]), row["unit"]),
                outcome_of(float(row["low"]), row["low_burst"]),
                setting(float(row["high_value"]), row["unit"]),
                outcome_of(float(row["high"]), row["high_burst"]),
            )
            for row in screening.largest(outcome, rows).to_dict(orient="records")
        ),
    )
