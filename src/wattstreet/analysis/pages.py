"""Runs and comparisons as text: the report, listings, tables."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from wattstreet.analysis.headlines import HEADLINES, LEVELS
from wattstreet.core.errors import InputError, unknown
from wattstreet.words.speak import speak, speak_all

if TYPE_CHECKING:
    import xarray as xr

    from wattstreet.analysis.differences import Comparison, Move


def series_list(run: xr.Dataset) -> list[dict[str, Any]]:
    """Every series with its axes, unit and name."""
    return [
        {
            "series": str(name),
            "axes": " ".join(str(dim) for dim in array.dims) or "-",
            "unit": str(array.attrs.get("units", "-")),
            "says": str(array.attrs.get("long_name", "")),
        }
        for name, array in run.data_vars.items()
    ]


def series_table(run: xr.Dataset, name: str, picks: list[str]) -> list[dict[str, Any]]:
    """A series by year: the year's last value for stocks, its mean for flows; labels in columns.

    Of an ensemble, the 5, 50 and 95 % quantiles over the members, unless one is picked.
    """
    array = _picked(run[name], picks)
    time = next((dim for dim in ("month", "month_end") if dim in array.dims), None)
    if time is None:
        return _timeless(name, array)
    grouped = array.groupby(f"{time}.year")
    by_year = grouped.last() if time == "month_end" else grouped.mean()
    if "member" in by_year.dims:
        by_year = by_year.quantile(list(LEVELS), "member")
    others = [dim for dim in by_year.dims if dim != "year"]
    if len(others) > 1:
        allowed = ", ".join(str(dim) for dim in others)
        raise InputError(
            "too many axes for a table", key="--pick", value=name, allowed=f"all but one of: {allowed}"
        )
    return _rows(by_year, others)


def _timeless(name: str, array: xr.DataArray) -> list[dict[str, Any]]:
    """A series without months: one number, or a row for each label of its first axis."""
    if array.ndim == 0:
        return [{"series": name, "value": str(array.values)}]
    rows, others = array.dims[0], array.dims[1:]
    if len(others) > 1:
        raise InputError(
            "too many axes for a table", key="--pick", value=name, allowed=", ".join(map(str, others))
        )
    return [
        {str(rows): str(label)}
        | (
            {str(one): str(line.sel({others[0]: one}).values) for one in array[others[0]].values}
            if others
            else {"value": str(line.values)}
        )
        for label, line in ((label, array.sel({rows: label})) for label in array[rows].values)
    ]


def _rows(by_year: xr.DataArray, others: list[Any]) -> list[dict[str, Any]]:
    rows = []
    for year in by_year["year"].values:
        values = by_year.sel(year=year)
        cells = (
            {
                str(label): f"{float(values.sel({others[0]: label})):.5g}"
                for label in by_year[others[0]].values
            }
            if others
            else {"value": f"{float(values):.6g}"}
        )
        rows.append({"year": str(int(year)), **cells})
    return rows


def _picked(array: xr.DataArray, picks: list[str]) -> xr.DataArray:
    for pick in picks:
        axis, equals, label = pick.partition("=")
        if not equals or axis not in array.dims:
            raise unknown("axis of this series", axis, [str(dim) for dim in array.dims], key="--pick")
        labels = [str(one) for one in array[axis].values]
        if label not in labels:
            raise unknown(axis, label, labels, key="--pick")
        array = array.isel({axis: labels.index(label)})
    return array


def comparison_text(found: Comparison) -> str:
    """The reason in words, the moves, and who moved them."""
    from wattstreet.ledger.text import columns

    parts = ["\n".join(speak_all(found.sentences))]
    if found.moves:
        head = ("moves", "year", *found.names, "change", "unit", "from")
        rows = [_move_row(move) for move in found.moves]
        parts.append("\n".join(columns([head, *rows])))
    if found.shares and len(found.shares) > 1:
        edits = list(found.shares)
        rows = [
            (
                speak(HEADLINES[move.name].says),
                *(f"{round(found.shares[edit][move.name], 2) + 0.0:.0%}" for edit in edits),
            )
            for move in found.moves
        ]
        parts.append("What each edit explains alone:\n" + "\n".join(columns([("moves", *edits), *rows])))
    return "\n\n".join(parts)


def _move_row(move: Move) -> tuple[str, ...]:
    headline = HEADLINES[move.name]
    change = _change_words(move)
    values = (f"{move.before:,.2f}", f"{move.after:,.2f}", change)
    return (speak(headline.says), str(move.year), *values, headline.unit, move.first_month)


DIFFERENCES = {"pp", "%", "log10 FLOP"}
"""Units whose changes are told as differences: percent of a percentage misleads."""


def _change_words(move: Move) -> str:
    """The change against the first run: as a difference for shares and logarithms, else in percent."""
    unit = HEADLINES[move.name].unit
    if unit in DIFFERENCES:
        return f"{move.after - move.before:+.2f} {'pp' if unit == '%' else unit}"
    return "–" if move.change is None else f"{move.change:+.0%}"


def comparison_record(found: Comparison) -> dict[str, Any]:
    """The comparison for machines."""
    return {
        "scenarios": list(found.names),
        "reason": speak_all(found.sentences),
        "moves": [
            {
                **dataclasses.asdict(move),
                "says": speak(HEADLINES[move.name].says),
                "unit": HEADLINES[move.name].unit,
                "change": move.change,
            }
            for move in found.moves
        ],
        "explained_by": found.shares,
    }
