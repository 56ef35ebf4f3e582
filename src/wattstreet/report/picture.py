"""A picture with its words: what it finds, how it is read, what it shows to those who cannot see it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from wattstreet.words.say import Sayable, Words

if TYPE_CHECKING:
    import plotly.graph_objects as go

WIDE = 720
"""Width in CSS pixels from which a picture is drawn wide."""
INNER_WIDE, INNER_NARROW = 860, 345
"""Pixels across that a wide and a narrow picture may count on when words are fitted in."""


@dataclasses.dataclass(frozen=True)
class Table:
    """The numbers behind a picture.

    Attributes:
        heads: Names of the columns.
        rows: Cells by row, one for each head.
    """

    heads: tuple[Sayable, ...]
    rows: tuple[tuple[Sayable, ...], ...]


@dataclasses.dataclass(frozen=True)
class Picture:
    """A figure and what is said around it.

    Attributes:
        name: Anchor and file name.
        title: The finding, taken from the numbers.
        caption: How to read it, in which units, from which series.
        alt: What it shows, with the main numbers, for those who cannot see it.
        figure: Language → figure in the light theme.
        table: The numbers behind it.
        narrow: Language → figure for columns below `WIDE`; the wide figure serves both where `None`.
    """

    name: str
    title: Words
    caption: Words
    alt: Words
    figure: Callable[[str], go.Figure]
    table: Table
    narrow: Callable[[str], go.Figure] | None = None

    def drawn(self, language: str, narrow: bool = False) -> go.Figure:
        """The figure for a column of text."""
        return self.narrow(language) if narrow and self.narrow is not None else self.figure(language)
