"""The tutorial says what it would say today, holds nothing of a machine, and what it shows is labelled."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

import notebook as script
import wattstreet as ws

pytestmark = pytest.mark.unit

MOST_BYTES = 1_000_000
CODES = {"health", "first_bad_month"}
"""What a run says about itself: a code and a position, which have no unit."""
DRAWN = {script.FIGURE, script.PICTURE}


@pytest.fixture(scope="module")
def stored() -> Any:
    return nbformat.read(script.NOTEBOOK, as_version=4)


def _written(path: Path, *sources: str) -> Path:
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{at}") for at, source in enumerate(sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def said(notebook: Any) -> dict[str, list[Any]]:
    """What every cell puts out, as text; of a figure only that there is one."""
    found: dict[str, list[Any]] = {}
    for cell in notebook.cells:
        shown: list[Any] = []
        for output in cell.get("outputs", ()):
            if output.output_type == "stream":
                shown.append((output.name, output.text))
            elif script.FIGURE in output.data:
                shown.append("figure")
            else:
                shown.append(dict(output.data))
        found[cell.id] = shown
    return found


def test_the_tutorial_says_what_it_would_say_today(stored):
    fresh = script.executed()
    assert said(fresh) == said(stored), "outputs changed; if they should, make notebook"


def test_every_cell_of_the_tutorial_ran_in_order_and_none_complained(stored):
    cells = [cell for cell in stored.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert {output.output_type for output in script.outputs(stored)} <= {
        "stream", "display_data", "execute_result",
    }  # fmt: skip
    assert not [output.text for output in script.outputs(stored) if output.get("name", "stdout") != "stdout"]


def test_every_picture_of_the_tutorial_is_stored_for_either_kind_of_viewer(stored):
    drawings = [cell for cell in stored.cells if cell.cell_type == "code" and "ws.plot." in cell.source]
    assert len(drawings) >= 4
    for cell in drawings:
        (output,) = cell.outputs
        assert set(output.data) >= DRAWN, cell.id
        assert output.data[script.FIGURE]["data"], cell.id


def test_the_tutorial_holds_nothing_of_a_machine(stored):
    nbformat.validate(stored)
    assert script.NOTEBOOK.stat().st_size < MOST_BYTES
    assert set(stored.metadata) == {"kernelspec", "language_info"}
    assert stored.metadata.language_info == {"name": "python"}
    assert not [cell.id for cell in stored.cells if cell.metadata]
    assert not [output for output in script.outputs(stored) if output.get("metadata")]


def test_text_of_one_stream_is_one_output_wherever_the_kernel_cut_it():
    def stream(name: str, text: str) -> Any:
        return nbformat.v4.new_output("stream", name=name, text=text)

    cell = nbformat.v4.new_code_cell("", id="cell-0")
    cell.outputs = [
        stream("stdout", "a"),
        stream("stdout", "b"),
        stream("stderr", "c"),
        stream("stdout", "d"),
    ]
    cell.metadata = {"execution": {"iopub.status.busy": "today"}}
    notebook = script.cleaned(nbformat.v4.new_notebook(cells=[cell]))
    assert [output.text for output in script.outputs(notebook)] == ["ab", "c", "d"]
    assert cell.metadata == {}


def test_a_notebook_runs_with_this_python_on_this_checkout(tmp_path):
    file = _written(
        tmp_path / "asks.ipynb",
        "import sys, wattstreet\nprint(sys.executable)\nprint(wattstreet.__file__)",
    )
    before = file.read_bytes()
    (output,) = script.outputs(script.executed(file))
    python, package = output.text.split()
    assert Path(python) == Path(sys.executable)
    assert Path(package) == script.ROOT / "src" / "wattstreet" / "__init__.py"
    assert file.read_bytes() == before


def test_a_cell_that_fails_leaves_the_file_and_says_why(tmp_path, monkeypatch, capsys):
    file = _written(tmp_path / "fails.ipynb", "raise ValueError('no such thing')")
    before = file.read_bytes()
    monkeypatch.setattr(sys, "argv", ["notebook.py", str(file)])
    assert script.main() == 2
    assert "ValueError: no such thing" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_every_series_of_a_run_has_labels_a_unit_and_a_name_in_words():
    from wattstreet.core.units import UNITS

    run = ws.run(ws.load_world(), ws.scenario("baseline"), rng=None)
    assert set(run.dims) == set(run.coords), "an axis without labels"
    for name, coordinate in run.coords.items():
        assert coordinate.dims == (name,)
        values = coordinate.to_index()
        assert values.is_unique, name
        assert not values.hasnans, name
        assert all(str(label) for label in values), name
    assert set(run.data_vars) >= CODES
    for name, series in run.data_vars.items():
        assert series.attrs.get("long_name", "").strip(), name
        if name in CODES:
            assert not series.dims, name
            continue
        assert series.attrs.get("units") in UNITS, name
        assert ("month" in series.dims) != ("month_end" in series.dims), name
