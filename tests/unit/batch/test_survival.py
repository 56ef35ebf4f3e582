"""V5: when a price path counts as burst."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wattstreet.batch.survival import WITHIN_MONTHS, first_bursts

pytestmark = pytest.mark.unit


def burst(*price, fall=0.4):
    return int(first_bursts(np.array(price, dtype=float), fall))


def test_a_fall_of_exactly_the_share_is_a_burst_and_less_is_none():
    assert burst(1, 5, 3) == 2
    assert burst(1, 5, 3.0001) == -1


def test_the_date_is_when_the_fall_is_complete_not_the_peak_nor_the_trough():
    assert burst(1, 2, 1.5, 1.1, 0.5, 0.4) == 3


def test_rising_and_steady_prices_do_not_burst():
    assert burst(1, 2, 3, 4) == -1
    assert burst(*[1.0] * 50) == -1


def test_the_first_of_two_bursts_counts():
    assert burst(10, 5, 20, 1) == 1


def test_the_peak_may_lie_twenty_four_months_back_and_no_longer():
    assert WITHIN_MONTHS == 24
    assert burst(*np.linspace(1.0, 0.6, 25)) == 24
    slow = np.linspace(1.0, 0.6, 26)
    assert burst(*slow) == -1


def test_the_opening_month_end_never_bursts():
    assert burst(0.1) == -1


def test_another_fall_moves_the_date():
    assert burst(1, 0.85, 0.7, 0.5, fall=0.3) == 2
    assert burst(1, 0.85, 0.7, 0.5, fall=0.1) == 1


def test_a_price_that_is_no_number_is_no_burst():
    assert burst(1, np.nan, np.nan) == -1


def test_members_are_judged_one_by_one():
    prices = np.array([[1, 0.5, 1], [1, 1, 0.5], [1, 1, 1]])
    np.testing.assert_array_equal(first_bursts(prices, 0.4), [1, 2, -1])


def by_hand(price, fall):
    for month in range(len(price)):
        if price[month] <= (1 - fall) * max(price[max(0, month - WITHIN_MONTHS) : month + 1]):
            return month
    return -1


@pytest.mark.property
@settings(max_examples=100, deadline=None)
@given(
    price=hnp.arrays(np.float64, st.integers(1, 60), elements=st.floats(0.1, 10)),
    fall=st.floats(0.1, 0.9),
    scale=st.sampled_from([0.125, 8.0]),
)
def test_it_is_the_definition_and_knows_no_unit_of_money(price, fall, scale):
    found = int(first_bursts(price, fall))
    assert found == by_hand(price, fall)
    assert int(first_bursts(price * scale, fall)) == found
