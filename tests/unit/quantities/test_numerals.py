"""Numbers in both scripts, exactly, and the characters that can mean two things."""

from __future__ import annotations

from fractions import Fraction

import pytest

from wattstreet.core.errors import InputError
from wattstreet.quantities.numerals import is_traditional, read_number
from wattstreet.quantities.quantity import quantity

pytestmark = pytest.mark.unit

NUMBERS = [
    ("1,300", 1300),
    ("2,500,000.5", Fraction(5000001, 2)),
    ("1\u202f300", 1300),
    ("2.5e9", 2_500_000_000),
    ("3.14E-3", Fraction(314, 100_000)),
    (".5", Fraction(1, 2)),
    ("0.1", Fraction(1, 10)),
    ("一百二十", 120),
    ("一百二", 120),
    ("一百零二", 102),
    ("十二", 12),
    ("二十", 20),
    ("十", 10),
    ("三千零五", 3005),
    ("三千五", 3500),
    ("两千", 2000),
    ("兩千", 2000),
    ("二〇二五", 2025),
    ("三点五", Fraction(7, 2)),
    ("十二點零五", Fraction(1205, 100)),
    ("3.5万", 35_000),
    ("3.5萬", 35_000),
    ("3.5 万", 35_000),
    ("1.2亿", 120_000_000),
    ("1.2億", 120_000_000),
    ("2万亿", 2 * 10**12),
    ("2萬億", 2 * 10**12),
    ("三千亿", 3 * 10**11),
    ("3千万", 30_000_000),
    ("一百万", 1_000_000),
    ("一万零五", 10_005),
    ("一万零五百", 10_500),
    ("两万五", 25_000),
    ("三亿二", 320_000_000),
    ("二十万五千", 205_000),
    ("3亿5000万", 350_000_000),
    ("一千二百三十四亿五千六百七十八万九千零一十二", 123_456_789_012),
    ("万万", None),
    ("零", 0),
]


@pytest.mark.parametrize(("written", "value"), [one for one in NUMBERS if one[1] is not None])
def test_numbers_are_read_exactly(written: str, value: Fraction) -> None:
    assert read_number(written, 0, lambda at: False) == (Fraction(value), len(written))
    assert quantity(written).magnitude == float(value)


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("三千瓦", 3.0, "kW"),
        ("三千五百瓦", 3500.0, "W"),
        ("五千瓦时", 5.0, "kWh"),
        ("1.2亿千瓦时", 1.2e8, "kWh"),
        ("10萬億千瓦時", 1e13, "kWh"),
        ("10万亿度", 1e13, "kWh"),
        ("万亿千瓦时", 1e12, "kWh"),
        ("百万千瓦", 1e6, "kW"),
        ("百兆瓦", 100.0, "MW"),
        ("1300兆瓦时", 1300.0, "MWh"),
        ("1300兆瓦時", 1300.0, "MWh"),
        ("3兆赫", 3.0, "MHz"),
        ("3兆字节", 3.0, "MB"),
        ("3兆位元組", 3.0, "MB"),
        ("45吉瓦", 45.0, "GW"),
        ("3000亿美元", 3e11, "USD"),
        ("8亿人", 8e8, "person"),
        ("1.3千万亿词元", 1.3e15, "token"),
        ("三年", 3.0, "year"),
        ("6个月", 6.0, "month"),
        ("3000辆特斯拉", 3000.0, "car"),
        ("两座核反应堆", 2.0, "reactor"),
        ("二十万英里", 2e5, "mile"),
    ],
)
def test_chinese_units_take_their_own_characters(written: str, value: float, unit: str) -> None:
    assert quantity(written).m_as(unit) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("written", ["3兆美元 × 1萬", "5兆詞元", "2兆人 + 1億人", "3 兆 美元 × 1億"])
def test_trillion_before_money_and_counts_in_traditional_text(written: str) -> None:
    assert quantity(written).magnitude >= 1e12


def test_the_text_around_can_say_that_it_is_traditional() -> None:
    assert quantity("3兆美元", traditional=True).magnitude == 3e12
    assert quantity("3兆5000億美元").magnitude == 3.5e12


@pytest.mark.parametrize(
    "written", ["3兆美元", "3兆", "3兆人", "1兆度", "兆", "2兆美元+1万美元", "3兆千瓦時"]
)
def test_trillion_or_million_is_asked_otherwise(written: str) -> None:
    with pytest.raises(InputError, match="a million or a trillion") as caught:
        quantity(written)
    assert "10¹²" in str(caught.value.suggestion)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("三万二亿", "do not fall"),
        ("一十百", "do not fall"),
        ("五二十", "make no number"),
        ("3万5", "two things"),
        ("1" * 61, "too many digits"),
        ("九" * 61, "too many digits"),
        ("1e999", "too large"),
        ("1万亿亿亿亿", "too large"),
        ("三分之", "a number is missing"),
        ("零分之三", "zero parts"),
        ("1,3", "cannot read ,"),
        ("1.300.000", "cannot read ."),
    ],
)
def test_digits_that_make_no_number_are_refused(written: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        quantity(written)


def test_scripts_are_told_apart() -> None:
    assert is_traditional("3兆美元 × 1萬")
    assert not is_traditional("3兆美元 × 1万")
    assert not is_traditional("3兆美元")
    assert not is_traditional("1萬1万")
