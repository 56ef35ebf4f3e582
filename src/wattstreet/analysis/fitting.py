"""The model's free parameters fitted to the record: least squares with priors, from several starts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.targets import Target, predict
from wattstreet.batch.single import Inputs, prepare, simulate
from wattstreet.casebook.bind import assemble, chosen_values
from wattstreet.casebook.registry import registry
from wattstreet.core.errors import InputError

if TYPE_CHECKING:
    from wattstreet.casebook.schema import Scenario
    from wattstreet.world.schema import World

FREE = tuple(
    """
    compute.consumer_innovation compute.consumer_imitation compute.consumer_shift compute.consumer_spend
    compute.api_growth compute.api_shift_size compute.demand_shift_decay
    compute.other_growth compute.other_shift_size compute.opening_growth
    compute.expectation_horizon compute.anchor_growth compute.trend_weight compute.expectation_smoothing
    compute.belief_reference compute.order_adjustment compute.delivery_rate compute.capacity_growth
    compute.halls_ahead compute.hall_adjustment
    power.draw_share power.ordinary_data_center_growth
    capital.core_revenue_growth capital.core_cash_flow_growth capital.core_growth_fade
    capital.core_capex_growth capital.equipment_per_mw capital.hall_cost_per_mw capital.budget_share
    conviction.multiple_base conviction.multiple_belief
    conviction.growth_believed conviction.order_book_weight conviction.pull_per_month
    conviction.opening_belief_share conviction.belief_momentum_per_month conviction.outside_news_size
    conviction.awareness_contagion_per_month conviction.awareness_surprise_per_month
    conviction.awareness_forgetting_per_month conviction.awareness_reflection_per_month
    """.split()
)
"""Parameters that a fit may move; each keeps its declared start and spread as prior."""
MISS_POWER = 3.0
"""Errors, in bands, count with this power: one figure beyond its band outweighs several within."""
PRIOR_WEIGHT = 0.3
"""A parameter one prior spread from its start costs as much as a figure 0.3^(1/3) = 67 % into its band."""
STEP = 0.01
"""Step of the finite differences, in prior spreads."""
BAND_SPREADS = 2.0
"""Standard deviations of a figure in its band, for what the record determines."""
MOST_ROUNDS = 80
"""Gauss–Newton rounds of one start."""
START_SPREAD = 0.7
"""Spread of the random starts, in prior spreads."""


@dataclasses.dataclass(frozen=True)
class Learned:
    """What a fit did to one parameter.

    Attributes:
        prior: Declared start.
        spread: Declared prior standard deviation.
        value: Fitted value.
        kept: Uncertainty left, as a share of the prior's: one where the record says nothing.
    """

    prior: float
    spread: float
    value: float
    kept: float


@dataclasses.dataclass(frozen=True)
class Fitted:
    """A fit and how it came about.

    Attributes:
        parameters: What became of each free parameter, by path.
        targets: What it was fitted to.
        predicted: What the fitted run says of each. [target]
        cost: Half the sum of squares at the end of each start, best first.
        runs: Runs of the model it took.
        determined: Number of parameters that the record determines, between 0 and the number that are free.
    """

    parameters: dict[str, Learned]
    targets: tuple[Target, ...]
    predicted: np.ndarray
    cost: tuple[float, ...]
    runs: int
    determined: float


class Objective:
    """Weighted errors of a run as a function of the free parameters, in prior spreads from their starts.

    Args:
        world: What is known on its day.
        scenario: What to run.
        targets: Figures with a tolerance.
        free: Paths of the parameters that may move.
    """

    def __init__(self, world: World, scenario: Scenario, targets: Sequence[Target], free: Sequence[str]):
        declared = [registry()[path] for path in free]
        self.free, self.targets = tuple(free), tuple(targets)
        self.start = np.array([one.default for one in declared], dtype=float)
        self.spread = np.array([one.spread for one in declared])
        self.low = np.array([one.low for one in declared])
        self.high = np.array([one.high for one in declared])
        series = {reading.series for target in targets for reading in target.readings}
        last = max(target.months[-1] for target in targets)
        self.inputs: Inputs = prepare(world, scenario, until=last, rng=None, save=tuple(sorted(series)))
        self.values = chosen_values(world, self.inputs.bound.labels, scenario, fitted={})
        self.runs = 0

    def moved(self, values: np.ndarray) -> np.ndarray:
        """Values as distances from the declared starts, in prior spreads. [parameter]"""
        return (values - self.start) / self.spread

    def parameters(self, moved: np.ndarray) -> dict[str, float]:
        """Values of the free parameters, inside their declared ranges."""
        at = np.clip(self.start + self.spread * moved, self.low, self.high)
        return dict(zip(self.free, at.tolist(), strict=True))

    def predicted(self, moved: np.ndarray) -> np.ndarray:
        """What a run with these parameters says of every target. [target]"""
        self.runs += 1
        values = self.values | {path: np.full((), value) for path, value in self.parameters(moved).items()}
        bound = dataclasses.replace(self.inputs.bound, params=assemble(values))
        kept = simulate(dataclasses.replace(self.inputs, bound=bound))
        return predict(self.targets, kept, bound.labels, bound.months)

    def bands(self, moved: np.ndarray) -> np.ndarray:
        """Errors in bands. [target]"""
        return errors_in_bands(self.targets, self.predicted(moved))

    def errors(self, moved: np.ndarray) -> np.ndarray:
        """Errors in bands, then distances from the priors, each with its weight. [target + parameter]"""
        bands = self.bands(moved)
        return np.concatenate([np.sign(bands) * np.abs(bands) ** MISS_POWER, PRIOR_WEIGHT * moved])

    def slopes(self, moved: np.ndarray) -> np.ndarray:
        """Derivatives of the errors. [target + parameter, parameter]"""
        return slopes_of(self.errors, moved)


def slopes_of(function: Callable[[np.ndarray], np.ndarray], moved: np.ndarray) -> np.ndarray:
    """Derivatives of a function of the parameters by differences toward their starts. [value parameter]"""
    here = function(moved)
    steps = STEP * np.where(moved > 0, -1.0, 1.0)
    columns = [
        (function(moved + step * unit) - here) / step
        for step, unit in zip(steps, np.eye(len(moved)), strict=True)
    ]
    return np.stack(columns, axis=-1)


def errors_in_bands(targets: Sequence[Target], predicted: np.ndarray) -> np.ndarray:
    """Errors as shares of what is allowed: ±1 at the ends of a target's band. [target]

    Logarithmic, so that half and double err alike; linear for changes, which may have either sign.
    """
    observed = np.array([target.observed for target in targets])
    allowed = np.array([target.tolerance for target in targets], dtype=float)
    ratio = predicted / observed
    is_change = np.array([any(reading.weight < 0 for reading in target.readings) for target in targets])
    logs = np.log(np.maximum(ratio, 1e-9)) / np.where(ratio > 1, np.log1p(allowed), -np.log1p(-allowed))
    return np.where(is_change, (ratio - 1) / allowed, logs)


def fit_parameters(
    world: World,
    scenario: Scenario,
    targets: Sequence[Target],
    *,
    free: Sequence[str] = FREE,
    starts: int = 4,
    first: Mapping[str, float] | None = None,
    rng: int = 0,
    rounds: int = MOST_ROUNDS,
    told: Callable[[str], None] = lambda words: None,
) -> Fitted:
    """Free parameters that bring a run without noise nearest to the record.

    Args:
        world: What is known on its day.
        scenario: What to run, dated events included.
        targets: Figures to meet; those without a tolerance are left out.
        free: Paths of single numbers that may move.
        starts: Searches; one from `first`, the others from random places.
        first: Where the first search begins, by path; the declared starts where it says nothing.
        rng: Seed of the random places.
        rounds: Most Gauss–Newton rounds of a search.
        told: Called with a line after each start.
    Returns:
        The best of the searches.
    Errors:
        InputError where no target has a tolerance, or a free path is unknown or not one number.
    Source:
        Gauss–Newton with trust region (Branch, Coleman & Li 1999, SIAM J. Sci. Comput. 21); priors as in
        maximum a posteriori; uncertainty kept from the curvature at the end, figures taken as independent.
    """
    from scipy.optimize import least_squares

    scored = tuple(target for target in targets if target.tolerance is not None)
    if not scored:
        raise InputError("no target to fit to has a tolerance", key="targets")
    for path in free:
        if path not in registry() or registry()[path].default is None:
            raise InputError("a fit moves declared single numbers only", key="free", value=path)
    objective = Objective(world, scenario, scored, free)
    bounds = [objective.moved(end) for end in (objective.low, objective.high)]
    places = np.random.default_rng(rng).standard_normal((starts, len(free))) * START_SPREAD
    given = dict(zip(free, objective.start, strict=True)) | dict(first or {})
    places[0] = objective.moved(np.array([given[path] for path in free]))
    found = []
    for number, place in enumerate(places):
        inside = np.clip(place, bounds[0] + STEP, bounds[1] - STEP)
        found.append(
            least_squares(
                objective.errors,
                inside,
                jac=objective.slopes,  # type: ignore[arg-type]  (its stub knows the built-in rules alone)
                bounds=tuple(bounds),
                max_nfev=rounds,
            )
        )
        told(f"start {number + 1} of {starts}: cost {found[-1].cost:.3f} after {objective.runs} runs")
    found.sort(key=lambda one: one.cost)
    return _read_off(objective, found[0].x, tuple(float(one.cost) for one in found))


def _read_off(objective: Objective, moved: np.ndarray, cost: tuple[float, ...]) -> Fitted:
    """What the record says at the fit, each band being `BAND_SPREADS` standard deviations of its figure."""
    data = BAND_SPREADS * slopes_of(objective.bands, moved)
    covariance = np.linalg.inv(data.T @ data + np.eye(len(moved)))
    kept = np.sqrt(np.diag(covariance))
    values = objective.parameters(moved)
    return Fitted(
        {
            path: Learned(float(start), float(spread), values[path], float(left))
            for path, start, spread, left in zip(
                objective.free, objective.start, objective.spread, kept, strict=True
            )
        },
        objective.targets,
        objective.predicted(moved),
        cost,
        objective.runs,
        float(np.trace(data @ covariance @ data.T)),
    )
