"""Which facts a verdict hangs on: how far each would have to be off for another verdict."""

from __future__ import annotations

import dataclasses

from wattstreet.claims.arithmetic import Desk
from wattstreet.claims.schema import Claim
from wattstreet.claims.verdicts import verdict_of
from wattstreet.core.errors import InputError
from wattstreet.ledger.schema import DealFact, Fact

FURTHEST = 1000.0
"""A fact that is off by more is another fact."""
STEPS = 32
"""Steps of the search to either side, each a quarter: verdicts that hold roughly are wider than that."""
HALVINGS = 10
"""Behind the step that changed it."""


@dataclasses.dataclass(frozen=True)
class Sway:
    """The nearest value of a fact that changes a verdict.

    Attributes:
        claim: Id of the claim it stands in: this one, or one it rests on.
        name: Name of the fact there.
        id: Its row in the ledger.
        factor: What its figure is multiplied by.
        verdict: The verdict then.
    """

    claim: str
    name: str
    id: str
    factor: float
    verdict: str


def sways(claim: Claim, desk: Desk) -> list[Sway]:
    """For each fact behind a computed claim, the smallest change that moves its verdict, nearest first.

    A fact whose change up to a thousandfold moves nothing is left out. Facts of claims it rests on count too.
    """
    now = verdict_of(claim, desk).verdict
    found = []
    for (home, name), row in _facts(claim, desk).items():
        nearest = [one for up in (True, False) if (one := _nearest(claim, desk, row, now, up)) is not None]
        if nearest:
            factor, verdict = min(nearest, key=lambda one: max(one[0], 1 / one[0]))
            found.append(Sway(home, name, row.id, factor, verdict))
    return sorted(found, key=lambda one: max(one.factor, 1 / one.factor))


def _facts(claim: Claim, desk: Desk) -> dict[tuple[str, str], Fact | DealFact]:
    """Rows with a figure behind a claim, those of the claims it rests on included."""
    found = {}
    for use in claim.uses.values():
        if use.claim is not None:
            found |= _facts(desk.claims[use.claim], desk)
    dated = {name for name, use in claim.uses.items() if use.take is not None and use.claim is None}
    own = desk.work(claim).facts.items()
    return found | {(claim.id, name): row for name, row in own if name not in dated}


def _nearest(claim: Claim, desk: Desk, row: Fact | DealFact, now: str, up: bool) -> tuple[float, str] | None:
    """The factor nearest to one, on one side, at which the verdict is another."""
    step = FURTHEST ** ((1 if up else -1) / STEPS)
    near, far, other = 0.0, None, now
    for number in range(1, STEPS + 1):
        other = _verdict_at(claim, desk, row, step**number) or now
        if other != now:
            far = float(number)
            break
        near = float(number)
    if far is None:
        return None
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        found = _verdict_at(claim, desk, row, step**middle)
        if found is None or found == now:
            near = middle
        else:
            far, other = middle, found
    return step**far, other


def _verdict_at(claim: Claim, desk: Desk, row: Fact | DealFact, factor: float) -> str | None:
    """The verdict with a fact multiplied; `None` where the arithmetic cannot be done with it."""
    changed = scaled(row, factor)
    ledger = desk.ledger
    if isinstance(changed, Fact):
        ledger = dataclasses.replace(ledger, facts={**ledger.facts, row.id: changed})
    else:
        ledger = dataclasses.replace(ledger, deals={**ledger.deals, row.id: changed})
    try:
        return verdict_of(claim, Desk(ledger, desk.claims, desk.file, desk.read_run)).verdict
    except InputError:
        return None


def scaled(row: Fact | DealFact, factor: float) -> Fact | DealFact:
    """A row with its figure and range multiplied."""
    span = row.interval if isinstance(row, Fact) else row.interval_usd
    if span is not None:
        low, high = sorted((span.low * factor, span.high * factor))
        span = dataclasses.replace(span, low=low, high=high)
    if isinstance(row, Fact):
        assert span is not None
        return dataclasses.replace(row, value=row.value * factor, interval=span)
    value = None if row.value_usd is None else row.value_usd * factor
    return dataclasses.replace(row, value_usd=value, interval_usd=span)
