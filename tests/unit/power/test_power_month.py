"""The block as a whole: identities along a run, plausible history, jit, gradients, order of firms."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from wattstreet.core.declare import declarations
from wattstreet.model.blocks.power.month import advance_grid
from wattstreet.model.blocks.power.params import PowerParams
from wattstreet.model.blocks.power.queue import limit_energisation
from wattstreet.model.blocks.power.records import PowerPolicy

pytestmark = pytest.mark.unit

MONTHS = 156


def policies(months=MONTHS, **changes):
    """January 2023 on, load tables of 2022."""
    steps = jnp.arange(months)
    ones = jnp.ones((months, 21))
    names = (
        "wires_multiplier",
        "permit_speed",
        "grid_build_multiplier",
        "firm_build_multiplier",
        "headroom_multiplier",
    )
    return PowerPolicy(
        calendar_month=steps % 12,
        years_since_start=1 + steps / 12,
        **{name: ones * changes.get(name, 1.0) for name in names},
    )


def requests_of(params, month):
    """About 11 GW a year asked for in the United States in 2023, three times that five years on."""
    national = params.in_country.T @ jnp.array([900.0, 500.0, 300.0])
    share = national / (params.in_country.T @ params.in_country.sum(axis=1))
    return jnp.ones((13, 1)) / 13 * (share * jnp.exp(jnp.minimum(month, 60) / 50))[None, :]


@eqx.filter_jit
def run(params, state, forcing):
    def month(state, inputs):
        policy, step = inputs
        running = 0.9 * state.connected_mw.sum(axis=0)
        after, flows = advance_grid(params, state, policy, requests_of(params, step), running)
        return after, (after, flows)

    steps = jnp.arange(forcing.calendar_month.shape[0])
    return jax.lax.scan(month, state, (forcing, steps))[1]


@pytest.fixture(scope="module")
def baseline(params, opening):
    return run(params, opening, policies())


def yearly(series):
    return np.asarray(series).reshape(-1, 12, *series.shape[1:])


def test_identities_hold_every_month(params, opening, baseline):
    states, flows = baseline
    made = flows.generation_mwh.sum(axis=2) + flows.imports_mwh + flows.unserved_mwh
    assert np.abs((made - flows.load_mwh - flows.storage_losses_mwh) / flows.load_mwh).max() < 1e-12

    def change(name):
        stock = getattr(states, name)
        return np.diff(np.concatenate([np.asarray(getattr(opening, name))[None], np.asarray(stock)]), axis=0)

    queue = (
        change("study_mw") + change("signed_mw") + flows.energised_mw + flows.withdrawn_mw - flows.requests_mw
    )
    assert np.abs(queue).max() < 1e-9
    assert np.abs(change("capacity_mw") - flows.added_mw + flows.retired_mw).max() < 1e-6
    assert np.abs(change("construction_mw") - flows.started_mw + flows.added_mw).max() < 1e-6
    assert np.abs(change("connected_mw") - flows.energised_mw).max() < 1e-9


def test_every_stock_is_finite_and_never_negative(baseline):
    states, flows = baseline
    for leaf in jax.tree.leaves(states):
        assert np.all(np.isfinite(leaf))
        assert np.all(np.asarray(leaf) >= 0)
    assert all(np.all(np.isfinite(leaf)) for leaf in jax.tree.leaves(flows))


def test_energisation_keeps_its_limits(params, baseline):
    _, flows = baseline
    limits = jax.vmap(lambda policy, headroom: limit_energisation(params, policy, headroom))(
        policies(), flows.headroom_mw
    )
    assert np.all(np.asarray(flows.energised_mw.sum(axis=1)) <= np.asarray(limits) * (1 + 1e-12))


def test_history_is_plausible(baseline):
    _, flows = baseline
    energy = yearly(flows.load_mwh).sum(axis=1)
    price = yearly(flows.price_usd_per_mwh * flows.load_mwh).sum(axis=1) / energy
    assert np.all((price[:3, :12] > 28) & (price[:3, :12] < 60))
    assert np.asarray(flows.unserved_mwh)[:36, :12].max() == 0
    assert np.asarray(flows.unserved_mwh)[:, 12:20].max() == 0
    assert 4000 < energy[0, :12].sum() / 1e6 < 4400
    mix = yearly(flows.generation_mwh)[0].sum(axis=0)[:12].sum(axis=0) / 1e6
    for place, published, width in ((0, 775, 0.15), (1, 240, 0.2), (2, 425, 0.15), (5, 1800, 0.15)):
        assert abs(mix[place] / published - 1) < width
    assert np.sum(np.asarray(flows.headroom_mw)[:12, :12].min(axis=0) > 0) >= 9


def test_margins_tighten_toward_their_targets(params, baseline, regions):
    _, flows = baseline
    margin = yearly(flows.reserve_margin)[:, -1]
    for name, year in (("us-pjm", 4), ("us-miso", 5), ("us-southeast", 5)):
        place = regions.index(name)
        target = float(params.reserve_margin_target[place])
        assert np.all(np.diff(margin[: year + 1, place]) < 0)
        assert margin[0, place] - target > 0.05
        assert margin[year, place] - target < 0.05


def test_lead_time_binds_before_headroom(params, baseline):
    """In 2023-2025 most American regions still have headroom: what is energised is what is ready."""
    states, _ = baseline
    waits = np.asarray(states.expected_wait_months)[:36, :12]
    ready = np.isclose(waits, np.asarray(params.connection_months)[None, :12])
    assert ready.mean() > 0.8


def test_wires_move_the_run_the_right_way(params, opening, baseline):
    tight = run(params, opening, policies(wires_multiplier=0.1))[0]
    tighter = run(params, opening, policies(wires_multiplier=0.05))[0]
    assert np.all(np.asarray(tight.connected_mw.sum(axis=1) - tighter.connected_mw.sum(axis=1)) >= -1e-6)
    assert np.all(
        np.asarray(baseline[0].connected_mw.sum(axis=1))[-1]
        >= np.asarray(tight.connected_mw.sum(axis=1))[-1] - 1e-6
    )
    assert (
        np.asarray(tighter.expected_wait_months)[60, :12].mean()
        > np.asarray(tight.expected_wait_months)[60, :12].mean()
    )


def test_grid_sprint_opens_headroom_and_failing_firm_build_closes_it(params, opening, baseline):
    sprint = run(params, opening, policies(grid_build_multiplier=3.0))[1].headroom_mw
    slump = run(params, opening, policies(firm_build_multiplier=0.3))[1].headroom_mw
    plain = baseline[1].headroom_mw
    total = [float(series[:, :12].sum()) for series in (slump, plain, sprint)]
    assert total[0] < total[1] < total[2]


def test_eager_equals_jit(params, opening, neutral):
    arguments = (params, opening, neutral, requests_of(params, 10), jnp.full(21, 800.0))
    with jax.disable_jit():
        eager = advance_grid(*arguments)
    jitted = jax.jit(advance_grid)(*arguments)
    for plain, compiled in zip(jax.tree.leaves(eager), jax.tree.leaves(jitted), strict=True):
        np.testing.assert_allclose(plain, compiled, rtol=1e-9, atol=1e-6)


def test_members_under_vmap_equal_single_members(params, opening, neutral):
    def member(running_mw):
        running = jnp.full(21, running_mw)
        return advance_grid(params, opening, neutral, requests_of(params, 3), running)

    loads = jnp.array([100.0, 1500.0, 3000.0])
    many = jax.jit(jax.vmap(member))(loads)
    one = [jax.jit(member)(load) for load in loads]
    together = jax.tree.map(lambda *leaves: jnp.stack(leaves), *one)
    for left, right in zip(jax.tree.leaves(together), jax.tree.leaves(many), strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-6)


def test_gradients_are_numbers_and_mostly_not_zero(params, opening):
    forcing = policies(24, wires_multiplier=0.03)

    def outcome(params):
        states, flows = run(params, opening, forcing)
        wait = states.expected_wait_months[-1].sum()
        return (
            flows.price_usd_per_mwh.mean()
            + states.connected_mw[-1].sum()
            + flows.headroom_mw[-1].sum() / 1e3
            + wait
        )

    gradient = jax.jit(jax.grad(outcome))(params)
    assert all(np.all(np.isfinite(leaf)) for leaf in jax.tree.leaves(gradient))
    names = {name for name, _ in declarations(PowerParams) if not name.startswith(("opening_", "ordinary_"))}
    still = {name for name in names if not np.any(np.asarray(getattr(gradient, name)))}
    # what binds nowhere in two years of short wires
    assert still <= {
        "price_cap_usd_per_mwh",
        "longest_wait_months",
        "scarcity_height_usd_per_mwh",
        "scarcity_convexity",
    }


def test_gradients_are_numbers_with_nothing_at_all(params, opening, neutral):
    empty = jax.tree.map(jnp.zeros_like, opening)

    def outcome(state, requests):
        after, flows = advance_grid(params, state, neutral, requests, jnp.zeros(21))
        return sum(jnp.sum(leaf) for leaf in jax.tree.leaves((after, flows)))

    slopes = jax.jit(jax.grad(outcome, argnums=(0, 1)))(empty, jnp.zeros((13, 21)))
    assert all(np.all(np.isfinite(leaf)) for leaf in jax.tree.leaves(slopes))


def test_everything_is_double_precision(baseline):
    assert {leaf.dtype for leaf in jax.tree.leaves(baseline)} == {jnp.dtype("float64")}
