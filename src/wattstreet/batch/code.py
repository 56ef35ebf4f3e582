"""Which code a result came from: two runs of one version may still come from two states of it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

ROOMS = ("core", "ledger", "world", "model", "casebook", "batch")
"""What a run is made by; facts have a fingerprint of their own."""


@cache
def code_fingerprint(rooms: tuple[str, ...] = ROOMS) -> str:
    """Hash of the code and the shipped fits in these rooms. About 30 milliseconds, once a process."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for room in rooms:
        folder = package / room
        for file in sorted((*folder.rglob("*.py"), *folder.rglob("fitted/*.yaml"))):
            digest.update(file.relative_to(package).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
