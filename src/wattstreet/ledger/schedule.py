"""A deal's schedule → dollars per month: flat, ramp, or dated amounts that add up to its value."""

from __future__ import annotations

import math
import re

from wattstreet.core.units import BILLION
from wattstreet.ledger.rows import Row

MONTH = r"\d{4}-(?:0[1-9]|1[0-2])"
_SEGMENT = re.compile(rf"({MONTH})(?:\.\.({MONTH}))?=(\d+(?:\.\d+)?)")
SHAPES = "flat, ramp, or 2025-04=10;2027-01..2031-12=300 in USD billion"


def read_month(row: Row, column: str) -> str:
    """The cell as `YYYY-MM`; a full date is cut to its month, a blank stays blank."""
    text = row.text(column)
    if text and not re.fullmatch(rf"{MONTH}(-\d\d)?", text):
        raise row.refusal(f"{column} is not a month", column, allowed="a month such as 2025-11")
    return text[:7]


def months_between(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, both included; empty when `last` is earlier."""
    return [month_name(number) for number in range(month_number(first), month_number(last) + 1)]


def month_number(month: str) -> int:
    """Months since year 0, so that months can be subtracted."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month_name(number: int) -> str:
    """Inverse of `month_number`."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def payments(row: Row, value: float | None, start: str, end: str) -> dict[str, float]:
    """USD by month of a deal worth `value` USD billion; empty when no amount is known or no cash moves.

    Errors:
        InputError for an unreadable schedule, months outside start..end, or a sum that is not the value.
    """
    schedule = row.text("schedule")
    if start and end and end < start:
        raise row.refusal("the deal ends before it starts", "end", allowed=f"{start} or later")
    if value is None or not schedule:
        return _nothing(row, schedule)
    if schedule in ("flat", "ramp"):
        return _shaped(row, schedule, value, start, end)
    return _dated(row, schedule, value, start, end)


def _nothing(row: Row, schedule: str) -> dict[str, float]:
    if schedule:
        raise row.refusal("a schedule without a value", "schedule", suggestion="give the sum as value")
    return {}


def _shaped(row: Row, shape: str, value: float, start: str, end: str) -> dict[str, float]:
    for column, month in (("start", start), ("end", end)):
        if not month:
            raise row.refusal(
                f"a {shape} schedule needs a {column}", column, allowed="a month such as 2025-11"
            )
    months = months_between(start, end)
    weights = [1.0 if shape == "flat" else number + 1.0 for number in range(len(months))]
    unit = value * BILLION / math.fsum(weights)
    return {month: weight * unit for month, weight in zip(months, weights, strict=True)}


def _dated(row: Row, schedule: str, value: float, start: str, end: str) -> dict[str, float]:
    paid: dict[str, float] = {}
    for first, last, amount in _segments(row, schedule):
        months = months_between(first, last)
        for month in months:
            paid[month] = paid.get(month, 0.0) + amount * BILLION / len(months)
    _check_span(row, paid, start, end)
    total = math.fsum(paid.values()) / BILLION
    if not math.isclose(total, value, rel_tol=1e-6, abs_tol=1e-9):
        raise row.refusal(f"the schedule adds up to {total:g}", "schedule", allowed=f"a sum of {value:g}")
    return dict(sorted(paid.items()))


def _segments(row: Row, schedule: str) -> list[tuple[str, str, float]]:
    found = []
    for part in schedule.split(";"):
        match = _SEGMENT.fullmatch(part.strip())
        if match is None or (match[2] and match[2] < match[1]):
            raise row.refusal(f"unreadable schedule at {part.strip()!r}", "schedule", allowed=SHAPES)
        found.append((match[1], match[2] or match[1], float(match[3])))
    return found


def _check_span(row: Row, paid: dict[str, float], start: str, end: str) -> None:
    outside = [month for month in paid if (start and month < start) or (end and month > end)]
    if outside:
        raise row.refusal(
            f"the schedule pays in {outside[0]}, outside the deal", "schedule", allowed=f"{start}..{end}"
        )
