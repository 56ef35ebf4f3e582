"""An expression cut into tokens, each with its place; a name that is not declared is refused here."""

from __future__ import annotations

import dataclasses
import re
from difflib import get_close_matches
from fractions import Fraction

from wattstreet.core.errors import InputError
from wattstreet.quantities.faults import LONGEST, excerpt, fault
from wattstreet.quantities.numerals import (
    ARABIC,
    LARGE,
    TRILLION,
    Misread,
    is_traditional,
    read_number,
    starts_numeral,
)
from wattstreet.quantities.spellings import (
    ASKED_ABOUT,
    EVERY,
    FULL_WIDTH,
    FUNCTIONS,
    KEYWORDS,
    NAME,
    NAMED,
    NUMBER_WORDS,
    OF_A_YEAR,
    OF_A_YEAR_CHINESE,
    PER_CENT,
    POINTS,
    SIGNS,
    SIZE_WORDS,
    SIZES,
    SUPERSCRIPTS,
    VAGUE,
)
from wattstreet.quantities.token import Token
from wattstreet.quantities.unit_names import (
    UnitName,
    chinese_unit_at,
    exact_spellings,
    unit_called,
    word_spellings,
)


def tokens(text: str, traditional: bool | None = None) -> list[Token]:
    """The tokens of an expression, the last of them `end`.

    Args:
        text: What was written.
        traditional: Whether the text around it is Traditional Chinese; judged from the text when `None`.
    Errors:
        InputError for text that is empty or too long, and for the first word that nobody declared.
    """
    if not isinstance(text, str):
        raise InputError("an expression is text", value=type(text).__name__, suggestion='"45 GWh/day"')
    if len(text) > LONGEST:
        raise InputError(
            "the expression is too long",
            key=f"expression, character {LONGEST + 1}",
            value=f"{len(text):,} characters: {excerpt(text)}",
            allowed=f"up to {LONGEST:,} characters",
            suggestion="write one quantity, not a text",
        )
    if not text.strip():
        raise InputError("the expression is empty", key="expression", suggestion='"45 GWh/day"')
    reader = _Reader(text.translate(FULL_WIDTH), text, traditional)
    return _with_ranges(reader.read(), text)


class _Reader:
    """Reads one token after the other."""

    def __init__(self, text: str, original: str, traditional: bool | None) -> None:
        self.text, self.original = text, original
        self.traditional = is_traditional(text) if traditional is None else traditional
        self.found: list[Token] = []

    def read(self) -> list[Token]:
        """Every token."""
        at = 0
        while at < len(self.text):
            if self.text[at].isspace():
                at += 1
                continue
            new = self._next(at)
            self.found += new
            at = new[-1].end
        return [*self.found, Token("end", "", len(self.text))]

    def _next(self, at: int) -> list[Token]:
        text, character = self.text, self.text[at]
        if match := NAMED.match(text, at):
            return [Token("name", match.group(), at)]
        if match := OF_A_YEAR_CHINESE.match(text, at):
            return [self._money(match.group(), match.group(2), match.group(1), at)]
        if match := OF_A_YEAR.match(text, at):
            return [self._money(match.group(), match.group(1), match.group(2), at)]
        if text.startswith("百分之", at):
            value, end = self._number(at + 3)
            return [Token("number", text[at:end], at, value), Token("percent", "", end, Fraction(1, 100))]
        if match := POINTS.match(text, at) or PER_CENT.match(text, at):
            return [Token("percent", match.group(), at, Fraction(1, 100))]
        if spelling := chinese_unit_at(text, at):
            return [Token("unit", spelling, at, unit_called(spelling))]
        if ARABIC.match(text, at) or starts_numeral(character) or character == TRILLION or character in LARGE:
            return self._numeral(at)
        if character in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻":
            return self._superscript(at)
        for sign, kind in SIGNS.items():
            if text.startswith(sign, at):
                if kind in ("percent", "permille"):
                    return [Token("percent", sign, at, Fraction(1, 100 if kind == "percent" else 1000))]
                return [Token(kind, sign, at)]
        if character in "$€" or text.startswith("US$", at):
            sign = "US$" if character == "U" else character
            return [Token("unit", sign, at, unit_called(sign))]
        if match := NAME.match(text, at):
            return self._name(match.group(), at)
        raise self._strange(at)

    def _money(self, written: str, currency: str, year: str, at: int) -> Token:
        declared = unit_called(currency)
        assert declared is not None
        name = f"{declared.name}_{year}"
        return Token("unit", written, at, UnitName(name, "", name, "money", name))

    def _number(self, at: int, sizes: dict[str, int] | None = None) -> tuple[Fraction, int]:
        try:
            value, end = read_number(self.text, at, self._is_unit, sizes)
        except Misread as error:
            raise self._fault(str(error), at, "write it in digits, such as 120 or 1.2e9") from None
        if end == at:
            raise self._fault("a number is missing here", at, "write it in digits")
        return value, end

    def _is_unit(self, at: int) -> bool:
        return chinese_unit_at(self.text, at) is not None

    def _numeral(self, at: int) -> list[Token]:
        """A number and its size (2 and 万), a fraction such as 三分之一, or a size alone."""
        sizes, end = LARGE | {TRILLION: 10**12}, at
        last = self.found[-1] if self.found else None
        if self.text[at] == "." and last is not None and last.kind == "number" and last.end == at:
            raise self._strange(at)
        if self.text[at] not in sizes:
            value, end = self._number(at, sizes)
            self._check_trillion(at, end)
            if self.text.startswith("分之", end):
                if value == 0:
                    raise self._fault("a fraction of zero parts", at, "三分之一 is one in three")
                above, end = self._number(end + 2)
                return [Token("number", self.text[at:end], at, above / value)]
            written = self.text[at:end]
            head = written.rstrip("".join(sizes)).rstrip()
            if len(head) == len(written) or set(head) & set(sizes):
                return [Token("number", written, at, value)]
            # apart, so that the 万 of 2到3万 is of both ends
            number, _ = self._number(at, {})
            size = value / number if number else Fraction(1)
            return [
                Token("number", head, at, number),
                Token("size", written[len(head) :], at + len(head), size),
            ]
        size = 1
        while end < len(self.text) and self.text[end] in sizes and size < 10**24:
            size, end = size * sizes[self.text[end]], end + 1
        self._check_trillion(at, end)
        return [Token("size", self.text[at:end], at, Fraction(size))]

    def _check_trillion(self, at: int, end: int) -> None:
        """兆 is 10¹² before money and counts in Traditional text; before units it never comes here."""
        place = self.text.find(TRILLION, at, end)
        if place < 0:
            return
        follows = end + (len(self.text[end:]) - len(self.text[end:].lstrip()))
        spelling = chinese_unit_at(self.text, follows)
        match = NAME.match(self.text, follows)
        unit = unit_called(spelling or (match.group() if match else self.text[follows : follows + 1]))
        if self.traditional and unit is not None and unit.kind in ("money", "count"):
            return
        raise self._fault(
            "兆 can be a million or a trillion here",
            place,
            "is it 10⁶ (write 百万, 百萬) or 10¹² (write 万亿, 萬億)? Before 瓦, 瓦时, 赫, 字节 it is 10⁶",
        )

    def _superscript(self, at: int) -> list[Token]:
        end = at
        while end < len(self.text) and self.text[end] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻":
            end += 1
        digits = self.text[at:end].translate(SUPERSCRIPTS)
        if not re.fullmatch(r"-?[0-9]{1,4}", digits):
            raise self._fault("the exponent cannot be read", at, "write ^2")
        power = Token("number", self.text[at:end], at, Fraction(abs(int(digits))))
        return [Token("^", "", at), *([Token("-", "", at)] if digits[0] == "-" else []), power]

    def _name(self, name: str, at: int) -> list[Token]:
        """A keyword, number word, size, unit, or units joined by hyphens (chip-hours)."""
        last = self.found[-1] if self.found else None
        is_glued = last is not None and last.kind == "number" and last.end == at
        small = name.lower()
        if unit := unit_called(name):
            return [Token("unit", name, at, unit)]
        if name in SIZES or small in SIZE_WORDS:
            return [Token("size", name, at, Fraction(SIZES[name] if name in SIZES else SIZE_WORDS[small]))]
        if name == "m" and is_glued and self._is_million(at):
            return [Token("size", name, at, Fraction(10**6))]
        if small in NUMBER_WORDS:
            return [Token("number", name, at, Fraction(NUMBER_WORDS[small]))]
        if small in EVERY:
            return [Token("per", "", at), Token("unit", name, at, unit_called(EVERY[small]))]
        if small in FUNCTIONS:
            return [Token("function", small, at)]
        if name in KEYWORDS or small in KEYWORDS:
            kind = KEYWORDS[small]
            return [Token(kind, name, at, Fraction(1, 100) if kind == "percent" else None)]
        if "-" in name:
            made: list[Token] = []
            for part in name.split("-"):
                # the sign between them binds as tightly as the hyphen looks
                made += [Token("joined", "-", at - 1)] if made else []
                made += self._name(part, at)
                at += len(part) + 1
            return made
        raise self._unknown(name, at)

    def _is_million(self, at: int) -> bool:
        """Whether a glued m is million: after a sign of money, or before a name or another word."""
        before = self.found[-2] if len(self.found) > 1 else None
        match = NAME.match(self.text[at + 1 :].lstrip())
        is_money = before is not None and before.kind == "unit" and before.unit.kind == "money"
        return is_money or (match is not None and unit_called(match.group().split("-")[0]) is not None)

    def _unknown(self, name: str, at: int) -> InputError:
        if name in ASKED_ABOUT or name.lower() in VAGUE:
            return self._strange(at)
        shown = name[:40]
        known = (
            [one for one in exact_spellings() if one.isascii()] + list(word_spellings()) + list(SIZE_WORDS)
        )
        by_small = {one.lower(): one for one in reversed(known)}
        near = get_close_matches(shown.lower(), by_small, n=3, cutoff=0.6)
        hint = f"did you mean {' or '.join(by_small[one] for one in near)}?" if near else None
        return self._fault(
            f"unknown unit {shown}", at, hint or "write a unit such as GWh, GW, GWh/day, USD or queries"
        )

    def _strange(self, at: int) -> InputError:
        character = self.text[at]
        match = NAME.match(self.text, at)
        if character in VAGUE or (match and match.group().lower() in VAGUE):
            return self._fault("a vague word", at, "leave it out, or write a range such as 20 to 30 GW")
        hint = ASKED_ABOUT.get(match.group() if match else character)
        shown = character if character.isprintable() else f"character {ord(character)}"
        return self._fault(f"cannot read {shown} here", at, hint or "write numbers, units and + − × ÷ ^ ( )")

    def _fault(self, problem: str, at: int, suggestion: str) -> InputError:
        return fault(problem, self.original, at, suggestion)


def _with_ranges(found: list[Token], text: str) -> list[Token]:
    """Read the hyphen of 250-300 Wh as a range: as a difference it could not be computed.

    Errors:
        InputError for 5%-10%, which can be either.
    """
    made = list(found)
    for place in range(1, len(found) - 2):
        before, sign, after, behind = found[place - 1 : place + 3]
        is_glued = before.end == sign.at and sign.end == after.at
        if (sign.kind, sign.text, after.kind) != ("-", "-", "number") or not is_glued:
            continue
        is_multiple = behind.kind == "times" and found[place + 3].kind in ("end", ")")
        has_unit = behind.kind in ("unit", "size", "percent") or is_multiple
        if before.kind in ("unit", "percent", "size") and has_unit:
            hint = "write “to” for a range, and blanks around the minus for a difference"
            raise fault("this hyphen can be a range or a minus", text, sign.at, hint)
        if before.kind == "number" and has_unit and (place < 2 or found[place - 2].kind != "^"):
            made[place] = dataclasses.replace(sign, kind="range")
    return made
