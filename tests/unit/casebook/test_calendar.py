"""Months as words and as positions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wattstreet.casebook.calendar import LAST_MONTH, check_until, months_between, position

pytestmark = pytest.mark.unit


def test_positions_count_months():
    assert position("2023-01") == 2023 * 12
    assert position("2023-12") - position("2023-01") == 11
    assert position("2024-01") - position("2023-12") == 1


def test_months_between_hold_both_ends():
    assert months_between("2023-11", "2024-02") == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert months_between("2023-11", "2023-11") == ["2023-11"]
    assert len(months_between("2023-01", LAST_MONTH)) == 156


@pytest.mark.property
@given(year=st.integers(1000, 9990), month=st.integers(1, 12), count=st.integers(0, 30))
def test_months_are_named_as_they_are_counted(year, month, count):
    start = f"{year:04d}-{month:02d}"
    at = position(start) + count
    until = f"{at // 12:04d}-{at % 12 + 1:02d}"
    found = months_between(start, until)
    assert [position(name) - position(start) for name in found] == list(range(count + 1))
    assert found == sorted(found)


@pytest.mark.parametrize("until", ["2023-01", "2030-06", LAST_MONTH])
def test_a_run_may_end_within_the_world_s_months(until):
    assert check_until(until, "2023-01") == until


@pytest.mark.parametrize(
    "until", ["2022-12", "2036-01", "2030-13", "2030-1", "2030", "2030-06-01", "2030-06\n", ""]
)
def test_any_other_end_is_refused(refusal, until):
    found = refusal(check_until, until, "2023-01")
    assert (found.key, found.value, found.allowed) == ("until", until, "2023-01 to 2035-12")
