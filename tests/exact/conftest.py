"""A steady world: every stock at the value where what adds to it equals what takes from it.

Time stands still in it: the outside inputs of one month are repeated, so years, calendar month and vintage
stay what they are and trends in time do not bite. What else would move is put at rest within its declared
range: demand fills its ceilings, deals pay nothing, nobody owes, halls are written down.
What wears out is replaced: power plants, chips and core property.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

YEAR = 12.0
RETIRED_PER_MONTH = 0.004
"""Share of its power plants a region retires each month, and builds again."""
SPARE_HALLS = 0.25
"""Powered halls beyond the fleet: more than a month's deliveries, so that no chip lies dark."""
MONTHS = 126
"""The 120 months asked for, and six more: the length at which a program of another test fits."""
AT_REST: dict[str, float] = {
    "power.ordinary_data_center_growth": 0.0,
    "power.build_price_response": 0.0,
    "power.max_build_growth": 0.0,
    "compute.performance_growth": 0.0,
    "compute.efficiency_growth": 0.0,
    "compute.expected_capability_gain": 0.0,
    "compute.ceiling_growth": 0.0,
    "compute.consumer_ceiling": 9e8,
    "compute.api_ceiling": 2e10,
    "compute.other_ceiling": 8e10,
    "compute.opening_growth": 0.0,
    "compute.trend_floor": 0.0,
    "compute.anchor_growth": 0.0,
    # chips of 2.75 years that live two: a few in a hundred go each month
    "compute.economic_life": 2.0,
    # what a lab earns it spends on staff and rent
    "capital.lab_staff_share": 0.45,
    "capital.lab_compute_share": 0.55,
    # an ordinary payback, so that prices give doubt no ground
    "conviction.payback_ordinary_years": 60.0,
}


@dataclasses.dataclass(frozen=True)
class Steady:
    """A constructed world at rest.

    Attributes:
        values: Declared inputs by path.
        inputs: Bound member that starts from `state`.
        state: The state that should stay.
    """

    values: dict[str, np.ndarray]
    inputs: Any
    state: Any


@pytest.fixture(scope="session")
def make_steady(loaded_world: Any) -> Callable[..., Steady]:
    """Builds the steady world; `after` changes declared inputs once the state is made for the right ones."""

    def make(after: dict[str, float] | None = None) -> Steady:
        from wattstreet.casebook.bind import assemble

        values = steady_values(loaded_world)
        forcing = frozen_forcing(loaded_world)
        state = steady_state(values, forcing)
        for path, value in (after or {}).items():
            values[path] = np.full_like(values[path], value)
        return Steady(values, bound_inputs(loaded_world, assemble(values), forcing, state), state)

    return make


@pytest.fixture(scope="session")
def steady(make_steady: Callable[..., Steady]) -> Steady:
    return make_steady()


def bound_inputs(world: Any, params: Any, forcing: Any, state: Any) -> Any:
    from wattstreet.batch.single import prepare

    inputs = prepare(world, "baseline", rng=None)
    bound = dataclasses.replace(inputs.bound, params=params, forcing=forcing)
    return dataclasses.replace(inputs, bound=bound, state=state)


def frozen_forcing(world: Any) -> Any:
    """Neutral outside inputs of the first month, again and again; the state keeps funding open."""
    import jax

    from wattstreet.batch.single import prepare

    nothing = [{"id": deal.id, "pays": 0, "why": "a test"} for deal in world.deals]
    chosen = {"name": "steady", "says": "Nothing happens.", "deals": nothing}
    made = prepare(world, chosen, rng=None).bound.forcing
    first = jax.tree.map(lambda leaf: np.repeat(leaf[:1], MONTHS, axis=0), made)
    still = {
        "years": np.zeros(MONTHS),
        "narrative": np.zeros(MONTHS),
        "vintage": np.zeros(MONTHS, dtype=made.vintage.dtype),
        "window_floor": np.ones(MONTHS),
    }
    return dataclasses.replace(first, **still)


def steady_values(world: Any) -> dict[str, np.ndarray]:
    """Declared inputs at which nothing should change, those that follow from the grid and the books aside."""
    from wattstreet.casebook.bind import starting_values

    values = {path: value.copy() for path, value in starting_values(world).items()}
    for path, value in AT_REST.items():
        values[path] = np.full((), value)
    rest_power(values)
    rest_compute(values)
    rest_money(values)
    return values


def rest_power(values: dict[str, np.ndarray]) -> None:
    """Plants of a country lie where its load is, and as many are started as retire."""
    places, peak = values["power.in_country"], values["power.peak_load_mw"].max(axis=1)
    of_load = peak / (places.T @ (places @ peak))
    by_country = places @ values["power.opening_capacity_mw"]
    values["power.opening_capacity_mw"] = of_load[:, None] * (places.T @ by_country)
    values["power.retirement_per_month"] = np.full_like(
        values["power.retirement_per_month"], RETIRED_PER_MONTH
    )
    values["power.max_build_mw_per_month"] = (
        RETIRED_PER_MONTH * by_country / values["power.steady_build_share"]
    )
    # margins far above what planners ask for: nobody hurries and nobody waits with retiring
    values["power.opening_reserve_margin"] = values["power.reserve_margin_target"] + 0.5
    for path in ("power.opening_study_mw", "power.opening_signed_mw"):
        values[path] = np.zeros_like(values[path])


def rest_compute(values: dict[str, np.ndarray]) -> None:
    """Demand fills its ceilings; fleets are what it asks for; orders replace what retires."""
    sizes, home = values["compute.segment_size"], values["compute.home"]
    values["compute.chip_performance"] = np.full_like(values["compute.chip_performance"], 0.5)
    values["compute.opening_users"] = values["compute.consumer_ceiling"] * sizes[:, 0]
    values["compute.opening_api_usd"] = values["compute.api_ceiling"] * sizes[:, 1]
    values["compute.opening_other_usd"] = values["compute.other_ceiling"] * sizes[:, 2]
    spending = values["compute.consumer_spend"] * values["compute.opening_users"]
    spending = spending + values["compute.opening_api_usd"] + values["compute.opening_other_usd"]
    sold = spending / values["compute.revenue_per_mw_year"]
    fleet = values["compute.wanted_share"] * (home @ (sold / values["compute.utilisation"]))
    placed = values["compute.opening_fleet_mw"] + 1e-3 * values["compute.place_weight"]
    by_place = fleet[:, None] * placed / placed.sum(axis=1, keepdims=True)
    values["compute.opening_fleet_mw"] = by_place
    values["compute.opening_shells_mw"] = by_place * (1 + SPARE_HALLS)
    values["power.opening_connected_mw"] = by_place * (1 + SPARE_HALLS)
    values["compute.opening_building_mw"] = np.zeros_like(by_place)
    ages = np.zeros_like(values["compute.opening_vintage_share"])
    ages[0] = 1.0
    values["compute.opening_vintage_share"] = ages
    ordered = replaced_chips(values).sum(axis=0)
    values["compute.opening_backlog_mw"] = ordered / values["compute.delivery_rate"]
    makers = ordered * (1 + values["compute.outside_buyers"])
    values["compute.opening_capacity_mw"] = makers / values["compute.load_at_rest"]
    values["compute.opening_shipments_mw"] = YEAR * makers


def replaced_chips(values: dict[str, np.ndarray]) -> np.ndarray:
    """Chips that retire in a month, by firm and by the maker of what replaces them. [firm supplier] MW"""
    age = 3.0 - 0.25
    wears_out = 1 / (1 + np.exp(-2 * (age - values["compute.economic_life"])))
    gone = 1 - np.exp(-values["compute.retirement_hazard"] * wears_out)
    fleet = values["compute.opening_fleet_mw"].sum(axis=1)
    return (fleet * gone)[:, None] * values["compute.supplier_mix"]


def replacement_usd(values: dict[str, np.ndarray]) -> np.ndarray:
    """What firms pay each month for the chips that replace others, and their racks. [firm] USD/month"""
    price = values["compute.chip_price"] + values["capital.equipment_per_mw"]
    return (replaced_chips(values) * price).sum(axis=1)


def rest_money(values: dict[str, np.ndarray]) -> None:
    """No debt; chips and core property are written down as fast as they are bought, halls written off."""
    for path in ("capital.opening_debt", "capital.opening_halls"):
        values[path] = np.zeros_like(values[path])
    values["capital.core_depreciation"] = values["capital.core_capex"].copy()
    written_off = 1 - np.exp(-values["capital.declining_balance"] / YEAR / values["capital.chip_life"])
    values["capital.opening_ai_property"] = replacement_usd(values) / written_off
    values["capital.opening_cash"] = np.maximum(values["capital.opening_cash"], 1e9)
    invested = np.zeros(values["capital.opening_investment_usd"].shape)
    country = values["compute.in_country"] @ np.nan_to_num(placed_shares(values)).T
    invested += country @ replacement_usd(values)
    values["capital.opening_investment_usd"] = YEAR * invested
    values["economy.trend_growth"] = np.zeros_like(values["economy.trend_growth"])


def placed_shares(values: dict[str, np.ndarray]) -> np.ndarray:
    """Where a firm's chips run. [firm region] share"""
    fleet = values["compute.opening_fleet_mw"]
    return fleet / np.maximum(fleet.sum(axis=1, keepdims=True), 1e-300)


def income_before_core(values: dict[str, np.ndarray], power_price: np.ndarray) -> np.ndarray:
    """Profit before tax without the core business's own cash flow. [firm] USD/month"""
    v = values
    spending = np.stack(
        [
            v["compute.consumer_spend"] * v["compute.opening_users"],
            v["compute.opening_api_usd"],
            v["compute.opening_other_usd"],
        ],
        axis=1,
    )
    sold = v["compute.segment_seller"] * (v["compute.home"] @ spending) / YEAR
    lab = (sold * v["capital.lab_share"]).sum(axis=1)
    rent = (lab * v["capital.lab_compute_share"])[:, None] * v["capital.host_share"]
    staff = v["capital.service_cost_share"] * (sold.sum(axis=1) - lab) + v["capital.lab_staff_share"] * lab
    drawn = v["compute.opening_fleet_mw"] * v["power.draw_share"] * v["power.pue"]
    chips = (replaced_chips(v) * v["compute.chip_price"]).sum(axis=0) * (1 + v["compute.outside_buyers"])
    kept = (v["capital.gross_margin"] - v["capital.supplier_cost_share"]) * chips
    hardware = kept @ v["capital.supplier_firm"]
    earned = sold.sum(axis=1) + rent.sum(axis=0) + hardware - staff - rent.sum(axis=1)
    owed = drawn @ power_price * 730 + replacement_usd(v)
    return earned - owed - (v["capital.core_depreciation"] + v["capital.core_stock_pay"]) / YEAR


def balance_outsiders(values: dict[str, np.ndarray], power_price: np.ndarray) -> None:
    """Who lives on outsiders' money pays no dividends: a core business leaves it neither profit nor loss."""
    lives_outside = values["capital.outside_appetite"] > 0
    missing = np.where(lives_outside, -income_before_core(values, power_price) * YEAR, 0.0)
    revenue = np.where(lives_outside, 4 * np.abs(missing), values["capital.core_revenue"])
    values["capital.core_revenue"] = revenue
    values["capital.core_cash_flow"] = np.where(lives_outside, missing, values["capital.core_cash_flow"])


def steady_state(values: dict[str, np.ndarray], forcing: Any) -> Any:
    """The state that should stay: the opening one with the grid, the books and the market at rest."""
    import jax
    import jax.numpy as jnp

    from wattstreet.casebook.bind import assemble
    from wattstreet.model.blocks.power.month import advance_grid
    from wattstreet.model.opening import opening_state
    from wattstreet.model.step import grid_policy

    def as_params() -> Any:
        return jax.tree.map(jnp.asarray, assemble(values))

    with jax.numpy_rank_promotion("allow"):
        params = as_params()
        first = jax.tree.map(lambda leaf: jnp.asarray(leaf[0]), forcing)
        grid, compute = opening_state(params).power, opening_state(params).compute
        no_requests = jnp.zeros_like(compute.fleet_mw)
        power, shown = advance_grid(
            params.power, grid, grid_policy(params, first), no_requests, compute.fleet_mw.sum(axis=0)
        )
        signals = {
            name: getattr(power, name)
            for name in ("price_usd_per_mwh", "expected_wait_months", "firm_mw", "headroom_mw")
        }
        balance_outsiders(values, np.asarray(shown.price_usd_per_mwh))
        opened = opening_state(as_params())
        money = steady_money(values, opened.capital, np.asarray(shown.price_usd_per_mwh))
        opened = opened.replace(power=grid.replace(**signals), capital=money)
        return opened.replace(conviction=calm_market(as_params(), opened, first))


def steady_money(values: dict[str, np.ndarray], opened: Any, power_price: np.ndarray) -> Any:
    """Books that repeat: payables of one month's rhythm, cash at which dividends are the month's profit."""
    v, months = values, values["capital.collection_months"]
    bought = replaced_chips(v) * v["compute.chip_price"]
    payable = bought / np.expm1(1 / months)
    before_tax = income_before_core(v, power_price) + v["capital.core_cash_flow"] / YEAR
    income = before_tax - v["capital.tax_rate"] * np.maximum(before_tax, 0.0)
    earned = np.where(v["capital.outside_appetite"] > 0, 0.0, income + v["capital.core_stock_pay"] / YEAR)
    assert earned.min() >= 0, "a firm at rest makes no loss"
    paid_out = v["capital.payout_rate"]
    # makers pay dividends before they count on what this month's shipments bring within the month
    at_once = -np.expm1(-1 / months) * bought.sum(axis=0) @ v["capital.supplier_firm"]
    cash = v["capital.opening_cash"] + earned * (1 - paid_out) / paid_out + at_once
    written_down = replacement_usd(v) + v["capital.core_depreciation"] / YEAR
    sales = bought.sum(axis=0) * (1 + v["compute.outside_buyers"])
    assets = cash + v["capital.opening_ai_property"] + v["capital.opening_property"]
    receivable = payable.sum(axis=0)
    assets = assets + receivable @ v["capital.supplier_firm"]
    return opened.replace(
        cash_usd=cash,
        payable_usd=payable,
        receivable_usd=receivable,
        other_net_assets_usd=np.zeros_like(cash),
        equity_book_usd=assets - payable.sum(axis=1),
        cash_flow_usd=YEAR * (income + written_down) + v["capital.core_stock_pay"],
        net_income_memory_usd=YEAR * income,
        chip_sales_memory_usd=YEAR * sales,
    )


def calm_market(params: Any, opened: Any, first: Any) -> Any:
    """Nobody sells, price is value, and as many become aware, and believe, as cease to."""
    import jax.numpy as jnp

    from wattstreet.model.basket import show_basket
    from wattstreet.model.blocks.conviction.valuation import index_value

    p = params.conviction
    doubts = -np.expm1(-p.awareness_baseline_per_month / 4)
    forgets = -np.expm1(-p.awareness_forgetting_per_month / 4)
    aware = doubts / (doubts + forgets)
    joins = -np.expm1(-p.belief_baseline_per_month)
    leaves = -np.expm1(-(p.belief_fading_per_month + p.belief_awareness_per_month * aware))
    belief = joins / (joins + leaves)
    # markets look after the month's deliveries and before its orders
    delivered = opened.compute.backlog_mw * (1 - params.compute.delivery_rate)
    basket = show_basket(params, opened.compute.replace(backlog_mw=delivered), opened.capital)
    listed = params.capital.listed
    value = index_value(
        p,
        belief,
        basket.core_earnings_usd * listed,
        basket.supplier_earnings_usd * listed,
        basket.order_book_usd * listed,
        first.policy_rate - p.reference_rate,
    )
    log_value = jnp.log(value)
    return opened.conviction.replace(
        log_price=log_value, log_value=log_value, log_peak=log_value, log_price_memory=log_value,
        aware_share=aware, belief_share=belief,
    )  # fmt: skip
