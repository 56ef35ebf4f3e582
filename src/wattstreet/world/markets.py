"""Makers of accelerators and countries: what stands behind the firms."""

from __future__ import annotations

from wattstreet.core.axes import COUNTRIES, SEGMENTS, SUPPLIERS
from wattstreet.world.evidence import Evidence
from wattstreet.world.quantity import Quantity
from wattstreet.world.schema import Country, Supplier

MAKER = (
    "chip_price_usd_per_mw",
    "performance_h100e_per_kw",
    "capacity_mw_per_month",
    "backlog_mw",
    "shipments_mw_per_year",
    "accelerator_margin",
    "outside_buyers",
)
NATION = (
    "gdp_usd",
    "trend_growth",
    "ai_import_share",
    "complex_holders_share",
    "ai_users",
    "api_revenue_usd",
    "other_ai_revenue_usd",
    "ai_investment_usd",
    "load_growth",
    "price_cap_usd_per_mwh",
)
BUILDERS = (
    "home_site_share",
    "halls_over_fleet",
    "building_over_fleet",
    "signed_over_building",
    "study_over_building",
)
"""Figures of countries whose firms build halls."""


BOOK_RULES = (
    "chips_book_share",
    "halls_book_share",
    "hall_cost_usd_per_mw",
    "tax_rate",
    "interest_rate",
    "ai_cash_margin",
)


def build_book_rules(evidence: Evidence) -> dict[str, Quantity]:
    """How AI is read out of reported accounts."""
    return {rule: evidence.fill("world", rule) for rule in BOOK_RULES}


def build_suppliers(evidence: Evidence) -> tuple[Supplier, ...]:
    """Makers of accelerators, in the order of the supplier axis."""
    return tuple(
        Supplier(slug=slug, **{field: evidence.fill(slug, field) for field in MAKER}) for slug in SUPPLIERS
    )


def build_countries(evidence: Evidence) -> tuple[Country, ...]:
    """Countries, in the order of the country axis."""
    return tuple(_country(evidence, slug) for slug in COUNTRIES)


def _country(evidence: Evidence, slug: str) -> Country:
    figures = {field: evidence.fill(slug, field) for field in NATION}
    sizes = {segment: evidence.fill(slug, f"segment_size_{segment}") for segment in SEGMENTS}
    builders = {field: evidence.fill(slug, field) for field in BUILDERS} if slug != "row" else {}
    return Country(slug=slug, segment_size=sizes, building=builders, **figures)
