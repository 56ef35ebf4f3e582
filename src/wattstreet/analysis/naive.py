"""Two rules that know nothing of the model: the last value stays, or last year's growth goes on."""

from __future__ import annotations

from collections.abc import Sequence

from wattstreet.casebook.calendar import position
from wattstreet.core.errors import InputError

History = Sequence[tuple[str, float]]
"""Month and value, oldest first."""

LAST_VALUE, LAST_GROWTH = "last value", "growth of the last four quarters"


def keep_last(history: History) -> float:
    """The last value."""
    return history[-1][1]


def grow_on(history: History, month: str) -> float:
    """The last value, grown on at the pace of the twelve months before it.

    Args:
        history: Month and value, oldest first; one of them a year before the last.
        month: Month asked for, after the last.
    Errors:
        InputError if no value is known for the month a year before the last.
    """
    (last, value), values = history[-1], dict(history)
    earlier = [known for known in values if position(known) == position(last) - 12]
    if not earlier:
        raise InputError("no value is known a year before the last", key=last)
    return value * (value / values[earlier[0]]) ** ((position(month) - position(last)) / 12)
