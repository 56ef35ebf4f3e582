"""Scores, the naive rules, what may be known when, and what is said about it."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from wattstreet.analysis.hindcast import (
    KNOWN_THEN,
    SIZED_BY,
    TOLD_LATER,
    Hindcast,
    check_scored_month,
    dated_inputs,
    hold_out,
    judge,
    known_by,
    mean_errors,
    score,
)
from wattstreet.analysis.hindcast_pages import (
    amount,
    check_folder,
    hindcast_page,
    hindcast_record,
    hindcast_text,
    save_page,
    sentences,
)
from wattstreet.analysis.hindcast_tables import outlook_rows, owner_rows, told_rows
from wattstreet.analysis.naive import LAST_GROWTH, LAST_VALUE, grow_on, keep_last
from wattstreet.analysis.outlook import spread_owners
from wattstreet.analysis.reasons import Simulated
from wattstreet.analysis.targets import SAYS, Reading, Target
from wattstreet.casebook.calendar import months_between
from wattstreet.casebook.fits import Fit
from wattstreet.casebook.levers import EVENT_KINDS, LEVERS
from wattstreet.casebook.registry import registry
from wattstreet.casebook.schema import parse_scenario
from wattstreet.casebook.shelf import scenario
from wattstreet.core.errors import InputError
from wattstreet.words.speak import speak, speak_all

pytestmark = pytest.mark.unit

MONTHS = tuple(months_between("2023-01", "2025-12"))
LABELS = {"country": ("us", "cn", "row"), "supplier": ("nvidia",), "firm": ("nvidia", "openai")}
BN = 1e9


def target(month: str, observed: float, series="nvidia_revenue", band=0.15) -> Target:
    name, label = {
        "nvidia_revenue": ("data_center_revenue_usd", "nvidia"),
        "openai_revenue": ("revenue_usd", "openai"),
    }[series]
    reading = Reading(name, label, (month,), 1.0, ("a-fact",))
    return Target(series, month, observed, observed * (1 - band), observed * (1 + band), "usd", band, True,
                  date(2025, 1, 1), (reading,))  # fmt: skip


def run(level: float = 1.0) -> Simulated:
    kept = {
        "data_center_revenue_usd": np.full((len(MONTHS), 1), level),
        "revenue_usd": np.full((len(MONTHS), 2), level),
        "utilisation": np.full((len(MONTHS), 3), 0.5),
        "binding_limit": np.full((len(MONTHS), 3), 3),
        "health": np.zeros(len(MONTHS)),
    }
    return Simulated(kept, LABELS, MONTHS)


def test_naive_rules_by_hand():
    history = [("2023-12", 50.0), ("2024-06", 70.0), ("2024-12", 100.0)]
    assert keep_last(history) == 100.0
    assert grow_on(history, "2025-12") == pytest.approx(200.0)
    assert grow_on(history, "2025-06") == pytest.approx(100.0 * 2**0.5)
    with pytest.raises(InputError, match="a year before"):
        grow_on(history[1:], "2025-06")


def test_a_band_includes_its_ends():
    rows = judge((target("2024-01", 1 / 1.15), target("2024-02", 1 / 1.16), target("2024-03", 1.0)), run())
    assert [row.is_met for row in rows] == [True, False, True]
    assert rows[0].error == pytest.approx(0.15)
    nothing = judge((target("2024-01", 1.0),), run(float("nan")))
    assert not nothing[0].is_met


def test_scores_count_and_give_a_reason_from_numbers():
    figures = (target("2024-01", 1.0), target("2024-02", 0.5), target("2024-01", 1.0, "openai_revenue", 0.25))
    nvidia, openai = score(judge(figures, run()), run())
    assert (nvidia.met, nvidia.of) == (1, 2)
    assert nvidia.mean_error == pytest.approx(0.5)
    assert nvidia.worst.target.period == "2024-02"
    assert speak_all(nvidia.reason) == [
        "Too high in 1, most for February 2024 (+100 %).",
        "From January 2024 to February 2024 the model grows 1.0-fold, the record 0.5-fold.",
        "In the model halls bound US firms in 1 of 1 such months.",
    ]
    assert (openai.met, openai.of, openai.reason) == (1, 1, ())


def test_nothing_shown_only_is_scored():
    import dataclasses

    shown = dataclasses.replace(target("2024-01", 1.0), scored=False)
    assert score(judge((shown,), run()), run()) == ()
    assert judge((), run()) == ()


HISTORY = (
    target("2023-10", 50.0),
    target("2024-10", 100.0),
    target("2025-04", 160.0),
    target("2025-10", 200.0),
)


def test_held_out_figures_stand_beside_the_rules():
    rows = hold_out(HISTORY, {KNOWN_THEN: run(150.0), TOLD_LATER: run(180.0)})
    assert [row.target.period for row in rows] == ["2025-04", "2025-10"]
    assert rows[1].guesses == pytest.approx(
        {KNOWN_THEN: 150.0, TOLD_LATER: 180.0, LAST_VALUE: 100.0, LAST_GROWTH: 200.0}
    )
    assert rows[1].error(LAST_VALUE) == pytest.approx(-0.5)
    means = mean_errors(rows)["nvidia_revenue"]
    assert means[LAST_VALUE] == pytest.approx((60 / 160 + 100 / 200) / 2)
    assert means[KNOWN_THEN] == pytest.approx((10 / 160 + 50 / 200) / 2)
    assert hold_out(HISTORY[:2], {KNOWN_THEN: run()}) == ()


def test_what_could_not_be_known_is_dropped():
    told = parse_scenario(
        {
            "name": "told",
            "says": "A test.",
            "policies": [
                {"lever": "wires", "from": "2024-12", "value": 0.5, "why": "A trial"},
                {"lever": "wires", "from": "2025-01", "value": 0.7, "why": "A trial"},
            ],
            "events": [
                {"kind": "doubt", "date": "2024-12", "why": "A trial"},
                {"kind": "doubt", "date": "2025-01", "why": "A trial"},
            ],
            "deals": [{"id": "eq-001", "pays": 0.0, "why": "A trial"}],
        },
        "test",
    )
    then = SimpleNamespace(as_of="2024-12-31", deals=())
    kept = known_by(told, then)
    assert [policy.start for policy in kept.policies] == ["2024-12"]
    assert [event.date for event in kept.events] == ["2024-12"]
    assert kept.deals == ()
    later = known_by(told, SimpleNamespace(as_of="2025-11-20", deals=(SimpleNamespace(id="eq-001"),)))
    assert later == told


def test_everything_dated_is_listed_with_its_amplitude():
    baseline = scenario("baseline")
    told = dated_inputs(baseline, "2025-12", None)
    assert len(told) == len(baseline.events) + len(baseline.policies)
    assert [one.date for one in told] == sorted(one.date for one in told)
    assert all(one.why for one in told)
    assert dated_inputs(baseline, "2022-12", None) == ()
    path = SIZED_BY["api_shift"]
    fit = Fit("2025-10", "A test.", "2025-11-20", "2025-10", {path: 1.5}, {})
    (shift,) = (one for one in dated_inputs(baseline, "2025-12", fit) if one.kind == "event api-shift")
    assert speak(shift.amplitude) == f"api_shift +1 × 1.5 ({path}, fitted)"


def test_sizes_belong_to_declared_parameters_and_inputs():
    fields = {field for kind in EVENT_KINDS.values() for field in kind.impulses}
    assert set(SIZED_BY) <= fields | {lever.field for lever in LEVERS.values()}
    assert set(SIZED_BY.values()) <= set(registry())


@pytest.mark.parametrize("month", ["2023-09", "2026-01", "2024-13", "2024", ""])
def test_a_month_outside_the_record_is_refused(month):
    with pytest.raises(InputError) as refused:
        check_scored_month(month)
    assert refused.value.allowed == "2023-10 to 2025-12"


@pytest.fixture
def found() -> Hindcast:
    made = {"parameters_the_record_determines": 0.7}
    fit = Fit("2025-10", "A test.", "2025-11-20", "2025-10", {"compute.order_adjustment": 3.0}, made)
    runs = {KNOWN_THEN: run(150.0), TOLD_LATER: run(180.0)}
    verdicts = judge(HISTORY, run(100.0))
    told = dated_inputs(scenario("baseline"), "2025-12", fit)
    scores = score(verdicts, run(100.0))
    return Hindcast("2025-12", 0, fit, verdicts, scores, hold_out(HISTORY, runs), fit, told, verdicts[:1])


def test_it_says_what_a_person_would(found):
    said = speak_all(sentences(found))
    assert said[0] == (
        "Of 4 dated figures of the record up to December 2025, 1 lie within their band: "
        f"{speak(SAYS['nvidia_revenue'])} 1 of 4."
    )
    assert "Fitted parameters: 1 (the record determines about 1), on data up to October 2025" in said[1]
    assert said[2] == "It was also told 5 dated events and 10 steps of policy."
    assert "asked for 2 figures of 2025, the model errs by 16 %" in said[3]
    assert said[4] == "The model beats both rules by a point or more in 0 of 1 series (0 when told)."


def test_a_broken_run_and_a_missing_fit_are_said(found):
    import dataclasses

    poor = dataclasses.replace(found, health=1, fit=None, held_out_fit=None, held_out=())
    words = " ".join(speak_all(sentences(poor)))
    assert "not healthy" in words
    assert "starting values" in words
    assert "no year is held out" in words


def test_text_page_and_record_tell_the_same(found, tmp_path):
    text, page, record = hindcast_text(found), hindcast_page(found), hindcast_record(found)
    for title in ("Series", "Every figure", "Mean absolute error on 2025", "Outlook beside published ranges"):
        assert f"\n{title}\n" in text
        assert f"\n## {title}\n" in page
    assert "`a-fact`" in page
    assert "`compute.order_adjustment` | 3" in page
    assert json.loads(json.dumps(record))["figures"][0]["record"] == 50.0
    assert [row["met"] for row in record["figures"]] == [False, True, False, False]
    check_folder(tmp_path / "deep" / "folder")
    assert not (tmp_path / "deep").exists()
    assert save_page(tmp_path / "deep" / "folder", page).read_text(encoding="utf-8") == page
    with pytest.raises(InputError, match="cannot be written"):
        check_folder(tmp_path / "deep" / "folder" / "hindcast.md")


def test_tables_for_a_report_have_a_head_and_whole_rows(found):
    made = [told_rows(found), outlook_rows(found)]
    for rows in made:
        assert len(rows) > 1
        assert {len(row) for row in rows} == {len(rows[0])}
        assert all(speak(cell) for row in rows for cell in row)
    told, outlook = ([[speak(cell) for cell in row] for row in rows] for rows in made)
    assert told[1][0] == "January 2023"
    assert outlook[1][2:] == [*["0.00 bn USD"] * 4, "74 % above the range"]


def test_a_run_without_numbers_still_has_words(found):
    import dataclasses

    broken = judge(HISTORY, run(float("nan")))
    scores = score(broken, run(float("nan")))
    poor = dataclasses.replace(found, verdicts=broken, scores=scores, outlook=broken[:1], health=1)
    assert "no number" in hindcast_text(poor)
    assert all(speak(cell) for row in outlook_rows(poor) for cell in row)


def test_amounts_are_printed_in_their_units():
    usd = target("2024-01", 1.0)
    assert [amount(value * BN, usd) for value in (1234.4, 12.34, 1.234)] == [
        "1,234 bn USD",
        "12.3 bn USD",
        "1.23 bn USD",
    ]


def test_owners_of_the_outlook_s_spread_come_widest_first():
    def told(value, capex, twh):
        return {"value": value, "cost": 1.0, "capex_five_bn_2026": 500, "capex_five_bn_2030": capex,
                "us_twh_2028": 400, "us_twh_2030": twh}  # fmt: skip

    outlook = {
        "as_fitted": {},
        "compute.shell_months lower": told(18, 495, 505),
        "compute.shell_months higher": told(22, 505, 495),
        "compute.api_ceiling lower": told(1, 400, 500),
        "compute.api_ceiling higher": told(2, 600, 500),
    }
    fit = Fit("x", "A test.", "2025-01-01", "2025-01", {}, {"outlook": outlook})
    widest, narrow = spread_owners(fit)
    assert (widest.path, widest.low, widest.high) == ("compute.api_ceiling", 1, 2)
    assert widest.ends["capex_five_bn_2030"] == (400, 600)
    assert widest.width("capex_five_bn_2030") == pytest.approx(0.4)
    assert narrow.width("us_twh_2030") == pytest.approx(0.02)
    assert spread_owners(None) == ()
    found = SimpleNamespace(fit=fit)
    head, first, _ = [[speak(cell) for cell in row] for row in owner_rows(found)]
    assert head[-1] == "US TWh 2030"
    assert first[0] == registry()["compute.api_ceiling"].says
    assert first[1:5] == ["compute.api_ceiling", "1.0 USD", "2.0 USD", "500 to 500"]
