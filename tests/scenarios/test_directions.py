"""Signs of the causal map, and every declared input moving something."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from wattstreet.batch.single import prepare, simulate
from wattstreet.casebook.bind import assemble, starting_values
from wattstreet.casebook.levers import EVENT_KINDS, LEVERS
from wattstreet.casebook.registry import registry, split_path
from wattstreet.casebook.shelf import scenario, scenarios
from wattstreet.model.diagnostics import MENU
from wattstreet.world.build import load_world

pytestmark = pytest.mark.exact
Kept = dict[str, np.ndarray]

TABLE: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "directions.yaml").read_text())
MOVED = 1e-6
"""Relative: far above rounding, far below anything a reader would see."""


@dataclasses.dataclass
class Reader:
    """Runs of edited scenarios, and single numbers read off them."""

    world: Any
    labels: dict[str, tuple[str, ...]]
    months: tuple[str, ...]
    made: dict[str, Kept] = dataclasses.field(default_factory=dict)

    def run(self, beside: str | dict[str, Any], edit: dict[str, Any] | None) -> Kept:
        key = repr((beside, edit))
        if key not in self.made:
            self.made[key] = self._simulate(beside, edit or {})
        return self.made[key]

    def _simulate(self, beside: str | dict[str, Any], edit: dict[str, Any]) -> Kept:
        if "scenario" in edit:
            return simulate(prepare(self.world, edit["scenario"], rng=None))
        parent, given = ("baseline", beside) if isinstance(beside, dict) else (beside, {})
        chosen: dict[str, Any] = {"name": "edited", "says": "A test.", "inherits": parent}
        chosen["policies"] = [{**one, "why": "x"} for one in (given, edit) if "lever" in one]
        if "event" in edit:
            rest = {key: value for key, value in edit.items() if key != "event"}
            chosen["events"] = [{"kind": edit["event"], **rest, "why": "x"}]
        if "deal" in edit:
            chosen["deals"] = [{"id": edit["deal"], "pays": edit["pays"], "why": "x"}]
        if "value" in edit and "parameter" in edit:
            chosen["parameters"] = {edit["parameter"]: edit["value"]}
        inputs = prepare(self.world, scenario(chosen), rng=None)
        if "factor" in edit:
            values = starting_values(self.world)
            declared = registry()[edit["parameter"]]
            values[edit["parameter"]] = np.clip(
                values[edit["parameter"]] * edit["factor"], declared.low, declared.high
            )
            bound = dataclasses.replace(inputs.bound, params=assemble(values))
            inputs = dataclasses.replace(inputs, bound=bound)
        return simulate(inputs)

    def read(self, kept: Kept, output: str, by: str) -> float:
        """One number: a stock at the month's end, or a flow summed up to it."""
        name, *picks = output.split()
        month = self.months.index(by)
        if name == "received":
            payer, payee = (self.labels["account"].index(account) for account in picks)
            return float(kept["paid_usd"][: month + 1, payer, payee].sum())
        if name == "vendor_financed_share":
            return self._vendor_financed(kept, month)
        series, stock = kept[name], MENU[name].is_stock
        for axis, dim in reversed(list(enumerate(MENU[name].dims, start=1))):
            wanted = dict(pick.split("=") for pick in picks).get(dim)
            if wanted is not None:
                chosen = [n for n, label in enumerate(self.labels[dim]) if matches(label, wanted)]
                assert chosen, f"{dim}={wanted}"
                series = series.take(chosen, axis=axis)
        summed = series.reshape(len(series), -1).sum(axis=1)
        return float(summed[month + 1] if stock else summed[: month + 1].sum())

    def _vendor_financed(self, kept: Kept, month: int) -> float:
        """Paid by Nvidia to other firms in the last twelve months, over its receipts: a bound by hand."""
        firms = len(self.labels["firm"])
        paid = kept["paid_usd"][month - 11 : month + 1].sum(axis=0)
        at = self.labels["firm"].index("nvidia")
        return float(paid[at, :firms].sum() / paid[:, at].sum())


def matches(label: str, wanted: str) -> bool:
    return label.startswith(wanted[:-1]) if wanted.endswith("*") else label == wanted


@pytest.fixture(scope="module")
def reader(loaded_world: Any, baseline: Any) -> Reader:
    return Reader(loaded_world, baseline.bound.labels, baseline.bound.months)


def told(row: dict[str, Any]) -> str:
    words = " ".join(str(value) for value in row["edit"].values())
    return f"{words} moves {row['output']} {row['sign']} by {row['by']}"


@pytest.mark.parametrize("row", TABLE, ids=told)
def test_a_change_moves_what_it_should_the_way_it_should(row: dict[str, Any], reader: Reader) -> None:
    beside = row.get("beside", "baseline")
    before = reader.read(reader.run(beside, None), row["output"], row["by"])
    after = reader.read(reader.run(beside, row["edit"]), row["output"], row["by"])
    change = (after - before) / max(abs(before), abs(after), 1e-300)
    wanted = {"+": 1, "-": -1}[row["sign"]]
    assert change * wanted > MOVED, f"{before:.6g} to {after:.6g}: {row['why']}"


def side(lever: str, value: float) -> float:
    """Whether a value of a lever lies below, at or above its neutral one."""
    return float(np.sign(value - LEVERS[lever].neutral))


def test_whatever_a_shipped_scenario_sets_has_a_direction() -> None:
    """Every lever on the side it is moved to, every event, every parameter, and every scenario whole."""
    edits = [row["edit"] for row in TABLE]
    levers = {(edit["lever"], side(edit["lever"], edit["value"])) for edit in edits if "lever" in edit}
    parameters = {edit["parameter"] for edit in edits if "parameter" in edit}
    kinds = {edit["event"] for edit in edits if "event" in edit}
    base = scenario("baseline")
    for name in scenarios():
        chosen = scenario(name)
        own = [policy for policy in chosen.policies if name == "baseline" or policy not in base.policies]
        assert {(policy.lever, side(policy.lever, policy.value)) for policy in own} <= levers, name
        assert {event.kind for event in chosen.events} <= kinds, name
        assert {split_path(path)[0] for path in chosen.parameters} <= parameters, name
    assert {edit["scenario"] for edit in edits if "scenario" in edit} == set(scenarios()) - {"baseline"}


def test_the_table_names_every_lever_event_and_a_deal() -> None:
    edits = [row["edit"] for row in TABLE]
    assert {edit["lever"] for edit in edits if "lever" in edit} == set(LEVERS)
    assert {edit["event"] for edit in edits if "event" in edit} == set(EVENT_KINDS)
    assert any("deal" in edit for edit in edits)
    assert {edit["parameter"].split(".")[0] for edit in edits if "parameter" in edit} == {
        "power", "compute", "capital", "conviction", "economy",
    }  # fmt: skip


# ── every declared input moves something

STRESS: dict[str, Any] = {
    "name": "stress",
    "says": "A crash, a surge of demand and no new power: rules that rest in quiet times are at work.",
    "inherits": "baseline",
    "policies": [
        {"lever": "headroom", "from": "2026-01", "value": 0, "why": "power short"},
        {"lever": "policy-tolerance", "from": "2026-01", "value": 1, "why": "policy leans toward AI"},
        {"lever": "elasticity", "from": "2026-01", "value": -0.5, "why": "cheaper tokens raise spending"},
        {"lever": "chip-supply", "from": "2026-01", "value": 0.5, "why": "half of the lines stand still"},
        {
            "lever": "share-supply",
            "firm": "openai",
            "from": "2025-01",
            "until": "2025-01",
            "value": 4e10,
            "why": "cash drained",
        },
        {
            "lever": "net-buying",
            "from": "2023-06",
            "until": "2023-12",
            "value": 0.04,
            "why": "price over value",
        },
    ],
    "events": [
        {"kind": "other-shift", "date": "2026-01", "size": 6, "why": "demand far above what can be sold"},
        {"kind": "market-fall", "date": "2027-01", "size": 6, "why": "a burst: books shrink"},
    ],
}
ONLY_SHAPE = {
    "compute.place_weight": "only ratios between places count, so the first half of the places is scaled",
}
"""Arrays whose common factor means nothing."""


def outputs_moved(one: Kept, other: Kept) -> float:
    """Largest change of any kept series against its largest value."""
    largest = 0.0
    for name, series in one.items():
        scale = np.abs(series).max()
        if name not in ("residual", "health") and scale > 0:
            largest = max(largest, float(np.abs(other[name] - series).max() / scale))
    return largest


def moved_value(values: dict[str, np.ndarray], path: str, sign: int) -> np.ndarray:
    """A declared input one prior spread away, inside its bounds."""
    declared, value = registry()[path], values[path]
    step = sign * declared.spread * (np.abs(value) if declared.dims else 1.0)
    if path in ONLY_SHAPE:
        step = step * (np.arange(value.shape[-1]) < value.shape[-1] // 2)
    return np.clip(value + step, declared.low, declared.high)


def test_every_declared_input_moves_something(loaded_world: Any, baseline: Any) -> None:
    """One prior spread up or down, in the baseline or under stress; memberships (zeros and ones) aside."""
    asked = [path for path, declared in registry().items() if declared.source != "structure"]
    for inputs in (baseline, prepare(loaded_world, STRESS, rng=3)):
        still, values = [], starting_values(loaded_world)
        before = simulate(inputs)
        for path in asked:
            moved = 0.0
            for sign in (1, -1):
                params = assemble({**values, path: moved_value(values, path, sign)})
                after = simulate(
                    dataclasses.replace(inputs, bound=dataclasses.replace(inputs.bound, params=params))
                )
                moved = max(moved, outputs_moved(before, after))
                if moved >= MOVED:
                    break
            if moved < MOVED:
                still.append(path)
        asked = still
    assert not asked, f"inputs that move nothing: {', '.join(asked)}"


def test_structure_is_zeros_and_ones(loaded_world: Any) -> None:
    values = starting_values(loaded_world)
    for path, declared in registry().items():
        if declared.source == "structure":
            assert set(np.unique(values[path])) <= {0.0, 1.0}, path


# ── the shipped scenarios do what they say


def us_sum(kept: Kept, name: str, reader: Reader) -> np.ndarray:
    us = [n for n, region in enumerate(reader.labels["region"]) if region.startswith("us-")]
    return kept[name][:, us].sum(axis=1)


def test_every_shipped_scenario_moves_something(runs: Callable[..., Kept]) -> None:
    for name in set(scenarios()) - {"baseline"}:
        assert outputs_moved(runs(), runs(name)) > MOVED, name


def test_the_power_wall_leaves_chips_dark(reader: Reader, runs: Callable[..., Kept]) -> None:
    end = reader.months.index("2028-01")
    wall, calm = runs("power-wall"), runs()
    assert us_sum(wall, "dc_connected_mw", reader)[end] < 0.95 * us_sum(calm, "dc_connected_mw", reader)[end]
    assert wall["undeployed_mw"][end].sum() > 1.05 * calm["undeployed_mw"][end].sum()


def test_a_lapsed_tranche_takes_nvidias_money_from_openai(
    reader: Reader, runs: Callable[..., Kept], loaded_world: Any
) -> None:
    from wattstreet.batch.single import run

    nvidia, openai = (reader.labels["account"].index(name) for name in ("nvidia", "openai"))
    lapsed, calm = runs("tranche-lapse"), runs()
    assert lapsed["paid_usd"][:, nvidia, openai].sum() < calm["paid_usd"][:, nvidia, openai].sum()
    shares = [
        run(loaded_world, name, rng=None)["vendor_financed_share"].sel(supplier="nvidia").max()
        for name in ("tranche-lapse", "baseline")
    ]
    assert float(shares[0]) < float(shares[1])


def test_five_percent_lower_the_index(reader: Reader, runs: Callable[..., Kept]) -> None:
    by = reader.months.index("2026-06") + 1
    assert runs("five-percent")["price_index"][by] < runs()["price_index"][by]


def test_closed_chips_leave_chinese_firms_with_less(reader: Reader, runs: Callable[..., Kept]) -> None:
    at = (reader.months.index("2028-01"), reader.labels["country"].index("cn"))
    assert runs("chips-closed")["fleet_h100e"][at] < runs()["fleet_h100e"][at]


def test_a_cheap_rival_makes_people_ask(reader: Reader, runs: Callable[..., Kept]) -> None:
    from_month = reader.months.index("2026-03") + 1
    rival, calm = runs("cheap-rival")["aware_share"], runs()["aware_share"]
    assert (rival[from_month : from_month + 3] > calm[from_month : from_month + 3]).all()
    np.testing.assert_array_equal(rival[:from_month], calm[:from_month])


def test_a_world_known_later_is_another_world(loaded_world: Any) -> None:
    """The day whose knowledge counts is an argument that matters."""
    earlier = load_world(as_of="2025-06-30")
    assert len(earlier.deals) < len(loaded_world.deals)
