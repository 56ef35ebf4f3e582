"""One month of the grid, rule by rule."""

from jaxtyping import Array, Float

from wattstreet.model.blocks.power.build import build_capacity
from wattstreet.model.blocks.power.dispatch import dispatch_merit_order
from wattstreet.model.blocks.power.load import ai_energy, block_loads, draw_ai_power
from wattstreet.model.blocks.power.margin import firm_margin
from wattstreet.model.blocks.power.params import PowerParams
from wattstreet.model.blocks.power.queue import advance_queue
from wattstreet.model.blocks.power.records import PowerPolicy
from wattstreet.model.flows import PowerFlows
from wattstreet.model.state import PowerState


def advance_grid(
    params: PowerParams,
    state: PowerState,
    policy: PowerPolicy,
    requests_mw: Float[Array, "firm region"],
    running_it_mw: Float[Array, "region"],
) -> tuple[PowerState, PowerFlows]:
    """Load, dispatch, margin, queue and build of one month, all from the last month end's stocks.

    Args:
        params: Declared numbers of the grid.
        state: Plants and queues at the last month end.
        policy: Outside inputs of the month.
        requests_mw: New connection requests. [firm region] MW of IT load
        running_it_mw: IT nameplate at work. [region] MW
    Returns:
        State at the month's end and the month's flows.
    """
    ai_load = draw_ai_power(params, running_it_mw)
    load = block_loads(params, policy, ai_load)
    dispatch = dispatch_merit_order(params, policy, load, state.capacity_mw)
    margin = firm_margin(params, policy, state.capacity_mw, state.connected_mw)
    stocks = (state.study_mw, state.signed_mw, state.connected_mw)
    queue = advance_queue(params, policy, stocks, requests_mw, margin.headroom_mw)
    plants = (state.capacity_mw, state.construction_mw)
    build = build_capacity(params, policy, plants, margin, dispatch.price_usd_per_mwh)
    after = PowerState(
        capacity_mw=build.capacity_mw,
        construction_mw=build.construction_mw,
        study_mw=queue.study_mw,
        signed_mw=queue.signed_mw,
        connected_mw=queue.connected_mw,
        price_usd_per_mwh=dispatch.price_usd_per_mwh,
        expected_wait_months=queue.expected_wait_months,
        firm_mw=margin.firm_mw,
        headroom_mw=margin.headroom_mw,
    )
    flows = PowerFlows(
        load_mw=load,
        peak_mw=margin.peak_mw,
        firm_mw=margin.firm_mw,
        reserve_margin=margin.reserve_margin,
        headroom_mw=margin.headroom_mw,
        generation_mwh=dispatch.generation_mwh,
        imports_mwh=dispatch.imports_mwh,
        unserved_mwh=dispatch.unserved_mwh,
        storage_losses_mwh=dispatch.storage_losses_mwh,
        load_mwh=dispatch.load_mwh,
        ai_energy_mwh=ai_energy(ai_load),
        block_price_usd_per_mwh=dispatch.block_price_usd_per_mwh,
        price_usd_per_mwh=dispatch.price_usd_per_mwh,
        requests_mw=requests_mw,
        withdrawn_mw=queue.withdrawn_mw,
        energised_mw=queue.energised_mw,
        started_mw=build.started_mw,
        added_mw=build.added_mw,
        retired_mw=build.retired_mw,
    )
    return after, flows
