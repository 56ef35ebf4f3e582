"""Whole runs with an answer known beforehand: split runs, repeated runs, blocks switched off."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import wattstreet as ws
from wattstreet.batch.dataset import STATES
from wattstreet.batch.single import leaves_of, prepare, simulate, simulate_with_state
from wattstreet.casebook.bind import assemble, starting_values
from wattstreet.casebook.forcings import LIKELY
from wattstreet.core.errors import InputError
from wattstreet.core.units import MONTHS_PER_YEAR

pytestmark = pytest.mark.exact
Kept = dict[str, np.ndarray]
Runs = Callable[..., Kept]
At = Callable[..., int]

SPLIT = "2025-06"
RUNNING_SERIES = {"vendor_financed_share", "health", "first_bad_month"}
"""What a dataset sums over the months it holds: known after the split from the months after it alone."""


def same_bytes(one: Any, other: Any) -> bool:
    return np.asarray(one).tobytes() == np.asarray(other).tobytes()


def policy(lever: str, value: float, start: str = "2023-01") -> dict[str, Any]:
    return {"lever": lever, "from": start, "value": value, "why": "a test"}


@pytest.mark.parametrize("rng", [None, 3])
def test_two_parts_equal_the_whole_bit_for_bit(rng: int | None, loaded_world: Any) -> None:
    whole = ws.run(loaded_world, "baseline", rng=rng)
    first = ws.run(loaded_world, "baseline", rng=rng, until=SPLIT)
    second = ws.run(loaded_world, "baseline", rng=rng, state=ws.final_state(first))
    months = first.sizes["month"]
    assert second.sizes["month"] == whole.sizes["month"] - months
    for name in whole.data_vars:
        if name in RUNNING_SERIES:
            continue
        series = whole[name]
        time = "month" if "month" in series.dims else "month_end"
        edge = months if time == "month" else months + 1
        assert same_bytes(first[name], series.isel({time: slice(None, edge)})), name
        if time == "month":
            assert same_bytes(second[name], series.isel({time: slice(edge, None)})), name
        else:  # the second part opens with what the first closed with; `committed_share` is a month's input
            assert same_bytes(second[name][1:], series.isel({time: slice(edge, None)})), name
    for left, right in zip(leaves_of(ws.final_state(whole)), leaves_of(ws.final_state(second)), strict=True):
        assert same_bytes(left, right)


def test_the_same_member_twice_is_the_same_bytes(loaded_world: Any) -> None:
    made = [simulate_with_state(prepare(loaded_world, "power-wall", rng=3)) for _ in range(2)]
    for name in made[0][1]:
        assert same_bytes(made[0][1][name], made[1][1][name]), name
    assert all(map(same_bytes, leaves_of(made[0][0]), leaves_of(made[1][0])))


def test_another_seed_is_another_run_and_none_has_no_noise(runs: Runs) -> None:
    assert not same_bytes(runs(rng=3)["price_index"], runs(rng=4)["price_index"])
    assert not same_bytes(runs(rng=3)["price_index"], runs()["price_index"])


def test_noise_of_no_size_is_no_noise_where_the_scenario_settles_the_deals(loaded_world: Any) -> None:
    settled = {
        "name": "settled",
        "says": "A test.",
        "inherits": "baseline",
        "parameters": {"conviction.noise_weekly_sd": 0.0},
        "deals": [
            {"id": deal.id, "pays": float(deal.probability >= LIKELY), "why": "A test."}
            for deal in loaded_world.deals
        ],
    }
    still = prepare(loaded_world, settled, rng=None)
    drawn = simulate(dataclasses.replace(still, rng=3))
    for name, series in simulate(still).items():
        np.testing.assert_array_equal(drawn[name], series, err_msg=name)


def test_states_are_kept_for_runs_of_this_process_alone(loaded_world: Any) -> None:
    run = ws.run(loaded_world, "baseline", rng=None)
    STATES.pop(run.attrs["run_id"])
    with pytest.raises(InputError, match="no final state"):
        ws.final_state(run)


def test_a_policy_at_its_neutral_value_changes_no_byte(runs: Runs) -> None:
    neutral = [
        policy(lever, value)
        for lever, value in (
            ("committed-sellers", 0.0), ("wires", 1.0), ("permit-speed", 1.0), ("hall-speed", 1.0),
            ("grid-build", 1.0), ("headroom", 1.0), ("net-buying", 0.0),
        )
    ]  # fmt: skip
    edited = runs(policies=neutral)
    for name, series in runs().items():
        assert same_bytes(edited[name], series), name


def test_an_event_of_no_size_changes_no_byte(runs: Runs) -> None:
    edited = runs(events=[{"kind": "doubt", "date": "2026-01", "size": 0, "why": "a test"}])
    for name, series in runs().items():
        assert same_bytes(edited[name], series), name


def test_an_edit_leaves_the_past_alone(runs: Runs, at: At) -> None:
    """What begins in a month moves nothing before it."""
    first = at("2026-01")
    edited = runs(policies=[policy("wires", 0.1, "2026-01"), policy("committed-sellers", 0.2, "2026-01")])
    for name, series in runs().items():
        if name not in ("critical_share", "collapse_share"):
            assert same_bytes(edited[name][:first], series[:first]), name


def test_a_market_of_no_size_earns_nothing(loaded_world: Any, baseline: Any) -> None:
    values = starting_values(loaded_world)
    for path in ("compute.segment_size", "compute.opening_users"):
        values[path] = np.zeros_like(values[path])
    kept = simulate(
        dataclasses.replace(baseline, bound=dataclasses.replace(baseline.bound, params=assemble(values)))
    )
    assert not kept["ai_revenue_usd"].any()
    assert not kept["utilisation"].any()
    assert not kept["health"].any()
    assert np.isfinite(kept["price_index"]).all()


def test_no_wires_connect_nothing(runs: Runs, at: At, baseline: Any) -> None:
    us = [n for n, region in enumerate(baseline.bound.labels["region"]) if region.startswith("us-")]
    first = at("2025-06")
    connected = runs(policies=[policy("wires", 0.0, "2025-06")])["dc_connected_mw"][:, us]
    assert same_bytes(connected[first:], np.broadcast_to(connected[first], connected[first:].shape))
    assert (runs()["dc_connected_mw"][-1, us] > connected[-1]).any()


def test_no_headroom_connects_nothing(runs: Runs, at: At, baseline: Any) -> None:
    us = [n for n, region in enumerate(baseline.bound.labels["region"]) if region.startswith("us-")]
    first = at("2025-06")
    connected = runs(policies=[policy("headroom", 0.0, "2025-06")])["dc_connected_mw"][:, us]
    assert same_bytes(connected[first:], np.broadcast_to(connected[first], connected[first:].shape))


def test_sellers_move_no_price_without_a_multiplier(runs: Runs) -> None:
    """Nobody's selling or buying reaches the price, and the search for the calm state stays a number."""
    flat = {"conviction.multiplier": 0.0}
    calm = runs(parameters=flat)
    sold = runs(parameters=flat, policies=[policy("committed-sellers", 0.05, "2025-11")])
    bought = runs(parameters=flat, policies=[policy("net-buying", 0.05, "2025-11")])
    for kept in (calm, sold, bought):
        assert np.isfinite(kept["price_index"]).all()
        assert not kept["health"].any()
    np.testing.assert_allclose(sold["price_index"], calm["price_index"], rtol=1e-12)
    np.testing.assert_allclose(bought["price_index"], calm["price_index"], rtol=1e-12)
    assert sold["selling_share"].max() > calm["selling_share"].max()


def test_sellers_move_little_with_a_small_multiplier(runs: Runs) -> None:
    flat = {"conviction.multiplier": 1e-6}
    calm = runs(parameters=flat)
    sold = runs(parameters=flat, policies=[policy("committed-sellers", 0.05, "2025-11")])
    np.testing.assert_allclose(sold["price_index"], calm["price_index"], rtol=1e-5)


def test_without_deals_no_supplier_pays_its_customers(loaded_world: Any) -> None:
    none = [{"id": deal.id, "pays": 0, "why": "a test"} for deal in loaded_world.deals]
    chosen = {"name": "no-deals", "says": "Nothing is paid.", "inherits": "baseline", "deals": none}
    run = ws.run(loaded_world, chosen, rng=None)
    assert not run["deal_cash_usd"].values.any()
    assert not run["vendor_financed_share"].values.any()
    assert ws.run(loaded_world, "baseline", rng=None)["vendor_financed_share"].values.max() > 0


def test_closed_borders_let_no_foreign_chip_through(runs: Runs, loaded_world: Any, at: At) -> None:
    closed = runs("baseline", policies=[policy("export-control", 1.0)])
    chinese = [n for n, firm in enumerate(loaded_world.firms) if firm.country == "cn"]
    makers = [at("nvidia", "firm"), at("other-chips", "firm")]
    assert not closed["paid_usd"][:, chinese][:, :, makers].any()
    assert runs()["paid_usd"][:, chinese][:, :, makers].any()


@pytest.mark.parametrize("elasticity", [0.0, -0.5, -1.0])
def test_a_rivals_price_cut_meets_demand_as_the_elasticity_says(
    elasticity: float, runs: Runs, at: At, baseline: Any
) -> None:
    """A month after a cheap rival, spending moves by the cut to the power of one plus the elasticity.

    Consumers are served first, so what the fleet can do plays no part; with no elasticity demand ignores
    the price, with minus one spending does.
    """
    size, compute = 3.0, baseline.bound.params.compute
    rival = [{"kind": "cheap-rival", "date": "2026-03", "size": size, "why": "a test"}]
    set_to = {"compute.price_elasticity": elasticity}
    calm, cut = runs(parameters=set_to), runs(parameters=set_to, events=rival)
    month, us, consumers = at("2026-04"), at("us", "country"), at("consumers", "segment")
    moved = (
        cut["segment_revenue_usd"][month, us, consumers] / calm["segment_revenue_usd"][month, us, consumers]
    )
    log_cut = float(compute.price_adjustment) * float(compute.rival_price_cut) * size
    assert moved == pytest.approx(np.exp(-(1 + elasticity) * log_cut), rel=1e-12)


def test_the_contribution_to_growth_is_the_rise_over_last_years_gdp(runs: Runs) -> None:
    kept, year = runs(), int(MONTHS_PER_YEAR)
    rate = kept["ai_investment_usd"] * MONTHS_PER_YEAR
    expected = 100 * (rate[year:] - rate[:-year]) / kept["gdp_usd"][:-year]
    np.testing.assert_allclose(kept["ai_contribution_pp"][year:, :, 0], expected, rtol=1e-9, atol=1e-12)


def test_loads_and_energy_agree(runs: Runs, baseline: Any) -> None:
    """Electricity of data centres is AI's load times hours, and ordinary centres on a closed form."""
    kept, power = runs(), baseline.bound.params.power
    months = np.arange(1, len(baseline.bound.months) + 1)
    growth = np.exp(float(power.ordinary_data_center_growth) * months / MONTHS_PER_YEAR)
    mean = kept["dc_load_mw"] + growth[:, None] * power.ordinary_data_center_mw[None, :]
    expected = mean @ power.in_country.T * 730 / 1e6
    np.testing.assert_allclose(kept["dc_energy_twh"], expected, rtol=1e-12)


def test_committed_sellers_lower_the_price(runs: Runs, at: At) -> None:
    month = at("2026-06") + 1
    assert runs("five-percent")["price_index"][month] < runs()["price_index"][month]


def test_given_arrays_stay_as_they_were(baseline: Any) -> None:
    before = [leaf.tobytes() for leaf in leaves_of(baseline.bound.params)]
    baseline.with_parameter("compute.chip_price.nvidia", 3e7)
    simulate(baseline)
    assert [leaf.tobytes() for leaf in leaves_of(baseline.bound.params)] == before
