"""Shells: where firms build them, how long they take (C4)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.axes import SHELL_STAGES
from wattstreet.core.maths import share_of
from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.model.blocks.compute.params import ComputeParams
from wattstreet.model.forcing import Forcing
from wattstreet.model.state import ComputeState

PRICE_STEP = 10.0
"""Site choice is declared per 10 USD/MWh."""


def choose_sites(
    params: ComputeParams, price_usd_per_mwh: Float[Array, "region"], wait_months: Float[Array, "region"]
) -> Float[Array, "firm region"]:
    """Share of new halls a firm gives each region: a logit in price and expected wait (C4).

    Args:
        params: Base weights (policy, latency, habit) and the two slopes.
        price_usd_per_mwh: Last month's price. [region] USD/MWh
        wait_months: Expected wait for a connection. [region] months
    Returns:
        Shares that sum to one for every firm that builds. [firm region]
    Source:
        assumption: time to power leads site choice.
    Leaves out:
        fibre, water, tax.
    """
    appeal = -params.site_price_weight * price_usd_per_mwh / PRICE_STEP
    appeal = appeal - params.site_wait_weight * wait_months / MONTHS_PER_YEAR
    return share_of(params.place_weight * jnp.exp(appeal - jnp.max(appeal))[None, :])


def start_shells(
    params: ComputeParams, state: ComputeState, sites: Float[Array, "firm region"]
) -> Float[Array, "firm region"]:
    """Shells a firm starts, for the chips it has and those it sees coming. [firm region] MW

    Args:
        params: How far ahead firms build; time over which they close the gap.
        state: Chips held, pace of deliveries, wanted fleet, halls.
        sites: Share of new halls by region. [firm region]
    Source:
        fact:queue (18 to 24 months from ground-breaking); assumption: no firm builds beyond its wanted fleet.
    Leaves out:
        land and shells bought ready-made.
    """
    standing = state.shells_mw.sum(axis=-1) + state.shells_building_mw.sum(axis=(0, -1))
    held = state.fleet_mw.sum(axis=-1) + state.undeployed_mw.sum(axis=-1)
    coming = params.halls_ahead * state.delivery_pace_mw * params.shell_months
    gap = jnp.maximum(jnp.minimum(held + coming, jnp.maximum(state.wanted_mw, held)) - standing, 0.0)
    return (gap / params.hall_adjustment)[:, None] * sites


def construction_due(params: ComputeParams, state: ComputeState, forcing: Forcing) -> Float[Array, "firm"]:
    """Construction that would be done this month if all of it were paid. [firm] MW"""
    pace = forcing.hall_speed * SHELL_STAGES / params.shell_months
    return state.shells_building_mw.sum(axis=(0, -1)) * (1 - jnp.exp(-pace)) / SHELL_STAGES


def build_shells(
    params: ComputeParams,
    state: ComputeState,
    started_mw: Float[Array, "firm region"],
    paid_share: Float[Array, "firm"],
    forcing: Forcing,
) -> tuple[ComputeState, Float[Array, "firm"], Float[Array, "firm region"], Float[Array, "firm region"]]:
    """Shells under way advance through their stages; some are lost, the rest are finished.

    Args:
        params: Months from ground-breaking to a finished shell; share lost.
        state: Shells under construction and finished.
        started_mw: New shells. [firm region] MW
        paid_share: Share of the construction due that the firm can pay. [firm]
        forcing: `hall_speed` scales the pace.
    Returns:
        State, construction done [firm] MW, finished and lost shells. [firm region] MW
    Source:
        fact:queue (18 to 24 months); an Erlang delay keeps early completions rare.
    Leaves out:
        conversions of ordinary halls.
    """
    pace = forcing.hall_speed * SHELL_STAGES / params.shell_months
    leaving = state.shells_building_mw * (1 - jnp.exp(-pace)) * paid_share[None, :, None]
    entering = jnp.concatenate([started_mw[None], leaving[:-1]])
    lost = leaving[-1] * params.shell_loss
    finished = leaving[-1] - lost
    state = state.replace(
        shells_building_mw=state.shells_building_mw + entering - leaving,
        shells_mw=state.shells_mw + finished,
    )
    progress = leaving.sum(axis=(0, -1)) / SHELL_STAGES
    return state, progress, finished, lost
