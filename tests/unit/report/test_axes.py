"""Ticks, units and labels in the conventions of the reader."""

from __future__ import annotations

import pytest

from wattstreet.report.axes import amounts, apart, bare, decades, following, text_width, wrapped, years

pytestmark = pytest.mark.unit


def test_ticks_are_round_and_name_their_unit_once():
    scale = amounts(0.0, 689.0, "bn USD", "en")
    assert scale.ticks == (0.0, 200.0, 400.0, 600.0, 800.0)
    assert scale.texts == ("0", "200", "400", "600", "800")
    assert scale.unit == "bn USD"
    assert scale.low == 0.0
    assert scale.high >= 800.0


def test_chinese_ticks_share_the_scale_of_the_largest():
    scale = amounts(0.0, 689.0, "bn USD", "zh")
    assert scale.texts == ("0", "2,000", "4,000", "6,000", "8,000")
    assert scale.unit == "亿美元"
    large = amounts(0.0, 1890.0, "bn USD", "zh")
    assert large.texts == ("0", "0.5", "1.0", "1.5", "2.0")
    assert large.unit == "万亿美元"


def test_shares_are_shown_in_percent():
    scale = amounts(0.0, 0.62, "share", "en")
    assert scale.ticks == pytest.approx((0.0, 0.2, 0.4, 0.6))
    assert scale.texts == ("0", "20", "40", "60")
    assert scale.unit == "%"


def test_a_range_below_zero_keeps_zero_among_its_ticks():
    scale = amounts(-0.3, 0.5, "pp", "en")
    assert 0.0 in scale.ticks
    assert scale.low < -0.3
    assert scale.texts[0].startswith("−")


def test_values_that_do_not_move_still_get_an_axis():
    scale = amounts(0.0, 0.0, "GW", "en")
    assert scale.high > scale.low


@pytest.mark.parametrize("span", [0.013, 0.9, 7.0, 161.0, 2.5e6])
def test_ticks_are_few_at_every_size(span):
    ticks = amounts(0.0, span, "GW", "en").ticks
    assert 3 <= len(ticks) <= 7
    assert ticks[-1] >= 0.6 * span


def test_powers_of_ten_stand_within_the_axis():
    scale = decades(0.2, 2300.0, "mn H100e", "en")
    assert scale.texts == ("1", "10", "100", "1,000")
    assert scale.ticks == (0.0, 1.0, 2.0, 3.0)
    assert scale.unit == "mn H100 equivalents"
    chinese = decades(0.2, 2300.0, "mn H100e", "zh")
    assert chinese.texts == ("100万", "1,000万", "1亿", "10亿")
    assert chinese.unit == "块H100当量"


def test_bare_numbers_have_the_digits_they_need():
    assert bare([0.0, 2.5, 5.0], "GW", "en") == (("0", "2.5", "5.0"), "GW")


def test_years_are_named_at_their_middle_and_ticked_where_they_begin():
    axis = years("2023-01", "2026-12")
    assert axis["ticktext"] == ["2023", "2024", "2025", "2026"]
    assert axis["tickvals"][0] == "2023-07-01"
    assert axis["minor"]["tickvals"][-1] == "2027-01-01"
    assert axis["range"] == ["2023-01-01", "2027-01-01"]
    assert years("2023-01", "2035-12", 5)["ticktext"] == ["2024", "2027", "2030", "2033"]
    assert following("2025-11") == "2025-12-01"


def test_labels_are_moved_apart_in_their_order():
    moved = apart([10.0, 10.0, 50.0], 4.0, 0.0, 100.0)
    assert moved[0] - moved[1] == pytest.approx(4.0)
    assert moved[2] == 50.0
    assert sum(moved[:2]) == pytest.approx(20.0)


def test_labels_stay_between_the_ends():
    assert apart([99.0, 99.5], 4.0, 0.0, 100.0) == pytest.approx([96.0, 100.0])


def test_chinese_lines_break_between_characters_and_never_before_a_stop():
    lines = wrapped("若有5.5%铁定卖出，平静不复存在", 110, 12).split("<br>")
    assert len(lines) > 1
    assert not any(line[0] in "，。）" for line in lines)
    assert "".join(lines) == "若有5.5%铁定卖出，平静不复存在"


def test_lines_break_between_words():
    lines = wrapped("if 5.5 % sell regardless, calm is gone", 110, 12).split("<br>")
    assert " ".join(lines) == "if 5.5 % sell regardless, calm is gone"
    assert all(text_width(line, 12) <= 110 for line in lines)


def test_chinese_characters_are_as_wide_as_high():
    assert text_width("芯片", 12) == 24
    assert 10 < text_width("chips", 12) < 40
