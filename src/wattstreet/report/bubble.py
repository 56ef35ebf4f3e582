"""Schrödinger's bubble: this month's equilibrium map, its two stable states, and the critical share."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from wattstreet.analysis.equilibrium import Equilibrium, EquilibriumMap, equilibrium_map
from wattstreet.report.axes import amounts, hover, wrapped
from wattstreet.report.marks import Panel, add_panel, beside, heading, line, note, stacked
from wattstreet.report.picture import INNER_NARROW, INNER_WIDE, Picture, Table
from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import LIGHT, SMALL
from wattstreet.words.say import Month, Number, Sayable, Words, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import xarray as xr

KINDS: dict[str, Words] = {"calm": say("calm"), "tipping": say("tipping point"), "crash": say("crash")}
"""Kind of equilibrium → its name."""
NOBODY = 0.0005
"""Selling share below which nobody sells, in words."""
TALL, NARROW = 350, 300
"""Height of a panel in pixels, wide and narrow."""


def draw(found: EquilibriumMap, language: str = "en", narrow: bool = False) -> go.Figure:
    """The whole map, and its lower left corner from nearer by."""
    tall = NARROW if narrow else TALL
    margin = (34, 14, 30, 48)
    panels, height, margin = stacked(2, tall, 92, margin) if narrow else beside(2, tall, 64, margin)
    sheet = Sheet(height, margin)
    whole, near = panels
    corner = _corner(found)
    for panel, top, words in (
        (whole, 1.0, say("The whole map")),
        (near, corner, say("Its lower left corner")),
    ):
        _axes(sheet, panel, top, language)
        heading(sheet, panel, words, "", language, -margin[0])
        _curves(sheet, panel, found, top, language)
    for one in found.equilibria:
        _mark(sheet, whole, one, 1.0, language)
        if one.selling <= corner:
            _mark(sheet, near, one, corner, language)
    across = INNER_NARROW - 48 if narrow else (INNER_WIDE - 48 - 64) / 2
    _name_curves(sheet, near, found, corner, language, across)
    return sheet.figure()


def _corner(found: EquilibriumMap) -> float:
    """Edge of the corner that holds the tipping point and the touching point."""
    held = [one.selling for one in found.equilibria if one.kind == "tipping"]
    held += [found.touch.selling] if found.touch else []
    return min(1.0, max(0.1, -(-max(held, default=0.1) * 1.3 // 0.05) * 0.05))


def _axes(sheet: Sheet, panel: Panel, top: float, language: str) -> None:
    scale = amounts(0.0, top, "share", language, count=4, room=0.0)
    x: dict[str, Any] = {
        **scale.axis(),
        "range": [0, top],
        "showgrid": True,
        "showline": True,
        "ticks": "outside",
    }
    y = {**scale.axis(), "range": [0, top]}
    x["title"] = {
        "text": speak(say("holders who sell this week, %"), language), "standoff": 6,
        "font": {"size": SMALL, "color": LIGHT["muted"]},
    }  # fmt: skip
    add_panel(sheet, panel, x, y)
    words = speak(say("↑ sell next week, %"), language)
    sheet.note(
        text=words, x=0, y=1, xanchor="left", yanchor="top", xshift=4, yshift=-2,
        font={"size": SMALL, "color": LIGHT["muted"]}, **panel.within,
    )  # fmt: skip


def _curves(sheet: Sheet, panel: Panel, found: EquilibriumMap, top: float, language: str) -> None:
    import numpy as np

    drawn = found.selling <= top * 1.02
    x = found.selling[drawn]
    line(sheet, panel, [0.0, top], [0.0, top], "axis", width=1, dash="dot")
    if found.response_at_critical is not None:
        y = np.where(
            found.response_at_critical[drawn] <= top * 1.1, found.response_at_critical[drawn], np.nan
        )
        line(sheet, panel, x, y, "map_critical", width=1.75, dash="dash")
    shown = found.response[drawn]
    said = [
        hover(
            say("{share} sell", share=Number(float(here), "share", 1)),
            [(say("price below its peak"), Number(float(fall), "share", 0)),
             (say("then sell"), Number(float(then), "share", 1))],
            language,
        )
        for here, fall, then in zip(x, found.fall[drawn], shown, strict=True)
    ]  # fmt: skip
    sheet.add(
        "scatter",
        x=x,
        y=shown,
        mode="lines",
        line={"color": LIGHT["map_now"], "width": 2.75},
        hovertext=said,
        hoverinfo="text",
        **panel.on,
    )


def _mark(sheet: Sheet, panel: Panel, one: Equilibrium, top: float, language: str) -> None:
    """A disc where markets rest, a ring where they tip."""
    stable = one.kind != "tipping"
    sheet.add(
        "scatter",
        x=[one.selling],
        y=[one.selling],
        mode="markers",
        cliponaxis=False,
        marker={
            "size": 12,
            "color": LIGHT[one.kind] if stable else LIGHT["node"],
            "line": {"width": 2.5, "color": LIGHT[one.kind]},
        },
        hovertext=[hover(KINDS[one.kind], [(name, value) for name, value in _facts(one)], language)],
        hoverinfo="text",
        **panel.on,
    )
    lines = [f"<b>{speak(KINDS[one.kind], language)}</b>", *(speak(words, language) for words in _place(one))]
    style: dict[str, Any] = {"text": "<br>".join(lines), "color": LIGHT["ink"], "bgcolor": LIGHT["paper"]}
    if one.kind == "calm":
        if top < 1.0:
            style |= {"xanchor": "left", "yanchor": "middle", "align": "left", "xshift": 16, "yshift": 44}
            note(sheet, panel, one.selling, one.selling, **style)
    elif one.selling > 0.6 * top:
        # the panel's right edge has room below the diagonal
        style |= {
            "xref": panel.within["xref"],
            "xanchor": "right",
            "yanchor": "top",
            "align": "right",
            "yshift": -24,
        }
        note(sheet, panel, 1, one.selling, **style)
    else:
        style |= {"xanchor": "left", "yanchor": "top", "align": "left", "xshift": 13, "yshift": -5}
        note(sheet, panel, one.selling, one.selling, **style)


def _facts(one: Equilibrium) -> list[tuple[Sayable, Sayable]]:
    return [
        (say("sell"), Number(one.selling, "share", 1)),
        (say("price below its peak"), Number(one.fall, "share", 0)),
    ]


def _place(one: Equilibrium) -> tuple[Words, ...]:
    if one.selling < NOBODY:
        return (say("nobody sells"),)
    return (
        say("{share} sell,", share=Number(one.selling, "share", 0)),
        say("price {fall}", fall=Number(-one.fall, "share", 0)),
    )


def _name_curves(
    sheet: Sheet, panel: Panel, found: EquilibriumMap, top: float, language: str, across: float
) -> None:
    """Which curve is which, beside them in the corner."""
    import numpy as np

    at = int(np.searchsorted(found.response, top * 0.27))
    if at < len(found.selling) and found.selling[at] < 0.65 * top:
        month = speak(Month(found.month), language)
        x, y = float(found.selling[at]), float(found.response[at])
        note(sheet, panel, x, y, month, color=LIGHT["map_now"], xanchor="left", yanchor="middle", xshift=8)
    if found.touch is None or found.response_at_critical is None:
        return
    said = speak(
        say("if {share} sell regardless, calm is gone", share=Number(found.critical_share, "share", 1)),
        language,
    )
    place = found.touch.selling
    high = float(np.interp(place, found.selling, found.response_at_critical))
    said = wrapped(said, across * place / top - 16, SMALL)
    note(sheet, panel, place, high, said, color=LIGHT["map_critical"], xanchor="right", yanchor="bottom",
         align="right", xshift=-4, yshift=10)  # fmt: skip


def picture_of(run: xr.Dataset, month: str | None = None) -> Picture:
    """The map of a month with its words.

    Args:
        run: From `ws.run`.
        month: YYYY-MM; the month of the world's day where it is left out.
    Errors:
        InputError for an ensemble, or a month outside the run.
    """
    found = equilibrium_map(run, month)
    title, alt = _words(found)
    caption = say(
        "What selling calls forth: if so many holders sell this week (across), the price falls and so many "
        "want to sell the next (up). Where the curve meets the dotted diagonal the market can rest (discs) "
        "or tips (ring): left of the ring selling dies down, right of it selling feeds itself. Dashed: the "
        "same if the critical share of holders sells regardless."
    )
    heads = (say("state"), say("sell"), say("price below its peak"), say("slope"))
    rows = tuple(
        (
            KINDS[one.kind],
            Number(one.selling, "share", 1),
            Number(one.fall, "share", 1),
            Number(one.slope, "1", 2),
        )
        for one in found.equilibria
    )
    return Picture(
        "bubble", title, caption, alt, partial(_drawn, found, False), Table(heads, rows),
        partial(_drawn, found, True),
    )  # fmt: skip


def _drawn(found: EquilibriumMap, narrow: bool, language: str) -> go.Figure:
    return draw(found, language, narrow)


def _words(found: EquilibriumMap) -> tuple[Words, Words]:
    values: dict[str, Sayable] = {
        "month": Month(found.month),
        "aware": Number(found.aware_share, "share", 0),
        "critical": Number(found.critical_share, "share", 1),
    }
    crash = next((one for one in found.equilibria if one.kind == "crash"), None)
    calm = next((one for one in found.equilibria if one.kind == "calm"), None)
    if calm is None:
        title = say("In {month} no calm state is left", month=Month(found.month))
    elif crash is None:
        title = say("In {month} calm is the only state", month=Month(found.month))
    else:
        title = say("Calm and crash both fit {month}; {critical} of holders decide which", **values)
    alt = say(
        "In {month} {aware} of holders think it is a bubble. If {critical} of them sold regardless, no "
        "calm state would be left.",
        **values,
    )
    if crash is not None:
        alt = say(
            "{before} In the crash state {selling} sell and the price stands {fall} below its peak.",
            before=alt, selling=Number(crash.selling, "share", 0), fall=Number(crash.fall, "share", 0),
        )  # fmt: skip
    return title, alt
