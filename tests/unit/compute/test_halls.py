"""C4: site choice, starts and construction of shells."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wattstreet.model.blocks.compute.halls import build_shells, choose_sites, construction_due, start_shells

pytestmark = pytest.mark.unit

choose = jax.jit(choose_sites)
build = jax.jit(build_shells)
megawatts = st.integers(0, 3000).map(lambda tenths: tenths / 10)
prices = hnp.arrays(np.float64, 3, elements=st.floats(-50, 1000))
waits = hnp.arrays(np.float64, 3, elements=st.floats(0, 240))
PAID = jnp.ones(2)
LEAVING = 1 - np.exp(-3 / 20)


def test_sites_are_a_logit_in_price_and_wait(params):
    """Weights 3 : 1; the second place is 20 USD dearer and 24 months quicker: e to −0.2 and to +0.6."""
    found = choose_sites(params, jnp.array([40.0, 60, 55]), jnp.array([48.0, 24, 12]))
    odds = 1 / 3 * np.exp(-0.2 + 0.6)
    np.testing.assert_allclose(found[0], [1 / (1 + odds), odds / (1 + odds), 0], rtol=1e-14)
    np.testing.assert_allclose(found[1], [0, 0, 1], rtol=1e-14)


def test_alike_places_share_by_weight_and_a_firm_without_weights_builds_nowhere(params, changed):
    alike = jnp.full(3, 30.0)
    np.testing.assert_allclose(choose_sites(params, alike, alike)[0], [0.75, 0.25, 0])
    nowhere = changed(params, place_weight=[[0, 0, 0], [0, 0, 2]])
    np.testing.assert_array_equal(choose_sites(nowhere, alike, alike)[0], [0, 0, 0])


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(price=prices, wait=waits, longer=st.floats(0, 120), dearer=st.floats(0, 500))
def test_shares_sum_to_one_and_fall_with_wait_and_price(params, changed, price, wait, longer, dearer):
    params = changed(params, place_weight=[[3, 1, 2], [1, 1, 2]])
    found = np.asarray(choose(params, price, wait))
    np.testing.assert_allclose(found.sum(1), 1, rtol=1e-12)
    first = np.array([1.0, 0, 0])
    for changed_sites in (
        choose(params, price, wait + longer * first),
        choose(params, price + dearer * first, wait),
    ):
        assert np.all(np.asarray(changed_sites)[:, 0] <= found[:, 0] * (1 + 1e-12))
        assert np.all(np.asarray(changed_sites)[:, 1:] >= found[:, 1:] * (1 - 1e-12))


def test_shells_start_for_chips_held_and_coming(params, state):
    """The US firm holds 130, sees 1.7·5·20 = 170 coming, has halls for 180: a sixth of 120 a month."""
    sites = jnp.array([[0.75, 0.25, 0], [0, 0, 1]])
    np.testing.assert_allclose(start_shells(params, state, sites), [[15, 5, 0], [0, 0, 0]], rtol=1e-13)


def test_nobody_builds_beyond_the_wanted_fleet_but_for_chips_held(params, state, changed):
    sites = jnp.array([[1.0, 0, 0], [0, 0, 1]])
    wants_less = start_shells(params, changed(state, wanted_mw=[240, 100]), sites)
    np.testing.assert_allclose(wants_less.sum(1), [(240 - 180) / 6, (100 - 62) / 6])
    without_halls = changed(
        state, wanted_mw=[0, 0], shells_mw=np.zeros((2, 3)), shells_building_mw=np.zeros((3, 2, 3))
    )
    np.testing.assert_allclose(start_shells(params, without_halls, sites).sum(1), [130 / 6, 44 / 6])


def test_shells_advance_through_three_stages(params, state, forcing, changed):
    building = np.zeros((3, 2, 3))
    building[0, 0, 0], building[1, 0, 0], building[2, 0, 0] = 6, 12, 20
    started = jnp.array([[4.0, 0, 0], [0, 0, 2]])
    before = changed(state, shells_building_mw=building)
    after, progress, finished, lost = build_shells(params, before, started, PAID, forcing)
    stages = np.array(
        [6 * (1 - LEAVING) + 4, 12 * (1 - LEAVING) + 6 * LEAVING, 20 * (1 - LEAVING) + 12 * LEAVING]
    )
    np.testing.assert_allclose(after.shells_building_mw[:, 0, 0], stages, rtol=1e-14)
    np.testing.assert_allclose(after.shells_building_mw[:, 1, 2], [2, 0, 0])
    np.testing.assert_allclose([finished[0, 0], lost[0, 0]], [17 * LEAVING, 3 * LEAVING], rtol=1e-13)
    np.testing.assert_allclose(progress, [38 / 3 * LEAVING, 0], rtol=1e-13)
    np.testing.assert_allclose(after.shells_mw - before.shells_mw, finished, atol=1e-12)
    np.testing.assert_allclose(construction_due(params, before, forcing), progress, rtol=1e-13)


def test_who_cannot_pay_or_may_not_build_makes_no_progress(params, state, forcing, changed):
    nothing = jnp.zeros((2, 3))
    unpaid, progress, _, _ = build_shells(params, state, nothing, jnp.array([0.0, 1.0]), forcing)
    np.testing.assert_array_equal(unpaid.shells_building_mw[:, 0], state.shells_building_mw[:, 0])
    assert progress[0] == 0 < progress[1]
    stopped, _, finished, _ = build_shells(params, state, nothing, PAID, changed(forcing, hall_speed=0.0))
    np.testing.assert_array_equal(stopped.shells_building_mw, state.shells_building_mw)
    np.testing.assert_array_equal(finished, np.zeros((2, 3)))


def test_faster_halls_are_a_shorter_pipeline(params, state, forcing, changed):
    fast = construction_due(params, state, changed(forcing, hall_speed=2.0))
    np.testing.assert_allclose(fast, np.array([30, 12]) * (1 - np.exp(-6 / 20)) / 3, rtol=1e-14)


@pytest.mark.property
@settings(max_examples=30, deadline=None)
@given(
    building=hnp.arrays(np.float64, (3, 2, 3), elements=megawatts),
    started=hnp.arrays(np.float64, (2, 3), elements=megawatts),
    paid=hnp.arrays(np.float64, 2, elements=st.floats(0, 1)),
    speed=st.floats(0.05, 10),
)
def test_started_shells_are_under_way_finished_or_lost(
    params, state, forcing, changed, building, started, paid, speed
):
    before = changed(state, shells_building_mw=building)
    after, _, finished, lost = build(params, before, started, paid, changed(forcing, hall_speed=speed))
    under_way = after.shells_building_mw.sum(axis=0) + finished + lost
    np.testing.assert_allclose(under_way, building.sum(0) + started, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(after.shells_mw - finished, before.shells_mw, rtol=1e-12)
    assert np.all(np.asarray(after.shells_building_mw) >= 0)


def test_a_shell_costs_one_shell_and_takes_its_months(params, state, forcing, changed):
    """One MW started once: all of it is paid for, 85 % is finished, after three stages on average."""
    months = 600
    empty = changed(state, shells_building_mw=np.zeros((3, 2, 3)), shells_mw=np.zeros((2, 3)))
    starts = jnp.zeros((months, 2, 3)).at[0, 0, 0].set(1.0)

    def month(state, started):
        state, progress, finished, lost = build_shells(params, state, started, PAID, forcing)
        return state, (progress[0], finished[0, 0], lost[0, 0])

    _, (progress, finished, lost) = jax.lax.scan(month, empty, starts)
    np.testing.assert_allclose([progress.sum(), finished.sum(), lost.sum()], [1, 0.85, 0.15], rtol=1e-9)
    mean = float((finished * np.arange(months)).sum() / finished.sum())
    np.testing.assert_allclose(mean, 3 / LEAVING, rtol=1e-9)
