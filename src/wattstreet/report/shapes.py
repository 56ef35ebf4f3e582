"""Outlines of the grid regions, as polygons on plain x and y axes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from wattstreet.core.axes import COUNTRIES
from wattstreet.core.errors import unknown

FILE = Path(__file__).with_name("shapes.yaml")

EARTH_RADIUS_KM = 6371.0
"""Radius of a sphere of the Earth's mean size."""

PROJECTIONS = {"us": (29.5, 45.5, 37.5, -96.0), "cn": (25.0, 47.0, 36.0, 105.0)}
"""Country → the two true parallels, latitude and longitude of the origin, in degrees."""

LABEL_GRID = 48
"""Points along each side of the grid on which a label's place is sought."""


@dataclass(frozen=True)
class Shape:
    """Outline of one grid region.

    Args:
        region: Slug of the region.
        rings: Counterclockwise outlines, largest first; the last point joins the first. [point 2] km
        label: Point of the largest ring that is farthest from its border. [2] km
    """

    region: str
    rings: tuple[np.ndarray, ...]
    label: tuple[float, float]


def project(lonlat: np.ndarray, country: str) -> np.ndarray:
    """Albers' equal-area conic on a sphere: degrees [point 2] → kilometres east and north of the origin.

    Source:
        Snyder (1987), Map projections: a working manual, USGS paper 1395, equations 14-1 to 14-6.
    """
    first, second, middle, meridian = np.radians(PROJECTIONS[country])
    longitude, latitude = np.radians(np.asarray(lonlat, dtype=float)).T
    cone = (np.sin(first) + np.sin(second)) / 2
    constant = np.cos(first) ** 2 + 2 * cone * np.sin(first)
    radius = np.sqrt(constant - 2 * cone * np.sin(latitude)) / cone
    origin = np.sqrt(constant - 2 * cone * np.sin(middle)) / cone
    angle = cone * (longitude - meridian)
    return EARTH_RADIUS_KM * np.stack([radius * np.sin(angle), origin - radius * np.cos(angle)], axis=-1)


def ring_area(ring: np.ndarray) -> float:
    """Area inside a ring, positive where it runs counterclockwise, km²."""
    following = np.roll(ring, -1, axis=0)
    return float(np.sum(ring[:, 0] * following[:, 1] - following[:, 0] * ring[:, 1]) / 2)


def inside_ring(points: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """Whether points lie inside a ring: a ray to the east crosses the border an odd number of times."""
    x, y = points[:, :1], points[:, 1:]
    (x0, y0), (x1, y1) = ring.T, np.roll(ring, -1, axis=0).T
    rise = np.where(y1 == y0, 1.0, y1 - y0)
    crossed = ((y0 > y) != (y1 > y)) & (x < x0 + (y - y0) / rise * (x1 - x0))
    return crossed.sum(axis=1) % 2 == 1


def region_shapes(country: str) -> tuple[Shape, ...]:
    """Shapes of a country's grid regions in the order of the file; the rest of the world has none."""
    if country not in COUNTRIES:
        raise unknown("country", country, COUNTRIES)
    return _shapes_of(country)


@cache
def _shapes_of(country: str) -> tuple[Shape, ...]:
    if country not in PROJECTIONS:
        return ()
    import yaml

    return shapes_from(yaml.safe_load(FILE.read_text(encoding="utf-8"))[country], country)


def shapes_from(topology: dict[str, Any], country: str) -> tuple[Shape, ...]:
    """Shapes of a topology: groups of named points, and for each region its rings of names."""
    points = {name: point for group in topology["points"].values() for name, point in group.items()}
    shapes = []
    for region, rings in topology["regions"].items():
        for name in (name for ring in rings for name in ring):
            if name not in points:
                raise unknown("point", name, points, file=FILE.name, key=f"{country}.regions.{region}")
        drawn = (project(np.array([points[name] for name in ring]), country) for ring in rings)
        ordered = tuple(sorted(drawn, key=ring_area, reverse=True))
        shapes.append(Shape(region, ordered, _label_point(ordered[0])))
    return tuple(shapes)


def _label_point(ring: np.ndarray) -> tuple[float, float]:
    """Point of a ring's inside farthest from the border, of those on a grid: its pole of inaccessibility."""
    x, y = (np.linspace(low, high, LABEL_GRID) for low, high in zip(ring.min(0), ring.max(0), strict=True))
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    grid = grid[inside_ring(grid, ring)]
    side = np.roll(ring, -1, axis=0) - ring
    away = grid[:, None] - ring
    along = np.clip((away * side).sum(-1) / (side * side).sum(-1), 0.0, 1.0)
    distance = np.linalg.norm(away - along[..., None] * side, axis=-1).min(axis=1)
    best = grid[distance.argmax()]
    return float(best[0]), float(best[1])
