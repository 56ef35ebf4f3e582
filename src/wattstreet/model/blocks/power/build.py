"""P6: plants are started, finished and retired."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.axes import TECHNOLOGIES
from wattstreet.core.maths import TINY, dot, ratio
from wattstreet.model.blocks.power.margin import missing_margin
from wattstreet.model.blocks.power.params import PowerParams
from wattstreet.model.blocks.power.records import BuildMonth, FirmMargin, PowerPolicy

FIRM = tuple(float(name not in ("wind", "solar")) for name in TECHNOLOGIES)
"""One for technologies that planners call on when the margin is short."""

MOST_EAGER = 3.0
"""Largest call of a region against its ordinary share: sites and crews are local."""


def total_by_country(
    params: PowerParams, by_region: Float[Array, "region technology"]
) -> Float[Array, "country technology"]:
    """Sum over the regions of each country."""
    return jnp.sum(params.in_country[:, :, None] * by_region[None, :, :], axis=1)


def of_country(
    params: PowerParams, by_country: Float[Array, "country technology"]
) -> Float[Array, "region technology"]:
    """Each region receives the number of its country."""
    return jnp.sum(params.in_country[:, :, None] * by_country[:, None, :], axis=0)


def share_starts(
    params: PowerParams, capacity: Float[Array, "region technology"]
) -> Float[Array, "region technology"]:
    """Share of its country's starts that a region receives when all regions are alike in need.

    Args:
        params: Declared numbers of the grid.
        capacity: Plants at the last month end. [region technology] MW
    Returns:
        Shares; they sum to at most one over a country. [region technology] share
    Source:
        assumption:build_by_load_share.
    """
    peak = jnp.max(params.peak_load_mw, axis=1)
    load_share = ratio(peak, dot(params.in_country.T, dot(params.in_country, peak)))
    # one over the total, then a product: divisions of whole arrays are the dear part of a month
    one_over_total = 1.0 / jnp.maximum(total_by_country(params, capacity), TINY)
    capacity_share = capacity * of_country(params, one_over_total)
    by_load = params.build_by_load_share
    return by_load * load_share[:, None] + (1.0 - by_load) * capacity_share


def call_for_plants(
    params: PowerParams, margin: FirmMargin, price: Float[Array, "region"]
) -> Float[Array, "region technology"]:
    """How much of a region's share of the largest rate builders want to start.

    Args:
        params: Declared numbers of the grid.
        margin: Reserve margin of the region.
        price: Load-weighted price of the month. [region] USD/MWh
    Returns:
        The steady share, more where the price is high and, for firm plants, where the margin is thin;
        above one where a needy region asks for more than its share. [region technology] share
    Source:
        assumption:steady_build_share, build_margin_response, build_price_response.
    """
    dear = price / params.build_price_usd_per_mwh - 1.0
    alike = params.steady_build_share + params.build_price_response * dear
    short = params.build_margin_response * missing_margin(params, margin.reserve_margin)
    called = alike[:, None] + short[:, None] * jnp.array(FIRM)[None, :]
    return jnp.clip(called, 0.0, MOST_EAGER)


def start_plants(
    params: PowerParams,
    policy: PowerPolicy,
    capacity: Float[Array, "region technology"],
    margin: FirmMargin,
    price: Float[Array, "region"],
) -> Float[Array, "region technology"]:
    """Plants started this month; together never above the country's largest rate times policy.

    Args:
        params: Declared numbers of the grid.
        policy: Outside inputs of the month.
        capacity: Plants at the last month end. [region technology] MW
        margin: Reserve margin of the region.
        price: Load-weighted price of the month. [region] USD/MWh
    Returns:
        Starts. [region technology] MW/month
    Source:
        fact:tech (largest rates); assumption:max_build_growth; shares and calls as above.
    Leaves out:
        cost of capital, slots of turbine makers, and interconnection of plants.
    """
    wanted = share_starts(params, capacity) * call_for_plants(params, margin, price)
    fits = 1.0 / jnp.maximum(total_by_country(params, wanted), 1.0)
    growth = jnp.exp(policy.years_since_start * jnp.log1p(params.max_build_growth))
    largest = params.max_build_mw_per_month * growth
    firm_policy = 1.0 + (policy.firm_build_multiplier[:, None] - 1.0) * jnp.array(FIRM)[None, :]
    allowed = of_country(params, fits * largest)
    return wanted * allowed * policy.grid_build_multiplier[:, None] * firm_policy


def build_capacity(
    params: PowerParams,
    policy: PowerPolicy,
    plants: tuple[Float[Array, "region technology"], Float[Array, "region technology"]],
    margin: FirmMargin,
    price: Float[Array, "region"],
) -> BuildMonth:
    """One month of building and retiring plants.

    Args:
        params: Declared numbers of the grid.
        policy: Outside inputs of the month.
        plants: Capacity and capacity under construction at the last month end. [region technology] MW
        margin: Reserve margin of the region.
        price: Load-weighted price of the month. [region] USD/MWh
    Returns:
        Both stocks at the month's end and the flows between them.
    Health:
        NEGATIVE_STOCK if a stock falls below zero.
    Source:
        fact:tech (lead times); assumption:retirement_postponed_share. Completion is a first-order delay.
    Leaves out:
        plants cancelled under construction and dated retirements of single plants.
    """
    capacity, construction = plants
    started = start_plants(params, policy, capacity, margin, price)
    added = construction * (1.0 / params.lead_months)
    kept = params.retirement_postponed_share * missing_margin(params, margin.reserve_margin)
    retired = capacity * params.retirement_per_month * (1.0 - kept)[:, None]
    return BuildMonth(
        capacity_mw=capacity + added - retired,
        construction_mw=construction + started - added,
        started_mw=started,
        added_mw=added,
        retired_mw=retired,
    )
