"""What is kept on this machine is made once, and where nothing can be kept it is made again."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from wattstreet.batch.remember import remembered

pytestmark = pytest.mark.unit


def test_a_result_is_made_once_and_nothing_else_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATTSTREET_CACHE", str(tmp_path / "store"))
    counted = itertools.count()
    assert [remembered(("how many",), lambda: next(counted)) for _ in range(3)] == [0, 0, 0]
    assert [file.suffix for file in (tmp_path / "store").iterdir()] == [".result"]


@pytest.mark.parametrize("place", ["file", "file/store"])
def test_a_store_that_cannot_be_written_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "file").write_text("kept")
    monkeypatch.setenv("WATTSTREET_CACHE", str(tmp_path / place))
    counted = itertools.count()
    assert [remembered(("how many",), lambda: next(counted)) for _ in range(3)] == [0, 1, 2]
    assert (tmp_path / "file").read_text() == "kept"
