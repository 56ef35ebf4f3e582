"""Records laid end to end in one vector: a loop that carries one array compiles and runs much faster."""

from typing import Any, cast

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float


class Packing:
    """How a record of arrays lies in one vector of 64-bit floats; integers travel as whole floats.

    Args:
        record: A pytree of arrays, or of their shapes; it serves as the template.
    """

    def __init__(self, record: Any) -> None:
        leaves: list[Any]
        leaves, self._structure = cast(tuple[list[Any], Any], jax.tree.flatten(record))  # pyright: ignore[reportUnknownMemberType]
        self._shapes = [np.shape(leaf) for leaf in leaves]
        self._types = [leaf.dtype for leaf in leaves]
        self._ends = np.cumsum([int(np.prod(shape)) for shape in self._shapes])

    def pack(self, record: Any) -> Float[Array, "packed"]:
        """The record as one vector."""
        leaves = jax.tree.leaves(record)
        return jnp.concatenate([jnp.ravel(leaf).astype(jnp.float64) for leaf in leaves])

    def unpack(self, vector: Float[Array, "... packed"]) -> Any:
        """The record again; leading axes of the vector lead every leaf."""
        starts = [0, *self._ends[:-1]]
        leaves = [
            vector[..., start:end].reshape(vector.shape[:-1] + shape).astype(kind)
            for start, end, shape, kind in zip(starts, self._ends, self._shapes, self._types, strict=True)
        ]
        return jax.tree.unflatten(self._structure, leaves)  # pyright: ignore[reportUnknownMemberType]
