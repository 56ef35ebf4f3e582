"""What is drawn for a member, and what it depends on."""

import dataclasses

import numpy as np
import pytest

from wattstreet.batch.draws import deals_that_happen, prior_of, uncertain_deals, uniforms, weekly_draws
from wattstreet.casebook.bind import bind
from wattstreet.casebook.registry import registry
from wattstreet.casebook.shelf import scenario
from wattstreet.core.rng import stream_code

pytestmark = pytest.mark.unit

MANY = 2000


@pytest.fixture(scope="module")
def bound(loaded_world):
    return bind(loaded_world, scenario("baseline"))


def bound_with(world, **edits):
    return bind(world, scenario({"name": "edited", "says": "A test.", "inherits": "baseline", **edits}))


def test_a_stream_depends_on_seed_member_and_name_alone():
    alone, together = uniforms(3, 7, ("b",)), uniforms(3, 7, ("a", "b", "c"))
    assert alone[0] == together[1]
    assert len({*together, *uniforms(4, 7, ("a", "b", "c")), *uniforms(3, 8, ("a", "b", "c"))}) == 9
    assert (together >= 0).all()
    assert (together < 1).all()


def test_streams_of_all_parameters_and_deals_are_their_own(bound):
    names = [f"deal.{deal.id}" for deal in bound.world.deals] + [f"parameter.{path}" for path in registry()]
    assert len({stream_code(name) for name in [*names, "price"]}) == len(names) + 1


def test_a_seed_of_thirty_two_bits_is_its_own():
    months = np.arange(3)
    assert not np.array_equal(weekly_draws(0, 0, months), weekly_draws(2**32 - 1, 0, months))


@pytest.fixture(scope="module")
def values(bound):
    prior = prior_of(bound)
    return np.array([prior.draw(1, member) for member in range(MANY)])


def test_the_law_has_the_declared_mean_and_spread_and_keeps_the_range(bound, values):
    """The mean of the draws lies within four standard errors, their spread within a tenth: tails are long."""
    for column, path in enumerate(prior_of(bound).paths):
        declared, drawn = registry()[path], values[:, column]
        block, name = path.split(".")
        centre = float(getattr(getattr(bound.params, block), name))
        assert drawn.min() >= declared.low, path
        assert drawn.max() <= declared.high, path
        spread = min(declared.spread, centre - declared.low, declared.high - centre)
        assert abs(drawn.mean() - centre) < 4 * spread / np.sqrt(MANY), path
        assert drawn.std() == pytest.approx(spread, rel=0.15), path


def test_parameters_are_drawn_independently(values):
    correlation = np.corrcoef(values.T) - np.eye(values.shape[1])
    assert np.abs(correlation).max() < 5 / np.sqrt(MANY)


def test_nearly_every_scalar_is_drawn_and_no_array(bound):
    scalars = {path for path, declared in registry().items() if not declared.dims}
    drawn = set(prior_of(bound).paths)
    assert drawn <= scalars
    assert "conviction.burst_fall" not in drawn
    assert len(drawn) > 0.9 * len(scalars)


def test_what_the_scenario_sets_stays_and_moves_no_other_draw(bound, loaded_world):
    kept = prior_of(bound_with(loaded_world, parameters={"conviction.multiplier": 3.0}))
    whole = prior_of(bound)
    assert "conviction.multiplier" not in kept.paths
    assert set(whole.paths) - set(kept.paths) == {"conviction.multiplier"}
    before = dict(zip(whole.paths, whole.draw(5, 2), strict=True))
    after = dict(zip(kept.paths, kept.draw(5, 2), strict=True))
    assert after == {path: before[path] for path in kept.paths}


def test_a_switch_on_an_end_of_its_range_stays(bound):
    params = bound.params.replace(conviction=bound.params.conviction.replace(multiplier=np.zeros(())))
    assert "conviction.multiplier" not in prior_of(dataclasses.replace(bound, params=params)).paths


def test_a_value_near_an_end_is_drawn_with_its_distance_as_spread(bound):
    """Nearly zero: an exponential law, whose spread is its mean."""
    params = bound.params.replace(conviction=bound.params.conviction.replace(multiplier=np.array(1e-6)))
    prior = prior_of(dataclasses.replace(bound, params=params))
    at = prior.paths.index("conviction.multiplier")
    drawn = np.array([prior.draw(1, member)[at] for member in range(MANY)])
    assert drawn.min() >= 0
    assert drawn.mean() == pytest.approx(1e-6, rel=0.15)
    assert drawn.std() == pytest.approx(1e-6, rel=0.2)


def test_drawn_values_reach_their_places(bound):
    prior = prior_of(bound)
    values = prior.draw(0, 0)
    put = prior.put(bound.params, values)
    at = prior.paths.index("conviction.multiplier")
    assert float(put.conviction.multiplier) == values[at]
    assert put.conviction.burst_fall is bound.params.conviction.burst_fall
    assert put.power.mean_load_mw is bound.params.power.mean_load_mw


def test_deals_happen_as_often_as_they_are_probable(bound):
    chance = {deal.id: deal.probability for deal in bound.world.deals}
    deals = uncertain_deals(bound)
    assert len(deals) > 10
    happened = np.mean([list(deals_that_happen(bound, 0, member).values()) for member in range(MANY)], axis=0)
    for deal, share in zip(deals, happened, strict=True):
        assert 0 < chance[deal] < 1
        assert abs(share - chance[deal]) < 4 * np.sqrt(chance[deal] * (1 - chance[deal]) / MANY), deal


def test_a_deal_the_scenario_names_is_not_drawn(bound, loaded_world):
    deal = uncertain_deals(bound)[0]
    named = bound_with(loaded_world, deals=[{"id": deal, "pays": 0.5, "why": "A test."}])
    assert set(uncertain_deals(bound)) - set(uncertain_deals(named)) == {deal}
    before, after = deals_that_happen(bound, 0, 0), deals_that_happen(named, 0, 0)
    assert after == {one: happens for one, happens in before.items() if one != deal}
