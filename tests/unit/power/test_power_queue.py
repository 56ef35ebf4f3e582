"""P4: closed forms, conservation and limits of the connection queue."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wattstreet.model.blocks.power.margin import required_firm_per_it_mw
from wattstreet.model.blocks.power.queue import advance_queue, limit_energisation, stage_months, stage_shares

pytestmark = pytest.mark.unit

SHAPE = (13, 21)
AMPLE = jnp.full(21, 1e12)
EMPTY = (jnp.zeros(SHAPE), jnp.zeros(SHAPE), jnp.zeros(SHAPE))
megawatts = hnp.arrays(np.float64, SHAPE, elements=st.floats(0, 1e5))


def without_limits(params):
    return params.replace(wires_mw_per_month=AMPLE)


def run(params, policy, requests, headroom, months, stocks=EMPTY):
    def month(stocks, _):
        queue = advance_queue(params, policy, stocks, requests, headroom)
        return (queue.study_mw, queue.signed_mw, queue.connected_mw), queue

    return jax.lax.scan(month, stocks, None, length=months)


def test_steady_state_of_a_constant_request_flow(params, policy_of):
    """Stocks are flow times stage time; the energised flow is the realised share of requests."""
    free, policy = without_limits(params), policy_of(0, 0.0)
    requests = jnp.linspace(1, 20, 13)[:, None] * jnp.ones((1, 21))
    _, path = run(free, policy, requests, AMPLE, 4000)
    study, signed = stage_months(free, policy)
    np.testing.assert_allclose(study + signed, params.connection_months, rtol=1e-14)
    np.testing.assert_allclose(path.study_mw[-1], requests * study[None, :], rtol=1e-12)
    np.testing.assert_allclose(
        path.signed_mw[-1], requests * (stage_shares(free)[0] * signed)[None, :], rtol=1e-12
    )
    np.testing.assert_allclose(path.energised_mw[-1], requests * params.realised_share[None, :], rtol=1e-12)
    np.testing.assert_allclose(
        path.withdrawn_mw[-1], requests * (1 - params.realised_share)[None, :], rtol=1e-12
    )
    np.testing.assert_allclose(path.expected_wait_months[-1], params.connection_months, rtol=1e-12)


@pytest.mark.parametrize("share", [0.15, 0.498, 0.85, 0.95, 1.0])
def test_realised_share_and_mean_delay_of_one_cohort(params, policy_of, share):
    free = without_limits(params).replace(realised_share=jnp.full(21, share))
    cohort = (jnp.full(SHAPE, 100.0), jnp.zeros(SHAPE), jnp.zeros(SHAPE))
    _, path = run(free, policy_of(0, 0.0), jnp.zeros(SHAPE), AMPLE, 6000, cohort)
    np.testing.assert_allclose(path.connected_mw[-1], 100 * share, rtol=1e-11)
    months = jnp.arange(1, 6001)[:, None, None]
    delay = (path.energised_mw * months).sum(0) / path.energised_mw.sum(0)
    np.testing.assert_allclose(delay, jnp.broadcast_to(params.connection_months, SHAPE), rtol=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    study=megawatts,
    signed=megawatts,
    connected=megawatts,
    requests=megawatts,
    wires=st.floats(0, 1e4),
    seed=st.integers(0, 9),
)
def test_megawatts_are_conserved_and_limits_kept(
    params, policy_of, study, signed, connected, requests, wires, seed
):
    policy = policy_of(0, 1.0)
    bound = params.replace(wires_mw_per_month=jnp.full(21, wires))
    headroom = jnp.asarray(np.random.default_rng(seed).uniform(-1, 1, 21).clip(0) * 1e4)
    queue = advance_queue(
        bound, policy, (jnp.asarray(study), jnp.asarray(signed), jnp.asarray(connected)), requests, headroom
    )
    moved = (queue.study_mw - study) + (queue.signed_mw - signed) + queue.energised_mw + queue.withdrawn_mw
    scale = 1 + study + signed + requests
    assert np.abs((moved - requests) / scale).max() < 1e-12
    np.testing.assert_allclose(queue.connected_mw, connected + queue.energised_mw)
    for stock in (queue.study_mw, queue.signed_mw, queue.withdrawn_mw, queue.energised_mw):
        assert np.all(np.asarray(stock) >= -1e-9)
    energised = queue.energised_mw.sum(axis=0)
    assert np.all(energised <= limit_energisation(bound, policy, headroom) * (1 + 1e-12))
    assert np.all(energised * required_firm_per_it_mw(bound) <= headroom * (1 + 1e-12))


def test_a_short_limit_is_shared_pro_rata(params, policy_of):
    bound = params.replace(wires_mw_per_month=jnp.full(21, 10.0))
    signed = jnp.arange(1.0, 14.0)[:, None] * jnp.full((1, 21), 1000.0)
    queue = advance_queue(
        bound, policy_of(0, 0.0), (jnp.zeros(SHAPE), signed, jnp.zeros(SHAPE)), jnp.zeros(SHAPE), AMPLE
    )
    np.testing.assert_allclose(queue.energised_mw.sum(0), 10, rtol=1e-13)
    np.testing.assert_allclose(queue.energised_mw[:, 0], 10 * np.arange(1, 14) / 91, rtol=1e-13)


def test_firms_can_be_renamed(params, opening, neutral):
    order = np.random.default_rng(1).permutation(13)
    study, signed, connected = jnp.asarray(np.random.default_rng(2).uniform(0, 500, (3, *SHAPE)))
    requests = jnp.asarray(np.random.default_rng(7).uniform(0, 50, SHAPE))
    plain = advance_queue(params, neutral, (study, signed, connected), requests, jnp.full(21, 900.0))
    renamed = advance_queue(
        params, neutral, (study[order], signed[order], connected[order]), requests[order], jnp.full(21, 900.0)
    )
    np.testing.assert_allclose(renamed.connected_mw, plain.connected_mw[order], rtol=1e-12)
    np.testing.assert_allclose(renamed.expected_wait_months, plain.expected_wait_months, rtol=1e-12)


def test_doubled_wires_never_lower_what_is_connected(params, policy_of):
    requests = jnp.full(SHAPE, 30.0)
    tight = params.replace(wires_mw_per_month=params.wires_mw_per_month * 0.2)
    _, once = run(tight, policy_of(0, 0.0), requests, AMPLE, 156)
    _, twice = run(tight, policy_of(0, 0.0, wires_multiplier=2.0), requests, AMPLE, 156)
    assert np.all(np.asarray(twice.connected_mw - once.connected_mw) >= -1e-9)
    assert np.asarray(twice.connected_mw - once.connected_mw)[-1].max() > 1


def test_halved_wires_raise_the_wait_where_they_bind(params, policy_of):
    requests = jnp.full(SHAPE, 30.0)
    tight = params.replace(wires_mw_per_month=params.wires_mw_per_month * 0.2)
    _, once = run(tight, policy_of(0, 0.0), requests, AMPLE, 96)
    _, halved = run(tight, policy_of(0, 0.0, wires_multiplier=0.5), requests, AMPLE, 96)
    wait, longer = np.asarray(once.expected_wait_months)[-1], np.asarray(halved.expected_wait_months)[-1]
    assert np.all(longer >= wait)
    binding = (wait > np.asarray(params.connection_months) + 1) & (wait < 119)
    assert binding.any()
    assert np.all(longer[binding] > wait[binding])


def test_nothing_to_give_means_the_longest_wait(params, neutral):
    stocks = (jnp.zeros(SHAPE), jnp.full(SHAPE, 10.0), jnp.zeros(SHAPE))
    queue = advance_queue(params, neutral, stocks, jnp.zeros(SHAPE), jnp.zeros(21))
    np.testing.assert_allclose(queue.expected_wait_months, params.longest_wait_months)
    np.testing.assert_array_equal(queue.energised_mw, 0)


def test_faster_permits_shorten_the_stages(params, policy_of):
    plain = stage_months(params, policy_of(0, 0.0))
    fast = stage_months(params, policy_of(0, 0.0, permit_speed=2.0))
    for slow_stage, fast_stage in zip(plain, fast, strict=True):
        np.testing.assert_allclose(fast_stage, slow_stage / 2)
    assert np.all(np.asarray(stage_months(params, policy_of(0, 0.0, permit_speed=1e3))[0]) == 1)
