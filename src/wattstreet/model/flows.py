"""What happens during a month: one record per block."""

from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays


class PowerFlows(Arrays):
    """Everything a month of the grid shows."""

    load_mw: Float[Array, "region block"]
    peak_mw: Float[Array, "region"]
    firm_mw: Float[Array, "region"]
    reserve_margin: Float[Array, "region"]
    headroom_mw: Float[Array, "region"]
    generation_mwh: Float[Array, "region technology"]
    imports_mwh: Float[Array, "region"]
    unserved_mwh: Float[Array, "region"]
    storage_losses_mwh: Float[Array, "region"]
    load_mwh: Float[Array, "region"]
    ai_energy_mwh: Float[Array, "region"]
    block_price_usd_per_mwh: Float[Array, "region block"]
    price_usd_per_mwh: Float[Array, "region"]
    requests_mw: Float[Array, "firm region"]
    withdrawn_mw: Float[Array, "firm region"]
    energised_mw: Float[Array, "firm region"]
    started_mw: Float[Array, "region technology"]
    added_mw: Float[Array, "region technology"]
    retired_mw: Float[Array, "region technology"]


class ComputeFlows(Arrays):
    """Chips, halls and services of the month."""

    ordered_mw: Float[Array, "firm supplier"]
    cancelled_mw: Float[Array, "firm supplier"]
    delivered_mw: Float[Array, "firm supplier"]
    placed_mw: Float[Array, "firm region"]
    installed_mw: Float[Array, "firm region"]
    retired_mw: Float[Array, "firm region"]
    shells_started_mw: Float[Array, "firm region"]
    shells_finished_mw: Float[Array, "firm region"]
    shells_lost_mw: Float[Array, "firm region"]
    demand_mw: Float[Array, "country"]
    sold_mw: Float[Array, "country"]
    utilisation: Float[Array, "country"]
    revenue_usd: Float[Array, "country segment"]
    capability_surprise: Float[Array, "country"]
    stuck_mw: Float[Array, "country limit"]


class CapitalFlows(Arrays):
    """Money of the month: who earned, spent, raised and paid what."""

    ai_revenue_usd: Float[Array, "firm"]
    contract_revenue_usd: Float[Array, "firm"]
    contract_cost_usd: Float[Array, "firm"]
    chip_sales_usd: Float[Array, "supplier"]
    outside_chip_sales_usd: Float[Array, "supplier"]
    core_revenue_usd: Float[Array, "firm"]
    core_cost_usd: Float[Array, "firm"]
    power_cost_usd: Float[Array, "firm"]
    service_cost_usd: Float[Array, "firm"]
    chip_cost_usd: Float[Array, "firm"]
    interest_usd: Float[Array, "firm"]
    interest_capitalised_usd: Float[Array, "firm"]
    tax_usd: Float[Array, "firm"]
    depreciation_usd: Float[Array, "firm"]
    stock_pay_usd: Float[Array, "firm"]
    net_income_usd: Float[Array, "firm"]
    core_capex_usd: Float[Array, "firm"]
    chips_capex_usd: Float[Array, "firm supplier"]
    equipment_usd: Float[Array, "firm"]
    halls_usd: Float[Array, "firm"]
    chips_paid_usd: Float[Array, "firm supplier"]
    stakes_bought_usd: Float[Array, "holder issuer"]
    equity_raised_usd: Float[Array, "firm"]
    borrowed_usd: Float[Array, "firm"]
    repaid_usd: Float[Array, "firm"]
    payout_usd: Float[Array, "firm"]
    deal_cash_usd: Float[Array, "deal"]
    paid_usd: Float[Array, "payer payee"]
    unpaid_contract_usd: Float[Array, "firm"]


class ConvictionFlows(Arrays):
    """What happened during the month.

    Attributes:
        log_return: Change of the log price. log/month
        news_return: Part of it from value, noise and the pull to value. log/month
        flow_return: Part of it from net buying and from sellers. log/month
        sold_share: Net position sold during the month. share of the float/month
        stretch: Overvaluation that feeds doubt, at the month's end. pure number
        drawdown: Fall from the remembered peak at the month's end. share
        deepest_drawdown: Largest fall, of the month's weeks, from the peak remembered a week before. share
        backlog_cancel_per_month: Share of order backlogs cancelled or deferred. per month
    """

    log_return: Float[Array, ""]
    news_return: Float[Array, ""]
    flow_return: Float[Array, ""]
    sold_share: Float[Array, ""]
    stretch: Float[Array, ""]
    drawdown: Float[Array, ""]
    deepest_drawdown: Float[Array, ""]
    backlog_cancel_per_month: Float[Array, ""]


class EconomyFlows(Arrays):
    """Output of the month and AI's part in it."""

    investment_usd: Float[Array, "country"]
    ai_contribution_pp: Float[Array, "country"]
    gdp_growth_saar: Float[Array, "country"]
    wealth_effect_usd: Float[Array, "country"]


class Flows(Arrays):
    """The month's flows of all blocks."""

    power: PowerFlows
    compute: ComputeFlows
    capital: CapitalFlows
    conviction: ConvictionFlows
    economy: EconomyFlows
