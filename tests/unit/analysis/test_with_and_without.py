"""Picture 5: growth with AI investment, the rest of it, and published contributions."""

import numpy as np
import pytest

from wattstreet.analysis.with_and_without import growth_with_and_without, published_estimates
from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import load_ledger

pytestmark = pytest.mark.unit

KNOWN = "2025-11-20"


@pytest.mark.parametrize("country", ["us", "cn"])
def test_contribution_is_the_rise_of_investment_over_gdp_a_year_earlier(labelled, country):
    """And so what is left is the rise of everything else."""
    run = labelled()
    found = growth_with_and_without(run, country, "month")
    gdp = run["gdp_usd"].sel(country=country).values
    investment = 12 * run["ai_investment_usd"].sel(country=country).values
    before, rise = gdp[:-12], investment[12:] - investment[:-12]
    np.testing.assert_allclose(found["contribution_pp"], 100 * rise / before, rtol=1e-9, atol=1e-12)
    rest = (gdp - investment)[12:] - (gdp - investment)[:-12]
    np.testing.assert_allclose(found["without_pp"], 100 * rest / before, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found["growth_pp"], found["contribution_pp"] + found["without_pp"])


def test_growth_is_that_of_the_months_at_yearly_rates(labelled):
    """Twelve monthly steps of `gdp_growth_saar` compound to growth on a year earlier."""
    run = labelled()
    found = growth_with_and_without(run, "us", "month")["growth_pp"]
    steps = np.log1p(run["gdp_growth_saar"].sel(country="us").values / 100) / 12
    compounded = 100 * np.expm1([steps[at - 11 : at + 1].sum() for at in range(12, len(steps))])
    np.testing.assert_allclose(found, compounded, rtol=1e-9)


def test_quarters_and_years_are_means_of_their_months(labelled):
    months, quarters, years = (
        growth_with_and_without(labelled(), every=every) for every in ("month", "quarter", "year")
    )
    assert (months["period"].values[0], quarters["period"].values[0]) == ("2024-01", "2024q1")
    assert (years["period"].values[0], years.sizes["period"]) == ("2024", 12)
    assert (quarters["first"].values[1], quarters["last"].values[1]) == ("2024-04", "2024-06")
    for name in ("growth_pp", "contribution_pp", "without_pp"):
        by_month = months[name].values
        np.testing.assert_allclose(quarters[name], by_month.reshape(-1, 3).mean(axis=1), rtol=1e-9)
        np.testing.assert_allclose(years[name], by_month.reshape(-1, 12).mean(axis=1), rtol=1e-9)
    headline = labelled()["ai_contribution_pp"].sel(country="us", month="2026").mean().item()
    assert years["contribution_pp"].sel(period="2026").item() == pytest.approx(headline)


def test_a_run_cut_short_has_whole_periods_only(shortened):
    run = shortened("2024-08")
    assert list(growth_with_and_without(run, every="quarter")["period"]) == ["2024q1", "2024q2"]
    with pytest.raises(InputError, match="2024-12 or later"):
        growth_with_and_without(run, every="year")
    with pytest.raises(InputError, match="2024-03 or later"):
        growth_with_and_without(shortened("2023-12"), every="quarter")


def test_members_stay_apart(members):
    found = growth_with_and_without(members)
    assert found["growth_pp"].dims == ("member", "period")
    first = growth_with_and_without(members.isel(member=0))
    np.testing.assert_array_equal(found["without_pp"][0], first["without_pp"])
    with pytest.raises(InputError, match="not an ensemble"):
        published_estimates(KNOWN, members)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"country": "uk"}, "unknown country"),
        ({"every": "week"}, "unknown period"),
        ({"rule": "net"}, "unknown rule"),
    ],
)
def test_what_does_not_exist_is_refused(labelled, words, says):
    with pytest.raises(InputError, match=says):
        growth_with_and_without(labelled(), **words)


def test_published_contributions_are_those_of_the_ledger():
    found = published_estimates(KNOWN)
    facts = load_ledger().facts
    points = [one for one in found if len(one.facts) == 1]
    expected = {
        fact.id
        for fact in facts.values()
        if fact.quantity.startswith("ai_gdp_contribution_") and fact.unit == "percentage_points"
    }
    assert {one.facts[0] for one in points} == expected
    for one in points:
        fact = facts[one.facts[0]]
        assert (one.value, one.low, one.high) == (fact.value, fact.interval.low, fact.interval.high)
        assert one.grade == fact.grade
    kinds = {(one.who, one.kind): one.value for one in found}
    assert kinds["JPMorgan", "gross"] > kinds["JPMorgan", "net"]
    assert {"Barclays", "Ernie Tedeschi", "Morgan Stanley", "S&P Global"} <= {one.who for one in found}
    assert [one.first for one in found] == sorted(one.first for one in found)


def test_a_share_of_growth_becomes_points_by_the_growth_it_names():
    (furman,) = [one for one in published_estimates(KNOWN) if one.who == "Jason Furman"]
    share, growth = (load_ledger().get(identifier) for identifier in furman.facts)
    assert furman.value == pytest.approx(share.value / 100 * growth.value)
    assert furman.low < furman.value < furman.high
    assert (furman.first, furman.last) == ("2025-01", "2025-06")
    assert furman.known_from == "2025-10-07"


def test_only_what_was_known_is_shown():
    for day in ("2025-01-20", "2025-09-01", KNOWN):
        assert all(one.known_from <= day for one in published_estimates(day))
    assert [one.kind for one in published_estimates("2025-01-20")] == ["forecast"]
    assert published_estimates("2024-12-31") == ()


def test_the_run_s_own_contribution_stands_beside(labelled, shortened):
    for one in published_estimates(KNOWN, labelled()):
        months = labelled()["ai_contribution_pp"].sel(country="us", month=slice(one.first, one.last))
        assert one.of_run == pytest.approx(months.mean().item())
    assert all(one.of_run is None for one in published_estimates(KNOWN, shortened("2024-06")))
