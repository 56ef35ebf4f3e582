"""What an ensemble says: sentences, tables, a page, and the same for machines."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

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
from wattstreet.analysis.headlines import HEADLINES, LEVELS, by_year

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

HORIZON = 24
FANS = (
    "capex_five_bn", "nvidia_data_center_bn", "ai_revenue_bn", "fleet_us_gw", "us_twh", "complex_tn",
    "aware_pct", "critical_pct",
)  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


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


def sentences(ensemble: xr.Dataset) -> list[str]:
    """What a person would say of the draws; what to distrust comes last."""
    found = counted(ensemble)
    said = [_burst_sentence(ensemble, found), *_awareness_sentence(found), _record_sentence(ensemble, found)]
    return said + _beside(ensemble) + _caveats(ensemble, found)


def _burst_sentence(ensemble: xr.Dataset, found: Answer) -> str:
    fall, (low, high) = f"{ensemble.attrs['burst_fall'] * 100:.0f} percent", found.main.interval
    date = _named(found.since)
    when = f"within two years of {date}" if found.horizon else f"from {date} to the end of the run"
    said = f"In {found.main.count} of {found.main.of} draws AI shares fell by {fall} {when}"
    said += f" ({low * 100:.0f} to {high * 100:.0f} % with the error of counting)"
    later, half = found.within[None].count - found.main.count, median_burst(ensemble, found.since)
    said += f", in {later} more later" if later else ""
    return said + (f"; half of the bursts came by the end of {_named(half)}." if half else ".")


def _awareness_sentence(found: Answer) -> list[str]:
    if len(found.awareness) < 2:
        return []
    least, most = found.awareness[0], found.awareness[-1]
    span = "within two years" if found.horizon else "by the end"
    return [
        f"Of the draws in which fewest thought it a bubble just before (under {_pct(least.high)}), "
        f"{_pct(least.bursts.share)} burst {span}; of those in which most did (over {_pct(most.low)}), "
        f"{_pct(most.bursts.share)}."
    ]


def _record_sentence(ensemble: xr.Dataset, found: Answer) -> str:
    facts, rise = base_rates(str(ensemble.attrs["as_of"])), run_up(ensemble, found.since)
    shares, gains = (
        ", ".join(words)
        for words in zip(
            *((_pct(one.value), f"{one.quantity.rsplit('_', 1)[-1]} %") for one in facts), strict=True
        )
    )
    said = (
        f"on record, {shares} of the US industries that had beaten the market by {gains} in two years fell "
        f"as far within two more (grade {facts[0].grade})."
    )
    if rise is None:
        return said[0].upper() + said[1:]
    moved = f"risen by {rise * 100:.0f} %" if rise >= 0 else f"fallen by {-rise * 100:.0f} %"
    return (
        f"AI shares had {moved} in the two years before (median draw, the market's own rise included); {said}"
    )


def _beside(ensemble: xr.Dataset) -> list[str]:
    """What to hold the share against: the same draws without the scenario's edits."""
    attrs = ensemble.attrs
    if attrs["scenario"] == "baseline":
        return []
    return [
        f"How much of it the scenario owns: `wattstreet run baseline --members {ensemble.sizes['member']} "
        f"--draws {attrs['draws']} --seed {attrs['seed']}` gives the same draws without it."
    ]


def _caveats(ensemble: xr.Dataset, found: Answer) -> list[str]:
    attrs, members = ensemble.attrs, ensemble.sizes["member"]
    said = []
    if left_out := members - found.main.of:
        said.append(f"{left_out} of {members} draws burst before {_named(found.since)} and are left out.")
    if attrs["rejected"]:
        said.append(
            f"{attrs['rejected']} of {attrs['rejected'] + members} draws of the parameters burst before "
            f"{_named(str(attrs['as_of'])[:7])}, which did not happen: others were drawn in their place."
        )
    if attrs["unhealthy"]:
        said.append(
            f"Not healthy ({attrs['health_words']}): {attrs['unhealthy']} of {members} draws, by number "
            f"{attrs['unhealthy_members']}. They are counted here, but do not use their numbers."
        )
    return said


def _named(month: str) -> str:
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def tables(ensemble: xr.Dataset) -> dict[str, str]:
    """Tables of an answer by title."""
    from wattstreet.ledger.text import columns

    found = counted(ensemble)
    span = "within two years" if found.horizon else "by the end"
    names = {12: "12 months", HORIZON: "24 months", None: "the end of the run"}
    dates = burst_dates(ensemble, "year")
    yearly = [
        (row["period"], str(row["bursts"]), _pct(row["share"]), _pct(row["share_by_end"]))
        for row in dates.to_dict("records")
    ]
    windows = [(names[months], *_cells(count)) for months, count in found.within.items()]
    head = ("bursts", "of", "share", "95 %")
    rates = [
        (
            f"{fact.quantity.rsplit('_', 1)[-1]} %",
            _pct(fact.value),
            _range(fact.interval.low, fact.interval.high),
            fact.grade,
            fact.id,
        )
        for fact in base_rates(str(ensemble.attrs["as_of"]))
    ]
    listed = {
        "Bursts by year": [("year", "bursts", "share", "by its end"), *yearly],
        f"Bursts from {found.since} on": [("within", *head), *windows],
        f"Burst {span}, by the share who thought it a bubble just before": [
            ("aware", *head), *_rows(found.awareness)
        ],
        f"Burst {span}, by the critical share just before less the share then committed to sell": [
            ("cushion", *head), *_rows(found.cushion)
        ],
        "On record: US industries that fell as far within two years of beating the market by": [
            ("run-up", "share", "range", "grade", "fact"), *rates
        ],
    }  # fmt: skip
    return {title: "\n".join(columns(rows)) for title, rows in listed.items() if len(rows) > 1}


def _rows(groups: list[Group]) -> list[tuple[str, ...]]:
    return [(_range(group.low, group.high, 1), *_cells(group.bursts)) for group in groups]


def _cells(count: Count) -> tuple[str, ...]:
    return str(count.count), str(count.of), _pct(count.share) if count.of else "-", _range(*count.interval)


def _range(low: float, high: float, digits: int = 0) -> str:
    return f"{low * 100:.{digits}f} to {high * 100:.{digits}f} %"


def _pct(share: float) -> str:
    return f"{share * 100:.0f} %"


def fan(ensemble: xr.Dataset, name: str) -> pd.DataFrame:
    """A headline by year (rows): its 5, 50 and 95 % quantiles over the members (columns), in its unit."""
    values: pd.DataFrame = by_year(ensemble, name).transpose("year", "member").to_pandas()  # type: ignore[assignment]
    return values.quantile(list(LEVELS), axis=1).T


def fan_table(ensemble: xr.Dataset) -> str:
    """Headlines by year: median, and 5 to 95 % of the members."""
    from wattstreet.ledger.text import columns

    fans = {name: fan(ensemble, name) for name in FANS}
    head = ("year", *(f"{HEADLINES[name].says}, {HEADLINES[name].unit}" for name in FANS))
    rows = [
        (str(year), *("{1:,.4g} ({0:,.4g}-{2:,.4g})".format(*fans[name].loc[year]) for name in FANS))
        for year in fans[FANS[0]].index
    ]
    return "\n".join(columns([head, *rows]))


def text(ensemble: xr.Dataset) -> str:
    """Sentences, then tables."""
    shown = [f"{title}:\n{table}" for title, table in tables(ensemble).items()]
    return "\n\n".join(["\n".join(sentences(ensemble)), *shown])


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
        "answer": sentences(ensemble),
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
                "says": HEADLINES[name].says,
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


def page(ensemble: xr.Dataset) -> str:
    """The ensemble as a page of Markdown: answer, tables, numbers, provenance."""
    attrs = ensemble.attrs
    parts = [
        f"# {attrs['scenario']}: {attrs['members']} draws",
        str(attrs["says"]),
        "## Answer",
        "\n".join(f"- {sentence}" for sentence in sentences(ensemble)),
    ]
    for title, table in tables(ensemble).items():
        parts += [f"## {title}", f"```text\n{table}\n```"]
    parts += [
        "## Year by year: median, and 5 to 95 % of the draws",
        f"```text\n{fan_table(ensemble)}\n```",
        "## How far to trust it",
        "\n".join(
            (
                f"- Drawn: {attrs['draws_say']}; all draws independent. Filter: {attrs['filter']}.",
                f"- A burst: month-end prices down {attrs['burst_fall'] * 100:.0f} % from the highest of the "
                f"{attrs['burst_within_months']} months before. Ranges of shares are 95 % Wilson intervals: "
                "the error of counting draws, not that of the model.",
                f"- Largest residual of any identity: {float(ensemble['largest_residual'].max()):.1e} "
                "of its flow.",
                f"- Health: {attrs['health_words']}.",
                f"- Facts as known on {attrs['as_of']}, fingerprint {str(attrs['facts_fingerprint'])[:12]}; "
                f"version {attrs['version']}; seed {attrs['seed']}.",
            )
        ),
    ]
    return "\n\n".join(parts) + "\n"
