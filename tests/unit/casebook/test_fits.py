"""Shipped fits: which a world may know, and what a bad file is told."""

from __future__ import annotations

import pytest
import yaml

from wattstreet.casebook import fits as module
from wattstreet.casebook.bind import starting_values
from wattstreet.casebook.fits import fit_known, fit_named, fits
from wattstreet.casebook.registry import registry
from wattstreet.core.errors import InputError

pytestmark = pytest.mark.unit

GOOD = {
    "name": "2025-06",
    "says": "A test.",
    "as_of": "2025-06-30",
    "until": "2025-06",
    "parameters": {"compute.api_growth": 2.0},
    "datasheet": {},
}


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A folder of fits instead of the shipped one; call it with a file's content."""
    monkeypatch.setattr(module, "FITTED", tmp_path)
    fits.cache_clear()

    def put(content, name="2025-06"):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(content))
        fits.cache_clear()

    yield put
    fits.cache_clear()


def test_a_world_knows_only_fits_that_rest_on_nothing_later(shelf):
    shelf(GOOD)
    shelf(GOOD | {"name": "2025-09", "as_of": "2025-09-30"}, "2025-09")
    known = {day: fit_known(day) for day in ("2025-06-29", "2025-06-30", "2025-09-29", "2026-01-01")}
    names = {day: fit and fit.name for day, fit in known.items()}
    assert names == {
        "2025-06-29": None,
        "2025-06-30": "2025-06",
        "2025-09-29": "2025-06",
        "2026-01-01": "2025-09",
    }


def test_a_run_starts_from_the_fit_its_world_may_know(shelf, loaded_world):
    shelf(GOOD)
    assert float(starting_values(loaded_world)["compute.api_growth"]) == 2.0
    assert float(starting_values(loaded_world, {})["compute.api_growth"]) == (
        registry()["compute.api_growth"].default
    )
    shelf(GOOD | {"as_of": "2030-01-01"})
    assert float(starting_values(loaded_world)["compute.api_growth"]) != 2.0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (GOOD | {"colour": "red"}, "colour"),
        ({key: value for key, value in GOOD.items() if key != "datasheet"}, "datasheet"),
        (GOOD | {"parameters": {"compute.api_grwth": 2.0}}, "compute.api_growth"),
        (GOOD | {"parameters": {"compute.api_growth": 1e9}}, "allowed"),
        (GOOD | {"parameters": {"compute.chip_price": 1e7}}, "single numbers"),
    ],
)
def test_a_bad_file_is_refused_with_its_key(shelf, content, words):
    shelf(content)
    with pytest.raises(InputError) as refused:
        fits()
    assert words in str(refused.value)
    assert "2025-06.yaml" in str(refused.value)


def test_an_unknown_fit_is_refused_with_the_nearest(shelf):
    shelf(GOOD)
    with pytest.raises(InputError, match="2025-06"):
        fit_named("2025-60")


def test_shipped_fits_say_what_they_are():
    assert set(fits()) == {"2024-12", "2025-11"}
    for name, fit in fits().items():
        assert fit.name == fit.until == name
        assert fit.datasheet["free_parameters"] == len(fit.parameters)
        assert set(fit.datasheet["parameters"]) == set(fit.parameters)
        for path, sheet in fit.datasheet["parameters"].items():
            assert sheet["prior"] == pytest.approx(registry()[path].default, rel=1e-3), path
            assert sheet["prior_spread"] == pytest.approx(registry()[path].spread, rel=1e-3), path
