"""Many runs of one program: in order, on as many threads as there are cores."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Asked = TypeVar("Asked")
Made = TypeVar("Made")

AHEAD = 8
"""Runs in the works before the first of them is collected; of no influence on them."""


def in_order(make: Callable[[Asked], Made], asked: Iterable[Asked]) -> Iterator[Made]:
    """What is made of each thing asked for, in the order of asking; there may be no end to it."""
    waiting = iter(asked)
    # alone, so that what has to compile does so once
    yield make(next(waiting))
    pool = ThreadPoolExecutor(_cores())
    try:
        ahead = deque(pool.submit(make, one) for one in itertools.islice(waiting, AHEAD))
        while ahead:
            yield ahead.popleft().result()
            ahead.extend(pool.submit(make, one) for one in itertools.islice(waiting, 1))
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
