"""Firms of the world: balance sheets at the end of 2022, fleets, shares, who supplies and hosts whom."""

from __future__ import annotations

from collections.abc import Callable

from wattstreet.core.axes import SEGMENTS, SUPPLIERS
from wattstreet.world.core_business import core_business
from wattstreet.world.evidence import Evidence
from wattstreet.world.firm_list import FIRMS, FirmName
from wattstreet.world.opening import opening_flow, opening_price, opening_stock
from wattstreet.world.quantity import Quantity, total
from wattstreet.world.schema import Firm

STOCKS = {
    "cash_usd": "cash_and_marketable_securities",
    "debt_usd": "total_debt",
    "equity_book_usd": "shareholders_equity",
    "ppe_usd": "property_plant_equipment_net",
}
FLOWS = {
    "revenue_usd": "revenue",
    "operating_cash_flow_usd": "operating_cash_flow",
    "net_income_usd": "net_income",
    "capex_usd": "capex",
    "depreciation_usd": "depreciation",
}
"""Field of the firm → quantity in the ledger; an assumption carries the field's name."""


def build_firms(evidence: Evidence) -> tuple[Firm, ...]:
    """Every modelled firm, in the order of the firm axis."""
    return tuple(_firm(evidence, name) for name in FIRMS)


def _firm(evidence: Evidence, name: FirmName) -> Firm:
    stocks = {field: _summed(evidence, name, opening_stock, field, fact) for field, fact in STOCKS.items()}
    flows = {field: _summed(evidence, name, opening_flow, field, fact) for field, fact in FLOWS.items()}
    sells = {segment: evidence.fill((name.slug, "firms"), f"sells_{segment}") for segment in SEGMENTS}
    ai_capex_share = evidence.fill(name.slug, "ai_capex_share")
    return Firm(
        slug=name.slug,
        name=name.name,
        country=name.country,
        members=name.members,
        roles=name.roles,
        **stocks,
        other_net_assets_usd=_other_net_assets(stocks),
        **flows,
        market_cap_usd=total(_market_cap(evidence, member) for member in name.members),
        ai_fleet_mw=evidence.fill(name.slug, "ai_fleet_mw"),
        ai_capex_share=ai_capex_share,
        supplier_mix=_supplier_mix(evidence, name),
        wanted_share=evidence.fill(name.slug, "wanted_share"),
        gross_margin=_gross_margin(evidence, name),
        lab_revenue_usd=_lab_revenue(evidence, name, flows["revenue_usd"]),
        cloud_host=_cloud_host(evidence, name),
        sells=sells,
        outside_appetite_usd=evidence.fill((name.slug, "firms"), "outside_appetite_usd"),
        **core_business(evidence, name, stocks, flows, sells, ai_capex_share),
    )


def _summed(
    evidence: Evidence,
    name: FirmName,
    opening: Callable[[Evidence, str, str, str], Quantity],
    field: str,
    fact: str,
) -> Quantity:
    return total(opening(evidence, member, fact, field) for member in name.members)


def _other_net_assets(stocks: dict[str, Quantity]) -> Quantity:
    """What closes the balance sheet: goodwill, working capital and leases, less debts that are not loans."""
    owed = (stocks["equity_book_usd"], stocks["debt_usd"])
    owned = (stocks["cash_usd"].negated(), stocks["ppe_usd"].negated())
    return total((*owed, *owned))


def _market_cap(evidence: Evidence, member: str) -> Quantity:
    """Market value at the end of 2022: published, price times shares, last private valuation, or assumed."""
    published = opening_price(evidence, member, "market_cap")
    if published is not None:
        return published
    price = opening_price(evidence, member, "close")
    if price is not None:
        shares = opening_stock(evidence, member, "shares_outstanding", "shares_outstanding")
        # Closes are adjusted for later splits, shares are as filed.
        return price.times(shares, "usd").times(evidence.fill((member, "us"), "splits_since_2022"))
    return opening_stock(evidence, member, "valuation", "market_cap_usd")


def _supplier_mix(evidence: Evidence, name: FirmName) -> dict[str, Quantity]:
    if "buyer" not in name.roles:
        return {}
    return {
        supplier: evidence.fill((name.slug, name.country), f"supplier_share_{supplier}")
        for supplier in SUPPLIERS
    }


def _gross_margin(evidence: Evidence, name: FirmName) -> Quantity | None:
    if "supplier" not in name.roles:
        return None
    return evidence.fact_or_fill(name.slug, "gross_margin_fiscal_year", "gross_margin")


def _lab_revenue(evidence: Evidence, name: FirmName, revenue: Quantity) -> dict[str, Quantity]:
    if "lab" not in name.roles:
        return {}
    return {
        segment: revenue.times(evidence.fill((name.slug, "labs"), f"revenue_share_{segment}"))
        for segment in SEGMENTS
    }


def _cloud_host(evidence: Evidence, name: FirmName) -> dict[str, Quantity]:
    if "lab" not in name.roles:
        return {}
    clouds = [firm.slug for firm in FIRMS if "cloud" in firm.roles]
    return {
        cloud: share
        for cloud in clouds
        if (share := evidence.fill((name.slug, "labs"), f"rents_from_{cloud}")).value > 0
    }
