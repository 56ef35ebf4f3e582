"""E5: what policy does for AI as growth comes to hang on it."""

from types import SimpleNamespace

import jax.numpy as jnp
import numpy as np
import pytest

from wattstreet.model.blocks.economy.tolerance import lean_toward_ai, part_in_growth

pytestmark = pytest.mark.unit

BN = 1e9


@pytest.fixture
def growing(state, changed):
    """US output up by 1000 in a year, 250 of it AI investment."""
    invested, output = np.array(state.investment_memory_usd), np.array(state.gdp_memory_usd)
    invested[0, 0] += 250 * BN
    output[0, 0] += 1000 * BN
    return changed(state, investment_memory_usd=invested, gdp_memory_usd=output)


class Inputs(SimpleNamespace):
    def replace(self, **values):
        return Inputs(**(vars(self) | values))


def inputs(tolerance, floor=0.0):
    values = {"policy_tolerance": tolerance, "window_floor": floor, "policy_rate": 0.04, "permit_speed": 0.5}
    return Inputs(**{name: jnp.asarray(value) for name, value in values.items()})


def test_part_in_growth_counts_rises_and_falls(state, growing, changed):
    assert part_in_growth(state) == 0
    assert part_in_growth(growing) == pytest.approx(0.25)
    falling = np.array(growing.investment_memory_usd)
    falling[0, 0] -= 500 * BN
    output = np.array(growing.gdp_memory_usd)
    output[0, 0] -= 500 * BN
    fallen = changed(growing, investment_memory_usd=falling, gdp_memory_usd=output)
    assert part_in_growth(fallen) == pytest.approx(0.25)


def test_without_tolerance_nothing_changes(params, growing):
    after = lean_toward_ai(params, growing, inputs(0.0, floor=0.3))
    assert (after.window_floor, after.policy_rate, after.permit_speed) == (0.3, 0.04, 0.5)


def test_relief_by_hand(params, growing):
    """Tolerance of two and a quarter of growth: half of full relief."""
    after = lean_toward_ai(params, growing, inputs(2.0))
    assert after.window_floor == pytest.approx(0.5 * 0.8)
    assert after.policy_rate == pytest.approx(0.04 - 0.5 * 0.02)
    assert after.permit_speed == pytest.approx(0.5 * 1.5)


def test_relief_is_bounded(params, growing):
    after = lean_toward_ai(params, growing, inputs(20.0))
    assert after.window_floor == pytest.approx(0.8)
    assert after.policy_rate == pytest.approx(0.02)
    assert after.permit_speed == pytest.approx(1.0)
