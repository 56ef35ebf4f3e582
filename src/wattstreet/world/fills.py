"""The declared assumptions of the world: read from fills.csv, looked up by name, never used unseen."""

from __future__ import annotations

from pathlib import Path

from wattstreet.core.units import UNITS
from wattstreet.ledger.rows import Row, read_rows
from wattstreet.ledger.units import LEDGER_ONLY
from wattstreet.world.schema import Fill

FILLS = Path(__file__).parent / "fills.csv"
FILL_COLUMNS = "subject,quantity,value,unit,low,high,reason".split(",")


def load_fills(file: Path = FILLS) -> dict[str, Fill]:
    """Every declared assumption, by name.

    Errors:
        InputError for a name that stands twice, an unknown unit, a bad number or a missing reason.
    """
    fills: dict[str, Fill] = {}
    for row in read_rows(file, FILL_COLUMNS):
        fill = _fill_of(row)
        if fill.name in fills:
            raise row.refusal(
                "an assumption stands twice", "quantity", allowed="one row per subject and quantity"
            )
        fills[fill.name] = fill
    return fills


def _fill_of(row: Row) -> Fill:
    value, low, high = (row.number_in(column) for column in ("value", "low", "high"))
    if not low <= value <= high:
        raise row.refusal("the value lies outside its interval", "value", allowed=f"{low:g}..{high:g}")
    unit = row.one_of("unit", [*UNITS, *LEDGER_ONLY], "unit")
    return Fill(
        row.required("subject"), row.required("quantity"), value, low, high, unit, row.required("reason")
    )
