"""The model beside the record, figure by figure, and beside naive rules on a year it had not seen."""

from __future__ import annotations

import math
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from wattstreet.analysis.hindcast import KNOWN_THEN, TOLD_LATER, Hindcast, mean_errors
from wattstreet.analysis.hindcast_words import TIE
from wattstreet.analysis.naive import LAST_GROWTH, LAST_VALUE
from wattstreet.analysis.reasons import Verdict
from wattstreet.analysis.targets import SAYS
from wattstreet.report.axes import amounts, hover, years
from wattstreet.report.marks import (
    Panel,
    add_panel,
    grid,
    heading,
    key,
    line,
    note,
    stacked,
)
from wattstreet.report.picture import INNER_NARROW, INNER_WIDE, Picture, Table
from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import LIGHT
from wattstreet.words.say import Month, Number, Words, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEADS: dict[str, Words] = {
    "nvidia_revenue": say("Nvidia, data-centre revenue"),
    "capex_five": say("Capex of the five largest"),
    "openai_revenue": say("OpenAI, yearly revenue"),
    "anthropic_revenue": say("Anthropic, yearly revenue"),
    "complex_value": say("Value of eight AI shares"),
    "nvidia_value": say("Nvidia, market value"),
    "us_electricity_level": say("US data centres, electricity"),
    "aware_share": say("Managers who see a bubble"),
}
"""Series with a panel → its name."""
UNITS = {
    "usd": ("bn USD", 1e-9),
    "usd_per_year": ("bn USD", 1e-9),
    "twh": ("TWh", 1.0),
    "ratio": ("share", 1.0),
}
"""Unit of a target → unit as printed, and the factor to it."""
WHO: dict[str, tuple[str, str, Words]] = {
    KNOWN_THEN: ("model", "circle", say("model, as known at the end of 2024")),
    TOLD_LATER: ("model", "circle-open", say("model, told the deals and events of 2025")),
    LAST_VALUE: ("naive", "diamond", say("last value")),
    LAST_GROWTH: ("other_naive", "square", say("last year's growth")),
}
"""Who guessed → colour, symbol, name."""
TALL, ROW = 130, 44
"""Pixels: height of a panel, a row of a series."""


def draw(found: Hindcast, language: str = "en", narrow: bool = False) -> go.Figure:
    """A panel for each series: the record with its band, the model as a line."""
    series = {name: list(group) for name, group in groupby(found.verdicts, key=lambda one: one.target.series)}
    shown = [name for name in HEADS if name in series]
    margin = (44, 12, 30, 26)
    down = -(-len(shown) // 3)
    panels, height, margin = (
        stacked(len(shown), TALL - 20, 62, margin) if narrow else grid(down, 3, TALL, (60, 64), margin)
    )
    sheet = Sheet(height, margin)
    for panel, name in zip(panels, shown, strict=False):
        _series(sheet, panel, name, series[name], language, margin[0])
    words = [
        ("model", say("model")),
        ("record", say("record within its band")),
        ("miss", say("record, missed")),
    ]
    key(sheet, words, language, INNER_NARROW if narrow else INNER_WIDE)
    return sheet.figure()


def _series(sheet: Sheet, panel: Panel, name: str, verdicts: list[Verdict], language: str, left: int) -> None:

    unit, factor = _printed(name, verdicts[0].target.unit)
    days = [f"{one.target.months[-1]}-15" for one in verdicts]
    top = max(max(one.model, _finite(one.target.high, one.target.observed)) for one in verdicts) * factor
    scale = amounts(0.0, top, unit, language, count=3)
    first, last = min(days)[:7], max(days)[:7]
    add_panel(sheet, panel, years(f"{first[:4]}-01", f"{last[:4]}-12", 5), scale.axis())
    heading(sheet, panel, HEADS[name], scale.unit, language, -left)
    modelled = dict(sorted(zip(days, (one.model * factor for one in verdicts), strict=True)))
    line(sheet, panel, list(modelled), list(modelled.values()), "model", width=2)
    for one, day in zip(verdicts, days, strict=True):
        colour = "record" if one.is_met else "miss"
        ends = [one.target.low * factor, _finite(one.target.high, one.target.observed) * factor]
        line(sheet, panel, [day, day], ends, colour, width=1)
        said = hover(
            one.target.said or Month(one.target.months[-1]),
            [(say("record"), Number(one.target.observed * factor, unit)),
             (say("band"), say("{low} to {high}", low=Number(ends[0], unit), high=Number(ends[1], unit))),
             (say("model"), Number(one.model * factor, unit))],
            language,
        )  # fmt: skip
        sheet.add(
            "scatter",
            x=[day],
            y=[one.target.observed * factor],
            mode="markers",
            hovertext=[said],
            hoverinfo="text",
            marker={
                "size": 8,
                "color": LIGHT[colour] if one.is_met else LIGHT["node"],
                "line": {"width": 1.75, "color": LIGHT[colour]},
            },
            **panel.on,
        )


def _printed(name: str, unit: str) -> tuple[str, float]:
    """Unit in which a series is printed, and the factor to it."""
    return ("tn USD", 1e-12) if name in ("complex_value", "nvidia_value") else UNITS[unit]


def _finite(value: float, otherwise: float) -> float:
    return value if math.isfinite(value) else otherwise


def draw_errors(found: Hindcast, language: str = "en", narrow: bool = False) -> go.Figure:
    """A row for each series: mean errors on 2025 of the model and of naive rules."""
    errors = {name: one for name, one in mean_errors(found.held_out).items() if name in HEADS}
    inner = ROW * len(errors)
    sheet = Sheet(inner + 8 + 26, (10, 14, 8, 26))
    top = max(max(one.values()) for one in errors.values())
    scale = amounts(0.0, top, "share", language, count=5)
    texts = [speak(Number(at, "share", 0), language) for at in scale.ticks]
    x = {**scale.axis(), "ticktext": texts, "ticklabelstandoff": 3, "range": [-0.01, scale.high]}
    add_panel(sheet, Panel(1), x, {"range": [inner, 0], "visible": False})
    for at, (name, one) in enumerate(errors.items()):
        y = at * ROW + 30
        line(sheet, Panel(1), [min(one.values()), max(one.values())], [y, y], "axis", width=1)
        note(sheet, Panel(1), 0, y, speak(HEADS[name], language), xanchor="left", yanchor="bottom", yshift=6,
             xshift=-2, color=LIGHT["ink"], bgcolor=LIGHT["paper"], borderpad=0)  # fmt: skip
        for who, (colour, symbol, words) in WHO.items():
            said = hover(SAYS[name], [(words, Number(one[who], "share", 0))], language)
            sheet.add(
                "scatter",
                x=[one[who]],
                y=[y],
                mode="markers",
                hovertext=[said],
                hoverinfo="text",
                marker={
                    "size": 10,
                    "symbol": symbol,
                    "color": LIGHT[colour],
                    "line": {"width": 2 if "open" in symbol else 0, "color": LIGHT[colour]},
                },
            )
    _key_of_guesses(sheet, language, narrow)
    return sheet.figure()


def _key_of_guesses(sheet: Sheet, language: str, narrow: bool) -> None:
    """Symbols and who they stand for, above the rows."""
    glyphs = {"circle": "●", "circle-open": "○", "diamond": "◆", "square": "■"}
    parts = [
        f'<span style="color:{LIGHT[colour]}">{glyphs[symbol]}</span> {speak(words, language)}'
        for colour, symbol, words in WHO.values()
    ]
    lines = parts if narrow else ["\u00a0\u00a0 ".join(parts)]
    top = sheet.top
    sheet.make_room(top=6 + 17 * len(lines))
    sheet.note(
        text="<br>".join(lines), x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom",
        xshift=-4, yshift=top, align="left", font={"size": 12, "color": LIGHT["ink"]},
    )  # fmt: skip


def picture_of(found: Hindcast) -> Picture:
    """The record with its words."""
    met, of = sum(score.met for score in found.scores), sum(score.of for score in found.scores)
    title = say("{met} of {of} figures that the model was fitted to lie within their band", met=met, of=of)
    caption = say(
        "Dots: the record, with the band that counts as met. Line: the model, at the same dates; it was "
        "fitted to these figures, except electricity by year and the survey of fund managers, which are "
        "only shown."
    )
    alt = say(
        "Lines of the model beside dots of the record, {count} series up to {until}; {met} of {of} scored "
        "figures are met.",
        count=len({one.target.series for one in found.verdicts} & set(HEADS)), until=Month(found.until),
        met=met, of=of,
    )  # fmt: skip
    heads = (say("series"), say("period"), say("record"), say("model"), say("within its band"))
    rows = tuple(
        (
            SAYS[one.target.series],
            one.target.said or Month(one.target.months[-1]),
            *(Number(value * factor, unit) for value in (one.target.observed, one.model)),
            (say("yes") if one.is_met else say("no")) if one.target.scored else say("only shown"),
        )
        for one in found.verdicts
        if one.target.series in HEADS
        for unit, factor in (_printed(one.target.series, one.target.unit),)
    )  # fmt: skip
    return Picture(
        "record",
        title,
        caption,
        alt,
        partial(_drawn, found, False),
        Table(heads, rows),
        partial(_drawn, found, True),
    )


def _drawn(found: Hindcast, narrow: bool, language: str) -> go.Figure:
    return draw(found, language, narrow)


def errors_picture(found: Hindcast) -> Picture | None:
    """The held-out year with its words; `None` without one."""
    if not found.held_out:
        return None
    overall = {who: sum(abs(row.error(who)) for row in found.held_out) / len(found.held_out) for who in WHO}
    values = {
        "model": Number(overall[KNOWN_THEN], "share", 0), "told": Number(overall[TOLD_LATER], "share", 0),
        "growth": Number(overall[LAST_GROWTH], "share", 0), "value": Number(overall[LAST_VALUE], "share", 0),
    }  # fmt: skip
    errors = mean_errors(found.held_out)
    wins = sum(one[KNOWN_THEN] < one[LAST_GROWTH] - TIE for one in errors.values())
    title = say(
        "Held out, on 2025 the model errs by {model} and last year's growth by {growth}; the model is "
        "better in {wins} of {series} series",
        model=values["model"], growth=values["growth"], wins=wins, series=len(errors),
    )  # fmt: skip
    caption = say(
        "Mean absolute error on {count} figures of 2025, by series. The model's parameters are fitted to "
        "nothing after December 2024; its rules were chosen knowing 2025.",
        count=len(found.held_out),
    )
    alt = say(
        "Mean errors on 2025: model {model}, told of the year's deals and events {told}, last value "
        "{value}, last year's growth {growth}.",
        **values,
    )
    table = Table(
        (say("series"), *(words for _, _, words in WHO.values())),
        tuple((SAYS[name], *(Number(one[who], "share", 0) for who in WHO)) for name, one in errors.items()),
    )
    return Picture(
        "held-out",
        title,
        caption,
        alt,
        partial(_drawn_errors, found, False),
        table,
        partial(_drawn_errors, found, True),
    )


def _drawn_errors(found: Hindcast, narrow: bool, language: str) -> go.Figure:
    return draw_errors(found, language, narrow)
