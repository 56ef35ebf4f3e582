"""A run as a labelled dataset with units, and back to its final state."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from wattstreet.batch.circular import vendor_financed_share
from wattstreet.batch.code import code_fingerprint
from wattstreet.casebook.fits import fit_known
from wattstreet.core.errors import Health
from wattstreet.core.units import UNITS

if TYPE_CHECKING:
    import xarray

    from wattstreet.batch.single import Inputs

STATES: dict[str, Any] = {}
"""Final states of this process's runs, by run id; the newest are kept."""
KEPT_STATES = 64
WORLDS: dict[str, Any] = {}
"""Worlds this process has run, by the fingerprint of their facts."""
_RUNS = itertools.count()


def label_run(inputs: Inputs, final: Any, kept: dict[str, np.ndarray]) -> xarray.Dataset:
    """Kept series of one member as a dataset: labels, units, long names, provenance."""
    dataset = label_series(inputs, inputs.keep, kept)
    dataset["residual"] = (
        ("month", "identity"), kept["residual"], {"units": "1", "long_name": "Imbalance over gross flow"}
    )  # fmt: skip
    labels = labels_of(inputs)
    dataset = dataset.assign_coords(identity=list(labels["identity"]))
    if "paid_usd" in dataset:
        dataset["vendor_financed_share"] = vendor_financed_share(dataset["paid_usd"], labels["supplier"])
    return stamp(dataset, inputs, final, kept["health"])


def label_series(
    inputs: Inputs, keep: tuple[str, ...], kept: dict[str, np.ndarray], lead: tuple[str, ...] = ()
) -> xarray.Dataset:
    """Series of the menu and the tipping shares with labels and units; `lead` are the axes before time."""
    import pandas as pd
    import xarray as xr

    from wattstreet.model.diagnostics import MENU

    months = pd.to_datetime([f"{month}-01" for month in inputs.bound.months])
    ends = pd.DatetimeIndex([months[0] - pd.Timedelta(days=1), *(months + pd.offsets.MonthEnd(0))])
    dataset = xr.Dataset()
    for name in keep:
        series = MENU[name]
        time = "month_end" if series.is_stock else "month"
        attributes = {"units": series.unit, "unit_words": UNITS[series.unit], "long_name": series.says}
        dataset[name] = ((*lead, time, *series.dims), kept[name], attributes)
    for name, says in TIPPING.items():
        attributes = {"units": "share", "unit_words": UNITS["share"], "long_name": says}
        dataset[name] = ((*lead, "month_end"), kept[name], attributes)
    labels = labels_of(inputs)
    coords = {str(dim): list(labels[str(dim)]) for dim in dataset.dims if dim in labels}
    dataset = dataset.assign_coords({"month": months, "month_end": ends, **coords})
    if "binding_limit" in dataset:
        limits = labels["limit"]
        dataset["binding_limit"].attrs |= {
            "flag_values": list(range(len(limits))),
            "flag_meanings": " ".join(limits),
        }
    return dataset


TIPPING = {
    "critical_share": "Smallest committed share for which no calm state is left",
    "collapse_share": "Smallest committed share that collapses the price",
    "committed_share": "Holders who sell regardless",
}


def labels_of(inputs: Inputs) -> dict[str, tuple[str, ...]]:
    """Labels of every axis a dataset may have."""
    from wattstreet.model.diagnostics import RULES
    from wattstreet.model.run import identity_names

    return {**inputs.bound.labels, "rule": RULES, "identity": identity_names()}


def stamp(dataset: xarray.Dataset, inputs: Inputs, final: Any, health: np.ndarray) -> xarray.Dataset:
    """Provenance, health, and a handle on the final state."""
    world = inputs.bound.world
    bad = np.flatnonzero(health)
    dataset["health"] = ((), int(np.bitwise_or.reduce(health)), {"long_name": "Health code, 0 is healthy"})
    dataset["first_bad_month"] = (
        (),
        int(bad[0]) if bad.size else -1,
        {"long_name": "First month with a code"},
    )
    run_id = f"run-{next(_RUNS)}"
    STATES[run_id] = final
    WORLDS[world.ledger_fingerprint] = world
    for stale in list(STATES)[:-KEPT_STATES]:
        del STATES[stale]
    dataset.attrs = {
        **provenance(inputs),
        "run_id": run_id,
        "health_words": health_words(int(dataset["health"])),
    }
    return dataset


def provenance(inputs: Inputs) -> dict[str, Any]:
    """What a dataset came from."""
    from wattstreet import __version__

    scenario, world = inputs.bound.scenario, inputs.bound.world
    return {
        "scenario": scenario.name,
        "says": scenario.says,
        "scenario_json": json.dumps(scenario.model_dump(mode="json", by_alias=True), sort_keys=True),
        "as_of": world.as_of,
        "fit": fit.name if (fit := fit_known(world.as_of)) else "none",
        "facts_fingerprint": world.ledger_fingerprint,
        "homes": " ".join(firm.country for firm in world.firms),
        "version": __version__,
        "code": code_fingerprint(),
        "seed": "none" if inputs.rng is None else inputs.rng,
    }


def health_words(code: int) -> str:
    """Health codes by name."""
    if code == 0:
        return "healthy"
    return ", ".join(
        flag.name.lower().replace("_", " ") for flag in Health if flag and code & flag and flag.name
    )
