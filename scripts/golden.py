"""Compare named scenarios with their stored references, and replace the references on purpose.

`diff` prints the largest relative change of every series, with the scenario and the month it happens in.
`bless --because "..."` writes the references again and appends the cause and that table to BLESSED.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "tests" / "golden"

SCENARIOS = (
    "baseline", "ai-winter", "as-written", "chips-closed", "five-percent",
    "funding-freeze", "grid-sprint", "jevons", "lab-default", "power-wall",
)  # fmt: skip
"""Each block under load in one of them at least; `as-written` bursts."""

FIVE = "firm=microsoft|alphabet|amazon|meta|oracle"
YEARLY = (
    f"sum capex_usd {FIVE}",
    f"sum revenue_usd {FIVE}",
    "sum revenue_usd firm=openai",
    "sum unpaid_contract_usd firm=openai",
    "sum data_center_revenue_usd supplier=nvidia",
    "end backlog_mw supplier=nvidia",
    "end chip_capacity_mw supplier=china-chips",
    "end cash_usd firm=microsoft",
    "end debt_usd firm=oracle",
    "end fleet_mw",
    "end undeployed_mw",
    "end fleet_h100e country=cn",
    "end capability country=us",
    "sum ai_revenue_usd country=us",
    "mean utilisation country=us",
    "mean token_price_usd_per_million country=us",
    "end dc_connected_mw region=us-*",
    "end firm_mw region=us-*",
    "sum dc_energy_twh country=us",
    "mean price_usd_per_mwh region=us-ercot",
    "end belief_share",
    "end funding_window",
    "end critical_share",
    "mean gdp_usd country=us",
    "mean ai_contribution_pp country=us",
)
"""What is kept of each year: a sum or mean of its months, or the value at its end."""
MONTHLY = ("price_index", "aware_share")
"""What is kept of each month end: a burst lasts less than a year."""
DIGITS = 10
"""Digits stored: one more than the comparison looks at."""

RTOL = 1e-8
"""Relative change that passes.

The same code gives other last bits on another processor (vector width, libm, fused products). Built for
a processor without AVX or fused products it gives every stored digit again. A change of 1e-13 in every
input moves the series by up to 5e-11, in a burst too: the model amplifies rounding some five hundred times.
1e-8 leaves two decimal places beyond that, and is far below any change of a rule.
"""
FLOOR = 1e-3
"""Share of a series' largest value under which a change is measured against that share: values near zero."""

Kept = dict[str, np.ndarray]
Golden = dict[str, dict[str, float]]
"""Series → month or year → value."""
Simulate = Callable[[str], Kept]


@dataclasses.dataclass(frozen=True)
class Change:
    """One value beside its reference; `was` or `now` is NaN where the other side has no such value."""

    series: str
    scenario: str
    when: str
    was: float
    now: float
    relative: float


def world_labels() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Labels of every axis, and the months."""
    from wattstreet.batch.single import prepare
    from wattstreet.world.build import load_world

    bound = prepare(load_world(), "baseline", rng=None).bound
    return bound.labels, bound.months


def simulated(name: str) -> Kept:
    """Kept series of a scenario without noise."""
    from wattstreet.batch.single import prepare, simulate
    from wattstreet.world.build import load_world

    return simulate(prepare(load_world(), name, rng=None))


def chosen(kept: Kept, labels: dict[str, tuple[str, ...]], words: str) -> np.ndarray:
    """A series by name, summed over the labels picked (`axis=one|other`, `axis=start*`)."""
    from wattstreet.model.diagnostics import MENU

    name, *picks = words.split()
    series = kept[name]
    dims = MENU[name].dims if name in MENU else ()
    wanted = dict(pick.split("=") for pick in picks)
    if stray := set(wanted) - set(dims):
        raise KeyError(f"{name} has no axis {', '.join(stray)}")
    for axis, dim in reversed(list(enumerate(dims, start=1))):
        if dim in wanted:
            asked = wanted[dim].split("|")
            at = [n for n, label in enumerate(labels[dim]) if any(_fits(label, one) for one in asked)]
            if not at:
                raise KeyError(f"{dim} has no label {wanted[dim]}")
            series = series.take(at, axis=axis)
    return series.reshape(len(series), -1).sum(axis=1)


def _fits(label: str, asked: str) -> bool:
    return label.startswith(asked[:-1]) if asked.endswith("*") else label == asked


def golden_of(kept: Kept, labels: dict[str, tuple[str, ...]], months: tuple[str, ...]) -> Golden:
    """The stored selection of one run."""
    made: Golden = {}
    years = sorted({month[:4] for month in months})
    for words in YEARLY:
        how, rest = words.split(maxsplit=1)
        series = chosen(kept, labels, rest)
        # stocks open with the value before the first month
        series = series[len(series) - len(months) :]
        by_year = {year: series[[month[:4] == year for month in months]] for year in years}
        made[words] = {year: _number(_reduced(how, values)) for year, values in by_year.items()}
    for words in MONTHLY:
        series = chosen(kept, labels, words)[-len(months) :]
        made[words] = {month: _number(value) for month, value in zip(months, series, strict=True)}
    return made


def _reduced(how: str, values: np.ndarray) -> float:
    return float({"sum": values.sum, "mean": values.mean, "end": lambda: values[-1]}[how]())


def _number(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def write(golden: Golden, file: Path) -> None:
    """A reference as JSON: years and months once, then one series a line."""
    yearly, monthly = golden[YEARLY[0]], golden[MONTHLY[0]]
    lines = [f'"years": {json.dumps([*yearly])}', f'"months": {json.dumps([min(monthly), max(monthly)])}']
    lines += [f"{json.dumps(words)}: {json.dumps([*values.values()])}" for words, values in golden.items()]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def read(file: Path) -> Golden:
    """A stored reference; empty where there is none."""
    from wattstreet.casebook.calendar import months_between

    if not file.exists():
        return {}
    stored = json.loads(file.read_text(encoding="utf-8"))
    times = {"years": stored.pop("years"), "months": months_between(*stored.pop("months"))}
    return {
        words: dict(zip(times["months" if words in MONTHLY else "years"], values, strict=True))
        for words, values in stored.items()
    }


def changes(scenario: str, reference: Golden, golden: Golden) -> Iterator[Change]:
    """Every value that is stored or made, with its relative change; infinite where one side lacks it."""
    for words in dict.fromkeys((*reference, *golden)):
        was, now = reference.get(words, {}), golden.get(words, {})
        floor = FLOOR * max((abs(value) for value in was.values()), default=0.0)
        for when in dict.fromkeys((*was, *now)):
            one, other = was.get(when, np.nan), now.get(when, np.nan)
            scale = max(abs(one), floor)
            moved = abs(other - one)
            relative = 0.0 if moved == 0 else moved / scale if scale > 0 else np.inf
            yield Change(words, scenario, when, one, other, np.inf if np.isnan(relative) else relative)


def largest(found: list[Change]) -> list[Change]:
    """The largest change of every series over all scenarios and months, largest first."""
    by_series: dict[str, Change] = {}
    for one in found:
        if one.series not in by_series or one.relative > by_series[one.series].relative:
            by_series[one.series] = one
    return sorted(by_series.values(), key=lambda one: -one.relative)


def table(rows: list[Change]) -> str:
    """Changes as a table in Markdown."""
    head = ["| series | scenario | when | was | is | change |", "| --- | --- | --- | --- | --- | --- |"]
    body = [
        f"| {one.series.replace('|', ', ')} | {one.scenario} | {one.when} | {one.was:.8g} | {one.now:.8g} "
        f"| {one.relative:.1e} |"
        for one in rows
    ]
    return "\n".join(head + body)


def compare(home: Path, simulate: Simulate) -> tuple[dict[str, Golden], list[Change]]:
    """What every scenario gives now, and how it differs from its reference."""
    labels, months = world_labels()
    made, found = {}, []
    for name in SCENARIOS:
        made[name] = golden_of(simulate(name), labels, months)
        found += changes(name, read(home / "references" / f"{name}.json"), made[name])
    return made, found


def diff(home: Path, simulate: Simulate) -> int:
    """Print the largest change of every series; 1 if one does not pass."""
    _, found = compare(home, simulate)
    rows = largest(found)
    print(table(rows))
    failed = [one for one in rows if one.relative > RTOL]
    print(f"\n{len(failed)} of {len(rows)} series moved by more than {RTOL:g}")
    return int(bool(failed))


def bless(home: Path, simulate: Simulate, because: str) -> int:
    """Write the references again and record cause and changes; 1 if there is nothing to do."""
    if len(because.split()) < 3:
        print("say why in a sentence: bless --because '...'", file=sys.stderr)
        return 2
    is_first = not any((home / "references").glob("*.json"))
    made, found = compare(home, simulate)
    rows = [one for one in largest(found) if one.relative > RTOL]
    if not rows:
        print("nothing moved, so nothing is written", file=sys.stderr)
        return 1
    for name, golden in made.items():
        write(golden, home / "references" / f"{name}.json")
    record = home / "BLESSED.md"
    before = record.read_text(encoding="utf-8") if record.exists() else "# Why the goldens changed\n"
    shown = f"The first references: {len(rows)} series of {len(made)} scenarios." if is_first else table(rows)
    entry = f"\n## {date.today():%Y-%m-%d}: {because.strip()}\n\n{shown}\n"
    record.write_text(before + entry, encoding="utf-8")
    print(shown)
    return 0


def main(arguments: list[str] | None = None, simulate: Simulate = simulated) -> int:
    """Compare or bless."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, default=HOME, help=argparse.SUPPRESS)
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("diff", help="print the largest change of every series")
    blessing = actions.add_parser("bless", help="write the references again")
    blessing.add_argument("--because", required=True, help="the cause, in a sentence")
    given: Any = parser.parse_args(arguments)
    if given.action == "diff":
        return diff(given.home, simulate)
    return bless(given.home, simulate, given.because)


if __name__ == "__main__":
    sys.exit(main())
