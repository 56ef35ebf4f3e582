"""Every declared input of the model by path, with its declaration."""

from __future__ import annotations

import dataclasses
from functools import cache

from wattstreet.core.declare import Declaration, declarations
from wattstreet.core.errors import InputError, unknown


@cache
def registry() -> dict[str, Declaration]:
    """Path (`block.name`) → declaration, blocks in the order of the month."""
    from wattstreet.model.params import Params

    return {
        f"{block.name}.{name}": declaration
        for block in dataclasses.fields(Params)
        for name, declaration in declarations(block.type)  # type: ignore[arg-type]
    }


def split_path(path: str, file: str = "(given)") -> tuple[str, tuple[str, ...]]:
    """Declared path and labels after it: `compute.chip_price.nvidia` → (`compute.chip_price`, (`nvidia`,)).

    Errors:
        InputError for a path nobody declared, with the nearest known.
    """
    parts = path.split(".")
    declared = ".".join(parts[:2])
    if declared not in registry():
        raise unknown("parameter", path, registry(), file=file, key=path)
    return declared, tuple(parts[2:])


def check_value(path: str, value: float, file: str = "(given)") -> None:
    """Refuse a value outside its declared range."""
    declaration = registry()[split_path(path, file)[0]]
    if not declaration.low <= value <= declaration.high:
        raise InputError(
            f"value outside its declared range ({declaration.says})",
            file=file,
            key=path,
            value=value,
            allowed=f"{declaration.low:g} to {declaration.high:g} {declaration.unit}",
        )
