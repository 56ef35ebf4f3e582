"""Quantities for every input that is drawn: ranges against draws, units as algebra, any text as input."""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from wattstreet.core.errors import InputError
from wattstreet.quantities.command import energy_answer
from wattstreet.quantities.interval import Interval, exactly
from wattstreet.quantities.numerals import read_number
from wattstreet.quantities.quantity import Quantity, quantity
from wattstreet.quantities.spellings import KEYWORDS, SIZE_WORDS
from wattstreet.quantities.unit_names import exact_spellings

pytestmark = pytest.mark.property
MANY = settings(max_examples=300, deadline=None, derandomize=True, database=None)
SOME = settings(max_examples=100, deadline=None, derandomize=True, database=None)
DRAWS = 2000
ROUNDING = 1e-9
"""Ends are not rounded outwards, and a difference of large numbers loses digits."""
LONGEST_SECONDS = 2.0
"""Far above what a thousand characters take, so that a busy machine does not fail the test."""


@st.composite
def intervals(draw: st.DrawFn, least: float = -1e3) -> Interval:
    """A range with a value inside it."""
    numbers = st.floats(least, 1e3, allow_nan=False).filter(lambda one: one == 0 or abs(one) > 1e-3)
    low, value, high = sorted(draw(st.lists(numbers, min_size=3, max_size=3)))
    return Interval(value, low, high)


def drawn(interval: Interval, rng: np.random.Generator) -> np.ndarray:
    """Draws from the range, its ends and its value among them."""
    inside = rng.uniform(interval.low, interval.high, DRAWS)
    inside[:3] = interval.ends[0], interval.ends[1], interval.value
    return rng.permuted(inside)


def holds(found: Interval, results: np.ndarray) -> None:
    """No draw is outside of the range."""
    room = ROUNDING * max(1.0, abs(found.low), abs(found.high))
    assert found.low - room <= results.min()
    assert results.max() <= found.high + room
    assert found.low <= found.value <= found.high


def attained(found: Interval, corners: list[float]) -> None:
    """The ends are values that some corner takes: no range is wider than it has to be."""
    assert (found.low, found.high) == pytest.approx((min(corners), max(corners)), rel=1e-12, abs=1e-12)


@MANY
@given(a=intervals(), b=intervals(), seed=st.integers(0, 2**32 - 1))
def test_ranges_hold_every_draw_and_no_more(a: Interval, b: Interval, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = drawn(a, rng), drawn(b, rng)
    ends = [(p, q) for p in a.ends for q in b.ends]
    for found, results, corners in (
        (a + b, x + y, [p + q for p, q in ends]),
        (a - b, x - y, [p - q for p, q in ends]),
        (a * b, x * y, [p * q for p, q in ends]),
    ):
        holds(found, results)
        attained(found, corners)
    if b.low > 0 or b.high < 0:
        holds(a / b, x / y)
        attained(a / b, [p / q for p, q in ends])


@MANY
@given(a=intervals(), power=st.integers(-4, 4), seed=st.integers(0, 2**32 - 1))
def test_powers_hold_every_draw(a: Interval, power: int, seed: int) -> None:
    assume(power >= 0 or a.low > 0 or a.high < 0)
    x = drawn(a, np.random.default_rng(seed))
    found = a ** exactly(float(power))
    holds(found, x ** float(power))
    inside = [0.0] if power > 0 and a.low < 0 < a.high else []
    attained(found, [end ** float(power) for end in (*a.ends, *inside)])


@SOME
@given(a=intervals(least=1e-3), b=st.tuples(st.floats(-3, 3), st.floats(-3, 3)), seed=st.integers(0, 9999))
def test_powers_to_a_range_hold_every_draw(a: Interval, b: tuple[float, float], seed: int) -> None:
    assume(a.low > 0)
    low, high = sorted(b)
    exponent, rng = Interval((low + high) / 2, low, high), np.random.default_rng(seed)
    holds(a**exponent, drawn(a, rng) ** drawn(exponent, rng))


@SOME
@given(a=intervals(), b=intervals(), c=intervals(least=0.01), seed=st.integers(0, 9999))
def test_a_written_formula_holds_every_draw(a: Interval, b: Interval, c: Interval, seed: int) -> None:
    """Parser, units and ranges together, in units that have to be converted."""
    assume(c.low > 0)
    rng = np.random.default_rng(seed)
    x, y, z = (drawn(one, rng) for one in (a, b, c))
    first, second, third = (f"({one.low!r} to {one.high!r})" for one in (a, b, c))
    found = quantity(f"({first} GWh + {second} MWh) / ({third} days)").to("MW").interval
    holds(found, (x * 1000 + y) / (z * 24))


UNITS = sorted({one.symbol for one in exact_spellings().values() if one.definition})
UNIT = st.sampled_from(UNITS)
NUMBER = st.integers(1, 10**6).map(float)


def same(one: Quantity, other: Quantity) -> None:
    assert one.measure.dimensions == other.measure.dimensions
    assert one.measure.in_unit(other.units).interval.value == pytest.approx(other.magnitude, rel=1e-12)


@SOME
@given(a=NUMBER, b=NUMBER, one=UNIT, other=UNIT, third=UNIT)
def test_units_are_an_algebra(a: float, b: float, one: str, other: str, third: str) -> None:
    x, y = quantity(f"{a!r} {one}"), quantity(f"{b!r} {other}")
    same(x * y, y * x)
    same((x * y) / y, x)
    same(x / y, quantity("1") / (y / x))
    same((x * y) * quantity(third), x * (y * quantity(third)))
    same(x * (y + y), x * y + x * y)
    assert (x / x).measure.dimensions == frozenset()
    same(quantity(f"{a!r} {one} × {b!r} {other}"), x * y)
    same(quantity(f"{a!r} {one} / {b!r} {other}"), x / y)
    same(quantity(f"{a!r} {one}/{third}"), x / quantity(third))
    if x.measure.dimensions != y.measure.dimensions:
        with pytest.raises(InputError):
            _ = x + y
        with pytest.raises(InputError):
            quantity(f"{a!r} {one} + {b!r} {other}")


@SOME
@given(a=st.floats(1e-6, 1e12), one=UNIT, other=UNIT)
def test_what_is_printed_is_read_again(a: float, one: str, other: str) -> None:
    found = quantity(f"{a!r} {one}/{other}")
    again = quantity(str(found))
    assert again.measure.dimensions == found.measure.dimensions
    # six figures are printed
    assert again.measure.in_unit(found.units).interval.value == pytest.approx(found.magnitude, rel=1e-5)


DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A number in Chinese, written the long way."""
    if number == 0:
        return "零"
    parts, gap = "", False
    for size, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        section = number // size % (10**4)
        if section == 0:
            gap = bool(parts)
            continue
        parts += ("零" if parts and (gap or section < 1000) else "") + _section(section) + name
        gap = False
    return parts


def _section(section: int) -> str:
    written, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = section // size % 10
        if digit == 0:
            gap = bool(written)
            continue
        written += ("零" if gap else "") + DIGITS[digit] + name
        gap = False
    return written


@MANY
@given(number=st.integers(0, 10**16 - 1))
@example(number=10_005)
@example(number=120)
def test_chinese_numbers_are_exact_in_both_scripts(number: int) -> None:
    # 万亿 and 亿 of one number both stand: the parts have to fall
    written = in_chinese(number)
    for text in (written, written.replace("万", "萬").replace("亿", "億")):
        assert read_number(text, 0, lambda at: False) == (Fraction(number), len(text))


@MANY
@given(
    digits=st.decimals(0, 10**6, places=3, allow_nan=False),
    size=st.sampled_from(["万", "亿", "万亿", "萬", "億"]),
)
def test_mixed_numbers_are_exact(digits, size: str) -> None:
    worth = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "万亿": 10**12}[size]
    assert read_number(f"{digits}{size}", 0, lambda at: False)[0] == Fraction(digits) * worth
    assert quantity(f"{digits:,}").magnitude == float(digits)


SIGNS = "+-−*/^()±–%.,0123456789 一二十百千万亿兆点每倍$¥=_\n{}[]'²"
WORDS = "1e9 ** 分之 百分之 eval exec __import__ lambda os.system 1e308 1e-300".split()
PIECES = st.sampled_from([*exact_spellings(), *KEYWORDS, *SIZE_WORDS, *SIGNS, *WORDS])
JOINED = st.tuples(st.sampled_from(["", " "]), st.lists(PIECES, max_size=60)).map(
    lambda one: one[0].join(one[1])
)
TEXTS = st.one_of(st.text(max_size=200), JOINED)


@contextmanager
def no_code_runs() -> Iterator[None]:
    """Whoever evaluates text as code is caught."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("text was run as code")

    kept = builtins.eval, builtins.exec, builtins.compile
    builtins.eval = builtins.exec = builtins.compile = refuse  # type: ignore[assignment]
    try:
        yield
    finally:
        builtins.eval, builtins.exec, builtins.compile = kept


def error_of(read: Callable[[str], object], text: str) -> InputError | None:
    """How a text is refused; any other exception fails the test."""
    try:
        read(text)
    except InputError as error:
        return error
    return None


@settings(max_examples=1500, deadline=None, derandomize=True, database=None)
@given(text=TEXTS)
@example(text="9**9**9**9")
@example(text="(" * 1000)
@example(text="-" * 1000)
@example(text="1" + "^1" * 400)
@example(text="1" + "+1" * 499)
@example(text="每天" * 400)
@example(text="GWh-" * 200 + "h")
@example(text="GWh·" * 240 + "h")
@example(text="per 1e300 W " * 80)
@example(text="million " * 120)
@example(text="1 GWh per 1e-299 W" + " per 1e299 W" * 60)
@example(text="(1e9 W)^6^6")
@example(text="GW" + "GW" * 400)
@example(text="x" * 1000)
@example(text="1e-300 * 1e-300 / 1e-300")
def test_any_text_is_read_or_refused_in_time(text: str) -> None:
    energy_answer("1 GWh")  # what is imported on first use runs its own code
    began = time.perf_counter()
    with no_code_runs():
        error = error_of(quantity, text)
        if error is None:
            found = quantity(text)
            assert found.interval.low <= found.magnitude <= found.interval.high
            assert str(found)
        if error_of(energy_answer, text) is None:
            answer = energy_answer(text)
            assert answer.text()
            assert answer.record()["kind"] in ("energy", "power", "energy_per_time")
    assert time.perf_counter() - began < LONGEST_SECONDS
    assert error is None or error.key is not None
    assert error is None or len(str(error)) < 1000
