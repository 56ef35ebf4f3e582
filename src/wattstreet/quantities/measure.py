"""An interval with its unit: arithmetic in units, and how a measure is printed."""

from __future__ import annotations

import dataclasses
from typing import Any

from wattstreet.core.errors import InputError
from wattstreet.quantities import registry as units
from wattstreet.quantities.interval import Interval, exactly
from wattstreet.quantities.unit_names import units as declared

ENERGY = frozenset({("[energy]", 1)})
POWER = frozenset({("[energy]", 1), ("[time]", -1)})
POWER_PER_TIME = frozenset({("[energy]", 1), ("[time]", -2)})
LARGEST_UNIT_POWER = 6
SCALES = (("tera", 1e12), ("giga", 1e9), ("mega", 1e6), ("kilo", 1e3))
"""Multiples of watts and watt-hours that a reader is shown."""


@dataclasses.dataclass(frozen=True)
class Measure:
    """A number with its range and unit.

    Attributes:
        interval: The number, in `unit`.
        unit: A unit of the one pint registry.
    """

    interval: Interval
    unit: Any

    @property
    def dimensions(self) -> frozenset[tuple[str, float]]:
        """Dimensions with their exponents."""
        return units.dimensions(self.unit)

    @property
    def written_unit(self) -> str:
        """The unit as it is printed."""
        return units.unit_text(self.unit)

    @property
    def described(self) -> str:
        """What it is, for an error: an energy, a power, or its unit."""
        words = {
            ENERGY: "an energy",
            POWER: "a power",
            POWER_PER_TIME: "a power per time",
            frozenset(): "a pure number",
        }
        known = words.get(self.dimensions)
        return f"{known} ({text_of(self)})" if known else text_of(self)

    def in_unit(self, unit: Any) -> Measure:
        """The same in another unit of the same dimensions."""
        return Measure(self.interval * exactly(units.factor(self.unit, unit)), unit)

    def tidied(self) -> Measure:
        """The same with one unit for each dimension, and with GW × h as GWh."""
        unit = _merged(self.unit)
        found = self if unit is self.unit else self.in_unit(unit)
        if found.dimensions == ENERGY and len(units.items(unit)) > 1:
            return found.readable("watt_hour")
        if found.dimensions == POWER and not _is_rate_or_power(unit):
            return found.readable("watt")
        return found.scaled()

    def readable(self, base: str) -> Measure:
        """The same in the multiple of a unit that leaves a number between 1 and 1,000."""
        found = self.in_unit(units.registry().Unit(base))
        return found.scaled(always=True)

    def scaled(self, always: bool = False) -> Measure:
        """The same with another multiple of its watts or watt-hours, where the number is large or small."""
        known, size = units.registry(), abs(self.interval.value)
        found = [
            name
            for name, power in units.items(self.unit)
            if power == 1 and name.endswith(("watt_hour", "watt"))
        ]
        if len(found) != 1 or size == 0 or (1 <= size < 1e5 and not always):
            return self
        base = "watt_hour" if found[0].endswith("watt_hour") else "watt"
        rest = self.unit / known.Unit(found[0])
        size *= units.factor(known.Unit(found[0]), known.Unit(base))
        prefix = next((name for name, least in SCALES if size >= least), "")
        return self.in_unit(known.Unit(prefix + base) * rest)


def multiplied(one: Measure, other: Measure) -> Measure:
    """Product of two measures."""
    return Measure(one.interval * other.interval, _checked(one.unit * other.unit))


def divided(one: Measure, other: Measure) -> Measure:
    """Quotient of two measures."""
    return Measure(one.interval / other.interval, _checked(one.unit / other.unit))


def power_of(base: Measure, exponent: Measure) -> Measure:
    """A measure to a power; one with a unit only to halves of small whole numbers.

    Errors:
        InputError for an exponent that units cannot have.
    """
    raised = exponent.in_unit(units.unit_of(())).interval
    if not base.dimensions:
        pure = base.in_unit(units.unit_of(()))
        return Measure(pure.interval**raised, pure.unit)
    if not raised.is_exact or not (2 * raised.value).is_integer() or abs(raised.value) > LARGEST_UNIT_POWER:
        raise InputError(
            "a quantity with a unit cannot have this exponent",
            allowed=f"whole numbers and halves up to {LARGEST_UNIT_POWER}",
            suggestion="take the power of the number alone",
        )
    number = int(raised.value) if raised.value.is_integer() else raised.value
    return Measure(base.interval**raised, _checked(base.unit**number)).tidied()


def _checked(unit: Any) -> Any:
    """Refuse exponents that only a mistake or an attack makes."""
    if any(abs(power) > 4 * LARGEST_UNIT_POWER for _, power in units.items(unit)):
        raise InputError("the exponent of a unit is too large", suggestion="divide by the unit in between")
    return unit


def _is_rate_or_power(unit: Any) -> bool:
    """Whether a power is written as GW or as energy per time."""
    found = dict(units.items(unit))
    # nobody says TWh an hour where a power is computed
    return len(found) == 1 or (is_energy_per_time(unit) and not found.keys() & {"hour", "minute", "second"})


def is_energy_per_time(unit: Any) -> bool:
    """Whether a power is written as an energy over a time."""
    known = declared()
    found = {known[name].kind if name in known else "": power for name, power in units.items(unit)}
    return found.get("energy") == 1 and found.get("time") == -1


def _merged(unit: Any) -> Any:
    """A unit with one name for each dimension: h/day disappears."""
    known, kept = units.registry(), {}
    for name, power in units.items(unit):
        dimension = units.dimensions(known.Unit(name))
        first, total = kept.get(dimension, (name, 0))
        kept[dimension] = (first, total + power)
    made = known.Unit("")
    for name, power in kept.values():
        if power:
            made = made * known.Unit(name) ** power
    return unit if made == unit else made


def text_of(measure: Measure) -> str:
    """A measure as it is printed: 45 GWh/day, 250–300 Wh/mile, 2.5e9 queries/day."""
    interval = measure.interval
    number = number_text(interval.value)
    if not interval.is_exact:
        number = f"{number_text(interval.low)}–{number_text(interval.high)}"
    unit = units.unit_text(measure.unit, number == "1")
    return f"{number}{unit[1:]}" if unit.startswith("1/") else f"{number} {unit}".rstrip()


def number_text(value: float) -> str:
    """About six figures: 1,300, 0.34, 2.5e9."""
    written = f"{value:,.6g}"
    if value and (abs(value) >= 999_999.5 or abs(value) < 1e-3):
        mantissa, exponent = f"{value:.5e}".split("e")
        written = f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    return written.replace("-", "−")
