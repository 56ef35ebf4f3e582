"""Health of a month: not a number, a negative stock, a share out of range, a broken identity."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from wattstreet.core.errors import Health
from wattstreet.model.state import State

TOLERANCE = 1e-9
"""Residual above which an identity counts as broken."""
DUST = 1e-6
"""MW, and shares, by which rounding may carry an empty stock below zero."""
USD_OF_A_MW = 1e8
"""Scale that makes dust of USD out of dust of MW: a hundred dollars."""


def health_of_month(state: State, residual: Float[Array, "identity"]) -> Int[Array, ""]:
    """Health code of a month as bits of `Health`; zero is healthy.

    Args:
        state: State at the month end.
        residual: Residuals of the identities. [identity]
    """
    leaves = [leaf.ravel() for leaf in jax.tree.leaves(state) if jnp.issubdtype(leaf.dtype, jnp.floating)]
    finite = jnp.isfinite(jnp.concatenate(leaves)).all()
    compute, capital, power = state.compute, state.capital, state.power
    money = (capital.cash_usd, capital.debt_usd, capital.payable_usd)
    stocks = (
        compute.backlog_mw, compute.undeployed_mw, compute.fleet_mw, compute.shells_mw,
        compute.shells_building_mw, compute.vintage_mw, power.capacity_mw, power.study_mw,
        power.signed_mw, power.connected_mw, *(amount / USD_OF_A_MW for amount in money),
    )  # fmt: skip
    negative = jnp.concatenate([stock.ravel() for stock in stocks]).min() < -DUST
    conviction = state.conviction
    shares = jnp.stack(
        [conviction.aware_share, conviction.selling_share, conviction.belief_share, conviction.funding_window]
    )
    outside = ((shares < -DUST) | (shares > 1 + DUST)).any()
    broken = ~(residual <= TOLERANCE).all()
    return (
        ~finite * int(Health.NOT_FINITE)
        + negative * int(Health.NEGATIVE_STOCK)
        + broken * int(Health.BROKEN_IDENTITY)
        + outside * int(Health.SHARE_OUT_OF_RANGE)
    )
