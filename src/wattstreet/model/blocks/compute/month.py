"""One month of chips, halls and services, rule by rule."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.core.maths import at_most_all, ratio
from wattstreet.model.blocks.compute.chips import (
    cancel_orders,
    deliver_chips,
    due_deliveries,
    expand_capacity,
    order_chips,
    place_chips,
    track_deliveries,
)
from wattstreet.model.blocks.compute.demand import grow_demand, induce_demand, reference_revenue
from wattstreet.model.blocks.compute.fleet import install_chips, move_dark_chips, retire_old_chips
from wattstreet.model.blocks.compute.halls import build_shells, construction_due
from wattstreet.model.blocks.compute.limits import held_back, weigh_limits
from wattstreet.model.blocks.compute.params import ComputeParams
from wattstreet.model.blocks.compute.plans import expect_growth, want_fleet
from wattstreet.model.blocks.compute.work import (
    cheaper_tokens,
    improve_algorithms,
    move_price,
    running_fleet,
    sell_compute,
    train_best_model,
    usable_compute,
)
from wattstreet.model.flows import ComputeFlows
from wattstreet.model.forcing import Forcing
from wattstreet.model.state import ComputeState


class Built(Arrays):
    """What the month built and moved."""

    delivered_mw: Float[Array, "firm supplier"]
    placed_mw: Float[Array, "firm region"]
    installed_mw: Float[Array, "firm region"]
    retired_mw: Float[Array, "firm region"]
    shells_started_mw: Float[Array, "firm region"]
    shells_finished_mw: Float[Array, "firm region"]
    shells_lost_mw: Float[Array, "firm region"]
    hall_progress_mw: Float[Array, "firm"]
    held_mw: Float[Array, "country hold"]


class Work(Arrays):
    """What the fleets did."""

    reference_usd: Float[Array, "country segment"]
    demand_mw: Float[Array, "country"]
    sold_mw: Float[Array, "country"]
    utilisation: Float[Array, "country"]
    revenue_usd: Float[Array, "country segment"]
    capability_surprise: Float[Array, "country"]
    stuck_mw: Float[Array, "country limit"]


class Orders(Arrays):
    """What was ordered and cancelled."""

    ordered_mw: Float[Array, "firm supplier"]
    cancelled_mw: Float[Array, "firm supplier"]


def build_and_install(
    params: ComputeParams,
    state: ComputeState,
    *,
    connected_mw: Float[Array, "firm region"],
    started_mw: Float[Array, "firm region"],
    budget_usd: Float[Array, "firm"],
    hall_usd_per_mw: Float[Array, ""],
    equipment_usd_per_mw: Float[Array, ""],
    forcing: Forcing,
) -> tuple[ComputeState, Built]:
    """Halls and chips: shells advance, chips arrive, find powered halls or stay dark, and age (C2–C6)."""
    halls_paid = at_most_all(construction_due(params, state, forcing) * hall_usd_per_mw, budget_usd)
    state, progress, finished, lost = build_shells(params, state, started_mw, halls_paid, forcing)
    for_chips = jnp.maximum(budget_usd - progress * hall_usd_per_mw, 0.0)
    energised = jnp.minimum(state.shells_mw, connected_mw)
    due = due_deliveries(params, state, forcing)
    state, delivered, paid_share = deliver_chips(params, state, due, for_chips, equipment_usd_per_mw, forcing)
    state, placed = place_chips(params, state, delivered.sum(axis=-1), energised)
    state = move_dark_chips(params, state, energised)
    state, retired = retire_old_chips(params, state, forcing)
    state, installed = install_chips(state, energised, forcing)
    state = track_deliveries(state, delivered.sum(axis=-1))
    held = held_back(params, state, paid_share, connected_mw)
    return state, Built(delivered, placed, installed, retired, started_mw, finished, lost, progress, held)


def serve(
    params: ComputeParams, state: ComputeState, held_mw: Float[Array, "country hold"], forcing: Forcing
) -> tuple[ComputeState, Work]:
    """Services: demand grows, compute is sold, price and algorithms move, models are trained (C7–C10)."""
    state = grow_demand(params, state, forcing)
    reference = reference_revenue(params, state, forcing.years)
    demand, sold, revenue = sell_compute(params, state, reference)
    stuck = weigh_limits(held_mw, usable_compute(params, state), demand)
    state = move_price(params, state, demand, forcing)
    improved = improve_algorithms(params, state)
    state = induce_demand(params, improved, cheaper_tokens(params, state, improved), forcing)
    state, surprise = train_best_model(params, state, forcing)
    return state, Work(
        reference, demand, sold, ratio(sold, running_fleet(params, state)), revenue, surprise, stuck
    )


def plan_and_order(
    params: ComputeParams,
    state: ComputeState,
    *,
    reference_usd: Float[Array, "country segment"],
    replaced_mw: Float[Array, "firm"],
    belief: Float[Array, ""],
    cancel_rate: Float[Array, ""],
    window: Float[Array, ""],
    forcing: Forcing,
) -> tuple[ComputeState, Orders]:
    """Plans and orders: expectations, wanted fleet, cancellations, orders, makers' capacity (K3, C2, C3)."""
    state = expect_growth(params, state, reference_usd)
    state = want_fleet(params, state, reference_usd, belief, forcing)
    state, cancelled = cancel_orders(params, state, cancel_rate, forcing)
    ordered = order_chips(params, state, replaced_mw, window, forcing)
    state = state.replace(backlog_mw=state.backlog_mw + ordered)
    state = expand_capacity(params, state, forcing)
    return state, Orders(ordered, cancelled)


def compute_flows(built: Built, work: Work, orders: Orders) -> ComputeFlows:
    """The month's flows of the block in one record."""
    return ComputeFlows(
        ordered_mw=orders.ordered_mw,
        cancelled_mw=orders.cancelled_mw,
        delivered_mw=built.delivered_mw,
        placed_mw=built.placed_mw,
        installed_mw=built.installed_mw,
        retired_mw=built.retired_mw,
        shells_started_mw=built.shells_started_mw,
        shells_finished_mw=built.shells_finished_mw,
        shells_lost_mw=built.shells_lost_mw,
        demand_mw=work.demand_mw,
        sold_mw=work.sold_mw,
        utilisation=work.utilisation,
        revenue_usd=work.revenue_usd,
        capability_surprise=work.capability_surprise,
        stuck_mw=work.stuck_mw,
    )
