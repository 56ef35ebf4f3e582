"""One month, in order: the model's table of contents."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import dot, ratio
from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.model.accounting import residuals
from wattstreet.model.basket import price_level, show_basket
from wattstreet.model.blocks.capital.month import MoneyNews, keep_books
from wattstreet.model.blocks.capital.spending import set_budget
from wattstreet.model.blocks.compute.halls import choose_sites, start_shells
from wattstreet.model.blocks.compute.month import (
    Work,
    build_and_install,
    compute_flows,
    plan_and_order,
    serve,
)
from wattstreet.model.blocks.conviction.news import Evidence, gather_news
from wattstreet.model.blocks.conviction.price import trade_month
from wattstreet.model.blocks.conviction.tables import ConvictionTables
from wattstreet.model.blocks.economy.output import invest_by_country, run_economy
from wattstreet.model.blocks.economy.tolerance import lean_toward_ai
from wattstreet.model.blocks.power.month import advance_grid
from wattstreet.model.blocks.power.records import PowerPolicy
from wattstreet.model.flows import CapitalFlows, ComputeFlows, Flows
from wattstreet.model.forcing import Forcing
from wattstreet.model.params import Params
from wattstreet.model.state import CapitalState, ComputeState, State

LOAD_TABLES_YEARS = 1.0
"""Load tables describe 2022: the first month of 2023 is a year on."""


def one_month(
    params: Params, tables: ConvictionTables, before: State, forcing: Forcing
) -> tuple[State, Flows, Float[Array, "identity"]]:
    """State at this month's end, what happened in between, and the residual of every identity.

    Args:
        params: Everything declared.
        tables: Constants of the conviction block, made once a run.
        before: State at the last month end.
        forcing: Outside inputs of the month.
    Returns:
        State, flows, residuals.
    Source:
        docs/decisions/001-order-of-the-month.md.
    """
    level, window = price_level(params, before), before.conviction.funding_window

    # ── policy: what leans on AI leans back (R6)
    forcing = lean_toward_ai(params.economy, before.economy, forcing)

    # ── power: sites and requests, then load, dispatch, margin, connections, plants
    sites = choose_sites(params.compute, before.power.price_usd_per_mwh, before.power.expected_wait_months)
    started = start_shells(params.compute, before.compute, sites)
    requests = started / params.power.realised_share[None, :]
    running = before.compute.fleet_mw
    power, grid = advance_grid(
        params.power, before.power, grid_policy(params, forcing), requests, running.sum(axis=0)
    )

    # ── compute: halls, deliveries, installation, ageing; then services
    budget = set_budget(params.capital, before.capital, level, window, forcing.years)
    compute, built = build_and_install(
        params.compute,
        before.compute,
        connected_mw=power.connected_mw,
        started_mw=started,
        budget_usd=budget,
        hall_usd_per_mw=params.capital.hall_cost_per_mw,
        equipment_usd_per_mw=params.capital.equipment_per_mw,
        forcing=forcing,
    )
    compute, work = serve(params.compute, compute, built.held_mw, forcing)

    # ── capital: bills, funding, payments, balance sheets
    news = MoneyNews(
        years=forcing.years,
        segment_revenue_usd=params.compute.segment_seller * dot(params.compute.home, work.revenue_usd),
        drawn_mw=running * params.power.draw_share * params.power.pue[None, :],
        price_usd_per_mwh=grid.price_usd_per_mwh,
        delivered_mw=built.delivered_mw,
        chip_price=params.compute.chip_price,
        outside_buyers=params.compute.outside_buyers,
        hall_progress_mw=built.hall_progress_mw,
        deal_due_usd=forcing.deal_due_usd,
        policy_rate=forcing.policy_rate,
        price_level=level,
        window=window,
        wealth_lift=ratio(before.economy.wealth_effect_usd.sum(), before.economy.gdp_usd.sum()),
        shares_issued_usd=forcing.shares_issued_usd,
        in_default=forcing.in_default,
    )
    capital, money = keep_books(params.capital, before.capital, news)

    # ── conviction: value, doubt, selling, price, funding window
    seen = show_evidence(params, compute, capital, work, forcing)
    heard = gather_news(params.conviction, before.conviction, seen)
    conviction, market = trade_month(params.conviction, tables, before.conviction, heard)

    # ── orders for next month: expectations, wanted fleet, cancellations, makers' capacity
    compute, orders = plan_and_order(
        params.compute,
        compute,
        reference_usd=work.reference_usd,
        replaced_mw=built.retired_mw.sum(axis=-1),
        belief=conviction.belief_share,
        cancel_rate=market.backlog_cancel_per_month,
        window=conviction.funding_window,
        forcing=forcing,
    )
    chips = compute_flows(built, work, orders)

    # ── economy: investment, wealth, output
    investment = where_invested(params, compute, chips, money)
    gain = jnp.exp(conviction.log_price) - jnp.exp(before.conviction.log_price)
    economy, output = run_economy(params.economy, before.economy, investment, gain)

    # ── accounts
    after = State(before.month + 1, power, compute, capital, conviction, economy)
    flows = Flows(grid, chips, money, market, output)
    checked = residuals(before, after, flows, params.capital.supplier_firm, params.economy.import_share)
    return after, flows, checked


def grid_policy(params: Params, forcing: Forcing) -> PowerPolicy:
    """Levers on the grid; they act on the US alone, whose grid is the one in question."""
    us = params.power.in_country[0]

    def acting(lever: Float[Array, ""]) -> Float[Array, "region"]:
        return 1 + us * (lever - 1)

    return PowerPolicy(
        calendar_month=forcing.calendar_month,
        years_since_start=forcing.years + LOAD_TABLES_YEARS,
        wires_multiplier=acting(forcing.wires),
        permit_speed=acting(forcing.permit_speed),
        grid_build_multiplier=acting(forcing.grid_build),
        firm_build_multiplier=jnp.ones_like(us),
        headroom_multiplier=acting(forcing.headroom),
    )


def show_evidence(
    params: Params, compute: ComputeState, capital: CapitalState, work: Work, forcing: Forcing
) -> Evidence:
    """What investors see of the other blocks this month."""
    basket = show_basket(params, compute, capital)
    dark = compute.undeployed_mw.sum()
    delivered = ratio(capital.chip_sales_memory_usd, params.compute.chip_price).sum() / MONTHS_PER_YEAR
    return Evidence(
        listed=params.capital.listed,
        core_earnings_usd=basket.core_earnings_usd,
        supplier_earnings_usd=basket.supplier_earnings_usd,
        order_book_usd=basket.order_book_usd,
        chip_supply=forcing.chip_supply,
        dark_months=ratio(dark, delivered, floor=1.0),
        capability_surprise=work.capability_surprise,
        defaulted=capital.defaulted,
        policy_rate=forcing.policy_rate,
        doubt=forcing.doubt_surprise,
        narrative=forcing.narrative,
        committed_share=forcing.committed_share,
        net_buying=forcing.net_buying,
        shares_issued_usd=forcing.shares_issued_usd.sum(),
        window_floor=forcing.window_floor,
        window_cap=forcing.window_cap,
        price_news=forcing.price_news,
        price_noise=forcing.price_noise,
    )


def where_invested(
    params: Params, compute: ComputeState, chips: ComputeFlows, money: CapitalFlows
) -> Float[Array, "country"]:
    """AI investment by the country in which it stands. [country] USD/month"""
    halls = compute.shells_mw + compute.shells_building_mw.sum(axis=0)
    places = params.compute.in_country.T
    return invest_by_country(
        money.chips_capex_usd.sum(axis=-1) + money.equipment_usd,
        money.halls_usd,
        dot(chips.placed_mw, places),
        dot(halls, places),
    )
