"""What the eight AI shares were worth at a month end, from closes, share counts and an index."""

from __future__ import annotations

import math
from datetime import date

from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import Ledger
from wattstreet.ledger.schema import Fact
from wattstreet.ledger.units import model_amount

OTHER_SEVEN = ("amd", "broadcom", "microsoft", "alphabet", "amazon", "meta", "oracle")
"""The model's basket of listed firms without Nvidia, whose value is known at every month end."""


def basket_value(ledger: Ledger, month: str) -> tuple[float, list[Fact]]:
    """Market value of the eight at the last trading day of a month, and the facts it was computed from.

    Only a handful of closes of the seven others are known. Between two of them their sum follows the NASDAQ
    Composite, and what it gained or lost against the index is spread evenly over the days.

    Args:
        ledger: Closes, counts of shares, splits, Nvidia's value and the index.
        month: YYYY-MM, within the dates of known closes.
    Returns:
        Value in USD, and facts, some of them twice.
    Errors:
        InputError for a month without Nvidia's value or outside the known closes.
    Source:
        the facts returned; the interpolation is ours.
    """
    nvidia = fact_in_month(ledger, "nvidia", "market_cap_derived", month)
    day = nvidia.period_end
    anchors = sorted({fact.period_end for fact in ledger.rows(OTHER_SEVEN[0], "close")})
    if not anchors or not anchors[0] <= day <= anchors[-1]:
        raise InputError("no closes of the basket around this month", key=month, allowed=anchors)
    before = max(anchor for anchor in anchors if anchor <= day)
    after = min(anchor for anchor in anchors if anchor >= day)
    index = ledger.value("nasdaq-composite", "index_level", day)
    facts, over_index = [nvidia, index], {}
    for anchor in sorted({before, after}):
        value, used = _seven_at(ledger, anchor)
        level = ledger.value("nasdaq-composite", "index_level", anchor)
        facts += [*used, level]
        over_index[anchor] = math.log(value / level.value)
    share = (day - before).days / max((after - before).days, 1)
    seven = index.value * math.exp(over_index[before] * (1 - share) + over_index[after] * share)
    return model_amount(nvidia).value + seven, facts


def fact_in_month(ledger: Ledger, subject: str, quantity: str, month: str, length: int = 0) -> Fact:
    """The fact on a period of so many months that ends in a month; 0 for a stock.

    Errors:
        InputError where none is known, or where several disagree.
    """
    rows = [
        fact
        for fact in ledger.rows(subject, quantity)
        if f"{fact.period_end:%Y-%m}" == month and fact.period_months == length
    ]
    if not rows:
        raise InputError(f"no fact on {quantity} of {subject} for the period ending in {month}", key=month)
    return ledger.pick(rows)


def _seven_at(ledger: Ledger, day: date) -> tuple[float, list[Fact]]:
    """Close times shares of the seven other firms; the first count from the day on, or the last one."""
    total, facts = 0.0, []
    for firm in OTHER_SEVEN:
        counts = ledger.rows(firm, "shares_outstanding")
        count = next((fact for fact in counts if fact.period_end >= day), counts[-1])
        splits = [fact for fact in ledger.rows(firm, "split_ratio") if fact.period_end > count.period_end]
        close = ledger.value(firm, "close", day)
        # closes are adjusted for every later split, counts are as filed
        total += close.value * model_amount(count).value * math.prod(split.value for split in splits)
        facts += [close, count, *splits]
    return total, facts
