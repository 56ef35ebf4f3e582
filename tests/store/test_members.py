"""Ensembles: a member keeps its bytes in any company, and what happens to members is counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import wattstreet as ws
from wattstreet.batch import members, threads
from wattstreet.batch.folder import load_run, save_run
from wattstreet.core.errors import InputError

pytestmark = pytest.mark.store

SEED = 11


@pytest.fixture(scope="module")
def noise(loaded_world: Any) -> Any:
    return ws.ensemble(loaded_world, "five-percent", members=4, rng=SEED, draws="noise")


@pytest.fixture(scope="module")
def prior(loaded_world: Any) -> Any:
    return ws.ensemble(loaded_world, "five-percent", members=4, rng=SEED)


def same(one: Any, other: Any) -> None:
    """Every variable both hold, bit for bit."""
    assert set(one.data_vars) == set(other.data_vars)
    for name in one.data_vars:
        np.testing.assert_array_equal(one[name].values, other[name].values, err_msg=str(name))


@pytest.mark.parametrize(("cores", "ahead"), [(1, 1), (3, 2)])
def test_members_are_the_same_in_any_number_on_any_threads(
    loaded_world: Any, noise: Any, prior: Any, monkeypatch: pytest.MonkeyPatch, cores: int, ahead: int
) -> None:
    monkeypatch.setattr(threads, "_cores", lambda: cores)
    monkeypatch.setattr(threads, "AHEAD", ahead)
    fewer = ws.ensemble(loaded_world, "five-percent", members=2, rng=SEED, draws="noise")
    same(fewer, noise.isel(member=slice(2)))
    fewer = ws.ensemble(loaded_world, "five-percent", members=3, rng=SEED)
    same(fewer, prior.isel(member=slice(3)))


def test_a_seeded_run_is_member_zero_of_noise(loaded_world: Any, noise: Any) -> None:
    run = ws.run(loaded_world, "five-percent", rng=SEED)
    series = [name for name in noise.data_vars if {"month", "month_end"} & set(noise[name].dims)]
    assert len(series) > 15
    for name in series:
        np.testing.assert_array_equal(noise[name].values[0], run[name].values, err_msg=name)
        assert noise[name].attrs == run[name].attrs
    assert noise.attrs["facts_fingerprint"] == run.attrs["facts_fingerprint"]


def test_deals_drawn_not_to_happen_pay_nothing(loaded_world: Any, noise: Any) -> None:
    paid = ws.run(loaded_world, "five-percent", rng=SEED)["deal_cash_usd"].sum("month")
    happens = noise["uncertain_deal"].isel(member=0)
    never = [str(deal) for deal in happens["uncertain"].values if not happens.sel(uncertain=deal)]
    assert never
    assert float(paid.sel(deal=never).sum()) == 0.0


def test_members_differ_and_are_labelled(noise: Any, prior: Any) -> None:
    for ensemble in (noise, prior):
        assert ensemble["price_index"].dims == ("member", "month_end")
        assert ensemble["capex_usd"].dims == ("member", "month", "firm")
        assert len(np.unique(ensemble["price_index"].values[:, -1])) == 4
        assert float(ensemble["largest_residual"].max()) <= 1e-9
    assert "drawn_parameter" not in noise
    assert len(np.unique(prior["drawn_parameter"].sel(parameter="conviction.multiplier"))) == 4


def test_the_kept_series_do_not_change_with_what_else_is_kept(loaded_world: Any, noise: Any) -> None:
    one = ws.ensemble(
        loaded_world, "five-percent", members=1, rng=SEED, draws="noise", save=["price_index", "cash_usd"]
    )
    np.testing.assert_array_equal(one["price_index"].values[0], noise["price_index"].values[0])
    assert "cash_usd" in one
    assert "capex_usd" not in one


def test_rejected_candidates_are_counted_and_their_places_taken_in_order(
    loaded_world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every second candidate is made to burst on record; the others keep their draws."""
    simulate = members._simulate

    def bursting(*given: Any) -> Any:
        member = simulate(*given)
        return member | {"burst_month_end": 3 if member["candidate"] % 2 == 0 else -1}

    monkeypatch.setattr(members, "_simulate", bursting)
    found = ws.ensemble(loaded_world, "five-percent", members=3, rng=SEED)
    np.testing.assert_array_equal(found["candidate"], [1, 3, 5])
    assert found.attrs["rejected"] == 3
    assert found.attrs["filter"] == "no burst before 2025-11"
    kept = ws.ensemble(loaded_world, "five-percent", members=6, rng=SEED, draws="noise")
    assert kept.attrs["rejected"] == 0
    assert kept.attrs["burst_before"] == 3
    np.testing.assert_array_equal(kept["candidate"], range(6))


def test_a_burst_in_the_month_of_the_facts_is_not_on_record() -> None:
    at = iter([{"candidate": 0, "burst_month_end": 34}, {"candidate": 1, "burst_month_end": 35}])
    assert [one["candidate"] for one in members._survivors(at, 35, 1)] == [1]


def test_a_prior_that_never_survives_is_given_up() -> None:
    endless = ({"candidate": at, "burst_month_end": 1} for at in range(10**6))
    with pytest.raises(InputError, match="hardly any draw"):
        next(members._survivors(endless, 35, 2))


def test_sick_members_are_counted_and_named(
    loaded_world: Any, noise: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate = members._simulate

    def sick(*given: Any) -> Any:
        member = simulate(*given)
        return member | ({"health": 2, "first_bad_month": 7} if member["candidate"] == 1 else {})

    monkeypatch.setattr(members, "_simulate", sick)
    found = ws.ensemble(loaded_world, "five-percent", members=3, rng=SEED, draws="noise")
    assert found.attrs["unhealthy"] == 1
    assert found.attrs["unhealthy_members"] == "1"
    assert found.attrs["health_words"] == "negative stock"
    assert found.sizes["member"] == 3
    np.testing.assert_array_equal(found["first_bad_month"], [-1, 7, -1])
    assert noise.attrs["unhealthy"] == 0


def test_the_month_of_departure(loaded_world: Any) -> None:
    from wattstreet.batch.single import prepare

    def departs(source: Any) -> str:
        return members.departure(prepare(loaded_world, source, until="2023-03").bound)

    assert departs("five-percent") == "2025-11"
    assert departs("cheap-rival") == "2026-03"
    assert departs("baseline") == "2025-11"
    assert (
        departs({"name": "mine", "says": "A test.", "parameters": {"conviction.multiplier": 3.0}})
        == "2025-11"
    )


BAD: list[tuple[dict[str, Any], str]] = [
    ({"members": 0}, "members"),
    ({"members": -3}, "members"),
    ({"members": 2.5}, "members"),
    ({"members": True}, "members"),
    ({"members": members.MOST_MEMBERS + 1}, "10000"),
    ({"members": 10_000, "save": "standard"}, "memory"),
    ({"draws": "posterior"}, "no posterior ships yet"),
    ({"draws": "prio"}, "did you mean prior"),
    ({"rng": -1}, "seed"),
    ({"rng": None}, "seed"),
    ({"rng": 2**32}, "seed"),
    ({"save": "price_indx"}, "price_index"),
    ({"until": "2022-01"}, "until"),
]


@pytest.mark.parametrize(("given", "says"), BAD)
def test_bad_arguments_are_refused(loaded_world: Any, given: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        ws.ensemble(loaded_world, "baseline", **{"members": 2, **given})


def test_an_ensemble_is_written_and_read_back(prior: Any, tmp_path: Any) -> None:
    save_run(prior, tmp_path / "out", {})
    back = load_run(tmp_path / "out")
    same(back, prior)
    assert back.attrs["members"] == 4
    assert list(back["parameter"].values) == list(prior["parameter"].values)


def test_progress_counts_the_members_wanted(loaded_world: Any) -> None:
    said: list[tuple[int, int]] = []
    ws.ensemble(
        loaded_world, "five-percent", members=2, rng=SEED, progress=lambda done, of: said.append((done, of))
    )
    assert said == [(1, 2), (2, 2)]


def test_a_damaged_run_is_refused_by_name(tmp_path):
    (tmp_path / "series.nc").write_bytes(b"CDF\x01 cut short")
    with pytest.raises(InputError, match=r"(?s)cannot be read.*series\.nc"):
        load_run(tmp_path)
