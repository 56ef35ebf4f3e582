"""What the model costs, phase by phase: trace, lowering, compilation, one run, members, memory.

Printed with every change and never asserted: seconds and megabytes belong to a machine. The compile cache is
an empty folder, so that the program is made here whatever the machine has kept.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

SCENARIO = "baseline"
RUNS = 15
MIB = 2**20

Seconds = dict[str, float]


def timed(seconds: Seconds, phase: str, work: Callable[[], Any]) -> Any:
    """Do the work, add its time to a phase, and give what it gave."""
    start = time.perf_counter()
    made = work()
    seconds[phase] = seconds.get(phase, 0.0) + time.perf_counter() - start
    return made


def time_compilation(seconds: Seconds, programs: list[Any]) -> None:
    """Have every program that is made from here on tell how long each step of making it took."""
    from wattstreet.batch import accelerator

    def compile_in_steps(function: Any, arguments: tuple[Any, ...], static: dict[str, Any], key: str) -> Any:
        traced = timed(seconds, "trace", lambda: function.trace(*arguments, **static))
        lowered = timed(seconds, "lower", traced.lower)
        programs.append(timed(seconds, "compile", lowered.compile))
        return programs[-1]

    accelerator._compile = compile_in_steps


def peak_mib() -> float:
    """Most memory this process has held so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 if sys.platform != "darwin" else most / MIB


def measure(members: int) -> tuple[Seconds, dict[str, str]]:
    """Seconds by phase, and the other costs in words."""
    seconds: Seconds = {}
    programs: list[Any] = []
    timed(seconds, "import and start JAX", _start)
    from wattstreet.batch.single import prepare, simulate

    time_compilation(seconds, programs)
    import wattstreet as ws

    world = timed(seconds, "load the world", ws.load_world)
    inputs = timed(seconds, "bind the scenario", lambda: prepare(world, SCENARIO, rng=None))
    kept = simulate(inputs)
    after_compilation = peak_mib()
    runs: list[Seconds] = [{} for _ in range(RUNS)]
    for one in runs:
        timed(one, "run", lambda: simulate(inputs))
    seconds["one run (median)"] = statistics.median(one["run"] for one in runs)
    drawn = timed(
        seconds, f"{members} members", lambda: ws.ensemble(world, SCENARIO, members=members, draws="noise")
    )
    words = {
        "members a second": f"{members / seconds[f'{members} members']:.1f}",
        "kept of one run": f"{sum(series.nbytes for series in kept.values()) / MIB:.2f} MiB",
        "kept of a member of an ensemble": f"{drawn.nbytes / members / MIB:.2f} MiB",
        "programs compiled": str(len(programs)),
        "scratch memory of the program": f"{_scratch(programs[0]) / MIB:.2f} MiB",
        "peak memory after compilation": f"{after_compilation:.0f} MiB",
        "peak memory at the end": f"{peak_mib():.0f} MiB",
    }
    return seconds, words


def _start() -> None:
    from wattstreet.batch.accelerator import start_jax

    start_jax()


def _scratch(program: Any) -> int:
    """Bytes the compiled program needs besides its inputs and outputs; zero where JAX does not tell."""
    return getattr(program.memory_analysis(), "temp_size_in_bytes", 0)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--members", type=int, default=100, help="members of the ensemble (default 100)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as empty:
        os.environ["WATTSTREET_CACHE"] = empty
        seconds, words = measure(chosen.members)
    for phase, taken in seconds.items():
        print(f"{phase:<34}{taken:>10.3f} s")
    for name, said in words.items():
        print(f"{name:<34}{said:>12}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
