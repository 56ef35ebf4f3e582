"""The AI complex as investors see it: earnings, order books and marks of firms."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.core.maths import dot
from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.model.blocks.compute.demand import reference_revenue
from wattstreet.model.blocks.conviction.valuation import firm_values, market_caps
from wattstreet.model.params import Params
from wattstreet.model.state import CapitalState, ComputeState, State


class Basket(Arrays):
    """What the firms of the index earn and have on order.

    Attributes:
        core_earnings_usd: Averaged earnings outside AI hardware. [firm] USD/year
        supplier_earnings_usd: Averaged earnings from AI hardware. [firm] USD/year
        order_book_usd: AI hardware on order. [firm] USD
    """

    core_earnings_usd: Float[Array, "firm"]
    supplier_earnings_usd: Float[Array, "firm"]
    order_book_usd: Float[Array, "firm"]


def show_basket(params: Params, compute: ComputeState, capital: CapitalState) -> Basket:
    """Earnings and order books from the books of the firms."""
    money = params.capital
    kept = (money.gross_margin - money.supplier_cost_share) * (1 - money.tax_rate)
    hardware = dot(capital.chip_sales_memory_usd * kept, money.supplier_firm)
    ordered = compute.backlog_mw.sum(axis=0) * (1 + params.compute.outside_buyers)
    book = dot(ordered * params.compute.chip_price, money.supplier_firm)
    return Basket(capital.net_income_memory_usd - hardware, hardware, book)


def opening_value(params: Params) -> Float[Array, ""]:
    """Market value of the listed complex at the start. [] USD"""
    return (params.capital.opening_market_cap * params.capital.listed).sum()


def price_level(params: Params, state: State) -> Float[Array, ""]:
    """AI share prices against the market value the world starts with. [] ratio"""
    return jnp.exp(state.conviction.log_price) / opening_value(params)


def mark_firms(params: Params, state: State) -> Float[Array, "firm"]:
    """Market value of every firm: listed ones share the index by fundamental value, private ones are marked.

    Args:
        params: Valuation parameters; the multiple of sales at which private firms are marked.
        state: Books, orders, belief and price.
    Returns:
        Market value, or private mark. [firm] USD
    Source:
        model V1; fact:firm-series-openai (valuation over annualised revenue).
    Leaves out:
        differences of opinion about single firms.
    """
    basket = show_basket(params, state.compute, state.capital)
    values = firm_values(
        params.conviction,
        state.conviction.belief_share,
        basket.core_earnings_usd,
        basket.supplier_earnings_usd,
        basket.order_book_usd,
        jnp.zeros(()),
    )
    listed = market_caps(values * params.capital.listed, state.conviction.log_price)
    years = state.month / MONTHS_PER_YEAR
    revenue = dot(params.compute.home, reference_revenue(params.compute, state.compute, years))
    sales = (revenue * params.compute.segment_seller).sum(axis=-1)
    marked = jnp.maximum(params.conviction.private_sales_multiple * sales, params.capital.opening_market_cap)
    return jnp.where(params.capital.listed > 0, listed, marked)
