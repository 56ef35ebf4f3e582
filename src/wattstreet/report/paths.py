"""The headlines as lines over the years, beside another run, or as the fan of an ensemble."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.headlines import HEADLINES, LEVELS, by_year
from wattstreet.analysis.runs import whole_years
from wattstreet.report.axes import amounts, hover, years
from wattstreet.report.marks import (
    Panel,
    add_panel,
    band,
    dotted,
    fan,
    grid,
    heading,
    line,
    pointer,
    stacked,
)
from wattstreet.report.names import scenario_name
from wattstreet.report.picture import Picture, Table
from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import LIGHT
from wattstreet.words.say import Number, Sayable, Words, say

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import xarray as xr

SHOWN: dict[str, Words] = {
    "capex_five_bn": say("Capex of the five largest"),
    "nvidia_data_center_bn": say("Nvidia's data-centre revenue"),
    "lab_revenue_bn": say("OpenAI and Anthropic, revenue"),
    "us_twh": say("US data centres, electricity"),
    "complex_tn": say("Market value of AI shares"),
    "aware_pct": say("Holders who think it a bubble"),
}
"""Headline → what its panel is called."""
LEAST = 0.01
"""Share of the other run below which a difference is none to speak of."""
TALL = 150
"""Height of a panel in pixels."""


def draw(
    run: xr.Dataset, against: xr.Dataset | None = None, language: str = "en", narrow: bool = False
) -> go.Figure:
    """A panel for each headline that the run holds."""
    names, held = _held(run), whole_years(run)
    margin = (44, 12, 30, 28)
    count = -(-len(names) // 3)
    panels, height, margin = (
        stacked(len(names), TALL - 20, 66, margin) if narrow else grid(count, 3, TALL, (66, 68), margin)
    )
    sheet = Sheet(height, margin)
    sheet.set(hovermode="x")
    days = [f"{year}-07-01" for year in held]
    for panel, name in zip(panels, names, strict=False):
        ours = fan(_yearly(run, name))
        other = None if against is None else _yearly(against, name)
        high = max(
            [float(one.max()) for one in ours.values()] + ([float(other.max())] if other is not None else [])
        )
        scale = amounts(0.0, high, HEADLINES[name].unit, language, count=3)
        add_panel(sheet, panel, years(f"{held[0]}-01", f"{held[-1]}-12", 7 if narrow else 5), scale.axis())
        heading(sheet, panel, SHOWN[name], scale.unit, language, -margin[0])
        _lines(sheet, panel, name, ours, other, days, language)
    if against is not None:
        dotted(sheet, against, language)
    return sheet.figure()


def _held(run: xr.Dataset) -> list[str]:
    """Headlines whose series the run keeps."""
    found = []
    for name in SHOWN:
        try:
            HEADLINES[name].read(run)
        except KeyError:
            continue
        found.append(name)
    return found


def _yearly(run: xr.Dataset, name: str) -> xr.DataArray:
    found = by_year(run, name)
    return found.sel(year=[year for year in whole_years(run) if year in found["year"].values])


def _lines(
    sheet: Sheet, panel: Panel, name: str, ours: dict[float, np.ndarray], other: xr.DataArray | None,
    days: list[str], language: str,
) -> None:  # fmt: skip
    if len(ours) > 1:
        band(sheet, panel, days, ours[LEVELS[0]], ours[LEVELS[-1]], "model_band")
    if other is not None:
        theirs = [f"{int(year)}-07-01" for year in other["year"].values]
        line(sheet, panel, theirs, other.values, "against", dash="dot", width=1.75)
    line(
        sheet,
        panel,
        days,
        ours[0.5],
        "model",
        mode="lines+markers",
        marker={"size": 4, "color": LIGHT["model"]},
    )
    unit, said = HEADLINES[name].unit, []
    for at, day in enumerate(days):
        rows: list[tuple[Sayable, Sayable]] = [(HEADLINES[name].says, Number(float(ours[0.5][at]), unit))]
        if len(ours) > 1:
            ends = (Number(float(ours[level][at]), unit) for level in (LEVELS[0], LEVELS[-1]))
            rows.append(
                (
                    say("90 % of the draws"),
                    say("{low} to {high}", **dict(zip(("low", "high"), ends, strict=True))),
                )
            )
        if other is not None and int(day[:4]) in other["year"].values:
            rows.append((say("dotted"), Number(float(other.sel(year=int(day[:4]))), unit)))
        said.append(hover(int(day[:4]), rows, language))
    pointer(sheet, panel, days, ours[0.5], said)


def picture_of(run: xr.Dataset, against: xr.Dataset | None = None) -> Picture:
    """The headlines with their words.

    Args:
        run: From `ws.run`, or an ensemble.
        against: A run drawn dotted.
    """
    many = "member" in run.dims
    caption = (
        say(
            "Calendar years. Lines are the median of {members} draws, bands hold 90 % of them.",
            members=run.sizes["member"],
        )
        if many
        else say("Calendar years: sums of flows, ends of stocks.")
    )
    title, alt = _words(run, against)
    return Picture(
        "paths", title, caption, alt, partial(_drawn, run, against, False), _table(run, against),
        partial(_drawn, run, against, True),
    )  # fmt: skip


def _drawn(run: xr.Dataset, against: xr.Dataset | None, narrow: bool, language: str) -> go.Figure:
    return draw(run, against, language, narrow)


def _words(run: xr.Dataset, against: xr.Dataset | None) -> tuple[Words, Words]:
    spent, power = (_yearly(run, name) for name in ("capex_five_bn", "us_twh"))
    middle = {name: fan(one)[0.5] for name, one in (("spent", spent), ("power", power))}
    listed = [int(year) for year in spent["year"].values]
    most, last = int(np.argmax(middle["spent"])), listed[-1]
    values: dict[str, Sayable] = {
        "year": listed[most], "spent": Number(float(middle["spent"][most]), "bn USD", 0), "last": last,
        "power": Number(float(middle["power"][-1]), "TWh", 0),
    }  # fmt: skip
    if "member" in run.dims:
        title = say(
            "In the median draw the five largest spend most in {year}: {spent}",
            year=values["year"],
            spent=values["spent"],
        )
        low, high = (Number(float(fan(spent)[level][-1]), "bn USD", 0) for level in (LEVELS[0], LEVELS[-1]))
        alt = say(
            "Fans of the headlines. Capex of the five largest buyers in {last}: {low} to {high} in 90 % of "
            "the draws; electricity of US data centres {power} in the median draw.",
            last=last, low=low, high=high, power=values["power"],
        )  # fmt: skip
        return title, alt
    alt = say(
        "Lines of the headlines. Capex of the five largest buyers is highest in {year}, {spent}; US data "
        "centres use {power} in {last}.",
        **values,
    )
    if against is None:
        return say(
            "The five largest buyers spend most in {year}: {spent}",
            year=values["year"],
            spent=values["spent"],
        ), alt
    theirs = _yearly(against, "capex_five_bn")
    both = [year for year in listed if year in theirs["year"].values]
    gaps = {year: float(spent.sel(year=year)) - float(theirs.sel(year=year)) for year in both}
    widest = max(gaps, key=lambda year: abs(gaps[year]))
    name = scenario_name(str(against.attrs["scenario"]))
    moved = Number(abs(gaps[widest]), "bn USD", 0)
    if abs(gaps[widest]) < LEAST * float(theirs.sel(year=widest)):
        title = say("Capex of the five largest hardly differs from {scenario}", scenario=name)
    elif gaps[widest] < 0:
        title = say(
            "Capex of the five largest falls up to {moved} short of {scenario}, in {year}",
            moved=moved,
            scenario=name,
            year=widest,
        )
    else:
        title = say(
            "Capex of the five largest runs up to {moved} ahead of {scenario}, in {year}",
            moved=moved,
            scenario=name,
            year=widest,
        )
    return title, alt


def _table(run: xr.Dataset, against: xr.Dataset | None) -> Table:
    names, held = _held(run), whole_years(run)
    columns = {name: fan(_yearly(run, name))[0.5] for name in names}
    heads = (say("year"), *(HEADLINES[name].says for name in names))
    rows = tuple(
        (year, *(Number(float(columns[name][at]), HEADLINES[name].unit) for name in names))
        for at, year in enumerate(held)
    )
    return Table(heads, rows)
