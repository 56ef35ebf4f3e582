"""What firms may spend on chips and halls, and what the month's building costs (K3)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.model.blocks.capital.core_business import core_investment
from wattstreet.model.blocks.capital.params import CapitalParams
from wattstreet.model.state import CapitalState


def outside_money(
    params: CapitalParams, price_level: Float[Array, ""], window: Float[Array, ""]
) -> Float[Array, "firm"]:
    """What outsiders will put into firms without cash flow of their own. [firm] USD/month

    Args:
        params: Appetite at opening prices.
        price_level: AI share prices against the start month. []
        window: Funding window, 0 shut to 1 open. []
    """
    return params.outside_appetite * price_level * window / MONTHS_PER_YEAR


def set_budget(
    params: CapitalParams,
    state: CapitalState,
    price_level: Float[Array, ""],
    window: Float[Array, ""],
    years: Float[Array, ""],
) -> Float[Array, "firm"]:
    """Monthly spending on AI chips and halls that a firm's money allows: a flow, not a cap on orders.

    Args:
        params: Shares of cash flow, drag of debt, appetite of outsiders.
        state: Averaged cash flow, debt.
        price_level: AI share prices against the start month. []
        window: Funding window. []
        years: Years since the start.
    Returns:
        Budget. [firm] USD/month
    Source:
        docs/decisions/002-starting-values.md.
    Leaves out:
        contract-backed loans by contract; firms share one rule.
    """
    core_capex, _, _ = core_investment(params, years)
    share = params.budget_share + params.budget_window * window
    yearly = share * state.cash_flow_usd - params.budget_debt_drag * state.debt_usd
    own = yearly / MONTHS_PER_YEAR - core_capex
    return jnp.maximum(own + outside_money(params, price_level, window), 0.0)


def hall_spending(params: CapitalParams, progress_mw: Float[Array, "firm"]) -> Float[Array, "firm"]:
    """Cost of this month's construction. [firm] USD/month"""
    return params.hall_cost_per_mw * progress_mw
