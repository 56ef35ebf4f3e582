"""Levers, events and deals as monthly arrays."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wattstreet.casebook.calendar import months_between, position
from wattstreet.casebook.forcings import (
    deal_schedules,
    headlines,
    lever_path,
    monthly_forcing,
    pay_share,
    signed_by_host,
)
from wattstreet.casebook.levers import EVENT_KINDS, LEVERS
from wattstreet.casebook.schema import DealChange, Policy, Scenario

pytestmark = pytest.mark.unit

YEAR = np.arange(12) + position("2023-01")
BN = 1e9


def policy(value, start="2023-03", until=None, ramp_months=0, lever="wires"):
    return Policy.model_validate(
        {
            "lever": lever,
            "from": start,
            "until": until,
            "value": value,
            "ramp_months": ramp_months,
            "why": "A trial",
        }
    )


def change(id="d", pays=0.0, start=None):
    return DealChange.model_validate({"id": id, "pays": pays, "from": start, "why": "A trial"})


def scenario_of(**edits):
    return Scenario(name="mine", says="A trial.", **edits)


def test_a_lever_rests_at_its_neutral_value():
    np.testing.assert_array_equal(lever_path(1.0, [], YEAR), np.ones(12))


def test_a_policy_holds_from_its_first_month_on():
    np.testing.assert_allclose(lever_path(1.0, [policy(0.2)], YEAR), [1, 1] + [0.2] * 10)


def test_a_policy_ends_after_its_last_month():
    found = lever_path(1.0, [policy(0.2, until="2023-05")], YEAR)
    np.testing.assert_allclose(found, [1, 1, 0.2, 0.2, 0.2] + [1] * 7)


def test_a_ramp_takes_its_months_and_one_to_arrive():
    """Three months of ramp: a quarter in the first month, all of it in the fourth."""
    found = lever_path(1.0, [policy(5.0, ramp_months=3)], YEAR)
    np.testing.assert_allclose(found, [1, 1, 2, 3, 4] + [5] * 7)


def test_later_policies_override_from_their_first_month():
    found = lever_path(1.0, [policy(0.2), policy(0.6, start="2023-06")], YEAR)
    np.testing.assert_allclose(found, [1, 1, 0.2, 0.2, 0.2] + [0.6] * 7)


def test_an_override_ramps_from_what_it_finds_and_gives_back_when_it_ends():
    found = lever_path(1.0, [policy(3.0), policy(7.0, start="2023-06", until="2023-08", ramp_months=1)], YEAR)
    np.testing.assert_allclose(found, [1, 1, 3, 3, 3, 5, 7, 7, 3, 3, 3, 3])


def test_a_run_that_starts_late_finds_policies_where_they_would_be():
    policies = [policy(5.0, ramp_months=3), policy(0.5, start="2023-08", until="2023-09")]
    np.testing.assert_array_equal(lever_path(1.0, policies, YEAR[4:]), lever_path(1.0, policies, YEAR)[4:])


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(
    neutral=st.floats(-5, 5),
    value=st.floats(-5, 5),
    first=st.integers(1, 12),
    length=st.none() | st.integers(0, 11),
    ramp=st.integers(0, 24),
)
def test_a_lever_stays_between_neutral_and_the_policy_s_value(neutral, value, first, length, ramp):
    last = None if length is None else f"2023-{min(first + length, 12):02d}"
    path = lever_path(neutral, [policy(value, f"2023-{first:02d}", last, ramp)], YEAR)
    low, high = min(neutral, value), max(neutral, value)
    assert np.all((path >= low - 1e-12) & (path <= high + 1e-12))
    assert np.all(path[: first - 1] == neutral)
    reached = np.abs(path[first - 1 : None if last is None else int(last[5:])] - neutral)
    assert np.all(np.diff(reached) >= -1e-12)


@pytest.mark.parametrize(("probability", "paid"), [(0.5, 1.0), (0.49, 0.0), (1.0, 1.0), (0.0, 0.0)])
def test_without_draws_a_deal_happens_where_it_is_likely(deal, probability, paid):
    found = pay_share(deal("d", {}, probability=probability), (), YEAR)
    np.testing.assert_array_equal(found, np.full(12, paid))


def test_a_scenario_sets_a_deal_s_share_from_a_month_on(deal):
    found = pay_share(deal("d", {}), (change(pays=0.25, start="2023-03"),), YEAR)
    np.testing.assert_array_equal(found, [1, 1] + [0.25] * 10)
    everywhere = pay_share(deal("d", {}, probability=0.1), (change(pays=0.75),), YEAR)
    np.testing.assert_array_equal(everywhere, np.full(12, 0.75))
    later = pay_share(
        deal("d", {}), (change(pays=0.25, start="2023-03"), change(pays=1.0, start="2023-06")), YEAR
    )
    np.testing.assert_array_equal(later, [1, 1, 0.25, 0.25, 0.25] + [1] * 7)
    np.testing.assert_array_equal(pay_share(deal("d", {}), (change("other"),), YEAR), np.ones(12))


def test_schedules_scale_from_a_month_and_skip_what_lies_outside_the_run(world_of, deal):
    payments = {"2022-12": 7.0, "2023-02": 10.0, "2023-03": 20.0, "2023-12": 30.0, "2024-01": 7.0}
    world = world_of(deal("a", payments), deal("d", payments), deal("never", payments, probability=0.2))
    found = deal_schedules(world, scenario_of(deals=(change(pays=0.5, start="2023-03"),)), YEAR)
    expected = np.zeros((12, 3))
    expected[[1, 2, 11], 0] = 10, 20, 30
    expected[[1, 2, 11], 1] = 10, 10, 15
    np.testing.assert_array_equal(found, expected)


def test_a_scenario_may_bring_an_unlikely_deal_about(world_of, deal):
    world = world_of(deal("d", {"2023-02": 10.0}, probability=0.2))
    found = deal_schedules(world, scenario_of(deals=(change(pays=1.0),)), YEAR)
    assert found.sum() == 10


def test_an_unknown_deal_is_refused_with_the_nearest_known(refusal, world_of, deal):
    world = world_of(deal("eq-001", {}), deal("cc-001", {}))
    found = refusal(deal_schedules, world, scenario_of(deals=(change("cc-001"), change("eq-01"))), YEAR)
    assert (found.problem, found.file, found.key, found.value) == (
        "unknown deal",
        "mine",
        "deals.1.id",
        "eq-01",
    )
    assert "eq-001" in found.suggestion


def test_a_contract_counts_at_its_host_from_signature_to_its_last_payment(world_of, deal):
    """30 bn over the ten months to October are 36 a year, known from June; another runs beside it."""
    payments = {"2023-01": 10 * BN, "2023-10": 20 * BN}
    short = {"2023-12": 1 * BN}
    world = world_of(
        deal("a", payments, known_from="2023-06-15"),
        deal("b", short, known_from="2022-03-01"),
        deal("equity", payments, kind="equity_investment", payer="nvidia"),
        deal("elsewhere", payments, payee="outside-suppliers"),
        deal("unpaid", {}),
        deal("unlikely", payments, probability=0.3),
    )
    found = signed_by_host(world, scenario_of(), YEAR) / BN
    first = np.array([0] * 5 + [36] * 5 + [0] * 2)
    np.testing.assert_allclose(found[:, 1], first + 12)
    np.testing.assert_array_equal(found[:, [0, 2]], np.zeros((12, 2)))


def test_a_lapsed_contract_is_signed_no_more(world_of, deal):
    world = world_of(deal("d", {"2023-01": 12 * BN, "2023-12": 12 * BN}))
    found = signed_by_host(world, scenario_of(deals=(change(pays=0.25, start="2023-04"),)), YEAR) / BN
    np.testing.assert_allclose(found[:, 1], [24] * 3 + [6] * 9)


def test_large_deals_make_headlines_in_the_month_they_are_known(world_of, deal):
    world = world_of(
        deal(
            "large",
            {"2023-05": 4 * BN},
            before_start_usd=2 * BN,
            after_end_usd=4 * BN,
            known_from="2023-03-20",
        ),
        deal("also", {"2023-05": 40 * BN}, known_from="2023-03-01"),
        deal("small", {"2023-05": 9.9 * BN}, known_from="2023-03-01"),
        deal("old", {"2023-05": 40 * BN}, known_from="2022-03-01"),
    )
    np.testing.assert_array_equal(headlines(world, YEAR), [0, 0, 1] + [0] * 9)


def test_calendar_fields_of_a_run(world_of):
    months = tuple(months_between("2023-01", "2024-08"))
    found = monthly_forcing(world_of(), scenario_of(), months)
    np.testing.assert_array_equal(found.month, np.arange(20))
    np.testing.assert_array_equal(found.calendar_month, np.arange(20) % 12)
    np.testing.assert_allclose(found.years, np.arange(20) / 12)
    np.testing.assert_array_equal(found.vintage, [6] * 6 + [7] * 6 + [8] * 6 + [9] * 2)
    assert found.price_noise.shape == (20, 4)
    assert found.deal_due_usd.shape == (20, 0)
    for lever in LEVERS.values():
        shape = (20, 3) if lever.by_firm else 20
        np.testing.assert_array_equal(getattr(found, lever.field), np.full(shape, lever.neutral))


def test_a_run_that_goes_on_has_the_same_months(world_of, deal):
    world = world_of(deal("d", {f"2023-{month:02d}": float(month) for month in range(1, 13)}))
    edits = scenario_of(
        policies=(policy(0.2, ramp_months=4),), events=({"kind": "doubt", "date": "2023-09", "why": "x"},)
    )
    months = tuple(months_between("2023-01", "2023-12"))
    whole, rest = monthly_forcing(world, edits, months), monthly_forcing(world, edits, months[5:])
    for name in vars(whole):
        np.testing.assert_array_equal(getattr(rest, name), getattr(whole, name)[5:], err_msg=name)


def firm_policy(lever, firm, value, start="2023-03", until=None):
    fields = {"lever": lever, "firm": firm, "from": start, "until": until, "value": value, "why": "A trial"}
    return Policy.model_validate(fields)


def test_a_lever_on_one_firm_leaves_the_others(world_of):
    months = tuple(months_between("2023-01", "2023-04"))
    sold = firm_policy("share-supply", "openai", 60 * BN, until="2023-03")
    found = monthly_forcing(world_of(), scenario_of(policies=(sold,)), months)
    expected = np.zeros((4, 3))
    expected[2, 2] = 60 * BN
    np.testing.assert_array_equal(found.shares_issued_usd, expected)


def test_an_unknown_firm_is_refused_with_the_nearest_known(refusal, world_of):
    sold = scenario_of(policies=(firm_policy("share-supply", "opneai", 60 * BN),))
    found = refusal(monthly_forcing, world_of(), sold, ("2023-01",))
    assert (found.problem, found.file, found.key) == ("unknown firm", "mine", "policies.share-supply.firm")
    assert "openai" in found.suggestion


def test_a_firm_in_default_honours_no_contract_and_is_given_nothing(world_of, deal):
    """The lab pays no cloud, investors pay the lab no more; what others owe each other stands."""
    flat = {f"2023-{month:02d}": 12 * BN for month in range(1, 13)}
    world = world_of(
        deal("contract", flat),
        deal("tranche", flat, kind="equity_investment", payer="nvidia", payee="openai"),
        deal("bought", flat, kind="equity_investment", payer="openai", payee="nvidia"),
        deal("other", flat, payer="nvidia"),
    )
    stop = scenario_of(policies=(firm_policy("contract-default", "openai", 0.75, start="2023-07"),))
    found = deal_schedules(world, stop, YEAR) / (12 * BN)
    after = [0.25, 0.25, 1.0, 1.0]
    np.testing.assert_allclose(found, [[1.0] * 4] * 6 + [after] * 6)
    signed = signed_by_host(world, stop, YEAR)[:, 1] / (144 * BN)
    np.testing.assert_allclose(signed, [2.0] * 6 + [1.25] * 6)


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_an_event_strikes_once_by_its_size(world_of, kind):
    events = (
        {"kind": kind, "date": "2023-03", "size": 2.0, "why": "x"},
        {"kind": kind, "date": "2023-05", "why": "x"},
    )
    found = monthly_forcing(
        world_of(), scenario_of(events=events), tuple(months_between("2023-01", "2023-06"))
    )
    struck = {name: impulse for name, impulse in EVENT_KINDS[kind].impulses.items()}
    for field in {field for each in EVENT_KINDS.values() for field in each.impulses}:
        expected = struck.get(field, 0.0) * np.array([0, 0, 2, 0, 1, 0])
        np.testing.assert_allclose(getattr(found, field), expected, err_msg=field)


def test_events_of_one_month_add_up(world_of):
    events = tuple(
        {"kind": kind, "date": "2023-02", "why": "x"} for kind in ("doubt", "cheap-rival", "doubt")
    )
    found = monthly_forcing(
        world_of(), scenario_of(events=events), tuple(months_between("2023-01", "2023-03"))
    )
    np.testing.assert_array_equal(found.doubt_surprise, [0, 3, 0])
    np.testing.assert_array_equal(found.rival_surprise, [0, 1, 0])


@pytest.mark.parametrize(
    ("edits", "key"),
    [
        ({"policies": (policy(0.2, start="2022-12"),)}, "policies.wires.from"),
        ({"events": ({"kind": "doubt", "date": "2022-12", "why": "x"},)}, "events.doubt.date"),
    ],
)
def test_dates_before_the_world_starts_are_refused(refusal, world_of, edits, key):
    found = refusal(monthly_forcing, world_of(), scenario_of(**edits), ("2023-01",))
    assert (found.file, found.key, found.value, found.allowed) == (
        "mine",
        key,
        "2022-12",
        "2023-01 to 2035-12",
    )
    monthly_forcing(world_of(start="2022-12"), scenario_of(**edits), ("2022-12",))
