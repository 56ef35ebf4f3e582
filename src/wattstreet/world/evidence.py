"""What the builders may draw on: facts, declared fills, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import Ledger
from wattstreet.ledger.schema import Fact
from wattstreet.ledger.units import model_amount
from wattstreet.world.quantity import Quantity
from wattstreet.world.schema import Fill

PUBLISHED_LATER = ("world", "published_later")
"""Assumption behind every figure on the opening state that was published only after `as_of`."""

Subjects = str | Sequence[str]
"""One subject, or several from the particular to the general, such as `("us-pjm", "us")`."""


class Evidence:
    """Facts as known on a day, facts of the same state published later, and fills; it notes what it used.

    Figures on what stood at the start (shapes, costs, opening accounts) are often published years later. A
    world seen from an early day takes them all the same, but says so: their source names the assumption
    `world.published_later`. Deals never pass this way.
    """

    def __init__(self, known: Ledger, complete: Ledger, fills: dict[str, Fill]) -> None:
        self._known, self._complete, self._fills = known, complete, fills
        self._used: set[str] = set()

    @property
    def used_fills(self) -> tuple[Fill, ...]:
        """Assumptions the world rests on, in the order they are declared."""
        return tuple(fill for name, fill in self._fills.items() if name in self._used)

    def rows(self, subject: str, quantity: str) -> list[Fact]:
        """Rows on a quantity known on the day; those published later only where there are none."""
        return self._known.rows(subject, quantity) or self._complete.rows(subject, quantity)

    def pick(self, rows: list[Fact]) -> Quantity:
        """The row used among rows of one quantity, all of the same period."""
        fact = self._complete.pick(rows)
        amount = model_amount(fact)
        source = f"fact:{fact.id}"
        if fact.id not in self._known.facts:
            source = f"{source} {self.fill(*PUBLISHED_LATER).source}"
        return Quantity(amount.value, amount.low, amount.high, amount.unit, source)

    def fact(self, subject: str, quantity: str, period_end: date | None = None) -> Quantity:
        """The fact used for a quantity, of the latest period unless its end is given.

        Errors:
            InputError, with the nearest known names, if the quantity or the period is unknown.
        """
        if period_end is not None:
            rows = self.in_window(subject, quantity, period_end, period_end)
        else:
            rows = self.rows(subject, quantity)
        if not rows:
            return self.pick([self._complete.value(subject, quantity, period_end)])
        return self.pick([row for row in rows if row.period_end == rows[-1].period_end])

    def fill(self, subjects: Subjects, quantity: str) -> Quantity:
        """The assumption declared for the first of these subjects; a fact of the same name replaces it."""
        for subject in _each(subjects):
            fill = self._fills.get(f"{subject}.{quantity}")
            if fill is not None and not self._known.rows(subject, quantity):
                self._used.add(fill.name)
                return Quantity(fill.value, fill.low, fill.high, fill.unit, f"fill:{fill.name}")
            if fill is not None:
                return self._replacement(fill)
        raise _nothing_on(subjects, quantity)

    def fact_or_fill(
        self, subjects: Subjects, fact: str, fill: str, period_end: date | None = None
    ) -> Quantity:
        """The fact on the first subject, else the declared assumption, else an error.

        Args:
            subjects: From the particular to the general; only the first is looked up among facts.
            fact: Name of the quantity among facts.
            fill: Name of the assumption.
            period_end: End of the period, the latest one where it is left out.
        """
        subject = _each(subjects)[0]
        rows = self._complete.rows(subject, fact)
        if any(period_end in (None, row.period_end) for row in rows):
            return self.fact(subject, fact, period_end)
        return self.fill(subjects, fill)

    def in_window(
        self, subject: str, quantity: str, first: date, last: date, lengths: range | None = None
    ) -> list[Fact]:
        """Facts of a quantity whose period ends in first..last, oldest first; if none was known, later ones.

        Args:
            subject: Slug of what it is about.
            quantity: Slug of what was measured.
            first: Earliest end of the period.
            last: Latest end of the period.
            lengths: Lengths of the period in months, where quarters must be kept out.
        """
        for ledger in (self._known, self._complete):
            rows = [row for row in ledger.rows(subject, quantity) if first <= row.period_end <= last]
            rows = [row for row in rows if lengths is None or row.period_months in lengths]
            if rows:
                return rows
        return []

    def _replacement(self, fill: Fill) -> Quantity:
        found = self.fact(fill.subject, fill.quantity)
        if found.unit != fill.unit:
            problem = "a fact that replaces an assumption has another unit"
            raise InputError(problem, key=found.source, value=found.unit, allowed=fill.unit)
        return found


def _each(subjects: Subjects) -> Sequence[str]:
    return (subjects,) if isinstance(subjects, str) else subjects


def _nothing_on(subjects: Subjects, quantity: str) -> InputError:
    return InputError(
        f"neither a fact nor a declared assumption gives {quantity} of {' or '.join(_each(subjects))}",
        file="wattstreet/world/fills.csv",
        key=quantity,
        suggestion="add the fact to the ledger (an overlay will do), or a row with a reason to fills.csv",
    )
