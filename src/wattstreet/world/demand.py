"""Electricity used in 2022 by region, its peak, and its pattern over the months."""

from __future__ import annotations

from wattstreet.core.units import HOURS_PER_YEAR, MWH_PER_TWH
from wattstreet.world.evidence import Evidence
from wattstreet.world.opening import OPENING_DAY, REGIONAL_DAY
from wattstreet.world.quantity import Quantity

MONTHS = range(1, 13)


def annual_demand(evidence: Evidence, country: str, slug: str) -> Quantity:
    """Electricity used in 2022, TWh: a row of that year, or that of 2024 less the growth since."""
    return _at_opening(evidence, country, slug, "annual_demand")


def peak_demand(evidence: Evidence, country: str, slug: str) -> Quantity:
    """Highest hour of 2022, MW; Chinese ones come from a derived profile, scaled to the reported peak."""
    if country == "row":
        mean_mw = annual_demand(evidence, country, slug).scaled(MWH_PER_TWH / HOURS_PER_YEAR, "mw")
        return mean_mw.over(evidence.fill(slug, "load_factor"), "mw")
    peak = _at_opening(evidence, country, slug, "peak_demand")
    return peak.times(evidence.fill((slug, country), "peak_scale")) if country == "cn" else peak


def load_shape(evidence: Evidence, slug: str, quantity: str) -> tuple[Quantity, ...]:
    """Factors of the twelve months, January first, over the year's mean load or peak."""
    return tuple(evidence.fact(f"{slug}.m{month:02d}", quantity) for month in MONTHS)


def _at_opening(evidence: Evidence, country: str, slug: str, quantity: str) -> Quantity:
    if evidence.in_window(slug, quantity, OPENING_DAY, OPENING_DAY):
        return evidence.fact(slug, quantity, OPENING_DAY)
    return evidence.fact(slug, quantity, REGIONAL_DAY).times(
        evidence.fill((slug, country), "demand_2022_over_2024")
    )
