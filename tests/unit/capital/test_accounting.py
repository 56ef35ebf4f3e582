"""K7: the residual of every identity, in an empty world and with one thing wrong in it."""

from types import SimpleNamespace
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from wattstreet.model.accounting import IDENTITIES, closure, residuals

pytestmark = [pytest.mark.unit, pytest.mark.identity]

SUPPLIER_FIRM = jnp.array([[0.0, 1], [0, 0], [0, 0]])
IMPORTS = jnp.array([0.5, 0.0, 0.25])

BLOCKS = {
    "capital": {
        "cash_usd": 2, "debt_usd": 2, "loans_usd": (), "payable_usd": (2, 3), "receivable_usd": 3,
        "chips_book_usd": 2, "halls_book_usd": 2, "core_property_usd": 2, "other_net_assets_usd": 2,
        "stakes_usd": (9, 9), "paid_in_usd": 9, "equity_book_usd": 2, "sector_cash_usd": 7,
    },
    "compute": {
        "backlog_mw": (2, 3), "undeployed_mw": (2, 3), "fleet_mw": (2, 3), "vintage_mw": (2, 4),
        "shells_mw": (2, 3), "shells_building_mw": (3, 2, 3),
    },
    "power": {"study_mw": (2, 3), "signed_mw": (2, 3), "connected_mw": (2, 3), "capacity_mw": (3, 10)},
    "economy": {"other_gdp_usd": 3, "offset_usd": 3, "wealth_effect_usd": 3, "gdp_usd": 3},
}  # fmt: skip
FLOWS = {
    "capital": {"paid_usd": (9, 9), "chip_sales_usd": 3},
    "compute": {
        "ordered_mw": (2, 3), "cancelled_mw": (2, 3), "delivered_mw": (2, 3), "retired_mw": (2, 3),
        "installed_mw": (2, 3), "shells_started_mw": (2, 3), "shells_lost_mw": (2, 3),
    },
    "power": {
        "generation_mwh": (3, 10), "imports_mwh": 3, "unserved_mwh": 3, "load_mwh": 3,
        "storage_losses_mwh": 3,
        "requests_mw": (2, 3), "energised_mw": (2, 3), "withdrawn_mw": (2, 3), "added_mw": (3, 10),
        "retired_mw": (3, 10),
    },
    "economy": {"investment_usd": 3},
}  # fmt: skip


def empty(blocks):
    """Records of zeros that hold what the identities read."""
    return SimpleNamespace(
        **{
            block: SimpleNamespace(**{name: np.zeros(shape) for name, shape in fields.items()})
            for block, fields in blocks.items()
        }
    )


def broken_by(change):
    """Names of the identities that a change of (before, after, flows) breaks in an empty world."""
    before, after, flows = empty(BLOCKS), empty(BLOCKS), empty(FLOWS)
    change(before, after, flows)
    as_arrays: list[Any] = [
        SimpleNamespace(
            **{
                block: SimpleNamespace(**{name: jnp.asarray(array) for name, array in vars(fields).items()})
                for block, fields in vars(record).items()
            }
        )
        for record in (before, after, flows)
    ]
    found = np.asarray(residuals(*as_arrays, supplier_firm=SUPPLIER_FIRM, import_share=IMPORTS))
    assert found.shape == (len(IDENTITIES),)
    assert np.all(np.isfinite(found))
    return {name for name, residual in zip(IDENTITIES, found, strict=True) if residual > 1e-9}


def test_an_empty_world_closes():
    assert broken_by(lambda before, after, flows: None) == set()


def test_closure_is_the_largest_imbalance_over_the_gross_flow():
    found = closure(jnp.array([1.0, -4]), jnp.array([10.0, -20]), jnp.array([[10.0]]))
    np.testing.assert_allclose(found, 0.1)
    np.testing.assert_allclose(closure(jnp.array([0.25]), jnp.zeros(3)), 0.25)


def move(block, name, amount, at, record=1):
    """A change of one entry, of the state after or (2) of the flows."""

    def change(*records):
        getattr(getattr(records[record], block), name)[at] += amount

    return change


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (move("compute", "backlog_mw", 5, (0, 1)), {"orders-are-delivered-or-cancelled"}),
        (move("compute", "cancelled_mw", 5, (0, 1), 2), {"orders-are-delivered-or-cancelled"}),
        (move("compute", "undeployed_mw", 5, (0, 1)), {"chips-are-placed-installed-or-retired"}),
        (move("compute", "vintage_mw", 5, (0, 1)), {"vintages-are-the-fleet"}),
        (move("compute", "shells_mw", 5, (0, 1)), {"halls-are-built-or-lost"}),
        (move("compute", "shells_building_mw", 5, (2, 0, 1)), {"halls-are-built-or-lost"}),
        (move("power", "generation_mwh", 5, (0, 1), 2), {"energy-is-balanced"}),
        (move("power", "study_mw", 5, (0, 1)), {"connections-are-conserved"}),
        (move("power", "connected_mw", 5, (0, 1)), {"connections-are-conserved"}),
        (move("power", "withdrawn_mw", 5, (0, 1), 2), {"connections-are-conserved"}),
        (move("power", "capacity_mw", 5, (0, 1)), {"capacity-is-built-or-retired"}),
        (move("economy", "gdp_usd", 5, 1), {"output-adds-up"}),
        (move("capital", "loans_usd", 5, ()), {"loans-have-a-lender"}),
        (move("capital", "paid_in_usd", 5, 1), {"stakes-have-an-issuer"}),
        (move("capital", "sector_cash_usd", 5, 1), {"cash-of-outside-worlds", "cash-is-conserved"}),
        (
            move("capital", "cash_usd", 5, 1),
            {"cash-follows-payments", "cash-is-conserved", "balance-sheets-balance"},
        ),
        (move("capital", "payable_usd", 5, (0, 1)), {"balance-sheets-balance", "trade-credit-has-two-sides"}),
    ],
)
def test_one_wrong_entry_breaks_its_own_identities(change, names):
    assert broken_by(change) == names


def test_output_adds_up_net_of_imports():
    """Investment of 1 a month counts 12, half of it imported."""

    def change(before, after, flows):
        flows.economy.investment_usd[0] = 1
        after.economy.other_gdp_usd[0] = 80
        after.economy.gdp_usd[0] = 86

    assert broken_by(change) == set()


def test_chips_installed_beyond_a_powered_hall_are_seen():
    """Three MW run where two are finished and connected."""

    def change(before, after, flows):
        before.compute.undeployed_mw[0, 0] = 3
        after.compute.fleet_mw[0, 0] = after.compute.vintage_mw[0, 0] = 3
        flows.compute.installed_mw[0, 0] = 3
        for record in (before, after):
            record.compute.shells_mw[0, 0] = 5
            record.power.connected_mw[0, 0] = 2

    assert broken_by(change) == {"fleet-fits-powered-halls"}


def test_a_payment_moves_cash_from_one_account_to_another():
    def change(before, after, flows):
        flows.capital.paid_usd[0, 1] = 7
        before.capital.cash_usd[:] = after.capital.cash_usd[:] = after.capital.equity_book_usd[:] = 50
        after.capital.cash_usd += [-7, 7]
        after.capital.equity_book_usd += [-7, 7]

    assert broken_by(change) == set()
