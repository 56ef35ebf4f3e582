"""Expressions: what they come to, in what unit, and how each bad one is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time

import pytest

from wattstreet.core.errors import InputError
from wattstreet.quantities.quantity import quantity
from wattstreet.quantities.unit_names import exact_spellings, units, word_spellings

pytestmark = pytest.mark.unit

VALUES = [
    ("45 GWh/day", 1.875, "GW"),
    ("45 GWh a day", 1.875, "GW"),
    ("45 GWh per day", 1.875, "GW"),
    ("45 GWh each day", 1.875, "GW"),
    ("45 GWh daily", 1.875, "GW"),
    ("每天45吉瓦时", 1.875, "GW"),
    ("一天45吉瓦时", 1.875, "GW"),
    ("45吉瓦时一天", 1.875, "GW"),
    ("45吉瓦时每天", 1.875, "GW"),
    ("４５ＧＷｈ／天", 1.875, "GW"),
    ("2.5e9 queries/day * 18 Wh/query", 45.0, "GWh/day"),
    ("每天25亿次查询 × 18瓦时/次查询", 45.0, "GWh/day"),
    ("45 GW * 24 h", 1080.0, "GWh"),
    ("1,300 MWh / (3000 cars * 200000 miles/car)", 2.1666666666666665, "Wh/mile"),
    ("300 GWh / 250 Wh/mile", 1.2e9, "mile"),
    ("1300 MWh ÷ 250 Wh/Tesla-mile", 5.2e6, "car-miles"),
    ("15 kWh per 100 km", 0.15, "kWh/km"),
    ("0.5 USD/million tokens", 5e-7, "USD/token"),
    ("0.5 USD per million tokens", 5e-7, "USD/token"),
    ("2.788m H800-hours x $2 per H800-hour", 5.576e6, "USD"),
    ("50,000 contracts x 100 shares/contract x $1.84 per share", 9.2e6, "USD"),
    ("$5.83bn / 32.1 million shares", 181.61993769470405, "USD/share"),
    ("USD 5 bn per year * 2 years", 1e10, "USD"),
    ("EUR 3 k", 3000.0, "EUR"),
    ("(567-470) GW / 7 years * 1 year", 13.857142857142858, "GW"),
    ("10087 TWh/(366*24 h)", 1148.3378870673953, "GW"),
    ("400,000 chips * 100 k USD/chip", 4e10, "USD"),
    ("8220 kWh/person * 124m people", 1019.28, "TWh"),
    ("10 GW/h * 2 h", 20.0, "GW"),
    ("3 GW·h", 3.0, "GWh"),
    ("18 Wh/query · 1e9 queries", 18.0, "GWh"),
    ("3 kilowatt-hours", 3.0, "kWh"),
    ("3 Gigawatts", 3.0, "GW"),
    ("3.6 MJ", 1.0, "kWh"),
    ("5 km^2 / 5 km", 1.0, "km"),
    ("5 km²/ 5 km", 1.0, "km"),
    ("sqrt(9 km^2)", 3.0, "km"),
    ("100 CNY_2024", 100 / 7.19, "USD_2024"),
    ("5 USD_2023 × 1.05 USD_2025/USD_2023 + 3 USD_2025", 8.25, "USD_2025"),
    ("2023年美元 × 7", 7.0, "USD_2023"),
    ("3 GB", 3000.0, "MB"),
    ("100 H100 * 700 W/H100e", 70.0, "kW"),
    ("1 MW - 200 kW", 0.8, "MW"),
]


@pytest.mark.parametrize(("written", "value", "unit"), VALUES)
def test_expressions_in_units(written: str, value: float, unit: str) -> None:
    assert quantity(written).m_as(unit) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2 + 3 * 4", 14.0),
        ("(2 + 3) * 4", 20.0),
        ("2 ** 3 ** 2", 512.0),
        ("-2^2", -4.0),
        ("2^-1", 0.5),
        ("10⁻³", 1e-3),
        ("--2", 2.0),
        ("6/2/3", 1.0),
        ("2 · 3 × 4 x 5 ⋅ 1", 120.0),
        ("5-3", 2.0),
        ("2020-2025", -5.0),
        ("−5 + 6", 1.0),
        ("5 %", 0.05),
        ("5 percent", 0.05),
        ("5 per cent", 0.05),
        ("5 个百分点", 0.05),
        ("百分之五", 0.05),
        ("2 ‰", 0.002),
        ("one in three", 1 / 3),
        ("1 in 4", 0.25),
        ("3 out of 4", 0.75),
        ("三分之一", 1 / 3),
        ("四分之三", 0.75),
        ("two thirds", 2 / 3),
        ("half", 0.5),
        ("a quarter of 80 %", 0.2),
        ("20 times 3", 60.0),
        ("63 x", 63.0),
        ("63倍", 63.0),
        ("a million", 1e6),
        ("two hundred million", 2e8),
        ("(1 + 20 %)^5", 1.2**5),
        ("ln(2)/ln(1.022)", 31.85201016584),
        ("log10(1000)", 3.0),
        ("exp(0)", 1.0),
        ("1.026^7 - 1", 0.19682),
        ("sqrt((1-0.006)*(1+0.038))-1", 0.0157618),
    ],
)
def test_pure_numbers(written: str, value: float) -> None:
    assert float(quantity(written)) == pytest.approx(value, rel=1e-4)


@pytest.mark.parametrize(
    ("written", "ends", "unit"),
    [
        ("250–300 Wh/mile", (250, 300), "Wh/mile"),
        ("250 – 300 Wh/mile", (250, 300), "Wh/mile"),
        ("250-300 Wh/mile", (250, 300), "Wh/mile"),
        ("20 to 30 GW", (20, 30), "GW"),
        ("20 GW to 30 GW", (20, 30), "GW"),
        ("900 MW to 1.6 GW", (0.9, 1.6), "GW"),
        ("$5-10 bn", (5e9, 1e10), "USD"),
        ("20～30吉瓦", (20, 30), "GW"),
        ("20至30吉瓦", (20, 30), "GW"),
        ("2到3万人", (2e4, 3e4), "people"),
        ("$20–30 bn", (2e10, 3e10), "USD"),
        ("45 ± 5 GWh/day", (40, 50), "GWh/day"),
        ("45 GWh/day +/- 5 GWh/day", (40, 50), "GWh/day"),
        ("45 GWh ± 10 %", (40.5, 49.5), "GWh"),
        ("2 × 20 to 30 GW", (40, 60), "GW"),
        ("45 GWh / 20 to 30 GW", (1.5, 2.25), "h"),
        ("1300 MWh / 250–300 Wh/mile", (4333333.3333333, 5.2e6), "mile"),
    ],
)
def test_ranges(written: str, ends: tuple[float, float], unit: str) -> None:
    assert quantity(written).to(unit).interval.ends == pytest.approx(ends, rel=1e-12)


def test_points_are_not_a_share_of_a_share() -> None:
    assert quantity("53 % ± 3 %").interval.ends == pytest.approx((0.50, 0.56))
    assert quantity("−5 to 5 %").interval.ends == (-0.05, 0.05)
    assert quantity("10-20%").interval.ends == (0.1, 0.2)
    assert quantity("9-20 x").interval.ends == (9.0, 20.0)
    assert quantity("1.5-2倍").interval.ends == (1.5, 2.0)


def test_the_arithmetic_is_kept_in_units() -> None:
    found = quantity("2.5e9 queries/day * 18 Wh/query")
    assert found.steps == ("2.5e9 queries/day × 18 Wh/query = 45 GWh/day",)
    assert str(found) == "45 GWh/day"
    assert str(quantity("18 Wh / 60 s")) == "1.08 kW"
    assert str(quantity("1022.6 TWh / 744 h")) == "1.37446 TW"
    assert quantity("1,300 MWh/(3000*200000 mi)").steps == (
        "3,000 × 200,000 miles = 6e8 miles",
        "1,300 MWh ÷ 6e8 miles = 2.16667 Wh/mile",
    )


def test_a_quantity_is_one_of_pint() -> None:
    found = quantity("45 ± 5 GWh/day")
    assert found.pint.to("gigawatt").magnitude == pytest.approx(1.875)
    assert (found.low.magnitude, found.high.magnitude) == (40.0, 50.0)
    assert found.to("GW").magnitude == pytest.approx(1.875)
    assert str(found.dimensionality) == "[energy] / [time]"
    assert found.check("MW")
    assert not found.check("MWh")
    assert found.units is quantity("1 GWh/day").units or found.units == quantity("1 GWh/day").units
    year = found * quantity("365 days")
    assert year.to("TWh").interval.ends == pytest.approx((14.6, 18.25))
    assert str(-found / 9) == "−5.55556–−4.44444 GWh/day"
    assert (found + found - found).interval.ends == (30.0, 60.0)
    assert (quantity("3 km") ** 2).m_as("km^2") == 9.0
    assert quantity(found) is found


REFUSED = [
    ("", "is empty", "GWh/day"),
    ("45 quries/day", "unknown unit quries", "did you mean queries"),
    ("45 gwh", "unknown unit gwh", "did you mean GWh"),
    ("5 USD_2023 + 3 USD_2025", "dollars of different years", "USD_2023/USD_2025"),
    ("5 USD + 3 USD_2025", "dollars of different years", "say what one is"),
    ("5 USD + 3 EUR", "different years or currencies", "say what one is"),
    ("100 CNY_1999", "no exchange rate for CNY in 1999", "without a year"),
    ("1 / 0", "division by zero", "one side of zero"),
    ("1 GW / (2 - 2)", "division by zero", "one side of zero"),
    ("1 / (−1 to 1)", "range that contains zero", "one side of zero"),
    ("1 GW per 0 days", "division by zero", "per day"),
    ("1 in 0", "one in zero", "1 in 3"),
    ("9**9**9", "the exponent is too large", "1e9"),
    ("2^(3 GW)", "an exponent is a pure number", "leave out"),
    ("(2 GW)^0.3", "cannot have this exponent", "number alone"),
    ("5 GW^99", "exponent of a unit", "leave out"),
    ("(" * 400 + "1" + ")" * 400, "more than 30 levels", "inner parts"),
    ("^".join(["1"] * 300), "more than 30 levels", "inner parts"),
    ("每天" * 200 + "1", "more than 30 levels", "inner parts"),
    ("1 GWh + 5 GW", "an energy .* and a power .* do not add up", "45 GW × 24 h"),
    ("5 GW + 10 %", "pure number", r"5 GW × \(1 \+ 10 %\)"),
    ("5 GW + 3 people", "do not add up", "one kind"),
    ("(2+3", "not closed", "write \\)"),
    ("2+3)", "was not opened", "leave it out"),
    ("45 ×", "stops too early", "at its end"),
    ("× 45", "a quantity is missing before ×", "number with its unit"),
    ("2 3", "side by side", "×"),
    ("5 billion 2023 dollars", "side by side", "USD_2023"),
    ("about 5 GW", "vague word", "range"),
    ("约5吉瓦", "vague word", "range"),
    ("5 m", "cannot read m", "million, metre"),
    ("¥5", "cannot read ¥", "CNY"),
    ("5元", "cannot read 元", "人民币"),
    ("5 = 5", "cannot read =", "one quantity"),
    ("30 to 20 GW", "lower end", "smaller number first"),
    ("1.6-1.47%", "lower end", "blanks around the minus"),
    ("5%-10%", "range or a minus", "blanks around"),
    ("20GW-30GW", "range or a minus", "blanks around"),
    ("5 Wh/query·day", "above or below the line", "or /day"),
    ("10087 TWh in 2024", "cannot read in", None),
    ("5 Wh/query day", "above or below the line", "or /day"),
    ("ln(5 GW)", "takes a pure number", "divide"),
    ("ln 5", "needs parentheses", r"ln\(…\)"),
    ("ln(0)", "not defined", None),
    ("sqrt(0-1)", "negative number", None),
    ("45 GWh per", "unit is missing behind per", "per day"),
    ("__import__('os').system('true')", "cannot read _", "numbers, units"),
    ("().__class__", "cannot read .", "between digits"),
    ("()", "a quantity is missing", "number"),
    ("GWh.__class__", "cannot read .", "between digits"),
    ("\x00", "cannot read character 0", "numbers, units"),
    ("\ud800", "cannot read character 55296", "numbers, units"),
    ("3 metres", "unknown unit metres", None),
    ("5 GW, 6 GW", "cannot read ,", "thousands"),
    ("1e300 * 1e300", "too large", None),
    ("USD2023 5", "unknown unit USD2023", None),
]


@pytest.mark.parametrize(("written", "says", "suggests"), REFUSED)
def test_every_refusal_names_place_and_remedy(written: str, says: str, suggests: str | None) -> None:
    with pytest.raises(InputError) as caught:
        quantity(written)
    error = caught.value
    assert re.search(says, error.problem)
    assert suggests is None or re.search(suggests, str(error.suggestion))
    assert str(error.key).startswith("expression")
    assert len(str(error)) < 700


def test_ten_megabytes_are_refused_at_once() -> None:
    text, began = "1+" * 5_000_000 + "1", time.perf_counter()
    with pytest.raises(InputError, match="too long") as caught:
        quantity(text)
    assert time.perf_counter() - began < 0.5
    assert len(str(caught.value)) < 500
    with pytest.raises(InputError, match="expression is text"):
        quantity(45)  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", ["GWh", "USD_2025", "queries", "GW + GW", "5 GW", "GW GW GW"])
def test_a_quantity_is_not_written_in_another_kind(unit: str) -> None:
    with pytest.raises(InputError):
        quantity("45 GWh/day").to(unit)


def test_what_is_left_over_is_said() -> None:
    with pytest.raises(InputError, match="18 Wh/query"):
        quantity("2.5e9 queries/day * 18 Wh").to("GWh/day")
    with pytest.raises(InputError, match="no plain number"):
        float(quantity("45 GWh/day"))
    with pytest.raises(InputError, match="do not add up"):
        _ = quantity("45 GWh/day") + quantity("45 GWh")


def test_units_are_declared_once() -> None:
    """No spelling belongs to two units, and each is read as the unit it names."""
    seen: dict[str, str] = {}
    for one in units().values():
        for spelling in one.spellings:
            assert seen.setdefault(spelling, one.name) == one.name, spelling
    for spelling, one in (exact_spellings() | word_spellings()).items():
        if one.definition:
            found = quantity(f"3 {spelling}")
            assert str(found.units) == one.name, spelling
            assert quantity(str(found)).units == found.units, spelling


def test_pint_reads_nothing_and_loads_late() -> None:
    code = (
        "import json, sys, wattstreet, wattstreet.quantities.quantity, wattstreet.quantities.command;"
        "print(json.dumps(sorted({'pint', 'jax', 'pandas', 'xarray'} & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stdout) == []
