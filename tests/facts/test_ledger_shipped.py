"""The shipped tables load, and every row can be traced."""

from __future__ import annotations

import pytest

from wattstreet.ledger.checks import run_checks
from wattstreet.ledger.ledger import Ledger, load_ledger
from wattstreet.ledger.units import model_amount

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return load_ledger()


def test_every_row_has_a_source_and_an_interval(shipped: Ledger) -> None:
    assert len(shipped.facts) > 4000
    assert len(shipped.deals) > 100
    for row in [*shipped.facts.values(), *shipped.deals.values()]:
        assert row.source.title
        assert row.source.publisher
    assert all(fact.interval.basis for fact in shipped.facts.values())


def test_every_row_converts(shipped: Ledger) -> None:
    for fact in shipped.facts.values():
        amount = model_amount(fact)
        assert amount.low <= amount.value <= amount.high


def test_nothing_is_known_after_the_record_stops(shipped: Ledger) -> None:
    assert max(fact.known_from.isoformat() for fact in shipped.facts.values()) <= "2025-11-20"
    assert max(deal.known_from.isoformat() for deal in shipped.deals.values()) <= "2025-11-20"


def test_nothing_is_known_before_it_happened(shipped: Ledger) -> None:
    early = [deal.id for deal in shipped.deals.values() if deal.known_from < deal.announced]
    assert early == []


@pytest.mark.parametrize("check", ["contradiction", "dangling-choice"])
def test_rows_that_conflict_are_settled(shipped: Ledger, check: str) -> None:
    assert run_checks(shipped, "2025-11-20", strict=(check,)) is not None


def test_recalled_rows_are_graded_low(shipped: Ledger) -> None:
    recalled = [fact for fact in shipped.facts.values() if "recalled" in fact.source.publisher]
    assert recalled
    assert {fact.grade for fact in recalled} == {"D"}
