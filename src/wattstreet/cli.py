"""The command line: parse, call one function, print."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from wattstreet.core.errors import InputError, WattstreetError, unknown
from wattstreet.core.progress import progress

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Simulate the AI build-out month by month: capital, compute, power, conviction, economy.",
)

AsJson = Annotated[bool, typer.Option("--json", help="Print the same for machines.")]
AsOf = Annotated[str, typer.Option("--as-of", help="Day whose knowledge counts, YYYY-MM-DD.")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Set a declared parameter; may be repeated."),
]
Until = Annotated[str, typer.Option(help="Last month, YYYY-MM.")]
Seed = Annotated[
    int | None,
    typer.Option(help="Seed of the draws; without one a run has no noise, and an ensemble takes 0."),
]
Language = Annotated[str, typer.Option("--lang", help="Language of the answer: en or zh.")]
Overlay = Annotated[Path | None, typer.Option(help="Folder of your own fact rows, which replace or add.")]
AS_OF, UNTIL = "2025-11-20", "2035-12"


def main() -> None:
    """Run the command line; bad input ends with one message and exit code 2."""
    try:
        # without its own main, typer hands an exit code back
        if code := app(standalone_mode=False):
            sys.exit(code)
    except InputError as error:
        _leave(error, 2)
    except WattstreetError as error:
        _leave(error, 1)
    except typer.Exit as left:
        sys.exit(left.exit_code)
    except typer.Abort:
        sys.exit(130)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        print(f"error: {error.format_message()}", file=sys.stderr)  # type: ignore[attr-defined]
        sys.exit(2)


def _leave(error: WattstreetError, code: int) -> None:
    print(f"error: {error}", file=sys.stderr)
    sys.exit(code)


def _asked(source: str, as_of: str, sets: list[str] | None, overlay: Path | None) -> tuple[Any, Any]:
    """World and scenario, with progress."""
    from wattstreet.casebook.edits import edits_of
    from wattstreet.casebook.shelf import scenario

    edits = edits_of(sets or [])
    chosen = scenario(source).edited(edits)
    with progress("reading facts"):
        from wattstreet.world.build import load_world

        return load_world(as_of=as_of, overlay=overlay), chosen


def _simulate(
    source: str, as_of: str, until: str, sets: list[str] | None, seed: int | None, overlay: Path | None
) -> Any:
    """World, scenario and run, with progress."""
    world, chosen = _asked(source, as_of, sets, overlay)
    with progress(f"running {chosen.name} (the first run on a machine also compiles)"):
        from wattstreet.batch.single import run

        return run(world, chosen, until=until, rng=seed)


def _simulate_many(world: Any, scenario: Any, members: int, draws: str, seed: int, until: str) -> Any:
    """An ensemble, counting its members on the error stream."""
    from wattstreet.batch.members import ensemble

    def count(done: int, wanted: int) -> None:
        if 10 * done // wanted > 10 * (done - 1) // wanted:
            print(f" {done}", end="", file=sys.stderr, flush=True)

    with progress(f"drawing {members} members of {scenario.name} (the first on a machine also compiles)"):
        return ensemble(world, scenario, members=members, rng=seed, draws=draws, until=until, progress=count)


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Name of a shipped scenario, or a YAML file.")] = "baseline",
    out: Annotated[Path | None, typer.Option(help="Folder for the answer and every series.")] = None,
    report: Annotated[bool, typer.Option("--report", help="Make the report of it too; needs --out.")] = False,
    as_json: AsJson = False,
    sets: Sets = None,
    until: Until = UNTIL,
    as_of: AsOf = AS_OF,
    seed: Seed = None,
    overlay: Overlay = None,
    members: Annotated[int | None, typer.Option(help="Draw an ensemble of this many members.")] = None,
    draws: Annotated[
        str | None, typer.Option(help="What an ensemble draws: prior (default) or noise.")
    ] = None,
) -> None:
    """Simulate a scenario, once or many times over, and print the answer."""
    from wattstreet.batch.folder import REPORT, SERIES, check_writable, save_run

    if out is not None:
        check_writable(out)
    elif report:
        raise InputError("a report needs a place", key="--report", suggestion=f"add --out out/{scenario}")
    if members is None and draws is not None:
        raise InputError(
            "--draws is of an ensemble", key="--draws", value=draws, suggestion="add --members 500"
        )
    if members is None:
        dataset = _simulate(scenario, as_of, until, sets, seed, overlay)
        from wattstreet.analysis.answer import record, text
    else:
        from wattstreet.batch.members import check_ensemble

        draws, seed = draws or "prior", seed or 0
        check_ensemble(members, seed, draws)
        world, chosen = _asked(scenario, as_of, sets, overlay)
        dataset = _simulate_many(world, chosen, members, draws, seed, until)
        from wattstreet.analysis.ensembles import record, text

    # written before anything is printed, so that a reader who stops listening loses nothing
    found = record(dataset) if as_json or out is not None else {}
    if out is not None:
        save_run(dataset, out, found)
    print(json.dumps(found, indent=1) if as_json else text(dataset))
    aside = sys.stderr if as_json else sys.stdout
    if out is not None and report:
        print(f"report: {_write_report(dataset, out, out / REPORT, None, overlay)}", file=aside)
    elif out is not None:
        print(f"series: {out / SERIES} (`wattstreet report {out}` makes the page)", file=aside)


def _write_report(dataset: Any, where: Path, file: Path, against: str | None, overlay: Path | None) -> Path:
    """Make the report of a run and write it."""
    from wattstreet.report.html import page_of, write_page
    from wattstreet.report.make import make_report

    with progress("making the report"):
        return write_page(page_of(make_report(dataset, where, against, overlay)), file)


@app.command()
def report(
    what: Annotated[str, typer.Argument(help="Folder written by `run --out`, or a scenario to run.")],
    against: Annotated[
        str | None,
        typer.Option(help="Scenario or folder to set it against; baseline unless it is one itself."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write; report.html in the folder of the run otherwise.")
    ] = None,
    overlay: Overlay = None,
) -> None:
    """Make one HTML page of a run: the answer, the pictures, the record, and how far to trust them."""
    from wattstreet.batch.folder import REPORT, check_writable, load_run
    from wattstreet.casebook.shelf import scenario
    from wattstreet.report.html import check_page

    if Path(what).suffix == ".nc" or ("/" in what and not Path(what).exists()):
        raise InputError(
            "no run and no scenario here",
            key="what", value=what, suggestion="name the folder that `run --out` wrote, or a scenario",
        )  # fmt: skip
    folder = Path(what) if Path(what).is_dir() else Path("out") / Path(what).stem
    file = out or folder / REPORT
    check_page(file)
    if against is not None and not Path(against).is_dir():
        scenario(against)  # an unknown name is told before anything runs
    if Path(what).is_dir():
        dataset = load_run(folder)
    else:
        check_writable(folder)
        run(what, out=folder, overlay=overlay)
        dataset = load_run(folder)
    print(f"report: {_write_report(dataset, folder, file, against, overlay)}")


@app.command()
def scenarios(as_json: AsJson = False) -> None:
    """List the shipped scenarios."""
    from wattstreet.casebook.shelf import scenarios as listed
    from wattstreet.ledger.text import columns

    found = listed()
    print(
        json.dumps(found, indent=1)
        if as_json
        else "\n".join(columns([(name, says) for name, says in found.items()]))
    )


@app.command()
def facts(
    text: Annotated[str | None, typer.Argument(help="Id of a fact, or text to search for.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only this firm, region, chip …")] = None,
    quantity: Annotated[str | None, typer.Option(help="Only this quantity.")] = None,
    grade: Annotated[str | None, typer.Option(help="Only this grade: A, B, C or D.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Only what was known on this day.")] = None,
    overlay: Overlay = None,
    as_json: AsJson = False,
) -> None:
    """List, search and show facts with their sources."""
    from wattstreet.ledger.ledger import load_ledger
    from wattstreet.ledger.text import fact_json, facts_text

    ledger = load_ledger(overlay=overlay)
    ledger = ledger if as_of is None else ledger.as_of(as_of)
    found = ledger.search(text, subject=subject, quantity=quantity, grade=grade)
    print(json.dumps([fact_json(one) for one in found], indent=1) if as_json else facts_text(found, ledger))


@app.command()
def world(
    what: Annotated[str | None, typer.Argument(help="Firm, region or deal to show whole.")] = None,
    fills: Annotated[
        bool, typer.Option("--fills", help="Every assumption that stands where no fact does.")
    ] = False,
    as_of: AsOf = AS_OF,
    overlay: Overlay = None,
    as_json: AsJson = False,
) -> None:
    """Show the world a run starts from."""
    from wattstreet.world.build import load_world
    from wattstreet.world.summary import (
        fill_records,
        fills_text,
        one_record,
        one_text,
        world_records,
        world_text,
    )

    found = load_world(as_of=as_of, overlay=overlay)
    if what is not None:
        print(json.dumps(one_record(found, what), indent=1) if as_json else one_text(found, what))
    elif as_json:
        print(json.dumps(fill_records(found) if fills else world_records(found), indent=1))
    else:
        print(fills_text(found) if fills else world_text(found))


@app.command()
def show(
    what: Annotated[str, typer.Argument(help="Folder written by `run --out`, or a scenario to run.")],
    series: Annotated[
        str | None, typer.Argument(help="Series to print by year; without one, all are listed.")
    ] = None,
    pick: Annotated[
        list[str] | None, typer.Option(help="AXIS=LABEL, such as firm=openai; may be repeated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show series of a run, from its folder or afresh."""
    from wattstreet.analysis.pages import series_list, series_table
    from wattstreet.batch.folder import load_run

    dataset = load_run(Path(what)) if Path(what).is_dir() else _simulate(what, AS_OF, UNTIL, None, None, None)
    if series is None:
        print(json.dumps(series_list(dataset), indent=1) if as_json else _listing(series_list(dataset)))
        return
    if series not in dataset:
        raise unknown("series", series, [str(name) for name in dataset.data_vars])
    table = series_table(dataset, series, pick or [])
    print(json.dumps(table, indent=1) if as_json else _listing(table))


def _listing(rows: list[dict[str, Any]]) -> str:
    from wattstreet.ledger.text import columns

    return "\n".join(columns([tuple(rows[0]), *(tuple(str(cell) for cell in row.values()) for row in rows)]))


@app.command()
def compare(
    first: Annotated[str, typer.Argument(help="Scenario, or folder of a run, compared with.")],
    second: Annotated[str, typer.Argument(help="Scenario, or folder of a run, with the edits.")],
    as_json: AsJson = False,
    sets: Sets = None,
    until: Until = UNTIL,
    as_of: AsOf = AS_OF,
    seed: Seed = None,
    overlay: Overlay = None,
) -> None:
    """Say what changes from one scenario to another, and why."""
    from wattstreet.batch.folder import load_run
    from wattstreet.casebook.shelf import scenario

    for one in (first, second):  # both names are known before anything runs
        if not Path(one).is_dir():
            scenario(one)
    a, b = (
        load_run(Path(one)) if Path(one).is_dir() else _simulate(one, as_of, until, sets, seed, overlay)
        for one in (first, second)
    )
    from wattstreet.analysis.differences import compare as compared
    from wattstreet.analysis.pages import comparison_record, comparison_text

    with progress("running every edit alone"):
        found = compared(a, b)
    print(json.dumps(comparison_record(found), indent=1) if as_json else comparison_text(found))


@app.command()
def hindcast(
    out: Annotated[Path | None, typer.Option(help="Folder to write hindcast.md to.")] = None,
    as_json: AsJson = False,
    until: Annotated[str, typer.Option(help="Score what had happened by the end of this month.")] = "2025-12",
    overlay: Overlay = None,
) -> None:
    """Set the past beside the record: every dated figure, 2025 held out, what was told, the outlook."""
    from wattstreet.analysis.hindcast import check_scored_month, make_hindcast
    from wattstreet.analysis.hindcast_pages import (
        check_folder,
        hindcast_page,
        hindcast_record,
        hindcast_text,
        save_page,
    )

    check_scored_month(until)
    if out is not None:
        check_folder(out)
    with progress("running the baseline and the held-out fit"):
        found = make_hindcast(until, overlay)
    page = None if out is None else save_page(out, hindcast_page(found))
    print(json.dumps(hindcast_record(found), indent=1) if as_json else hindcast_text(found))
    if page is not None:
        print(f"page: {page}", file=sys.stderr if as_json else sys.stdout)


@app.command()
def energy(
    expression: Annotated[str, typer.Argument(help="Such as '2.5e9 queries/day * 18 Wh', or '45 GWh/day'.")],
    as_json: AsJson = False,
    language: Language = "en",
) -> None:
    """Say what an energy or a power is: per day, on average, in reactors, homes and cars."""
    from wattstreet.quantities.command import energy_answer
    from wattstreet.words.catalogue import check_language

    check_language(language)
    found = energy_answer(expression)
    print(json.dumps(found.record(), indent=1, ensure_ascii=False) if as_json else found.text(language))


@app.command()
def check(
    source: Annotated[Path | None, typer.Argument(help="Your claim file; shipped claims without.")] = None,
    explain: Annotated[str | None, typer.Option(metavar="ID", help="One claim, step by step.")] = None,
    model: Annotated[bool, typer.Option("--model", help="Also run what claims of the loop need.")] = False,
    language: Language = "en",
    as_of: Annotated[str | None, typer.Option(help="Judge by what was known on this day.")] = None,
    overlay: Overlay = None,
    out: Annotated[Path | None, typer.Option(help="HTML page to write, with pictures and evidence.")] = None,
    record: Annotated[bool, typer.Option("--record", help="Record verdicts beside the file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check claims by their arithmetic; exit code 1 if a verdict is not the recorded one."""
    from wattstreet.claims.command import Asked, checked
    from wattstreet.report.html import check_page

    if out is not None:
        check_page(out)
    asked = Asked(source, explain, model, language, as_of, overlay, record)
    with progress("running draws of the model") if asked.runs_model else nullcontext():
        found = checked(asked)
    print(json.dumps(found.machine(), indent=1, ensure_ascii=False) if as_json else found.text())
    for line in found.told_changes():
        print(line, file=sys.stderr)
    if out is not None:
        from wattstreet.report.claims_page import claims_report
        from wattstreet.report.html import page_of, write_page

        page = claims_report(found.verdicts, found.claims, found.desk, found.changes)
        print(f"page: {write_page(page_of(page), out)}", file=sys.stderr)
    if any(one.is_verdict for one in found.changes):
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
