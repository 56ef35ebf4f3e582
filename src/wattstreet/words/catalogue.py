"""Catalogues: what each template is in another language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from wattstreet.core.errors import InputError, ModelError, unknown

FOLDER = Path(__file__).parent / "catalogues"
LANGUAGES = {"en": "English", "zh": "中文"}
"""Languages a reader can choose, each in its own words."""
PSEUDO = "pseudo"
"""English with accents on every letter: what stays plain in it was never said through a catalogue."""
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "àƀćďéƒĝĥíĵķĺɱńóþɋŕšťúʋŵẋýžÀɃĆĎÉƑĜĤÍĴĶĹṀŃÓÞɊŔŠŤÚɅŴẊÝŽ"
ACCENTS = str.maketrans(_PLAIN, _ACCENTED)


def check_language(language: str) -> None:
    """Refuse a language that nobody has written."""
    if language not in LANGUAGES and language != PSEUDO:
        raise unknown("language", language, LANGUAGES, key="--lang")


@cache
def catalogue(language: str) -> dict[str, str]:
    """Template → template, of a language other than English.

    Errors:
        InputError for a catalogue that cannot be read.
    """
    from babel.messages.pofile import PoFileError, read_po

    file = FOLDER / f"{language}.po"
    try:
        with file.open("rb") as lines:
            messages = read_po(lines, locale=language, abort_invalid=True)
    except (OSError, PoFileError) as error:
        raise InputError("a catalogue cannot be read", file=file, value=error) from None
    return {str(one.id): str(one.string) for one in messages if one.id and one.string}


def translated(template: str, language: str, shipped: bool = True) -> str:
    """A template in a language.

    Errors:
        ModelError where a shipped template has no translation: half a page in another language misleads.
    """
    if language == "en":
        return template
    if language == PSEUDO:
        return accented(template)
    found = catalogue(language).get(template)
    if found is not None:
        return found
    if shipped:
        raise ModelError(f"no {LANGUAGES[language]} for: {template}")
    return template


def accented(template: str) -> str:
    """A template with accents on the letters outside its braces."""
    parts = template.replace("}", "{").split("{")
    spoken = [part.translate(ACCENTS) if at % 2 == 0 else f"{{{part}}}" for at, part in enumerate(parts)]
    return "".join(spoken)
