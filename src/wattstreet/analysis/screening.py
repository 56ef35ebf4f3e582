"""The assumptions that matter most: each one moved alone by its prior spread, and what follows."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wattstreet.analysis.outcomes import OUTCOMES, Outcome, check_outcomes, series_read, told, values_of
from wattstreet.analysis.steps import steps, value_of
from wattstreet.batch.members import Progress, burst_fall
from wattstreet.batch.single import Inputs, first_of, given_leaves, kernel, month_ends, prepare
from wattstreet.batch.survival import first_bursts
from wattstreet.batch.threads import in_order
from wattstreet.casebook.fits import fit_known
from wattstreet.casebook.registry import registry
from wattstreet.casebook.schema import Scenario
from wattstreet.core.errors import unknown
from wattstreet.world.schema import World

if TYPE_CHECKING:
    import pandas as pd


@dataclasses.dataclass(frozen=True)
class Varied:
    """An assumption that was moved.

    Attributes:
        path: Declared parameter.
        says: What it is, in a sentence.
        unit: Unit slug.
        value: Its value in the base run.
        low: One prior standard deviation below.
        high: One above.
        spread: That standard deviation.
        source: Fact, publication or reason of its declaration.
        fitted: Whether the base value is that of the fit.
        low_burst: Month of the first burst with the low value, YYYY-MM; `None` without one.
        high_burst: The same with the high value.
        healthy: Whether both runs are; an outcome of one that is not is no number.
    """

    path: str
    says: str
    unit: str
    value: float
    low: float
    high: float
    spread: float
    source: str
    fitted: bool
    low_burst: str | None
    high_burst: str | None
    healthy: bool


ENDS = ("low", "high")
FIELDS = [field.name for field in dataclasses.fields(Varied)]
ADDED = (
    "path", "says", "unit", "value", "low_value", "high_value", "fitted", "low_burst", "high_burst"
)  # fmt: skip
"""What a ranking says of each assumption."""


@dataclasses.dataclass(frozen=True)
class Screening:
    """What each assumption does alone.

    Attributes:
        scenario: Name of the scenario.
        as_of: Day of knowledge of the world.
        table: Columns path, outcome, base, low, high, swing: the outcome in its unit with the base value of
            the parameter, with the low and with the high one; swing is high less low.
        varied: The assumptions, in the order of the model.
        outcomes: The outcomes by name.
        base: Outcome → its value in the base run.
        base_burst: Month of the first burst of the base run; `None` without one.
        seconds: Time the runs took.
    """

    scenario: str
    as_of: str
    table: pd.DataFrame
    varied: tuple[Varied, ...]
    outcomes: dict[str, Outcome]
    base: dict[str, float]
    base_burst: str | None
    seconds: float

    def largest(self, outcome: str, n: int = 12, *, on_record: bool = False) -> pd.DataFrame:
        """The assumptions that move an outcome furthest from its base, to either side, furthest first.

        Args:
            outcome: Name of an outcome.
            n: Rows at most.
            on_record: Whether to keep the ends whose run bursts before the day of knowledge. AI shares did
                not, and an ensemble rejects such draws; otherwise those ends are no number, and swing
                neither.
        Returns:
            Rows of `table` with says, unit, value, low_value, high_value (the parameter's own), fitted,
            low_burst and high_burst (YYYY-MM or `None`).
        Errors:
            InputError for an outcome that was not asked for.
        """
        import pandas as pd

        if outcome not in self.outcomes:
            raise unknown("outcome", outcome, self.outcomes, key="outcome")
        own = pd.DataFrame([dataclasses.asdict(one) for one in self.varied], columns=FIELDS)
        own = own.rename(columns={"low": "low_value", "high": "high_value"})
        rows = self.table[self.table["outcome"] == outcome].merge(own[list(ADDED)], on="path", how="left")
        for end in ENDS:
            bursts = [month if isinstance(month, str) else None for month in rows[f"{end}_burst"]]
            rows[f"{end}_burst"] = pd.Series(bursts, dtype=object)
            if not on_record:
                rows.loc[[month is not None and month < self.as_of[:7] for month in bursts], end] = np.nan
        rows["swing"] = rows["high"] - rows["low"]
        reach = np.fmax(*(np.abs(rows[end].to_numpy() - rows["base"].to_numpy()) for end in ENDS))
        order = np.argsort(-np.nan_to_num(reach, nan=-1.0), kind="stable")
        return rows.iloc[order[:n]].reset_index(drop=True)


def screen(
    world: World,
    scenario: Scenario | str | Path | dict[str, Any],
    *,
    of: Iterable[str] | None = None,
    outcomes: Mapping[str, Outcome] = OUTCOMES,
    progress: Progress | None = None,
) -> Screening:
    """Each assumption moved alone by one prior standard deviation, down and up, all else equal.

    Moved: the single numbers that an ensemble draws (`batch.draws.prior_of`), fitted ones too: they keep the
    fitted value as the base and the declared spread as the step, so the table says what the assumptions
    allow, not what the record has left open. The step is the standard deviation of the law drawn: the
    declared spread or, nearer to an end of the range, the distance to it.

    Not moved: what the scenario sets, definitions, values on an end of their range (rules switched off or
    all the way on), and arrays, which come from facts. Weekly noise is off and likely deals happen.

    Args:
        world: From `load_world`.
        scenario: A `Scenario`, the name of a shipped one, a path, or a dict.
        of: Parameters to move, or blocks (`conviction`) whose parameters are; all where it is `None`.
        outcomes: What to read.
        progress: Called now and then with the number of runs done and wanted.
    Errors:
        InputError for a parameter that is unknown or is not moved, or an outcome no run holds.
    Source:
        priors as declared.
    Leaves out:
        what assumptions do together.
    """
    began = time.perf_counter()
    inputs = prepare(world, scenario, rng=None)
    check_outcomes(inputs, outcomes)
    moved = steps(inputs, of)
    series = series_read(inputs, outcomes)
    runs = _simulated(inputs, [(path, value) for path, ends in moved.items() for value in ends], series)
    stacked: dict[str, np.ndarray] = {}
    wanted = 1 + 2 * len(moved)
    for at, kept in enumerate(runs):
        for name, values in kept.items():
            stacked.setdefault(name, np.empty((wanted, *np.shape(values))))[at] = values
        if progress is not None:
            progress(at + 1, wanted)
    return _read(inputs, moved, outcomes, series, stacked, began)


def _simulated(
    inputs: Inputs, settings: list[tuple[str, float]], series: tuple[str, ...]
) -> Iterator[dict[str, np.ndarray]]:
    """The base run, then one run a setting, in order."""
    from wattstreet.batch.dataset import TIPPING

    bound = inputs.bound
    program = kernel(given_leaves(bound.params, bound.forcing, None), inputs.keep)
    names = tuple(dict.fromkeys((*series, *TIPPING)))

    def simulate(setting: tuple[str, float] | None) -> dict[str, np.ndarray]:
        params = bound.params
        if setting is not None:
            block, name = setting[0].split(".")
            changed = getattr(params, block).replace(**{name: np.asarray(setting[1])})
            params = params.replace(**{block: changed})
        _, batch = program(*given_leaves(params, bound.forcing, None))
        kept = month_ends(first_of(batch))
        return {**{name: kept[name] for name in names}, "health": kept["health"]}

    return in_order(simulate, [None, *settings])


def _read(
    inputs: Inputs,
    moved: dict[str, tuple[float, float]],
    outcomes: Mapping[str, Outcome],
    series: tuple[str, ...],
    stacked: dict[str, np.ndarray],
    began: float,
) -> Screening:
    """The runs as a table; those that are not healthy give no numbers."""
    import pandas as pd

    from wattstreet.batch.dataset import label_series

    dataset = told(inputs, label_series(inputs, series, stacked, lead=("member",)))
    sick = np.asarray(stacked["health"].any(axis=1))
    bursts = [
        str(dataset["month_end"].values[at])[:7] if at >= 0 else None
        for at in first_bursts(stacked["price_index"], burst_fall(inputs.bound))
    ]
    rows, base = [], {}
    for name, outcome in outcomes.items():
        values = np.where(sick, np.nan, values_of(dataset, outcome))
        base[name] = float(values[0])
        ends = values[1:].reshape(-1, 2)
        rows += [
            (path, name, base[name], float(low), float(high), float(high - low))
            for path, (low, high) in zip(moved, ends, strict=True)
        ]
    return Screening(
        scenario=inputs.bound.scenario.name,
        as_of=inputs.bound.world.as_of,
        table=pd.DataFrame(rows, columns=["path", "outcome", "base", "low", "high", "swing"]),
        varied=tuple(
            _varied(inputs, path, ends, bursts[at : at + 2], bool(sick[at : at + 2].any()))
            for at, (path, ends) in zip(range(1, len(bursts), 2), moved.items(), strict=True)
        ),
        outcomes=dict(outcomes),
        base=base,
        base_burst=bursts[0],
        seconds=time.perf_counter() - began,
    )


def _varied(
    inputs: Inputs, path: str, ends: tuple[float, float], bursts: list[str | None], sick: bool
) -> Varied:
    from wattstreet.batch.draws import spread_drawn

    declared, value = registry()[path], value_of(inputs, path)
    fit = fit_known(inputs.bound.world.as_of)
    return Varied(
        path=path,
        says=declared.says,
        unit=declared.unit,
        value=value,
        low=ends[0],
        high=ends[1],
        spread=spread_drawn(declared, value),
        source=declared.source,
        fitted=fit is not None and path in fit.parameters,
        low_burst=bursts[0],
        high_burst=bursts[1],
        healthy=not sick,
    )
