"""Named checks of the ledger: what a careful reader would ask of its rows, each optional or strict."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

from wattstreet.core.errors import InputError, unknown
from wattstreet.ledger.ledger import Ledger, agree, read_day
from wattstreet.ledger.schema import Fact
from wattstreet.ledger.units import model_amount

OLD_AFTER_DAYS = 1100
"""About three years: older figures deserve a second look before they drive a default."""

TOTALS_TOLERANCE = 0.03
"""Share by which regions may miss their nation: rounding, and units that sit on a border."""

NATIONS = {
    "cn": tuple(
        f"cn-{part}"
        for part in "north inner-mongolia northeast east central southwest northwest south".split()
    ),
}
"""Nations whose tables give both regions and totals."""


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing a check found, with the rows it speaks of."""

    check: str
    subject: str
    says: str
    ids: tuple[str, ...]


def run_checks(ledger: Ledger, as_of: str | date, strict: tuple[str, ...] = ()) -> list[Finding]:
    """Findings of every check on the ledger as known on that day.

    Errors:
        InputError for the name of a check that does not exist, and for the first finding of a strict one.
    """
    for name in strict:
        if name not in CHECKS:
            raise unknown("check", name, CHECKS)
    day = read_day(as_of)
    known = ledger.as_of(day)
    found = [finding for check in CHECKS.values() for finding in check(known, day)]
    for finding in found:
        if finding.check in strict:
            raise InputError(finding.says, key=finding.check, value=", ".join(finding.ids))
    return found


def old_facts(ledger: Ledger, day: date) -> list[Finding]:
    """Quantities whose latest figure is older than about three years."""
    return [
        Finding(
            "age",
            fact.subject,
            f"the latest {fact.quantity} of {fact.subject} ends {fact.period_end}",
            (fact.id,),
        )
        for fact in _latest(ledger)
        if (day - fact.period_end).days > OLD_AFTER_DAYS
    ]


def contradictions(ledger: Ledger, day: date) -> list[Finding]:
    """Rows of the same quantity and period that differ without a choice between them."""
    groups: dict[tuple[str, str, date, date], list[Fact]] = {}
    for fact in ledger.facts.values():
        key = (fact.subject, fact.quantity, fact.period_end, fact.period_start)
        groups.setdefault(key, []).append(fact)
    return [
        Finding("contradiction", subject, f"rows disagree on {quantity} of {subject}, {end}", _ids(rows))
        for (subject, quantity, end, _), rows in groups.items()
        if not agree(rows) and not any(ledger.chosen(fact) for fact in rows)
    ]


def dangling_choices(ledger: Ledger, day: date) -> list[Finding]:
    """Choices that name a row which is absent, or which speaks of something else."""
    found = []
    for choice in ledger.choices.values():
        fact = ledger.facts.get(choice.id)
        if fact is None or (fact.subject, fact.quantity, fact.period_end) != choice.about:
            about = f"{choice.quantity} of {choice.subject}, {choice.period_end}"
            says = f"choices.csv names {choice.id} for {about}"
            found.append(Finding("dangling-choice", choice.subject, says, (choice.id,)))
    return found


def intervals_without_width(ledger: Ledger, day: date) -> list[Finding]:
    """Estimates and recalled figures that claim to be exact."""
    return [
        Finding(
            "no-width",
            fact.subject,
            f"{fact.id} has grade {fact.grade} and an interval without width",
            (fact.id,),
        )
        for fact in ledger.facts.values()
        if fact.grade in "CD" and fact.interval.low == fact.interval.high and fact.value != 0
    ]


def capacity_totals(ledger: Ledger, day: date) -> list[Finding]:
    """Technologies whose regions do not add up to the national row of the same date, within 3 %."""
    found = []
    for national in ledger.facts.values():
        if national.subject not in NATIONS or not national.quantity.startswith("capacity_"):
            continue
        parts = [
            ledger.pick(rows)
            for region in NATIONS[national.subject]
            if (
                rows := [
                    f for f in ledger.rows(region, national.quantity) if f.period_end == national.period_end
                ]
            )
        ]
        found += _gap(national, parts)
    return found


def _gap(national: Fact, parts: list[Fact]) -> list[Finding]:
    if not parts or parts[0].table != national.table:
        return []
    whole, summed = model_amount(national).value, sum(model_amount(part).value for part in parts)
    if abs(summed - whole) <= TOTALS_TOLERANCE * abs(whole):
        return []
    says = (
        f"{national.quantity} of the regions of {national.subject} adds up to {summed:,.0f}, not {whole:,.0f}"
    )
    return [Finding("totals", national.subject, says, (national.id, *_ids(parts)))]


def _latest(ledger: Ledger) -> list[Fact]:
    latest: dict[tuple[str, str], Fact] = {}
    for fact in sorted(ledger.facts.values(), key=lambda fact: fact.period_end):
        latest[fact.subject, fact.quantity] = fact
    return list(latest.values())


def _ids(rows: list[Fact]) -> tuple[str, ...]:
    return tuple(fact.id for fact in rows)


CHECKS: dict[str, Callable[[Ledger, date], list[Finding]]] = {
    "age": old_facts,
    "contradiction": contradictions,
    "dangling-choice": dangling_choices,
    "no-width": intervals_without_width,
    "totals": capacity_totals,
}
"""Every check by name."""
