"""Picture 4: the map of the selling rule, its equilibria, and the critical share read off it."""

import numpy as np
import pytest

from wattstreet.analysis import equilibrium
from wattstreet.analysis.equilibrium import equilibrium_map
from wattstreet.batch.single import final_state, run
from wattstreet.casebook.shelf import scenario
from wattstreet.core.errors import InputError

pytestmark = pytest.mark.unit

MONTHS = ("2022-12", "2024-06", "2025-03", "2025-11", "2027-06", "2035-12")


def fixed_points(found):
    return {one.kind: one for one in found.equilibria}


def response_near(found, selling):
    """Straight line between the two points of the map around a selling share."""
    return np.interp(selling, found.selling, found.response)


@pytest.mark.parametrize("name", ["baseline", "exit-and-short", "as-written", "five-percent"])
def test_the_critical_share_off_the_map_is_the_run_s(labelled, name):
    for month in MONTHS:
        found = equilibrium_map(labelled(name), month)
        stored = labelled(name)["critical_share"].sel(month_end=month).item()
        assert found.critical_share == stored
        assert found.critical_from_curve == pytest.approx(stored, abs=1e-3)


def test_november_2025_has_a_calm_state_a_threshold_and_a_crash(labelled):
    found = equilibrium_map(labelled())
    assert found.month == "2025-11"
    assert [one.kind for one in found.equilibria] == ["calm", "tipping", "crash"]
    calm, tipping, crash = found.equilibria
    assert calm.selling < 0.01 < tipping.selling < 0.5 < crash.selling
    assert calm.slope < 1 < tipping.slope
    assert crash.slope < 1
    assert calm.fall < tipping.fall < crash.fall
    assert found.cushion == found.critical_share - found.committed_share


def test_equilibria_call_forth_themselves(labelled):
    """A map drawn at the equilibria alone: each answers with itself to 1e-9."""
    for name, month in (("baseline", "2025-11"), ("baseline", "2022-12"), ("five-percent", "2026-06")):
        found = equilibrium_map(labelled(name), month, points=2001)
        rule = equilibrium._Rule(
            equilibrium._conviction_params(labelled(name)),
            {one: labelled(name)[one].sel(month_end=month).item() for one in equilibrium.SERIES},
        )
        places = np.array([one.selling for one in found.equilibria])
        np.testing.assert_allclose(rule.response(places, found.committed_share), places, rtol=0, atol=1e-9)
        np.testing.assert_allclose(rule.drawdown(places), [one.fall for one in found.equilibria])
        for one in found.equilibria:
            assert response_near(found, one.selling) == pytest.approx(one.selling, abs=1e-5)
        assert (rule.response(found.selling, found.committed_share) == found.response).all()


def test_every_crossing_of_the_drawn_map_is_named(labelled):
    for month in MONTHS:
        found = equilibrium_map(labelled(), month, points=4001)
        above = found.response > found.selling
        crossings = int((above[1:-1] != above[2:]).sum() + (above[0] != above[1]))
        inside = [one for one in found.equilibria if 0.0 < one.selling < 1.0]
        assert crossings == len(inside)


def test_at_the_critical_share_the_map_touches_the_diagonal(labelled):
    found = equilibrium_map(labelled(), "2025-11", points=4001)
    touch = found.touch
    assert touch.slope == pytest.approx(1.0, abs=1e-3)
    calm = found.selling <= found.calm_limit
    gap = (found.response_at_critical - found.selling)[calm]
    assert gap.min() == pytest.approx(0.0, abs=1e-5)
    assert found.selling[calm][gap.argmin()] == pytest.approx(touch.selling, abs=1e-3)


def test_more_committed_sellers_than_critical_leave_no_calm_state(loaded_world):
    sellers = {"lever": "committed-sellers", "from": "2026-01", "value": 0.1, "why": "A tenth sells"}
    wave = {"name": "wave", "says": "A test.", "inherits": "baseline", "policies": [sellers]}
    held = run(loaded_world, wave, rng=None)
    before, during = (equilibrium_map(held, month) for month in ("2025-12", "2026-01"))
    assert before.cushion > 0 > during.cushion
    assert "calm" in fixed_points(before)
    assert [one.kind for one in during.equilibria] == ["crash"]
    assert during.selling_share == pytest.approx(fixed_points(during)["crash"].selling, abs=0.05)


def test_the_map_is_that_of_the_state_at_the_month_end(loaded_world, labelled):
    """The footing off the dataset is the one off the final state of a run that ends there."""
    from wattstreet.model.blocks.conviction.critical import footing

    held = run(loaded_world, "baseline", rng=None, until="2024-06")
    params = equilibrium._conviction_params(held)
    expected = footing(params, final_state(held).conviction)
    now = {name: held[name].values[-1].item() for name in equilibrium.SERIES}
    rule = equilibrium._Rule(params, now)
    assert rule._fall_sold == pytest.approx(float(expected.fall_sold), abs=1e-12)
    assert rule._fall_unsold == pytest.approx(float(expected.fall_unsold), abs=1e-12)
    assert float(rule._accustomed) == float(expected.accustomed)
    found = equilibrium_map(held)
    assert found.month == "2024-06"
    assert (found.response == equilibrium_map(labelled(), "2024-06").response).all()
    with pytest.raises(InputError, match="2022-12 to 2024-06"):
        equilibrium_map(held, "2025-11")


def test_the_price_rule_is_the_model_s(labelled):
    """The fall that goes with a selling share is explained by it, levered sales included."""
    from wattstreet.model.blocks.conviction.selling import selling_at
    from wattstreet.model.blocks.conviction.tables import precompute

    params = equilibrium._conviction_params(labelled())
    now = {name: labelled()[name].sel(month_end="2025-03").item() for name in equilibrium.SERIES}
    rule, selling = equilibrium._Rule(params, now), np.linspace(0, 1, 23)
    explained = selling_at(params, precompute(params), rule._fall_unsold, rule.fall(selling))
    np.testing.assert_allclose(explained, selling, rtol=0, atol=1e-12)


def test_a_run_read_back_has_the_same_map(labelled, read_back):
    back, fresh = (equilibrium_map(one, "2025-11") for one in (read_back(labelled()), labelled()))
    assert (back.response == fresh.response).all()
    assert back.equilibria == fresh.equilibria


def test_a_levered_loop_that_runs_by_itself_jumps_and_the_critical_share_still_agrees(loaded_world):
    """A fifth of the float at threefold leverage: w·M·(L − 1) is 2, above one from the first fall on."""
    wild = scenario("baseline").edited({"conviction.levered_share": 0.2, "conviction.leverage": 3.0})
    held = run(loaded_world, wild, rng=None, until="2035-12")
    for month in ("2022-12", "2024-06", "2025-11"):
        found = equilibrium_map(held, month)
        assert found.critical_from_curve == pytest.approx(found.critical_share, abs=1e-3)
        assert np.isfinite(found.response).all()
        assert (np.diff(found.fall) >= -1e-12).all()


def test_sellers_who_do_not_move_the_price(loaded_world):
    still = scenario("baseline").edited({"conviction.multiplier": 0.0})
    found = equilibrium_map(run(loaded_world, still, rng=None), "2025-11")
    assert np.ptp(found.fall) < 1e-3
    assert found.critical_from_curve == pytest.approx(found.critical_share, abs=1e-3)


def test_what_cannot_be_mapped_is_refused(labelled, members):
    with pytest.raises(InputError, match="not an ensemble"):
        equilibrium_map(members)
    with pytest.raises(InputError, match="lacks a series"):
        equilibrium_map(labelled().drop_vars("sold_share"))
    with pytest.raises(InputError, match="2 or more"):
        equilibrium_map(labelled(), points=1)
    foreign = labelled().assign_attrs(facts_fingerprint="other")
    with pytest.raises(InputError, match="not at hand"):
        equilibrium_map(foreign)
    refitted = labelled().assign_attrs(fit="2024-12")
    with pytest.raises(InputError, match="another fit"):
        equilibrium_map(refitted)
