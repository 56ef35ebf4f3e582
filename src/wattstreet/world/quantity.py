"""A number with its interval and where it comes from; arithmetic keeps both."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable

from wattstreet.core.errors import InputError


@dataclasses.dataclass(frozen=True)
class Quantity:
    """A number of the world.

    Attributes:
        value: Best figure, in `unit`.
        low: Lower end of its interval.
        high: Upper end of its interval.
        unit: Unit slug of the model.
        source: `fact:<id>` or `fill:<name>`; several, separated by blanks, where it was computed from them.
    """

    value: float
    low: float
    high: float
    unit: str
    source: str

    @property
    def references(self) -> tuple[str, ...]:
        """The facts and fills behind the number, one by one."""
        return tuple(self.source.split())

    def __float__(self) -> float:
        return self.value

    def times(self, factor: Quantity, unit: str | None = None) -> Quantity:
        """Product of two quantities; the ends are the extremes of the products of their ends."""
        ends = [mine * theirs for mine in (self.low, self.high) for theirs in (factor.low, factor.high)]
        return Quantity(
            self.value * factor.value, min(ends), max(ends), unit or self.unit, _joined((self, factor))
        )

    def over(self, divisor: Quantity, unit: str) -> Quantity:
        """Quotient; the divisor's interval must not contain zero."""
        if divisor.low <= 0.0 <= divisor.high:
            raise InputError(
                "division by a quantity that may be zero", key=divisor.source, value=divisor.value
            )
        inverse = Quantity(1 / divisor.value, 1 / divisor.high, 1 / divisor.low, "1", divisor.source)
        return self.times(inverse, unit)

    def scaled(self, factor: float, unit: str) -> Quantity:
        """The quantity times a conversion factor that is exact and positive."""
        return Quantity(self.value * factor, self.low * factor, self.high * factor, unit, self.source)

    def negated(self) -> Quantity:
        """The quantity with its sign turned, so that differences are sums."""
        return Quantity(-self.value, -self.high, -self.low, self.unit, self.source)


def total(parts: Iterable[Quantity]) -> Quantity:
    """Sum of quantities of one unit; the ends are summed too, as if all erred the same way."""
    found = list(parts)
    return Quantity(
        math.fsum(part.value for part in found),
        math.fsum(part.low for part in found),
        math.fsum(part.high for part in found),
        found[0].unit,
        _joined(found),
    )


def _joined(parts: Iterable[Quantity]) -> str:
    """References of all parts, each once, in order of appearance."""
    return " ".join(dict.fromkeys(reference for part in parts for reference in part.references))
