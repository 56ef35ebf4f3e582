"""Write the pictures of the baseline as PNG and SVG into docs/pictures, in English and Chinese.

    python scripts/pictures.py [FOLDER]

Needs Chromium and a font with Chinese characters; the PNGs are finer than the screen's pixels.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from wattstreet.core.errors import InputError, WattstreetError
from wattstreet.report.picture import Picture
from wattstreet.report.plot import shown

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = ("en", "zh")
WIDTH = 900
FINENESS = 1.6


def chromium() -> str:
    """The browser of the system.

    Errors:
        InputError where there is none.
    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise InputError("pictures need Chromium", suggestion="on Debian: apt-get install chromium")


def check_fonts() -> None:
    """Refuse a machine on which Chinese text would come out as boxes.

    Errors:
        InputError where no font holds Chinese characters, or fonts cannot be listed.
    """
    try:
        listed = subprocess.run(
            ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise InputError(
            "the fonts of this machine cannot be listed",
            value=error, suggestion="on Debian: apt-get install fontconfig",
        ) from None  # fmt: skip
    if not listed.strip():
        raise InputError(
            "no font on this machine holds Chinese characters",
            suggestion="on Debian: apt-get install fonts-noto-cjk",
        )


def pictures() -> list[Picture]:
    """The six pictures of the baseline, and the map."""
    import wattstreet as ws
    from wattstreet.report import binds, bubble, dark, growth, loop, race, regions

    run = ws.run(ws.load_world(), "baseline", rng=None)
    return [one.picture_of(run) for one in (binds, loop, dark, bubble, growth, race, regions)]


def images(picture: Picture, language: str, page: object) -> Iterator[tuple[str, bytes]]:
    """Ending of a file → its content."""
    figure = shown(picture, language)
    figure.update_layout(paper_bgcolor="#ffffff", width=WIDTH)
    spec = json.loads(str(figure.to_json()))
    size = {"width": WIDTH, "height": figure.to_dict()["layout"]["height"]}
    for kind, scale in (("svg", 1), ("png", FINENESS)):
        url = page.evaluate(  # type: ignore[attr-defined]
            "([spec, asked]) => Plotly.toImage(spec, asked)", [spec, {**size, "format": kind, "scale": scale}]
        )
        head, _, body = url.partition(",")
        yield kind, base64.b64decode(body) if "base64" in head else _unquoted(body)


def _unquoted(body: str) -> bytes:
    from urllib.parse import unquote

    return unquote(body).encode()


def write(folder: Path) -> list[Path]:
    """Draw every picture in every language and write it; returns the files."""
    import plotly.offline
    from playwright.sync_api import sync_playwright

    browser_path = chromium()
    check_fonts()
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(offline=True).new_page()
        page.add_script_tag(content=plotly.offline.get_plotlyjs())
        for picture in pictures():
            for language in LANGUAGES:
                for kind, content in images(picture, language, page):
                    file = folder / f"{picture.name}.{language}.{kind}"
                    file.write_bytes(content)
                    written.append(file)
        browser.close()
    return written


def main() -> int:
    """Write the pictures and name them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    try:
        for file in write(folder):
            shown = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
            print(f"{shown}: {file.stat().st_size:,} bytes")
    except WattstreetError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: the pictures cannot be written\n  folder: {folder}\n  value: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
