"""The menu of what a run can keep: every public series by name, from state and flows."""

from collections.abc import Callable
from dataclasses import dataclass

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import dot, ratio
from wattstreet.core.units import HOURS_PER_MONTH, MONTHS_PER_YEAR, MWH_PER_TWH
from wattstreet.model.basket import mark_firms, price_level
from wattstreet.model.blocks.compute.limits import binding_limit
from wattstreet.model.blocks.compute.work import fleet_h100e, price_per_million_tokens, tokens_made
from wattstreet.model.blocks.conviction.price import drawdown_of
from wattstreet.model.flows import Flows
from wattstreet.model.params import Params
from wattstreet.model.state import State


@dataclass(frozen=True)
class Series:
    """A public series: its axes and unit, what it says, and how it is read off.

    Attributes:
        dims: Axes besides time.
        unit: Unit slug.
        says: What it is, in a phrase for labels.
        read: For a stock, a function of (params, state); for a flow, of (params, state, flows).
        is_stock: Known at month ends rather than over a month.
    """

    dims: tuple[str, ...]
    unit: str
    says: str
    read: Callable[..., Float[Array, "..."]]
    is_stock: bool = False


def stock(dims: str, unit: str, says: str, read: Callable[[Params, State], Float[Array, "..."]]) -> Series:
    """A series known at month ends."""
    return Series(tuple(dims.split()), unit, says, read, is_stock=True)


def flow(
    dims: str, unit: str, says: str, read: Callable[[Params, State, Flows], Float[Array, "..."]]
) -> Series:
    """A series that happens during a month."""
    return Series(tuple(dims.split()), unit, says, read)


def energised_mw(params: Params, state: State) -> Float[Array, "firm region"]:
    """Halls that are finished and connected, by firm and place."""
    return jnp.minimum(state.compute.shells_mw, state.power.connected_mw)


def queue_mw(params: Params, state: State) -> Float[Array, "region stage"]:
    """Connection requests by stage."""
    power = state.power
    return jnp.stack([power.study_mw.sum(0), power.signed_mw.sum(0), power.connected_mw.sum(0)], axis=-1)


def data_center_twh(params: Params, state: State, flows: Flows) -> Float[Array, "country"]:
    """Electricity of ordinary data centres, which grow as other load does, and of AI. [country] TWh/month"""
    growth = jnp.exp(params.power.ordinary_data_center_growth * state.month / MONTHS_PER_YEAR)
    ordinary = params.power.ordinary_data_center_mw * HOURS_PER_MONTH * growth
    return dot(params.power.in_country, ordinary + flows.power.ai_energy_mwh) / MWH_PER_TWH


def token_price(params: Params, state: State, flows: Flows) -> Float[Array, "country"]:
    """Revenue per million tokens served."""
    made = tokens_made(params.compute, state.compute, flows.compute.utilisation)
    return price_per_million_tokens(flows.compute.revenue_usd.sum(axis=-1), made)


def revenue_of_firms(params: Params, flows: Flows) -> Float[Array, "firm"]:
    """Everything a firm sold, as booked."""
    money = flows.capital
    hardware = dot(money.chip_sales_usd + money.outside_chip_sales_usd, params.capital.supplier_firm)
    return money.ai_revenue_usd + money.contract_revenue_usd + money.core_revenue_usd + hardware


def capex_of_firms(flows: Flows) -> Float[Array, "firm"]:
    """Chips and equipment delivered, halls built, and core capex."""
    money = flows.capital
    return money.chips_capex_usd.sum(axis=-1) + money.equipment_usd + money.halls_usd + money.core_capex_usd


def property_of_firms(state: State) -> Float[Array, "firm"]:
    """Net book value of AI chips, halls and other property."""
    books = state.capital
    return books.chips_book_usd + books.halls_book_usd + books.core_property_usd


MENU: dict[str, Series] = {
    # capital
    "revenue_usd": flow("firm", "usd_per_month", "Revenue", lambda p, s, f: revenue_of_firms(p, f)),
    "capex_usd": flow("firm", "usd_per_month", "Capital expenditure", lambda p, s, f: capex_of_firms(f)),
    "net_income_usd": flow("firm", "usd_per_month", "Net income", lambda p, s, f: f.capital.net_income_usd),
    "cash_usd": stock("firm", "usd", "Cash", lambda p, s: s.capital.cash_usd),
    "debt_usd": stock("firm", "usd", "Debt", lambda p, s: s.capital.debt_usd),
    "equity_book_usd": stock("firm", "usd", "Book equity", lambda p, s: s.capital.equity_book_usd),
    "deal_cash_usd": flow(
        "deal", "usd_per_month", "Cash paid under a deal", lambda p, s, f: f.capital.deal_cash_usd
    ),
    "paid_usd": flow("payer payee", "usd_per_month", "Cash paid", lambda p, s, f: f.capital.paid_usd),
    "property_usd": stock(
        "firm", "usd", "Property: chips, halls and the rest", lambda p, s: property_of_firms(s)
    ),
    "defaulted": stock("firm", "1", "Could not pay in full", lambda p, s: s.capital.defaulted),
    "unpaid_contract_usd": flow(
        "firm", "usd_per_month", "Contracts owed and not paid", lambda p, s, f: f.capital.unpaid_contract_usd
    ),
    "equity_raised_usd": flow(
        "firm", "usd_per_month", "Equity raised", lambda p, s, f: f.capital.equity_raised_usd
    ),
    "borrowed_usd": flow("firm", "usd_per_month", "Borrowed", lambda p, s, f: f.capital.borrowed_usd),
    # compute
    "shipments_mw": flow(
        "supplier",
        "mw_per_month",
        "Shipments",
        lambda p, s, f: f.compute.delivered_mw.sum(0) * (1 + p.compute.outside_buyers),
    ),
    "data_center_revenue_usd": flow(
        "supplier",
        "usd_per_month",
        "Data-centre revenue",
        lambda p, s, f: f.capital.chip_sales_usd + f.capital.outside_chip_sales_usd,
    ),
    "ordered_mw": flow("supplier", "mw_per_month", "Orders", lambda p, s, f: f.compute.ordered_mw.sum(0)),
    "chip_capacity_mw": stock(
        "supplier", "mw_per_month", "What makers can ship", lambda p, s: s.compute.capacity_mw
    ),
    "backlog_mw": stock("supplier", "mw", "Chips on order", lambda p, s: s.compute.backlog_mw.sum(0)),
    "on_order_mw": stock("firm", "mw", "Chips on order by buyer", lambda p, s: s.compute.backlog_mw.sum(-1)),
    "fleet_mw": stock("firm", "mw", "Running fleet", lambda p, s: s.compute.fleet_mw.sum(-1)),
    "wanted_mw": stock("firm", "mw", "Wanted fleet", lambda p, s: s.compute.wanted_mw),
    "undeployed_mw": stock("firm", "mw", "Dark chips", lambda p, s: s.compute.undeployed_mw.sum(-1)),
    "energised_mw": stock("firm", "mw", "Powered halls", lambda p, s: energised_mw(p, s).sum(-1)),
    "halls_mw": stock("firm", "mw", "Finished halls", lambda p, s: s.compute.shells_mw.sum(-1)),
    "fleet_h100e": stock("country", "h100e", "Running fleet", lambda p, s: fleet_h100e(p.compute, s.compute)),
    "effective_compute": stock(
        "country",
        "h100e",
        "Fleet times algorithmic efficiency",
        lambda p, s: fleet_h100e(p.compute, s.compute) * jnp.exp(s.compute.log_efficiency),
    ),
    "capability": stock(
        "country", "log10_flop", "Capability of the best model", lambda p, s: s.compute.capability
    ),
    "tokens": flow(
        "country",
        "tokens",
        "Tokens served",
        lambda p, s, f: tokens_made(p.compute, s.compute, f.compute.utilisation),
    ),
    "token_price_usd_per_million": flow("country", "usd_per_million_tokens", "Price of tokens", token_price),
    "ai_revenue_usd": flow(
        "country",
        "usd_per_month",
        "AI revenue by home of sellers",
        lambda p, s, f: f.compute.revenue_usd.sum(-1),
    ),
    "segment_revenue_usd": flow(
        "country segment", "usd_per_month", "AI revenue by segment", lambda p, s, f: f.compute.revenue_usd
    ),
    "utilisation": flow(
        "country", "share", "Sold share of running fleet", lambda p, s, f: f.compute.utilisation
    ),
    "stuck_mw": flow(
        "country limit", "mw", "Wanted capacity held back, by limit", lambda p, s, f: f.compute.stuck_mw
    ),
    # power
    "dc_connected_mw": stock("region", "mw", "Connected AI halls", lambda p, s: s.power.connected_mw.sum(0)),
    "dc_contracted_mw": stock("region", "mw", "Signed, not connected", lambda p, s: s.power.signed_mw.sum(0)),
    "dc_load_mw": flow(
        "region", "mw", "Mean grid load of AI", lambda p, s, f: f.power.ai_energy_mwh / HOURS_PER_MONTH
    ),
    "peak_mw": flow("region", "mw", "Peak load", lambda p, s, f: f.power.peak_mw),
    "firm_mw": flow("region", "mw", "Firm capacity", lambda p, s, f: f.power.firm_mw),
    "reserve_margin": flow("region", "share", "Reserve margin", lambda p, s, f: f.power.reserve_margin),
    "headroom_mw": flow("region", "mw", "Firm capacity above target", lambda p, s, f: f.power.headroom_mw),
    "price_usd_per_mwh": flow(
        "region", "usd_per_mwh", "Price of power", lambda p, s, f: f.power.price_usd_per_mwh
    ),
    "unserved_mwh": flow("region", "mwh", "Unserved energy", lambda p, s, f: f.power.unserved_mwh),
    "queue_mw": stock("region stage", "mw", "Connection queue", queue_mw),
    "expected_wait_months": stock(
        "region", "months", "Expected wait", lambda p, s: s.power.expected_wait_months
    ),
    "capacity_mw": stock("region technology", "mw", "Power plants", lambda p, s: s.power.capacity_mw),
    "dc_energy_twh": flow(
        "country", "twh", "Electricity of data centres", lambda p, s, f: data_center_twh(p, s, f)
    ),
    # conviction
    "price_index": stock("", "ratio", "AI share prices against the start", lambda p, s: price_level(p, s)),
    "value_index": stock(
        "",
        "ratio",
        "Fundamental value against the opening price",
        lambda p, s: price_level(p, s) * jnp.exp(s.conviction.log_value - s.conviction.log_price),
    ),
    "complex_value_usd": stock(
        "", "usd", "Market value of the AI complex", lambda p, s: jnp.exp(s.conviction.log_price)
    ),
    "drawdown": stock("", "share", "Fall from the remembered peak", lambda p, s: drawdown_of(s.conviction)),
    "aware_share": stock("", "share", "Think it is a bubble", lambda p, s: s.conviction.aware_share),
    "selling_share": stock("", "share", "Selling", lambda p, s: s.conviction.selling_share),
    "accustomed_share": stock(
        "", "share", "Selling that renewed holders take as normal", lambda p, s: s.conviction.accustomed_share
    ),
    "sold_share": stock("", "share", "Net position sold, of the float", lambda p, s: s.conviction.sold_share),
    "belief_share": stock("", "share", "Believe the story", lambda p, s: s.conviction.belief_share),
    "funding_window": stock("", "share", "Funding window", lambda p, s: s.conviction.funding_window),
    "market_cap_usd": stock("firm", "usd", "Market value", mark_firms),
    "pe_ratio": stock("", "ratio", "Price over averaged earnings", lambda p, s: pe_of_index(p, s)),
    # economy
    "gdp_usd": flow("country", "usd_per_year", "GDP, yearly rate", lambda p, s, f: s.economy.gdp_usd),
    "gdp_growth_saar": flow(
        "country", "pp", "GDP growth, yearly rate", lambda p, s, f: f.economy.gdp_growth_saar
    ),
    "ai_contribution_pp": flow(
        "country rule",
        "pp",
        "AI investment's contribution",
        lambda p, s, f: f.economy.ai_contribution_pp[:, None],
    ),
    "ai_investment_usd": flow(
        "country", "usd_per_month", "AI investment", lambda p, s, f: f.economy.investment_usd
    ),
    "wealth_effect_usd": flow(
        "country", "usd_per_month", "Consumption from wealth", lambda p, s, f: f.economy.wealth_effect_usd
    ),
    "binding_limit": flow("country", "code", "What binds", lambda p, s, f: binding_limit(f.compute.stuck_mw)),
}
"""Every series a run can keep, by public name."""

RULES = ("gross-investment",)
"""Accounting rules of `ai_contribution_pp`."""

STANDARD = tuple(MENU)
"""What a run keeps unless told otherwise."""


def pe_of_index(params: Params, state: State) -> Float[Array, ""]:
    """Market value over averaged earnings of the listed firms; earnings are floored at a billion a year."""
    earned = (state.capital.net_income_memory_usd * params.capital.listed).sum()
    return ratio(jnp.exp(state.conviction.log_price), earned, floor=1e9)
