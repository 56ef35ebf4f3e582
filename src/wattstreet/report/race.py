"""The race: the United States and China in power, chips, compute and capability."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.headlines import LEVELS
from wattstreet.analysis.race import (
    COUNTRIES,
    MEASURES,
    comparison,
    lead_changes,
    race_by_month,
    race_by_year,
)
from wattstreet.analysis.runs import months_of
from wattstreet.report.axes import Scale, amounts, bare, dates, decades, hover, month_of, years
from wattstreet.report.marks import (
    Panel,
    add_panel,
    band,
    dotted,
    end_labels,
    fan,
    grid,
    heading,
    line,
    pointer,
    stacked,
)
from wattstreet.report.names import ADJECTIVES
from wattstreet.report.picture import Picture, Table
from wattstreet.report.sheet import Sheet
from wattstreet.words.say import Number, Sayable, Words, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import xarray as xr


@dataclasses.dataclass(frozen=True)
class Strip:
    """A panel of the race.

    Attributes:
        measure: Key of `MEASURES`.
        head: What it shows.
        scale: Least, largest and language → axis, in what is drawn.
        drawn: The measure → what is drawn.
        digits: Digits after the point where values are said.
    """

    measure: str
    head: Words
    scale: Callable[[float, float, str], Scale]
    drawn: Callable[[np.ndarray], np.ndarray]
    digits: int | None = 1


def _plain(values: np.ndarray) -> np.ndarray:
    return values


def _linear(unit: str) -> Callable[[float, float, str], Scale]:
    return lambda low, high, language: amounts(0.0, high, unit, language)


def _tens(unit: str) -> Callable[[float, float, str], Scale]:
    return lambda low, high, language: decades(10.0**low, 10.0**high, unit, language)


def _flop(low: float, high: float, language: str) -> Scale:
    """Powers of ten of training compute."""
    scale = amounts(np.floor(low), high, "1", language, count=5)
    ticks = tuple(tick for tick in scale.ticks if float(tick).is_integer())
    texts = bare(ticks, "1", language)[0]
    return dataclasses.replace(
        scale, ticks=ticks, texts=texts, unit=speak(say("effective training FLOP, power of ten"), language)
    )


STRIPS = (
    Strip("connected_gw", say("Power: AI halls on the grid"), _linear("GW"), _plain),
    Strip("fleet_gw", say("Chips: running AI fleet"), _linear("GW"), _plain),
    Strip("fleet_h100e_mn", say("Compute"), _tens("mn H100e"), np.log10, None),
    Strip("capability", say("Capability"), _flop, _plain),
)
TALL, RIGHT = 190, 50
"""Pixels: height of a panel, room for the names of lines."""


def draw(
    run: xr.Dataset, against: xr.Dataset | None = None, language: str = "en", narrow: bool = False
) -> go.Figure:
    """Four panels, two beside two, or one below the other."""
    months = months_of(run)
    found = race_by_month(run)
    other = (
        None if against is None else race_by_month(against).sel(month=slice(None, run["month"].values[-1]))
    )
    margin = (46, RIGHT, 30, 28)
    panels, height, margin = (
        stacked(len(STRIPS), TALL - 20, 66, margin) if narrow else grid(2, 2, TALL, (RIGHT + 64, 66), margin)
    )
    sheet = Sheet(height, margin)
    sheet.set(hovermode="x")
    for panel, strip in zip(panels, STRIPS, strict=True):
        lines = {country: fan(found[strip.measure].sel(country=country)) for country in COUNTRIES}
        theirs = (
            {} if other is None
            else {country: other[strip.measure].sel(country=country) for country in COUNTRIES}
        )  # fmt: skip
        shown = [strip.drawn(values) for one in lines.values() for values in one.values()]
        shown += [strip.drawn(one.values) for one in theirs.values()]
        scale = strip.scale(
            float(min(one.min() for one in shown)), float(max(one.max() for one in shown)), language
        )
        add_panel(sheet, panel, years(months[0], months[-1], 7 if narrow else 6), scale.axis())
        heading(sheet, panel, strip.head, scale.unit, language, -margin[0])
        _lines(sheet, panel, strip, lines, theirs, dates(found[strip.measure]), language)
        ends = [
            (float(strip.drawn(lines[country][0.5])[-1]), speak(ADJECTIVES[country], language), country)
            for country in COUNTRIES
        ]
        end_labels(sheet, panel, scale, ends, TALL - 20 if narrow else TALL)
    if against is not None:
        dotted(sheet, against, language)
    return sheet.figure()


def _lines(
    sheet: Sheet, panel: Panel, strip: Strip, lines: dict[str, dict[float, np.ndarray]],
    theirs: dict[str, xr.DataArray], days: list[str], language: str,
) -> None:  # fmt: skip
    for country, one in lines.items():
        if len(one) > 1:
            low, high = (strip.drawn(one[level]) for level in (LEVELS[0], LEVELS[-1]))
            band(sheet, panel, days, low, high, f"{country}_band")
    for country, series in theirs.items():
        line(sheet, panel, dates(series), strip.drawn(series.values), country, dash="dot", width=1.25)
    for country, one in lines.items():
        line(sheet, panel, days, strip.drawn(one[0.5]), country)
    unit = MEASURES[strip.measure].unit
    said = [
        hover(
            month_of(day),
            [
                (ADJECTIVES[country], Number(float(one[0.5][at]), unit, strip.digits))
                for country, one in lines.items()
            ],
            language,
        )
        for at, day in enumerate(days)
    ]
    pointer(sheet, panel, days, strip.drawn(lines["us"][0.5]), said)


def picture_of(run: xr.Dataset, against: xr.Dataset | None = None) -> Picture:
    """The race with its words.

    Args:
        run: From `ws.run`, or an ensemble that keeps every series; it has to hold a whole year.
        against: A run drawn dotted.
    """
    title, alt = _words_of_members(run) if "member" in run.dims else _words(run)
    caption = (
        say(
            "Halls by where they stand; fleet, compute and the best model by the home of the firm. Compute "
            "and capability rise by factors of ten. Lines are the median of {members} draws, bands hold 90 "
            "% of them.",
            members=run.sizes["member"],
        )
        if "member" in run.dims
        else say(
            "Halls by where they stand; fleet, compute and the best model by the home of the firm. Compute "
            "and capability rise by factors of ten."
        )
    )
    return Picture(
        "race", title, caption, alt,
        partial(_drawn, run, against, False), _table(run), partial(_drawn, run, against, True),
    )  # fmt: skip


def _drawn(run: xr.Dataset, against: xr.Dataset | None, narrow: bool, language: str) -> go.Figure:
    return draw(run, against, language, narrow)


def _words(run: xr.Dataset) -> tuple[Words, Words]:
    table = comparison(run)
    last = int(table["year"].to_numpy().max())
    rows = table[table["year"] == last].set_index("measure")
    shown = [strip.measure for strip in STRIPS]
    changes = [change for change in lead_changes(run) if change.measure in shown]
    ratios = {name: float(rows.loc[name, "ratio"]) for name in shown}
    values: dict[str, Sayable] = {"year": last}
    if changes:
        change = changes[-1]
        who, what = ADJECTIVES[change.leader], MEASURES[change.measure].says
        title = say(
            "{country} takes the lead in {year}: {measure}", country=who, year=change.year, measure=what
        )
    elif min(ratios.values()) > 1:
        title = say(
            "The US stays ahead: in {year} it runs {fleet} the AI fleet of China and {compute} its compute",
            year=last, fleet=_fold(ratios["fleet_gw"]), compute=_fold(ratios["fleet_h100e_mn"]),
        )  # fmt: skip
    else:
        title = say("Neither country leads in everything in {year}", year=last)
    for name, key in (("connected_gw", "power"), ("fleet_gw", "fleet"), ("fleet_h100e_mn", "compute")):
        for country in COUNTRIES:
            values[f"{key}_{country}"] = Number(float(rows.loc[name, country]), MEASURES[name].unit)
    values["capability"] = _fold(ratios["capability"])
    alt = say(
        "At the end of {year}, US against China: {power_us} and {power_cn} of AI halls on the grid; fleets "
        "of {fleet_us} and {fleet_cn}; compute of {compute_us} and {compute_cn}; the best US model took "
        "{capability} the training of the best Chinese one.",
        **values,
    )
    return title, alt


def _fold(ratio: float) -> Number:
    return Number(ratio, "times", 0 if ratio >= 10 else 1)


def _words_of_members(ensemble: xr.Dataset) -> tuple[Words, Words]:
    found = race_by_year(ensemble)
    last = int(found["year"].values[-1])
    end = found.sel(year=last)
    us, cn = (end["fleet_h100e_mn"].sel(country=country) for country in COUNTRIES)
    ahead = float((us > cn).mean())
    title = say(
        "The US is ahead in compute in {share} of the draws in {year}",
        share=Number(ahead, "share", 0),
        year=last,
    )
    alt = say(
        "Compute at the end of {year}, median draw: US {us}, China {cn}. The US is ahead in {share} of "
        "{members} draws.",
        year=last, us=Number(float(us.median()), "mn H100e"), cn=Number(float(cn.median()), "mn H100e"),
        share=Number(ahead, "share", 0), members=ensemble.sizes["member"],
    )  # fmt: skip
    return title, alt


def _table(run: xr.Dataset) -> Table:
    found = race_by_year(run)
    if "member" in found.dims:
        found = found.median("member")
    heads = (say("year"), say("country"), *(MEASURES[strip.measure].says for strip in STRIPS))
    rows = tuple(
        (
            int(year),
            ADJECTIVES[country],
            *(
                Number(
                    float(found[strip.measure].sel(year=year, country=country)),
                    MEASURES[strip.measure].unit,
                    1 if strip.measure == "capability" else strip.digits,
                )
                for strip in STRIPS
            ),
        )
        for year in found["year"].values
        for country in COUNTRIES
    )
    return Table(heads, rows)
