"""`quantity("45 GWh/day")`: a number with its unit, its range, and the arithmetic that made it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from wattstreet.core.errors import InputError
from wattstreet.quantities import registry as units
from wattstreet.quantities.evaluate import Evaluation
from wattstreet.quantities.expression import parse
from wattstreet.quantities.interval import Interval, exactly
from wattstreet.quantities.measure import Measure, divided, multiplied, power_of, text_of
from wattstreet.quantities.tree import Literal


@dataclasses.dataclass(frozen=True)
class Quantity:
    """A quantity in the project's one pint registry, with its range.

    Attributes:
        expression: What it was read from.
        measure: Number, range and unit.
        steps: The arithmetic in units, a line each; empty for a quantity that was written down.
    """

    expression: str
    measure: Measure
    steps: tuple[str, ...] = ()

    @property
    def interval(self) -> Interval:
        """Best figure, lower and upper end, in `units`."""
        return self.measure.interval

    @property
    def magnitude(self) -> float:
        """Best figure, in `units`."""
        return self.measure.interval.value

    @property
    def units(self) -> Any:
        """The pint unit."""
        return self.measure.unit

    @property
    def dimensionality(self) -> Any:
        """Dimensions, as pint has them: `[energy] / [time]`."""
        return self.units.dimensionality

    @property
    def pint(self) -> Any:
        """The best figure as a pint quantity."""
        return units.registry().Quantity(self.magnitude, self.units)

    @property
    def low(self) -> Any:
        """Lower end as a pint quantity."""
        return units.registry().Quantity(self.interval.low, self.units)

    @property
    def high(self) -> Any:
        """Upper end as a pint quantity."""
        return units.registry().Quantity(self.interval.high, self.units)

    def to(self, unit: str) -> Quantity:
        """The same in another unit, written as in an expression: `GW`, `GWh/day`, `USD_2023`.

        Errors:
            InputError for a unit of something else, with what the quantity is.
        """
        target = _unit_written(unit)
        if units.dimensions(target) != self.measure.dimensions:
            raise InputError(
                f"{self.measure.described} cannot be written in {unit}",
                key="unit",
                value=self.expression,
                allowed=f"units of the same kind as {self.measure.written_unit or 'a pure number'}",
                suggestion=_hint(self.measure, target),
            )
        return dataclasses.replace(self, measure=self.measure.in_unit(target))

    def m_as(self, unit: str) -> float:
        """The best figure in another unit."""
        return self.to(unit).magnitude

    def check(self, unit: str) -> bool:
        """Whether it has the dimensions of a unit."""
        return units.dimensions(_unit_written(unit)) == self.measure.dimensions

    def __add__(self, other: Quantity) -> Quantity:
        same = self._same(other)
        return self._made("+", other, Measure(self.interval + same, self.units))

    def __sub__(self, other: Quantity) -> Quantity:
        same = self._same(other)
        return self._made("−", other, Measure(self.interval - same, self.units))

    def __mul__(self, other: Quantity | float) -> Quantity:
        return self._made("×", other, multiplied(self.measure, _measure(other)).tidied())

    __rmul__ = __mul__

    def __truediv__(self, other: Quantity | float) -> Quantity:
        return self._made("÷", other, divided(self.measure, _measure(other)).tidied())

    def __pow__(self, exponent: float) -> Quantity:
        return self._made("^", exponent, power_of(self.measure, _measure(exponent)))

    def __neg__(self) -> Quantity:
        return dataclasses.replace(self, measure=Measure(-self.interval, self.units))

    def __float__(self) -> float:
        return self._pure()

    def _pure(self) -> float:
        """The best figure of a pure number.

        Errors:
            InputError for a quantity with a unit.
        """
        if self.measure.dimensions:
            raise InputError(
                "a quantity with a unit is no plain number", value=str(self), suggestion=".m_as(unit)"
            )
        return self.measure.in_unit(units.unit_of(())).interval.value

    def __str__(self) -> str:
        return text_of(self.measure)

    def _same(self, other: Quantity) -> Interval:
        if other.measure.dimensions != self.measure.dimensions:
            raise InputError(
                f"{self.measure.described} and {other.measure.described} do not add up",
                value=other.expression,
            )
        return other.measure.in_unit(self.units).interval

    def _made(self, sign: str, other: Quantity | float, found: Measure) -> Quantity:
        theirs = other.steps if isinstance(other, Quantity) else ()
        step = f"{text_of(self.measure)} {sign} {text_of(_measure(other))} = {text_of(found)}"
        expression = (
            f"({self.expression}) {sign} ({other.expression if isinstance(other, Quantity) else other})"
        )
        return Quantity(expression, found, (*self.steps, *theirs, step))


def quantity(
    expression: str, *, traditional: bool | None = None, names: Mapping[str, Quantity] | None = None
) -> Quantity:
    """The quantity of an expression: `45 GWh/day`, `20 to 30 GW`, `1e9 queries/day × 18 Wh`, `10万亿度`.

    Args:
        expression: Numbers, units and + − × ÷ ^ ( ), in English or Chinese.
        names: Quantities that the expression may use, as `{name}`.
        traditional: Whether it is Traditional Chinese, where 兆 can be 10¹²; judged from the text if `None`.
    Errors:
        InputError for what cannot be read or does not fit in its units: where, and what to write instead.
    """
    if isinstance(expression, Quantity):
        return expression
    tree = parse(expression, traditional)
    work = Evaluation(expression, {name: one.measure for name, one in (names or {}).items()})
    found = work.of(tree)
    return Quantity(expression, found, tuple(work.steps))


def _measure(other: Quantity | float) -> Measure:
    return other.measure if isinstance(other, Quantity) else Measure(exactly(float(other)), units.unit_of(()))


def _unit_written(text: str) -> Any:
    """The pint unit of a text without a number.

    Errors:
        InputError for anything but a unit.
    """
    tree = parse(text)
    if not (isinstance(tree, Literal) and tree.number == tree.size == 1 and tree.units):
        raise InputError(
            "not a unit", key="unit", value=text[:60], suggestion="write GW, GWh/day or USD_2023"
        )
    return Evaluation(text).of(tree).unit


def _hint(measure: Measure, target: Any) -> str | None:
    """What is left over, where the unit asked for leaves out what is counted."""
    extra = measure.dimensions - units.dimensions(target)
    if len(extra) == 1 and len(measure.dimensions) == len(units.dimensions(target)) + 1:
        ((name, power),) = extra
        what = name.strip("[]")
        return (
            f"{what} is left over: divide by it, such as 18 Wh/{what}" if power > 0 else f"it is per {what}"
        )
    return None
