"""From a run to its report: what it is set against, what stands behind it, and the page's parts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wattstreet.batch.folder import load_run
from wattstreet.batch.single import run as run_once
from wattstreet.core.errors import InputError
from wattstreet.report.build import gather, report_of
from wattstreet.report.current import check_current
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
    if "member" in dataset.dims and against is not None:
        raise InputError(
            "an ensemble is set against nothing", key="--against", value=against,
            suggestion="leave it out, or make the report of a single run",
        )  # fmt: skip
    world = load_world(as_of=str(dataset.attrs["as_of"]), overlay=overlay)
    check_current(dataset, world, where)
    return report_of(gather(dataset, world, where, _other(dataset, world, against)))


def _other(dataset: xr.Dataset, world: World, against: str | None) -> xr.Dataset | None:
    """The run that another is set against: of the same months, facts and draws."""
    if "member" in dataset.dims or (against is None and dataset.attrs["scenario"] == "baseline"):
        return None
    if against is not None and Path(against).is_dir():
        return load_run(Path(against))
    seed = None if dataset.attrs["seed"] == "none" else int(dataset.attrs["seed"])
    until = str(dataset["month"].values[-1])[:7]
    return run_once(world, against or "baseline", until=until, rng=seed)
