"""Which row of a firm's accounts stands for the end of 2022, stocks and flows alike.

Stocks: the latest fiscal period end in the twelve months to 2023-01-31 (Nvidia's fiscal year ends that week);
where a firm publishes none there, the first one in the four months after (Alibaba). Flows: the fiscal year
that contains 2022-12-31, so Broadcom's is the one to October 2023. Fiscal calendars differ: one balance sheet
may mix dates up to half a year apart (Oracle's debt and equity are those of May 2022, its cash of November).
"""

from __future__ import annotations

from datetime import date

from wattstreet.core.errors import InputError
from wattstreet.ledger.schema import Fact
from wattstreet.world.evidence import Evidence
from wattstreet.world.quantity import Quantity

START = "2023-01"
OPENING_DAY = date(2022, 12, 31)
REGIONAL_DAY = date(2024, 12, 31)
"""The only year with rows by region for China and the rest of the world."""

STOCKS_FROM, STOCKS_UNTIL, STOCKS_AT_LAST = date(2022, 2, 1), date(2023, 1, 31), date(2023, 5, 31)
YEARS_UNTIL = date(2023, 11, 30)
PRICES_FROM, PRICES_UNTIL = date(2022, 12, 15), date(2023, 1, 5)
YEAR_MONTHS = range(11, 14)


def check_start(start: str) -> None:
    """Refuse any start but the month after the declared opening day."""
    if start != START:
        raise InputError(
            "the world's opening stocks and assumptions describe the end of 2022",
            key="start",
            value=start,
            allowed=START,
            suggestion="start there and restart from a state of a run for a later month",
        )


def opening_stock(evidence: Evidence, subject: str, quantity: str, fill: str) -> Quantity:
    """A stock at the end of 2022, or the assumption `fill` where no row stands for that date."""
    early = evidence.in_window(subject, quantity, STOCKS_FROM, STOCKS_UNTIL)
    if early:
        return _ending(evidence, early, early[-1].period_end)
    late = evidence.in_window(subject, quantity, STOCKS_UNTIL, STOCKS_AT_LAST)
    if late:
        return _ending(evidence, late, late[0].period_end)
    return evidence.fill(subject, fill)


def opening_flow(evidence: Evidence, subject: str, quantity: str, fill: str) -> Quantity:
    """A flow of the fiscal year that contains 2022-12-31, USD a year, or the assumption `fill`."""
    rows = evidence.in_window(subject, quantity, OPENING_DAY, YEARS_UNTIL, YEAR_MONTHS)
    return _ending(evidence, rows, rows[0].period_end) if rows else evidence.fill(subject, fill)


def opening_price(evidence: Evidence, subject: str, quantity: str) -> Quantity | None:
    """A price on the last trading days of 2022, or nothing where no price is known."""
    rows = evidence.in_window(subject, quantity, PRICES_FROM, PRICES_UNTIL)
    return _ending(evidence, rows, rows[-1].period_end) if rows else None


def _ending(evidence: Evidence, rows: list[Fact], day: date) -> Quantity:
    return evidence.pick([fact for fact in rows if fact.period_end == day])
