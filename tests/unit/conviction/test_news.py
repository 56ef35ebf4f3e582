"""V2: what a missed capability and a rival's gain weigh; V1: order books that cannot ship."""

import jax.numpy as jnp
import numpy as np
import pytest

from wattstreet.model.blocks.conviction.news import disappointment

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("us", "china", "found"),
    [
        (0.02, 0.01, 0.0),  # better than expected, and ahead
        (-0.03, -0.05, 0.03),  # missed, nobody gains
        (0.02, 0.05, 0.03),  # China gains on it
        (-0.03, 0.01, 0.07),  # both
    ],
)
def test_disappointment_is_what_was_missed_and_what_the_rival_gained(us, china, found):
    np.testing.assert_allclose(disappointment(jnp.array([us, china, 0.0])), found, atol=1e-15)
