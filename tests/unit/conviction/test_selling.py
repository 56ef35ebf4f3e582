"""The selling map and the calm state that sellers and price agree on."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wattstreet.model.blocks.conviction.critical import calm_footing, critical_share, slip_share
from wattstreet.model.blocks.conviction.params import default_params
from wattstreet.model.blocks.conviction.selling import (
    SellingWeek,
    calm_excess,
    calm_selling,
    selling_map,
    sold_position,
)
from wattstreet.model.blocks.conviction.tables import precompute
from wattstreet.model.blocks.conviction.thresholds import below_normal, levered_sale, tolerance_reached

pytestmark = pytest.mark.unit


def one(value):
    return jnp.asarray(value, dtype=float)


def week(committed=0.0, aware=0.0, accustomed=0.0, fall=0.0, sold=None):
    return SellingWeek(
        one(committed), one(aware), one(accustomed), one(fall), one(fall if sold is None else sold)
    )


@jax.jit
def calm(params, brought):
    return calm_selling(params, precompute(params), brought)


def by_iteration(params, brought, rounds=20_000):
    """Least joint equilibrium by plain iteration from nobody selling."""
    from scipy.stats import norm

    p = {name: float(getattr(params, name)) for name in ("multiplier", "levered_share", "leverage")}
    cut = norm.cdf(-float(params.threshold_mean) / float(params.threshold_sd))
    selling, fall, push = 0.0, float(brought.fall_unsold), p["multiplier"]
    for _ in range(rounds):
        felt = max(fall, float(brought.fall_sold), 1e-12)
        visible = selling - float(brought.accustomed)
        others = norm.cdf((visible - float(params.threshold_mean)) / float(params.threshold_sd))
        others = max(0.0, (others - cut) / (1 - cut))
        drop = norm.cdf(
            np.log((1 - np.exp(-felt)) / float(params.tolerance_median)) / float(params.tolerance_sigma)
        )
        s, d = float(brought.committed), float(brought.aware)
        new = s + (1 - s) * (d * (1 - (1 - others) * (1 - drop)) + (1 - d) * drop)
        levered = min(1.0, (p["leverage"] - 1) * np.expm1(max(fall, 0.0)))
        sold = float(params.sold_fraction) * (1 - p["levered_share"]) * new + p["levered_share"] * levered
        moved = abs(new - selling) + abs(float(brought.fall_unsold) + push * sold - fall)
        selling, fall = new, float(brought.fall_unsold) + push * sold
        if moved < 1e-13:
            break
    return selling, fall


def granovetter(thresholds):
    """Plain Granovetter crowd of finite size: how many end up acting."""
    acting = 0
    while True:
        now = int(np.sum(np.asarray(thresholds) <= acting))
        if now == acting:
            return acting
        acting = now


def test_granovetters_crowd():
    crowd = list(range(100))
    assert granovetter(crowd) == 100
    crowd[1] = 2
    assert granovetter(crowd) == 1


def iterate(mean, sd, committed, steps):
    path = [0.0]
    for _ in range(steps):
        reached = below_normal(one((path[-1] - mean) / sd))
        path.append(float(selling_map(one(committed), one(1.0), reached, one(0.0))))
    return path


def test_worked_example_a():
    # Thresholds N(.25, .10), not cut at zero.
    path = iterate(0.25, 0.10, 0.05, 8)
    published = [0, 0.0558992, 0.0748222, 0.0879107, 0.0998943, 0.1133369, 0.1315769, 0.1622528, 0.2306095]
    assert path == pytest.approx(published, abs=6e-8)
    assert iterate(0.25, 0.10, 0.05, 40)[-1] == pytest.approx(1.0, abs=1e-9)
    assert iterate(0.25, 0.10, 0.0373, 2000)[-1] < 0.25


def test_worked_example_b():
    assert iterate(0.20, 0.05, 0.05, 200)[-1] == pytest.approx(0.0514059, abs=6e-8)
    published = [0, 0.1200279, 0.1682778, 0.3513481, 0.9989131]
    assert iterate(0.20, 0.05, 0.12, 4) == pytest.approx(published, abs=6e-8)


def test_selling_map_as_written():
    s, d, f, g = 0.05, 0.4, 0.3, 0.2
    expected = s + (1 - s) * (d * (1 - (1 - f) * (1 - g)) + (1 - d) * g)
    assert selling_map(one(s), one(d), one(f), one(g)) == pytest.approx(expected, abs=1e-15)


def test_deleveraging_at_constant_leverage():
    # A = 100, D = 10 %: L = 2 sells 10 in value, L = 4 sells 30; in shares that is over 1 − D.
    fall = one(-np.log(0.9))
    for leverage, value in ((2.0, 0.1), (4.0, 0.3)):
        assert levered_sale(fall, one(leverage)) * 0.9 == pytest.approx(value, abs=1e-12)
    assert levered_sale(one(-0.2), one(2.0)) == 0.0
    assert levered_sale(one(2.0), one(3.0)) == 1.0


def test_tolerance_median_and_peak():
    median = one(0.5)
    assert tolerance_reached(one(np.log(2.0)), median, one(0.4)) == pytest.approx(0.5, abs=1e-10)
    assert tolerance_reached(one(-0.1), median, one(0.4)) == 0.0


@pytest.mark.parametrize("aware", [0.0, 0.2, 0.54])
@pytest.mark.parametrize("committed", [0.0, 0.02, 0.047, 0.06, 0.2])
@pytest.mark.parametrize("fall", [-0.05, 0.0, 0.1])
def test_calm_state_is_the_least_equilibrium(defaults, aware, committed, fall):
    brought = week(committed, aware, fall=fall)
    selling, found = calm(defaults, brought)
    expected, expected_fall = by_iteration(defaults, brought)
    assert selling == pytest.approx(expected, abs=2e-6)
    assert found == pytest.approx(expected_fall, abs=2e-6)


@pytest.mark.parametrize("multiplier", [0.0, 0.05, 0.3, 1.0, 8.0])
@pytest.mark.parametrize("levered", [0.0, 0.05, 0.12])
@pytest.mark.parametrize(
    ("committed", "aware", "accustomed"), [(0.0625, 0.3125, 0.0625), (0.05, 0.5, 0.0), (0.15, 0.6, 0.3)]
)
def test_calm_state_whatever_the_multiplier(changed, multiplier, levered, committed, aware, accustomed):
    # A bracket as wide as a cell of the tables once lost the calm state where sellers hardly move the price.
    params = changed(multiplier=multiplier, levered_share=levered)
    brought = week(committed, aware, accustomed)
    selling, _ = calm(params, brought)
    # Without a multiplier the search still lets all sellers move the price by a ten-thousandth.
    assert selling == pytest.approx(by_iteration(params, brought)[0], abs=2e-6)


@pytest.mark.parametrize(("levered", "leverage"), [(0.09, 3.7), (0.2, 3.0), (0.25, 2.0)])
@pytest.mark.parametrize("committed", [0.0, 0.02])
def test_above_the_peak_no_levered_holder_sells(changed, levered, leverage, committed):
    # The levered loop would run by itself (gain above one), but only once the price is below its peak.
    params = changed(levered_share=levered, leverage=leverage)
    brought = week(committed, 0.3, fall=-0.15)
    selling, fall = calm(params, brought)
    assert selling == pytest.approx(by_iteration(params, brought)[0], abs=2e-6)
    assert selling < 0.1
    assert fall < 0.0


def test_positions_that_cannot_come_back_hold_the_price_down(defaults):
    brought = week(0.03, 0.3, accustomed=0.1, fall=0.02, sold=0.4)
    selling, _ = calm(defaults, brought)
    assert selling == pytest.approx(by_iteration(defaults, brought)[0], abs=2e-6)


def test_no_iteration_cap_near_the_tangent(defaults):
    # At s = .0496, d = .54 without the levered share the joint map ends near .83, after some 200 iterations.
    params = defaults.replace(levered_share=one(0.0))
    selling, _ = calm(params, week(0.0499, 0.54))
    assert selling == pytest.approx(by_iteration(params, week(0.0499, 0.54))[0], abs=2e-6)
    assert selling == pytest.approx(0.83, abs=0.01)


@pytest.mark.parametrize("aware", [0.2, 0.36, 0.41, 0.54, 0.8])
def test_the_search_tips_where_the_critical_share_says(defaults, aware):
    share = float(slip_share(defaults, precompute(defaults), calm_footing(one(aware))))
    just_above, _ = calm(defaults, week(share + 1e-4, aware))
    # The search may miss the last, hair-thin calm states, never calm ones of any width.
    just_below, fall = calm(defaults, week(share - 8e-4, aware))
    assert just_above > 0.5
    assert just_below < 0.2
    assert fall < 0.3


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0, 0.3), st.floats(0, 1), st.floats(0, 0.9), st.floats(-0.3, 1.5), st.floats(0, 0.5),
    st.floats(0, 8), st.floats(0, 0.3), st.floats(1, 5),
)  # fmt: skip
def test_shares_stay_shares(committed, aware, accustomed, fall, sold, multiplier, levered, leverage):
    params = default_params().replace(
        multiplier=one(multiplier), levered_share=one(levered), leverage=one(leverage)
    )
    selling, found = calm(params, week(committed, aware, accustomed, fall, fall + sold))
    assert 0.0 <= selling <= 1.0
    assert bool(jnp.isfinite(found))
    assert selling >= committed - 1e-6
    position = sold_position(params, selling, found)
    assert 0.0 <= position <= 1.0


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 0.2), st.floats(0, 0.9), st.floats(-0.1, 0.3), st.floats(0.002, 0.05))
def test_more_sellers_and_more_doubt_never_calm(committed, aware, fall, more):
    params = default_params()
    base, _ = calm(params, week(committed, aware, fall=fall))
    sellers, _ = calm(params, week(committed + more, aware, fall=fall))
    doubters, _ = calm(params, week(committed, aware + more, fall=fall))
    assert sellers >= base - 1e-6
    assert doubters >= base - 1e-6


def test_nobody_sells_where_nothing_drives_them(defaults):
    params = defaults.replace(levered_share=one(0.0))
    selling, fall = calm(params, week())
    assert selling == 0.0
    assert fall == pytest.approx(0.0, abs=1e-12)


def test_gradient_of_the_calm_state_is_the_implicit_one(defaults):
    def selling(committed, multiplier):
        params = defaults.replace(multiplier=multiplier)
        return calm_selling(
            params, precompute(params), week(0.0, 0.3, fall=0.12).replace(committed=committed)
        )[0]

    point, step = (one(0.04), one(5.0)), 1e-5
    exact = jax.jit(jax.grad(selling, argnums=(0, 1)))(*point)
    for which in (0, 1):
        up, down = ([*point], [*point])
        up[which], down[which] = point[which] + step, point[which] - step
        rough = (jax.jit(selling)(*up) - jax.jit(selling)(*down)) / (2 * step)
        assert exact[which] == pytest.approx(float(rough), rel=1e-4)


def test_excess_vanishes_at_the_calm_state(defaults):
    brought = week(0.04, 0.4, fall=0.05)
    _, fall = calm(defaults, brought)
    assert calm_excess(defaults, precompute(defaults), brought, fall) == pytest.approx(0.0, abs=1e-8)


def test_eager_equals_jit(defaults):
    brought = week(0.04, 0.4, fall=0.05)
    eager = calm_selling(defaults, precompute(defaults), brought)
    jitted = calm(defaults, brought)
    assert eager[0] == pytest.approx(float(jitted[0]), abs=1e-12)
    assert critical_share(defaults, precompute(defaults), calm_footing(one(0.4))) == pytest.approx(
        float(jax.jit(critical_share)(defaults, precompute(defaults), calm_footing(one(0.4)))), abs=1e-12
    )
