"""What a claim file may hold; unknown keys are errors with a suggestion."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from wattstreet.core.errors import InputError, unknown

VERDICTS = (
    "holds", "roughly_holds", "wrong_magnitude", "wrong_unit", "outdated", "fails", "disputed", "opinion",
    "not_checkable",
)  # fmt: skip
"""Every verdict, from what holds to what nobody can tell."""
BY_HAND = ("holds", "roughly_holds", "fails", "disputed", "opinion", "not_checkable")
"""Verdicts that a person may give, with the reason; the others say how far off a number is."""
TOPICS = ("markets", "firms", "growth", "energy", "grid", "deals", "belief", "china", "own")
"""Parts of the library; `own` is for everybody else's files."""
AMOUNT_PREDICATES = ("about", "at least", "at most")
DATE_PREDICATES = ("during", "before", "after")
NAME = re.compile(r"^[^{}\n:]{1,60}$")
DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
"""A year, a month or a day."""


class Strict(BaseModel):
    """Frozen record that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("a day is written YYYY-MM-DD, such as 2025-11-20") from None
    return text


class Use(Strict):
    """Where a named quantity comes from: a fact, a deal, another claim, or runs of the model."""

    fact: str | None = None
    deal: str | None = None
    claim: str | None = None
    take: str | None = None
    run: str | None = None
    series: str | None = None
    at: str | None = None

    @model_validator(mode="after")
    def _check_one(self) -> Use:
        named = [name for name in ("fact", "deal", "claim", "run") if getattr(self, name) is not None]
        if len(named) != 1:
            raise ValueError("a use names one of: fact, deal, claim, run")
        if self.run is not None and (self.series is None or self.at is None):
            raise ValueError("a use of a run names its series and the month, year or `ever` it is read at")
        if self.run is None and (self.series or self.at):
            raise ValueError("series and at belong to a use of a run")
        return self


class Side(Strict):
    """A part of the claim that does not carry it: a date, a detail."""

    claimed: str
    predicate: str = "about"
    found: str
    tolerance: float = Field(0.05, ge=0, le=1)

    @field_validator("predicate")
    @classmethod
    def _check_predicate(cls, text: str) -> str:
        return _predicate(text)


class Happens(Strict):
    """What has to happen in a run for a claim about a mechanism to hold; see `claims.happenings`."""

    predicate: str
    series: str
    other: str | None = None
    falls: float | None = Field(None, gt=0, le=1)
    rises: float | None = Field(None, gt=0)
    within: int | None = Field(None, ge=1, le=200)
    after: int | None = Field(None, ge=1, le=200)
    by: float | None = Field(None, ge=0)
    above: float | None = None
    below: float | None = None
    start: str | None = Field(None, alias="from")
    until: str | None = None
    months: float | None = Field(None, ge=0, le=1)


class Ensemble(Strict):
    """A mechanism, looked for in the draws of a scenario beside the same draws of another."""

    scenario: str
    beside: str = "baseline"
    happens: Happens
    members: int = Field(100, ge=20, le=1000)


class Source(Strict):
    """Where something was read that is no number of the ledger."""

    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    date: str = ""
    url: str = ""


class ByHand(Strict):
    """A verdict a person gave, because the claim is no arithmetic."""

    verdict: str
    sources: tuple[Source, ...] = ()

    @field_validator("verdict")
    @classmethod
    def _check_verdict(cls, text: str) -> str:
        if text not in BY_HAND:
            raise ValueError(f"by hand a verdict is one of: {', '.join(BY_HAND)}")
        return text


def _predicate(text: str) -> str:
    known = (*AMOUNT_PREDICATES, *DATE_PREDICATES)
    if text not in known:
        raise ValueError(f"a predicate is one of: {', '.join(known)}")
    return text


Name = Annotated[str, Field(pattern=NAME.pattern, min_length=1, max_length=60)]


class Claim(Strict):
    """One claim: what is said, and the arithmetic that decides it.

    Attributes:
        id: Its name.
        ref: Its number in the argument it comes from.
        topic: Part of the library.
        says: The claim in our words.
        said: Day it was made.
        why: What a reader should know beside the arithmetic; the reason of a verdict by hand.
        uses: Name → fact, deal, other claim or run.
        steps: Name → expression over the names before it.
        claimed: What is claimed: an expression, or a year, month, day or `from/until` of them.
        predicate: How claimed and found are compared.
        found: What the facts come to.
        camps: Reading → what is found by it, where sources disagree by definition and not by error.
        also: Other readings, shown and not judged.
        earlier: What was true before, so that a claim can be out of date.
        sides: Parts that do not carry the claim.
        tolerance: Share by which claimed and found may differ and the claim still holds.
        roughly: Share by which they may differ and it holds roughly.
        shown_in: Unit in which both are shown; `%` for shares.
        model: A mechanism to look for in an ensemble.
        by_hand: A verdict that is not computed.
        zh: Chinese of `says`, `why` and of every name.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    ref: str | None = None
    topic: str = "own"
    says: str = Field(min_length=1, max_length=500)
    said: str | None = None
    why: str = ""
    uses: dict[Name, Use] = {}
    steps: dict[Name, str] = {}
    claimed: str | None = None
    predicate: str = "about"
    found: str | None = None
    camps: dict[Name, str] = {}
    also: dict[Name, str] = {}
    earlier: str | None = None
    sides: dict[Name, Side] = {}
    tolerance: float = Field(0.05, ge=0, le=1)
    roughly: float = Field(0.25, ge=0, le=2)
    shown_in: str | None = None
    model: Ensemble | None = None
    by_hand: ByHand | None = None
    zh: dict[str, str] = {}

    @field_validator("uses", mode="before")
    @classmethod
    def _read_uses(cls, uses: Any) -> Any:
        """A bare text is the id of a fact."""
        if not isinstance(uses, dict):
            return uses
        return {name: {"fact": use} if isinstance(use, str) else use for name, use in uses.items()}

    @field_validator("said")
    @classmethod
    def _check_said(cls, text: str | None) -> str | None:
        return None if text is None else _day(text)

    @field_validator("predicate")
    @classmethod
    def _check_predicate(cls, text: str) -> str:
        return _predicate(text)

    @field_validator("topic")
    @classmethod
    def _check_topic(cls, text: str) -> str:
        if text not in TOPICS:
            raise ValueError(f"a topic is one of: {', '.join(TOPICS)}")
        return text

    @model_validator(mode="after")
    def _check_way(self) -> Claim:
        ways = [self.claimed is not None, self.model is not None, self.by_hand is not None]
        if sum(ways) != 1:
            raise ValueError("a claim is decided in one way: claimed with found or camps, model, or by_hand")
        if self.claimed is not None and (self.found is None) == (not self.camps):
            raise ValueError("beside claimed stands either found or camps")
        if self.by_hand is not None and not self.why:
            raise ValueError("a verdict by hand says why")
        twice = set(self.uses) & set(self.steps)
        if twice:
            raise ValueError(f"a name stands in uses and in steps: {min(twice)}")
        return self

    @property
    def needs_model(self) -> bool:
        """Whether runs have to be made to decide it."""
        return self.model is not None or any(use.run is not None for use in self.uses.values())

    def text(self, english: str, key: str, language: str) -> str:
        """A text of the claim in a language; its English where it was not translated."""
        return self.zh.get(key, english) if language == "zh" else english


def parse_claim(content: Any, file: str, number: int) -> Claim:
    """A claim from one entry of a file.

    Errors:
        InputError naming file, claim, key, value, what is allowed and a suggestion.
    """
    if not isinstance(content, dict):
        raise InputError("a claim holds keys and values", file=file, key=number, value=type(content).__name__)
    where = _shown(content.get("id", f"number {number}"))
    try:
        return Claim.model_validate(content)
    except ValidationError as error:
        raise _first_problem(error, file, where) from None


def _first_problem(error: ValidationError, file: str, claim: str | None) -> InputError:
    """The first thing wrong, in our words."""
    # a misspelt key also makes the right one missing: what was written comes before what was not
    problem = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    place = [str(part) for part in problem["loc"] if part != "[key]"]
    key = ": ".join([str(claim), ".".join(place)]) if place else claim
    if problem["type"] == "extra_forbidden":
        return unknown("key", place[-1], _keys_at(place), file=file, key=key)
    said = problem["msg"].removeprefix("Value error, ")
    value = _shown(problem["input"])
    hint = f'put it in quotation marks: "{value}"' if isinstance(problem["input"], date) else None
    if problem["type"] == "missing":
        said, value = "a key is missing", None
    return InputError(f"bad claim: {said}", file=file, key=key, value=value, suggestion=hint)


def _shown(value: object) -> str | None:
    """A value as an error repeats it; nothing of what holds more than it says."""
    if isinstance(value, dict):
        return None
    try:
        return str(value)[:60]
    except ValueError:
        return "a number of thousands of digits"


def _keys_at(place: list[str]) -> list[str]:
    """Keys that the record at this place knows."""
    records: dict[str, type[Strict]] = {
        "uses": Use,
        "sides": Side,
        "model": Ensemble,
        "by_hand": ByHand,
        "happens": Happens,
        "sources": Source,
    }
    record = next((records[part] for part in reversed(place[:-1]) if part in records), Claim)
    return [field.alias or name for name, field in record.model_fields.items()]
