"""P3: firm capacity, margin and headroom."""

import jax.numpy as jnp
import numpy as np
import pytest

from wattstreet.core.axes import TECHNOLOGIES
from wattstreet.model.blocks.power.margin import (
    accredit_firm_capacity,
    firm_margin,
    missing_margin,
    required_firm_per_it_mw,
    uncounted_firm_capacity,
)

pytestmark = pytest.mark.unit


def test_firm_capacity_by_hand(params):
    capacity = (
        jnp.zeros((21, 10))
        .at[:, TECHNOLOGIES.index("coal")]
        .set(50.0)
        .at[:, TECHNOLOGIES.index("solar")]
        .set(40.0)
    )
    bare = params.replace(import_capacity_mw=jnp.full(21, 7.0), capacity_credit=jnp.full((21, 10), 0.5))
    firm = accredit_firm_capacity(bare, capacity, jnp.full(21, 100.0))
    np.testing.assert_allclose(firm, 7 + 25 + 20 / (1 + 0.8 * 0.4), rtol=1e-14)


@pytest.mark.parametrize("technology", TECHNOLOGIES)
def test_a_new_plant_never_lowers_firm_capacity(params, opening, technology):
    place, peak = TECHNOLOGIES.index(technology), jnp.full(21, 5e4)
    steps = [
        np.asarray(accredit_firm_capacity(params, opening.capacity_mw.at[:, place].add(extra), peak))
        for extra in (0.0, 1e3, 1e4, 1e5, 1e6)
    ]
    assert np.all(np.diff(np.stack(steps), axis=0) > 0)


def test_credit_falls_with_share_only_for_wind_sun_and_storage(params):
    peak = jnp.full(21, 1000.0)
    for place, name in enumerate(TECHNOLOGIES):
        one, two = (
            accredit_firm_capacity(params, jnp.zeros((21, 10)).at[:, place].set(mw), peak)
            - params.import_capacity_mw
            for mw in (200.0, 400.0)
        )
        doubled = np.asarray(two / one)
        if name in ("wind", "solar", "storage"):
            assert np.all(doubled < 2 - 1e-3)
        else:
            np.testing.assert_allclose(doubled, 2, rtol=1e-9)


def test_headroom_and_margin_by_definition(params, opening, neutral, policy_of):
    found = firm_margin(params, neutral, opening.capacity_mw, opening.connected_mw)
    np.testing.assert_allclose(found.reserve_margin, found.firm_mw / found.peak_mw - 1, rtol=1e-13)
    swing = 0.03 * params.pue * 0.68 * 1.04 * opening.connected_mw.sum(0)
    spare = found.firm_mw - (1 + params.reserve_margin_target) * found.peak_mw - swing
    np.testing.assert_allclose(found.headroom_mw, np.maximum(spare, 0), rtol=1e-13)
    half = firm_margin(
        params, policy_of(6, 1.5, headroom_multiplier=0.5), opening.capacity_mw, opening.connected_mw
    )
    np.testing.assert_allclose(half.headroom_mw, 0.5 * found.headroom_mw)


def test_the_peak_is_of_the_year_not_of_the_month(params, opening, policy_of):
    spring, summer = (
        firm_margin(params, policy_of(m, 1.0), opening.capacity_mw, opening.connected_mw) for m in (3, 7)
    )
    np.testing.assert_array_equal(spring.peak_mw, summer.peak_mw)
    base = params.peak_load_mw.max(axis=1) * (1 + params.load_growth)
    ai = opening.connected_mw.sum(0) * params.pue * 0.68 * 1.04
    np.testing.assert_allclose(spring.peak_mw, base + ai, rtol=1e-13)


def test_energising_the_headroom_uses_it_up_and_no_more(params, opening, neutral):
    before = firm_margin(params, neutral, opening.capacity_mw, opening.connected_mw)
    taken = before.headroom_mw / required_firm_per_it_mw(params)
    after = firm_margin(params, neutral, opening.capacity_mw, opening.connected_mw + taken[None, :] / 13)
    open_regions = np.asarray(before.headroom_mw) > 0
    shortfall = (1 + params.reserve_margin_target) * after.peak_mw - after.firm_mw
    assert np.all(np.asarray(shortfall / after.peak_mw)[open_regions] < 1e-12)


def test_the_first_margin_is_the_one_published(params, opening, policy_of):
    published = params.replace(opening_reserve_margin=params.reserve_margin_target + 0.07)
    found = firm_margin(published, policy_of(6, 0.0), opening.capacity_mw, opening.connected_mw)
    np.testing.assert_allclose(found.reserve_margin, params.reserve_margin_target + 0.07, rtol=1e-12)
    counted = accredit_firm_capacity(published, opening.capacity_mw, found.peak_mw)
    np.testing.assert_allclose(
        uncounted_firm_capacity(published), found.firm_mw - counted, rtol=1e-9, atol=1e-6
    )
    np.testing.assert_allclose(uncounted_firm_capacity(params), 0, atol=1e-6)


def test_missing_margin_by_hand(params):
    target, cushion = params.reserve_margin_target, params.planning_cushion
    np.testing.assert_allclose(missing_margin(params, target + cushion), 0, atol=1e-15)
    np.testing.assert_allclose(missing_margin(params, target), cushion / target, rtol=1e-12)
    np.testing.assert_allclose(missing_margin(params, target - 2.0), 1)
