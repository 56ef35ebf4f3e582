"""What an ensemble says: text, a page, and the same for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from wattstreet.analysis.bursts import Count, Group, base_rates, burst_dates, median_burst, run_up
from wattstreet.analysis.ensemble_words import counted, listed, sentences
from wattstreet.analysis.headlines import HEADLINES, LEVELS, by_year
from wattstreet.words.speak import speak, speak_all

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

FANS = (
    "capex_five_bn", "nvidia_data_center_bn", "ai_revenue_bn", "fleet_us_gw", "us_twh", "complex_tn",
    "aware_pct", "critical_pct",
)  # fmt: skip


def tables(ensemble: xr.Dataset) -> dict[str, str]:
    """Tables of an answer by title, in English."""
    from wattstreet.ledger.text import columns

    return {
        speak(title): "\n".join(columns([tuple(speak(cell) for cell in row) for row in rows]))
        for title, rows in listed(ensemble)
    }


def fan(ensemble: xr.Dataset, name: str) -> pd.DataFrame:
    """A headline by year (rows): its 5, 50 and 95 % quantiles over the members (columns), in its unit."""
    values: pd.DataFrame = by_year(ensemble, name).transpose("year", "member").to_pandas()  # type: ignore[assignment]
    return values.quantile(list(LEVELS), axis=1).T


def text(ensemble: xr.Dataset) -> str:
    """Sentences, then tables."""
    shown = [f"{title}:\n{table}" for title, table in tables(ensemble).items()]
    return "\n\n".join(["\n".join(speak_all(sentences(ensemble))), *shown])


def record(ensemble: xr.Dataset) -> dict[str, Any]:
    """The answer and its numbers for machines."""
    attrs, found = ensemble.attrs, counted(ensemble)
    kept = (
        "scenario", "says", "members", "draws", "draws_say", "seed", "filter", "rejected", "burst_before",
        "burst_fall", "burst_within_months", "unhealthy", "health_words", "as_of", "facts_fingerprint",
        "version",
    )  # fmt: skip
    spans = {
        "end" if months is None else str(months): _count(count) for months, count in found.within.items()
    }
    return {
        "answer": speak_all(sentences(ensemble)),
        **{name: attrs[name] for name in kept},
        "unhealthy_members": [int(member) for member in str(attrs["unhealthy_members"]).split()],
        "from_month": found.since,
        "two_year_rise_before": run_up(ensemble, found.since),
        "bursts_within_months": spans,
        "half_of_bursts_by": median_burst(ensemble, found.since),
        "bursts_by_half_year": burst_dates(ensemble).to_dict("records"),
        "bursts_by_awareness": [_group(group) for group in found.awareness],
        "bursts_by_cushion": [_group(group) for group in found.cushion],
        "base_rates": [
            {
                "fact": fact.id,
                "value": fact.value,
                "low": fact.interval.low,
                "high": fact.interval.high,
                "grade": fact.grade,
                "source": fact.source.line(),
                "note": fact.note,
            }
            for fact in base_rates(str(attrs["as_of"]))
        ],
        "yearly": {
            name: {
                "says": speak(HEADLINES[name].says),
                "unit": HEADLINES[name].unit,
                "quantiles": {
                    f"{level:g}": {str(year): float(value) for year, value in column.items()}
                    for level, column in fan(ensemble, name).items()
                },
            }
            for name in FANS
        },
        "largest_residual": float(ensemble["largest_residual"].max()),
        "healthy": not attrs["unhealthy"],
    }


def _count(count: Count) -> dict[str, Any]:
    low, high = count.interval
    return {
        "bursts": count.count,
        "of": count.of,
        "share": None if np.isnan(count.share) else count.share,
        "low": low,
        "high": high,
    }


def _group(group: Group) -> dict[str, Any]:
    return {"from": group.low, "to": group.high, **_count(group.bursts)}
