"""`wattstreet check`: verdicts, arithmetic, the recorded verdict, a page; and `ws.claims` behind it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import wattstreet as ws
from wattstreet.cli import main
from wattstreet.ledger.cells import FACT_COLUMNS

pytestmark = pytest.mark.exact

OWN = """
id: homes
says: Fifty gigawatt-hours are what five thousand American homes use in a year.
steps:
  all homes: 5000 × 10.5 MWh
claimed: "{all homes}"
found: 50 GWh
"""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command line; returns exit code, what it printed, and what it said beside."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["wattstreet", "check", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.yaml"
    file.write_text(OWN)
    return file


def test_the_library_is_as_recorded(told: Any) -> None:
    code, out, err = told("--json")
    assert code == 0, err
    found = json.loads(out)
    assert found["changes"] == []
    assert len(found["verdicts"]) + len(found["not_asked"]) == 58


def test_needs_no_simulator() -> None:
    """Claims that need no runs are checked without the packages that take seconds to load."""
    code = (
        "import sys\nfrom wattstreet.claims import check\ncheck()\n"
        "print([name for name in ('jax', 'xarray', 'pandas', 'plotly') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_file_of_ones_own(told: Any, own: Path) -> None:
    code, out, err = told(own)
    assert (code, err) == (0, "")
    assert "homes" in out
    assert "holds" in out
    assert "Claimed 52.5 GWh, found 50 GWh." in out


def test_explained_in_steps(told: Any, own: Path) -> None:
    _, out, _ = told(own, "--explain", "homes")
    assert "all homes: 5,000 × 10.5 MWh = 52,500 MWh" in out
    assert "claimed ÷ found: 1.05" in out


def test_in_chinese(told: Any, own: Path) -> None:
    own.write_text(OWN + "zh: {says: 五千万千瓦时相当于五千户美国家庭一年的用电。}\n")
    _, out, _ = told(own, "--lang", "zh")
    assert "五千户美国家庭" in out
    assert "成立" in out
    assert "5,250万千瓦时" in out


def test_another_verdict_than_recorded_ends_with_one(told: Any, own: Path) -> None:
    assert told(own, "--record")[0] == 0
    assert told(own)[0] == 0
    own.write_text(OWN.replace("50 GWh", "5 GWh"))
    code, out, err = told(own)
    assert code == 1
    assert "wrong magnitude" in out
    assert "homes: the verdict was recorded as holds and is wrong magnitude." in err


def test_a_figure_that_changed_is_told(told: Any, tmp_path: Path) -> None:
    """A fact corrected without another verdict is told, and is no failure; a larger one is."""
    file = tmp_path / "own.yaml"
    fact = "claims-openai-gpt3_training_energy-2020-12-31"
    file.write_text(
        f"id: training\nsays: GPT-3 took 1,300 MWh.\nuses: {{energy: {fact}}}\n"
        "claimed: 1300 MWh\nfound: '{energy}'\n"
    )
    assert told(file, "--record")[0] == 0
    mine = tmp_path / "mine"
    mine.mkdir()
    head = ",".join(FACT_COLUMNS) + "\n"
    for value, code in ((1301, 0), (13010, 1)):
        (mine / "facts.csv").write_text(
            f"{head}{fact},gpt-3,training_energy,{value},mwh,{value},{value},2020-01-01,2020-12-31,2021-04-21,C,mine,T,P,2021,,\n"
        )
        found, _, err = told(file, "--overlay", mine)
        assert found == code
        assert f"the figure {fact} was 1287 mwh (1250 to 1325) and is {value} mwh" in err


def test_what_was_known_on_a_day(told: Any) -> None:
    """A letter of intent of a hundred billion was not out of date before it was replaced."""
    _, before, _ = told("--explain", "C41", "--as-of", "2026-02-25", "--json")
    assert json.loads(before)["verdicts"][0]["verdict"] == "outdated"


def test_public_names() -> None:
    verdicts = {one.id: one for one in ws.claims.check()}
    one = verdicts["tesla-miles"]
    assert one.verdict == "wrong_magnitude"
    assert one.ratio is not None
    assert 1 / 145 < one.ratio.low < 1 / 125 < one.ratio.high < 1 / 110
    assert one.evidence
    assert ws.claims.refuse_reason("45 GW per day") is not None
    assert ws.claims.refuse_reason("45 GWh per day") is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--explain", "tesla-mile"), "did you mean tesla-miles"),
        (("nowhere.yaml",), "cannot be read"),
        (("--as-of", "someday"), "not a date"),
        (("--lang", "fr"), "unknown language"),
        (("--record", "--as-of", "2025-11-20"), "a record is of all the shipped facts"),
        (("--out", "."), "would replace a folder"),
    ],
)
def test_bad_input_ends_with_two(
    told: Any, words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = told(*words)
    assert code == 2
    assert out == ""
    assert said in err
    assert list(tmp_path.iterdir()) == []
