"""K7: a month's entries. Every payment has two sides, and balance sheets close without a balancing item."""

from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wattstreet.model.accounting import money_residuals
from wattstreet.model.blocks.capital.books import firm_payments, firm_receipts, remembered
from wattstreet.model.blocks.capital.month import keep_books

pytestmark = [pytest.mark.unit, pytest.mark.identity]

LAB, BUILDER, CLOUD, MAKER = range(4)
BN = 1e9
NEAR = 1e-9
"""Residuals are shares of gross flows; a month adds some forty numbers of sixteen digits."""
post = jax.jit(keep_books)
billions = st.integers(0, 1000).map(lambda tenths: tenths * 1e8)
shares = st.integers(0, 100).map(lambda percent: percent / 100)


def table(*shape, most=1000, unit=1e8):
    return hnp.arrays(np.float64, shape, elements=st.integers(0, most).map(lambda number: number * unit))


def residuals_of(before, after, flows, params):
    records: list[Any] = [SimpleNamespace(capital=record) for record in (before, after, flows)]
    found = money_residuals(*records, supplier_firm=params.supplier_firm)
    return np.asarray(jnp.stack(found))


@st.composite
def balance_sheets(draw):
    """Stocks of four firms that close, with two sides to each loan, stake and bill."""
    payable, stakes = draw(table(4, 3, most=50)), draw(table(11, 11, most=50))
    stock = {name: draw(table(4)) for name in ("cash_usd", "debt_usd", "chips_book_usd", "halls_book_usd")}
    stock["equity_book_usd"] = draw(table(4)) - 30 * BN
    receivable = payable.sum(0)
    assets = stock["cash_usd"] + stock["chips_book_usd"] + stock["halls_book_usd"] + stakes[:4].sum(1)
    assets[MAKER] += receivable[0]
    liabilities = stock["debt_usd"] + payable.sum(1) + stock["equity_book_usd"]
    return stock | {
        "payable_usd": payable,
        "receivable_usd": receivable,
        "loans_usd": stock["debt_usd"].sum(),
        "stakes_usd": stakes,
        "paid_in_usd": stakes.sum(0),
        "core_property_usd": np.zeros(4),
        "other_net_assets_usd": liabilities - assets,
    }


@st.composite
def months(draw):
    """What the other blocks may send."""
    return {
        "years": draw(st.integers(0, 13)),
        "segment_revenue_usd": draw(table(4, 3, most=50)),
        "drawn_mw": draw(table(4, 2, unit=10.0)),
        "price_usd_per_mwh": draw(table(2, most=300, unit=1.0)),
        "delivered_mw": draw(table(4, 3, unit=1.0)),
        "hall_progress_mw": draw(table(4, unit=1.0)),
        "deal_due_usd": draw(table(7, most=50)),
        "policy_rate": draw(shares) / 4,
        "price_level": draw(shares) * 4,
        "window": draw(shares),
    }


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(stocks=balance_sheets(), news=months())
def test_books_close_whatever_a_month_brings(params, state, quiet, changed, stocks, news):
    before = changed(state, **stocks)
    after, flows = post(params, before, changed(quiet, **news))
    paid = np.asarray(flows.paid_usd)
    gross = paid.sum() + 1
    np.testing.assert_allclose(paid.sum(0)[:4], firm_receipts(params, flows), rtol=0, atol=NEAR * gross)
    np.testing.assert_allclose(paid.sum(1)[:4], firm_payments(flows), rtol=0, atol=NEAR * gross)
    assert np.all(paid >= 0)
    closed = residuals_of(before, after, flows, params)
    assert np.all(closed < NEAR), closed
    for book in ("debt_usd", "payable_usd", "chips_book_usd", "halls_book_usd"):
        assert np.all(np.asarray(getattr(after, book)) >= -NEAR * gross), book
    assert np.all(np.asarray(flows.unpaid_contract_usd) >= -NEAR * gross)
    due = stocks["payable_usd"] + np.asarray(flows.chips_capex_usd)
    assert np.all(np.asarray(flows.chips_paid_usd) <= due * (1 + NEAR))


@pytest.mark.property
@settings(max_examples=20, deadline=None)
@given(stocks=balance_sheets(), news=months())
def test_trade_credit_has_two_sides(params, state, quiet, changed, stocks, news):
    after, flows = post(params, changed(state, **stocks), changed(quiet, **news))
    np.testing.assert_allclose(after.receivable_usd, after.payable_usd.sum(0), rtol=1e-9, atol=1.0)
    moved = np.asarray(after.payable_usd) - stocks["payable_usd"]
    expected = np.asarray(flows.chips_capex_usd) - np.asarray(flows.chips_paid_usd)
    np.testing.assert_allclose(moved, expected, rtol=1e-9, atol=1.0)


def test_a_quiet_month_by_hand(params, state, quiet):
    """Cloud: earns 10 of 20, owes interest on 80, writes off core, halls and chips, pays 17 % tax."""
    after, flows = post(params, state, quiet)
    interest = 80 * (0.05 + 0.05 * 80 / 230) / 12
    written = 1 + 30 * (1 - np.exp(-0.125 / 5.5)) + 20 * (1 - np.exp(-0.125 / 20))
    before_tax = 10 - written - 0.5 - interest
    tax = 0.17 * before_tax
    left = 100 + 10 - tax - 2 - interest
    repaid = 0.008 * 80
    payout = 0.25 * (left - repaid - 100)
    np.testing.assert_allclose(flows.net_income_usd[CLOUD] / BN, before_tax - tax, rtol=1e-12)
    np.testing.assert_allclose(after.cash_usd[CLOUD] / BN, left - repaid - payout, rtol=1e-12)
    np.testing.assert_allclose(after.debt_usd[CLOUD] / BN, 80 - repaid, rtol=1e-12)
    np.testing.assert_allclose(after.core_property_usd[CLOUD] / BN, 90 + 2 - 1, rtol=1e-12)
    np.testing.assert_allclose(
        after.equity_book_usd[CLOUD] / BN, 150 + before_tax - tax + 0.5 - payout, rtol=1e-12
    )
    np.testing.assert_allclose(after.cash_usd[LAB], state.cash_usd[LAB])
    assert after.defaulted.sum() == 0


def test_chips_bought_are_sold_by_a_maker_and_paid_over_its_months(params, state, quiet, changed):
    """100 MW of 30 million: 3 bn bought, 4.5 bn sold with outside buyers, who pay at once."""
    delivered = np.zeros((4, 3))
    delivered[CLOUD, 0] = 100
    plain, _ = post(params, state, quiet)
    after, flows = post(params, state, changed(quiet, delivered_mw=delivered))
    due = 3 * (1 - np.exp(-1 / 1.7))
    np.testing.assert_allclose(flows.chip_sales_usd / BN, [3, 0, 0])
    np.testing.assert_allclose(flows.outside_chip_sales_usd / BN, [1.5, 0, 0])
    np.testing.assert_allclose(flows.chips_paid_usd[CLOUD, 0] / BN, due, rtol=1e-12)
    np.testing.assert_allclose(after.payable_usd[CLOUD, 0] / BN, 3 - due, rtol=1e-12)
    np.testing.assert_allclose(after.receivable_usd / BN, [3 - due, 0, 0], rtol=1e-12)
    np.testing.assert_allclose((after.chips_book_usd - plain.chips_book_usd)[CLOUD] / BN, 3.4, rtol=1e-9)
    np.testing.assert_allclose(flows.chip_cost_usd[MAKER] / BN, 4.5 * 0.37, rtol=1e-12)
    np.testing.assert_allclose(flows.paid_usd[CLOUD, MAKER] / BN, due, rtol=1e-12)


def test_chips_of_makers_outside_are_paid_outside(params, state, quiet, changed, accounts):
    delivered = np.zeros((4, 3))
    delivered[CLOUD, 2] = 100
    _, plain = post(params, state, quiet)
    _, flows = post(params, state, changed(quiet, delivered_mw=delivered))
    out = accounts.index("outside-suppliers")
    due = 1 * (1 - np.exp(-1 / 1.7))
    grown = (flows.paid_usd - plain.paid_usd)[CLOUD, out] / BN
    np.testing.assert_allclose(grown, due + 0.4, rtol=1e-9)
    assert flows.paid_usd[CLOUD, MAKER] == 0


def test_equity_of_a_deal_is_a_stake_of_its_holder(params, state, quiet, changed, accounts):
    due = np.zeros(7)
    due[3], due[4], due[5] = 2 * BN, 1 * BN, 0.5 * BN
    after, flows = post(params, state, changed(quiet, deal_due_usd=due))
    at = accounts.index
    held = np.asarray(after.stakes_usd) / BN
    np.testing.assert_allclose(held[at("maker"), at("lab")], 2)
    np.testing.assert_allclose(held[at("maker"), at("outside-suppliers")], 0.5)
    np.testing.assert_allclose(held[at("investors"), at("builder")], 1)
    np.testing.assert_allclose(flows.equity_raised_usd / BN, [2, 1, 0, 0], rtol=1e-12)
    np.testing.assert_allclose(after.paid_in_usd, after.stakes_usd.sum(0))
    np.testing.assert_allclose(flows.deal_cash_usd, due)
    np.testing.assert_allclose((after.equity_book_usd - state.equity_book_usd)[LAB] / BN, 2, rtol=1e-9)


def test_a_loan_of_a_deal_is_debt_and_a_lender_s_claim(params, state, quiet, changed, accounts):
    due = np.zeros(7)
    due[6] = 3 * BN
    after, flows = post(params, state, changed(quiet, deal_due_usd=due))
    np.testing.assert_allclose(flows.borrowed_usd[BUILDER] / BN, 3)
    np.testing.assert_allclose(flows.paid_usd[accounts.index("lenders"), BUILDER] / BN, 3)
    np.testing.assert_allclose(after.loans_usd, after.debt_usd.sum())


def test_a_contract_that_cannot_be_paid_shrinks_for_both_sides(params, state, quiet, changed):
    """The lab has 2 bn and owes 8 under contract, the window is shut: a quarter is paid, a default."""
    due = np.zeros(7)
    due[0] = 8 * BN
    short = changed(
        state,
        cash_usd=[2 * BN, 2 * BN, 100 * BN, 50 * BN],
        other_net_assets_usd=[6 * BN, 1 * BN, -10 * BN, -5 * BN],
    )
    after, flows = post(params, short, changed(quiet, deal_due_usd=due, window=0.0))
    np.testing.assert_allclose(flows.contract_cost_usd[LAB] / BN, 2)
    np.testing.assert_allclose(flows.contract_revenue_usd[CLOUD] / BN, 2)
    np.testing.assert_allclose(flows.unpaid_contract_usd[LAB] / BN, 6)
    np.testing.assert_allclose(flows.deal_cash_usd[0] / BN, 2)
    np.testing.assert_allclose(after.cash_usd[LAB], 0, atol=1e-3)
    np.testing.assert_array_equal(after.defaulted, [1, 0, 0, 0])


def test_unpaid_interest_is_added_to_debt_and_is_a_default(params, state, quiet, changed):
    short = changed(
        state,
        cash_usd=[10 * BN, 0, 100 * BN, 50 * BN],
        other_net_assets_usd=[-2 * BN, 3 * BN, -10 * BN, -5 * BN],
    )
    after, flows = post(params, short, changed(quiet, window=0.0))
    interest = 5 * (0.08 + 0.05 * 5 / 6) / 12
    np.testing.assert_allclose(flows.interest_capitalised_usd[BUILDER] / BN, interest, rtol=1e-12)
    np.testing.assert_allclose(after.debt_usd[BUILDER] / BN, 5 + interest, rtol=1e-12)
    np.testing.assert_allclose(after.loans_usd, after.debt_usd.sum(), rtol=1e-14)
    np.testing.assert_array_equal(after.defaulted, [0, 1, 0, 0])
    assert np.all(residuals_of(short, after, flows, params) < NEAR)


def test_outlays_that_cannot_wait_are_drawn_on_credit_lines(params, state, quiet, changed):
    """The builder has 1 bn and builds halls for 4 with markets shut: it draws what is missing."""
    short = changed(
        state,
        cash_usd=[10 * BN, 1 * BN, 100 * BN, 50 * BN],
        other_net_assets_usd=[-2 * BN, 2 * BN, -10 * BN, -5 * BN],
    )
    halls = 4 * BN / params.hall_cost_per_mw
    after, flows = post(params, short, changed(quiet, hall_progress_mw=[0, halls, 0, 0], window=0.0))
    assert float(after.cash_usd[BUILDER]) == pytest.approx(0.0, abs=1e-3)
    assert float(flows.borrowed_usd[BUILDER]) > 0
    assert float(flows.interest_usd[BUILDER]) == 0
    assert np.all(residuals_of(short, after, flows, params) < NEAR)


def test_means_are_remembered_at_a_yearly_rate():
    mean = jnp.asarray(12.0)
    for _ in range(5):
        mean = remembered(mean, jnp.asarray(3.0), jnp.asarray(4.0))
    np.testing.assert_allclose(36 - mean, 24 * 0.75**5, rtol=1e-12)


@pytest.mark.parametrize(
    ("book", "broken"),
    [
        ("cash_usd", {0, 2, 3}),
        ("sector_cash_usd", {1, 2}),
        ("equity_book_usd", {3}),
        ("debt_usd", {3, 4}),
        ("loans_usd", {4}),
        ("receivable_usd", {3, 5}),
        ("payable_usd", {3, 5}),
        ("stakes_usd", {3, 6}),
        ("paid_in_usd", {6}),
    ],
)
def test_a_planted_error_breaks_the_identities_it_touches(params, state, quiet, changed, book, broken):
    """A hundred million slipped into one book, with bills and stakes for it to be seen in."""
    delivered, due = np.zeros((4, 3)), np.zeros(7)
    delivered[CLOUD, 0], due[3] = 100, 2 * BN
    after, flows = post(params, state, changed(quiet, delivered_mw=delivered, deal_due_usd=due))
    amount = np.zeros(np.shape(getattr(after, book)))
    amount.flat[0] = 1e8
    found = residuals_of(state, after.replace(**{book: getattr(after, book) + amount}), flows, params)
    assert set(np.flatnonzero(found > NEAR)) == broken
