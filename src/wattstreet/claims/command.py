"""`wattstreet check`: which claims are asked for, what they come to, and what changed since then."""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path
from typing import Any

from wattstreet.claims import pages
from wattstreet.claims.arithmetic import Desk
from wattstreet.claims.judge import desk_of, verdicts
from wattstreet.claims.record import Change, changes, read_record, record_file, recorded, write_record
from wattstreet.claims.schema import Claim
from wattstreet.claims.shelf import claims_of, named
from wattstreet.claims.verdicts import Verdict
from wattstreet.core.errors import InputError
from wattstreet.words.catalogue import check_language
from wattstreet.words.speak import speak


@dataclasses.dataclass(frozen=True)
class Asked:
    """What the command line asks.

    Attributes:
        source: A claim file; the shipped library when `None`.
        explain: Id or number of the one claim to explain.
        model: Whether claims that need runs are decided.
        language: `en` or `zh`.
        as_of: Day whose knowledge counts.
        overlay: Folder of the user's own facts.
        record: Whether the verdicts are recorded.
    """

    source: Path | None
    explain: str | None
    model: bool
    language: str
    as_of: str | None
    overlay: Path | None
    record: bool

    @functools.cached_property
    def claims(self) -> dict[str, Claim]:
        """The claims asked for, by id.

        Errors:
            InputError for a file, a claim, a language or options that do not go together.
        """
        check_language(self.language)
        if self.record and (self.as_of is not None or self.overlay is not None):
            raise InputError(
                "a record is of all the shipped facts",
                key="--record",
                suggestion="leave out --as-of and --overlay",
            )
        found = claims_of(self.source)
        if self.explain is None:
            return found
        one = named(found, self.explain)
        return {one.id: one}

    @property
    def runs_model(self) -> bool:
        """Whether runs have to be made: one claim explained is always decided."""
        return (self.model or self.explain is not None) and any(
            one.needs_model for one in self.claims.values()
        )


@dataclasses.dataclass(frozen=True)
class Checked:
    """What claims come to.

    Attributes:
        asked: What was asked.
        claims: By id.
        verdicts: By id; `None` where the model was not asked.
        desk: Where they were worked out.
        changes: What is not as it was recorded.
    """

    asked: Asked
    claims: dict[str, Claim]
    verdicts: dict[str, Verdict | None]
    desk: Desk
    changes: tuple[Change, ...]

    @property
    def judged(self) -> list[Verdict]:
        """The verdicts that were reached."""
        return [one for one in self.verdicts.values() if one is not None]

    def text(self) -> str:
        """A table of all, or one claim explained."""
        language = self.asked.language
        if self.asked.explain is not None:
            return pages.explained(self.judged[0], self.desk, language)
        return pages.table(self.verdicts, self.claims, language)

    def told_changes(self) -> list[str]:
        """What is not as it was recorded, a sentence each."""
        return [speak(pages.change_words(one), self.asked.language) for one in self.changes]

    def machine(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "verdicts": [pages.machine(one, self.asked.language) for one in self.judged],
            "not_asked": [name for name, verdict in self.verdicts.items() if verdict is None],
            "changes": [dataclasses.asdict(one) for one in self.changes],
        }


def checked(asked: Asked) -> Checked:
    """Check the claims asked for, and record them where that is asked.

    Errors:
        InputError for a claim that cannot be read or computed, or a record that cannot be written.
    """
    claims = asked.claims
    desk = desk_of(asked.source, asked.as_of, asked.overlay)
    found = verdicts(claims, desk, asked.runs_model)
    now = recorded((one for one in found.values() if one is not None), desk)
    file = record_file(asked.source)
    if asked.record:
        write_record(file, now)
    return Checked(asked, claims, found, desk, tuple(changes(read_record(file), now)))
