"""Every picture in every language and width: builds, stays in the theme, says nothing untranslated."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from wattstreet.core.errors import InputError
from wattstreet.report.theme import DARK, LIGHT
from wattstreet.words.say import Number, numbers_in
from wattstreet.words.speak import speak

pytestmark = pytest.mark.unit

ACRONYMS = {"PJM", "ERCOT", "MISO", "SPP", "CAISO", "NYISO", "ISO", "NE"}
"""Grid operators go by their letters in every language."""
PUBLISHERS = {"McKinsey", "LBNL", "DOE", "IEA", "via", "Graphic", "News"}
"""Sources of the record are named as they name themselves."""
SMALLEST = 11
"""Pixels of the smallest type."""
WORDS_AT = {"text", "ticktext", "hovertext", "name"}


def _shown_texts(value: Any, key: str = "") -> Iterator[str]:
    """Every text a reader may see in a figure."""
    if isinstance(value, str) and key in WORDS_AT:
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _shown_texts(one, name)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _shown_texts(one, key)


def _title_of(figure: Any) -> str:
    """The words added last, on top."""
    return figure.layout.annotations[-1].text


def _font_sizes(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for name, one in value.items():
            if name in ("font", "tickfont") and "size" in one:
                yield one["size"]
            yield from _font_sizes(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _font_sizes(one)


def _colours(spec: str) -> set[str]:
    return {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}\b", spec)}


def test_pictures_are_drawn_from_the_theme(specs):
    ours = set(LIGHT.values())
    for name, spec in specs.items():
        text = json.dumps(spec)
        assert not _colours(text) - ours, name
        assert set(re.findall(r"rgba?\([^)]*\)", text)) <= {"rgba(0,0,0,0)"}, name
        assert not re.search(r"#[0-9a-fA-F]{3}\b(?![0-9a-fA-F])", text), name


def test_type_is_large_enough(specs):
    for name, spec in specs.items():
        assert min(_font_sizes(spec)) >= SMALLEST, name


def test_figures_say_their_height_and_leave_their_width_to_the_page(specs):
    for name, spec in specs.items():
        layout, narrow = spec["layout"], name[2]
        assert layout["autosize"], name
        assert "width" not in layout, name
        assert 80 <= layout["height"] <= (1500 if narrow else 900), (name, layout["height"])


def test_every_text_in_a_figure_passes_through_the_catalogue(specs):
    for (name, language, _), spec in specs.items():
        if language != "pseudo":
            continue
        for text in _shown_texts(spec):
            plain = re.sub(r"<[^>]+>", " ", html.unescape(text))
            found = set(re.findall(r"[A-Za-z]{2,}", plain)) - ACRONYMS - PUBLISHERS
            assert not found, f"{name}: {text}"


def test_every_point_has_two_coordinates_and_no_text_says_nothing(specs):
    for name, spec in specs.items():
        for trace in spec["data"]:
            if isinstance(trace.get("y"), list):
                assert len(trace["x"]) == len(trace["y"]), name
        texts = " ".join(_shown_texts(spec))
        assert not re.search(r"\b(nan|inf|None)\b", texts), name


def test_words_and_tables_can_be_said(pictures):
    for name, picture in pictures.items():
        for words in (picture.title, picture.caption, picture.alt):
            said = speak(words, "pseudo")
            assert said, name
            assert "{" not in said, name
            assert not re.search(r"<br>", speak(words)), name
        assert picture.table.rows, name
        assert all(len(row) == len(picture.table.heads) for row in picture.table.rows), name
        for cell in (*picture.table.heads, *(cell for row in picture.table.rows for cell in row)):
            assert speak(cell, "pseudo"), name


def test_titles_end_without_a_stop_and_texts_with_one(pictures):
    for name, picture in pictures.items():
        assert not speak(picture.title).endswith("."), name
        assert speak(picture.caption).endswith("."), name
        assert speak(picture.alt).endswith("."), name
        assert len(speak(picture.title)) < 125, (name, speak(picture.title))


def test_texts_for_those_who_cannot_see_hold_numbers(pictures):
    for name, picture in pictures.items():
        if name.startswith("binds") and "ensemble" not in name:
            continue
        assert numbers_in(picture.alt) or re.search(r"\d", speak(picture.alt)), name


def test_a_picture_is_drawn_the_same_twice(pictures, specs):
    for name in ("loop baseline", "binds five", "dark ensemble"):
        assert json.loads(pictures[name].drawn("en").to_json()) == specs[name, "en", False]


def test_notebooks_get_a_title_a_theme_and_a_width(drawn):
    import wattstreet as ws

    wide = ws.plot.what_binds(drawn.short)
    assert _title_of(wide).startswith("<b>The US is held back by")
    narrow = ws.plot.dark_chips(drawn.short, language="pseudo", dark=True, width=390)
    assert narrow.layout.width == 390
    assert DARK["ink"] in narrow.to_json()
    assert not _colours(narrow.to_json()) - set(DARK.values())
    with pytest.raises(InputError, match="language"):
        ws.plot.race(drawn.short, language="fr")


def test_every_picture_can_be_had_in_a_notebook(drawn, past, screened):
    import wattstreet as ws

    run = drawn.baseline
    figures = [
        ws.plot.money_loop(run, 2027), ws.plot.bubble(run, "2026-06"), ws.plot.with_and_without(run),
        ws.plot.race(run, drawn.five), ws.plot.paths(run), ws.plot.regions(run, "price", 2030),
        ws.plot.bursts(drawn.ensemble), ws.plot.tornado(screened, "critical_2026"), ws.plot.record(past),
    ]  # fmt: skip
    assert all(_title_of(figure).startswith("<b>") for figure in figures)


def test_ensembles_are_refused_where_one_run_is_drawn(drawn):
    from wattstreet.report import bubble, loop, regions

    for module in (loop, bubble, regions):
        with pytest.raises(InputError, match="ensemble"):
            module.picture_of(drawn.ensemble)


def test_a_year_outside_the_run_is_refused(drawn):
    from wattstreet.report import loop, regions

    with pytest.raises(InputError, match="year"):
        loop.picture_of(drawn.short, 2030)
    with pytest.raises(InputError, match="year"):
        regions.picture_of(drawn.short, "price", 2030)
    with pytest.raises(InputError, match="quantity"):
        regions.picture_of(drawn.short, "carbon")


def test_numbers_of_tables_are_finite(pictures):
    for name, picture in pictures.items():
        for row in picture.table.rows:
            for cell in row:
                if isinstance(cell, Number):
                    assert cell.value == cell.value, name
