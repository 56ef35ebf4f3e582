"""Claims for every input that is drawn: units, ranges, and files that nobody would write."""

from __future__ import annotations

import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wattstreet.claims.arithmetic import Desk
from wattstreet.claims.figures import Days, days_of
from wattstreet.claims.predicates import AMOUNTS, DATES
from wattstreet.claims.schema import VERDICTS, parse_claim
from wattstreet.claims.shelf import read_claims
from wattstreet.claims.verdicts import compared, verdict_of
from wattstreet.core.errors import InputError
from wattstreet.ledger.ledger import Ledger
from wattstreet.quantities.interval import Interval
from wattstreet.quantities.quantity import Quantity, quantity

pytestmark = pytest.mark.property
MANY = settings(max_examples=200, deadline=None, derandomize=True, database=None)
FEW = settings(max_examples=100, deadline=None, derandomize=True, database=None)
DRAWS = 200
ROUNDING = 1e-9
"""A last digit lost in a conversion of units; never the share by which a claim is off."""

ENERGIES = ("Wh", "kWh", "MWh", "GWh", "TWh", "J", "GJ", "EJ")
PREDICATES = tuple(AMOUNTS)


@st.composite
def ranges(draw: st.DrawFn) -> Interval:
    """A positive range, from exact to wider than any rule tells apart."""
    value = draw(st.floats(1e-2, 1e4))
    below, above = (draw(st.just(1.0) | st.floats(1.0, 30.0)) for _ in range(2))
    return Interval(value, value / below, value * above)


def written(interval: Interval, unit: str) -> Quantity:
    """A range in a unit, with its best figure where it stands and not in the middle."""
    one = quantity(f"1 {unit}")
    measure = type(one.measure)(interval, one.measure.unit)
    return Quantity(unit, measure)


def in_unit(one: Quantity, unit: str) -> Quantity:
    """The same amount in another unit."""
    return Quantity(unit, one.measure.in_unit(quantity(f"1 {unit}").units))


@MANY
@given(
    claimed=ranges(), found=ranges(), predicate=st.sampled_from(PREDICATES),
    units=st.tuples(*[st.sampled_from(ENERGIES)] * 2), tolerance=st.floats(0, 1), roughly=st.floats(0, 2),
)  # fmt: skip
def test_units_do_not_decide(
    claimed: Interval,
    found: Interval,
    predicate: str,
    units: tuple[str, str],
    tolerance: float,
    roughly: float,
) -> None:
    here = written(claimed, "GWh"), written(found, "GWh")
    one = compared(here[0], predicate, here[1], tolerance, roughly)
    # on the very edge of a rule the last digit decides, and it may be lost in a conversion
    for nearby in (1 - ROUNDING, 1 + ROUNDING):
        moved = in_unit(Quantity("", type(here[0].measure)(_times(claimed, nearby), here[0].units)), "GWh")
        assume(compared(moved, predicate, here[1], tolerance, roughly).verdict == one.verdict)
    there = in_unit(here[0], units[0]), in_unit(here[1], units[1])
    other = compared(there[0], predicate, there[1], tolerance, roughly)
    assert other.verdict == one.verdict
    assert other.answer is one.answer
    assert one.ratio is not None
    assert other.ratio is not None
    for found_end, end in zip(other.ratio.ends, one.ratio.ends, strict=True):
        assert found_end == pytest.approx(end, rel=ROUNDING)
    assert other.ratio.value == pytest.approx(one.ratio.value, rel=ROUNDING)


@MANY
@given(
    claimed=ranges(), found=ranges(), predicate=st.sampled_from(PREDICATES),
    factor=st.sampled_from([2.0, 0.125, 1024.0]), tolerance=st.floats(0, 1), roughly=st.floats(0, 2),
)  # fmt: skip
def test_size_does_not_decide(
    claimed: Interval, found: Interval, predicate: str, factor: float, tolerance: float, roughly: float
) -> None:
    # powers of two lose no digit: the verdict is the same even on the edge of a rule
    small, large = (
        compared(one, predicate, other, tolerance, roughly)
        for one, other in (
            (written(_times(claimed, by), "GWh"), written(_times(found, by), "GWh")) for by in (1.0, factor)
        )
    )
    assert (large.verdict, large.answer, large.ratio) == (small.verdict, small.answer, small.ratio)


def _times(one: Interval, factor: float) -> Interval:
    return Interval(one.value * factor, one.low * factor, one.high * factor)


@MANY
@given(
    found=ranges(),
    predicate=st.sampled_from(PREDICATES),
    unit=st.sampled_from(ENERGIES),
    tolerance=st.floats(ROUNDING, 1),
)
def test_what_is_claimed_as_it_is_found_holds(
    found: Interval, predicate: str, unit: str, tolerance: float
) -> None:
    here = written(found, "GWh")
    assert compared(here, predicate, here, 0.0, 0.0).verdict == "holds"
    there = compared(in_unit(here, unit), predicate, here, tolerance, 0.0)
    assert (there.verdict, there.answer) == ("holds", True)
    assert there.ratio is not None
    assert there.ratio.value == pytest.approx(1.0, rel=ROUNDING)


@MANY
@given(claimed=ranges(), found=ranges(), unit=st.sampled_from(ENERGIES), seed=st.integers(0, 2**32 - 1))
def test_the_ratio_holds_that_of_every_member(
    claimed: Interval, found: Interval, unit: str, seed: int
) -> None:
    ratio = compared(in_unit(written(claimed, "GWh"), unit), "about", written(found, "GWh"), 0.05, 0.25).ratio
    assert ratio is not None
    rng = np.random.default_rng(seed)
    over, under = (
        np.append(rng.uniform(one.low, one.high, DRAWS), [*one.ends, one.value]) for one in (claimed, found)
    )
    true = over[:, None] / under[None, :]
    assert ratio.low * (1 - ROUNDING) <= true.min()
    assert true.max() <= ratio.high * (1 + ROUNDING)
    # and no wider than the members themselves
    assert (ratio.low, ratio.high) == pytest.approx((true.min(), true.max()), rel=1e-7)


@MANY
@given(
    claimed=ranges(), found=ranges(), tolerance=st.floats(0, 1), more=st.floats(0, 1), roughly=st.floats(0, 2)
)
def test_more_tolerance_never_makes_an_answer_worse(
    claimed: Interval, found: Interval, tolerance: float, more: float, roughly: float
) -> None:
    order = {False: 0, None: 1, True: 2}
    for predicate in PREDICATES:
        strict, lenient = (
            compared(written(claimed, "GWh"), predicate, written(found, "GWh"), share, roughly)
            for share in (tolerance, tolerance + more)
        )
        assert order[strict.answer] <= order[lenient.answer]
        assert strict.verdict in VERDICTS


@MANY
@given(claimed=ranges(), found=ranges(), tolerance=st.floats(0, 1))
def test_at_least_or_at_most_is_always_true(claimed: Interval, found: Interval, tolerance: float) -> None:
    answers = [AMOUNTS[name](claimed, found, tolerance) for name in ("at least", "at most")]
    assert True in answers
    if AMOUNTS["about"](Interval(*[claimed.value] * 3), found, 0.0) is True:
        assert answers == [True, True]


DAYS = st.dates(min_value=days_of("2000").first, max_value=days_of("2050").last)
SPANS = st.tuples(DAYS, DAYS).map(lambda two: Days(*sorted(two)))


@MANY
@given(claimed=SPANS, found=SPANS)
def test_days_are_before_during_or_after(claimed: Days, found: Days) -> None:
    answers = {name: predicate(claimed, found) for name, predicate in DATES.items()}
    assert list(answers.values()).count(True) <= 1
    # what lies wholly on one side is no part of another, and what is open is open somewhere else too
    assert any(one is not False for one in answers.values())
    if True in answers.values():
        assert list(answers.values()).count(None) == 0
    assert days_of(f"{claimed.first}/{claimed.last}") == claimed


VALID = """\
- id: implied-use
  ref: C22
  topic: energy
  says: A thousand cars could each drive 200 miles.
  said: "2025-11-20"
  uses: {training: some-fact, other: {claim: by-day}, date: {fact: some-fact, take: period}}
  steps:
    energy use: "300 Wh/mile × 200 miles × 1000"
    twice: "2 × {energy use}"
  claimed: "60 MWh"
  found: "{energy use}"
  sides: {date: {claimed: "2025-01/2025-03", predicate: during, found: "2025-02"}}
  also: {at night: "{twice}"}
  earlier: "1 MWh"
  tolerance: 0.05
  shown_in: MWh
  why: >-
    Nobody says how far a car goes.
  zh: {says: 一千辆车可以各开200英里。}
- id: by-day
  says: It was in March.
  claimed: "2025-03"
  predicate: during
  found: "2025-03-09"
- id: readings
  says: About a third.
  claimed: "1/3"
  camps: {one: "30 %", other: "5 ± 1 GW"}
- id: no-number
  says: It is the best in the world.
  by_hand: {verdict: opinion, sources: [{title: T, publisher: P}]}
  why: No measure is named.
"""
CHARACTERS = string.printable + "{}[]&*!|>%@`\x00\x85\ufeff\u2028度万亿，①½٣"
PIECES = (
    "- ", ": ", "{", "}", "[", "]", "&a ", "*a", "!!set ", "!!binary ", "? ", "<<: ", "---\n", "...\n", "~",
    "null",
    "true", "0x1f", "1e999", ".inf", ".nan", "1:30", "2025-13-45", '"', "'", "\\", "\t", "\n", "  ",
    "{energy use}", "claim: by-day", "run: baseline", "model: {}", "10^10^10", "1/0", "USD_2020 + USD_2024",
    "𝟗", "2025/2024",
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A valid file after a few slips of the hand."""
    text = VALID
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        new = draw(st.sampled_from(PIECES) | st.text(CHARACTERS, max_size=8) | st.just(text[end : end + 40]))
        text = text[:start] + new + text[end:]
    return text


@st.composite
def shuffled(draw: st.DrawFn) -> str:
    """A valid file with lines left out, doubled or in another order."""
    return "\n".join(draw(st.lists(st.sampled_from(VALID.splitlines()), max_size=30)))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("claims") / "mine.yaml"


def judge_all(file: Path, text: str) -> list[str]:
    """Verdicts of a file; nothing but InputError may come of it, and it names the file."""
    file.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    verdicts: list[str] = []
    refusals: list[tuple[InputError, str]] = []
    try:
        claims = read_claims(file)
    except InputError as error:
        claims = {}
        refusals.append((error, ""))
    desk = Desk(Ledger({}, {}, {}), claims, str(file))
    for claim in claims.values():
        try:
            if not claim.needs_model:
                verdicts.append(verdict_of(claim, desk).verdict)
        except InputError as error:
            refusals.append((error, claim.id))
    assert all(str(file) in str(error) and name in str(error) for error, name in refusals)
    assert set(verdicts) <= set(VERDICTS)
    return verdicts


def test_the_file_that_is_mutated_is_valid(file: Path) -> None:
    # the first claim uses a fact, and there are none
    assert judge_all(file, VALID) == ["holds", "disputed", "opinion"]


@FEW
@given(text=st.text(max_size=200) | st.text(CHARACTERS, max_size=200))
def test_any_text_is_read_or_refused(text: str, file: Path) -> None:
    judge_all(file, text)


@settings(FEW, max_examples=300)
@given(text=mutated() | shuffled())
def test_a_mutated_file_is_read_or_refused(text: str, file: Path) -> None:
    judge_all(file, text)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.text(max_size=20)
    | st.binary(max_size=9)
)
CONTENT = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["id", "ref", "topic", "says", "said", "why", "uses", "steps", "claimed", "predicate", "found", "camps",
     "also", "earlier", "sides", "tolerance", "roughly", "shown_in", "model", "by_hand", "zh"]
)  # fmt: skip


@settings(FEW, max_examples=300)
@given(changes=st.dictionaries(KEYS | st.text(max_size=5), CONTENT, min_size=1, max_size=4))
def test_any_content_is_read_or_refused(changes: dict[str, object]) -> None:
    content = {"id": "mine", "says": "A test.", "claimed": "1 GW", "found": "1 GW"} | changes
    refusal = None
    try:
        claim = parse_claim(content, "mine.yaml", 1)
        if not claim.needs_model:
            verdict_of(claim, Desk(Ledger({}, {}, {}), {}, "mine.yaml"))
    except InputError as error:
        refusal = error
    assert refusal is None or (refusal.file == "mine.yaml" and refusal.key is not None)
