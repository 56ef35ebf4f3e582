"""The month's entries in every firm's books and in the outside worlds' accounts (K7)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.axes import SECTORS
from wattstreet.core.maths import dot
from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.model.blocks.capital.params import CapitalParams
from wattstreet.model.blocks.capital.payments import paid_to_makers
from wattstreet.model.flows import CapitalFlows
from wattstreet.model.state import CapitalState


def firm_receipts(params: CapitalParams, flows: CapitalFlows) -> Float[Array, "firm"]:
    """Cash a firm takes in, from its own books. [firm] USD/month"""
    collected, _ = paid_to_makers(params, flows.chips_paid_usd)
    sold = flows.ai_revenue_usd + flows.contract_revenue_usd + flows.core_revenue_usd + collected.sum(axis=0)
    sold = sold + dot(flows.outside_chip_sales_usd, params.supplier_firm)
    return sold + flows.equity_raised_usd + flows.borrowed_usd


def firm_payments(flows: CapitalFlows) -> Float[Array, "firm"]:
    """Cash a firm lays out, from its own books. [firm] USD/month"""
    firms = flows.payout_usd.shape[0]
    running = flows.core_cost_usd + flows.service_cost_usd + flows.power_cost_usd + flows.chip_cost_usd
    running = running + flows.contract_cost_usd + flows.interest_usd + flows.tax_usd
    building = (
        flows.core_capex_usd + flows.equipment_usd + flows.halls_usd + flows.chips_paid_usd.sum(axis=-1)
    )
    financing = flows.repaid_usd + flows.payout_usd + flows.stakes_bought_usd[:firms].sum(axis=-1)
    return running + building + financing


def sector_receipts(
    params: CapitalParams,
    flows: CapitalFlows,
    bills_to_sectors: Float[Array, "sector"],
    lent_by_sectors: Float[Array, "sector"],
    rented_by_sectors: Float[Array, "sector"],
) -> Float[Array, "sector"]:
    """Net cash of the outside worlds, from their own side. [sector] USD/month"""
    _, to_outside_makers = paid_to_makers(params, flows.chips_paid_usd)
    outside = dot(flows.outside_chip_sales_usd, params.supplier_firm)
    goods = (
        flows.core_cost_usd
        + flows.chip_cost_usd
        + flows.core_capex_usd
        + flows.equipment_usd
        + flows.halls_usd
    )
    net = {
        "customers": -(flows.ai_revenue_usd + flows.core_revenue_usd).sum() - outside.sum(),
        "households": flows.service_cost_usd.sum(),
        "outside-suppliers": (goods + to_outside_makers).sum(),
        "utilities": flows.power_cost_usd.sum(),
        "lenders": (flows.interest_usd + flows.repaid_usd).sum(),
        "investors": flows.payout_usd.sum(),
        "state": flows.tax_usd.sum(),
    }
    firms = flows.payout_usd.shape[0]
    equity = flows.stakes_bought_usd[firms:].sum(axis=-1) - flows.stakes_bought_usd[:, firms:].sum(axis=0)
    by_sector = jnp.stack([net[sector] for sector in SECTORS])
    return by_sector + bills_to_sectors - equity - lent_by_sectors - rented_by_sectors


def book_income(flows: CapitalFlows, params: CapitalParams) -> Float[Array, "firm"]:
    """Net income: what was earned less what it cost, cash or not. [firm] USD/month"""
    sales = dot(flows.chip_sales_usd + flows.outside_chip_sales_usd, params.supplier_firm)
    earned = flows.ai_revenue_usd + flows.contract_revenue_usd + flows.core_revenue_usd + sales
    costs = flows.core_cost_usd + flows.service_cost_usd + flows.power_cost_usd + flows.chip_cost_usd
    costs = costs + flows.contract_cost_usd + flows.depreciation_usd + flows.stock_pay_usd
    return earned - costs - flows.interest_usd - flows.interest_capitalised_usd - flows.tax_usd


def remembered(
    mean: Float[Array, "..."], monthly: Float[Array, "..."], months: Float[Array, ""]
) -> Float[Array, "..."]:
    """Exponential mean of a monthly flow, at a yearly rate."""
    return mean + (monthly * MONTHS_PER_YEAR - mean) / months


def close_books(
    params: CapitalParams,
    state: CapitalState,
    flows: CapitalFlows,
    written_down: tuple[Float[Array, "firm"], Float[Array, "firm"], Float[Array, "firm"]],
    sector_net: Float[Array, "sector"],
) -> CapitalState:
    """Balance sheets after the month's entries.

    Cash follows receipts and payments; equity follows income and shareholders. That the two agree is
    not used anywhere: `accounting` checks it.

    Args:
        params: Smoothing of cash flow.
        state: Balance sheets at the last month end.
        flows: The month's flows.
        written_down: Depreciation of chips, halls and core property. [firm] USD/month
        sector_net: Net cash of the outside worlds. [sector] USD/month
    Returns:
        Balance sheets at this month's end.
    """
    chips, halls, core = written_down
    equipment = flows.chips_capex_usd.sum(axis=-1) + flows.equipment_usd
    lent = (flows.borrowed_usd - flows.repaid_usd + flows.interest_capitalised_usd).sum()
    operating = flows.net_income_usd + flows.depreciation_usd + flows.stock_pay_usd
    from_owners = flows.equity_raised_usd + flows.stock_pay_usd - flows.payout_usd
    memory = params.cash_flow_memory
    unpaid = flows.unpaid_contract_usd + flows.interest_capitalised_usd
    return state.replace(
        cash_usd=state.cash_usd + firm_receipts(params, flows) - firm_payments(flows),
        debt_usd=state.debt_usd + flows.borrowed_usd - flows.repaid_usd + flows.interest_capitalised_usd,
        loans_usd=state.loans_usd + lent,
        payable_usd=state.payable_usd + flows.chips_capex_usd - flows.chips_paid_usd,
        receivable_usd=state.receivable_usd + flows.chip_sales_usd - flows.chips_paid_usd.sum(axis=0),
        chips_book_usd=state.chips_book_usd + equipment - chips,
        halls_book_usd=state.halls_book_usd + flows.halls_usd - halls,
        core_property_usd=state.core_property_usd + flows.core_capex_usd - core,
        stakes_usd=state.stakes_usd + flows.stakes_bought_usd,
        paid_in_usd=state.paid_in_usd + flows.stakes_bought_usd.sum(axis=0),
        equity_book_usd=state.equity_book_usd + flows.net_income_usd + from_owners,
        sector_cash_usd=state.sector_cash_usd + sector_net,
        cash_flow_usd=remembered(state.cash_flow_usd, operating, memory),
        net_income_memory_usd=remembered(state.net_income_memory_usd, flows.net_income_usd, memory),
        chip_sales_memory_usd=remembered(
            state.chip_sales_memory_usd, flows.chip_sales_usd + flows.outside_chip_sales_usd, memory
        ),
        defaulted=(unpaid > 1.0).astype(unpaid.dtype),
    )
