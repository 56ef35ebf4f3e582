"""Marks that pictures share: panels, lines, bands, fans, and labels at the ends of lines."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from wattstreet.analysis.headlines import LEVELS
from wattstreet.report.axes import Scale, apart, text_width
from wattstreet.report.names import scenario_name
from wattstreet.report.picture import INNER_WIDE
from wattstreet.report.sheet import Margin, Sheet
from wattstreet.report.theme import LIGHT, SIZE, SMALL
from wattstreet.words.say import Sayable, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

LINE = 2.25
"""Width of a line in pixels."""
GAP = 15
"""Least distance of labels at the ends of lines, pixels."""


Places: TypeAlias = Any
"""Days or amounts in a row: a list, an array or a column."""


@dataclasses.dataclass(frozen=True)
class Panel:
    """One pair of axes.

    Attributes:
        number: 1, 2, …
        x: Domain across, shares of the inner width.
        y: Domain upwards, shares of the inner height.
    """

    number: int
    x: tuple[float, float] = (0.0, 1.0)
    y: tuple[float, float] = (0.0, 1.0)

    @property
    def suffix(self) -> str:
        """As Plotly numbers axes."""
        return "" if self.number == 1 else str(self.number)

    @property
    def on(self) -> dict[str, str]:
        """Axes a trace of this panel refers to."""
        return {"xaxis": f"x{self.suffix}", "yaxis": f"y{self.suffix}"}

    @property
    def at(self) -> dict[str, str]:
        """Axes an annotation or shape of this panel refers to."""
        return {"xref": f"x{self.suffix}", "yref": f"y{self.suffix}"}

    @property
    def within(self) -> dict[str, str]:
        """The panel's own unit square."""
        return {"xref": f"x{self.suffix} domain", "yref": f"y{self.suffix} domain"}


def add_panel(sheet: Sheet, panel: Panel, x: dict[str, Any], y: dict[str, Any]) -> None:
    """Axes of a panel."""
    sheet.set(**{
        f"xaxis{panel.suffix}": {"domain": list(panel.x), "anchor": f"y{panel.suffix}", **x},
        f"yaxis{panel.suffix}": {"domain": list(panel.y), "anchor": f"x{panel.suffix}", **y},
    })  # fmt: skip


def columns(number: int, gap: float) -> list[tuple[float, float]]:
    """Domains of panels side by side."""
    width = (1.0 - gap * (number - 1)) / number
    return [(at * (width + gap), min(1.0, at * (width + gap) + width)) for at in range(number)]


def rows(number: int, gap: float) -> list[tuple[float, float]]:
    """Domains of panels one below the other, the first on top."""
    return list(reversed(columns(number, gap)))


def heading(sheet: Sheet, panel: Panel, words: Sayable, unit: str, language: str, shift: int = 0) -> None:
    """Name of a panel and its unit, above its upper left corner."""
    name = f"<b>{speak(words, language)}</b>"
    note = f'  <span style="color:{LIGHT["muted"]}">{unit}</span>' if unit else ""
    sheet.note(
        text=name + note, x=0, y=1, xanchor="left", yanchor="bottom", xshift=shift - 2, yshift=8,
        align="left", font={"size": SIZE, "color": LIGHT["ink"]}, **panel.within,
    )  # fmt: skip


def key(sheet: Sheet, colours: Sequence[tuple[str, Sayable]], language: str, width: float) -> None:
    """A line of colours and names on top, or two where it does not fit; where names cannot stand by marks."""
    parts, lines, used = [], 1, 0.0
    for colour, words in colours:
        text = speak(words, language)
        taken = text_width(f"■ {text}", SMALL) + 16
        if used and used + taken > width:
            parts.append("<br>")
            lines, used = lines + 1, 0.0
        used += taken
        parts.append(f'<span style="color:{LIGHT[colour]}">■</span> {text}\u00a0\u00a0 ')
    left, top = sheet.left, sheet.top
    more = 8 + 18 * lines
    sheet.note(
        text="".join(parts), x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom",
        xshift=-2 - left, yshift=top + 4, align="left",
        font={"size": SMALL, "color": LIGHT["ink"]},
    )  # fmt: skip
    sheet.make_room(top=more)


def note(sheet: Sheet, panel: Panel, x: Any, y: Any, text: str, **style: Any) -> None:
    """Text at a point of a panel."""
    font = {"size": style.pop("size", SMALL), "color": style.pop("color", LIGHT["muted"])}
    sheet.note(x=x, y=y, text=text, font=font, **{**panel.at, **style})


def line(sheet: Sheet, panel: Panel, x: Places, y: Places, colour: str, **style: Any) -> None:
    """A line without words of its own."""
    look = {"color": LIGHT[colour], "width": style.pop("width", LINE)}
    if dash := style.pop("dash", None):
        look["dash"] = dash
    sheet.add(
        "scatter",
        x=list(x),
        y=list(y),
        line=look,
        hoverinfo="skip",
        **{"mode": "lines", **panel.on, **style},
    )


def band(
    sheet: Sheet, panel: Panel, x: Places, low: Places, high: Places,
    colour: str, **style: Any,
) -> None:  # fmt: skip
    """The paper between two lines."""
    sheet.add(
        "scatter",
        x=[*x, *reversed(list(x))],
        y=[*high, *reversed(list(low))],
        mode="lines",
        line={"width": 0, "color": LIGHT[colour]},
        fill="toself",
        fillcolor=LIGHT[colour],
        hoverinfo="skip",
        **{**panel.on, **style},
    )


def pointer(sheet: Sheet, panel: Panel, x: Places, y: Places, texts: Sequence[str], **style: Any) -> None:
    """What the pointer reads: unseen points that carry the words of everything drawn at them."""
    sheet.add(
        "scatter",
        x=list(x),
        y=list(y),
        mode="markers",
        marker={"size": 10, "opacity": 0, "color": LIGHT["ink"]},
        hovertext=list(texts),
        hoverinfo="text",
        **{**panel.on, **style},
    )


def fan(series: xr.DataArray) -> dict[float, np.ndarray]:
    """Quantile → values, of an ensemble; of a run, itself as the median."""
    if "member" not in series.dims:
        return {0.5: series.values}
    found = series.quantile(list(LEVELS), "member")
    return {level: found.sel(quantile=level).values for level in LEVELS}


def end_labels(
    sheet: Sheet,
    panel: Panel,
    scale: Scale,
    labels: Sequence[tuple[float, str, str]],
    pixels: float,
    gap: float = GAP,
) -> None:
    """Names right of the ends of lines, moved apart where they would touch.

    Args:
        sheet: Where.
        panel: Which axes.
        scale: Their amounts.
        labels: Value at the end, text, colour of the text.
        pixels: Height of the panel.
        gap: Least distance between labels in pixels.
    """
    unit = (scale.high - scale.low) / pixels
    places = apart([value for value, _, _ in labels], gap * unit, scale.low + 6 * unit, scale.high - 2 * unit)
    for place, (_, text, colour) in zip(places, labels, strict=True):
        sheet.note(
            text=text, x=1, y=place, xref=panel.within["xref"], yref=panel.at["yref"], xanchor="left",
            yanchor="middle", xshift=7, align="left",
            font={"size": SMALL, "color": LIGHT[colour]},
        )  # fmt: skip


def stacked(number: int, tall: float, gap: float, margin: Margin) -> tuple[list[Panel], int, Margin]:
    """Panels of so many pixels one below the other: panels, height of the figure, its margins."""
    inner = number * tall + (number - 1) * gap
    found = [Panel(at + 1, y=y) for at, y in enumerate(rows(number, gap / inner))]
    return found, int(inner) + margin[2] + margin[3], margin


def beside(
    number: int, tall: float, gap: float, margin: Margin, width: float = INNER_WIDE
) -> tuple[list[Panel], int, Margin]:
    """Panels side by side, so many pixels apart on a page of the usual width."""
    inner = width - margin[0] - margin[1]
    found = [Panel(at + 1, x=x) for at, x in enumerate(columns(number, gap / inner))]
    return found, int(tall) + margin[2] + margin[3], margin


def dotted(sheet: Sheet, against: xr.Dataset, language: str) -> None:
    """Says on top of the figure which run the dotted lines are."""
    name = scenario_name(str(against.attrs["scenario"]))
    words = speak(say("dotted: {scenario}", scenario=name), language)
    left, top = sheet.left, sheet.top
    sheet.make_room(top=22)
    sheet.note(
        text=f'<span style="color:{LIGHT["against"]}">┄┄</span> {words}',
        x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom",
        xshift=-2 - left, yshift=top + 2,
        font={"size": SMALL, "color": LIGHT["muted"]},
    )  # fmt: skip


def grid(
    down: int, across: int, tall: float, gaps: tuple[float, float], margin: Margin, width: float = INNER_WIDE
) -> tuple[list[Panel], int, Margin]:
    """Panels in rows and columns, in reading order; gaps across and down in pixels."""
    high = down * tall + (down - 1) * gaps[1]
    xs = columns(across, gaps[0] / (width - margin[0] - margin[1]))
    ys = rows(down, gaps[1] / high)
    cells = [(x, y) for y in ys for x in xs]
    found = [Panel(at + 1, x, y) for at, (x, y) in enumerate(cells)]
    return found, int(high) + margin[2] + margin[3], margin
