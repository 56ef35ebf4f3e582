"""One bad cell per rule: each is refused, and the error says where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import load_ledger

pytestmark = pytest.mark.unit
Tables = Callable[..., Path]

BAD_FACTS = {
    "blank id": ({"id": ""}, "id"),
    "blank subject": ({"subject": " "}, "subject"),
    "blank quantity": ({"quantity": ""}, "quantity"),
    "unknown unit": ({"unit": "usd_milion"}, "unit"),
    "blank value": ({"value": ""}, "value"),
    "a word as value": ({"value": "ten"}, "value"),
    "NaN as value": ({"value": "nan"}, "value"),
    "infinite value": ({"value": "inf"}, "value"),
    "blank low": ({"low": ""}, "low"),
    "low above value": ({"low": "10.5"}, "low"),
    "high below value": ({"high": "9.5"}, "high"),
    "no reason for the interval": ({"interval_basis": ""}, "interval_basis"),
    "American date": ({"period_end": "12/31/2022"}, "period_end"),
    "thirtieth of February": ({"period_end": "2023-02-30"}, "period_end"),
    "year alone": ({"known_from": "2023"}, "known_from"),
    "period ends before it starts": ({"period_start": "2023-01-01"}, "period_end"),
    "unknown grade": ({"grade": "E"}, "grade"),
    "no title": ({"title": ""}, "title"),
    "no publisher": ({"publisher": ""}, "publisher"),
    "share above one": ({"unit": "share", "value": "0.9", "low": "0.8", "high": "1.1"}, "high"),
    "share below zero": ({"unit": "share", "value": "0.1", "low": "-0.1", "high": "0.2"}, "low"),
}

BAD_DEALS = {
    "negative amount": ({"value": "-12", "low": "-12"}, "value"),
    "negative low end": ({"low": "-1"}, "low"),
    "another unit": ({"unit": "usd_million"}, "unit"),
    "probability above one": ({"probability": "1.5"}, "probability"),
    "probability below zero": ({"probability": "-0.5"}, "probability"),
    "unknown commitment": ({"binding": "maybe"}, "binding"),
    "month thirteen": ({"start": "2025-13"}, "start"),
    "ends before it starts": ({"end": "2024-12"}, "end"),
    "schedule sums to something else": ({"schedule": "2025-01=5;2025-02=5"}, "schedule"),
    "schedule before the start": ({"schedule": "2024-12=2;2025-02=10"}, "schedule"),
    "schedule after the end": ({"schedule": "2025-02=10;2026-01=2"}, "schedule"),
    "unreadable schedule": ({"schedule": "ten in spring"}, "schedule"),
    "range of months the wrong way": ({"schedule": "2025-12..2025-01=12"}, "schedule"),
    "schedule without value": ({"value": "", "low": "", "high": ""}, "schedule"),
    "flat without end": ({"end": ""}, "end"),
    "no payer": ({"payer": ""}, "payer"),
    "no publisher": ({"publisher": ""}, "publisher"),
}


@pytest.mark.parametrize(("cells", "column"), BAD_FACTS.values(), ids=BAD_FACTS)
def test_a_bad_fact_is_refused_where_it_stands(tables: Tables, cells: dict[str, str], column: str) -> None:
    folder = tables(facts=[{}, {"id": "second"} | cells])
    with pytest.raises(InputError) as caught:
        load_ledger(folder)
    assert str(caught.value.file) == f"{folder / 'facts.csv'}, row 3"
    assert caught.value.key == column


@pytest.mark.parametrize(("cells", "column"), BAD_DEALS.values(), ids=BAD_DEALS)
def test_a_bad_deal_is_refused_where_it_stands(tables: Tables, cells: dict[str, str], column: str) -> None:
    folder = tables(deals=[cells])
    with pytest.raises(InputError) as caught:
        load_ledger(folder)
    assert str(caught.value.file) == f"{folder / 'deals.csv'}, row 2"
    assert caught.value.key == column


def test_an_unknown_unit_comes_with_a_suggestion(tables: Tables) -> None:
    with pytest.raises(InputError, match="did you mean usd_million"):
        load_ledger(tables(facts=[{"unit": "usd_milion"}]))


def test_an_id_may_stand_once_in_a_table(tables: Tables) -> None:
    with pytest.raises(InputError, match=r"an id stands twice[\s\S]*facts.csv, row 2"):
        load_ledger(tables(facts=[{}, {}]))


def test_an_id_may_stand_once_over_all_tables(tables: Tables) -> None:
    with pytest.raises(InputError, match="an id stands twice"):
        load_ledger(tables(facts=[{"id": "same"}], deals=[{"id": "same"}]))


def test_a_row_may_be_chosen_once(tables: Tables) -> None:
    with pytest.raises(InputError, match="a row is chosen twice"):
        load_ledger(tables(facts=[{}], choices=[{}, {}]))


def test_a_choice_needs_a_reason(tables: Tables) -> None:
    with pytest.raises(InputError, match="reason is missing"):
        load_ledger(tables(facts=[{}], choices=[{"reason": ""}]))


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no tables here"):
        load_ledger(tmp_path)


def _spoilt(folder: Path, change: Callable[[bytes], bytes]) -> Path:
    file = folder / "facts.csv"
    file.write_bytes(change(file.read_bytes()))
    return folder


BAD_FILES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "unknown column": (lambda text: text.replace(b"grade", b"grad", 1), "unknown column[\\s\\S]*grade"),
    "missing column": (lambda text: b"\n".join(line.rsplit(b",", 1)[0] for line in text.split()), "missing"),
    "column twice": (lambda text: text.replace(b"note", b"url", 1), "a column stands twice"),
    "empty file": (lambda text: b"", "columns are missing"),
    "undecodable byte": (lambda text: text.replace(b"Acme", b"Acm\xe9"), "not UTF-8[\\s\\S]*row 2"),
    "ragged row": (lambda text: text.rstrip() + b",surplus\n", "another number of cells[\\s\\S]*18 cells"),
    "short row": (lambda text: text + b"only,three,cells\n", "another number of cells"),
    "open quote": (lambda text: text + b'"never closed', "not a CSV table"),
}


@pytest.mark.parametrize(("change", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused(tables: Tables, change: Callable[[bytes], bytes], message: str) -> None:
    folder = _spoilt(tables(facts=[{"title": "Report", "interval_basis": "grade"}]), change)
    with pytest.raises(InputError, match=message):
        load_ledger(folder)


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tables: Tables) -> None:
    folder = _spoilt(tables(facts=[{}]), lambda text: b"\xef\xbb\xbf" + text + b"\r\n")
    assert list(load_ledger(folder).facts) == ["cash-acme-2022"]
