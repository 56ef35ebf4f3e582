"""Why a quantity is not what it is called: a power named as an energy, an energy named as a power."""

from __future__ import annotations

from wattstreet.core.errors import unknown
from wattstreet.core.units import HOURS_PER_MONTH, HOURS_PER_YEAR
from wattstreet.quantities import registry as units
from wattstreet.quantities.interval import exactly
from wattstreet.quantities.measure import ENERGY, POWER, POWER_PER_TIME, Measure, is_energy_per_time, text_of
from wattstreet.quantities.quantity import Quantity, quantity
from wattstreet.words.numbers import SCALES
from wattstreet.words.say import Number, Sayable, Words, say

ASKED = ("energy", "power", "either")
ENERGY_SIZES = ("TWh", "GWh", "MWh")
POWER_SIZES = ("GW", "MW")
HOURS = {"hour": 1.0, "day": 24.0, "week": 168.0, "month": HOURS_PER_MONTH, "year": HOURS_PER_YEAR}
"""Hours in each time that a power may be divided by."""
TIMES = {
    "hour": say("hour"),
    "day": say("day"),
    "week": say("week"),
    "month": say("month"),
    "year": say("year"),
}


def refuse_reason(expression: str | Quantity, asked: str = "energy") -> Words | None:
    """Why an expression is not an energy; `None` where it is one, or an energy per time.

    Args:
        expression: What was written, such as `45 GW per day`.
        asked: What the words around it ask for: `energy` (which may be per time), `power` (which may be
            written as energy per time), or `either`.
    Errors:
        InputError for an expression that cannot be read, and for another word asked.
    """
    if asked not in ASKED:
        raise unknown("kind of quantity", str(asked), ASKED, key="asked")
    found = quantity(expression) if isinstance(expression, str) else expression
    measure, dimensions = found.measure, found.measure.dimensions
    if dimensions == POWER_PER_TIME:
        return _power_per_time(measure)
    if dimensions == POWER and asked == "energy" and not is_energy_per_time(measure.unit):
        return say(
            "{quantity} is a power, not an energy: it says how fast energy flows. "
            "In a day it comes to {day}.",
            quantity=text_of(measure),
            day=energy_number(in_base(measure) * 24),
        )
    if dimensions == ENERGY and asked == "power":
        return say(
            "{quantity} is an amount of energy, not a power: it does not say in what time. "
            "In a day it is {day} on average, in a year {year}.",
            quantity=text_of(measure),
            day=power_number(in_base(measure) / 24),
            year=power_number(in_base(measure) / HOURS["year"]),
        )
    if dimensions not in (ENERGY, POWER):
        return say("{quantity} is neither an energy nor a power.", quantity=text_of(measure))
    return None


def _power_per_time(measure: Measure) -> Words:
    """Why 45 GW a day is no energy, and what was meant instead."""
    known = units.registry()
    names = units.items(measure.unit)
    time = next((name for name, power in names if power == -1 and name in HOURS), "day")
    as_power = measure.interval.value * units.factor(measure.unit, known.watt / known.Unit(time))
    return say(
        "{unit} is already a rate: {power} is {energy} every {time}. Per {time} it would be an acceleration, "
        "a power that grows by {power} every {time}. "
        "If an energy is meant, {energy_meant} is {average} on average.",
        unit=_power_unit(names),
        power=power_number(as_power),
        energy=energy_number(as_power * HOURS[time]),
        time=TIMES[time],
        energy_meant=say("{energy} per {time}", energy=energy_number(as_power), time=TIMES[time]),
        average=power_number(as_power / HOURS[time]),
    )


def _power_unit(names: list[tuple[str, float]]) -> str:
    """The unit of power that was written."""
    known = units.registry()
    found = next((name for name, _ in names if units.dimensions(known.Unit(name)) == POWER), "watt")
    return units.unit_text(known.Unit(found))


def in_base(measure: Measure) -> float:
    """Best figure in Wh, or in W."""
    known = units.registry()
    base = known.watt_hour if measure.dimensions == ENERGY else known.watt
    return measure.interval.value * units.factor(measure.unit, base)


def energy_number(watt_hours: float) -> Sayable:
    """An energy in the size a reader can take in."""
    return _sized(watt_hours, ENERGY_SIZES, "watt_hour")


def power_number(watts: float) -> Sayable:
    """A power in the size a reader can take in."""
    return _sized(watts, POWER_SIZES, "watt")


def _sized(amount: float, sizes: tuple[str, ...], base: str) -> Sayable:
    """In the largest unit that leaves one or more; below a thousandth of the smallest in letters all read."""
    for unit in sizes:
        if abs(amount) >= SCALES[unit][1]:
            return Number(amount / SCALES[unit][1], unit, figures(amount / SCALES[unit][1]))
    small = Measure(exactly(float(f"{amount:.3g}")), units.registry().Unit(base))
    return text_of(small.scaled(always=True))


def figures(value: float) -> int:
    """Digits after the point that leave three figures, and none that only say nothing."""
    most = max(0, 2 - int(f"{abs(value):.2e}".split("e")[1]))
    written = f"{float(f'{value:.3g}'):.{most}f}"
    return len(written.rstrip("0").partition(".")[2]) if "." in written else 0
