"""A run, or an ensemble, as a report: the answer, the pictures, the record, and how far to trust them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wattstreet.analysis.answer import LIMITS, answer, burst
from wattstreet.analysis.differences import Comparison, compare
from wattstreet.analysis.ensemble_words import draws_said
from wattstreet.analysis.headlines import HEADLINES, binding_by_year, yearly
from wattstreet.analysis.hindcast import Hindcast, make_hindcast
from wattstreet.analysis.provenance import RunSources, sources_of_run
from wattstreet.analysis.runs import scenario_of
from wattstreet.analysis.screening import Screening, screen
from wattstreet.batch.code import ROOMS
from wattstreet.batch.remember import remembered
from wattstreet.batch.single import run as run_once
from wattstreet.casebook.shelf import scenario
from wattstreet.claims.conclusions import LAST, PRESETS
from wattstreet.report import (
    binds,
    bubble,
    bursts,
    dark,
    growth,
    loop,
    paths,
    race,
    record,
    regions,
    tornado,
)
from wattstreet.report.current import rerun_command
from wattstreet.report.edits import edits
from wattstreet.report.limits import limits
from wattstreet.report.origins import accounts, provenance
from wattstreet.report.picture import Table
from wattstreet.report.section import Block, Points, Report, Section, Titled
from wattstreet.report.surviving import surviving
from wattstreet.words.say import Day, Month, Number, Words, as_shipped, say

if TYPE_CHECKING:
    import xarray as xr

    from wattstreet.world.schema import World

Doing = Callable[[str], None]
TORNADOES = ("capex_five_2030", "us_twh_2030", "complex_2030")
"""Outcomes whose assumptions are ranked: money, power, belief."""


@dataclasses.dataclass(frozen=True)
class Grounds:
    """What a report is made from.

    Attributes:
        run: A run or an ensemble.
        against: The run it is set against; `None` for none.
        past: The hindcast of the parameters it rests on.
        screening: What each assumption does to it.
        world: The world it was made in.
        where: Its folder or name, for the command that makes it again.
        presets: The argument's numbers as written, corrected and doubted, each run; none beside an ensemble
            or a run that ends before the conclusions are read.
    """

    run: xr.Dataset
    against: xr.Dataset | None
    past: Hindcast
    screening: Screening
    world: World
    where: Path
    presets: Mapping[str, xr.Dataset]


def gather(
    run: xr.Dataset,
    world: World,
    where: Path,
    against: xr.Dataset | None = None,
    doing: Doing = lambda words: None,
) -> Grounds:
    """The runs behind a report: what the past says of its parameters, and what each assumption does.

    Args:
        run: A run or an ensemble of the code at hand.
        world: The world it was made in.
        where: Its folder.
        against: A run of the same months and facts to set it against.
        doing: Told what is going on.
    """
    rooms = (*ROOMS, "analysis", "words")
    facts = (world.as_of, world.ledger_fingerprint)
    doing("setting the past beside the record")
    past = remembered(("hindcast", *facts, _shelf()), make_hindcast, rooms)
    doing("moving every assumption")
    screening = remembered(
        ("screening", str(run.attrs["scenario_json"]), *facts), lambda: screen(world, scenario_of(run)), rooms
    )
    doing("running the argument's numbers beside it")
    presets = {name: run_once(world, name, rng=None) for name in PRESETS} if _reaches(run) else {}
    return Grounds(run, against, past, screening, world, where, presets)


def _reaches(run: xr.Dataset) -> bool:
    """Whether the argument's conclusions can be read in a run."""
    return "member" not in run.dims and str(run["month"].values[-1])[:7] >= LAST


def _shelf() -> str:
    """The scenario whose past is set beside the record, as it ships."""
    return scenario("baseline").model_dump_json()


def report_of(grounds: Grounds) -> Report:
    """The report in words and pictures."""
    run = grounds.run
    many = "member" in run.dims
    sources = sources_of_run(run)
    comparison = None if many or grounds.against is None else compare(grounds.against, run)
    sections = [
        _ensemble_answer(run) if many else _answer(run, grounds.screening),
        *([] if comparison is None else [_difference(grounds, comparison)]),
        _many_pictures(run) if many else _pictures(grounds),
        *([] if many else [_places(run)]),
        *([surviving({**grounds.presets, str(run.attrs["scenario"]): run})] if grounds.presets else []),
        _record(grounds.past),
        _assumptions(grounds.screening),
        Section("limits", say("What this does not tell you"),
                (Points(limits(sources, grounds.past, many)),)),
        _provenance(grounds, sources),
    ]  # fmt: skip
    return Report(
        kicker=_kicker(grounds),
        headline=_headline(grounds, comparison),
        standfirst=as_shipped(str(run.attrs["says"])),
        sections=tuple(sections),
        footer=say(
            "Wattstreet {version}. Facts as known on {day}; numbers after that day are the model's.",
            version=str(run.attrs["version"]),
            day=Day(str(run.attrs["as_of"])),
        ),
    )


def _provenance(grounds: Grounds, sources: RunSources) -> Section:
    found = provenance(sources, rerun_command(grounds.run, grounds.where))
    told = edits(grounds.run)
    many = draws_said(grounds.run) if "member" in grounds.run.dims else []
    trusted = Points((*many, *accounts(sources)))
    return dataclasses.replace(found, blocks=(*found.blocks, trusted, *([told] if told else [])))


def _kicker(grounds: Grounds) -> Words:
    run = grounds.run
    months = [str(month)[:7] for month in run["month"].values]
    edges = {"first": Month(months[0]), "last": Month(months[-1]), "name": str(run.attrs["scenario"])}
    if "member" in run.dims:
        return say(
            "Scenario {name}, {first} to {last}, {members} draws",
            members=Number(run.sizes["member"], "1"),
            **edges,
        )
    if grounds.against is not None:
        other = str(grounds.against.attrs["scenario"])
        return say("Scenario {name} set against {other}, {first} to {last}", other=other, **edges)
    return say("Scenario {name}, {first} to {last}", **edges)


def _headline(grounds: Grounds, comparison: Comparison | None) -> Words:
    """What limits next, or what the scenario changes most."""
    run = grounds.run
    if "member" in run.dims:
        from wattstreet.analysis.ensemble_words import counted

        found = counted(run)
        counts = {"share": Number(found.main.share, "share", 0), "draws": Number(found.main.of, "1")}
        if found.horizon is None:
            return say(
                "AI shares burst in {share} of {draws} draws from {month} on",
                month=Month(found.since),
                **counts,
            )
        return say(
            "AI shares burst in {share} of {draws} draws within two years of {month}",
            month=Month(found.since),
            **counts,
        )
    if comparison is not None:
        return _finding(grounds, comparison)
    year = min(int(str(run.attrs["as_of"])[:4]) + 1, max(yearly(run, "us_twh")))
    main = {country: next(iter(binding_by_year(run, country)[year])) for country in ("us", "cn")}
    return say(
        "What limits AI in {year}: {us} in the US, {cn} in China",
        year=year,
        us=LIMITS[main["us"]],
        cn=LIMITS[main["cn"]],
    )


TELLING = (
    "complex_tn", "capex_five_bn", "nvidia_data_center_bn", "ai_revenue_bn", "us_twh", "fleet_us_gw",
    "fleet_cn_gw", "gdp_us_bn",
)  # fmt: skip
"""Headlines whose move a newspaper would print; others make it only where none of these moves."""


def _finding(grounds: Grounds, found: Comparison) -> Words:
    """A burst that the scenario brings, or else the largest move."""
    assert grounds.against is not None
    if (fallen := burst(grounds.run)) is not None and burst(grounds.against) is None:
        peak, trough, fall = fallen
        return say(
            "AI shares burst: {fall} down from {peak} to {trough}",
            fall=Number(fall, "share", 0),
            peak=Month(peak),
            trough=Month(trough),
        )
    if not found.moves:
        return say(
            "{scenario} changes next to nothing against {other}",
            scenario=found.names[1],
            other=found.names[0],
        )
    told = [move for move in found.moves if move.name in TELLING] or list(found.moves)
    return max(told, key=lambda move: abs(move.size)).words()


def _answer(run: xr.Dataset, screening: Screening) -> Section:
    said = Points((*answer(run), *_edge(run, screening)), "answer")
    return Section(
        "answer",
        say("The answer"),
        (
            said,
            Titled(say("Year by year"), _years(run), folded=True),
            Titled(say("What binds, in months"), _months(run), folded=True),
        ),
    )


def _edge(run: xr.Dataset, screening: Screening) -> list[Words]:
    """How near to a burst a run without one is: assumptions that bring one when moved alone."""
    if burst(run) is not None or run.attrs["seed"] != "none":
        return []
    today, last = str(run.attrs["as_of"])[:7], str(run["month"].values[-1])[:7]
    bring = sum(
        any(month is not None and today <= month <= last for month in (one.low_burst, one.high_burst))
        for one in screening.varied
    )
    return [
        say(
            "It is a path beside others: {bring} of {varied} assumptions, each moved alone by one standard "
            "deviation of its prior, bring a burst after {today}.",
            bring=bring,
            varied=len(screening.varied),
            today=Month(today),
        )
    ]


SHOWN = (
    "capex_five_bn", "nvidia_data_center_bn", "ai_revenue_bn", "lab_revenue_bn", "fleet_us_gw", "fleet_cn_gw",
    "dark_gw", "us_twh", "complex_tn", "aware_pct", "critical_pct",
)  # fmt: skip
"""Headlines of the table by year."""


def _years(run: xr.Dataset) -> Table:
    """Headlines in rows, years in columns, so that a row keeps one unit."""
    values = {name: yearly(run, name) for name in SHOWN}
    years = sorted(values[SHOWN[0]])
    rows = tuple(
        (HEADLINES[name].says, *(Number(values[name][year], HEADLINES[name].unit) for year in years))
        for name in SHOWN
    )
    return Table((say("what"), *years), rows)


def _months(run: xr.Dataset) -> Table:
    """Months in which each limit binds, by country and year."""
    rows = []
    for country, name in (("us", say("the US")), ("cn", say("China"))):
        counts = binding_by_year(run, country)
        rows += [
            (
                say("{country}: {limit}", country=name, limit=words),
                *(counts[year].get(limit, 0) for year in counts),
            )
            for limit, words in LIMITS.items()
            if any(limit in months for months in counts.values())
        ]
    return Table((say("what binds"), *binding_by_year(run, "us")), tuple(rows))


def _ensemble_answer(run: xr.Dataset) -> Section:
    from wattstreet.analysis.ensemble_words import sentences

    return Section("answer", say("The answer"), (Points(tuple(sentences(run)), "answer"),))


def _difference(grounds: Grounds, found: Comparison) -> Section:
    """What the scenario changes against the run it is set against."""
    blocks: list[Block] = [Points(found.sentences[1:])] if found.moves else [Points(found.sentences)]
    if found.moves:
        blocks += [paths.picture_of(grounds.run, grounds.against), Titled(say("What moved"), _moves(found))]
    if found.shares and len(found.shares) > 1:
        blocks.append(Titled(say("What each edit explains alone"), _shares(found), folded=True))
    heading = say("{scenario} against {other}", scenario=found.names[1], other=found.names[0])
    return Section("difference", heading, tuple(blocks))


def _moves(found: Comparison) -> Table:
    heads = (say("what"), say("year"), *found.names, say("from"))
    rows = tuple(
        (
            HEADLINES[move.name].says,
            move.year,
            Number(move.before, HEADLINES[move.name].unit),
            Number(move.after, HEADLINES[move.name].unit),
            Month(move.first_month),
        )
        for move in found.moves
    )
    return Table(heads, rows)


def _shares(found: Comparison) -> Table:
    assert found.shares is not None
    rows = tuple(
        (
            HEADLINES[move.name].says,
            *(Number(shares[move.name], "share", 0) for shares in found.shares.values()),
        )
        for move in found.moves
    )
    return Table((say("what"), *found.shares), rows)


def _pictures(grounds: Grounds) -> Section:
    """The six pictures of the loop, beside the other run where there is one."""
    run, against = grounds.run, grounds.against
    drawn = [
        binds.picture_of(run, against),
        loop.picture_of(run),
        dark.picture_of(run, against),
        bubble.picture_of(run),
    ]
    drawn += [growth.picture_of(run, against), race.picture_of(run, against)]
    if against is None:
        drawn.append(paths.picture_of(run))
    return Section("pictures", say("The loop in pictures"), tuple(drawn))


def _many_pictures(run: xr.Dataset) -> Section:
    """Pictures of an ensemble; one draw's money loop and equilibrium would stand for nothing."""
    drawn = (
        bursts.picture_of(run), binds.picture_of(run), paths.picture_of(run), dark.picture_of(run),
        growth.picture_of(run), race.picture_of(run),
    )  # fmt: skip
    return Section("pictures", say("The draws in pictures"), drawn)


def _places(run: xr.Dataset) -> Section:
    return Section("places", say("Where the load lands"), (regions.picture_of(run),))


def _record(past: Hindcast) -> Section:
    """The hindcast: every figure of the record, the held-out year, what was told."""
    from wattstreet.analysis.hindcast_tables import outlook_rows, owner_rows, told_rows
    from wattstreet.analysis.hindcast_words import sentences

    blocks: list[Block] = [Points(tuple(sentences(past))), record.picture_of(past)]
    if (held_out := record.errors_picture(past)) is not None:
        blocks.append(held_out)
    blocks += [
        Titled(title, Table(tuple(rows[0]), tuple(map(tuple, rows[1:]))), folded=True)
        for title, rows in (
            (say("What the model was told, deals of the ledger apart"), told_rows(past)),
            (say("Outlook beside published ranges"), outlook_rows(past)),
            (say("What owns the outlook's spread"), owner_rows(past)),
        )
        if len(rows) > 1
    ]
    return Section("record", say("Beside the record"), tuple(blocks))


def _assumptions(screening: Screening) -> Section:
    lead = say(
        "Every assumption with a range was moved alone, one prior standard deviation down and up; these move "
        "the answer most. A fitted number is moved without fitting the others again, so that each bar shows "
        "what the record would have to settle."
    )
    drawn = tuple(tornado.picture_of(screening, name) for name in TORNADOES)
    return Section("assumptions", say("The assumptions that matter most"), (lead, *drawn))
