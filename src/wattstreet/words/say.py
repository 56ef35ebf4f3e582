"""Sentences as templates with values, so that they can be checked, traced and put into any language."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TypeAlias


@dataclasses.dataclass(frozen=True)
class Words:
    """A template in English, which is also its key in the catalogues, and the values in its braces.

    Attributes:
        template: Text with `{name}` for each value.
        values: What stands in the braces.
        shipped: Whether a catalogue has to know it; a user's own text is shown as written.
    """

    template: str
    values: Mapping[str, Sayable] = dataclasses.field(default_factory=dict, hash=False)
    shipped: bool = True


@dataclasses.dataclass(frozen=True)
class Number:
    """A number with its unit, written in the conventions of the reader.

    Attributes:
        value: The number, in `unit`.
        unit: Key of `numbers.SCALES`: `bn USD`, `GW`, `share`, …; `1` for a bare number.
        digits: Digits after the point; by size when `None`.
        signed: Whether a plus stands before a gain.
    """

    value: float
    unit: str = "1"
    digits: int | None = None
    signed: bool = False


@dataclasses.dataclass(frozen=True)
class Month:
    """A month, YYYY-MM."""

    month: str


@dataclasses.dataclass(frozen=True)
class Day:
    """A day, YYYY-MM-DD."""

    day: str


@dataclasses.dataclass(frozen=True)
class Told:
    """A text that its author wrote in both languages, such as a claim of a file.

    Attributes:
        english: As written in English.
        chinese: In Chinese; the English is shown where it is empty.
    """

    english: str
    chinese: str = ""


@dataclasses.dataclass(frozen=True)
class Listing:
    """Things in a row.

    Attributes:
        items: What is listed.
        join: `and`, `or`, `then`, `comma`, `semicolon` or `sentence`.
    """

    items: tuple[Sayable, ...]
    join: str = "and"


Sayable: TypeAlias = Words | Number | Month | Day | Told | Listing | str | int
"""What can be said; a `str` is a name or a command, never translated, an `int` a year or a plain count."""


def say(template: str, /, **values: Sayable) -> Words:
    """Words that every catalogue has to hold; the call is what extraction looks for."""
    return Words(template, values)


def as_shipped(text: str) -> Words:
    """Text of a declaration or a shipped file: translated where a catalogue knows it, else as written."""
    return Words(text, shipped=False)


def numbers_in(words: Sayable) -> list[Number]:
    """Every number in some words, in order."""
    if isinstance(words, Number):
        return [words]
    if isinstance(words, Words):
        return [number for value in words.values.values() for number in numbers_in(value)]
    if isinstance(words, Listing):
        return [number for item in words.items for number in numbers_in(item)]
    return []
