"""What the command line prints and writes when all is well."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import wattstreet as ws
from wattstreet.analysis.headlines import HEADLINES
from wattstreet.batch.folder import load_run
from wattstreet.cli import main
from wattstreet.core.axes import LIMITS
from wattstreet.model.diagnostics import MENU

pytestmark = pytest.mark.exact

YEARS = [str(year) for year in range(2023, 2036)]
Printed = Callable[..., str]


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Printed:
    """What a command prints, run in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> str:
        monkeypatch.setattr(sys, "argv", ["wattstreet", *map(str, words)])
        try:
            main()
        except SystemExit as left:
            assert not left.code, capsys.readouterr().err  # noqa: PT017
        return capsys.readouterr().out

    return run


def test_a_run_answers_machines(printed: Printed) -> None:
    found = json.loads(printed("run", "baseline", "--json"))
    assert found["scenario"] == "baseline"
    assert found["answer"]
    assert all(sentence.endswith(".") for sentence in found["answer"])
    for country in ("us", "cn"):
        assert list(found["binding_months"][country]) == YEARS
        for counts in found["binding_months"][country].values():
            assert sum(counts.values()) == 12
            assert set(counts) <= set(LIMITS)
    assert set(found["yearly"]) == set(HEADLINES)
    for headline in found["yearly"].values():
        assert list(headline["values"]) == YEARS
        assert np.isfinite(list(headline["values"].values())).all()
        assert headline["unit"]
    assert found["healthy"] is True
    assert found["largest_residual"] <= 1e-9
    assert found["seed"] == "none"
    assert found["facts_fingerprint"]


def test_a_run_answers_people(printed: Printed) -> None:
    text = printed("run")
    assert "What binds in the US" in text
    assert "What binds in China" in text
    assert all(year in text for year in YEARS)


def test_a_run_is_written_and_read_back(printed: Printed, tmp_path: Path) -> None:
    text = printed("run", "power-wall", "--out", "out/wall", "--seed", "3")
    folder = Path("out/wall")
    assert f"series: {folder / 'series.nc'}" in text
    assert sorted(file.name for file in folder.iterdir()) == ["answer.json", "series.nc"]
    assert [file.name for file in Path("out").iterdir()] == ["wall"]
    answer = json.loads((folder / "answer.json").read_text())
    assert (answer["scenario"], answer["seed"]) == ("power-wall", 3)
    assert all(sentence in text for sentence in answer["answer"])

    back = load_run(folder)
    assert set(MENU) <= set(back.data_vars)
    assert back["cash_usd"].attrs["units"] == "usd"
    listed = json.loads(printed("show", folder, "--json"))
    assert {row["series"] for row in listed} == {str(name) for name in back.data_vars}
    rows = json.loads(printed("show", folder, "fleet_mw", "--pick", "firm=openai", "--json"))
    assert [row["year"] for row in rows][-13:] == YEARS
    rows = json.loads(printed("show", folder, "capability", "--json"))
    assert {"us", "cn"} <= set(rows[0])

    # the same command again replaces the run, with the same answer
    printed("run", "power-wall", "--out", "out/wall", "--seed", "3")
    assert json.loads((folder / "answer.json").read_text()) == answer


def test_a_series_that_is_not_in_a_run_is_refused(
    printed: Printed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed("run", "--out", "out")
    for words, parts in (
        (["show", "out", "fleet_mww"], ["unknown series", "fleet_mww", "mean fleet_mw"]),
        (["show", "out", "fleet_mw", "--pick", "firm=opena"], ["unknown firm", "opena", "mean openai"]),
        (["show", "out", "fleet_mw", "--pick", "firms=openai"], ["unknown axis", "firms", "mean firm"]),
        (["show", "out", "paid_usd"], ["too many axes", "payer"]),
    ):
        monkeypatch.setattr(sys, "argv", ["wattstreet", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert (left.value.code, said.out) == (2, "")
        assert said.err.count("error:") == 1
        assert all(part in said.err for part in parts), said.err


def test_a_set_parameter_changes_the_run(printed: Printed) -> None:
    before = json.loads(printed("run", "--json"))["yearly"]["complex_tn"]["values"]
    after = json.loads(printed("run", "--set", "conviction.multiplier=1", "--json"))["yearly"]["complex_tn"]
    assert before != after["values"]


def test_a_comparison_names_moves_and_reason(printed: Printed) -> None:
    found = json.loads(printed("compare", "baseline", "power-wall", "--json"))
    assert found["scenarios"] == ["baseline", "power-wall"]
    moved = {move["name"] for move in found["moves"]}
    assert "connected_us_gw" in moved
    assert moved <= set(HEADLINES)
    for move in found["moves"]:
        assert {"before", "after", "year", "first_month", "says", "unit", "change"} <= set(move)
        assert move["first_month"] >= "2025-12"
    assert ws.scenario("power-wall").says in found["reason"]
    assert len(found["explained_by"]) == 3
    assert any("wires" in edit for edit in found["explained_by"])


def test_a_comparison_runs_its_edits_on_the_same_facts(printed: Printed, tmp_path: Path) -> None:
    """One edit that does all and one that does nothing: alone, the first explains everything."""
    from wattstreet.ledger.cells import FACT_COLUMNS

    row = "mine,microsoft,ai_fleet_mw,400,mw,400,400,2022-12-31,2022-12-31,2023-01-31,B,mine,T,P,,,"
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "mine.csv").write_text(",".join(FACT_COLUMNS) + "\n" + row + "\n")
    (tmp_path / "mine.yaml").write_text(
        "name: mine\nsays: x\ninherits: baseline\n"
        "policies: [{lever: wires, from: 2026-01, value: 0.25, why: x}]\n"
        "events: [{kind: doubt, date: 2026-01, size: 0, why: x}]\n"
    )
    found = json.loads(printed("compare", "baseline", "mine.yaml", "--overlay", tmp_path / "rows", "--json"))
    assert found["moves"]
    (wires,) = (shares for edit, shares in found["explained_by"].items() if edit.startswith("wires"))
    assert wires == pytest.approx(dict.fromkeys(wires, 1.0))


def test_a_comparison_with_itself_moves_nothing(printed: Printed) -> None:
    found = json.loads(printed("compare", "baseline", "baseline", "--json"))
    assert found["moves"] == []
    assert found["explained_by"] == {}


def test_scenarios_are_listed(printed: Printed) -> None:
    assert json.loads(printed("scenarios", "--json")) == ws.scenarios()
    text = printed("scenarios")
    assert all(name in text for name in ws.scenarios())


def test_facts_are_found(printed: Printed) -> None:
    (one,) = json.loads(printed("facts", "cc-001", "--json"))
    assert one["id"] == "cc-001"
    found = json.loads(printed("facts", "--subject", "nvidia", "--grade", "A", "--json"))
    assert found
    assert {(each["subject"], each["grade"]) for each in found} == {("nvidia", "A")}
    assert "cc-001" in printed("facts", "cc-001")


def test_the_world_and_its_assumptions_are_shown(printed: Printed) -> None:
    fills = json.loads(printed("world", "--fills", "--json"))
    assert fills
    assert all(fill["reason"] and fill["low"] <= fill["value"] <= fill["high"] for fill in fills)
    assert json.loads(printed("world", "nvidia", "--json"))["slug"] == "nvidia"
    assert json.loads(printed("world", "us-pjm", "--json"))["slug"] == "us-pjm"
    assert json.loads(printed("world", "--json"))
    assert "nvidia" in printed("world")


def test_every_command_has_help(printed: Printed) -> None:
    for command in ("run", "show", "compare", "world", "facts", "scenarios"):
        assert "--help" in printed(command, "--help")


DIGEST = """
import hashlib, sys
import wattstreet as ws
run = ws.run(ws.load_world(), "baseline", rng=3)
digest = hashlib.sha256()
for name in sorted(map(str, run.data_vars)):
    digest.update(name.encode() + run[name].values.tobytes())
print(digest.hexdigest())
"""


def test_another_process_makes_the_same_bytes(loaded_world: Any, tmp_path: Path) -> None:
    run = ws.run(loaded_world, "baseline", rng=3)
    digest = hashlib.sha256()
    for name in sorted(map(str, run.data_vars)):
        digest.update(name.encode() + run[name].values.tobytes())
    source = str(Path(ws.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", DIGEST], capture_output=True, text=True, cwd=tmp_path, timeout=110,
        env={**os.environ, "PYTHONPATH": source, "PYTHONHASHSEED": "7"}, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == digest.hexdigest()


def test_the_shell_command_answers(tmp_path: Path) -> None:
    source = str(Path(ws.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-m", "wattstreet", "run", "--json", "--out", "out"],
        capture_output=True, text=True, cwd=tmp_path, timeout=110, env={**os.environ, "PYTHONPATH": source},
        check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == json.loads((tmp_path / "out" / "answer.json").read_text())
    assert "out/series.nc" in done.stderr


def test_what_a_reader_might_miss_is_said(printed: Printed) -> None:
    """A past that is not the fitted one, a year cut short, an edit that never comes."""
    words = printed("run", "sceptic", "--until", "2025-11")
    assert "this past is not the fitted one: capital.chip_life, compute.economic_life." in words
    assert "2025 ends with November 2025: its sums are of those months alone." in words
    assert "The run ends before 2 of this scenario's dated edits." in words


def test_the_command_line_and_python_without_noise_give_the_same_run(printed: Printed, loaded_world) -> None:
    import json

    import wattstreet as ws
    from wattstreet.analysis.answer import record

    asked = json.loads(printed("run", "baseline", "--until", "2026-12", "--json"))
    run = ws.run(loaded_world, ws.scenario("baseline"), rng=None, until="2026-12")
    assert asked["yearly"] == json.loads(json.dumps(record(run)["yearly"]))
    assert asked["fit"] == "2025-11"


def test_a_parameter_that_moves_the_opening_month_end_can_be_compared(printed: Printed) -> None:
    """Values at the opening differ, and no calendar year of the run holds that month end."""
    printed("run", "--set", "conviction.multiplier=3", "--out", "shallow", "--until", "2026-12")
    printed("run", "--out", "plain", "--until", "2026-12")
    assert "(2022)" not in printed("compare", "plain", "shallow")
