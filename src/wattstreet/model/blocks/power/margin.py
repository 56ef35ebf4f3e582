"""P3: firm capacity, reserve margin, and the headroom left for new load."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.axes import TECHNOLOGIES
from wattstreet.core.maths import ratio
from wattstreet.model.blocks.power.load import grown_load
from wattstreet.model.blocks.power.params import PowerParams
from wattstreet.model.blocks.power.records import FirmMargin, PowerPolicy

FALLING_CREDIT = tuple(TECHNOLOGIES.index(name) for name in ("wind", "solar", "storage"))
"""Technologies whose next MW helps less than the last."""

STEADY_CREDIT = tuple(float(place not in FALLING_CREDIT) for place in range(len(TECHNOLOGIES)))
"""One for all others."""


def peak_per_it_mw(params: PowerParams) -> Float[Array, "region"]:
    """Grid load at the peak behind one connected MW of IT at full use. [region] ratio."""
    return params.pue * params.draw_share * params.peak_coincidence


def required_firm_per_it_mw(params: PowerParams) -> Float[Array, "region"]:
    """Firm capacity that one connected MW of IT uses up: peak, margin and swing. [region] ratio."""
    return peak_per_it_mw(params) * (1.0 + params.reserve_margin_target + params.swing_share)


def annual_peak(
    params: PowerParams, policy: PowerPolicy, connected_mw: Float[Array, "firm region"]
) -> Float[Array, "region"]:
    """Peak of the year that planners see: base load's highest month and all connected AI load at full use.

    Args:
        params: Declared numbers of the grid.
        policy: Outside inputs of the month.
        connected_mw: Energised IT load at the last month end, dark halls included. [firm region] MW
    Returns:
        Annual peak. [region] MW
    Source:
        fact:regions; assumption:draw_share, peak_coincidence.
    Leaves out:
        load that is signed but not energised.
    """
    base = jnp.max(params.peak_load_mw, axis=1) * grown_load(params, policy)
    return base + jnp.sum(connected_mw, axis=0) * peak_per_it_mw(params)


def accredit_firm_capacity(
    params: PowerParams, capacity: Float[Array, "region technology"], peak: Float[Array, "region"]
) -> Float[Array, "region"]:
    """Capacity that counts at the annual peak, imports included.

    Args:
        params: Declared numbers of the grid.
        capacity: Plants. [region technology] MW
        peak: Annual peak. [region] MW
    Returns:
        Firm capacity; never falls when a plant is added. [region] MW
    Source:
        fact:tech (credits); assumption:credit_decline.
    Leaves out:
        that storage and sun help each other.
    """
    credited = params.capacity_credit * capacity
    firm = jnp.sum(credited * jnp.array(STEADY_CREDIT)[None, :], axis=1) + params.import_capacity_mw
    for technology in FALLING_CREDIT:
        share = ratio(capacity[:, technology], peak)
        firm = firm + credited[:, technology] / (1.0 + params.credit_decline * share)
    return firm


def uncounted_firm_capacity(params: PowerParams) -> Float[Array, "region"]:
    """What planners counted at the start beyond credited plants: demand response, contracts, own credits.

    Returns:
        Firm capacity that brings the opening margin to the one published. [region] MW
    Source:
        opening_reserve_margin from the world; docs/decisions/004-firm-capacity.md.
    Leaves out:
        its growth: only plants add to it.
    """
    peak = jnp.max(params.peak_load_mw, axis=1) + jnp.sum(
        params.opening_connected_mw, axis=0
    ) * peak_per_it_mw(params)
    counted = accredit_firm_capacity(params, params.opening_capacity_mw, peak)
    return (1.0 + params.opening_reserve_margin) * peak - counted


def firm_margin(
    params: PowerParams,
    policy: PowerPolicy,
    capacity: Float[Array, "region technology"],
    connected_mw: Float[Array, "firm region"],
) -> FirmMargin:
    """Reserve margin of the region and the headroom for new load.

    Args:
        params: Declared numbers of the grid.
        policy: Outside inputs of the month.
        capacity: Plants at the last month end. [region technology] MW
        connected_mw: Energised IT load at the last month end. [firm region] MW
    Returns:
        Peak, firm capacity, margin, and headroom: firm less (1 + target) of the peak less the reserve
        for swings, at least zero, times the policy's multiplier. [region] MW
    Source:
        fact:regions (targets); assumption:swing_share.
    """
    peak = annual_peak(params, policy, connected_mw)
    firm = accredit_firm_capacity(params, capacity, peak) + uncounted_firm_capacity(params)
    swing = params.swing_share * peak_per_it_mw(params) * jnp.sum(connected_mw, axis=0)
    spare = firm - (1.0 + params.reserve_margin_target) * peak - swing
    return FirmMargin(
        peak_mw=peak,
        firm_mw=firm,
        reserve_margin=ratio(firm, peak) - 1.0,
        headroom_mw=jnp.maximum(spare, 0.0) * policy.headroom_multiplier,
    )


def missing_margin(params: PowerParams, reserve_margin: Float[Array, "region"]) -> Float[Array, "region"]:
    """How far the margin has sunk below the cushion at which planners begin to act, as a share of the target.

    Args:
        params: Declared numbers of the grid.
        reserve_margin: Firm capacity above peak. [region] share
    Returns:
        Zero above target and cushion, at most one. [region] share
    Source:
        assumption:planning_cushion. Plants take years, so planners act before the target is missed.
    """
    begins = params.reserve_margin_target + params.planning_cushion
    return jnp.clip((begins - reserve_margin) / params.reserve_margin_target, 0.0, 1.0)
