"""A number with its range, and arithmetic that keeps both.

What is computed is interval arithmetic: the ends of a result are the least and the greatest value that any
choice of the inputs inside their ranges can give. Each input is taken as independent of the others. Sums,
products, quotients and powers are monotone in each input (an even power on either side of zero), so their
extremes lie at corners of the ranges or at that zero, and the ends are exact when every input stands once. An
input that stands twice varies twice: the range is then too wide, never too narrow. The value in the middle is
computed from the values alone. Ends are rounded as floating point rounds (relative error about 1e-16 a step),
not outwards.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable

from wattstreet.core.errors import InputError

LARGEST_EXPONENT = 1000.0
"""Growth over a thousand years is the longest anyone means; beyond it powers only exhaust a machine."""


@dataclasses.dataclass(frozen=True)
class Interval:
    """A number that lies between two others.

    Attributes:
        value: Best figure.
        low: Lower end, at most the value.
        high: Upper end, at least the value.
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        ends = (self.low, self.value, self.high)
        if not all(math.isfinite(one) for one in ends):
            raise InputError("the number is too large", allowed="numbers up to about 1e308")
        if not self.low <= self.value <= self.high:
            raise InputError(
                "the lower end of a range stands above its upper end",
                value=f"{self.low:g} to {self.high:g}",
                suggestion="write the smaller number first; for a difference put blanks around the minus",
            )

    @property
    def is_exact(self) -> bool:
        """Whether the range has no width."""
        return self.low == self.high

    @property
    def ends(self) -> tuple[float, float]:
        """Lower and upper end."""
        return self.low, self.high

    def __neg__(self) -> Interval:
        return Interval(-self.value, -self.high, -self.low)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.value + other.value, self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        return _hull(self.value * other.value, [a * b for a in self.ends for b in other.ends])

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0.0 <= other.high:
            zero = "division by zero" if other.is_exact else "division by a range that contains zero"
            raise InputError(zero, suggestion="a divisor and its whole range must lie on one side of zero")
        return _hull(self.value / other.value, [a / b for a in self.ends for b in other.ends])

    def __pow__(self, exponent: Interval) -> Interval:
        if max(abs(end) for end in exponent.ends) > LARGEST_EXPONENT:
            raise InputError(
                "the exponent is too large",
                allowed=f"exponents from −{LARGEST_EXPONENT:g} to {LARGEST_EXPONENT:g}",
                suggestion="write the number itself, such as 1e9",
            )
        if not exponent.is_exact:
            return self._to_a_range(exponent)
        power = exponent.value
        if power < 0:
            return Interval(1.0, 1.0, 1.0) / self**-exponent
        if power != int(power) and self.low < 0:
            raise InputError("a root or fractional power of a negative number")
        ends = [_power(end, power) for end in self.ends]
        if power > 0 and power % 2 == 0 and self.low < 0.0 < self.high:
            ends.append(0.0)
        return _hull(_power(self.value, power), ends)

    def _to_a_range(self, exponent: Interval) -> Interval:
        if self.low <= 0:
            raise InputError("a range as exponent needs a base above zero")
        corners = [_power(a, b) for a in self.ends for b in exponent.ends]
        return _hull(_power(self.value, exponent.value), corners)

    def rising(self, function: Callable[[float], float]) -> Interval:
        """A function that rises throughout, such as a logarithm.

        Errors:
            InputError where the function is not defined or its result too large.
        """
        try:
            value, low, high = (function(one) for one in (self.value, self.low, self.high))
        except (ValueError, OverflowError):
            raise InputError("the function is not defined for this number", value=f"{self.low:g}") from None
        return Interval(value, low, high)


def exactly(value: float) -> Interval:
    """A number without width."""
    return Interval(value, value, value)


def between(low: Interval, high: Interval) -> Interval:
    """From the lower end of one to the upper end of another, with the middle as its value."""
    if low.low > high.high:
        return Interval(low.value, low.low, high.high)  # says what is wrong
    return Interval(min(max((low.value + high.value) / 2, low.low), high.high), low.low, high.high)


def _hull(value: float, corners: list[float]) -> Interval:
    """From the least to the greatest corner; the value is inside but for rounding."""
    ends = list(itertools.chain(corners, [value]))
    if not all(math.isfinite(one) for one in ends):
        raise InputError("the number is too large", allowed="numbers up to about 1e308")
    return Interval(value, min(ends), max(ends))


def _power(base: float, power: float) -> float:
    try:
        return base**power
    except OverflowError:
        return math.inf
