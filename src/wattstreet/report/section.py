"""What a report is made of: sections of paragraphs, points, tables and pictures."""

from __future__ import annotations

import dataclasses
from typing import TypeAlias

from wattstreet.report.picture import Picture, Table
from wattstreet.words.say import Words


@dataclasses.dataclass(frozen=True)
class Points:
    """Sentences one below the other.

    Attributes:
        points: The sentences.
        style: `answer` for those that matter most, else `plain`.
    """

    points: tuple[Words, ...]
    style: str = "plain"


@dataclasses.dataclass(frozen=True)
class Titled:
    """A table of its own, outside a picture.

    Attributes:
        title: What it lists.
        table: The table.
        folded: Closed until the reader opens it.
    """

    title: Words
    table: Table
    folded: bool = False


Block: TypeAlias = Words | Points | Titled | Picture


@dataclasses.dataclass(frozen=True)
class Section:
    """A part of a report under one heading.

    Attributes:
        name: Anchor.
        heading: Its heading.
        blocks: What it holds, in order; words alone are a paragraph.
    """

    name: str
    heading: Words
    blocks: tuple[Block, ...]


@dataclasses.dataclass(frozen=True)
class Report:
    """A whole report, in no language yet.

    Attributes:
        kicker: A line above the headline: which run this is.
        headline: The finding.
        standfirst: What the scenario supposes.
        sections: Its parts.
        footer: What the page rests on, in a line.
    """

    kicker: Words
    headline: Words
    standfirst: Words
    sections: tuple[Section, ...]
    footer: Words
