"""Numbers in the conventions of a reader: 1.2 tn USD and 1,071 TWh, 1.2 万亿美元 and 10,710 亿千瓦时."""

from __future__ import annotations

import datetime
import math

from wattstreet.words.catalogue import PSEUDO, accented

SCALES: dict[str, tuple[str, float]] = {
    "1": ("count", 1.0),
    "tn USD": ("usd", 1e12),
    "bn USD": ("usd", 1e9),
    "mn USD": ("usd", 1e6),
    "USD": ("usd", 1.0),
    "GW": ("watt", 1e9),
    "MW": ("watt", 1e6),
    "TWh": ("watt-hour", 1e12),
    "GWh": ("watt-hour", 1e9),
    "MWh": ("watt-hour", 1e6),
    "%": ("percent", 1.0),
    "share": ("percent", 100.0),
    "pp": ("point", 1.0),
    "mn H100e": ("h100e", 1e6),
    "H100e": ("h100e", 1.0),
    "log10 FLOP": ("flop", 1.0),
    "USD/MWh": ("usd/mwh", 1.0),
    "USD/mn tokens": ("usd/token", 1.0),
    "times": ("times", 1.0),
    "months": ("month", 1.0),
    "years": ("year", 1.0),
    "weeks": ("week", 1.0),
}
"""Unit of a number → what it measures, and how much of that a unit is."""
ENGLISH = {
    "1": "{}", "%": "{} %", "share": "{} %", "pp": "{} percentage points", "log10 FLOP": "10^{} FLOP",
    "times": "{} times", "mn H100e": "{} mn H100 equivalents", "H100e": "{} H100 equivalents",
    "USD/mn tokens": "{} USD per million tokens",
}  # fmt: skip
"""English patterns that are not number, space, unit."""
ONE = {"months": "{} month", "years": "{} year", "weeks": "{} week", "pp": "{} percentage point"}
CHINESE = {
    "count": "{}", "percent": "{}%", "point": "{}个百分点", "flop": "10^{} FLOP", "usd/mwh": "{}美元/兆瓦时",
    "usd/token": "{}美元/百万词元", "times": "{}倍", "month": "{}个月", "year": "{}年", "week": "{}周",
    "usd": "{}美元", "watt": "{}瓦", "watt-hour": "{}瓦时", "h100e": "{}块H100当量",
}  # fmt: skip
MYRIADS = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"), (1.0, ""))
"""Chinese counts in steps of ten thousand."""
CHINESE_SCALES = {
    "usd": MYRIADS,
    "h100e": MYRIADS,
    "watt": ((1e9, "吉"), (1e6, "兆"), (1e3, "千"), (1.0, "")),
    # utilities count energy in kilowatt-hours
    "watt-hour": ((1e15, "万亿千"), (1e11, "亿千"), (1e7, "万千"), (1e3, "千"), (1.0, "")),
}


def spoken_number(value: float, unit: str, digits: int | None, signed: bool, language: str) -> str:
    """A number with its unit.

    Errors:
        KeyError for a unit that `SCALES` lacks.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} {unit} cannot be said: the words around it are about something absent")
    if language == "zh":
        return _chinese(value, unit, digits, signed)
    english = _english(value, unit, digits, signed)
    return accented(english) if language == PSEUDO else english


def _english(value: float, unit: str, digits: int | None, signed: bool) -> str:
    shown = value * 100 if unit == "share" else value
    written = _written(shown, digits if digits is not None else _digits(shown, unit), signed)
    pattern = ONE[unit] if unit in ONE and written.lstrip("+−") == "1" else ENGLISH.get(unit, "{} " + unit)
    assert unit in SCALES, unit
    return pattern.format(written)


def _chinese(value: float, unit: str, digits: int | None, signed: bool) -> str:
    measure, factor = SCALES[unit]
    amount = value * factor
    if measure not in CHINESE_SCALES:
        written = _written(amount, digits if digits is not None else _digits(amount, unit), signed)
        return CHINESE[measure].format(written)
    steps = CHINESE_SCALES[measure]
    step, name = next(((step, name) for step, name in steps if abs(amount) >= step), steps[-1])
    scaled = amount / step
    # as many digits as the English words show
    shown = _figures(scaled) if digits is None else max(0, digits - round(math.log10(factor / step)))
    return CHINESE[measure].format(_written(scaled, shown, signed) + name)


def _figures(value: float) -> int:
    """Digits after the point that leave three figures."""
    return 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2


def _digits(value: float, unit: str) -> int:
    """Digits after the point that a reader wants: about three figures, none for counts and large numbers."""
    if unit in ("1", "months", "weeks", "years") and float(value).is_integer():
        return 0
    if unit in ("%", "share"):
        return 0 if abs(value) >= 10 or float(value).is_integer() else 1
    size = abs(value)
    return 0 if size >= 100 else 1 if size >= 1 else 2


def _written(value: float, digits: int, signed: bool) -> str:
    rounded = round(value, digits) + 0.0  # no minus before nothing
    return f"{rounded:{'+' if signed and rounded > 0 else ''},.{digits}f}".replace("-", "−")


def spoken_month(month: str, language: str) -> str:
    """`2026-03` as March 2026 or 2026年3月."""
    return _dated(datetime.date.fromisoformat(f"{month}-01"), "MMMM y", "y年M月", language)


def spoken_day(day: str, language: str) -> str:
    """`2025-11-20` as 20 November 2025 or 2025年11月20日."""
    return _dated(datetime.date.fromisoformat(day), "d MMMM y", "y年M月d日", language)


def _dated(day: datetime.date, english: str, chinese: str, language: str) -> str:
    from babel.dates import format_date

    if language == "zh":
        return format_date(day, chinese, locale="zh")
    written = format_date(day, english, locale="en")
    return accented(written) if language == PSEUDO else written
