"""C1, C5, C6: vintages, retirement, installation, moves."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wattstreet.model.blocks.compute.fleet import (
    install_chips,
    move_dark_chips,
    opening_vintages,
    performance_of_new_chips,
    retire_old_chips,
)

pytestmark = pytest.mark.unit

retire = jax.jit(retire_old_chips)
install = jax.jit(install_chips)
move = jax.jit(move_dark_chips)
megawatts = st.integers(0, 5000).map(lambda tenths: tenths / 10)
places = hnp.arrays(np.float64, (2, 3), elements=megawatts)


def fleet_of(state, changed, fleet):
    """The state with a fleet whose vintages are those of the state in proportion."""
    shares = np.asarray(state.vintage_mw / state.vintage_mw.sum(axis=1, keepdims=True))
    return changed(state, fleet_mw=fleet, vintage_mw=fleet.sum(1)[:, None] * shares)


def test_performance_grows_exponentially(params):
    found = performance_of_new_chips(params, jnp.asarray(3.0))
    np.testing.assert_allclose(found, np.array([1, 0.5, 0.25]) * np.exp(3 * 0.37))


def test_opening_vintages_are_the_opening_fleet(params):
    mw, h100e = opening_vintages(params)
    np.testing.assert_allclose(mw.sum(axis=1), [120, 40])
    np.testing.assert_allclose(mw[0], 120 * np.array([0.1, 0.1, 0.2, 0.2, 0.2, 0.2, 0, 0, 0, 0]))
    quality = np.array([0.8 * 1 + 0.2 * 0.5, 0.5 * 1 + 0.1 * 0.5 + 0.4 * 0.25])
    np.testing.assert_allclose(h100e[:, 0], np.array([12, 4]) * 1000 * quality * np.exp(0.37 * -2.75))
    np.testing.assert_allclose(h100e[:, 5], np.array([24, 8]) * 1000 * quality * np.exp(0.37 * -0.25))
    np.testing.assert_array_equal(h100e[:, 6:], np.zeros((2, 4)))


def test_at_its_economic_life_a_vintage_meets_half_the_hazard(params, state, forcing, changed):
    """Chips of 2020h1 are 5.5 years old 2.75 years after the start."""
    old = np.zeros((2, 10))
    old[:, 0] = [120, 40]
    state = changed(state, vintage_mw=old, vintage_h100e=old * 300)
    after, retired = retire_old_chips(params, state, changed(forcing, years=2.75))
    gone = np.array([120, 40]) * (1 - np.exp(-0.025))
    np.testing.assert_allclose(retired.sum(axis=1), gone, rtol=1e-13)
    np.testing.assert_allclose(retired[0], gone[0] * np.array([100, 20, 0]) / 120, rtol=1e-13)
    np.testing.assert_allclose(after.fleet_mw, state.fleet_mw - retired, rtol=1e-14)
    np.testing.assert_allclose(after.vintage_h100e, old * 300 * np.exp(-0.025), rtol=1e-14)


def test_older_vintages_retire_faster(params, state, forcing, changed):
    after, _ = retire_old_chips(params, state, changed(forcing, years=4.0))
    kept = np.asarray(after.vintage_mw / jnp.maximum(state.vintage_mw, 1e-9))[0, :6]
    assert np.all(np.diff(kept) > 0)


def test_an_empty_fleet_retires_nothing(params, state, forcing, changed):
    empty = changed(state, fleet_mw=np.zeros((2, 3)), vintage_mw=np.zeros((2, 10)))
    after, retired = retire_old_chips(params, empty, forcing)
    np.testing.assert_array_equal(retired, np.zeros((2, 3)))
    assert np.all(np.isfinite(after.fleet_mw))


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(fleet=places, years=st.floats(0, 13), hazard=st.floats(0.005, 0.5))
def test_what_retires_leaves_places_and_vintages_alike(params, state, forcing, changed, fleet, years, hazard):
    state = fleet_of(state, changed, fleet)
    params = changed(params, retirement_hazard=hazard)
    after, retired = retire(params, state, changed(forcing, years=years))
    np.testing.assert_allclose(after.fleet_mw + retired, fleet, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(after.vintage_mw.sum(1), after.fleet_mw.sum(1), rtol=1e-12, atol=1e-9)
    assert np.all(np.asarray(after.fleet_mw) >= -1e-12)


def test_chips_run_where_a_powered_hall_has_room(state, forcing):
    """Six of ten dark chips find room; with six tenths of the performance they are of 2023h1."""
    after, installed = install_chips(state, jnp.array([[106.0, 30, 0], [0, 0, 50]]), forcing)
    np.testing.assert_allclose(installed, [[6, 0, 0], [0, 0, 4]])
    np.testing.assert_allclose(after.undeployed_mw, [[4, 0, 0], [0, 0, 0]])
    np.testing.assert_allclose(after.undeployed_h100e, [3600, 0], atol=1e-9)
    np.testing.assert_allclose(after.vintage_mw[:, 6], [6, 4])
    np.testing.assert_allclose(after.vintage_h100e[:, 6], [5400, 1600])
    np.testing.assert_array_equal(after.vintage_mw[:, :6], state.vintage_mw[:, :6])


def test_a_fleet_beyond_its_powered_halls_installs_nothing(state, forcing):
    after, installed = install_chips(state, jnp.array([[90.0, 0, 0], [0, 0, 0]]), forcing)
    np.testing.assert_array_equal(installed, np.zeros((2, 3)))
    np.testing.assert_array_equal(after.fleet_mw, state.fleet_mw)


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(dark=places, energised=places, fleet=places, vintage=st.integers(0, 9))
def test_installing_makes_and_loses_no_chips(state, forcing, changed, dark, energised, fleet, vintage):
    before = changed(fleet_of(state, changed, fleet), undeployed_mw=dark, undeployed_h100e=dark.sum(1) * 800)
    after, installed = install(before, energised, changed(forcing, vintage=vintage))
    np.testing.assert_allclose(after.fleet_mw + after.undeployed_mw, fleet + dark, rtol=1e-13)
    np.testing.assert_allclose(after.vintage_mw.sum(1), after.fleet_mw.sum(1), rtol=1e-12, atol=1e-9)
    performance = [s.vintage_h100e.sum(1) + s.undeployed_h100e for s in (before, after)]
    np.testing.assert_allclose(performance[1], performance[0], rtol=1e-12)
    grown = np.asarray(installed) > 0
    assert np.all(np.asarray(after.fleet_mw)[grown] <= energised[grown] * (1 + 1e-12))


def test_stranded_chips_move_slowly_to_free_halls(params, state, changed):
    """Twelve of twenty are stranded in the east; a twentieth of them moves west, where eight are free."""
    dark = [[20, 2, 0], [0, 0, 4]]
    energised = jnp.array([[108.0, 30, 0], [0, 0, 40]])
    after = move_dark_chips(params, changed(state, undeployed_mw=dark), energised)
    np.testing.assert_allclose(after.undeployed_mw, [[19.4, 2.6, 0], [0, 0, 4]])


def test_a_move_fills_no_hall_beyond_its_room(params, state, changed):
    params = changed(params, moving_share=1.0)
    energised = jnp.array([[100.0, 25, 0], [0, 0, 40]])
    after = move_dark_chips(params, changed(state, undeployed_mw=[[20, 2, 0], [0, 0, 4]]), energised)
    np.testing.assert_allclose(after.undeployed_mw, [[17, 5, 0], [0, 0, 4]])


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(dark=places, energised=places, fleet=places, share=st.floats(0, 1))
def test_moving_makes_and_loses_no_chips(params, state, changed, dark, energised, fleet, share):
    before = changed(state, undeployed_mw=dark, fleet_mw=fleet)
    after = np.asarray(move(changed(params, moving_share=share), before, energised).undeployed_mw)
    np.testing.assert_allclose(after.sum(1), dark.sum(1), rtol=1e-12, atol=1e-8)
    room = np.maximum(energised - fleet, 0)
    assert np.all(after >= -1e-9)
    arrived = after > dark + 1e-9
    assert np.all(after[arrived] <= room[arrived] * (1 + 1e-12) + 1e-9)
