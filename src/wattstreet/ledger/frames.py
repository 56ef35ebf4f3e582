"""Facts and deals as data frames."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

from wattstreet.ledger.ledger import Ledger, load_ledger
from wattstreet.ledger.schema import Fact
from wattstreet.ledger.units import model_amount

if TYPE_CHECKING:
    import pandas as pd


def facts_frame(ledger: Ledger, as_of: str | date | None = None) -> pd.DataFrame:
    """One row per fact, indexed by id, in its published unit and in the model's.

    Args:
        ledger: Facts to show.
        as_of: Leave out what was not yet known on that day.
    """
    # Half a second: only those who ask for a frame pay for it.
    import pandas as pd

    known = ledger if as_of is None else ledger.as_of(as_of)
    frame = pd.DataFrame([_record(fact) for fact in known.facts.values()], columns=_COLUMNS).set_index("id")
    for column in ("period_start", "period_end", "known_from"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


def _record(fact: Fact) -> dict[str, object]:
    amount = model_amount(fact)
    flat = {field.name: getattr(fact, field.name) for field in dataclasses.fields(fact)}
    del flat["interval"], flat["source"]
    return {
        **flat,
        "low": fact.interval.low,
        "high": fact.interval.high,
        "interval_basis": fact.interval.basis,
        "model_value": amount.value,
        "model_unit": amount.unit,
        "title": fact.source.title,
        "publisher": fact.source.publisher,
        "date": fact.source.date,
        "url": fact.source.url,
    }


_COLUMNS = (
    "id,subject,quantity,value,unit,low,high,model_value,model_unit,period_start,period_end,known_from,grade,"
    "interval_basis,title,publisher,date,url,note,table"
).split(",")


def facts(as_of: str | date | None = None) -> pd.DataFrame:
    """The shipped facts as a table, as known on a day; every row carries source, grade and interval."""
    return facts_frame(load_ledger(), as_of)
