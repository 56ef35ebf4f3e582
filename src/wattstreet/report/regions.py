"""Maps of the US and China, one shade a grid region."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.runs import check_year, need_series, refuse_members, whole_years
from wattstreet.core.errors import unknown
from wattstreet.report.axes import bare, hover, text_width, tick_step
from wattstreet.report.marks import Panel, add_panel, beside, note, stacked
from wattstreet.report.names import COUNTRIES, REGIONS, SHORT_REGIONS
from wattstreet.report.picture import INNER_NARROW, INNER_WIDE, Picture, Table
from wattstreet.report.shapes import Shape, region_shapes
from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import LIGHT, ON, SIZE, SMALL
from wattstreet.words.say import Number, Words, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import xarray as xr

SHADES = ("least", "less", "middle", "more", "most", "utmost")
TALL, NARROW = 300, 225
"""Height of a map in pixels, wide and narrow."""
SMALLEST = 11
"""Size of type on a map, pixels."""


@dataclasses.dataclass(frozen=True)
class Shown:
    """What a map may show.

    Attributes:
        head: Its name.
        unit: Unit as printed.
        series: Series of a run it needs.
        read: Year → value by region.
        title: The finding, with the region that has most (or least) and its value.
        lowest: Whether the finding is the smallest value.
        edges: Where shades begin, of amounts that differ by factors; evenly spread where empty.
    """

    head: Words
    unit: str
    series: tuple[str, ...]
    read: Callable[[xr.Dataset, str], xr.DataArray]
    title: Callable[..., Words]
    lowest: bool = False
    edges: tuple[float, ...] = ()


def _load_share(run: xr.Dataset, year: str) -> xr.DataArray:
    return (run["dc_load_mw"] / run["peak_mw"]).sel(month=year).mean("month")


QUANTITIES: dict[str, Shown] = {
    "load-share": Shown(
        say("AI load"), "share", ("dc_load_mw", "peak_mw"), _load_share,
        lambda **values: say("AI takes {value} of the peak load of {region} in {year}", **values),
        edges=(0.0, 0.005, 0.01, 0.02, 0.05, 0.1),
    ),
    "reserve-margin": Shown(
        say("reserve margin"), "share", ("reserve_margin",),
        lambda run, year: run["reserve_margin"].sel(month=year).min("month"),
        lambda **values: say("{region} has the thinnest reserve margin in {year}: {value}", **values), True,
    ),
    "price": Shown(
        say("price of power"), "USD/MWh", ("price_usd_per_mwh",),
        lambda run, year: run["price_usd_per_mwh"].sel(month=year).mean("month"),
        lambda **values: say("Power is dearest in {region} in {year}: {value}", **values),
    ),
}  # fmt: skip
"""Name → what a map shows."""
UNIT_NOTES: dict[str, Words] = {
    "load-share": say("% of peak load"),
    "reserve-margin": say("%, lowest month"),
    "price": say("USD/MWh, mean of the year"),
}


def values_of(run: xr.Dataset, quantity: str, year: int) -> dict[str, float]:
    """Value by region in a year.

    Errors:
        InputError for an unknown quantity, a year the run does not hold as a whole, or an ensemble.
    """
    if quantity not in QUANTITIES:
        raise unknown("quantity", quantity, QUANTITIES, key="quantity")
    shown = QUANTITIES[quantity]
    refuse_members(run)
    need_series(run, shown.series)
    check_year(run, year)
    found = shown.read(run, str(year))
    return {str(name): float(value) for name, value in zip(found["region"].values, found.values, strict=True)}


def edges_of(values: list[float], given: tuple[float, ...] = ()) -> list[float]:
    """Round edges of at most as many bins as there are shades; the given ones, where there are any."""
    low, high = min(values), max(values)
    if given:
        return [*given, max(high, given[-1] + given[1])]
    if not high > low:
        return [low, low + max(abs(low), 1.0)]
    count = len(SHADES)
    while True:
        step = tick_step((high - low) / 1.0, count)
        first = np.floor(low / step + 1e-9)
        edges = [float((first + at) * step) for at in range(int(np.ceil(high / step - first - 1e-9)) + 1)]
        if len(edges) - 1 <= len(SHADES):
            return edges
        count -= 1


def draw(values: dict[str, float], quantity: str, language: str = "en", narrow: bool = False) -> go.Figure:
    """Both countries in one set of shades."""
    shown = QUANTITIES[quantity]
    tall, width = (NARROW, INNER_NARROW) if narrow else (TALL, (INNER_WIDE - 24) / 2)
    margin = (0, 0, 52, 4)
    panels, height, margin = stacked(2, tall, 30, margin) if narrow else beside(2, tall, 24, margin)
    sheet = Sheet(height, margin)
    mapped = [value for name, value in values.items() if name.split("-")[0] in ("us", "cn")]
    edges = edges_of(mapped, shown.edges)
    for panel, country in zip(panels, ("us", "cn"), strict=True):
        shapes = region_shapes(country)
        scale = _fit(sheet, panel, shapes, width, tall)
        name = f"<b>{speak(COUNTRIES[country], language)}</b>"
        note(sheet, panel, panel.x[0], panel.y[1], name, xref="paper", yref="paper", xanchor="left",
             yanchor="bottom", xshift=-2, yshift=6, size=SIZE, color=LIGHT["ink"])  # fmt: skip
        for shape in shapes:
            _region(sheet, panel, shape, values[shape.region], shown, edges, language)
        for shape in shapes:
            _label(sheet, panel, shape, values[shape.region], shown, edges, scale, language)
    _legend(sheet, edges, quantity, language, narrow)
    return sheet.figure()


def _fit(sheet: Sheet, panel: Panel, shapes: tuple[Shape, ...], width: float, tall: float) -> float:
    """Axes that hold a country, as far across as up; returns kilometres per pixel."""
    points = np.concatenate([ring for shape in shapes for ring in shape.rings])
    low, high = points.min(axis=0), points.max(axis=0)
    middle, scale = (low + high) / 2, float(max((high - low)[0] / width, (high - low)[1] / tall) * 1.02)
    half = scale * np.array([width, tall]) / 2
    x = {"range": [float(middle[0] - half[0]), float(middle[0] + half[0])], "visible": False}
    y = {"range": [float(middle[1] - half[1]), float(middle[1] + half[1])], "visible": False}
    y |= {"scaleanchor": f"x{panel.suffix}", "scaleratio": 1}
    add_panel(sheet, panel, x | {"constrain": "domain"}, y | {"constrain": "domain"})
    return scale


def _shade(value: float, edges: list[float]) -> str:
    bins = len(edges) - 1
    at = int(np.clip(np.searchsorted(edges, value, side="right") - 1, 0, bins - 1))
    return SHADES[_spread(bins)[at]]


def _spread(bins: int) -> list[int]:
    """Shades of so few bins, as far apart as they can be."""
    return [round(at * (len(SHADES) - 1) / max(bins - 1, 1)) for at in range(bins)]


def _region(
    sheet: Sheet,
    panel: Panel,
    shape: Shape,
    value: float,
    shown: Shown,
    edges: list[float],
    language: str,
) -> None:

    x: list[float | None] = []
    y: list[float | None] = []
    for ring in shape.rings:
        closed = np.concatenate([ring, ring[:1]])
        x += [*map(float, closed[:, 0].round(1)), None]
        y += [*map(float, closed[:, 1].round(1)), None]
    said = hover(REGIONS[shape.region], [(shown.head, Number(value, shown.unit))], language)
    sheet.add(
        "scatter",
        x=x,
        y=y,
        mode="lines",
        fill="toself",
        fillcolor=LIGHT[_shade(value, edges)],
        hoveron="fills",
        line={"color": LIGHT["border"], "width": 1},
        text=said,
        hoverinfo="text",
        **panel.on,
    )


def _label(
    sheet: Sheet, panel: Panel, shape: Shape, value: float, shown: Shown, edges: list[float],
    scale: float, language: str,
) -> None:  # fmt: skip
    """Name and value on a region, as far as they fit."""
    name = speak(SHORT_REGIONS[shape.region], language)
    amount = value * (100 if shown.unit == "share" else 1)
    number = speak(Number(amount, "1", 0 if abs(amount) >= 1 else 1), language)
    x, y = shape.label
    ring, line = shape.rings[0], 7 * scale
    across = min(_chord(ring, level, x) for level in (y + line, y - line)) / scale
    ground = LIGHT[ON[_shade(value, edges)]]
    if text_width(name, SMALLEST) < across:
        note(sheet, panel, x, y, f"{name}<br><b>{number}</b>", size=SMALLEST, color=ground)
    elif text_width(number, SMALLEST) < _chord(ring, y, x) / scale + 4:
        note(sheet, panel, x, y, f"<b>{number}</b>", size=SMALLEST, color=ground)


def _chord(ring: np.ndarray, level: float, through: float) -> float:
    """Length of a level line inside a ring through a point. km"""
    (x0, y0), (x1, y1) = ring.T, np.roll(ring, -1, axis=0).T
    crossed = (y0 > level) != (y1 > level)
    cuts = x0[crossed] + (level - y0[crossed]) / (y1 - y0)[crossed] * (x1 - x0)[crossed]
    right, left = cuts[cuts > through], cuts[cuts <= through]
    return float(right.min() - left.max()) if right.size and left.size else 0.0


def _legend(sheet: Sheet, edges: list[float], quantity: str, language: str, narrow: bool) -> None:
    """Shades with their ranges on top, in one row or two."""
    given = QUANTITIES[quantity].edges
    texts, _ = bare(given or edges, QUANTITIES[quantity].unit, language)
    ranges = [f"{low}–{high}" for low, high in itertools.pairwise(texts)]
    ranges += [speak(say("{value} and more", value=texts[-1]), language)] if given else []
    squares = [
        f'<span style="color:{LIGHT[SHADES[shade]]}">■</span> {words}\u00a0'
        for shade, words in zip(_spread(len(edges) - 1), ranges, strict=True)
    ]
    if narrow:
        squares[len(squares) // 2 - 1] += "<br>"
    head = speak(say("{what}, {unit}", what=QUANTITIES[quantity].head, unit=UNIT_NOTES[quantity]), language)
    sheet.note(
        text=f"{head}<br>" + " ".join(squares), x=0, y=1, xref="paper", yref="paper", xanchor="left",
        yanchor="bottom", xshift=-2, yshift=28, align="left",
        font={"size": SMALL, "color": LIGHT["ink"]},
    )  # fmt: skip
    sheet.make_room(top=36 if narrow else 18)


def picture_of(run: xr.Dataset, quantity: str = "load-share", year: int | None = None) -> Picture:
    """The maps with their words.

    Args:
        run: From `ws.run`.
        quantity: Key of `QUANTITIES`.
        year: Calendar year that the run holds as a whole; the last one where it is left out.
    """
    chosen = (whole_years(run) or (0,))[-1] if year is None else year
    values = values_of(run, quantity, chosen)
    shown = QUANTITIES[quantity]
    mapped = {name: value for name, value in values.items() if name != "row"}
    first = (min if shown.lowest else max)(mapped, key=lambda name: mapped[name])
    other = "cn" if first.startswith("us") else "us"
    there = {name: value for name, value in mapped.items() if name.startswith(other)}
    second = (min if shown.lowest else max)(there, key=lambda name: there[name])
    title = shown.title(value=Number(values[first], shown.unit), region=REGIONS[first], year=chosen)
    alt = say(
        "Maps of grid regions, {what} in {year}. {region}: {value}; in {country} {other}: {beside}.",
        what=shown.head, year=chosen, region=REGIONS[first], value=Number(values[first], shown.unit),
        country=COUNTRIES[other], other=REGIONS[second], beside=Number(values[second], shown.unit),
    )  # fmt: skip
    caption = {
        "load-share": say(
            "Mean grid load of AI halls in {year} as a share of the region's peak load, by grid region.",
            year=chosen,
        ),
        "reserve-margin": say(
            "Firm capacity above peak load in the tightest month of {year}, as a share of the peak.",
            year=chosen,
        ),
        "price": say("Mean wholesale price of power in {year}, by grid region.", year=chosen),
    }[quantity]
    ordered = sorted(mapped, key=lambda name: -mapped[name])
    table = Table(
        (say("region"), shown.head),
        tuple((REGIONS[name], Number(mapped[name], shown.unit)) for name in ordered),
    )
    return Picture(
        f"regions-{quantity}", title, caption, alt, partial(_drawn, values, quantity, False), table,
        partial(_drawn, values, quantity, True),
    )  # fmt: skip


def _drawn(values: dict[str, float], quantity: str, narrow: bool, language: str) -> go.Figure:
    return draw(values, quantity, language, narrow)
