"""Bad input at the command line: exit code 2, one message that says what to mend, nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wattstreet.cli import main
from wattstreet.ledger.cells import DEAL_COLUMNS, FACT_COLUMNS

pytestmark = pytest.mark.exact

Refused = Callable[..., str]
SCENARIO = "name: mine\nsays: A test.\ninherits: baseline\n"
FACT = (
    "mine,{subject},{quantity},{value},{unit},{value},{value},2022-12-31,2022-12-31,2023-01-31,B,mine,T,P,,,"
)
DEAL = (
    "mine,equity_investment,{payer},{payee},x,{value},usd_billion,{value},{value},,2025-01,2025-01,flat,,"
    "signed,binding,1,2025-01-01,2025-01-01,B,mine,T,P,,,"
)


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Run the command line in an empty folder; returns its message after the checks every refusal shares."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> str:
        before = tree(tmp_path)
        monkeypatch.setattr(sys, "argv", ["wattstreet", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        assert left.value.code == 2, printed.err
        assert printed.err.count("error:") == 1
        assert "Traceback" not in printed.err
        assert printed.out == ""
        assert tree(tmp_path) == before
        return printed.err[printed.err.index("error:") :]

    return run


def tree(folder: Path) -> dict[str, bytes]:
    """Everything below a folder."""
    return {str(file): file.read_bytes() if file.is_file() else b"" for file in sorted(folder.rglob("*"))}


def written(tmp_path: Path, name: str, text: str | bytes) -> Path:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def names(message: str, *parts: str) -> None:
    for part in parts:
        assert part in message, message


WORDS = {
    "a scenario that is not shipped": (["run", "baselin"], "unknown scenario", "baselin", "mean baseline"),
    "one to compare that is not shipped": (
        ["compare", "power-wal", "baseline"], "unknown scenario", "mean power-wall",
    ),
    "a parameter nobody declared": (
        ["run", "--set", "capital.tax_rat=0.2"],
        "unknown parameter", "key: capital.tax_rat", "mean capital.tax_rate",
    ),
    "a value outside its range": (
        ["run", "--set", "capital.tax_rate=9"], "capital.tax_rate", "value: 9", "allowed: 0 to 0.5",
    ),
    "a value below its range": (
        ["run", "--set", "conviction.multiplier=-1"],
        "conviction.multiplier", "value: -1", "allowed: 0 to 10",
    ),
    "no number": (["run", "--set", "capital.tax_rate=low"], "not a number", "capital.tax_rate", "value: low"),
    "not a number by name": (["run", "--set", "capital.tax_rate=nan"], "capital.tax_rate", "value: nan"),
    "no value at all": (["run", "--set", "capital.tax_rate"], "PATH=VALUE", "value: capital.tax_rate"),
    "a label that does not exist": (
        ["run", "--set", "compute.chip_price.nvidea=3e7"], "unknown supplier", "nvidea", "mean nvidia",
    ),
    "a label where there is none": (
        ["run", "--set", "capital.tax_rate.nvidia=0.1"], "too many labels", "capital.tax_rate.nvidia",
    ),
    "a firm that does not exist": (["world", "nvidea"], "unknown firm", "nvidea", "nvidia"),
    "a region that does not exist": (["world", "us-pmj"], "region", "us-pmj", "us-pjm"),
    "a fact that does not exist": (["facts", "cc-0001"], "unknown fact", "cc-0001", "cc-001"),
    "a grade that does not exist": (["facts", "--grade", "E"], "unknown grade", "E", "A, B, C, D"),
    "a subject without facts": (["facts", "--subject", "nvidea"], "unknown subject", "mean nvidia"),
    "an end before the start": (
        ["run", "--until", "2022-06"], "key: until", "value: 2022-06", "2023-01 to 2035-12",
    ),
    "an end after the last month": (
        ["run", "--until", "2036-01"], "key: until", "value: 2036-01", "2023-01 to 2035-12",
    ),
    "an end that is no month": (["run", "--until", "2030-13"], "YYYY-MM", "key: until", "value: 2030-13"),
    "an end in words": (["run", "--until", "soon"], "YYYY-MM", "value: soon"),
    "a seed below zero": (["run", "--seed", "-1"], "seed", "value: -1"),
    "a day that is none": (["run", "--as-of", "2025-02-30"], "date", "2025-02-30"),
    "an option that does not exist": (["run", "--unti", "2030-12"], "--unti"),
    "a command that does not exist": (["rum"], "rum"),
    "a scenario file that is not there": (["run", "gone.yaml"], "cannot be read", "gone.yaml"),
    "an overlay that is not there": (["run", "--overlay", "gone"], "no tables", "gone"),
    "a folder that holds no run": (["show", "."], "no run in this folder", "--out"),
}  # fmt: skip


@pytest.mark.parametrize("case", WORDS)
def test_bad_words_are_refused(case: str, refused: Refused) -> None:
    words, *parts = WORDS[case]
    names(refused(*words), *parts)


FILES = {
    "an unknown key": ("polices: []\n", "unknown key", "polices", "mean policies"),
    "an unknown key of a policy": (
        "policies: [{lever: wires, form: 2026-01, value: 1, why: x}]\n",
        "unknown key", "policies.0.form", "mean from",
    ),
    "an unknown lever": (
        "policies: [{lever: wire, from: 2026-01, value: 1, why: x}]\n",
        "unknown lever", "policies.0.lever", "wire", "mean wires",
    ),
    "a lever out of range": (
        "policies: [{lever: wires, from: 2026-01, value: -2, why: x}]\n",
        "policies.0.value", "value: -2", "0 to 20",
    ),
    "a policy without a reason": (
        "policies: [{lever: wires, from: 2026-01, value: 1}]\n", "policies.0.why", "(missing)",
    ),
    "a policy before the start": (
        "policies: [{lever: wires, from: 2022-01, value: 1, why: x}]\n",
        "policies", "2022-01", "2023-01 to 2035-12",
    ),
    "a policy that ends before it starts": (
        "policies: [{lever: wires, from: 2026-01, until: 2025-01, value: 1, why: x}]\n",
        "policies.0.until", "2025-01", "2026-01 or later",
    ),
    "a date that is no month": (
        "policies: [{lever: wires, from: 2026-1, value: 1, why: x}]\n",
        "policies.0.from", "YYYY-MM", "2026-1",
    ),
    "an unknown event": (
        "events: [{kind: cheap-rivals, date: 2026-01, why: x}]\n",
        "events.0.kind", "cheap-rivals", "mean cheap-rival",
    ),
    "an event before the start": (
        "events: [{kind: doubt, date: 2021-01, why: x}]\n", "events", "2021-01", "2023-01 to 2035-12",
    ),
    "an event of negative size": ("events: [{kind: doubt, date: 2026-01, size: -1, why: x}]\n",
        "events.0.size", "value: -1", "greater than or equal to 0",
    ),
    "a deal that does not exist": (
        "deals: [{id: eq-0001, pays: 0, why: x}]\n", "unknown deal", "deals.0.id", "eq-0001", "eq-001",
    ),
    "a deal that pays more than all": (
        "deals: [{id: eq-001, pays: 1.5, why: x}]\n", "deals.0.pays", "value: 1.5", "less than or equal to 1",
    ),
    "a parameter nobody declared": (
        "parameters: {capital.tax_rat: 0.2}\n", "unknown parameter", "capital.tax_rat", "capital.tax_rate",
    ),
    "a parameter out of range": (
        "parameters: {capital.tax_rate: 2}\n", "capital.tax_rate", "value: 2", "0 to 0.5",
    ),
    "a parameter in words": ("parameters: {capital.tax_rate: low}\n", "parameters.capital.tax_rate", "low"),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_bad_scenario_file_is_refused(case: str, refused: Refused, tmp_path: Path) -> None:
    text, *parts = FILES[case]
    message = refused("run", written(tmp_path, "mine.yaml", SCENARIO + text), "--out", tmp_path / "out")
    names(message, "file:", "mine", *parts)


WHOLE_FILES = {
    "no YAML": ("name: [mine\n", "not YAML", "mine.yaml", "line"),
    "no keys": ("- a\n- b\n", "keys and values", "mine.yaml"),
    "bytes": (b"\xff\xfe\x00\x81binary", "cannot be read", "mine.yaml"),
    "nothing": ("", "keys and values", "mine.yaml"),
    "no sentence": ("name: mine\n", "says", "(missing)"),
    "its own parent": ("name: mine\nsays: x\ninherits: mine\n", "circle", "mine → mine"),
    "its own parent by file": ("name: mine\nsays: x\ninherits: mine.yaml\n", "circle", "key: inherits"),
    "an unknown parent": ("name: mine\nsays: x\ninherits: baselin\n", "unknown scenario", "mean baseline"),
}


@pytest.mark.parametrize("case", WHOLE_FILES)
def test_a_file_that_is_no_scenario_is_refused(case: str, refused: Refused, tmp_path: Path) -> None:
    text, *parts = WHOLE_FILES[case]
    names(refused("run", written(tmp_path, "mine.yaml", text), "--out", tmp_path / "out"), *parts)


def test_files_that_inherit_each_other_are_refused(refused: Refused, tmp_path: Path) -> None:
    one = written(tmp_path, "one.yaml", "name: one\nsays: x\ninherits: two.yaml\n")
    written(tmp_path, "two.yaml", "name: two\nsays: x\ninherits: one.yaml\n")
    names(refused("run", one), "circle")


def fact(**cells: object) -> str:
    return ",".join(FACT_COLUMNS) + "\n" + FACT.format(**cells) + "\n"


def deal(**cells: object) -> str:
    return ",".join(DEAL_COLUMNS) + "\n" + DEAL.format(**cells) + "\n"


TABLES = {
    "a share over one": (
        "mine.csv", fact(subject="microsoft", quantity="wanted_share", value=1.5, unit="share"),
        "mine.csv, row 2", "share", "0..1",
    ),
    "a negative amount of a deal": (
        "deals.csv", deal(payer="microsoft", payee="xai", value=-1),
        "deals.csv, row 2", "negative", "zero or more",
    ),
    "a negative fleet": (
        "mine.csv", fact(subject="microsoft", quantity="ai_fleet_mw", value=-5, unit="mw"),
        "ai_fleet_mw", "-5",
    ),
    "a party that does not exist": (
        "deals.csv", deal(payer="microsft", payee="xai", value=1), "unknown party", "microsft", "microsoft",
    ),
    "a subject that does not exist": (
        "mine.csv", fact(subject="microsft", quantity="ai_fleet_mw", value=5, unit="mw"),
        "mine.csv", "unknown subject", "mean microsoft",
    ),
    "an unknown unit": (
        "mine.csv", fact(subject="microsoft", quantity="ai_fleet_mw", value=5, unit="mww"),
        "mine.csv, row 2", "unknown unit", "mww",
    ),
    "a table of bytes": ("mine.csv", b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "mine.csv", "UTF-8"),
    "a table with an open quote": (
        "mine.csv", ",".join(FACT_COLUMNS) + '\n"open,a\n', "mine.csv", "not a CSV table",
    ),
    "a ragged table": (
        "mine.csv", ",".join(FACT_COLUMNS) + "\na,b\n", "mine.csv, row 2", "another number of cells",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLES)
def test_a_bad_table_of_facts_is_refused(case: str, refused: Refused, tmp_path: Path) -> None:
    name, text, *parts = TABLES[case]
    written(tmp_path, f"rows/{name}", text)
    message = refused("run", "--overlay", tmp_path / "rows", "--out", tmp_path / "out")
    names(message, *parts)


def test_a_file_is_no_output_folder(refused: Refused, tmp_path: Path) -> None:
    file = written(tmp_path, "out", "mine")
    names(refused("run", "--out", file), "--out", "is a file", str(file), "suggestion")


def test_a_folder_of_something_else_is_no_output_folder(refused: Refused, tmp_path: Path) -> None:
    written(tmp_path, "out/thesis.txt", "years of work")
    names(refused("run", "--out", tmp_path / "out"), "--out", "something else", "suggestion")


def test_a_folder_below_a_file_is_no_output_folder(refused: Refused, tmp_path: Path) -> None:
    file = written(tmp_path, "notes", "mine")
    names(refused("run", "--out", file / "out"), "--out", "cannot be written", "suggestion")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a file system that refuses even root")
def test_a_disk_that_refuses_is_found_before_anything_runs(refused: Refused) -> None:
    message = refused("run", "--out", "/proc/wattstreet/out")
    names(message, "--out", "cannot be written", "/proc/wattstreet/out")


def test_bad_input_leaves_the_same_way_from_a_shell(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wattstreet", "run", "--set", "capital.tax_rate=9", "--out", "out"],
        capture_output=True, text=True, cwd=tmp_path, env=with_source(), timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("error:") == 1
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def with_source() -> dict[str, str]:
    """The environment with this package importable from any folder."""
    import wattstreet

    found = str(Path(wattstreet.__file__).parents[1])
    given = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([found, *([given] if given else [])])}
