"""Dollars per unit of other currencies, by year: accounts in yuan become dollars here and nowhere else."""

from __future__ import annotations

from datetime import date

from wattstreet.core.errors import InputError

SOURCE = "Federal Reserve H.10 / G.5A annual averages, rounded; 2025 is January to October; recalled, grade D"

UNITS_PER_USD: dict[str, dict[int, float]] = {
    "CNY": {
        2019: 6.91,
        2020: 6.90,
        2021: 6.45,
        2022: 6.73,
        2023: 7.08,
        2024: 7.19,
        2025: 7.19,
    },
    "TWD": {2019: 30.9, 2020: 29.5, 2021: 27.9, 2022: 29.8, 2023: 31.2, 2024: 32.1, 2025: 31.2},
    "JPY": {2019: 109.0, 2020: 106.8, 2021: 109.8, 2022: 131.5, 2023: 140.5, 2024: 151.5, 2025: 148.0},
    "EUR": {2019: 0.893, 2020: 0.876, 2021: 0.845, 2022: 0.949, 2023: 0.924, 2024: 0.924, 2025: 0.89},
    "CAD": {1999: 1.486, 2000: 1.485, 2001: 1.549, 2002: 1.570, 2003: 1.401},
}
"""Annual averages. Stocks use the year they were counted in, so a year-end figure may be off by about 4 %.
Plans and forecasts for years after the last one are converted at the last average."""


def usd_per_unit(currency: str, period_start: date, period_end: date) -> float:
    """Dollars per unit of a currency in the year that holds the middle of the period.

    Errors:
        InputError for a currency or a year outside the table.
    """
    if currency == "USD":
        return 1.0
    rates = UNITS_PER_USD[currency]
    year = min((period_start + (period_end - period_start) / 2).year, max(rates))
    if year not in rates:
        raise InputError(
            f"no exchange rate for {currency} in {year}",
            file="wattstreet/ledger/exchange.py",
            key=currency,
            value=year,
            allowed=f"{min(rates)}..{max(rates)}",
            suggestion="add the year's average to the table, with its source",
        )
    return 1.0 / rates[year]
