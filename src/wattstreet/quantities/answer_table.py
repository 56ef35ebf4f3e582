"""The table under an answer: quantities and equivalents with their ranges, and the assumptions below."""

from __future__ import annotations

import dataclasses
import unicodedata
from typing import Any

from wattstreet.energy.equivalents import ASSUMPTIONS, Equivalent, Range
from wattstreet.quantities.refuse import energy_number, figures, power_number
from wattstreet.words.say import Number, Sayable, Words, as_shipped, say
from wattstreet.words.speak import speak

NAMES = {
    "reactor": say("average output of a large reactor"),
    "home-us": say("electricity of an average home in the United States"),
    "home-cn": say("electricity of an average home in China"),
    "car-mile": say("electricity of an electric car"),
    "car-year": say("distance an American drives"),
}
"""What is assumed, in words; sources stay as they were published."""


@dataclasses.dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes:
        what: What is counted or measured.
        value: Best figure, in `unit`.
        low: Lower end.
        high: Upper end.
        unit: `Wh`, `W`, or `1` for a count.
        assumptions: Keys of `ASSUMPTIONS` behind it.
    """

    what: Words
    value: float
    low: float
    high: float
    unit: str
    assumptions: tuple[str, ...] = ()

    @classmethod
    def of(cls, what: Words, amount: Range, unit: str) -> Row:
        """A quantity itself."""
        return cls(what, *amount, unit)

    @classmethod
    def like(cls, what: Words, count: Equivalent) -> Row:
        """An equivalent, with what it assumes."""
        return cls(what, count.value, count.low, count.high, "1", count.assumptions)

    def record(self) -> dict[str, Any]:
        """The line for machines."""
        return {
            "what": speak(self.what),
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "assumptions": list(self.assumptions),
        }

    def cells(self, language: str) -> tuple[str, str, str]:
        """What, how much, and its range where it has one."""
        value, low, high = (speak(self._number(one), language) for one in (self.value, self.low, self.high))
        spread = "" if low == high else speak(say("{low} to {high}", low=low, high=high), language)
        return speak(self.what, language), value, spread

    def _number(self, amount: float) -> Sayable:
        if self.unit == "Wh":
            return energy_number(amount)
        if self.unit == "W":
            return power_number(amount)
        rounded = float(f"{amount:.3g}")
        return Number(rounded, "1", figures(rounded))


def table_text(rows: tuple[Row, ...], language: str = "en") -> str:
    """The lines of the table, and the assumptions below it."""
    cells = [row.cells(language) for row in rows]
    widths = [max(columns_of(row[column]) for row in cells) for column in range(3)]
    lines = [
        "  ".join(
            cell + " " * (width - columns_of(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    ]
    used = dict.fromkeys(key for row in rows for key in row.assumptions)
    return "\n".join(
        [*lines, "", speak(say("Assumed:"), language), *(_assumed(key, language) for key in used)]
    )


def _assumed(key: str, language: str) -> str:
    """An assumption with its range, source and grade."""
    one = ASSUMPTIONS[key]
    said = say(
        "  {what}: {value} {unit} ({low} to {high}). Grade {grade}, {date}: {source}.",
        what=NAMES[key],
        value=f"{one.value:,g}",
        unit=one.unit,
        low=f"{one.low:,g}",
        high=f"{one.high:,g}",
        grade=one.grade,
        date=one.date,
        source=as_shipped(one.source),
    )
    return speak(said, language)


def columns_of(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
