"""Shipped scenarios, files, and what a scenario inherits."""

import pytest
import yaml

from wattstreet.casebook.schema import parse_scenario, read_yaml
from wattstreet.casebook.shelf import scenario, scenarios, shipped

pytestmark = pytest.mark.unit


def policy(value, start="2026-01"):
    return {"lever": "wires", "from": start, "value": value, "why": "A trial"}


@pytest.fixture
def write(tmp_path):
    """Writes a scenario file and gives its path."""

    def to_file(name, **content):
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump({"name": name, "says": "A trial.", **content}), encoding="utf-8")
        return str(path)

    return to_file


def test_baseline_comes_first_and_each_has_a_sentence():
    found = scenarios()
    assert next(iter(found)) == "baseline"
    assert list(found) == list(shipped())
    assert all(says.endswith(".") for says in found.values())


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_parses_and_is_named_as_its_file(name):
    file = shipped()[name]
    own = parse_scenario(read_yaml(file), file.name)
    assert own.name == name
    assert scenario(name).name == name
    assert own.inherits is None or own.inherits in shipped()
    assert scenario(name).policies[: len(scenario("baseline").policies)] == scenario("baseline").policies


def test_the_baseline_has_few_events_of_one_amplitude_a_kind():
    """Sizes of single events would be free numbers for the record to be drawn with."""
    events = scenario("baseline").events
    assert len(events) <= 20
    assert {event.size for event in events} == {1.0}


def test_the_baseline_sets_no_outcome_of_a_market():
    outcomes = {"committed-sellers", "net-buying", "window-cap", "window-floor", "contract-default"}
    outcomes |= {"share-supply", "chip-supply", "capability-gain", "policy-tolerance"}
    assert not outcomes & {policy.lever for policy in scenario("baseline").policies}


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_gives_every_number_a_reason(name):
    """Policies, events and deals say why; a parameter says it in a comment on its line."""
    for line in shipped()[name].read_text(encoding="utf-8").splitlines():
        if line.startswith("  ") and not line.startswith("  - "):
            assert "  # " in line, line


def test_an_unknown_scenario_is_refused_with_the_nearest_known(refusal):
    found = refusal(scenario, "base-line")
    assert (found.problem, found.value) == ("unknown scenario", "base-line")
    assert "baseline" in found.suggestion


def test_a_scenario_is_given_by_name_path_or_content(write):
    path = write("mine", parameters={"compute.utilisation": 0.7})
    given = {"name": "mine", "says": "A trial.", "parameters": {"compute.utilisation": 0.7}}
    assert scenario(path) == scenario(given)


def test_parents_come_before_their_children(write):
    """Later policies win, so a child's stand after its parent's; its parameters replace them."""
    first = write(
        "first",
        policies=[policy(1.0)],
        parameters={"compute.utilisation": 0.7, "compute.shell_months": 30.0},
        events=[{"kind": "doubt", "date": "2026-01", "why": "First"}],
        deals=[{"id": "eq-001", "pays": 1.0, "why": "First"}],
    )
    second = write("second", inherits=first, policies=[policy(2.0)], parameters={"compute.utilisation": 0.8})
    found = scenario(
        {
            "name": "third",
            "says": "A trial.",
            "inherits": second,
            "policies": [policy(3.0)],
            "events": [{"kind": "narrative", "date": "2025-01", "why": "Third"}],
            "deals": [{"id": "eq-001", "pays": 0.0, "why": "Third"}],
        }
    )
    assert [each.value for each in found.policies] == [1.0, 2.0, 3.0]
    assert found.parameters == {"compute.utilisation": 0.8, "compute.shell_months": 30.0}
    assert [each.why for each in found.events] == ["First", "Third"]
    assert [each.pays for each in found.deals] == [1.0, 0.0]
    assert found.name == "third"


def test_a_child_of_the_baseline_keeps_what_it_does_not_edit():
    base, child = scenario("baseline"), scenario("chips-closed")
    assert child.events == base.events
    assert child.policies[:-1] == base.policies
    assert child.policies[-1].value == 1.0


def test_who_inherits_from_itself_is_refused(refusal):
    found = refusal(scenario, {"name": "mine", "says": "A trial.", "inherits": "mine"})
    assert "circle" in found.problem
    assert found.value == "mine → mine"


def test_a_circle_of_three_is_refused_and_shown(refusal, write, tmp_path):
    files = {name: str(tmp_path / f"{name}.yaml") for name in ("one", "two", "three")}
    write("one", inherits=files["two"])
    write("two", inherits=files["three"])
    write("three", inherits=files["one"])
    found = refusal(scenario, files["one"])
    assert (found.problem, found.key) == ("scenarios inherit in a circle", "inherits")
    assert found.value.startswith("one → two → three → one")


def test_an_unknown_parent_is_refused(refusal):
    found = refusal(scenario, {"name": "mine", "says": "A trial.", "inherits": "basline"})
    assert "baseline" in found.suggestion
