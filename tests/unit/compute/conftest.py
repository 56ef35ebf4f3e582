"""Two clouds, one at home in the US and one in China, over three grid regions; 64-bit on a processor."""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from wattstreet.model.blocks.compute.params import ComputeParams
from wattstreet.model.forcing import Forcing
from wattstreet.model.state import ComputeState

jax.config.update("jax_enable_x64", True)

VINTAGES = 10

ARRAYS = {
    "wanted_share": [0.6, 0.8],
    "home": [[1, 0, 0], [0, 1, 0]],
    "in_country": [[1, 1, 0], [0, 0, 1], [0, 0, 0]],
    "supplier_mix": [[0.8, 0.2, 0.0], [0.5, 0.1, 0.4]],
    "place_weight": [[3, 1, 0], [0, 0, 2]],
    "chip_price": [30e6, 20e6, 10e6],
    "outside_buyers": [0.5, 0.25, 0.0],
    "chip_performance": [1.0, 0.5, 0.25],
    "segment_size": [[1, 1, 1], [0.5, 0.25, 0.2], [0, 0, 0]],
    "segment_seller": [[0.5, 0.2, 1], [1, 1, 1]],
    "opening_fleet_mw": [[100, 20, 0], [0, 0, 40]],
    "opening_shells_mw": [[120, 30, 0], [0, 0, 50]],
    "opening_building_mw": [[30, 0, 0], [0, 0, 12]],
    "opening_vintage_share": [0.1, 0.1, 0.2, 0.2, 0.2, 0.2, 0, 0, 0, 0],
    "opening_backlog_mw": [70, 25, 20],
    "opening_capacity_mw": [50, 20, 8],
    "opening_shipments_mw": [300, 100, 40],
    "opening_users": [1e8, 2e7, 0],
    "opening_api_usd": [1e9, 1e8, 0],
    "opening_other_usd": [2e10, 3e9, 0],
}

PINNED = {
    "consumer_innovation": 0.001, "consumer_imitation": 0.066, "consumer_ceiling": 2.2e9,
    "consumer_ceiling_by_capability": 0.06, "consumer_spend": 16.2, "consumer_shift": 0.8,
    "api_ceiling": 420e9, "api_growth": 2.5, "api_shift_size": 1.9,
    "other_ceiling": 650e9, "other_growth": 1.08, "other_shift_size": 1.0,
    "ceiling_growth": 0.03, "demand_shift_decay": 12, "price_elasticity": -1.1,
    "utilisation": 0.85, "revenue_per_mw_year": 13e6,
    "scarcity_markup": 0.25, "scarcity_bound": 1.5, "price_adjustment": 0.25,
    "rival_price_cut": 0.3, "rival_memory": 12,
    "tokens_per_h100e_month": 1.5e9, "efficiency_growth": 1.1, "efficiency_lag": 10,
    "training_share": 0.35, "best_run_share": 0.1, "h100_flop_per_second": 989.4e12, "training_use": 0.35,
    "run_months": 4, "expected_capability_gain": 0.9, "performance_growth": 0.37,
    "expectation_horizon": 1.26, "expectation_fade": 3.6, "expectation_smoothing": 6,
    "anchor_weight": 0.5, "anchor_growth": 0.5, "trend_weight": 0.59, "trend_floor": 0.15,
    "belief_reference": 0.6, "signed_weight": 0.5,
    "order_adjustment": 2, "wait_aversion": 12, "dark_normal": 3, "orders_that_wait": 0.8,
    "delivery_rate": 0.058,
    "capacity_growth": 0.082, "china_capacity_growth": 0.05,
    "load_at_rest": 0.75, "load_scale": 0.25, "induced_most": 0.7,
    "capacity_shrink": 0.3, "capacity_lag": 4, "control_substitution": 0.8,
    "shell_months": 20, "halls_ahead": 1.7, "hall_adjustment": 6, "shell_loss": 0.15,
    "site_price_weight": 0.1, "site_wait_weight": 0.3, "moving_share": 0.05,
    "economic_life": 5.5, "retirement_hazard": 0.05,
}  # fmt: skip
"""Numbers the answers by hand stand on: defaults move with calibration, these do not."""

STATE = {
    "backlog_mw": [[60, 20, 0], [10, 5, 20]],
    "capacity_mw": [50, 20, 8],
    "capacity_planned_mw": [50, 20, 8],
    "undeployed_mw": [[10, 0, 0], [0, 0, 4]],
    "undeployed_h100e": [9000, 1600],
    "fleet_mw": [[100, 20, 0], [0, 0, 40]],
    "vintage_mw": [[12, 12, 24, 24, 24, 24, 0, 0, 0, 0], [4, 4, 8, 8, 8, 8, 0, 0, 0, 0]],
    "vintage_h100e": [
        [6e3, 6e3, 18e3, 18e3, 24e3, 24e3, 0, 0, 0, 0],
        [1e3, 1e3, 3e3, 3e3, 4e3, 4e3, 0, 0, 0, 0],
    ],
    "shells_building_mw": [[[10, 0, 0], [0, 0, 4]]] * 3,
    "shells_mw": [[120, 30, 0], [0, 0, 50]],
    "delivery_pace_mw": [5, 2],
    "wanted_mw": [300, 60],
    "users": [1e8, 2e7, 0],
    "api_log_gap": [6.0, 7.0, 0.0],
    "other_log_gap": [3.5, 3.8, 0.0],
    "log_revenue_memory": np.full((12, 3), 23.0),
    "expected_growth": [0.35, 0.35, 0.35],
    "log_price": [0.0, 0.0, 0.0],
    "rival_cut": 0.0,
    "induced_log": [0.0, 0.0, 0.0],
    "api_shift": 0.0,
    "other_shift": 0.0,
    "log_efficiency": [0.0, 0.0, 0.0],
    "capability": [24.0, 23.0, 0.0],
    "capability_at_start": [24.0, 23.0, 0.0],
}

FORCING = {
    "month": np.array(0),
    "calendar_month": np.array(0),
    "vintage": np.array(6),
    "hall_speed": 1.0,
    "permit_speed": 1.0,
    "wires": 1.0,
    "grid_build": 1.0,
    "headroom": 1.0,
    "chip_supply": 1.0,
    "china_expansion": 1.0,
    "china_chip_quality": 1.0,
    "demand_growth": 1.0,
    "capability_gain": 1.0,
    "window_cap": 1.0,
    "shares_issued_usd": np.zeros(2),
    "in_default": np.zeros(2),
    "policy_rate": 0.04,
    "price_noise": np.zeros(4),
    "deal_due_usd": np.zeros(1),
    "signed_usd_per_year": np.zeros(2),
} | dict.fromkeys(
    "years export_control consumer_boost api_shift other_shift rival_surprise doubt_surprise narrative "
    "committed_share net_buying price_news policy_tolerance window_floor elasticity_shift".split(),
    0.0,
)


@pytest.fixture(scope="session")
def params(params_of):
    return params_of(ComputeParams, PINNED | ARRAYS)


@pytest.fixture(scope="session")
def state(record_of):
    return record_of(ComputeState, STATE)


@pytest.fixture(scope="session")
def forcing():
    return Forcing(
        **{name: jnp.asarray(value, dtype=np.asarray(value).dtype) for name, value in FORCING.items()}
    )
