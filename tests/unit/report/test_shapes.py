"""Maps of the grid regions: neighbours share their borders, nothing overlaps, sizes are about right."""

from collections import Counter

import numpy as np
import pytest
import yaml

from wattstreet.core.errors import InputError
from wattstreet.report.shapes import FILE, inside_ring, project, region_shapes, ring_area, shapes_from
from wattstreet.world.region_list import REGIONS_OF

pytestmark = pytest.mark.unit

TOPOLOGY = yaml.safe_load(FILE.read_text(encoding="utf-8"))
COUNTRIES = tuple(TOPOLOGY)

# Land by states and provinces, and estimates for grids that cut through states.
LAND_KM2 = {
    "us-pjm": 560e3,
    "us-ercot": 520e3,
    "us-miso": 1230e3,
    "us-spp": 1250e3,
    "us-caiso": 320e3,
    "us-nyiso": 122e3,
    "us-isone": 162e3,
    "us-southeast": 709e3,
    "us-florida": 139e3,
    "us-southwest": 850e3,
    "us-northwest": 1664e3,
    "us-california-noniso": 75e3,
    "cn-north": 530e3,
    "cn-inner-mongolia": 1183e3,
    "cn-northeast": 789e3,
    "cn-east": 478e3,
    "cn-central": 732e3,
    "cn-southwest": 1796e3,
    "cn-northwest": 3079e3,
    "cn-south": 1021e3,
}

ISLANDS = {"us": {"brooklyn"}, "cn": {"haikou"}}
"""Country → one point of each outline beside the mainland's."""

WEST_TO_EAST = [
    ("us-caiso", "us-southwest", "us-ercot", "us-southeast"),
    ("us-northwest", "us-spp", "us-miso", "us-pjm", "us-nyiso", "us-isone"),
    ("cn-northwest", "cn-inner-mongolia", "cn-northeast"),
    ("cn-southwest", "cn-central", "cn-east"),
]
SOUTH_TO_NORTH = [
    ("us-florida", "us-southeast", "us-pjm", "us-nyiso"),
    ("us-ercot", "us-spp"),
    ("cn-south", "cn-central", "cn-north", "cn-northeast"),
]


def edges(ring):
    return list(zip(ring, ring[1:] + ring[:1], strict=True))


def rings_of(country):
    return [ring for rings in TOPOLOGY[country]["regions"].values() for ring in rings]


def points_of(country):
    return {name: point for group in TOPOLOGY[country]["points"].values() for name, point in group.items()}


def projected(ring, country):
    points = points_of(country)
    return project(np.array([points[name] for name in ring]), country)


def outlines(country):
    """Loops of the edges that belong to one region alone."""
    drawn = {edge for ring in rings_of(country) for edge in edges(ring)}
    following = dict(edge for edge in drawn if edge[::-1] not in drawn)
    loops = []
    while following:
        loop = [next(iter(following))]
        while loop[-1] in following:
            loop.append(following.pop(loop[-1]))
        assert loop[0] == loop[-1], f"an outline ends at {loop[-1]}"
        loops.append(loop[:-1])
    return loops


def cross(origin, first, second):
    return (first[0] - origin[0]) * (second[1] - origin[1]) - (first[1] - origin[1]) * (second[0] - origin[0])


def sides_meet(first, second):
    """Whether two segments cross or touch."""
    (a, b), (c, d) = first, second
    if cross(c, d, a) * cross(c, d, b) > 0 or cross(a, b, c) * cross(a, b, d) > 0:
        return False
    return bool((np.maximum(a, b) >= np.minimum(c, d)).all() and (np.maximum(c, d) >= np.minimum(a, b)).all())


def grid_of(shapes, points=240):
    corners = np.concatenate([ring for shape in shapes for ring in shape.rings])
    axes = (np.linspace(low, high, points) for low, high in zip(corners.min(0), corners.max(0), strict=True))
    return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_region_of_a_country_has_a_shape_and_no_other_has(country):
    assert {shape.region for shape in region_shapes(country)} == set(REGIONS_OF[country])


def test_the_rest_of_the_world_has_no_shape():
    assert COUNTRIES == ("us", "cn")
    assert region_shapes("row") == ()


def test_a_country_nobody_declared_is_refused():
    with pytest.raises(InputError, match="unknown country"):
        region_shapes("atlantis")


def test_a_ring_that_names_an_unknown_point_is_refused():
    topology = {"points": {"south": {"a": [0, 30], "b": [1, 30]}}, "regions": {"us-pjm": [["a", "b", "c"]]}}
    with pytest.raises(InputError, match=r"unknown point(.|\n)*us-pjm(.|\n)*value: c"):
        shapes_from(topology, "us")


def test_the_projection_keeps_areas():
    """A cell of one degree has R² Δλ (sin φ₂ − sin φ₁); its straight sides cut off some 0.02 %."""
    for west, south in ((-120, 30), (-96, 37), (-70, 45)):
        cell = np.array([[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1]])
        sphere = 6371.0**2 * np.radians(1) * (np.sin(np.radians(south + 1)) - np.sin(np.radians(south)))
        assert ring_area(project(cell, "us")) == pytest.approx(sphere, rel=1e-3)
    np.testing.assert_allclose(project(np.array([[105.0, 36.0]]), "cn"), 0, atol=1e-9)


@pytest.mark.parametrize("country", COUNTRIES)
def test_points_are_rounded_named_once_and_used(country):
    named = [name for group in TOPOLOGY[country]["points"].values() for name in group]
    assert len(named) == len(set(named))
    assert set(named) == {name for ring in rings_of(country) for name in ring}
    assert len({tuple(point) for point in points_of(country).values()}) == len(named)
    for name, point in points_of(country).items():
        for degrees in point:
            assert degrees * 4 % 1 == 0 or round(degrees, 1) == degrees, name


@pytest.mark.parametrize("country", COUNTRIES)
def test_rings_are_simple_and_run_counterclockwise(country):
    for ring in rings_of(country):
        assert len(ring) == len(set(ring)) >= 4
        corners = projected(ring, country)
        assert ring_area(corners) > 0, ring[0]
        sides = list(zip(corners, np.roll(corners, -1, axis=0), strict=True))
        for first in range(len(sides)):
            for second in range(first + 2, len(sides)):
                if (second + 1) % len(sides) != first:
                    assert not sides_meet(sides[first], sides[second]), (ring[first], ring[second])


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_border_is_drawn_once_by_each_of_two_neighbours(country):
    drawn = Counter(edge for ring in rings_of(country) for edge in edges(ring))
    assert set(drawn.values()) == {1}
    assert any((end, start) in drawn for start, end in drawn)


@pytest.mark.parametrize("country", COUNTRIES)
def test_regions_fill_the_mainland_without_holes(country):
    """What is left of the borders is one outline and the islands', each counterclockwise: a hole is not."""
    loops = outlines(country)
    areas = [ring_area(projected(loop, country)) for loop in loops]
    assert min(areas) > 0
    islands = [loop for loop, area in zip(loops, areas, strict=True) if area < max(areas)]
    assert len(islands) == len(ISLANDS[country])
    assert all(ISLANDS[country] & set(island) for island in islands)
    filled = sum(ring_area(ring) for shape in region_shapes(country) for ring in shape.rings)
    assert filled == pytest.approx(sum(areas), rel=1e-12)


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_point_of_the_map_lies_in_one_region(country):
    shapes = region_shapes(country)
    grid = grid_of(shapes)
    hits = sum(inside_ring(grid, ring).astype(int) for shape in shapes for ring in shape.rings)
    within = sum(inside_ring(grid, projected(loop, country)).astype(int) for loop in outlines(country))
    assert 0.3 < np.mean(within) < 0.9
    np.testing.assert_array_equal(hits, within)


@pytest.mark.parametrize("country", COUNTRIES)
def test_areas_are_about_the_land_of_the_regions(country):
    areas = {shape.region: sum(map(ring_area, shape.rings)) for shape in region_shapes(country)}
    land = sum(LAND_KM2[region] for region in areas)
    # bays and lake shores are filled where a coast is straightened
    assert sum(areas.values()) == pytest.approx(land, rel=0.06)
    for region, area in areas.items():
        ratio = area / sum(areas.values()) / (LAND_KM2[region] / land)
        assert 1 / 1.3 < ratio < 1.3, region


@pytest.mark.parametrize("country", COUNTRIES)
def test_labels_lie_inside_and_away_from_the_border(country):
    for shape in region_shapes(country):
        largest = shape.rings[0]
        assert ring_area(largest) == max(map(ring_area, shape.rings))
        assert inside_ring(np.array([shape.label]), largest).all(), shape.region
        to_corners = np.linalg.norm(largest - np.array(shape.label), axis=1)
        assert to_corners.min() > 0.09 * np.sqrt(ring_area(largest)), shape.region


@pytest.mark.parametrize(
    ("axis", "order"), [*((0, o) for o in WEST_TO_EAST), *((1, o) for o in SOUTH_TO_NORTH)]
)
def test_neighbours_lie_in_their_order(axis, order):
    labels = {shape.region: shape.label for country in COUNTRIES for shape in region_shapes(country)}
    places = [labels[region][axis] for region in order]
    assert places == sorted(places)


def test_great_lakes_and_the_bohai_sea_are_water():
    for country, places in {
        "us": [[-87, 43], [-82.25, 44.75], [-88, 48], [-81, 42.25], [-76.25, 38]],
        "cn": [[120, 39.25], [119.5, 38.25], [110, 20.25], [121.25, 30.4]],
    }.items():
        rings = [ring for shape in region_shapes(country) for ring in shape.rings]
        for place in places:
            spot = project(np.array([place]), country)
            assert not any(inside_ring(spot, ring).any() for ring in rings), place


@pytest.mark.parametrize(
    ("region", "place"),
    [
        ("us-pjm", (-87.9, 41.9)),  # Chicago
        ("us-pjm", (-77.5, 39.0)),  # Loudoun County
        ("us-ercot", (-96.8, 32.8)),  # Dallas
        ("us-miso", (-90.1, 32.3)),  # Jackson, Mississippi
        ("us-spp", (-97.5, 35.5)),  # Oklahoma City
        ("us-southwest", (-112.1, 33.4)),  # Phoenix
        ("us-southwest", (-115.1, 36.2)),  # Las Vegas
        ("us-northwest", (-119.9, 47.2)),  # Quincy, Washington
        ("us-california-noniso", (-118.3, 34.1)),  # Los Angeles
        ("us-southeast", (-84.4, 33.7)),  # Atlanta
        ("us-nyiso", (-73.2, 40.8)),  # Long Island
        ("cn-inner-mongolia", (113.1, 41.0)),  # Ulanqab
        ("cn-north", (116.4, 39.9)),  # Beijing
        ("cn-north", (114.9, 40.8)),  # Zhangjiakou
        ("cn-east", (121.4, 31.2)),  # Shanghai
        ("cn-south", (106.7, 26.6)),  # Guiyang
        ("cn-south", (110.0, 19.2)),  # Hainan
        ("cn-southwest", (104.1, 30.7)),  # Chengdu
        ("cn-northwest", (105.2, 37.55)),  # Zhongwei
        ("cn-central", (114.3, 30.6)),  # Wuhan
    ],
)
def test_known_places_lie_in_their_region(region, place):
    country = region.partition("-")[0]
    spot = project(np.array([place]), country)
    found = [s.region for s in region_shapes(country) for ring in s.rings if inside_ring(spot, ring).any()]
    assert found == [region]
