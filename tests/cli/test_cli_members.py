"""What the command line prints, writes and refuses of an ensemble."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from wattstreet.cli import main

pytestmark = pytest.mark.store

MANY = ("run", "five-percent", "--members", "8", "--draws", "noise")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Exit code, output and messages of a command run in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["wattstreet", *words])
        try:
            main()
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_an_ensemble_answers_people_and_is_written(told: Any) -> None:
    code, out, err = told(*MANY, "--out", "many")
    assert code == 0, err
    assert "draws AI shares fell by 40 % within two years of November 2025" in out.splitlines()[0]
    assert "Bursts by year" in out
    assert "who thought it a bubble just before" in out
    assert "crash_share_after_runup_100" in out
    assert "series: many/series.nc" in out
    assert sorted(file.name for file in Path("many").iterdir()) == ["answer.json", "series.nc"]

    code, out, _ = told(*MANY, "--seed", "0", "--json")
    found = json.loads(out)
    assert code == 0
    assert found == json.loads(Path("many/answer.json").read_text())
    assert found["members"] == 8
    assert found["draws"] == "noise"
    assert found["seed"] == 0
    assert sum(row["bursts"] for row in found["bursts_by_half_year"]) <= 8
    within = found["bursts_within_months"]
    assert within["12"]["bursts"] <= within["24"]["bursts"] <= within["end"]["bursts"] <= within["end"]["of"]
    assert within["24"]["of"] == 8 - found["burst_before"]
    assert sum(group["of"] for group in found["bursts_by_awareness"]) == within["24"]["of"]
    assert len(found["base_rates"]) == 3
    assert list(found["yearly"]["us_twh"]["quantiles"]) == ["0.05", "0.5", "0.95"]

    code, out, _ = told("show", "many", "price_index", "--pick", "member=3")
    assert code == 0
    assert "2035" in out
    code, out, _ = told("show", "many", "price_index", "--json")
    assert code == 0
    last = json.loads(out)[-1]
    assert list(last) == ["year", "0.05", "0.5", "0.95"]
    assert float(last["0.05"]) <= float(last["0.5"]) <= float(last["0.95"])
    code, out, err = told("compare", "many", "baseline")
    assert code == 2
    assert "ensemble" in err


def test_the_default_draws_are_the_prior_s_and_rejections_are_said(told: Any) -> None:
    code, out, err = told("run", "five-percent", "--members", "3", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert found["draws"] == "prior"
    if found["rejected"]:
        assert any(
            f"{found['rejected']} of {found['rejected'] + 3} draws" in said for said in found["answer"]
        )


REFUSED = {
    "no members": (["--members", "0"], "members"),
    "fewer than none": (["--members", "-5"], "members"),
    "not a number": (["--members", "many"], "members"),
    "too many": (["--members", "1000000"], "10000"),
    "draws nobody knows": (["--members", "5", "--draws", "wild"], "noise, prior"),
    "a posterior": (["--members", "5", "--draws", "posterior"], "no posterior ships yet"),
    "a seed below zero": (["--members", "5", "--seed", "-1"], "seed"),
    "draws of one run": (["--draws", "prior"], "--members"),
}


@pytest.mark.parametrize(("words", "says"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_refused_at_once(told: Any, words: list[str], says: str) -> None:
    code, out, err = told("run", "baseline", *words, "--out", "many")
    assert code == 2
    assert out == ""
    assert err.startswith("error:")
    assert err.count("error:") == 1
    assert says in err
    assert not Path("many").exists()
