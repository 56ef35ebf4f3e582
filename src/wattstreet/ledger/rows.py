"""Rows of a CSV file that remember where they stand, so that a bad cell can be found again."""

from __future__ import annotations

import csv
import dataclasses
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from wattstreet.core.errors import InputError, unknown


@dataclasses.dataclass(frozen=True)
class Row:
    """One row of a table; `number` counts as a spreadsheet does, the header being row 1."""

    file: Path
    number: int
    cells: dict[str, str]

    def refusal(
        self, problem: str, column: str, *, allowed: object = None, suggestion: str | None = None
    ) -> InputError:
        """The error for one bad cell, naming file, row and column."""
        return InputError(
            problem,
            file=f"{self.file}, row {self.number}",
            key=column,
            value=repr(self.cells.get(column, "")),
            allowed=allowed,
            suggestion=suggestion,
        )

    def text(self, column: str) -> str:
        """The cell without surrounding blanks; may be empty."""
        return self.cells[column].strip()

    def required(self, column: str) -> str:
        """The cell, refused when empty."""
        found = self.text(column)
        if not found:
            raise self.refusal(f"{column} is missing", column, allowed="a text that is not blank")
        return found

    def number_in(self, column: str) -> float:
        """The cell as a finite number; blanks, words and NaN are refused."""
        try:
            found = float(self.text(column))
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            hint = "leave the row out, or write the number without separators or units"
            raise self.refusal(
                f"{column} is not a number", column, allowed="a finite number", suggestion=hint
            )
        return found

    def date_in(self, column: str) -> date:
        """The cell as a full ISO date."""
        text = self.text(column)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                pass
        raise self.refusal(f"{column} is not a date", column, allowed="an ISO date such as 2025-11-20")

    def one_of(self, column: str, names: Iterable[str], kind: str) -> str:
        """The cell, refused with the nearest known names unless it is one of `names`."""
        found = self.required(column)
        known = list(names)
        if found not in known:
            raise unknown(kind, found, known, file=f"{self.file}, row {self.number}", key=column)
        return found


def read_rows(file: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Rows of a UTF-8 table with exactly these columns.

    Errors:
        InputError for bytes that are not UTF-8, missing, unknown or repeated columns and ragged rows.
    """
    # Counted here: quoted line breaks make the reader's own line count run ahead of a spreadsheet's.
    header, *rest = _cells(file) or [[]]
    header = [name.strip() for name in header]
    _check_header(file, header, columns)
    for number, cells in enumerate(rest, start=2):
        if cells and len(cells) != len(header):
            raise _ragged(file, number, cells, header)
        if cells:
            yield Row(file, number, dict(zip(header, cells, strict=True)))


def _cells(file: Path) -> list[list[str]]:
    """Every row of the file as a list of cells; an open quote is an error, never a long cell."""
    try:
        return list(csv.reader(io.StringIO(_text(file), newline=""), strict=True))
    except csv.Error as error:
        hint = "close every double quote, and write a quote inside a cell twice"
        raise InputError(f"not a CSV table: {error}", file=file, suggestion=hint) from error


def _text(file: Path) -> str:
    """The file decoded at once, so that a bad byte names its place."""
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise InputError(
            "bytes that are not UTF-8",
            file=f"{file}, row {row}",
            value=content[error.start : error.end],
            allowed="text in UTF-8",
            suggestion="save the table again as CSV UTF-8",
        ) from error


def _check_header(file: Path, header: list[str], columns: Sequence[str]) -> None:
    allowed = ", ".join(columns)
    for name in header:
        if name not in columns:
            raise unknown("column", name, columns, file=f"{file}, row 1")
        if header.count(name) > 1:
            raise InputError("a column stands twice", file=f"{file}, row 1", key=name, allowed=allowed)
    missing = [name for name in columns if name not in header]
    if missing:
        raise InputError(
            "columns are missing", file=f"{file}, row 1", key=", ".join(missing), allowed=allowed
        )


def _ragged(file: Path, number: int, cells: list[str], header: list[str]) -> InputError:
    return InputError(
        "a row has another number of cells than the header",
        file=f"{file}, row {number}",
        value=f"{len(cells)} cells",
        allowed=f"{len(header)} cells",
        suggestion="put cells that contain a comma between double quotes",
    )
