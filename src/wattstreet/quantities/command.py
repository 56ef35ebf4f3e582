"""`wattstreet energy EXPRESSION`: what it comes to as energy, as average power, and as things one knows."""

from __future__ import annotations

import dataclasses
from typing import Any

from wattstreet.core.errors import InputError
from wattstreet.core.units import HOURS_PER_YEAR
from wattstreet.energy import equivalents
from wattstreet.energy.equivalents import ASSUMPTIONS, Equivalent, Range
from wattstreet.quantities import registry as units
from wattstreet.quantities.answer_table import Row, table_text
from wattstreet.quantities.interval import exactly
from wattstreet.quantities.measure import ENERGY, POWER, Measure, is_energy_per_time, text_of
from wattstreet.quantities.quantity import Quantity, quantity
from wattstreet.quantities.refuse import energy_number, figures, power_number, refuse_reason
from wattstreet.quantities.unit_names import UnitName
from wattstreet.quantities.unit_names import units as declared
from wattstreet.words.say import Number, Words, say
from wattstreet.words.speak import speak

HOURS_PER_DAY = 24.0
SMALL_WH = 1e6
"""Below a megawatt-hour a reactor needs seconds: a car is the better picture."""
LEAST_COUNT = 0.01
"""Smaller counts of things say nothing."""
KINDS = ("energy", "power", "energy_per_time")
COUNTED = {
    "query": say("query"),
    "prompt": say("prompt"),
    "request": say("request"),
    "token": say("token"),
    "home": say("home"),
    "person": say("person"),
    "user": say("user"),
    "car": say("car"),
    "reactor": say("reactor"),
    "chip": say("chip"),
    "server": say("server"),
}
"""Counted things that a sentence names; the others are named by their sign."""


@dataclasses.dataclass(frozen=True)
class EnergyAnswer:
    """What an expression comes to.

    Attributes:
        quantity: The expression as read, in energy or power; what was counted has cancelled.
        kind: Key of `KINDS`.
        words: The answer, a sentence each.
        rows: The table under it.
    """

    quantity: Quantity
    kind: str
    words: tuple[Words, ...]
    rows: tuple[Row, ...]

    def text(self, language: str = "en") -> str:
        """The answer, the arithmetic, the table and its assumptions, in a language."""
        lines = [speak(one, language) for one in self.words]
        lines += ["", *(f"  {step}" for step in self.quantity.steps)] if self.quantity.steps else []
        return "\n".join([*lines, "", table_text(self.rows, language)])

    def record(self) -> dict[str, Any]:
        """The answer for machines: numbers in the units named."""
        interval, used = (
            self.quantity.interval,
            dict.fromkeys(key for row in self.rows for key in row.assumptions),
        )
        return {
            "expression": self.quantity.expression,
            "kind": self.kind,
            "quantity": {
                "value": interval.value,
                "low": interval.low,
                "high": interval.high,
                "unit": units.unit_text(self.quantity.units),
            },
            "says": [speak(one) for one in self.words],
            "steps": list(self.quantity.steps),
            "rows": [row.record() for row in self.rows],
            "assumptions": {key: dataclasses.asdict(ASSUMPTIONS[key]) for key in used},
        }


def energy_answer(expression: str) -> EnergyAnswer:
    """What an expression comes to as energy, average power, reactors, homes and cars.

    Args:
        expression: Such as `45 GWh/day` or `2.5e9 queries/day × 18 Wh`, in English or Chinese.
    Errors:
        InputError for an expression that cannot be read, and for one that is neither an energy nor a power:
        why, and what to write instead.
    """
    read = quantity(expression)
    found, counted = _without_count(read)
    _check(found)
    watts_or_hours = _range(found.measure)
    kind = _kind(found.measure)
    words = (
        _energy_words(found, watts_or_hours)
        if kind == "energy"
        else _power_words(found, watts_or_hours, kind)
    )
    if counted is not None:
        words = (*words, counted)
    rows = _energy_rows(watts_or_hours) if kind == "energy" else _power_rows(watts_or_hours)
    told = tuple(row for row in rows if row.unit != "1" or row.value >= LEAST_COUNT)
    return EnergyAnswer(found, kind, words, told)


def _check(found: Quantity) -> None:
    """Refuse what is neither energy nor power, and what is negative."""
    reason = refuse_reason(found, asked="either")
    if reason is not None:
        raise InputError(
            speak(reason), key="expression", value=found.expression[:60], suggestion=_suggestion(found)
        )
    if found.interval.low < 0:
        raise InputError(
            f"{text_of(found.measure)} is negative: nothing uses less than no energy",
            key="expression",
            value=found.expression[:60],
            suggestion="turn the sign, or the order of a difference",
        )


def _suggestion(found: Quantity) -> str:
    """What to write instead."""
    measure = found.measure
    above = {name for name, power in measure.dimensions if power > 0}
    below = [one for one, power in _counts(measure) if power < 0]
    if "[energy]" in above and ("[time]", -2) in measure.dimensions:
        return f"write {text_of(measure).replace('W', 'Wh', 1)}"
    if "[energy]" in above and below:
        return f"multiply it by what is counted, such as 1e9 {below[0].plural or below[0].symbol}/day"
    if "[reactor]" in above:
        return "say what one makes, such as 2 reactors × 1 GW/reactor"
    return "write an energy or a power, such as 45 GWh/day, 1300 MWh or 1.9 GW"


def _counts(measure: Measure) -> list[tuple[UnitName, float]]:
    """The counted things in a unit, with their exponents."""
    known = declared()
    named = [(known[name], power) for name, power in units.items(measure.unit) if name in known]
    return [(one, power) for one, power in named if one.kind == "count"]


def _without_count(read: Quantity) -> tuple[Quantity, Words | None]:
    """2.5e9 queries/day × 18 Wh means 18 Wh per query: one count too many cancels, and the answer says so."""
    counts = _counts(read.measure)
    if len(counts) != 1 or counts[0][1] != 1:
        return read, None
    one = counts[0][0]
    unit = read.units / units.registry().Unit(one.name)
    if units.dimensions(unit) not in (ENERGY, POWER):
        return read, None
    found = Measure(read.interval, unit).tidied()
    step = f"{text_of(read.measure)} ÷ {one.plural} = {text_of(found)}"
    counted = COUNTED.get(one.name, one.symbol)
    if _kind(found) == "power":
        said = say("The power was read as power per {counted}: what is counted cancels.", counted=counted)
    else:
        said = say("The energy was read as energy per {counted}: what is counted cancels.", counted=counted)
    return Quantity(read.expression, found, (*read.steps, step)), said


def _kind(measure: Measure) -> str:
    if measure.dimensions == ENERGY:
        return "energy"
    return "energy_per_time" if is_energy_per_time(measure.unit) else "power"


def _range(measure: Measure) -> Range:
    """Best figure, low and high in W or Wh."""
    known = units.registry()
    base = known.watt_hour if measure.dimensions == ENERGY else known.watt
    found = measure.interval * exactly(units.factor(measure.unit, base))
    return found.value, found.low, found.high


def _times(amount: Range, factor: float) -> Range:
    return amount[0] * factor, amount[1] * factor, amount[2] * factor


def _power_words(found: Quantity, watts: Range, kind: str) -> tuple[Words, ...]:
    per_day, power = energy_number(watts[0] * HOURS_PER_DAY), power_number(watts[0])
    shown = text_of(found.measure.scaled())
    if kind == "power":
        first = say("{quantity} is a power: it comes to {energy} in a day.", quantity=shown, energy=per_day)
    elif shown.endswith("Wh/day"):
        first = say("{quantity} is an energy per time: {power} on average.", quantity=shown, power=power)
    else:
        first = say(
            "{quantity} is an energy per time: {energy} a day, or {power} on average.",
            quantity=shown,
            energy=per_day,
            power=power,
        )
    return first, _reactor_words(equivalents.reactors(watts))


def _reactor_words(count: Equivalent) -> Words:
    """About two reactors, or what share of one."""
    each = power_number(ASSUMPTIONS["reactor"].value * equivalents.W_PER_GW)
    low, high = _plain(count.low, 2), _plain(count.high, 2)
    if count.value < 0.75:
        share = dataclasses.replace(_plain(count.value * 100, 2), unit="%")
        return say(
            "That is {share} of the output of a large reactor, taken as {each} on average.",
            share=share,
            each=each,
        )
    if round(count.value) == 1:
        return say(
            "That is about one large reactor ({low} to {high}), taken as {each} on average.",
            low=low,
            high=high,
            each=each,
        )
    return say(
        "That is about {count} large reactors ({low} to {high}), each taken as {each} on average.",
        count=_plain(float(f"{count.value:.2g}") if count.value >= 10 else round(count.value)),
        low=low,
        high=high,
        each=each,
    )


def _energy_words(found: Quantity, watt_hours: Range) -> tuple[Words, ...]:
    day, year = (power_number(watt_hours[0] / hours) for hours in (HOURS_PER_DAY, HOURS_PER_YEAR))
    first = say(
        "{quantity} is an amount of energy: used up in a day it is {day} on average, in a year {year}.",
        quantity=text_of(found.measure.scaled()),
        day=day,
        year=year,
    )
    hours = equivalents.reactor_hours(watt_hours).value
    each = power_number(ASSUMPTIONS["reactor"].value * equivalents.W_PER_GW)
    if watt_hours[0] < SMALL_WH:
        per_mile = ASSUMPTIONS["car-mile"]
        return first, say(
            "An electric car drives {miles} miles on it, at {each} Wh a mile.",
            miles=_plain(equivalents.car_miles(watt_hours).value),
            each=_plain(per_mile.value),
        )
    if hours >= HOURS_PER_YEAR:
        years = _plain(hours / HOURS_PER_YEAR)
        return first, say(
            "A large reactor of {each} on average makes it in {years} years.", each=each, years=years
        )
    if hours >= 2 * HOURS_PER_DAY:
        days = _plain(hours / HOURS_PER_DAY)
        return first, say(
            "A large reactor of {each} on average makes it in {days} days.", each=each, days=days
        )
    return first, say(
        "A large reactor of {each} on average makes it in {hours} hours.", each=each, hours=_plain(hours)
    )


def _plain(value: float, significant: int = 3) -> Number:
    """A number of so many figures."""
    rounded = float(f"{value:.{significant}g}")
    return Number(rounded, "1", figures(rounded))


def _power_rows(watts: Range) -> tuple[Row, ...]:
    return (
        Row.of(say("energy a day"), _times(watts, HOURS_PER_DAY), "Wh"),
        Row.of(say("energy a year"), _times(watts, HOURS_PER_YEAR), "Wh"),
        Row.of(say("average power"), watts, "W"),
        Row.like(say("large reactors"), equivalents.reactors(watts)),
        Row.like(say("homes in the United States"), equivalents.homes(watts, "us")),
        Row.like(say("homes in China"), equivalents.homes(watts, "cn")),
        Row.like(say("electric cars, driven as Americans drive"), equivalents.cars(watts)),
    )


def _energy_rows(watt_hours: Range) -> tuple[Row, ...]:
    for_a_year = _times(watt_hours, 1 / HOURS_PER_YEAR)
    return (
        Row.of(say("energy"), watt_hours, "Wh"),
        Row.of(say("average power, used up in a day"), _times(watt_hours, 1 / HOURS_PER_DAY), "W"),
        Row.of(say("average power, used up in a year"), for_a_year, "W"),
        Row.like(say("hours of a large reactor"), equivalents.reactor_hours(watt_hours)),
        Row.like(say("homes in the United States, for a year"), equivalents.homes(for_a_year, "us")),
        Row.like(say("homes in China, for a year"), equivalents.homes(for_a_year, "cn")),
        Row.like(say("miles of an electric car"), equivalents.car_miles(watt_hours)),
        Row.like(say("electric cars, for a year"), equivalents.cars(for_a_year)),
    )
