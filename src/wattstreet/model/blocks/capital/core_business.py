"""The business a firm has outside AI: an outside series that grows and fades (K1)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.model.blocks.capital.params import CapitalParams


def grown(params: CapitalParams, growth: Float[Array, ""], years: Float[Array, ""]) -> Float[Array, ""]:
    """Growth factor since the start: from `growth` down to the long run, exponentially."""
    fade = params.core_growth_fade
    faded = fade * (1 - jnp.exp(-years / fade))
    return jnp.exp(params.core_growth_later * years + (growth - params.core_growth_later) * faded)


def core_income(
    params: CapitalParams, years: Float[Array, ""], wealth_lift: Float[Array, ""]
) -> tuple[Float[Array, "firm"], Float[Array, "firm"]]:
    """Revenue and cash costs of the core business this month.

    Args:
        params: Opening revenue and cash flow, their growth.
        years: Years since the start.
        wealth_lift: Consumption that follows stock wealth, over output (loop R9). [] ratio
    Returns:
        Revenue and cash costs, whose difference is core cash flow, a bounded share of sales. [firm] USD/month
    Source:
        facts firm_accounts (revenue, operating cash flow); growth by docs/decisions/002-starting-values.md;
        causal map R9.
    Leaves out:
        which firms live more on consumers; margins that move with sales.
    """
    lift = (1 + params.core_wealth_response * wealth_lift) / MONTHS_PER_YEAR
    revenue = params.core_revenue * grown(params, params.core_revenue_growth, years) * lift
    cash_flow = params.core_cash_flow * grown(params, params.core_cash_flow_growth, years) * lift
    return revenue, revenue - jnp.minimum(cash_flow, params.core_margin_most * revenue)


def core_investment(
    params: CapitalParams, years: Float[Array, ""]
) -> tuple[Float[Array, "firm"], Float[Array, "firm"], Float[Array, "firm"]]:
    """Capital spending, depreciation and pay in shares of the core business. [firm] USD/month"""
    factor = jnp.exp(params.core_capex_growth * years) / MONTHS_PER_YEAR
    return params.core_capex * factor, params.core_depreciation * factor, params.core_stock_pay * factor
