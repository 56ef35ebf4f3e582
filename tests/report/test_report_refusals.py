"""Reports that cannot be made, or have to say what is wrong with what they are made from."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import pictures
import wattstreet as ws
from wattstreet.batch.folder import save_run
from wattstreet.core.errors import InputError
from wattstreet.report.current import check_current, rerun_command
from wattstreet.report.html import check_page, page_of, write_page
from wattstreet.report.limits import limits
from wattstreet.words.speak import speak

pytestmark = pytest.mark.app


@pytest.fixture(scope="module")
def run(loaded_world: Any) -> xr.Dataset:
    return ws.run(loaded_world, "five-percent", rng=3, until="2026-12")


def test_a_run_of_the_code_at_hand_is_accepted(run: xr.Dataset, loaded_world: Any) -> None:
    check_current(run, loaded_world, "out/five")


@pytest.mark.parametrize(
    ("attribute", "named"),
    [
        ("version", "version (then 0.0.9, now 0.1.0)"),
        ("code", "code of the model"),
        ("fit", "fitted parameters"),
        ("facts_fingerprint", "facts"),
    ],
)
def test_a_run_of_another_version_says_what_changed_and_how_to_run_it_again(
    run: xr.Dataset, loaded_world: Any, attribute: str, named: str
) -> None:
    with pytest.raises(InputError) as caught:
        check_current(run.assign_attrs({attribute: "0.0.9"}), loaded_world, "out/five")
    told = str(caught.value)
    assert "another version than the one at hand" in told
    assert named in told
    assert "wattstreet run five-percent --until 2026-12 --seed 3 --out out/five --report" in told


def test_a_run_without_its_code_on_record_is_refused(run: xr.Dataset, loaded_world: Any) -> None:
    old = run.copy()
    del old.attrs["code"]
    with pytest.raises(InputError, match="not recorded"):
        check_current(old, loaded_world, "out/five")


def test_the_command_names_every_edit(loaded_world: Any) -> None:
    edited = ws.scenario("baseline").edited({"conviction.multiplier": 3.0})
    run = ws.run(loaded_world, edited, rng=None, until="2026-12")
    command = rerun_command(run, "out/it is")
    assert command == (
        "wattstreet run baseline --set conviction.multiplier=3 --until 2026-12 --out 'out/it is' --report"
    )


def test_failed_members_are_counted_on_the_page(loaded_world: Any, tmp_path: Path) -> None:
    from wattstreet.report.make import make_report

    store = ws.ensemble(loaded_world, "baseline", members=6, rng=1)
    sick = store.assign(health=("member", np.array([0, 1, 0, 0, 2, 0])))
    sick.attrs |= {"unhealthy": 2, "unhealthy_members": "1 4", "health_words": "not finite, negative stock"}
    page = page_of(make_report(sick, tmp_path / "store"), ("en",))
    assert "2 of 6 draws, by number 1 4" in page
    assert "2 of 6 draws" not in page_of(make_report(store, tmp_path / "store"), ("en",))


def test_a_place_that_cannot_be_written_is_refused_before_anything_runs(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(InputError, match="cannot be written"):
        check_page(tmp_path / "file" / "report.html")
    with pytest.raises(InputError, match="replace a folder"):
        check_page(tmp_path)
    if os.getuid():  # the superuser may write anywhere
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o500)
        with pytest.raises(InputError, match="cannot be written"):
            check_page(closed / "report.html")


def test_a_page_that_fails_half_way_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.html"
    write_page("first", file)

    def refuse(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(InputError, match="cannot be written"):
        write_page("second", file)
    assert file.read_text() == "first"


def test_two_runs_that_do_not_match_cannot_stand_side_by_side(
    run: xr.Dataset, loaded_world: Any, tmp_path: Path
) -> None:
    from wattstreet.report.make import make_report

    longer = ws.run(loaded_world, "baseline", rng=3, until="2027-06")
    save_run(longer, tmp_path / "longer", {})
    with pytest.raises(InputError, match="different months"):
        make_report(run, tmp_path / "five", str(tmp_path / "longer"))


def test_pictures_refuse_a_machine_without_chinese_type_or_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "fc-list"
    fake.write_text("#!/bin/sh\nexit 0\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="no font on this machine holds Chinese"):
        pictures.check_fonts()
    with pytest.raises(InputError, match="need Chromium"):
        pictures.chromium()
    fake.unlink()
    with pytest.raises(InputError, match="cannot be listed"):
        pictures.check_fonts()


def test_limits_are_those_of_what_is_shown(run: xr.Dataset, loaded_world: Any) -> None:
    from wattstreet.analysis.hindcast import make_hindcast
    from wattstreet.analysis.provenance import sources_of_run
    from wattstreet.batch.remember import remembered

    past = remembered(
        ("a hindcast for a test",), make_hindcast, ("core", "model", "casebook", "analysis", "words")
    )
    sources = sources_of_run(run)
    one, many = (
        [speak(words) for words in limits(sources, past, is_ensemble)] for is_ensemble in (False, True)
    )
    assert any("one path, not a forecast" in words for words in one)
    assert any("not from a posterior" in words for words in many)
    assert past.noisy is not None
    burst, draws = past.noisy
    assert any(f"{burst} of {draws} draws" in words for words in one)
    unsaid = [speak(words) for words in limits(sources, dataclasses.replace(past, noisy=None), False)]
    assert not any("With noise" in words for words in unsaid)


def test_an_ensemble_is_set_against_nothing(loaded_world: Any, tmp_path: Path) -> None:
    from wattstreet.report.make import make_report

    store = ws.ensemble(loaded_world, "baseline", members=2, rng=1, draws="noise")
    with pytest.raises(InputError, match="set against nothing"):
        make_report(store, tmp_path / "store", "ai-winter")
