"""Arithmetic that stays finite inside jit, gradients included."""

import jax.numpy as jnp
from jaxtyping import Array, Float

TINY = 1e-9
"""Floor under denominators that are MW, USD or people: far below anything measured."""


def ratio(top: Float[Array, "..."], bottom: Float[Array, "..."], floor: float = TINY) -> Float[Array, "..."]:
    """`top / bottom` with the denominator kept at or above a stated floor."""
    return top / jnp.maximum(bottom, floor)


def share_of(part: Float[Array, "..."], axis: int = -1) -> Float[Array, "..."]:
    """Each entry as a share of the sum along an axis; zeros where the sum is zero."""
    return ratio(part, jnp.sum(part, axis=axis, keepdims=True))


def at_most_all(wanted: Float[Array, "..."], available: Float[Array, "..."]) -> Float[Array, "..."]:
    """The share of what is wanted that is available: at most one, and one where nothing is wanted."""
    return jnp.where(wanted > 0, jnp.minimum(1.0, ratio(available, wanted)), 1.0)


def dot(left: Float[Array, "..."], right: Float[Array, "..."]) -> Float[Array, "..."]:
    """Matrix product of small arrays as products and sums, which fuse with their neighbours.

    A library product of a dozen numbers costs more in its call than in its arithmetic.
    """
    lead = tuple(range(left.ndim - 1))
    if right.ndim == 1:
        return jnp.sum(left * jnp.expand_dims(right, lead), axis=-1)
    return jnp.sum(left[..., None] * jnp.expand_dims(right, lead), axis=-2)
