"""The fit finds what was planted, counts errors in bands, and its datasheets say what a run gives."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import numpy as np
import pytest

from wattstreet.analysis.fitting import FREE, Objective, errors_in_bands, fit_parameters
from wattstreet.analysis.hindcast import known_by
from wattstreet.analysis.targets import Reading, Target, observed, predict, until
from wattstreet.casebook.fits import fits
from wattstreet.casebook.registry import registry
from wattstreet.casebook.shelf import scenario
from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import load_ledger
from wattstreet.world.build import load_world

pytestmark = pytest.mark.exact

PLANTED = {"compute.api_growth": 2.9, "compute.delivery_rate": 0.05, "conviction.multiple_base": 26.0}


@pytest.fixture(scope="module")
def known_figures():
    return tuple(target for target in observed(load_ledger()) if str(target.known_from) <= "2025-11-20")


def figure(value: float, tolerance: float, weight: float = 1.0) -> Target:
    reading = Reading("aware_share", "", ("2025-01",), weight)
    day = date(2025, 1, 31)
    return Target("aware_share", "then", value, 0, 1, "ratio", tolerance, True, day, (reading,))


def test_the_ends_of_a_band_are_one_band_away():
    targets = (
        figure(100, 0.25),
        figure(100, 0.25),
        figure(100, 0.25),
        figure(100, 0.5, -1),
        figure(100, 0.5, -1),
    )
    found = errors_in_bands(targets, np.array([100.0, 125.0, 75.0, 150.0, -50.0]))
    np.testing.assert_allclose(found, [0, 1, -1, 1, -3], atol=1e-15)


def test_a_fit_recovers_planted_parameters(loaded_world, known_figures):
    """Figures made by a run with known values lead back to them, from the declared starts."""
    plan, free = scenario("baseline"), tuple(PLANTED)
    targets = [target for target in known_figures if target.tolerance is not None]
    truth = Objective(loaded_world, plan, targets, free)
    at = truth.moved(np.array(list(PLANTED.values())))
    made = [
        dataclasses.replace(target, observed=float(value), tolerance=0.01)
        for target, value in zip(targets, truth.predicted(at), strict=True)
    ]
    fitted = fit_parameters(loaded_world, plan, made, free=free, starts=1)
    for path, value in PLANTED.items():
        assert fitted.parameters[path].value == pytest.approx(value, rel=1e-2), path
        assert fitted.parameters[path].kept < 0.2
    assert 2.5 < fitted.determined <= 3


def test_a_parameter_that_no_figure_sees_stays_at_its_prior(loaded_world, known_figures):
    prices = [target for target in known_figures if target.series == "nvidia_revenue"]
    path = "conviction.burst_fall"
    fitted = fit_parameters(loaded_world, scenario("baseline"), prices[:2], free=(path,), starts=1)
    learned = fitted.parameters[path]
    assert learned.value == pytest.approx(registry()[path].default, abs=1e-9)
    assert learned.kept == pytest.approx(1.0, abs=1e-6)
    assert fitted.determined == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("free", [("compute.api_grwth",), ("compute.chip_price",)])
def test_only_declared_single_numbers_are_free(loaded_world, known_figures, free):
    with pytest.raises(InputError, match="single numbers"):
        fit_parameters(loaded_world, scenario("baseline"), known_figures, free=free)


def test_a_fit_needs_figures(loaded_world):
    with pytest.raises(InputError, match="tolerance"):
        fit_parameters(loaded_world, scenario("baseline"), ())


@pytest.mark.parametrize("name", ["2024-12", "2025-11"])
def test_shipped_datasheets_say_what_a_run_gives(name, known_figures):
    """A fit older than the model or its facts says so here: run scripts/fit.py again."""
    from wattstreet.batch.single import prepare, simulate

    fit = fits()[name]
    assert set(fit.parameters) == set(FREE)
    world = load_world(as_of=fit.as_of)
    inputs = prepare(world, known_by(scenario("baseline"), world), until="2025-12", rng=None)
    figures = known_figures if name == "2025-11" else until(observed(load_ledger()), name)
    figures = [target for target in figures if target.tolerance is not None]
    found = predict(figures, simulate(inputs), inputs.bound.labels, inputs.bound.months)
    met = [target.low <= value <= target.high for target, value in zip(figures, found, strict=True)]
    assert fit.datasheet["figures"]["met"] == f"{sum(met)} of {len(met)}"
    worst = max(abs(value / target.observed - 1) for target, value in zip(figures, found, strict=True))
    stated = json.loads(json.dumps(fit.datasheet["figures"]["by_series"]))
    assert max(abs(one["worst_error"]) for one in stated.values()) == pytest.approx(worst, abs=2e-3)
