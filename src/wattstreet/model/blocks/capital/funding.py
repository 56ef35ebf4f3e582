"""Where the money for a shortfall comes from, and what is paid when it falls short (K4)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.model.blocks.capital.params import CapitalParams
from wattstreet.model.state import CapitalState


class Funding(Arrays):
    """Money raised and obligations met this month, per firm, USD."""

    equity_raised_usd: Float[Array, "firm"]
    borrowed_usd: Float[Array, "firm"]
    bills_paid_share: Float[Array, "firm"]
    interest_paid_usd: Float[Array, "firm"]
    chips_paid_share: Float[Array, "firm"]
    repaid_usd: Float[Array, "firm"]
    payout_usd: Float[Array, "firm"]


def is_outside_funded(params: CapitalParams) -> Float[Array, "firm"]:
    """One for firms that live on outsiders' appetite rather than on cash flow."""
    return (params.outside_appetite > 0).astype(params.outside_appetite.dtype)


def rents_as_lab(params: CapitalParams) -> Float[Array, "firm"]:
    """One for labs that rent their compute."""
    return jnp.max(params.lab_share, axis=-1)


def covered(due: Float[Array, "firm"], means: Float[Array, "firm"]) -> Float[Array, "firm"]:
    """What can be paid of what is due, from means that may be exhausted."""
    return jnp.clip(means, 0.0, due)


def raise_and_pay(
    params: CapitalParams,
    state: CapitalState,
    *,
    before_bills: Float[Array, "firm"],
    bills: Float[Array, "firm"],
    contract_revenue_share: Float[Array, "firm firm"],
    fixed_outlays: Float[Array, "firm"],
    interest: Float[Array, "firm"],
    chips_due: Float[Array, "firm"],
    appetite: Float[Array, "firm"],
    window: Float[Array, ""],
) -> Funding:
    """The waterfall: cash, outside equity, debt; then bills, interest, chips, repayment, shareholders.

    Labs that rent raise equity for a runway of months. Builders without cash flow raise equity and debt
    within outsiders' appetite. Everybody else borrows to keep a floor of cash, while the window is open.
    What money does not cover stays unpaid: contracts shrink, interest is added to debt, chips are paid late.
    Costs, tax and construction under way cannot wait; credit lines stand behind them (`draw_credit_lines`).

    Args:
        params: Floors, runway, rates.
        state: Cash and debt.
        before_bills: Receipts less costs, before rented compute. [firm] USD/month
        bills: Rented compute owed. [firm] USD/month
        contract_revenue_share: Bills owed by payer to payee firm. [firm firm] USD/month
        fixed_outlays: Tax, core capex, halls and equipment. [firm] USD/month
        interest: Interest due. [firm] USD/month
        chips_due: Payables to makers falling due. [firm] USD/month
        appetite: Outsiders' money on offer. [firm] USD/month
        window: Funding window. []
    Returns:
        What was raised and what was paid. [firm] USD/month
    Source:
        `deals.md` section 6 (lab cash order); model K4.
    Leaves out:
        default and clearing (K5); covenants.
    """
    lab = rents_as_lab(params)
    after_bills = state.cash_usd + before_bills - bills
    burn = jnp.maximum(bills - before_bills, 0.0)
    runway_gap = jnp.maximum(params.lab_runway * burn - after_bills, 0.0)
    lab_equity = lab * jnp.minimum(runway_gap, appetite)

    means = jnp.maximum(state.cash_usd + before_bills + lab_equity, 0.0)
    bills_paid = covered(bills, means)
    bills_share = jnp.where(bills > 0, bills_paid / jnp.where(bills > 0, bills, 1.0), 1.0)
    received = (contract_revenue_share * bills_share[:, None]).sum(axis=0)

    floor = params.cash_floor_share * params.opening_cash
    left = state.cash_usd + before_bills + lab_equity - bills_paid + received - fixed_outlays
    short = jnp.maximum(floor + interest + chips_due - left, 0.0) * (1 - lab)
    outside = is_outside_funded(params)
    raised = jnp.where(outside > 0, jnp.minimum(short, appetite), short * window)
    builder_equity = raised * outside * params.equity_share
    borrowed = raised - builder_equity

    left = left + raised
    interest_paid = covered(interest, left)
    left = left - interest_paid
    chips_paid = covered(chips_due, left)
    left = left - chips_paid
    repaid = covered(params.repayment_rate * state.debt_usd, left - jnp.maximum(floor, params.opening_cash))
    left = left - repaid
    payout = params.payout_rate * jnp.maximum(left - params.opening_cash, 0.0) * (1 - outside)
    return Funding(
        equity_raised_usd=lab_equity + builder_equity,
        borrowed_usd=borrowed,
        bills_paid_share=bills_share,
        interest_paid_usd=interest_paid,
        chips_paid_share=jnp.where(chips_due > 0, chips_paid / jnp.where(chips_due > 0, chips_due, 1.0), 1.0),
        repaid_usd=repaid,
        payout_usd=payout,
    )
