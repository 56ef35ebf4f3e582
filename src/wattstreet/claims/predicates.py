"""Predicates of a claim: true, false, or left open by what the facts leave open."""

from __future__ import annotations

from wattstreet.claims.figures import Days
from wattstreet.quantities.interval import Interval

ROUNDING = 1e-12
"""Share by which a conversion of units may differ from what was written."""
Answer = bool | None
"""`None` where the best figure says no and another inside the range of the facts says yes."""


def about(claimed: Interval, found: Interval, tolerance: float) -> Answer:
    """Whether both are the same within a share of what is found; a claimed range may hold the figure."""
    tolerance = max(tolerance, ROUNDING)
    width = tolerance * max(abs(found.value), abs(found.low), abs(found.high))
    if (
        claimed.low - tolerance * abs(found.value)
        <= found.value
        <= claimed.high + tolerance * abs(found.value)
    ):
        return True
    if claimed.low <= found.high + width and claimed.high >= found.low - width:
        return None
    return False


def at_least(claimed: Interval, found: Interval, tolerance: float) -> Answer:
    """Whether what is found reaches what is claimed, within a share of it."""
    least = claimed.value - max(tolerance, ROUNDING) * abs(claimed.value)
    if found.value >= least:
        return True
    return None if found.high >= least else False


def at_most(claimed: Interval, found: Interval, tolerance: float) -> Answer:
    """Whether what is found stays below what is claimed, within a share of it."""
    return at_least(-claimed, -found, tolerance)


def during(claimed: Days, found: Days) -> Answer:
    """Whether it was in that time; open where only part of it was."""
    if claimed.first <= found.first and found.last <= claimed.last:
        return True
    return None if found.first <= claimed.last and claimed.first <= found.last else False


def before(claimed: Days, found: Days) -> Answer:
    """Whether it was over before that time began; open where both overlap."""
    if found.last < claimed.first:
        return True
    return None if found.first < claimed.first else False


def after(claimed: Days, found: Days) -> Answer:
    """Whether it began after that time was over; open where both overlap."""
    if found.first > claimed.last:
        return True
    return None if found.last > claimed.last else False


AMOUNTS = {"about": about, "at least": at_least, "at most": at_most}
DATES = {"during": during, "before": before, "after": after}
