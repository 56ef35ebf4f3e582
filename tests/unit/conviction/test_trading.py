"""Months of trading: what bursts, what survives, and how a market comes back."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wattstreet.model.blocks.conviction.awareness import after_hazards, next_aware_share, stretch
from wattstreet.model.blocks.conviction.funding import backlog_cancel_rate, next_funding_window
from wattstreet.model.blocks.conviction.news import drain_cash
from wattstreet.model.blocks.conviction.params import default_params
from wattstreet.model.blocks.conviction.price import drawdown_of, trade_month, weekly_noise
from wattstreet.model.blocks.conviction.records import opening, quiet_news
from wattstreet.model.blocks.conviction.tables import precompute

pytestmark = pytest.mark.unit

MONTHS = 96
START = float(np.log(5.3e12))
OCTOBER_2025, NOVEMBER_2025 = 33, 34
CALM_WEEKS = np.zeros((MONTHS, 4))


def one(value):
    return jnp.asarray(value, dtype=float)


FREE = (one(0.0), one(1.0))
"""Floor and cap of a funding window that nobody holds."""


def boom():
    """Value that triples from January 2023 to October 2025 and then grows 1.5 % a month."""
    growth = np.where(np.arange(MONTHS) <= OCTOBER_2025, np.log(3.0) / (OCTOBER_2025 + 1), 0.015)
    return START + np.cumsum(growth)


def earnings(value):
    """Earnings that start at a 27th of value and grow four fifths as fast."""
    return START - np.log(27.0) + 0.8 * (value - START)


def path(params, value, *, noise=CALM_WEEKS, aware=0.03, earned=None, **news):
    """State and flows of each month."""
    earned = earnings(value) if earned is None else earned
    months = jax.vmap(quiet_news)(jnp.asarray(value), jnp.asarray(earned), jnp.asarray(noise))
    return _path(
        params, months.replace(**{k: jnp.asarray(v, dtype=float) for k, v in news.items()}), one(aware)
    )


@jax.jit
def _path(params, months, aware):
    tables = precompute(params)

    def month(state, news):
        state, flows = trade_month(params, tables, state, news)
        return state, (state, flows)

    return jax.lax.scan(month, opening(one(START), aware_share=aware), months)[1]


def committed(share, since=NOVEMBER_2025):
    return np.where(np.arange(MONTHS) >= since, share, 0.0)


def test_three_good_years_make_half_of_the_holders_aware(defaults):
    # Surveyed managers: .36 in July, .41 in September, .54 in October 2025.
    state, _ = path(defaults, boom())
    assert state.aware_share[11] < 0.12
    assert state.aware_share[27] < 0.33
    # The spread of doubt is set on whole runs, whose prices stretch further than this path.
    assert 0.27 < state.aware_share[30] < 0.45
    assert 0.33 < state.aware_share[OCTOBER_2025] < 0.54
    assert state.belief_share[OCTOBER_2025] == pytest.approx(0.68, abs=0.06)


def test_an_ordinary_market_stays_unaware_and_open(defaults):
    value = START + 0.006 * np.arange(1, MONTHS + 1)
    state, flows = path(defaults, value, earned=value - np.log(26.0))
    assert bool(jnp.all(state.aware_share < 0.05))
    assert bool(jnp.all(jnp.abs(state.belief_share - 0.2) < 0.03))
    assert bool(jnp.all(state.funding_window > 0.99))
    assert bool(jnp.all(flows.deepest_drawdown < 1e-12))


def test_nobody_aware_no_lever_no_seller_no_crash(changed):
    rng = np.random.default_rng(3)
    params = changed(levered_share=0.0, awareness_baseline_per_month=0.0)
    noise = np.asarray(weekly_noise(params, jnp.asarray(rng.standard_normal(MONTHS * 4)))).reshape(MONTHS, 4)
    state, flows = path(
        params.replace(awareness_reflection_per_month=one(0.0)), boom(), noise=noise, aware=0.0
    )
    assert bool(jnp.all(state.aware_share == 0.0))
    assert flows.deepest_drawdown.max() < 0.3
    assert state.selling_share.max() < 0.1


def test_without_a_multiplier_sellers_do_not_move_the_price(changed):
    params = changed(multiplier=0.0)
    quiet, _ = path(params, boom())
    sold, flows = path(params, boom(), committed_share=committed(0.3))
    assert np.asarray(sold.log_price) == pytest.approx(np.asarray(quiet.log_price), abs=1e-12)
    assert sold.sold_share.max() > 0.05
    assert bool(jnp.all(flows.flow_return == 0.0))


def test_five_percent_of_the_float_sold(changed):
    # Five percent of the float sold net at M = 5 is a fall of 22 to 25 %, with no contagion at all.
    params = changed(levered_share=0.0, sold_fraction=0.25, tolerance_median=0.9, tolerance_sigma=0.1)
    _, flows = path(params, np.full(MONTHS, START), aware=0.0, committed_share=committed(0.2, since=3))
    assert flows.drawdown[2] == 0.0
    assert 0.21 < flows.deepest_drawdown[3] < 0.25


def test_five_percent_of_holders_depends_on_who_is_aware(defaults):
    few, _ = path(defaults, boom(), committed_share=committed(0.05, since=12))
    assert few.selling_share[13] < 0.07
    state, flows = path(defaults, boom(), committed_share=committed(0.08))
    assert state.selling_share[NOVEMBER_2025] > 0.6
    assert flows.deepest_drawdown[NOVEMBER_2025] > 0.5


def april(fall):
    """Value flat, then news of a fall in one month, taken back over three."""
    value = np.full(MONTHS, START)
    value[5] -= fall
    value[6] -= fall * 2 / 3
    value[7] -= fall / 3
    return value


@pytest.mark.parametrize(("aware", "survived"), [(0.0, 0.25), (0.20, 0.242), (0.27, 0.238)])
def test_april_2025_survives_with_the_defaults(defaults, aware, survived):
    # The NASDAQ composite fell 24.3 % by daily closes, 22.7 % by weekly ones; it was back by the end of June.
    largest = 0.0
    for news in np.arange(0.150, 0.175, 0.0004):
        state, _ = path(defaults, april(news), aware=aware)
        fall = 1.0 - float(jnp.exp(state.log_price.min() - START))
        if fall < 0.4:
            largest, last = fall, state
    assert survived <= largest < 0.27
    assert last.selling_share.max() < 0.1
    assert drawdown_of(jax.tree.map(lambda stock: stock[12], last)) < 0.1


def test_a_fall_a_third_larger_does_not_survive(defaults):
    state, flows = path(defaults, april(0.24), aware=0.25)
    assert flows.deepest_drawdown.max() > 0.4
    assert state.selling_share.max() > 0.5


def test_a_market_recovers_once_sellers_are_renewed(defaults):
    value = np.full(MONTHS, START)
    state, flows = path(defaults, value, aware=0.4, committed_share=committed(0.12, since=3))
    assert flows.deepest_drawdown[3] > 0.5
    # Panic ends although the committed never leave, the window reopens, and prices come back, slowly.
    assert state.selling_share[30] < 0.15
    assert state.funding_window[5] < 0.2
    assert state.funding_window[40] > 0.8
    assert state.log_price[6] < START - 0.5
    assert state.log_price[-1] > START - 0.15


def test_leverage_does_not_come_back_with_the_price(defaults):
    state, _ = path(defaults, april(0.14), aware=0.0)
    sold = np.asarray(state.sold_share)
    peak = int(sold.argmax())
    assert sold[peak] > 0.01
    # Value is back after three months; positions sold are not.
    assert sold[peak + 3] > 0.8 * sold[peak]


def test_value_passes_through_one_for_one(defaults):
    state, flows = path(defaults, boom(), aware=0.0)
    assert np.asarray(state.log_price - state.log_value) == pytest.approx(0.0, abs=1e-9)
    assert np.asarray(flows.log_return) == pytest.approx(np.diff(boom(), prepend=START), abs=1e-9)


def test_net_buying_moves_price_by_the_multiplier(changed):
    params = changed(pull_per_month=0.0)
    inflow = np.where(np.arange(MONTHS) == 4, 0.01, 0.0)
    state, flows = path(params, np.full(MONTHS, START), net_buying_share=inflow)
    assert flows.flow_return[4] == pytest.approx(0.05, abs=1e-12)
    assert state.log_price[4] == pytest.approx(START + 0.05, abs=1e-12)


def test_surprises_wake_and_deals_soothe(defaults):
    shock = np.where(np.arange(MONTHS) == 24, 1.0, 0.0)
    quiet, _ = path(defaults, boom())
    woken, _ = path(defaults, boom(), surprise=shock)
    soothed, _ = path(defaults, boom(), narrative=shock)
    assert woken.aware_share[26] > quiet.aware_share[26] + 0.02
    assert soothed.aware_share[26] < quiet.aware_share[26] - 0.003
    assert woken.belief_share[26] < quiet.belief_share[26] < soothed.belief_share[26]
    # Both are forgotten within half a year.
    assert woken.surprise[30] < 0.15
    assert soothed.narrative[30] < 0.05


def test_window_shuts_fast_and_reopens_slowly(defaults):
    window = one(1.0)
    for _ in range(2):
        window = next_funding_window(defaults, window, one(0.5), one(0.0), *FREE)
    assert window < 0.2
    assert backlog_cancel_rate(defaults, window) == pytest.approx(0.05 * (1 - float(window)))
    for _ in range(6):
        window = next_funding_window(defaults, window, one(0.0), one(0.0), *FREE)
    assert window < 0.6
    for _ in range(24):
        window = next_funding_window(defaults, window, one(0.0), one(0.0), *FREE)
    assert window > 0.9
    assert next_funding_window(defaults, one(1.0), one(0.0), one(0.03), *FREE) < 0.9


def test_a_window_is_held_shut_or_open(defaults):
    frozen = held = one(1.0)
    for _ in range(12):
        frozen = next_funding_window(defaults, frozen, one(0.0), one(0.0), one(0.0), one(0.0))
        held = next_funding_window(defaults, held, one(0.9), one(0.0), one(0.4), one(1.0))
    assert frozen < 1e-4
    assert held == pytest.approx(0.4, abs=1e-4)
    # What the state keeps open stays open where markets are shut.
    assert next_funding_window(defaults, one(0.4), one(0.0), one(0.0), one(0.4), one(0.0)) == pytest.approx(
        0.4
    )


def test_an_issue_drains_cash_that_savings_refill(changed):
    params = changed(cash_refill_months=12.0)
    state = opening(one(np.log(10e12)))
    drained, taken = drain_cash(params, state, one(100e9))
    assert (float(drained), float(taken)) == pytest.approx((100e9, 0.01))
    total = float(taken)
    for _ in range(240):
        drained, taken = drain_cash(params, state.replace(cash_drained_usd=drained), one(0.0))
        assert taken < 0
        total += float(taken)
    assert abs(total) < 1e-9
    assert drained < 1e3


@settings(max_examples=100, deadline=None)
@given(st.floats(0, 1), st.floats(0, 50), st.floats(0, 50), st.floats(0, 12))
def test_shares_under_hazards_stay_shares(share, joining, leaving, months):
    after = after_hazards(one(share), one(joining), one(leaving), months)
    assert -1e-15 <= after <= 1.0 + 1e-15


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1), st.floats(0, 3), st.floats(0, 5), st.floats(0, 5), st.floats(0.01, 1))
def test_awareness_rises_with_stretch_and_surprise(aware, stretched, surprise, narrative, more):
    params = default_params()
    base = next_aware_share(params, one(aware), one(stretched), one(surprise), one(narrative))
    assert next_aware_share(params, one(aware), one(stretched + more), one(surprise), one(narrative)) >= base
    assert next_aware_share(params, one(aware), one(stretched), one(surprise + more), one(narrative)) >= base
    assert next_aware_share(params, one(aware), one(stretched), one(surprise), one(narrative + more)) <= base


def test_stretch_names_its_three_sources(defaults):
    assert stretch(defaults, one(-0.3), one(0.05), one(8.0)) == 0.0
    gap = stretch(defaults, defaults.gap_scale, one(0.0), one(0.0))
    runup = stretch(defaults, one(0.0), defaults.runup_scale + defaults.runup_ordinary, one(0.0))
    years = defaults.payback_ordinary_years + defaults.payback_scale_years
    assert [float(gap), float(runup)] == pytest.approx([1.0, 1.0])
    assert stretch(defaults, one(0.0), one(0.0), years) == pytest.approx(1.0)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.floats(0, 0.2), st.floats(0.0, 0.06))
def test_a_noisy_history_stays_in_bounds(seed, sellers, sd):
    noise = sd * np.random.default_rng(seed).standard_normal((MONTHS, 4))
    state, flows = path(default_params(), boom(), noise=noise, committed_share=committed(sellers, since=20))
    for name in (
        "aware_share",
        "selling_share",
        "accustomed_share",
        "sold_share",
        "belief_share",
        "funding_window",
    ):
        share = np.asarray(getattr(state, name))
        assert share.min() >= 0.0, name
        assert share.max() <= 1.0, name
    assert bool(jnp.all(jnp.isfinite(state.log_price)))
    assert bool(jnp.all(state.log_peak >= state.log_price - 1e-12))
    assert bool(jnp.all(flows.deepest_drawdown >= flows.drawdown - 1e-12))
    back = np.asarray(flows.news_return + flows.flow_return)
    assert back == pytest.approx(np.asarray(flows.log_return), abs=1e-12)


@jax.jit
@jax.grad
def slopes_of(params, months):
    state, _ = _path(params, months, one(0.03))
    return state.log_price[-1] + state.belief_share[-1] + state.funding_window[-1]


def boom_with(sellers):
    months = jax.vmap(quiet_news)(jnp.asarray(boom()), jnp.asarray(earnings(boom())), jnp.asarray(CALM_WEEKS))
    return months.replace(committed_share=jnp.asarray(committed(sellers)))


@pytest.mark.parametrize("sellers", [0.0, 0.04, 0.1])
def test_gradients_are_numbers(defaults, sellers):
    slopes = slopes_of(defaults, boom_with(sellers))
    assert all(bool(jnp.isfinite(slope)) for slope in jax.tree.leaves(slopes))


@pytest.mark.parametrize(
    "edge", [{"multiplier": 0.0}, {"levered_share": 0.0}, {"leverage": 1.0}, {"sold_fraction": 0.0}]
)
def test_gradients_are_numbers_at_the_edges(changed, edge):
    slopes = slopes_of(changed(**edge), boom_with(0.1))
    assert all(bool(jnp.isfinite(slope)) for slope in jax.tree.leaves(slopes))


def test_eager_equals_jit(defaults):
    tables = precompute(defaults)
    news = quiet_news(one(START + 0.02), one(START - 3.3), jnp.asarray([0.01, -0.04, 0.0, 0.02]))
    news = news.replace(committed_share=one(0.03), surprise=one(0.5))
    state = opening(one(START), aware_share=0.3)
    with jax.disable_jit():
        eager = trade_month(defaults, tables, state, news)
    jitted = jax.jit(trade_month)(defaults, tables, state, news)
    for left, right in zip(jax.tree.leaves(eager), jax.tree.leaves(jitted), strict=True):
        assert float(left) == pytest.approx(float(right), abs=1e-10)


def test_members_of_a_batch_do_not_meet(defaults):
    tables = precompute(defaults)
    shares = jnp.array([0.0, 0.03, 0.2])
    state = jax.vmap(lambda s: opening(one(START), aware_share=s))(jnp.array([0.0, 0.3, 0.6]))
    news = jax.vmap(
        lambda s: quiet_news(one(START), one(START - 3.3), jnp.zeros(4)).replace(committed_share=s)
    )(shares)
    month = jax.jit(jax.vmap(trade_month, in_axes=(None, None, 0, 0)))(defaults, tables, state, news)
    for member in range(3):
        alone = jax.jit(trade_month)(
            defaults, tables, *jax.tree.map(lambda leaf, m=member: leaf[m], (state, news))
        )
        for together, single in zip(jax.tree.leaves(month), jax.tree.leaves(alone), strict=True):
            assert float(together[member]) == pytest.approx(float(single), abs=1e-12)
