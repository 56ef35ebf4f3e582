"""What a month's events mean to investors: surprises, narratives, value (V1, V2)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.core.axes import COUNTRIES
from wattstreet.model.blocks.conviction.params import ConvictionParams
from wattstreet.model.blocks.conviction.price import weekly_noise
from wattstreet.model.blocks.conviction.records import ConvictionNews
from wattstreet.model.blocks.conviction.valuation import firm_values
from wattstreet.model.state import ConvictionState

US, CHINA = COUNTRIES.index("us"), COUNTRIES.index("cn")
EARNINGS_FLOOR = 1e9
"""USD a year under which trailing earnings of the basket do not fall, so that P/E stays a number."""


class Evidence(Arrays):
    """What the other blocks show to investors this month.

    Attributes:
        listed: One for firms in the basket. [firm]
        core_earnings_usd: Averaged earnings outside AI hardware. [firm] USD/year
        supplier_earnings_usd: Averaged earnings from AI hardware. [firm] USD/year
        order_book_usd: AI hardware on order. [firm] USD
        chip_supply: Share of makers' capacity that can ship. []
        dark_months: Dark chips of the world in months of deliveries. []
        capability_surprise: Gain of capability beyond expectation, own and the other country's. [country]
        defaulted: Firms that could not pay in full. [firm]
        policy_rate: Policy rate. [] per year
        doubt: Dated surprises. []
        narrative: Headline deals announced. []
        committed_share: Holders who sell regardless. []
        net_buying: Net buying of AI shares. [] share a month
        shares_issued_usd: Shares that AI firms sell on the market. [] USD/month
        window_floor: Openness of the funding window that the state keeps. []
        window_cap: Openness of the funding window beyond which markets do not go. []
        price_news: News from outside AI, in units of its declared size. []
        price_noise: Weekly noise, standard normal. [week]
    """

    listed: Float[Array, "firm"]
    core_earnings_usd: Float[Array, "firm"]
    supplier_earnings_usd: Float[Array, "firm"]
    order_book_usd: Float[Array, "firm"]
    chip_supply: Float[Array, ""]
    dark_months: Float[Array, ""]
    capability_surprise: Float[Array, "country"]
    defaulted: Float[Array, "firm"]
    policy_rate: Float[Array, ""]
    doubt: Float[Array, ""]
    narrative: Float[Array, ""]
    committed_share: Float[Array, ""]
    net_buying: Float[Array, ""]
    shares_issued_usd: Float[Array, ""]
    window_floor: Float[Array, ""]
    window_cap: Float[Array, ""]
    price_news: Float[Array, ""]
    price_noise: Float[Array, "week"]


def value_firms(params: ConvictionParams, belief: Float[Array, ""], seen: Evidence) -> Float[Array, "firm"]:
    """Fundamental value of every firm in the basket, never below zero; stopped supply discounts order books.

    [firm] USD
    """
    rise = seen.policy_rate - params.reference_rate
    book = seen.order_book_usd * (1 - params.stopped_book_discount * (1 - seen.chip_supply))
    values = firm_values(params, belief, seen.core_earnings_usd, seen.supplier_earnings_usd, book, rise)
    return values * seen.listed


def drain_cash(
    params: ConvictionParams, state: ConvictionState, issued_usd: Float[Array, ""]
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """Shares issued are paid from investors' cash, which savings refill and then seek shares again (B4, V5).

    Args:
        params: Time in which cash refills.
        state: Cash drained at the last month end; price.
        issued_usd: Shares that AI firms sell on the market. [] USD/month
    Returns:
        Cash drained at this month's end [] USD, and what the issues take from net buying. [] share a month
    Source:
        causal map B4; assumption: cash refills from savings at a fixed pace.
    Leaves out:
        the firm's own shares joining the basket; issues withdrawn while the funding window is shut.
    """
    refilled = state.cash_drained_usd * -jnp.expm1(-1 / params.cash_refill_months)
    taken = issued_usd - refilled
    return state.cash_drained_usd + taken, taken / jnp.exp(state.log_price)


def disappointment(capability_surprise: Float[Array, "country"]) -> Float[Array, ""]:
    """What US models gained less than expected, and what China's gained on them (V2). [] log10 FLOP/month"""
    us, china = capability_surprise[US], capability_surprise[CHINA]
    return jnp.maximum(-us, 0.0) + jnp.maximum(china - us, 0.0)


def gather_news(params: ConvictionParams, state: ConvictionState, seen: Evidence) -> ConvictionNews:
    """The month's news: fundamental value, surprises that feed doubt, narratives that soothe it.

    Args:
        params: Weights of surprises.
        state: Belief, price and drained cash at the last month end.
        seen: What the other blocks show.
    Returns:
        News for the month's trading.
    Source:
        model V1, V2, C8; causal map B1 (dark chips), B3 (cheap rival).
    Leaves out:
        news that is private to some holders.
    """
    earnings = (seen.listed * (seen.core_earnings_usd + seen.supplier_earnings_usd)).sum()
    dark = jnp.maximum(seen.dark_months - params.dark_patience_months, 0.0)
    surprise = seen.doubt + params.surprise_per_dark_month * dark
    surprise = surprise + params.surprise_per_default * jnp.minimum(seen.defaulted.sum(), 1.0)
    surprise = surprise + params.surprise_per_missed_decade * disappointment(seen.capability_surprise)
    drained, issued_share = drain_cash(params, state, seen.shares_issued_usd)
    weeks = seen.price_noise.shape[0]
    return ConvictionNews(
        log_value=jnp.log(jnp.maximum(value_firms(params, state.belief_share, seen).sum(), EARNINGS_FLOOR)),
        log_earnings=jnp.log(jnp.maximum(earnings, EARNINGS_FLOOR)),
        surprise=surprise,
        narrative=seen.narrative,
        capability_gain=jnp.maximum(seen.capability_surprise.max(), 0.0),
        committed_share=seen.committed_share,
        net_buying_share=seen.net_buying - issued_share,
        cash_drained_usd=drained,
        rate_spread=jnp.maximum(seen.policy_rate - params.reference_rate, 0.0),
        window_floor=seen.window_floor,
        window_cap=seen.window_cap,
        noise=weekly_noise(params, seen.price_noise) + params.outside_news_size * seen.price_news / weeks,
    )
