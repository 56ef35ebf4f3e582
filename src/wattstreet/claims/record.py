"""The record beside a claim file: what each verdict was, and on which figures, so that a change is seen."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wattstreet.claims.arithmetic import Desk
from wattstreet.claims.shelf import LIBRARY, read_plain_yaml
from wattstreet.claims.verdicts import Verdict
from wattstreet.core.errors import InputError
from wattstreet.ledger.schema import DealFact, Fact

HEAD = "# Verdicts as recorded, and the figures they rest on. Written by `wattstreet check --record`.\n"


@dataclasses.dataclass(frozen=True)
class Change:
    """Something that is no longer as it was recorded.

    Attributes:
        claim: Id of the claim.
        what: `verdict`, or the id of a fact.
        was: As recorded; empty where nothing was.
        now: As it is.
    """

    claim: str
    what: str
    was: str
    now: str

    @property
    def is_verdict(self) -> bool:
        """Whether the verdict itself changed."""
        return self.what == "verdict"


def record_file(source: str | Path | None) -> Path:
    """Where the record of a claim file stands: beside it."""
    if source is None:
        return LIBRARY / "recorded.yaml"
    return Path(source).with_suffix(".recorded.yaml")


def recorded(verdicts: Iterable[Verdict], desk: Desk) -> dict[str, Any]:
    """The record of verdicts: each with the figures behind it."""
    return {
        verdict.id: {
            "verdict": verdict.verdict,
            **({"facts": found} if (found := _figures(verdict, desk)) else {}),
        }
        for verdict in verdicts
    }


def _figures(verdict: Verdict, desk: Desk) -> dict[str, str]:
    return {
        identifier: _figure(desk.ledger.get(identifier))
        for identifier in sorted(set(verdict.evidence.values()))
    }


def _figure(row: Fact | DealFact) -> str:
    """A row's figure and range as one text."""
    if isinstance(row, Fact):
        return f"{row.value:.10g} {row.unit} ({row.interval.low:.10g} to {row.interval.high:.10g})"
    return f"{row.value_usd:.10g} usd" if row.value_usd is not None else f"announced {row.announced}"


def write_record(file: Path, record: Mapping[str, Any]) -> None:
    """Write a record, keeping what it holds of claims that were not judged this time.

    Errors:
        InputError if the disk refuses.
    """
    import yaml

    kept = read_record(file) if file.exists() else {}
    try:
        file.write_text(HEAD + yaml.safe_dump({**kept, **record}, allow_unicode=True), encoding="utf-8")
    except OSError as error:
        raise InputError("the record cannot be written", file=file, value=error.strerror) from None


def read_record(file: Path) -> dict[str, Any]:
    """A record as it was written; empty where there is none.

    Errors:
        InputError for a file that is no record.
    """
    if not file.exists():
        return {}
    content = read_plain_yaml(file)
    if not isinstance(content, dict) or not all(isinstance(one, dict) for one in content.values()):
        raise InputError(
            "this is no record of verdicts", file=file, suggestion="write it again with --record"
        )
    return content


def changes(record: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """What differs from the record: verdicts, and figures that were corrected since."""
    found = []
    for name, one in now.items():
        if name not in record:
            continue
        before = record[name]
        if before.get("verdict") != one["verdict"]:
            found.append(Change(name, "verdict", str(before.get("verdict", "")), one["verdict"]))
        old, new = before.get("facts") or {}, one.get("facts") or {}
        found += [
            Change(name, fact, str(old.get(fact, "")), str(new.get(fact, "")))
            for fact in sorted({*old, *new})
            if old.get(fact) != new.get(fact)
        ]
    return found
