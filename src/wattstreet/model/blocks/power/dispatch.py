"""P2: merit order by block, storage shift, imports, price and scarcity."""

import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from wattstreet.core.axes import LOAD_BLOCKS, TECHNOLOGIES
from wattstreet.core.maths import ratio
from wattstreet.core.units import HOURS_PER_MONTH
from wattstreet.model.blocks.power.load import block_hour_shares
from wattstreet.model.blocks.power.params import PowerParams
from wattstreet.model.blocks.power.records import Dispatch, PowerPolicy

STORAGE = TECHNOLOGIES.index("storage")
"""Storage shifts load; its place among the dispatched units is taken by imports."""

LOW_BLOCK = tuple(float(name == "low") for name in LOAD_BLOCKS)
"""One in the block in which storage charges."""

MARGINAL_MW = 1e-6
"""Load below which the next unit is not called: a watt, against rounding."""


def rank_by_cost(cost: Float[Array, "region unit"]) -> Int[Array, "region unit"]:
    """Place of each unit in its region's merit order, ties by position.

    Args:
        cost: Variable cost. [region unit] USD/MWh
    Returns:
        Number of units called before this one. [region unit]
    """
    place = jnp.arange(cost.shape[1])
    cheaper = cost[:, None, :] < cost[:, :, None]
    tie = (cost[:, None, :] == cost[:, :, None]) & (place[None, None, :] < place[None, :, None])
    return jnp.sum(cheaper | tie, axis=-1)


def units_by_rank(rank: Int[Array, "region unit"]) -> Int[Array, "region unit"]:
    """Unit that stands at each place of the merit order: the inverse of `rank_by_cost`."""
    place = jnp.arange(rank.shape[1])
    stands_here = rank[:, None, :] == place[None, :, None]
    return jnp.sum(jnp.where(stands_here, place[None, None, :], 0), axis=-1)


def call_units(
    load: Float[Array, "region block"],
    capacity: Float[Array, "region unit"],
    availability: Float[Array, "region unit block"],
    cost: Float[Array, "region unit"],
    hours: Float[Array, "block"],
) -> tuple[
    Float[Array, "region unit"],
    Float[Array, "region block"],
    Float[Array, "region block"],
]:
    """Cheapest units first until the load is met.

    Args:
        load: Load to meet. [region block] MW
        capacity: Capacity of each unit. [region unit] MW
        availability: Share that can run in a block. [region unit block]
        cost: Variable cost. [region unit] USD/MWh
        hours: Share of hours in each block. [block]
    Returns:
        Mean output of each unit [region unit] MW; variable cost of the last unit called
        [region block] USD/MWh; what all units together could give [region block] MW.
    Source:
        Merit order as in any unit stack; example of PyPSA's documentation in the tests.
    Leaves out:
        start costs, ramps, minimum output and the network inside a region.
    """
    rank = rank_by_cost(cost)
    order = units_by_rank(rank)
    ordered_capacity = jnp.take_along_axis(capacity, order, axis=1)
    ordered_cost = jnp.take_along_axis(cost, order, axis=1)
    ordered_availability = jnp.take_along_axis(availability, order[:, :, None], axis=1)
    supply = jnp.zeros_like(load)
    price, last, before_last = supply, supply, supply
    for place in range(cost.shape[1]):
        called = load > supply + MARGINAL_MW
        price = jnp.where(called, ordered_cost[:, place, None], price)
        last = jnp.where(called, float(place), last)
        before_last = jnp.where(called, supply, before_last)
        supply = supply + ordered_capacity[:, place, None] * ordered_availability[:, place]
    # stacked so that the compiler keeps them rather than walking the merit order again for every unit
    kept = jnp.stack([last, jnp.minimum(load, supply) - before_last])
    last, part = kept[0], kept[1]
    unit_place = rank.astype(load.dtype)
    output = jnp.zeros_like(capacity)
    for block in range(load.shape[1]):
        whole = capacity * availability[:, :, block]
        at_margin = jnp.where(unit_place == last[:, block, None], part[:, block, None], 0.0)
        output = output + hours[block] * jnp.where(unit_place < last[:, block, None], whole, at_margin)
    return output, price, supply


def shift_by_storage(
    params: PowerParams, load: Float[Array, "region block"], storage_mw: Float[Array, "region"]
) -> Float[Array, "region block"]:
    """Load that plants see after storage has moved energy from low to peak and high hours.

    Args:
        params: Declared numbers of the grid.
        load: Load of each block. [region block] MW
        storage_mw: Power of storage. [region] MW
    Returns:
        Load with charging and without what storage serves. [region block] MW
    Source:
        assumption:storage_shift_share, storage_efficiency. Storage never shaves below the middle block,
        so it serves nothing in the middle and low blocks.
    Leaves out:
        the hours a store lasts, arbitrage by price, and reserve sold by storage.
    """
    hours = block_hour_shares(params)
    above_middle = jnp.maximum(load - load[:, 2:3], 0.0)
    served = jnp.minimum((storage_mw * params.storage_shift_share)[:, None], above_middle)
    charged = jnp.sum(served * hours[None, :], axis=1) / (params.storage_efficiency * hours[-1])
    return load - served + charged[:, None] * jnp.array(LOW_BLOCK)[None, :]


def price_scarcity(
    params: PowerParams, load: Float[Array, "region block"], supply: Float[Array, "region block"]
) -> Float[Array, "region block"]:
    """Adder on the price where available capacity is less than the target above load.

    Args:
        params: Declared numbers of the grid.
        load: Load that plants see. [region block] MW
        supply: What plants and imports could give. [region block] MW
    Returns:
        Adder, zero at the target, the declared height where supply just meets load. [region block] USD/MWh
    Source:
        assumption:scarcity_height_usd_per_mwh, scarcity_convexity.
    """
    target = params.reserve_margin_target[:, None]
    missing = jnp.clip((target - (ratio(supply, load) - 1.0)) / target, 0.0, 1.0)
    square = missing * missing
    bend = params.scarcity_convexity
    return params.scarcity_height_usd_per_mwh * square * (1.0 - bend + bend * square)


def dispatch_merit_order(
    params: PowerParams,
    policy: PowerPolicy,
    load: Float[Array, "region block"],
    capacity: Float[Array, "region technology"],
) -> Dispatch:
    """Who runs, what it costs and what is not served in the month.

    Args:
        params: Declared numbers of the grid.
        policy: Outside inputs of the month.
        load: Load of each block. [region block] MW
        capacity: Plants at the last month end. [region technology] MW
    Returns:
        Energy by technology, imports, unserved energy, storage losses, prices of blocks and month.
    Health:
        BROKEN_IDENTITY if generation + imports + unserved differs from load + storage losses.
    Source:
        fact:tech (variable cost); assumption:import_cost_usd_per_mwh; price caps from the world.
    Leaves out:
        where imports are made, fuel prices by month, and plants that must run.
    """
    hours = block_hour_shares(params)
    seen = shift_by_storage(params, load, capacity[:, STORAGE])
    running = capacity * params.season_factor[:, policy.calendar_month][None, :]
    imports = jnp.arange(len(TECHNOLOGIES)) == STORAGE
    units = jnp.where(imports[None, :], params.import_capacity_mw[:, None], running)
    costs = jnp.where(imports[None, :], params.import_cost_usd_per_mwh, params.variable_cost_usd_per_mwh)
    open_units = jnp.where(imports[None, :, None], 1.0, params.availability)
    output, marginal, supply = call_units(seen, units, open_units, costs, hours)

    short = seen > supply + MARGINAL_MW
    cap = params.price_cap_usd_per_mwh[:, None]
    block_price = jnp.where(short, cap, jnp.minimum(cap, marginal + price_scarcity(params, seen, supply)))
    unserved = jnp.sum(jnp.maximum(seen - supply, 0.0) * hours[None, :], axis=1)
    mean_load = jnp.sum(load * hours[None, :], axis=1)
    paid = jnp.sum(load * block_price * hours[None, :], axis=1)
    return Dispatch(
        load_mwh=mean_load * HOURS_PER_MONTH,
        generation_mwh=jnp.where(imports[None, :], 0.0, output) * HOURS_PER_MONTH,
        imports_mwh=output[:, STORAGE] * HOURS_PER_MONTH,
        unserved_mwh=unserved * HOURS_PER_MONTH,
        storage_losses_mwh=jnp.sum((seen - load) * hours[None, :], axis=1) * HOURS_PER_MONTH,
        block_price_usd_per_mwh=block_price,
        price_usd_per_mwh=ratio(paid, mean_load),
    )
