"""A user's own rows: they replace facts and assumptions, and misspelt names are refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from wattstreet.core.errors import InputError
from wattstreet.ledger.cells import DEAL_COLUMNS, FACT_COLUMNS
from wattstreet.ledger.ledger import load_ledger
from wattstreet.world.build import build_world, load_world
from wattstreet.world.checks import check_world
from wattstreet.world.evidence import Evidence
from wattstreet.world.fills import load_fills
from wattstreet.world.firm_list import FIRM_OF
from wattstreet.world.parties import account_of, load_accounts
from wattstreet.world.quantity import Quantity, total
from wattstreet.world.schema import World

pytestmark = pytest.mark.unit
Overlay = Callable[..., Path]

FACT = (
    "mine,{subject},{quantity},{value},{unit},{value},{value},2022-12-31,2022-12-31,2023-01-31,B,mine,T,P,,,"
)
DEAL = (
    "mine,equity_investment,{payer},{payee},x,1,usd_billion,1,1,,2025-01,2025-01,flat,,signed,binding,1,"
    "2025-01-01,2025-01-01,B,mine,T,P,,,"
)


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    def made(row: str, table: str = "mine.csv", **cells: object) -> Path:
        columns = DEAL_COLUMNS if table == "deals.csv" else FACT_COLUMNS
        (tmp_path / table).write_text(",".join(columns) + "\n" + row.format(**cells) + "\n", encoding="utf-8")
        return tmp_path

    return made


def test_a_fact_replaces_an_assumption(overlay: Overlay) -> None:
    folder = overlay(FACT, subject="microsoft", quantity="ai_fleet_mw", value=150, unit="mw")
    world = load_world(overlay=folder)
    assert world.firm("microsoft").ai_fleet_mw.source == "fact:mine"
    assert "microsoft.ai_fleet_mw" not in {fill.name for fill in world.fills}


def test_a_fact_in_another_unit_cannot(overlay: Overlay) -> None:
    folder = overlay(FACT, subject="microsoft", quantity="ai_fleet_mw", value=150, unit="usd")
    with pytest.raises(InputError, match="another unit"):
        load_world(overlay=folder)


@pytest.mark.parametrize(
    ("subject", "quantity", "near"),
    [
        ("microsft", "capex", "microsoft"),
        ("us-pmj", "peak_demand", "us-pjm"),
        ("microsoft", "capexx", "capex"),
    ],
)
def test_misspelt_names_are_refused(overlay: Overlay, subject: str, quantity: str, near: str) -> None:
    folder = overlay(FACT, subject=subject, quantity=quantity, value=1, unit="usd")
    with pytest.raises(InputError, match=f"did you mean {near}"):
        load_world(overlay=folder)


def test_a_deal_joins_the_world(overlay: Overlay) -> None:
    world = load_world(overlay=overlay(DEAL, "deals.csv", payer="microsoft", payee="xai"))
    assert next(deal for deal in world.deals if deal.id == "mine").payments_usd == {"2025-01": 1e9}


def test_a_deal_with_a_misspelt_party_is_refused(overlay: Overlay) -> None:
    with pytest.raises(InputError, match=r"unknown party of a deal[\s\S]*microsoft"):
        load_world(overlay=overlay(DEAL, "deals.csv", payer="microsft", payee="xai"))


def test_every_party_of_the_shipped_deals_has_an_account() -> None:
    accounts = load_accounts()
    for deal in load_ledger().deals.values():
        for party in (deal.payer, deal.payee):
            assert account_of(party, accounts, deal.id)
    assert accounts["amd"] == FIRM_OF["amd"] == "other-chips"


def test_a_number_with_neither_fact_nor_assumption_is_an_error() -> None:
    ledger = load_ledger()
    fills = load_fills()
    del fills["microsoft.ai_fleet_mw"]
    evidence = Evidence(ledger, ledger, fills)
    with pytest.raises(InputError, match="neither a fact nor a declared assumption gives ai_fleet_mw"):
        evidence.fill("microsoft", "ai_fleet_mw")


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(load_ledger())


def test_a_world_that_does_not_fit_is_refused(world: World) -> None:
    firm, region, deal = world.firms[2], world.regions[0], world.deals[0]
    half = dataclasses.replace(firm.wanted_share, value=0.5)
    off = dataclasses.replace(firm.cash_usd, value=firm.cash_usd.value * 1.1)
    none = dataclasses.replace(region.annual_demand_twh, value=0.0)
    broken = [
        ({"firms": _put(world.firms, 2, wanted_share=half)}, "sum to one"),
        ({"firms": _put(world.firms, 2, cash_usd=off)}, "does not close"),
        ({"firms": _put(world.firms, 8, cloud_host={"azure": half})}, "unknown cloud"),
        ({"regions": _put(world.regions, 0, annual_demand_twh=none)}, "must be positive"),
        ({"regions": _put(world.regions, 0, capacity_mw={})}, "technologies missing"),
        ({"deals": (dataclasses.replace(deal, payer="nobody"),)}, "unknown party"),
    ]
    for change, message in broken:
        with pytest.raises(InputError, match=message):
            check_world(dataclasses.replace(world, **change))


def _put(records: tuple, position: int, **changes: object) -> tuple:
    changed = dataclasses.replace(records[position], **changes)
    return (*records[:position], changed, *records[position + 1 :])


def test_quantities_keep_intervals_and_sources() -> None:
    a = Quantity(2.0, 1.0, 3.0, "usd", "fact:a")
    b = Quantity(4.0, 2.0, 8.0, "1", "fill:b")
    assert a.times(b) == Quantity(8.0, 2.0, 24.0, "usd", "fact:a fill:b")
    assert a.over(b, "usd") == Quantity(0.5, 0.125, 1.5, "usd", "fact:a fill:b")
    assert total((a, a.negated())) == Quantity(0.0, -2.0, 2.0, "usd", "fact:a")
    with pytest.raises(InputError, match="may be zero"):
        a.over(Quantity(0.0, -1.0, 1.0, "1", "fill:c"), "usd")
