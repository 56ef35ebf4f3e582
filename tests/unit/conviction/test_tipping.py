"""The critical share against the tables of the markets note, computed independently with scipy."""

import jax
import jax.numpy as jnp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from wattstreet.model.blocks.conviction.critical import (
    Footing,
    blocked_share,
    calm_footing,
    collapse_share,
    critical_share,
    footing,
    largest_margin,
    slip_share,
    tipping_shares,
)
from wattstreet.model.blocks.conviction.records import opening
from wattstreet.model.blocks.conviction.selling import selling_map
from wattstreet.model.blocks.conviction.tables import precompute
from wattstreet.model.blocks.conviction.thresholds import below_normal, tolerance_reached

pytestmark = pytest.mark.unit

LN4 = {"tolerance_median": 0.25, "tolerance_sigma": 0.4}


@jax.jit
def critical(params, aware):
    return critical_share(params, precompute(params), calm_footing(aware))


@jax.jit
def collapse(params, aware):
    return collapse_share(params, precompute(params), calm_footing(aware))


@jax.jit
def slip(params, aware):
    return slip_share(params, precompute(params), calm_footing(aware))


def one(value):
    return jnp.asarray(value, dtype=float)


@jax.jit
def uncut(mean, sd):
    """Section 2.2: normal thresholds not cut at zero, no drawdown."""

    def margin(r):
        return blocked_share(r, below_normal((r - mean) / sd))

    return largest_margin(margin, one(0.0), one(0.5))


@pytest.mark.parametrize(
    ("mean", "sd", "share"),
    [
        (0.25, 0.02, 0.195449),
        (0.25, 0.05, 0.130262),
        (0.25, 0.08, 0.072860),
        (0.25, 0.10, 0.037385),
        (0.25, 0.12, 0.003651),
        (0.30, 0.10, 0.090143),
        (0.40, 0.10, 0.196365),
        (0.0663, 0.005, 0.05),
        (0.2280, 0.08, 0.05),
        (0.3366, 0.15, 0.05),
    ],
)
def test_seeded_map(mean, sd, share):
    # The last three rows are printed to four digits of the mean.
    tolerance = 1e-5 if share != 0.05 else 1e-4
    assert uncut(one(mean), one(sd)) == pytest.approx(share, abs=tolerance)


@pytest.mark.parametrize("threshold", [0.05, 0.2, 0.4])
def test_alike_thresholds_tip_at_the_threshold(threshold):
    assert uncut(one(threshold), one(1e-5)) == pytest.approx(threshold, abs=6e-4)


@jax.jit
def by_price(push, median, sigma, mean, sd, aware):
    """Sections 2.3 and 2.5: D = 1 − exp(−Mθr), thresholds on sellers not cut at zero."""

    def margin(r):
        reached = tolerance_reached(push * r, median, sigma)
        reaction = selling_map(one(0.0), aware, below_normal((r - mean) / sd), reached)
        return blocked_share(r, reaction)

    return largest_margin(margin, one(0.0), one(0.5))


@pytest.mark.parametrize(
    ("median", "sigma", "row"),
    [
        (0.20, 0.4, (0.1779, 0.0738, 0.0453, 0.0322, 0.0201, 0.0111)),
        (0.25, 0.4, (0.2498, 0.0987, 0.0600, 0.0425, 0.0263, 0.0145)),
        (0.30, 0.5, (0.3140, 0.0977, 0.0571, 0.0396, 0.0239, 0.0129)),
        (0.35, 0.5, (0.3907, 0.1231, 0.0708, 0.0487, 0.0292, 0.0156)),
    ],
)
def test_price_trigger(median, sigma, row):
    for push, share in zip((0.5, 1, 1.5, 2, 3, 5), row, strict=True):
        found = by_price(one(push), one(median), one(sigma), one(0.25), one(0.1), one(0.0))
        assert found == pytest.approx(share, abs=6e-5)


@pytest.mark.parametrize(
    ("median", "sigma", "push"),
    [(0.2, 0.4, 1.380773), (0.25, 0.4, 1.744385), (0.3, 0.5, 1.664474), (0.35, 0.5, 1.959705)],
)
def test_push_that_makes_five_percent_true(median, sigma, push):
    found = by_price(one(push), one(median), one(sigma), one(0.25), one(0.1), one(0.0))
    assert found == pytest.approx(0.05, abs=1e-5)


@pytest.mark.parametrize(
    ("push", "row"),
    [
        (0.5, (0.2498, 0.2194, 0.1434, 0.0992, 0.0721, 0.0492)),
        (1.0, (0.0987, 0.0944, 0.0823, 0.0707, 0.0592, 0.0449)),
        (1.5, (0.0600, 0.0582, 0.0531, 0.0478, 0.0421, 0.0342)),
    ],
)
def test_awareness_table(push, row):
    for aware, share in zip((0, 0.05, 0.20, 0.36, 0.54, 0.80), row, strict=True):
        found = by_price(one(push), one(0.25), one(0.4), one(0.25), one(0.1), one(aware))
        assert found == pytest.approx(share, abs=6e-5)


@pytest.mark.parametrize(
    ("levered", "leverage", "share"),
    [
        (0.0, 2, 0.09868),
        (0.034, 2, 0.08051),
        (0.05, 2, 0.07193),
        (0.02, 5, 0.05179),
        (0.10, 2, 0.04516),
        (0.05, 3, 0.04238),
    ],
)
def test_leverage_table(changed, levered, leverage, share):
    params = changed(levered_share=levered, leverage=leverage, **LN4)
    assert critical(params, one(0.0)) == pytest.approx(share, abs=2e-5)


@pytest.mark.parametrize(
    ("aware", "share"),
    [
        (0, 0.3107),
        (0.05, 0.2745),
        (0.20, 0.1384),
        (0.36, 0.0685),
        (0.41, 0.0620),
        (0.54, 0.0495),
        (0.80, 0.0344),
    ],
)
def test_documented_default_row(changed, aware, share):
    assert critical(changed(levered_share=0.0), one(aware)) == pytest.approx(share, abs=2e-4)


def test_losing_calm_and_collapsing_differ(changed):
    params = changed(levered_share=0.0)
    assert slip(params, one(0.2)) == pytest.approx(0.107, abs=5e-4)
    assert collapse(params, one(0.2)) == pytest.approx(0.1406, abs=5e-4)
    # With the levered share they coincide once awareness is wide.
    assert slip(changed(), one(0.54)) == pytest.approx(float(collapse(changed(), one(0.54))), abs=1e-6)


@pytest.mark.parametrize(("levered", "leverage"), [(0.2, 2.0), (0.25, 2.0), (0.05, 6.0)])
def test_levered_loop_that_runs_by_itself_needs_no_seller(changed, levered, leverage):
    # M·w·(L − 1) = 1 or more
    assert critical(changed(levered_share=levered, leverage=leverage, **LN4), one(0.0)) == 0.0


def test_no_share_suffices_where_selling_moves_nobody(changed):
    params = changed(multiplier=0.0, levered_share=0.0)
    assert critical(params, one(0.0)) == 1.0
    assert slip(params, one(0.0)) == 1.0
    assert collapse(params, one(0.0)) == 1.0


def test_a_burst_market_has_burst(defaults):
    after = Footing(one(0.3), one(0.2), one(0.9), one(0.0))
    assert collapse_share(defaults, precompute(defaults), after) == 0.0
    assert critical_share(defaults, precompute(defaults), after) == 0.0


def test_news_that_lowers_the_price_lowers_the_critical_share(defaults):
    falls = jnp.array([-0.1, 0.0, 0.05, 0.1, 0.15])
    months = jax.vmap(lambda fall: Footing(one(0.3), fall, fall, one(0.0)))(falls)
    found = jax.vmap(critical_share, in_axes=(None, None, 0))(defaults, precompute(defaults), months)
    shares = found.tolist()
    assert shares == sorted(shares, reverse=True)


def test_footing_takes_sellers_out_of_the_price(defaults):
    state = opening(one(29.0)).replace(log_peak=one(29.3), sold_share=one(0.02))
    month = footing(defaults, state)
    assert month.fall_sold == pytest.approx(0.3)
    assert month.fall_unsold == pytest.approx(0.2)
    shares = tipping_shares(defaults, precompute(defaults), month)
    assert 0.0 <= shares.slip <= shares.critical <= 1.0


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 0.9), st.floats(0.01, 0.1), st.floats(0, 0.12), st.floats(1, 6))
def test_more_aware_never_raises_the_critical_share(aware, more, levered, multiplier):
    from wattstreet.model.blocks.conviction.params import default_params

    params = default_params().replace(levered_share=one(levered), multiplier=one(multiplier))
    before, after = critical(params, one(aware)), critical(params, one(aware + more))
    assert 0.0 <= after <= before + 1e-5 <= 1.0 + 1e-5


@settings(max_examples=100, deadline=None)
@given(st.floats(-12, 12))
def test_normal_mass(score):
    assert below_normal(one(score)) == pytest.approx(norm.cdf(score), abs=2e-11)


def test_normal_mass_rises_and_differentiates():
    scores = jnp.linspace(-40.0, 40.0, 4001)
    mass = below_normal(scores)
    assert bool(jnp.all(jnp.diff(mass) >= 0.0))
    slope = jax.vmap(jax.grad(below_normal))(scores)
    assert slope == pytest.approx(norm.pdf(scores), abs=1e-12)
