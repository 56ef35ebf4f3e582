"""What the fleets do: compute sold, its price, tokens, capability (C7, C8, C10)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import dot, ratio
from wattstreet.core.units import HOURS_PER_MONTH, MONTHS_PER_YEAR
from wattstreet.model.blocks.compute.params import ComputeParams
from wattstreet.model.forcing import Forcing
from wattstreet.model.state import ComputeState

SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600


def running_fleet(params: ComputeParams, state: ComputeState) -> Float[Array, "country"]:
    """Running fleet by home of its firms. [country] MW"""
    return dot(params.home.T, state.fleet_mw.sum(axis=-1))


def usable_compute(params: ComputeParams, state: ComputeState) -> Float[Array, "country"]:
    """What the running fleet can sell. [country] MW"""
    return running_fleet(params, state) * params.utilisation


def demand_at_price(
    params: ComputeParams, state: ComputeState, revenue: Float[Array, "country segment"]
) -> Float[Array, "country segment"]:
    """Compute that customers want at this month's price. [country segment] MW"""
    wanted_usd = revenue * jnp.exp(params.price_elasticity * state.log_price)[:, None]
    return wanted_usd / params.revenue_per_mw_year


def sell_compute(
    params: ComputeParams, state: ComputeState, revenue: Float[Array, "country segment"]
) -> tuple[Float[Array, "country"], Float[Array, "country"], Float[Array, "country segment"]]:
    """Sold compute is what demand wants or what the running fleet can do, whichever is less (C9).

    Paying users come first: consumers, then APIs, then clouds' other sales and own use.

    Args:
        params: Utilisation and revenue per MW.
        state: Fleet and price.
        revenue: Spending at the reference price. [country segment] USD/year
    Returns:
        Demand and sales [country] MW, and revenue earned. [country segment] USD/month
    Source:
        docs/decisions/002-starting-values.md.
    Leaves out:
        trade in compute between blocs.
    """
    wanted = demand_at_price(params, state, revenue)
    usable = usable_compute(params, state)
    before = jnp.cumsum(wanted, axis=-1) - wanted
    served = jnp.clip(usable[:, None] - before, 0.0, wanted)
    earned = served * params.revenue_per_mw_year * jnp.exp(state.log_price)[:, None] / MONTHS_PER_YEAR
    return wanted.sum(axis=-1), served.sum(axis=-1), earned


def move_price(
    params: ComputeParams,
    state: ComputeState,
    demand_mw: Float[Array, "country"],
    forcing: Forcing,
) -> ComputeState:
    """Price of compute follows scarcity, and falls with a cheap rival (C10).

    Args:
        params: Markup per unit of log scarcity, speed, the rival's cut and its memory.
        state: Log price against the reference markup; fleet.
        demand_mw: What customers wanted. [country] MW
        forcing: This month's rival surprise.
    Returns:
        State with the new log price and remembered cut.
    Source:
        assumption: spot rental prices of 2023; API price cuts of early 2025.
    """
    usable = usable_compute(params, state)
    has_market = (demand_mw > 0) & (usable > 0)
    scarcity = jnp.where(
        has_market, jnp.log(jnp.where(has_market, demand_mw, 1.0) / jnp.where(has_market, usable, 1.0)), 0.0
    )
    scarcity = jnp.clip(scarcity, -params.scarcity_bound, params.scarcity_bound)
    cut = (
        state.rival_cut * jnp.exp(-1 / params.rival_memory) + params.rival_price_cut * forcing.rival_surprise
    )
    target = params.scarcity_markup * scarcity - cut
    price = state.log_price + params.price_adjustment * (target - state.log_price)
    return state.replace(log_price=price, rival_cut=cut)


def improve_algorithms(params: ComputeParams, state: ComputeState) -> ComputeState:
    """Algorithmic efficiency grows with a bloc's compute and diffuses from the frontier with a lag (C7).

    The bloc with the most compute improves at the full pace, others at their share of its compute; whoever
    is behind catches up with what the frontier had. Nobody is ahead by assumption.
    """
    fleet = fleet_h100e(params, state)
    found = params.efficiency_growth / MONTHS_PER_YEAR * ratio(fleet, jnp.max(fleet))
    behind = jnp.max(state.log_efficiency) - state.log_efficiency
    learnt = behind * (1 - jnp.exp(-1 / params.efficiency_lag))
    return state.replace(log_efficiency=state.log_efficiency + found + learnt)


def cheaper_tokens(
    params: ComputeParams, before: ComputeState, after: ComputeState
) -> Float[Array, "country"]:
    """Fall of the cost of a token this month, from better algorithms and better chips. [country] log"""
    return after.log_efficiency - before.log_efficiency + params.performance_growth / MONTHS_PER_YEAR


def fleet_h100e(params: ComputeParams, state: ComputeState) -> Float[Array, "country"]:
    """Running fleet by home of its firms. [country] H100e"""
    return dot(params.home.T, state.vintage_h100e.sum(axis=-1))


def capability_of_fleet(
    params: ComputeParams, h100e: Float[Array, "country"], log_efficiency: Float[Array, "country"]
) -> Float[Array, "country"]:
    """Effective training FLOP of the best run a bloc's fleet allows (C8). [country] log10 FLOP"""
    chips = jnp.maximum(h100e * params.training_share * params.best_run_share, 1.0)
    seconds = params.run_months * SECONDS_PER_MONTH
    flop = chips * params.h100_flop_per_second * params.training_use * seconds
    return jnp.log10(flop) + log_efficiency / jnp.log(10.0)


def train_best_model(
    params: ComputeParams, state: ComputeState, forcing: Forcing
) -> tuple[ComputeState, Float[Array, "country"]]:
    """Capability never falls; the surprise is its gain beyond what markets take for granted (C8).

    Of what compute and algorithms allow beyond the best model so far, policy may let only a share come true.

    Returns:
        State with the new capability, and the surprise. [country] log10 FLOP
    """
    reached = capability_of_fleet(params, fleet_h100e(params, state), state.log_efficiency)
    allowed = jnp.maximum(reached - state.capability, 0.0)
    capability = state.capability + forcing.capability_gain * allowed
    surprise = capability - state.capability - params.expected_capability_gain / MONTHS_PER_YEAR
    return state.replace(capability=capability), surprise


def tokens_made(
    params: ComputeParams, state: ComputeState, utilisation: Float[Array, "country"]
) -> Float[Array, "country"]:
    """Tokens served this month by what is sold and does not train. [country] tokens/month"""
    serving = fleet_h100e(params, state) * utilisation * (1 - params.training_share)
    return serving * params.tokens_per_h100e_month * jnp.exp(state.log_efficiency)


def price_per_million_tokens(
    revenue_usd: Float[Array, "country"], tokens: Float[Array, "country"]
) -> Float[Array, "country"]:
    """Average revenue per million tokens. [country] USD"""
    return ratio(revenue_usd * 1e6, tokens, floor=1.0)
