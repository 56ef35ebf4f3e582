"""With and without: GDP growth with AI investment and without it, beside the published estimates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.headlines import LEVELS
from wattstreet.analysis.with_and_without import Estimate, growth_with_and_without, published_estimates
from wattstreet.report.axes import amounts, hover, years
from wattstreet.report.marks import (
    Panel,
    add_panel,
    band,
    beside,
    dotted,
    end_labels,
    fan,
    heading,
    line,
    note,
    pointer,
)
from wattstreet.report.picture import Picture, Table
from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import LIGHT, SMALL
from wattstreet.words.say import Month, Number, Sayable, Words, as_shipped, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import xarray as xr

KINDS: dict[str, Words] = {
    "gross": say("gross"),
    "net": say("net"),
    "forecast": say("forecast"),
    "above-trend": say("above trend"),
    "unsaid": say("not stated"),
}
"""What an estimate counted → as a reader is told."""
TALL, ROW = 250, 38
"""Pixels: the height of the panel of growth, a row of an estimate."""


def draw(
    run: xr.Dataset,
    estimates: tuple[Estimate, ...],
    against: xr.Dataset | None = None,
    language: str = "en",
    narrow: bool = False,
) -> go.Figure:
    """Growth over time, and the contribution beside what others published."""
    tall = max(TALL, ROW * len(estimates) + 8)
    right = 92
    margin = (38, 14, 30, 28)
    if narrow:
        inner = TALL + 66 + ROW * len(estimates) + 8
        over = Panel(1, x=(0, 1 - (right - 14) / (345 - 52)), y=((inner - TALL) / inner, 1.0))
        under = Panel(2, y=(0, (ROW * len(estimates) + 8) / inner))
        sheet = Sheet(int(inner) + margin[2] + margin[3], margin)
    else:
        (over, under), height, margin = beside(2, tall, right + 30, margin)
        sheet = Sheet(height, margin)
    _growth(sheet, over, run, against, language, TALL if narrow else tall, narrow)
    heading(sheet, over, say("US growth on a year earlier"), "%", language, -margin[0])
    if estimates:
        _published(sheet, under, estimates, language)
        shift = -margin[0] if narrow else 0
        heading(sheet, under, say("AI's contribution to it"), _points(language), language, shift)
    if against is not None:
        dotted(sheet, against, language)
    return sheet.figure()


def _points(language: str) -> str:
    return amounts(0.0, 1.0, "pp", language).unit


def estimates_beside(run: xr.Dataset) -> tuple[Estimate, ...]:
    """Published contributions known on the run's day, with the run's own for the same months."""
    return published_estimates(str(run.attrs["as_of"]), None if "member" in run.dims else run)


def _middle(series: xr.Dataset) -> list[str]:
    """Middle month of each quarter, as a day."""
    return [
        f"{first[:5]}{int(first[5:]) + 1:02d}-15" for first in (str(one) for one in series["first"].values)
    ]


def _growth(
    sheet: Sheet, panel: Panel, run: xr.Dataset, against: xr.Dataset | None, language: str, tall: float,
    narrow: bool,
) -> None:  # fmt: skip
    ours = growth_with_and_without(run)
    days = _middle(ours)
    both = {name: fan(ours[name]) for name in ("growth_pp", "without_pp")}
    drawn = [values for one in both.values() for values in one.values()]
    other = None if against is None else growth_with_and_without(against)
    if other is not None:
        drawn += [other[name].values for name in both]
    low, high = min(one.min() for one in drawn), max(one.max() for one in drawn)
    scale = amounts(float(low), float(high), "%", language, count=4)
    lead = str(ours["first"].values[0]), str(ours["last"].values[-1])
    add_panel(sheet, panel, years(*lead, 6), scale.axis())
    if "member" in ours.dims:
        band(sheet, panel, days, both["growth_pp"][LEVELS[0]], both["growth_pp"][LEVELS[-1]], "model_band")
    else:
        grown, rest = both["growth_pp"][0.5], both["without_pp"][0.5]
        band(sheet, panel, days, rest, np.maximum(grown, rest), "contribution")
        band(sheet, panel, days, np.minimum(grown, rest), rest, "drag")
    if other is not None:
        line(sheet, panel, _middle(other), other["growth_pp"].values, "against", dash="dot", width=1.5)
    line(sheet, panel, days, both["without_pp"][0.5], "without_ai", width=1.75)
    line(sheet, panel, days, both["growth_pp"][0.5], "with_ai", width=2.5)
    added = fan(ours["contribution_pp"])[0.5]
    said = [
        hover(
            quarter_words(str(first)),
            [
                (say("with AI investment"), Number(float(both["growth_pp"][0.5][at]), "%", 1)),
                (say("without it"), Number(float(both["without_pp"][0.5][at]), "%", 1)),
                (say("contribution"), Number(float(added[at]), "pp", 2, signed=True)),
            ],
            language,
        )
        for at, first in enumerate(ours["first"].values)
    ]
    pointer(sheet, panel, days, both["growth_pp"][0.5], said)
    labels = [
        (float(both[name][0.5][-1]), speak(words, language), colour)
        for name, words, colour in (
            ("growth_pp", say("with AI"), "with_ai"), ("without_pp", say("without AI"), "without_ai"),
        )
    ]  # fmt: skip
    end_labels(sheet, panel, scale, labels, tall)


def quarter_words(first: str) -> Words:
    """The quarter that begins with a month."""
    return say("Q{quarter} {year}", quarter=(int(first[5:7]) + 2) // 3, year=int(first[:4]))


def period_words(first: str, last: str) -> Words:
    """Months from one to another, as short as they can be said."""
    year, begin, end = int(first[:4]), int(first[5:7]), int(last[5:7])
    if first[:4] == last[:4]:
        if (begin, end) == (1, 12):
            return say("{year}", year=year)
        if (begin, end) in ((1, 6), (7, 12)):
            return say("H1 {year}", year=year) if begin == 1 else say("H2 {year}", year=year)
        if begin % 3 == 1 and end == begin + 2:
            return quarter_words(first)
    elif begin == 1 and end == 12:
        return say("{first}–{last}", first=year, last=int(last[:4]))
    return say("{first} to {last}", first=Month(first), last=Month(last))


def _published(sheet: Sheet, panel: Panel, estimates: tuple[Estimate, ...], language: str) -> None:
    """A row for each estimate: its interval, its value, and the run's own for the same months."""
    own = [one.of_run for one in estimates if one.of_run is not None]
    high = max([one.high for one in estimates] + own)
    scale = amounts(min([0.0, *own]), high, "pp", language, count=4)
    rows = len(estimates)
    x = {**scale.axis(), "showline": False, "ticklabelstandoff": 4}
    add_panel(sheet, panel, x, {"range": [rows - 0.3, -0.5], "visible": False})
    for at, one in enumerate(estimates):
        y = at + 0.22
        ends = {"low": Number(one.low, "pp", 2), "high": Number(one.high, "pp", 2)}
        said = hover(
            as_shipped(one.who),
            [(say("published"), Number(one.value, "pp", 2)),
             (say("interval"), say("{low} to {high}", **ends)),
             *([] if one.of_run is None else [(say("this run, same months"), Number(one.of_run, "pp", 2))]),
             (say("from"), as_shipped(one.publisher)),
             (say("grade"), one.grade)],
            language,
        )  # fmt: skip
        line(sheet, panel, [one.low, one.high], [y, y], "estimate", width=1.5)
        sheet.add(
            "scatter",
            x=[one.value],
            y=[y],
            mode="markers",
            marker={"size": 9, "color": LIGHT["estimate"]},
            hovertext=[said],
            hoverinfo="text",
            **panel.on,
        )
        if one.of_run is not None:
            sheet.add(
                "scatter",
                x=[one.of_run],
                y=[y],
                mode="markers",
                hovertext=[said],
                hoverinfo="text",
                marker={"size": 10, "symbol": "diamond", "color": LIGHT["with_ai"]},
                **panel.on,
            )
        muted = speak(
            say("{period}, {kind}", period=period_words(one.first, one.last), kind=KINDS[one.kind]), language
        )
        text = f'{speak(as_shipped(one.who), language)} <span style="color:{LIGHT["muted"]}">{muted}</span>'
        note(sheet, panel, 0, y, text, xref=panel.within["xref"], xanchor="left", yanchor="bottom", yshift=4,
             xshift=-2, color=LIGHT["ink"], size=SMALL)  # fmt: skip
    if own:
        first = next(one for one in estimates if one.of_run is not None)
        at = estimates.index(first) + 0.22
        side = 1 if first.of_run is not None and first.of_run < first.low else -1
        note(sheet, panel, first.of_run, at, speak(say("this run"), language), color=LIGHT["with_ai"],
             xanchor="right" if side > 0 else "left", yanchor="middle", xshift=-9 * side,
             yshift=-4)  # fmt: skip


def picture_of(run: xr.Dataset, against: xr.Dataset | None = None) -> Picture:
    """Growth with its words.

    Args:
        run: From `ws.run`, or an ensemble that keeps these series.
        against: A run drawn dotted.
    """
    estimates = estimates_beside(run)
    title, alt = _words(run, estimates)
    caption = say(
        "First: growth of nominal US GDP by quarter, and what is left of it without AI investment, counted "
        "gross of imports; what would have been built instead is not asked. The axis does not start at zero. "
        "Then: published contributions to real growth with the interval the ledger gives them; where one run "
        "is shown, diamonds are its own for the same months. They differ in what they count, gross or net of "
        "imports among other things, and the model's bucket is narrower than most."
    )
    return Picture(
        "with-and-without", title, caption, alt,
        partial(_drawn, run, estimates, against, False), _table(run),
        partial(_drawn, run, estimates, against, True),
    )  # fmt: skip


def _drawn(
    run: xr.Dataset, estimates: tuple[Estimate, ...], against: xr.Dataset | None, narrow: bool, language: str
) -> go.Figure:
    return draw(run, estimates, against, language, narrow)


def _words(run: xr.Dataset, published: tuple[Estimate, ...]) -> tuple[Words, Words]:
    ours = growth_with_and_without(run)
    added = fan(ours["contribution_pp"])[0.5]
    most, least = int(np.argmax(added)), int(np.argmin(added))
    values: dict[str, Sayable] = {
        "most": Number(float(added[most]), "pp", 1),
        "when": quarter_words(str(ours["first"].values[most])),
        "least": Number(float(-added[least]), "pp", 1),
        "later": quarter_words(str(ours["first"].values[least])),
    }
    if added[least] < -0.05 and least > most:
        title = say(
            "AI investment adds up to {most} to US growth in {when} and takes off {least} in {later}",
            **values,
        )
    else:
        title = say(
            "AI investment adds up to {most} to US growth in {when}", most=values["most"], when=values["when"]
        )
    if not published:
        return title, say(
            "The contribution is largest in {when}: {most}.", when=values["when"], most=values["most"]
        )
    alt = say(
        "The contribution is largest in {when}: {most}. Published estimates run from {low} to {high}.",
        when=values["when"],
        most=values["most"],
        low=Number(min(one.value for one in published), "pp", 2),
        high=Number(max(one.value for one in published), "pp", 2),
    )
    return title, alt


def _table(run: xr.Dataset) -> Table:
    ours = growth_with_and_without(run)
    columns = [fan(ours[name])[0.5] for name in ("growth_pp", "without_pp", "contribution_pp")]
    heads = (say("quarter"), say("growth"), say("without AI investment"), say("contribution"))
    rows = tuple(
        (
            quarter_words(str(first)),
            *(Number(float(column[at]), "%", 2) for column in columns[:2]),
            Number(float(columns[2][at]), "pp", 2, signed=True),
        )
        for at, first in enumerate(ours["first"].values)
    )
    return Table(heads, rows)
