"""Why a series of targets was missed, in words made of computed numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wattstreet.analysis.targets import Target, predict
from wattstreet.core import axes
from wattstreet.core.units import BILLION, HOURS_PER_MONTH, MWH_PER_TWH

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


def why_missed(verdicts: Sequence[Verdict], run: Simulated) -> str:
    """Direction and size of the misses of one series, and what the run itself says about them.

    Args:
        verdicts: All scored ones of the series.
        run: The run they were read from.
    Returns:
        Empty where nothing was missed.
    """
    missed = [verdict for verdict in verdicts if not verdict.is_met]
    if not missed:
        return ""
    series = missed[0].target.series
    if series == "april_2025":
        return " ".join(_april(verdict) for verdict in missed)
    parts = [_direction(missed)]
    if len(verdicts) > 1:
        parts.append(_growth(verdicts))
    parts.append({
        "us_electricity_growth": _electricity,
        "capex_five": _buyers,
        "openai_revenue": _sold,
        "anthropic_revenue": _sold,
        "complex_value": _price,
        "nvidia_value": _share_of_basket,
    }.get(series, _limits)(missed, run))  # fmt: skip
    return " ".join(parts)


def _direction(missed: Sequence[Verdict]) -> str:
    high = [verdict for verdict in missed if verdict.error > 0]
    low = [verdict for verdict in missed if verdict.error <= 0]
    said = [
        f"{word} in {len(some)}, most in {worst.target.period} ({worst.error:+.0%})"
        for word, some in (("too high", high), ("too low", low))
        if some
        for worst in (max(some, key=lambda verdict: abs(verdict.error)),)
    ]
    words = ", ".join(said)
    return f"{words[0].upper()}{words[1:]}."


def _growth(verdicts: Sequence[Verdict]) -> str:
    first, last = verdicts[0], verdicts[-1]
    times = (last.model / first.model, last.target.observed / first.target.observed)
    span = f"{first.target.period} to {last.target.period}"
    return f"From {span} the model grows {times[0]:.1f}-fold, the record {times[1]:.1f}-fold."


def _months(missed: Sequence[Verdict]) -> list[str]:
    return sorted({month for verdict in missed for month in verdict.target.months})


def _limits(missed: Sequence[Verdict], run: Simulated) -> str:
    """What held back US firms in the months of the misses."""
    months = _months(missed)
    us = tuple(run.labels["country"]).index("us")
    codes = [int(run.kept["binding_limit"][run.months.index(month), us]) for month in months]
    counts = {limit: codes.count(code) for code, limit in enumerate(axes.LIMITS)}
    limit = max(counts, key=lambda name: counts[name])
    return f"In the model {limit} bound US firms in {counts[limit]} of {len(months)} such months."


def _buyers(missed: Sequence[Verdict], run: Simulated) -> str:
    """Whose spending makes most of the error, and what bound."""
    gaps: dict[str, float] = {}
    for verdict in missed:
        for reading in verdict.target.readings:
            alone = dataclasses.replace(verdict.target, readings=(reading,))
            gap = float(run.asked([alone])[0]) - (reading.stated or 0.0)
            gaps[reading.label] = gaps.get(reading.label, 0.0) + gap / BILLION
    total = sum(gaps.values())
    firm = max(gaps, key=lambda name: gaps[name] * (1 if total > 0 else -1))
    said = f"Of {total:+.0f} bn USD over these quarters {gaps[firm]:+.0f} is {firm.capitalize()}'s."
    return f"{said} {_limits(missed, run)}"


def _sold(missed: Sequence[Verdict], run: Simulated) -> str:
    """How much of the running fleet was sold: whether buyers or compute were short."""
    at = [run.months.index(month) for month in _months(missed)]
    us = tuple(run.labels["country"]).index("us")
    share = float(run.kept["utilisation"][at, us].mean())
    return f"{_limits(missed, run)} They sold {share:.0%} of the fleet that ran."


def _price(missed: Sequence[Verdict], run: Simulated) -> str:
    """How the price stood beside the model's own value."""
    at = [run.months.index(month) + 1 for month in _months(missed)]
    gap = float((run.kept["price_index"][at] / run.kept["value_index"][at]).mean() - 1)
    word = "above" if gap >= 0 else "below"
    return (
        f"The price stood {abs(gap):.0%} {word} the model's own fundamental value then: "
        f"the rest of the error is in that value."
    )


def _share_of_basket(missed: Sequence[Verdict], run: Simulated) -> str:
    at = [run.months.index(month) + 1 for month in _months(missed)]
    nvidia = tuple(run.labels["firm"]).index("nvidia")
    share = float((run.kept["market_cap_usd"][at, nvidia] / run.kept["complex_value_usd"][at]).mean())
    return f"Nvidia was {share:.0%} of the model's basket then."


def _electricity(missed: Sequence[Verdict], run: Simulated) -> str:
    """How much of the growth is AI, how much other data centres."""
    regions = [at for at, name in enumerate(run.labels["region"]) if name.startswith("us-")]
    later, earlier = missed[0].target.readings

    def ai(months: Sequence[str]) -> float:
        at = [run.months.index(month) for month in months]
        return float(run.kept["dc_load_mw"][at][:, regions].sum()) * HOURS_PER_MONTH / MWH_PER_TWH

    grown = ai(later.months) - ai(earlier.months)
    return f"Of the model's {missed[0].model:.0f} TWh AI is {grown:.0f}, the rest is other data centres."


def _april(verdict: Verdict) -> str:
    words = f"{verdict.target.period}: {verdict.model:.2f}, asked for {verdict.target.low:.2f} or more"
    return f"{words[0].upper()}{words[1:]} (record {verdict.target.observed:.2f})."
