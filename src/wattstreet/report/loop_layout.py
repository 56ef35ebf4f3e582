"""Where the accounts and payments of the money loop stand: columns of bars, ribbons between them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from wattstreet.analysis.money_loop import Edge

COLUMNS = (
    ("investors", "lenders"),
    ("openai", "anthropic", "xai", "deepseek"),
    ("microsoft", "oracle", "coreweave", "meta", "amazon", "alphabet", "chinese-clouds"),
    ("nvidia", "other-chips"),
)
"""Accounts from left to right in the way the money goes, each column from top to bottom."""
COLUMN_OF = {name: column for column, names in enumerate(COLUMNS) for name in names}
BAR = 10
"""Width of an account's bar, pixels."""
LABEL = 20
"""Room above a bar for its name, pixels."""
THINNEST, LEAST = 1.0, 6.0
"""Pixels: the thinnest ribbon, the shortest bar."""
POINTS = 28
"""Points along a ribbon's curve."""
LANE_GAP, TURN = 6.0, 9.0
"""Pixels between lanes above the columns, and the inner radius of their turns."""


@dataclasses.dataclass(frozen=True)
class Bar:
    """An account.

    Attributes:
        name: Firm or sector.
        x: Left edge. pixels
        top: Upper edge. pixels
        height: Pixels.
    """

    name: str
    x: float
    top: float
    height: float


@dataclasses.dataclass(frozen=True)
class Ribbon:
    """A payment.

    Attributes:
        edge: Who paid whom.
        middle: Points along its middle. [point 2] pixels
        across: Direction across it at each. [point 2]
        width: Pixels.
        kind: `forward`, `back` (to the column before), `beside` (within a column) or `lane` (over the top).
    """

    edge: Edge
    middle: np.ndarray
    across: np.ndarray
    width: float
    kind: str

    def outline(self, low: float = 0.0, high: float = 1.0) -> np.ndarray:
        """Closed outline of the part between two shares of its width. [point 2]"""
        one = self.middle + self.across * self.width * (low - 0.5)
        other = self.middle + self.across * self.width * (high - 0.5)
        return np.concatenate([one, other[::-1], one[:1]])


@dataclasses.dataclass(frozen=True)
class Layout:
    """Bars and ribbons in pixels from the upper left.

    Attributes:
        bars: Accounts.
        ribbons: Payments, widest first.
        height: Pixels down to the lowest bar.
    """

    bars: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]
    height: float


def kind_of(edge: Edge) -> str:
    """How a payment runs."""
    step = COLUMN_OF[edge.payee] - COLUMN_OF[edge.payer]
    if step > 0:
        return "forward"
    if step == 0:
        return "beside"
    return "back" if COLUMN_OF[edge.payer] < len(COLUMNS) - 1 else "lane"


def sides(edge: Edge) -> tuple[tuple[str, str], tuple[str, str]]:
    """Account and side at which a payment leaves, and at which it arrives."""
    leaves = "left" if kind_of(edge) == "back" else "right"
    arrives = {"back": "right", "beside": "right"}.get(kind_of(edge), "left")
    return (edge.payer, leaves), (edge.payee, arrives)


def lay_out(edges: Sequence[Edge], width: float, tall: float) -> Layout:
    """Places for the accounts of some payments.

    Args:
        edges: Payments among the accounts of `COLUMNS`.
        width: Pixels across.
        tall: Pixels that the fullest column may take.
    """
    totals: dict[tuple[str, str], float] = {}
    for edge in edges:
        for side in sides(edge):
            totals[side] = totals.get(side, 0.0) + edge.paid_usd
    held = {
        name: max(totals.get((name, "left"), 0.0), totals.get((name, "right"), 0.0))
        for names in COLUMNS
        for name in names
    }
    used = [[name for name in names if held[name] > 0] for names in COLUMNS]
    scale = min((tall - LABEL * len(names)) / sum(held[name] for name in names) for names in used if names)
    lanes = sorted((edge for edge in edges if kind_of(edge) == "lane"), key=lambda edge: edge.paid_usd)
    above = sum(max(edge.paid_usd * scale, THINNEST) + LANE_GAP for edge in lanes) + (LABEL if lanes else 0)
    thickest = max((edge.paid_usd * scale for edge in lanes), default=0.0)
    bars = _bars(used, held, scale, width - (TURN + 1.5 * thickest + 4 if lanes else 0.0), tall, above)
    ends = _ends(edges, bars, scale)
    ribbons = [_ribbon(edge, ends[edge], scale) for edge in edges if kind_of(edge) != "lane"]
    level = above - LABEL
    for edge in lanes:
        thick = max(edge.paid_usd * scale, THINNEST)
        ribbons.append(_lane(edge, ends[edge], thick, level - thick / 2))
        level -= thick + LANE_GAP
    ribbons.sort(key=lambda one: (one.kind == "lane", -one.width))
    return Layout(tuple(bars.values()), tuple(ribbons), max(bar.top + bar.height for bar in bars.values()))


def _bars(
    used: list[list[str]], held: dict[str, float], scale: float, width: float, tall: float, above: float
) -> dict[str, Bar]:
    bars = {}
    for column, names in enumerate(used):
        heights = {name: max(held[name] * scale, LEAST) for name in names}
        free = tall - sum(heights.values()) - LABEL * len(names)
        gap = max(0.0, free / (len(names) + 1))
        x = 2 + (width - BAR - 4) * column / (len(COLUMNS) - 1)
        y = above + gap
        for name in names:
            bars[name] = Bar(name, x, y + LABEL, heights[name])
            y += LABEL + heights[name] + gap
    return bars


Ends = tuple[tuple[float, float], tuple[float, float]]


def _ends(edges: Sequence[Edge], bars: dict[str, Bar], scale: float) -> dict[Edge, Ends]:
    """Points at which payments leave and arrive, stacked along the bars by where they come from or go."""
    places: dict[tuple[Edge, int], tuple[float, float]] = {}
    at_side: dict[tuple[str, str], list[tuple[Edge, int]]] = {}
    for edge in edges:
        for end, side in enumerate(sides(edge)):
            at_side.setdefault(side, []).append((edge, end))
    for (name, side), listed in at_side.items():
        bar = bars[name]

        def far(one: tuple[Edge, int]) -> tuple[bool, float]:
            edge, end = one
            other = bars[edge.payee if end == 0 else edge.payer]
            return kind_of(edge) != "lane", other.top + other.height / 2

        widths = [max(edge.paid_usd * scale, THINNEST) for edge, _ in listed]
        hangs = any(kind_of(edge) == "lane" for edge, _ in listed)
        y = bar.top + (0.0 if hangs else (bar.height - sum(widths)) / 2)
        for edge, end in sorted(listed, key=far):
            thick = max(edge.paid_usd * scale, THINNEST)
            places[edge, end] = (bar.x + (BAR if side == "right" else 0.0), y + thick / 2)
            y += thick
    return {edge: (places[edge, 0], places[edge, 1]) for edge in edges}


def _ribbon(edge: Edge, ends: Ends, scale: float) -> Ribbon:
    """An S between columns, or a bow beside one."""
    (x0, y0), (x1, y1) = ends
    t = np.linspace(0.0, 1.0, POINTS)
    kind = kind_of(edge)
    if kind == "beside":
        bow = 24.0 + 0.1 * abs(y1 - y0)
        middle = np.stack(
            [x0 + bow * np.sin(np.pi * t), y0 + (y1 - y0) * (1 - np.cos(np.pi * t)) / 2], axis=-1
        )
        tangent = np.gradient(middle, axis=0)
        tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
        across = np.stack([-tangent[:, 1], tangent[:, 0]], axis=-1)
    else:
        middle = np.stack([x0 + (x1 - x0) * t, y0 + (y1 - y0) * t * t * (3 - 2 * t)], axis=-1)
        across = np.tile([0.0, 1.0], (POINTS, 1))
    return Ribbon(edge, middle, across, max(edge.paid_usd * scale, THINNEST), kind)


def _lane(edge: Edge, ends: Ends, thick: float, level: float) -> Ribbon:
    """Out to the right, up, back over the columns, down, and in from the left."""
    (x0, y0), (x1, y1) = ends
    radius = TURN + thick / 2
    quarter = np.linspace(0.0, np.pi / 2, POINTS // 3)
    parts = [
        np.array([[x0, y0]]),
        _turn((x0 + 2, y0 - radius), radius, np.pi / 2 - quarter),
        _turn((x0 + 2, level + radius), radius, -quarter),
        _turn((x1 - 2, level + radius), radius, -np.pi / 2 - quarter),
        _turn((x1 - 2, y1 - radius), radius, np.pi - quarter),
        np.array([[x1, y1]]),
    ]
    middle = np.concatenate(parts)
    directions = [
        np.array([[0.0, 1.0]]),
        *(_turn((0.0, 0.0), 1.0, start - quarter) for start in (np.pi / 2, 0.0, -np.pi / 2, np.pi)),
        np.array([[0.0, 1.0]]),
    ]
    return Ribbon(edge, middle, np.concatenate(directions), thick, "lane")


def _turn(centre: tuple[float, float], radius: float, angles: np.ndarray) -> np.ndarray:
    """Points on a circle; angles from the right, downwards. [point 2]"""
    return np.array(centre) + radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
