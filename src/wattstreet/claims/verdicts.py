"""From a claim and its arithmetic to a verdict: every rule by which one is reached."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

from wattstreet.claims.arithmetic import Desk, Known
from wattstreet.claims.figures import Days
from wattstreet.claims.predicates import AMOUNTS, DATES, Answer
from wattstreet.claims.schema import Claim
from wattstreet.quantities.interval import Interval
from wattstreet.quantities.quantity import Quantity

LOOSE = 3.0
"""A bound that the truth passes by more than this is true and says too little: it holds roughly."""
TOO_WIDE = 10.0
"""Facts that leave open more than this factor between their ends cannot tell."""


@dataclasses.dataclass(frozen=True)
class Compared:
    """One comparison of what is claimed with what is found.

    Attributes:
        predicate: How both are compared.
        claimed: What is claimed.
        found: What the facts come to.
        answer: Of the predicate; `None` where the facts leave it open.
        verdict: What follows.
        ratio: Claimed over found, where both are amounts of one kind.
    """

    predicate: str
    claimed: Known
    found: Known
    answer: Answer
    verdict: str
    ratio: Interval | None


def compared(claimed: Known, predicate: str, found: Known, tolerance: float, roughly: float) -> Compared:
    """Compare amounts or days; the verdict of the comparison alone."""
    if isinstance(claimed, Days) or isinstance(found, Days):
        assert isinstance(claimed, Days)
        assert isinstance(found, Days)
        answer = DATES[predicate](claimed, found)
        verdict = {True: "holds", None: "roughly_holds", False: "fails"}[answer]
        return Compared(predicate, claimed, found, answer, verdict, None)
    if claimed.measure.dimensions != found.measure.dimensions:
        return Compared(predicate, claimed, found, False, "wrong_unit", None)
    mine = claimed.measure.in_unit(found.units).interval
    theirs = found.interval
    answer = AMOUNTS[predicate](mine, theirs, tolerance)
    verdict = _of_amounts(mine, predicate, theirs, answer, tolerance, roughly)
    return Compared(predicate, claimed, found, answer, verdict, _ratio(mine, theirs))


def _of_amounts(
    claimed: Interval, predicate: str, found: Interval, answer: Answer, tolerance: float, roughly: float
) -> str:
    if answer is not True and _spread(found) > TOO_WIDE:
        return "not_checkable"
    if answer is True:
        is_loose = predicate == "at least" and 0 < claimed.value * LOOSE < found.value
        return "roughly_holds" if is_loose else "holds"
    if answer is None or AMOUNTS[predicate](claimed, found, max(tolerance, roughly)):
        return "roughly_holds"
    return "wrong_magnitude"


def _spread(found: Interval) -> float:
    """Upper over lower end of a range on one side of zero."""
    low, high = sorted(map(abs, found.ends))
    if low == high:
        return 1.0
    return high / low if found.low * found.high > 0 else math.inf


def _ratio(claimed: Interval, found: Interval) -> Interval | None:
    if found.low <= 0.0 <= found.high or claimed.low <= 0.0 <= claimed.high:
        return None
    return claimed / found


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What a claim comes to.

    Attributes:
        claim: The claim.
        verdict: A key of `schema.VERDICTS`.
        main: The comparison it rests on; `None` for a verdict by hand or of the model.
        camps: Reading → its comparison.
        also: Reading → what is found by it.
        sides: Part → its comparison.
        earlier: The comparison with what was true before.
        evidence: Name → id of the row of the ledger behind it.
        mechanism: What an ensemble says, for a claim about a mechanism.
    """

    claim: Claim
    verdict: str
    main: Compared | None = None
    camps: Mapping[str, Compared] = dataclasses.field(default_factory=dict)
    also: Mapping[str, Quantity] = dataclasses.field(default_factory=dict)
    sides: Mapping[str, Compared] = dataclasses.field(default_factory=dict)
    earlier: Compared | None = None
    evidence: Mapping[str, str] = dataclasses.field(default_factory=dict)
    mechanism: object = None

    @property
    def id(self) -> str:
        """Id of the claim."""
        return self.claim.id

    @property
    def computed(self) -> Known | None:
        """What the facts come to."""
        return self.main.found if self.main else None

    @property
    def claimed(self) -> Known | None:
        """What is claimed."""
        return self.main.claimed if self.main else None

    @property
    def ratio(self) -> Interval | None:
        """Claimed over found, with its range."""
        return self.main.ratio if self.main else None

    @property
    def is_by_hand(self) -> bool:
        """Whether a person gave it."""
        return self.claim.by_hand is not None


def verdict_of(claim: Claim, desk: Desk) -> Verdict:
    """The verdict of a claim that no ensemble decides.

    Errors:
        InputError where its arithmetic cannot be done.
    """
    work = desk.work(claim)
    evidence = {name: row.id for name, row in work.facts.items()}
    if claim.by_hand is not None:
        return Verdict(claim, claim.by_hand.verdict, evidence=evidence)
    assert claim.claimed is not None
    claimed = desk.side(claim, "claimed", claim.claimed, claim.predicate)

    def against(key: str, expression: str) -> Compared:
        found = desk.side(claim, key, expression, claim.predicate)
        return compared(claimed, claim.predicate, found, claim.tolerance, claim.roughly)

    camps = {name: against(f"camps.{name}", expression) for name, expression in claim.camps.items()}
    main = against("found", claim.found) if claim.found is not None else _nearest(camps)
    earlier = against("earlier", claim.earlier) if claim.earlier is not None else None
    sides = {
        name: compared(
            desk.side(claim, f"sides.{name}.claimed", side.claimed, side.predicate),
            side.predicate,
            desk.side(claim, f"sides.{name}.found", side.found, side.predicate),
            side.tolerance,
            claim.roughly,
        )
        for name, side in claim.sides.items()
    }
    also = {
        name: desk.computed(claim, f"also.{name}", expression, work.known)
        for name, expression in claim.also.items()
    }
    if claim.shown_in not in (None, "%"):
        desk.check_shown_in(claim, [main.claimed, main.found, *also.values()])
    verdict = _overall(main.verdict, camps, sides, earlier)
    return Verdict(claim, verdict, main, camps, also, sides, earlier, evidence)


def _nearest(camps: Mapping[str, Compared]) -> Compared:
    """The camp that comes nearest to the claim."""
    order = ("holds", "roughly_holds")
    return min(
        camps.values(), key=lambda one: order.index(one.verdict) if one.verdict in order else len(order)
    )


def _overall(
    main: str, camps: Mapping[str, Compared], sides: Mapping[str, Compared], earlier: Compared | None
) -> str:
    """One verdict from the parts: camps that disagree, what was true before, details that are off."""
    said = {_is_near(one.verdict) for one in camps.values()}
    if len(said) == 2:
        return "disputed"
    if earlier is not None and main != "holds" and earlier.verdict == "holds":
        return "outdated"
    if main == "holds" and any(one.verdict != "holds" for one in sides.values()):
        return "roughly_holds"
    return main


def _is_near(verdict: str) -> bool:
    return verdict in ("holds", "roughly_holds")
