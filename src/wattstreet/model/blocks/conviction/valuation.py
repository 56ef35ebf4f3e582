"""What the listed AI complex is worth, and yardsticks of its price (V1)."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import ratio
from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.model.blocks.conviction.params import ConvictionParams

YEARS_OF_GROWTH = 8
"""Years over which suppliers' growth fades."""

NO_GROWTH = 1e-6
"""Growth below which payback is counted without growth."""

BISECTIONS = 40
"""Halvings of the growth interval: 1e-12 of its width."""


def core_multiple(
    params: ConvictionParams, belief: Float[Array, ""], rate_rise: Float[Array, ""]
) -> Float[Array, ""]:
    """Price over core earnings.

    Args:
        params: Parameters of the block.
        belief: Investors who hold that AI shares always rise. share
        rate_rise: Interest rate above its starting path. per year
    Returns:
        Multiple. ratio
    Source:
        assumption: 26 at a fifth believing, 31 at .7, as the record of 2022 to 2024; constant duration.
    Leaves out:
        differences between firms' multiples.
    """
    believed = params.multiple_base * (1.0 + params.multiple_belief * belief)
    return believed * jnp.exp(-params.equity_duration_years * rate_rise)


def supplier_multiple(
    params: ConvictionParams, belief: Float[Array, ""], rate_rise: Float[Array, ""]
) -> Float[Array, ""]:
    """Value over next year's earnings of a supplier whose growth fades over eight years.

    Args:
        params: Parameters of the block.
        belief: Investors who hold that AI shares always rise. share
        rate_rise: Interest rate above its starting path. per year
    Returns:
        Present value of eight years of earnings and of the multiple after them. ratio
    Source:
        discounted earnings; assumption: growth fades in a straight line.
    Leaves out:
        reinvestment: all earnings are taken as paid out.
    """
    years = jnp.arange(YEARS_OF_GROWTH)
    faded = years / (YEARS_OF_GROWTH - 1)
    first_growth = params.growth_sober + params.growth_believed * belief
    growth = ((1.0 - faded) * first_growth + faded * params.growth_final) * (years > 0)
    discount = jnp.log1p(params.discount_rate + rate_rise)
    until_then = jnp.tril(jnp.ones((YEARS_OF_GROWTH, YEARS_OF_GROWTH)))
    log_worth = (until_then * (jnp.log1p(growth) - discount)[None, :]).sum(axis=-1)
    worth = jnp.exp(log_worth)
    return worth.sum() + params.final_multiple * worth[-1]


def expected_supplier_earnings(
    params: ConvictionParams,
    supplier_earnings_usd_per_year: Float[Array, "firm"],
    supplier_order_book_usd: Float[Array, "firm"],
) -> Float[Array, "firm"]:
    """Next year's earnings of suppliers as read from their order books.

    Args:
        params: Parameters of the block.
        supplier_earnings_usd_per_year: Trailing earnings from AI hardware. [firm] USD/year
        supplier_order_book_usd: Orders not yet shipped. [firm] USD
    Returns:
        Expected earnings. [firm] USD/year
    Source:
        order book over the delay of fulfilment is a year's sales; assumption: weight against the past.
    Leaves out:
        orders that will be cancelled.
    """
    sales = supplier_order_book_usd * MONTHS_PER_YEAR / params.fulfilment_months
    ordered = params.supplier_margin * sales
    return (
        params.order_book_weight * ordered + (1.0 - params.order_book_weight) * supplier_earnings_usd_per_year
    )


def firm_values(
    params: ConvictionParams,
    belief: Float[Array, ""],
    core_earnings_usd_per_year: Float[Array, "firm"],
    supplier_earnings_usd_per_year: Float[Array, "firm"],
    supplier_order_book_usd: Float[Array, "firm"],
    rate_rise: Float[Array, ""],
) -> Float[Array, "firm"]:
    """Fundamental value of each listed firm; firms outside the basket bring zeros.

    Args:
        params: Parameters of the block.
        belief: Investors who hold that AI shares always rise. share
        core_earnings_usd_per_year: Earnings outside AI hardware. [firm] USD/year
        supplier_earnings_usd_per_year: Trailing earnings from AI hardware. [firm] USD/year
        supplier_order_book_usd: Orders of AI hardware not yet shipped. [firm] USD
        rate_rise: Interest rate above its starting path. per year
    Returns:
        Value of each firm; none is below zero. [firm] USD
    Source:
        `core_multiple`, `supplier_multiple`.
    Leaves out:
        cash and debt of the firms; options on AI beyond their earnings.
    """
    core = core_multiple(params, belief, rate_rise) * core_earnings_usd_per_year
    expected = expected_supplier_earnings(params, supplier_earnings_usd_per_year, supplier_order_book_usd)
    return jnp.maximum(core + supplier_multiple(params, belief, rate_rise) * expected, 0.0)


def index_value(
    params: ConvictionParams,
    belief: Float[Array, ""],
    core_earnings_usd_per_year: Float[Array, "firm"],
    supplier_earnings_usd_per_year: Float[Array, "firm"],
    supplier_order_book_usd: Float[Array, "firm"],
    rate_rise: Float[Array, ""],
) -> Float[Array, ""]:
    """Fundamental value of the basket: the sum of `firm_values`.

    Args:
        params: Parameters of the block.
        belief: Investors who hold that AI shares always rise. share
        core_earnings_usd_per_year: Earnings outside AI hardware. [firm] USD/year
        supplier_earnings_usd_per_year: Trailing earnings from AI hardware. [firm] USD/year
        supplier_order_book_usd: Orders of AI hardware not yet shipped. [firm] USD
        rate_rise: Interest rate above its starting path. per year
    Returns:
        Value of the basket. USD
    Source:
        `firm_values`.
    Leaves out:
        see `firm_values`.
    """
    return jnp.sum(
        firm_values(
            params,
            belief,
            core_earnings_usd_per_year,
            supplier_earnings_usd_per_year,
            supplier_order_book_usd,
            rate_rise,
        )
    )


def market_caps(values: Float[Array, "firm"], log_price: Float[Array, ""]) -> Float[Array, "firm"]:
    """Market value of each listed firm: every firm is as dear, beside its value, as the basket.

    Args:
        values: Fundamental value of each firm. [firm] USD
        log_price: Log of the basket's market value. log USD
    Returns:
        Market values; they add up to the basket's. [firm] USD
    Source:
        assumption: one mispricing for the whole basket.
    Leaves out:
        firms' own mispricing.
    """
    return jnp.exp(log_price) * ratio(values, jnp.sum(values))


def pe_ratio(
    market_value_usd: Float[Array, "..."], trailing_earnings_usd_per_year: Float[Array, "..."]
) -> Float[Array, "..."]:
    """Price over the last twelve months' earnings.

    Args:
        market_value_usd: Market value. [...] USD
        trailing_earnings_usd_per_year: Sum of the last twelve months. [...] USD/year
    Returns:
        Trailing price-earnings ratio. [...] ratio
    Source:
        definition; never a quarter times four.
    Leaves out:
        firms without earnings, whose ratio is of no use.
    """
    return ratio(market_value_usd, trailing_earnings_usd_per_year)


def payback_years(pe: Float[Array, "..."], growth: Float[Array, "..."]) -> Float[Array, "..."]:
    """Years in which earnings, growing from the first year on, add up to the price.

    Args:
        pe: Price over trailing earnings. [...] ratio
        growth: Yearly growth of earnings, zero or more. [...] per year
    Returns:
        n = ln(1 + pe·g/(1 + g))/ln(1 + g); pe itself without growth. [...] years
    Source:
        geometric series; 63 times earnings take 63 years only at g = 0, 13.4 at 20 %.
    Leaves out:
        discounting, dividends short of earnings.
    """
    growing = growth > NO_GROWTH
    rate = jnp.where(growing, growth, NO_GROWTH)
    grown = jnp.log1p(pe * rate / (1.0 + rate)) / jnp.log1p(rate)
    return jnp.where(growing, grown, pe)


def implied_growth(pe: Float[Array, ""], years: Float[Array, ""]) -> Float[Array, ""]:
    """Growth of earnings at which the price is paid back in so many years.

    Args:
        pe: Price over trailing earnings. ratio
        years: Payback asked for. years
    Returns:
        Growth between 0 and 10 a year; 0 where none is needed. per year
    Source:
        `payback_years` solved by halving.
    Leaves out:
        falling earnings.
    """

    def halve(_: object, ends: tuple[Float[Array, ""], Float[Array, ""]]):
        low, high = ends
        middle = 0.5 * (low + high)
        too_slow = payback_years(pe, middle) > years
        return jnp.where(too_slow, middle, low), jnp.where(too_slow, high, middle)

    zero = jnp.zeros_like(pe * years)
    low, high = jax.lax.fori_loop(0, BISECTIONS, halve, (zero, zero + 10.0))
    needed: Float[Array, ""] = 0.5 * (low + high)
    return jnp.where(pe > years, needed, 0.0)
