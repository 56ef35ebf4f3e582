"""Names on contracts → accounts of the world (a firm or an outside sector), and deals that overlap."""

from __future__ import annotations

from pathlib import Path

from wattstreet.core.axes import SECTORS
from wattstreet.core.errors import unknown
from wattstreet.ledger.rows import read_rows
from wattstreet.world.firm_list import FIRM_OF

FOLDER = Path(__file__).parent


def load_accounts(file: Path = FOLDER / "parties.csv") -> dict[str, str]:
    """Party as written in deals.csv → firm slug or sector; members of a group stand for the group."""
    accounts = dict(FIRM_OF) | {sector: sector for sector in SECTORS}
    for row in read_rows(file, ("party", "account", "what")):
        known = {*FIRM_OF.values(), *SECTORS}
        accounts[row.required("party")] = row.one_of("account", known, "account")
    return accounts


def account_of(party: str, accounts: dict[str, str], deal: str) -> str:
    """The account behind a party; an unknown one is refused, since a typo would lose its money."""
    if party not in accounts:
        raise unknown("party of a deal", party, accounts, file="deals.csv", key=deal)
    return accounts[party]


def load_overlaps(file: Path = FOLDER / "overlaps.csv") -> dict[str, tuple[str, str]]:
    """Deal to drop → the deal that already holds its money, and why."""
    rows = read_rows(file, ("dropped", "kept", "reason"))
    return {row.required("dropped"): (row.required("kept"), row.required("reason")) for row in rows}
