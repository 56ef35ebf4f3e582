"""The world as text tables and as plain records for JSON."""

from __future__ import annotations

import dataclasses
import math

from wattstreet.core.errors import unknown
from wattstreet.ledger.text import columns
from wattstreet.world.schema import Deal, Fill, Firm, Region, World

BILLION = 1e9
GW = 1e3


def firm_records(world: World) -> list[dict[str, object]]:
    """One record per firm: USD billion, MW, shares."""
    return [_firm_record(firm) for firm in world.firms]


def region_records(world: World) -> list[dict[str, object]]:
    """One record per region: TWh, GW, USD/MWh, months."""
    return [_region_record(region) for region in world.regions]


def deal_records(world: World) -> list[dict[str, object]]:
    """One record per deal that moves cash: USD billion."""
    return [_deal_record(deal) for deal in world.deals]


def left_out_records(world: World) -> list[dict[str, object]]:
    """One record per deal of the ledger that moves no cash, with the reason."""
    return [{"id": deal.id, "reason": deal.reason} for deal in world.deals_left_out]


def fill_records(world: World) -> list[dict[str, object]]:
    """One record per assumption the world rests on."""
    return [_fill_record(fill) for fill in world.fills]


def world_records(world: World) -> dict[str, object]:
    """Everything above in one record, ready for JSON."""
    return {
        "as_of": world.as_of,
        "start": world.start,
        "ledger_fingerprint": world.ledger_fingerprint,
        "firms": firm_records(world),
        "regions": region_records(world),
        "deals": deal_records(world),
        "deals_left_out": left_out_records(world),
        "fills": fill_records(world),
    }


def world_text(world: World) -> str:
    """The world in three tables: firms, regions, deals."""
    return "\n\n".join(
        (
            f"World of {world.start} as known on {world.as_of}: {len(world.firms)} firms, "
            f"{len(world.regions)} regions, {len(world.deals)} deals, {len(world.fills)} assumptions",
            _table("Firms (USD billion, fleet in MW of IT load)", firm_records(world)),
            _table("Regions (TWh, GW, USD/MWh, months)", region_records(world)),
            _table("Deals (USD billion)", deal_records(world)),
        )
    )


def fills_text(world: World) -> str:
    """Every assumption: name, value, interval, unit, reason."""
    return _table("Assumptions", fill_records(world))


def _table(title: str, records: list[dict[str, object]]) -> str:
    rows = [tuple(_cell(value) for value in record.values()) for record in records]
    header = tuple(records[0]) if records else ("none",)
    return "\n".join((title, *columns([header, *rows])))


def _cell(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


def _firm_record(firm: Firm) -> dict[str, object]:
    money = ("cash", "debt", "equity_book", "ppe", "revenue", "operating_cash_flow", "capex", "market_cap")
    return {
        "firm": firm.slug,
        "country": firm.country,
        **{name: getattr(firm, f"{name}_usd").value / BILLION for name in money},
        "ai_fleet_mw": firm.ai_fleet_mw.value,
        "wanted_share": firm.wanted_share.value,
    }


def _region_record(region: Region) -> dict[str, object]:
    return {
        "region": region.slug,
        "demand_twh": region.annual_demand_twh.value,
        "peak_gw": region.peak_demand_mw.value / GW,
        "capacity_gw": math.fsum(capacity.value for capacity in region.capacity_mw.values()) / GW,
        "price": region.industrial_price_usd_per_mwh.value,
        "pue": region.pue.value,
        "connection_months": region.connection_months.value,
        "wires_mw_per_year": region.wires_mw_per_year.value,
        "place_weight": region.place_weight.value,
    }


def _deal_record(deal: Deal) -> dict[str, object]:
    return {
        "deal": deal.id,
        "kind": deal.kind,
        "payer": deal.payer,
        "payee": deal.payee,
        "paid_in_run": math.fsum(deal.payments_usd.values()) / BILLION,
        "before_start": deal.before_start_usd / BILLION,
        "after_end": deal.after_end_usd / BILLION,
        "inside_others": deal.inside_others_usd / BILLION,
        "binding": deal.binding,
        "probability": deal.probability,
        "status": deal.status,
        "known_from": deal.known_from,
    }


def _fill_record(fill: Fill) -> dict[str, object]:
    return {
        "name": fill.name,
        "value": fill.value,
        "low": fill.low,
        "high": fill.high,
        "unit": fill.unit,
        "reason": fill.reason,
    }


def one_record(world: World, slug: str) -> dict[str, object]:
    """Everything the world holds on a firm, region or deal, each number with interval and source.

    Errors:
        InputError, with the nearest known names, for anything else.
    """
    known = {
        **{firm.slug: firm for firm in world.firms},
        **{region.slug: region for region in world.regions},
        **{deal.id: deal for deal in world.deals},
        **{maker.slug: maker for maker in world.suppliers if maker.slug not in {f.slug for f in world.firms}},
        **{country.slug: country for country in world.countries if country.slug != "row"},
    }
    if slug not in known:
        raise unknown("firm, region or deal", slug, known)
    return {key: plain(value) for key, value in dataclasses.asdict(known[slug]).items()}


def plain(value: object) -> object:
    """A value as JSON can hold it."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, (set, frozenset)):
        return sorted(str(inner) for inner in value)
    return value


def one_text(world: World, slug: str) -> str:
    """The same as text: a line per number with unit, interval and source."""
    lines = [slug]
    for key, value in one_record(world, slug).items():
        lines += _lines(key, value)
    return "\n".join(lines)


def _lines(key: str, value: object) -> list[str]:
    if isinstance(value, dict) and {"value", "unit", "source"} <= set(value):
        amount = f"{value['value']:,.6g} {value['unit']} ({value['low']:,.4g} to {value['high']:,.4g})"
        return [f"  {key}  {amount}  {value['source']}"]
    if isinstance(value, dict):
        return [line for inner, one in value.items() for line in _lines(f"{key}.{inner}", one)]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [line for at, one in enumerate(value, 1) for line in _lines(f"{key}.{at}", one)]
    return [f"  {key}  {value}"] if value not in (None, "", [], {}) else []
