"""A test that tests can fail: one wrong entry in one rule, and exactly the right identity says so."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from wattstreet.core.errors import Health
from wattstreet.model.accounting import IDENTITIES
from wattstreet.model.checks import TOLERANCE, health_of_month
from wattstreet.model.step import one_month

pytestmark = pytest.mark.identity
BLOCKS = "wattstreet.model.blocks."
WRONG = 1.001


def scaled(rule: Callable[..., Any]) -> Callable[..., Any]:
    """The rule with its answer a tenth of a percent too large."""
    return lambda *given, **named: rule(*given, **named) * WRONG


def with_field(*names: str, first: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The rule with these fields of the record it returns a tenth of a percent too large."""

    def change(rule: Callable[..., Any]) -> Callable[..., Any]:
        def wrong(*given: Any, **named: Any) -> Any:
            answer = rule(*given, **named)
            record = answer[0] if first else answer
            record = dataclasses.replace(record, **{name: getattr(record, name) * WRONG for name in names})
            return (record, *answer[1:]) if first else record

        return wrong

    return change


def second(rule: Callable[..., Any]) -> Callable[..., Any]:
    """The rule with the second of its answers a tenth of a percent too large."""

    def wrong(*given: Any, **named: Any) -> Any:
        head, told, *rest = rule(*given, **named)
        return (head, told * WRONG, *rest)

    return wrong


PLANTS = {
    "a firm books too large a payment": (
        "capital.books", "firm_payments", scaled,
        {"cash-follows-payments", "cash-is-conserved", "balance-sheets-balance"},
    ),
    "outside worlds receive too much": (
        "capital.month", "sector_receipts", scaled, {"cash-of-outside-worlds", "cash-is-conserved"},
    ),
    "income is too high": ("capital.month", "book_income", scaled, {"balance-sheets-balance"}),
    "the ledger of payments is wrong": (
        "capital.month", "payment_matrix", scaled, {"cash-follows-payments", "cash-of-outside-worlds"},
    ),
    "lenders book too much": (
        "capital.month", "close_books", with_field("loans_usd"), {"loans-have-a-lender"}
    ),
    "a maker books a receivable nobody owes": (
        "capital.month", "close_books", with_field("receivable_usd"),
        {"balance-sheets-balance", "trade-credit-has-two-sides"},
    ),
    "an issuer books more than its holders paid": (
        "capital.month", "close_books", with_field("paid_in_usd"), {"stakes-have-an-issuer"},
    ),
    "more is said to be delivered than left the backlog": (
        "compute.month", "deliver_chips", second, {"orders-are-delivered-or-cancelled"},
    ),
    "more is cancelled than left the backlog": (
        "compute.month", "cancel_orders", second, {"orders-are-delivered-or-cancelled"},
    ),
    "more chips are placed than came": (
        "compute.month", "place_chips", with_field("undeployed_mw", first=True),
        {"chips-are-placed-installed-or-retired"},
    ),
    "vintages grow by themselves": (
        "compute.month", "install_chips", with_field("vintage_mw", first=True), {"vintages-are-the-fleet"},
    ),
    "shells appear": (
        "compute.month", "build_shells", with_field("shells_mw", first=True), {"halls-are-built-or-lost"},
    ),
    "more is generated than used": (
        "power.month", "dispatch_merit_order", with_field("generation_mwh"), {"energy-is-balanced"},
    ),
    "more is energised than connected": (
        "power.month", "advance_queue", with_field("energised_mw"), {"connections-are-conserved"},
    ),
    "plants appear": (
        "power.month", "build_capacity", with_field("capacity_mw"), {"capacity-is-built-or-retired"},
    ),
}  # fmt: skip
"""What is planted: module of a block, rule, how it errs, and the identities that must say so."""

OUTPUT_PLANT = ("wattstreet.model.step", "run_economy", with_field("gdp_usd", first=True), {"output-adds-up"})


def fired(eager: Any) -> tuple[set[str], int]:
    """Identities that break in the month after the eager ones, and the health of that month."""
    after, _, residual = one_month(eager.params, eager.tables, eager.states[-2], eager.forcings[-1])
    broken = {name for name, gap in zip(IDENTITIES, np.asarray(residual), strict=True) if gap > TOLERANCE}
    return broken, int(health_of_month(after, residual))


@pytest.mark.parametrize("plant", PLANTS)
def test_a_wrong_entry_breaks_its_identity(plant: str, eager: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    module, rule, err, expected = PLANTS[plant]
    place = import_module(BLOCKS + module)
    monkeypatch.setattr(place, rule, err(getattr(place, rule)))
    broken, health = fired(eager)
    assert broken == expected
    assert health & Health.BROKEN_IDENTITY


def test_wrong_output_breaks_its_identity(eager: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    module, rule, err, expected = OUTPUT_PLANT
    place = import_module(module)
    monkeypatch.setattr(place, rule, err(getattr(place, rule)))
    broken, health = fired(eager)
    assert broken == expected
    assert health & Health.BROKEN_IDENTITY


def test_nothing_breaks_where_nothing_is_planted(eager: Any) -> None:
    assert max(residual.max() for residual in eager.residuals) <= TOLERANCE


def test_chips_outside_powered_halls_break_the_fit(eager: Any) -> None:
    """No rule installs beyond powered halls, so the identity is shown the state itself."""
    from wattstreet.model.accounting import residuals

    before, after, flows = eager.states[-2], eager.states[-1], eager.flows[-1]
    halls = dataclasses.replace(after.compute, shells_mw=after.compute.shells_mw * 0.5)
    wrong = dataclasses.replace(after, compute=halls)
    found = residuals(
        before, wrong, flows, eager.params.capital.supplier_firm, eager.params.economy.import_share
    )
    broken = {name for name, gap in zip(IDENTITIES, np.asarray(found), strict=True) if gap > TOLERANCE}
    assert broken == {"fleet-fits-powered-halls", "halls-are-built-or-lost"}


def test_every_identity_has_a_plant() -> None:
    planted = set().union(*(expected for *_, expected in PLANTS.values()), OUTPUT_PLANT[-1])
    assert set(IDENTITIES) - planted == {"fleet-fits-powered-halls"}
