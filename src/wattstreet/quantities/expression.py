"""An expression as a tree: our own parser, with limits, that evaluates nothing and calls nothing.

From loose to tight: sums; products and quotients; ranges (`20 to 30 GW`, `45 ± 5 GWh`); signs; powers; a
number with its unit. A unit belongs to the number before it, and so does what follows it as `/day`, `per day`
or `a day`: `300 GWh / 250 Wh/mile` divides by 250 Wh a mile.
"""

from __future__ import annotations

from fractions import Fraction

from wattstreet.core.errors import InputError
from wattstreet.quantities.faults import fault
from wattstreet.quantities.token import Token
from wattstreet.quantities.tokens import tokens
from wattstreet.quantities.tree import (
    Call,
    Literal,
    Named,
    Negative,
    Node,
    Power,
    Product,
    Span,
    Spread,
    Sum,
    Units,
    inverse,
    multiplied,
    shared,
)

DEEPEST = 30
"""Parentheses, signs and powers inside each other."""
LARGEST_UNIT_POWER = 6
STARTS = frozenset(("number", "size", "unit", "(", "function", "name", "-", "+", "per"))
"""Kinds of token that a quantity can begin with."""
HINT_PER = "write per day, per query or per 100 km"


def parse(text: str, traditional: bool | None = None) -> Node:
    """The tree of an expression.

    Args:
        text: What was written, in English or Chinese.
        traditional: Whether the text around it is Traditional Chinese; judged from the text when `None`.
    Errors:
        InputError naming the expression, the character and what to write instead.
    """
    reader = _Parser(text, tokens(text, traditional))
    tree = reader.sum()
    reader.finish()
    return tree


class _Parser:
    def __init__(self, text: str, found: list[Token]) -> None:
        self.text, self.found, self.place, self.depth = text, found, 0, 0

    @property
    def now(self) -> Token:
        return self.found[self.place]

    def ahead(self, steps: int = 1) -> Token:
        return self.found[min(self.place + steps, len(self.found) - 1)]

    def take(self) -> Token:
        token = self.now
        self.place += token.kind != "end"
        return token

    def fault(self, problem: str, suggestion: str, token: Token | None = None) -> InputError:
        return fault(problem, self.text, (token or self.now).at, suggestion)

    def finish(self) -> None:
        """Nothing may be left over."""
        if self.now.kind == "end":
            return
        if self.now.kind == ")":
            raise self.fault("a parenthesis closes that was not opened", "leave it out, or open it before")
        if self.now.kind in ("number", "size"):
            raise self.fault(
                "two numbers stand side by side",
                "write × between them; money of a year is USD_2023; thousands are 1,300",
            )
        raise self.fault(f"cannot read {self.now.text} here", "write an operator such as × or + before it")

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fault(f"more than {DEEPEST} levels inside each other", "compute the inner parts first")

    def sum(self) -> Node:
        at, terms = self.now.at, [("+", self.product())]
        while self.now.kind in ("+", "-"):
            terms.append((self.take().kind, self.product()))
        return terms[0][1] if len(terms) == 1 else Sum(tuple(terms), at)

    def product(self) -> Node:
        at, factors = self.now.at, [("*", self.ranged())]
        while True:
            kind = self.now.kind
            if kind in ("*", "/", "of") or (kind == "times" and self.ahead().kind in STARTS):
                self.take()
                factors.append(("/" if kind == "/" else "*", self.ranged()))
            elif kind == "per":
                self.take()
                factors.append(("/", Literal(Fraction(1), *self._per_what(), at)))
            else:
                return factors[0][1] if len(factors) == 1 else Product(tuple(factors), at)

    def ranged(self) -> Node:
        at, left = self.now.at, self.signed()
        if self.now.kind == "range":
            self.take()
            right = self.signed()
            return Span(shared(left, right), shared(right, left, back=True), at)
        if self.now.kind == "spread":
            self.take()
            right = self.signed()
            return Spread(shared(left, right, spread=True), right, at)
        return left

    def signed(self) -> Node:
        at, turned = self.now.at, False
        while self.now.kind in ("+", "-"):
            turned ^= self.take().kind == "-"
        inner = self.power()
        return Negative(inner, at) if turned else inner

    def power(self) -> Node:
        at, base = self.now.at, self.operand()
        if self.now.kind != "^":
            return base
        self.take()
        self.deeper()
        exponent = self.signed()
        self.depth -= 1
        return Power(base, exponent, at)

    def operand(self) -> Node:
        token = self.now
        if token.kind == "(":
            return self._with_unit(self._inside(), token.at)
        if token.kind == "function":
            self.take()
            if self.now.kind != "(":
                raise self.fault(f"{token.text} needs parentheses", f"write {token.text}(…)")
            return Call(token.text, self._inside(), token.at)
        if token.kind == "name":
            return Named(self.take().text[1:-1].strip(), token.at)
        if token.kind == "number":
            return self._number()
        if token.kind == "a" and self.ahead().kind in ("size", "unit"):
            self.take()
        elif token.kind == "per":
            self.take()
            return self._each(*self._per_what(), token.at)
        if self.now.kind == "size":
            return self._sized(Fraction(1), token.at)
        if self.now.kind == "unit":
            if self.now.unit.kind == "money" and self.ahead().kind == "number":
                money = self.take()  # $5.83bn per share: the unit stands first
                return self._sized(self.take().number, money.at, ((money.unit, 1),))
            return Literal(Fraction(1), *self._units(), token.at)
        if token.kind == "end":
            raise self.fault(
                "the expression stops too early", "write a quantity such as 45 GWh/day at its end"
            )
        raise self.fault(f"a quantity is missing before {token.text}", "write a number with its unit")

    def _inside(self) -> Node:
        """What stands in parentheses."""
        opened = self.take()
        self.deeper()
        inner = self.sum()
        self.depth -= 1
        if self.now.kind != ")":
            raise self.fault("a parenthesis is not closed", "write ) behind it", opened)
        self.take()
        return inner

    def _with_unit(self, inner: Node, at: int) -> Node:
        if self.now.kind != "unit":
            return inner
        unit = Literal(Fraction(1), *self._units(), self.now.at)
        return Product((("*", inner), ("*", unit)), at)

    def _number(self) -> Node:
        token = self.take()
        number = token.number
        out_of = self.now.kind == "out" and self.ahead().kind == "of" and self.ahead(2).kind == "number"
        if (self.now.kind == "in" and self.ahead().kind == "number") or out_of:
            self.take()
            if out_of:
                self.take()
            whole = self.take()
            if whole.number == 0:
                raise self.fault("one in zero is no share", "write 1 in 3", whole)
            return Literal(number / whole.number, Fraction(1), (), token.at)
        is_one = token.text in ("一", "one") and self.now.kind == "unit" and self.now.unit.kind == "time"
        if is_one and self.ahead().kind in ("number", "size"):
            return self._each(*self._units(), token.at)
        return self._sized(number, token.at)

    def _each(self, size: Fraction, units: Units, at: int) -> Node:
        """每天45吉瓦时: what is per day stands first."""
        self.deeper()
        inner = self.ranged()
        self.depth -= 1
        return Product((("*", inner), ("/", Literal(Fraction(1), size, units, at))), at)

    def _sized(self, number: Fraction, at: int, before: Units = ()) -> Literal:
        size, is_percent = Fraction(1), False
        while self.now.kind == "size":
            size *= self.take().number
        if self.now.kind == "percent":
            size, is_percent = size * self.take().number, True
        factor, units = self._units(before)
        return Literal(number, size * factor, units, at, is_percent)

    def _units(self, found: Units = ()) -> tuple[Fraction, Units]:
        """Units from here, with what they are per; and the factor that sizes among them make."""
        factor, divided = Fraction(1), False
        while True:
            token = self.now
            if token.kind == "unit":
                if divided:
                    raise self.fault(
                        "a unit behind a quotient can belong above or below the line",
                        f"write {token.text} before the line, or /{token.text}",
                    )
                found = multiplied(found, self._one_unit())
            elif found and self._is_tight(token):
                self.take()
                if token.kind == "*":
                    continue  # the unit behind it multiplies
                size, below = self._per_what()
                factor, found, divided = factor / size, multiplied(found, inverse(below)), True
            elif found and self._is_one_day():
                self.take()
                found, divided = multiplied(found, inverse(self._one_unit())), True
            elif token.kind == "times" and self.ahead().kind not in STARTS:
                self.take()
                return factor, found
            else:
                return factor, found

    def _is_tight(self, token: Token) -> bool:
        """Whether a sign between units belongs to the unit: /day, a day, ·h, /million tokens."""
        after = self.ahead()
        if token.kind in ("per", "a"):
            return token.kind == "per" or after.kind in ("unit", "size")
        if token.kind == "*":
            return token.text in "·⋅" and after.kind == "unit" and after.at == token.end
        return token.kind == "/" and (
            after.kind == "unit" or (after.kind == "size" and self.ahead(2).kind == "unit")
        )

    def _is_one_day(self) -> bool:
        """Whether 一天 stands here and means per day."""
        after = self.ahead()
        return self.now.text == "一" and after.kind == "unit" and after.unit.kind == "time"

    def _per_what(self) -> tuple[Fraction, Units]:
        """What stands behind per: a unit, with a number or size before it (per 100 km)."""
        size = Fraction(1)
        if self.now.kind == "a":
            self.take()
        if self.now.kind == "number":
            size = self.take().number
        while self.now.kind == "size":
            size *= self.take().number
        if self.now.kind != "unit":
            raise self.fault("a unit is missing behind per", HINT_PER)
        if size == 0:
            raise self.fault("division by zero", HINT_PER)
        return size, self._one_unit()

    def _one_unit(self) -> Units:
        """A unit with its exponent, and the units that hyphens join to it."""
        units = self._power_of_unit()
        while self.now.kind == "joined":
            self.take()
            units = multiplied(units, self._power_of_unit())
        return units

    def _power_of_unit(self) -> Units:
        """A unit, and the whole number that stands behind it as an exponent."""
        token = self.take()
        if token.kind != "unit":
            raise self.fault("a unit is missing here", "write GWh, chip-hours or Tesla-miles", token)
        if self.now.kind != "^":
            return ((token.unit, 1),)
        sign = -1 if self.ahead().kind == "-" else 1
        number = self.ahead(2 if sign < 0 else 1)
        if number.kind != "number" or number.number.denominator != 1:
            return ((token.unit, 1),)
        if number.number > LARGEST_UNIT_POWER:
            raise self.fault("the exponent of a unit is too large", "leave out the unit", number)
        self.place += 3 if sign < 0 else 2
        return ((token.unit, sign * int(number.number)),)
