"""Reports made once, and a real browser without a network to open them in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="session")
def pages(loaded_world: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """HTML files of four reports: the baseline, a scenario against it, an ensemble, a run that ends early."""
    import wattstreet as ws
    from wattstreet.report.html import page_of, write_page
    from wattstreet.report.make import make_report
    from wattstreet.words.catalogue import PSEUDO

    folder = tmp_path_factory.mktemp("reports")
    made = {
        "baseline": ws.run(loaded_world, "baseline", rng=None),
        "five-percent": ws.run(loaded_world, "five-percent", rng=None),
        "draws": ws.ensemble(loaded_world, "five-percent", members=8, rng=1),
        "short": ws.run(loaded_world, "baseline", rng=None, until="2026-06"),
    }
    files = {}
    for name, dataset in made.items():
        report = make_report(dataset, folder / name)
        files[name] = write_page(page_of(report), folder / f"{name}.html")
        if name in ("five-percent", "draws"):
            files[f"{name} in accents"] = write_page(
                page_of(report, (PSEUDO,)), folder / f"{name}-accents.html"
            )
    return files


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium of the system; tests that need it say so when it is not there."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


class Opened:
    """A page open in the browser, with everything it asked for and complained of."""

    def __init__(self, browser: Any, file: Path, width: int, language: str, theme: str) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, offline=True, locale=language,
            reduced_motion="reduce",
        )  # fmt: skip
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda one: self.requests.append(one.url))
        self.page.on(
            "console",
            lambda one: self.complaints.append(one.text) if one.type in ("error", "warning") else None,
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(file.as_uri())
        self.wait()

    def wait(self) -> None:
        """Until every picture of the shown language is drawn."""
        self.page.wait_for_function(
            """() => { const shown = [...document.querySelectorAll(".edition:not([hidden]) .plot")];
                return shown.length > 0 && shown.every((plot) => plot.querySelector(".main-svg")); }""",
            timeout=60_000,
        )


@pytest.fixture
def opened(browser: Any, pages: dict[str, Path]) -> Iterator[Any]:
    """Opens a report: `opened(name, width=…, language=…, theme=…)`."""
    made: list[Opened] = []

    def open_page(name: str, width: int = 1200, language: str = "en-US", theme: str = "light") -> Opened:
        made.append(Opened(browser, pages[name], width, language, theme))
        return made[-1]

    yield open_page
    for one in made:
        one.context.close()
