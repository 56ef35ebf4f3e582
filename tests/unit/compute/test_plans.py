"""K3: extrapolated growth and the wanted fleet."""

import jax.numpy as jnp
import numpy as np
import pytest

from wattstreet.model.blocks.compute.plans import expect_growth, opening_memory, want_fleet

pytestmark = pytest.mark.unit

REVENUE = jnp.array([[1e9, 1e9, 20e9], [0.5e9, 0.1e9, 3e9], [0, 0, 0]])
TOTAL = np.array([22e9, 3.6e9, 0])
BELIEF = jnp.asarray(0.6)
HORIZON = 3.6 * (1 - np.exp(-1.26 / 3.6))


def test_growth_is_last_year_s_drawn_to_a_floor_and_averaged(params, state, changed):
    memory = np.zeros((12, 3))
    memory[-1] = [np.log(11e9), np.log(3.6e9), 0]
    memory[0] = 7.0
    after = expect_growth(params, changed(state, log_revenue_memory=memory), REVENUE)
    trend = 0.59 * np.array([np.log(2), 0, 0]) + 0.41 * 0.15
    np.testing.assert_allclose(after.expected_growth, 0.35 + (trend - 0.35) / 6, rtol=1e-12)
    np.testing.assert_allclose(after.log_revenue_memory[0], [np.log(22e9), np.log(3.6e9), 0])
    np.testing.assert_allclose(after.log_revenue_memory[1:], memory[:-1])


def test_memory_of_a_steady_path_shows_its_growth(params, state, changed):
    """A year of a straight line ahead of the start: what is compared lies twelve months back."""
    growth = jnp.array([0.4, 0.1, 0.0])
    memory = opening_memory(REVENUE, growth)
    np.testing.assert_allclose(memory[0], [np.log(22e9), np.log(3.6e9), 0])
    np.testing.assert_allclose(memory[11], memory[0] - np.array([0.4, 0.1, 0]) * 11 / 12, rtol=1e-13)
    params = changed(params, trend_weight=1.0, expectation_smoothing=1.0)
    grown = REVENUE * jnp.exp(growth / 12)[:, None]
    after = expect_growth(params, changed(state, log_revenue_memory=memory), grown)
    np.testing.assert_allclose(after.expected_growth, growth, rtol=1e-10, atol=1e-12)


def test_wanted_fleet_by_hand(params, state, forcing, changed):
    forcing = changed(forcing, signed_usd_per_year=[26e9, 0])
    after = want_fleet(params, state, REVENUE, BELIEF, forcing)
    ahead = np.exp((0.5 * 0.35 + 0.5 * 0.5) * HORIZON)
    by_bloc = TOTAL * ahead / (13e6 * 0.85)
    expected = [0.6 * by_bloc[0] + 0.5 * 26e9 / 13e6, 0.8 * by_bloc[1]]
    np.testing.assert_allclose(after.wanted_mw, expected, rtol=1e-13)


def test_without_belief_buyers_look_at_today(params, state, forcing):
    after = want_fleet(params, state, REVENUE, jnp.asarray(0.0), forcing)
    np.testing.assert_allclose(after.wanted_mw, np.array([0.6, 0.8]) * TOTAL[:2] / (13e6 * 0.85))


def test_belief_and_growth_raise_the_wanted_fleet(params, state, forcing, changed):
    wanted = [
        np.asarray(
            want_fleet(params, changed(state, expected_growth=growth), REVENUE, belief, forcing).wanted_mw
        )
        for growth, belief in (
            ([0.1] * 3, jnp.asarray(0.3)),
            ([0.1] * 3, jnp.asarray(0.6)),
            ([0.4] * 3, jnp.asarray(0.6)),
        )
    ]
    assert np.all(wanted[0] < wanted[1])
    assert np.all(wanted[1] < wanted[2])


def test_a_bloc_without_revenue_wants_nothing_but_what_is_signed(params, state, forcing, changed):
    after = want_fleet(params, state, jnp.zeros((3, 3)), BELIEF, forcing)
    np.testing.assert_array_equal(after.wanted_mw, [0, 0])
    signed = want_fleet(
        params, state, jnp.zeros((3, 3)), BELIEF, changed(forcing, signed_usd_per_year=[0, 13e6])
    )
    np.testing.assert_allclose(signed.wanted_mw, [0, 0.5])
