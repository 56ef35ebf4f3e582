"""Tables of the hindcast for a report: heads first, every cell in no language yet."""

from __future__ import annotations

import math
from typing import TypeAlias

from wattstreet.analysis.hindcast import Hindcast
from wattstreet.analysis.hindcast_words import figure
from wattstreet.analysis.outlook import OUTLOOK, place, spread_owners
from wattstreet.casebook.registry import registry
from wattstreet.core.units import BILLION, MILLION
from wattstreet.words.say import Month, Number, Sayable, as_shipped, say

Rows: TypeAlias = list[list[Sayable]]
MONEY = ((BILLION, "bn USD"), (MILLION, "mn USD"))


def told_rows(found: Hindcast) -> Rows:
    """Dated events and steps of policy that the model was told."""
    rows: Rows = [[say("month"), say("what"), say("what it does"), say("why")]]
    rows += [
        [Month(one.date), as_shipped(one.says), one.amplitude, as_shipped(one.why)] for one in found.told
    ]
    return rows


def outlook_rows(found: Hindcast) -> Rows:
    """Published figures of the years ahead with their ranges, and where the model lies."""
    rows: Rows = [[
        say("what"), say("year, source"), say("published"), say("low"), say("high"), say("model"),
        say("model lies"),
    ]]  # fmt: skip
    for verdict in found.outlook:
        target = verdict.target
        numbers = (target.observed, target.low, target.high, verdict.model)
        shown = (figure(number, target) for number in numbers)
        rows.append([as_shipped(target.series), target.when, *shown, place(target, verdict.model)])
    return rows


def owner_rows(found: Hindcast) -> Rows:
    """Settings that own the outlook's spread, each one prior spread lower and higher."""
    rows: Rows = [[say("setting"), say("parameter"), say("from"), say("to"), *OUTLOOK.values()]]
    for owner in spread_owners(found.fit):
        declared = registry()[owner.path]
        rows.append([
            as_shipped(declared.says),
            owner.path,
            *(_setting(value, declared.unit) for value in (owner.low, owner.high)),
            *(_ends(*owner.ends[name]) for name in OUTLOOK),
        ])  # fmt: skip
    return rows


def _ends(low: float, high: float) -> Sayable:
    return say("{low} to {high}", low=Number(low, "1", 0), high=Number(high, "1", 0))


def _setting(value: float, unit: str) -> Number:
    """A value of a parameter with three figures, large sums of money in their own words."""
    if unit.startswith("usd"):
        size, name = next((one for one in MONEY if abs(value) >= one[0]), (1.0, "USD"))
        return Number(value / size, name)
    size = math.floor(math.log10(abs(value))) if value else 0
    return Number(value, "1", max(0, 2 - size))
