"""Fitted parameter sets that ship with the project, and which of them a world may know."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from typing import Any

from wattstreet.casebook.registry import check_value, registry
from wattstreet.casebook.schema import read_yaml
from wattstreet.core.errors import InputError, unknown

FITTED = Path(__file__).parent / "fitted"


@dataclasses.dataclass(frozen=True)
class Fit:
    """A versioned parameter file.

    Attributes:
        name: Last month of the data it was fitted to.
        says: What it is, in a sentence.
        as_of: Day on which everything it rests on was known.
        until: Last month of the data.
        parameters: Fitted value by path.
        datasheet: How it was made: targets, errors, search, prior and identification of each parameter.
    """

    name: str
    says: str
    as_of: str
    until: str
    parameters: dict[str, float]
    datasheet: dict[str, Any]


@cache
def fits() -> dict[str, Fit]:
    """Shipped fits by name, oldest first.

    Errors:
        InputError for a file with a missing or unknown key, or a parameter that is unknown or out of range.
    """
    return {file.stem: _read(file) for file in sorted(FITTED.glob("*.yaml"))}


def fit_named(name: str) -> Fit:
    """A shipped fit by name.

    Errors:
        InputError for a name nobody shipped, with the nearest known.
    """
    if name not in fits():
        raise unknown("fit", name, fits(), key="fit")
    return fits()[name]


def fit_known(as_of: str) -> Fit | None:
    """The latest fit that rests on nothing later than a day; `None` where every fit knows more."""
    known = [fit for fit in fits().values() if fit.as_of <= as_of]
    return max(known, key=lambda fit: fit.as_of, default=None)


def _read(file: Path) -> Fit:
    content = read_yaml(file)
    fields = [field.name for field in dataclasses.fields(Fit)]
    for key in content:
        if key not in fields:
            raise unknown("key", key, fields, file=file.name)
    for key in fields:
        if key not in content:
            raise InputError("a fit lacks a key", file=file.name, key=key)
    for path, value in content["parameters"].items():
        check_value(path, value, file.name)
        if registry()[path].dims:
            raise InputError("a fit sets single numbers only", file=file.name, key=path)
    return Fit(**content)
