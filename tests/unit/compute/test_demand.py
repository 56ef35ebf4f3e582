"""C9: Bass diffusion, Gompertz growth, dated shifts, revenue at the reference price."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wattstreet.model.blocks.compute.demand import (
    close_gap,
    grow_demand,
    induce_demand,
    opening_gap,
    reference_revenue,
    take_up_ai,
)

pytestmark = pytest.mark.unit

take_up = jax.jit(take_up_ai)
ZERO = jnp.zeros(())
percent = st.integers(0, 100).map(lambda percent: percent / 100)


def run_take_up(params, state, forcing, months):
    def month(state, _):
        users = take_up_ai(params, state, forcing)
        return state.replace(users=users), users

    return np.asarray(jax.lax.scan(month, state, None, length=months)[1])


def test_one_month_of_bass_diffusion(params, state, forcing):
    """Hazard p + q·users/ceiling of those who have not joined; China's ceiling is half of the other."""
    ceiling = np.array([2.2e9, 1.1e9])
    users = np.array([1e8, 2e7])
    hazard = 0.001 + 0.066 * users / ceiling
    expected = users + (1 - np.exp(-hazard)) * (ceiling - users)
    np.testing.assert_allclose(take_up_ai(params, state, forcing), [*expected, 0], rtol=1e-14)


def test_without_imitation_the_unserved_decay_exponentially(params, state, forcing, changed):
    params = changed(params, consumer_imitation=0.0, consumer_innovation=0.02)
    path = run_take_up(params, state, forcing, 48)
    left = (2.2e9 - 1e8) * np.exp(-0.02 * np.arange(1, 49))
    np.testing.assert_allclose(2.2e9 - path[:, 0], left, rtol=1e-12)


def test_imitation_needs_someone_to_imitate(params, state, forcing, changed):
    params = changed(params, consumer_innovation=0.0)
    state = changed(state, users=[0, 0, 0])
    np.testing.assert_array_equal(take_up_ai(params, state, forcing), [0, 0, 0])


def test_a_full_market_stays_full_and_an_overfull_one_does_not_shrink(params, state, forcing, changed):
    full = changed(state, users=[2.2e9, 2e9, 0])
    np.testing.assert_array_equal(take_up_ai(params, full, forcing), [2.2e9, 2e9, 0])


def test_a_shift_raises_imitation_and_capability_raises_the_ceiling(params, state, forcing, changed):
    boosted = take_up_ai(params, state, changed(forcing, consumer_boost=0.5))
    hazard = 0.001 + 0.066 * (1 + 0.8 * 0.5) * 1e8 / 2.2e9
    np.testing.assert_allclose(boosted[0], 1e8 + (1 - np.exp(-hazard)) * 2.1e9, rtol=1e-14)
    able = take_up_ai(params, changed(state, capability=[26, 22, 0]), forcing)
    ceiling = 2.2e9 * (1 + 0.06 * 2)
    hazard = 0.001 + 0.066 * 1e8 / ceiling
    np.testing.assert_allclose(able[0], 1e8 + (1 - np.exp(-hazard)) * (ceiling - 1e8), rtol=1e-14)
    np.testing.assert_allclose(able[1], take_up_ai(params, state, forcing)[1])


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(share=percent, innovation=percent, imitation=percent, boost=percent)
def test_users_rise_and_stay_below_the_ceiling(
    params, state, forcing, changed, share, innovation, imitation, boost
):
    params = changed(params, consumer_innovation=innovation / 20, consumer_imitation=imitation / 3)
    users = np.array([2.2e9, 1.1e9, 0]) * share
    found = np.asarray(
        take_up(params, changed(state, users=users), changed(forcing, consumer_boost=5 * boost))
    )
    assert np.all(found >= users)
    assert np.all(found <= np.array([2.2e9, 1.1e9, 0]) * (1 + 1e-12))


def test_opening_gap_is_the_log_of_ceiling_over_revenue():
    found = opening_gap(jnp.asarray(400.0), jnp.array([1.0, 0.25, 0]), jnp.array([4.0, 10, 0]))
    np.testing.assert_allclose(found, [np.log(100), np.log(10), 0])


def test_the_gompertz_gap_decays_exactly_exponentially():
    opening = jnp.array([6.0, 3.0, 0.0])
    gap = opening
    for _ in range(18):
        gap = close_gap(gap, opening, jnp.asarray(2.4), ZERO)
    np.testing.assert_allclose(gap, [6 * np.exp(-2.4 / 6 * 1.5), 3 * np.exp(-2.4 / 3 * 1.5), 0], rtol=1e-13)


def test_growth_is_the_opening_growth_of_log_revenue():
    """To first order in a month: the loss of gap is growth/12, short by half its square over the gap."""
    opening = jnp.array([6.0])
    first = float((opening - close_gap(opening, opening, jnp.asarray(0.012), ZERO))[0])
    np.testing.assert_allclose(first, 0.001, rtol=1e-4)


def test_a_shift_closes_the_gap_at_once_and_never_beyond_the_ceiling():
    opening = jnp.array([6.0, 0.1])
    found = close_gap(opening, opening, ZERO, jnp.asarray(1.8))
    np.testing.assert_allclose(found, [6 - 0.15, 0])


def test_a_dated_shift_fades_over_its_months(params, state, forcing, changed):
    pushed = grow_demand(params, state, changed(forcing, api_shift=1.0, other_shift=2.0))
    np.testing.assert_allclose([pushed.api_shift, pushed.other_shift], [1.9, 2.0])
    later = grow_demand(params, pushed, forcing)
    np.testing.assert_allclose([later.api_shift, later.other_shift], np.array([1.9, 2]) * np.exp(-1 / 12))
    calm = grow_demand(params, state, forcing)
    np.testing.assert_allclose(calm.api_log_gap - pushed.api_log_gap, [1.9 / 12, 1.9 / 12, 0], rtol=1e-12)
    np.testing.assert_allclose(calm.other_log_gap - pushed.other_log_gap, [2 / 12, 2 / 12, 0], rtol=1e-12)


def test_gaps_close_at_the_rate_of_their_own_opening(params, state, forcing):
    after = grow_demand(params, state, forcing)
    api = np.array([np.log(420), np.log(420e9 * 0.25 / 1e8)])
    other = np.array([np.log(32.5), np.log(650 * 0.2 / 3)])
    np.testing.assert_allclose(after.api_log_gap, [*([6, 7] * np.exp(-2.5 / api / 12)), 0], rtol=1e-13)
    np.testing.assert_allclose(
        after.other_log_gap, [*([3.5, 3.8] * np.exp(-1.08 / other / 12)), 0], rtol=1e-13
    )


def test_revenue_by_hand(params, state):
    found = reference_revenue(params, state, jnp.asarray(2.0))
    grown = np.exp(0.03 * 2)
    expected = [
        [16.2 * 1e8, 420e9 * grown * np.exp(-6.0), 650e9 * grown * np.exp(-3.5)],
        [16.2 * 2e7, 420e9 * grown * 0.25 * np.exp(-7.0), 650e9 * grown * 0.2 * np.exp(-3.8)],
        [0, 0, 0],
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-13)


def test_opening_gaps_give_back_the_opening_revenue(params, state, changed):
    sizes = params.segment_size
    api = opening_gap(params.api_ceiling, sizes[:, 1], params.opening_api_usd)
    other = opening_gap(params.other_ceiling, sizes[:, 2], params.opening_other_usd)
    found = reference_revenue(params, changed(state, api_log_gap=api, other_log_gap=other), ZERO)
    np.testing.assert_allclose(found[:, 1], params.opening_api_usd, rtol=1e-12)
    np.testing.assert_allclose(found[:, 2], params.opening_other_usd, rtol=1e-12)


def test_a_market_that_has_not_opened_starts_far_below_its_ceiling():
    gap = opening_gap(jnp.asarray(1e11), jnp.asarray([1.0, 0.0]), jnp.asarray([0.0, 0.0]))
    np.testing.assert_allclose(gap, [np.log(1e11), 0.0])


def test_a_shifted_elasticity_turns_cheaper_tokens_into_spending_up_to_a_bound(
    params, state, forcing, changed
):
    """A shift of −0.5 and a tenth cheaper: 0.05 at once, half of that when half the bound of 0.7 is used."""
    elastic = changed(forcing, elasticity_shift=-0.5)
    cheaper = jnp.array([0.1, 0.0, 0.1])
    fresh = induce_demand(params, state, cheaper, elastic)
    np.testing.assert_allclose(fresh.induced_log, [0.05, 0.0, 0.05], rtol=1e-14)
    half = induce_demand(params, changed(state, induced_log=[0.35, 0.35, 0.7]), cheaper, elastic)
    np.testing.assert_allclose(half.induced_log, [0.375, 0.35, 0.7], rtol=1e-14)
    before, after = (reference_revenue(params, one, jnp.asarray(0.0)) for one in (state, fresh))
    np.testing.assert_allclose(after, before * np.exp([[0.05], [0.0], [0.05]]), rtol=1e-14)


def test_a_less_elastic_demand_loses_what_it_had_gained_first(params, state, forcing, changed):
    inelastic = changed(forcing, elasticity_shift=0.5)
    after = induce_demand(params, changed(state, induced_log=[0.7, 0.0, -0.7]), jnp.full(3, 0.1), inelastic)
    np.testing.assert_allclose(after.induced_log, [0.65, -0.05, -0.7], rtol=1e-14)


def test_without_a_shift_tokens_may_get_as_cheap_as_they_like(params, state, forcing):
    found = induce_demand(params, state, jnp.full(3, 5.0), forcing)
    np.testing.assert_array_equal(found.induced_log, state.induced_log)
