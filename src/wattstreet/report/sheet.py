"""What a picture is drawn on: plain traces and a layout, checked once when the figure is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from wattstreet.report.theme import template

if TYPE_CHECKING:
    import plotly.graph_objects as go

Margin: TypeAlias = tuple[int, int, int, int]
"""Pixels left, right, top and bottom of the panels."""


class Sheet:
    """A figure in the making.

    Plotly checks a whole figure at each note added to it; here the notes wait until all of them are there.

    Args:
        height: Pixels.
        margin: Left, right, top, bottom; pixels.
    """

    def __init__(self, height: int, margin: Margin) -> None:
        left, right, top, bottom = margin
        self.traces: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self.height, self.left, self.right, self.top, self.bottom = height, left, right, top, bottom
        self.layout: dict[str, Any] = {"autosize": True, "showlegend": False, "hovermode": "closest"}

    def add(self, kind: str, **fields: Any) -> None:
        """Add a trace: `scatter` or `bar`."""
        self.traces.append({"type": kind, **fields})

    def note(self, **fields: Any) -> None:
        """Words at a place, without an arrow."""
        self.notes.append({"showarrow": False, **fields})

    def shape(self, **fields: Any) -> None:
        """A line."""
        self.shapes.append(fields)

    def set(self, **fields: Any) -> None:
        """Fields of the layout."""
        self.layout |= fields

    def make_room(self, top: int = 0, bottom: int = 0) -> None:
        """So many pixels more above or below the panels, which keep their height."""
        self.height += top + bottom
        self.top += top
        self.bottom += bottom

    def figure(self) -> go.Figure:
        """The figure, in the light theme, as wide as its page."""
        import plotly.graph_objects as go

        margin = {"l": self.left, "r": self.right, "t": self.top, "b": self.bottom, "pad": 0}
        layout = {
            **self.layout, "template": template(), "height": self.height, "margin": margin,
            "annotations": self.notes, "shapes": self.shapes,
        }  # fmt: skip
        return go.Figure({"data": self.traces, "layout": layout})
