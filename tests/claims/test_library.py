"""The shipped claims: all there, in both languages, computed where they can be, and able to change."""

from __future__ import annotations

import dataclasses

import pytest

from wattstreet.claims.arithmetic import Desk
from wattstreet.claims.judge import FACTS, desk_of
from wattstreet.claims.pages import explained, machine, parts, table
from wattstreet.claims.record import read_record, record_file
from wattstreet.claims.schema import Claim
from wattstreet.claims.shelf import library
from wattstreet.claims.sway import scaled, sways
from wattstreet.claims.verdicts import Verdict, verdict_of
from wattstreet.core.errors import InputError
from wattstreet.ledger.folder import read_folder
from wattstreet.ledger.schema import Fact

pytestmark = pytest.mark.claims

CLAIMS = library()
COMPUTED = [name for name, claim in CLAIMS.items() if claim.claimed is not None]
FACTORS = (0.001, 0.01, 0.1, 0.3, 3.0, 10.0, 100.0, 1000.0)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return desk_of()


@pytest.fixture(scope="module")
def verdicts(desk: Desk) -> dict[str, Verdict]:
    return {name: verdict_of(claim, desk) for name, claim in CLAIMS.items() if not claim.needs_model}


def test_all_of_the_argument_is_there() -> None:
    assert sorted(str(claim.ref) for claim in CLAIMS.values()) == [
        f"C{number:02d}" for number in range(1, 59)
    ]
    assert all(claim.said for claim in CLAIMS.values())
    assert all(claim.topic != "own" for claim in CLAIMS.values())


def test_most_are_computed() -> None:
    assert len(COMPUTED) >= 35
    # what no arithmetic decides says why, and most of it where it was read
    by_hand = [claim for claim in CLAIMS.values() if claim.by_hand is not None]
    assert all(claim.why for claim in by_hand)
    assert len(COMPUTED) + len(by_hand) + sum(claim.model is not None for claim in CLAIMS.values()) == 58


@pytest.mark.parametrize("name", CLAIMS)
def test_every_text_is_there_in_chinese(name: str) -> None:
    claim = CLAIMS[name]
    needed = {"says", *claim.uses, *claim.steps, *claim.camps, *claim.also, *claim.sides}
    needed |= {"why"} if claim.why else set()
    assert needed == set(claim.zh), f"{name}: {needed ^ set(claim.zh)}"
    assert all(any("\u4e00" <= one <= "\u9fff" for one in text) for text in claim.zh.values())


def with_scaled(desk: Desk, identifier: str, factor: float) -> Desk:
    row = scaled(desk.ledger.get(identifier), factor)
    table = "facts" if isinstance(row, Fact) else "deals"
    changed = {**getattr(desk.ledger, table), identifier: row}
    return Desk(dataclasses.replace(desk.ledger, **{table: changed}), desk.claims, desk.file)


def facts_behind(claim: Claim, desk: Desk) -> set[str]:
    found = {row.id for row in desk.work(claim).facts.values()}
    for use in claim.uses.values():
        if use.claim is not None:
            found |= facts_behind(desk.claims[use.claim], desk)
    return found


def is_of_size(claim: Claim) -> bool:
    """Whether sizes decide: no factor moves a day or a unit."""
    return claim.predicate not in ("during", "before", "after") and claim.ref != "C24"


@pytest.mark.parametrize("name", [name for name in COMPUTED if is_of_size(CLAIMS[name])])
def test_a_fact_that_is_off_moves_the_verdict(name: str, desk: Desk, verdicts: dict[str, Verdict]) -> None:
    claim, now = CLAIMS[name], verdicts[name].verdict
    found = set()
    for identifier in facts_behind(claim, desk):
        for factor in FACTORS:
            try:
                found.add(verdict_of(claim, with_scaled(desk, identifier, factor)).verdict)
            except InputError:
                continue
    assert found - {now}, "no fact behind it moves its verdict"


def test_recorded_verdicts_are_complete(verdicts: dict[str, Verdict]) -> None:
    record = read_record(record_file(None))
    assert set(record) == set(CLAIMS)
    assert {name: one["verdict"] for name, one in record.items() if name in verdicts} == {
        name: one.verdict for name, one in verdicts.items()
    }


def test_every_figure_of_the_claims_is_used(desk: Desk) -> None:
    own = set(read_folder(FACTS).facts)
    used = {row for claim in CLAIMS.values() if not claim.needs_model for row in facts_behind(claim, desk)}
    assert own <= used, sorted(own - used)


def test_what_would_change_it_does(desk: Desk) -> None:
    """Just short of the factor told the verdict is as before, at it another."""
    claim = CLAIMS["tesla-miles"]
    found = sways(claim, desk)
    assert found
    for one in found:
        assert (
            verdict_of(claim, with_scaled(desk, one.id, one.factor)).verdict
            == one.verdict
            != "wrong_magnitude"
        )
        almost = one.factor**0.98
        assert verdict_of(claim, with_scaled(desk, one.id, almost)).verdict == "wrong_magnitude"


@pytest.mark.parametrize("language", ["en", "zh", "pseudo"])
def test_every_claim_can_be_told(language: str, desk: Desk, verdicts: dict[str, Verdict]) -> None:
    told = table({name: verdicts.get(name) for name in CLAIMS}, CLAIMS, language)
    for name, one in verdicts.items():
        assert name in told
        assert explained(one, desk, language).count("\n") > 2
        assert machine(one, language)["verdict"] == one.verdict


def test_the_cases_everybody_asks_for(desk: Desk, verdicts: dict[str, Verdict]) -> None:
    tesla = explained(verdicts["tesla-miles"], desk)
    assert "115 to 138 times too low" in tesla
    power = explained(verdicts["gpt5-45-gw"], desk)
    assert verdicts["gpt5-45-gw"].verdict == "wrong_unit"
    assert "45 GWh per day is 1.88 GW on average" in power
    payback = next(one for one in verdicts.values() if one.claim.ref == "C11")
    assert payback.verdict == "wrong_magnitude"
    assert payback.computed is not None
    assert float(payback.computed.m_as("years")) == pytest.approx(13.4, abs=0.4)  # type: ignore[union-attr]
    words = explained(payback, desk)
    assert "63 years" in words
    assert "year one" in words or "first year" in words


def test_evidence_names_rows_of_the_ledger(desk: Desk, verdicts: dict[str, Verdict]) -> None:
    rows = {row for one in verdicts.values() for row in one.evidence.values()}
    assert all(desk.ledger.get(row).source.title for row in rows)
    assert len(rows) > 60
    assert all(any(lines for _, lines in parts(one, desk)) for one in verdicts.values() if not one.is_by_hand)
