"""The hindcast at the command line, with a fit of each kind."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from wattstreet.analysis.hindcast import KNOWN_THEN, TOLD_LATER
from wattstreet.analysis.naive import LAST_GROWTH, LAST_VALUE
from wattstreet.casebook import fits
from wattstreet.cli import main

pytestmark = pytest.mark.exact

FIT = """
name: "{until}"
says: A test.
as_of: "{as_of}"
until: "{until}"
parameters: {{compute.order_adjustment: {value}}}
datasheet: {{}}
"""


@pytest.fixture
def fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Two small fits in place of the shipped ones."""
    folder = tmp_path / "fitted"
    folder.mkdir()
    for until, as_of, value in (("2024-12", "2024-12-31", 3.0), ("2025-10", "2025-11-20", 4.0)):
        text = FIT.format(until=until, as_of=as_of, value=value)
        (folder / f"{until}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(fits, "FITTED", folder)
    fits.fits.cache_clear()
    yield
    fits.fits.cache_clear()


def command(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["wattstreet", "hindcast", *map(str, words)])
    try:
        main()
    except SystemExit as left:
        return int(left.code or 0)
    return 0


@pytest.mark.usefixtures("fitted")
def test_the_record_for_machines_and_the_page(tmp_path, monkeypatch, capsys):
    assert command(monkeypatch, "--json", "--out", tmp_path / "out") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["fit"] == "2025-10"
    assert found["fitted_parameters"] == {"compute.order_adjustment": 4.0}
    assert found["health"] == 0
    scored = [figure for figure in found["figures"] if figure["scored"]]
    assert sum(series["of"] for series in found["series"]) == len(scored) > 50
    assert sum(series["met"] for series in found["series"]) == sum(figure["met"] for figure in scored)
    assert all(series["reason"] for series in found["series"] if series["met"] < series["of"])
    for row in found["held_out"]:
        assert set(row["guesses"]) == {KNOWN_THEN, TOLD_LATER, LAST_VALUE, LAST_GROWTH}
    assert len(found["held_out_mean_absolute_error"]) == 6
    assert found["told"]
    assert found["outlook"]
    page = (tmp_path / "out" / "hindcast.md").read_text(encoding="utf-8")
    assert found["says"][0] in page
    for figure in scored:
        assert figure["period"] in page


@pytest.mark.usefixtures("fitted")
def test_the_text_begins_with_a_sentence(monkeypatch, capsys):
    assert command(monkeypatch, "--until", "2024-06") == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Of ")
    assert "lie within their band" in printed.splitlines()[0]
    assert "Held out" not in printed
    assert "FY2026" not in printed


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--until", "2026-01"], "2023-10 to 2025-12"),
        (["--until", "June"], "YYYY-MM"),
        (["--out", "/dev/null/page"], "--out"),
        (["--overlay", "nowhere"], "nowhere"),
    ],
)
def test_bad_input_is_refused(words, named, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert command(monkeypatch, *words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert named in printed.err
    assert not list(tmp_path.iterdir())
