"""Who sells this week, solved together with this week's price (V3, V4)."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.model.blocks.conviction.params import ConvictionParams
from wattstreet.model.blocks.conviction.tables import (
    FALL_POINTS,
    LARGEST_FALL,
    SEARCH_POINTS,
    ConvictionTables,
    tried_share,
)
from wattstreet.model.blocks.conviction.thresholds import levered_sale, thresholds_reached, tolerance_reached

NEWTON_ROUNDS = 4
"""Guarded Newton rounds inside the bracket, before the one that carries derivatives; leaves 1e-9."""

SLACK = 1e-4
"""Selling share by which the bracket is widened for rounding."""

STEEPEST = 0.02
"""Floor under one less the slope of the selling map: the tangent itself has no finite gradient."""


class SellingWeek(Arrays):
    """What the search for the calm state needs to know of a week.

    Attributes:
        committed: Holders who sell regardless. share
        aware: Holders who think it is a bubble. share
        accustomed: Selling share that renewed holders take as normal. share
        fall_unsold: Log fall from the peak had nobody any position sold. log
        fall_sold: Log fall from the peak with only positions that cannot come back this week. log
    """

    committed: Float[Array, ""]
    aware: Float[Array, ""]
    accustomed: Float[Array, ""]
    fall_unsold: Float[Array, ""]
    fall_sold: Float[Array, ""]


def selling_map(
    committed: Float[Array, "..."],
    aware: Float[Array, "..."],
    by_others: Float[Array, "..."],
    by_drawdown: Float[Array, "..."],
) -> Float[Array, "..."]:
    """Share of holders who sell, given who is driven to it.

    Args:
        committed: Holders who sell regardless, s. [...] share
        aware: Holders who react to other sellers, d. [...] share
        by_others: Share whose threshold on other sellers is reached, F. [...] share
        by_drawdown: Share whose tolerance of a drawdown is reached, G. [...] share
    Returns:
        s + (1 − s)[d(1 − (1 − F)(1 − G)) + (1 − d)G]. [...] share
    Source:
        Granovetter (1978), with a second trigger; assumption: the two triggers are independent.
    Leaves out:
        holders who buy the dip.
    """
    return 1.0 - (1.0 - committed) * (1.0 - aware * by_others) * (1.0 - by_drawdown)


def sold_position(
    params: ConvictionParams, selling: Float[Array, ""], log_fall: Float[Array, ""]
) -> Float[Array, ""]:
    """Share of the float that sellers and levered holders want to have sold.

    Args:
        params: Parameters of the block.
        selling: Holders who sell, x. share
        log_fall: Remembered peak less log price. log
    Returns:
        θ(1 − w)x + w·min(1, (L − 1)D/(1 − D)). share of the float
    Source:
        assumption: sellers sell a fixed share of the position; constant leverage.
    Leaves out:
        short sales beyond the float.
    """
    ordinary = params.sold_fraction * (1.0 - params.levered_share) * selling
    return ordinary + params.levered_share * levered_sale(log_fall, params.leverage)


def selling_at(
    params: ConvictionParams,
    tables: ConvictionTables,
    fall_unsold: Float[Array, ""],
    fall: Float[Array, "..."],
) -> Float[Array, "..."]:
    """Selling share that would take the price to a given fall: the price rule, turned round.

    Args:
        params: Parameters of the block.
        tables: Constants of the weekly step.
        fall_unsold: Log fall had nobody any position sold. log
        fall: Log fall to explain. [...] log
    Returns:
        Selling share, below zero or above one where no share does it. [...] share
    Source:
        the price rule of V5 solved for x.
    Leaves out:
        positions that cannot come back within the week; the caller has them.
    """
    levered = tables.levered_push * levered_sale(fall, params.leverage)
    return (fall - levered - fall_unsold) / tables.seller_push


def reaction_at(
    params: ConvictionParams,
    tables: ConvictionTables,
    aware: Float[Array, ""],
    accustomed: Float[Array, ""],
    selling: Float[Array, "..."],
    fall: Float[Array, "..."],
) -> Float[Array, "..."]:
    """Share of uncommitted holders who sell when they see so many sellers and such a fall, H.

    Args:
        params: Parameters of the block.
        tables: Constants of the weekly step.
        aware: Holders who think it is a bubble. share
        accustomed: Selling share that renewed holders take as normal. share
        selling: Selling share that they see. [...] share
        fall: Log fall from the remembered peak that they feel. [...] log
    Returns:
        Share. [...] share
    Source:
        `selling_map` without committed sellers.
    Leaves out:
        delays between seeing and selling.
    """
    by_others = thresholds_reached(
        selling - accustomed, params.threshold_mean, params.threshold_sd, tables.threshold_cut
    )
    by_drawdown = tolerance_reached(fall, params.tolerance_median, params.tolerance_sigma)
    return selling_map(jnp.zeros_like(aware), aware, by_others, by_drawdown)


def calm_excess(
    params: ConvictionParams, tables: ConvictionTables, week: SellingWeek, fall: Float[Array, "..."]
) -> Float[Array, "..."]:
    """How far the selling share that explains a fall exceeds the share that the fall calls forth.

    Args:
        params: Parameters of the block.
        tables: Constants of the weekly step.
        week: What this week brings.
        fall: Log fall to try. [...] log
    Returns:
        x less the selling map at x, zero at a joint equilibrium of sellers and price. [...] share
    Source:
        V3 and V4 solved together.
    Leaves out:
        nothing of them.
    """
    selling = selling_at(params, tables, week.fall_unsold, fall)
    felt = jnp.maximum(fall, week.fall_sold)
    reaction = reaction_at(params, tables, week.aware, week.accustomed, selling, felt)
    return selling - week.committed - (1.0 - week.committed) * reaction


def calm_selling(
    params: ConvictionParams, tables: ConvictionTables, week: SellingWeek
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """Smallest selling share at which sellers and price agree: the calm state if there is one.

    Tables bracket the first equilibrium, guarded Newton rounds close in, and one last step carries the
    derivatives of the equilibrium. Nothing is iterated from last week, so no cap can delay a burst and no
    ratchet can prolong one.

    Args:
        params: Parameters of the block.
        tables: Constants of the weekly step.
        week: What this week brings.
    Returns:
        Selling share, and the log fall that goes with it. share, log
    Source:
        Tarski's least fixed point of a rising map; assumption: markets stay calm while they can.
    Leaves out:
        calm states narrower than the search: calm is lost up to .0007 before the exact critical share.
    """
    fixed = jax.lax.stop_gradient((params, tables, week))
    low, high = _bracket(*fixed)
    fall, slope = _close_in(*fixed, low, high)
    step = calm_excess(params, tables, week, fall) / slope
    fall = jnp.clip(fall - step, low, high)
    return jnp.clip(selling_at(params, tables, week.fall_unsold, fall), 0.0, 1.0), fall


def _bracket(
    params: ConvictionParams, tables: ConvictionTables, week: SellingWeek
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """Two log falls between which the first equilibrium lies, by the tables."""
    last = SEARCH_POINTS - 1.0
    number = np.arange(SEARCH_POINTS, dtype=float)
    selling = week.accustomed * tables.accustomed_part + tables.visible
    by_drawdown = _between_entries(tables.by_drawdown, week.fall_unsold + tables.seller_push * selling)
    # What is sold stays sold this week, so holders feel at least the fall that goes with it.
    least = tolerance_reached(week.fall_sold, params.tolerance_median, params.tolerance_sigma)
    by_drawdown = jnp.maximum(by_drawdown, least)
    agrees = selling >= selling_map(week.committed, week.aware, tables.by_others, by_drawdown)
    first = jnp.min(jnp.where(agrees, number, last))
    low, low_slack = _fall_with_leverage(tables, week, first - 1.0)
    high, high_slack = _fall_with_leverage(tables, week, first)
    return low - low_slack, high + high_slack


def _fall_with_leverage(
    tables: ConvictionTables, week: SellingWeek, number: Float[Array, ""]
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """Log fall at a share that the search tried, with levered sales, and by how much the table may err."""
    unlevered = week.fall_unsold + tables.seller_push * tried_share(week.accustomed, number)
    place = _entry(unlevered)
    left = jnp.floor(place)
    here, above = tables.fall[left.astype(int)], tables.fall[left.astype(int) + 1]
    outside = jnp.minimum(unlevered, 0.0) + jnp.maximum(unlevered - LARGEST_FALL, 0.0)
    # Without leverage the table is a straight line and exact; what a cell adds to that bounds the error.
    bend = jnp.maximum(above - here - LARGEST_FALL / (FALL_POINTS - 1), 0.0)
    return here + (place - left) * (above - here) + outside, bend + SLACK * tables.seller_push


def _between_entries(table: Float[Array, "fall"], unlevered: Float[Array, "try"]) -> Float[Array, "try"]:
    """Straight line between the two nearest entries of a table of falls."""
    place = _entry(unlevered)
    left = place.astype(int)
    here = table[left]
    return here + (place - left) * (table[left + 1] - here)


def _entry(unlevered: Float[Array, "..."]) -> Float[Array, "..."]:
    """Place of a log fall among the entries of a table; the last entry is never the left one."""
    return jnp.clip(unlevered * ((FALL_POINTS - 1) / LARGEST_FALL), 0.0, FALL_POINTS - 1.001)


def _close_in(
    params: ConvictionParams,
    tables: ConvictionTables,
    week: SellingWeek,
    low: Float[Array, ""],
    high: Float[Array, ""],
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """Log fall after guarded Newton rounds inside the bracket, and the slope of the excess there."""
    least = STEEPEST / tables.seller_push

    def excess_and_slope(fall: Float[Array, ""]) -> tuple[Float[Array, ""], Float[Array, ""]]:
        excess = partial(calm_excess, params, tables, week)
        value, slope = jax.jvp(excess, (fall,), (jnp.ones_like(fall),))
        return value, jnp.maximum(slope, least)

    fall = 0.5 * (low + high)
    for _ in range(NEWTON_ROUNDS):
        excess, slope = excess_and_slope(fall)
        low, high = jnp.where(excess < 0.0, fall, low), jnp.where(excess < 0.0, high, fall)
        fall = jnp.clip(fall - excess / slope, low, high)
    return fall, excess_and_slope(fall)[1]
