"""What a fallen price does to money offered and to orders placed (V8)."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.model.blocks.conviction.params import ConvictionParams


def window_wanted(
    params: ConvictionParams, drawdown: Float[Array, ""], rate_spread: Float[Array, ""]
) -> Float[Array, ""]:
    """Openness of markets to which the funding window tends.

    Args:
        params: Parameters of the block.
        drawdown: Fall from the remembered peak. share
        rate_spread: Credit spread above normal. per year
    Returns:
        Openness, near one in a calm market. share
    Source:
        assumption: a smooth step beyond a fall of a fifth.
    Leaves out:
        firms that can fund themselves whatever the window.
    """
    standing = jax.nn.sigmoid((params.window_drawdown - drawdown) / params.window_width)
    return standing * jnp.exp(-params.window_spread_response * jnp.maximum(rate_spread, 0.0))


def next_funding_window(
    params: ConvictionParams,
    window: Float[Array, ""],
    drawdown: Float[Array, ""],
    rate_spread: Float[Array, ""],
    floor: Float[Array, ""],
    cap: Float[Array, ""],
) -> Float[Array, ""]:
    """The funding window after a month: it shuts within weeks and reopens over quarters.

    Args:
        params: Parameters of the block.
        window: Openness at the month's start. share
        drawdown: Fall from the remembered peak. share
        rate_spread: Credit spread above normal. per year
        floor: Openness that the state keeps, whatever markets do. share
        cap: Openness beyond which markets do not go. share
    Returns:
        Openness at the month's end, between 0 and 1. share
    Source:
        assumption: shut for quarters, as after 2000 and 2022.
    Leaves out:
        who bears the losses of what the state keeps open.
    """
    wanted = jnp.maximum(jnp.minimum(window_wanted(params, drawdown, rate_spread), cap), floor)
    opened = jnp.maximum(wanted - window, 0.0) * -jnp.expm1(-1.0 / params.window_reopen_months)
    shut = jnp.maximum(window - wanted, 0.0) * -jnp.expm1(-1.0 / params.window_shut_months)
    return window + opened - shut


def backlog_cancel_rate(params: ConvictionParams, window: Float[Array, ""]) -> Float[Array, ""]:
    """Share of order backlogs that buyers cancel or defer in a month.

    Args:
        params: Parameters of the block.
        window: Openness of the funding window. share
    Returns:
        Share cancelled or deferred. per month
    Source:
        assumption: in proportion to how far the window is shut; telecom vendors after 2000.
    Leaves out:
        deposits forfeited and suppliers who refuse.
    """
    return params.cancel_per_month * (1.0 - window)
