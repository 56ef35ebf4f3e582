"""A tree computed in units: every step is kept, so that the arithmetic can be printed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from wattstreet.core.errors import InputError, unknown
from wattstreet.quantities import registry as units
from wattstreet.quantities.faults import fault
from wattstreet.quantities.interval import Interval, between, exactly
from wattstreet.quantities.measure import Measure, divided, multiplied, power_of, text_of
from wattstreet.quantities.tree import Call, Literal, Named, Negative, Node, Power, Product, Span, Spread, Sum


class Evaluation:
    """Computes one expression.

    Args:
        text: The expression, for errors.
        names: Quantities that stand elsewhere, by the name that braces hold.

    Attributes:
        steps: Each operation in units, such as `18 Wh × 2 = 36 Wh`.
    """

    def __init__(self, text: str, names: Mapping[str, Measure] | None = None) -> None:
        self.text, self.names, self.steps = text, names or {}, list[str]()

    def of(self, node: Node) -> Measure:
        """The value of a node.

        Errors:
            InputError where units do not fit, for division by zero and for numbers beyond floating point.
        """
        match node:
            case Named():
                return self._named(node)
            case Literal():
                return self._literal(node)
            case Sum():
                return self._sum(node)
            case Product():
                return self._product(node)
            case Power():
                return self._power(node)
            case Negative():
                inner = self.of(node.inner)
                return Measure(-inner.interval, inner.unit)
            case Span():
                return self._span(node)
            case Spread():
                return self._spread(node)
            case Call():
                return self._call(node)

    @contextmanager
    def _at(self, at: int, what: str | None = None) -> Iterator[None]:
        """Says where in the expression an operation failed."""
        try:
            yield
        except InputError as error:
            problem = f"{error.problem}: {what}" if what else error.problem
            allowed = None if error.allowed is None else str(error.allowed)
            raise fault(problem, self.text, at, error.suggestion, allowed) from None

    def _named(self, node: Named) -> Measure:
        if node.name not in self.names:
            with self._at(node.at):
                raise unknown("name", node.name, self.names)
        return self.names[node.name]

    def _literal(self, node: Literal) -> Measure:
        with self._at(node.at):
            try:
                value = float(node.number * node.size)
            except OverflowError:
                value = math.inf
            return Measure(exactly(value), units.unit_of(node.units))

    def _sum(self, node: Sum) -> Measure:
        (_, first), *others = node.terms
        found = self.of(first)
        shown = text_of(found)
        for sign, term in others:
            other = self.of(term)
            shown += f" {'−' if sign == '-' else '+'} {text_of(other)}"
            same = self._in_unit(other, found, term.at)
            with self._at(term.at):
                interval = found.interval - same if sign == "-" else found.interval + same
                found = Measure(interval, found.unit)
        self._step(shown, found)
        return found

    def _in_unit(self, other: Measure, found: Measure, there: int) -> Interval:
        """The other measure in the unit of the first."""
        if units.dimensions(other.unit) != units.dimensions(found.unit):
            raise self._mismatch(found, other, there)
        with self._at(there):
            return other.interval * exactly(units.factor(other.unit, found.unit))

    def _mismatch(self, found: Measure, other: Measure, at: int) -> InputError:
        mine, theirs = (units.dimensions(one.unit) for one in (found, other))
        names = [{name for name, _ in one} for one in (mine, theirs)]
        if all(any(name.startswith("[money") for name in one) for one in names):
            return fault(
                f"dollars of different years or currencies: {found.written_unit} and {other.written_unit}",
                self.text,
                at,
                f"say what one is in the other, such as × 1.05 {found.written_unit}/{other.written_unit}",
            )
        if not mine or not theirs:
            hint = "a share has to be of something: write 5 GW × (1 + 10 %)"
        elif {mine, theirs} == {units.dimensions(one) for one in energy_and_power()}:
            hint = "power is energy per time: multiply the power by a time, such as 45 GW × 24 h"
        else:
            hint = "only quantities of one kind can be added or compared"
        return fault(f"{found.described} and {other.described} do not add up", self.text, at, hint)

    def _product(self, node: Product) -> Measure:
        found = self.of(node.factors[0][1])
        shown = text_of(found)
        for sign, factor in node.factors[1:]:
            other = self.of(factor)
            shown += f" {'÷' if sign == '/' else '×'} {text_of(other)}"
            with self._at(factor.at):
                found = divided(found, other) if sign == "/" else multiplied(found, other)
        with self._at(node.at):
            found = found.tidied()
        self._step(shown, found)
        return found

    def _power(self, node: Power) -> Measure:
        base, exponent = self.of(node.base), self.of(node.exponent)
        if units.dimensions(exponent.unit):
            raise fault("an exponent is a pure number", self.text, node.exponent.at, "leave out its unit")
        with self._at(node.exponent.at):
            found = power_of(base, exponent)
        self._step(f"({text_of(base)})^{text_of(exponent)}", found)
        return found

    def _span(self, node: Span) -> Measure:
        low, high = self.of(node.low), self.of(node.high)
        same = self._in_unit(high, low, node.high.at)
        with self._at(node.at):
            return Measure(between(low.interval, same), low.unit)

    def _spread(self, node: Spread) -> Measure:
        middle, half = self.of(node.middle), self.of(node.half)
        in_points = isinstance(node.middle, Literal) and node.middle.is_percent
        with self._at(node.half.at):
            if isinstance(node.half, Literal) and node.half.is_percent and not in_points:
                width = abs(middle.interval.value) * half.interval.value
            else:
                width = self._in_unit(half, middle, node.half.at).value
            low, value, high = (
                middle.interval.low - width,
                middle.interval.value,
                middle.interval.high + width,
            )
            return Measure(Interval(value, low, high), middle.unit)

    def _call(self, node: Call) -> Measure:
        inner = self.of(node.inner)
        if node.name == "sqrt":
            with self._at(node.at):
                return power_of(inner, Measure(exactly(0.5), units.unit_of(())))
        if units.dimensions(inner.unit):
            raise fault(
                f"{node.name} takes a pure number", self.text, node.inner.at, "divide by its unit first"
            )
        functions: dict[str, Callable[[float], float]] = {
            "ln": math.log,
            "log10": math.log10,
            "exp": math.exp,
        }
        with self._at(node.at):
            pure = inner.in_unit(units.unit_of(()))
            found = Measure(pure.interval.rising(functions[node.name]), pure.unit)
        self._step(f"{node.name}({text_of(inner)})", found)
        return found

    def _step(self, shown: str, found: Measure) -> None:
        self.steps.append(f"{shown} = {text_of(found)}")


def energy_and_power() -> tuple[Any, Any]:
    """The units of energy and of power."""
    known = units.registry()
    return known.Unit("watt_hour"), known.Unit("watt")
