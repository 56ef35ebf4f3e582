"""Fleets by place and by age: installation and retirement (C1, C5, C6)."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import ratio, share_of
from wattstreet.core.units import KW_PER_MW
from wattstreet.model.blocks.compute.params import ComputeParams
from wattstreet.model.forcing import Forcing
from wattstreet.model.state import ComputeState

VINTAGES_PER_YEAR = 2
FIRST_VINTAGE_YEARS = -3.0
"""The first vintage is the first half-year of 2020, three years before the start of 2023."""


def performance_of_new_chips(params: ComputeParams, years: Float[Array, "..."]) -> Float[Array, "supplier"]:
    """Performance of what makers ship now. [supplier] H100e/kW"""
    return params.chip_performance * jnp.exp(params.performance_growth * years)


def opening_vintages(
    params: ComputeParams,
) -> tuple[Float[Array, "firm vintage"], Float[Array, "firm vintage"]]:
    """Opening fleet by age, in MW and in H100 equivalents.

    Older vintages are slower by the same growth of performance that later ones gain.
    """
    mw = params.opening_fleet_mw.sum(axis=-1)[:, None] * params.opening_vintage_share[None, :]
    count = params.opening_vintage_share.shape[0]
    years = FIRST_VINTAGE_YEARS + (jnp.arange(count) + 0.5) / VINTAGES_PER_YEAR
    quality = params.supplier_mix @ params.chip_performance
    pace = jnp.exp(params.performance_growth * jnp.minimum(years, 0.0))
    return mw, mw * KW_PER_MW * quality[:, None] * pace[None, :]


def retire_old_chips(
    params: ComputeParams, state: ComputeState, forcing: Forcing
) -> tuple[ComputeState, Float[Array, "firm region"]]:
    """Chips that leave the fleet this month, by age; places lose them in proportion.

    Args:
        params: Economic life and the hazard of old chips.
        state: Fleet by place and by vintage.
        forcing: Years since the start.
    Returns:
        State without the retired chips, and what retired. [firm region] MW
    Source:
        fact:trends (useful lives of 2 to 6 years, disputed); logistic hazard by assumption.
    Leaves out:
        resale; an idle market does not retire chips earlier.
    """
    count = state.vintage_mw.shape[-1]
    made = FIRST_VINTAGE_YEARS + (jnp.arange(count) + 0.5) / VINTAGES_PER_YEAR
    age = jnp.maximum(forcing.years - made, 0.0)
    hazard = params.retirement_hazard * jax.nn.sigmoid(2 * (age - params.economic_life))
    kept = jnp.exp(-hazard)[None, :]
    gone = (state.vintage_mw * (1 - kept)).sum(axis=-1)
    retired = gone[:, None] * share_of(state.fleet_mw)
    state = state.replace(
        vintage_mw=state.vintage_mw * kept,
        vintage_h100e=state.vintage_h100e * kept,
        fleet_mw=state.fleet_mw - retired,
    )
    return state, retired


def install_chips(
    state: ComputeState, energised_mw: Float[Array, "firm region"], forcing: Forcing
) -> tuple[ComputeState, Float[Array, "firm region"]]:
    """Delivered chips that find a powered hall this month (C5: installed ≤ energised).

    Args:
        state: Undeployed chips and fleet by place.
        energised_mw: Halls that are finished and connected. [firm region] MW
        forcing: Gives the vintage of this half-year.
    Returns:
        State after installation, and what was installed. [firm region] MW
    Source:
        docs/decisions/001-order-of-the-month.md.
    Leaves out:
        time to rack and test, which is inside the delivery delay.
    """
    room = jnp.maximum(energised_mw - state.fleet_mw, 0.0)
    installed = jnp.minimum(state.undeployed_mw, room)
    by_firm = installed.sum(axis=-1)
    h100e = state.undeployed_h100e * ratio(by_firm, state.undeployed_mw.sum(axis=-1))
    now = (jnp.arange(state.vintage_mw.shape[-1]) == forcing.vintage).astype(by_firm.dtype)[None, :]
    state = state.replace(
        undeployed_mw=state.undeployed_mw - installed,
        undeployed_h100e=state.undeployed_h100e - h100e,
        fleet_mw=state.fleet_mw + installed,
        vintage_mw=state.vintage_mw + by_firm[:, None] * now,
        vintage_h100e=state.vintage_h100e + h100e[:, None] * now,
    )
    return state, installed


def move_dark_chips(
    params: ComputeParams, state: ComputeState, energised_mw: Float[Array, "firm region"]
) -> ComputeState:
    """Dark chips moved to powered halls the same firm has elsewhere; moving takes time.

    Args:
        params: Share that can move in a month.
        state: Undeployed chips by place.
        energised_mw: Halls that are finished and connected. [firm region] MW
    Returns:
        State with some chips in other places; nothing is made or lost.
    Source:
        assumption: moving costs time.
    Leaves out:
        the cost of moving.
    """
    room = jnp.maximum(energised_mw - state.fleet_mw, 0.0)
    stranded = jnp.maximum(state.undeployed_mw - room, 0.0) * params.moving_share
    free = jnp.maximum(room - state.undeployed_mw, 0.0)
    moved = jnp.minimum(stranded.sum(axis=-1), free.sum(axis=-1))[:, None]
    return state.replace(
        undeployed_mw=state.undeployed_mw - moved * share_of(stranded) + moved * share_of(free)
    )
