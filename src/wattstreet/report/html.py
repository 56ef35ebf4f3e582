"""A report as one HTML file without a network: every language, pictures drawn in the reader's browser."""

from __future__ import annotations

import base64
import gzip
import json
import re
import tempfile
from functools import cache, partial
from pathlib import Path
from typing import Any

from wattstreet import __version__
from wattstreet.batch.folder import try_writing
from wattstreet.core.errors import InputError
from wattstreet.report.picture import WIDE, Picture, Table
from wattstreet.report.section import Block, Points, Report, Section, Titled
from wattstreet.report.theme import DARK, LIGHT, SANS, dark_twin
from wattstreet.words.catalogue import LANGUAGES, PSEUDO
from wattstreet.words.say import Number, Sayable, Words, say
from wattstreet.words.speak import headed, speak

FOLDER = Path(__file__).parent / "page"
TAGS = {"en": "en", "zh": "zh-Hans", PSEUDO: "en-x-pseudo"}
THEMES = {"auto": say("as the system"), "light": say("light"), "dark": say("dark")}
FURNITURE = {
    "skip": say("Skip to the answer"),
    "choose_language": say("Language"),
    "choose_theme": say("Colours"),
    "contents": say("Contents"),
    "without_script": say("The pictures need JavaScript; the table below each of them holds its numbers."),
    "too_old": say(
        "The pictures need a browser of 2023 or later; the table below each of them holds its numbers."
    ),
}
NUMBERS_BEHIND = say("The numbers")


def page_of(report: Report, languages: tuple[str, ...] = tuple(LANGUAGES)) -> str:
    """The report as HTML, the first language shown unless the reader's browser asks for another."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    fill = partial(_plain, environment)
    page = environment.get_template("page.html")
    macros = environment.get_template("table.html").module
    return page.render(
        version=__version__,
        languages=[_edition(report, language) for language in languages],
        css=fill("page.css", light=LIGHT, dark=DARK, sans=SANS),
        script=fill("page.js", wide=WIDE),
        dark=_script(json.dumps(dark_twin())),
        plotly=_packed_plotly(),
        table=macros.table,  # type: ignore[attr-defined]
    )


def _plain(environment: Any, name: str, **values: Any) -> Any:
    """A style sheet or script with its values, which are ours and need no escaping."""
    import markupsafe

    return markupsafe.Markup(environment.overlay(autoescape=False).get_template(name).render(**values))


def _script(text: str) -> Any:
    """Text that may stand inside a script element."""
    import markupsafe

    return markupsafe.Markup(text.replace("</", "<\\/").replace("<!--", "<\\!--"))


@cache
def _packed_plotly() -> str:
    """Plotly's drawing code, packed to a third; the page unpacks it when it opens."""
    import plotly.offline

    return base64.b64encode(gzip.compress(plotly.offline.get_plotlyjs().encode(), 6, mtime=0)).decode()


COMMAND = re.compile(r"`([^`]+)`")
NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=%|bn|mn|tn|USD|GW|MW|TWh|H100|percentage|times|months?\b|years?\b)")


def _set(text: str) -> Any:
    """Text as it is set on the page: commands in their own type, no line break before a unit."""
    import markupsafe

    escaped = NUMBER_AND_UNIT.sub("\N{NO-BREAK SPACE}", str(markupsafe.escape(text)))
    return markupsafe.Markup(COMMAND.sub(r'<code translate="no">\1</code>', escaped))


def _edition(report: Report, language: str) -> dict[str, Any]:
    """Everything the template needs in one language."""
    spoken = partial(speak, language=language)
    headline = headed(report.headline, language)
    return {
        "code": language,
        "tag": TAGS[language],
        "name": LANGUAGES.get(language, language),
        "title": headline,
        "kicker": spoken(report.kicker),
        "headline": _set(headline),
        "standfirst": _set(spoken(report.standfirst)),
        "footer": spoken(report.footer),
        "themes": [{"name": name, "words": spoken(words)} for name, words in THEMES.items()],
        "sections": [_section(section, language) for section in report.sections],
        **{name: spoken(words) for name, words in FURNITURE.items()},
    }


def _section(section: Section, language: str) -> dict[str, Any]:
    return {
        "name": section.name,
        "heading": speak(section.heading, language),
        "blocks": [_block(block, language) for block in section.blocks],
    }


def _block(block: Block, language: str) -> dict[str, Any]:
    spoken = partial(speak, language=language)
    if isinstance(block, Words):
        return {"kind": "paragraph", "words": _set(spoken(block))}
    if isinstance(block, Points):
        return {
            "kind": "points",
            "style": block.style,
            "points": [_set(spoken(point)) for point in block.points],
        }
    if isinstance(block, Titled):
        return _table(block.table, block.title, block.folded, language)
    return _picture(block, language)


def _picture(picture: Picture, language: str) -> dict[str, Any]:
    wide = picture.drawn(language)
    narrow = picture.drawn(language, narrow=True) if picture.narrow else None
    return {
        "kind": "picture",
        "name": picture.name,
        "title": _set(headed(picture.title, language)),
        "caption": _set(speak(picture.caption, language)),
        "alt": speak(picture.alt, language),
        "wide": _script(_lean(wide)),
        "narrow": None if narrow is None else _script(_lean(narrow)),
        "height": wide.to_dict()["layout"]["height"],
        "table": _table(picture.table, NUMBERS_BEHIND, True, language),
    }


def _lean(figure: Any) -> str:
    """A figure without what Plotly would fill in itself, its numbers to six figures."""
    spec = {
        "data": [trace.to_plotly_json() for trace in figure.data],
        "layout": figure.layout.to_plotly_json(),
    }
    return json.dumps(_rounded(spec), ensure_ascii=False, separators=(",", ":"))


def _rounded(value: Any) -> Any:
    import numpy as np

    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(one) for one in value]
    if isinstance(value, np.ndarray):
        return [_rounded(one) for one in value.tolist()]
    if isinstance(value, np.generic):
        return _rounded(value.item())
    if isinstance(value, float):
        return float(f"{value:.6g}") if np.isfinite(value) else None
    return value.isoformat() if hasattr(value, "isoformat") else value


def _table(table: Table, title: Words, folded: bool, language: str) -> dict[str, Any]:
    spoken = partial(speak, language=language)
    return {
        "kind": "table",
        "title": spoken(title),
        "folded": folded,
        "heads": [_cell(head, language) for head in table.heads],
        "rows": [[_cell(cell, language) for cell in row] for row in table.rows],
        "numeric": [all(map(_is_amount, column)) for column in zip(*table.rows, strict=True)]
        or [False] * len(table.heads),
    }


def _cell(cell: Sayable, language: str) -> dict[str, Any]:
    """A cell; what is the same in every language says so to machines that translate pages."""
    return {"text": headed(cell, language), "verbatim": isinstance(cell, str) and cell != ABSENT}


ABSENT = "–"
"""A cell of a table that has nothing to say."""


def _is_amount(cell: Sayable) -> bool:
    return isinstance(cell, (Number, int)) or cell == ABSENT


def check_page(file: Path) -> None:
    """Refuse a place that a page cannot be written to, before anything runs.

    Errors:
        InputError if it is a folder, or the disk refuses.
    """
    if file.is_dir():
        raise InputError(
            "the report would replace a folder", key="--out", value=file, suggestion=f"{file}/report.html"
        )
    try:
        try_writing(file.parent)
    except OSError as error:
        raise _refused(file, error) from None


def write_page(page: str, file: Path) -> Path:
    """Write a page whole or not at all; returns its path.

    Errors:
        InputError if the disk refuses; a page that stood there before stays.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=file.parent, prefix=f".{file.name}-", delete=False
        ) as scratch:
            scratch.write(page)
        made = Path(scratch.name)
        made.chmod(0o644)
        made.replace(file)
    except OSError as error:
        raise _refused(file, error) from None
    return file


def _refused(file: Path, error: OSError) -> InputError:
    return InputError(
        "the report cannot be written",
        key="--out", value=f"{file} ({error.strerror})", suggestion="name another file with --out",
    )  # fmt: skip
