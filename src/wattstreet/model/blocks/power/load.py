"""P1: four blocks of load from a month's energy and peak, and AI load on top."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import ratio
from wattstreet.core.units import HOURS_PER_MONTH
from wattstreet.model.blocks.power.params import PowerParams
from wattstreet.model.blocks.power.records import PowerPolicy


def block_hour_shares(params: PowerParams) -> Float[Array, "block"]:
    """Share of a month's hours in each block; they sum to one.

    Returns:
        Shares. [block] share
    Source:
        assumption:peak_hours_share, high_hours_share, middle_hours_share.
    """
    three = jnp.stack([params.peak_hours_share, params.high_hours_share, params.middle_hours_share])
    return jnp.append(three, 1.0 - jnp.sum(three))


def grown_load(params: PowerParams, policy: PowerPolicy) -> Float[Array, "region"]:
    """Load that is not AI against the opening year, same calendar month. [region] ratio."""
    return jnp.exp(policy.years_since_start * jnp.log1p(params.load_growth))


def duration_steps(params: PowerParams) -> Float[Array, "block"]:
    """Depth of each block below the peak, in units of peak less mean: zero at the peak, hour mean one.

    Returns:
        Depths. [block] ratio
    Source:
        assumption:duration_curvature. Depth is a power of the block's middle hour.
    """
    hours = block_hour_shares(params)
    middle_hour = jnp.cumsum(hours) - 0.5 * hours
    depth = (middle_hour**params.duration_curvature) * jnp.array([0.0, 1.0, 1.0, 1.0])
    return ratio(depth, jnp.sum(hours * depth))


def draw_ai_power(params: PowerParams, running_it_mw: Float[Array, "region"]) -> Float[Array, "region"]:
    """Mean grid load of the AI halls that run.

    Args:
        params: Declared numbers of the grid.
        running_it_mw: IT nameplate at work: installed chips in energised halls. [region] MW
    Returns:
        Mean load at the grid. [region] MW
    Source:
        assumption:draw_share; fact:hubs (PUE).
    Leaves out:
        halls that are connected and empty, and PUE by month.
    """
    return running_it_mw * params.draw_share * params.pue


def ai_block_factors(params: PowerParams) -> Float[Array, "block"]:
    """AI load of a block against its mean; the hour mean is one, so energy is exact. [block] ratio."""
    peak = params.peak_hours_share
    elsewhere = ratio(1.0 - peak * params.peak_coincidence, 1.0 - peak)
    return jnp.stack([params.peak_coincidence, elsewhere, elsewhere, elsewhere])


def block_loads(
    params: PowerParams, policy: PowerPolicy, ai_load_mw: Float[Array, "region"]
) -> Float[Array, "region block"]:
    """Load of the four blocks: the peak block is the month's peak, the hour mean its energy.

    Args:
        params: Declared numbers of the grid.
        policy: Outside inputs of the month.
        ai_load_mw: Mean grid load of AI halls. [region] MW
    Returns:
        Load of each block. [region block] MW
    Source:
        assumption:duration_curvature; assumption:peak_coincidence; fact:regions.
    Leaves out:
        weather; a load factor below about a quarter, where the low block would turn negative.
    """
    growth = grown_load(params, policy)
    mean = params.mean_load_mw[:, policy.calendar_month] * growth
    peak = params.peak_load_mw[:, policy.calendar_month] * growth
    base = peak[:, None] - (peak - mean)[:, None] * duration_steps(params)[None, :]
    return base + ai_load_mw[:, None] * ai_block_factors(params)[None, :]


def ai_energy(ai_load_mw: Float[Array, "region"]) -> Float[Array, "region"]:
    """Energy that AI halls take from the grid in the month. [region] MWh."""
    return ai_load_mw * HOURS_PER_MONTH
