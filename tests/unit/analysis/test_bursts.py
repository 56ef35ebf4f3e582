"""Counts over members, on paths made by hand."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from wattstreet.analysis.bursts import (
    Count,
    base_rates,
    burst_dates,
    burst_positions,
    burst_within,
    by_awareness,
    by_cushion,
    median_burst,
    run_up,
)
from wattstreet.core.errors import InputError

pytestmark = pytest.mark.unit

MONTHS = pd.date_range("2023-01-01", "2026-12-01", freq="MS")
ENDS = pd.DatetimeIndex([MONTHS[0] - pd.Timedelta(days=1), *(MONTHS + pd.offsets.MonthEnd(0))])


def at(month):
    return 1 + list(MONTHS.strftime("%Y-%m")).index(month)


def made(bursts, aware=None, critical=None, committed=None):
    """Members whose price halves in the month named, or never."""
    price = np.ones((len(bursts), len(ENDS)))
    for row, month in zip(price, bursts, strict=True):
        if month is not None:
            row[at(month) :] = 0.5
    still = np.ones(len(ENDS))
    series = {"price_index": price}
    for name, values in (
        ("aware_share", aware),
        ("critical_share", critical),
        ("committed_share", committed),
    ):
        series[name] = np.outer(np.zeros(len(bursts)) if values is None else values, still)
    coords = {"member": range(len(bursts)), "month": MONTHS, "month_end": ENDS}
    return xr.Dataset(
        {name: (("member", "month_end"), values) for name, values in series.items()},
        coords,
        attrs={"burst_fall": 0.4},
    )


FIVE = made(["2023-02", "2025-11", "2026-03", "2026-10", None])


def test_positions_and_dates():
    np.testing.assert_array_equal(burst_positions(FIVE), [2, 35, 39, 46, -1])
    years = burst_dates(FIVE, "year").set_index("period")
    assert list(years["bursts"]) == [1, 0, 1, 2]
    np.testing.assert_allclose(years["share_by_end"], [0.2, 0.2, 0.4, 0.8])
    halves = burst_dates(FIVE).set_index("period")["bursts"]
    assert list(halves.index)[:3] == ["2023h1", "2023h2", "2024h1"]
    assert dict(halves[halves > 0]) == {"2023h1": 1, "2025h2": 1, "2026h1": 1, "2026h2": 1}
    assert halves.sum() == 4


def test_an_unknown_period_is_refused():
    with pytest.raises(InputError, match="half-year"):
        burst_dates(FIVE, "quarter")


def test_members_that_burst_before_are_not_at_risk():
    assert burst_within(FIVE, "2025-11") == Count(3, 4)
    assert burst_within(FIVE, "2025-11", 1) == Count(1, 4)
    assert burst_within(FIVE, "2025-11", 11) == Count(2, 4)
    assert burst_within(FIVE, "2025-11", 12) == Count(3, 4)
    assert burst_within(FIVE, "2025-12", 3) == Count(0, 3)
    assert burst_within(FIVE, "2023-01") == Count(4, 5)


@pytest.mark.parametrize(
    ("since", "months"), [("2025-11", 15), ("2025-11", 0), ("2027-01", 1), ("2022-12", None)]
)
def test_months_the_run_does_not_hold_are_refused(since, months):
    with pytest.raises(InputError):
        burst_within(FIVE, since, months)


def test_half_of_the_bursts():
    assert median_burst(FIVE, "2025-11") == "2026-03"
    assert median_burst(FIVE, "2026-04") == "2026-10"
    assert median_burst(FIVE, "2026-11") is None


def test_bursts_by_awareness_in_quarters_and_bins():
    bursts = ["2026-01", "2026-01", None, "2026-01", None, None, None, None, "2023-05"]
    ensemble = made(bursts, aware=[0.81, 0.79, 0.62, 0.58, 0.41, 0.39, 0.21, 0.19, 0.99])
    groups = by_awareness(ensemble, "2025-11", 12)
    assert [group.bursts for group in groups] == [Count(0, 2), Count(0, 2), Count(1, 2), Count(2, 2)]
    assert groups[0].low == 0.19
    assert groups[-1].high == 0.81
    bins = by_awareness(ensemble, "2025-11", 12, width=0.2)
    assert [group.bursts for group in bins] == [
        Count(0, 1), Count(0, 2), Count(1, 2), Count(1, 2), Count(1, 1)
    ]  # fmt: skip
    np.testing.assert_allclose([group.low for group in bins], [0, 0.2, 0.4, 0.6, 0.8])


def test_members_alike_make_one_group():
    groups = by_awareness(made(["2026-01", None], aware=[0.5, 0.5]), "2025-11", None)
    assert [group.bursts for group in groups] == [Count(1, 2)]


def test_awareness_is_read_before_the_first_month_and_commitment_in_it():
    ensemble = made(["2026-01", None], aware=[0.2, 0.4], critical=[0.06, 0.04], committed=[0.0, 0.0])
    ensemble["committed_share"][:, at("2025-11") :] = 0.05
    ensemble["critical_share"][:, at("2025-11") :] = 0.0
    ensemble["aware_share"][:, at("2025-11") :] = 0.9
    low, high = by_cushion(ensemble, "2025-11", 12, width=0.05)
    assert (low.bursts, high.bursts) == (Count(0, 1), Count(1, 1))
    np.testing.assert_allclose([low.low, low.high, high.high], [-0.05, 0, 0.05])
    assert by_awareness(ensemble, "2025-11", 12)[-1].high == 0.4


def test_the_run_up_is_that_of_members_at_risk_over_two_years():
    ensemble = made([None, None, "2023-05"])
    ensemble["price_index"][:2, at("2025-10")] = [2.0, 4.0]
    assert run_up(ensemble, "2025-11") == pytest.approx(2.0)
    assert run_up(ensemble, "2024-12") is None


def test_wilson_of_the_published_count():
    """21 of 40, as any table of Wilson intervals has it; the fact carries the same, rounded."""
    low, high = Count(21, 40).interval
    np.testing.assert_allclose([low, high], [0.3750, 0.6706], atol=5e-5)
    fact = base_rates("2025-11-20")[1]
    np.testing.assert_allclose([fact.interval.low, fact.interval.high], [low, high], atol=5e-4)
    assert fact.value == pytest.approx(Count(21, 40).share, abs=5.001e-3)  # published to the percent


def test_nobody_tells_nothing():
    assert np.isnan(Count(0, 0).share)
    assert Count(0, 0).interval == (0.0, 1.0)


@pytest.mark.property
@settings(max_examples=100, deadline=None)
@given(of=st.integers(1, 5000), share=st.floats(0, 1))
def test_an_interval_holds_its_share_and_mirrors(of, share):
    count = Count(round(share * of), of)
    low, high = count.interval
    assert 0 <= low <= count.share + 1e-12
    assert count.share - 1e-12 <= high <= 1
    other = Count(of - count.count, of).interval
    np.testing.assert_allclose([1 - other[1], 1 - other[0]], [low, high], atol=1e-12)


def test_published_rates_rise_with_the_run_up_and_say_how_sure_they_are():
    facts = base_rates("2025-11-20")
    assert [fact.value for fact in facts] == sorted(fact.value for fact in facts)
    assert {fact.grade for fact in facts} == {"D"}
