"""The report in a real browser: nothing fetched, nothing broken, nothing cut off, nothing unsaid."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.app
Open = Callable[..., Any]
NAMES = ("baseline", "five-percent", "draws", "short")


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_for_nothing_and_complains_of_nothing(opened: Open, name: str) -> None:
    page = opened(name)
    foreign = [url for url in page.requests if not url.startswith(("file:", "data:", "blob:"))]
    assert len(page.requests) >= 1
    assert not foreign
    assert not page.complaints


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_hangs_over_the_edge_of_a_phone(opened: Open, name: str, language: str) -> None:
    page = opened(name, width=390, language=language).page
    width, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= shown
    cut = page.evaluate(
        """() => {
            const texts = document.querySelectorAll(".edition:not([hidden]) .plot .main-svg text");
            return [...texts].filter((text) => {
            const box = text.getBoundingClientRect(), plot = text.closest(".plot").getBoundingClientRect();
            return box.width > 0 && (box.left < plot.left - 2 || box.right > plot.right + 2);
        }).map((text) => text.closest("figure").id + ": " + text.textContent); }"""
    )
    assert not cut


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_has_a_text_and_its_numbers(opened: Open, name: str) -> None:
    page = opened(name).page
    figures = page.evaluate(
        """() => [...document.querySelectorAll("figure")].map((figure) => ({
            alt: figure.querySelector("[role=img]").getAttribute("aria-label"),
            caption: figure.querySelector("figcaption").textContent,
            rows: figure.querySelectorAll("details tbody tr").length,
        }))"""
    )
    assert len(figures) >= 2 * 6
    for figure in figures:
        assert len(figure["alt"]) > 30
        assert re.search(r"\d", figure["alt"])
        assert len(figure["caption"]) > 12  # Chinese says it in fewer signs
        assert figure["rows"] > 0


def test_language_and_colours_switch_and_are_spoken_by_the_page(opened: Open) -> None:
    one = opened("baseline")
    page = one.page
    assert page.locator("h1:visible").count() == 1
    english, paper = page.locator("h1:visible").inner_text(), page.evaluate(PAPER)
    page.locator("button[data-language=zh]:visible").click()
    one.wait()
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert page.locator("h1:visible").inner_text() != english
    assert re.search(r"[\u4e00-\u9fff]", page.title())
    page.locator("button[data-theme=dark]:visible").click()
    one.wait()
    assert page.evaluate(PAPER) != paper
    page.locator("button[data-theme=light]:visible").click()
    assert page.evaluate(PAPER) == paper
    assert not one.complaints


PAPER = "getComputedStyle(document.documentElement).backgroundColor"


def test_the_system_and_the_reader_choose_first(opened: Open) -> None:
    page = opened("baseline", language="zh-CN", theme="dark").page
    light = opened("baseline").page
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert page.evaluate(PAPER) != light.evaluate(PAPER)


def test_pictures_change_colours_with_the_page(opened: Open) -> None:
    one = opened("baseline")
    texts = "[...document.querySelectorAll('.edition:not([hidden]) .main-svg text')]"
    inks = f"[...new Set({texts}.map((text) => getComputedStyle(text).fill))]"
    light = set(one.page.evaluate(inks))
    one.page.locator("button[data-theme=dark]:visible").click()
    one.page.wait_for_timeout(300)
    one.wait()
    one.page.wait_for_function(
        f"() => !{inks}.some((ink) => {sorted(light)!r}.includes(ink))", timeout=30_000
    )


def test_a_keyboard_reaches_everything(opened: Open) -> None:
    page = opened("baseline", width=900).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.tagName + (document.activeElement.dataset.language ?? '')")
        )
    assert {"BUTTONen", "BUTTONzh", "BUTTON", "A", "SUMMARY"} <= reached


def test_it_prints_whole(opened: Open, tmp_path: Path) -> None:
    page = opened("baseline").page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    printed = tmp_path / "report.pdf"
    page.pdf(path=printed)
    assert printed.stat().st_size > 100_000
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", ["five-percent in accents", "draws in accents"])
def test_no_word_bypasses_the_catalogue(opened: Open, name: str) -> None:
    """In accented English every letter that went through a catalogue carries an accent or is not ASCII."""
    page = opened(name).page
    texts = page.evaluate(
        """() => { const found = [];
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) { const parent = walk.currentNode.parentElement;
                if (parent.closest("script, style, noscript, [translate=no]")) continue;
                found.push(walk.currentNode.textContent.trim()); }
            for (const named of document.querySelectorAll("[aria-label]"))
                found.push(named.getAttribute("aria-label"));
            return found.filter((text) => text); }"""
    )
    plain = sorted({word for text in texts for word in re.findall(r"[A-Za-z]{3,}", VERBATIM.sub("", text))})
    assert len(texts) > 100
    left = [word for word in plain if word not in NAMES]
    assert not left


VERBATIM = re.compile(
    r"`[^`]*`|wattstreet run .*|\b(?:compute|power|capital|conviction|economy)\.[a-z_.]+|[\w-]+-[\w-]+"
    r"|[a-z]+_[a-z_]+"
)
NAMES = set(
    "BCG CNBC DOE EPRI ERCOT Graphic IEA Incorrys LBNL MISO McKinsey News PJM SPP syndicated via "
    "baseline".split()
)
"""Regions known by letters, who published what, what a user types: the same in every language."""
