"""A user's own rows must speak of something known: a misspelt name would change nothing, silently."""

from __future__ import annotations

from pathlib import Path

from wattstreet.core.errors import unknown
from wattstreet.ledger.ledger import Ledger
from wattstreet.world.schema import Fill


def check_overlay(shipped: Ledger, merged: Ledger, fills: dict[str, Fill], folder: Path) -> None:
    """Refuse new or changed rows about a subject or quantity that is not named anywhere yet.

    Errors:
        InputError with the nearest known names.
    """
    subjects = {fact.subject for fact in shipped.facts.values()} | {fill.subject for fill in fills.values()}
    quantities = {fact.quantity for fact in shipped.facts.values()} | {
        fill.quantity for fill in fills.values()
    }
    for identifier, fact in merged.facts.items():
        if shipped.facts.get(identifier) == fact:
            continue
        if fact.subject not in subjects:
            raise unknown("subject", fact.subject, subjects, file=folder / fact.table, key=identifier)
        if fact.quantity not in quantities:
            raise unknown("quantity", fact.quantity, quantities, file=folder / fact.table, key=identifier)
