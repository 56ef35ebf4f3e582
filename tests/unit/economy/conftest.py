"""Three small economies; 64-bit on a processor."""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import numpy as np
import pytest

from wattstreet.model.blocks.economy.params import EconomyParams
from wattstreet.model.state import EconomyState

jax.config.update("jax_enable_x64", True)

BN = 1e9
ARRAYS = {
    "opening_gdp": [24000 * BN, 18000 * BN, 60000 * BN],
    "trend_growth": [0.048, 0.06, 0.0],
    "import_share": [0.5, 0.25, 0.0],
    "holders_share": [0.6, 0.0, 0.3],
}
PINNED = {
    "spend_from_wealth": 0.032, "wealth_months": 24, "offset_share": 0.3, "offset_months": 12,
    "backstop_window": 0.8, "backstop_rate": 0.02, "backstop_permits": 1,
}  # fmt: skip
"""Numbers the answers by hand stand on: defaults move with calibration, these do not."""

STATE = {
    "other_gdp_usd": [23950 * BN, 17985 * BN, 59990 * BN],
    "gdp_usd": [24000 * BN, 18000 * BN, 60000 * BN],
    "investment_memory_usd": np.broadcast_to([100 * BN, 20 * BN, 10 * BN], (12, 3)),
    "gdp_memory_usd": np.broadcast_to([24000 * BN, 18000 * BN, 60000 * BN], (12, 3)),
    "investment_at_start_usd": [100 * BN, 20 * BN, 10 * BN],
    "wealth_pending_usd": np.zeros(3),
    "wealth_effect_usd": np.zeros(3),
    "offset_usd": np.zeros(3),
}


@pytest.fixture(scope="session")
def params(params_of):
    return params_of(EconomyParams, PINNED | ARRAYS)


@pytest.fixture(scope="session")
def state(record_of):
    return record_of(EconomyState, STATE)
