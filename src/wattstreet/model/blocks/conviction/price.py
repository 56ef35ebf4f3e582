"""A month of trading in four weekly steps (V5)."""

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.core.units import WEEKS_PER_MONTH
from wattstreet.model.blocks.conviction.awareness import next_aware_share, next_belief_share, stretch
from wattstreet.model.blocks.conviction.funding import backlog_cancel_rate, next_funding_window
from wattstreet.model.blocks.conviction.params import ConvictionParams
from wattstreet.model.blocks.conviction.records import ConvictionNews
from wattstreet.model.blocks.conviction.selling import SellingWeek, calm_selling, sold_position
from wattstreet.model.blocks.conviction.tables import ConvictionTables
from wattstreet.model.blocks.conviction.valuation import payback_years
from wattstreet.model.flows import ConvictionFlows
from wattstreet.model.state import ConvictionState


class Trading(Arrays):
    """What changes from week to week.

    Attributes:
        log_price: Log of the basket's market value. log USD
        log_peak: Remembered peak of it. log USD
        log_price_memory: Exponential mean of it. log USD
        aware_share: Holders who think it is a bubble. share
        selling_share: Holders who are selling. share
        accustomed_share: Selling share that renewed holders take as normal. share
        sold_share: Net position sold. share of the float
        deepest_fall: Largest log fall from the peak so far this month. log
    """

    log_price: Float[Array, ""]
    log_peak: Float[Array, ""]
    log_price_memory: Float[Array, ""]
    aware_share: Float[Array, ""]
    selling_share: Float[Array, ""]
    accustomed_share: Float[Array, ""]
    sold_share: Float[Array, ""]
    deepest_fall: Float[Array, ""]


class WeekNews(Arrays):
    """What one week brings, known when the month begins.

    Attributes:
        log_value: Log of fundamental value at the week's start. log USD
        push: Change of the log price from value, noise and net buying. log
        surprise: Remembered bad surprises. count
        narrative: Remembered headline deals. count
    """

    log_value: Float[Array, "*week"]
    push: Float[Array, "*week"]
    surprise: Float[Array, "*week"]
    narrative: Float[Array, "*week"]


def trade_month(
    params: ConvictionParams, tables: ConvictionTables, state: ConvictionState, news: ConvictionNews
) -> tuple[ConvictionState, ConvictionFlows]:
    """One month of doubt, selling and price, and what it does to belief and to funding.

    Args:
        params: Parameters of the block.
        tables: Their constants, from `precompute`.
        state: Stocks at the last month end.
        news: What the month brings from elsewhere.
    Returns:
        Stocks at this month's end, and the month's flows.
    Health:
        none of its own; shares stay between 0 and 1 and prices finite for finite news.
    Errors:
        none (array code).
    Source:
        Gabaix & Koijen (2021), NBER w28967, for the multiplier; assumption: four weeks a month.
    Leaves out:
        switching between chartists and fundamentalists; trading within the week.
    """
    payback = payback_years(jnp.exp(state.log_price - news.log_earnings), params.payback_growth)

    def week(now: Trading, brought: WeekNews) -> tuple[Trading, None]:
        return _trade_week(params, tables, now, brought, payback, news.committed_share), None

    brought = _weeks(params, tables, state, news)
    traded, _ = jax.lax.scan(week, _open_trading(state), brought)
    ended = _close_month(params, state, traded, brought, news)
    return ended, _month_flows(params, state, ended, traded, news, payback)


def weekly_noise(params: ConvictionParams, draws: Float[Array, "week"]) -> Float[Array, "week"]:
    """Weekly shocks to the log price from standard normal draws.

    Args:
        params: Parameters of the block.
        draws: Standard normal draws. [week]
    Returns:
        Shocks. [week] log
    Source:
        assumption: fixed size and normal, so that crashes come from the rules.
    Leaves out:
        volatility that clusters.
    """
    return params.noise_weekly_sd * draws


def drawdown_of(state: ConvictionState) -> Float[Array, ""]:
    """Fall of the price from its remembered peak.

    Args:
        state: Stocks at a month end.
    Returns:
        Drawdown, zero at the peak. share
    Source:
        definition.
    Leaves out:
        falls older than the peak's memory.
    """
    return _drawdown(state.log_price, state.log_peak)


def _weeks(
    params: ConvictionParams, tables: ConvictionTables, state: ConvictionState, news: ConvictionNews
) -> WeekNews:
    """The month's news spread evenly over its weeks."""
    number = np.arange(WEEKS_PER_MONTH, dtype=float)
    value_step = (news.log_value - state.log_value) / WEEKS_PER_MONTH
    bought = params.multiplier * news.net_buying_share / WEEKS_PER_MONTH
    return WeekNews(
        log_value=state.log_value + value_step * number,
        push=value_step + bought + news.noise,
        surprise=_remembered(state.surprise, news.surprise, tables.keep_surprise),
        narrative=_remembered(state.narrative, news.narrative, tables.keep_narrative),
    )


def _remembered(
    before: Float[Array, ""], month: Float[Array, ""], keep: Float[Array, ""]
) -> Float[Array, "week"]:
    """A fading memory at each week's end, fed evenly over the month."""
    week, memory = month / WEEKS_PER_MONTH, [before]
    for _ in range(WEEKS_PER_MONTH):
        memory.append(keep * memory[-1] + week)
    return jnp.stack(memory[1:])


def _open_trading(state: ConvictionState) -> Trading:
    """The weekly part of the month's opening stocks."""
    return Trading(
        log_price=state.log_price,
        log_peak=state.log_peak,
        log_price_memory=state.log_price_memory,
        aware_share=state.aware_share,
        selling_share=state.selling_share,
        accustomed_share=state.accustomed_share,
        sold_share=state.sold_share,
        deepest_fall=jnp.zeros_like(state.log_price),
    )


def _trade_week(
    params: ConvictionParams,
    tables: ConvictionTables,
    now: Trading,
    brought: WeekNews,
    payback: Float[Array, ""],
    committed: Float[Array, ""],
) -> Trading:
    """One week: awareness, then sellers and price together, then memories."""
    gap = now.log_price - brought.log_value
    stretched = stretch(params, gap, now.log_price - now.log_price_memory, payback)
    aware = next_aware_share(params, now.aware_share, stretched, brought.surprise, brought.narrative)
    before = now.log_price + brought.push - tables.pull * gap
    selling, sold = _sellers(params, tables, now, before, aware, committed)
    price = before - params.multiplier * (sold - now.sold_share)
    peak = price + jnp.maximum(now.log_peak - price, 0.0) * tables.keep_peak
    return Trading(
        log_price=price,
        log_peak=peak,
        log_price_memory=price + (now.log_price_memory - price) * tables.keep_memory,
        aware_share=aware,
        selling_share=selling,
        accustomed_share=selling + (now.accustomed_share - selling) * tables.keep_strange,
        sold_share=sold,
        deepest_fall=jnp.maximum(now.deepest_fall, now.log_peak - price),
    )


def _sellers(
    params: ConvictionParams,
    tables: ConvictionTables,
    now: Trading,
    before: Float[Array, ""],
    aware: Float[Array, ""],
    committed: Float[Array, ""],
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """Selling share and net position sold, agreed with this week's price."""
    # Sold positions, levered ones included, come back only slowly.
    still_sold = tables.keep_sold * now.sold_share
    fall_unsold = now.log_peak - before - params.multiplier * now.sold_share
    fall_sold = fall_unsold + params.multiplier * still_sold
    week = SellingWeek(committed, aware, now.accustomed_share, fall_unsold, fall_sold)
    selling, fall = calm_selling(params, tables, week)
    sold = sold_position(params, selling, jnp.maximum(fall, fall_sold))
    return selling, jnp.maximum(sold, still_sold)


def _close_month(
    params: ConvictionParams,
    state: ConvictionState,
    traded: Trading,
    brought: WeekNews,
    news: ConvictionNews,
) -> ConvictionState:
    """The month's closing stocks: belief and the funding window follow the trading."""
    drawdown = _drawdown(traded.log_price, traded.log_peak)
    runup = traded.log_price - traded.log_price_memory
    narrative, surprise = brought.narrative[-1], brought.surprise[-1]
    aware = traded.aware_share
    return ConvictionState(
        log_price=traded.log_price,
        log_value=news.log_value,
        log_peak=traded.log_peak,
        log_price_memory=traded.log_price_memory,
        aware_share=aware,
        selling_share=traded.selling_share,
        accustomed_share=traded.accustomed_share,
        sold_share=traded.sold_share,
        belief_share=next_belief_share(
            params, state.belief_share, runup, drawdown, aware, narrative, surprise, news.capability_gain
        ),
        funding_window=next_funding_window(
            params, state.funding_window, drawdown, news.rate_spread, news.window_floor, news.window_cap
        ),
        cash_drained_usd=news.cash_drained_usd,
        narrative=narrative,
        surprise=surprise,
    )


def _month_flows(
    params: ConvictionParams,
    state: ConvictionState,
    ended: ConvictionState,
    traded: Trading,
    news: ConvictionNews,
    payback: Float[Array, ""],
) -> ConvictionFlows:
    """The month's flows from its two ends."""
    log_return = ended.log_price - state.log_price
    sold = ended.sold_share - state.sold_share
    flow_return = params.multiplier * (news.net_buying_share - sold)
    gap, runup = ended.log_price - ended.log_value, ended.log_price - ended.log_price_memory
    return ConvictionFlows(
        log_return=log_return,
        news_return=log_return - flow_return,
        flow_return=flow_return,
        sold_share=sold,
        stretch=stretch(params, gap, runup, payback),
        drawdown=drawdown_of(ended),
        deepest_drawdown=1.0 - jnp.exp(-traded.deepest_fall),
        backlog_cancel_per_month=backlog_cancel_rate(params, ended.funding_window),
    )


def _drawdown(log_price: Float[Array, ""], log_peak: Float[Array, ""]) -> Float[Array, ""]:
    """Fall from a peak as a share."""
    return 1.0 - jnp.exp(jnp.minimum(log_price - log_peak, 0.0))
