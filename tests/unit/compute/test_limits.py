"""Which of the five limits binds."""

import jax.numpy as jnp
import numpy as np
import pytest

from wattstreet.core.axes import LIMITS
from wattstreet.model.blocks.compute.limits import binding_limit, held_back, weigh_limits

pytestmark = pytest.mark.unit

PAID = jnp.ones(2)
BUSY = jnp.zeros(3)
"""Fleets that can sell nothing more."""


def held(**mw):
    """Capacity held back in one bloc, by cause. [country hold]"""
    return jnp.zeros((3, 4)).at[0].set(jnp.array([mw.get(cause, 0.0) for cause in LIMITS[1:]]))


def test_dark_chips_wait_for_the_scarcer_of_hall_and_power(params, state, changed):
    """Ten wait in the US for a hall, where 120 stand and 200 are connected; four in China for power."""
    connected = jnp.array([[200.0, 30, 0], [0, 0, 40]])
    state = changed(state, backlog_mw=np.zeros((2, 3)))
    found = held_back(params, state, PAID, connected)
    np.testing.assert_allclose(found, [[0, 0, 10, 0], [0, 0, 0, 4], [0, 0, 0, 0]])


def test_orders_wait_for_money_or_makers_and_count_less_beside_dark_stock(params, state):
    """Two months of deliveries lie dark, three are as many as can be: a third of the orders counts."""
    found = held_back(params, state, jnp.array([0.25, 1.0]), jnp.full((2, 3), 1e3))
    np.testing.assert_allclose(found[0], [80 / 3 * 0.75, 80 / 3 * 0.25, 10, 0], rtol=1e-13)
    np.testing.assert_allclose(found[1], [0, 35 / 3, 4, 0], rtol=1e-13)


def test_orders_do_not_count_where_chips_pile_up(params, state, changed):
    piled = changed(state, undeployed_mw=[[40, 0, 0], [0, 0, 0]])
    found = held_back(params, piled, PAID, jnp.zeros((2, 3)))
    np.testing.assert_allclose(found[0], [0, 0, 0, 40])
    np.testing.assert_allclose(found[1], [0, 35, 0, 0])


@pytest.mark.parametrize("cause", LIMITS[1:])
def test_the_largest_holder_binds_while_everything_runs_sold_out(cause):
    others = dict.fromkeys(LIMITS[1:], 3.0) | {cause: 8.0}
    stuck = weigh_limits(held(**others), BUSY, jnp.full(3, 50.0))
    np.testing.assert_allclose(stuck[0], [0, *(others[name] for name in LIMITS[1:])])
    assert LIMITS[int(binding_limit(stuck)[0])] == cause


def test_demand_binds_where_part_of_the_fleet_stands_unsold():
    """However much the others hold back: two idle MW outweigh them all."""
    stuck = weigh_limits(held(money=500.0, power=70.0), jnp.array([52.0, 0, 0]), jnp.array([50.0, 0, 0]))
    np.testing.assert_allclose(stuck[0], [502, 500, 0, 0, 70])
    assert LIMITS[int(binding_limit(stuck)[0])] == "demand"


def test_exactly_sold_out_is_not_idle():
    stuck = weigh_limits(held(halls=1.0), jnp.array([50.0, 0, 0]), jnp.array([50.0, 0, 0]))
    assert LIMITS[int(binding_limit(stuck)[0])] == "halls"


def test_demand_binds_where_nothing_is_held_back():
    stuck = weigh_limits(held(), BUSY, BUSY)
    np.testing.assert_array_equal(binding_limit(stuck), [0, 0, 0])
