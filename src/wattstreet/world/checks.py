"""What every world must keep: parties exist, shares sum to one, regions have load, balance sheets close."""

from __future__ import annotations

import math
from collections.abc import Iterable

from wattstreet.core.axes import SECTORS, TECHNOLOGIES
from wattstreet.core.errors import InputError, unknown
from wattstreet.world.quantity import Quantity
from wattstreet.world.schema import Firm, Region, World

SHARE_TOLERANCE = 1e-9
"""Declared shares are decimals of a few digits: anything above rounding is a mistake."""

BALANCE_TOLERANCE = 1e-12
"""Relative: other net assets are computed from the same four numbers."""


def check_world(world: World) -> None:
    """Refuse a world that does not fit together.

    Errors:
        InputError naming the firm, region or deal, and what it should have been.
    """
    _check_deal_parties(world)
    _check_wanted_shares(world.firms)
    _check_places(world.regions)
    for firm in world.firms:
        _check_firm(firm, world)
    for region in world.regions:
        _check_region(region)


def balance_gap(firm: Firm) -> float:
    """Assets less claims of a firm, relative to the sum of both; zero up to rounding."""
    owned = (firm.cash_usd.value, firm.ppe_usd.value, firm.other_net_assets_usd.value)
    owed = (firm.debt_usd.value, firm.equity_book_usd.value)
    scale = math.fsum(abs(value) for value in (*owned, *owed))
    return 0.0 if scale == 0.0 else (math.fsum(owned) - math.fsum(owed)) / scale


def _check_deal_parties(world: World) -> None:
    known = [*(firm.slug for firm in world.firms), *SECTORS]
    for deal in world.deals:
        for party in (deal.payer, deal.payee):
            if party not in known:
                raise unknown("party of a deal", party, known, key=deal.id)


def _check_wanted_shares(firms: Iterable[Firm]) -> None:
    by_country: dict[str, list[Quantity]] = {}
    for firm in firms:
        by_country.setdefault(firm.country, []).append(firm.wanted_share)
    for country, shares in by_country.items():
        _check_sum(f"wanted_share of the firms of {country}", shares)


def _check_places(regions: Iterable[Region]) -> None:
    by_country: dict[str, list[Quantity]] = {}
    for region in regions:
        by_country.setdefault(region.country, []).append(region.place_weight)
    for country, weights in by_country.items():
        _check_sum(f"place_weight of the regions of {country}", weights)


def _check_firm(firm: Firm, world: World) -> None:
    slugs = [each.slug for each in world.firms]
    for cloud in firm.cloud_host:
        if cloud not in slugs:
            raise unknown("cloud", cloud, slugs, key=firm.slug)
    for name, shares in (("supplier_mix", firm.supplier_mix), ("cloud_host", firm.cloud_host)):
        if shares:
            _check_sum(f"{name} of {firm.slug}", shares.values())
    if abs(balance_gap(firm)) > BALANCE_TOLERANCE:
        raise InputError("a balance sheet does not close", key=firm.slug, value=balance_gap(firm), allowed=0)
    _check_sign(firm.slug, "ai_fleet_mw", firm.ai_fleet_mw)


def _check_region(region: Region) -> None:
    for name in ("annual_demand_twh", "peak_demand_mw", "connection_months", "wires_mw_per_year"):
        found: Quantity = getattr(region, name)
        if not found.value > 0:
            raise InputError(
                f"{name} must be positive", key=region.slug, value=found.value, allowed="above 0"
            )
    if tuple(region.capacity_mw) != TECHNOLOGIES:
        raise InputError("technologies missing", key=region.slug, allowed=", ".join(TECHNOLOGIES))
    for technology, capacity in region.capacity_mw.items():
        _check_sign(region.slug, f"capacity_mw of {technology}", capacity)


def _check_sign(key: str, name: str, found: Quantity) -> None:
    if found.value < 0:
        raise InputError(f"{name} is negative", key=key, value=found.value, allowed="0 or more")


def _check_sum(name: str, shares: Iterable[Quantity]) -> None:
    found = math.fsum(share.value for share in shares)
    if abs(found - 1) > SHARE_TOLERANCE:
        raise InputError(f"{name} must sum to one", value=found, allowed=1, suggestion="mend world/fills.csv")
