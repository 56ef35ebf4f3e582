"""Which conclusions of the argument survive when its numbers are corrected: a table of runs side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wattstreet.claims.conclusions import Reading, readings
from wattstreet.report.picture import Table
from wattstreet.report.section import Points, Section, Titled
from wattstreet.words.say import Listing, Sayable, Words, say

if TYPE_CHECKING:
    import xarray as xr

NAMES = {
    "as-written": say("as written"),
    "corrected": say("corrected"),
    "sceptic": say("a sceptic's"),
    "baseline": say("baseline"),
}


def surviving(runs: Mapping[str, xr.Dataset]) -> Section:
    """The section: what follows from the argument's own numbers, from corrected ones, from a doubter's.

    Args:
        runs: By scenario; the presets among them.
    """
    found = readings(runs)
    heads: tuple[Sayable, ...] = (say("conclusion"), *(NAMES.get(name, name) for name in runs))
    rows = tuple((one.says, *(_cell(read[name]) for name in runs)) for one, read in found)
    lost = [one.says for one, read in found if read["as-written"].stands and not read["corrected"].stands]
    kept = [one.says for one, read in found if read["as-written"].stands and read["corrected"].stands]
    return Section(
        "surviving",
        say("Which conclusions survive correction"),
        (
            say(
                "The argument's own numbers, the best found for each, and those of a doubter, run side by "
                "side. A conclusion stands in a run where the number in its cell passes the bound in "
                "its words."
            ),
            Points((_told(kept, lost),), "answer"),
            Titled(say("Conclusions by preset"), Table(heads, rows)),
        ),
    )


def _told(kept: list[Words], lost: list[Words]) -> Words:
    """What stands with the numbers as written, and what of it is left when they are corrected."""
    if not kept and not lost:
        return say("None of the conclusions follows, not even from the numbers as written.")
    if not lost:
        return say("What follows from the numbers as written survives their correction: {kept}.",
                   kept=Listing(tuple(kept), "semicolon"))  # fmt: skip
    if not kept:
        return say("Nothing that follows from the numbers as written survives their correction: {lost}.",
                   lost=Listing(tuple(lost), "semicolon"))  # fmt: skip
    return say(
        "It survives the correction of the numbers: {kept}. It does not: {lost}.",
        kept=Listing(tuple(kept), "semicolon"), lost=Listing(tuple(lost), "semicolon"),
    )  # fmt: skip


def _cell(reading: Reading) -> Words:
    if reading.stands:
        return say("stands ({value})", value=reading.value)
    return say("does not ({value})", value=reading.value)
