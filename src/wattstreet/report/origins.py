"""Where a report's numbers come from: facts by grade, assumptions, fit, and how to make it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wattstreet.analysis.answer import health_said
from wattstreet.report.picture import Table
from wattstreet.report.section import Block, Points, Section, Titled
from wattstreet.words.say import Day, Number, Words, say

if TYPE_CHECKING:
    from wattstreet.analysis.provenance import RunSources

GRADES = {
    "A": say("filing or official statistic"),
    "B": say("named press or company statement"),
    "C": say("estimate by a named third party"),
    "D": say("recalled or derived here, not retrieved"),
}
PUBLISHERS = 12


def provenance(sources: RunSources, command: str) -> Section:
    """The section on facts, assumptions, fit and version."""
    world = sources.world
    blocks: list[Block] = [
        say(
            "The world of this run is built from {used} of {known} facts known by {day}, and from {fills} "
            "declared assumptions that stand where no fact does. Facts, assumptions and choices between "
            "conflicting figures are listed by the commands `wattstreet facts`, `wattstreet world --fills` "
            "and `wattstreet world`.",
            used=Number(world.facts_used, "1"),
            known=Number(world.facts_known, "1"),
            day=Day(world.as_of),
            fills=Number(len(world.fills), "1"),
        ),
        Titled(say("Facts used, by grade"), _grades(world.by_grade)),
        Titled(say("Publishers most used"), _publishers(world.publishers), folded=True),
        Points((*_fit_words(sources), *_run_words(sources, command))),
    ]
    return Section("provenance", say("Where the numbers come from"), tuple(blocks))


def _grades(by_grade: dict[str, int]) -> Table:
    total = sum(by_grade.values())
    rows = tuple(
        (grade, GRADES[grade], Number(count, "1"), Number(count / total, "share", 0))
        for grade, count in by_grade.items()
    )
    return Table((say("grade"), say("what it means"), say("facts"), say("share")), rows)


def _publishers(publishers: tuple[tuple[str, int], ...]) -> Table:
    rows = tuple((name, Number(count, "1")) for name, count in publishers[:PUBLISHERS])
    return Table((say("publisher"), say("facts")), rows)


def _fit_words(sources: RunSources) -> list[Words]:
    fit = sources.fit
    if fit is None:
        return [say("Parameters are starting values: every shipped fit rests on more than this world knows.")]
    return [
        say(
            "Parameters are those of the fit {name}, which rests on what was known on {day}; what the "
            "scenario itself sets stands above them.",
            name=fit.name,
            day=Day(fit.as_of),
        )
    ]


def _run_words(sources: RunSources, command: str) -> list[Words]:
    seed = (
        say("Without market noise; likely deals happen.")
        if sources.seed == "none"
        else say("Seed of the draws: {seed}.", seed=str(sources.seed))
    )
    return [
        say(
            "Version {version}, facts `{fingerprint}`. {seed}",
            version=sources.version,
            fingerprint=sources.fingerprint[:12],
            seed=seed,
        ),
        say("The same page again: `{command}`", command=command),
        say(
            "Newest fact used: `{fact}`, known from {day}.",
            fact=sources.world.newest.id,
            day=Day(str(sources.world.newest.known_from)),
        ),
        say("Deals of the ledger that the run follows: {count}.", count=len(sources.world.deals)),
    ]


def accounts(sources: RunSources) -> list[Words]:
    """Whether the accounts of a run or an ensemble close, and its health."""
    return [
        say(
            "Largest residual of any identity: {residual} of its flow.",
            residual=f"{sources.largest_residual:.1e}",
        ),
        say("Health: {codes}.", codes=health_said(sources.health)),
    ]
