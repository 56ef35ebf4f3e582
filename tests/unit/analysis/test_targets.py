"""Targets of the hindcast: fiscal calendars, sums, what a synthetic run is read as, facts behind each."""

from __future__ import annotations

import dataclasses
import math
from datetime import date

import numpy as np
import pytest

from wattstreet.analysis.basket_record import OTHER_SEVEN, basket_value, fact_in_month
from wattstreet.analysis.headlines import FIVE
from wattstreet.analysis.hindcast import judge
from wattstreet.analysis.outlook import place, published
from wattstreet.analysis.reasons import Simulated
from wattstreet.analysis.targets import (
    RUN_UNTIL,
    SAYS,
    TOLERANCE,
    last_month_closed,
    observed,
    predict,
    quarter_ending,
    until,
)
from wattstreet.casebook.calendar import months_between
from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import Ledger, load_ledger
from wattstreet.words.speak import speak
from wattstreet.world.firm_list import FIRMS

pytestmark = pytest.mark.unit

MONTHS = tuple(months_between("2023-01", "2030-12"))
LABELS = {
    "firm": tuple(firm.slug for firm in FIRMS),
    "supplier": ("nvidia", "other-chips"),
    "country": ("us", "cn", "row"),
}
BN = 1e9


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return load_ledger()


@pytest.fixture(scope="module")
def targets(ledger: Ledger):
    return observed(ledger)


def flat(value: float = 1.0) -> dict[str, np.ndarray]:
    """A run in which every series is one value throughout; stocks carry the opening month end in front."""
    flows = {"data_center_revenue_usd": "supplier", "capex_usd": "firm", "revenue_usd": "firm",
             "dc_energy_twh": "country"}  # fmt: skip
    kept = {name: np.full((len(MONTHS), len(LABELS[axis])), value) for name, axis in flows.items()}
    kept["market_cap_usd"] = np.full((len(MONTHS) + 1, len(FIRMS)), value)
    for name in ("complex_value_usd", "price_index", "aware_share"):
        kept[name] = np.full(len(MONTHS) + 1, value)
    return kept


def named(targets, series: str):
    return [target for target in targets if target.series == series]


def said(targets, kept) -> np.ndarray:
    return predict(targets, kept, LABELS, MONTHS)


def test_nine_quarters_end_in_the_months_of_each_firms_calendar(targets):
    nvidia = named(targets, "nvidia_revenue")
    assert [target.months for target in nvidia[:2]] == [
        ("2023-08", "2023-09", "2023-10"),
        ("2023-11", "2023-12", "2024-01"),
    ]
    assert nvidia[0].period == "FY2024 Q3 (Aug–Oct 2023)"
    assert nvidia[1].period == "FY2024 Q4 (Nov 2023–Jan 2024)"
    assert nvidia[2].period == "FY2025 Q1 (Feb–Apr 2024)"
    assert speak(nvidia[1].when) == "Q4 of fiscal 2024 (November 2023 to January 2024)"
    assert nvidia[-1].months[-1] == "2025-10"
    five = named(targets, "capex_five")
    assert len(nvidia) == len(five) == 9
    calendar = ("2025-01", "2025-02", "2025-03")
    by_firm = {reading.label: reading.months for reading in five[6].readings}
    assert by_firm == dict.fromkeys(FIVE, calendar) | {"oracle": ("2024-12", "2025-01", "2025-02")}
    assert five[-1].readings[-1].months == ("2025-06", "2025-07", "2025-08")


def test_every_quarter_is_paired_with_the_fact_that_covers_it(targets, ledger):
    for target in named(targets, "nvidia_revenue") + named(targets, "capex_five"):
        for reading in target.readings:
            (fact,) = (ledger.facts[name] for name in reading.facts)
            assert fact.subject == reading.label
            assert fact.period_months == 3
            assert f"{fact.period_end:%Y-%m}" == reading.months[-1]
        assert target.observed == pytest.approx(sum(reading.stated for reading in target.readings))


def test_leases_count_where_a_firm_reports_them(targets, ledger):
    quantities = {ledger.facts[name].subject: ledger.facts[name].quantity
                  for name in named(targets, "capex_five")[0].facts}  # fmt: skip
    leased = {firm for firm, quantity in quantities.items() if quantity == "capex_incl_finance_leases"}
    assert leased == {"microsoft", "meta"}


def test_bands_are_the_agreed_ones(targets):
    assert {target.series for target in targets if target.scored} == set(SAYS) - {
        "us_electricity_level",
        "aware_share",
    }
    for target in targets:
        if target.tolerance is not None:
            assert target.tolerance == TOLERANCE[target.series]
            assert target.low == pytest.approx(target.observed * (1 - target.tolerance))
            assert target.high == pytest.approx(target.observed * (1 + target.tolerance))
    agreed = {"nvidia_revenue": 0.15, "capex_five": 0.15, "openai_revenue": 0.25, "anthropic_revenue": 0.25,
              "us_electricity_growth": 0.35, "complex_value": 0.20, "nvidia_value": 0.35}  # fmt: skip
    assert agreed.items() <= TOLERANCE.items()


def test_facts_exist_and_were_known_when_the_record_stops(targets, ledger):
    for target in (*targets, *published(ledger)):
        assert target.facts
        assert max(ledger.facts[name].known_from for name in target.facts) == target.known_from
        assert target.known_from <= date(2025, 11, 20)
        assert target.months[-1] <= ("2030-12" if target.series not in SAYS else RUN_UNTIL)


def test_a_flat_run_gives_sums_of_months(targets):
    wanted = {"nvidia_revenue": 3, "capex_five": 15, "openai_revenue": 12, "anthropic_revenue": 12,
              "us_electricity_growth": 0, "us_electricity_level": 12, "complex_value": 1, "nvidia_value": 1,
              "aware_share": 1}  # fmt: skip
    for target, value in zip(targets, said(targets, flat()), strict=True):
        if target.series in wanted:
            assert value == pytest.approx(wanted[target.series]), target.period


def test_each_figure_reads_its_own_months_and_firm(targets):
    kept = flat(0.0)
    kept["data_center_revenue_usd"][MONTHS.index("2023-10"), 0] = 5.0
    kept["capex_usd"][MONTHS.index("2024-12"), LABELS["firm"].index("oracle")] = 7.0
    kept["revenue_usd"][MONTHS.index("2024-12"), LABELS["firm"].index("anthropic")] = 2.0
    kept["market_cap_usd"][MONTHS.index("2023-09") + 1, LABELS["firm"].index("nvidia")] = 3.0
    kept["dc_energy_twh"][MONTHS.index("2025-05"), 0] = 9.0
    kept["dc_energy_twh"][MONTHS.index("2023-05"), 0] = 4.0
    kept["price_index"][:] = 1.0
    found = {
        (target.series, target.period): value
        for target, value in zip(targets, said(targets, kept), strict=True)
        if value and target.series not in ("april_2025", "us_electricity_level")
    }
    assert found == {
        ("nvidia_revenue", "FY2024 Q3 (Aug–Oct 2023)"): 5.0,
        ("capex_five", "Jan–Mar 2025"): 7.0,
        ("anthropic_revenue", "2024-12"): 24.0,
        ("nvidia_value", "end of Sep 2023"): 3.0,
        ("us_electricity_growth", "2023 to 2025"): 5.0,
    }


def test_april_is_a_ratio_of_month_ends(targets):
    kept = flat(1.0)
    level = dict(zip(("2025-01", "2025-03", "2025-06", "2025-07"), (2.0, 1.0, 1.9, 2.1), strict=True))
    for month, value in level.items():
        kept["price_index"][MONTHS.index(month) + 1] = value
    lowest, recovered, fall = said(named(targets, "april_2025"), kept)
    assert (lowest, recovered, fall) == pytest.approx((0.5, 1.05, 0.5))
    verdicts = judge(tuple(named(targets, "april_2025")), Simulated(kept, LABELS, MONTHS))
    assert [verdict.is_met for verdict in verdicts[:2]] == [False, True]


def test_members_may_lead(targets):
    kept = {name: np.stack([values, 2 * values, values]) for name, values in flat().items()}
    found = said(targets, kept)
    assert found.shape == (3, len(targets))
    assert found[0] == pytest.approx(said(targets, flat()))


def test_a_run_that_ends_too_early_is_refused(targets):
    with pytest.raises(InputError, match="ends before its targets"):
        predict(targets, flat(), LABELS, MONTHS[:30])


def test_until_keeps_what_has_passed(targets):
    early = until(targets, "2024-12")
    assert len(named(early, "nvidia_revenue")) == 5
    assert len(named(early, "capex_five")) == 6
    assert not named(early, "us_electricity_growth")
    assert not named(early, "april_2025")


def test_another_fact_moves_the_verdict(targets, ledger):
    target = named(targets, "nvidia_revenue")[0]
    kept = flat(target.observed / 3)
    (verdict,) = judge((target,), Simulated(kept, LABELS, MONTHS))
    assert verdict.is_met
    assert verdict.error == pytest.approx(0.0)
    fact = ledger.facts[target.facts[0]]
    doubled = {**ledger.facts, fact.id: dataclasses.replace(fact, value=2 * fact.value)}
    moved = named(observed(dataclasses.replace(ledger, facts=doubled)), "nvidia_revenue")[0]
    (verdict,) = judge((moved,), Simulated(kept, LABELS, MONTHS))
    assert not verdict.is_met
    assert verdict.error == pytest.approx(-0.5)


def test_labs_stand_at_the_last_month_closed(targets, ledger):
    assert last_month_closed(date(2025, 1, 7)) == "2024-12"
    assert last_month_closed(date(2024, 2, 29)) == "2024-02"
    assert last_month_closed(date(2024, 12, 31)) == "2024-12"
    assert quarter_ending("2024-01") == ("2023-11", "2023-12", "2024-01")
    monthly = ledger.rows("anthropic", "monthly_revenue")[0]
    first = named(targets, "anthropic_revenue")[0]
    assert first.months == ("2023-12",)
    assert first.observed == pytest.approx(12 * monthly.value * 1e6)


def test_the_basket_is_exact_where_closes_are_known(ledger):
    value, facts = basket_value(ledger, "2024-12")
    nvidia = fact_in_month(ledger, "nvidia", "market_cap_derived", "2024-12")
    by_id = {fact.id: fact for fact in facts}
    closes = [fact for fact in by_id.values() if fact.quantity == "close"]
    counts = {fact.subject: fact.value for fact in by_id.values() if fact.quantity == "shares_outstanding"}
    assert sorted(fact.subject for fact in closes) == sorted(OTHER_SEVEN)
    seven = math.fsum(fact.value * counts[fact.subject] for fact in closes) / 1e3
    assert value / BN == pytest.approx(nvidia.value + seven)


def test_the_basket_counts_a_split_once(ledger):
    """Closes of Broadcom are adjusted for the split of 2024; counts filed before it are not."""
    _, facts = basket_value(ledger, "2022-12")
    assert {fact.subject for fact in facts if fact.quantity == "split_ratio"} == {"broadcom"}
    _, later = basket_value(ledger, "2024-12")
    assert not [fact for fact in later if fact.quantity == "split_ratio"]


def test_the_basket_follows_the_index_between_closes(ledger):
    """Were the index flat and the closes alike at both ends, the seven would not move either."""
    facts = {
        name: dataclasses.replace(fact, value=100.0)
        if (fact.quantity == "close" and fact.subject in OTHER_SEVEN) or fact.quantity == "index_level"
        else dataclasses.replace(fact, value=1.0) if fact.quantity == "split_ratio"
        else dataclasses.replace(fact, value=10.0) if fact.quantity == "shares_outstanding"
        else fact
        for name, fact in ledger.facts.items()
    }  # fmt: skip
    even = dataclasses.replace(ledger, facts=facts)
    nvidia = fact_in_month(ledger, "nvidia", "market_cap_derived", "2024-06")
    value, _ = basket_value(even, "2024-06")
    assert value / BN == pytest.approx(nvidia.value + 7 * 100.0 * 10.0 / 1e3)
    with pytest.raises(InputError, match="no closes of the basket"):
        basket_value(ledger, "2022-01")


def test_published_ranges_are_asked_of_calendar_years(ledger):
    ahead = published(ledger)
    values = predict(ahead, flat(), LABELS, MONTHS)
    for target, value in zip(ahead, values, strict=True):
        assert not target.scored
        assert value == {"US data-centre electricity": 12, "world data-centre electricity": 36}.get(
            target.series, 60
        )
    years = {(target.series, target.months[0][:4]) for target in ahead}
    assert {("US data-centre electricity", "2028"), ("US data-centre electricity", "2030")} <= years
    assert ("capex of the five largest buyers", "2026") in years
    one = ahead[0]
    assert speak(place(one, one.observed)) == "inside"
    assert speak(place(one, one.low / 2)) == "50 % below the range"
    assert speak(place(one, one.high * 2)) == "100 % above the range"
