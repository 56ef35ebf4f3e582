"""The claims as a page: what they come to, how far off they are, and the evidence behind each."""

from __future__ import annotations

from collections.abc import Mapping

from wattstreet import __version__
from wattstreet.claims.arithmetic import Desk
from wattstreet.claims.conclusions import PRESETS
from wattstreet.claims.pages import change_words, counts, parts, summary
from wattstreet.claims.record import Change
from wattstreet.claims.schema import Claim
from wattstreet.claims.verdicts import Verdict
from wattstreet.claims.words import TOPIC_WORDS, VERDICT_WORDS, claim_text, finding
from wattstreet.report import camps, far_off
from wattstreet.report.picture import Table
from wattstreet.report.section import Block, Points, Report, Section, Titled
from wattstreet.report.surviving import surviving
from wattstreet.words.say import Listing, Sayable, Words, say

Verdicts = Mapping[str, Verdict | None]


def claims_report(
    verdicts: Verdicts, claims: Mapping[str, Claim], desk: Desk, changed: tuple[Change, ...] = ()
) -> Report:
    """The page of a set of claims.

    Args:
        verdicts: By claim id; `None` where the model was not asked.
        claims: The claims.
        desk: Where they were worked out.
        changed: What is no longer as it was recorded.
    """
    judged = {name: one for name, one in verdicts.items() if one is not None}
    asked_model = any(one.mechanism is not None for one in judged.values())
    sections = [
        _overview(verdicts, judged, changed),
        *_pictures(judged),
        *([_conclusions()] if asked_model else []),
        *_topics(judged, desk),
    ]
    return Report(
        kicker=say("{count} claims, checked by their arithmetic", count=len(judged)),
        headline=_headline(judged),
        standfirst=say(
            "Each claim is put into numbers with units, and set against figures with their source, grade and "
            "range. A verdict follows by rule from both; where it was given by hand, it says so."
        ),
        sections=tuple(sections),
        footer=say(
            "Wattstreet {version}. A verdict counts anew whenever a figure behind it is corrected.",
            version=__version__,
        ),
    )


def _headline(judged: Mapping[str, Verdict]) -> Words:
    found = counts(judged.values())
    held, rough = found.get("holds", 0), found.get("roughly_holds", 0)
    return say(
        "Of {count} claims {held} hold, {rough} roughly; {off} are off by their size, unit or date",
        count=len(judged), held=held, rough=rough,
        off=sum(found.get(one, 0) for one in ("wrong_magnitude", "wrong_unit", "outdated", "fails")),
    )  # fmt: skip


def _overview(verdicts: Verdicts, judged: Mapping[str, Verdict], changed: tuple[Change, ...]) -> Section:
    said: list[Words] = [*summary(verdicts), *(change_words(one) for one in changed)]
    shown = counts(judged.values())
    rows = []
    for topic, words in TOPIC_WORDS.items():
        inside = [one for one in judged.values() if one.claim.topic == topic]
        if inside:
            of_topic = counts(inside)
            rows.append((words, *(of_topic.get(verdict, "–") for verdict in shown)))
    heads = (say("topic"), *(VERDICT_WORDS[verdict] for verdict in shown))
    return Section(
        "overview",
        say("What they come to"),
        (Points(tuple(said), "answer"), Titled(say("Verdicts by topic"), Table(heads, tuple(rows)))),
    )


def _pictures(judged: Mapping[str, Verdict]) -> list[Section]:
    drawn: list[Block] = []
    if far_off.shown(judged):
        drawn.append(far_off.picture_of(judged))
    if camps.shown(judged):
        drawn.append(camps.picture_of(judged))
    return [Section("pictures", say("How far off"), tuple(drawn))] if drawn else []


def _conclusions() -> Section:
    from wattstreet.batch.single import run
    from wattstreet.world.build import load_world

    world = load_world()
    return surviving({name: run(world, name, rng=None) for name in (*PRESETS, "baseline")})


def _topics(judged: Mapping[str, Verdict], desk: Desk) -> list[Section]:
    """A part for each topic: every claim with its finding, the evidence folded under it."""
    sections = []
    for topic, words in TOPIC_WORDS.items():
        blocks = [block for one in judged.values() if one.claim.topic == topic for block in _claim(one, desk)]
        if blocks:
            sections.append(Section(f"topic-{topic}", words, tuple(blocks)))
    return sections


def _claim(verdict: Verdict, desk: Desk) -> tuple[Block, ...]:
    claim = verdict.claim
    said = say(
        "{says} — {verdict}. {finding}",
        verdict=VERDICT_WORDS[verdict.verdict], says=claim_text(claim, claim.says, "says"),
        finding=finding(verdict),
    )  # fmt: skip
    rows: list[tuple[Sayable, ...]] = []
    if claim.why:
        rows.append((say("what to know"), claim_text(claim, claim.why, "why")))
    for heading, lines in parts(verdict, desk):
        rows += [(heading if at == 0 else "", line) for at, line in enumerate(lines)]
    name = Listing(tuple(part for part in (claim.ref, claim.id) if part), "comma")
    table = Table((say("part"), say("evidence")), tuple(rows))
    return said, Titled(say("Evidence: {claim}", claim=name), table, folded=True)
