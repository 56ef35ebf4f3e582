"""64-bit numbers on a processor, and no silent broadcasting, for the tests of this folder."""

from collections.abc import Callable

import jax
import pytest

from wattstreet.model.blocks.conviction.params import ConvictionParams, default_params

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_numpy_rank_promotion", "raise")


@pytest.fixture(scope="session")
def defaults() -> ConvictionParams:
    return default_params()


@pytest.fixture(scope="session")
def changed(defaults: ConvictionParams) -> Callable[..., ConvictionParams]:
    """The default parameters with some of them changed."""

    def change(**values: float) -> ConvictionParams:
        return defaults.replace(
            **{name: jax.numpy.asarray(value, dtype=float) for name, value in values.items()}
        )

    return change
