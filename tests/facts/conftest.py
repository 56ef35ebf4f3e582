"""Tiny tables to break one cell at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from wattstreet.ledger.cells import CHOICE_COLUMNS, DEAL_COLUMNS, FACT_COLUMNS

FACT = {
    "id": "cash-acme-2022",
    "subject": "acme",
    "quantity": "cash",
    "value": "10",
    "unit": "usd_million",
    "low": "9",
    "high": "11",
    "period_start": "2022-12-31",
    "period_end": "2022-12-31",
    "known_from": "2023-02-01",
    "grade": "A",
    "interval_basis": "grade",
    "title": "Annual report",
    "publisher": "Acme",
    "date": "2023-02-01",
    "url": "",
    "note": "",
}
DEAL = {
    "id": "eq-1",
    "kind": "equity_investment",
    "payer": "acme",
    "payee": "bolt",
    "instrument": "shares",
    "value": "12",
    "unit": "usd_billion",
    "low": "12",
    "high": "12",
    "capacity_gw": "",
    "start": "2025-01",
    "end": "2025-12",
    "schedule": "flat",
    "condition": "",
    "status": "signed",
    "binding": "binding",
    "probability": "0.9",
    "announced": "2025-01-10",
    "known_from": "2025-01-10",
    "grade": "B",
    "interval_basis": "source",
    "title": "Acme buys shares of Bolt",
    "publisher": "A newspaper",
    "date": "2025-01-10",
    "url": "",
    "note": "",
}
CHOICE = {
    "subject": "acme",
    "quantity": "cash",
    "period_end": "2022-12-31",
    "id": "cash-acme-2022",
    "reason": "audited",
}

Writer = Callable[..., Path]


def write(file: Path, columns: Sequence[str], rows: list[dict[str, str]]) -> None:
    """A CSV table."""
    with file.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, columns)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def tables(tmp_path: Path) -> Writer:
    """Writes a folder of good facts, deals and choices, each with the cells given changed."""

    def made(
        facts: list[dict[str, str]] | None = None,
        deals: list[dict[str, str]] | None = None,
        choices: list[dict[str, str]] | None = None,
        name: str = "tables",
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        if facts is not None:
            write(folder / "facts.csv", FACT_COLUMNS, [FACT | cells for cells in facts])
        if deals is not None:
            write(folder / "deals.csv", DEAL_COLUMNS, [DEAL | cells for cells in deals])
        if choices is not None:
            write(folder / "choices.csv", CHOICE_COLUMNS, [CHOICE | cells for cells in choices])
        return folder

    return made
