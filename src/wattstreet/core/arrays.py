"""Base of every array record: an immutable pytree with named fields."""

import dataclasses
from typing import Any, Self

import equinox as eqx
import jax


class Arrays(eqx.Module):
    """Immutable record of arrays; batched records are built by `vmap`, never by hand."""

    def replace(self, **changes: object) -> Self:
        """The same record with the named fields changed; unknown names raise."""
        return dataclasses.replace(self, **changes)

    @classmethod
    def structure(cls) -> Any:
        """How its leaves nest, from the declared fields alone; no field of a record is optional."""
        return jax.tree.structure(cls._outline())  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]

    @classmethod
    def _outline(cls) -> Self:
        """The record with zeros for leaves."""
        nested = {field.name: field.type for field in dataclasses.fields(cls)}
        return cls(
            **{
                name: kind._outline() if isinstance(kind, type) and issubclass(kind, Arrays) else 0.0
                for name, kind in nested.items()
            }
        )
