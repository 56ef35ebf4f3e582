"""How far off the claims are: claimed over found on a logarithmic axis, with what the facts leave open."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from wattstreet.claims.verdicts import Verdict
from wattstreet.claims.words import VERDICT_WORDS, amount, claim_text, factor
from wattstreet.quantities.interval import Interval
from wattstreet.report.axes import hover, text_width
from wattstreet.report.marks import Panel, add_panel, key, note
from wattstreet.report.picture import INNER_NARROW, INNER_WIDE, Picture, Table
from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import LIGHT, SMALL
from wattstreet.words.say import Number, Sayable, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROW, LEAD = 40, 20
"""Pixels: a row, and the claim on top of it."""
COLOURS = {"holds": "calm", "roughly_holds": "with_ai"}
OFF = "map_critical"
"""Colour of a claim that neither holds nor roughly holds."""
EDGE = 1.15
"""Room beside the furthest mark, as a factor."""


def shown(judged: Mapping[str, Verdict]) -> list[Verdict]:
    """Claims with a ratio of claimed to found, the furthest off first."""
    found = [one for one in judged.values() if one.ratio is not None and one.verdict != "disputed"]
    return sorted(found, key=lambda one: -abs(math.log(_ratio(one).value)))


def _ratio(verdict: Verdict) -> Interval:
    assert verdict.ratio is not None
    return verdict.ratio


def draw(judged: Mapping[str, Verdict], language: str = "en", narrow: bool = False) -> go.Figure:
    """A row a claim: a mark at claimed over found, a line over its range, and the claim above."""
    found = shown(judged)
    inner, width = ROW * len(found), INNER_NARROW if narrow else INNER_WIDE
    sheet = Sheet(inner + 20 + 26, (2, 2, 20, 26))
    ends = [end for one in found for end in _ratio(one).ends] + [0.5, 2.0]
    low, high = math.log10(min(ends) / EDGE), math.log10(max(ends) * EDGE)
    powers = [power for power in range(math.floor(low), math.ceil(high) + 1) if low <= power <= high]
    x = {"tickmode": "array", "tickvals": powers, "ticktext": [_tick(power) for power in powers],
         "range": [low, high], "showgrid": True, "ticklabelstandoff": 3}  # fmt: skip
    add_panel(sheet, Panel(1), x, {"range": [inner, 0], "visible": False})
    sheet.shape(type="line", x0=0, x1=0, y0=0, y1=1, xref="x", yref="y domain",
                line={"color": LIGHT["axis"], "width": 1})  # fmt: skip
    for at, one in enumerate(found):
        _row(sheet, at, one, width, language)
    colours = [(COLOURS[verdict], VERDICT_WORDS[verdict]) for verdict in COLOURS]
    key(sheet, [*colours, (OFF, say("does not hold as said"))], language, width)
    sheet.note(
        text=speak(say("claimed over found"), language),
        x=1,
        y=0,
        xref="paper",
        yref="paper",
        xanchor="right",
        yanchor="top",
        yshift=-22,
        font={"size": SMALL, "color": LIGHT["muted"]},
    )
    sheet.make_room(bottom=20)
    return sheet.figure()


def _tick(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"1/{10**-power:,}"


def _row(sheet: Sheet, at: int, verdict: Verdict, width: float, language: str) -> None:
    claim, ratio = verdict.claim, _ratio(verdict)
    says = speak(claim_text(claim, claim.says, "says"), language)
    middle = at * ROW + LEAD + 8
    while text_width(says, SMALL) > 0.96 * width and len(says) > 12:
        says = says[:-2].rstrip(" ,…") + "…"
    note(
        sheet,
        Panel(1),
        0,
        at * ROW + LEAD,
        says,
        xref="x domain",
        xanchor="left",
        yanchor="bottom",
        xshift=-2,
        color=LIGHT["ink"],
        bgcolor=LIGHT["paper"],
        borderpad=0,
    )
    colour = LIGHT[COLOURS.get(verdict.verdict, OFF)]
    told = hover(claim_text(claim, claim.says, "says"), _told(verdict), language)
    if not ratio.is_exact:
        sheet.add("scatter", mode="lines", x=[math.log10(end) for end in ratio.ends], y=[middle] * 2,
                  line={"color": colour, "width": 3}, opacity=0.45, hoverinfo="skip")  # fmt: skip
    sheet.add(
        "scatter",
        mode="markers",
        x=[math.log10(ratio.value)],
        y=[middle],
        marker={"color": colour, "size": 9, "line": {"width": 0}},
        hovertext=[told],
        hoverinfo="text",
    )


def _told(verdict: Verdict) -> list[tuple[Sayable, Sayable]]:
    claim, main = verdict.claim, verdict.main
    assert main is not None
    return [
        (say("claimed"), amount(main.claimed, claim.shown_in)),
        (say("found"), amount(main.found, claim.shown_in)),
        (say("verdict"), VERDICT_WORDS[verdict.verdict]),
    ]


def picture_of(judged: Mapping[str, Verdict]) -> Picture:
    """The picture with its words.

    Args:
        judged: Verdicts by claim id, at least one of them with a ratio.
    """
    found = shown(judged)
    # what is only a loose bound is not off
    off = [one for one in found if one.verdict not in ("holds", "roughly_holds")] or found
    first = off[0]
    values = {"says": claim_text(first.claim, first.claim.says, "says"), "off": factor(_ratio(first))}
    near = sum(one.verdict in ("holds", "roughly_holds") for one in found)
    title = say(
        "{near} of {count} numbers hold at least roughly; one is {off}",
        near=near,
        count=len(found),
        off=values["off"],
    )
    alt = say(
        "Claimed over found for {count} claims on a logarithmic axis; {near} lie near one. Furthest off is: "
        "{says} It is {off}.",
        count=len(found), near=near, **values,
    )  # fmt: skip
    caption = say(
        "A mark right of the line says that the claim is too high, left of it too low; the pale bar is the "
        "range that claim and facts leave open. Bounds (at least, at most) may lie far from one and hold."
    )
    return Picture(
        "far-off",
        title,
        caption,
        alt,
        partial(_drawn, judged, False),
        _table(found),
        partial(_drawn, judged, True),
    )


def _drawn(judged: Mapping[str, Verdict], narrow: bool, language: str) -> go.Figure:
    return draw(judged, language, narrow)


def _table(found: list[Verdict]) -> Table:
    heads = (say("claim"), say("claimed"), say("found"), say("claimed over found"), say("verdict"))
    rows = []
    for one in found:
        assert one.main is not None
        rows.append(
            (
                claim_text(one.claim, one.claim.says, "says"),
                amount(one.main.claimed, one.claim.shown_in),
                amount(one.main.found, one.claim.shown_in),
                Number(float(f"{_ratio(one).value:.3g}"), "1", 2 if _ratio(one).value >= 0.1 else 4),
                VERDICT_WORDS[one.verdict],
            )
        )
    return Table(heads, tuple(rows))
