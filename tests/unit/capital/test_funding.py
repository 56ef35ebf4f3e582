"""K4: the waterfall, firm by firm, in small numbers."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wattstreet.model.blocks.capital.funding import covered, is_outside_funded, raise_and_pay, rents_as_lab

pytestmark = pytest.mark.unit

LAB, BUILDER, CLOUD, MAKER = range(4)
fund = jax.jit(raise_and_pay)
usd = hnp.arrays(np.float64, 4, elements=st.integers(0, 2000).map(lambda tenths: tenths / 10))
net = hnp.arrays(np.float64, 4, elements=st.integers(-1000, 1000).map(lambda tenths: tenths / 10))
windows = st.integers(0, 100).map(lambda percent: percent / 100)


@pytest.fixture(scope="module")
def small(params, changed):
    """The four firms with opening cash of ten, two, a hundred and fifty."""
    return changed(params, opening_cash=[10, 2, 100, 50])


@pytest.fixture(scope="module")
def waterfall(small, state, changed):
    """Raise and pay with nothing due but what is named: by firm as `{firm: amount}`, or a whole array."""

    def run(cash, debt=(0, 0, 0, 0), contracts=None, window=1.0, appetite=(0, 0, 0, 0), **due):
        names = ("before_bills", "bills", "fixed_outlays", "interest", "chips_due")
        named = {name: jnp.asarray([due.get(name, {}).get(firm, 0.0) for firm in range(4)]) for name in names}
        return fund(
            small,
            changed(state, cash_usd=cash, debt_usd=debt),
            contract_revenue_share=jnp.zeros((4, 4))
            if contracts is None
            else jnp.asarray(contracts, dtype=float),
            appetite=jnp.asarray(appetite, dtype=float),
            window=jnp.asarray(window, dtype=float),
            **named,
        )

    return run


CASH = (10, 2, 100, 50)


def test_who_is_who(params):
    np.testing.assert_array_equal(is_outside_funded(params), [1, 1, 0, 0])
    np.testing.assert_array_equal(rents_as_lab(params), [1, 0, 0, 0])


def test_covered_is_what_means_allow():
    found = covered(jnp.array([5.0, 5, 5, 0]), jnp.array([9.0, 3, -2, 4]))
    np.testing.assert_array_equal(found, [5, 3, 0, 0])


def test_a_lab_raises_nine_months_of_what_it_burns(waterfall):
    """It has 10, earns 2, owes 5: burn 3, wants 27 after bills, has 7."""
    found = waterfall(CASH, appetite=(50, 0, 0, 0), before_bills={LAB: 2}, bills={LAB: 5})
    np.testing.assert_allclose(found.equity_raised_usd, [20, 0, 0, 0])
    assert found.bills_paid_share[LAB] == 1
    np.testing.assert_array_equal(found.borrowed_usd, [0, 0, 0, 0])
    np.testing.assert_array_equal(found.payout_usd, [0, 0, 0, 0])


def test_a_lab_raises_no_more_than_outsiders_offer(waterfall):
    found = waterfall(CASH, appetite=(15, 0, 0, 0), before_bills={LAB: 2}, bills={LAB: 5})
    np.testing.assert_allclose(found.equity_raised_usd[LAB], 15)


def test_a_lab_that_earns_its_bills_raises_nothing(waterfall):
    found = waterfall(CASH, appetite=(50, 0, 0, 0), before_bills={LAB: 6}, bills={LAB: 5})
    np.testing.assert_array_equal(found.equity_raised_usd, [0, 0, 0, 0])


def test_contracts_shrink_when_means_are_short(waterfall):
    """A lab with 3 pays three fifths of 5; its host receives 3 and falls one short of its interest."""
    contracts = np.zeros((4, 4))
    contracts[LAB, CLOUD] = 5
    found = waterfall(
        (1, 2, 50, 50), contracts=contracts, before_bills={LAB: 2}, bills={LAB: 5}, interest={CLOUD: 4}
    )
    np.testing.assert_allclose(found.bills_paid_share, [0.6, 1, 1, 1])
    np.testing.assert_allclose(found.borrowed_usd, [0, 0, 1, 0])
    np.testing.assert_allclose(found.interest_paid_usd[CLOUD], 4)


def test_a_lab_without_means_pays_nothing(waterfall):
    found = waterfall((0, 2, 100, 50), before_bills={LAB: -4}, bills={LAB: 5})
    assert found.bills_paid_share[LAB] == 0


def test_a_builder_raises_its_shortfall_three_tenths_of_it_as_equity(waterfall):
    """Floor 1, interest 1, chips 10, against 2 of cash and 3 earned: 7 short."""
    found = waterfall(
        CASH,
        appetite=(0, 20, 0, 0),
        before_bills={BUILDER: 3},
        interest={BUILDER: 1},
        chips_due={BUILDER: 10},
    )
    np.testing.assert_allclose(found.equity_raised_usd, [0, 2.1, 0, 0])
    np.testing.assert_allclose(found.borrowed_usd, [0, 4.9, 0, 0])
    np.testing.assert_allclose(found.chips_paid_share, [1, 1, 1, 1])


def test_chips_are_paid_late_when_money_runs_out(waterfall):
    """Outsiders give 3: of 8, one pays the interest and seven go to chips of ten."""
    found = waterfall(
        CASH, appetite=(0, 3, 0, 0), before_bills={BUILDER: 3}, interest={BUILDER: 1}, chips_due={BUILDER: 10}
    )
    np.testing.assert_allclose([found.equity_raised_usd[BUILDER], found.borrowed_usd[BUILDER]], [0.9, 2.1])
    np.testing.assert_allclose(found.interest_paid_usd[BUILDER], 1)
    np.testing.assert_allclose(found.chips_paid_share[BUILDER], 0.7)


def test_interest_is_left_unpaid_when_money_runs_out(waterfall):
    found = waterfall((10, 1, 100, 50), interest={BUILDER: 4}, chips_due={BUILDER: 2})
    np.testing.assert_allclose(found.interest_paid_usd[BUILDER], 1)
    assert found.chips_paid_share[BUILDER] == 0


@pytest.mark.parametrize(("window", "borrowed"), [(1.0, 35), (0.4, 14), (0.0, 0)])
def test_a_cloud_borrows_to_its_floor_while_the_window_is_open(waterfall, window, borrowed):
    """100 less 30 lost and 40 laid out leave 30; floor 50, interest 5 and chips 10 make it 35 short."""
    found = waterfall(
        CASH,
        window=window,
        before_bills={CLOUD: -30},
        fixed_outlays={CLOUD: 40},
        interest={CLOUD: 5},
        chips_due={CLOUD: 10},
    )
    np.testing.assert_allclose(found.borrowed_usd, [0, 0, borrowed, 0])
    np.testing.assert_allclose([found.interest_paid_usd[CLOUD], found.chips_paid_share[CLOUD]], [5, 1])
    np.testing.assert_array_equal(found.payout_usd, [0, 0, 0, 0])


def test_riches_repay_debt_then_reach_shareholders(waterfall):
    """200 against a target of 100: 8 of 1000 repaid, a quarter of the other 92 paid out."""
    found = waterfall((10, 2, 200, 50), debt=(0, 0, 1000, 0))
    np.testing.assert_allclose(found.repaid_usd, [0, 0, 8, 0])
    np.testing.assert_allclose(found.payout_usd, [0, 0, 23, 0])


def test_debt_is_repaid_from_cash_above_the_target_alone(waterfall):
    found = waterfall((10, 2, 103, 40), debt=(0, 0, 1000, 1000))
    np.testing.assert_allclose(found.repaid_usd, [0, 0, 3, 0])
    np.testing.assert_array_equal(found.payout_usd, [0, 0, 0, 0])


def test_firms_on_outside_money_pay_no_shareholders(waterfall):
    found = waterfall((90, 90, 100, 50))
    np.testing.assert_array_equal(found.payout_usd, [0, 0, 0, 0])


def test_nothing_due_is_paid_in_full(waterfall):
    found = waterfall(CASH)
    np.testing.assert_array_equal(found.bills_paid_share, np.ones(4))
    np.testing.assert_array_equal(found.chips_paid_share, np.ones(4))
    for paid in (found.equity_raised_usd, found.borrowed_usd, found.interest_paid_usd, found.repaid_usd):
        np.testing.assert_array_equal(paid, np.zeros(4))


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(
    cash=usd,
    debt=usd,
    income=net,
    bills=usd,
    outlays=usd,
    interest=usd,
    chips=usd,
    appetite=usd,
    window=windows,
)
def test_nobody_pays_more_than_is_due_or_raises_more_than_is_offered(
    small, state, changed, cash, debt, income, bills, outlays, interest, chips, appetite, window
):
    rented = bills[:, None] * np.array([[0, 0.25, 0.75, 0], [0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    found = fund(
        small,
        changed(state, cash_usd=cash, debt_usd=debt),
        before_bills=income,
        bills=bills,
        contract_revenue_share=rented,
        fixed_outlays=outlays,
        interest=interest,
        chips_due=chips,
        appetite=appetite,
        window=jnp.asarray(window, dtype=float),
    )
    equity, borrowed = np.asarray(found.equity_raised_usd), np.asarray(found.borrowed_usd)
    bills_share, chips_share = np.asarray(found.bills_paid_share), np.asarray(found.chips_paid_share)
    interest_paid, repaid = np.asarray(found.interest_paid_usd), np.asarray(found.repaid_usd)
    near = 1e-9  # USD, in cases of hundreds
    for share in (bills_share, chips_share):
        assert np.all((share >= 0) & (share <= 1))
    assert np.all((interest_paid >= 0) & (interest_paid <= interest))
    assert np.all((repaid >= 0) & (repaid <= 0.008 * debt + near))
    assert np.all((equity + borrowed)[:2] <= appetite[:2] + near)
    assert borrowed[LAB] == equity[CLOUD] == equity[MAKER] == 0
    np.testing.assert_allclose(equity[BUILDER], 0.3 * (equity + borrowed)[BUILDER], rtol=1e-12)
    received = (rented * bills_share[:, None]).sum(0)
    before_debt = cash + income + equity + borrowed + received - bills_share * bills - outlays
    left = before_debt - interest_paid - chips_share * chips - repaid - np.asarray(found.payout_usd)
    assert np.all(left >= np.minimum(before_debt, 0) - near)
    if window == 1:
        owed = before_debt - interest - chips
        assert np.all(owed[2:] >= 0.5 * np.array([100, 50]) - near)
        np.testing.assert_allclose(interest_paid[2:], interest[2:], atol=near)


@pytest.mark.property
@settings(max_examples=30, deadline=None)
@given(cash=usd, income=net, bills=usd, interest=usd, chips=usd)
def test_a_shut_window_lets_no_outside_money_in(waterfall, cash, income, bills, interest, chips):
    found = waterfall(
        cash,
        window=0.0,
        before_bills=dict(enumerate(income)),
        bills=dict(enumerate(bills)),
        interest=dict(enumerate(interest)),
        chips_due=dict(enumerate(chips)),
    )
    np.testing.assert_array_equal(found.equity_raised_usd + found.borrowed_usd, np.zeros(4))
