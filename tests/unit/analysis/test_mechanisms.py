"""Sentences about what lies between two runs, on runs of two years made by hand."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from wattstreet.analysis.differences import Move, _burst_words
from wattstreet.analysis.mechanisms import mechanisms
from wattstreet.words.speak import speak, speak_all

pytestmark = pytest.mark.unit

MONTHS = pd.date_range("2026-01-01", periods=24, freq="MS")
ENDS = pd.date_range("2025-12-31", periods=25, freq="ME")
LIMITS = ["demand", "money", "chips", "halls", "power"]
COUNTRIES = ["us", "cn"]


def made(**changes):
    """A run in which 4 GW wait for grid power in both countries and nothing else happens."""
    stuck = np.zeros((24, 2, 5))
    stuck[:, :, 4] = 4e3
    series = {
        "stuck_mw": (("month", "country", "limit"), stuck),
        "binding_limit": (("month", "country"), np.full((24, 2), 4.0)),
        "ai_revenue_usd": (("month", "country"), np.full((24, 2), 1e9)),
        "tokens": (("month", "country"), np.full((24, 2), 1e12)),
        "price_index": (("month_end",), np.ones(25)),
        "value_index": (("month_end",), np.ones(25)),
        "selling_share": (("month_end",), np.zeros(25)),
        "funding_window": (("month_end",), np.ones(25)),
    }
    series = {name: (dims, changes.get(name, values)) for name, (dims, values) in series.items()}
    return xr.Dataset(series, {"month": MONTHS, "month_end": ENDS, "country": COUNTRIES, "limit": LIMITS})


def told(years=range(2026, 2028), **changes):
    return speak_all(mechanisms(made(), made(**changes), years))


def from_month(first, neutral, value):
    return np.where(np.arange(25) >= first, value, neutral)


def test_runs_alike_have_nothing_to_tell():
    assert told() == []


def test_the_limit_that_gave_way_and_the_one_that_took_over():
    stuck = np.zeros((24, 2, 5))
    stuck[:, :, 4] = 4e3
    stuck[12:, 0, 4] = 1e3
    binding = np.full((24, 2), 4.0)
    binding[12:, 0] = 3
    assert told(stuck_mw=stuck, binding_limit=binding) == [
        "In the US, capacity that waits for grid power falls from 4.0 GW to 1.0 GW (2027); halls bind in 12 "
        "of the 24 months from 2026 to 2027 instead of 0, grid power in 12 instead of 24."
    ]


def test_a_fall_is_split_into_value_and_what_is_paid_for_it():
    price, value = from_month(13, 1.0, 0.4), from_month(13, 1.0, 0.8)
    found = told(price_index=price, value_index=value, selling_share=from_month(13, 0.0, 0.6))
    assert found == [
        "AI shares stand 60 % lower than in the other run at the most (January 2027): their value −20 %, "
        "what is paid for it −50 %; at the most 60 % of holders sell instead of 0 %."
    ]


def test_what_comes_back_beyond_is_told_as_well():
    price = from_month(13, from_month(3, 1.0, 0.8), 1.1)
    assert told(price_index=price, value_index=price) == [
        "AI shares stand 20 % lower than in the other run at the most (March 2026): their value −20 %, what "
        "is paid for it 0 %; in January 2027 they stand +10 %."
    ]


def test_a_shut_window_is_dated():
    assert told(funding_window=from_month(6, 1.0, 0.2)) == [
        "The funding window is 20 % open at its narrowest (June 2026) instead of 100 %."
    ]


def test_revenue_is_tokens_times_price():
    tokens = np.full((24, 2), 1e12)
    tokens[12:] *= 2
    revenue = np.full((24, 2), 1e9)
    revenue[12:] *= 1.5
    assert told(ai_revenue_usd=revenue, tokens=tokens) == [
        "US AI revenue changes by +50 % (2027): tokens by +100 %, their price by −25 %."
    ]


def test_years_outside_those_asked_for_do_not_count():
    assert told(range(2026, 2027), price_index=from_month(13, 1.0, 0.4)) == []


@pytest.mark.parametrize(
    ("before", "after", "size", "change"),
    [(100, 150, 1 / 3, 0.5), (150, 100, -1 / 3, -1 / 3), (0.0, 5.0, 1.0, None), (-0.06, 0.01, 7 / 6, None)],
)
def test_a_change_is_told_against_the_first_value_and_ranked_against_the_larger(before, after, size, change):
    move = Move("dark_gw", 2027, before, after, "2027-01")
    assert move.size == pytest.approx(size)
    assert move.change == (None if change is None else pytest.approx(change))


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        ("dark_gw", 10.0, 15.0, "+50%"),
        ("aware_pct", 64.9, 54.2, "-10.70 pp"),
        ("critical_pct", 5.0, 0.0, "-5.00 pp"),
    ],
)
def test_changes_of_shares_are_told_in_points(name, before, after, words):
    from wattstreet.analysis.pages import _change_words

    assert _change_words(Move(name, 2027, before, after, "2027-01")) == words


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        ("dark_gw", 10.0, 15.0, "dark chips are 15.0 GW instead of 10.0 GW in 2027"),
        ("dark_gw", 15.0, 10.0, "dark chips are 10.0 GW instead of 15.0 GW in 2027"),
        (
            "capex_five_bn",
            560.2,
            629.4,
            "capex of the five largest buyers is 629 bn USD instead of 560 bn USD in 2027",
        ),
        ("ai_revenue_bn", 1234.0, 0.5, "AI revenue is 0.50 bn USD instead of 1,234 bn USD in 2027"),
    ],
)
def test_a_move_is_a_clause_whose_verb_agrees(name, before, after, words):
    assert speak(Move(name, 2027, before, after, "2027-01").words()) == words


BURSTS = {
    (None, None): "Neither bursts.",
    (("2026-01", "2027-03", 0.5), ("2026-01", "2027-03", 0.5)): (
        "Both have a burst of 50 % from January 2026 to March 2027."
    ),
    (None, ("2026-01", "2027-03", 0.5)): (
        "Instead of no burst there is a burst of 50 % from January 2026 to March 2027."
    ),
    (("2026-01", "2027-03", 0.5), None): (
        "Instead of a burst of 50 % from January 2026 to March 2027 there is no burst."
    ),
    (("2026-01", "2027-03", 0.5), ("2026-02", "2027-03", 0.6)): (
        "Instead of a burst of 50 % from January 2026 to March 2027 there is a burst of 60 % from February "
        "2026 to March 2027."
    ),
}


@pytest.mark.parametrize(("bursts", "words"), BURSTS.items())
def test_bursts_of_two_runs_are_compared_in_a_sentence(bursts, words):
    assert speak(_burst_words(*bursts)) == words
