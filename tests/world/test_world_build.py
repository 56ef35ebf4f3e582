"""The shipped world: it builds, closes, and every number names its source."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterator

import pytest

from wattstreet.core.axes import COUNTRIES, LOAD_BLOCKS, SECTORS, TECHNOLOGIES
from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import load_ledger
from wattstreet.world.build import load_world
from wattstreet.world.checks import balance_gap
from wattstreet.world.fills import load_fills
from wattstreet.world.quantity import Quantity
from wattstreet.world.schema import World
from wattstreet.world.summary import fills_text, world_records, world_text

pytestmark = pytest.mark.unit

FIRMS = (
    "nvidia other-chips microsoft alphabet amazon meta oracle coreweave "
    "openai anthropic xai deepseek chinese-clouds"
).split()


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.fixture(scope="module")
def early() -> World:
    return load_world(as_of="2024-06-30")


def quantities(record: object) -> Iterator[Quantity]:
    """Every quantity anywhere in a record."""
    if isinstance(record, Quantity):
        yield record
    elif dataclasses.is_dataclass(record):
        for field in dataclasses.fields(record):
            yield from quantities(getattr(record, field.name))
    elif isinstance(record, dict):
        for part in record.values():
            yield from quantities(part)
    elif isinstance(record, tuple):
        for part in record:
            yield from quantities(part)


def test_axes_hold_who_they_should(world: World) -> None:
    assert [firm.slug for firm in world.firms] == FIRMS
    assert [region.country for region in world.regions] == ["us"] * 12 + ["cn"] * 8 + ["row"]
    assert len(world.technologies) == len(COUNTRIES) * len(TECHNOLOGIES)
    assert all(tuple(technology.availability) == LOAD_BLOCKS for technology in world.technologies)
    assert {firm.slug for firm in world.firms if "supplier" in firm.roles} == {"nvidia", "other-chips"}


def test_balance_sheets_close(world: World) -> None:
    for firm in world.firms:
        assert abs(balance_gap(firm)) <= 1e-12


def test_opening_stocks_are_those_of_the_end_of_2022(world: World) -> None:
    assert world.firm("nvidia").cash_usd.value == 13.296e9
    assert world.firm("nvidia").market_cap_usd.value == 359.5e9
    assert world.firm("microsoft").cash_usd.value == 99.495e9
    assert world.firm("microsoft").market_cap_usd.value == pytest.approx(1.79e12, rel=0.01)
    assert world.firm("other-chips").revenue_usd.value == pytest.approx((23.601 + 33.203) * 1e9, rel=0.1)


def test_every_source_exists(world: World) -> None:
    ledger = load_ledger()
    fills = {fill.name for fill in world.fills}
    found = list(quantities(world))
    assert len(found) > 1400
    for quantity in found:
        assert quantity.references
        for reference in quantity.references:
            kind, name = reference.split(":", 1)
            assert (kind == "fact" and name in ledger.facts) or (kind == "fill" and name in fills), reference


def test_every_number_lies_in_its_interval(world: World) -> None:
    slack = 1e-9
    for quantity in quantities(world):
        width = slack * max(abs(quantity.low), abs(quantity.high), 1.0)
        assert quantity.low - width <= quantity.value <= quantity.high + width, quantity
        assert math.isfinite(quantity.value)


def test_every_declared_assumption_is_used(world: World, early: World) -> None:
    declared = set(load_fills())
    assert declared - {fill.name for fill in world.fills} == {"world.published_later"}
    assert declared == {fill.name for fill in early.fills}


def test_shares_sum_to_one(world: World) -> None:
    for country in ("us", "cn"):
        shares = [firm.wanted_share.value for firm in world.firms if firm.country == country]
        assert math.fsum(shares) == pytest.approx(1)
    for firm in world.firms:
        for mix in (firm.supplier_mix, firm.cloud_host):
            assert not mix or math.fsum(part.value for part in mix.values()) == pytest.approx(1)


def test_national_totals_are_met(world: World) -> None:
    us, cn = ([region for region in world.regions if region.country == name] for name in ("us", "cn"))
    assert math.fsum(region.annual_demand_twh.value for region in us) == pytest.approx(4127, rel=0.01)
    assert math.fsum(region.annual_demand_twh.value for region in cn) == pytest.approx(8637, rel=0.02)
    assert math.fsum(region.capacity_mw["coal"].value for region in cn) == pytest.approx(1.10072e6, rel=1e-6)
    assert 1800 <= math.fsum(firm.ai_fleet_mw.value for firm in world.firms) <= 2400


def test_load_shapes_average_to_one(world: World) -> None:
    for region in world.regions:
        assert len(region.mean_load_factors) == len(region.peak_factors) == 12
        mean = math.fsum(factor.value for factor in region.mean_load_factors) / 12
        assert mean == pytest.approx(1, abs=0.01)


def test_deals_move_all_their_money_once(world: World) -> None:
    ledger = load_ledger()
    accounts = {*FIRMS, *SECTORS}
    for deal in world.deals:
        assert {deal.payer, deal.payee} <= accounts
        moved = math.fsum(deal.payments_usd.values())
        parts = (moved, deal.before_start_usd, deal.after_end_usd, deal.inside_others_usd)
        assert math.fsum(parts) == pytest.approx(ledger.deals[deal.id].value_usd)
        assert min(deal.payments_usd) >= world.start
    kept, left_out = {deal.id for deal in world.deals}, {deal.id for deal in world.deals_left_out}
    assert kept.isdisjoint(left_out)
    assert kept | left_out == set(ledger.deals)
    assert all(deal.reason for deal in world.deals_left_out)


def test_overlapping_contracts_are_not_paid_twice(world: World) -> None:
    first = min(next(deal for deal in world.deals if deal.id == "cc-019").payments_usd)
    part = next(deal for deal in world.deals if deal.id == "cc-021")
    assert max(part.payments_usd) < first
    assert part.inside_others_usd > 0


def test_an_early_world_knows_no_later_deal(world: World, early: World) -> None:
    ledger = load_ledger()
    ids = {deal.id for deal in early.deals} | {deal.id for deal in early.deals_left_out}
    assert ids == {deal.id for deal in ledger.deals.values() if deal.known_from.isoformat() <= "2024-06-30"}
    assert "cc-001" not in ids
    assert early.ledger_fingerprint != world.ledger_fingerprint


def test_an_early_world_says_what_was_published_later(early: World) -> None:
    ledger = load_ledger()
    for quantity in quantities(early):
        facts = [name[5:] for name in quantity.references if name.startswith("fact:")]
        later = any(ledger.facts[name].known_from.isoformat() > "2024-06-30" for name in facts)
        assert later == ("fill:world.published_later" in quantity.references), quantity


@pytest.mark.parametrize("day", ["2023-01-31", "2023-06-30", "2025-03-31"])
def test_the_world_can_be_seen_from_any_day(day: str) -> None:
    seen = load_world(as_of=day)
    assert all(deal.known_from <= day for deal in seen.deals)


def test_unknown_names_are_refused(world: World) -> None:
    with pytest.raises(InputError, match="did you mean openai"):
        world.firm("open-ai")
    with pytest.raises(InputError, match="did you mean us-pjm"):
        world.region("us-pjmm")
    with pytest.raises(InputError, match="unknown technology"):
        world.technology("us", "fusion")
    with pytest.raises(InputError, match="2023-01"):
        load_world(start="2024-01")


def test_the_world_reads_well(world: World) -> None:
    text = world_text(world)
    assert "13 firms, 21 regions" in text
    assert "us-california-noniso" in text
    assert "microsoft.ai_fleet_mw" in fills_text(world)
    assert json.loads(json.dumps(world_records(world)))["start"] == "2023-01"


def test_a_day_before_every_deal_is_refused_with_the_first_that_will_do():
    with pytest.raises(InputError, match=r"(?s)no deal.*as_of.*2020-01-01.*2023-01-23 or later"):
        load_world(as_of="2020-01-01")
