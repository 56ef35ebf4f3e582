"""When AI shares burst over the draws of an ensemble: how many each half-year, and how many by then."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wattstreet.analysis.bursts import burst_dates, burst_positions
from wattstreet.analysis.runs import months_of
from wattstreet.report.axes import amounts, hover, years
from wattstreet.report.marks import Panel, add_panel, heading, line, note, pointer
from wattstreet.report.picture import Picture, Table
from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import LIGHT
from wattstreet.words.say import Month, Number, Words, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    import xarray as xr

TALL = (190, 110)
"""Heights in pixels: those burst by then, those of the half-year."""
HALF_YEAR = 182 * 86_400_000
"""Milliseconds."""


def half_words(period: str) -> Words:
    """`2026h1` as a reader says it."""
    year = int(period[:4])
    return say("H1 {year}", year=year) if period.endswith("h1") else say("H2 {year}", year=year)


def burst_by_month(ensemble: xr.Dataset) -> tuple[list[str], list[float]]:
    """Days of the month ends, and the share of the members that has burst by each."""
    positions = burst_positions(ensemble)
    days = [str(day)[:10] for day in ensemble["month_end"].values]
    return days, [float(((positions >= 0) & (positions <= at)).mean()) for at in range(len(days))]


def draw(ensemble: xr.Dataset, language: str = "en", narrow: bool = False) -> go.Figure:
    """The share that has burst by the end of each half-year, above the share that bursts in it."""
    found, months = burst_dates(ensemble), months_of(ensemble)
    margin = (38, 46, 30, 28)
    gap = 62
    inner = sum(TALL) + gap
    sheet = Sheet(inner + margin[2] + margin[3], margin)
    upper, lower = Panel(1, y=((TALL[1] + gap) / inner, 1.0)), Panel(2, y=(0.0, TALL[1] / inner))
    middles = [f"{name[:4]}-{'04' if name.endswith('h1') else '10'}-01" for name in found["period"]]
    ends = [f"{name[:4]}-{'06-30' if name.endswith('h1') else '12-31'}" for name in found["period"]]
    said = [
        hover(
            half_words(row["period"]),
            [(say("burst in it"), Number(row["share"], "share", 1)),
             (say("burst by its end"), Number(row["share_by_end"], "share", 0))],
            language,
        )
        for row in found.to_dict("records")
    ]  # fmt: skip
    across = years(months[0], months[-1], 6 if narrow else 14)
    by_end = amounts(0.0, max(float(found["share_by_end"].to_numpy().max()), 0.05), "share", language)
    add_panel(sheet, upper, across, by_end.axis())
    heading(sheet, upper, say("Burst by then"), speak(say("% of the draws"), language), language, -margin[0])
    line(sheet, upper, *burst_by_month(ensemble), "burst")
    pointer(sheet, upper, ends, found["share_by_end"], said)
    last = float(found["share_by_end"].iloc[-1])
    note(sheet, upper, ends[-1], last, speak(Number(last, "share", 0), language), color=LIGHT["burst"],
         xanchor="left", yanchor="middle", xshift=6)  # fmt: skip
    each = amounts(0.0, max(float(found["share"].to_numpy().max()), 0.01), "share", language, count=2)
    add_panel(sheet, lower, across, each.axis())
    heading(
        sheet,
        lower,
        say("Burst in the half-year"),
        speak(say("% of the draws"), language),
        language,
        -margin[0],
    )
    sheet.add(
        "bar",
        x=middles,
        y=found["share"],
        width=[HALF_YEAR * 0.86] * len(found),
        hovertext=said,
        marker={"color": LIGHT["burst"], "line": {"width": 0, "color": LIGHT["burst"]}},
        hoverinfo="text",
        **lower.on,
    )
    _today(sheet, upper, ensemble, language)
    return sheet.figure()


def _today(sheet: Sheet, panel: Panel, ensemble: xr.Dataset, language: str) -> None:
    """The day of knowledge: before it the record is known."""
    day = str(ensemble.attrs["as_of"])
    if day[:7] not in months_of(ensemble):
        return
    sheet.shape(
        type="line", x0=day, x1=day, y0=0, y1=1, xref=panel.at["xref"], yref=panel.within["yref"],
        line={"color": LIGHT["axis"], "width": 1, "dash": "dot"},
    )  # fmt: skip
    words = speak(say("known until here"), language)
    note(sheet, panel, day, 1, words, yref=panel.within["yref"], xanchor="left", yanchor="top", xshift=4)


def picture_of(ensemble: xr.Dataset) -> Picture:
    """The bursts with their words.

    Args:
        ensemble: From `ws.ensemble`.
    """
    found, members = burst_dates(ensemble), ensemble.sizes["member"]
    last = float(found["share_by_end"].iloc[-1])
    end, fall = Month(months_of(ensemble)[-1]), Number(float(ensemble.attrs["burst_fall"]), "share", 0)
    title = say(
        "AI shares burst in {share} of the draws by {month}", share=Number(last, "share", 0), month=end
    )
    busiest = found.loc[found["share"].idxmax()]
    alt = say(
        "By {month} AI shares have burst in {share} of {members} draws; most often in {when}, in {most} of "
        "them.",
        month=end, share=Number(last, "share", 0), members=members, when=half_words(str(busiest["period"])),
        most=Number(float(busiest["share"]), "share", 1),
    )  # fmt: skip
    caption = say(
        "Share of {members} draws in which AI shares have lost {fall} of the highest month end of the 24 "
        "months before; each draw counts with its first burst.",
        members=members, fall=fall,
    )  # fmt: skip
    return Picture(
        "bursts",
        title,
        caption,
        alt,
        partial(_drawn, ensemble, False),
        _table(found),
        partial(_drawn, ensemble, True),
    )


def _drawn(ensemble: xr.Dataset, narrow: bool, language: str) -> go.Figure:
    return draw(ensemble, language, narrow)


def _table(found: pd.DataFrame) -> Table:
    heads = (say("half-year"), say("draws that burst"), say("share"), say("share by its end"))
    rows = tuple(
        (
            half_words(row["period"]),
            int(row["bursts"]),
            Number(float(row["share"]), "share", 1),
            Number(float(row["share_by_end"]), "share", 0),
        )
        for row in found.to_dict("records")
    )
    return Table(heads, rows)
