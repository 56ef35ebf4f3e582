"""Intervals: ends by hand, and what is refused."""

from __future__ import annotations

import math

import pytest

from wattstreet.core.errors import InputError
from wattstreet.quantities.interval import Interval, between, exactly

pytestmark = pytest.mark.unit

A, B = Interval(2.0, 1.0, 3.0), Interval(10.0, 8.0, 16.0)
ACROSS = Interval(1.0, -2.0, 3.0)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (A + B, (12.0, 9.0, 19.0)),
        (B - A, (8.0, 5.0, 15.0)),
        (A * B, (20.0, 8.0, 48.0)),
        (B / A, (5.0, 8.0 / 3.0, 16.0)),
        (ACROSS * B, (10.0, -32.0, 48.0)),
        (-A, (-2.0, -3.0, -1.0)),
        (A ** exactly(2.0), (4.0, 1.0, 9.0)),
        (ACROSS ** exactly(2.0), (1.0, 0.0, 9.0)),
        (ACROSS ** exactly(3.0), (1.0, -8.0, 27.0)),
        (A ** exactly(-1.0), (0.5, 1.0 / 3.0, 1.0)),
        (A ** Interval(1.0, -1.0, 2.0), (2.0, 1.0 / 3.0, 9.0)),
        (A ** exactly(0.0), (1.0, 1.0, 1.0)),
        (A.rising(math.log), (math.log(2), 0.0, math.log(3))),
        (between(exactly(20.0), exactly(30.0)), (25.0, 20.0, 30.0)),
    ],
)
def test_ends_are_the_extremes(found: Interval, expected: tuple[float, float, float]) -> None:
    assert (found.value, found.low, found.high) == pytest.approx(expected, rel=1e-15)


def test_an_input_that_stands_twice_varies_twice() -> None:
    """Documented: too wide, never too narrow."""
    assert (A - A).ends == (-2.0, 2.0)


@pytest.mark.parametrize(
    ("compute", "says"),
    [
        (lambda: A / exactly(0.0), "division by zero"),
        (lambda: A / ACROSS, "a range that contains zero"),
        (lambda: ACROSS ** exactly(-2.0), "contains zero"),
        (lambda: ACROSS ** exactly(0.5), "negative number"),
        (lambda: ACROSS**A, "base above zero"),
        (lambda: A ** exactly(1e6), "exponent is too large"),
        (lambda: exactly(1e300) * exactly(1e300), "too large"),
        (lambda: exactly(1e300) ** exactly(2.0), "too large"),
        (lambda: exactly(math.inf), "too large"),
        (lambda: exactly(math.nan), "too large"),
        (lambda: between(exactly(3.0), exactly(2.0)), "lower end"),
        (lambda: ACROSS.rising(math.log), "not defined"),
        (lambda: exactly(1e4).rising(math.exp), "not defined"),
    ],
)
def test_what_has_no_answer_is_refused(compute, says: str) -> None:
    with pytest.raises(InputError, match=says):
        compute()
