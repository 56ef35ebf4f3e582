"""Picture 6: two countries side by side, by month and by year, and who leads."""

import numpy as np
import pytest

from wattstreet.analysis.headlines import yearly
from wattstreet.analysis.race import MEASURES, comparison, lead_changes, race_by_month, race_by_year
from wattstreet.core.axes import SUPPLIERS
from wattstreet.core.errors import InputError

pytestmark = pytest.mark.unit


def test_measures_cover_the_four_themes_in_order():
    themes = list(dict.fromkeys(measure.theme for measure in MEASURES.values()))
    assert themes == ["power", "chips", "compute", "capability"]


def test_years_are_those_of_the_headlines(labelled):
    found = race_by_year(labelled())
    for measure, country, headline in (
        ("fleet_gw", "us", "fleet_us_gw"),
        ("fleet_gw", "cn", "fleet_cn_gw"),
        ("connected_gw", "us", "connected_us_gw"),
        ("electricity_twh", "us", "us_twh"),
        ("fleet_h100e_mn", "cn", "h100e_cn_mn"),
        ("capability", "cn", "capability_cn"),
    ):
        line = found[measure].sel(country=country)
        for year, value in yearly(labelled(), headline).items():
            assert line.sel(year=year).item() == pytest.approx(value, rel=1e-12), (measure, year)


def test_months_are_those_of_the_run(labelled):
    run, found = labelled(), race_by_month(labelled())
    assert found["fleet_gw"].dims == ("country", "month")
    np.testing.assert_array_equal(found["month"], run["month"])
    np.testing.assert_array_equal(
        found["capability"].sel(country="us"), run["capability"].sel(country="us")[1:]
    )
    np.testing.assert_allclose(
        found["chips_shipped_gw"].sum("country"), run["shipments_mw"].sum("supplier") / 1e3, rtol=1e-12
    )
    np.testing.assert_allclose(
        found["chips_shipped_gw"].sel(country="cn"), run["shipments_mw"].sel(supplier="china-chips") / 1e3
    )
    assert found["electricity_twh"].attrs["units"] == "TWh"


def test_every_maker_ships_for_a_country():
    from wattstreet.analysis.race import MAKERS

    assert set(MAKERS) == set(SUPPLIERS)


def test_the_comparison_divides_and_names_the_leader(labelled):
    found = comparison(labelled())
    years = race_by_year(labelled())
    assert len(found) == len(MEASURES) * years.sizes["year"]
    for row in found.itertuples():
        us, cn = (years[row.measure].sel(year=row.year, country=one).item() for one in ("us", "cn"))
        assert (row.us, row.cn) == (us, cn)
        expected = 10 ** (us - cn) if MEASURES[row.measure].logarithmic else us / cn
        assert row.ratio == pytest.approx(expected)
        assert row.leader == ("level" if abs(us - cn) < 0.004 else "us" if us > cn else "cn")


def test_the_lead_changes_once_where_one_overtakes(labelled):
    """Chinese fleets made to grow past the American ones in 2030, level in 2029."""
    run = labelled().copy(deep=True)
    homes = np.array(run.attrs["homes"].split())
    fleet = run["fleet_mw"].transpose("month_end", "firm").values.copy()
    year = run["month_end"].dt.year.values
    per_firm = 2000 / (homes == "cn").sum()
    fleet[:, homes == "us"] = 1000 / (homes == "us").sum()
    fleet[:, homes == "cn"] = np.where(year < 2029, 0.2, np.where(year == 2029, 0.5, 1.0))[:, None] * per_firm
    run["fleet_mw"] = (("month_end", "firm"), fleet)
    changes = [one for one in lead_changes(run) if one.measure == "fleet_gw"]
    assert [(one.year, one.leader) for one in changes] == [(2030, "cn")]
    levels = comparison(run).set_index(["measure", "year"])["leader"]
    assert levels["fleet_gw", 2029] == "level"


def test_only_whole_years_are_compared(shortened):
    run = shortened("2024-06")
    assert list(race_by_year(run)["year"]) == [2023]
    assert race_by_month(run).sizes["month"] == 18
    with pytest.raises(InputError, match="2023-12 or later"):
        race_by_year(shortened("2023-06"))


def test_members_stay_apart_and_have_no_one_leader(members):
    found = race_by_year(members)
    assert found["fleet_gw"].dims == ("member", "country", "year")
    first = race_by_year(members.isel(member=0))
    np.testing.assert_allclose(found["electricity_twh"][0], first["electricity_twh"], rtol=1e-12)
    with pytest.raises(InputError, match="not an ensemble"):
        comparison(members)
