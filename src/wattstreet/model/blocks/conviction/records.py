"""What the conviction block remembers, what a month brings to it, and what it gives back."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.model.state import ConvictionState


class ConvictionNews(Arrays):
    """What one month brings from elsewhere.

    Attributes:
        log_value: Log of this month's fundamental value. log USD
        log_earnings: Log of the basket's trailing yearly earnings. log USD/year
        surprise: Cheap rival, dark chips, missed capability, default, famous exit; not negative. count/month
        narrative: Headline deals; never negative. count/month
        capability_gain: Capability above expectation; never negative. log10 FLOP/month
        committed_share: Holders who sell regardless. share
        net_buying_share: Net buying less shares issued, over market value. share/month
        cash_drained_usd: Investors' cash that share issues took and savings have not yet refilled. USD
        rate_spread: Credit spread above normal. per year
        window_floor: Openness of the funding window that the state keeps. share
        window_cap: Openness of the funding window beyond which markets do not go. share
        noise: Weekly shocks to the log price, already times their standard deviation. [week] log
    """

    log_value: Float[Array, ""]
    log_earnings: Float[Array, ""]
    surprise: Float[Array, ""]
    narrative: Float[Array, ""]
    capability_gain: Float[Array, ""]
    committed_share: Float[Array, ""]
    net_buying_share: Float[Array, ""]
    cash_drained_usd: Float[Array, ""]
    rate_spread: Float[Array, ""]
    window_floor: Float[Array, ""]
    window_cap: Float[Array, ""]
    noise: Float[Array, "week"]


def opening(
    log_value: Float[Array, ""],
    *,
    log_price: Float[Array, ""] | float | None = None,
    aware_share: Float[Array, ""] | float = 0.03,
    belief_share: Float[Array, ""] | float = 0.2,
    funding_window: Float[Array, ""] | float = 1.0,
) -> ConvictionState:
    """The block's stocks before the first month: nobody sells and nothing is remembered.

    Args:
        log_value: Fundamental value. log USD
        log_price: Market value; at fundamental value when not given. log USD
        aware_share: Holders who think it is a bubble. share
        belief_share: Investors who hold that AI shares always rise. share
        funding_window: Openness of equity and bond markets. share
    Returns:
        The opening `ConvictionState`.
    Source:
        assumption: three in a hundred aware and a fifth believing at the end of 2022.
    Leaves out:
        the fall of 2022: the peak of November 2021 is taken as forgotten.
    """
    value = jnp.asarray(log_value, dtype=float)
    price = value if log_price is None else jnp.asarray(log_price, dtype=float)
    nothing = jnp.zeros_like(value)
    return ConvictionState(
        log_price=price,
        log_value=value,
        log_peak=price,
        log_price_memory=price,
        aware_share=nothing + aware_share,
        selling_share=nothing,
        accustomed_share=nothing,
        sold_share=nothing,
        belief_share=nothing + belief_share,
        funding_window=nothing + funding_window,
        narrative=nothing,
        surprise=nothing,
        cash_drained_usd=nothing,
    )


def quiet_news(
    log_value: Float[Array, ""], log_earnings: Float[Array, ""], noise: Float[Array, "week"]
) -> ConvictionNews:
    """A month in which nothing but value, earnings and noise arrives; change its fields with `replace`.

    Args:
        log_value: Fundamental value. log USD
        log_earnings: Trailing yearly earnings. log USD/year
        noise: Weekly shocks to the log price. [week] log
    Returns:
        The month's `ConvictionNews`: no other news, markets free to open.
    Source:
        none (no number in it).
    Leaves out:
        every kind of news.
    """
    nothing = jnp.zeros_like(jnp.asarray(log_value, dtype=float))
    return ConvictionNews(
        log_value=nothing + log_value,
        log_earnings=nothing + log_earnings,
        surprise=nothing,
        narrative=nothing,
        capability_gain=nothing,
        committed_share=nothing,
        net_buying_share=nothing,
        cash_drained_usd=nothing,
        rate_spread=nothing,
        window_floor=nothing,
        window_cap=nothing + 1.0,
        noise=noise,
    )
