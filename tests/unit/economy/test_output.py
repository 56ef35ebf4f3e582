"""E1 to E3: contributions, wealth, the stop and its offset."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wattstreet.model.blocks.economy.output import (
    contribution,
    invest_by_country,
    opening_economy,
    run_economy,
    spend_wealth,
)

pytestmark = pytest.mark.unit

BN = 1e9
LEVEL = jnp.array([100.0, 20, 10]) * BN / 12
"""AI investment that stays where it was, USD a month."""
CALM = jnp.zeros(())
month = jax.jit(run_economy)


def run(params, state, investment, gains):
    """A path of months: states and flows after each."""

    def step(state, news):
        state, flows = run_economy(params, state, *news)
        return state, (state, flows)

    return jax.lax.scan(step, state, (investment, gains))[1]


def steady(investment, months):
    return jnp.broadcast_to(investment, (months, 3)), jnp.zeros(months)


def test_investment_counts_where_chips_are_placed_and_halls_are_built():
    """The first firm puts three of four chips in the US; the second builds everything in China."""
    found = invest_by_country(
        jnp.array([8.0, 2.0]),
        jnp.array([10.0, 5.0]),
        jnp.array([[3.0, 0, 1], [0, 6, 0]]),
        jnp.array([[50.0, 0, 50], [0, 1, 0]]),
    )
    np.testing.assert_allclose(found, [6 + 5, 2 + 5, 2 + 5])


@pytest.mark.property
@settings(max_examples=30, deadline=None)
@given(
    chips=hnp.arrays(np.float64, (2, 3), elements=st.integers(0, 100)),
    halls=hnp.arrays(np.float64, (2, 3), elements=st.integers(0, 100)),
)
def test_every_dollar_stands_somewhere(chips, halls):
    found = invest_by_country(chips.sum(1) * 3e7, halls.sum(1) * 1e7, chips, halls)
    np.testing.assert_allclose(found.sum(), chips.sum() * 3e7 + halls.sum() * 1e7, rtol=1e-12)


def test_level_investment_contributes_nothing(state):
    np.testing.assert_allclose(contribution(state, LEVEL), [0, 0, 0], atol=1e-12)


def test_contribution_is_the_rise_over_last_year_s_output(state):
    """100 to 340 bn against an output of 24 000: one percentage point; a fall subtracts."""
    found = contribution(state, jnp.array([340.0, 11, 10]) * BN / 12)
    np.testing.assert_allclose(found, [1.0, -0.05, 0], atol=1e-12)


def test_contribution_is_share_times_growth(state, changed):
    memory = np.asarray(state.investment_memory_usd).copy()
    memory[-1] = [60 * BN, 20 * BN, 10 * BN]
    found = contribution(changed(state, investment_memory_usd=memory), LEVEL)
    np.testing.assert_allclose(found[0], 100 * (60 / 24000) * (100 / 60 - 1), rtol=1e-12)


def test_what_stops_rising_contributes_for_a_year_and_then_nothing(params, state):
    doubled = LEVEL * jnp.array([2.0, 1, 1])
    _, flows = run(params, state, *steady(doubled, 14))
    np.testing.assert_allclose(flows.ai_contribution_pp[:12, 0], 100 * 100 / 24000, rtol=1e-12)
    np.testing.assert_allclose(flows.ai_contribution_pp[12:, 0], 0, atol=1e-10)


def test_without_news_output_follows_its_trend(params, state, changed):
    """Investment level at its start, so nothing is offset: only other output grows."""
    states, flows = run(params, state, *steady(LEVEL, 24))
    grown = 23950 * np.exp(0.004 * np.arange(1, 25))
    np.testing.assert_allclose(states.gdp_usd[:, 0] / BN, grown + 50, rtol=1e-12)
    np.testing.assert_allclose(flows.gdp_growth_saar[:, 2], 0, atol=1e-10)
    np.testing.assert_allclose(states.offset_usd, 0, atol=1e-3)
    alone = changed(params, import_share=[1.0, 1, 1])
    pure = changed(state, other_gdp_usd=state.gdp_usd)
    _, flows = run(alone, pure, *steady(LEVEL, 3))
    np.testing.assert_allclose(flows.gdp_growth_saar[:, 0], 100 * (np.exp(0.048) - 1), rtol=1e-10)


def test_imports_do_not_count_and_part_of_a_rise_is_offset_with_a_lag(params, state):
    """Investment of 100 doubles, half of it imported: 50 more, of which 30 % goes over a year."""
    doubled = LEVEL * jnp.array([2.0, 1, 1])
    states, _ = run(params, state, *steady(doubled, 60))
    months = np.arange(1, 61)
    offset = -0.3 * 50 * (1 - np.exp(-months / 12))
    np.testing.assert_allclose(states.offset_usd[:, 0] / BN, offset, rtol=1e-10)
    parts = states.other_gdp_usd[:, 0] / BN + 100 + offset
    np.testing.assert_allclose(states.gdp_usd[:, 0] / BN, parts, rtol=1e-12)


def test_a_stop_subtracts_and_part_of_it_comes_back(params, state):
    states, flows = run(params, state, *steady(jnp.zeros(3), 240))
    assert flows.ai_contribution_pp[0, 0] < 0
    np.testing.assert_allclose(
        flows.ai_contribution_pp[0], [-100 / 240, -2000 / 18000, -1000 / 60000], rtol=1e-12
    )
    # after twenty years e^−20 of the offset is still to come
    np.testing.assert_allclose(states.offset_usd[-1] / BN, [0.3 * 50, 0.3 * 15, 0.3 * 10], rtol=1e-8)


def test_wealth_is_spent_over_its_months(params, state):
    """Of 1000 bn gained 0.032·0.6 is spent a year in the end, 1 − e^(−n/24) of that by month n."""
    gains = jnp.zeros(600).at[0].set(1000 * BN)
    states, flows = run(params, state, jnp.broadcast_to(LEVEL, (600, 3)), gains)
    total = 0.032 * np.array([0.6, 0, 0.3]) * 1000
    months = np.arange(1, 601)[:, None]
    expected = total * (1 - np.exp(-months / 24))
    np.testing.assert_allclose(states.wealth_effect_usd / BN, expected, rtol=1e-11)
    np.testing.assert_allclose(states.wealth_effect_usd[-1] / BN, total, rtol=1e-9)
    np.testing.assert_allclose(flows.wealth_effect_usd * 12, states.wealth_effect_usd, rtol=1e-12)
    np.testing.assert_allclose(
        states.wealth_pending_usd + states.wealth_effect_usd, total * BN + 0 * months, rtol=1e-11
    )


def test_a_loss_undoes_a_gain(params, state):
    gains = jnp.zeros(400).at[0].set(1000 * BN).at[1].set(-1000 * BN)
    states, _ = run(params, state, jnp.broadcast_to(LEVEL, (400, 3)), gains)
    np.testing.assert_allclose(states.wealth_effect_usd[-1], [0, 0, 0], atol=1e4)  # e^−17 of 19 bn
    pending, released = spend_wealth(params, state, jnp.asarray(-1000 * BN))
    assert pending[0] < 0
    assert released[0] < 0
    np.testing.assert_allclose((pending + released)[0], -0.032 * 0.6 * 1000 * BN)


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(
    investment=hnp.arrays(np.float64, 3, elements=st.integers(0, 500)),
    gain=st.integers(-5000, 5000),
    pending=hnp.arrays(np.float64, 3, elements=st.integers(-50, 50)),
    offset=hnp.arrays(np.float64, 3, elements=st.integers(-50, 50)),
)
def test_output_is_the_sum_of_its_parts(params, state, changed, investment, gain, pending, offset):
    before = changed(state, wealth_pending_usd=pending * BN, offset_usd=offset * BN)
    after, flows = month(params, before, investment * BN, jnp.asarray(gain * BN, dtype=float))
    net = investment * BN * 12 * (1 - np.asarray(params.import_share))
    parts = after.other_gdp_usd + net + after.offset_usd + after.wealth_effect_usd
    np.testing.assert_allclose(after.gdp_usd, parts, rtol=1e-13)
    grown = np.asarray(after.gdp_usd / before.gdp_usd) ** 12 - 1
    np.testing.assert_allclose(flows.gdp_growth_saar, 100 * grown, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(after.investment_memory_usd[0], investment * BN * 12)
    np.testing.assert_array_equal(after.gdp_memory_usd[0], after.gdp_usd)
    np.testing.assert_array_equal(after.investment_memory_usd[1:], before.investment_memory_usd[:-1])
    np.testing.assert_array_equal(after.gdp_memory_usd[1:], before.gdp_memory_usd[:-1])


@pytest.mark.property
@settings(max_examples=25, deadline=None)
@given(more=st.integers(0, 500), share=st.integers(0, 100))
def test_more_investment_never_lowers_output(params, state, changed, more, share):
    params = changed(params, offset_share=share / 100)
    richer = LEVEL + jnp.array([more, 0, 0]) * BN
    found = [float(month(params, state, investment, CALM)[0].gdp_usd[0]) for investment in (LEVEL, richer)]
    assert found[1] >= found[0]


def test_the_opening_economy_stands_on_its_lines(params):
    """Output of the start year holds net investment; memories rise by a twelfth of their growth a month."""
    opening = opening_economy(params, LEVEL * 12, jnp.asarray(0.36))
    np.testing.assert_allclose(opening.gdp_usd, params.opening_gdp)
    np.testing.assert_allclose((opening.gdp_usd - opening.other_gdp_usd) / BN, [50, 15, 10], rtol=1e-9)
    np.testing.assert_allclose(opening.investment_at_start_usd, LEVEL * 12)
    newer, older = opening.investment_memory_usd[:-1], opening.investment_memory_usd[1:]
    np.testing.assert_allclose(newer / older, np.exp(0.03), rtol=1e-12)
    rise = np.log(opening.gdp_memory_usd[:-1] / opening.gdp_memory_usd[1:])
    np.testing.assert_allclose(rise, np.broadcast_to([0.004, 0.005, 0], (11, 3)), atol=1e-12)
    assert opening.gdp_memory_usd.shape == opening.investment_memory_usd.shape == (12, 3)
    for still in (opening.wealth_pending_usd, opening.wealth_effect_usd, opening.offset_usd):
        np.testing.assert_array_equal(still, np.zeros(3))


def test_memories_reach_back_exactly_a_year(params):
    """On a steady path the month whose year lies in the memories contributes as the month after it does."""
    growth, rate = 0.12, jnp.full(3, 1e11)
    state = opening_economy(params, rate, jnp.asarray(growth))
    contributions = []
    for month in range(1, 14):
        investment = rate / 12 * jnp.exp(growth * month / 12)
        state, flows = run_economy(params, state, investment, jnp.asarray(0.0))
        contributions.append(float(flows.ai_contribution_pp[0]))
    assert contributions[11] == pytest.approx(contributions[12], rel=0.02)
    # a year on, investment has grown by .12 and output by .048
    assert contributions[12] == pytest.approx(contributions[0] * np.exp(0.12 - 0.048), rel=0.01)
