"""Facts as text for a terminal."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date

from wattstreet.ledger.ledger import Ledger
from wattstreet.ledger.schema import BINDING, GRADES, DealFact, Fact
from wattstreet.ledger.units import FACT_UNITS


def describe(fact: Fact, ledger: Ledger | None = None) -> str:
    """Several lines: the number, its interval, its source, its grade, and why it was chosen."""
    lines = [
        f"{fact.id}: {fact.quantity} of {fact.subject}",
        f"  value     {fact.value:,.6g} {FACT_UNITS[fact.unit].words}",
        f"  interval  {fact.interval.low:,.6g} to {fact.interval.high:,.6g} ({fact.interval.basis})",
        f"  period    {_period(fact)}, known from {fact.known_from}",
        f"  source    {fact.source.line()}",
        f"  url       {fact.source.url}" if fact.source.url else "",
        f"  grade     {fact.grade}: {GRADES[fact.grade]}",
        f"  note      {fact.note}" if fact.note else "",
    ]
    reason = ledger.chosen(fact) if ledger is not None else None
    if reason:
        lines.append(f"  chosen    {reason}")
    return "\n".join(line for line in lines if line)


def describe_deal(deal: DealFact) -> str:
    """Several lines: who pays whom, how much, when, on what condition, and the source."""
    amount = "not disclosed" if deal.value_usd is None else f"USD {deal.value_usd / 1e9:,.4g} billion"
    lines = [
        f"{deal.id}: {deal.payer} → {deal.payee}, {deal.kind.replace('_', ' ')}",
        f"  what      {deal.instrument}",
        f"  value     {amount}",
        f"  when      {deal.start or '?'} to {deal.end or '?'}, announced {deal.announced}",
        f"  status    {deal.status}, {BINDING[deal.binding]}, probability {deal.probability:g}",
        f"  condition {deal.condition}" if deal.condition else "",
        f"  source    {deal.source.line()}",
        f"  grade     {deal.grade}: {GRADES[deal.grade]}",
        f"  note      {deal.note}" if deal.note else "",
    ]
    return "\n".join(line for line in lines if line)


def listing(facts: Iterable[Fact]) -> list[str]:
    """One line per fact: id, value, unit, period, grade, publisher, in aligned columns."""
    rows = [
        (fact.id, f"{fact.value:,.6g}", fact.unit, _period(fact), fact.grade, fact.source.publisher)
        for fact in facts
    ]
    header = ("id", "value", "unit", "period", "grade", "publisher")
    return columns([header, *rows])


def columns(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows of cells as lines with aligned columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _period(fact: Fact) -> str:
    return str(fact.period_end) if fact.is_stock else f"{fact.period_start}..{fact.period_end}"


SHOWN = 40
"""Rows a listing shows before it says how many more there are."""


def facts_text(found: list[Fact | DealFact], ledger: Ledger) -> str:
    """One row in full, or a listing of many."""
    if len(found) == 1:
        one = found[0]
        return describe(one, ledger) if isinstance(one, Fact) else describe_deal(one)
    facts = [one for one in found if isinstance(one, Fact)]
    deals = [one for one in found if isinstance(one, DealFact)]
    lines = listing(facts[:SHOWN]) if facts else []
    if deals:
        lines += ["", *deal_listing(deals[:SHOWN])]
    shown = min(len(facts), SHOWN) + min(len(deals), SHOWN)
    more = len(found) - shown
    lines.append(
        f"\n{len(found)} rows{f', {more} not shown: narrow the search or use --json' if more else ''}"
    )
    return "\n".join(lines).lstrip("\n")


def deal_listing(deals: Iterable[DealFact]) -> list[str]:
    """One line per deal: id, parties, kind, amount, status."""
    rows = [
        (
            deal.id,
            deal.payer,
            deal.payee,
            deal.kind,
            "-" if deal.value_usd is None else f"{deal.value_usd / 1e9:,.4g} bn",
            deal.binding,
            deal.grade,
        )
        for deal in deals
    ]
    return columns([("id", "payer", "payee", "kind", "USD", "binding", "grade"), *rows])


def fact_json(one: Fact | DealFact) -> dict[str, object]:
    """A row as a record for machines; dates as text."""
    return {key: _plain(value) for key, value in dataclasses.asdict(one).items()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value
