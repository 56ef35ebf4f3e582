"""What has to happen in runs for a statement about a mechanism to hold: one set of predicates.

Claims ask them of the draws of an ensemble, the behaviour checks of every input at both of its ends.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

import numpy as np

from wattstreet.claims.schema import Happens
from wattstreet.core.axes import LIMITS
from wattstreet.core.errors import InputError, unknown
from wattstreet.model.diagnostics import MENU

Labels = Mapping[str, tuple[str, ...]]
TINY = 1e-12


@dataclasses.dataclass(frozen=True)
class History:
    """Series of one run.

    Attributes:
        series: Name of the menu → values [month or month end, axes of the series].
        labels: Axis → labels.
        months: Months simulated, YYYY-MM.
    """

    series: Mapping[str, np.ndarray]
    labels: Labels
    months: tuple[str, ...]

    def of(self, words: str) -> np.ndarray:
        """A series by month (stocks at month ends), summed over the labels picked. [month]

        Args:
            words: Name of the menu, then `axis=label` to pick; `a|b` sums both, `us-*` those that begin so;
                `is=power` counts the months in which a code is that.
        Errors:
            InputError for a series, axis or label that does not exist.
        """
        name, *picks = words.split()
        if name not in MENU:
            raise unknown("series", name, MENU)
        series, wanted = self.series[name], dict(pick.split("=", 1) for pick in picks)
        code = wanted.pop("is", None)
        for axis, dim in reversed(list(enumerate(MENU[name].dims, start=1))):
            asked = wanted.pop(dim, "*").split("|")
            at = [n for n, label in enumerate(self.labels[dim]) if any(_fits(label, one) for one in asked)]
            if not at:
                raise unknown(f"label of {dim}", "|".join(asked), self.labels[dim], key=words)
            series = series.take(at, axis=axis)
        if wanted:
            raise unknown(f"axis of {name}", min(wanted), MENU[name].dims, key=words)
        series = series[len(series) - len(self.months) :]
        if code is not None:
            if code not in LIMITS:
                raise unknown("limit", code, LIMITS, key=words)
            series = (series == LIMITS.index(code)).astype(float)
        return series.reshape(len(self.months), -1).sum(axis=1)

    def at(self, month: str) -> int:
        """Position of a month.

        Errors:
            InputError for a month that was not simulated.
        """
        if month not in self.months:
            allowed = f"{self.months[0]} to {self.months[-1]}"
            raise InputError("this month was not simulated", value=month, allowed=allowed)
        return self.months.index(month)


def _fits(label: str, asked: str) -> bool:
    return label.startswith(asked[:-1]) if asked.endswith("*") else label == asked


@dataclasses.dataclass(frozen=True)
class Beside:
    """A run, and the same run without what is looked at.

    Attributes:
        before: Without it.
        after: With it.
        start: Position of its first month.
    """

    before: History
    after: History
    start: int


def moved(runs: Beside, series: str, *, within: int, falls: float | None, rises: float | None) -> bool:
    """Whether a series moves by at least a share of itself within so many months."""
    span = slice(runs.start, runs.start + within + 1)
    before, after = (one.of(series)[span] for one in (runs.before, runs.after))
    share = (after - before) / np.maximum(np.abs(before), TINY)
    if falls is not None:
        return bool(share.min() <= -falls)
    return bool(share.max() >= (rises or 0.0))


def same_way(runs: Beside, series: str, other: str, *, after: int, by: float) -> bool | None:
    """Whether two series stand to the same side after so many months; `None` where one hardly moved."""
    at, sides = runs.start + after, []
    for words in (series, other):
        one, two = (history.of(words)[at] for history in (runs.before, runs.after))
        sides.append((two - one) / max(abs(one), TINY))
    return None if min(map(abs, sides)) < by else bool(sides[0] * sides[1] > 0)


def stays(
    run: History, series: str, *, start: str, until: str, above: float | None, below: float | None,
    months: float = 1.0,
) -> bool:  # fmt: skip
    """Whether a series lies between two bounds in at least a share of the months of a span."""
    found = run.of(series)[run.at(start) : run.at(until) + 1]
    least, most = (-np.inf if above is None else above), (np.inf if below is None else below)
    inside = (found > least) & (found < most)
    return bool(inside.mean() >= months)


NEEDED: dict[str, tuple[str, ...]] = {
    "follows": ("within",),
    "same way": ("other", "after", "by"),
    "stays": ("start", "until"),
}
"""Predicate → keys it needs besides its series."""


def check_happens(happens: Happens, key: str, file: str) -> None:
    """Refuse a predicate that is unknown or lacks what it needs.

    Errors:
        InputError naming file, key and what is missing.
    """
    if happens.predicate not in NEEDED:
        raise unknown("predicate of the model", happens.predicate, NEEDED, file=file, key=key)
    missing = [name for name in NEEDED[happens.predicate] if getattr(happens, name) is None]
    if happens.predicate == "follows" and (happens.falls is None) == (happens.rises is None):
        missing.append("falls or rises")
    if happens.predicate == "stays" and happens.above is None and happens.below is None:
        missing.append("above or below")
    if missing:
        raise InputError(
            f"the predicate {happens.predicate} lacks a key", file=file, key=key,
            value=missing[0].replace("start", "from"),
        )  # fmt: skip


def happened(happens: Happens, runs: Beside) -> bool | None:
    """Whether it happened; `None` where it is not decided."""
    answers: dict[str, Callable[[], bool | None]] = {
        "follows": lambda: moved(
            runs, happens.series, within=happens.within or 0, falls=happens.falls, rises=happens.rises
        ),
        "same way": lambda: same_way(
            runs, happens.series, happens.other or "", after=happens.after or 0, by=happens.by or 0.0
        ),
        "stays": lambda: stays(
            runs.after,
            happens.series,
            start=happens.start or "",
            until=happens.until or "",
            above=happens.above,
            below=happens.below,
            months=1.0 if happens.months is None else happens.months,
        ),
    }
    return answers[happens.predicate]()


def series_of(happens: Happens) -> tuple[str, ...]:
    """Names of the menu that it reads."""
    return tuple(words.split()[0] for words in (happens.series, happens.other) if words)
