"""Execute the tutorial notebook in place and keep nothing of the machine in it.

    python scripts/notebook.py [FILE]

Its figures are stored twice: as data that notebook programs draw, and as PNG for viewers that show pictures
alone. The PNGs need Chromium, as those of the README do.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Said before jupyter_core is imported: it warns without it.
os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "tutorial" / "first-answers.ipynb"
FIGURE, PICTURE = "application/vnd.plotly.v1+json", "image/png"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
WIDTH = 900
CELL_SECONDS = 100
"""Limit for one cell; the first run on a machine compiles the model."""


def executed(file: Path = NOTEBOOK) -> Any:
    """The notebook with fresh outputs, run by this Python on this checkout; the file stays as it is.

    Errors:
        CellExecutionError where a cell fails; CellTimeoutError where it takes longer than `CELL_SECONDS`.
    """
    import nbformat
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    notebook = nbformat.read(file, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        # Without folders to look in, `python3` is the kernel of this interpreter, whatever is installed.
        kernels = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            # Sockets in the folder: no port is opened, and nothing is written elsewhere.
            connection_file=str(Path(folder) / "kernel.json"),
            transport="ipc",
        )
        client = NotebookClient(
            notebook, km=kernels, timeout=CELL_SECONDS, record_timing=False,
            resources={"metadata": {"path": folder}},
        )  # fmt: skip
        client.execute(cleanup_kc=True, env=_environment(folder))
    return cleaned(notebook)


def _environment(folder: str) -> dict[str, str]:
    """What the kernel sees: this checkout, a home of its own, no messages of the compiler."""
    paths = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "IPYTHONDIR": folder,
        "JUPYTER_CONFIG_DIR": folder,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def cleaned(notebook: Any) -> Any:
    """The notebook without what differs between machines and days; changed in place."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {}
        if "outputs" in cell:
            cell.outputs = _joined(cell.outputs)
    for output in outputs(notebook):
        if "metadata" in output:
            output["metadata"] = {}
    return notebook


def _joined(listed: list[Any]) -> list[Any]:
    """Outputs with neighbouring text of one stream made one, for where it is cut is chance."""
    joined: list[Any] = []
    for output in listed:
        last = joined[-1] if joined else None
        if last and output.output_type == "stream" == last.output_type and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def outputs(notebook: Any) -> Iterator[Any]:
    """Every output, in order."""
    for cell in notebook.cells:
        yield from cell.get("outputs", ())


def add_pictures(notebook: Any) -> int:
    """Put a PNG beside every figure, for viewers that cannot draw one; returns how many.

    Errors:
        InputError where Chromium is missing.
    """
    import plotly.offline
    from playwright.sync_api import sync_playwright

    from pictures import chromium

    drawn = [output["data"] for output in outputs(notebook) if FIGURE in output.get("data", {})]
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(offline=True).new_page()
        page.add_script_tag(content=plotly.offline.get_plotlyjs())
        for bundle in drawn:
            bundle[PICTURE] = _png(page, bundle[FIGURE])
        browser.close()
    return len(drawn)


def _png(page: Any, figure: Any) -> str:
    layout = {**figure["layout"], "paper_bgcolor": "#ffffff", "width": WIDTH}
    size = {"width": WIDTH, "height": layout["height"], "format": "png", "scale": 1}
    given = [{"data": figure["data"], "layout": layout}, size]
    url = page.evaluate("([spec, asked]) => Plotly.toImage(spec, asked)", given)
    return url.partition(",")[2] + "\n"


def main() -> int:
    """Execute the notebook and write it."""
    import nbformat
    from nbclient.exceptions import CellControlSignal, DeadKernelError

    from wattstreet.core.errors import WattstreetError

    file = Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOK
    try:
        notebook = executed(file)
        pictures = add_pictures(notebook)
        nbformat.validate(notebook)
        nbformat.write(notebook, file)
    except (CellControlSignal, DeadKernelError, WattstreetError) as error:
        print(f"error: {COLOUR.sub('', str(error))}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: the notebook cannot be read or written\n  value: {error}", file=sys.stderr)
        return 2
    print(f"{file.name}: {len(notebook.cells)} cells, {pictures} figures, {file.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
