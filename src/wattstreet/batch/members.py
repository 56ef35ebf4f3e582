"""Many members of one scenario, through the kernel of a single run."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wattstreet.batch.single import (
    Inputs,
    check_seed,
    chosen_series,
    first_of,
    given_leaves,
    kernel,
    month_ends,
    prepare,
)
from wattstreet.batch.survival import WITHIN_MONTHS, first_bursts
from wattstreet.batch.threads import in_order
from wattstreet.casebook.calendar import LAST_MONTH
from wattstreet.casebook.schema import Scenario
from wattstreet.casebook.shelf import scenario as find_scenario
from wattstreet.core.errors import InputError, unknown
from wattstreet.world.schema import World

if TYPE_CHECKING:
    import xarray

    from wattstreet.batch.draws import Prior
    from wattstreet.casebook.bind import Bound

DRAWS = {
    "noise": "weekly market noise and the deals that may not happen",
    "prior": "weekly market noise, the deals that may not happen, and every declared number nobody set",
}
MOST_MEMBERS = 10_000
"""Some minutes of computing on one core, and well under a gigabyte of the series kept by default."""
MOST_BYTES = 4 * 2**30
"""Memory the kept series may take."""
TRIES = 20
"""Candidates drawn per member wanted before the prior is given up as impossible."""
KEPT = (
    "price_index", "value_index", "complex_value_usd", "drawdown", "aware_share", "belief_share",
    "selling_share", "funding_window", "capex_usd", "revenue_usd", "fleet_mw", "undeployed_mw",
    "energised_mw", "on_order_mw", "shipments_mw", "dc_connected_mw", "fleet_h100e", "effective_compute",
    "capability", "data_center_revenue_usd", "ai_revenue_usd", "dc_energy_twh", "gdp_usd",
    "ai_contribution_pp", "binding_limit",
)  # fmt: skip
"""Series an ensemble keeps unless told otherwise."""

Progress = Callable[[int, int], None]


Member = dict[str, Any]
"""What is kept of a member, by name: series, tipping shares, health, what was drawn for it."""


def ensemble(
    world: World,
    scenario: Scenario | str | Path | dict[str, Any],
    *,
    members: int,
    rng: int = 0,
    draws: str = "prior",
    until: str = LAST_MONTH,
    save: str | tuple[str, ...] | list[str] = "ensemble",
    progress: Progress | None = None,
) -> xarray.Dataset:
    """Many runs of a scenario that differ in what is drawn.

    `draws="noise"` draws the weekly noise of the market and, once per member and independently, whether each
    deal with a probability happens; deals the scenario names stay as it says. `draws="prior"` draws every
    declared single number as well (`batch.draws.prior_of` says by which law); what the scenario sets stays.

    Draws depend on seed, member and name alone, so a member has the same bytes in an ensemble of any size,
    and member 0 of `noise` is `run(world, scenario, rng=rng)`.

    AI shares had not burst by the day the world is known on. So under `prior` candidates are drawn in order,
    those whose price bursts in an earlier month are rejected, and member k is the k-th that is left: exactly
    the prior given survival. The variable `candidate` holds its number among all drawn, the attribute
    `rejected` how many were. Under `noise` every candidate is kept, for its parameters are the bound ones and
    not in doubt; the attribute `burst_before` counts those that burst before `from_month`, in which the
    scenario departs from the baseline (the month of `as_of` where nothing dated does).

    Args:
        world: From `load_world`.
        scenario: A `Scenario`, the name of a shipped one, a path, or a dict.
        members: How many, 1 to 10 000.
        rng: Seed of the draws.
        draws: `noise` or `prior`.
        until: Last month, YYYY-MM.
        save: `ensemble` (what an answer needs), `standard` (everything), or names of series.
        progress: Called now and then with the number of members done and wanted.
    Returns:
        Dataset with `member` as the leading axis, units and labels as those of `run`; also the tipping
        shares, `health`, `first_bad_month`, `largest_residual` and `burst_month_end` [member], the values of
        `drawn_parameter` [member parameter] and which `uncertain_deal` happens [member uncertain]. A member
        with a health code stays in; the attributes `unhealthy` and `unhealthy_members` count and name them.
    Errors:
        InputError before anything runs for bad arguments; later, where nearly no candidate survives.
    """
    check_ensemble(members, rng, draws)
    keep = KEPT if save == "ensemble" else chosen_series(save)
    inputs = prepare(world, scenario, until=until, rng=rng)
    from wattstreet.batch.draws import prior_of

    prior = prior_of(inputs.bound) if draws == "prior" else None
    _check_memory(inputs, keep, members)
    survivors = _simulated(inputs, prior, keep)
    if prior is not None:
        survivors = _survivors(survivors, positions_before(inputs, world.as_of[:7]), members)
    stacked: dict[str, np.ndarray] = {}
    for at, member in enumerate(itertools.islice(survivors, members)):
        for name, values in member.items():
            stacked.setdefault(name, np.empty((members, *np.shape(values)), np.asarray(values).dtype))[at] = (
                values
            )
        if progress is not None:
            progress(at + 1, members)
    return _labelled(inputs, keep, stacked, draws, prior)


def check_ensemble(members: object, rng: object, draws: object) -> None:
    """Refuse a number of members, a seed or a kind of draws that cannot be had."""
    whole = isinstance(members, int) and not isinstance(members, bool)
    if not whole or not 1 <= members <= MOST_MEMBERS:  # type: ignore[operator]
        raise InputError(
            "an ensemble needs a whole number of members",
            key="members",
            value=members,
            allowed=f"1 to {MOST_MEMBERS}",
        )
    check_seed(rng)
    if draws == "posterior":
        raise InputError(
            "no posterior ships yet",
            key="draws",
            value=draws,
            allowed=", ".join(DRAWS),
            suggestion="use prior",
        )
    if draws not in DRAWS:
        raise unknown("kind of draws", str(draws), DRAWS, key="draws")


def _check_memory(inputs: Inputs, keep: tuple[str, ...], members: int) -> None:
    from wattstreet.model.diagnostics import MENU

    labels = {**inputs.bound.labels, "rule": ("one",)}
    months = len(inputs.bound.months) + 1
    sizes = {
        name: 8 * members * months * math.prod(len(labels[dim]) for dim in MENU[name].dims) for name in keep
    }
    if sum(sizes.values()) > MOST_BYTES:
        largest = ", ".join(sorted(sizes, key=lambda name: -sizes[name])[:3])
        raise InputError(
            "the kept series would not fit in memory", key="members", value=members,
            allowed=f"at most {members * MOST_BYTES // sum(sizes.values())} with these series",
            suggestion=f"fewer members, or `save` without the largest: {largest}",
        )  # fmt: skip


def positions_before(inputs: Inputs, month: str) -> int:
    """Number of month ends, the opening one included, before a month begins."""
    return 1 + sum(one < month for one in inputs.bound.months)


def _simulated(inputs: Inputs, prior: Prior | None, keep: tuple[str, ...]) -> Iterator[Member]:
    """Candidates in order without end."""
    program = kernel(given_leaves(inputs.bound.params, inputs.bound.forcing, None), inputs.keep)

    def simulate(candidate: int) -> Member:
        return _simulate(inputs, prior, keep, program, candidate)

    return in_order(simulate, itertools.count())


def _survivors(candidates: Iterator[Member], on_record: int, members: int) -> Iterator[Member]:
    """Those of the candidates that did not burst at one of the month ends on record."""
    survived = 0
    for candidate in candidates:
        if not 0 <= candidate["burst_month_end"] < on_record:
            survived += 1
            yield candidate
        elif candidate["candidate"] >= TRIES * members:
            raise InputError(
                "hardly any draw of the parameters gets through the months on record without a burst",
                key="draws", value="prior", allowed=f"at least one in {TRIES}",
                suggestion=f"{survived} of {candidate['candidate'] + 1} did; look at what the scenario sets",
            )  # fmt: skip


def _simulate(
    inputs: Inputs, prior: Prior | None, keep: tuple[str, ...], program: Callable[..., Any], candidate: int
) -> Member:
    """One candidate; every series is computed, whatever is kept, since last bits depend on the program."""
    from wattstreet.batch.dataset import TIPPING
    from wattstreet.batch.draws import deals_that_happen, drawn_forcing

    bound, seed = inputs.bound, inputs.rng
    assert seed is not None
    params = bound.params
    own: Member = {"candidate": candidate}
    if prior is not None:
        own["drawn_parameter"] = prior.draw(seed, candidate)
        params = prior.put(params, own["drawn_parameter"])
    happen = deals_that_happen(bound, seed, candidate)
    _, batch = program(*given_leaves(params, drawn_forcing(bound, seed, candidate, happen), None))
    kept = month_ends(first_of(batch))
    bad = np.flatnonzero(kept["health"])
    own |= {
        "uncertain_deal": np.array(list(happen.values()), dtype=bool),
        "health": np.bitwise_or.reduce(kept["health"]),
        "first_bad_month": bad[0] if bad.size else -1,
        "largest_residual": kept["residual"].max(),
        "burst_month_end": int(first_bursts(kept["price_index"], burst_fall(bound))),
    }
    return {name: kept[name] for name in dict.fromkeys((*keep, *TIPPING))} | own


def burst_fall(bound: Bound) -> float:
    """Fall that counts as a burst: the bound value, the same for every member."""
    return float(bound.params.conviction.burst_fall)


def departure(bound: Bound) -> str:
    """First month in which a scenario departs from the shipped baseline; else that of `as_of`."""
    plain, ours = find_scenario("baseline"), bound.scenario
    months = [policy.start for policy in ours.policies if policy not in plain.policies]
    months += [event.date for event in ours.events if event not in plain.events]
    months += [change.start for change in ours.deals if change.start and change not in plain.deals]
    return min(months, default=bound.world.as_of[:7])


OWN = {
    "candidate": "Place among all candidates drawn",
    "health": "Health code, 0 is healthy",
    "first_bad_month": "First month with a code",
    "largest_residual": "Largest imbalance of any identity over its gross flow",
    "burst_month_end": "Position of the month end at which the price burst, -1 without a burst",
}


def _labelled(
    inputs: Inputs, keep: tuple[str, ...], stacked: dict[str, np.ndarray], draws: str, prior: Prior | None
) -> xarray.Dataset:
    """Members as a dataset: labels, units, provenance, and what went wrong in whom."""
    from wattstreet.batch.dataset import health_words, label_series, provenance
    from wattstreet.batch.draws import uncertain_deals

    bound = inputs.bound
    dataset = label_series(inputs, keep, stacked, lead=("member",))
    members = len(stacked["candidate"])
    dataset = dataset.assign_coords(member=np.arange(members))
    for name, says in OWN.items():
        dataset[name] = ("member", stacked[name], {"long_name": says})
    if stacked["uncertain_deal"].size:
        dataset = dataset.assign_coords(uncertain=list(uncertain_deals(bound)))
        says = {"long_name": "The deal happens"}
        dataset["uncertain_deal"] = (("member", "uncertain"), stacked["uncertain_deal"], says)
    if prior is not None:
        dataset = dataset.assign_coords(parameter=list(prior.paths))
        says = {"long_name": "Value drawn, in its declared unit"}
        dataset["drawn_parameter"] = (("member", "parameter"), stacked["drawn_parameter"], says)
    since = departure(bound)
    bursts, sick = stacked["burst_month_end"], np.flatnonzero(stacked["health"])
    dataset.attrs = {
        **provenance(inputs),
        "members": members,
        "draws": draws,
        "draws_say": DRAWS[draws],
        "burst_fall": burst_fall(bound),
        "burst_within_months": WITHIN_MONTHS,
        "from_month": since,
        "burst_before": int(((bursts >= 0) & (bursts < positions_before(inputs, since))).sum()),
        "filter": f"no burst before {bound.world.as_of[:7]}" if prior is not None else "none",
        "rejected": int(stacked["candidate"][-1]) + 1 - members,
        "unhealthy": len(sick),
        "unhealthy_members": " ".join(map(str, sick)),
        "health_words": health_words(int(np.bitwise_or.reduce(stacked["health"]))),
    }
    return dataset
