"""Who thinks it is a bubble (V2), and who believes it never ends."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.units import WEEKS_PER_MONTH
from wattstreet.model.blocks.conviction.params import ConvictionParams


def stretch(
    params: ConvictionParams,
    gap: Float[Array, ""],
    runup: Float[Array, ""],
    payback_years: Float[Array, ""],
) -> Float[Array, ""]:
    """Overvaluation that gives doubt its ground; zero in an ordinary market.

    Args:
        params: Parameters of the block.
        gap: Log price less log value. log
        runup: Log price less its remembered mean. log
        payback_years: Years in which earnings pay for the price. years
    Returns:
        Sum of the three excesses, each in its own scale. pure number
    Source:
        Greenwood, Shleifer & You (2019) for run-ups; assumption: three excesses add up.
    Leaves out:
        other yardsticks: market value over output, issuance, turnover.
    """
    above_value = jnp.maximum(gap, 0.0) / params.gap_scale
    risen = jnp.maximum(runup - params.runup_ordinary, 0.0) / params.runup_scale
    slow = jnp.maximum(payback_years - params.payback_ordinary_years, 0.0) / params.payback_scale_years
    return above_value + risen + slow


def next_aware_share(
    params: ConvictionParams,
    aware: Float[Array, ""],
    stretched: Float[Array, ""],
    surprise: Float[Array, ""],
    narrative: Float[Array, ""],
) -> Float[Array, ""]:
    """Share who think it is a bubble after a week of doubt and soothing.

    Doubt spreads from the aware only where prices give it ground, so an ordinary market stays unaware.

    Args:
        params: Parameters of the block.
        aware: Share aware at the week's start. share
        stretched: Overvaluation, from `stretch`. pure number
        surprise: Remembered bad surprises. count
        narrative: Remembered headline deals. count
    Returns:
        Share aware at the week's end, always between 0 and 1. share
    Source:
        fact:market-bofa-fms-ai_stocks_in_a_bubble_yes-2025-10-31 and its neighbours; assumption: hazards.
    Leaves out:
        differences between surveyed managers and other holders.
    """
    spreading = params.awareness_reflection_per_month + params.awareness_contagion_per_month * aware
    doubt = (
        params.awareness_baseline_per_month
        + stretched * spreading
        + params.awareness_surprise_per_month * surprise
    )
    soothing = params.awareness_forgetting_per_month + params.awareness_soothing_per_month * narrative
    return after_hazards(aware, doubt, soothing, 1.0 / WEEKS_PER_MONTH)


def next_belief_share(
    params: ConvictionParams,
    belief: Float[Array, ""],
    runup: Float[Array, ""],
    drawdown: Float[Array, ""],
    aware: Float[Array, ""],
    narrative: Float[Array, ""],
    surprise: Float[Array, ""],
    capability_gain: Float[Array, ""],
) -> Float[Array, ""]:
    """Share of investors who hold that AI shares always rise, after a month.

    Args:
        params: Parameters of the block.
        belief: Share at the month's start. share
        runup: Log price less its remembered mean. log
        drawdown: Fall from the remembered peak. share
        aware: Holders who think it is a bubble. share
        narrative: Remembered headline deals. count
        surprise: Remembered bad surprises. count
        capability_gain: Capability above expectation. log10 FLOP/month
    Returns:
        Share at the month's end, always between 0 and 1. share
    Source:
        assumption: extrapolative belief; a fifth at the end of 2022, near .7 after a boom.
    Leaves out:
        differences between private and public investors.
    """
    gained = (
        params.belief_baseline_per_month
        + params.belief_momentum_per_month * jnp.maximum(runup - params.runup_ordinary, 0.0)
        + params.belief_narrative_per_month * narrative
        + params.belief_capability_per_month * capability_gain
    )
    lost = (
        params.belief_fading_per_month
        + params.belief_drawdown_per_month * drawdown
        + params.belief_awareness_per_month * aware
        + params.belief_surprise_per_month * surprise
    )
    return after_hazards(belief, gained, lost, 1.0)


def after_hazards(
    share: Float[Array, ""],
    joining_per_month: Float[Array, ""],
    leaving_per_month: Float[Array, ""],
    months: float,
) -> Float[Array, ""]:
    """A share after some time in which outsiders join and members leave at fixed hazards.

    Args:
        share: Share at the start. share
        joining_per_month: Hazard of outsiders. per month
        leaving_per_month: Hazard of members. per month
        months: Time. months
    Returns:
        Share at the end, always between 0 and 1. share
    Source:
        1 − exp(−hazard·time) for each side.
    Leaves out:
        those who join and leave within the time.
    """
    joined = -(1.0 - share) * jnp.expm1(-months * joining_per_month)
    left = -share * jnp.expm1(-months * leaving_per_month)
    return share + joined - left
