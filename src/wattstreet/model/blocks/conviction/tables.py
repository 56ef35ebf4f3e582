"""Constants of the weekly step, made once per run from the parameters."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.core.units import WEEKS_PER_MONTH
from wattstreet.model.blocks.conviction.params import ConvictionParams
from wattstreet.model.blocks.conviction.thresholds import (
    below_normal,
    levered_sale,
    thresholds_reached,
    tolerance_reached,
)

SMALL_PUSH = 1e-4
"""Floor under the price push of all sellers inside the search for the calm state, where it divides."""

SEARCH_POINTS = 42
"""Selling shares tried by the weekly search for the calm state."""

ACCUSTOMED_POINTS = 10
"""How many of them lie below the share that holders are used to, where nobody reacts to sellers."""

SEARCH_LINEAR = 0.25
"""Linear part of their spacing; the rest is cubic, so that they are dense where few sell."""

FALL_POINTS = 1024
LARGEST_FALL = 4.6
"""Points and end of the table of falls: a log fall of 4.6 leaves a hundredth."""


class ConvictionTables(Arrays):
    """Constants of the weekly step.

    Attributes:
        seller_push: Log price fall when every ordinary holder sells. log
        levered_push: Log price fall when every levered holder sells. log
        threshold_cut: Normal mass of thresholds below zero. share
        accustomed_part: Part of the accustomed selling share in each share that the search tries. [try] share
        visible: Selling beyond the accustomed in each of them. [try] share
        by_others: Share of aware holders that each of them drives to sell. [try] share
        fall: Log fall, levered sales included, by the log fall without them. [fall] log
        by_drawdown: Share of holders whose tolerance that fall reaches. [fall] share
        keep_peak: Week's survival of the peak's height over the price. share
        keep_sold: Week's survival of sold positions. share
        keep_strange: Week's survival of the strangeness of sellers to holders. share
        keep_memory: Week's survival of the price memory. share
        keep_narrative: Week's survival of narratives. share
        keep_surprise: Week's survival of surprises. share
        pull: Share of the gap between value and price closed in a week. share
    """

    seller_push: Float[Array, ""]
    levered_push: Float[Array, ""]
    threshold_cut: Float[Array, ""]
    accustomed_part: Float[Array, "try"]
    visible: Float[Array, "try"]
    by_others: Float[Array, "try"]
    fall: Float[Array, "fall"]
    by_drawdown: Float[Array, "fall"]
    keep_peak: Float[Array, ""]
    keep_sold: Float[Array, ""]
    keep_strange: Float[Array, ""]
    keep_memory: Float[Array, ""]
    keep_narrative: Float[Array, ""]
    keep_surprise: Float[Array, ""]
    pull: Float[Array, ""]


def precompute(params: ConvictionParams) -> ConvictionTables:
    """Constants of the weekly step from the parameters; call it once, outside the scan over months.

    Args:
        params: Parameters of the block.
    Returns:
        The `ConvictionTables` of these parameters.
    Source:
        assumption: four weeks a month, exponential forgetting.
    Leaves out:
        the uneven lengths of months.
    """
    ordinary = params.multiplier * params.sold_fraction * (1.0 - params.levered_share)
    levered_push = params.multiplier * params.levered_share
    cut = below_normal(-params.threshold_mean / params.threshold_sd)
    # The tables only find the neighbourhood of the calm state; derivatives come from the rules themselves.
    fixed, fixed_push, fixed_cut = jax.lax.stop_gradient((params, levered_push, cut))
    parts, visible = _search_parts(np.arange(SEARCH_POINTS, dtype=float))
    fall = _falls_with_leverage(fixed_push, fixed.leverage)
    return ConvictionTables(
        seller_push=jnp.maximum(ordinary, SMALL_PUSH),
        levered_push=levered_push,
        threshold_cut=cut,
        accustomed_part=jnp.asarray(parts),
        visible=jnp.asarray(visible),
        by_others=thresholds_reached(
            jnp.asarray(visible), fixed.threshold_mean, fixed.threshold_sd, fixed_cut
        ),
        fall=fall,
        by_drawdown=tolerance_reached(fall, fixed.tolerance_median, fixed.tolerance_sigma),
        keep_peak=_kept_in_a_week(params.peak_memory_months),
        keep_sold=_kept_in_a_week(params.return_months),
        keep_strange=_kept_in_a_week(params.renewal_months),
        keep_memory=_kept_in_a_week(params.price_memory_months),
        keep_narrative=_kept_in_a_week(params.narrative_memory_months),
        keep_surprise=_kept_in_a_week(params.surprise_memory_months),
        pull=-jnp.expm1(-params.pull_per_month / WEEKS_PER_MONTH),
    )


def tried_share(accustomed: Float[Array, ""], number: Float[Array, ""]) -> Float[Array, ""]:
    """Selling share that the search tries at a place in its order.

    Args:
        accustomed: Selling share that renewed holders take as normal. share
        number: Place, from zero; smaller ones give zero.
    Returns:
        Selling share. share
    Source:
        none (numerical).
    Leaves out:
        nothing.
    """
    part, visible = _search_parts(number)
    return accustomed * part + visible


def _search_parts(number: Any) -> tuple[Any, Any]:
    """Part of the accustomed share, and selling beyond it, at places in the search's order."""
    below = (number / ACCUSTOMED_POINTS).clip(0.0, 1.0)
    beyond = ((number - ACCUSTOMED_POINTS) / (SEARCH_POINTS - 1 - ACCUSTOMED_POINTS)).clip(0.0, 1.0)
    return below * below, beyond * (SEARCH_LINEAR + (1.0 - SEARCH_LINEAR) * beyond * beyond)


def _falls_with_leverage(levered_push: Float[Array, ""], leverage: Float[Array, ""]) -> Float[Array, "fall"]:
    """Smallest log fall at which levered holders agree with the price, for each fall without them."""
    place = jnp.asarray(np.arange(FALL_POINTS) / (FALL_POINTS - 1))
    fall = place * (LARGEST_FALL + levered_push)
    # Where the levered loop runs by itself prices jump, and so does the running maximum.
    explained = jax.lax.cummax(fall - levered_push * levered_sale(fall, leverage))
    # At the peak nobody levered has to sell, however ready the loop is to run below it.
    return jnp.interp(place * LARGEST_FALL, explained, fall).at[0].set(0.0)


def _kept_in_a_week(months: Float[Array, ""]) -> Float[Array, ""]:
    """Share of a memory left after a week."""
    return jnp.exp(-1.0 / (WEEKS_PER_MONTH * months))
