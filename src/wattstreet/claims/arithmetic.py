"""The arithmetic of a claim: its names looked up, its steps computed in order, each kept for the reader."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import TypeAlias

from wattstreet.claims.figures import Days, amount_of, days_of, figure_of
from wattstreet.claims.schema import DATE_PREDICATES, Claim, Use
from wattstreet.core.errors import InputError, unknown
from wattstreet.ledger.ledger import Ledger
from wattstreet.ledger.schema import DealFact, Fact
from wattstreet.quantities.quantity import Quantity, quantity

Known: TypeAlias = "Quantity | Days"
Reader: TypeAlias = Callable[[Use, str], Quantity]
"""Reads a use of a run; the claim is named for errors."""
LONGEST_CHAIN = 20
"""Claims that rest on each other."""
FACT_DAYS = ("period", "known_from")
DEAL_DAYS = ("announced", "known_from")


@dataclasses.dataclass(frozen=True)
class Work:
    """What a claim's names stand for.

    Attributes:
        known: Name → quantity or days, uses before steps.
        facts: Name → the row of the ledger it was read from.
    """

    known: Mapping[str, Known]
    facts: Mapping[str, Fact | DealFact]

    @property
    def quantities(self) -> dict[str, Quantity]:
        """The names that are quantities."""
        return {name: one for name, one in self.known.items() if isinstance(one, Quantity)}


def no_runs(use: Use, claim: str) -> Quantity:
    """Reads no run: for claims that are decided without one."""
    raise InputError("this claim needs the model", key=claim, suggestion="wattstreet check --model")


@dataclasses.dataclass
class Desk:
    """Where claims are worked out: the facts, the other claims, and what reads runs.

    Attributes:
        ledger: Facts as known on a day.
        claims: Claims that others may use, by id.
        file: Named in errors.
        read_run: Reads a use of a run.
    """

    ledger: Ledger
    claims: Mapping[str, Claim]
    file: str
    read_run: Reader = no_runs
    _done: dict[str, Work] = dataclasses.field(default_factory=dict)
    _open: list[str] = dataclasses.field(default_factory=list)

    def work(self, claim: Claim) -> Work:
        """Every name of a claim with its value.

        Errors:
            InputError for a fact, deal or claim that does not exist, a name used before it is made, claims
            that rest on each other, and for arithmetic that does not fit in its units.
        """
        if claim.id in self._done:
            return self._done[claim.id]
        if claim.id in self._open:
            circle = " → ".join([*self._open[self._open.index(claim.id) :], claim.id])
            raise InputError(
                "claims rest on each other in a circle", file=self.file, key=claim.id, value=circle
            )
        if len(self._open) >= LONGEST_CHAIN:
            raise InputError(
                "claims rest on each other in too long a chain", file=self.file, key=claim.id,
                allowed=f"up to {LONGEST_CHAIN} claims", suggestion="take the figure from the fact itself",
            )  # fmt: skip
        self._open.append(claim.id)
        try:
            self._done[claim.id] = self._worked(claim)
        finally:
            self._open.pop()
        return self._done[claim.id]

    def _worked(self, claim: Claim) -> Work:
        known: dict[str, Known] = {}
        facts: dict[str, Fact | DealFact] = {}
        for name, use in claim.uses.items():
            known[name] = self._used(use, claim, name)
            if (identifier := use.fact or use.deal) is not None:
                facts[name] = self.ledger.get(identifier)
        for name, expression in claim.steps.items():
            known[name] = self.computed(claim, f"steps.{name}", expression, known)
        return Work(known, facts)

    def _used(self, use: Use, claim: Claim, name: str) -> Known:
        key = f"{claim.id}: uses.{name}"
        try:
            if use.fact is not None or use.deal is not None:
                return _taken(self.ledger.get(str(use.fact or use.deal)), use.take)
            if use.claim is not None:
                return self._from_claim(use)
            return self.read_run(use, claim.id)
        except InputError as error:
            raise self._placed(error, key) from None

    def _from_claim(self, use: Use) -> Known:
        """A name of another claim, or what it finds."""
        if use.claim not in self.claims:
            raise unknown("claim", str(use.claim), self.claims)
        other = self.claims[str(use.claim)]
        work = self.work(other)
        if use.take is None:
            if other.found is None:
                raise InputError(
                    "this claim finds no single figure", value=other.id, suggestion="take: one of its names"
                )
            return self.computed(other, "found", other.found, work.known)
        if use.take not in work.known:
            raise unknown(f"name of the claim {other.id}", use.take, work.known)
        return work.known[use.take]

    def computed(self, claim: Claim, key: str, expression: str, known: Mapping[str, Known]) -> Quantity:
        """An expression over names, in units."""
        later = [name for name in (*claim.uses, *claim.steps) if name not in known]
        try:
            names = {name: one for name, one in known.items() if isinstance(one, Quantity)}
            return _computed(expression, tuple(names.items()))
        except InputError as error:
            missing = next((name for name in later if f"{{{name}}}" in expression), None)
            if missing is not None and error.problem.startswith("unknown name"):
                error = InputError(
                    "a step uses a name that is made later, or itself", value=expression[:60],
                    suggestion=f"move {missing} before it; steps cannot go in a circle",
                )  # fmt: skip
            raise self._placed(error, f"{claim.id}: {key}") from None

    def dated(self, claim: Claim, key: str, text: str, known: Mapping[str, Known]) -> Days:
        """A span of days, written out or taken from a name."""
        name = text.strip().removeprefix("{").removesuffix("}")
        if text.strip() == f"{{{name}}}":
            one = known.get(name)
            if isinstance(one, Days):
                return one
            dates = [each for each, value in known.items() if isinstance(value, Days)]
            raise unknown("name of a date", name, dates, file=self.file, key=f"{claim.id}: {key}")
        try:
            return days_of(text)
        except InputError as error:
            raise self._placed(error, f"{claim.id}: {key}") from None

    def side(self, claim: Claim, key: str, text: str, predicate: str) -> Known:
        """One side of a comparison: days where dates are compared, else a quantity."""
        known = self.work(claim).known
        if predicate in DATE_PREDICATES:
            return self.dated(claim, key, text, known)
        return self.computed(claim, key, text, known)

    def check_shown_in(self, claim: Claim, shown: list[Known]) -> None:
        """Refuse a unit that nobody declared, or that nothing of the claim can be shown in.

        Errors:
            InputError naming the claim and the unit.
        """
        try:
            if any(isinstance(one, Quantity) and one.check(str(claim.shown_in)) for one in shown):
                return
        except InputError as error:
            raise self._placed(error, f"{claim.id}: shown_in") from None
        raise InputError(
            "nothing of the claim can be shown in this unit", file=self.file, key=f"{claim.id}: shown_in",
            value=claim.shown_in,
        )  # fmt: skip

    def _placed(self, error: InputError, key: str) -> InputError:
        """The same error with file and key of the claim."""
        place = f"{key}, {error.key}" if error.key else key
        return InputError(
            error.problem, file=self.file, key=place, value=error.value, allowed=error.allowed,
            suggestion=error.suggestion,
        )  # fmt: skip


@functools.lru_cache(maxsize=4096)
def _computed(expression: str, names: tuple[tuple[str, Quantity], ...]) -> Quantity:
    return quantity(expression, names=dict(names))


def _taken(row: Fact | DealFact, take: str | None) -> Known:
    """The figure of a row, or one of its days."""
    if take is None:
        return figure_of(row) if isinstance(row, Fact) else amount_of(row)
    if isinstance(row, Fact):
        if take == "period":
            return Days(row.period_start, row.period_end)
        if take == "known_from":
            return Days(row.known_from, row.known_from)
        raise unknown("day of a fact", take, FACT_DAYS)
    if take not in DEAL_DAYS:
        raise unknown("day of a deal", take, DEAL_DAYS)
    return Days(getattr(row, take), getattr(row, take))
