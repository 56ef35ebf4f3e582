"""What every reading of one run asks first: which world and scenario it came from, which months it holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from wattstreet.casebook.schema import Scenario, parse_scenario
from wattstreet.core.errors import InputError, unknown

if TYPE_CHECKING:
    import xarray as xr

    from wattstreet.world.schema import World


def scenario_of(run: xr.Dataset) -> Scenario:
    """The scenario a run was made from."""
    return parse_scenario(json.loads(run.attrs["scenario_json"]), str(run.attrs["scenario"]))


def world_at_hand(run: xr.Dataset) -> World:
    """This process's own world of a run, or else the shipped one of its day, whose facts may be others."""
    from wattstreet.batch.dataset import WORLDS
    from wattstreet.world.build import load_world

    return WORLDS.get(str(run.attrs["facts_fingerprint"])) or load_world(as_of=str(run.attrs["as_of"]))


def world_of(run: xr.Dataset) -> World:
    """The world a run was made in: this process's own, or the shipped one as known on the run's day.

    Errors:
        InputError where those facts are not the run's, as after a run with an overlay in another process.
    """
    ours = str(run.attrs["facts_fingerprint"])
    world = world_at_hand(run)
    if world.ledger_fingerprint != ours:
        raise InputError(
            "the facts of this run are not at hand",
            key="facts_fingerprint", value=ours, allowed=world.ledger_fingerprint,
            suggestion="load the world with the run's overlay and run the scenario again",
        )  # fmt: skip
    return world


def refuse_members(run: xr.Dataset) -> None:
    """Refuse an ensemble where one run is read.

    Errors:
        InputError for a dataset with a `member` axis.
    """
    if "member" in run.dims:
        raise InputError(
            "this reads one run, not an ensemble", key="member", value=f"{run.sizes['member']} members",
            suggestion="hand it a run of `ws.run`",
        )  # fmt: skip


def need_series(run: xr.Dataset, names: tuple[str, ...]) -> None:
    """Refuse a dataset that lacks series that are read.

    Errors:
        InputError naming the first one missing.
    """
    for name in names:
        if name not in run:
            raise InputError(
                "this dataset lacks a series", key=name, allowed=", ".join(names),
                suggestion='run the scenario again with save="standard"',
            )  # fmt: skip


def months_of(run: xr.Dataset) -> tuple[str, ...]:
    """Months of a run, YYYY-MM."""
    return tuple(str(month)[:7] for month in run["month"].values)


def whole_years(run: xr.Dataset) -> tuple[int, ...]:
    """Calendar years of which a run holds all twelve months."""
    months = set(months_of(run))
    years = sorted({int(month[:4]) for month in months})
    return tuple(year for year in years if all(f"{year}-{at:02d}" in months for at in range(1, 13)))


def check_year(run: xr.Dataset, year: int) -> None:
    """Refuse a year that a run does not hold as a whole.

    Errors:
        InputError with the whole years there are.
    """
    held = whole_years(run)
    if year not in held:
        allowed = f"{held[0]} to {held[-1]}" if held else f"none: the run ends with {months_of(run)[-1]}"
        raise InputError(
            "the run does not hold the whole of this year", key="year", value=year, allowed=allowed
        )


def label_at(labels: tuple[str, ...], kind: str, name: str) -> int:
    """Position of a label.

    Errors:
        InputError for a label that is not there, with the nearest known.
    """
    if name not in labels:
        raise unknown(kind, name, labels, key=kind)
    return labels.index(name)
