"""Dated contracts between firms and the outside worlds (K2)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.model.blocks.capital.params import CapitalParams

COMPUTE, EQUITY, LOAN = 0, 1, 2
DEAL_KINDS = ("compute_contract", "equity_investment", "debt")


def cash_between(params: CapitalParams, due_usd: Float[Array, "deal"]) -> Float[Array, "kind payer payee"]:
    """This month's cash of deals, from each account to each account, kind by kind.

    Args:
        params: Parties and kinds.
        due_usd: What each deal pays this month. [deal] USD
    Returns:
        Cash. [kind payer payee] USD/month
    Source:
        facts deals; `deals.md` section 6.
    Leaves out:
        conditions other than dates and probability.
    """
    deals, accounts = params.deal_payee.shape
    to_payee = (due_usd[:, None] * params.deal_kind)[:, :, None] * params.deal_payee[:, None, :]
    # one library product for all kinds: at this size it beats sums of products
    paid = params.deal_payer.T @ to_payee.reshape(deals, -1)
    return jnp.moveaxis(paid.reshape(accounts, -1, accounts), 1, 0)


def rent_compute(
    params: CapitalParams,
    lab_revenue_usd: Float[Array, "firm"],
    contracts_usd: Float[Array, "firm account"],
    years: Float[Array, ""],
) -> Float[Array, "firm account"]:
    """What firms owe for rented compute: contracts first, then use beyond them at the usual hosts.

    Take-or-pay: a contract is owed whether or not it is used, so use beyond it starts at zero.

    Args:
        params: Compute labs rent per dollar of revenue; hosts.
        lab_revenue_usd: Labs' revenue. [firm] USD/month
        contracts_usd: Contract payments due. [firm account] USD/month
        years: Years since the start.
    Returns:
        Bills. [firm account] USD/month
    Source:
        fact:trends (OpenAI's compute spending beside its revenue).
    Leaves out:
        late delivery, which lets customers leave.
    """
    fade = jnp.exp(-years / params.lab_compute_fade)
    share = (
        params.lab_compute_share_later + (params.lab_compute_share - params.lab_compute_share_later) * fade
    )
    beyond = jnp.maximum(lab_revenue_usd * share - contracts_usd.sum(axis=-1), 0.0)
    hosted = beyond[:, None] * params.host_share
    firms = hosted.shape[0]
    return contracts_usd.at[:, :firms].add(hosted)
