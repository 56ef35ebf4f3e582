"""What the world would spend on AI at the reference price (C9)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import ratio
from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.model.blocks.compute.params import ComputeParams
from wattstreet.model.forcing import Forcing
from wattstreet.model.state import ComputeState

CONSUMERS, API, OTHER = 0, 1, 2
LEAST_REVENUE = 1.0
"""USD a year from which a market that has not opened yet begins to grow."""


def opening_gap(
    ceiling: Float[Array, ""], size: Float[Array, "country"], revenue: Float[Array, "country"]
) -> Float[Array, "country"]:
    """Log distance of opening revenue from its ceiling; zero where a bloc has no such market."""
    has_market = size > 0
    full = ceiling * jnp.where(has_market, size, 1.0)
    return jnp.where(has_market, jnp.log(full / jnp.maximum(revenue, LEAST_REVENUE)), 0.0)


def take_up_ai(params: ComputeParams, state: ComputeState, forcing: Forcing) -> Float[Array, "country"]:
    """Weekly users after a month of Bass diffusion.

    Args:
        params: Innovation, imitation and the ceiling, which rises with capability.
        state: Users and capability at the last month end.
        forcing: Level of a dated shift of imitation; pace at which demand grows.
    Returns:
        Users. [country] people
    Source:
        Bass (1969), Management Science 15; fitted by the trial named in `params`.
    Leaves out:
        churn; intensity of use lives in spend per user.
    """
    gained = jnp.maximum(state.capability - state.capability_at_start, 0.0)
    ceiling = params.consumer_ceiling * params.segment_size[:, CONSUMERS]
    ceiling = ceiling * (1 + params.consumer_ceiling_by_capability * gained)
    reached = jnp.where(ceiling > 0, state.users / jnp.where(ceiling > 0, ceiling, 1.0), 0.0)
    imitation = params.consumer_imitation * (1 + params.consumer_shift * forcing.consumer_boost)
    hazard = params.consumer_innovation + imitation * reached
    joined = (1 - jnp.exp(-hazard)) * jnp.maximum(ceiling - state.users, 0.0)
    return state.users + joined * forcing.demand_growth


def close_gap(
    gap: Float[Array, "country"],
    opening: Float[Array, "country"],
    growth: Float[Array, ""],
    shift: Float[Array, ""],
) -> Float[Array, "country"]:
    """Log gap of revenue to its ceiling after a month of Gompertz growth and a dated shift.

    Args:
        gap: Log gap at the last month end. [country]
        opening: Log gap in the start month. [country]
        growth: Opening growth of log revenue. [] per year
        shift: Extra growth of log revenue this month, as a yearly rate. [] per year
    Returns:
        Log gap, never below zero. [country]
    Source:
        Gompertz (1825); form of docs/decisions/002-starting-values.md.
    Leaves out:
        falls of demand below its path.
    """
    rate = growth / jnp.where(opening > 0, opening, 1.0)
    return jnp.maximum(gap * jnp.exp(-rate / MONTHS_PER_YEAR) - shift / MONTHS_PER_YEAR, 0.0)


def grow_demand(params: ComputeParams, state: ComputeState, forcing: Forcing) -> ComputeState:
    """Users and revenue gaps at this month's end; at a pace of zero ceilings alone still grow."""
    sizes = params.segment_size
    api = opening_gap(params.api_ceiling, sizes[:, API], params.opening_api_usd)
    other = opening_gap(params.other_ceiling, sizes[:, OTHER], params.opening_other_usd)
    pace = forcing.demand_growth
    fading = jnp.exp(-1 / params.demand_shift_decay)
    api_shift = state.api_shift * fading + params.api_shift_size * forcing.api_shift
    other_shift = state.other_shift * fading + params.other_shift_size * forcing.other_shift
    return state.replace(
        users=take_up_ai(params, state, forcing),
        api_shift=api_shift,
        other_shift=other_shift,
        api_log_gap=close_gap(state.api_log_gap, api, params.api_growth * pace, api_shift * pace),
        other_log_gap=close_gap(state.other_log_gap, other, params.other_growth * pace, other_shift * pace),
    )


def induce_demand(
    params: ComputeParams, state: ComputeState, cheaper: Float[Array, "country"], forcing: Forcing
) -> ComputeState:
    """Cheaper tokens bring more spending than the fitted path holds, where elasticity has shifted (B8).

    The path of demand was fitted while tokens grew cheaper, at the elasticity of that time. With a larger one
    each further fall of their cost raises spending, up to what budgets bear; with a smaller one it lowers it.

    Args:
        params: Bound of the effect.
        state: Effect so far. [country] log
        cheaper: Fall of the cost of a token this month. [country] log
        forcing: Change of the elasticity, negative where demand answers more.
    Returns:
        State with the new effect.
    Source:
        Jevons (1865); causal map B8; assumption: the effect fades as it nears its bound.
    Leaves out:
        segments that answer differently.
    """
    pull = -forcing.elasticity_shift * cheaper
    used = ratio(state.induced_log * jnp.sign(pull), params.induced_most)
    return state.replace(induced_log=state.induced_log + pull * jnp.clip(1 - used, 0.0, 1.0))


def reference_revenue(
    params: ComputeParams, state: ComputeState, years: Float[Array, ""]
) -> Float[Array, "country segment"]:
    """Revenue a year at the reference price, by bloc and segment.

    Args:
        params: Ceilings, sizes of blocs' markets, spend per user.
        state: Users and log gaps.
        years: Years since the start; ceilings grow with them.
    Returns:
        Revenue. [country segment] USD/year
    Source:
        docs/decisions/002-starting-values.md.
    """
    ceilings = jnp.exp(params.ceiling_growth * years) * jnp.stack([params.api_ceiling, params.other_ceiling])
    gaps = jnp.stack([state.api_log_gap, state.other_log_gap], axis=-1)
    gompertz = ceilings[None, :] * params.segment_size[:, API:] * jnp.exp(-gaps)
    consumers = params.consumer_spend * state.users
    return jnp.concatenate([consumers[:, None], gompertz], axis=-1) * jnp.exp(state.induced_log)[:, None]
