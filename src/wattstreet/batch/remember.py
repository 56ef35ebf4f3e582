"""Results that take seconds and stay while code, facts and question do: kept on this machine."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from typing import Any, TypeVar

from wattstreet.batch.code import ROOMS, code_fingerprint
from wattstreet.batch.store import cache_folder, keep_file

Result = TypeVar("Result")


def remembered(
    question: tuple[str, ...], make: Callable[[], Result], rooms: tuple[str, ...] = ROOMS
) -> Result:
    """A result from this machine's store, or made and stored.

    A store that cannot be read or written is no error: the result is then made again next time.

    Args:
        question: Everything besides code that shapes the result: what it is, scenario, facts.
        make: Makes the result, which can be pickled.
        rooms: Folders of the package whose code shapes it.
    """
    key = hashlib.sha256(repr((question, code_fingerprint(rooms))).encode()).hexdigest()
    file = cache_folder() / f"{key}.result"
    found = _stored(file)
    if found is not None:
        return found[0]
    made = make()
    # in a tuple, so that a result of `None` is a result
    keep_file(pickle.dumps((made,)), file)
    return made


def _stored(file: Any) -> tuple[Any] | None:
    try:
        return pickle.loads(file.read_bytes())
    except (OSError, EOFError, pickle.UnpicklingError, ValueError, AttributeError, ImportError, TypeError):
        return None
