"""One run: bind, simulate through the ensemble's kernel, label."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wattstreet.batch.accelerator import compiled, start_jax
from wattstreet.casebook.calendar import LAST_MONTH
from wattstreet.casebook.schema import Scenario
from wattstreet.casebook.shelf import scenario as find_scenario
from wattstreet.core.errors import InputError, unknown
from wattstreet.world.schema import World

if TYPE_CHECKING:
    import xarray

    from wattstreet.casebook.bind import Bound


@dataclasses.dataclass(frozen=True)
class Inputs:
    """A bound member with what to keep and what state to go on from.

    Attributes:
        bound: Parameters, forcing and labels.
        keep: Names of the series kept.
        state: Final state of an earlier run, or `None` for the opening one.
        rng: Seed, or `None` for a run without draws.
    """

    bound: Bound
    keep: tuple[str, ...]
    state: Any = None
    rng: int | None = 0

    def with_parameter(self, path: str, value: float) -> Inputs:
        """The same inputs with one declared parameter set; nothing compiles again."""
        from wattstreet.casebook.bind import assemble, set_value, starting_values

        values = starting_values(self.bound.world)
        chosen = {**self.bound.scenario.parameters, path: value}
        for name, number in chosen.items():
            set_value(values, self.bound.labels, name, number, file="(given)")
        bound = dataclasses.replace(
            self.bound, params=assemble(values), scenario=self.bound.scenario.edited({path: value})
        )
        return dataclasses.replace(self, bound=bound)


def chosen_series(save: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Names of the series to keep; unknown names are errors with a suggestion."""
    from wattstreet.model.diagnostics import MENU, STANDARD

    if save == "standard":
        return STANDARD
    names = (save,) if isinstance(save, str) else tuple(save)
    for name in names:
        if name not in MENU:
            raise unknown("series", name, [*MENU, "standard"], key="save")
    return names


def prepare(
    world: World,
    scenario: Scenario | str | Path | dict[str, Any],
    *,
    until: str = LAST_MONTH,
    state: Any = None,
    rng: int | None = 0,
    save: str | tuple[str, ...] | list[str] = "standard",
) -> Inputs:
    """Everything a run needs, as arrays.

    Errors:
        InputError for anything in the scenario or the arguments that does not fit the world.
    """
    start_jax()
    from wattstreet.casebook.bind import bind

    chosen = scenario if isinstance(scenario, Scenario) else find_scenario(scenario)
    start = None if state is None else next_month(world, state)
    return Inputs(bind(world, chosen, until, start), chosen_series(save), state, rng)


SEED_LIMIT = 2**32
"""Seeds are whole numbers below this."""


def check_seed(seed: object, key: str = "rng") -> None:
    """Refuse what is no seed."""
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < SEED_LIMIT:
        allowed = f"0 to {SEED_LIMIT - 1}"
        raise InputError("a seed is a whole number from zero", key=key, value=seed, allowed=allowed)


def next_month(world: World, state: Any) -> str:
    """The month after the one a state closed."""
    from wattstreet.casebook.calendar import position

    at = position(world.start) + int(np.asarray(state.month).reshape(-1)[0])
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


def simulate(inputs: Inputs) -> dict[str, np.ndarray]:
    """Kept series, residuals and health of one member; the first call compiles."""
    _, kept = simulate_with_state(inputs)
    return kept


def simulate_with_state(inputs: Inputs) -> tuple[Any, dict[str, np.ndarray]]:
    """Final state and kept series of one member, through the same batch as an ensemble."""
    given = given_leaves(inputs.bound.params, drawn(inputs, 0), inputs.state)
    final, kept = kernel(given, inputs.keep)(*given)
    return state_of(first_of(final)), month_ends(first_of(kept))


def given_leaves(*records: Any) -> tuple[list[Any] | None, ...]:
    """Parameters, outside inputs and state of one member as the kernel takes them."""
    from wattstreet.model.run import INNER_BATCH

    return tuple(None if one is None else leaves_of(batch_of(one, INNER_BATCH)) for one in records)


def kernel(given: tuple[list[Any] | None, ...], keep: tuple[str, ...]) -> Callable[..., Any]:
    """The compiled batch for inputs of these shapes."""
    from wattstreet.model.run import run_leaves

    return compiled(run_leaves, given, {"keep": keep})


def leaves_of(record: Any) -> list[Any]:
    """Leaves of a record in the order of its fields."""
    import jax

    return jax.tree.leaves(record)


def state_of(leaves: list[Any]) -> Any:
    """A `State` from its leaves."""
    import jax

    from wattstreet.model.state import State

    return jax.tree.unflatten(State.structure(), leaves)


def month_ends(kept: dict[str, Any]) -> dict[str, np.ndarray]:
    """Kept series with the opening stocks in front of the month ends."""
    opening = kept.pop("opening")
    opening["committed_share"] = np.zeros(())
    return kept | {name: np.concatenate([first[None], kept[name]]) for name, first in opening.items()}


def batch_of(record: Any, size: int) -> Any:
    """The record `size` times over on a leading member axis."""
    import jax

    return jax.tree.map(lambda leaf: np.broadcast_to(np.asarray(leaf), (size, *np.shape(leaf))), record)


def first_of(record: Any) -> Any:
    """The first member of a batch, as numpy arrays."""
    import jax

    return jax.tree.map(lambda leaf: np.asarray(leaf)[0], record)


def drawn(inputs: Inputs, member: int) -> Any:
    """Forcing of a member with its noise and deals drawn; as bound, likely deals happening, with no seed."""
    if inputs.rng is None:
        return inputs.bound.forcing
    from wattstreet.batch.draws import deals_that_happen, drawn_forcing

    happen = deals_that_happen(inputs.bound, inputs.rng, member)
    return drawn_forcing(inputs.bound, inputs.rng, member, happen)


def run(
    world: World,
    scenario: Scenario | str | Path | dict[str, Any],
    *,
    until: str = LAST_MONTH,
    state: Any = None,
    rng: int | None = 0,
    save: str | tuple[str, ...] | list[str] = "standard",
) -> xarray.Dataset:
    """One run of a scenario, labelled.

    Args:
        world: From `load_world`.
        scenario: A `Scenario`, the name of a shipped one, a path, or a dict.
        until: Last month, YYYY-MM.
        state: `final_state` of an earlier run, to go on from it bit for bit.
        rng: Seed of the weekly noise and of the deals that may not happen; the run is then member 0 of an
            ensemble with `draws="noise"`. `None`: no noise, and deals of probability one half or more happen.
        save: `standard`, or names of series.
    Returns:
        Dataset with units and labels; attributes name scenario, facts fingerprint, version, seed, health.
    Errors:
        InputError before anything runs; a run that breaks carries its health code instead.
    """
    from wattstreet.batch.dataset import label_run

    if rng is not None:
        check_seed(rng)
    inputs = prepare(world, scenario, until=until, state=state, rng=rng, save=save)
    final, kept = simulate_with_state(inputs)
    return label_run(inputs, final, kept)


def final_state(dataset: xarray.Dataset) -> Any:
    """State at the end of a run, to go on from with `run(..., state=...)`.

    Errors:
        InputError for a dataset that carries none (one read from disk, say).
    """
    from wattstreet.batch.dataset import STATES

    state = STATES.get(str(dataset.attrs.get("run_id")))
    if state is None:
        raise InputError(
            "this dataset carries no final state", suggestion="run the scenario again in this session"
        )
    return state
