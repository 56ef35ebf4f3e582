"""The state before the first month, from declared openings alone."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.axes import SHELL_STAGES
from wattstreet.core.maths import share_of
from wattstreet.core.units import MONTHS_PER_YEAR
from wattstreet.model.basket import opening_value, show_basket
from wattstreet.model.blocks.compute.demand import API, OTHER, opening_gap, reference_revenue
from wattstreet.model.blocks.compute.fleet import opening_vintages
from wattstreet.model.blocks.compute.plans import opening_memory
from wattstreet.model.blocks.compute.work import capability_of_fleet
from wattstreet.model.blocks.conviction.news import Evidence, value_firms
from wattstreet.model.blocks.conviction.records import opening as opening_conviction
from wattstreet.model.blocks.economy.output import opening_economy
from wattstreet.model.blocks.power.build import share_starts
from wattstreet.model.params import Params
from wattstreet.model.state import CapitalState, ComputeState, ConvictionState, PowerState, State


def opening_state(params: Params) -> State:
    """State at the end of the month before the start.

    Args:
        params: Everything declared, openings included.
    Returns:
        The opening `State`.
    Source:
        the world's facts and fills.
    """
    compute = opening_compute(params)
    capital = opening_capital(params)
    built = params.capital.opening_investment_usd
    return State(
        month=jnp.zeros((), dtype=jnp.int64),
        power=opening_power(params),
        compute=compute,
        capital=capital,
        conviction=opening_belief(params, compute, capital),
        economy=opening_economy(params.economy, built, params.compute.opening_growth),
    )


def opening_power(params: Params) -> PowerState:
    """Grids at the start: plants, those under way at the steady pace, queues seeded with AI projects.

    Nobody has seen a price yet, so the first sites are chosen by weight and wait alone.
    """
    power = params.power
    regions = power.pue.shape[0]
    return PowerState(
        capacity_mw=power.opening_capacity_mw,
        construction_mw=plants_under_way(params),
        study_mw=power.opening_study_mw,
        signed_mw=power.opening_signed_mw,
        connected_mw=power.opening_connected_mw,
        price_usd_per_mwh=jnp.zeros(regions),
        expected_wait_months=power.connection_months,
        firm_mw=jnp.zeros(regions),
        headroom_mw=jnp.zeros(regions),
    )


def plants_under_way(params: Params) -> Float[Array, "region technology"]:
    """Plants under construction if the steady share of the largest rate had always been built. MW"""
    power = params.power
    by_country = power.max_build_mw_per_month * power.steady_build_share
    starts = share_starts(power, power.opening_capacity_mw) * (power.in_country.T @ by_country)
    return starts * power.lead_months


def opening_compute(params: Params) -> ComputeState:
    """Chips, halls and demand at the start; nothing lies dark."""
    p = params.compute
    sizes = p.segment_size
    vintage_mw, vintage_h100e = opening_vintages(p)
    home_h100e = p.home.T @ vintage_h100e.sum(axis=-1)
    nothing = jnp.zeros_like(p.opening_users)
    capability = capability_of_fleet(p, home_h100e, nothing)
    bought = p.wanted_share[:, None] * p.supplier_mix * (p.home @ home_h100e)[:, None]
    building = p.opening_building_mw / SHELL_STAGES
    state = ComputeState(
        backlog_mw=p.opening_backlog_mw[None, :] * share_of(bought, axis=0),
        capacity_mw=p.opening_capacity_mw,
        capacity_planned_mw=p.opening_capacity_mw,
        undeployed_mw=jnp.zeros_like(p.opening_fleet_mw),
        undeployed_h100e=jnp.zeros_like(p.wanted_share),
        fleet_mw=p.opening_fleet_mw,
        vintage_mw=vintage_mw,
        vintage_h100e=vintage_h100e,
        shells_building_mw=jnp.broadcast_to(building, (SHELL_STAGES, *building.shape)),
        shells_mw=p.opening_shells_mw,
        delivery_pace_mw=(p.opening_backlog_mw[None, :] * share_of(bought, axis=0)).sum(axis=-1)
        * p.delivery_rate,
        wanted_mw=p.opening_fleet_mw.sum(axis=-1),
        users=p.opening_users,
        api_log_gap=opening_gap(p.api_ceiling, sizes[:, API], p.opening_api_usd),
        other_log_gap=opening_gap(p.other_ceiling, sizes[:, OTHER], p.opening_other_usd),
        log_revenue_memory=jnp.zeros((int(MONTHS_PER_YEAR), nothing.shape[0])),
        expected_growth=nothing + p.opening_growth,
        log_price=nothing,
        rival_cut=jnp.zeros(()),
        api_shift=jnp.zeros(()),
        other_shift=jnp.zeros(()),
        induced_log=nothing,
        log_efficiency=nothing,
        capability=capability,
        capability_at_start=capability,
    )
    revenue = reference_revenue(p, state, jnp.zeros(()))
    return state.replace(log_revenue_memory=opening_memory(revenue, nothing + p.opening_growth))


def opening_capital(params: Params) -> CapitalState:
    """Balance sheets at the start; goodwill and working capital close them once, before the first month."""
    p = params.capital
    firms, accounts = p.opening_cash.shape[0], p.deal_payer.shape[1]
    sectors = accounts - firms
    known = p.opening_cash + p.opening_property + p.opening_ai_property + p.opening_halls - p.opening_debt
    earned = p.core_cash_flow - p.core_depreciation - p.core_stock_pay
    sales = params.compute.opening_shipments_mw * params.compute.chip_price
    hardware = (sales * (p.gross_margin - p.supplier_cost_share)) @ p.supplier_firm
    after_tax = (earned + hardware) * (1 - p.tax_rate * (earned + hardware > 0))
    return CapitalState(
        cash_usd=p.opening_cash,
        debt_usd=p.opening_debt,
        loans_usd=p.opening_debt.sum(),
        payable_usd=jnp.zeros((firms, p.supplier_firm.shape[0])),
        receivable_usd=jnp.zeros(p.supplier_firm.shape[0]),
        chips_book_usd=p.opening_ai_property,
        halls_book_usd=p.opening_halls,
        core_property_usd=p.opening_property,
        other_net_assets_usd=p.opening_equity - known,
        stakes_usd=jnp.zeros((accounts, accounts)),
        paid_in_usd=jnp.zeros(accounts),
        equity_book_usd=p.opening_equity,
        sector_cash_usd=jnp.zeros(sectors),
        cash_flow_usd=p.core_cash_flow + hardware,
        net_income_memory_usd=after_tax,
        chip_sales_memory_usd=sales,
        defaulted=jnp.zeros(firms),
    )


def opening_belief(params: Params, compute: ComputeState, capital: CapitalState) -> ConvictionState:
    """Belief at the start, with the market at its recorded value and the remembered peak above it."""
    p = params.conviction
    basket = show_basket(params, compute, capital)
    zero = jnp.zeros(())
    seen = Evidence(
        listed=params.capital.listed,
        core_earnings_usd=basket.core_earnings_usd,
        supplier_earnings_usd=basket.supplier_earnings_usd,
        order_book_usd=basket.order_book_usd,
        dark_months=zero,
        capability_surprise=jnp.zeros(params.compute.home.shape[1]),
        chip_supply=zero + 1.0,
        defaulted=jnp.zeros_like(capital.cash_usd),
        policy_rate=p.reference_rate,
        doubt=zero,
        narrative=zero,
        committed_share=zero,
        net_buying=zero,
        shares_issued_usd=zero,
        window_floor=zero,
        window_cap=zero + 1.0,
        price_news=zero,
        price_noise=jnp.zeros(4),
    )
    value = jnp.log(value_firms(p, p.opening_belief_share, seen).sum())
    price = jnp.log(opening_value(params))
    return opening_conviction(
        value, log_price=price, aware_share=p.opening_aware_share, belief_share=p.opening_belief_share
    )
