"""Parameters by path and label, and a scenario bound to the shipped world."""

import numpy as np
import pytest

from wattstreet.casebook.bind import assemble, axis_labels, bind, set_value, starting_values
from wattstreet.casebook.registry import check_value, registry, split_path
from wattstreet.casebook.schema import Scenario
from wattstreet.casebook.shelf import scenario, shipped
from wattstreet.core.units import UNITS

pytestmark = pytest.mark.unit

LABELS = {
    "firm": ("nvidia", "oracle"),
    "supplier": ("nvidia", "other-chips", "china-chips"),
    "segment": ("consumers", "api", "other"),
    "country": ("us", "cn", "row"),
}


@pytest.fixture
def values():
    return {
        "compute.chip_price": np.array([30e6, 20e6, 10e6]),
        "compute.utilisation": np.array(0.85),
        "compute.segment_size": np.ones((3, 3)),
    }


def mine(**parameters):
    return Scenario(name="mine", says="A trial.", parameters=parameters)


def test_paths_name_a_block_and_a_field():
    assert split_path("compute.chip_price.nvidia") == ("compute.chip_price", ("nvidia",))
    assert split_path("compute.utilisation") == ("compute.utilisation", ())
    assert {path.split(".")[0] for path in registry()} == {
        "power",
        "compute",
        "capital",
        "conviction",
        "economy",
    }


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("compute.chip_prices", "compute.chip_price"),
        ("compute.utilization", "compute.utilisation"),
        ("capital.price_elasticity", "compute.price_elasticity"),
    ],
)
def test_an_unknown_parameter_is_refused_with_the_nearest_known(refusal, path, meant):
    found = refusal(split_path, path)
    assert (found.problem, found.key, found.value) == ("unknown parameter", path, path)
    assert meant in found.suggestion


@pytest.mark.parametrize("path", ["", "compute", "chip_price", "compute..chip_price"])
def test_half_a_path_is_unknown(refusal, path):
    assert refusal(split_path, path).problem == "unknown parameter"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("compute.utilisation", 1.01),
        ("compute.utilisation", 0.19),
        ("compute.price_elasticity", 0.1),
        ("compute.chip_price.nvidia", -1.0),
        ("capital.tax_rate", -0.01),
        ("economy.import_share.us", 1.5),
        ("compute.utilisation", float("nan")),
    ],
)
def test_values_outside_the_declared_range_are_refused(refusal, path, value):
    found = refusal(check_value, path, value, "mine.yaml")
    declaration = registry()[split_path(path)[0]]
    assert (found.file, found.key) == ("mine.yaml", path)
    assert declaration.says in found.problem
    assert found.allowed == f"{declaration.low:g} to {declaration.high:g} {declaration.unit}"


def test_the_ends_of_a_range_are_allowed():
    for value in (0.2, 1.0):
        check_value("compute.utilisation", value)


def test_every_declared_range_holds_its_default_and_has_a_known_unit_and_source():
    for path, declaration in registry().items():
        assert declaration.unit in UNITS, path
        assert declaration.source, path
        if declaration.default is not None:
            check_value(path, declaration.default)


def test_a_scalar_a_row_and_an_entry_are_set(values):
    before = {path: array.copy() for path, array in values.items()}
    set_value(values, LABELS, "compute.utilisation", 0.5, "mine")
    set_value(values, LABELS, "compute.chip_price.other-chips", 9e6, "mine")
    set_value(values, LABELS, "compute.segment_size.cn", 0.5, "mine")
    set_value(values, LABELS, "compute.segment_size.cn.api", 0.1, "mine")
    assert values["compute.utilisation"] == 0.5
    np.testing.assert_array_equal(values["compute.chip_price"], [30e6, 9e6, 10e6])
    np.testing.assert_array_equal(values["compute.segment_size"], [[1, 1, 1], [0.5, 0.1, 0.5], [1, 1, 1]])
    assert before["compute.chip_price"][1] == 20e6


def test_a_path_without_labels_sets_the_whole_array(values):
    set_value(values, LABELS, "compute.chip_price", 5e6, "mine")
    np.testing.assert_array_equal(values["compute.chip_price"], [5e6] * 3)


def test_arrays_given_are_left_as_they_were(values):
    given = values["compute.chip_price"]
    set_value(values, LABELS, "compute.chip_price.nvidia", 5e6, "mine")
    np.testing.assert_array_equal(given, [30e6, 20e6, 10e6])


@pytest.mark.parametrize(
    ("path", "problem", "meant"),
    [
        ("compute.chip_price.nvida", "unknown supplier", "nvidia"),
        ("compute.segment_size.cn.apis", "unknown segment", "api"),
    ],
)
def test_an_unknown_label_is_refused_with_the_nearest_known(refusal, values, path, problem, meant):
    found = refusal(set_value, values, LABELS, path, 1e7 if "chip" in path else 1.0, "mine")
    assert (found.problem, found.file, found.key) == (problem, "mine", path)
    assert meant in found.suggestion


@pytest.mark.parametrize("path", ["compute.utilisation.us", "compute.chip_price.nvidia.us"])
def test_too_many_labels_are_refused(refusal, values, path):
    found = refusal(set_value, values, LABELS, path, 1e7 if "chip" in path else 0.5, "mine")
    assert "too many labels" in found.problem
    assert found.key == path


def test_every_axis_of_every_parameter_has_labels_of_its_size(shipped_world):
    labels, values = axis_labels(shipped_world), starting_values(shipped_world)
    for path, declaration in registry().items():
        assert np.shape(values[path]) == tuple(len(labels[dim]) for dim in declaration.dims), path


def test_starting_values_lie_in_their_declared_ranges(shipped_world):
    for path, array in starting_values(shipped_world).items():
        declaration = registry()[path]
        assert np.all((array >= declaration.low) & (array <= declaration.high)), path


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_binds(shipped_world, name):
    bound = bind(shipped_world, scenario(name), until="2026-12")
    assert len(bound.months) == len(bound.forcing.years) == 48
    assert bound.forcing.deal_due_usd.shape == (48, len(shipped_world.deals))


def test_a_bound_scenario_differs_where_it_says(shipped_world):
    base = bind(shipped_world, scenario("baseline"), until="2026-12")
    edited = bind(
        shipped_world, scenario("baseline").edited({"compute.chip_price.nvidia": 5e7}), until="2026-12"
    )
    moved = np.asarray(edited.params.compute.chip_price) != np.asarray(base.params.compute.chip_price)
    np.testing.assert_array_equal(moved, [True, False, False])
    assert edited.params.compute.chip_price[0] == 5e7
    lapsed = bind(shipped_world, scenario("tranche-lapse"), until="2026-12")
    column = base.labels["deal"].index("eq-001")
    assert base.forcing.deal_due_usd[:, column].sum() > 0
    assert lapsed.forcing.deal_due_usd[:, column].sum() == 0
    others = np.delete(lapsed.forcing.deal_due_usd - base.forcing.deal_due_usd, column, axis=1)
    assert not others.any()


def test_assembled_parameters_hold_every_declared_value(shipped_world):
    values = starting_values(shipped_world)
    params = assemble(values)
    for path, array in values.items():
        block, field = path.split(".")
        np.testing.assert_array_equal(getattr(getattr(params, block), field), array, err_msg=path)


def test_a_bad_parameter_deal_or_month_stops_the_binding(refusal, shipped_world):
    assert refusal(bind, shipped_world, mine(**{"compute.utilisation": 3.0})).file == "mine"
    assert refusal(bind, shipped_world, mine(), until="2040-01").key == "until"
    assert refusal(bind, shipped_world, mine(**{"compute.home.amazn": 1.0})).problem == "unknown firm"
