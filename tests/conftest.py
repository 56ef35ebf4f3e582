"""What the whole-system tests share: one world, one set of inputs, and every run made once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from wattstreet.batch.accelerator import start_jax

# Before any test touches JAX, so that every program of the suite is compiled with the flags of a real run.
start_jax()

WHOLE_SYSTEM = {"identities", "exact", "jax", "scenarios", "cli", "properties", "golden", "behaviour"}
EAGER_MONTHS = 3


@pytest.fixture(autouse=True)
def _ranks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whole runs broadcast as a user's do; a test of its own asks for `raise`."""
    if request.path.parent.name not in WHOLE_SYSTEM:
        yield
        return
    import jax

    with jax.numpy_rank_promotion("allow"):
        yield


@pytest.fixture(scope="session")
def loaded_world() -> Any:
    """The shipped world, as known on the day the command line uses."""
    from wattstreet.world.build import load_world

    return load_world()


@pytest.fixture(scope="session")
def baseline(loaded_world: Any) -> Any:
    """Inputs of the baseline without noise."""
    from wattstreet.batch.single import prepare

    return prepare(loaded_world, "baseline", rng=None)


Runs = Callable[..., dict[str, np.ndarray]]


@pytest.fixture(scope="session")
def runs(loaded_world: Any) -> Runs:
    """Kept series of a scenario, each scenario run once: a name, or the baseline with edits.

    Edits: `parameters`, `policies`, `events`, `deals`, as in a scenario file; `rng` for a seed.
    """
    from wattstreet.batch.single import prepare, simulate
    from wattstreet.casebook.shelf import scenario

    made: dict[str, dict[str, np.ndarray]] = {}

    def run(name: str = "baseline", rng: int | None = None, **edits: Any) -> dict[str, np.ndarray]:
        key = repr((name, rng, edits))
        if key not in made:
            chosen: Any = {"name": "edited", "says": "A test.", "inherits": name, **edits} if edits else name
            made[key] = simulate(prepare(loaded_world, scenario(chosen), rng=rng))
        return made[key]

    return run


@pytest.fixture(scope="session")
def at(baseline: Any) -> Callable[..., int]:
    """Position of a month among the months of the run, and of labels on their axes."""
    months, labels = baseline.bound.months, baseline.bound.labels

    def position(name: str, axis: str = "month") -> int:
        return (months if axis == "month" else labels[axis]).index(name)

    return position


@dataclasses.dataclass(frozen=True)
class Eager:
    """A few months taken one rule at a time, without jit.

    Attributes:
        params: Parameters as device arrays.
        tables: Constants of the conviction block.
        forcings: Outside inputs, one record a month.
        states: The opening state and one at each month end.
        flows: What happened in each month.
        residuals: Residuals of each month. [identity]
    """

    params: Any
    tables: Any
    forcings: list[Any]
    states: list[Any]
    flows: list[Any]
    residuals: list[np.ndarray]


@pytest.fixture(scope="session")
def eager(baseline: Any) -> Eager:
    """The first months of the baseline, eagerly."""
    import jax
    import jax.numpy as jnp

    from wattstreet.model.blocks.conviction.tables import precompute
    from wattstreet.model.opening import opening_state
    from wattstreet.model.step import one_month

    with jax.numpy_rank_promotion("allow"):
        params = jax.tree.map(jnp.asarray, baseline.bound.params)
        tables = precompute(params.conviction)
        forcings = [
            jax.tree.map(lambda leaf, month=month: jnp.asarray(leaf[month]), baseline.bound.forcing)
            for month in range(EAGER_MONTHS)
        ]
        made = Eager(params, tables, forcings, [opening_state(params)], [], [])
        for forcing in forcings:
            state, flows, residual = one_month(params, tables, made.states[-1], forcing)
            made.states.append(state)
            made.flows.append(flows)
            made.residuals.append(np.asarray(residual))
    return made
