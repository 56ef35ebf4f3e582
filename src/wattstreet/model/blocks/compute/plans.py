"""The fleet buyers want: expectations, contracts, belief (K3)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import dot
from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.model.blocks.compute.params import ComputeParams
from wattstreet.model.forcing import Forcing
from wattstreet.model.state import ComputeState


def expect_growth(
    params: ComputeParams, state: ComputeState, revenue: Float[Array, "country segment"]
) -> ComputeState:
    """Growth buyers extrapolate: last year's, drawn toward a floor and averaged.

    Args:
        params: Weights and smoothing.
        state: Log revenue of the last twelve months, newest first.
        revenue: Spending at the reference price. [country segment] USD/year
    Returns:
        State with the new expectation and memory.
    Source:
        docs/decisions/002-starting-values.md.
    """
    log_now = jnp.log(jnp.maximum(revenue.sum(axis=-1), 1.0))
    last_year = log_now - state.log_revenue_memory[-1]
    trend = params.trend_weight * last_year + (1 - params.trend_weight) * params.trend_floor
    growth = state.expected_growth + (trend - state.expected_growth) / params.expectation_smoothing
    memory = jnp.concatenate([log_now[None], state.log_revenue_memory[:-1]])
    return state.replace(expected_growth=growth, log_revenue_memory=memory)


def want_fleet(
    params: ComputeParams,
    state: ComputeState,
    revenue: Float[Array, "country segment"],
    belief: Float[Array, ""],
    forcing: Forcing,
) -> ComputeState:
    """Fleet each firm wants: expected demand of its bloc, and its own signed contracts (K3).

    Args:
        params: Horizon, fading, anchors, shares.
        state: Extrapolated growth.
        revenue: Spending at the reference price. [country segment] USD/year
        belief: Share of the story that is believed. []
        forcing: Signed compute contracts by host. [firm] USD/year
    Returns:
        State with `wanted_mw`. [firm] MW
    Source:
        docs/decisions/002-starting-values.md: half extrapolated, half anchored, fading horizon.
    Leaves out:
        rivals' plans beyond what demand and contracts show.
    """
    anchored = params.anchor_weight * params.anchor_growth
    growth = (1 - params.anchor_weight) * state.expected_growth + anchored
    horizon = params.expectation_fade * (1 - jnp.exp(-params.expectation_horizon / params.expectation_fade))
    ahead = jnp.exp(growth * horizon * belief / params.belief_reference)
    revenue_per_mw = params.revenue_per_mw_year * params.utilisation
    by_bloc = revenue.sum(axis=-1) * ahead / revenue_per_mw
    signed = params.signed_weight * forcing.signed_usd_per_year / params.revenue_per_mw_year
    return state.replace(wanted_mw=params.wanted_share * dot(params.home, by_bloc) + signed)


def opening_memory(
    revenue: Float[Array, "country segment"], growth: Float[Array, "country"]
) -> Float[Array, "lag country"]:
    """Log revenue of the twelve months before the start, on a line of the given growth."""
    lags = jnp.arange(MONTHS_PER_YEAR)
    return (
        jnp.log(jnp.maximum(revenue.sum(axis=-1), 1.0))[None] - lags[:, None] * growth[None] / MONTHS_PER_YEAR
    )
