"""From a run to its report: what it is set against, what stands behind it, and the page's parts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wattstreet.batch.folder import load_run
from wattstreet.batch.single import run as run_once
from wattstreet.report.build import Grounds, gather, report_of
from wattstreet.report.section import Report
from wattstreet.world.build import load_world

if TYPE_CHECKING:
    import xarray as xr

    from wattstreet.world.schema import World


def make_report(
    dataset: xr.Dataset, where: Path, against: str | None = None, overlay: Path | None = None
) -> Report:
    """The report of a run.

    Args:
        dataset: A run or an ensemble.
        where: Its folder.
        against: Scenario or folder of a run to set it against; the baseline when `None`, unless it is one
            itself. Ensembles are set against nothing.
        overlay: The user's own facts, which the run was made with.
    Errors:
        InputError for a run of another version, or two runs that cannot be compared.
    """
    world = load_world(as_of=str(dataset.attrs["as_of"]), overlay=overlay)
    grounds: Grounds = gather(dataset, world, where, _other(dataset, world, against))
    return report_of(grounds)


def _other(dataset: xr.Dataset, world: World, against: str | None) -> xr.Dataset | None:
    """The run that another is set against: of the same months, facts and draws."""
    if "member" in dataset.dims or (against is None and dataset.attrs["scenario"] == "baseline"):
        return None
    if against is not None and Path(against).is_dir():
        return load_run(Path(against))
    seed = None if dataset.attrs["seed"] == "none" else int(dataset.attrs["seed"])
    until = str(dataset["month"].values[-1])[:7]
    return run_once(world, against or "baseline", until=until, rng=seed)
