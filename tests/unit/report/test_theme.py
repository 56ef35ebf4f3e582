"""Colours: twins, contrast, and what colour-blind readers see."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import DARK, LIGHT, ON, TINTS, dark_twin, darkened

pytestmark = pytest.mark.unit

TEXT, MARK = 4.5, 3.0
"""Contrast that WCAG 2.2 asks of type and of marks."""
APART = 9.0
"""Least distance in OKLab, in hundredths, of colours that a picture sets against each other."""
TOGETHER = (
    ("demand", "money", "chips", "halls", "power"),
    ("us", "cn"),
    ("record", "miss", "model"),
    ("model", "naive", "other_naive"),
    ("bought", "delivered", "powered"),
    ("flow", "own"),
    ("map_now", "map_critical"),
    ("calm", "tipping", "crash"),
    ("with_ai", "without_ai", "estimate"),
    ("lower", "higher"),
)
"""Colours that have to be told apart."""
TYPE = (
    "ink", "muted", "us", "cn", "bought", "delivered", "powered", "map_now", "map_critical", "with_ai",
    "without_ai", "burst", "accent", "against",
)  # fmt: skip
"""Colours in which words are set on paper."""
# Machado, Oliveira & Fernandes (2009), IEEE Trans. Visualization and Computer Graphics 15, severity 1
PROTAN = np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]])  # fmt: skip
DEUTAN = np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                   [-0.011820, 0.042940, 0.968881]])  # fmt: skip
# Ottosson (2020), a perceptual colour space for image processing
TO_CONES = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                     [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                   [0.0259040371, 0.7827717662, -0.8086757660]])  # fmt: skip
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def _linear(colour: str) -> np.ndarray:
    levels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)


def _contrast(one: str, other: str) -> float:
    dark, light = sorted(float(_linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _distance(one: str, other: str, eye: np.ndarray) -> float:
    seen = [TO_LAB @ np.cbrt(TO_CONES @ np.clip(eye @ _linear(colour), 0, 1)) for colour in (one, other)]
    return 100 * float(np.linalg.norm(seen[0] - seen[1]))


def test_black_on_white_has_the_largest_contrast():
    assert _contrast("#000000", "#ffffff") == pytest.approx(21.0)


def test_every_light_colour_has_one_dark_twin():
    assert LIGHT.keys() == DARK.keys()
    assert len(set(LIGHT.values())) == len(LIGHT), "two names share a colour: themes could not be switched"
    assert dark_twin() == {LIGHT[name].lower(): DARK[name].lower() for name in LIGHT}
    assert all(len(colour) == 7 and colour == colour.lower() for colour in (*LIGHT.values(), *DARK.values()))


@THEMES
def test_marks_stand_out_from_the_paper(theme):
    weak = {name: _contrast(theme[name], theme["paper"]) for name in theme if name not in TINTS}
    assert not {name: ratio for name, ratio in weak.items() if ratio < MARK}


@THEMES
def test_type_can_be_read_on_what_lies_under_it(theme):
    pairs = [(name, "paper") for name in TYPE] + [(name, ground) for ground, name in ON.items()]
    pairs += [("ink", "panel"), ("ink", "flow"), ("ink", "dark_chips"), ("border", "own")]
    weak = {pair: _contrast(theme[pair[0]], theme[pair[1]]) for pair in pairs}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < TEXT}


@THEMES
@pytest.mark.parametrize("eye", [np.eye(3), PROTAN, DEUTAN], ids=["most", "protan", "deutan"])
@pytest.mark.parametrize("names", TOGETHER, ids=lambda names: " ".join(names))
def test_colours_set_against_each_other_can_be_told_apart(theme, eye, names):
    near = {pair: _distance(theme[pair[0]], theme[pair[1]], eye) for pair in itertools.combinations(names, 2)}
    assert not {pair: distance for pair, distance in near.items() if distance < APART}


def test_a_figure_turns_dark_in_its_marks_words_and_markup():
    sheet = Sheet(100, (1, 2, 3, 4))
    sheet.note(text=f'<span style="color:{LIGHT["own"]}">■</span> plain #1', font={"color": LIGHT["us"]})
    sheet.add("scatter", x=[1], y=[1], marker={"color": [LIGHT["cn"]]})
    figure = sheet.figure()
    turned = darkened(figure).to_plotly_json()
    note = turned["layout"]["annotations"][0]
    assert note["text"] == f'<span style="color:{DARK["own"]}">■</span> plain #1'
    assert note["font"]["color"] == DARK["us"]
    assert list(turned["data"][0]["marker"]["color"]) == [DARK["cn"]]
    assert turned["layout"]["paper_bgcolor"] == DARK["paper"]
    assert not set(LIGHT.values()) - set(DARK.values()) & set(str(turned).split("'"))
