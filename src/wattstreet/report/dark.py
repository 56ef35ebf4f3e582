"""Dark chips: bought, delivered, powered, and the gap between the last two."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wattstreet.analysis.dark_chips import chips_by_stage, dark_peak
from wattstreet.analysis.headlines import LEVELS
from wattstreet.analysis.runs import months_of
from wattstreet.report.axes import Scale, amounts, dates, hover, month_of, years
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
    stacked,
)
from wattstreet.report.names import FIRMS_OF
from wattstreet.report.picture import Picture, Table
from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import LIGHT
from wattstreet.words.say import Month, Number, Words, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import xarray as xr

SHOWN = ("us", "cn")
LINES: dict[str, tuple[str, Words]] = {
    "bought": ("bought", say("bought")),
    "delivered": ("delivered", say("delivered")),
    "running": ("powered", say("powered")),
}
"""Variable → colour, and what stands at its line."""
BANDS = {"delivered": "dark_band", "running": "powered_band"}
SHOWS = 0.05
"""GW below which nothing is dark to the eye."""
DARK_LABEL = 26
"""Pixels of dark chips that hold a label."""
TALL = 230
"""Height of a panel in pixels."""


def draw(
    run: xr.Dataset, against: xr.Dataset | None = None, language: str = "en", narrow: bool = False
) -> go.Figure:
    """A panel for each country's firms, each to its own scale."""
    chips = chips_by_stage(run)
    other = None if against is None else chips_by_stage(against)
    right = 78
    panels, height, margin = (
        stacked(2, TALL, 62, (30, right, 30, 26))
        if narrow
        else beside(2, TALL + 40, right + 34, (30, right, 30, 26))
    )
    sheet = Sheet(height, margin)
    sheet.set(hovermode="x")
    tall, many = TALL if narrow else TALL + 40, "member" in run.dims
    months = months_of(run)
    for panel, group in zip(panels, SHOWN, strict=True):
        ours = chips.sel(group=group)
        theirs = (
            None if other is None else other.sel(group=group).sel(month_end=slice(None, ours.month_end[-1]))
        )
        top = max(_top(one) for one in (ours, theirs) if one is not None)
        scale = amounts(0.0, top, "GW", language)
        add_panel(sheet, panel, years(months[0], months[-1], 5 if not narrow else 7), scale.axis())
        heading(sheet, panel, FIRMS_OF[group], scale.unit, language, -margin[0])
        _draw_chips(sheet, panel, ours, theirs, language)
        _name_lines(sheet, panel, ours, scale, tall, language)
        if not narrow and not many:
            _name_gap(sheet, panel, ours, scale, tall, language)
    if against is not None:
        dotted(sheet, against, language)
    return sheet.figure()


def _top(chips: xr.Dataset) -> float:
    """Highest point of what is drawn."""
    upper = [fan(chips[name])[LEVELS[-1]].max() for name in BANDS] if "member" in chips.dims else []
    return float(max(fan(chips["bought"])[0.5].max(), *upper, 0.0))


def _draw_chips(
    sheet: Sheet, panel: Panel, chips: xr.Dataset, other: xr.Dataset | None, language: str
) -> None:
    days = dates(chips["running"])
    fans = {name: fan(chips[name]) for name in LINES}
    if "member" in chips.dims:
        for name, colour in BANDS.items():
            band(sheet, panel, days, fans[name][LEVELS[0]], fans[name][LEVELS[-1]], colour)
    else:
        band(sheet, panel, days, fans["running"][0.5], fans["delivered"][0.5], "dark_chips")
    if other is not None:
        for name in ("delivered", "running"):
            line(sheet, panel, dates(other[name]), other[name].values, "against", dash="dot", width=1.5)
    for name, (colour, _) in LINES.items():
        line(sheet, panel, days, fans[name][0.5], colour, width=1.5 if name == "bought" else 2.25)
    said = [
        hover(
            month_of(day),
            [(words, Number(float(fans[name][0.5][at]), "GW", 1)) for name, (_, words) in LINES.items()]
            + [(say("dark chips"), Number(float(fan(chips["dark"])[0.5][at]), "GW", 1))],
            language,
        )
        for at, day in enumerate(days)
    ]
    pointer(sheet, panel, days, fans["delivered"][0.5], said)


def _name_lines(
    sheet: Sheet, panel: Panel, chips: xr.Dataset, scale: Scale, tall: float, language: str
) -> None:
    labels = []
    for name, (colour, words) in LINES.items():
        last = float(fan(chips[name])[0.5][-1])
        labels.append((last, speak(words, language), colour))
    end_labels(sheet, panel, scale, labels, tall)


def _name_gap(
    sheet: Sheet, panel: Panel, chips: xr.Dataset, scale: Scale, tall: float, language: str
) -> None:
    """Names the grey where it is widest, if it holds the words."""
    widest = int(chips["dark"].values.argmax())
    low, high = (float(chips[name][widest]) for name in ("running", "delivered"))
    if (high - low) / (scale.high - scale.low) * tall > DARK_LABEL:
        note(
            sheet,
            panel,
            dates(chips["dark"])[widest],
            (low + high) / 2,
            speak(say("dark chips"), language),
            color=LIGHT["ink"],
        )


def picture_of(run: xr.Dataset, against: xr.Dataset | None = None) -> Picture:
    """The chips with their words.

    Args:
        run: From `ws.run`, or an ensemble that keeps every series.
        against: A run drawn dotted.
    """
    many = "member" in run.dims
    title, alt = _words_of_members(run) if many else _words(run)
    caption = (
        say(
            "GW of IT load at month ends, each panel to its own scale; lines are the median draw, bands "
            "hold 90 % of {members} draws. Bought: on order or delivered. Powered: in a hall with power. "
            "What lies between delivered and powered is dark.",
            members=run.sizes["member"],
        )
        if many
        else say(
            "GW of IT load at month ends, each panel to its own scale. Bought: on order or delivered. "
            "Powered: in a hall with power. The grey between delivered and powered is dark: chips paid for "
            "and idle."
        )
    )
    return Picture(
        "dark-chips", title, caption, alt,
        partial(_drawn, run, against, False), _table(run), partial(_drawn, run, against, True),
    )  # fmt: skip


def _drawn(run: xr.Dataset, against: xr.Dataset | None, narrow: bool, language: str) -> go.Figure:
    return draw(run, against, language, narrow)


def _words(run: xr.Dataset) -> tuple[Words, Words]:
    us, cn = (dark_peak(run, group) for group in SHOWN)
    chips = chips_by_stage(run)
    title = say(
        "Dark chips of US firms peak at {dark} in {month}; as a share of their chips at {share} in "
        "{share_month}",
        dark=Number(us.dark_gw, "GW", 0), month=Month(us.month),
        share=Number(us.largest_share, "share", 0), share_month=Month(us.share_month),
    )  # fmt: skip
    last = {group: {name: float(chips[name].sel(group=group)[-1]) for name in LINES} for group in SHOWN}
    if cn.dark_gw < SHOWS:
        return title, say(
            "Most dark chips: US firms {us} in {us_month}, Chinese firms hardly any.",
            us=Number(us.dark_gw, "GW", 1), us_month=Month(us.month),
        )  # fmt: skip
    alt = say(
        "Most dark chips: US firms {us} in {us_month}, Chinese firms {cn} in {cn_month}. At the end of "
        "{end} US firms have bought {us_bought}, of which {us_running} run; Chinese firms {cn_bought} and "
        "{cn_running}.",
        us=Number(us.dark_gw, "GW", 1), us_month=Month(us.month),
        cn=Number(cn.dark_gw, "GW", 1), cn_month=Month(cn.month), end=Month(months_of(run)[-1]),
        us_bought=Number(last["us"]["bought"], "GW", 1), us_running=Number(last["us"]["running"], "GW", 1),
        cn_bought=Number(last["cn"]["bought"], "GW", 1), cn_running=Number(last["cn"]["running"], "GW", 1),
    )  # fmt: skip
    return title, alt


def _words_of_members(ensemble: xr.Dataset) -> tuple[Words, Words]:
    dark = chips_by_stage(ensemble)["dark"].sel(group="us")
    peaks = dark.max("month_end").quantile(list(LEVELS), "member").values
    values = dict(zip(("low", "middle", "high"), (Number(float(one), "GW", 0) for one in peaks), strict=True))
    title = say("In the median draw, dark chips of US firms peak at {middle}", middle=values["middle"])
    alt = say(
        "The most dark chips US firms hold at once is {middle} in the median draw, and between {low} and "
        "{high} in 90 % of the draws.",
        **values,
    )
    return title, alt


def _table(run: xr.Dataset) -> Table:
    chips = chips_by_stage(run)
    if "member" in chips.dims:
        chips = chips.median("member")
    ends = chips["month_end"].dt
    decembers = [at for at, month in enumerate(ends.month.values) if month == 12 and at]
    names = ("bought", "delivered", "running", "dark")
    heads = (
        say("end of"),
        say("firms of"),
        say("bought"),
        say("delivered"),
        say("powered"),
        say("dark chips"),
    )
    return Table(
        heads,
        tuple(
            (
                int(ends.year.values[at]),
                FIRMS_OF[group],
                *(Number(float(chips[name].sel(group=group)[at]), "GW", 1) for name in names),
            )
            for at in decembers
            for group in SHOWN
        ),
    )
