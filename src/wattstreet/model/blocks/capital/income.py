"""What firms earn and what it costs them (K1)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import dot, ratio
from wattstreet.core.units import HOURS_PER_MONTH, MONTHS_PER_YEAR
from wattstreet.model.blocks.capital.params import CapitalParams
from wattstreet.model.state import CapitalState


def power_bill(
    drawn_mw: Float[Array, "firm region"], price_usd_per_mwh: Float[Array, "region"]
) -> Float[Array, "firm"]:
    """Electricity bought for AI. [firm] USD/month

    Args:
        drawn_mw: Grid MW drawn by running chips, PUE included. [firm region] MW
        price_usd_per_mwh: This month's price. [region] USD/MWh
    """
    return dot(drawn_mw, price_usd_per_mwh) * HOURS_PER_MONTH


def service_cost(
    params: CapitalParams, ai_revenue_usd: Float[Array, "firm"], lab_revenue_usd: Float[Array, "firm"]
) -> Float[Array, "firm"]:
    """Staff and other cash costs of AI services, labs' included. [firm] USD/month"""
    others = ai_revenue_usd - lab_revenue_usd
    return params.service_cost_share * others + params.lab_staff_share * lab_revenue_usd


def chip_cost(params: CapitalParams, sales_usd: Float[Array, "supplier"]) -> Float[Array, "firm"]:
    """Foundry, memory, assembly and selling costs of chips sold, paid at shipment. [firm] USD/month"""
    cost = sales_usd * (1 - params.gross_margin + params.supplier_cost_share)
    return dot(cost, params.supplier_firm)


def interest_due(
    params: CapitalParams, state: CapitalState, policy_rate: Float[Array, ""], window: Float[Array, ""]
) -> Float[Array, "firm"]:
    """Interest on debt at a rate that rises with leverage and with a shut window.

    Args:
        params: Spreads.
        state: Debt and book equity.
        policy_rate: Policy rate. [] per year
        window: Funding window, 0 shut to 1 open. []
    Returns:
        Interest due. [firm] USD/month
    Source:
        `deals.md` section 3.
    Leaves out:
        fixed coupons: all debt reprices at once.
    """
    leverage = ratio(state.debt_usd, state.debt_usd + jnp.maximum(state.equity_book_usd, 0.0), floor=1.0)
    rate = policy_rate + params.loan_spread + params.leverage_spread * leverage
    rate = rate + params.stress_spread * (1 - window)
    return state.debt_usd * rate / MONTHS_PER_YEAR


def depreciation(
    params: CapitalParams, state: CapitalState
) -> tuple[Float[Array, "firm"], Float[Array, "firm"]]:
    """Write-down of AI chips and of halls this month, by declining balance. [firm] USD/month"""
    pace = params.declining_balance / MONTHS_PER_YEAR
    chips = state.chips_book_usd * (1 - jnp.exp(-pace / params.chip_life))
    halls = state.halls_book_usd * (1 - jnp.exp(-pace / params.hall_life))
    return chips, halls


def income_tax(params: CapitalParams, before_tax_usd: Float[Array, "firm"]) -> Float[Array, "firm"]:
    """Tax on positive income; losses earn no refund. [firm] USD/month"""
    return params.tax_rate * jnp.maximum(before_tax_usd, 0.0)
