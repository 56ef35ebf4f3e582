"""Words and signs of an expression that are neither numbers nor units."""

from __future__ import annotations

import re
from fractions import Fraction

SIZES = {"k": 10**3, "K": 10**3, "mn": 10**6, "M": 10**6, "bn": 10**9, "b": 10**9, "B": 10**9, "tn": 10**12,
         "T": 10**12}  # fmt: skip
"""Sizes whose capitals matter."""
SIZE_WORDS = {"hundred": 100, "thousand": 10**3, "million": 10**6, "millions": 10**6, "billion": 10**9,
              "billions": 10**9, "trillion": 10**12, "trillions": 10**12, "quadrillion": 10**15,
              "half": Fraction(1, 2), "third": Fraction(1, 3), "thirds": Fraction(1, 3),
              "quarter": Fraction(1, 4), "quarters": Fraction(1, 4), "dozen": 12}  # fmt: skip
_ONES = "zero one two three four five six seven eight nine ten eleven twelve"
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS = {word: number for number, word in enumerate(_ONES.split())}
NUMBER_WORDS |= {word: 10 * number for number, word in enumerate(_TENS.split(), start=1)}
KEYWORDS = {"per": "per", "a": "a", "an": "a", "each": "per", "every": "per", "of": "of", "to": "range",
            "in": "in", "out": "out", "x": "times", "times": "times", "percent": "percent",
            "pp": "percent"}  # fmt: skip
FUNCTIONS = ("sqrt", "ln", "log10", "exp")
EVERY = {"daily": "day", "hourly": "hour", "weekly": "week", "monthly": "month", "yearly": "year",
         "annually": "year", "annual": "year"}  # fmt: skip
"""Words behind a unit that mean per."""
SIGNS = {"**": "^", "+/-": "spread", "±": "spread", "+": "+", "-": "-", "−": "-", "*": "*", "×": "*",
         "·": "*", "⋅": "*", "/": "/", "÷": "/", "^": "^", "(": "(", ")": ")", "–": "range", "—": "range",
         "~": "range", "%": "percent", "‰": "permille", "至": "range", "到": "range", "每": "per",
         "倍": "times"}  # fmt: skip
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
NAME = re.compile(r"[A-Za-zµ][A-Za-z0-9_]*(?:-[A-Za-z][A-Za-z0-9_]*)*")
NAMED = re.compile(r"\{([^{}]{1,80})\}")
"""A quantity by its name, in an expression that stands beside others."""
OF_A_YEAR = re.compile(r"(USD|CNY|RMB|EUR)_((?:19|20)[0-9]{2})(?![0-9A-Za-z_])")
OF_A_YEAR_CHINESE = re.compile(
    r"((?:19|20)[0-9]{2})年(?:的|不变价|不變價|价|價)?(美元|人民币|人民幣|欧元|歐元)"
)
PER_CENT = re.compile(r"per[ -]cent\b", re.IGNORECASE)
POINTS = re.compile(r"(?:个|個)?百分[点點]")
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
VAGUE = tuple("about around some nearly almost over approximately roughly 约 約 大 ≈".split())
ASKED_ABOUT = {
    "¥": "yuan and yen share this sign: write CNY",
    "￥": "yuan and yen share this sign: write CNY",
    "£": "only USD, EUR and CNY are known",
    "元": "write 美元 or 人民币: 元 alone can be either, or another dollar",
    "m": "m can be million, metre, minute or month: write mn or million",
    "=": "an expression is one quantity: leave out the = and what follows it",
    ",": "a comma separates thousands, as in 1,300; a decimal point is a point, as in 1.3",
    ".": "a decimal point stands between digits, as in 0.5",
}
"""What can be read in two ways, and the question that is asked back."""
