"""Named random streams of a member, month by month."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from wattstreet.core.rng import member_key, month_key
from wattstreet.core.units import WEEKS_PER_MONTH


def weekly_draws(seed: int, member: int, months: np.ndarray) -> np.ndarray:
    """Standard normal draws of the stream `price`. [month week]"""
    return np.asarray(_price_stream(seed, member, jnp.asarray(months)))


@partial(jax.jit, static_argnames="seed")
def _price_stream(seed: int, member: jax.Array, months: jax.Array) -> jax.Array:
    key = member_key(seed, member)
    return jax.vmap(lambda month: jax.random.normal(month_key(key, month, "price"), (WEEKS_PER_MONTH,)))(
        months
    )
