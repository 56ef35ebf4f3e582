"""Ledger → world: the picture of the month before the start, as known on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import Ledger, load_ledger, read_day
from wattstreet.world.checks import check_world
from wattstreet.world.deals import build_deals
from wattstreet.world.evidence import Evidence
from wattstreet.world.fills import load_fills
from wattstreet.world.firms import build_firms
from wattstreet.world.markets import build_book_rules, build_countries, build_suppliers
from wattstreet.world.opening import START, check_start
from wattstreet.world.overlay import check_overlay
from wattstreet.world.regions import build_regions
from wattstreet.world.schema import World
from wattstreet.world.technologies import build_seasons, build_technologies

AS_OF = "2025-11-20"


def load_world(as_of: str | date = AS_OF, start: str = START, overlay: str | Path | None = None) -> World:
    """The world as known on a day.

    Args:
        as_of: Deals and vintages known later are left out.
        start: First month of the simulation, `YYYY-MM`.
        overlay: Folder of the user's own fact rows, which replace (same id) or add.

    Errors:
        InputError for a bad row, for a number with neither fact nor declared assumption, and for a world that
        does not fit together (`world.checks`).
    """
    ledger = load_ledger(overlay=overlay)
    if overlay is not None:
        check_overlay(load_ledger(), ledger, load_fills(), Path(overlay))
    return build_world(ledger, as_of, start)


def build_world(ledger: Ledger, as_of: str | date = AS_OF, start: str = START) -> World:
    """The world that a ledger gives; see `load_world`."""
    check_start(start)
    known = ledger.as_of(as_of)
    evidence = Evidence(known, ledger, load_fills())
    firms, regions = build_firms(evidence), build_regions(evidence)
    technologies = build_technologies(evidence)
    deals, left_out = build_deals(known.deals, start)
    if not deals:
        first = min(deal.known_from for deal in ledger.deals.values())
        raise InputError(
            "no deal is known on this day, and the model needs one",
            key="as_of", value=as_of, allowed=f"{first} or later",
        )  # fmt: skip
    world = World(
        as_of=read_day(as_of).isoformat(),
        start=start,
        firms=firms,
        regions=regions,
        technologies=technologies,
        suppliers=build_suppliers(evidence),
        countries=build_countries(evidence),
        seasons=build_seasons(evidence),
        book_rules=build_book_rules(evidence),
        deals=deals,
        deals_left_out=left_out,
        fills=evidence.used_fills,
        ledger_fingerprint=known.fingerprint(),
    )
    check_world(world)
    return world
