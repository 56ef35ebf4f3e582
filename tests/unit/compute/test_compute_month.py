"""One month of chips and halls: what is counted is conserved, and no powered hall holds too much."""

from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wattstreet.core.axes import LIMITS
from wattstreet.model.accounting import chip_residuals
from wattstreet.model.blocks.compute.month import build_and_install, compute_flows, plan_and_order, serve

pytestmark = [pytest.mark.unit, pytest.mark.identity]

megawatts = st.integers(0, 3000).map(lambda tenths: tenths / 10)
places = hnp.arrays(np.float64, (2, 3), elements=megawatts)
CALM = jnp.zeros(())
shares = st.integers(0, 100).map(lambda percent: percent / 100)


@jax.jit
def month(params, before, connected, started, budget, cancel_rate, forcing):
    """All of the block's month, and the residuals of its identities."""
    state, built = build_and_install(
        params,
        before,
        connected_mw=connected,
        started_mw=started,
        budget_usd=budget,
        hall_usd_per_mw=jnp.asarray(10e6),
        equipment_usd_per_mw=jnp.asarray(4e6),
        forcing=forcing,
    )
    state, work = serve(params, state, built.held_mw, forcing)
    state, orders = plan_and_order(
        params,
        state,
        reference_usd=work.reference_usd,
        replaced_mw=built.retired_mw.sum(axis=-1),
        belief=jnp.asarray(0.6),
        cancel_rate=cancel_rate,
        window=jnp.asarray(0.5),
        forcing=forcing,
    )
    flows = compute_flows(built, work, orders)
    after: Any = SimpleNamespace(compute=state, power=SimpleNamespace(connected_mw=connected))
    start: Any = SimpleNamespace(compute=before)
    happened: Any = SimpleNamespace(compute=flows)
    closed = chip_residuals(start, after, happened)
    return state, flows, built, jnp.stack(closed)


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(
    backlog=places,
    dark=places,
    fleet=places,
    halls=places,
    connected=places,
    started=places,
    billions=hnp.arrays(np.float64, 2, elements=st.integers(0, 20)),
    cancel=shares,
    control=shares,
    years=st.integers(0, 48).map(lambda quarters: quarters / 4),
)
def test_orders_chips_vintages_and_halls_close(
    params,
    state,
    forcing,
    changed,
    backlog,
    dark,
    fleet,
    halls,
    connected,
    started,
    billions,
    cancel,
    control,
    years,
):
    ages = np.asarray(state.vintage_mw / state.vintage_mw.sum(axis=1, keepdims=True))
    before = changed(
        state,
        backlog_mw=backlog,
        undeployed_mw=dark,
        undeployed_h100e=dark.sum(1) * 900,
        fleet_mw=fleet,
        vintage_mw=fleet.sum(1)[:, None] * ages,
        shells_mw=halls,
    )
    forcing = changed(forcing, export_control=control, years=years)
    after, flows, built, closed = month(
        params, before, connected, started, billions * 1e9, jnp.asarray(cancel, dtype=float), forcing
    )
    # shares are taken of sums with a floor of 1e-9 MW
    assert np.all(np.asarray(closed) < 1e-10), closed
    for stock in ("backlog_mw", "undeployed_mw", "fleet_mw", "vintage_mw", "shells_mw", "shells_building_mw"):
        assert np.all(np.asarray(getattr(after, stock)) >= -1e-9), stock
    sold, demand = np.asarray(flows.sold_mw), np.asarray(flows.demand_mw)
    assert np.all(sold <= demand * (1 + 1e-12))
    assert np.all(np.asarray(flows.utilisation) <= 0.85 * (1 + 1e-12))
    spent = np.asarray(built.delivered_mw) @ [34e6, 24e6, 14e6] + 10e6 * np.asarray(built.hall_progress_mw)
    assert np.all(spent <= billions * 1e9 * (1 + 1e-9))
    assert flows.stuck_mw.shape == (3, len(LIMITS))


def test_nothing_to_do_changes_no_stock(params, state, forcing, changed):
    """No orders, no dark chips, no shells, nothing worn: an empty month."""
    params = changed(params, retirement_hazard=0.0)
    before = changed(
        state,
        backlog_mw=np.zeros((2, 3)),
        undeployed_mw=np.zeros((2, 3)),
        undeployed_h100e=[0, 0],
        shells_building_mw=np.zeros((3, 2, 3)),
    )
    nothing = jnp.zeros((2, 3))
    after, flows, _, closed = month(
        params, before, before.shells_mw, nothing, jnp.full(2, 1e9), CALM, forcing
    )
    for stock in ("fleet_mw", "vintage_mw", "undeployed_mw", "shells_mw", "shells_building_mw"):
        np.testing.assert_allclose(getattr(after, stock), getattr(before, stock), rtol=1e-14, err_msg=stock)
    np.testing.assert_array_equal(flows.delivered_mw, nothing)
    np.testing.assert_allclose(closed, np.zeros(5), atol=1e-14)


def test_halls_are_paid_before_chips(params, state, forcing):
    """Money for half of the construction due: none is left for chips."""
    due = 30 * (1 - np.exp(-3 / 20)) / 3 * 10e6
    after, _, built, _ = month(
        params, state, state.shells_mw, jnp.zeros((2, 3)), jnp.array([due / 2, 1e10]), CALM, forcing
    )
    np.testing.assert_allclose(built.hall_progress_mw[0] * 10e6, due / 2, rtol=1e-12)
    np.testing.assert_allclose(built.delivered_mw[0], [0, 0, 0], atol=1e-12)
    assert float(built.delivered_mw[1].sum()) > 0
    np.testing.assert_allclose(
        after.shells_building_mw[:, 0].sum(), 30 - 10 * (1 - np.exp(-3 / 20)) / 2, rtol=1e-12
    )


def test_more_connections_never_leave_more_chips_dark(params, state, forcing, changed):
    """Power is the only limit here: halls are ample."""
    before = changed(state, shells_mw=[[1e3, 1e3, 0], [0, 0, 1e3]], undeployed_mw=[[60, 0, 0], [0, 0, 40]])
    dark = []
    for grid in (1.0, 1.2, 2.0):
        connected = grid * jnp.array([[110.0, 20, 0], [0, 0, 40]])
        after, *_ = month(params, before, connected, jnp.zeros((2, 3)), jnp.full(2, 1e10), CALM, forcing)
        dark.append(float(after.undeployed_mw.sum()))
    assert dark[0] > dark[1] > dark[2]


def test_no_limit_leaves_no_dark_chips(params, state, forcing, changed):
    ample = jnp.full((2, 3), 1e4)
    after, *_ = month(
        params, changed(state, shells_mw=ample), ample, jnp.zeros((2, 3)), jnp.full(2, 1e12), CALM, forcing
    )
    np.testing.assert_allclose(after.undeployed_mw, np.zeros((2, 3)), atol=1e-9)
