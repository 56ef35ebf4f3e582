"""`ws.claims.check`: the shipped claims, or a file of one's own, each with its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wattstreet.claims.arithmetic import Desk
from wattstreet.claims.schema import Claim
from wattstreet.claims.shelf import claims_of, library
from wattstreet.claims.verdicts import Verdict, verdict_of
from wattstreet.ledger.folder import read_folder
from wattstreet.ledger.ledger import TABLES, Ledger

FACTS = Path(__file__).parent / "facts"
"""Figures that claims alone rest on. Some were known after the record stops, which the model never reads."""


def check(
    source: str | Path | None = None,
    *,
    model: bool = False,
    as_of: str | None = None,
    overlay: str | Path | None = None,
) -> list[Verdict]:
    """Verdicts of claims.

    Args:
        source: A claim file; the shipped library when `None`.
        model: Whether claims that need runs are decided too, which takes some twenty seconds the first time.
        as_of: Judge by what was known on this day; by all the ledger holds when `None`.
        overlay: Folder of the user's own facts, which replace or add.
    Errors:
        InputError for a claim that cannot be read or computed: file, claim, key and what is allowed.
    """
    claims = claims_of(source)
    return [
        verdict for verdict in verdicts(claims, desk_of(source, as_of, overlay), model).values() if verdict
    ]


def desk_of(
    source: str | Path | None = None, as_of: str | None = None, overlay: str | Path | None = None
) -> Desk:
    """The facts and the claims that the claims of a file may use: its own before the shipped ones."""
    tables = read_folder(TABLES).replaced_by(read_folder(FACTS))
    if overlay is not None:
        tables = tables.replaced_by(read_folder(Path(overlay)))
    ledger = Ledger(tables.facts, tables.deals, tables.choices)
    claims = claims_of(source)
    return Desk(ledger.as_of(as_of) if as_of else ledger, {**library(), **claims}, str(source or "library"))


def verdicts(claims: Mapping[str, Claim], desk: Desk, model: bool = False) -> dict[str, Verdict | None]:
    """Verdict by claim id; `None` for a claim that needs the model where it is not asked."""
    found: dict[str, Verdict | None] = {}
    if model and any(claim.needs_model for claim in claims.values()):
        from wattstreet.claims.mechanisms import mechanism_of, run_reader

        desk.read_run = run_reader()
    for name, claim in claims.items():
        if claim.needs_model and not model:
            found[name] = None
        elif claim.model is not None:
            found[name] = mechanism_of(claim)
        else:
            found[name] = verdict_of(claim, desk)
    return found
