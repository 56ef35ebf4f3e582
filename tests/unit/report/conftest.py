"""What tests of the pictures share: runs made once, and every picture of them."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from wattstreet.report.picture import Picture


@dataclasses.dataclass(frozen=True)
class Drawn:
    """Runs that are drawn.

    Attributes:
        baseline: To the end of 2035.
        five: The five-percent scenario, so long.
        short: The baseline to the end of 2026.
        ensemble: Draws that keep every series.
    """

    baseline: Any
    five: Any
    short: Any
    ensemble: Any


@pytest.fixture(scope="session")
def drawn(loaded_world: Any) -> Drawn:
    """The runs behind the pictures."""
    from wattstreet.batch.members import ensemble
    from wattstreet.batch.single import run

    return Drawn(
        run(loaded_world, "baseline", rng=None),
        run(loaded_world, "five-percent", rng=None),
        run(loaded_world, "baseline", until="2026-12", rng=None),
        ensemble(loaded_world, "baseline", members=6, rng=3, save="standard"),
    )


@pytest.fixture(scope="session")
def past() -> Any:
    """The hindcast with a few noisy draws."""
    from wattstreet.analysis import hindcast

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hindcast, "NOISY_DRAWS", 2)
        return hindcast.make_hindcast()


@pytest.fixture(scope="session")
def screened(loaded_world: Any) -> Any:
    """Two assumptions of conviction, one of which bursts shares too early at one end."""
    from wattstreet.analysis.screening import screen
    from wattstreet.casebook.shelf import scenario

    of = ("conviction.threshold_mean", "conviction.threshold_sd", "compute.api_ceiling")
    return screen(loaded_world, scenario("baseline"), of=of)


@pytest.fixture(scope="session")
def pictures(drawn: Drawn, past: Any, screened: Any) -> dict[str, Picture]:
    """Every kind of picture, of runs of every length, alone and beside another."""
    from wattstreet.report import (
        binds,
        bubble,
        bursts,
        dark,
        growth,
        loop,
        paths,
        race,
        record,
        regions,
        tornado,
    )

    made: dict[str, Picture] = {}
    compared = (binds, dark, growth, race, paths)
    for name, run, against in (
        ("baseline", drawn.baseline, None),
        ("five", drawn.five, drawn.baseline),
        ("short", drawn.short, drawn.baseline),
    ):
        for module in compared:
            made[f"{_last(module)} {name}"] = module.picture_of(run, against)
        made[f"loop {name}"] = loop.picture_of(run)
        made[f"bubble {name}"] = bubble.picture_of(run)
    for quantity in regions.QUANTITIES:
        made[f"regions {quantity}"] = regions.picture_of(drawn.baseline, quantity)
    made["regions short"] = regions.picture_of(drawn.short)
    for module in compared:
        made[f"{_last(module)} ensemble"] = module.picture_of(drawn.ensemble)
    made["bursts"] = bursts.picture_of(drawn.ensemble)
    made["record"] = record.picture_of(past)
    held_out = record.errors_picture(past)
    assert held_out is not None
    made["held out"] = held_out
    for outcome in ("capex_five_2030", "critical_2026", "deepest_fall"):
        made[f"tornado {outcome}"] = tornado.picture_of(screened, outcome)
    return made


def _last(module: Any) -> str:
    return module.__name__.rpartition(".")[2]


Spec = tuple[str, str, bool]
"""Picture, language, whether narrow."""


@pytest.fixture(scope="session")
def specs(pictures: dict[str, Picture]) -> dict[Spec, dict[str, Any]]:
    """Every picture as the browser gets it, wide and narrow, in English and accented."""
    return {
        (name, language, narrow): json.loads(picture.drawn(language, narrow).to_json())
        for name, picture in pictures.items()
        for language in ("en", "pseudo")
        for narrow in (False, True)
    }
