"""P1: blocks carry the month's energy and peak exactly."""

import jax.numpy as jnp
import numpy as np
import pytest

from wattstreet.model.blocks.power.load import (
    ai_block_factors,
    ai_energy,
    block_hour_shares,
    block_loads,
    draw_ai_power,
    duration_steps,
)

pytestmark = pytest.mark.unit


def test_hours_of_the_blocks_sum_to_one(params):
    np.testing.assert_allclose(block_hour_shares(params), [0.02, 0.18, 0.40, 0.40], atol=1e-15)


def test_straight_duration_curve_by_hand(params):
    straight = params.replace(duration_curvature=jnp.asarray(1.0))
    # middle hours .01, .11, .4, .8; hour mean without the peak .0198 + .16 + .32 = .4998
    expected = np.array([0, 0.11, 0.4, 0.8]) / 0.4998
    np.testing.assert_allclose(duration_steps(straight), expected, rtol=1e-14)


@pytest.mark.parametrize("calendar_month", [0, 3, 7, 11])
def test_energy_and_peak_are_exact(params, policy_of, calendar_month):
    load = block_loads(params, policy_of(calendar_month, 0.0), jnp.zeros(21))
    mean = load @ block_hour_shares(params)
    np.testing.assert_allclose(mean, params.mean_load_mw[:, calendar_month], rtol=1e-13)
    np.testing.assert_allclose(load[:, 0], params.peak_load_mw[:, calendar_month], rtol=1e-14)
    assert np.all(np.diff(np.asarray(load), axis=1) < 0)
    assert np.all(np.asarray(load) > 0)


def test_load_grows_by_the_declared_rate(params, policy_of):
    now = block_loads(params, policy_of(5, 0.0), jnp.zeros(21))
    later = block_loads(params, policy_of(5, 3.0), jnp.zeros(21))
    np.testing.assert_allclose(later, now * (1 + params.load_growth[:, None]) ** 3, rtol=1e-13)


def test_ai_load_adds_its_energy_exactly_and_more_at_the_peak(params, neutral):
    running = jnp.linspace(0.0, 4000.0, 21)
    ai = draw_ai_power(params, running)
    np.testing.assert_allclose(ai, running * 0.68 * params.pue, rtol=1e-15)
    added = block_loads(params, neutral, ai) - block_loads(params, neutral, jnp.zeros(21))
    np.testing.assert_allclose(added @ block_hour_shares(params), ai, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(added[:, 0], 1.04 * ai, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(ai_block_factors(params) @ block_hour_shares(params), 1.0, rtol=1e-15)
    np.testing.assert_allclose(ai_energy(ai), 730 * ai, rtol=1e-15)
