"""Words put into a language."""

from __future__ import annotations

from collections.abc import Iterable

from wattstreet.words.catalogue import PSEUDO, accented, translated
from wattstreet.words.numbers import spoken_day, spoken_month, spoken_number
from wattstreet.words.say import Day, Listing, Month, Number, Sayable, Told, Words

JOINS = {
    "en": {"and": (", ", " and "), "or": (", ", " or "), "then": (", ", ", then "), "comma": (", ", ", "),
           "semicolon": ("; ", "; "), "sentence": (" ", " ")},
    "zh": {"and": ("、", "和"), "or": ("、", "或"), "then": ("，", "，随后"), "comma": ("、", "、"),
           "semicolon": ("；", "；"), "sentence": ("", "")},
}  # fmt: skip
"""What stands between listed things, and before the last of them."""


def speak(words: Sayable, language: str = "en") -> str:
    """Words in a language.

    Args:
        words: What to say.
        language: `en`, `zh`, or `pseudo`, which shows what no catalogue reaches.
    Errors:
        ModelError where a catalogue lacks a shipped template; KeyError for a value its template lacks.
    """
    if isinstance(words, str):
        return words
    if isinstance(words, int):
        return str(words)
    if isinstance(words, Number):
        return spoken_number(words.value, words.unit, words.digits, words.signed, language)
    if isinstance(words, Month):
        return spoken_month(words.month, language)
    if isinstance(words, Day):
        return spoken_day(words.day, language)
    if isinstance(words, Told):
        if language == "zh" and words.chinese:
            return words.chinese
        return accented(words.english) if language == PSEUDO else words.english
    if isinstance(words, Listing):
        return _joined([speak(item, language) for item in words.items], words.join, language)
    if not words.shipped and not words.values:
        return translated(words.template, language, shipped=False)
    values = {name: speak(value, language) for name, value in words.values.items()}
    return translated(words.template, language, words.shipped).format(**values)


def speak_all(listed: Iterable[Words], language: str = "en") -> list[str]:
    """Several sentences in a language."""
    return [speak(words, language) for words in listed]


def headed(words: Sayable, language: str = "en") -> str:
    """Words with a capital in front, as a heading or a row of a table begins; names keep their own."""
    text = speak(words, language)
    return text[:1].upper() + text[1:] if isinstance(words, Words) and words.shipped else text


def _joined(items: list[str], join: str, language: str) -> str:
    between, last = JOINS["zh" if language == "zh" else "en"][join]
    if language == PSEUDO:
        between, last = accented(between), accented(last)
    return items[0] if len(items) == 1 else between.join(items[:-1]) + last + items[-1]
