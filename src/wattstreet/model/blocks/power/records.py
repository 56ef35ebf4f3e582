"""Records of the grid: what a month takes in, hands on, and shows."""

from jaxtyping import Array, Float, Int

from wattstreet.core.arrays import Arrays


class PowerPolicy(Arrays):
    """Outside inputs of one month; one is neutral for every multiplier.

    `years_since_start` counts from the same calendar month of the opening year of the load tables.
    """

    calendar_month: Int[Array, ""]
    years_since_start: Float[Array, ""]
    wires_multiplier: Float[Array, "region"]
    permit_speed: Float[Array, "region"]
    grid_build_multiplier: Float[Array, "region"]
    firm_build_multiplier: Float[Array, "region"]
    headroom_multiplier: Float[Array, "region"]


class Dispatch(Arrays):
    """Energy and price of a month: generation + imports + unserved = load + storage losses."""

    load_mwh: Float[Array, "region"]
    generation_mwh: Float[Array, "region technology"]
    imports_mwh: Float[Array, "region"]
    unserved_mwh: Float[Array, "region"]
    storage_losses_mwh: Float[Array, "region"]
    block_price_usd_per_mwh: Float[Array, "region block"]
    price_usd_per_mwh: Float[Array, "region"]


class FirmMargin(Arrays):
    """Firm capacity against the annual peak that planners see."""

    peak_mw: Float[Array, "region"]
    firm_mw: Float[Array, "region"]
    reserve_margin: Float[Array, "region"]
    headroom_mw: Float[Array, "region"]


class QueueMonth(Arrays):
    """Stocks of the queue at the month's end and the flows out of it, IT MW."""

    study_mw: Float[Array, "firm region"]
    signed_mw: Float[Array, "firm region"]
    connected_mw: Float[Array, "firm region"]
    withdrawn_mw: Float[Array, "firm region"]
    energised_mw: Float[Array, "firm region"]
    expected_wait_months: Float[Array, "region"]


class BuildMonth(Arrays):
    """Plants at the month's end and the flows that moved them."""

    capacity_mw: Float[Array, "region technology"]
    construction_mw: Float[Array, "region technology"]
    started_mw: Float[Array, "region technology"]
    added_mw: Float[Array, "region technology"]
    retired_mw: Float[Array, "region technology"]
