"""One key per (seed, member, month, stream); adding a stream leaves the others alone."""

import zlib

import jax
from jaxtyping import Array, Int, UInt32

Key = UInt32[Array, "2"]


def stream_code(stream: str) -> int:
    """Stable number of a named stream, the same in every process."""
    return zlib.crc32(stream.encode())


def member_key(seed: int, member: Int[Array, ""] | int) -> Key:
    """Key of one member of an ensemble."""
    return jax.random.fold_in(jax.random.PRNGKey(seed), member)


def month_key(key: Key, month: Int[Array, ""] | int, stream: str) -> Key:
    """Key of one stream in one month, counted from the start of the world."""
    return jax.random.fold_in(jax.random.fold_in(key, stream_code(stream)), month)
