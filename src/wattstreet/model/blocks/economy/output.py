"""AI's part in output: contributions, wealth, and what happens when it stops (E1–E3)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import dot, share_of
from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.model.blocks.economy.params import EconomyParams
from wattstreet.model.flows import EconomyFlows
from wattstreet.model.state import EconomyState

PERCENT = 100.0


def invest_by_country(
    chips_usd: Float[Array, "firm"],
    halls_usd: Float[Array, "firm"],
    chips_by_country: Float[Array, "firm country"],
    halls_by_country: Float[Array, "firm country"],
) -> Float[Array, "country"]:
    """AI investment of the month where chips are placed and halls are built. [country] USD/month

    Args:
        chips_usd: Chips and their equipment. [firm] USD/month
        halls_usd: Construction. [firm] USD/month
        chips_by_country: Chips placed this month. [firm country] MW
        halls_by_country: Halls standing and under way. [firm country] MW
    """
    return dot(chips_usd, share_of(chips_by_country)) + dot(halls_usd, share_of(halls_by_country))


def contribution(state: EconomyState, investment_usd: Float[Array, "country"]) -> Float[Array, "country"]:
    """AI investment's contribution to growth on a year earlier (E1, gross bucket).

    Contribution is share times growth: investment that stays level adds nothing.

    Args:
        state: Investment and GDP of the last twelve months, newest first, at yearly rates.
        investment_usd: AI investment. [country] USD/month
    Returns:
        Contribution. [country] pp
    Source:
        `macro.md` section 1.
    Leaves out:
        deflators; the rest of software and R&D, which is an outside series.
    """
    rise = investment_usd * MONTHS_PER_YEAR - state.investment_memory_usd[-1]
    return PERCENT * rise / state.gdp_memory_usd[-1]


def spend_wealth(
    params: EconomyParams, state: EconomyState, wealth_gain_usd: Float[Array, ""]
) -> tuple[Float[Array, "country"], Float[Array, "country"]]:
    """Consumption that follows a change of stock wealth, spread over two years (E2).

    The yearly rate of consumption rises by the propensity times the gain, with a lag; a loss lowers it.

    Args:
        params: Propensity, lag, holdings.
        state: Consumption still to follow, at a yearly rate.
        wealth_gain_usd: Change of the value of the AI complex this month. [] USD
    Returns:
        Consumption still to follow [country] USD/year, and what was added to its rate. [country] USD/year
    Source:
        `macro.md` section 4.
    """
    pending = state.wealth_pending_usd + params.spend_from_wealth * params.holders_share * wealth_gain_usd
    released = pending * (1 - jnp.exp(-1 / params.wealth_months))
    return pending - released, released


def run_economy(
    params: EconomyParams,
    state: EconomyState,
    investment_usd: Float[Array, "country"],
    wealth_gain_usd: Float[Array, ""],
) -> tuple[EconomyState, EconomyFlows]:
    """Output of the month: trend, AI investment net of imports, wealth, and the offset (E1–E3).

    When investment stops rising its contribution ends; when it falls it subtracts. Other spending makes
    good a share of either change with a lag.

    Args:
        params: Trend, import share, propensity, offset.
        state: Output and memories.
        investment_usd: AI investment. [country] USD/month
        wealth_gain_usd: Change of the value of the AI complex. [] USD
    Returns:
        State and flows.
    Source:
        `macro.md` sections 1, 4 and 5.
    Leaves out:
        interest rates and power prices as channels of the offset.
    """
    pending, released = spend_wealth(params, state, wealth_gain_usd)
    net_rate = investment_usd * MONTHS_PER_YEAR * (1 - params.import_share)
    opening_rate = state.investment_at_start_usd * (1 - params.import_share)
    offset_goal = -params.offset_share * (net_rate - opening_rate)
    offset = state.offset_usd + (offset_goal - state.offset_usd) * (1 - jnp.exp(-1 / params.offset_months))
    other = state.other_gdp_usd * jnp.exp(params.trend_growth / MONTHS_PER_YEAR)
    effect = state.wealth_effect_usd + released
    gdp = other + net_rate + offset + effect
    flows = EconomyFlows(
        investment_usd=investment_usd,
        ai_contribution_pp=contribution(state, investment_usd),
        gdp_growth_saar=PERCENT * ((gdp / state.gdp_usd) ** MONTHS_PER_YEAR - 1),
        wealth_effect_usd=effect / MONTHS_PER_YEAR,
    )
    state = state.replace(
        other_gdp_usd=other,
        gdp_usd=gdp,
        investment_memory_usd=jnp.concatenate(
            [investment_usd[None] * MONTHS_PER_YEAR, state.investment_memory_usd[:-1]]
        ),
        gdp_memory_usd=jnp.concatenate([gdp[None], state.gdp_memory_usd[:-1]]),
        wealth_pending_usd=pending,
        wealth_effect_usd=effect,
        offset_usd=offset,
    )
    return state, flows


def opening_economy(
    params: EconomyParams, investment_usd: Float[Array, "country"], growth: Float[Array, ""]
) -> EconomyState:
    """Economy in the start month, its memories on lines of the given growth.

    Args:
        params: Opening GDP and trend.
        investment_usd: AI investment just before the start, at a yearly rate. [country] USD/year
        growth: Growth of that investment before the start, log. [] per year
    """
    net = investment_usd * (1 - params.import_share)
    lags = jnp.arange(MONTHS_PER_YEAR)[:, None] / MONTHS_PER_YEAR
    return EconomyState(
        other_gdp_usd=params.opening_gdp - net,
        gdp_usd=params.opening_gdp,
        investment_at_start_usd=investment_usd,
        investment_memory_usd=investment_usd[None] * jnp.exp(-growth * lags),
        gdp_memory_usd=params.opening_gdp[None] * jnp.exp(-params.trend_growth[None] * lags),
        wealth_pending_usd=jnp.zeros_like(net),
        wealth_effect_usd=jnp.zeros_like(net),
        offset_usd=jnp.zeros_like(net),
    )
