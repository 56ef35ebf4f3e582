"""What is said of a verdict: one sentence from its numbers, in no language yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from wattstreet.claims.arithmetic import Known
from wattstreet.claims.figures import Days
from wattstreet.claims.schema import Claim
from wattstreet.claims.verdicts import Compared, Verdict
from wattstreet.quantities import registry as units
from wattstreet.quantities.interval import Interval, exactly
from wattstreet.quantities.measure import ENERGY, POWER, is_energy_per_time, text_of
from wattstreet.quantities.quantity import Quantity
from wattstreet.quantities.refuse import energy_number, figures, in_base, power_number, refuse_reason
from wattstreet.words.say import Day, Listing, Month, Number, Sayable, Told, Words, say

VERDICT_WORDS = {
    "holds": say("holds"),
    "roughly_holds": say("roughly holds"),
    "wrong_magnitude": say("wrong magnitude"),
    "wrong_unit": say("wrong unit"),
    "outdated": say("out of date"),
    "fails": say("does not hold"),
    "disputed": say("disputed"),
    "opinion": say("opinion"),
    "not_checkable": say("cannot be checked"),
}
TOPIC_WORDS = {
    "markets": say("Markets"),
    "firms": say("Firms"),
    "growth": say("Growth"),
    "energy": say("Energy of AI"),
    "grid": say("The grid"),
    "deals": say("Deals"),
    "belief": say("Belief"),
    "china": say("China"),
    "own": say("Your claims"),
}
WITHIN_A_FACTOR = 2.0
"""Below it an error is told in per cent, above it as a factor."""
MONEY_SIZES = (("tn USD", 1e12), ("bn USD", 1e9), ("mn USD", 1e6))


def claim_text(claim: Claim, english: str, key: str) -> Told:
    """A text of a claim with its Chinese."""
    return Told(english, claim.zh.get(key, ""))


def name_text(claim: Claim, name: str) -> Told:
    """A name of a claim with its Chinese."""
    return claim_text(claim, name, name)


def amount(known: Known, unit: str | None = None, best: bool = False) -> Sayable:
    """A quantity or a span of days as a reader is told it.

    Args:
        known: What to tell.
        unit: Unit asked for by the claim; `%` for shares.
        best: Whether the best figure stands before its range; the range alone otherwise.
    """
    if isinstance(known, Days):
        return _days(known)
    if known.measure.written_unit in ("years", "months", "year", "month"):
        unit = known.measure.written_unit.rstrip("s") + "s"
        return _spread(known.interval, best, lambda one: Number(one, unit, figures(one)))
    if unit == "%" and not known.measure.dimensions:
        return _spread(_pure(known).interval, best, lambda one: Number(one, "share", figures(one * 100)))
    if unit not in (None, "%") and known.check(unit):
        known = known.to(unit)
    elif known.measure.written_unit == "USD":
        return _spread(known.interval, best, _money)
    elif known.measure.dimensions == ENERGY:
        return _spread(_in_base(known), best, energy_number)
    elif known.measure.dimensions == POWER and not is_energy_per_time(known.units):
        return _spread(_in_base(known), best, power_number)
    elif not known.measure.dimensions:
        return _spread(_pure(known).interval, best, lambda one: Number(one, "1", figures(one)))
    rounded = _rounded(known).measure
    if not best or rounded.interval.is_exact:
        return text_of(rounded)
    middle = dataclasses.replace(rounded, interval=exactly(rounded.interval.value))
    return f"{text_of(middle)} ({text_of(rounded)})"


def _pure(known: Quantity) -> Quantity:
    """A pure number without units that only cancel, such as GWh/day over GW."""
    return dataclasses.replace(known, measure=known.measure.in_unit(units.unit_of(())))


def _spread(interval: Interval, best: bool, said: Callable[[float], Sayable]) -> Sayable:
    if interval.is_exact:
        return said(interval.value)
    value, low, high = (said(one) for one in (interval.value, interval.low, interval.high))
    if low == high:
        return low
    span = say("{low} to {high}", low=low, high=high)
    return say("{value} ({span})", value=value, span=span) if best else span


def _money(dollars: float) -> Sayable:
    for unit, size in MONEY_SIZES:
        if abs(dollars) >= size:
            return Number(dollars / size, unit, figures(dollars / size))
    return Number(dollars, "USD", figures(dollars))


def _in_base(known: Quantity) -> Interval:
    factor = in_base(known.measure) / known.magnitude if known.magnitude else 1.0
    one = known.interval
    return Interval(one.value * factor, one.low * factor, one.high * factor)


def _rounded(known: Quantity) -> Quantity:
    """The same to three figures, as a sentence shows it."""
    one = known.interval
    ends = [float(f"{each:.3g}") for each in (one.value, one.low, one.high)]
    return dataclasses.replace(known, measure=dataclasses.replace(known.measure, interval=Interval(*ends)))


def best_figure(known: Known) -> Known:
    """The best figure alone."""
    if isinstance(known, Days):
        return known
    best = dataclasses.replace(known.measure, interval=exactly(known.magnitude))
    return dataclasses.replace(known, measure=best)


def _days(days: Days) -> Sayable:
    """A day, a month, a year, or from one day to another."""
    first, last = days.first, days.last
    if first == last:
        return Day(first.isoformat())
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return first.year
    if first.day == 1 and (first.year, first.month) == (last.year, last.month) and last.day >= 28:
        return Month(first.isoformat()[:7])
    return say("{low} to {high}", low=Day(first.isoformat()), high=Day(last.isoformat()))


def factor(ratio: Interval) -> Words:
    """By how much claimed and found differ: 35 % too high, 115 to 138 times too low."""
    is_high = ratio.value > 1
    one = ratio if is_high else Interval(1.0, 1.0, 1.0) / ratio
    if one.value < WITHIN_A_FACTOR:
        # a share of what is found, on either side
        off = abs(ratio.value - 1)
        size: Sayable = Number(off, "share", 0 if off >= 0.095 else 1)
        return say("{size} too high", size=size) if is_high else say("{size} too low", size=size)
    low, high = max(one.low, 1.0), one.high
    told = _times(one.value) if f"{low:.2g}" == f"{high:.2g}" else say(
        "{low} to {high} times", low=_plain(low), high=_plain(high)
    )  # fmt: skip
    return say("{times} too high", times=told) if is_high else say("{times} too low", times=told)


def _times(value: float) -> Number:
    return Number(float(f"{value:.3g}"), "times", figures(value))


def _plain(value: float) -> Number:
    rounded = float(f"{value:.3g}")
    return Number(rounded, "1", figures(rounded))


def finding(verdict: Verdict) -> Words:
    """The verdict in a sentence, its numbers in it."""
    claim, main = verdict.claim, verdict.main
    if verdict.is_by_hand:
        return say("Judged by hand: it is no arithmetic.")
    if verdict.mechanism is not None:
        from wattstreet.claims.mechanisms import mechanism_words

        return mechanism_words(verdict)
    assert main is not None
    if verdict.verdict == "disputed":
        return _camps(claim, verdict.camps)
    both = {
        "claimed": amount(main.claimed, claim.shown_in),
        "found": amount(main.found, claim.shown_in, best=True),
    }
    if verdict.verdict == "wrong_unit":
        return _unit(main, both)
    if verdict.verdict == "outdated":
        assert verdict.earlier is not None
        before = amount(verdict.earlier.found, claim.shown_in)
        return say("It was {before}; it is {found} now.", before=before, found=both["found"])
    if main.verdict == "holds" and verdict.verdict == "roughly_holds":
        off = Listing(
            tuple(
                _side(claim, name, side) for name, side in verdict.sides.items() if side.verdict != "holds"
            ),
            "semicolon",
        )
        return say("{both}; but {off}.", off=off, both=_compared(main.predicate, both))
    return _amounts(main, both)


def _compared(predicate: str, both: Mapping[str, Sayable]) -> Words:
    """What is claimed beside what is found."""
    return {
        "at least": say("Claimed at least {claimed}, found {found}", **both),
        "at most": say("Claimed at most {claimed}, found {found}", **both),
        "before": say("Claimed before {claimed}, found {found}", **both),
        "after": say("Claimed after {claimed}, found {found}", **both),
    }.get(predicate, say("Claimed {claimed}, found {found}", **both))


def _amounts(main: Compared, both: Mapping[str, Sayable]) -> Words:
    bound = _compared(main.predicate, both)
    if isinstance(main.claimed, Days):
        return say("{both}.", both=bound)
    if main.answer is True and main.verdict == "holds":
        return say("{both}.", both=bound)
    if main.answer is True:
        return say("{both}: true, and far too little said.", both=bound)
    if main.verdict == "not_checkable":
        return say("{both}: the facts leave too much open to tell.", both=bound)
    if main.ratio is None:
        return say("{both}.", both=bound)
    if main.answer is None:
        return say("{both}: inside what the facts leave open.", both=bound)
    return say("{both}: {off}.", both=bound, off=factor(main.ratio))


def _unit(main: Compared, both: Mapping[str, Sayable]) -> Words:
    """Why the unit is wrong, and what was found."""
    assert isinstance(main.claimed, Quantity)
    assert isinstance(main.found, Quantity)
    reason = refuse_reason(main.claimed) if main.found.measure.dimensions in (ENERGY, POWER) else None
    if reason is not None:
        return say("{reason} Found: {found}.", reason=reason, found=both["found"])
    return say("{claimed} and {found} are quantities of different kinds.", **both)


def _side(claim: Claim, name: str, side: Compared) -> Words:
    return say(
        "{what}: claimed {claimed}, found {found}",
        what=name_text(claim, name), claimed=amount(side.claimed, claim.shown_in),
        found=amount(side.found, claim.shown_in, best=True),
    )  # fmt: skip


def _camps(claim: Claim, camps: Mapping[str, Compared]) -> Words:
    """Which readings bear the claim out, and which do not."""
    said = {True: list[Words](), False: list[Words]()}
    for name, one in camps.items():
        told = say(
            "{found} ({reading})",
            found=amount(best_figure(one.found), claim.shown_in),
            reading=name_text(claim, name),
        )
        said[one.verdict in ("holds", "roughly_holds")].append(told)
    first = next(iter(camps.values()))
    values = {
        "claimed": amount(first.claimed, claim.shown_in),
        "for_it": Listing(tuple(said[True])),
        "against": Listing(tuple(said[False])),
    }
    if first.predicate == "at least":
        return say(
            "Claimed at least {claimed}. It depends on the reading: borne out by {for_it}; not by {against}.",
            **values,
        )
    if first.predicate == "at most":
        return say(
            "Claimed at most {claimed}. It depends on the reading: borne out by {for_it}; not by {against}.",
            **values,
        )
    return say(
        "Claimed {claimed}. It depends on the reading: borne out by {for_it}; not by {against}.", **values
    )
