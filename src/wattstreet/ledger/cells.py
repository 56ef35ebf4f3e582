"""Cells → facts, deals and choices: every rule a row must keep."""

from __future__ import annotations

from wattstreet.core.units import BILLION
from wattstreet.ledger.rows import Row
from wattstreet.ledger.schedule import payments, read_month
from wattstreet.ledger.schema import BINDING, GRADES, Choice, DealFact, Fact, Interval, Source
from wattstreet.ledger.units import FACT_UNITS

FACT_COLUMNS = (
    "id,subject,quantity,value,unit,low,high,period_start,period_end,known_from,grade,interval_basis,"
    "title,publisher,date,url,note"
).split(",")
DEAL_COLUMNS = (
    "id,kind,payer,payee,instrument,value,unit,low,high,capacity_gw,start,end,schedule,condition,status,"
    "binding,probability,announced,known_from,grade,interval_basis,title,publisher,date,url,note"
).split(",")
CHOICE_COLUMNS = "subject,quantity,period_end,id,reason".split(",")


def fact_of(row: Row) -> Fact:
    """The fact a row states, or an error naming the cell that breaks a rule."""
    unit = row.one_of("unit", FACT_UNITS, "unit")
    value = row.number_in("value")
    start, end = row.date_in("period_start"), row.date_in("period_end")
    if end < start:
        raise row.refusal("the period ends before it starts", "period_end", allowed=f"{start} or later")
    interval = _interval(row, value)
    _check_share(row, unit, interval)
    return Fact(
        id=row.required("id"),
        subject=row.required("subject"),
        quantity=row.required("quantity"),
        value=value,
        unit=unit,
        interval=interval,
        period_start=start,
        period_end=end,
        known_from=row.date_in("known_from"),
        grade=row.one_of("grade", GRADES, "grade"),
        source=_source(row),
        note=row.text("note"),
        table=row.file.name,
    )


def deal_of(row: Row) -> DealFact:
    """The deal a row states, its schedule spread over months, or an error naming the bad cell."""
    value = _amount(row)
    start, end = read_month(row, "start"), read_month(row, "end")
    return DealFact(
        id=row.required("id"),
        kind=row.required("kind"),
        payer=row.required("payer"),
        payee=row.required("payee"),
        instrument=row.text("instrument"),
        value_usd=None if value is None else value * BILLION,
        interval_usd=_deal_interval(row, value),
        capacity_gw=row.number_in("capacity_gw") if row.text("capacity_gw") else None,
        start=start,
        end=end,
        payments=payments(row, value, start, end),
        condition=row.text("condition"),
        status=row.required("status"),
        binding=row.one_of("binding", BINDING, "degree of commitment"),
        probability=_probability(row),
        announced=row.date_in("announced"),
        known_from=row.date_in("known_from"),
        grade=row.one_of("grade", GRADES, "grade"),
        source=_source(row),
        note=row.text("note"),
        table=row.file.name,
    )


def choice_of(row: Row) -> Choice:
    """The choice a row of choices.csv makes."""
    columns = ("subject", "quantity", "id", "reason")
    subject, quantity, fact_id, reason = (row.required(column) for column in columns)
    return Choice(subject, quantity, row.date_in("period_end"), fact_id, reason)


def _source(row: Row) -> Source:
    return Source(row.required("title"), row.required("publisher"), row.text("date"), row.text("url"))


def _interval(row: Row, value: float) -> Interval:
    low, high = row.number_in("low"), row.number_in("high")
    if low > value:
        raise row.refusal("the interval starts above the value", "low", allowed=f"at most {value:g}")
    if high < value:
        raise row.refusal("the interval ends below the value", "high", allowed=f"at least {value:g}")
    return Interval(low, high, row.required("interval_basis"))


def _check_share(row: Row, unit: str, interval: Interval) -> None:
    if unit == "share" and not (interval.low >= 0 and interval.high <= 1):
        column = "low" if interval.low < 0 else "high"
        raise row.refusal("a share outside 0 to 1", column, allowed="0..1", suggestion="use unit ratio")


def _amount(row: Row) -> float | None:
    """Value of a deal in USD billion; blank where the parties have not said."""
    row.one_of("unit", ("usd_billion",), "unit of a deal")
    if not row.text("value"):
        return None
    value = row.number_in("value")
    if value < 0:
        raise row.refusal(
            "a negative amount", "value", allowed="zero or more", suggestion="swap payer and payee"
        )
    return value


def _deal_interval(row: Row, value: float | None) -> Interval | None:
    if value is None:
        return None
    interval = _interval(row, value)
    if interval.low < 0:
        raise row.refusal("a negative amount", "low", allowed="zero or more")
    return Interval(interval.low * BILLION, interval.high * BILLION, interval.basis)


def _probability(row: Row) -> float:
    value = row.number_in("probability")
    if not 0 <= value <= 1:
        raise row.refusal("a probability outside 0 to 1", "probability", allowed="0..1")
    return value
