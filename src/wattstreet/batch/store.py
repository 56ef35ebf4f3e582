"""This machine's store: what takes seconds to make is kept in files that may be deleted at any time."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def cache_folder() -> Path:
    """Where compiled programs and remembered results are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("WATTSTREET_CACHE") or Path(base) / "wattstreet")


def keep_file(content: bytes, file: Path) -> None:
    """Write a file of the store whole or not at all; a store that cannot be written is no error."""
    scratch = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(content)
        scratch.replace(file)
    except OSError:
        # a disk that refuses to write may refuse this too
        with suppress(OSError):
            scratch.unlink()
