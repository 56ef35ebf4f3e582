"""The tornado: one assumption at a time, by its prior spread."""

import dataclasses

import numpy as np
import pytest

from wattstreet.analysis.headlines import yearly
from wattstreet.analysis.outcomes import OUTCOMES, Outcome
from wattstreet.analysis.screening import screen
from wattstreet.batch.single import run
from wattstreet.casebook.fits import fit_known
from wattstreet.casebook.registry import registry
from wattstreet.casebook.shelf import scenario
from wattstreet.core.errors import InputError

pytestmark = pytest.mark.unit

MOVED = ("compute.api_growth", "conviction.threshold_mean", "compute.performance_growth")


SUMS = 1e-13
"""Sums over firms and months are taken over all runs at once, in another order than of one run alone."""


@pytest.fixture(scope="module")
def found(loaded_world):
    return screen(loaded_world, "baseline", of=MOVED)


def row(found, path, outcome):
    table = found.table
    return table[(table["path"] == path) & (table["outcome"] == outcome)].iloc[0]


def test_base_is_the_plain_run_bit_for_bit(found, labelled):
    for name, outcome in OUTCOMES.items():
        if outcome.headline is not None:
            plain = yearly(labelled(), outcome.headline)[outcome.year]
            exact = outcome.headline in {"complex_tn", "critical_pct"}
            assert found.base[name] == (plain if exact else pytest.approx(plain, rel=SUMS)), name


@pytest.mark.parametrize("path", MOVED[:2])
def test_ends_are_runs_with_the_parameter_set(found, loaded_world, path):
    varied = next(one for one in found.varied if one.path == path)
    for end in ("low", "high"):
        alone = run(loaded_world, scenario("baseline").edited({path: getattr(varied, end)}), rng=None)
        for name, outcome in OUTCOMES.items():
            if outcome.headline is not None:
                expected = yearly(alone, outcome.headline)[outcome.year]
                assert row(found, path, name)[end] == pytest.approx(expected, rel=SUMS), (name, end)
                if outcome.headline in {"complex_tn", "critical_pct"}:
                    assert row(found, path, name)[end] == expected
        later = alone["drawdown"].sel(month_end=slice("2025-11", None))
        assert row(found, path, "deepest_fall")[end] == 100 * float(later.max())


def test_a_step_is_the_spread_around_the_fitted_value(found, loaded_world):
    fitted = fit_known(loaded_world.as_of).parameters
    for one in found.varied:
        declared = registry()[one.path]
        assert one.fitted == (one.path in fitted)
        assert one.value == fitted.get(one.path, declared.default)
        assert (one.low, one.high) == pytest.approx((one.value - one.spread, one.value + one.spread))
        assert declared.low <= one.low < one.value < one.high <= declared.high
        assert one.spread <= declared.spread
        assert one.healthy


def test_directions_that_cannot_be_otherwise(found):
    """More demand for APIs is more revenue; better chips are more compute; dearer thresholds hold longer."""
    assert row(found, "compute.api_growth", "labs_2030")["swing"] > 0
    assert row(found, "compute.performance_growth", "compute_cn_2030")["swing"] > 0
    assert row(found, "conviction.threshold_mean", "critical_2026")["swing"] > 0


def test_the_table_has_a_row_for_each_pair(found):
    assert len(found.table) == len(MOVED) * len(OUTCOMES)
    assert (found.table["swing"] == found.table["high"] - found.table["low"]).all()
    assert found.seconds > 0
    assert found.base_burst is None


def test_the_largest_come_first(found):
    ranked = found.largest("critical_2026")
    assert ranked["path"][0] == "conviction.threshold_mean"
    reach = np.fmax(abs(ranked["low"] - ranked["base"]), abs(ranked["high"] - ranked["base"]))
    assert list(reach) == sorted(reach, reverse=True)
    assert len(found.largest("critical_2026", 2)) == 2
    assert {"says", "unit", "low_value", "high_value"} <= set(ranked.columns)
    with pytest.raises(InputError, match="did you mean labs_2030"):
        found.largest("labs_2031")


def test_an_end_that_bursts_before_the_day_of_knowledge_is_no_number_unless_asked_for(found):
    early = tuple(
        dataclasses.replace(one, high_burst="2025-03") if one.path == MOVED[0] else one
        for one in found.varied
    )
    changed = dataclasses.replace(found, varied=early)
    ranked = changed.largest("labs_2030").set_index("path")
    assert np.isnan(ranked.loc[MOVED[0], "high"])
    assert np.isfinite(ranked.loc[MOVED[0], "low"])
    assert list(ranked["high_burst"]).count(None) == len(MOVED) - 1
    kept = changed.largest("labs_2030", on_record=True).set_index("path")
    assert kept.loc[MOVED[0], "high"] == row(found, MOVED[0], "labs_2030")["high"]


def test_a_block_names_all_of_its_parameters_and_progress_is_told(loaded_world):
    told = []
    one = {"labs_2030": OUTCOMES["labs_2030"]}
    found = screen(
        loaded_world, "baseline", of=["economy"], outcomes=one, progress=lambda *now: told.append(now)
    )
    assert {path.path.split(".")[0] for path in found.varied} == {"economy"}
    assert told[-1] == (1 + 2 * len(found.varied), 1 + 2 * len(found.varied))


@pytest.mark.parametrize(
    ("of", "says"),
    [
        ("compute.api_grwth", "did you mean compute.api_growth"),
        ("conviction.burst_fall", "not moved"),
        ("compute.chip_price", "not moved"),
    ],
)
def test_what_is_not_moved_is_refused(loaded_world, of, says):
    with pytest.raises(InputError, match=says):
        screen(loaded_world, "baseline", of=[of])


def test_what_the_scenario_sets_stays(loaded_world):
    chosen = scenario("baseline").edited({MOVED[0]: 2.0})
    with pytest.raises(InputError, match="not moved"):
        screen(loaded_world, chosen, of=[MOVED[0]])


def test_outcomes_no_run_holds_are_refused(loaded_world):
    late = Outcome("late", OUTCOMES["labs_2030"].says, "bn USD", "lab_revenue_bn", 2040)
    with pytest.raises(InputError, match="2023 to 2035"):
        screen(loaded_world, "baseline", of=MOVED, outcomes={"late": late})
    odd = dataclasses.replace(late, headline="lab_revenues_bn")
    with pytest.raises(InputError, match="did you mean lab_revenue_bn"):
        screen(loaded_world, "baseline", of=MOVED, outcomes={"odd": odd})
