"""Fast minima and maxima lose no NaN: whole runs give the same numbers with the slow kind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.jax

PROGRAM = """
import sys
import numpy as np
import wattstreet as ws
from wattstreet.batch.single import prepare, simulate
from wattstreet.casebook.registry import registry

world = ws.load_world()
draws = np.random.default_rng(7)
kept = {}
for name in ws.scenarios():
    kept[name] = simulate(prepare(world, name, rng=1))
base = prepare(world, "baseline", rng=None)
scalars = {path: one for path, one in registry().items() if one.default is not None}
for number in range(6):
    moved = base
    for path, one in scalars.items():
        value = one.default + draws.normal() * one.spread
        moved = moved.with_parameter(path, float(np.clip(value, one.low, one.high)))
    kept[f"draw-{number}"] = simulate(moved)
flat = {f"{run}/{name}": array for run, series in kept.items() for name, array in series.items()}
np.savez(sys.argv[1], **flat)
"""


def run_with(flags: str, file: Path) -> dict[str, np.ndarray]:
    environment = {**os.environ, "XLA_FLAGS": flags}
    subprocess.run([sys.executable, "-c", PROGRAM, str(file)], env=environment, check=True, timeout=110)
    with np.load(file) as stored:
        return {name: stored[name] for name in stored.files}


@pytest.mark.timeout(240)
def test_runs_are_the_same_with_slow_extrema(tmp_path: Path) -> None:
    fast = run_with("", tmp_path / "fast.npz")
    slow = run_with("--xla_cpu_enable_fast_min_max=false", tmp_path / "slow.npz")
    assert fast.keys() == slow.keys()
    for name, array in slow.items():
        assert np.isfinite(array).all(), name
        scale = np.abs(array).max()
        np.testing.assert_allclose(fast[name], array, rtol=1e-7, atol=1e-9 * scale, err_msg=name)
