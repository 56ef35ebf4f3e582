"""P2: merit order against hand-solved cases, and the energy identity."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wattstreet.model.blocks.power.dispatch import (
    STORAGE,
    call_units,
    dispatch_merit_order,
    price_scarcity,
    rank_by_cost,
    shift_by_storage,
    units_by_rank,
)
from wattstreet.model.blocks.power.load import block_hour_shares, block_loads

pytestmark = pytest.mark.unit


def call(load, capacity, cost):
    """One region, one block, everything available."""
    units = len(capacity)
    output, price, supply = call_units(
        jnp.array([[float(load)]]),
        jnp.array([capacity], dtype=float),
        jnp.ones((1, units, 1)),
        jnp.array([cost], dtype=float),
        jnp.ones(1),
    )
    return np.asarray(output[0]), float(price[0, 0]), float(supply[0, 0])


def test_published_example_of_one_zone():
    """PyPSA's documentation, minimal market example: South Africa, 42 GW, gas sets 60."""
    output, price, supply = call(42000, [35000, 3000, 8000, 2000], [30, 0, 60, 80])
    np.testing.assert_allclose(output, [35000, 3000, 4000, 0], rtol=1e-15)
    assert price == 60
    assert supply == 48000


def test_published_example_of_a_hydro_zone():
    """Its neighbour alone: 650 MW on 1,200 MW of hydro at no cost."""
    output, price, _ = call(650, [1200], [0])
    np.testing.assert_allclose(output, [650])
    assert price == 0


@pytest.mark.parametrize(
    ("load", "output", "price"),
    [
        (2000, [0, 2000, 0, 0], 0),
        (3000, [0, 3000, 0, 0], 0),
        (3001, [1, 3000, 0, 0], 30),
        (38000, [35000, 3000, 0, 0], 30),
        (47000, [35000, 3000, 8000, 1000], 80),
        (48000, [35000, 3000, 8000, 2000], 80),
        (50000, [35000, 3000, 8000, 2000], 80),
        (0, [0, 0, 0, 0], 0),
    ],
)
def test_merit_order_by_hand(load, output, price):
    found, marginal, _ = call(load, [35000, 3000, 8000, 2000], [30, 0, 60, 80])
    np.testing.assert_allclose(found, output, rtol=1e-14)
    assert marginal == price


def test_ties_go_by_position_and_empty_units_never_set_the_price():
    output, price, _ = call(15, [10, 10, 0, 10], [20, 20, 25, 30])
    np.testing.assert_allclose(output, [10, 5, 0, 0])
    assert price == 20
    output, price, _ = call(25, [10, 10, 0, 10], [20, 20, 25, 30])
    np.testing.assert_allclose(output, [10, 10, 0, 5])
    assert price == 30


def test_two_regions_in_two_blocks_by_hand():
    output, price, supply = call_units(
        jnp.array([[90.0, 30.0], [50.0, 20.0]]),
        jnp.array([[60.0, 60.0], [60.0, 40.0]]),
        jnp.array([[[1.0, 0.5], [1.0, 0.5]]] * 2),
        jnp.array([[10.0, 50.0], [45.0, 5.0]]),
        jnp.array([0.25, 0.75]),
    )
    np.testing.assert_allclose(price, [[50, 10], [45, 5]])
    np.testing.assert_allclose(supply, [[120, 60], [100, 50]])
    np.testing.assert_allclose(
        output, [[0.25 * 60 + 0.75 * 30, 0.25 * 30], [0.25 * 10, 0.25 * 40 + 0.75 * 20]]
    )


def test_rank_and_order_are_inverse(params):
    cost = params.variable_cost_usd_per_mwh
    rank = rank_by_cost(cost)
    np.testing.assert_array_equal(units_by_rank(rank), np.argsort(np.asarray(cost), axis=1, kind="stable"))
    np.testing.assert_array_equal(
        jnp.take_along_axis(rank, units_by_rank(rank), axis=1), np.tile(np.arange(10), (21, 1))
    )


def linear_programme(load, capacity, cost):
    """Dearest unit needed and total cost, by sorting in plain numpy."""
    order = np.argsort(cost, kind="stable")
    left, total, price = load, 0.0, 0.0
    for unit in order:
        used = min(left, capacity[unit])
        if left > 1e-6:
            price = cost[unit]
        total, left = total + used * cost[unit], left - used
    return total, price


@settings(max_examples=60, deadline=None)
@given(
    load=st.floats(0, 400),
    capacity=st.lists(st.floats(0, 100), min_size=5, max_size=5),
    cost=st.lists(st.integers(0, 40), min_size=5, max_size=5),
)
def test_cost_is_the_least(load, capacity, cost):
    output, price, supply = call(load, capacity, cost)
    total, expected = linear_programme(load, np.array(capacity), np.array(cost, dtype=float))
    np.testing.assert_allclose(output @ np.array(cost, dtype=float), total, rtol=1e-9, atol=1e-4)
    np.testing.assert_allclose(output.sum(), min(load, supply), rtol=1e-12, atol=1e-9)
    if load < supply - 1e-5:
        assert price == expected


def test_storage_moves_energy_and_loses_only_its_inefficiency(params):
    load = jnp.tile(jnp.array([[100.0, 90.0, 80.0, 60.0]]), (21, 1))
    seen = shift_by_storage(params, load, jnp.full(21, 12.0))
    # six MW in peak and high hours, .2 of the time, charged over .4 at 85 %
    np.testing.assert_allclose(seen[0], [94, 84, 80, 60 + 6 * 0.2 / 0.4 / 0.85], rtol=1e-14)
    # much storage shaves to the middle block and no further
    flat = shift_by_storage(params, load, jnp.full(21, 1e6))
    np.testing.assert_allclose(flat[0, :3], [80, 80, 80])


def test_scarcity_by_hand(params):
    load = jnp.full((21, 4), 100.0)
    target = params.reserve_margin_target[:, None]
    height = params.scarcity_height_usd_per_mwh
    np.testing.assert_allclose(price_scarcity(params, load, 100 * (1 + target) + 0 * load), 0, atol=1e-18)
    np.testing.assert_allclose(price_scarcity(params, load, load), height, rtol=1e-12)
    half = price_scarcity(params, load, 100 * (1 + target / 2) + 0 * load)
    np.testing.assert_allclose(half, height * 0.25 * (0.3 + 0.7 * 0.25), rtol=1e-10)


def test_scarcity_is_convex_and_falls_with_margin(params):
    load = jnp.full((21, 4), 100.0)
    adders = np.array([price_scarcity(params, load, load * (1 + m))[0, 0] for m in np.linspace(0, 0.25, 60)])
    assert np.all(np.diff(adders) <= 0)
    assert np.all(np.diff(adders, 2) >= -1e-9)


def residual(found):
    made = found.generation_mwh.sum(axis=1) + found.imports_mwh + found.unserved_mwh
    return np.asarray((made - found.load_mwh - found.storage_losses_mwh) / found.load_mwh)


@settings(max_examples=40, deadline=None)
@given(scale=st.floats(0.05, 4.0), storage=st.floats(0, 5e5), month=st.integers(0, 11))
def test_energy_identity_at_any_scale(params, opening, policy_of, scale, storage, month):
    policy = policy_of(month, 0.0)
    load = block_loads(params, policy, jnp.zeros(21)) * scale
    found = dispatch_merit_order(params, policy, load, opening.capacity_mw.at[:, STORAGE].set(storage))
    assert np.abs(residual(found)).max() < 1e-12
    assert np.all(np.asarray(found.generation_mwh) >= -1e-6)
    assert np.all(np.asarray(found.unserved_mwh) >= 0)
    assert np.all(np.asarray(found.storage_losses_mwh) >= -1e-6)
    assert np.all(
        np.asarray(found.block_price_usd_per_mwh) <= np.asarray(params.price_cap_usd_per_mwh)[:, None]
    )


def test_shortage_is_unserved_and_priced_at_the_cap(params, opening, policy_of):
    policy = policy_of(7, 0.0)
    load = block_loads(params, policy, jnp.zeros(21))
    nothing = dispatch_merit_order(
        params.replace(import_capacity_mw=jnp.zeros(21)), policy, load, jnp.zeros_like(opening.capacity_mw)
    )
    np.testing.assert_allclose(nothing.unserved_mwh, nothing.load_mwh, rtol=1e-14)
    np.testing.assert_allclose(nothing.price_usd_per_mwh, params.price_cap_usd_per_mwh, rtol=1e-12)


def test_price_is_weighted_by_load(params, opening, policy_of):
    policy = policy_of(7, 0.0)
    load = block_loads(params, policy, jnp.zeros(21))
    found = dispatch_merit_order(params, policy, load, opening.capacity_mw)
    weight = np.asarray(load * block_hour_shares(params)[None, :])
    expected = (weight * np.asarray(found.block_price_usd_per_mwh)).sum(1) / weight.sum(1)
    np.testing.assert_allclose(found.price_usd_per_mwh, expected, rtol=1e-13)


def test_more_load_never_lowers_a_block_price(params, opening, policy_of):
    policy = policy_of(7, 0.0)
    load = block_loads(params, policy, jnp.zeros(21))
    prices = [
        np.asarray(
            dispatch_merit_order(params, policy, load * k, opening.capacity_mw).block_price_usd_per_mwh
        )
        for k in (0.6, 0.9, 1.0, 1.1, 1.3, 2.0)
    ]
    assert np.all(np.diff(np.stack(prices), axis=0) >= -1e-9)
