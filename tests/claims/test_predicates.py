"""Predicates: true, false and left open, with exact numbers; every verdict that follows from them."""

from __future__ import annotations

from datetime import date

import pytest

from wattstreet.claims.arithmetic import Desk
from wattstreet.claims.figures import Days, days_of
from wattstreet.claims.predicates import about, after, at_least, at_most, before, during
from wattstreet.claims.schema import BY_HAND, VERDICTS, parse_claim
from wattstreet.claims.verdicts import LOOSE, TOO_WIDE, Verdict, compared, verdict_of
from wattstreet.ledger.ledger import Ledger
from wattstreet.quantities.interval import Interval, exactly
from wattstreet.quantities.quantity import quantity

pytestmark = pytest.mark.claims

MARCH = days_of("2025-03")
EMPTY = Ledger({}, {}, {})


def found(value: float, low: float | None = None, high: float | None = None) -> Interval:
    return Interval(value, value if low is None else low, value if high is None else high)


@pytest.mark.parametrize(
    ("claimed", "facts", "tolerance", "answer"),
    [
        (100, found(100), 0.0, True),
        (125, found(100), 0.25, True),
        (75, found(100), 0.25, True),
        (125.5, found(100), 0.25, False),
        (74.5, found(100), 0.25, False),
        (125.5, found(100, 90, 110), 0.25, None),
        (137.5, found(100, 90, 110), 0.25, None),
        (138, found(100, 90, 110), 0.25, False),
        (110, found(100, 90, 110), 0.0, None),
        (111, found(100, 90, 110), 0.0, False),
        (90, found(100, 90, 110), 0.0, None),
        (89, found(100, 90, 110), 0.0, False),
        (-100, found(-100), 0.0, True),
        (-100, found(100), 0.25, False),
        (0, found(0), 0.25, True),
        (1, found(0), 0.25, False),
        (1, found(0, 0, 4), 0.0, None),
    ],
)
def test_about(claimed: float, facts: Interval, tolerance: float, answer: bool | None) -> None:
    assert about(exactly(float(claimed)), facts, tolerance) is answer


def test_a_claimed_range_may_hold_the_figure() -> None:
    assert about(found(45, 30, 60), found(58), 0.0) is True
    assert about(found(45, 30, 60), found(61), 0.0) is False
    assert about(found(45, 30, 60), found(70, 60, 80), 0.0) is None
    # half of 80, the figure, is allowed below it
    assert about(found(35, 30, 40), found(80), 0.5) is True


@pytest.mark.parametrize(
    ("claimed", "facts", "tolerance", "answer"),
    [
        (100, found(100), 0.0, True),
        (100, found(1000), 0.0, True),
        (100, found(99), 0.0, False),
        (100, found(75), 0.25, True),
        (100, found(74.5), 0.25, False),
        (100, found(90, 80, 100), 0.0, None),
        (100, found(90, 80, 99), 0.0, False),
        (-100, found(-125), 0.25, True),
        (-100, found(-126), 0.25, False),
        (0, found(0), 0.0, True),
    ],
)
def test_at_least_and_its_mirror(
    claimed: float, facts: Interval, tolerance: float, answer: bool | None
) -> None:
    assert at_least(exactly(float(claimed)), facts, tolerance) is answer
    assert at_most(exactly(float(-claimed)), -facts, tolerance) is answer


@pytest.mark.parametrize(
    ("claimed", "facts", "tolerance", "answer"),
    [
        (100, found(100), 0.0, True),
        (100, found(1), 0.0, True),
        (100, found(101), 0.0, False),
        (100, found(125), 0.25, True),
        (100, found(125.5), 0.25, False),
        (100, found(110, 100, 120), 0.0, None),
        (100, found(110, 101, 120), 0.0, False),
    ],
)
def test_at_most(claimed: float, facts: Interval, tolerance: float, answer: bool | None) -> None:
    assert at_most(exactly(float(claimed)), facts, tolerance) is answer


@pytest.mark.parametrize(
    ("facts", "in_march", "before_march", "after_march"),
    [
        ("2025-03", True, False, False),
        ("2025-03-01", True, False, False),
        ("2025-03-31", True, False, False),
        ("2025-02-28", False, True, False),
        ("2025-04-01", False, False, True),
        ("2025-02/2025-03", None, None, False),
        ("2025-03/2025-04", None, False, None),
        ("2025", None, None, None),
        ("2024", False, True, False),
        ("2026", False, False, True),
    ],
)
def test_predicates_of_days(
    facts: str, in_march: bool | None, before_march: bool | None, after_march: bool | None
) -> None:
    span = days_of(facts)
    assert during(MARCH, span) is in_march
    assert before(MARCH, span) is before_march
    assert after(MARCH, span) is after_march


def test_spans_of_days() -> None:
    assert days_of("2024-02") == Days(date(2024, 2, 1), date(2024, 2, 29))
    assert days_of(" 2025 ") == Days(date(2025, 1, 1), date(2025, 12, 31))
    assert days_of("2025-01/2025-03-09") == Days(date(2025, 1, 1), date(2025, 3, 9))
    assert str(days_of("2025-03-09")) == "2025-03-09"
    assert str(MARCH) == "2025-03-01 to 2025-03-31"


@pytest.mark.parametrize(
    ("claimed", "predicate", "facts", "verdict", "ratio"),
    [
        ("100 GWh", "about", "100 GWh", "holds", 1.0),
        ("1000 MWh/day", "about", "1 GWh/day", "holds", 1.0),
        ("104 GWh", "about", "100 GWh", "holds", 1.04),
        ("120 GWh", "about", "100 GWh", "roughly_holds", 1.2),
        ("80 GWh", "about", "100 GWh", "roughly_holds", 0.8),
        ("130 GWh", "about", "100 GWh", "wrong_magnitude", 1.3),
        ("12000 GWh", "about", "100 GWh", "wrong_magnitude", 120.0),
        ("1 GWh", "about", "100 GWh", "wrong_magnitude", 0.01),
        ("140 GWh", "about", "100 to 180 GWh", "holds", 1.0),
        ("180 GWh", "about", "100 to 180 GWh", "roughly_holds", 180 / 140),
        ("45 GW", "about", "45 GWh", "wrong_unit", None),
        ("3 cars", "about", "3", "wrong_unit", None),
        ("5 USD", "about", "5 CNY", "wrong_unit", None),
        ("1 TWh", "about", "1 to 12 GWh", "not_checkable", 1000 / 6.5),
        ("6.5 GWh", "about", "1 to 12 GWh", "holds", 1.0),
        ("1 TWh", "about", "1 to 10 GWh", "wrong_magnitude", 1000 / 5.5),
        ("100 GWh", "at least", "250 GWh", "holds", 0.4),
        ("100 GWh", "at least", "300 GWh", "holds", 1 / 3),
        ("100 GWh", "at least", "301 GWh", "roughly_holds", 100 / 301),
        ("100 GWh", "at least", "90 GWh", "roughly_holds", 10 / 9),
        ("100 GWh", "at least", "50 GWh", "wrong_magnitude", 2.0),
        ("100 GWh", "at least", "40 to 110 GWh", "roughly_holds", 100 / 75),
        ("100 GWh", "at least", "5 to 60 GWh", "not_checkable", 100 / 32.5),
        ("100 GWh", "at most", "1 GWh", "holds", 100.0),
        ("100 GWh", "at most", "120 GWh", "roughly_holds", 100 / 120),
        ("100 GWh", "at most", "500 GWh", "wrong_magnitude", 0.2),
        ("0", "at least", "7", "holds", None),
    ],
)  # fmt: skip
def test_verdicts_of_amounts(
    claimed: str, predicate: str, facts: str, verdict: str, ratio: float | None
) -> None:
    one = compared(quantity(claimed), predicate, quantity(facts), 0.05, 0.25)
    assert one.verdict == verdict
    assert (one.ratio.value if one.ratio else None) == (ratio and pytest.approx(ratio, rel=1e-12))


def test_the_ratio_keeps_its_range() -> None:
    one = compared(quantity("12 TWh"), "about", quantity("100 to 300 GWh"), 0.05, 0.25)
    assert one.verdict == "wrong_magnitude"
    assert one.ratio is not None
    assert (one.ratio.low, one.ratio.value, one.ratio.high) == pytest.approx((40.0, 60.0, 120.0))


def test_a_range_that_reaches_zero_has_no_ratio() -> None:
    assert compared(quantity("5 TWh"), "about", quantity("0 to 4 TWh"), 0.05, 0.25).ratio is None
    assert compared(quantity("0 TWh"), "about", quantity("4 TWh"), 0.05, 0.25).ratio is None


def test_limits_of_the_rules_are_those_tested_here() -> None:
    assert (LOOSE, TOO_WIDE) == (3.0, 10.0)


@pytest.mark.parametrize(
    ("predicate", "facts", "verdict"),
    [
        ("during", "2025-03-09", "holds"),
        ("during", "2025", "roughly_holds"),
        ("during", "2024", "fails"),
        ("before", "2025-02", "holds"),
        ("before", "2025-02/2025-03", "roughly_holds"),
        ("before", "2025-03", "fails"),
        ("after", "2025-04", "holds"),
        ("after", "2025-03/2025-04", "roughly_holds"),
        ("after", "2025-01", "fails"),
    ],
)
def test_verdicts_of_days(predicate: str, facts: str, verdict: str) -> None:
    one = compared(MARCH, predicate, days_of(facts), 0.05, 0.25)
    assert one.verdict == verdict
    assert one.ratio is None


def judged(**content: object) -> Verdict:
    claim = parse_claim({"id": "mine", "says": "A test.", **content}, "mine.yaml", 1)
    return verdict_of(claim, Desk(EMPTY, {}, "mine.yaml"))


def test_camps_that_disagree_are_disputed() -> None:
    camps = {"sold": "700 TWh", "made": "1000 TWh"}
    assert judged(claimed="1000 TWh", camps=camps).verdict == "disputed"
    one = judged(claimed="1000 TWh", camps={"sold": "100 TWh", "made": "1190 TWh"})
    assert one.verdict == "disputed"
    assert one.main is one.camps["made"]


@pytest.mark.parametrize(
    ("claimed", "verdict"),
    [("1000 TWh", "holds"), ("850 TWh", "roughly_holds"), ("9 TWh", "wrong_magnitude")],
)
def test_camps_that_agree_give_the_nearest(claimed: str, verdict: str) -> None:
    assert judged(claimed=claimed, camps={"one": "960 TWh", "other": "1010 TWh"}).verdict == verdict


def test_camps_in_other_units_are_disputed_too() -> None:
    assert judged(claimed="5 GW", camps={"a power": "5 GW", "an energy": "5 GWh"}).verdict == "disputed"


def test_what_was_true_before_is_outdated() -> None:
    assert judged(claimed="24 bn USD", found="50 bn USD", earlier="24 bn USD").verdict == "outdated"
    assert judged(claimed="50 bn USD", found="50 bn USD", earlier="50 bn USD").verdict == "holds"
    assert judged(claimed="24 bn USD", found="50 bn USD", earlier="30 bn USD").verdict == "wrong_magnitude"
    assert judged(claimed="2024", predicate="during", found="2025", earlier="2024").verdict == "outdated"


def test_a_side_that_is_off_makes_it_rough_and_never_better() -> None:
    late = {"date": {"claimed": "2025-03", "predicate": "during", "found": "2025-05"}}
    on_time = {"date": {"claimed": "2025-05", "predicate": "during", "found": "2025-05"}}
    assert judged(claimed="1 GW", found="1 GW", sides=on_time).verdict == "holds"
    assert judged(claimed="1 GW", found="1 GW", sides=late).verdict == "roughly_holds"
    assert judged(claimed="1 GW", found="9 GW", sides=late).verdict == "wrong_magnitude"
    assert judged(claimed="9 GW", found="1 GW", sides=on_time).verdict == "wrong_magnitude"


def test_other_readings_are_shown_and_not_judged() -> None:
    one = judged(claimed="1 GW", found="1 GW", also={"at night": "5 GWh"})
    assert one.verdict == "holds"
    assert one.also["at night"].magnitude == 5.0


def test_steps_are_worked_in_order_and_with_their_ranges() -> None:
    one = judged(
        steps={"power": "40 to 60 GW", "energy": "{power} × 1 day"},
        claimed="1.2 TWh", found="{energy}", shown_in="GWh",
    )  # fmt: skip
    assert one.verdict == "holds"
    assert one.ratio is not None
    assert one.ratio.ends == pytest.approx((1200 / 1440, 1200 / 960))


def test_tolerance_and_roughly_are_the_claims_own() -> None:
    assert judged(claimed="102 TWh", found="100 TWh", tolerance=0.0).verdict == "roughly_holds"
    assert (
        judged(claimed="102 TWh", found="100 TWh", tolerance=0.0, roughly=0.01).verdict == "wrong_magnitude"
    )
    assert judged(claimed="190 TWh", found="100 TWh", roughly=1.0).verdict == "roughly_holds"


@pytest.mark.parametrize("verdict", BY_HAND)
def test_a_verdict_by_hand_stands_with_its_reason(verdict: str) -> None:
    one = judged(by_hand={"verdict": verdict}, why="No number is named.")
    assert (one.verdict, one.is_by_hand, one.claimed, one.computed, one.ratio) == (
        verdict, True, None, None, None,
    )  # fmt: skip


def test_every_verdict_is_reached_in_this_file() -> None:
    reached = {
        judged(claimed="1", found="1").verdict,
        judged(claimed="1.2", found="1").verdict,
        judged(claimed="9", found="1").verdict,
        judged(claimed="1 GW", found="1 GWh").verdict,
        judged(claimed="2", found="1", earlier="2").verdict,
        judged(claimed="2024", predicate="during", found="2025").verdict,
        judged(claimed="1", camps={"one": "1", "other": "9"}).verdict,
        judged(by_hand={"verdict": "opinion"}, why="It is one.").verdict,
        judged(claimed="900", found="1 to 20").verdict,
    }
    assert reached == set(VERDICTS)


@pytest.mark.parametrize("facts", ["0 to 1000 TWh", "-1 to 1000 TWh"])
def test_facts_that_reach_zero_cannot_tell(facts: str) -> None:
    assert compared(quantity("5000 TWh"), "about", quantity(facts), 0.05, 0.25).verdict == "not_checkable"


@pytest.mark.parametrize("predicate", ["about", "at least"])
def test_the_same_amount_in_another_unit_holds_without_tolerance(predicate: str) -> None:
    written = [f"{number / 10} × 1000 MWh" for number in range(1, 2000)]
    pairs = [(quantity(one), quantity(one.replace("× 1000 MWh", "GWh"))) for one in written]
    assert {compared(here, predicate, there, 0.0, 0.0).verdict for here, there in pairs} == {"holds"}
