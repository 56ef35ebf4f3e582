"""Why a series of targets was missed, in words made of computed numbers."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wattstreet.analysis.answer import LIMITS
from wattstreet.analysis.targets import Target, predict
from wattstreet.core import axes
from wattstreet.core.units import BILLION, HOURS_PER_MONTH, MWH_PER_TWH
from wattstreet.words.say import Number, Words, as_shipped, say

if TYPE_CHECKING:
    import numpy as np


@dataclasses.dataclass(frozen=True)
class Simulated:
    """A run as arrays.

    Attributes:
        kept: Series by name, time leading.
        labels: Axis → labels.
        months: Months of the run.
    """

    kept: Mapping[str, np.ndarray]
    labels: Mapping[str, Sequence[str]]
    months: tuple[str, ...]

    def asked(self, targets: Sequence[Target]) -> np.ndarray:
        """What the run says of targets."""
        return predict(targets, self.kept, self.labels, self.months)


@dataclasses.dataclass(frozen=True)
class Verdict:
    """A target beside what a run says of it.

    Attributes:
        target: The record and its band.
        model: The run's figure, in the target's unit.
    """

    target: Target
    model: float

    @property
    def error(self) -> float:
        """Model over record, less one."""
        return self.model / self.target.observed - 1

    @property
    def is_met(self) -> bool:
        """Whether the run lies within the band; a run without a number does not."""
        return self.target.low <= self.model <= self.target.high


def why_missed(verdicts: Sequence[Verdict], run: Simulated) -> tuple[Words, ...]:
    """Direction and size of the misses of one series, and what the run itself says about them.

    Args:
        verdicts: All scored ones of the series.
        run: The run they were read from.
    Returns:
        Sentences; none where nothing was missed.
    """
    missed = [verdict for verdict in verdicts if not verdict.is_met]
    if not missed:
        return ()
    if not all(math.isfinite(verdict.model) for verdict in verdicts):
        return (say("The run has no number for some of these figures."),)
    series = missed[0].target.series
    if series == "april_2025":
        return tuple(_april(verdict) for verdict in missed)
    parts = [_direction(missed)]
    if len(verdicts) > 1:
        parts.append(_growth(verdicts))
    parts += {
        "us_electricity_growth": _electricity,
        "capex_five": _buyers,
        "openai_revenue": _sold,
        "anthropic_revenue": _sold,
        "complex_value": _price,
        "nvidia_value": _share_of_basket,
    }.get(series, _limits)(missed, run)  # fmt: skip
    return tuple(parts)


def _direction(missed: Sequence[Verdict]) -> Words:
    high = [verdict for verdict in missed if verdict.error > 0]
    low = [verdict for verdict in missed if verdict.error <= 0]
    if not low:
        return say("Too high in {number}, most for {when} ({error}).", **_worst(high))
    if not high:
        return say("Too low in {number}, most for {when} ({error}).", **_worst(low))
    return say(
        "Too high in {number}, most for {when} ({error}), too low in {number_low}, most for {when_low} "
        "({error_low}).",
        **_worst(high),
        **{f"{name}_low": value for name, value in _worst(low).items()},
    )


def _worst(some: Sequence[Verdict]) -> dict[str, Any]:
    worst = max(some, key=lambda verdict: abs(verdict.error))
    return {
        "number": len(some),
        "when": worst.target.when,
        "error": Number(worst.error, "share", 0, signed=True),
    }


def _growth(verdicts: Sequence[Verdict]) -> Words:
    first, last = verdicts[0], verdicts[-1]
    return say(
        "From {first} to {last} the model grows {model}-fold, the record {record}-fold.",
        first=first.target.when,
        last=last.target.when,
        model=Number(last.model / first.model, "1", 1),
        record=Number(last.target.observed / first.target.observed, "1", 1),
    )


def _months(missed: Sequence[Verdict]) -> list[str]:
    return sorted({month for verdict in missed for month in verdict.target.months})


def _limits(missed: Sequence[Verdict], run: Simulated) -> list[Words]:
    """What held back US firms in the months of the misses."""
    months = _months(missed)
    us = tuple(run.labels["country"]).index("us")
    codes = [int(run.kept["binding_limit"][run.months.index(month), us]) for month in months]
    counts = {limit: codes.count(code) for code, limit in enumerate(axes.LIMITS)}
    limit = max(counts, key=lambda name: counts[name])
    return [
        say(
            "In the model {limit} bound US firms in {number} of {all} such months.",
            limit=LIMITS[limit],
            number=counts[limit],
            all=len(months),
        )
    ]


def _buyers(missed: Sequence[Verdict], run: Simulated) -> list[Words]:
    """Whose spending makes most of the error, and what bound."""
    gaps: dict[str, float] = {}
    for verdict in missed:
        for reading in verdict.target.readings:
            alone = dataclasses.replace(verdict.target, readings=(reading,))
            gap = float(run.asked([alone])[0]) - (reading.stated or 0.0)
            gaps[reading.label] = gaps.get(reading.label, 0.0) + gap / BILLION
    total = sum(gaps.values())
    firm = max(gaps, key=lambda name: gaps[name] * (1 if total > 0 else -1))
    said = say(
        "Of {total} over these quarters {gap} is {firm}'s.",
        total=Number(total, "bn USD", 0, signed=True),
        gap=Number(gaps[firm], "bn USD", 0, signed=True),
        firm=as_shipped(firm.capitalize()),
    )
    return [said, *_limits(missed, run)]


def _sold(missed: Sequence[Verdict], run: Simulated) -> list[Words]:
    """How much of the running fleet was sold: whether buyers or compute were short."""
    at = [run.months.index(month) for month in _months(missed)]
    us = tuple(run.labels["country"]).index("us")
    share = float(run.kept["utilisation"][at, us].mean())
    said = say("They sold {share} of the fleet that ran.", share=Number(share, "share", 0))
    return [*_limits(missed, run), said]


def _price(missed: Sequence[Verdict], run: Simulated) -> list[Words]:
    """How the price stood beside the model's own value."""
    at = [run.months.index(month) + 1 for month in _months(missed)]
    gap = float((run.kept["price_index"][at] / run.kept["value_index"][at]).mean() - 1)
    size = Number(abs(gap), "share", 0)
    if gap >= 0:
        said = say(
            "The price stood {gap} above the model's own fundamental value then: the rest of the error is in "
            "that value.",
            gap=size,
        )
    else:
        said = say(
            "The price stood {gap} below the model's own fundamental value then: the rest of the error is in "
            "that value.",
            gap=size,
        )
    return [said]


def _share_of_basket(missed: Sequence[Verdict], run: Simulated) -> list[Words]:
    at = [run.months.index(month) + 1 for month in _months(missed)]
    nvidia = tuple(run.labels["firm"]).index("nvidia")
    share = float((run.kept["market_cap_usd"][at, nvidia] / run.kept["complex_value_usd"][at]).mean())
    return [say("Nvidia was {share} of the model's basket then.", share=Number(share, "share", 0))]


def _electricity(missed: Sequence[Verdict], run: Simulated) -> list[Words]:
    """How much of the growth is AI, how much other data centres."""
    regions = [at for at, name in enumerate(run.labels["region"]) if name.startswith("us-")]
    later, earlier = missed[0].target.readings

    def ai(months: Sequence[str]) -> float:
        at = [run.months.index(month) for month in months]
        return float(run.kept["dc_load_mw"][at][:, regions].sum()) * HOURS_PER_MONTH / MWH_PER_TWH

    grown = ai(later.months) - ai(earlier.months)
    return [
        say(
            "Of the model's {all} AI is {grown}, the rest is other data centres.",
            all=Number(missed[0].model, "TWh", 0),
            grown=Number(grown, "TWh", 0),
        )
    ]


def _april(verdict: Verdict) -> Words:
    target = verdict.target
    return say(
        "Asked for {least} or more as the {what}, the model gives {model} (record {record}).",
        least=Number(target.low, "1", 2),
        what=target.when,
        model=Number(verdict.model, "1", 2),
        record=Number(target.observed, "1", 2),
    )
