"""What an ensemble says, in no language yet: sentences and tables."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from wattstreet.analysis.answer import health_said
from wattstreet.analysis.bursts import (
    Count,
    Group,
    base_rates,
    burst_dates,
    burst_within,
    by_awareness,
    by_cushion,
    median_burst,
    run_up,
)
from wattstreet.words.say import Listing, Month, Number, Sayable, Words, as_shipped, say

if TYPE_CHECKING:
    import xarray as xr

    from wattstreet.ledger.schema import Fact

HORIZON = 24


@dataclasses.dataclass(frozen=True)
class Answer:
    """The counts an answer rests on.

    Attributes:
        since: First month counted.
        horizon: Months of the main count; `None` where the run is too short for two years: to its end.
        main: Bursts within the horizon.
        within: Bursts by months after the date, and by the end of the run under `None`.
        awareness: Bursts by the share aware before, in quarters.
        cushion: Bursts by critical less committed share, in quarters.
    """

    since: str
    horizon: int | None
    main: Count
    within: dict[int | None, Count]
    awareness: list[Group]
    cushion: list[Group]


def counted(ensemble: xr.Dataset) -> Answer:
    """Counts from the month the scenario departs in, or from the first where the run ends before."""
    months = [str(month)[:7] for month in ensemble["month"].values]
    departure = str(ensemble.attrs["from_month"])
    since = departure if departure in months else months[0]
    left = len(months) - months.index(since)
    horizon = HORIZON if left >= HORIZON else None
    spans = [span for span in (12, HORIZON) if span <= left]
    return Answer(
        since,
        horizon,
        burst_within(ensemble, since, horizon),
        {span: burst_within(ensemble, since, span) for span in (*spans, None)},
        by_awareness(ensemble, since, horizon),
        by_cushion(ensemble, since, horizon),
    )


def sentences(ensemble: xr.Dataset) -> list[Words]:
    """What a person would say of the draws; what to distrust comes last."""
    found = counted(ensemble)
    said = [_burst_sentence(ensemble, found), *_awareness_sentence(found), _record_sentence(ensemble, found)]
    return said + _beside(ensemble) + _caveats(ensemble, found)


def _burst_sentence(ensemble: xr.Dataset, found: Answer) -> Words:
    low, high = found.main.interval
    values: dict[str, Sayable] = {
        "count": found.main.count,
        "of": found.main.of,
        "fall": _pct(float(ensemble.attrs["burst_fall"])),
        "month": Month(found.since),
        "low": _pct(low),
        "high": _pct(high),
    }
    later, half = found.within[None].count - found.main.count, median_burst(ensemble, found.since)
    if found.horizon is None:
        said = say(
            "In {count} of {of} draws AI shares fell by {fall} from {month} to the end of the run ({low} to "
            "{high} with the error of counting)",
            **values,
        )
    elif not later:
        said = say(
            "In {count} of {of} draws AI shares fell by {fall} within two years of {month} ({low} to {high} "
            "with the error of counting)",
            **values,
        )
    else:
        said = say(
            "In {count} of {of} draws AI shares fell by {fall} within two years of {month} ({low} to {high} "
            "with the error of counting), in {later} more later",
            later=later,
            **values,
        )
    if half is None:
        return say("{clause}.", clause=said)
    return say("{clause}; half of the bursts came by the end of {month}.", clause=said, month=Month(half))


def _awareness_sentence(found: Answer) -> list[Words]:
    if len(found.awareness) < 2:
        return []
    least, most = found.awareness[0], found.awareness[-1]
    values = {
        "least": _pct(least.high),
        "few": _pct(least.bursts.share),
        "most": _pct(most.low),
        "many": _pct(most.bursts.share),
    }
    if found.horizon:
        said = say(
            "Of the draws in which fewest thought it a bubble just before (under {least}), {few} burst "
            "within two years; of those in which most did (over {most}), {many}.",
            **values,
        )
    else:
        said = say(
            "Of the draws in which fewest thought it a bubble just before (under {least}), {few} burst by "
            "the end; of those in which most did (over {most}), {many}.",
            **values,
        )
    return [said]


def _record_sentence(ensemble: xr.Dataset, found: Answer) -> Words:
    facts, rise = base_rates(str(ensemble.attrs["as_of"])), run_up(ensemble, found.since)
    values: dict[str, Sayable] = {
        "shares": Listing(tuple(_pct(one.value) for one in facts), "comma"),
        "gains": Listing(tuple(gain(one) for one in facts), "comma"),
        "grade": facts[0].grade,
    }
    if rise is None:
        return say(
            "On record, {shares} of the US industries that had beaten the market by {gains} in two years "
            "fell as far within two more (grade {grade}).",
            **values,
        )
    values["move"] = _pct(abs(rise))
    if rise >= 0:
        return say(
            "AI shares had risen by {move} in the two years before (median draw, the market's own rise "
            "included); on record, {shares} of the US industries that had beaten the market by {gains} in "
            "two years fell as far within two more (grade {grade}).",
            **values,
        )
    return say(
        "AI shares had fallen by {move} in the two years before (median draw, the market's own rise "
        "included); on record, {shares} of the US industries that had beaten the market by {gains} in two "
        "years fell as far within two more (grade {grade}).",
        **values,
    )


def gain(fact: Fact) -> Number:
    """Run-up that a published crash rate is about, from its quantity's name."""
    return Number(float(fact.quantity.rsplit("_", 1)[-1]), "%", 0)


def _beside(ensemble: xr.Dataset) -> list[Words]:
    """What to hold the share against: the same draws without the scenario's edits."""
    attrs = ensemble.attrs
    if attrs["scenario"] == "baseline":
        return []
    return [
        say(
            "How much of it the scenario owns: `{command}` gives the same draws without it.",
            command=f"wattstreet run baseline --members {ensemble.sizes['member']} "
            f"--draws {attrs['draws']} --seed {attrs['seed']}",
        )
    ]


def _caveats(ensemble: xr.Dataset, found: Answer) -> list[Words]:
    attrs, members = ensemble.attrs, ensemble.sizes["member"]
    said = []
    if left_out := members - found.main.of:
        said.append(
            say(
                "{left_out} of {members} draws burst before {month} and are left out.",
                left_out=left_out,
                members=members,
                month=Month(found.since),
            )
        )
    if attrs["rejected"]:
        said.append(
            say(
                "{rejected} of {all} draws of the parameters burst before {month}, which did not happen: "
                "others were drawn in their place.",
                rejected=int(attrs["rejected"]),
                all=int(attrs["rejected"]) + members,
                month=Month(str(attrs["as_of"])[:7]),
            )
        )
    if attrs["unhealthy"]:
        said.append(
            say(
                "Not healthy ({codes}): {unhealthy} of {members} draws, by number {numbers}. They are "
                "counted here, but do not use their numbers.",
                codes=health_said(str(attrs["health_words"])),
                unhealthy=int(attrs["unhealthy"]),
                members=members,
                numbers=str(attrs["unhealthy_members"]),
            )
        )
    return said


def listed(ensemble: xr.Dataset) -> list[tuple[Words, list[list[Sayable]]]]:
    """Tables of an answer: title, and rows with the heads first; empty ones are left out."""
    found = counted(ensemble)
    names = {12: say("12 months"), HORIZON: say("24 months"), None: say("the end of the run")}
    head = (say("bursts"), say("of"), say("share"), Number(95, "%"))
    yearly: list[list[Sayable]] = [
        [str(row["period"]), int(row["bursts"]), _pct(row["share"]), _pct(row["share_by_end"])]
        for row in burst_dates(ensemble, "year").to_dict("records")
    ]
    rates: list[list[Sayable]] = [
        [gain(fact), _pct(fact.value), _range(fact.interval.low, fact.interval.high), fact.grade, fact.id]
        for fact in base_rates(str(ensemble.attrs["as_of"]))
    ]
    by_awareness, by_cushion = _titles_of_groups(found)
    made: list[tuple[Words, list[list[Sayable]]]] = [
        (
            say("Bursts by year"),
            [[say("year"), say("bursts"), say("share"), say("by its end")], *yearly],
        ),
        (
            say("Bursts from {month} on", month=Month(found.since)),
            [
                [say("within"), *head],
                *([names[span], *_cells(count)] for span, count in found.within.items()),
            ],
        ),
        (by_awareness, [[say("aware"), *head], *_rows(found.awareness)]),
        (by_cushion, [[say("cushion"), *head], *_rows(found.cushion)]),
        (
            say("On record: US industries that fell as far within two years of beating the market by"),
            [[say("run-up"), say("share"), say("range"), say("grade"), say("fact")], *rates],
        ),
    ]
    return [(title, rows) for title, rows in made if len(rows) > 1]


def _titles_of_groups(found: Answer) -> tuple[Words, Words]:
    if found.horizon:
        return (
            say("Burst within two years, by the share who thought it a bubble just before"),
            say(
                "Burst within two years, by the critical share just before less the share then committed to "
                "sell"
            ),
        )
    return (
        say("Burst by the end, by the share who thought it a bubble just before"),
        say("Burst by the end, by the critical share just before less the share then committed to sell"),
    )


def _rows(groups: list[Group]) -> list[list[Sayable]]:
    return [[_range(group.low, group.high, 1), *_cells(group.bursts)] for group in groups]


def _cells(count: Count) -> list[Sayable]:
    return [count.count, count.of, _pct(count.share) if count.of else "-", _range(*count.interval)]


def _range(low: float, high: float, digits: int = 0) -> Words:
    return say("{low} to {high}", low=Number(low, "share", digits), high=Number(high, "share", digits))


def _pct(share: float) -> Number:
    return Number(float(share), "share", 0)


def draws_said(ensemble: xr.Dataset) -> list[Words]:
    """What was drawn, and what counts as a burst."""
    attrs = ensemble.attrs
    drawn = as_shipped(str(attrs["draws_say"]))
    return [
        say("Drawn: {what}; all draws independent. No draw was turned away.", what=drawn)
        if attrs["filter"] == "none"
        else say(
            "Drawn: {what}; all draws independent. Filter: no burst before {month}.",
            what=drawn,
            month=Month(str(attrs["as_of"])[:7]),
        ),
        say(
            "A burst: month-end prices down {fall} from the highest of the {months} months before. Ranges of "
            "shares are 95 % Wilson intervals: the error of counting draws, not that of the model.",
            fall=_pct(float(attrs["burst_fall"])),
            months=int(attrs["burst_within_months"]),
        ),
    ]
