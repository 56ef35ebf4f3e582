"""A quantity is declared once; schema, priors, documentation and sliders are made from that."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from wattstreet.core.units import UNITS


@dataclasses.dataclass(frozen=True)
class Declaration:
    """One declared input of the model.

    Attributes:
        says: One sentence in the field's words.
        unit: Unit slug from `core.units`.
        default: Value where the world gives none; `None` for arrays the world fills.
        low: Smallest value that makes sense.
        high: Largest value that makes sense.
        spread: One prior standard deviation (a share of the value for arrays).
        source: `fact:<id>`, `assumption:<why>`, or a publication.
        dims: Axis names; empty for a scalar.
    """

    says: str
    unit: str
    default: float | None
    low: float
    high: float
    spread: float
    source: str
    dims: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"{self.unit!r} is not a unit of core.units ({self.says})")
        if not self.low <= self.high or self.spread <= 0:
            raise ValueError(f"impossible range or spread ({self.says})")
        if self.default is not None and not self.low <= self.default <= self.high:
            raise ValueError(f"default {self.default} outside {self.low}..{self.high} ({self.says})")


def declared(
    says: str,
    default: float | None = None,
    *,
    unit: str,
    low: float,
    high: float,
    spread: float,
    source: str,
    dims: tuple[str, ...] = (),
) -> Any:
    """Dataclass field carrying its declaration; see `Declaration` for the words."""
    declaration = Declaration(says, unit, default, low, high, spread, source, dims)
    return dataclasses.field(metadata={"declaration": declaration})


def declarations(record: type) -> Iterator[tuple[str, Declaration]]:
    """Name and declaration of every declared field of a parameter record."""
    for field in dataclasses.fields(record):
        if "declaration" in field.metadata:
            yield field.name, field.metadata["declaration"]
