"""Saying on the error stream what takes its time."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def progress(doing: str) -> Generator[None]:
    """Say what is going on, and how long it took."""
    print(f"{doing} …", end="", file=sys.stderr, flush=True)
    began = time.perf_counter()
    try:
        yield
    except BaseException:
        print(file=sys.stderr)
        raise
    print(f" {time.perf_counter() - began:.1f} s", file=sys.stderr)
