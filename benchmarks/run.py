"""Time the phases a user waits for, and check the ratios between them.

Seconds depend on the machine, so they are reported and never asserted. Three statements that hold on any
machine are asserted: the same work timed twice takes the same time, a changed parameter compiles nothing, and
a warm run is cheaper than a first one. `benchmarks/README.md` says what each phase is.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out" / "benchmarks"
COMMAND = Path(sys.executable).parent / "wattstreet"
SCENARIO = "baseline"
NULL_RATIO = (0.8, 1.25)
"""Where the ratio of the two halves of the null control must lie for the other numbers to mean anything."""

Seconds = list[float]


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _python(code: str, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"a benchmark process failed:\n{done.stderr}")
    return done.stdout.strip().splitlines()[-1]


def reference_work() -> None:
    """Do a fixed amount of arithmetic, the yardstick between machines."""
    total = 0.0
    for number in range(200_000):
        total += number * 0.5


def time_import(repeats: int) -> Seconds:
    """Time `import wattstreet` in fresh processes, without the start of Python itself."""
    code = "import time; s = time.perf_counter(); import wattstreet; print(time.perf_counter() - s)"
    return [float(_python(code)) for _ in range(repeats)]


FIRST_RUN = """
import sys, time
import wattstreet as ws
from wattstreet.batch.single import prepare, simulate
inputs = prepare(ws.load_world(), ws.scenario(sys.argv[1]), until=sys.argv[2])
start = time.perf_counter()
simulate(inputs)
print(time.perf_counter() - start)
"""


def time_first_run(repeats: int, until: str) -> Seconds:
    """Time trace, compilation and the first run in fresh processes with an empty compile cache."""
    seconds = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as empty:
            seconds.append(float(_python(FIRST_RUN, SCENARIO, until, **_cache(empty))))
    return seconds


def _cache(folder: str) -> dict[str, str]:
    return {"WATTSTREET_CACHE": folder, "XDG_CACHE_HOME": folder}


def _count_compilations() -> list[str]:
    import jax.monitoring

    seen: list[str] = []

    def listen(event: str, duration_secs: float, **_: object) -> None:
        if event.endswith("backend_compile_duration"):
            seen.append(event)

    jax.monitoring.register_event_duration_secs_listener(listen)
    return seen


def _variants(inputs: Any, parameter: str, centre: float) -> Iterator[Any]:
    step = 0
    while True:
        step += 1
        yield inputs.with_parameter(parameter, centre * (1 + 1e-4 * step))


def time_warm_runs(repeats: int, until: str, parameter: str, centre: float) -> tuple[Seconds, Seconds, int]:
    """Time warm runs, a parameter changed at each, as two interleaved halves; count what they compiled."""
    import wattstreet as ws
    from wattstreet.batch.single import prepare, simulate

    variants = _variants(prepare(ws.load_world(), ws.scenario(SCENARIO), until=until), parameter, centre)
    for _ in range(3):
        simulate(next(variants))
    compilations = _count_compilations()
    halves: tuple[Seconds, Seconds] = ([], [])
    for number in range(2 * repeats):
        inputs = next(variants)
        halves[number % 2].append(_timed(lambda inputs=inputs: simulate(inputs)))
    return *halves, len(compilations)


def time_labelled_runs(repeats: int, until: str) -> Seconds:
    """Time `wattstreet.run` when warm: binding, the kernel, and the labelled dataset."""
    import wattstreet as ws

    world, scenario = ws.load_world(), ws.scenario(SCENARIO)
    ws.run(world, scenario, until=until)
    return [_timed(lambda: ws.run(world, scenario, until=until)) for _ in range(repeats)]


def time_commands(repeats: int, until: str) -> tuple[Seconds, Seconds]:
    """Time the command with an empty compile cache, and its second start with a full one."""
    cold, second = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            command = [str(COMMAND), "run", SCENARIO, "--until", until, "--out", str(Path(folder, "out"))]
            for seconds in (cold, second):
                seconds.append(_timed(lambda command=command, folder=folder: _command(command, folder)))
    return cold, second


def _command(command: list[str], folder: str) -> None:
    environment = {**os.environ, **_cache(folder)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")


def _machine() -> dict[str, object]:
    processor = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [line for line in information.read_text().splitlines() if line.startswith("model name")]
        processor = names[0].split(":", 1)[1].strip() if names else processor
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in ("wattstreet", "jax", "jaxlib", "numpy", "xarray")},
    }


def _summary(seconds: Seconds) -> dict[str, float | int]:
    return {
        "median": statistics.median(seconds),
        "min": min(seconds),
        "max": max(seconds),
        "repeats": len(seconds),
    }


def _checks(phases: dict[str, Seconds], compilations: int) -> dict[str, tuple[float, bool]]:
    median = {name: statistics.median(seconds) for name, seconds in phases.items()}
    null = median["one warm run, again"] / median["one warm run"]
    first = median["trace + compile + run"] / median["one warm run"]
    return {
        "null control: same work, second half over first": (null, NULL_RATIO[0] <= null <= NULL_RATIO[1]),
        "first run over warm run": (first, first > 1),
        "compilations while a parameter changed": (compilations, compilations == 0),
    }


def _print(
    phases: dict[str, Seconds], checks: dict[str, tuple[float, bool]], machine: dict[str, object]
) -> None:
    print(f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}\n")
    yardstick = statistics.median(phases["reference work"])
    print(f"{'phase':<30}{'median':>12}{'min':>12}{'max':>12}{'times':>7}{'/ reference':>13}")
    for name, seconds in phases.items():
        row = _summary(seconds)
        shown = "".join(f"{row[key] * 1e3:>9.2f} ms" for key in ("median", "min", "max"))
        print(f"{name:<30}{shown}{row['repeats']:>7}{row['median'] / yardstick:>13.2f}")
    print(f"\n{'check':<50}{'value':>8}")
    for name, (value, holds) in checks.items():
        print(f"{name:<50}{value:>8.2f}  {'ok' if holds else 'FAILED'}")


def main() -> int:
    """Measure every phase, print the table, write the JSON, and return 1 if a ratio does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repeats", type=int, default=30, help="warm runs in each half (default 30)")
    parser.add_argument("--processes", type=int, default=3, help="repeats in fresh processes (default 3)")
    parser.add_argument("--until", default="2035-12", help="last month of the runs (default 2035-12)")
    parser.add_argument("--parameter", default="conviction.multiplier", help="what changes between warm runs")
    parser.add_argument("--centre", type=float, default=5.0, help="value it is changed around (default 5)")
    chosen = parser.parse_args()

    phases = {"reference work": [_timed(reference_work) for _ in range(chosen.repeats)]}
    phases["import"] = time_import(chosen.processes)
    phases["trace + compile + run"] = time_first_run(chosen.processes, chosen.until)
    warm = time_warm_runs(chosen.repeats, chosen.until, chosen.parameter, chosen.centre)
    phases["one warm run"], phases["one warm run, again"], compilations = warm
    phases["labelled run, warm"] = time_labelled_runs(chosen.repeats, chosen.until)
    cold = time_commands(chosen.processes, chosen.until)
    phases["command, cold"], phases["command, second start"] = cold

    machine, checks = _machine(), _checks(phases, compilations)
    _print(phases, checks, machine)
    moment = datetime.now(UTC)
    report = {
        "at": moment.isoformat(timespec="seconds"),
        "machine": machine,
        "settings": vars(chosen),
        "seconds": {name: _summary(seconds) for name, seconds in phases.items()},
        "checks": {name: {"value": value, "holds": holds} for name, (value, holds) in checks.items()},
    }
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{moment:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(report, indent=2) + "\n")
    print(f"\nwritten: {path.relative_to(ROOT)}")
    return int(not all(holds for _, holds in checks.values()))


if __name__ == "__main__":
    sys.exit(main())
