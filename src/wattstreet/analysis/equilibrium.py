"""This month's equilibrium map of the selling rule: where markets rest, and where they tip (V6).

Sellers move the price and the price moves sellers, both within one week (V3, V4). So a share of holders who
sell calls forth another; where the two agree, the market can rest. The map is that of the month end, which
`critical_share` is computed from: next week's renewal of holders and fading of the peak are not in it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from wattstreet.analysis.runs import need_series, refuse_members, scenario_of, world_of
from wattstreet.core.errors import InputError

if TYPE_CHECKING:
    import xarray as xr

SERIES = (
    "aware_share", "selling_share", "drawdown", "accustomed_share", "sold_share",
    "committed_share", "critical_share", "collapse_share",
)  # fmt: skip
SEARCHED = 4001
"""Selling shares tried for equilibria and for the touching point."""
FINER, ROUNDS = 33, 10
"""Points of each finer grid, and how many there are: the last is finer than rounding."""
HALVINGS = 60
BLOCK = 512
"""Points that the model's rules are asked about together."""
AGREES = 1e-9
"""Selling share by which an equilibrium may miss itself; a map that jumps crosses without one."""

Shares = np.ndarray


@dataclasses.dataclass(frozen=True)
class Equilibrium:
    """A selling share that calls forth itself.

    Attributes:
        selling: Holders who sell. share
        fall: Fall of the price from its remembered peak. share
        slope: Slope of the map there: below one the market returns, above one it runs away.
        kind: `calm` (stable, fewer sellers than the calm limit), `crash` (stable, more of them) or `tipping`
            (unstable).
    """

    selling: float
    fall: float
    slope: float
    kind: str


@dataclasses.dataclass(frozen=True)
class EquilibriumMap:
    """Selling share now → selling share it calls forth, for one month end of a run.

    Attributes:
        month: Month, YYYY-MM.
        selling: Selling shares tried, 0 to 1. [point] share
        fall: Fall of the price from its remembered peak that each brings; never less than that of what is
            already sold. [point] share
        response: Selling share that each calls forth at the month's committed share. [point] share
        response_at_critical: The same at the critical share; `None` where no share suffices. [point] share
        equilibria: Where response and selling agree at the month's committed share, fewest sellers first.
        touch: Where the map at the critical share still touches the diagonal, calm and tipping in one;
            `None` where any share or no share suffices.
        aware_share: Holders who think it is a bubble. share
        committed_share: Holders who sell regardless. share
        critical_share: Smallest committed share that leaves no calm state, as the run stores it. share
        critical_from_curve: The same off this map. share
        collapse_share: Smallest committed share at which the fall reaches a burst. share
        calm_limit: Selling share above which a market no longer counts as calm. share
        selling_share: Where the run stands. share
        drawdown: Where its price stands below the remembered peak. share
    """

    month: str
    selling: Shares
    fall: Shares
    response: Shares
    response_at_critical: Shares | None
    equilibria: tuple[Equilibrium, ...]
    touch: Equilibrium | None
    aware_share: float
    committed_share: float
    critical_share: float
    critical_from_curve: float
    collapse_share: float
    calm_limit: float
    selling_share: float
    drawdown: float

    @property
    def cushion(self) -> float:
        """Critical share less the committed; below zero no calm state is left. share"""
        return self.critical_share - self.committed_share


def equilibrium_map(run: xr.Dataset, month: str | None = None, points: int = 401) -> EquilibriumMap:
    """The selling rule of a month end as a map.

    Args:
        run: From `ws.run`, or one read back; its parameters are bound again from its scenario.
        month: YYYY-MM, the month before the start included; the month of `as_of`, or the last one before it
            that the run holds, where it is left out.
        points: Selling shares tried, ends included.
    Returns:
        The map with its equilibria.
    Errors:
        InputError for a month outside the run, an ensemble, or a run whose facts or fit are not at hand.
    Source:
        V3, V4 and V6, through the model's own `reaction_at`.
    Leaves out:
        equilibria closer to each other than a four-thousandth.
    """
    refuse_members(run)
    need_series(run, SERIES)
    if points < 2:
        raise InputError("a map needs two points or more", key="points", value=points, allowed="2 or more")
    at, chosen = _month_end(run, month)
    now = {name: float(run[name].values[at]) for name in SERIES}
    params = _conviction_params(run)
    rule = _Rule(params, now)
    committed, critical = now["committed_share"], now["critical_share"]
    selling = np.linspace(0.0, 1.0, points)
    touching, blocked = _touching(rule)
    return EquilibriumMap(
        month=chosen,
        selling=selling,
        fall=rule.drawdown(selling),
        response=rule.response(selling, committed),
        response_at_critical=rule.response(selling, critical) if critical < 1.0 else None,
        equilibria=_equilibria(rule, committed),
        touch=_described(rule, critical, touching, "tipping") if 0.0 < critical < 1.0 else None,
        critical_from_curve=blocked,
        calm_limit=rule.calm_limit,
        **{name: now[name] for name in now if name not in {"accustomed_share", "sold_share"}},
    )


def _month_end(run: xr.Dataset, month: str | None) -> tuple[int, str]:
    """Position and name of a month end."""
    ends = [str(end)[:7] for end in run["month_end"].values]
    if month is None:
        known = [end for end in ends if end <= str(run.attrs["as_of"])[:7]]
        month = known[-1] if known else ends[0]
    if month not in ends:
        raise InputError(
            "a month outside the run", key="month", value=month, allowed=f"{ends[0]} to {ends[-1]}"
        )
    return ends.index(month), month


def _conviction_params(run: xr.Dataset) -> Any:
    """Parameters of belief, selling and price that the run was made with."""
    from wattstreet.batch.accelerator import start_jax

    start_jax()
    from wattstreet.casebook.bind import assemble, axis_labels, chosen_values
    from wattstreet.casebook.fits import fit_known

    world = world_of(run)
    fit = fit_known(world.as_of)
    if (name := "none" if fit is None else fit.name) != run.attrs["fit"]:
        raise InputError(
            "this run was made with another fit than the one shipped now",
            key="fit", value=run.attrs["fit"], allowed=name, suggestion="run the scenario again",
        )  # fmt: skip
    return assemble(chosen_values(world, axis_labels(world), scenario_of(run))).conviction


class _Rule:
    """The selling rule of one month end as functions of the selling share."""

    def __init__(self, params: Any, now: dict[str, float]) -> None:
        from wattstreet.model.blocks.conviction.selling import reaction_at
        from wattstreet.model.blocks.conviction.tables import precompute

        self._tables: Any = precompute(params)
        aware: Any = np.asarray(now["aware_share"])
        self._accustomed: Any = np.asarray(now["accustomed_share"])
        self._react = _in_blocks(
            lambda selling, fall: reaction_at(params, self._tables, aware, self._accustomed, selling, fall)
        )
        self.calm_limit = float(params.calm_limit)
        self._push = float(self._tables.seller_push)
        self._levered_push = float(self._tables.levered_push)
        self._fall_sold = -math.log1p(-now["drawdown"])
        self._fall_unsold = self._fall_sold - float(params.multiplier) * now["sold_share"]
        self._borrowed = borrowed = max(float(params.leverage) - 1.0, 1e-12)
        # beyond this fall the levered loop runs by itself, unless all levered holders are out before
        self._alone = max(-math.log(max(self._levered_push * borrowed, 1e-12)), 0.0)
        self._all_out = math.log1p(borrowed) - math.log(borrowed)

    def fall(self, selling: Shares) -> Shares:
        """Smallest log fall from the peak at which sellers, levered holders and price agree. [point] log"""
        unlevered = self._fall_unsold + self._push * selling
        top = min(self._alone, self._all_out)
        reachable = unlevered <= self._explained(np.asarray(top))
        low, high = np.minimum(unlevered, top), np.full_like(unlevered, top)
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            short = self._explained(middle) < unlevered
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        return np.where(reachable, 0.5 * (low + high), unlevered + self._levered_push)

    def _explained(self, fall: Shares) -> Shares:
        """Part of a log fall that levered sales do not explain; `levered_sale` in plain numbers."""
        return fall - self._levered_push * np.minimum(1.0, self._borrowed * np.expm1(np.maximum(fall, 0.0)))

    def is_calm(self, selling: Shares) -> np.ndarray:
        """Whether fewer sell than the calm limit and the levered loop does not run by itself."""
        runs = (self._alone < self._all_out) & (self.fall(selling) > self._alone)
        return (selling <= self.calm_limit) & ~runs

    def drawdown(self, selling: Shares) -> Shares:
        """Fall from the peak that holders feel. [point] share"""
        return -np.expm1(-np.maximum(np.maximum(self.fall(selling), self._fall_sold), 0.0))

    def reaction(self, selling: Shares) -> Shares:
        """Share of uncommitted holders who sell in turn. [point] share"""
        return self._react(selling, np.maximum(self.fall(selling), self._fall_sold))

    def response(self, selling: Shares, committed: float) -> Shares:
        """Selling share called forth. [point] share"""
        return committed + (1.0 - committed) * self.reaction(selling)


def _in_blocks(read: Callable[..., Any]) -> Callable[..., Shares]:
    """A rule of the model on any number of points, a block at a time: it compiles for one shape."""

    def blockwise(*given: Shares) -> Shares:
        number = len(given[0])
        filled = [np.pad(one, (0, -number % BLOCK), mode="edge").reshape(-1, BLOCK) for one in given]
        return np.concatenate([np.asarray(read(*rows)) for rows in zip(*filled, strict=True)])[:number]

    return blockwise


def _equilibria(rule: _Rule, committed: float) -> tuple[Equilibrium, ...]:
    """Every selling share that calls forth itself, to rounding."""

    def excess(selling: Shares) -> Shares:
        return rule.response(selling, committed) - selling

    grid = np.linspace(0.0, 1.0, SEARCHED)
    above = excess(grid) > 0.0
    found = [_crossing(excess, grid[at], grid[at + 1]) for at in np.flatnonzero(above[:-1] != above[1:])]
    found += [end for end in (0.0, 1.0) if abs(excess(np.array([end]))[0]) <= 1e-12]
    places = sorted(set(found))
    distinct = [one for at, one in enumerate(places) if at == 0 or one - places[at - 1] > AGREES]
    return tuple(
        _described(rule, committed, place)
        for place in distinct
        if abs(excess(np.array([place]))[0]) <= AGREES
    )


def _crossing(excess: Callable[[Shares], Shares], low: float, high: float) -> float:
    """Where the sign changes, by ever finer grids."""
    for _ in range(ROUNDS):
        points = np.linspace(low, high, FINER)
        above = excess(points) > 0.0
        changes = np.flatnonzero(above[:-1] != above[1:])
        if not changes.size:
            break
        low, high = float(points[changes[0]]), float(points[changes[0] + 1])
    return float(0.5 * (low + high))


def _touching(rule: _Rule) -> tuple[float, float]:
    """Calm selling share that blocks the largest committed share, and that share."""
    points = np.linspace(0.0, rule.calm_limit, SEARCHED)
    for _ in range(ROUNDS):
        reaction = rule.reaction(points)
        margin = (points - reaction) / np.maximum(1.0 - reaction, 1e-12)
        margin = np.where(rule.is_calm(points), margin, -np.inf)
        best = int(np.argmax(margin))
        place, most = float(points[best]), float(margin[best])
        low, high = points[max(best - 1, 0)], points[min(best + 1, len(points) - 1)]
        points = np.linspace(low, high, FINER)
    return place, float(np.clip(most, 0.0, 1.0))


def _described(rule: _Rule, committed: float, selling: float, kind: str | None = None) -> Equilibrium:
    """An equilibrium with its fall, its slope and, unless given, its kind."""
    ends = np.clip(np.array([selling - 1e-7, selling + 1e-7]), 0.0, 1.0)
    low, high = rule.response(ends, committed)
    slope = float((high - low) / (ends[1] - ends[0]))
    stable = "calm" if selling < rule.calm_limit else "crash"
    kind = kind or (stable if slope < 1.0 else "tipping")
    return Equilibrium(selling, float(rule.drawdown(np.array([selling]))[0]), slope, kind)
