"""Claims about what the loop does: found again in the ensemble, verdicts by share, and conditions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import wattstreet as ws
from wattstreet.claims import mechanisms
from wattstreet.claims.arithmetic import Desk
from wattstreet.claims.conclusions import CONCLUSIONS, PRESETS, readings
from wattstreet.claims.happenings import Beside, History, check_happens, happened
from wattstreet.claims.mechanisms import Mechanism, mechanism_of, run_reader
from wattstreet.claims.schema import Happens, Use, parse_claim
from wattstreet.claims.shelf import library
from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import load_ledger

pytestmark = pytest.mark.claims

MONTHS = tuple(f"2026-{month:02d}" for month in range(1, 13))


def history(values: list[float], name: str = "price_index") -> History:
    return History({name: np.array(values)}, {"country": ("us", "cn", "row")}, MONTHS)


def asked(**fields: Any) -> Happens:
    return Happens.model_validate({"series": "price_index", **fields})


FLAT, FALLEN = [1.0] * 12, [1.0] * 6 + [0.6] * 6


@pytest.mark.parametrize(
    ("happens", "after", "answer"),
    [
        (asked(predicate="follows", falls=0.4, within=6), FALLEN, True),
        (asked(predicate="follows", falls=0.41, within=6), FALLEN, False),
        (asked(predicate="follows", falls=0.4, within=5), FALLEN, False),
        (asked(predicate="follows", rises=0.1, within=6), FALLEN, False),
        (asked(predicate="same way", other="price_index", after=6, by=0.3), FALLEN, True),
        (asked(predicate="same way", other="price_index", after=6, by=0.5), FALLEN, None),
        (asked(predicate="stays", above=0.5, **{"from": "2026-01", "until": "2026-12"}), FALLEN, True),
        (asked(predicate="stays", above=0.7, **{"from": "2026-01", "until": "2026-12"}), FALLEN, False),
        (
            asked(predicate="stays", above=0.7, months=0.5, **{"from": "2026-01", "until": "2026-12"}),
            FALLEN,
            True,
        ),
    ],
)
def test_predicates_of_runs(happens: Happens, after: list[float], answer: bool | None) -> None:
    assert happened(happens, Beside(history(FLAT), history(after), 0)) is answer


def test_two_series_that_part() -> None:
    names = {"price_index": np.array(FALLEN), "belief_share": np.array([1.0] * 6 + [1.5] * 6)}
    flat = {name: np.ones(12) for name in names}
    runs = Beside(History(flat, {}, MONTHS), History(names, {}, MONTHS), 0)
    assert happened(asked(predicate="same way", other="belief_share", after=6, by=0.1), runs) is False


def test_a_code_is_counted_by_its_name() -> None:
    codes = np.zeros((12, 3))
    codes[6:, 0] = 4
    run = History({"binding_limit": codes}, {"country": ("us", "cn", "row")}, MONTHS)
    assert run.of("binding_limit country=us is=power").sum() == 6
    assert run.of("binding_limit country=cn is=power").sum() == 0


@pytest.mark.parametrize(
    "words", ["prices", "price_index country=us", "binding_limit country=uk", "binding_limit is=luck"]
)
def test_unknown_series_axes_and_labels_are_refused(words: str) -> None:
    run = History(
        {"binding_limit": np.zeros((12, 3)), "price_index": np.ones(12)},
        {"country": ("us", "cn", "row")},
        MONTHS,
    )
    with pytest.raises(InputError, match="unknown"):
        run.of(words)


@pytest.mark.parametrize(
    "happens",
    [
        asked(predicate="follow", falls=0.1, within=3), asked(predicate="follows", within=3),
        asked(predicate="follows", falls=0.1), asked(predicate="stays", above=1.0),
        asked(predicate="same way", after=3, by=0.1),
    ],
)  # fmt: skip
def test_predicates_that_lack_something_are_refused(happens: Happens) -> None:
    with pytest.raises(InputError, match="predicate"):
        check_happens(happens, "x: model.happens", "file")


@pytest.mark.parametrize(
    ("happens", "decided", "verdict"),
    [
        (95, 100, "holds"),
        (70, 100, "roughly_holds"),
        (40, 100, "disputed"),
        (5, 100, "fails"),
        (30, 40, "not_checkable"),
    ],
)
def test_verdicts_by_share_of_the_draws(happens: int, decided: int, verdict: str) -> None:
    assert Mechanism("baseline", 100, decided, happens, (), {}).verdict == verdict


def test_a_condition_is_found_where_there_is_one() -> None:
    """One parameter decides; among the others none does."""
    drawn = np.random.default_rng(0).normal(size=(100, 3))
    paths = tuple(list(mechanisms_registry())[:3])
    happens = drawn[:, 1] > 0
    found = mechanisms._conditions({"drawn": drawn, "paths": paths}, np.ones(100, bool), happens)
    assert [one.path for one in found] == [paths[1]]
    assert found[0].above > 0.85
    assert found[0].below < 0.15
    random = np.random.default_rng(1).random(100) > 0.5
    assert mechanisms._conditions({"drawn": drawn, "paths": paths}, np.ones(100, bool), random) == ()


def mechanisms_registry() -> Any:
    from wattstreet.casebook.registry import registry

    return registry()


def test_five_percent_in_the_draws() -> None:
    """The verdict of the library's best-known claim, found again with the ensemble alone."""
    claim = library()["five-percent-tips"]
    assert claim.model is not None
    found = mechanism_of(claim).mechanism
    assert isinstance(found, Mechanism)
    world = ws.load_world()
    with_them, without = (
        ws.ensemble(world, name, members=claim.model.members, rng=0)["price_index"].sel(
            month_end=slice("2025-11", "2026-11")
        )
        for name in ("five-percent", "baseline")
    )
    fallen = (with_them / without - 1).min("month_end").to_numpy() <= -float(claim.model.happens.falls or 0)
    assert int(fallen.sum()) == found.happens
    assert any(one.path.startswith("conviction.") for one in found.conditions)


def test_a_claim_may_use_a_run() -> None:
    content = {
        "id": "grows", "says": "The fleet of the United States doubles in 2026.",
        "uses": {"then": {"run": "baseline", "series": "fleet_h100e country=us", "at": "2026-12"},
                 "now": {"run": "baseline", "series": "fleet_h100e country=us", "at": "2025-12"}},
        "claimed": "2 × {now}", "predicate": "at least", "found": "{then}",
    }  # fmt: skip
    claim = parse_claim(content, "x", 1)
    assert claim.needs_model
    known = Desk(load_ledger(), {}, "x", run_reader()).work(claim).quantities
    run = ws.run(ws.load_world(), "baseline", rng=None)
    stock = run["fleet_h100e"].sel(country="us", month_end="2026-12").item()
    assert known["then"].m_as("H100e") == pytest.approx(stock)
    with pytest.raises(InputError, match="not in the run"):
        run_reader()(Use(run="baseline", series="fleet_h100e country=us", at="2040"), "x")


def test_conclusions_of_the_argument() -> None:
    world = ws.load_world()
    runs = {name: ws.run(world, name, rng=None) for name in PRESETS}
    found = {one.says.template: read for one, read in readings(runs)}
    assert len(found) == len(CONCLUSIONS)
    # what the argument says of five percent follows from its own numbers alone
    bursts = next(read for says, read in found.items() if "burst" in says)
    assert bursts["as-written"].stands
    assert not bursts["corrected"].stands
    drops = runs["as-written"]["drawdown"].sel(month_end=slice("2025-10", "2026-06")).max().item()
    assert drops > 0.4
    short = ws.run(world, "baseline", until="2027-12", rng=None)
    with pytest.raises(InputError, match="longer run"):
        readings({"short": short})
