"""What a run was told: the parameters, policies, events and deals of its scenario, with their reasons."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from wattstreet.analysis.runs import scenario_of
from wattstreet.casebook.levers import EVENT_KINDS, LEVERS
from wattstreet.casebook.registry import registry, split_path
from wattstreet.report.picture import Table
from wattstreet.report.section import Titled
from wattstreet.words.say import Month, Number, Sayable, as_shipped, say

if TYPE_CHECKING:
    import xarray as xr


def edits(run: xr.Dataset) -> Titled | None:
    """Everything the scenario sets, inherited edits included, by month; `None` where it sets nothing."""
    scenario = scenario_of(run)
    rows: list[tuple[Sayable, ...]] = [
        (say("start"), as_shipped(registry()[split_path(path)[0]].says), Number(value, "1"), path)
        for path, value in scenario.parameters.items()
    ]
    dated = [
        (policy.start, as_shipped(LEVERS[policy.lever].says), Number(policy.value, "1", 3), policy.why)
        for policy in scenario.policies
    ]
    dated += [
        (event.date, as_shipped(EVENT_KINDS[event.kind].says), Number(event.size, "1", 2), event.why)
        for event in scenario.events
    ]
    rows += [
        (Month(month), what, value, as_shipped(why))
        for month, what, value, why in sorted(dated, key=itemgetter(0))
    ]
    rows += [
        (
            Month(deal.start) if deal.start else say("start"),
            deal.id,
            Number(deal.pays, "share"),
            as_shipped(deal.why),
        )
        for deal in scenario.deals
    ]
    if not rows:
        return None
    heads = (say("from"), say("what"), say("value"), say("why"))
    return Titled(say("What the scenario sets"), Table(heads, tuple(rows)), folded=True)
