"""A lab, a builder without cash flow, a cloud, a maker of chips, and the outside worlds; 64-bit."""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import numpy as np
import pytest

from wattstreet.core.axes import SECTORS
from wattstreet.model.blocks.capital.deals import DEAL_KINDS
from wattstreet.model.blocks.capital.month import MoneyNews
from wattstreet.model.blocks.capital.params import CapitalParams
from wattstreet.model.state import CapitalState

jax.config.update("jax_enable_x64", True)

FIRMS = ("lab", "builder", "cloud", "maker")
ACCOUNTS = FIRMS + SECTORS
DEALS = (
    ("compute_contract", "lab", "cloud"),
    ("compute_contract", "cloud", "outside-suppliers"),
    ("compute_contract", "state", "builder"),
    ("equity_investment", "maker", "lab"),
    ("equity_investment", "investors", "builder"),
    ("equity_investment", "maker", "outside-suppliers"),
    ("debt", "lenders", "builder"),
)
BN = 1e9

ARRAYS = {
    "opening_cash": [10 * BN, 2 * BN, 100 * BN, 50 * BN],
    "opening_debt": [0, 5 * BN, 80 * BN, 10 * BN],
    "opening_property": [0, 0, 90 * BN, 5 * BN],
    "opening_ai_property": [0, 2 * BN, 30 * BN, 0],
    "opening_halls": [0, 1 * BN, 20 * BN, 0],
    "opening_equity": [8 * BN, 1 * BN, 150 * BN, 40 * BN],
    "opening_market_cap": [30 * BN, 3 * BN, 1500 * BN, 400 * BN],
    "listed": [0, 0, 1, 1],
    "opening_investment_usd": [100 * BN, 20 * BN, 30 * BN],
    "core_revenue": [0, 0, 240 * BN, 24 * BN],
    "core_cash_flow": [0, 0, 120 * BN, 6 * BN],
    "core_capex": [0, 0, 24 * BN, 1.2 * BN],
    "core_depreciation": [0, 0, 12 * BN, 0.6 * BN],
    "core_stock_pay": [0, 0, 6 * BN, 2.4 * BN],
    "gross_margin": [0.75, 0.5, 0.3],
    "outside_appetite": [24 * BN, 12 * BN, 0, 0],
    "host_share": [[0, 0.25, 0.75, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
    "lab_share": [[1, 1, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]],
    "supplier_firm": [[0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]],
    "deal_payer": [[name == payer for name in ACCOUNTS] for _, payer, _ in DEALS],
    "deal_payee": [[name == payee for name in ACCOUNTS] for _, _, payee in DEALS],
    "deal_kind": [[name == kind for name in DEAL_KINDS] for kind, _, _ in DEALS],
}

PINNED = {
    "core_revenue_growth": 0.11, "core_cash_flow_growth": 0.2, "core_growth_later": 0.06,
    "core_wealth_response": 1.5, "core_margin_most": 0.65,
    "core_growth_fade": 4, "core_capex_growth": 0.05,
    "equipment_per_mw": 4e6, "hall_cost_per_mw": 10.5e6,
    "service_cost_share": 0.3, "lab_staff_share": 0.45, "supplier_cost_share": 0.12,
    "lab_compute_share": 1.35, "lab_compute_share_later": 0.55, "lab_compute_fade": 4,
    "chip_life": 5.5, "hall_life": 20, "declining_balance": 1.5, "tax_rate": 0.17,
    "loan_spread": 0.01, "leverage_spread": 0.05, "stress_spread": 0.03, "collection_months": 1.7,
    "budget_share": 0.85, "budget_window": 0.22, "budget_debt_drag": 0.05, "cash_flow_memory": 6,
    "cash_floor_share": 0.5, "lab_runway": 9,
    "equity_share": 0.3, "repayment_rate": 0.008, "payout_rate": 0.25,
}  # fmt: skip
"""Numbers the answers by hand stand on: defaults move with calibration, these do not."""

STATE = {
    "cash_usd": ARRAYS["opening_cash"],
    "debt_usd": ARRAYS["opening_debt"],
    "loans_usd": 95 * BN,
    "payable_usd": np.zeros((4, 3)),
    "receivable_usd": np.zeros(3),
    "chips_book_usd": ARRAYS["opening_ai_property"],
    "halls_book_usd": ARRAYS["opening_halls"],
    "core_property_usd": ARRAYS["opening_property"],
    "other_net_assets_usd": [-2 * BN, 1 * BN, -10 * BN, -5 * BN],
    "stakes_usd": np.zeros((11, 11)),
    "paid_in_usd": np.zeros(11),
    "equity_book_usd": ARRAYS["opening_equity"],
    "sector_cash_usd": np.zeros(7),
    "cash_flow_usd": [0, 0, 120 * BN, 6 * BN],
    "net_income_memory_usd": [0, 0, 80 * BN, 3 * BN],
    "chip_sales_memory_usd": [12 * BN, 0, 0],
    "defaulted": np.zeros(4),
}

QUIET = {
    "years": 0.0,
    "segment_revenue_usd": np.zeros((4, 3)),
    "drawn_mw": np.zeros((4, 2)),
    "price_usd_per_mwh": np.full(2, 50.0),
    "delivered_mw": np.zeros((4, 3)),
    "chip_price": [30e6, 20e6, 10e6],
    "outside_buyers": [0.5, 0.25, 0.0],
    "hall_progress_mw": np.zeros(4),
    "deal_due_usd": np.zeros(7),
    "policy_rate": 0.04,
    "price_level": 1.0,
    "window": 1.0,
    "wealth_lift": 0.0,
    "shares_issued_usd": np.zeros(4),
    "in_default": np.zeros(4),
}
"""A month in which the other blocks send nothing."""


@pytest.fixture(scope="session")
def accounts():
    return ACCOUNTS


@pytest.fixture(scope="session")
def params(params_of):
    return params_of(CapitalParams, PINNED | ARRAYS)


@pytest.fixture(scope="session")
def state(record_of):
    return record_of(CapitalState, STATE)


@pytest.fixture(scope="session")
def quiet(record_of):
    return record_of(MoneyNews, QUIET)
