"""Months as words and as positions."""

from __future__ import annotations

import re

from wattstreet.core.errors import InputError

LAST_MONTH = "2035-12"
FIRST_VINTAGE = 2020
VINTAGES = 2 * (2036 - FIRST_VINTAGE)


def position(month: str) -> int:
    """Months since year zero."""
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def months_between(start: str, until: str) -> list[str]:
    """Months from the first to the last, both included."""
    return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(position(start), position(until) + 1)]


def check_until(until: str, start: str) -> str:
    """The last month of a run, refused when it is no month or lies outside the world's span."""
    allowed = f"{start} to {LAST_MONTH}"
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", until):
        raise InputError("a month is written YYYY-MM", key="until", value=until, allowed=allowed)
    if not start <= until <= LAST_MONTH:
        raise InputError(
            "the run would end outside the world's months", key="until", value=until, allowed=allowed
        )
    return until
