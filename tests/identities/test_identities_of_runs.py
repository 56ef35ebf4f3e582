"""Every shipped scenario and a spread of parameter sets keep every identity in every month."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import wattstreet as ws
from wattstreet.batch.single import simulate
from wattstreet.casebook.bind import assemble, starting_values
from wattstreet.casebook.registry import registry
from wattstreet.model.accounting import IDENTITIES
from wattstreet.model.checks import TOLERANCE
from wattstreet.model.diagnostics import MENU

pytestmark = pytest.mark.identity
Kept = dict[str, np.ndarray]

DRAWS = 20
ROUNDING = 1e-6
"""MW: chips and halls are sums of a few hundred terms of up to a million MW."""
CENT = 1e-12
"""Relative to what all accounts pay: sums of a thousand payments, up to 1e12 USD a month."""


def drawn_values(world: Any, seed: int) -> dict[str, np.ndarray]:
    """Declared inputs with every scalar moved by up to one prior spread, inside its bounds."""
    draw = np.random.default_rng(seed)
    values = starting_values(world)
    for path, declaration in registry().items():
        if not declaration.dims:
            moved = values[path] + draw.uniform(-1, 1) * declaration.spread
            values[path] = np.clip(moved, declaration.low, declaration.high)
    return values


def check_identities(kept: Kept) -> None:
    for number, name in enumerate(IDENTITIES):
        worst = kept["residual"][:, number].max()
        assert worst <= TOLERANCE, f"{name}: {worst:.1e} in month {kept['residual'][:, number].argmax()}"


def check_finite(kept: Kept) -> None:
    broken = [name for name, series in kept.items() if not np.isfinite(series).all()]
    assert not broken


def check_healthy(kept: Kept) -> None:
    assert not kept["health"].any()


def check_fleet_fits(kept: Kept) -> None:
    """Chips run only where a finished hall is connected; old halls may lose none of what they hold."""
    over = kept["fleet_mw"] - np.maximum(kept["energised_mw"], kept["fleet_mw"][0])
    assert over.max() <= ROUNDING


def check_shares(kept: Kept) -> None:
    for name in MENU:
        if MENU[name].unit == "share" and name != "reserve_margin":
            low, high = kept[name].min(), kept[name].max()
            assert low >= -1e-9, name
            assert high <= 1 + 1e-9, name


def check_payments(kept: Kept, firms: int) -> None:
    """Cash of a firm moves by what it is paid less what it pays; nobody is paid a negative amount."""
    paid = kept["paid_usd"]
    assert paid.min() >= -CENT * paid.max()
    net = (paid.sum(axis=1) - paid.sum(axis=2))[:, :firms]
    moved = np.diff(kept["cash_usd"], axis=0)
    np.testing.assert_allclose(moved, net, rtol=0, atol=CENT * paid.sum(axis=(1, 2)).max())
    # what leaves one account arrives in another
    assert abs((paid.sum(axis=1) - paid.sum(axis=2)).sum(axis=1)).max() <= CENT * paid.sum(axis=(1, 2)).max()


def check_everything(kept: Kept, firms: int) -> None:
    check_finite(kept)
    check_identities(kept)
    check_healthy(kept)
    check_fleet_fits(kept)
    check_shares(kept)
    check_payments(kept, firms)


@pytest.mark.parametrize("name", sorted(ws.scenarios()))
def test_every_shipped_scenario_closes(name: str, runs: Callable[..., Kept], loaded_world: Any) -> None:
    check_everything(runs(name), len(loaded_world.firms))


def test_a_noisy_run_closes(runs: Callable[..., Kept], loaded_world: Any) -> None:
    check_everything(runs("baseline", rng=3), len(loaded_world.firms))


@pytest.mark.parametrize("seed", range(DRAWS))
def test_a_drawn_parameter_set_closes(seed: int, baseline: Any, loaded_world: Any) -> None:
    bound = dataclasses.replace(baseline.bound, params=assemble(drawn_values(loaded_world, seed)))
    check_everything(simulate(dataclasses.replace(baseline, bound=bound)), len(loaded_world.firms))


def test_stocks_of_chips_follow_deliveries_and_retirement(runs: Callable[..., Kept]) -> None:
    """Nothing is made between the maker and the hall: what runs and lies dark was shipped."""
    kept = runs()
    held = kept["fleet_mw"] + kept["undeployed_mw"]
    assert (held.sum(axis=1)[1:] <= held.sum(axis=1)[0] + kept["shipments_mw"].sum(axis=1).cumsum()).all()


def test_binding_limit_is_the_largest_of_those_stuck(runs: Callable[..., Kept]) -> None:
    kept = runs()
    np.testing.assert_array_equal(kept["binding_limit"], kept["stuck_mw"].argmax(axis=-1))
    assert kept["stuck_mw"].min() >= -ROUNDING
