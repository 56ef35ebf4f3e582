"""A world built so that nothing should change, and does not for 120 months; built wrongly, it drifts.

`conftest.py` beside this file builds it: all five blocks coupled, the whole compiled model, every stock at
its fixed point in closed form. What cannot rest is said here: the clock, and the cash of the outside worlds,
which pay or are paid the same each month, so that it moves along a straight line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from wattstreet.batch.single import simulate, simulate_with_state
from wattstreet.casebook.registry import registry
from wattstreet.model.diagnostics import MENU

pytestmark = pytest.mark.exact
Kept = dict[str, np.ndarray]

LONG = 120
CLOSE = 1e-9
"""Relative: the fixed points are exact, but each month rounds sums of up to a thousand terms, and the books
carry what was rounded; 120 months leave 1e-12, and 1e-9 is far below anything that drifts."""
SCALE_OF_ZERO = {
    # stocks that rest at zero, measured by the stock that rounding in them comes from
    "undeployed_h100e": "vintage_h100e",
    "offset_usd": "gdp_usd",
}
MOVES = {"month", "sector_cash_usd"}
"""What cannot rest: the clock; money goes from customers to suppliers and never comes back."""
SCALE_OF_FLOW = {
    # per cent of gross product, and what rounding leaves in it
    "ai_contribution_pp": 100.0,
    "gdp_growth_saar": 100.0,
}


@pytest.fixture(scope="module")
def stayed(steady: Any) -> tuple[Any, Kept]:
    return simulate_with_state(steady.inputs)


def stocks_of(state: Any) -> dict[str, np.ndarray]:
    """Every stock of the state by name; no two blocks share one."""
    blocks = (state.power, state.compute, state.capital, state.conviction, state.economy)
    named = {name: np.asarray(stock) for block in blocks for name, stock in vars(block).items()}
    return named | {"month": np.asarray(state.month)}


def gap(one: np.ndarray, other: np.ndarray, scale: float | None = None) -> float:
    """Largest difference against the largest entry, or against a scale that is given."""
    if scale is None:
        scale = max(float(np.abs(one).max()), float(np.abs(other).max()))
    return float(np.abs(one - other).max()) / scale if scale else 0.0


def test_its_inputs_lie_in_their_declared_ranges(steady: Any) -> None:
    """The model itself is at rest, not a caricature of it with numbers nobody may set."""
    for path, declared in registry().items():
        value = steady.values[path]
        assert declared.low <= value.min(), path
        assert value.max() <= declared.high, path


def test_it_is_a_world_at_work(steady: Any, stayed: tuple[Any, Kept]) -> None:
    """Nothing rests because it is empty: chips, plants, revenue, dividends and tax all flow."""
    kept, labels = stayed[1], steady.inputs.bound.labels
    assert kept["fleet_mw"][0].sum() > 1000
    assert kept["shipments_mw"][0].sum() > 0.02 * kept["fleet_mw"][0].sum()
    assert kept["revenue_usd"][0].sum() > 1e11
    for payee in ("investors", "state", "utilities", "nvidia"):
        assert kept["paid_usd"][0][:, labels["account"].index(payee)].sum() > 1e8, payee
    state = steady.state
    assert float(np.asarray(state.power.construction_mw).sum()) > 1e4
    assert 0 < float(state.conviction.aware_share) < 0.2
    assert 0.1 < float(state.conviction.belief_share) < 0.9


def test_no_stock_moves_in_ten_years(steady: Any, stayed: tuple[Any, Kept]) -> None:
    before, after = stocks_of(steady.state), stocks_of(stayed[0])
    assert len(before) > 60
    for name, stock in before.items():
        if name in MOVES:
            continue
        scale = np.abs(before[SCALE_OF_ZERO[name]]).max() if name in SCALE_OF_ZERO else None
        assert gap(after[name], stock, scale) <= CLOSE, name


def test_no_series_moves_in_any_month(stayed: tuple[Any, Kept]) -> None:
    """Every month end and every month, so that nothing swings and comes back."""
    kept = stayed[1]
    assert len(kept["price_index"]) > LONG
    for name, series in kept.items():
        if name in MENU:
            assert gap(series, series[:1], SCALE_OF_FLOW.get(name)) <= CLOSE, name


def test_the_run_is_healthy_and_closes(stayed: tuple[Any, Kept]) -> None:
    assert not stayed[1]["health"].any()
    assert stayed[1]["residual"].max() <= CLOSE


def test_the_outside_worlds_move_along_a_straight_line(steady: Any, stayed: tuple[Any, Kept]) -> None:
    """The same each month, and nothing in sum: firms keep nothing."""
    final, kept = stayed
    paid, firms = kept["paid_usd"], len(steady.inputs.bound.labels["firm"])
    net = (paid.sum(axis=1) - paid.sum(axis=2))[:, firms:]
    scale = paid[0].sum()
    assert gap(net, net[:1], scale) <= CLOSE
    assert abs(net.sum(axis=1)).max() <= CLOSE * scale
    assert gap(np.asarray(final.capital.sector_cash_usd), len(net) * net[0]) <= CLOSE
    assert np.abs(net).max() > 0.01 * scale


def test_it_rests_where_paper_and_pencil_say(steady: Any, stayed: tuple[Any, Kept]) -> None:
    """Some of its numbers, derived by other means than those that built it."""
    kept, v, labels = stayed[1], steady.values, steady.inputs.bound.labels
    firm = labels["firm"].index
    # price is value, nobody sells, and markets are open
    np.testing.assert_allclose(kept["price_index"], kept["value_index"], rtol=CLOSE)
    assert not kept["selling_share"].any()
    np.testing.assert_allclose(kept["funding_window"], 1.0, rtol=CLOSE)
    # customers take what the fleet is meant to sell, at the reference price
    np.testing.assert_allclose(kept["utilisation"][:, :2], v["compute.utilisation"], rtol=CLOSE)
    # shareholders receive the profit and the pay in shares, no more and no less
    paid = kept["paid_usd"][-1, firm("microsoft"), labels["account"].index("investors")]
    profit = (
        kept["net_income_usd"][-1, firm("microsoft")] + v["capital.core_stock_pay"][firm("microsoft")] / 12
    )
    assert paid == pytest.approx(profit, rel=CLOSE)
    # who lives on outsiders' money neither earns nor loses
    outside = v["capital.outside_appetite"] > 0
    assert np.abs(kept["net_income_usd"][:, outside]).max() <= CLOSE * kept["revenue_usd"].max()
    # output grows by nothing
    np.testing.assert_allclose(
        kept["gdp_usd"], kept["gdp_usd"][:1].repeat(len(kept["gdp_usd"]), 0), rtol=CLOSE
    )


WRONG = {
    "demand has further to grow": ("compute.consumer_ceiling", 1.05, "wanted_mw"),
    "chips wear out faster": ("compute.retirement_hazard", 1.5, "fleet_mw"),
    "makers find their lines fuller": ("compute.load_at_rest", 0.9, "chip_capacity_mw"),
    "fewer plants are built": ("power.steady_build_share", 0.9, "capacity_mw"),
    "firms pay out less": ("capital.payout_rate", 0.5, "cash_usd"),
    "chips are written down faster": ("capital.chip_life", 0.8, "property_usd"),
    "doubt begins more often": ("conviction.awareness_baseline_per_month", 1.5, "aware_share"),
    "belief is lost faster": ("conviction.belief_fading_per_month", 1.5, "price_index"),
    "earnings are worth more": ("conviction.multiple_base", 1.1, "value_index"),
    "a lab's rent exceeds its sales": ("capital.lab_compute_share", 1.5, "equity_book_usd"),
}
"""One number off, by a factor: what has to drift then, by more than a thousandth."""


@pytest.mark.parametrize(("path", "factor", "moved"), WRONG.values(), ids=WRONG)
def test_a_wrong_steady_state_drifts(
    path: str, factor: float, moved: str, steady: Any, make_steady: Callable[..., Any]
) -> None:
    wrong = simulate(make_steady({path: float(steady.values[path]) * factor}).inputs)
    assert gap(wrong[moved], wrong[moved][:1]) > 1e-3


def test_growth_alone_sets_it_moving(make_steady: Callable[..., Any]) -> None:
    """Numbers that are zero at rest: growth of output, of algorithms, and what the past would promise."""
    for path, value, name in (
        ("economy.trend_growth", 0.02, "gdp_usd"),
        ("compute.efficiency_growth", 0.5, "capability"),
        ("compute.anchor_growth", 0.2, "wanted_mw"),
        ("compute.expected_capability_gain", 0.5, "aware_share"),
    ):
        wrong = simulate(make_steady({path: value}).inputs)
        assert gap(wrong[name], wrong[name][:1]) > 1e-3, path


def test_a_queue_fed_evenly_stands_still(baseline: Any) -> None:
    """Requests come as they leave: study and signed stay, and what connects is the realised share of them."""
    import jax
    import jax.numpy as jnp

    from wattstreet.model.blocks.power.queue import advance_queue, stage_months, stage_shares
    from wattstreet.model.step import grid_policy

    params = jax.tree.map(jnp.asarray, baseline.bound.params)
    forcing = jax.tree.map(lambda leaf: jnp.asarray(leaf[0]), baseline.bound.forcing)
    policy, power = grid_policy(params, forcing), params.power
    requests = jnp.ones_like(power.opening_study_mw)
    (study_months, signed_months), (signs, _) = stage_months(power, policy), stage_shares(power)
    start = (requests * study_months, requests * signs * signed_months, jnp.zeros_like(requests))
    plenty = jnp.full_like(power.pue, 1e9)
    # wires must not bind here: what they do is another test's matter
    power = power.replace(wires_mw_per_month=plenty)

    def month(stocks: Any, _: None) -> tuple[Any, None]:
        made = advance_queue(power, policy, stocks, requests, plenty)
        return (made.study_mw, made.signed_mw, made.connected_mw), None

    study, signed, connected = jax.lax.scan(month, start, None, length=LONG)[0]
    np.testing.assert_allclose(study, start[0], rtol=CLOSE)
    np.testing.assert_allclose(signed, start[1], rtol=CLOSE)
    np.testing.assert_allclose(connected, LONG * requests * power.realised_share, rtol=CLOSE)
