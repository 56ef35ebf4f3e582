"""C7, C8, C10: compute sold, its price, algorithms, capability, tokens."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wattstreet.model.blocks.compute.work import (
    capability_of_fleet,
    demand_at_price,
    fleet_h100e,
    improve_algorithms,
    move_price,
    price_per_million_tokens,
    sell_compute,
    tokens_made,
    train_best_model,
)

pytestmark = pytest.mark.unit

sell = jax.jit(sell_compute)
demand = jax.jit(demand_at_price)
USABLE = np.array([120, 40, 0]) * 0.85
"""What the running fleets of the fixture can sell, MW."""
PER_MW = 13e6
mw = hnp.arrays(np.float64, (3, 3), elements=st.integers(0, 2000).map(lambda tenths: tenths / 10))


def usd_for(*rows):
    """Revenue that buys these MW at the reference price. [country segment]"""
    return jnp.asarray(rows) * PER_MW


def test_demand_follows_price_with_its_elasticity(params, state, changed):
    state = changed(state, log_price=[0.5, -0.2, 0])
    found = demand_at_price(params, state, usd_for([10.0, 20, 30], [1, 2, 3], [0, 0, 0]))
    np.testing.assert_allclose(found[0], np.array([10, 20, 30]) * np.exp(-1.1 * 0.5), rtol=1e-13)
    np.testing.assert_allclose(found[1], np.array([1, 2, 3]) * np.exp(1.1 * 0.2), rtol=1e-13)


@pytest.mark.property
@settings(max_examples=30, deadline=None)
@given(wanted=mw, price=st.floats(-2, 2), rise=st.floats(0, 2), elasticity=st.floats(-3, 0))
def test_a_higher_price_never_raises_demand(params, state, changed, wanted, price, rise, elasticity):
    params = changed(params, price_elasticity=elasticity)
    cheap, dear = (
        np.asarray(demand(params, changed(state, log_price=[level] * 3), wanted * PER_MW))
        for level in (price, price + rise)
    )
    assert np.all(dear <= cheap * (1 + 1e-12))


def test_without_elasticity_price_does_not_move_demand(params, state, changed):
    params = changed(params, price_elasticity=0.0)
    wanted = usd_for([10.0, 20, 30], [1, 2, 3], [0, 0, 0])
    found = [demand_at_price(params, changed(state, log_price=[p] * 3), wanted) for p in (-1, 0, 2)]
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[1], found[2])


def test_ample_fleets_sell_all_that_is_wanted(params, state):
    wanted, sold, earned = sell_compute(params, state, usd_for([10.0, 20, 30], [1, 2, 3], [0, 0, 0]))
    np.testing.assert_allclose(wanted, [60, 6, 0])
    np.testing.assert_allclose(sold, [60, 6, 0])
    np.testing.assert_allclose(earned[0], np.array([10, 20, 30]) * PER_MW / 12)


def test_in_a_shortage_consumers_come_first(params, state):
    """102 MW can be sold: 50 to consumers, 40 of APIs, and 12 of the 60 that others want."""
    wanted, sold, earned = sell_compute(params, state, usd_for([50.0, 40, 60], [40, 1, 1], [0, 0, 0]))
    np.testing.assert_allclose(wanted, [150, 42, 0])
    np.testing.assert_allclose(sold, [102, 34, 0])
    np.testing.assert_allclose(earned[:2] * 12 / PER_MW, [[50, 40, 12], [34, 0, 0]], atol=1e-12)


def test_revenue_is_sales_times_price(params, state, changed):
    """At a log price of 0.1 a unit of spending buys e^−0.11 as much and earns e^−0.01 of it."""
    dear = changed(state, log_price=[0.1, 0.1, 0])
    _, _, earned = sell_compute(params, dear, usd_for([10.0, 20, 30], [1, 2, 3], [0, 0, 0]))
    np.testing.assert_allclose(earned[0], np.array([10, 20, 30]) * PER_MW / 12 * np.exp(-0.01), rtol=1e-12)


def test_a_country_without_a_fleet_sells_nothing(params, state, changed):
    empty = changed(state, fleet_mw=np.zeros((2, 3)))
    _, sold, earned = sell_compute(params, empty, usd_for([1.0, 1, 1], [1, 1, 1], [1, 1, 1]))
    np.testing.assert_array_equal(sold, [0, 0, 0])
    np.testing.assert_array_equal(earned, np.zeros((3, 3)))


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(wanted=mw, fleet=mw, more=mw)
def test_sales_are_the_lesser_of_demand_and_fleet(params, state, changed, wanted, fleet, more):
    revenue = wanted * PER_MW
    total, sold, earned = sell(params, changed(state, fleet_mw=fleet[:2]), revenue)
    usable = np.array([*fleet[:2].sum(1), 0]) * 0.85
    np.testing.assert_allclose(sold, np.minimum(total, usable), rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(earned.sum(1) * 12 / PER_MW, sold, rtol=1e-12, atol=1e-9)
    _, larger, _ = sell(params, changed(state, fleet_mw=fleet[:2] + more[:2]), revenue)
    assert np.all(np.asarray(larger) >= np.asarray(sold) * (1 - 1e-12))


def test_price_follows_scarcity(params, state, forcing, changed):
    """Demand twice what can be sold: a quarter of 0.25·ln 2 a month. In balance the old price decays."""
    state = changed(state, log_price=[0.0, 0.4, 0.4])
    after = move_price(params, state, jnp.array([2 * USABLE[0], USABLE[1], 7.0]), forcing)
    np.testing.assert_allclose(after.log_price, [0.25 * 0.25 * np.log(2), 0.3, 0.3], rtol=1e-13)


def test_price_stops_reacting_beyond_its_bound(params, state, forcing):
    after = move_price(params, state, jnp.array([1e6, 1e-6, 0.0]), forcing)
    np.testing.assert_allclose(after.log_price, [0.25 * 0.25 * 1.5, -0.25 * 0.25 * 1.5, 0], rtol=1e-13)


def test_a_cheap_rival_cuts_the_price_and_is_forgotten(params, state, forcing, changed):
    balanced = jnp.asarray(USABLE)
    hit = move_price(params, state, balanced, changed(forcing, rival_surprise=2.0))
    np.testing.assert_allclose(hit.rival_cut, 0.6)
    np.testing.assert_allclose(hit.log_price, [-0.15] * 3, rtol=1e-13)
    later = move_price(params, hit, balanced, forcing)
    np.testing.assert_allclose(later.rival_cut, 0.6 * np.exp(-1 / 12))


def test_scarcer_means_dearer(params, state, forcing):
    levels = [
        float(move_price(params, state, jnp.array([mw, 1, 0]), forcing).log_price[0])
        for mw in (50.0, 102, 200)
    ]
    assert levels[0] < levels[1] < levels[2]


def test_algorithms_are_found_in_proportion_to_compute_and_learnt_from_the_frontier(params, state, changed):
    """Fleets of 96, 16 and nothing find 1, a sixth and nothing of a month's growth; gaps are learnt."""
    state = changed(state, log_efficiency=[3.0, 1.0, 0.0])
    after = improve_algorithms(params, state)
    found = 1.1 / 12 * np.array([1, 1 / 6, 0])
    learnt = np.array([0, 2, 3]) * (1 - np.exp(-1 / 10))
    np.testing.assert_allclose(after.log_efficiency, np.array([3, 1, 0]) + found + learnt, rtol=1e-13)


def test_who_only_learns_closes_its_gap_exponentially(params, state, changed):
    """Where nobody finds anything the gaps to the frontier are e^(−n/10) of what they were."""
    state = changed(state, log_efficiency=[3.0, 1.0, 0.0], vintage_h100e=np.zeros((2, 10)))
    after = state
    for _ in range(5):
        after = improve_algorithms(params, after)
    np.testing.assert_allclose(3 - after.log_efficiency, np.array([0, 2, 3]) * np.exp(-0.5), atol=1e-13)


def test_a_bloc_that_leads_without_compute_is_caught_up_with(params, state, changed):
    after = improve_algorithms(params, changed(state, log_efficiency=[0.0, 0.0, 1.0]))
    assert after.log_efficiency[2] == 1
    np.testing.assert_allclose(after.log_efficiency[0], 1.1 / 12 + 1 - np.exp(-1 / 10), rtol=1e-13)


def test_fleets_count_at_the_home_of_their_firms(params, state):
    np.testing.assert_allclose(fleet_h100e(params, state), [96e3, 16e3, 0])


def test_capability_by_hand(params):
    """10^6 H100e: 35 000 in the best run, at 35 % of 989.4 TFLOP/s for four months of 730 hours."""
    found = capability_of_fleet(params, jnp.array([1e6, 0.0, 1e6]), jnp.array([0.0, 0.0, np.log(100)]))
    flop = 35e3 * 989.4e12 * 0.35 * 4 * 730 * 3600
    one = 989.4e12 * 0.35 * 4 * 730 * 3600
    np.testing.assert_allclose(found, np.log10([flop, one, 100 * flop]), rtol=1e-13)


def test_surprise_is_the_gain_beyond_what_is_expected(params, state, changed, forcing):
    reached = capability_of_fleet(params, fleet_h100e(params, state), state.log_efficiency)
    state = changed(state, capability=[reached[0] - 0.5, 30.0, reached[2]])
    after, surprise = train_best_model(params, state, forcing)
    np.testing.assert_allclose(after.capability, np.array([float(reached[0]), 30, float(reached[2])]))
    np.testing.assert_allclose(surprise, np.array([0.5, 0, 0]) - 0.9 / 12, rtol=1e-9)
    after, surprise = train_best_model(params, state, changed(forcing, capability_gain=0.2))
    np.testing.assert_allclose(after.capability - state.capability, [0.1, 0, 0], rtol=1e-9, atol=1e-14)
    after, surprise = train_best_model(params, state, changed(forcing, capability_gain=0.0))
    np.testing.assert_array_equal(after.capability, state.capability)


def test_tokens_and_their_price(params, state, changed):
    state = changed(state, log_efficiency=[np.log(2), 0, 0])
    made = tokens_made(params, state, jnp.array([0.5, 0, 0]))
    np.testing.assert_allclose(made, [96e3 * 0.5 * 0.65 * 1.5e9 * 2, 0, 0])
    found = price_per_million_tokens(jnp.array([3e6, 1.0, 0]), jnp.array([1e12, 0, 0]))
    np.testing.assert_allclose(found, [3, 1e6, 0])
