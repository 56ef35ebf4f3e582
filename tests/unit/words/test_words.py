"""Numbers, months, listings and templates in both languages."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wattstreet.core.errors import InputError, ModelError
from wattstreet.words import catalogue
from wattstreet.words.catalogue import PSEUDO, accented, check_language
from wattstreet.words.numbers import CHINESE, SCALES
from wattstreet.words.say import Day, Listing, Month, Number, Words, as_shipped, numbers_in, say
from wattstreet.words.speak import JOINS, speak, speak_all

pytestmark = pytest.mark.unit

NUMBERS = [
    (Number(689.4, "bn USD"), "689 bn USD", "6,894亿美元"),
    (Number(689.0, "bn USD", 0), "689 bn USD", "6,890亿美元"),
    (Number(12.34, "tn USD"), "12.3 tn USD", "12.3万亿美元"),
    (Number(1.5, "mn USD"), "1.5 mn USD", "150万美元"),
    (Number(-3.0, "bn USD"), "−3.0 bn USD", "−30.0亿美元"),
    (Number(1071, "TWh"), "1,071 TWh", "1.07万亿千瓦时"),
    (Number(0.5, "TWh"), "0.50 TWh", "5.00亿千瓦时"),
    (Number(20, "GWh"), "20.0 GWh", "2,000万千瓦时"),
    (Number(15.3, "GW"), "15.3 GW", "15.3吉瓦"),
    (Number(250, "MW"), "250 MW", "250兆瓦"),
    (Number(2.5, "mn H100e"), "2.5 mn H100 equivalents", "250万块H100当量"),
    (Number(0.123, "share"), "12 %", "12%"),
    (Number(0.123, "share", 1), "12.3 %", "12.3%"),
    (Number(0.021, "share"), "2.1 %", "2.1%"),
    (Number(64.9, "%"), "65 %", "65%"),
    (Number(1.25, "pp"), "1.2 percentage points", "1.2个百分点"),
    (Number(1, "pp", 0), "1 percentage point", "1个百分点"),
    (Number(26.4, "log10 FLOP"), "10^26.4 FLOP", "10^26.4 FLOP"),
    (Number(60.5, "USD/MWh"), "60.5 USD/MWh", "60.5美元/兆瓦时"),
    (Number(2.5, "USD/mn tokens"), "2.5 USD per million tokens", "2.5美元/百万词元"),
    (Number(3.2, "times"), "3.2 times", "3.2倍"),
    (Number(1, "months"), "1 month", "1个月"),
    (Number(-1, "months"), "−1 month", "−1个月"),
    (Number(1, "months", signed=True), "+1 month", "+1个月"),
    (Number(24, "months"), "24 months", "24个月"),
    (Number(1, "years"), "1 year", "1年"),
    (Number(2, "weeks"), "2 weeks", "2周"),
    (Number(54), "54", "54"),
    (Number(1234567), "1,234,567", "1,234,567"),
]


@pytest.mark.parametrize(("number", "english", "chinese"), NUMBERS, ids=lambda one: str(one)[:40])
def test_a_number_follows_the_conventions_of_its_reader(number, english, chinese):
    assert speak(number, "en") == english
    assert speak(number, "zh") == chinese


@pytest.mark.parametrize("language", ["en", "zh"])
def test_signs_are_true_and_nothing_has_none(language):
    space = " " if language == "en" else ""
    assert speak(Number(-0.05, "share", 0), language) == f"−5{space}%"
    assert speak(Number(0.05, "share", 0, signed=True), language) == f"+5{space}%"
    for nothing in (0.0, -0.0, -0.001, 0.001):
        assert speak(Number(nothing, "share", 0, signed=True), language) == f"0{space}%"


def test_digits_asked_for_are_given_at_the_scale_asked_in():
    assert speak(Number(12.3456, "GW", 2)) == "12.35 GW"
    assert speak(Number(1234.5, "bn USD", 0)) == "1,234 bn USD"
    assert speak(Number(1234.5, "bn USD", 1), "zh") == "1.2345万亿美元"


def test_what_is_absent_is_not_said():
    with pytest.raises(ValueError, match="cannot be said"):
        speak(Number(float("nan"), "GW"))
    with pytest.raises(KeyError):
        speak(Number(1.0, "furlongs"), "zh")


def test_every_unit_can_be_said_in_both_languages():
    assert {measure for measure, _ in SCALES.values()} == set(CHINESE)
    for unit in SCALES:
        assert speak(Number(5.0, unit), "en") != speak(Number(7.0, unit), "en")
        assert speak(Number(5.0, unit), "zh") != speak(Number(7.0, unit), "zh")


CHINESE_STEPS = {
    # the longer one first
    "万亿千": 1e15,
    "万亿": 1e12,
    "亿千": 1e11,
    "亿": 1e8,
    "万千": 1e7,
    "万": 1e4,
    "吉": 1e9,
    "兆": 1e6,
    "千": 1e3,
}


def parsed(text: str, unit: str, language: str) -> tuple[float, float]:
    """Value and half of its last digit, both in the unit."""
    shown = text.replace(",", "").replace("−", "-")
    end = max(at for at, letter in enumerate(shown) if letter.isdigit()) + 1
    if "H100" in shown:
        end = shown.index("块" if language == "zh" else " ")
    mantissa = shown[:end].rstrip("万亿")
    rest = shown[len(mantissa) :]
    step = 1.0
    if language == "zh":
        scale = SCALES[unit][1]
        name = next((name for name in CHINESE_STEPS if rest.startswith(name)), "")
        step = CHINESE_STEPS.get(name, 1.0) / scale
    digits = len(mantissa.partition(".")[2])
    return float(mantissa) * step, 0.5 * 10.0**-digits * step


@given(
    value=st.floats(-1e5, 1e5),
    unit=st.sampled_from(
        ["tn USD", "bn USD", "mn USD", "GW", "MW", "TWh", "GWh", "MWh", "mn H100e", "H100e"]
    ),
    digits=st.none() | st.integers(0, 3),
    language=st.sampled_from(["en", "zh"]),
)
def test_a_number_reads_back_within_its_rounding(value, unit, digits, language):
    back, half = parsed(speak(Number(value, unit, digits), language), unit, language)
    assert abs(back - value) <= half * (1 + 1e-9) + 1e-9 * abs(value)


@given(value=st.floats(-1e5, 1e5), digits=st.integers(0, 3))
def test_both_languages_say_the_same_amount(value, digits):
    english, half = parsed(speak(Number(value, "bn USD", digits)), "bn USD", "en")
    chinese, half_zh = parsed(speak(Number(value, "bn USD", digits), "zh"), "bn USD", "zh")
    assume(abs(value) < 1e5)
    assert abs(english - chinese) <= (half + half_zh) * (1 + 1e-9) + 1e-9 * abs(value)


def test_months_have_names():
    assert speak(Month("2026-03")) == "March 2026"
    assert speak(Month("2026-03"), "zh") == "2026年3月"
    assert speak(Month("2025-12"), "zh") == "2025年12月"
    assert speak(Month("2026-03"), PSEUDO) == accented("March 2026")
    assert "2025" in speak(Day("2025-11-20"))
    assert speak(Day("2025-11-20"), "zh") == "2025年11月20日"


LISTINGS = {
    "and": (["a", "a and b", "a, b and c"], ["a", "a和b", "a、b和c"]),
    "or": (["a", "a or b", "a, b or c"], ["a", "a或b", "a、b或c"]),
    "then": (["a", "a, then b", "a, b, then c"], ["a", "a，随后b", "a，b，随后c"]),
    "comma": (["a", "a, b", "a, b, c"], ["a", "a、b", "a、b、c"]),
    "semicolon": (["a", "a; b", "a; b; c"], ["a", "a；b", "a；b；c"]),
    "sentence": (["a", "a b", "a b c"], ["a", "ab", "abc"]),
}


@pytest.mark.parametrize("join", LISTINGS)
def test_things_in_a_row(join):
    for language, wanted in zip(("en", "zh"), LISTINGS[join], strict=True):
        assert [speak(Listing(tuple("abc"[:many]), join), language) for many in (1, 2, 3)] == wanted


def test_every_join_is_tested_in_every_language():
    assert set(LISTINGS) == set(JOINS["en"]) == set(JOINS["zh"])


def test_a_template_needs_every_value():
    words = say("from {first} to {last}", first=Number(1, "GW", 0), last=2030)
    assert speak(words) == "from 1 GW to 2030"
    with pytest.raises(KeyError):
        speak(Words("from {first} to {last}", {"first": 1}))


def test_words_can_be_keys():
    one, same, other = (say("from {first}", first=Listing((first,))) for first in ("a", "a", "b"))
    assert {one: 1}[same] == 1
    assert one != other


def test_numbers_are_found_wherever_they_stand():
    inner = say("{a}", a=Number(1, "GW"))
    words = say("{row} {own}", row=Listing((inner, "name")), own=Number(2, "TWh"))
    assert [number.value for number in numbers_in(words)] == [1, 2]
    assert numbers_in(Month("2026-03")) == []


@pytest.fixture
def chinese(monkeypatch):
    """A catalogue of one sentence."""
    known = {"{who} pays {what}.": "{what}由{who}支付。", "A user's word": "用户的话"}
    monkeypatch.setattr(catalogue, "catalogue", lambda language: known)


@pytest.mark.usefixtures("chinese")
def test_a_translation_orders_its_values_as_it_likes():
    words = say("{who} pays {what}.", who="Oracle", what=Number(3, "bn USD", 0))
    assert speak(words, "zh") == "30亿美元由Oracle支付。"
    assert speak_all([words], "en") == ["Oracle pays 3 bn USD."]


@pytest.mark.usefixtures("chinese")
def test_a_shipped_template_without_translation_is_an_error():
    with pytest.raises(ModelError, match="Nobody wrote this"):
        speak(say("Nobody wrote this."), "zh")


@pytest.mark.usefixtures("chinese")
def test_a_text_of_the_users_own_is_shown_as_written():
    assert speak(as_shipped("A user's word"), "zh") == "用户的话"
    for language in ("en", "zh"):
        assert speak(as_shipped("Mine, with {braces} of 5 %"), language) == "Mine, with {braces} of 5 %"


def test_accents_leave_braces_alone():
    assert accented("Pay {who} now") == "Þàý {who} ŋóŵ".replace("ŋ", accented("n"))
    said = speak(say("Pay {who} now", who="Oracle"), PSEUDO)
    assert "Oracle" in said
    assert "Pay" not in said
    assert "now" not in said


def test_a_language_nobody_wrote_is_refused():
    check_language("en")
    check_language("zh")
    check_language(PSEUDO)
    with pytest.raises(InputError, match="unknown language"):
        check_language("fr")
