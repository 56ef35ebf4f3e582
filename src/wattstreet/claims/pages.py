"""What `wattstreet check` prints: a table of verdicts, one claim explained, and both for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from wattstreet.claims.arithmetic import Desk
from wattstreet.claims.figures import Days
from wattstreet.claims.record import Change
from wattstreet.claims.schema import VERDICTS, Claim
from wattstreet.claims.sway import sways
from wattstreet.claims.verdicts import Compared, Verdict
from wattstreet.claims.words import (
    TOPIC_WORDS,
    VERDICT_WORDS,
    amount,
    claim_text,
    finding,
    name_text,
)
from wattstreet.ledger.schema import DealFact, Fact
from wattstreet.quantities.answer_table import columns_of
from wattstreet.quantities.measure import number_text
from wattstreet.quantities.quantity import Quantity
from wattstreet.words.say import Day, Listing, Number, Sayable, Words, as_shipped, say
from wattstreet.words.speak import speak


def table(verdicts: Mapping[str, Verdict | None], claims: Mapping[str, Claim], language: str = "en") -> str:
    """Claims by topic, a line or two each, and the count of verdicts."""
    lines: list[str] = []
    shown = {topic: [name for name in claims if claims[name].topic == topic] for topic in TOPIC_WORDS}
    names = max((columns_of(_label(claims[name])) for name in claims), default=0)
    marks = max(columns_of(speak(words, language)) for words in VERDICT_WORDS.values())
    for topic, inside in shown.items():
        if not inside:
            continue
        lines += ["", speak(TOPIC_WORDS[topic], language)]
        for name in inside:
            verdict = verdicts[name]
            mark = speak(NOT_ASKED if verdict is None else VERDICT_WORDS[verdict.verdict], language)
            says = speak(claim_text(claims[name], claims[name].says, "says"), language)
            lines.append(f"  {_padded(_label(claims[name]), names)}  {_padded(mark, marks)}  {says}")
            if verdict is not None and not verdict.is_by_hand:
                lines.append(f"  {'':{names}}  {'':{marks}}  → {speak(finding(verdict), language)}")
    return "\n".join([*lines[1:], "", *(speak(words, language) for words in summary(verdicts))])


NOT_ASKED = say("needs the model")


def _label(claim: Claim) -> str:
    return f"{claim.ref} {claim.id}" if claim.ref else claim.id


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - columns_of(text))


def counts(verdicts: Iterable[Verdict | None]) -> dict[str, int]:
    """How many claims each verdict has, in the order of the verdicts."""
    found = Counter(verdict.verdict for verdict in verdicts if verdict is not None)
    return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}


def summary(verdicts: Mapping[str, Verdict | None]) -> list[Words]:
    """How many claims there are, what they come to, and how many a person judged."""
    judged = [one for one in verdicts.values() if one is not None]
    said: list[Words] = []
    if judged:
        parts: tuple[Sayable, ...] = tuple(
            say("{verdict} {count}", count=count, verdict=VERDICT_WORDS[verdict])
            for verdict, count in counts(judged).items()
        )
        said.append(
            say(
                "{count} claims: {parts}. {computed} verdicts are computed, {hand} given by hand.",
                count=len(judged),
                parts=Listing(parts, "comma"),
                computed=sum(not one.is_by_hand for one in judged),
                hand=sum(one.is_by_hand for one in judged),
            )
        )
    if waiting := len(verdicts) - len(judged):
        said.append(
            say(
                "{count} claims are about what the loop does and are decided by running it: `{command}`.",
                count=waiting,
                command="wattstreet check --model",
            )
        )
    return said


def change_words(change: Change) -> Words:
    """What is no longer as it was recorded."""
    if change.is_verdict:
        return say(
            "{claim}: the verdict was recorded as {was} and is {now}.",
            claim=change.claim, was=_verdict_word(change.was), now=_verdict_word(change.now),
        )  # fmt: skip
    if not change.was:
        return say("{claim}: rests on {fact} now, which it did not.", claim=change.claim, fact=change.what)
    if not change.now:
        return say("{claim}: no longer rests on {fact}.", claim=change.claim, fact=change.what)
    return say(
        "{claim}: the figure {fact} was {was} and is {now}; the verdict counts anew.",
        claim=change.claim, fact=change.what, was=change.was, now=change.now,
    )  # fmt: skip


def _verdict_word(verdict: str) -> Sayable:
    return VERDICT_WORDS.get(verdict, verdict)


def explained(verdict: Verdict, desk: Desk, language: str = "en") -> str:
    """One claim: what is said, the verdict, the arithmetic in steps, the sources, what would change it."""
    claim = verdict.claim
    lines = [
        f"{_label(claim)}: {speak(VERDICT_WORDS[verdict.verdict], language)}",
        speak(claim_text(claim, claim.says, "says"), language),
        "",
        speak(finding(verdict), language),
    ]
    if claim.why:
        lines.append(speak(claim_text(claim, claim.why, "why"), language))
    for heading, found in parts(verdict, desk):
        lines += ["", speak(heading, language), *(f"  {speak(one, language)}" for one in found)]
    return "\n".join(lines)


def parts(verdict: Verdict, desk: Desk) -> list[tuple[Words, list[Sayable]]]:
    """The parts under a verdict, each with its lines; those with nothing to say are left out."""
    claim = verdict.claim
    found: list[tuple[Words, list[Sayable]]] = [(say("Arithmetic"), arithmetic(verdict, desk))]
    if verdict.camps:
        found.append((say("Readings"), [_camp(claim, name, one) for name, one in verdict.camps.items()]))
    if verdict.also:
        found.append(
            (
                say("Also"),
                [
                    say("{name}: {value}", name=name_text(claim, name), value=amount(one, claim.shown_in))
                    for name, one in verdict.also.items()
                ],
            )
        )
    if verdict.sides:
        found.append((say("Details"), [_part(claim, name, one) for name, one in verdict.sides.items()]))
    if verdict.mechanism is not None:
        from wattstreet.claims.mechanisms import mechanism_lines

        found.append((say("In the model"), mechanism_lines(verdict)))
    found.append((say("Sources"), sources(verdict, desk)))
    if verdict.main is not None:
        found.append((say("What would change it"), _swayed(verdict, desk)))
    return [(heading, lines) for heading, lines in found if lines]


def arithmetic(verdict: Verdict, desk: Desk) -> list[Sayable]:
    """Every step in units, then what is claimed and what is found."""
    claim = verdict.claim
    lines: list[Sayable] = []
    if verdict.main is None:
        return lines
    known = desk.work(claim).known
    for name in claim.steps:
        value = known[name]
        assert isinstance(value, Quantity)
        shown = value.steps or (str(value),)
        lines.append(say("{name}: {steps}", name=name_text(claim, name), steps="; ".join(shown)))
    for words, one in ((say("claimed"), verdict.main.claimed), (say("found"), verdict.main.found)):
        if isinstance(one, Days):
            lines.append(say("{name}: {steps}", name=words, steps=str(one)))
        else:
            shown = "; ".join(one.steps) if one.steps else str(one)
            lines.append(say("{name}: {steps}", name=words, steps=shown))
    if verdict.ratio is not None:
        one = verdict.ratio
        spread = (
            ""
            if one.is_exact
            else f" ({number_text(float(f'{one.low:.3g}'))} to {number_text(float(f'{one.high:.3g}'))})"
        )
        lines.append(
            say("claimed ÷ found: {ratio}", ratio=number_text(float(f"{one.value:.3g}")) + spread)
        )  # fmt: skip
    return lines


def _camp(claim: Claim, name: str, one: Compared) -> Words:
    return say(
        "{name}: {value}, {verdict}",
        name=name_text(claim, name),
        value=amount(one.found, claim.shown_in),
        verdict=VERDICT_WORDS[one.verdict],
    )


def _part(claim: Claim, name: str, one: Compared) -> Words:
    return say(
        "{name}: claimed {claimed}, found {found}, {verdict}",
        name=name_text(claim, name), claimed=amount(one.claimed, claim.shown_in),
        found=amount(one.found, claim.shown_in, best=True),
        verdict=VERDICT_WORDS[one.verdict],
    )  # fmt: skip


def sources(verdict: Verdict, desk: Desk) -> list[Sayable]:
    """The rows of the ledger behind a claim, or what a verdict by hand rests on."""
    claim = verdict.claim
    lines: list[Sayable] = [
        _row(claim, name, desk.ledger.get(identifier)) for name, identifier in verdict.evidence.items()
    ]
    lines += [
        say("{name}: the claim {other}", name=name_text(claim, name), other=use.claim)
        for name, use in claim.uses.items()
        if use.claim is not None
    ]
    if claim.by_hand is not None:
        lines += [
            ", ".join(part for part in (one.title, one.publisher, one.date, one.url) if part)
            for one in claim.by_hand.sources
        ]
    return lines


def _row(claim: Claim, name: str, row: Fact | DealFact) -> Words:
    if isinstance(row, Fact):
        figure = f"{row.value:,g} {row.unit} ({row.interval.low:,g} to {row.interval.high:,g})"
    else:
        figure = f"{row.value_usd:,.4g} usd" if row.value_usd is not None else str(row.announced)
    return say(
        "{name}: {figure}. Grade {grade}, known from {day}: {source} [{id}]",
        name=name_text(claim, name), figure=figure, grade=row.grade, day=Day(row.known_from.isoformat()),
        source=as_shipped(row.source.line()), id=row.id,
    )  # fmt: skip


def _swayed(verdict: Verdict, desk: Desk) -> list[Sayable]:
    claim = verdict.claim
    return [
        say(
            "{fact} at {factor} times its figure: {verdict}",
            fact=name_text(desk.claims[one.claim], one.name),
            factor=Number(one.factor, "1", 3 if one.factor < 10 else 0),
            verdict=VERDICT_WORDS[one.verdict],
        )
        for one in sways(claim, desk)
    ]


def machine(verdict: Verdict, language: str = "en") -> dict[str, Any]:
    """A verdict for machines."""
    claim = verdict.claim
    return {
        "id": claim.id,
        "ref": claim.ref,
        "topic": claim.topic,
        "says": speak(claim_text(claim, claim.says, "says"), language),
        "verdict": verdict.verdict,
        "by_hand": verdict.is_by_hand,
        "finding": speak(finding(verdict), language),
        "why": speak(claim_text(claim, claim.why, "why"), language),
        "claimed": _plain(verdict.claimed),
        "found": _plain(verdict.computed),
        "claimed_over_found": None
        if verdict.ratio is None
        else {"value": verdict.ratio.value, "low": verdict.ratio.low, "high": verdict.ratio.high},
        "camps": {name: _plain(one.found) | {"verdict": one.verdict} for name, one in verdict.camps.items()},
        "evidence": dict(verdict.evidence),
    }


def _plain(known: object) -> Any:
    if isinstance(known, Quantity):
        one = known.interval
        return {"value": one.value, "low": one.low, "high": one.high, "unit": known.measure.written_unit}
    if isinstance(known, Days):
        return {"first": known.first.isoformat(), "last": known.last.isoformat()}
    return None
