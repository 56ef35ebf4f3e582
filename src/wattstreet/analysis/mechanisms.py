"""Through what one run comes to differ from another: limits, prices, money, revenue, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.answer import WORDS
from wattstreet.analysis.headlines import COUNTRY_NAMES

if TYPE_CHECKING:
    import xarray as xr

LEAST_GW = 0.2
"""Change of waiting capacity worth a sentence, GW, and as a share of the larger: `LEAST_SHARE`."""
LEAST_SHARE = 0.05
LEAST_MONTHS = 6
"""Months of a limit's reign worth a sentence."""
LEAST_PRICE = 0.01
"""Change of share prices worth a sentence, log."""
LEAST_SELLERS = 0.02
"""Change of the largest share of sellers worth a sentence."""
LEAST_WINDOW = 0.1
"""Change of the narrowest funding window worth a sentence."""
LEAST_REVENUE = 0.01
"""Change of a year's revenue worth a sentence, log."""


def mechanisms(a: xr.Dataset, b: xr.Dataset, years: range) -> list[str]:
    """What moved between two runs below their headlines, in sentences made of their numbers.

    Args:
        a: The run compared with.
        b: The run with the edits.
        years: Years looked at.
    """
    told = [_waiting(a, b, years, country) for country in ("us", "cn")]
    told += [_prices(a, b, years), _window(a, b, years), _revenue(a, b, years)]
    return [sentence for sentence in told if sentence]


def _within(series: xr.DataArray, years: range) -> xr.DataArray:
    """The years asked for; the opening month end is no part of any."""
    time = series.dims[0]
    return series.isel({time: np.isin(series[time].dt.year, list(years))})


def _waiting(a: xr.Dataset, b: xr.Dataset, years: range, country: str) -> str | None:
    """Capacity that waits for each limit, and which limit rules."""
    old, new = (
        _within(run["stuck_mw"].sel(country=country), years).drop_sel(limit="demand").groupby("month.year")
        for run in (a, b)
    )
    before, after = old.mean() / 1e3, new.mean() / 1e3
    gap = np.abs((after - before).values)
    year, limit = np.unravel_index(gap.argmax(), gap.shape)
    first, then = float(before.values[year, limit]), float(after.values[year, limit])
    parts = []
    if gap.max() >= max(LEAST_GW, LEAST_SHARE * max(first, then)):
        name = WORDS[str(before["limit"].values[limit])]
        verb = "rises" if then > first else "falls"
        when = int(before["year"].values[year])
        parts.append(f"capacity that waits for {name} {verb} from {first:.1f} to {then:.1f} GW ({when})")
    parts += _reign(a, b, years, country)
    return f"In {COUNTRY_NAMES[country]}, {'; '.join(parts)}." if parts else None


def _reign(a: xr.Dataset, b: xr.Dataset, years: range, country: str) -> list[str]:
    """The limit that binds in more months than before, and the one it took them from."""
    limits = [str(limit) for limit in a["limit"].values]
    old, new = (
        np.bincount(
            _within(run["binding_limit"].sel(country=country), years).astype(int), minlength=len(limits)
        )
        for run in (a, b)
    )
    gained, lost = int((new - old).argmax()), int((new - old).argmin())
    if new[gained] - old[gained] < LEAST_MONTHS:
        return []
    return [
        f"{WORDS[limits[gained]]} bind{_s(limits[gained])} in {new[gained]} of the {new.sum()} months from "
        f"{years[0]} to {years[-1]} instead of {old[gained]}, {WORDS[limits[lost]]} in {new[lost]} "
        f"instead of {old[lost]}"
    ]


def _s(limit: str) -> str:
    return "" if limit in ("chips", "halls") else "s"


def _prices(a: xr.Dataset, b: xr.Dataset, years: range) -> str | None:
    """How far share prices go the way they go first, how much of it is value, who sells, what comes after."""
    price, value = (
        np.log(_within(b[name], years).values / _within(a[name], years).values)
        for name in ("price_index", "value_index")
    )
    begun = np.flatnonzero(np.abs(price) >= LEAST_PRICE)
    if not begun.size:
        return None
    sign = np.sign(price[begun[0]])
    at, back = int((sign * price).argmax()), int((sign * price).argmin())
    months = [str(month)[:7] for month in _within(a["price_index"], years)["month_end"].values]
    said = (
        f"AI shares {'rise' if sign > 0 else 'fall'} by {abs(np.expm1(price[at])):.0%} at the most "
        f"({months[at]}): their value by {_percent(value[at])}, what is paid for it "
        f"by {_percent(price[at] - value[at])}"
    )
    before, after = (float(_within(run["selling_share"], years).max()) for run in (a, b))
    if abs(after - before) >= LEAST_SELLERS:
        said += f"; at the most {after:.0%} of holders sell instead of {before:.0%}"
    if back > at and -sign * price[back] >= LEAST_PRICE:
        said += f"; in {months[back]} they stand {_percent(price[back])}"
    return f"{said}."


def _percent(log_change: float) -> str:
    return f"{round(float(np.expm1(log_change)), 2) + 0.0:+.0%}"  # no minus before nothing


def _window(a: xr.Dataset, b: xr.Dataset, years: range) -> str | None:
    """How far the funding window shuts."""
    old, new = (_within(run["funding_window"], years) for run in (a, b))
    before, after = float(old.min()), float(new.min())
    if abs(after - before) < LEAST_WINDOW:
        return None
    month = str(new["month_end"].values[int(new.values.argmin())])[:7]
    return f"The funding window is {after:.0%} open at its narrowest ({month}) instead of {before:.0%}."


def _revenue(a: xr.Dataset, b: xr.Dataset, years: range) -> str | None:
    """US AI revenue as tokens times their price."""
    sums = {
        name: [
            _within(run[name].sel(country="us"), years).groupby("month.year").sum().values for run in (a, b)
        ]
        for name in ("ai_revenue_usd", "tokens")
    }
    revenue, tokens = (np.log(after / before) for before, after in sums.values())
    at = int(np.abs(revenue).argmax())
    if abs(revenue[at]) < LEAST_REVENUE:
        return None
    return (
        f"US AI revenue changes by {_percent(revenue[at])} ({years[at]}): tokens by {_percent(tokens[at])}, "
        f"their price by {_percent(revenue[at] - tokens[at])}."
    )
