"""A word of an expression, with its place."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import TypeAlias

from wattstreet.quantities.unit_names import UnitName

Value: TypeAlias = Fraction | UnitName | None


@dataclasses.dataclass(frozen=True)
class Token:
    """One word of an expression.

    Attributes:
        kind: number, size, unit, percent, function, name,
            a sign (`+ - * / ^ ( )`), range, spread, per, a, of, in,
            out, times, joined, end.
        text: As written.
        at: Index of its first character.
        value: Number, size or unit it stands for.
    """

    kind: str
    text: str
    at: int
    value: Value = None

    @property
    def end(self) -> int:
        """Index behind its last character."""
        return self.at + len(self.text)

    @property
    def unit(self) -> UnitName:
        """The unit of a unit token."""
        assert isinstance(self.value, UnitName)
        return self.value

    @property
    def number(self) -> Fraction:
        """The number of a number, size or percent token."""
        assert isinstance(self.value, Fraction)
        return self.value
