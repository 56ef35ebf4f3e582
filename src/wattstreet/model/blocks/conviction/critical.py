"""The critical share of sellers, month by month, after the run (V6)."""

from collections.abc import Callable
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.model.blocks.conviction.params import ConvictionParams
from wattstreet.model.blocks.conviction.selling import reaction_at, selling_at
from wattstreet.model.blocks.conviction.tables import ConvictionTables
from wattstreet.model.state import ConvictionState

COARSE, FINE, ROUNDS = 41, 11, 2
"""Points of the first grid, and of each of the rounds that follow inside it."""

HALVINGS = 36
"""Halvings of the interval in which calm ends: 1e-11 of it."""

NO_SHARE_SUFFICES = 1.0
"""Reported where even all holders together would not tip the market."""

UNMOVED = 1e-9
"""Reaction of holders below which selling calls forth no further selling."""

Margin = Callable[[Float[Array, "..."]], Float[Array, "..."]]
"""Largest committed share that a point still blocks, as a function of the point."""


class Footing(Arrays):
    """What a month's critical shares rest on.

    Attributes:
        aware: Holders who think it is a bubble. share
        fall_unsold: Log fall from the peak had nobody any position sold. log
        fall_sold: Log fall from the peak with the positions now sold. log
        accustomed: Selling share that renewed holders take as normal. share
    """

    aware: Float[Array, ""]
    fall_unsold: Float[Array, ""]
    fall_sold: Float[Array, ""]
    accustomed: Float[Array, ""]


class TippingShares(Arrays):
    """Committed shares that end the calm, for one month's awareness and drawdown.

    Attributes:
        slip: Smallest share at which the calm state jumps, be it to a half-way state. share
        critical: Smallest share that leaves no calm state, calm being fewer than half selling. share
        collapse: Smallest share at which the realised fall reaches a burst. share
    """

    slip: Float[Array, ""]
    critical: Float[Array, ""]
    collapse: Float[Array, ""]


def footing(params: ConvictionParams, state: ConvictionState) -> Footing:
    """What the critical shares of a month end rest on.

    Args:
        params: Parameters of the block.
        state: Stocks at the month end.
    Returns:
        The month's `Footing`.
    Source:
        the price rule: positions sold hold the price down by the multiplier.
    Leaves out:
        next week's renewal of holders and fading of the peak.
    """
    fall_sold = state.log_peak - state.log_price
    fall_unsold = fall_sold - params.multiplier * state.sold_share
    return Footing(state.aware_share, fall_unsold, fall_sold, state.accustomed_share)


def calm_footing(aware: Float[Array, ""]) -> Footing:
    """A month at its peak, in which nobody has sold anything.

    Args:
        aware: Holders who think it is a bubble. share
    Returns:
        The `Footing` of published tables.
    Source:
        none (definition).
    Leaves out:
        everything but awareness.
    """
    nothing = jnp.zeros_like(aware)
    return Footing(aware, nothing, nothing, nothing)


def blocked_share(selling: Float[Array, "..."], reaction: Float[Array, "..."]) -> Float[Array, "..."]:
    """Largest committed share for which a selling share still blocks the cascade.

    Args:
        selling: Selling share r. [...] share
        reaction: Selling share H(r) that it calls forth without committed sellers. [...] share
    Returns:
        (r − H)/(1 − H). [...] share
    Source:
        fixed points of s + (1 − s)H(r), solved for s.
    Leaves out:
        which r count as calm; the caller restricts them, since over all r the maximum is one.
    """
    return (selling - reaction) / jnp.maximum(1.0 - reaction, 1e-12)


def largest_margin(margin: Margin, low: Float[Array, ""], high: Float[Array, ""]) -> Float[Array, ""]:
    """Largest margin between two ends.

    Args:
        margin: Function of the point, finite between the ends. share
        low: Lower end.
        high: Upper end.
    Returns:
        The maximum; inside the interval its place is known to a thousandth of it. share
    Source:
        nested grids; no derivative, so steps are welcome.
    Leaves out:
        peaks narrower than a fortieth of the interval.
    """
    points = low + (high - low) * _parts(COARSE)
    return _largest(margin, points, margin(points), low, high)


def slip_share(params: ConvictionParams, tables: ConvictionTables, month: Footing) -> Float[Array, ""]:
    """Smallest committed share at which the calm state jumps, if only to a half-way state.

    Args:
        params: Parameters of the block.
        tables: Constants of the weekly step.
        month: What it rests on.
    Returns:
        First local maximum of the margin; the critical share where there is none before it. share
    Source:
        fold of the calm branch.
    Leaves out:
        jumps smaller than a thirtieth of the calm range.
    """
    return tipping_shares(params, tables, month).slip


def critical_share(params: ConvictionParams, tables: ConvictionTables, month: Footing) -> Float[Array, ""]:
    """Smallest committed share that leaves no calm state.

    Args:
        params: Parameters of the block.
        tables: Constants of the weekly step.
        month: What it rests on.
    Returns:
        s*; 0 where any seller suffices, 1 where no share does. share
    Source:
        max over calm r of (r − H)/(1 − H); calm is fewer than half selling, levered loop not yet running.
    Leaves out:
        noise: in motion the market tips a little below or above.
    """
    return tipping_shares(params, tables, month).critical


def collapse_share(params: ConvictionParams, tables: ConvictionTables, month: Footing) -> Float[Array, ""]:
    """Smallest committed share at which the realised fall reaches a burst.

    Args:
        params: Parameters of the block.
        tables: Constants of the weekly step.
        month: What it rests on.
    Returns:
        Share; 0 where the price has already fallen so far, 1 where no share suffices. share
    Source:
        max of (r − H)/(1 − H) over every state short of the burst.
    Leaves out:
        further bad news on the way down.
    """
    return tipping_shares(params, tables, month).collapse


def tipping_shares(params: ConvictionParams, tables: ConvictionTables, month: Footing) -> TippingShares:
    """The three shares for one month; `vmap` it over the months of a finished run.

    Args:
        params: Parameters of the block.
        tables: Constants of the weekly step.
        month: What they rest on, from `footing`.
    Returns:
        Slip, critical and collapse share.
    Source:
        see the three functions.
    Leaves out:
        see the three functions.
    """
    margin = _margin(params, tables, month)
    low, calm_end = month.fall_unsold, _calm_end(params, tables, month.fall_unsold)
    burst = -jnp.log1p(-params.burst_fall)
    points = low + (jnp.maximum(calm_end, burst) - low) * _parts(COARSE)
    sizes = margin(points)

    first = _largest(margin, points, sizes, low, jnp.minimum(_first_turn(points, sizes), calm_end))
    calm = jnp.clip(_largest(margin, points, sizes, low, calm_end), 0.0, 1.0)
    short_of_burst = jnp.clip(_largest(margin, points, sizes, low, burst), 0.0, 1.0)

    limit = selling_at(params, tables, low, calm_end)
    unmoved = (jnp.abs(limit - margin(calm_end)) < UNMOVED) & (limit > params.calm_limit - UNMOVED)
    reachable = selling_at(params, tables, low, burst) < 1.0
    burst_now = jnp.maximum(low, month.fall_sold) >= burst
    return TippingShares(
        slip=jnp.where(unmoved, NO_SHARE_SUFFICES, jnp.clip(first, 0.0, calm)),
        critical=jnp.where(unmoved, NO_SHARE_SUFFICES, calm),
        collapse=jnp.where(burst_now, 0.0, jnp.where(reachable, short_of_burst, NO_SHARE_SUFFICES)),
    )


def _parts(number: int) -> np.ndarray:
    """Evenly spaced parts of an interval, ends included."""
    return np.arange(number) / (number - 1)


def _largest(
    margin: Margin,
    points: Float[Array, "point"],
    sizes: Float[Array, "point"],
    low: Float[Array, ""],
    end: Float[Array, ""],
) -> Float[Array, ""]:
    """Largest margin up to an end, from evenly spaced points and finer ones around the best of them."""
    reach = points[1] - points[0]
    place = _first_best(points, jnp.where(points <= end, sizes, -jnp.inf))
    for _ in range(ROUNDS):
        left = jnp.clip(place - reach, low, end)
        right = jnp.clip(place + reach, low, end)
        around = left + (right - left) * _parts(FINE)
        sizes = margin(around)
        place = _first_best(around, sizes)
        reach = reach * 2.0 / (FINE - 1)
    return jnp.max(sizes)


def _first_best(points: Float[Array, "point"], sizes: Float[Array, "point"]) -> Float[Array, ""]:
    """First of the points with the largest margin."""
    return jnp.min(jnp.where(sizes >= jnp.max(sizes), points, points[-1]))


def _first_turn(points: Float[Array, "point"], sizes: Float[Array, "point"]) -> Float[Array, ""]:
    """The point after the first one with a positive margin from which the margin falls; else the last."""
    falls = (sizes[:-1] > 0.0) & (sizes[1:] < sizes[:-1])
    return jnp.min(jnp.where(falls, points[1:], points[-1]))


def _margin(params: ConvictionParams, tables: ConvictionTables, month: Footing) -> Margin:
    """Margin as a function of the log fall."""
    react = partial(reaction_at, params, tables, month.aware, month.accustomed)

    def margin(fall: Float[Array, "..."]) -> Float[Array, "..."]:
        selling = selling_at(params, tables, month.fall_unsold, fall)
        return blocked_share(selling, react(selling, jnp.maximum(fall, month.fall_sold)))

    return margin


def _calm_end(
    params: ConvictionParams, tables: ConvictionTables, fall_unsold: Float[Array, ""]
) -> Float[Array, ""]:
    """Log fall at which the limit of calm selling is reached or the levered loop runs by itself."""
    limit = params.calm_limit
    most = fall_unsold + tables.seller_push * limit + tables.levered_push
    # The loop runs by itself once w·M·(L − 1)/(1 − D) passes one, unless all levered holders are out before.
    alone = jnp.maximum(-jnp.log(jnp.maximum(tables.levered_push * (params.leverage - 1.0), 1e-12)), 0.0)
    all_out = jnp.log(params.leverage) - jnp.log(jnp.maximum(params.leverage - 1.0, 1e-12))
    most = jnp.where(alone < all_out, jnp.minimum(most, jnp.maximum(alone, fall_unsold)), most)

    def halve(_: object, ends: tuple[Float[Array, ""], Float[Array, ""]]):
        low, high = ends
        middle = 0.5 * (low + high)
        calm = selling_at(params, tables, fall_unsold, middle) < limit
        return jnp.where(calm, middle, low), jnp.where(calm, high, middle)

    return jax.lax.fori_loop(0, HALVINGS, halve, (fall_unsold, most))[1]
