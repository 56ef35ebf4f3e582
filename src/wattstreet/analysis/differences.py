"""Two runs side by side: what moved, in what order, and which edit moved it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from wattstreet.analysis.answer import burst
from wattstreet.analysis.headlines import HEADLINES, yearly
from wattstreet.analysis.mechanisms import mechanisms
from wattstreet.analysis.runs import scenario_of, world_at_hand
from wattstreet.casebook.schema import Scenario
from wattstreet.core.errors import InputError
from wattstreet.words.say import Listing, Month, Number, Words, as_shipped, say

if TYPE_CHECKING:
    import xarray as xr

MOVED = 0.01
"""Relative change from which a headline counts as moved."""
YEARS_AFTER = 4
"""Years from the first edit in which the largest move is looked for; later ones are echoes."""
ORDER = list(HEADLINES)
"""Headlines along the causal chain."""
NOTHING = 1e-9
"""Numbers below this in their own unit count as zero when a change is measured."""


@dataclasses.dataclass(frozen=True)
class Move:
    """One headline that moved.

    Attributes:
        name: Headline.
        year: Year in which it moved most the way it went first.
        before: Its value there in the first run.
        after: In the second.
        first_month: First month in which it differed that way by more than `MOVED`.
    """

    name: str
    year: int
    before: float
    after: float
    first_month: str

    @property
    def size(self) -> float:
        """Difference over the larger of the two, between −1 and 1 for amounts of one sign: for ranking."""
        return (self.after - self.before) / max(abs(self.before), abs(self.after), NOTHING)

    @property
    def change(self) -> float | None:
        """Difference over the first value; `None` where that is nothing or the sign turns."""
        if abs(self.before) < NOTHING or self.before * self.after < 0:
            return None
        return self.after / self.before - 1

    def words(self) -> Words:
        """The move as a clause: who, how much, when."""
        headline = HEADLINES[self.name]
        values = {
            "what": headline.says,
            "before": Number(self.before, headline.unit, _digits(self.before)),
            "after": Number(self.after, headline.unit, _digits(self.after)),
            "year": self.year,
        }
        # the two numbers are of two runs in one year: nothing rises or falls here over time
        if headline.plural:
            return say("{what} are {after} instead of {before} in {year}", **values)
        return say("{what} is {after} instead of {before} in {year}", **values)


@dataclasses.dataclass(frozen=True)
class Comparison:
    """What changed between two runs.

    Attributes:
        names: Scenarios of the two runs.
        moves: Headlines that moved, in the order in which they did.
        sentences: The reason in words.
        shares: Edit → headline → share of the change it explains alone; `None` when not asked for.
    """

    names: tuple[str, str]
    moves: tuple[Move, ...]
    sentences: tuple[Words, ...]
    shares: dict[str, dict[str, float]] | None


def compare(a: xr.Dataset, b: xr.Dataset, *, attribute: bool = True) -> Comparison:
    """What changed from one run to another, and how much of it each edit of the scenario explains.

    Args:
        a: The run compared with.
        b: The run with the edits.
        attribute: Run every edit alone to share out the changes (one run an edit).
    Errors:
        InputError if the runs cover different months or facts, or one is an ensemble.
    """
    _check_alike(a, b)
    years = _years(a, b)
    found, echoes = _moves(a, b, years)
    moves = tuple(sorted(found, key=lambda move: (move.first_month, ORDER.index(move.name))))
    shares = _attribute(a, b, moves) if attribute else None
    names = (str(a.attrs["scenario"]), str(b.attrs["scenario"]))
    return Comparison(names, moves, _reasons(a, b, moves, echoes, years), shares)


def _check_alike(a: xr.Dataset, b: xr.Dataset) -> None:
    for run in (a, b):
        if "member" in run.dims:
            raise InputError(
                "an ensemble cannot be compared, only single runs",
                key=run.attrs["scenario"], value=f"{run.sizes['member']} members",
            )  # fmt: skip
    for key in ("facts_fingerprint", "as_of", "version"):
        if a.attrs[key] != b.attrs[key]:
            raise InputError(
                "runs on different facts or versions cannot be compared",
                key=key,
                value=b.attrs[key],
                allowed=a.attrs[key],
            )
    if a.sizes["month"] != b.sizes["month"] or (a["month"].values != b["month"].values).any():
        raise InputError("the runs cover different months", key="month", value=f"{b.sizes['month']} months")


def _years(a: xr.Dataset, b: xr.Dataset) -> range:
    """Years in which the largest moves are looked for: from the first dated edit, or else the first move."""
    first, second = scenario_of(a), scenario_of(b)
    last = int(str(a["month"].values[-1])[:4])
    dated = [
        month
        for one, other in ((first, second), (second, first))
        for kind, field in (("policies", "start"), ("events", "date"), ("deals", "start"))
        for edit in getattr(one, kind)
        if edit not in getattr(other, kind) and (month := getattr(edit, field)) is not None
    ]
    moved = [_first_month(one.read(a), one.read(b), sign) for one in HEADLINES.values() for sign in (1, -1)]
    months = sorted(dated) or sorted(month for month in moved if month is not None)
    opening = int(str(a["month"].values[0])[:4])
    # opening stocks may differ at the month end before the first year
    start = min(max(int(months[0][:4]), opening), last) if months else last
    return range(start, min(start + YEARS_AFTER, last + 1))


def _move(name: str, a: xr.Dataset, b: xr.Dataset, years: range, sign: int) -> Move | None:
    """The largest move of a headline up or down, if it counts."""
    headline = HEADLINES[name]
    first = _first_month(headline.read(a), headline.read(b), sign)
    if first is None:
        return None
    old, new = yearly(a, name), yearly(b, name)
    moves = [Move(name, year, old[year], new[year], first) for year in years if str(year) >= first[:4]]
    if not moves:
        return None
    move = max(moves, key=lambda one: sign * one.size)
    counts = sign * move.size >= MOVED and abs(move.after - move.before) >= headline.least
    return move if counts else None


def _moves(a: xr.Dataset, b: xr.Dataset, years: range) -> tuple[list[Move], list[Move]]:
    """Where headlines go first, and those that later go further the other way."""
    firsts, echoes = [], []
    for name in HEADLINES:
        found = [move for sign in (1, -1) if (move := _move(name, a, b, years, sign))]
        found.sort(key=lambda move: move.first_month)
        firsts += found[:1]
        echoes += [move for move in found[1:] if abs(move.size) > abs(found[0].size)]
    return firsts, echoes


def _first_month(old: xr.DataArray, new: xr.DataArray, sign: int) -> str | None:
    """First month in which a headline is higher, or lower, by more than `MOVED`."""
    import numpy as np

    gap = sign * (new.values - old.values)
    scale = max(float(np.abs(old.values).max()), NOTHING)
    at = np.flatnonzero(gap > MOVED * np.maximum(np.abs(old.values), MOVED * scale))
    return str(old[old.dims[0]].values[at[0]])[:7] if at.size else None


def _digits(value: float) -> int:
    return 0 if abs(value) >= 100 else 1 if abs(value) >= 1 else 2


def _reasons(
    a: xr.Dataset, b: xr.Dataset, moves: tuple[Move, ...], echoes: list[Move], years: range
) -> tuple[Words, ...]:
    """The first moves, what carried them on, the largest moves after them: words taken from the numbers."""
    if not moves:
        return (
            say(
                "{scenario} moves none of the headlines by {least}.",
                scenario=str(b.attrs["scenario"]),
                least=Number(MOVED, "share", 0),
            ),
        )
    sentences = [as_shipped(str(b.attrs["says"]))]
    lead = [move for move in moves if move.first_month == moves[0].first_month][:2]
    rest = [move for move in moves if move not in lead]
    sentences.append(
        say(
            "First to move, from {month} on: {moves}.",
            month=Month(moves[0].first_month),
            moves=_listed(lead),
        )
    )
    sentences += mechanisms(a, b, years)
    if rest:
        biggest = sorted(rest, key=lambda move: -abs(move.size))[:4]
        ordered = [
            say("{move}, from {month} on", move=move.words(), month=Month(move.first_month))
            for move in rest
            if move in biggest
        ]
        sentences.append(say("Then {moves}.", moves=Listing(tuple(ordered), "semicolon")))
    if echoes:
        loudest = sorted(echoes, key=lambda move: -abs(move.size))[:2]
        sentences.append(say("Later the other way: {moves}.", moves=_listed(loudest)))
    sentences.append(_burst_words(burst(a), burst(b)))
    return tuple(sentences)


def _listed(moves: list[Move]) -> Listing:
    return Listing(tuple(move.words() for move in moves), "semicolon")


def _burst_words(before: tuple[str, str, float] | None, after: tuple[str, str, float] | None) -> Words:
    if before is None:
        return (
            say("Neither bursts.")
            if after is None
            else say("Instead of no burst there is {burst}.", burst=_burst(after))
        )
    if after is None:
        return say("Instead of {burst} there is no burst.", burst=_burst(before))
    if before == after:
        return say("Both have {burst}.", burst=_burst(before))
    return say("Instead of {before} there is {after}.", before=_burst(before), after=_burst(after))


def _burst(found: tuple[str, str, float]) -> Words:
    return say(
        "a burst of {fall} from {peak} to {trough}",
        fall=Number(found[2], "share", 0),
        peak=Month(found[0]),
        trough=Month(found[1]),
    )


def edits_between(a: Scenario, b: Scenario) -> dict[str, dict[str, Any]]:
    """What the second scenario adds to the first, one edit a name."""
    edits: dict[str, dict[str, Any]] = {}
    for path, value in b.parameters.items():
        if a.parameters.get(path) != value:
            edits[f"{path} = {value:g}"] = {"parameters": {**a.parameters, path: value}}
    for kind, words in (("policies", _policy_words), ("events", _event_words), ("deals", _deal_words)):
        for one in getattr(b, kind):
            if one not in getattr(a, kind):
                edits[words(one)] = {kind: (*getattr(a, kind), one)}
    return edits


def _policy_words(policy: Any) -> str:
    named = policy.lever if policy.firm is None else f"{policy.lever} of {policy.firm}"
    return f"{named} {policy.value:g} from {policy.start}"


def _event_words(event: Any) -> str:
    return f"{event.kind} in {event.date}" + (f" times {event.size:g}" if event.size != 1 else "")


def _deal_words(deal: Any) -> str:
    return f"{deal.id} pays {deal.pays:.0%}"


def _attribute(a: xr.Dataset, b: xr.Dataset, moves: tuple[Move, ...]) -> dict[str, dict[str, float]]:
    """Share of each move that each edit brings about alone; shares need not add up where edits interact."""
    from wattstreet.batch.single import run

    first, second = scenario_of(a), scenario_of(b)
    edits = edits_between(first, second)
    if len(edits) < 2:
        return {edit: {move.name: 1.0 for move in moves} for edit in edits}
    world = world_at_hand(a)
    if world.ledger_fingerprint != a.attrs["facts_fingerprint"]:
        raise InputError(
            "the facts of these runs are not at hand, so no edit can be run alone",
            key="facts_fingerprint",
            value=a.attrs["facts_fingerprint"],
            suggestion="compare scenarios with the same --overlay, or pass attribute=False",
        )
    until = str(a["month"].values[-1])[:7]
    rng = None if a.attrs["seed"] == "none" else int(a.attrs["seed"])
    shares: dict[str, dict[str, float]] = {}
    for edit, change in edits.items():
        alone = run(world, first.model_copy(update=change), until=until, rng=rng)
        shares[edit] = {
            move.name: (yearly(alone, move.name)[move.year] - move.before) / (move.after - move.before)
            for move in moves
        }
    return shares
