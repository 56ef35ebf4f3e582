"""Ten named scenarios against their stored references, and the tool that compares and replaces them."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import golden
import wattstreet as ws
from wattstreet.batch.single import simulate

pytestmark = pytest.mark.golden
Kept = dict[str, np.ndarray]
Runs = Callable[..., Kept]

HERE = Path(__file__).parent


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the references to spoil."""
    shutil.copytree(HERE / "references", tmp_path / "references")
    return tmp_path


def spoil(home: Path, scenario: str, words: str, when: str, factor: float) -> None:
    file = home / "references" / f"{scenario}.json"
    stored = golden.read(file)
    stored[words][when] *= factor
    golden.write(stored, file)


@pytest.mark.parametrize("name", golden.SCENARIOS)
def test_a_scenario_gives_what_it_gave(name: str, runs: Runs, baseline: Any) -> None:
    bound = baseline.bound
    made = golden.golden_of(runs(name), bound.labels, bound.months)
    reference = golden.read(HERE / "references" / f"{name}.json")
    moved = golden.largest(list(golden.changes(name, reference, made)))
    assert moved[0].relative <= golden.RTOL, (
        f"results changed; if they should, scripts/golden.py bless\n{golden.table(moved)}"
    )


def test_references_are_those_of_ten_shipped_scenarios_and_small() -> None:
    files = {file.stem: file for file in (HERE / "references").iterdir()}
    assert set(files) == set(golden.SCENARIOS)
    assert len(files) == 10
    assert set(files) <= set(ws.scenarios())
    assert max(file.stat().st_size for file in files.values()) < 12_000


def test_scenarios_differ_in_their_references() -> None:
    """A selection in which two scenarios look alike would guard one of them for nothing."""
    seen = {name: repr(golden.read(HERE / "references" / f"{name}.json")) for name in golden.SCENARIOS}
    assert len(set(seen.values())) == len(seen)


def test_a_wrong_reference_fails_and_is_named(
    home: Path, runs: Runs, capsys: pytest.CaptureFixture[str]
) -> None:
    assert golden.main(["--home", str(home), "diff"], runs) == 0
    spoil(home, "power-wall", "price_index", "2027-05", 1 + 3e-8)
    spoil(home, "jevons", "end undeployed_mw", "2029", 1.01)
    capsys.readouterr()
    assert golden.main(["--home", str(home), "diff"], runs) == 1
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")][2:]
    assert rows[0].startswith("| end undeployed_mw | jevons | 2029 |")
    assert rows[0].endswith("| 9.9e-03 |")
    assert rows[1].startswith("| price_index | power-wall | 2027-05 |")


def test_a_series_that_comes_or_goes_is_a_change(home: Path, runs: Runs) -> None:
    file = home / "references" / "baseline.json"
    stored = golden.read(file)
    stored.pop("end fleet_mw")
    stored["end shells_mw"] = stored["end undeployed_mw"]
    golden.write(stored, file)
    _, found = golden.compare(home, runs)
    moved = {one.series for one in found if one.relative > golden.RTOL}
    assert moved == {"end fleet_mw", "end shells_mw"}


def test_blessing_writes_the_references_and_the_cause(home: Path, runs: Runs) -> None:
    spoil(home, "lab-default", "sum revenue_usd firm=openai", "2031", 1.02)
    why = "contracts shrink in proportion"
    assert golden.main(["--home", str(home), "bless", "--because", why], runs) == 0
    record = (home / "BLESSED.md").read_text()
    assert why in record
    assert "| sum revenue_usd firm=openai | lab-default | 2031 |" in record
    assert "aware_share" not in record, "only what moved is recorded"
    assert golden.main(["--home", str(home), "diff"], runs) == 0
    for name in golden.SCENARIOS:
        file = f"{name}.json"
        assert (home / "references" / file).read_bytes() == (HERE / "references" / file).read_bytes()


def test_blessing_needs_a_cause_and_something_to_bless(
    home: Path, runs: Runs, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(home, "baseline", "price_index", "2030-01", 1.5)
    before = (home / "references" / "baseline.json").read_bytes()
    assert golden.main(["--home", str(home), "bless", "--because", "update"], runs) == 2
    assert (home / "references" / "baseline.json").read_bytes() == before
    with pytest.raises(SystemExit):
        golden.main(["--home", str(home), "bless"], runs)
    shutil.copy(HERE / "references" / "baseline.json", home / "references")
    assert golden.main(["--home", str(home), "bless", "--because", "nothing moved at all"], runs) == 1
    assert not (home / "BLESSED.md").exists()
    assert "nothing moved" in capsys.readouterr().err


def test_every_blessing_is_on_record() -> None:
    record = (HERE / "BLESSED.md").read_text().splitlines()
    assert record[0] == "# Why the goldens changed"
    headings = [line for line in record if line.startswith("## ")]
    assert headings
    assert all(len(line.split(": ", 1)[1].split()) >= 3 for line in headings)


@pytest.mark.parametrize("name", ["as-written", "baseline"])
def test_last_bits_pass(name: str, loaded_world: Any, runs: Runs) -> None:
    """A hundred times what another processor may round otherwise passes with room to spare, bursts too."""
    import jax

    from wattstreet.batch.single import prepare

    inputs, draw = prepare(loaded_world, name, rng=None), np.random.default_rng(0)
    params = jax.tree.map(
        lambda leaf: leaf * (1 + 1e-13 * draw.standard_normal(leaf.shape)), inputs.bound.params
    )
    rounded = simulate(dataclasses.replace(inputs, bound=dataclasses.replace(inputs.bound, params=params)))
    bound = inputs.bound
    one, other = (golden.golden_of(kept, bound.labels, bound.months) for kept in (runs(name), rounded))
    moved = golden.largest(list(golden.changes(name, one, other)))
    assert moved[0].relative <= golden.RTOL / 10
    assert (rounded["price_index"] != runs(name)["price_index"]).any()
