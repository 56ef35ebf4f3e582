"""The tree of an expression: what it says, before anything is computed."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import TypeAlias

from wattstreet.quantities.unit_names import UnitName

Units: TypeAlias = tuple[tuple[UnitName, int], ...]
"""Units with their exponents."""


@dataclasses.dataclass(frozen=True)
class Literal:
    """A number with its size and unit: 2.5, 10⁹, queries/day."""

    number: Fraction
    size: Fraction
    units: Units
    at: int
    is_percent: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether nothing stands behind the number."""
        return self.size == 1 and not self.units


@dataclasses.dataclass(frozen=True)
class Sum:
    """Terms with their signs."""

    terms: tuple[tuple[str, Node], ...]
    at: int


@dataclasses.dataclass(frozen=True)
class Product:
    """Factors and divisors, in the order written."""

    factors: tuple[tuple[str, Node], ...]
    at: int


@dataclasses.dataclass(frozen=True)
class Power:
    """A base and its exponent."""

    base: Node
    exponent: Node
    at: int


@dataclasses.dataclass(frozen=True)
class Negative:
    """The same with its sign turned."""

    inner: Node
    at: int


@dataclasses.dataclass(frozen=True)
class Span:
    """From one quantity to another."""

    low: Node
    high: Node
    at: int


@dataclasses.dataclass(frozen=True)
class Spread:
    """A quantity, and how far it may err to either side."""

    middle: Node
    half: Node
    at: int


@dataclasses.dataclass(frozen=True)
class Call:
    """A function of the short list."""

    name: str
    inner: Node
    at: int


@dataclasses.dataclass(frozen=True)
class Named:
    """A quantity that stands elsewhere under a name: `{cars}`."""

    name: str
    at: int


Node: TypeAlias = Named | Literal | Sum | Product | Power | Negative | Span | Spread | Call


def multiplied(mine: Units, others: Units) -> Units:
    """Units with others behind them; the same unit is written once."""
    found = dict(mine)
    for unit, exponent in others:
        found[unit] = found.get(unit, 0) + exponent
    return tuple((unit, exponent) for unit, exponent in found.items() if exponent)


def inverse(units: Units) -> Units:
    """One over the units."""
    return tuple((unit, -exponent) for unit, exponent in units)


def shared(mine: Node, other: Node, *, back: bool = False, spread: bool = False) -> Node:
    """The unit of the other end of a range, where only one end carries it: 20 to 30 GW, $20–30 bn."""
    if isinstance(mine, Negative):
        return dataclasses.replace(mine, inner=shared(mine.inner, other, back=back, spread=spread))
    if isinstance(other, Negative):
        other = other.inner
    if not (isinstance(mine, Literal) and isinstance(other, Literal)):
        return mine
    if spread and other.is_percent:
        return mine
    if mine.is_bare:
        return dataclasses.replace(mine, size=other.size, units=other.units, is_percent=other.is_percent)
    if back and not mine.units and other.units:
        return dataclasses.replace(mine, units=other.units)
    if not back and mine.size == 1 and mine.units and not other.units and other.size != 1:
        return dataclasses.replace(mine, size=other.size)
    return mine
