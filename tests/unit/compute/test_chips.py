"""C2, C3, C5: orders, deliveries, places of chips, makers' capacity."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wattstreet.model.blocks.compute.chips import (
    barred_share,
    cancel_orders,
    dark_months,
    deliver_chips,
    due_deliveries,
    expand_capacity,
    order_chips,
    place_chips,
    track_deliveries,
)

pytestmark = pytest.mark.unit

PLENTY = jnp.full(2, 1e15)
ZERO, OPEN, SHUT = jnp.zeros(()), jnp.ones(()), jnp.zeros(())
deliver = jax.jit(deliver_chips)
place = jax.jit(place_chips)
megawatts = st.integers(0, 5000).map(lambda tenths: tenths / 10)
orders = hnp.arrays(np.float64, (2, 3), elements=megawatts)
places = hnp.arrays(np.float64, (2, 3), elements=megawatts)
capacities = hnp.arrays(np.float64, 3, elements=megawatts)
budgets = hnp.arrays(np.float64, 2, elements=st.integers(0, 10_000).map(lambda millions: millions * 1e6))


def test_control_bars_foreign_makers_from_chinese_firms_alone(params, forcing, changed):
    np.testing.assert_array_equal(barred_share(params, forcing), np.zeros((2, 3)))
    found = barred_share(params, changed(forcing, export_control=0.7))
    np.testing.assert_allclose(found, [[0, 0, 0], [0.7, 0.7, 0]])


def test_orders_close_the_gap_over_the_adjustment_time(params, state, forcing, changed):
    """US: wants 290, holds 210: 80 / 2 + 5 replaced; its ten dark MW are two months of deliveries."""
    state = changed(state, wanted_mw=[290, 60])
    found = order_chips(params, state, jnp.array([5.0, 2.0]), OPEN, forcing)
    patience = np.exp([-2 / 12, -2 / 12])
    np.testing.assert_allclose(found[0], 45 * patience[0] * np.array([0.8, 0.2, 0]), rtol=1e-14)
    np.testing.assert_allclose(found[1], 2 * patience[1] * np.array([0.5, 0.1, 0.4]), rtol=1e-14)


def test_who_wants_no_fleet_orders_nothing_even_as_chips_retire(params, state, forcing, changed):
    state = changed(state, wanted_mw=[0, 0])
    np.testing.assert_array_equal(
        order_chips(params, state, jnp.array([5.0, 2.0]), OPEN, forcing), np.zeros((2, 3))
    )


def test_a_fleet_as_wanted_orders_nothing(params, state, forcing, changed):
    held = state.fleet_mw.sum(1) + state.undeployed_mw.sum(1) + state.backlog_mw.sum(1)
    found = order_chips(params, changed(state, wanted_mw=held), jnp.zeros(2), OPEN, forcing)
    np.testing.assert_array_equal(found, np.zeros((2, 3)))


def test_shut_markets_hold_back_most_new_orders(params, state, forcing, changed):
    """Of new orders 0.8 need open markets: none of these wait in calm, all of them while markets are shut."""
    state, replaced = changed(state, wanted_mw=[290, 60]), jnp.array([5.0, 2.0])
    placed = order_chips(params, state, replaced, OPEN, forcing)
    for window, share in ((SHUT, 0.2), (jnp.asarray(0.5), 0.6)):
        np.testing.assert_allclose(order_chips(params, state, replaced, window, forcing), share * placed)


def test_barred_orders_go_partly_to_chinese_makers(params, state, forcing, changed):
    replaced = jnp.array([0.0, 2.0])
    free = order_chips(params, state, replaced, OPEN, forcing)
    shut = order_chips(params, state, replaced, OPEN, changed(forcing, export_control=1.0))
    half = order_chips(params, state, replaced, OPEN, changed(forcing, export_control=0.5))
    lost = free[1, 0] + free[1, 1]
    np.testing.assert_allclose(shut[0], free[0])
    np.testing.assert_allclose(shut[1], [0, 0, float(free[1, 2] + 0.8 * lost)], atol=1e-15)
    np.testing.assert_allclose(half[1], free[1] * jnp.array([0.5, 0.5, 1]) + jnp.array([0, 0, 0.4 * lost]))


def test_longer_dark_stock_means_fewer_orders(params, state, forcing, changed):
    dark = [np.array([[mw, 0, 0], [0, 0, 4.0]]) for mw in (0, 30, 60)]
    state = changed(state, wanted_mw=[1000, 60])
    gap = [1000 - 200 - mw for mw in (0, 30, 60)]
    found = [
        float(order_chips(params, changed(state, undeployed_mw=d), jnp.zeros(2), OPEN, forcing)[0].sum())
        for d in dark
    ]
    np.testing.assert_allclose(found, np.array(gap) / 2 * np.exp(-np.array([0, 6, 12]) / 12), rtol=1e-14)


def test_cancelled_share_compounds_market_and_control(params, state, forcing, changed):
    """Control 1 cancels what would have fallen due; a market rate of a tenth works on the rest."""
    after, gone = cancel_orders(params, state, jnp.asarray(0.1), changed(forcing, export_control=1.0))
    rate = np.array([[0.1, 0.1, 0.1], [1 - 0.9 * 0.942, 1 - 0.9 * 0.942, 0.1]])
    np.testing.assert_allclose(gone, state.backlog_mw * rate, rtol=1e-14)
    np.testing.assert_allclose(after.backlog_mw + gone, state.backlog_mw, rtol=1e-14)


def test_nothing_is_cancelled_in_calm_without_control(params, state, forcing):
    after, gone = cancel_orders(params, state, ZERO, forcing)
    np.testing.assert_array_equal(gone, np.zeros((2, 3)))
    np.testing.assert_array_equal(after.backlog_mw, state.backlog_mw)


def test_due_is_the_backlog_over_its_mean_wait_but_what_is_barred(params, state, forcing, changed):
    np.testing.assert_allclose(due_deliveries(params, state, forcing), 0.058 * state.backlog_mw)
    shut = due_deliveries(params, state, changed(forcing, export_control=1.0))
    np.testing.assert_allclose(shut, 0.058 * np.array([[60, 20, 0], [0, 0, 20]]))


def test_deliveries_by_money_then_by_capacity(params, state, forcing, changed):
    """The US firm can pay half of 220 million; with outside buyers the first maker owes 6, makes 3."""
    due = jnp.array([[6.0, 2, 0], [1, 0, 2]])
    state = changed(state, capacity_mw=[3, 10, 1])
    after, delivered, payable = deliver_chips(params, state, due, jnp.array([110e6, 1e12]), ZERO, forcing)
    np.testing.assert_allclose(payable, [0.5, 1.0])
    np.testing.assert_allclose(delivered, [[1.5, 1, 0], [0.5, 0, 1]])
    np.testing.assert_allclose(after.backlog_mw, state.backlog_mw - delivered)
    np.testing.assert_allclose(after.undeployed_h100e - state.undeployed_h100e, [2000, 750])


def test_equipment_counts_against_the_budget(params, state, forcing):
    due = jnp.array([[6.0, 2, 0], [0, 0, 0]])
    bill = 6 * 40e6 + 2 * 30e6
    _, delivered, payable = deliver_chips(
        params, state, due, jnp.array([bill / 4, 1.0]), jnp.asarray(10e6), forcing
    )
    np.testing.assert_allclose(payable, [0.25, 1])
    np.testing.assert_allclose(delivered[0], due[0] / 4)


def test_newer_chips_are_faster(params, state, forcing, changed):
    due = jnp.array([[2.0, 0, 0], [0, 0, 0]])
    after, _, _ = deliver_chips(params, state, due, PLENTY, ZERO, changed(forcing, years=2.0))
    np.testing.assert_allclose(after.undeployed_h100e[0] - 9000, 2000 * np.exp(2 * 0.37))


def test_no_money_or_no_capacity_delivers_nothing(params, state, forcing, changed):
    due = due_deliveries(params, state, forcing)
    _, broke, _ = deliver_chips(params, state, due, jnp.zeros(2), ZERO, forcing)
    _, idle, _ = deliver_chips(params, changed(state, capacity_mw=[0, 0, 0]), due, PLENTY, ZERO, forcing)
    np.testing.assert_array_equal(broke, np.zeros((2, 3)))
    np.testing.assert_array_equal(idle, np.zeros((2, 3)))


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(due=orders, capacity=capacities, budget=budgets, equipment=st.floats(0, 1e7))
def test_deliveries_stay_within_due_capacity_and_budget(
    params, state, forcing, changed, due, capacity, budget, equipment
):
    state = changed(state, capacity_mw=capacity)
    _, delivered, payable = deliver(params, state, due, budget, jnp.asarray(equipment), forcing)
    delivered = np.asarray(delivered)
    assert np.all((delivered >= 0) & (delivered <= due * (1 + 1e-12)))
    assert np.all(delivered.sum(0) * (1 + np.asarray(params.outside_buyers)) <= capacity * (1 + 1e-12))
    assert np.all(delivered @ (np.asarray(params.chip_price) + equipment) <= budget * (1 + 1e-12))
    assert np.all((np.asarray(payable) >= 0) & (np.asarray(payable) <= 1))


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(due=orders, capacity=capacities, more=capacities, budget=budgets)
def test_more_capacity_never_lowers_deliveries(params, state, forcing, changed, due, capacity, more, budget):
    found = [
        np.asarray(deliver(params, changed(state, capacity_mw=mw), due, budget, ZERO, forcing)[1])
        for mw in (capacity, capacity + more)
    ]
    assert np.all(found[1] >= found[0] * (1 - 1e-12))


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(due=orders, capacity=capacities, budget=budgets, more=st.floats(0, 1e10))
def test_a_larger_budget_never_lowers_the_firm_s_own_deliveries(
    params, state, forcing, changed, due, capacity, budget, more
):
    state = changed(state, capacity_mw=capacity)
    richer = budget + np.array([more, 0])
    found = [np.asarray(deliver(params, state, due, usd, ZERO, forcing)[1][0]) for usd in (budget, richer)]
    assert np.all(found[1] >= found[0] * (1 - 1e-12))


@pytest.mark.property
@settings(max_examples=25, deadline=None)
@given(backlog=orders, capacity=capacities)
def test_full_control_delivers_no_foreign_chip_to_china(params, state, forcing, changed, backlog, capacity):
    shut = changed(forcing, export_control=1.0)
    state = changed(state, backlog_mw=backlog, capacity_mw=capacity)
    _, delivered, _ = deliver(params, state, due_deliveries(params, state, shut), PLENTY, ZERO, shut)
    np.testing.assert_array_equal(delivered[1, :2], [0, 0])


def test_chips_go_first_where_powered_halls_stand_empty(params, state):
    """Room is 5 and 10; nine chips share it. In China none is left, so they wait where halls are."""
    energised = jnp.array([[115.0, 30, 0], [0, 0, 44]])
    after, placed = place_chips(params, state, jnp.array([9.0, 7.0]), energised)
    np.testing.assert_allclose(placed, [[3, 6, 0], [0, 0, 7]])
    np.testing.assert_allclose(after.undeployed_mw, state.undeployed_mw + placed)


def test_chips_beyond_the_room_go_where_halls_are_coming(params, state):
    energised = jnp.array([[115.0, 30, 0], [0, 0, 44]])
    _, placed = place_chips(params, state, jnp.array([45.0, 0.0]), energised)
    halls = np.array([150 + 0.003, 30 + 0.001, 0])
    np.testing.assert_allclose(placed[0], np.array([5, 10, 0]) + 30 * halls / halls.sum(), rtol=1e-14)
    np.testing.assert_array_equal(placed[1], [0, 0, 0])


def test_first_chips_of_a_firm_without_halls_go_to_its_favourite_places(params, state, changed):
    state = changed(state, shells_mw=np.zeros((2, 3)), shells_building_mw=np.zeros((3, 2, 3)))
    _, placed = place_chips(params, state, jnp.array([8.0, 1.0]), jnp.zeros((2, 3)))
    np.testing.assert_allclose(placed, [[6, 2, 0], [0, 0, 1]])


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(delivered=hnp.arrays(np.float64, 2, elements=megawatts), energised=places, dark=places, halls=places)
def test_every_delivered_chip_has_a_place(params, state, changed, delivered, energised, dark, halls):
    state = changed(state, undeployed_mw=dark, shells_mw=halls)
    after, placed = place(params, state, delivered, energised)
    # chips share out in ratios; the floor under a sum of room may lose 1e-9 MW
    np.testing.assert_allclose(placed.sum(1), delivered, rtol=1e-12, atol=1e-8)
    np.testing.assert_allclose(after.undeployed_mw.sum(1), dark.sum(1) + delivered, rtol=1e-12, atol=1e-8)
    assert np.all(np.asarray(placed) >= 0)


def test_pace_of_deliveries_is_a_mean_over_half_a_year(state):
    after = track_deliveries(state, jnp.array([11.0, 2.0]))
    np.testing.assert_allclose(after.delivery_pace_mw, [6, 2])


def test_dark_months_are_stock_over_pace_with_a_floor_of_one_mw(state, changed):
    np.testing.assert_allclose(dark_months(state), [2, 2])
    np.testing.assert_allclose(dark_months(changed(state, delivery_pace_mw=[0, 0.5])), [10, 4])


def test_capacity_follows_what_falls_due(params, state, changed, forcing):
    """Of capacities of 50, 20 and 8 a half, nine tenths and all fall due, outside buyers included."""
    outside = 1 + np.asarray(params.outside_buyers)
    book = np.array([[25.0, 18, 8], [0, 0, 0]]) / outside / 0.058
    after = expand_capacity(params, changed(state, backlog_mw=book), forcing)
    pace = np.array([-0.3, (0.9 - 0.75) / 0.25, 1.0])
    planned = np.array([50, 20, 8]) * (1 + np.array([0.082, 0.082, 0.05]) * pace)
    np.testing.assert_allclose(after.capacity_planned_mw, planned, rtol=1e-14)
    lagged = np.array([50, 20, 8]) + (planned - [50, 20, 8]) * (1 - np.exp(-1 / 4))
    np.testing.assert_allclose(after.capacity_mw, lagged, rtol=1e-14)


def test_capacity_grows_at_most_at_its_pace_and_rests_at_its_load(params, state, changed, forcing):
    long = expand_capacity(params, changed(state, backlog_mw=np.full((2, 3), 1e4)), forcing)
    np.testing.assert_allclose(long.capacity_planned_mw / state.capacity_planned_mw, [1.082, 1.082, 1.05])
    outside = 1 + np.asarray(params.outside_buyers)
    book = np.array([[0.75 * 50, 0.75 * 20, 0.75 * 8], [0, 0, 0]]) / outside / 0.058
    calm = expand_capacity(params, changed(state, backlog_mw=book), forcing)
    np.testing.assert_allclose(calm.capacity_mw, state.capacity_mw, rtol=1e-14)


def test_policy_moves_the_expansion_of_its_makers_alone(params, state, changed, forcing):
    full = changed(state, backlog_mw=np.full((2, 3), 1e4))
    stopped = expand_capacity(params, full, changed(forcing, chip_supply=0.25))
    np.testing.assert_allclose(
        stopped.capacity_planned_mw / state.capacity_planned_mw, [1.0205, 1.0205, 1.05]
    )
    surging = expand_capacity(params, full, changed(forcing, china_expansion=2.0))
    np.testing.assert_allclose(surging.capacity_planned_mw / state.capacity_planned_mw, [1.082, 1.082, 1.1])


def test_a_stop_of_supply_holds_back_makers_outside_china(params, state, changed, forcing):
    """Lines are full, so a tenth of them ships a tenth; Chinese chips arrive in full, three times as fast."""
    due, plenty = jnp.full((2, 3), 50.0), jnp.full(2, 1e12)
    short = changed(forcing, chip_supply=0.1, china_chip_quality=3.0)
    _, usual, _ = deliver_chips(params, state, due, plenty, jnp.array(4e6), forcing)
    other, held, _ = deliver_chips(params, state, due, plenty, jnp.array(4e6), short)
    np.testing.assert_allclose(held.sum(axis=0), np.asarray(usual).sum(axis=0) * [0.1, 0.1, 1.0])
    quality = params.chip_performance * jnp.exp(params.performance_growth * forcing.years) * 1e3
    gained = (other.undeployed_h100e - state.undeployed_h100e).sum()
    np.testing.assert_allclose(gained, (held.sum(axis=0) * quality * jnp.array([1, 1, 3])).sum())


def test_a_maker_that_makes_nothing_stays_so(params, state, changed, forcing):
    none = changed(state, capacity_mw=[0, 0, 0], capacity_planned_mw=[0, 0, 0])
    np.testing.assert_array_equal(expand_capacity(params, none, forcing).capacity_mw, [0, 0, 0])
