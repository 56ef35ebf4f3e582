"""A run on disk: a folder of its series and its answer, written whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wattstreet.core.errors import InputError

if TYPE_CHECKING:
    import xarray as xr

ANSWER = "answer.json"
REPORT = "report.html"
SERIES = "series.nc"


def check_writable(folder: Path) -> None:
    """Refuse an output folder that cannot be written, before anything runs."""
    if folder.exists() and not folder.is_dir():
        raise InputError(
            "the output folder is a file", key="--out", value=folder, suggestion="name another folder"
        )
    if folder.is_dir() and any(folder.iterdir()) and not (folder / ANSWER).exists():
        raise InputError(
            "the output folder holds something else than a run",
            key="--out", value=folder, suggestion="name a new or empty folder",
        )  # fmt: skip
    try:
        try_writing(folder)
    except OSError as error:
        raise not_written(folder, error) from None


def try_writing(folder: Path) -> None:
    """Write where a folder is or would be, and take it away again.

    Errors:
        OSError if the disk refuses.
    """
    while not folder.exists():
        folder = folder.parent
    # permissions do not tell the whole story: a folder may refuse even its owner
    Path(tempfile.mkdtemp(prefix=".wattstreet-", dir=folder)).rmdir()


def not_written(folder: Path, error: OSError) -> InputError:
    """The error for an output folder that the disk refuses."""
    return InputError(
        "the output folder cannot be written",
        key="--out", value=folder, allowed=error.strerror, suggestion="name another folder",
    )  # fmt: skip


def save_run(dataset: xr.Dataset, folder: Path, answer: dict[str, Any]) -> Path:
    """Write a run beside its place and move it there in one step; returns the folder.

    Errors:
        InputError if the disk refuses; nothing is left half written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise InputError(
            "the output folder cannot be written", key="--out", value=folder, allowed=error.strerror
        ) from None
    try:
        (scratch / ANSWER).write_text(json.dumps(answer, indent=1) + "\n", encoding="utf-8")
        dataset.to_netcdf(scratch / SERIES, engine="scipy")
        scratch.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        scratch.replace(folder)
    except OSError as error:
        raise InputError(
            "the output folder cannot be written", key="--out", value=folder, allowed=error.strerror
        ) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return folder


def load_run(folder: Path) -> xr.Dataset:
    """A run read back from its folder.

    Errors:
        InputError for a folder that holds no run, or a damaged one.
    """
    import xarray as xr

    file = folder / SERIES
    if not file.is_file():
        raise InputError(
            "no run in this folder",
            key="folder",
            value=folder,
            suggestion="`wattstreet run NAME --out FOLDER` writes one",
        )
    try:
        with xr.open_dataset(file, engine="scipy") as dataset:
            return dataset.load()
    except (OSError, ValueError, TypeError, IndexError, KeyError):
        raise InputError(
            "the series of this run cannot be read",
            file=file, suggestion="the file is cut short or not ours: run the scenario again with --out",
        ) from None  # fmt: skip
