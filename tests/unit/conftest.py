"""What tests of the blocks share: records from plain numbers, changes to them, and no silent broadcast."""

from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
import pytest

from wattstreet.core.declare import declarations

STRICT = {"power", "compute", "capital", "economy"}
"""Folders whose rules are handed arrays of the ranks they name."""


@pytest.fixture(autouse=True)
def no_silent_broadcast(request: pytest.FixtureRequest) -> Iterator[None]:
    """Different ranks never meet by accident."""
    if request.path.parent.name not in STRICT:
        yield
        return
    with jax.numpy_rank_promotion("raise"):
        yield


def change_record(record: Any, **values: Any) -> Any:
    """The record with some fields set from plain numbers, in the type each field had."""
    return record.replace(
        **{name: jnp.asarray(value, dtype=getattr(record, name).dtype) for name, value in values.items()}
    )


@pytest.fixture(scope="session")
def changed() -> Callable[..., Any]:
    return change_record


def record_from(record: type, values: dict[str, Any]) -> Any:
    """A record whose every field is an array of 64-bit numbers."""
    return record(**{name: jnp.asarray(value, dtype=float) for name, value in values.items()})


@pytest.fixture(scope="session")
def record_of() -> Callable[[type, dict[str, Any]], Any]:
    return record_from


@pytest.fixture(scope="session")
def params_of() -> Callable[[type, dict[str, Any]], Any]:
    """Parameters: declared defaults, and the values given."""

    def make(record: type, values: dict[str, Any]) -> Any:
        defaults = {name: one.default for name, one in declarations(record) if one.default is not None}
        return record_from(record, defaults | values)

    return make
