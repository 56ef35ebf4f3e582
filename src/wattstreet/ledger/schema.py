"""Records of the ledger: a fact, a deal, where each was read and how sure it is."""

from __future__ import annotations

import dataclasses
from datetime import date

GRADES = {
    "A": "filing or official statistic",
    "B": "named press or company statement",
    "C": "estimate by a named third party",
    "D": "recalled or derived here, not retrieved",
}
"""How far a row can be trusted, best first."""

BINDING = {
    "binding": "the payer must pay on delivery",
    "plan": "announced or reported, not signed",
    "letter_of_intent": "signed, not binding",
    "talks": "under discussion, or ended",
}
"""How far a payer is bound."""


@dataclasses.dataclass(frozen=True)
class Source:
    """Where a number was read; the date is that of the page and may be a year or a month alone."""

    title: str
    publisher: str
    date: str
    url: str

    def line(self) -> str:
        """The source as one line for a reader."""
        return ", ".join(part for part in (self.title, self.publisher, self.date) if part)


@dataclasses.dataclass(frozen=True)
class Interval:
    """Range the true value is believed to lie in, in the unit of its fact, and why."""

    low: float
    high: float
    basis: str


@dataclasses.dataclass(frozen=True)
class Fact:
    """One published number in its published unit.

    Attributes:
        id: Unique over all tables.
        subject: Slug of what it is about (`microsoft`, `us-pjm`, `cn.solar`).
        quantity: Slug of what was measured.
        value: The number, in `unit`.
        unit: Slug from `ledger.units`.
        interval: Range around the value.
        period_start: First day covered; equal to `period_end` for a stock.
        period_end: Last day covered, or the day a stock was counted.
        known_from: First day a reader could have known it.
        grade: Key of `GRADES`.
        source: Where it was read.
        note: What a user of the number should know.
        table: File it stands in.
    """

    id: str
    subject: str
    quantity: str
    value: float
    unit: str
    interval: Interval
    period_start: date
    period_end: date
    known_from: date
    grade: str
    source: Source
    note: str
    table: str

    @property
    def is_stock(self) -> bool:
        """Whether the number was counted on one day rather than over a period."""
        return self.period_start == self.period_end

    @property
    def period_months(self) -> int:
        """Length of the period, rounded to months; 0 for a stock."""
        return round((self.period_end - self.period_start).days / 30.4)


@dataclasses.dataclass(frozen=True)
class DealFact:
    """One contract between two parties, with the months its money moves.

    Attributes:
        payments: Month (`YYYY-MM`) → USD; empty where no cash is known to move.
        binding: Key of `BINDING`.
        probability: Chance that it happens as written.
        status: Signed, announced, talks and the like, in the words of the table.
    """

    id: str
    kind: str
    payer: str
    payee: str
    instrument: str
    value_usd: float | None
    interval_usd: Interval | None
    capacity_gw: float | None
    start: str
    end: str
    payments: dict[str, float]
    condition: str
    status: str
    binding: str
    probability: float
    announced: date
    known_from: date
    grade: str
    source: Source
    note: str
    table: str

    @property
    def searchable(self) -> str:
        """What a text search looks through."""
        words = (self.id, self.payer, self.payee, self.kind, self.instrument, self.source.title, self.note)
        return " ".join(words).lower()


@dataclasses.dataclass(frozen=True)
class Choice:
    """Which row is used where several rows speak of the same period, and why."""

    subject: str
    quantity: str
    period_end: date
    id: str
    reason: str

    @property
    def about(self) -> tuple[str, str, date]:
        """The quantity and the end of the period the choice settles."""
        return self.subject, self.quantity, self.period_end
