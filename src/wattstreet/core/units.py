"""Units a number may carry, and the factors between them: the only place they are written."""

from __future__ import annotations

HOURS_PER_YEAR = 8760.0
HOURS_PER_MONTH = HOURS_PER_YEAR / 12
MONTHS_PER_YEAR = 12.0
WEEKS_PER_MONTH = 4
BILLION = 1e9
MILLION = 1e6
MW_PER_GW = 1e3
MWH_PER_TWH = 1e6
KW_PER_MW = 1e3

UNITS: dict[str, str] = {
    "1": "pure number",
    "share": "share of one, 0–1",
    "ratio": "ratio",
    "usd": "US dollars, nominal",
    "usd_per_month": "US dollars a month, nominal",
    "usd_per_year": "US dollars a year, nominal",
    "usd_per_mw": "US dollars per MW of IT load",
    "usd_per_mw_year": "US dollars per MW of IT load and year",
    "usd_per_mwh": "US dollars per MWh",
    "usd_per_million_tokens": "US dollars per million tokens",
    "usd_per_person_year": "US dollars per person and year",
    "mw": "MW (IT load unless the name says otherwise)",
    "mw_per_month": "MW a month",
    "mw_per_year": "MW a year",
    "mwh": "MWh",
    "twh": "TWh",
    "twh_per_year": "TWh a year",
    "mt": "million tonnes of CO2",
    "t_per_mwh": "tonnes of CO2 per MWh",
    "h100e": "H100 equivalents",
    "h100e_per_kw": "H100 equivalents per kW of IT load",
    "people": "people",
    "tokens": "tokens",
    "tokens_per_h100e_month": "tokens per H100 equivalent and month",
    "log10_flop": "decimal logarithm of FLOP",
    "flop_per_second": "floating-point operations a second",
    "months": "months",
    "years": "years",
    "per_month": "a month",
    "per_year": "a year",
    "log": "natural logarithm",
    "pp": "percentage points",
    "code": "named code",
}
"""Unit slugs of model quantities, with the words a reader sees."""
