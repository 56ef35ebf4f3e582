"""Through what one run comes to differ from another: limits, prices, money, revenue, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.answer import LIMITS
from wattstreet.analysis.headlines import COUNTRY_NAMES
from wattstreet.words.say import Listing, Month, Number, Words, say

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


def mechanisms(a: xr.Dataset, b: xr.Dataset, years: range) -> list[Words]:
    """What moved between two runs below their headlines, in sentences made of their numbers.

    Args:
        a: The run compared with.
        b: The run with the edits.
        years: Years looked at.
    """
    told = [_waiting(a, b, years, country) for country in ("us", "cn")]
    told += [_prices(a, b, years), _window(a, b, years), _revenue(a, b, years)]
    return [sentence for sentence in told if sentence is not None]


def _within(series: xr.DataArray, years: range) -> xr.DataArray:
    """The years asked for; the opening month end is no part of any."""
    time = series.dims[0]
    return series.isel({time: np.isin(series[time].dt.year, list(years))})


def _waiting(a: xr.Dataset, b: xr.Dataset, years: range, country: str) -> Words | None:
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
        name, when = LIMITS[str(before["limit"].values[limit])], int(before["year"].values[year])
        parts.append(_waits(name, Number(first, "GW", 1), Number(then, "GW", 1), when))
    parts += _reign(a, b, years, country)
    if not parts:
        return None
    return say(
        "In {country}, {changes}.", country=COUNTRY_NAMES[country], changes=Listing(tuple(parts), "semicolon")
    )


def _waits(limit: Words, first: Number, then: Number, year: int) -> Words:
    values = {"limit": limit, "first": first, "then": then, "year": year}
    if then.value > first.value:
        return say("capacity that waits for {limit} rises from {first} to {then} ({year})", **values)
    return say("capacity that waits for {limit} falls from {first} to {then} ({year})", **values)


PLURAL_LIMITS = ("chips", "halls")
"""Limits whose names take a plural verb."""


def _reign(a: xr.Dataset, b: xr.Dataset, years: range, country: str) -> list[Words]:
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
    values = {
        "limit": LIMITS[limits[gained]],
        "months": int(new[gained]),
        "all": int(new.sum()),
        "first": years[0],
        "last": years[-1],
        "before": int(old[gained]),
        "loser": LIMITS[limits[lost]],
        "left": int(new[lost]),
        "had": int(old[lost]),
    }
    if limits[gained] in PLURAL_LIMITS:
        said = say(
            "{limit} bind in {months} of the {all} months from {first} to {last} instead of {before}, "
            "{loser} in {left} instead of {had}",
            **values,
        )
    else:
        said = say(
            "{limit} binds in {months} of the {all} months from {first} to {last} instead of {before}, "
            "{loser} in {left} instead of {had}",
            **values,
        )
    return [said]


def _prices(a: xr.Dataset, b: xr.Dataset, years: range) -> Words | None:
    """How far share prices go the way they go first, how much of it is value, who sells, what comes after."""
    price, value = (
        np.log(_within(b[name], years).values / _within(a[name], years).values)
        for name in ("price_index", "value_index")
    )
    begun = np.flatnonzero(np.abs(price) >= LEAST_PRICE)
    if not begun.size or not np.isfinite(price).all():
        return None
    sign = np.sign(price[begun[0]])
    at, back = int((sign * price).argmax()), int((sign * price).argmin())
    months = [str(month)[:7] for month in _within(a["price_index"], years)["month_end"].values]
    values = {
        "change": Number(float(abs(np.expm1(price[at]))), "share", 0),
        "month": Month(months[at]),
        "value": _percent(value[at]),
        "paid": _percent(price[at] - value[at]),
    }
    if sign > 0:
        said = say(
            "AI shares stand {change} higher than in the other run at the most ({month}): their value "
            "{value}, what is paid for it {paid}",
            **values,
        )
    else:
        said = say(
            "AI shares stand {change} lower than in the other run at the most ({month}): their value "
            "{value}, what is paid for it {paid}",
            **values,
        )
    clauses = [said]
    before, after = (float(_within(run["selling_share"], years).max()) for run in (a, b))
    if abs(after - before) >= LEAST_SELLERS:
        clauses.append(
            say(
                "at the most {after} of holders sell instead of {before}",
                after=Number(after, "share", 0),
                before=Number(before, "share", 0),
            )
        )
    if back > at and -sign * price[back] >= LEAST_PRICE:
        clauses.append(
            say("in {month} they stand {change}", month=Month(months[back]), change=_percent(price[back]))
        )
    return say("{clauses}.", clauses=Listing(tuple(clauses), "semicolon"))


def _percent(log_change: float) -> Number:
    return Number(float(np.expm1(log_change)), "share", 0, signed=True)


def _window(a: xr.Dataset, b: xr.Dataset, years: range) -> Words | None:
    """How far the funding window shuts."""
    old, new = (_within(run["funding_window"], years) for run in (a, b))
    before, after = float(old.min()), float(new.min())
    if not abs(after - before) >= LEAST_WINDOW:
        return None
    month = str(new["month_end"].values[int(new.values.argmin())])[:7]
    return say(
        "The funding window is {after} open at its narrowest ({month}) instead of {before}.",
        after=Number(after, "share", 0),
        month=Month(month),
        before=Number(before, "share", 0),
    )


def _revenue(a: xr.Dataset, b: xr.Dataset, years: range) -> Words | None:
    """US AI revenue as tokens times their price."""
    sums = {
        name: [
            _within(run[name].sel(country="us"), years).groupby("month.year").sum().values for run in (a, b)
        ]
        for name in ("ai_revenue_usd", "tokens")
    }
    revenue, tokens = (np.log(after / before) for before, after in sums.values())
    at = int(np.abs(revenue).argmax())
    if not abs(revenue[at]) >= LEAST_REVENUE or not np.isfinite(revenue).all():
        return None
    return say(
        "US AI revenue changes by {revenue} ({year}): tokens by {tokens}, their price by {price}.",
        revenue=_percent(revenue[at]),
        year=years[at],
        tokens=_percent(tokens[at]),
        price=_percent(revenue[at] - tokens[at]),
    )
