"""Who paid whom this month: every flow of money has a payer and a payee (K7)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.axes import SECTORS
from wattstreet.core.maths import dot
from wattstreet.model.blocks.capital.params import CapitalParams
from wattstreet.model.flows import CapitalFlows


def paid_to_makers(
    params: CapitalParams, chips_paid_usd: Float[Array, "firm supplier"]
) -> tuple[Float[Array, "firm firm"], Float[Array, "firm"]]:
    """Chips paid by buyers: to makers that are firms, and to makers outside. USD/month"""
    outside = 1 - params.supplier_firm.sum(axis=-1)
    return dot(chips_paid_usd, params.supplier_firm), dot(chips_paid_usd, outside)


def payment_matrix(
    params: CapitalParams,
    flows: CapitalFlows,
    bills_paid: Float[Array, "firm account"],
    deal_equity: Float[Array, "account account"],
    deal_loans: Float[Array, "account account"],
    investors_equity_usd: Float[Array, "firm"],
    lenders_loans_usd: Float[Array, "firm"],
) -> Float[Array, "account account"]:
    """Cash from each account to each account this month. [payer payee] USD/month

    Args:
        params: Which maker is which firm.
        flows: The month's flows by name.
        bills_paid: Rented compute paid. [firm account]
        deal_equity: Equity deals. [account account]
        deal_loans: Loan deals. [account account]
        investors_equity_usd: Equity bought by outside investors beyond deals. [firm]
        lenders_loans_usd: Loans by outside lenders beyond deals. [firm]
    """
    to_firms, to_outside_makers = paid_to_makers(params, flows.chips_paid_usd)
    goods = flows.core_cost_usd + flows.chip_cost_usd + flows.core_capex_usd + flows.equipment_usd
    bought_outside = dot(flows.outside_chip_sales_usd, params.supplier_firm)
    zero = jnp.zeros_like(goods)
    firm_to_sector = {
        "customers": zero,
        "households": flows.service_cost_usd,
        "outside-suppliers": goods + flows.halls_usd + to_outside_makers,
        "utilities": flows.power_cost_usd,
        "lenders": flows.interest_usd + flows.repaid_usd,
        "investors": flows.payout_usd,
        "state": flows.tax_usd,
    }
    sector_to_firm = {
        "customers": flows.ai_revenue_usd + flows.core_revenue_usd + bought_outside,
        "lenders": lenders_loans_usd,
        "investors": investors_equity_usd,
    }
    from_firms = jnp.concatenate(
        [to_firms, jnp.stack([firm_to_sector[s] for s in SECTORS], axis=-1)], axis=-1
    )
    to_firm_rows = jnp.stack([sector_to_firm.get(sector, zero) for sector in SECTORS])
    from_sectors = jnp.concatenate([to_firm_rows, jnp.zeros((len(SECTORS), len(SECTORS)))], axis=-1)
    return jnp.concatenate([from_firms + bills_paid, from_sectors]) + deal_equity + deal_loans
