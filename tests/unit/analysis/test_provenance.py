"""What a world and a run rest on, counted."""

import dataclasses

import pytest

from wattstreet.analysis.provenance import facts_behind, fit_sheet, sources_of_run
from wattstreet.casebook.fits import fits
from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import load_ledger
from wattstreet.world.build import load_world
from wattstreet.world.summary import fill_records

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def found(loaded_world):
    return facts_behind(loaded_world)


def test_counts_agree_with_the_world_and_the_ledger(found, loaded_world):
    known = load_ledger().as_of(loaded_world.as_of)
    assert found.facts_known == len(known.facts)
    assert found.facts_used == len(found.used_ids) == sum(found.by_grade.values())
    assert 0 < found.facts_used < found.facts_known
    assert list(found.by_grade) == list(found.deals_by_grade) == ["A", "B", "C", "D"]
    assert len(found.deals) == len(loaded_world.deals) == sum(found.deals_by_grade.values())
    assert [deal.id for deal in found.deals] == [deal.id for deal in loaded_world.deals]
    assert len(found.deals) + len(found.deals_left_out) == len(known.deals)
    assert [fill.name for fill in found.fills] == [one["name"] for one in fill_records(loaded_world)]
    assert all(fill.reason for fill in found.fills)
    assert sum(count for _, count in found.publishers) == found.facts_used + len(found.deals)


def test_a_number_of_the_world_names_facts_that_are_used(found, loaded_world):
    cash = loaded_world.firm("nvidia").cash_usd
    named = [reference for reference in cash.references if reference.startswith("fact:")]
    assert named
    assert {one.removeprefix("fact:") for one in named} <= set(found.used_ids)


def test_what_was_published_later_is_told_apart(found, loaded_world):
    day = loaded_world.as_of
    facts = load_ledger().facts
    later = {one for one in found.used_ids if facts[one].known_from.isoformat() > day}
    assert set(found.published_later) == later
    early = facts_behind(load_world(as_of="2024-06-30"))
    assert early.published_later
    assert any(fill.name == "world.published_later" for fill in early.fills)
    assert all(deal.known_from.isoformat() <= "2024-06-30" for deal in early.deals)


def test_the_newest_is_known_no_earlier_than_any(found):
    facts = load_ledger().facts
    dates = [facts[one].known_from for one in found.used_ids] + [deal.known_from for deal in found.deals]
    assert found.newest.known_from == max(dates)


def test_choices_are_of_rows_used(found):
    ledger = load_ledger()
    assert {choice.id for choice in found.choices} <= set(found.used_ids)
    assert all(ledger.choices[choice.id] == choice and choice.reason for choice in found.choices)
    assert set(found.choices) <= set(found.choices_known) == set(ledger.as_of(found.as_of).choices.values())
    counts = [count for _, count in found.largest_publishers(5)]
    assert len(counts) == 5
    assert counts == sorted(counts, reverse=True)


def test_other_facts_than_the_world_s_are_refused(loaded_world):
    other = dataclasses.replace(loaded_world, ledger_fingerprint="other")
    with pytest.raises(InputError, match="other facts"):
        facts_behind(other)


def test_a_run_says_what_it_rests_on(labelled, found, read_back):
    told = sources_of_run(labelled())
    assert (told.scenario, told.seed, told.first, told.last) == ("baseline", "none", "2023-01", "2035-12")
    assert told.world == found
    assert told.fingerprint == found.fingerprint
    assert told.largest_residual < 1e-9
    assert told.health == "healthy"
    assert sources_of_run(read_back(labelled())) == told


def test_the_sheet_of_every_shipped_fit_has_its_highlights(labelled):
    for fit in fits().values():
        sheet = fit_sheet(fit)
        assert 0 < sheet.determined < sheet.free_parameters <= sheet.set_parameters
        assert 0 < sheet.figures_met <= sheet.figures
    assert sources_of_run(labelled()).fit.name == labelled().attrs["fit"]
    with pytest.raises(InputError, match="lacks a highlight"):
        fit_sheet(dataclasses.replace(next(iter(fits().values())), datasheet={}))


def test_a_run_cut_short_says_so_and_starting_values_have_no_fit(shortened):
    run = shortened("2024-06").assign_attrs(fit="none")
    told = sources_of_run(run)
    assert (told.last, told.fit) == ("2024-06", None)


def test_an_ensemble_rests_on_the_same_as_a_run(members, labelled):
    found = sources_of_run(members)
    assert found.largest_residual == float(members["largest_residual"].max())
    assert found.world.by_grade == sources_of_run(labelled()).world.by_grade
