"""How far an assumption is moved: one prior standard deviation to either side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.casebook.registry import registry
from wattstreet.core.errors import InputError, unknown

if TYPE_CHECKING:
    from wattstreet.batch.single import Inputs


def steps(inputs: Inputs, of: Iterable[str] | None) -> dict[str, tuple[float, float]]:
    """Low and high value of every parameter that is moved, by path.

    Args:
        inputs: Bound member.
        of: Parameters to move, or blocks whose parameters are; all where it is `None`.
    Errors:
        InputError for a name that is unknown, or a parameter that is not moved.
    Source:
        `batch.draws.prior_of`: its paths, its standard deviations.
    """
    from wattstreet.batch.draws import prior_of, spread_drawn

    paths = prior_of(inputs.bound).paths
    if of is not None:
        wanted = {path for name in of for path in _paths_of(name, paths)}
        paths = tuple(path for path in paths if path in wanted)
    ends = {}
    for path in paths:
        value = value_of(inputs, path)
        step = spread_drawn(registry()[path], value)
        # rounding must not carry a value across the end of its range
        low, high = np.clip((value - step, value + step), registry()[path].low, registry()[path].high)
        ends[path] = (float(low), float(high))
    return ends


def _paths_of(name: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The moved parameters that a path or a block names."""
    if name in paths:
        return (name,)
    blocks = dict.fromkeys(path.split(".")[0] for path in registry())
    if name in blocks:
        return tuple(path for path in paths if path.split(".")[0] == name)
    if name not in registry():
        raise unknown("parameter", name, [*paths, *blocks], key="of")
    raise InputError(
        "this parameter is not moved",
        key="of", value=name,
        allowed="single numbers that the scenario does not set, inside their range, and no definition",
    )  # fmt: skip


def value_of(inputs: Inputs, path: str) -> float:
    """Bound value of a single number."""
    block, name = path.split(".")
    return float(getattr(getattr(inputs.bound.params, block), name))
