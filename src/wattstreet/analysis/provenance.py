"""What a world and a run rest on: facts by grade, assumptions, choices, sources, deals, the fit.

A fact is *used* by a world where it is named in the source of one of the world's numbers, or is a deal that
moves cash in it. That is what the builders note down, and errs on the low side: a share that scales another
figure carries the reference of its own row, not those of the rows it was set against, and facts that only
decided whether a row was needed leave no trace. A number that the model does not read counts all the same.
What fits and hindcasts are held against is not the world's, and not counted here.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wattstreet.analysis.runs import world_of
from wattstreet.casebook.fits import Fit, fit_named, fits
from wattstreet.core.errors import InputError
from wattstreet.ledger.schema import GRADES, Choice, DealFact, Fact
from wattstreet.world.quantity import Quantity
from wattstreet.world.schema import Fill, LeftOut, World

if TYPE_CHECKING:
    import xarray as xr

    from wattstreet.ledger.ledger import Ledger

FACT = "fact:"


@dataclasses.dataclass(frozen=True)
class WorldSources:
    """What a world rests on.

    Attributes:
        as_of: Day of knowledge.
        fingerprint: Of everything the ledger knew on that day.
        facts_known: Facts known on that day; deals are counted apart.
        facts_used: Facts behind the world's numbers, known later ones on the opening state included.
        by_grade: Grade → facts used, best first; every grade has an entry.
        deals_by_grade: The same for the deals that move cash.
        fills: Assumptions that stand where no fact does, with their reasons.
        choices: Choices between rows that disagree, of which the world uses the chosen one.
        choices_known: All choices known on the day, those for the record that fits are held against included.
        newest: The fact or deal used that became known last.
        published_later: Ids of facts used that became known only after the day: figures on the opening state.
        publishers: Publisher → facts and deals used, most first.
        deals: Deals that move cash in the world.
        deals_left_out: Deals known that move none, with reasons.
        used_ids: Facts used, in the order of the ledger.
    """

    as_of: str
    fingerprint: str
    facts_known: int
    facts_used: int
    by_grade: dict[str, int]
    deals_by_grade: dict[str, int]
    fills: tuple[Fill, ...]
    choices: tuple[Choice, ...]
    choices_known: tuple[Choice, ...]
    newest: Fact | DealFact
    published_later: tuple[str, ...]
    publishers: tuple[tuple[str, int], ...]
    deals: tuple[DealFact, ...]
    deals_left_out: tuple[LeftOut, ...]
    used_ids: tuple[str, ...]

    def largest_publishers(self, number: int) -> tuple[tuple[str, int], ...]:
        """The publishers of most rows used."""
        return self.publishers[:number]


@dataclasses.dataclass(frozen=True)
class FitSheet:
    """Highlights of a fit's datasheet.

    Attributes:
        name: Name of the fit, its last month of data.
        says: What it is, in a sentence.
        as_of: Day on which everything it rests on was known.
        until: Last month of the data.
        method: How it was searched.
        free_parameters: Numbers that were free.
        determined: How many of them the record determines.
        figures: Dated figures it was held against.
        figures_met: Those it meets within their bands.
        runs_of_the_model: Runs the search took.
        set_parameters: Numbers that the fit sets.
    """

    name: str
    says: str
    as_of: str
    until: str
    method: str
    free_parameters: int
    determined: float
    figures: int
    figures_met: int
    runs_of_the_model: int
    set_parameters: int


@dataclasses.dataclass(frozen=True)
class RunSources:
    """What a run rests on.

    Attributes:
        version: Version of the package that made it.
        scenario: Name of the scenario.
        seed: Seed of its draws; `none` without draws.
        as_of: Day of knowledge.
        fingerprint: Of the facts.
        first: First month, YYYY-MM.
        last: Last month.
        largest_residual: Largest imbalance of any identity over its gross flow.
        health: Health in words.
        fit: The fit its parameters come from; `None` where they are starting values.
        world: What its world rests on.
    """

    version: str
    scenario: str
    seed: str
    as_of: str
    fingerprint: str
    first: str
    last: str
    largest_residual: float
    health: str
    fit: FitSheet | None
    world: WorldSources


def facts_behind(world: World, ledger: Ledger | None = None) -> WorldSources:
    """Facts, assumptions, choices and deals that a world rests on.

    Args:
        world: From `load_world`.
        ledger: The ledger it was built from, overlay included; the shipped one where it is left out.
    Errors:
        InputError where the ledger, as known on the world's day, is not the world's.
    Source:
        references that the world's builders keep with every number.
    Leaves out:
        facts that declared parameters and fitted figures cite; they belong to the model, not to the world.
    """
    from wattstreet.ledger.ledger import load_ledger

    complete = load_ledger() if ledger is None else ledger
    known = complete.as_of(world.as_of)
    if (fingerprint := known.fingerprint()) != world.ledger_fingerprint:
        raise InputError(
            "this world was built from other facts",
            key="ledger", value=fingerprint, allowed=world.ledger_fingerprint,
            suggestion="hand over the ledger with the world's overlay: load_ledger(overlay=…)",
        )  # fmt: skip
    references = {reference for number in _numbers(world) for reference in number.references}
    named = {reference.removeprefix(FACT) for reference in references if reference.startswith(FACT)}
    facts = [fact for fact in complete.facts.values() if fact.id in named]
    deals = tuple(known.deals[deal.id] for deal in world.deals)
    rows: list[Fact | DealFact] = [*facts, *deals]
    publishers = Counter(row.source.publisher or "unnamed" for row in rows)
    return WorldSources(
        as_of=world.as_of,
        fingerprint=world.ledger_fingerprint,
        facts_known=len(known.facts),
        facts_used=len(facts),
        by_grade={grade: sum(fact.grade == grade for fact in facts) for grade in GRADES},
        deals_by_grade={grade: sum(deal.grade == grade for deal in deals) for grade in GRADES},
        fills=world.fills,
        choices=tuple(complete.choices[fact.id] for fact in facts if fact.id in complete.choices),
        choices_known=tuple(known.choices.values()),
        newest=max(rows, key=lambda row: (row.known_from, row.id)),
        published_later=tuple(fact.id for fact in facts if fact.id not in known.facts),
        publishers=tuple(sorted(publishers.items(), key=lambda pair: (-pair[1], pair[0]))),
        deals=deals,
        deals_left_out=world.deals_left_out,
        used_ids=tuple(fact.id for fact in facts),
    )


def sources_of_run(run: xr.Dataset) -> RunSources:
    """What a run rests on, off its attributes and its world.

    Args:
        run: A run or an ensemble, fresh or read back.
    Errors:
        InputError for a run whose facts or fit are not at hand.
    """
    attrs = run.attrs
    months = run["month"].values
    return RunSources(
        version=str(attrs["version"]),
        scenario=str(attrs["scenario"]),
        seed=str(attrs["seed"]),
        as_of=str(attrs["as_of"]),
        fingerprint=str(attrs["facts_fingerprint"]),
        first=str(months[0])[:7],
        last=str(months[-1])[:7],
        largest_residual=float((run["largest_residual"] if "member" in run.dims else run["residual"]).max()),
        health=str(attrs["health_words"]),
        fit=None if attrs["fit"] == "none" else fit_sheet(fit_named(str(attrs["fit"]))),
        world=facts_behind(world_of(run)),
    )


def fit_sheet(fit: Fit) -> FitSheet:
    """Highlights of a fit's datasheet.

    Errors:
        InputError for a datasheet without them.
    """
    sheet = fit.datasheet
    try:
        met, _, of = str(sheet["figures"]["met"]).partition(" of ")
        return FitSheet(
            name=fit.name,
            says=fit.says,
            as_of=fit.as_of,
            until=fit.until,
            method=str(sheet["method"]),
            free_parameters=int(sheet["free_parameters"]),
            determined=float(sheet["parameters_the_record_determines"]),
            figures=int(of),
            figures_met=int(met),
            runs_of_the_model=int(sheet["runs_of_the_model"]),
            set_parameters=len(fit.parameters),
        )
    except (KeyError, ValueError) as error:
        raise InputError(
            "a fit's datasheet lacks a highlight", key=fit.name, value=error, allowed=", ".join(fits())
        ) from None


def _numbers(part: Any) -> Iterator[Quantity]:
    """Every number of a world, whatever record it stands in."""
    if isinstance(part, Quantity):
        yield part
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from _numbers(getattr(part, field.name))
    elif isinstance(part, dict):
        for inner in part.values():
            yield from _numbers(inner)
    elif isinstance(part, (tuple, list)):
        for inner in part:
            yield from _numbers(inner)
