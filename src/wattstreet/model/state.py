"""What a month hands to the next: the state of five blocks and the clock."""

from jaxtyping import Array, Float, Int

from wattstreet.core.arrays import Arrays


class PowerState(Arrays):
    """Plants, queues and last month's signals of every region. MW of queues are IT MW."""

    capacity_mw: Float[Array, "region technology"]
    construction_mw: Float[Array, "region technology"]
    study_mw: Float[Array, "firm region"]
    signed_mw: Float[Array, "firm region"]
    connected_mw: Float[Array, "firm region"]
    price_usd_per_mwh: Float[Array, "region"]
    expected_wait_months: Float[Array, "region"]
    firm_mw: Float[Array, "region"]
    headroom_mw: Float[Array, "region"]


class ComputeState(Arrays):
    """Chips on order, delivered, installed; halls; demand and price of services."""

    backlog_mw: Float[Array, "firm supplier"]
    capacity_mw: Float[Array, "supplier"]
    capacity_planned_mw: Float[Array, "supplier"]
    undeployed_mw: Float[Array, "firm region"]
    undeployed_h100e: Float[Array, "firm"]
    fleet_mw: Float[Array, "firm region"]
    vintage_mw: Float[Array, "firm vintage"]
    vintage_h100e: Float[Array, "firm vintage"]
    shells_building_mw: Float[Array, "shell_stage firm region"]
    shells_mw: Float[Array, "firm region"]
    delivery_pace_mw: Float[Array, "firm"]
    wanted_mw: Float[Array, "firm"]
    users: Float[Array, "country"]
    api_log_gap: Float[Array, "country"]
    other_log_gap: Float[Array, "country"]
    log_revenue_memory: Float[Array, "lag country"]
    expected_growth: Float[Array, "country"]
    log_price: Float[Array, "country"]
    rival_cut: Float[Array, ""]
    api_shift: Float[Array, ""]
    other_shift: Float[Array, ""]
    induced_log: Float[Array, "country"]
    log_efficiency: Float[Array, "country"]
    capability: Float[Array, "country"]
    capability_at_start: Float[Array, "country"]


class CapitalState(Arrays):
    """Balance sheets of the firms and the positions of the outside worlds."""

    cash_usd: Float[Array, "firm"]
    debt_usd: Float[Array, "firm"]
    loans_usd: Float[Array, ""]
    payable_usd: Float[Array, "firm supplier"]
    receivable_usd: Float[Array, "supplier"]
    chips_book_usd: Float[Array, "firm"]
    halls_book_usd: Float[Array, "firm"]
    core_property_usd: Float[Array, "firm"]
    other_net_assets_usd: Float[Array, "firm"]
    stakes_usd: Float[Array, "holder issuer"]
    paid_in_usd: Float[Array, "issuer"]
    equity_book_usd: Float[Array, "firm"]
    sector_cash_usd: Float[Array, "sector"]
    cash_flow_usd: Float[Array, "firm"]
    net_income_memory_usd: Float[Array, "firm"]
    chip_sales_memory_usd: Float[Array, "supplier"]
    defaulted: Float[Array, "firm"]


class ConvictionState(Arrays):
    """Stocks at a month's end.

    Attributes:
        log_price: Log of the basket's market value. log USD
        log_value: Log of its fundamental value (V1). log USD
        log_peak: Remembered peak of the log price; fades toward the price. log USD
        log_price_memory: Exponential mean of the log price, about a year. log USD
        aware_share: Holders who think it is a bubble. share
        selling_share: Holders who are selling or have just sold. share
        accustomed_share: Selling share that renewed holders take as normal. share
        sold_share: Net position sold, levered holders included. share of the float
        belief_share: Investors who hold that AI shares always rise. share
        funding_window: Openness of equity and bond markets to AI. share
        narrative: Remembered headline deals. count
        surprise: Remembered bad surprises. count, one being the DeepSeek day
        cash_drained_usd: Investors' cash that share issues took and savings have not yet refilled. USD
    """

    log_price: Float[Array, ""]
    log_value: Float[Array, ""]
    log_peak: Float[Array, ""]
    log_price_memory: Float[Array, ""]
    aware_share: Float[Array, ""]
    selling_share: Float[Array, ""]
    accustomed_share: Float[Array, ""]
    sold_share: Float[Array, ""]
    belief_share: Float[Array, ""]
    funding_window: Float[Array, ""]
    narrative: Float[Array, ""]
    surprise: Float[Array, ""]
    cash_drained_usd: Float[Array, ""]


class EconomyState(Arrays):
    """Output and the consumption still to follow from past gains of wealth."""

    other_gdp_usd: Float[Array, "country"]
    gdp_usd: Float[Array, "country"]
    investment_memory_usd: Float[Array, "lag country"]
    gdp_memory_usd: Float[Array, "lag country"]
    investment_at_start_usd: Float[Array, "country"]
    wealth_pending_usd: Float[Array, "country"]
    wealth_effect_usd: Float[Array, "country"]
    offset_usd: Float[Array, "country"]


class State(Arrays):
    """The whole model between two months."""

    month: Int[Array, ""]
    power: PowerState
    compute: ComputeState
    capital: CapitalState
    conviction: ConvictionState
    economy: EconomyState
