"""A folder of tables → rows by id: an id names one row, over all tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

from wattstreet.core.errors import InputError
from wattstreet.ledger.cells import CHOICE_COLUMNS, DEAL_COLUMNS, FACT_COLUMNS, choice_of, deal_of, fact_of
from wattstreet.ledger.rows import Row, read_rows
from wattstreet.ledger.schema import Choice, DealFact, Fact


@dataclasses.dataclass
class Tables:
    """Rows of one folder, and where each id was first seen."""

    facts: dict[str, Fact] = dataclasses.field(default_factory=dict)
    deals: dict[str, DealFact] = dataclasses.field(default_factory=dict)
    choices: dict[str, Choice] = dataclasses.field(default_factory=dict)
    places: dict[str, str] = dataclasses.field(default_factory=dict)

    def replaced_by(self, other: Tables) -> Tables:
        """These rows with another folder's put over them: a known id is replaced, a new one added.

        A choice of the other folder replaces every choice about the same quantity and period end.
        """
        facts = {key: fact for key, fact in self.facts.items() if key not in other.deals}
        deals = {key: deal for key, deal in self.deals.items() if key not in other.facts}
        settled = {choice.about for choice in other.choices.values()}
        choices = {key: choice for key, choice in self.choices.items() if choice.about not in settled}
        return Tables(facts | other.facts, deals | other.deals, choices | other.choices)


def read_folder(folder: Path) -> Tables:
    """Every `*.csv` of a folder, in the order of their names.

    Errors:
        InputError for a folder without tables and for the first cell that breaks a rule.
    """
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise InputError("no tables here", file=folder, allowed="a folder with CSV tables of facts")
    tables = Tables()
    for file in files:
        columns, add = _READERS.get(file.name, (FACT_COLUMNS, _add_fact))
        for row in read_rows(file, columns):
            add(tables, row)
    return tables


def _add_fact(tables: Tables, row: Row) -> None:
    fact = fact_of(row)
    _claim(tables, row, fact.id)
    tables.facts[fact.id] = fact


def _add_deal(tables: Tables, row: Row) -> None:
    deal = deal_of(row)
    _claim(tables, row, deal.id)
    tables.deals[deal.id] = deal


def _add_choice(tables: Tables, row: Row) -> None:
    choice = choice_of(row)
    if choice.id in tables.choices:
        raise row.refusal("a row is chosen twice", "id", suggestion="keep one of the two reasons")
    tables.choices[choice.id] = choice


def _claim(tables: Tables, row: Row, identifier: str) -> None:
    if identifier in tables.places:
        raise row.refusal(
            "an id stands twice", "id", allowed=f"an id not used at {tables.places[identifier]}"
        )
    tables.places[identifier] = f"{row.file.name}, row {row.number}"


_READERS: dict[str, tuple[Sequence[str], Callable[[Tables, Row], None]]] = {
    "deals.csv": (DEAL_COLUMNS, _add_deal),
    "choices.csv": (CHOICE_COLUMNS, _add_choice),
}
