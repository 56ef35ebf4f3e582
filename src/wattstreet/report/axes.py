"""Axes in the conventions of the reader: ticks, units and months, written here rather than by the browser."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wattstreet.report.theme import LIGHT
from wattstreet.words.catalogue import PSEUDO, accented
from wattstreet.words.numbers import CHINESE, CHINESE_SCALES, ENGLISH, SCALES
from wattstreet.words.say import Month, Number, Sayable
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import xarray as xr

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Lengths between ticks that a reader adds up at a glance, times a power of ten."""
CHINESE_FROM = 0x2E80
"""Code point from which characters are as wide as high."""
WORD = re.compile(r"[\x20-\x7e−–]+[，、；：。）%]*|.[，、；：。）]*")
"""What a line of Chinese may break between: a character or a number, with the stop after it."""
MIDDLE, END = "15", "28"
"""Days that stand for a month's flow and for its end."""


@dataclasses.dataclass(frozen=True)
class Scale:
    """An axis of amounts.

    Attributes:
        ticks: Values with a line.
        texts: What stands at them, without the unit.
        unit: The unit, which the panel's heading names once.
        low: Where the axis begins.
        high: Where it ends.
    """

    ticks: tuple[float, ...]
    texts: tuple[str, ...]
    unit: str
    low: float
    high: float

    def axis(self) -> dict[str, Any]:
        """As Plotly wants it."""
        return {
            "tickmode": "array", "tickvals": list(self.ticks), "ticktext": list(self.texts),
            "range": [self.low, self.high], "showgrid": True,
        }  # fmt: skip


def tick_step(span: float, count: int) -> float:
    """Round length that parts a span into about so many pieces."""
    rough = span / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in STEPS if step * power >= 0.85 * rough)


def amounts(low: float, high: float, unit: str, language: str, count: int = 4, room: float = 0.04) -> Scale:
    """Round ticks over a range, the zero among them where the range holds it.

    Args:
        low: Least value drawn.
        high: Largest value drawn.
        unit: Key of `numbers.SCALES`.
        language: Whose conventions.
        count: About how many steps.
        room: Share of the range left free above and, for values below zero, beneath.
    """
    if not high > low:
        high = low + (abs(low) or 1.0)
    step = tick_step(high - low, count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = [at * step for at in range(first, last + 1)]
    # a top line far above the last value is empty paper
    if len(ticks) > 2 and high < ticks[-1] - 0.6 * step:
        ticks = ticks[:-1]
    bottom, top = ticks[0], max(ticks[-1], high)
    texts, name = bare(ticks, unit, language)
    return Scale(
        tuple(ticks), texts, name, bottom - (room * (top - bottom) if low < 0 else 0.0),
        top + room * (top - bottom),
    )  # fmt: skip


def bare(values: Sequence[float], unit: str, language: str) -> tuple[tuple[str, ...], str]:
    """Numbers without their unit, in one scale, and that unit."""
    factor, name = unit_of(max(map(abs, values)), unit, language)
    shown = [value * factor for value in values]
    digits = next(
        (
            digits
            for digits in range(4)
            if all(math.isclose(one, round(one, digits), abs_tol=1e-9) for one in shown)
        ),
        3,
    )
    return tuple(speak(Number(one, "1", digits if one else 0), language) for one in shown), name


def unit_of(largest: float, unit: str, language: str) -> tuple[float, str]:
    """Factor to the unit in which a reader counts amounts of this size, and its name."""
    if language != "zh":
        name = ENGLISH.get(unit, "{} " + unit).replace("{}", "").strip()
        factor = 100.0 if unit == "share" else 1.0
        return factor, accented(name) if language == PSEUDO else name
    measure, factor = SCALES[unit]
    if measure not in CHINESE_SCALES:
        return factor, CHINESE[measure].replace("{}", "")
    steps = CHINESE_SCALES[measure]
    step, name = next((one for one in steps if largest * factor >= one[0]), steps[-1])
    return factor / step, CHINESE[measure].replace("{}", name)


def decades(low: float, high: float, unit: str, language: str, most: int = 5) -> Scale:
    """Powers of ten over a range of positive values, for an axis of decimal logarithms.

    Returns:
        Ticks and ends as logarithms; each tick says its own unit, since they differ.
    """
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    every = max(1, math.ceil((last - first) / most))
    ends = math.log10(low) - 0.1, math.log10(high) + 0.15
    powers = [power for power in range(first, last + 1) if power % every == 0 and ends[0] <= power <= ends[1]]
    if language == "zh":
        name = CHINESE[SCALES[unit][0]].replace("{}", "")
        # as many digits as the size asks for, which is none
        texts = tuple(speak(Number(10.0**power, unit, -99), language).removesuffix(name) for power in powers)
    else:
        name = unit_of(1.0, unit, language)[1]
        texts = tuple(speak(Number(10.0**power, "1", max(0, -power)), language) for power in powers)
    return Scale(tuple(map(float, powers)), texts, name, *ends)


def years(first: str, last: str, most: int = 8) -> dict[str, Any]:
    """An axis of dates from YYYY-MM to YYYY-MM: years named at their middle, ticks where they begin."""
    begin, end = int(first[:4]), int(last[:4])
    every = next(step for step in (1, 2, 3, 4, 5, 10) if (end - begin) // step + 1 <= most)
    # where not every year is named, the first has no room for half its name
    start = begin + (every > 1)
    named = [year for year in range(start, end + 1) if (year - start) % every == 0]
    return {
        "type": "date", "range": [f"{first}-01", following(last)], "tickmode": "array",
        "tickvals": [f"{year}-07-01" for year in named], "ticktext": [str(year) for year in named],
        "showline": True, "ticklabelstandoff": 4,
        "minor": {"tickvals": [f"{year}-01-01" for year in range(begin, end + 2)], "ticks": "outside",
                  "ticklen": 4, "tickcolor": LIGHT["axis"]},
    }  # fmt: skip


def following(month: str) -> str:
    """First day of the month after one, YYYY-MM-DD."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"


def dates(series: xr.DataArray) -> list[str]:
    """Days at which to draw a series: the middle of months, or their ends."""
    time = "month" if "month" in series.dims else "month_end"
    day = MIDDLE if time == "month" else END
    return [f"{str(one)[:7]}-{day}" for one in series[time].values]


def month_of(date: str) -> Month:
    """The month a drawn day stands for."""
    return Month(date[:7])


def hover(head: Sayable, rows: Sequence[tuple[Sayable, Sayable]], language: str) -> str:
    """What appears under the pointer: a head and named values."""
    lines = [f"<b>{speak(head, language)}</b>"]
    lines += [f"{speak(name, language)} {speak(value, language)}" for name, value in rows]
    return "<br>".join(lines)


def text_width(text: str, size: float) -> float:
    """About how many pixels a line of text takes."""
    return size * sum(
        1.0 if ord(one) > CHINESE_FROM else 0.32 if one in " .,:;il|'’" else 0.57 for one in text
    )


def apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places moved as little as needed to stand at least a gap apart between two ends, in the same order."""
    # of equal places the first stands above
    order = sorted(range(len(places)), key=lambda at: (places[at], -at))
    moved = [min(max(places[at], low), high) for at in order]
    for _ in range(60):
        for at in range(len(moved) - 1):
            short = gap - (moved[at + 1] - moved[at])
            if short > 1e-12:
                moved[at] -= short / 2
                moved[at + 1] += short / 2
        moved = [min(max(one, low), high) for one in moved]
    found = [0.0] * len(places)
    for at, place in zip(order, moved, strict=True):
        found[at] = place
    return found


def wrapped(text: str, width: float, size: float) -> str:
    """Text broken into lines of at most so many pixels."""
    joint = "" if any(ord(one) > CHINESE_FROM for one in text) else " "
    pieces = text.split(" ") if joint else WORD.findall(text)
    lines = [pieces[0]]
    for piece in pieces[1:]:
        longer = lines[-1] + joint + piece
        if text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    return "<br>".join(lines)
