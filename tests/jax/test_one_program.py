"""Eager equals jit, one program for every scenario and parameter set, 64-bit, gradients are numbers."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from functools import partial
from inspect import unwrap
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import wattstreet as ws
from wattstreet.batch import accelerator
from wattstreet.batch.single import batch_of, leaves_of, prepare, simulate, simulate_with_state
from wattstreet.casebook.levers import LEVERS
from wattstreet.model.blocks.conviction.tables import precompute
from wattstreet.model.diagnostics import MENU
from wattstreet.model.forcing import Forcing
from wattstreet.model.opening import opening_state
from wattstreet.model.params import Params
from wattstreet.model.run import run_leaves
from wattstreet.model.step import one_month

pytestmark = pytest.mark.jax
Kept = dict[str, np.ndarray]

ROUNDING = 1e-12
"""Against the largest value of a series: a few thousand additions in another order."""
GRADIENT_MONTHS = 6


def test_eager_months_equal_the_compiled_run(eager: Any, runs: Callable[..., Kept]) -> None:
    """Also guards against compilers that fuse a product and a sum wrongly (jax-ml/jax#39103)."""
    kept = runs()
    for name, series in MENU.items():
        for month, (state, flows) in enumerate(zip(eager.states[1:], eager.flows, strict=True)):
            read = (
                series.read(eager.params, state)
                if series.is_stock
                else series.read(eager.params, state, flows)
            )
            compiled = kept[name][month + series.is_stock]
            scale = np.abs(kept[name]).max()
            np.testing.assert_allclose(compiled, read, rtol=ROUNDING, atol=ROUNDING * scale, err_msg=name)


def test_opening_stocks_equal_the_compiled_ones(eager: Any, runs: Callable[..., Kept]) -> None:
    for name, series in MENU.items():
        if series.is_stock:
            read = series.read(eager.params, eager.states[0])
            np.testing.assert_allclose(runs()[name][0], read, rtol=ROUNDING, err_msg=name)


def test_a_jitted_batch_of_small_products_and_sums_is_exact() -> None:
    """The pattern of jax-ml/jax#39103: whole numbers, so that any difference is a wrong answer."""

    def rule(left: jax.Array, right: jax.Array) -> jax.Array:
        return (left @ right).sum()

    left = jnp.arange(512 * 8 * 4, dtype=jnp.float64).reshape(512, 8, 4) % 64
    right = jnp.arange(512 * 4 * 8, dtype=jnp.float64).reshape(512, 4, 8) % 32
    exact = np.einsum("bij,bjk->b", np.asarray(left).astype(np.int64), np.asarray(right).astype(np.int64))
    np.testing.assert_array_equal(jax.jit(jax.vmap(rule))(left, right), exact)
    ones = jnp.full((4096, 16, 16), 2.0)
    assert float(jax.jit(lambda a: jax.vmap(rule)(a, a).sum())(ones)) == 4096 * 16**3 * 4


def test_one_program_serves_every_scenario_and_parameter_set(
    baseline: Any, loaded_world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate(baseline)
    known = set(accelerator._LOADED)

    def refuse(*_: Any) -> None:
        raise AssertionError("a second program was asked for")

    monkeypatch.setattr(accelerator, "_compile", refuse)
    monkeypatch.setattr(accelerator, "_stored", refuse)
    for name in ws.scenarios():
        simulate(prepare(loaded_world, name, rng=None))
    simulate(prepare(loaded_world, "baseline", rng=3))
    simulate(baseline.with_parameter("conviction.multiplier", 3.0))
    simulate(baseline.with_parameter("conviction.multiplier", 3))
    simulate(baseline.with_parameter("compute.chip_price.nvidia", 30e6))
    every = [
        {"lever": name, "from": "2024-01", "value": int(lever.low), "why": "a test"}
        | ({"firm": "openai"} if lever.by_firm else {})
        for name, lever in LEVERS.items()
        if lever.low == int(lever.low)
    ]
    edited = {"name": "every-lever", "says": "Whole numbers.", "inherits": "baseline", "policies": every}
    simulate(prepare(loaded_world, edited, rng=None))
    assert set(accelerator._LOADED) == known


def test_everything_is_64_bit(baseline: Any, runs: Callable[..., Kept]) -> None:
    given = [*leaves_of(baseline.bound.params), *leaves_of(baseline.bound.forcing)]
    assert {leaf.dtype.name for leaf in given} == {"float64", "int64"}
    final, _ = simulate_with_state(baseline)
    assert {leaf.dtype.name for leaf in leaves_of(final)} == {"float64", "int64"}
    assert {kept.dtype.name for kept in runs().values()} <= {"float64", "int64"}


def test_every_parameter_is_an_array_leaf(baseline: Any) -> None:
    """Nothing declared is static: the record flattens into one array for each field."""
    params = baseline.bound.params
    fields = [f for block in dataclasses.fields(params) for f in dataclasses.fields(block.type)]  # type: ignore[arg-type]
    assert len(leaves_of(params)) == len(fields)
    assert all(isinstance(leaf, np.ndarray) for leaf in leaves_of(params))


def headline(params_leaves: list[jax.Array], forcing_leaves: list[jax.Array], months: int) -> jax.Array:
    """Log price after some months, and the log of all chips ordered in them."""
    params = jax.tree.unflatten(Params.structure(), params_leaves)
    forcing = jax.tree.unflatten(Forcing.structure(), [leaf[:months] for leaf in forcing_leaves])
    tables = precompute(params.conviction)

    def month(state: Any, given: Any) -> tuple[Any, jax.Array]:
        after, flows, _ = one_month(params, tables, state, given)
        return after, flows.compute.ordered_mw.sum()

    final, ordered = jax.lax.scan(month, opening_state(params), forcing)
    return final.conviction.log_price + jnp.log(ordered.sum())


@pytest.fixture(scope="module")
def gradient(baseline: Any) -> tuple[float, dict[str, np.ndarray]]:
    """Value of the headline over the first months, and its slope in every parameter by path."""
    given = (leaves_of(baseline.bound.params), leaves_of(baseline.bound.forcing))
    rule = jax.jit(jax.value_and_grad(headline), static_argnames="months")
    with jax.numpy_rank_promotion("allow"):
        # kept on this machine as a run's own program is: compiling it takes half a minute
        value, slopes = accelerator.compiled(rule, given, {"months": GRADIENT_MONTHS})(*given)
    paths = [jax.tree_util.keystr(path) for path, _ in jax.tree.leaves_with_path(baseline.bound.params)]
    return float(value), dict(zip(paths, map(np.asarray, slopes), strict=True))


def test_gradients_are_numbers(gradient: tuple[float, dict[str, np.ndarray]]) -> None:
    value, slopes = gradient
    assert np.isfinite(value)
    assert not [path for path, slope in slopes.items() if not np.isfinite(slope).all()]


def test_gradients_are_not_all_zero(gradient: tuple[float, dict[str, np.ndarray]]) -> None:
    _, slopes = gradient
    assert slopes[".conviction.multiple_base"] > 0
    assert slopes[".compute.expectation_horizon"] > 0


def test_records_are_traced_without_broadcasting_ranks(loaded_world: Any) -> None:
    """CONTRIBUTING, shapes: different ranks are not broadcast, scalars aside."""
    inputs = prepare(loaded_world, "baseline", until="2023-03", rng=None)
    given = [leaves_of(batch_of(record, 1)) for record in (inputs.bound.params, inputs.bound.forcing)]
    fresh = jax.jit(partial(unwrap(run_leaves), keep=inputs.keep))
    with jax.numpy_rank_promotion("raise"):
        fresh.trace(*given, None)


SHAPES = """
import sys
import warnings
import numpy as np
warnings.simplefilter("ignore")
from wattstreet.batch.accelerator import start_jax
start_jax()
from jaxtyping import install_import_hook
import wattstreet.core.arrays as arrays

def outline(cls):
    # a bare record to count leaves by: its zeros would not pass for arrays
    record = object.__new__(cls)
    for field in arrays.dataclasses.fields(cls):
        nested = isinstance(field.type, type) and issubclass(field.type, arrays.Arrays)
        object.__setattr__(record, field.name, outline(field.type) if nested else 0.0)
    return record

arrays.Arrays._outline = classmethod(outline)
with install_import_hook(["wattstreet.model", "wattstreet.core.maths"], "beartype.beartype"):
    from wattstreet.model.run import Forcing, Params, run_batch
    from wattstreet.model.diagnostics import STANDARD
stored = np.load(sys.argv[1])
given = []
for kind, record in (("params", Params), ("forcing", Forcing)):
    leaves = [stored[f"{kind}-{n}"] for n in range(int(stored[kind]))]
    given.append(arrays.jax.tree.unflatten(record.structure(), leaves))
run_batch.trace(*given, None, keep=STANDARD)
print("shapes hold")
"""


def test_shapes_written_in_signatures_hold(loaded_world: Any, tmp_path: Path) -> None:
    """The whole model traced with jaxtyping and beartype looking at every call."""
    pytest.importorskip("beartype")
    bound = prepare(loaded_world, "baseline", until="2023-03", rng=None).bound
    stored: dict[str, Any] = {}
    for kind, record in (("params", bound.params), ("forcing", bound.forcing)):
        leaves = leaves_of(batch_of(record, 1))
        stored |= {kind: len(leaves)} | {f"{kind}-{n}": leaf for n, leaf in enumerate(leaves)}
    np.savez(tmp_path / "given.npz", **stored)
    command = [sys.executable, "-c", SHAPES, str(tmp_path / "given.npz")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, env=os.environ, check=False)
    assert done.stdout.strip() == "shapes hold", done.stderr[-3000:]


def test_a_run_raises_no_warning(baseline: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        simulate(baseline)
