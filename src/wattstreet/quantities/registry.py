"""The one pint registry of the project, made when it is first asked for (about a third of a second).

It holds what `unit_names` declares and nothing else. Energy is a dimension of its own here, and so is each
thing that is counted; money has a dimension for each currency, and another for each year it is counted in.
"""

from __future__ import annotations

import functools
import re
from datetime import date
from typing import Any

from wattstreet.core.errors import InputError
from wattstreet.ledger.exchange import UNITS_PER_USD, usd_per_unit
from wattstreet.quantities.tree import Units
from wattstreet.quantities.unit_names import UnitName, units


@functools.cache
def registry() -> Any:
    """The pint registry: every declared unit, and no other."""
    import pint

    # without a file: an empty registry, so that pint's own names are unknown
    empty: Any = None
    made: Any = pint.UnitRegistry(empty, on_redefinition="raise")
    for one in units().values():
        if one.definition:
            symbol = (
                one.symbol if re.fullmatch(r"[A-Za-z]\w*", one.symbol) and one.symbol != one.name else "_"
            )
            made.define(f"{one.name} = {one.definition} = {symbol}")
    return made


def unit_of(found: Units) -> Any:
    """A pint unit from declared units with their exponents."""
    made = registry().Unit("")
    for one, exponent in found:
        if one.name != "counted":
            made = made * _single(one) ** exponent
    return made


@functools.cache
def _single(one: UnitName) -> Any:
    known = registry()
    if one.kind == "money" and "_" in one.name:
        _declare_money(one.name)
    return known.Unit(one.name)


@functools.cache
def _declare_money(name: str) -> None:
    """Money of a year: dollars of 2023 are no dollars of 2025; other currencies go by the year's rate.

    Errors:
        InputError for a year outside the table of rates.
    Source:
        ledger/exchange.py: annual averages.
    """
    currency, year = name.split("_")
    if currency == "USD":
        registry().define(f"{name} = [money_{year}]")
        return
    rates = UNITS_PER_USD[currency]
    if int(year) not in rates:
        raise InputError(
            f"no exchange rate for {currency} in {year}",
            allowed=f"{min(rates)} to {max(rates)}",
            suggestion=f"write {currency} without a year, which is not converted",
        )
    _single(UnitName(f"USD_{year}", "", f"USD_{year}", "money"))
    dollars = usd_per_unit(currency, date(int(year), 1, 1), date(int(year), 12, 31))
    registry().define(f"{name} = {dollars!r} * USD_{year}")


def items(unit: Any) -> list[tuple[str, float]]:
    """Names of a unit with their exponents, in the order they were declared."""
    order = {name: place for place, name in enumerate(units())}
    found = registry().Quantity(1, unit).unit_items()
    return sorted(
        ((name, power) for name, power in found), key=lambda one: (order.get(one[0], len(order)), one[0])
    )


@functools.lru_cache(maxsize=1024)
def dimensions(unit: Any) -> frozenset[tuple[str, float]]:
    """Dimensions of a unit with their exponents: `[energy]`, `[time]`, `[query]`, `[money_2023]`, …"""
    return frozenset((name, power) for name, power in unit.dimensionality.items() if power)


@functools.lru_cache(maxsize=1024)
def factor(source: Any, target: Any) -> float:
    """What one of a unit is in another of the same dimensions."""
    return float(registry().convert(1.0, source, target))


def unit_text(unit: Any, is_one: bool = False) -> str:
    """A unit as it is printed: GWh/day, Wh/query, USD, 2 days, 1 day; empty for a pure number."""
    known = units()
    above, below = [], []
    for name, power in items(unit):
        one = known.get(name)
        many, single = (one.plural or one.symbol, one.symbol) if one else (name, name)
        size = "" if abs(power) == 1 else f"^{abs(power):g}"
        (above if power > 0 else below).append((many if power > 0 and not is_one else single) + size)
    top = "·".join(above)
    return "/".join([top or "1", *below]) if below else top
