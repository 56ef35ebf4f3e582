"""Reactors, homes and cars: energy as things a reader can picture, each through a declared assumption.

Nothing here is a unit conversion. A reactor, a home and a car differ from each other, so every equivalent
has an interval, and the assumption behind it is printed with it.
"""

from __future__ import annotations

import dataclasses
import math

from wattstreet.core.errors import InputError
from wattstreet.core.units import HOURS_PER_YEAR

WH_PER_KWH = 1e3
W_PER_GW = 1e9


@dataclasses.dataclass(frozen=True)
class Assumption:
    """A number that stands behind an equivalent.

    Attributes:
        name: What is assumed, in English.
        value: Best figure, in `unit`.
        low: Lower end of what is plausible.
        high: Upper end of what is plausible.
        unit: Unit of the three numbers.
        source: Where they were read, or how they follow from what was.
        date: Day, month or year of the source.
        grade: A to D, as for facts.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    date: str
    grade: str


ASSUMPTIONS: dict[str, Assumption] = {
    "reactor": Assumption(
        "average output of a large reactor",
        1.0,
        0.9,
        1.6,
        "GW",
        "large reactors are built for 1.0 to 1.6 GW (recalled); the 94 of the United States made 790 TWh "
        "in 2020, 0.96 GW each: EIA, Our World in Data",
        "2020-12-28",
        "D",
    ),
    "home-us": Assumption(
        "electricity of an average home in the United States",
        10_715.0,
        6_446.0,
        14_407.0,
        "kWh/year",
        "EIA, how much electricity an American home uses: 2020; lowest and highest state",
        "2021-10-07",
        "A",
    ),
    "home-cn": Assumption(
        "electricity of an average home in China",
        3_000.0,
        2_500.0,
        3_500.0,
        "kWh/year",
        "residential use of 1,494 TWh in 2024 over 494 million households, both recalled",
        "2025-01-20",
        "D",
    ),
    "car-mile": Assumption(
        "electricity of an electric car",
        275.0,
        250.0,
        300.0,
        "Wh/mile",
        "EPA ratings of 250 to 260 Wh a mile for a Tesla Model 3, up to 300 Wh for larger cars; "
        "Tesla Motors Club quoting fueleconomy.gov",
        "2025",
        "B",
    ),
    "car-year": Assumption(
        "distance an American drives",
        13_476.0,
        10_500.0,
        17_500.0,
        "mile/year",
        "Federal Highway Administration, read at second hand; the range covers most states",
        "2022",
        "B",
    ),
}
"""Every assumption by name. None is a fact of the ledger: no block of the model reads them."""


@dataclasses.dataclass(frozen=True)
class Equivalent:
    """How many of a thing, and the assumptions that say so.

    Attributes:
        value: Best count.
        low: Fewest.
        high: Most.
        assumptions: Keys of `ASSUMPTIONS`.
    """

    value: float
    low: float
    high: float
    assumptions: tuple[str, ...]


Range = tuple[float, float, float]
"""Best figure, lower and upper end."""


def reactors(watts: Range) -> Equivalent:
    """Large reactors whose average output is this power.

    Args:
        watts: Average power, best, low and high. W
    Errors:
        InputError for a number that is negative or not finite.
    Source:
        assumption:reactor
    """
    return _divided(watts, W_PER_GW, "reactor")


def homes(watts: Range, country: str = "us") -> Equivalent:
    """Average homes that use as much electricity.

    Args:
        watts: Average power. W
        country: `us` or `cn`.
    Errors:
        InputError for another country, and for a number that is negative or not finite.
    Source:
        assumption:home-us, assumption:home-cn
    """
    if f"home-{country}" not in ASSUMPTIONS:
        raise InputError("no home is declared for this country", value=country, allowed="us, cn")
    return _divided(watts, WH_PER_KWH / HOURS_PER_YEAR, f"home-{country}")


def car_miles(watt_hours: Range) -> Equivalent:
    """Miles an electric car drives on this energy.

    Args:
        watt_hours: Energy, best, low and high. Wh
    Errors:
        InputError for a number that is negative or not finite.
    Source:
        assumption:car-mile
    """
    return _divided(watt_hours, 1.0, "car-mile")


def cars(watts: Range) -> Equivalent:
    """Electric cars that use as much, driven as far as an American drives.

    Args:
        watts: Average power. W
    Errors:
        InputError for a number that is negative or not finite.
    Source:
        assumption:car-mile, assumption:car-year
    """
    best, low, high = watts
    year = (best * HOURS_PER_YEAR, low * HOURS_PER_YEAR, high * HOURS_PER_YEAR)
    return _divided(year, 1.0, "car-mile", "car-year")


def reactor_hours(watt_hours: Range) -> Equivalent:
    """Hours one large reactor needs for this energy.

    Args:
        watt_hours: Energy. Wh
    Errors:
        InputError for a number that is negative or not finite.
    Source:
        assumption:reactor
    """
    return _divided(watt_hours, W_PER_GW, "reactor")


def _divided(amount: Range, factor: float, *keys: str) -> Equivalent:
    """The amount over what one thing takes; the ends pair the least with the hungriest thing."""
    best, low, high = amount
    if not all(math.isfinite(one) and one >= 0 for one in amount):
        raise InputError(
            "only an energy or power that is not negative has an equivalent", value=best, allowed="0 or more"
        )
    value, most, least = factor, factor, factor
    for key in keys:
        one = ASSUMPTIONS[key]
        value, most, least = value * one.value, most * one.high, least * one.low
    return Equivalent(best / value, low / most, high / least, keys)
