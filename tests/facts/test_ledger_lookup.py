"""Looking facts up: vintages, choices, overlays, schedules, units, text and frames."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from wattstreet.core.errors import InputError
from wattstreet.ledger.checks import run_checks
from wattstreet.ledger.frames import facts_frame
from wattstreet.ledger.ledger import load_ledger
from wattstreet.ledger.schedule import months_between
from wattstreet.ledger.schema import Fact
from wattstreet.ledger.text import describe, describe_deal, listing
from wattstreet.ledger.units import model_amount

pytestmark = pytest.mark.unit
Tables = Callable[..., Path]

RIVALS = [{}, {"id": "rival", "value": "10.4"}]


def test_later_rows_are_unknown_earlier(tables: Tables) -> None:
    folder = tables(facts=[{}, {"id": "restated", "known_from": "2024-02-01"}], deals=[{}], choices=[{}])
    ledger = load_ledger(folder)
    assert set(ledger.as_of("2023-06-30").facts) == {"cash-acme-2022"}
    assert ledger.as_of("2023-06-30").deals == {}
    assert ledger.as_of("2023-01-31").choices == {}
    assert set(ledger.as_of("2025-01-10").deals) == {"eq-1"}


def test_not_a_date_is_refused(tables: Tables) -> None:
    with pytest.raises(InputError, match="not a date"):
        load_ledger(tables(facts=[{}])).as_of("yesterday")


def test_rows_that_disagree_need_a_choice(tables: Tables) -> None:
    with pytest.raises(InputError, match=r"disagree[\s\S]*choices.csv"):
        load_ledger(tables(facts=RIVALS)).value("acme", "cash")


def test_rows_that_agree_need_none_and_the_better_grade_wins(tables: Tables) -> None:
    ledger = load_ledger(tables(facts=[{"grade": "C"}, {"id": "filing"}]))
    assert ledger.value("acme", "cash").id == "filing"


def test_a_choice_settles_and_says_why(tables: Tables) -> None:
    ledger = load_ledger(tables(facts=RIVALS, choices=[{"id": "rival", "reason": "restated"}]))
    fact = ledger.value("acme", "cash")
    assert (fact.id, ledger.chosen(fact)) == ("rival", "restated")
    assert ledger.chosen(ledger.facts["cash-acme-2022"]) is None


def test_the_latest_period_is_used_unless_one_is_named(tables: Tables) -> None:
    later = {"id": "later", "period_start": "2023-12-31", "period_end": "2023-12-31"}
    ledger = load_ledger(tables(facts=[{}, later]))
    assert ledger.value("acme", "cash").id == "later"
    assert ledger.value("acme", "cash", "2022-12-31").id == "cash-acme-2022"
    with pytest.raises(InputError, match="2021-12-31"):
        ledger.value("acme", "cash", "2021-12-31")


def test_a_length_tells_quarter_from_year(tables: Tables) -> None:
    year = {"id": "year", "value": "10", "period_start": "2022-01-01"}
    quarter = {"id": "quarter", "value": "9.5", "period_start": "2022-10-01"}
    ledger = load_ledger(tables(facts=[year, quarter]))
    assert ledger.value("acme", "cash", months=12).id == "year"
    assert ledger.value("acme", "cash", months=3).id == "quarter"
    with pytest.raises(InputError, match="period length"):
        ledger.value("acme", "cash")


def test_unknown_names_come_with_suggestions(tables: Tables) -> None:
    ledger = load_ledger(tables(facts=[{}]))
    with pytest.raises(InputError, match="did you mean acme"):
        ledger.value("acne", "cash")
    with pytest.raises(InputError, match="did you mean cash"):
        ledger.value("acme", "cashh")
    with pytest.raises(InputError, match="did you mean cash-acme-2022"):
        ledger.get("cash-acme-2023")


def test_find_narrows_by_all_that_is_asked(tables: Tables) -> None:
    ledger = load_ledger(tables(facts=[{}, {"id": "debt-acme", "quantity": "debt", "grade": "D"}]))
    assert [fact.id for fact in ledger.find("annual report")] == ["cash-acme-2022", "debt-acme"]
    assert [fact.id for fact in ledger.find("acme", grade="D")] == ["debt-acme"]
    assert ledger.find(subject="acme", quantity="revenue") == []


def test_an_overlay_replaces_and_adds(tables: Tables) -> None:
    mine = tables(facts=[{"value": "10.9"}, {"id": "new", "subject": "bolt"}], name="mine")
    ledger = load_ledger(tables(facts=[{}]), overlay=mine)
    assert ledger.value("acme", "cash").value == 10.9
    assert ledger.value("bolt", "cash").id == "new"


def test_an_overlay_may_choose_otherwise(tables: Tables) -> None:
    folder = tables(facts=RIVALS, choices=[{}])
    mine = tables(choices=[{"id": "rival"}], name="mine")
    assert load_ledger(folder, overlay=mine).value("acme", "cash").id == "rival"


def test_the_fingerprint_is_of_the_content_alone(tables: Tables) -> None:
    one = load_ledger(tables(facts=RIVALS, name="one")).fingerprint()
    two = load_ledger(tables(facts=RIVALS[::-1], name="two")).fingerprint()
    other = load_ledger(tables(facts=[{}], name="other")).fingerprint()
    assert one == two != other


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("flat", {"2025-01": 1.0, "2025-12": 1.0}),
        ("ramp", {"2025-01": 12 / 78, "2025-12": 144 / 78}),
        ("2025-02=2;2025-03..2025-06=10", {"2025-02": 2.0, "2025-03": 2.5, "2025-06": 2.5}),
        ("", {}),
    ],
)
def test_schedules_spread_the_value(tables: Tables, schedule: str, expected: dict[str, float]) -> None:
    deal = load_ledger(tables(deals=[{"schedule": schedule}])).deals["eq-1"]
    assert {month: deal.payments[month] / 1e9 for month in expected} == pytest.approx(expected)
    assert math.fsum(deal.payments.values()) == pytest.approx(12e9 if schedule else 0)


def test_months_run_over_the_turn_of_the_year() -> None:
    assert months_between("2024-11", "2025-02") == ["2024-11", "2024-12", "2025-01", "2025-02"]


@pytest.mark.parametrize(
    ("unit", "base", "factor"),
    [
        ("usd_billion", "usd", 1e9),
        ("gw", "mw", 1e3),
        ("percent", "share", 0.01),
        ("g_per_kwh", "t_per_mwh", 1e-3),
        ("usd_per_kw", "usd_per_mw", 1e3),
        ("shares_million", "shares", 1e6),
        ("cny_million", "usd", 1e6 / 6.73),
    ],
)
def test_units_become_model_units(tables: Tables, unit: str, base: str, factor: float) -> None:
    amount = model_amount(load_ledger(tables(facts=[{"unit": unit}])).value("acme", "cash"))
    assert amount.unit == base
    assert (amount.low, amount.value, amount.high) == pytest.approx((9 * factor, 10 * factor, 11 * factor))


def test_a_year_before_the_exchange_table_is_refused(tables: Tables) -> None:
    early = {"unit": "cny_million", "period_start": "1990-12-31", "period_end": "1990-12-31"}
    with pytest.raises(InputError, match="no exchange rate for CNY in 1990"):
        model_amount(load_ledger(tables(facts=[early])).value("acme", "cash"))


def test_checks_find_what_they_name(tables: Tables) -> None:
    folder = tables(facts=RIVALS, choices=[{"id": "cash-acme-2022", "period_end": "2021-12-31"}])
    ledger = load_ledger(folder)
    found = {finding.check for finding in run_checks(ledger, "2026-06-30")}
    assert {"age", "dangling-choice"} <= found
    unsettled = load_ledger(tables(facts=RIVALS, name="unsettled"))
    with pytest.raises(InputError, match="rows disagree"):
        run_checks(unsettled, "2023-06-30", strict=("contradiction",))
    with pytest.raises(InputError, match="unknown check"):
        run_checks(unsettled, "2023-06-30", strict=("contradictions",))


def test_facts_read_well_in_a_terminal(tables: Tables) -> None:
    ledger = load_ledger(tables(facts=[{}], deals=[{}], choices=[{}]))
    fact = ledger.get("cash-acme-2022")
    assert isinstance(fact, Fact)
    text = describe(fact, ledger)
    for word in ("cash of acme", "9 to 11", "Annual report, Acme", "filing or official", "audited"):
        assert word in text
    assert "USD 12 billion" in describe_deal(ledger.deals["eq-1"])
    assert listing([fact])[1].startswith("cash-acme-2022")


def test_the_frame_holds_published_and_model_units(tables: Tables) -> None:
    ledger = load_ledger(tables(facts=[{}, {"id": "late", "known_from": "2025-01-01"}]))
    frame = facts_frame(ledger, as_of="2024-01-01")
    assert list(frame.index) == ["cash-acme-2022"]
    assert frame.loc["cash-acme-2022", "model_value"] == 10e6
    assert str(frame["known_from"].dtype).startswith("datetime64")
