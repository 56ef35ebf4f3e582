"""JAX set up once: 64-bit, on the CPU unless asked otherwise; programs compiled once per machine."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from wattstreet.batch.code import code_fingerprint
from wattstreet.batch.store import cache_folder, keep_file

FLAGS = {
    # named, so that a stored program loads without warnings on the machine that made it
    "--xla_cpu_max_isa": "AVX2",
    # the older emitters compile this model in half the time and run it faster
    "--xla_cpu_use_fusion_emitters": "false",
    # minima and maxima as single instructions: twice as fast; they may drop a NaN that another operand hides,
    # so a test compares whole runs with the slow kind
    "--xla_cpu_enable_fast_min_max": "true",
}
SHAPING = ("core", "model")
"""Rooms whose code shapes a program: the model and what it is built from."""


@cache
def start_jax() -> None:
    """Import JAX with the settings every run shares; what the user set in the environment stands."""
    given = os.environ.get("XLA_FLAGS", "")
    missing = [f"{name}={value}" for name, value in FLAGS.items() if name not in given]
    os.environ["XLA_FLAGS"] = " ".join([given, *missing]).strip()
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import jax

    jax.config.update("jax_enable_x64", True)


_LOADED: dict[str, Callable[..., Any]] = {}


def compiled(function: Any, arguments: tuple[Any, ...], static: dict[str, Any]) -> Callable[..., Any]:
    """The jitted function compiled for these shapes: from memory, from this machine's store, or afresh.

    A stored program is found by everything that shaped it: the model's code, JAX, the machine, the shapes.
    A store that cannot be read or written is no error: the program is then compiled again next time.

    Args:
        function: Jitted function.
        arguments: Pytrees of arrays.
        static: Its static arguments.
    """
    import jax

    shapes = jax.tree.map(lambda leaf: (tuple(leaf.shape), str(leaf.dtype)), arguments)
    name = f"{function.__module__}.{function.__qualname__}"
    words = (
        name,
        shapes,
        sorted(static.items()),
        jax.__version__,
        os.environ["XLA_FLAGS"],
        str(jax.devices()),
        jax.tree.structure(arguments),
        code_fingerprint(SHAPING),
        _processor(),
    )
    key = hashlib.sha256(repr(words).encode()).hexdigest()
    if key not in _LOADED:
        _LOADED[key] = _stored(key) or _compile(function, arguments, static, key)
    return _LOADED[key]


@cache
def _processor() -> str:
    """What this processor is and can do."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(errors="replace").splitlines() if cpu.exists() else []
    return "".join(line for line in lines if line.startswith(("model name", "flags")))[:4000]


def _stored(key: str) -> Callable[..., Any] | None:
    from jax.experimental.serialize_executable import deserialize_and_load

    file = cache_folder() / f"{key}.program"
    try:
        payload, in_tree, out_tree = pickle.loads(file.read_bytes())
        return deserialize_and_load(payload, in_tree, out_tree)
    except (OSError, EOFError, pickle.UnpicklingError, ValueError, RuntimeError, AttributeError):
        return None


def _compile(
    function: Any, arguments: tuple[Any, ...], static: dict[str, Any], key: str
) -> Callable[..., Any]:
    from jax.experimental.serialize_executable import serialize

    program = function.lower(*arguments, **static).compile()
    # some programs cannot be serialised
    with suppress(ValueError):
        keep_file(pickle.dumps(serialize(program)), cache_folder() / f"{key}.program")
    return program
