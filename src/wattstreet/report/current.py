"""Whether a stored run came from the code and facts at hand: a report re-runs parts of it."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

from wattstreet import __version__
from wattstreet.batch.code import code_fingerprint
from wattstreet.casebook.calendar import LAST_MONTH
from wattstreet.casebook.fits import fit_known
from wattstreet.casebook.shelf import scenario, scenarios
from wattstreet.core.errors import InputError
from wattstreet.world.build import AS_OF

if TYPE_CHECKING:
    import xarray as xr

    from wattstreet.world.schema import World


def check_current(run: xr.Dataset, world: World, where: object) -> None:
    """Refuse a run of another version, code, fit or set of facts.

    Errors:
        InputError that says what changed since, and the command that runs it again.
    """
    fit = fit_known(world.as_of)
    now = {
        "version": __version__,
        "code": code_fingerprint(),
        "fit": "none" if fit is None else fit.name,
        "facts_fingerprint": world.ledger_fingerprint,
    }
    changed = [
        f"{NAMES[name]} (then {_short(run.attrs.get(name, 'not recorded'))}, now {_short(value)})"
        for name, value in now.items()
        if run.attrs.get(name) != value
    ]
    if changed:
        raise InputError(
            "this run was made by another version than the one at hand",
            file=where, value=f"changed since: {'; '.join(changed)}",
            suggestion=f"run it again: {rerun_command(run, where)}",
        )  # fmt: skip


NAMES = {
    "version": "version",
    "code": "code of the model",
    "fit": "fitted parameters",
    "facts_fingerprint": "facts",
}


def _short(text: object) -> str:
    return str(text)[:12]


def rerun_command(run: xr.Dataset, where: object) -> str:
    """The command line that makes a run again."""
    attrs = run.attrs
    name, edits = str(attrs["scenario"]), json.loads(str(attrs["scenario_json"]))
    words = ["wattstreet", "run", name if name in scenarios() else "YOUR_SCENARIO.yaml"]
    shipped = scenario(name).parameters if name in scenarios() else edits["parameters"]
    words += [
        f"--set {path}={value:g}" for path, value in edits["parameters"].items() if shipped.get(path) != value
    ]
    if attrs["as_of"] != AS_OF:
        words.append(f"--as-of {attrs['as_of']}")
    last = str(run["month"].values[-1])[:7]
    words += [] if last == LAST_MONTH else [f"--until {last}"]
    words += [] if attrs["seed"] == "none" else [f"--seed {attrs['seed']}"]
    words += [f"--members {attrs['members']} --draws {attrs['draws']}"] if "members" in attrs else []
    return " ".join([*words, f"--out {shlex.quote(str(where))} --report"])
