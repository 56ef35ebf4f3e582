"""Periods of the record, short for tables and machines, and as a sentence says them."""

from __future__ import annotations

from calendar import month_abbr
from typing import TypeAlias

from wattstreet.words.say import Month, Sayable, say

Period: TypeAlias = tuple[str, Sayable]
"""In a few letters, and as words."""


def span(*months: str) -> Period:
    """`Aug–Oct 2023`; with both years where they differ."""
    names = [f"{month_abbr[int(month[5:])]} {month[:4]}" for month in (months[0], months[-1])]
    short = f"{names[0][:3] if months[0][:4] == months[-1][:4] else names[0]}–{names[1]}"
    return short, say("{first} to {last}", first=Month(months[0]), last=Month(months[-1]))


def fiscal_quarter(*months: str) -> Period:
    """A quarter of Nvidia's fiscal year, which ends with January: `FY2024 Q3 (Aug–Oct 2023)`."""
    year, month = (int(part) for part in months[-1].split("-"))
    quarter = (month - 2) % 12 // 3 + 1
    fiscal, (short, said) = year + (month > 1), span(*months)
    words = say("Q{quarter} of fiscal {year} ({months})", quarter=quarter, year=fiscal, months=said)
    return f"FY{fiscal} Q{quarter} ({short})", words


def one_month(month: str) -> Period:
    """`2024-06`."""
    return month, Month(month)


def month_end(month: str) -> Period:
    """`end of Sep 2023`."""
    short = f"end of {month_abbr[int(month[5:])]} {month[:4]}"
    return short, say("the end of {month}", month=Month(month))


def years(first: int, last: int) -> Period:
    """`2023 to 2025`."""
    return f"{first} to {last}", say("{first} to {last}", first=first, last=last)


def published_year(year: int, publisher: str) -> Period:
    """`2023, IEA`."""
    return f"{year}, {publisher}", say("{year}, {publisher}", year=year, publisher=publisher)


def lowest_over_before(months: tuple[str, ...], before: tuple[str, ...]) -> Period:
    """The lowest level of some months over the highest of earlier ones."""
    (short, said), (short_before, said_before) = span(*months), span(*before)
    words = say("lowest of {months} over the highest of {before}", months=said, before=said_before)
    return f"lowest of {short} over the highest of {short_before}", words


def highest_over_before(months: tuple[str, ...], before: tuple[str, ...]) -> Period:
    """The highest level of some months over the highest of earlier ones."""
    (short, said), (short_before, said_before) = span(*months), span(*before)
    words = say("highest of {months} over the highest of {before}", months=said, before=said_before)
    return f"highest of {short} over the highest of {short_before}", words


def fall_on_record() -> Period:
    """The fall of spring 2025, which the record has by day."""
    return "fall (record: NASDAQ, daily closes)", say("fall (record: NASDAQ, daily closes)")


def forecast_year(year: int, publisher: str, published: str, is_range: bool) -> Period:
    """A year of the outlook, who published it when, and whether with a range."""
    values = {"year": year, "publisher": publisher, "published": published}
    if is_range:
        words = say("{year}, {publisher}, {published} (published range)", **values)
        return f"{year}, {publisher}, {published} (published range)", words
    words = say("{year}, {publisher}, {published} (one number, our width)", **values)
    return f"{year}, {publisher}, {published} (one number, our width)", words
