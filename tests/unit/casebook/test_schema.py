"""Scenario files: what may stand in them, and how a mistake is told."""

import pytest

from wattstreet.casebook.levers import EVENT_KINDS, LEVERS
from wattstreet.casebook.schema import Scenario, parse_scenario, read_yaml

pytestmark = pytest.mark.unit

BASE = {"name": "mine", "says": "A trial."}
POLICY = {"lever": "wires", "from": "2026-01", "value": 0.5, "why": "Transformers are short"}
EVENT = {"kind": "doubt", "date": "2026-01", "why": "An exit"}
DEAL = {"id": "eq-001", "pays": 0.0, "why": "It lapses"}


def parse(**changes):
    return parse_scenario(BASE | changes, "mine.yaml")


def test_a_full_scenario():
    found = parse(
        inherits="baseline",
        parameters={"compute.price_elasticity": -1.8},
        policies=[POLICY | {"until": "2027-12", "ramp_months": 6}],
        events=[EVENT],
        deals=[DEAL | {"from": "2026-03"}],
    )
    assert found.name == "mine"
    assert found.parameters == {"compute.price_elasticity": -1.8}
    policy, event, deal = found.policies[0], found.events[0], found.deals[0]
    assert (policy.lever, policy.start, policy.until, policy.ramp_months) == (
        "wires",
        "2026-01",
        "2027-12",
        6,
    )
    assert (event.kind, event.date, event.size) == ("doubt", "2026-01", 1.0)
    assert (deal.id, deal.pays, deal.start) == ("eq-001", 0.0, "2026-03")


def test_what_is_left_out_is_empty():
    found = parse()
    assert found == Scenario(name="mine", says="A trial.")
    assert (found.inherits, found.parameters, found.policies, found.events, found.deals) == (
        None,
        {},
        (),
        (),
        (),
    )


@pytest.mark.parametrize(
    ("content", "key", "value", "meant"),
    [
        (BASE | {"policys": []}, "policys", "policys", "policies"),
        (BASE | {"inherit": "baseline"}, "inherit", "inherit", "inherits"),
        (BASE | {"policies": [POLICY | {"untill": "2027-01"}]}, "policies.0.untill", "untill", "until"),
        (
            BASE | {"policies": [POLICY | {"ramp_month": 3}]},
            "policies.0.ramp_month",
            "ramp_month",
            "ramp_months",
        ),
        (BASE | {"events": [EVENT, EVENT | {"sizes": 2}]}, "events.1.sizes", "sizes", "size"),
        (BASE | {"deals": [DEAL | {"form": "2026-01"}]}, "deals.0.form", "form", "from"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_known(refusal, content, key, value, meant):
    found = refusal(parse_scenario, content, "mine.yaml")
    assert found.problem == "unknown key"
    assert (found.file, found.key, found.value) == ("mine.yaml", key, value)
    assert meant in found.suggestion
    assert meant in found.allowed.split(", ")


@pytest.mark.parametrize(
    ("changes", "problem", "key", "meant"),
    [
        ({"policies": [POLICY | {"lever": "wire"}]}, "unknown lever", "policies.0.lever", "wires"),
        (
            {"events": [EVENT | {"kind": "cheaprival"}]},
            "unknown kind of event",
            "events.0.kind",
            "cheap-rival",
        ),
    ],
)
def test_an_unknown_lever_or_event_is_refused_with_the_nearest_known(refusal, changes, problem, key, meant):
    found = refusal(parse, **changes)
    assert (found.problem, found.file, found.key) == (problem, "mine.yaml", key)
    assert meant in found.suggestion
    assert "\n  suggestion: did you mean" in str(found)


@pytest.mark.parametrize(
    ("changes", "key", "value"),
    [
        ({"name": "My Scenario"}, "name", "My Scenario"),
        ({"says": ""}, "says", ""),
        ({"parameters": {"compute.utilisation": "much"}}, "parameters.compute.utilisation", "much"),
        (
            {"parameters": {"compute.utilisation": float("inf")}},
            "parameters.compute.utilisation",
            float("inf"),
        ),
        ({"policies": [POLICY | {"from": "2026-13"}]}, "policies.0.from", "2026-13"),
        ({"policies": [POLICY | {"from": "2026"}]}, "policies.0.from", "2026"),
        ({"policies": [POLICY | {"until": "soon"}]}, "policies.0.until", "soon"),
        ({"policies": [POLICY | {"value": float("nan")}]}, "policies.0.value", None),
        ({"policies": [POLICY | {"ramp_months": -1}]}, "policies.0.ramp_months", -1),
        ({"policies": [POLICY | {"ramp_months": 241}]}, "policies.0.ramp_months", 241),
        ({"policies": [POLICY | {"why": ""}]}, "policies.0.why", ""),
        ({"events": [EVENT | {"date": "01-2026"}]}, "events.0.date", "01-2026"),
        ({"events": [EVENT | {"size": -0.1}]}, "events.0.size", -0.1),
        ({"events": [EVENT | {"size": 10.1}]}, "events.0.size", 10.1),
        ({"deals": [DEAL | {"pays": -0.1}]}, "deals.0.pays", -0.1),
        ({"deals": [DEAL | {"pays": 1.1}]}, "deals.0.pays", 1.1),
        ({"deals": [DEAL | {"from": "2026-00"}]}, "deals.0.from", "2026-00"),
    ],
)
def test_a_bad_value_is_refused_by_file_key_and_value(refusal, changes, key, value):
    found = refusal(parse, **changes)
    assert (found.file, found.key) == ("mine.yaml", key)
    assert value is None or found.value == value
    assert "Value error" not in found.problem


@pytest.mark.parametrize("left_out", ["lever", "from", "value", "why"])
def test_what_is_missing_is_named(refusal, left_out):
    policy = {key: value for key, value in POLICY.items() if key != left_out}
    found = refusal(parse, policies=[policy])
    assert (found.key, found.value) == (f"policies.0.{left_out}", "(missing)")


@pytest.mark.parametrize(
    ("lever", "value", "allowed"),
    [
        ("export-control", 1.01, "0 to 1"),
        ("hall-speed", 0.0, "0.05 to 10"),
        ("net-buying", -0.3, "-0.2 to 0.2"),
        ("chip-supply", 1.1, "0 to 1"),
        ("capability-gain", 1.01, "0 to 1"),
        ("demand-growth", -0.1, "0 to 5"),
        ("window-cap", 1.5, "0 to 1"),
        ("window-floor", -0.1, "0 to 1"),
        ("policy-tolerance", -1.0, "0 to 20"),
        ("china-expansion", -2.0, "0 to 10"),
        ("china-chip-quality", 0.0, "0.1 to 10"),
        ("share-supply", -60e9, "0 to 1e+12"),
        ("contract-default", 1.2, "0 to 1"),
    ],
)
def test_a_lever_takes_what_its_range_allows(refusal, lever, value, allowed):
    found = refusal(parse, policies=[POLICY, POLICY | {"lever": lever, "value": value}])
    assert (found.key, found.value, found.allowed) == ("policies.1.value", value, allowed)


@pytest.mark.parametrize("lever", LEVERS)
def test_the_ends_of_a_lever_s_range_are_allowed_and_hold_its_neutral_value(lever):
    low, high = LEVERS[lever].low, LEVERS[lever].high
    own = {"firm": "openai"} if LEVERS[lever].by_firm else {}
    found = parse(policies=[POLICY | {"lever": lever, "value": value} | own for value in (low, high)])
    assert [policy.value for policy in found.policies] == [low, high]
    assert low <= LEVERS[lever].neutral <= high


def test_a_lever_on_one_firm_needs_its_name_and_no_other_takes_one(refusal):
    supply = POLICY | {"lever": "share-supply", "value": 1e9}
    assert parse(policies=[supply | {"firm": "openai"}]).policies[0].firm == "openai"
    missing = refusal(parse, policies=[supply])
    assert (missing.key, missing.value) == ("policies.0.firm", "(missing)")
    assert "acts on one firm" in missing.problem
    useless = refusal(parse, policies=[POLICY | {"firm": "openai"}])
    assert (useless.key, useless.value, useless.allowed) == ("policies.0.firm", "openai", "no firm")


def test_a_policy_may_end_in_its_first_month_and_not_before(refusal):
    assert parse(policies=[POLICY | {"until": "2026-01"}]).policies[0].until == "2026-01"
    found = refusal(parse, policies=[POLICY | {"until": "2025-12"}])
    assert (found.key, found.value, found.allowed) == ("policies.0.until", "2025-12", "2026-01 or later")


@pytest.mark.parametrize("content", [None, [], "baseline", 3])
def test_a_file_without_keys_is_refused(refusal, content):
    assert "keys and values" in refusal(parse_scenario, content, "mine.yaml").problem


def test_a_scenario_is_frozen_and_edits_are_new():
    one = parse(parameters={"compute.utilisation": 0.8})
    other = one.edited({"compute.utilisation": 0.7, "compute.shell_months": 30.0})
    assert one.parameters == {"compute.utilisation": 0.8}
    assert other.parameters == {"compute.utilisation": 0.7, "compute.shell_months": 30.0}
    with pytest.raises(ValueError, match="frozen"):
        one.name = "yours"


def test_unreadable_files_are_told_by_name_and_line(refusal, tmp_path):
    absent = refusal(read_yaml, tmp_path / "absent.yaml")
    assert absent.file == tmp_path / "absent.yaml"
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: mine\npolicies: [1, 2\n", encoding="utf-8")
    found = refusal(read_yaml, broken)
    assert "not YAML" in found.problem
    assert found.key.startswith("line ")
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in refusal(read_yaml, binary).problem


def test_every_lever_and_event_acts_on_a_field_of_the_forcing():
    from wattstreet.model.forcing import Forcing

    fields = set(Forcing.__annotations__)
    assert {lever.field for lever in LEVERS.values()} <= fields
    assert {field for kind in EVENT_KINDS.values() for field in kind.impulses} <= fields
    assert len({lever.field for lever in LEVERS.values()}) == len(LEVERS)
