"""K1, K3: core business, costs, interest, depreciation, tax, budgets."""

import jax.numpy as jnp
import numpy as np
import pytest

from wattstreet.model.blocks.capital.core_business import core_income, core_investment, grown
from wattstreet.model.blocks.capital.income import (
    chip_cost,
    depreciation,
    income_tax,
    interest_due,
    power_bill,
    service_cost,
)
from wattstreet.model.blocks.capital.spending import hall_spending, outside_money, set_budget

pytestmark = pytest.mark.unit

BN = 1e9
START, OPEN, SHUT = jnp.asarray(0.0), jnp.asarray(1.0), jnp.asarray(0.0)
NO_LIFT = jnp.asarray(0.0)


def test_core_business_stands_at_its_opening_in_the_first_month(params):
    revenue, cost = core_income(params, START, NO_LIFT)
    np.testing.assert_allclose(revenue, [0, 0, 20 * BN, 2 * BN])
    np.testing.assert_allclose(revenue - cost, [0, 0, 10 * BN, 0.5 * BN])


def test_growth_fades_to_the_long_run(params):
    """Of a growth rate g above h, fading over T: log growth is h·t + (g − h)·T·(1 − e^(−t/T))."""
    found = grown(params, jnp.asarray(0.2), jnp.asarray(3.0))
    np.testing.assert_allclose(found, np.exp(0.06 * 3 + 0.14 * 4 * (1 - np.exp(-3 / 4))), rtol=1e-13)
    slope = np.log(grown(params, jnp.asarray(0.2), jnp.asarray(1e-6))) / 1e-6
    np.testing.assert_allclose(slope, 0.2, rtol=1e-5)  # to first order in the step
    late = np.log(
        grown(params, jnp.asarray(0.2), jnp.asarray(201.0))
        / grown(params, jnp.asarray(0.2), jnp.asarray(200.0))
    )
    np.testing.assert_allclose(late, 0.06, rtol=1e-10)


def test_revenue_and_cash_flow_grow_apart(params):
    revenue, cost = core_income(params, jnp.asarray(2.0), NO_LIFT)
    faded = 4 * (1 - np.exp(-0.5))
    np.testing.assert_allclose(revenue[2], 20 * BN * np.exp(0.12 + 0.05 * faded), rtol=1e-13)
    np.testing.assert_allclose(revenue[2] - cost[2], 10 * BN * np.exp(0.12 + 0.14 * faded), rtol=1e-12)


def test_wealth_that_is_spent_reaches_everybody_s_core_business(params):
    """Consumption of one percent of output lifts sales and cash flow by the declared response (R9)."""
    revenue, cost = core_income(params, START, jnp.asarray(0.01))
    np.testing.assert_allclose(revenue, np.array([0, 0, 20, 2]) * BN * 1.015)
    np.testing.assert_allclose(revenue - cost, np.array([0, 0, 10, 0.5]) * BN * 1.015)


def test_no_core_business_keeps_more_than_its_largest_margin(params):
    """Cash flow that would reach 16 of 20 stops at 65 percent of sales; one below is left alone."""
    rich = params.replace(core_cash_flow=12 * jnp.array([0, 0, 16 * BN, 0.5 * BN]))
    revenue, cost = core_income(rich, START, NO_LIFT)
    np.testing.assert_allclose(revenue - cost, [0, 0, 13 * BN, 0.5 * BN])


def test_core_investment_grows_at_one_rate(params):
    found = np.array(core_investment(params, jnp.asarray(4.0)))
    np.testing.assert_allclose(found[:, 2], np.array([2, 1, 0.5]) * BN * np.exp(0.2), rtol=1e-13)


def test_power_bill_is_mw_times_730_hours_times_price():
    found = power_bill(jnp.array([[10.0, 0], [1, 2], [0, 0]]), jnp.array([50.0, 100]))
    np.testing.assert_allclose(found, [10 * 730 * 50, 730 * 250, 0])


def test_labs_have_their_own_cost_share(params):
    found = service_cost(params, jnp.array([10.0, 0, 30, 0]), jnp.array([8.0, 0, 0, 0]))
    np.testing.assert_allclose(found, [0.3 * 2 + 0.45 * 8, 0, 9, 0])


def test_chips_cost_what_margin_and_research_leave(params):
    """A quarter for making, 12 % for research; makers outside keep no books here."""
    found = chip_cost(params, jnp.array([100.0, 50, 50]))
    np.testing.assert_allclose(found, [0, 0, 0, 37])


def test_interest_rises_with_leverage_and_a_shut_window(params, state):
    leverage = np.array([0, 5 / 6, 80 / 230, 10 / 50])
    debt = np.array([0, 5, 80, 10]) * BN
    rate = 0.04 + 0.01 + 0.05 * leverage
    np.testing.assert_allclose(
        interest_due(params, state, jnp.asarray(0.04), OPEN), debt * rate / 12, rtol=1e-13
    )
    np.testing.assert_allclose(
        interest_due(params, state, jnp.asarray(0.04), SHUT), debt * (rate + 0.03) / 12, rtol=1e-13
    )


def test_a_firm_with_negative_equity_counts_as_all_debt(params, state, changed):
    sunk = changed(state, equity_book_usd=[-1 * BN, -9 * BN, 0, 40 * BN])
    found = interest_due(params, sunk, jnp.asarray(0.04), OPEN)
    np.testing.assert_allclose(found[:3], np.array([0, 5, 80]) * BN * 0.10 / 12, rtol=1e-13)


def test_books_decline_exponentially(params, state):
    """After n months exp(−1.5·n/(12·life)) of the cost is left."""
    chips, halls = depreciation(params, state)
    np.testing.assert_allclose(chips, np.array([0, 2, 30, 0]) * BN * (1 - np.exp(-0.125 / 5.5)), rtol=1e-13)
    np.testing.assert_allclose(halls, np.array([0, 1, 20, 0]) * BN * (1 - np.exp(-0.125 / 20)), rtol=1e-13)


def test_losses_pay_and_earn_no_tax(params):
    np.testing.assert_allclose(income_tax(params, jnp.array([100.0, 0, -100])), [17, 0, 0])


def test_outside_money_follows_prices_and_the_window(params):
    np.testing.assert_allclose(
        outside_money(params, jnp.asarray(1.5), jnp.asarray(0.5)), [1.5 * BN, 0.75 * BN, 0, 0]
    )
    np.testing.assert_array_equal(outside_money(params, jnp.asarray(9.0), SHUT), [0, 0, 0, 0])


def test_budget_by_hand(params, state):
    """Cloud: a twelfth of 1.07·120 less 4 for its debt, less core capex; builders have outsiders alone."""
    found = set_budget(params, state, OPEN, OPEN, START)
    builder = 1 * BN - 0.05 * 5 * BN / 12
    cloud = (1.07 * 120 - 0.05 * 80) / 12 * BN - 2 * BN
    maker = (1.07 * 6 - 0.05 * 10) / 12 * BN - 0.1 * BN
    np.testing.assert_allclose(found, [2 * BN, builder, cloud, maker], rtol=1e-13)


def test_a_budget_is_never_negative(params, state, changed):
    poor = changed(state, cash_flow_usd=[-50 * BN] * 4)
    np.testing.assert_array_equal(set_budget(params, poor, OPEN, SHUT, START), [0, 0, 0, 0])


def test_a_shut_window_cuts_every_budget(params, state):
    wide, shut = (set_budget(params, state, OPEN, window, START) for window in (OPEN, SHUT))
    assert np.all(np.asarray(wide) > np.asarray(shut))
    np.testing.assert_array_equal(shut[:2], [0, 0])


def test_halls_cost_by_their_mw(params):
    np.testing.assert_allclose(hall_spending(params, jnp.array([2.0, 0])), [21e6, 0])
