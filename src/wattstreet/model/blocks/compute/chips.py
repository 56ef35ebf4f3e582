"""Accelerators from order to delivery; makers' capacity; export control (C2, C3)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.axes import COUNTRIES, SUPPLIERS
from wattstreet.core.maths import at_most_all, dot, ratio, share_of
from wattstreet.core.units import KW_PER_MW
from wattstreet.model.blocks.compute.fleet import performance_of_new_chips
from wattstreet.model.blocks.compute.params import ComputeParams
from wattstreet.model.forcing import Forcing
from wattstreet.model.state import ComputeState

CHINA = COUNTRIES.index("cn")
PACE_MONTHS = 6.0
"""Months over which firms average their deliveries."""
FIRST_SITE_MW = 1e-3
"""Weight of a firm's favourite places before it has any hall."""
CHINA_CHIPS = SUPPLIERS.index("china-chips")


def barred_share(params: ComputeParams, forcing: Forcing) -> Float[Array, "firm supplier"]:
    """Share of each firm's trade with each maker that export control bars (C3)."""
    return params.home[:, CHINA, None] * of_china(0.0, 1.0)[None, :] * forcing.export_control


def of_china(
    china: Float[Array, ""] | float, elsewhere: Float[Array, ""] | float
) -> Float[Array, "supplier"]:
    """One number for Chinese makers, another for all others."""
    return jnp.where(jnp.arange(len(SUPPLIERS)) == CHINA_CHIPS, china, elsewhere)


def order_chips(
    params: ComputeParams,
    state: ComputeState,
    replaced_mw: Float[Array, "firm"],
    window: Float[Array, ""],
    forcing: Forcing,
) -> Float[Array, "firm supplier"]:
    """Orders close the gap to the wanted fleet; dark chips (C5) and shut markets (V8) hold them back (K3).

    Args:
        params: Adjustment time, aversion to waiting, supplier mix.
        state: Wanted fleet; running, dark and ordered chips.
        replaced_mw: Chips retired this month. [firm] MW
        window: Funding window, 0 shut to 1 open. []
        forcing: Export control; what it bars goes partly to Chinese makers.
    Returns:
        Orders. [firm supplier] MW/month
    Source:
        docs/decisions/002-starting-values.md.
    Leaves out:
        prepayments; ordering ahead of expected scarcity.
    """
    held = state.fleet_mw.sum(axis=-1) + state.undeployed_mw.sum(axis=-1) + state.backlog_mw.sum(axis=-1)
    gap = jnp.maximum(state.wanted_mw - held, 0.0)
    patience = jnp.exp(-dark_months(state) / params.wait_aversion)
    confidence = 1 - params.orders_that_wait * (1 - window)
    needed = (gap / params.order_adjustment + replaced_mw * (state.wanted_mw > 0)) * patience * confidence
    wanted = needed[:, None] * params.supplier_mix
    barred = wanted * barred_share(params, forcing)
    domestic = of_china(1.0, 0.0)
    substituted = params.control_substitution * barred.sum(axis=-1)[:, None] * domestic[None, :]
    return wanted - barred + substituted


def cancel_orders(
    params: ComputeParams, state: ComputeState, cancel_rate: Float[Array, ""], forcing: Forcing
) -> tuple[ComputeState, Float[Array, "firm supplier"]]:
    """Backlog withdrawn as markets fall (V8), and barred orders as they fall due (C3).

    Returns:
        State without the cancelled orders, and what was cancelled. [firm supplier] MW/month
    """
    rate = 1 - (1 - cancel_rate) * (1 - params.delivery_rate * barred_share(params, forcing))
    cancelled = state.backlog_mw * rate
    return state.replace(backlog_mw=state.backlog_mw - cancelled), cancelled


def due_deliveries(
    params: ComputeParams, state: ComputeState, forcing: Forcing
) -> Float[Array, "firm supplier"]:
    """Chips on order that fall due this month; barred ones never do. [firm supplier] MW/month"""
    return state.backlog_mw * params.delivery_rate * (1 - barred_share(params, forcing))


def deliver_chips(
    params: ComputeParams,
    state: ComputeState,
    due_mw: Float[Array, "firm supplier"],
    budget_usd: Float[Array, "firm"],
    equipment_usd_per_mw: Float[Array, ""],
    forcing: Forcing,
) -> tuple[ComputeState, Float[Array, "firm supplier"], Float[Array, "firm"]]:
    """Deliveries: what falls due, as far as makers can ship and buyers can pay (C2).

    Args:
        params: Prices and performance.
        state: Backlog and capacity.
        due_mw: Chips that fall due. [firm supplier] MW/month
        budget_usd: Spending on chips and their racks a firm can bear. [firm] USD/month
        equipment_usd_per_mw: Other equipment bought with the chips. [] USD/MW
        forcing: Years since the start; supply outside China; quality of Chinese chips.
    Returns:
        State, deliveries [firm supplier] MW, and the share of what fell due that buyers could pay. [firm]
    Source:
        docs/decisions/002-starting-values.md (a mean of 17 months from order to delivery).
    Leaves out:
        allocation by favour: makers ration in proportion, buyers outside the model included.
    """
    bill = (due_mw * (params.chip_price + equipment_usd_per_mw)[None, :]).sum(axis=-1)
    by_money = at_most_all(bill, budget_usd)
    payable = due_mw * by_money[:, None]
    wanted = payable.sum(axis=0) * (1 + params.outside_buyers)
    by_capacity = at_most_all(wanted, state.capacity_mw * of_china(1.0, forcing.chip_supply))
    delivered = payable * by_capacity[None, :]
    quality = performance_of_new_chips(params, forcing.years) * of_china(forcing.china_chip_quality, 1.0)
    state = state.replace(
        backlog_mw=state.backlog_mw - delivered,
        undeployed_h100e=state.undeployed_h100e + dot(delivered, quality) * KW_PER_MW,
    )
    return state, delivered, by_money


def place_chips(
    params: ComputeParams,
    state: ComputeState,
    delivered_mw: Float[Array, "firm"],
    energised_mw: Float[Array, "firm region"],
) -> tuple[ComputeState, Float[Array, "firm region"]]:
    """Delivered chips go first where powered halls stand empty, then where halls are coming.

    Returns:
        State with larger undeployed stocks, and where deliveries went. [firm region] MW
    """
    room = jnp.maximum(energised_mw - state.fleet_mw - state.undeployed_mw, 0.0)
    housed = jnp.minimum(delivered_mw, room.sum(axis=-1))[:, None]
    halls = state.shells_mw + state.shells_building_mw.sum(axis=0)
    coming = share_of(halls + FIRST_SITE_MW * params.place_weight)
    placed = housed * share_of(room) + (delivered_mw[:, None] - housed) * coming
    return state.replace(undeployed_mw=state.undeployed_mw + placed), placed


def track_deliveries(state: ComputeState, delivered_mw: Float[Array, "firm"]) -> ComputeState:
    """Pace of deliveries, averaged over half a year. [firm] MW/month"""
    pace = state.delivery_pace_mw + (delivered_mw - state.delivery_pace_mw) / PACE_MONTHS
    return state.replace(delivery_pace_mw=pace)


def dark_months(state: ComputeState) -> Float[Array, "firm"]:
    """Dark stock in months of deliveries (C5). [firm] months"""
    return ratio(state.undeployed_mw.sum(axis=-1), state.delivery_pace_mw, floor=1.0)


def expand_capacity(params: ComputeParams, state: ComputeState, forcing: Forcing) -> ComputeState:
    """Makers expand while what falls due fills their lines, and shrink slowly when it does not (C2).

    Policy sets the pace of Chinese makers; where part of the lines elsewhere is stopped, fewer are added.
    """
    due = due_deliveries(params, state, forcing).sum(axis=0) * (1 + params.outside_buyers)
    load = ratio(due, state.capacity_mw)
    pace = jnp.clip((load - params.load_at_rest) / params.load_scale, -params.capacity_shrink, 1.0)
    growth = of_china(params.china_capacity_growth, params.capacity_growth)
    growth = growth * of_china(forcing.china_expansion, forcing.chip_supply)
    planned = state.capacity_planned_mw * (1 + growth * pace)
    lagged = state.capacity_mw + (planned - state.capacity_mw) * (1 - jnp.exp(-1 / params.capacity_lag))
    return state.replace(capacity_planned_mw=planned, capacity_mw=lagged)
