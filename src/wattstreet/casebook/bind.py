"""World and scenario become the arrays the model runs on: the one place where the two meet."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from wattstreet.casebook.calendar import LAST_MONTH, VINTAGES, check_until, months_between
from wattstreet.casebook.fits import fit_known
from wattstreet.casebook.forcings import monthly_forcing
from wattstreet.casebook.openings import world_arrays
from wattstreet.casebook.registry import check_value, registry, split_path
from wattstreet.casebook.schema import Scenario
from wattstreet.core import axes
from wattstreet.core.errors import InputError, unknown
from wattstreet.model.blocks.capital.deals import DEAL_KINDS
from wattstreet.world.schema import World


@dataclasses.dataclass(frozen=True)
class Bound:
    """One member, ready to run: parameters and monthly forcing as numpy arrays, and their labels.

    Attributes:
        params: `Params` record of numpy arrays.
        forcing: `Forcing` record of numpy arrays with `month` leading.
        labels: Axis name → labels.
        months: Months of the run.
        scenario: The scenario that was bound.
        world: The world that was bound.
    """

    params: Any
    forcing: Any
    labels: dict[str, tuple[str, ...]]
    months: tuple[str, ...]
    scenario: Scenario
    world: World


def axis_labels(world: World) -> dict[str, tuple[str, ...]]:
    """Labels of every axis of the model in this world."""
    firms = tuple(firm.slug for firm in world.firms)
    accounts = firms + axes.SECTORS
    return {
        "firm": firms,
        "host": firms,
        "region": tuple(region.slug for region in world.regions),
        "country": axes.COUNTRIES,
        "supplier": axes.SUPPLIERS,
        "technology": axes.TECHNOLOGIES,
        "block": axes.LOAD_BLOCKS,
        "segment": axes.SEGMENTS,
        "sector": axes.SECTORS,
        "account": accounts,
        "payer": accounts,
        "payee": accounts,
        "deal": tuple(deal.id for deal in world.deals),
        "kind": DEAL_KINDS,
        "limit": axes.LIMITS,
        "stage": axes.QUEUE_STAGES,
        "calendar_month": tuple(f"m{month:02d}" for month in range(1, 13)),
        "vintage": tuple(f"{2020 + at // 2}h{at % 2 + 1}" for at in range(VINTAGES)),
    }


def bind(world: World, scenario: Scenario, until: str = LAST_MONTH, start: str | None = None) -> Bound:
    """Bind a scenario to a world.

    Args:
        world: What is known on its day.
        scenario: Edits to make.
        until: Last month of the run, YYYY-MM.
        start: First month, when a run goes on from an earlier one.
    Errors:
        InputError for a parameter, label, deal or month that does not exist or lies out of range.
    """
    check_until(until, world.start)
    labels = axis_labels(world)
    values = chosen_values(world, labels, scenario)
    first = start or world.start
    if until < first:
        allowed = f"{first} or later"
        raise InputError("the run would end before it begins", key="until", value=until, allowed=allowed)
    months = tuple(months_between(first, until))
    forcing = monthly_forcing(world, scenario, months)
    return Bound(assemble(values), forcing, labels, months, scenario, world)


def chosen_values(
    world: World,
    labels: dict[str, tuple[str, ...]],
    scenario: Scenario,
    fitted: Mapping[str, float] | None = None,
) -> dict[str, np.ndarray]:
    """Every declared input by path: `starting_values` with what the scenario sets."""
    values = starting_values(world, fitted)
    for path, value in scenario.parameters.items():
        set_value(values, labels, path, value, file=scenario.name)
    return values


def starting_values(world: World, fitted: Mapping[str, float] | None = None) -> dict[str, np.ndarray]:
    """Every declared input by path: the world's figures for arrays, fitted values or defaults for scalars.

    Args:
        world: What is known on its day.
        fitted: Fitted value by path; those of the latest fit that the world may know when `None`.
    """
    from_world = world_arrays(world)
    if fitted is None:
        fit = fit_known(world.as_of)
        fitted = fit.parameters if fit else {}
    values: dict[str, np.ndarray] = {}
    for path, declaration in registry().items():
        if path in from_world:
            values[path] = np.asarray(from_world.pop(path), dtype=np.float64)
        elif declaration.default is not None:
            values[path] = np.full((), fitted.get(path, declaration.default))
        else:
            raise InputError("the world gives no value for a declared input", key=path)
        if not np.all(np.isfinite(values[path])):
            raise InputError("a declared input is not a number", key=path, value=values[path])
    if from_world:
        raise unknown("parameter", next(iter(from_world)), registry())
    return values


def set_value(
    values: dict[str, np.ndarray], labels: dict[str, tuple[str, ...]], path: str, value: float, file: str
) -> None:
    """Set one declared input, or the entries of it that labels name."""
    declared, names = split_path(path, file)
    check_value(declared, value, file)
    dims = registry()[declared].dims
    if len(names) > len(dims):
        allowed = " · ".join(dims) or "no label: it is one number"
        raise InputError("too many labels after a parameter", file=file, key=path, allowed=allowed)
    where = []
    for name, dim in zip(names, dims, strict=False):
        if name not in labels[dim]:
            raise unknown(dim, name, labels[dim], file=file, key=path)
        where.append(labels[dim].index(name))
    changed = values[declared].copy()
    changed[tuple(where)] = value
    values[declared] = changed


def assemble(values: dict[str, np.ndarray]) -> Any:
    """`Params` record from values by path."""
    from wattstreet.model.params import Params

    blocks = {
        block.name: block.type(
            **{  # type: ignore[operator]
                field.name: values[f"{block.name}.{field.name}"]
                for field in dataclasses.fields(block.type)  # type: ignore[arg-type]
            }
        )
        for block in dataclasses.fields(Params)
    }
    return Params(**blocks)
