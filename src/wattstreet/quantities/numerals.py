"""Numbers as people write them: 1,300, 2.5e9, 3.5万, 一百二十, 三千亿, 十二点五; each read exactly."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
          "两": 2, "兩": 2}  # fmt: skip
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
TRILLION = "兆"
POINTS = "点點"
ZEROS = "〇零"
TRADITIONAL = frozenset(
    "萬億個兩幾點時電輛戶圓幣詞塊輸國單雙數據產總價機組臺間張條從與發廠網費萊晶圓訊碼為這裡還會個應"
)
"""Characters that only Traditional text has, among those that stand near numbers."""
SIMPLIFIED = frozenset("万亿个两几点时电辆户币词块输国单双数据产总价机组间张条从与发厂网费讯码为这还会应")

ARABIC = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,3}(?:[\u00a0\u2009\u202f][0-9]{3})+(?![0-9])|[0-9]+|(?=\.[0-9]))"
    r"(?:\.[0-9]+)?(?:[eE][+\-−]?[0-9]{1,3}(?![0-9]))?"
)
GROUPS = str.maketrans("−", "-", ",\u00a0\u2009\u202f")
FLOATS = (Fraction(1, 10**300), Fraction(10**300))
"""What floating point holds, with room for a few products."""
LONGEST_NUMBER = 60
"""Characters of one number; more are a mistake or an attack."""

Stops = Callable[[int], bool]
"""Whether a unit begins at a place, so that the 千 of 三千瓦 belongs to the unit."""


class Misread(ValueError):
    """A numeral that cannot be read; says why."""


def is_traditional(text: str) -> bool:
    """Whether the characters say that the text is Traditional Chinese."""
    found = set(text)
    return bool(found & TRADITIONAL) and not found & (SIMPLIFIED - TRADITIONAL)


def starts_numeral(character: str) -> bool:
    """Whether a Chinese number can begin with this character."""
    return character in DIGITS or character in SMALL


def read_number(
    text: str, at: int, stops: Stops, sizes: dict[str, int] | None = None
) -> tuple[Fraction, int]:
    """The number that begins here, Arabic, Chinese or mixed (3亿5000万), and where it ends.

    Args:
        text: The whole text.
        at: Where the number begins.
        stops: Where a unit begins.
        sizes: Characters for 10⁴ and more, and what each is worth.
    Errors:
        Misread for digits that make no number.
    """
    sizes = LARGE if sizes is None else sizes
    total, last = Fraction(0), 0
    while True:
        found = _section(text, at, stops)
        if found is None:
            break
        section, at, lone = found
        size, at = _size(text, at, stops, sizes)
        if last and size >= last:
            raise Misread("the parts of the number do not fall: write the largest first")
        if size == 1 and last and section < 10 and text[at - 1].isascii():
            raise Misread("one digit after 万 or 亿 can mean two things: write all of them, such as 3.5万")
        if size == 1 and last and lone:
            section *= last // 10
        total, last = total + section * size, size
        if size == 1:
            break
    return total, at


def _size(text: str, at: int, stops: Stops, sizes: dict[str, int]) -> tuple[int, int]:
    """Product of 万 and 亿 from here, such as 万亿; a blank may stand before them."""
    size = 1
    after = at + 1 if text[at : at + 1] == " " else at
    if after < len(text) and text[after] in sizes:
        at = after
    while at < len(text) and text[at] in sizes and not stops(at):
        size, at = size * sizes[text[at]], at + 1
        if size > 10**24:
            raise Misread("the number is too large")
    return size, at


def _section(text: str, at: int, stops: Stops) -> tuple[Fraction, int, bool] | None:
    """A part below ten thousand or in Arabic digits, where it ends, and whether it is one digit alone."""
    match = ARABIC.match(text, at)
    if match and match.end() > at:
        if match.end() - at > LONGEST_NUMBER:
            raise Misread("the number has too many digits")
        value, at = Fraction(match.group().translate(GROUPS)), match.end()
        if value and not FLOATS[0] < value < FLOATS[1]:
            raise Misread("the number is too large or too small")
        if at < len(text) and text[at] in SMALL and not stops(at):
            value, at = value * SMALL[text[at]], at + 1
        return value, at, False
    end = at
    while end < len(text) and (text[end] in DIGITS or text[end] in SMALL) and not stops(end):
        end += 1
    if end == at:
        return None
    if end - at > LONGEST_NUMBER:
        raise Misread("the number has too many digits")
    written = text[at:end]
    value = Fraction(_below_ten_thousand(written))
    if end + 1 < len(text) and text[end] in POINTS and text[end + 1] in DIGITS:
        start = end = end + 1
        while end < len(text) and text[end] in DIGITS:
            end += 1
        for place, digit in enumerate(text[start : min(end, start + LONGEST_NUMBER)], start=1):
            value += Fraction(DIGITS[digit], 10**place)
        return value, end, False
    return value, end, len(written) == 1 and written not in SMALL and written not in ZEROS


def _below_ten_thousand(written: str) -> int:
    """三千零五 as 3005, 二〇二五 as 2025, 一百二 as 120."""
    if len(written) > 1 and all(one in DIGITS for one in written.lstrip(ZEROS)) and not _is_led(written):
        return int("".join(str(DIGITS[one]) for one in written))
    total, digit, last, after_zero = 0, None, 10_000, False
    for one in written:
        if one in ZEROS:
            if digit is not None:
                raise Misread("the digits make no number")
            after_zero = True
        elif one in DIGITS:
            if digit is not None:
                raise Misread("the digits make no number")
            digit = DIGITS[one]
        else:
            size = SMALL[one]
            if size >= last:
                raise Misread("the parts of the number do not fall: write the largest first")
            total, digit, last, after_zero = total + (1 if digit is None else digit) * size, None, size, False
    if digit is None:
        return total
    colloquial = 100 <= last < 10_000 and not after_zero
    return total + digit * (last // 10 if colloquial else 1)


def _is_led(written: str) -> bool:
    """Whether a zero leads one digit, as in the 零五 of 一万零五."""
    return len(written) == 2 and written[0] in ZEROS
