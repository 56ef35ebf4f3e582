"""The ledger: look facts up as known on a day, and know which row is used where rows conflict."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from wattstreet.core.errors import InputError, unknown
from wattstreet.ledger.folder import read_folder
from wattstreet.ledger.schema import GRADES, Choice, DealFact, Fact

TABLES = Path(__file__).parent / "tables"


@dataclasses.dataclass(frozen=True)
class Ledger:
    """Facts and deals by id, and the choices between rows that conflict, by the id of the row chosen."""

    facts: dict[str, Fact]
    deals: dict[str, DealFact]
    choices: dict[str, Choice]

    def as_of(self, day: str | date) -> Ledger:
        """The ledger as a reader knew it on that day: later rows, and choices for them, are gone."""
        limit = read_day(day)
        facts = {key: fact for key, fact in self.facts.items() if fact.known_from <= limit}
        deals = {key: deal for key, deal in self.deals.items() if deal.known_from <= limit}
        choices = {key: choice for key, choice in self.choices.items() if key in facts}
        return Ledger(facts, deals, choices)

    def get(self, identifier: str) -> Fact | DealFact:
        """The fact or deal with this id; an unknown id is refused with the nearest known ones."""
        found = self.facts.get(identifier) or self.deals.get(identifier)
        if found is None:
            raise unknown("fact", identifier, [*self.facts, *self.deals])
        return found

    def find(
        self,
        text: str | None = None,
        *,
        subject: str | None = None,
        quantity: str | None = None,
        grade: str | None = None,
    ) -> list[Fact]:
        """Facts that match all that is asked; `text` is sought in id, subject, quantity, title and note."""
        found = [
            fact
            for fact in self.facts.values()
            if (subject is None or fact.subject == subject)
            and (quantity is None or fact.quantity == quantity)
            and (grade is None or fact.grade == grade)
            and (text is None or text.lower() in _searchable(fact))
        ]
        return sorted(found, key=lambda fact: (fact.subject, fact.quantity, fact.period_end, fact.id))

    def search(
        self,
        text: str | None = None,
        *,
        subject: str | None = None,
        quantity: str | None = None,
        grade: str | None = None,
    ) -> list[Fact | DealFact]:
        """Facts and deals that match; an id gives that one row.

        Errors:
            InputError if nothing matches, with the nearest known ids, subjects, quantities or grades.
        """
        if text is not None and (text in self.facts or text in self.deals):
            return [self.get(text)]
        self._check_known("subject", subject, {fact.subject for fact in self.facts.values()})
        self._check_known("quantity", quantity, {fact.quantity for fact in self.facts.values()})
        self._check_known("grade", grade, GRADES)
        found: list[Fact | DealFact] = [*self.find(text, subject=subject, quantity=quantity, grade=grade)]
        if text is not None and subject is None and quantity is None:
            found += [
                deal
                for deal in self.deals.values()
                if text.lower() in deal.searchable and grade in (None, deal.grade)
            ]
        if not found:
            raise unknown("fact", text or f"{subject} {quantity} {grade}", [*self.facts, *self.deals])
        return found

    @staticmethod
    def _check_known(kind: str, value: str | None, known: Iterable[str]) -> None:
        if value is not None and value not in known:
            raise unknown(kind, value, known, key=kind)

    def rows(self, subject: str, quantity: str) -> list[Fact]:
        """Every row about one quantity, oldest period first; empty when nothing is known."""
        return self._by_quantity.get((subject, quantity), [])

    def value(
        self, subject: str, quantity: str, period_end: str | date | None = None, months: int | None = None
    ) -> Fact:
        """The fact used for a quantity: of the latest period, or of the period that ends on the day given.

        Args:
            subject: Slug of what it is about.
            quantity: Slug of what was measured.
            period_end: Last day of the period; the latest one known where it is left out.
            months: Length of the period, where quarters and years end on the same day; 0 for a stock.

        Errors:
            InputError if nothing is known, or if rows of the period differ and choices.csv names none.
        """
        rows = self.rows(subject, quantity) or self._refuse(subject, quantity)
        lengths = [fact for fact in rows if months is None or fact.period_months == months]
        day = max(fact.period_end for fact in lengths or rows) if period_end is None else read_day(period_end)
        named = [fact for fact in lengths if fact.period_end == day]
        if not named:
            known = ", ".join(f"{fact.period_end} ({fact.period_months} months)" for fact in rows)
            problem = f"no fact on {quantity} of {subject} for the period that ends then"
            raise InputError(problem, key="period_end", value=day, allowed=known)
        return self.pick(named)

    def pick(self, rows: list[Fact]) -> Fact:
        """The row used among those of one quantity and period: the chosen one, or any if they agree.

        Errors:
            InputError if the rows differ and no choice is known.
        """
        rows = [fact for fact in rows if self.chosen(fact)] or rows
        if not agree(rows):
            raise _disagreement(rows)
        return min(rows, key=lambda fact: (fact.grade, fact.id))

    def chosen(self, fact: Fact) -> str | None:
        """Why this row is used instead of its rivals; `None` where no choice was needed."""
        choice = self.choices.get(fact.id)
        return None if choice is None else choice.reason

    def fingerprint(self) -> str:
        """SHA-256 of the content, whatever the order and number of files."""
        tables = (self.facts, self.deals, self.choices)
        records = sorted(repr(record) for table in tables for record in table.values())
        return hashlib.sha256("\n".join(records).encode()).hexdigest()

    @functools.cached_property
    def _by_quantity(self) -> dict[tuple[str, str], list[Fact]]:
        index: dict[tuple[str, str], list[Fact]] = {}
        for fact in sorted(self.facts.values(), key=lambda fact: (fact.period_end, fact.id)):
            index.setdefault((fact.subject, fact.quantity), []).append(fact)
        return index

    def _refuse(self, subject: str, quantity: str) -> list[Fact]:
        quantities = {known for about, known in self._by_quantity if about == subject}
        if quantities:
            raise unknown(f"quantity of {subject}", quantity, quantities)
        raise unknown("subject", subject, {about for about, _ in self._by_quantity})


def load_ledger(folder: str | Path | None = None, overlay: str | Path | None = None) -> Ledger:
    """Read every table of a folder (the shipped ones by default).

    Args:
        folder: Tables to read instead of the shipped ones.
        overlay: Folder of the user's own rows; a row with a known id replaces it, another adds.

    Errors:
        InputError for the first cell that breaks a rule: file, row, column, value, what is allowed.
    """
    tables = read_folder(TABLES if folder is None else Path(folder))
    if overlay is not None:
        tables = tables.replaced_by(read_folder(Path(overlay)))
    return Ledger(tables.facts, tables.deals, tables.choices)


def read_day(day: str | date) -> date:
    """An ISO date, given as such or as text."""
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError as error:
        raise InputError("not a date", value=day, allowed="an ISO date such as 2025-11-20") from error


def agree(rows: list[Fact]) -> bool:
    """Whether rows of one quantity and period state the same number."""
    return len({(fact.value, fact.unit) for fact in rows}) == 1


def _searchable(fact: Fact) -> str:
    return " ".join((fact.id, fact.subject, fact.quantity, fact.source.title, fact.note)).lower()


def _disagreement(rows: list[Fact]) -> InputError:
    first = rows[0]
    return InputError(
        f"rows disagree on {first.quantity} of {first.subject} for the period ending {first.period_end}",
        key=", ".join(fact.id for fact in rows),
        value=", ".join(f"{fact.value:g} {fact.unit}" for fact in rows),
        suggestion="add a row to choices.csv that names the one to use, and why; or ask for a period length",
    )
