"""Regions of the world: demand, capacity, price, wires, and how long a connection takes."""

from __future__ import annotations

from wattstreet.core.axes import COUNTRIES
from wattstreet.world.capacity import capacity_by_technology
from wattstreet.world.demand import annual_demand, load_shape, peak_demand
from wattstreet.world.evidence import Evidence
from wattstreet.world.quantity import Quantity
from wattstreet.world.region_list import REGIONS_OF
from wattstreet.world.schema import Region


def build_regions(evidence: Evidence) -> tuple[Region, ...]:
    """Every region, in the order of the region axis."""
    return tuple(
        _region(evidence, country, slug, name)
        for country in COUNTRIES
        for slug, name in REGIONS_OF[country].items()
    )


def _region(evidence: Evidence, country: str, slug: str, name: str) -> Region:
    about = (slug, country)
    temperature = evidence.fact_or_fill(about, "mean_temperature", "mean_temperature_c")
    return Region(
        slug=slug,
        name=name,
        country=country,
        annual_demand_twh=annual_demand(evidence, country, slug),
        peak_demand_mw=peak_demand(evidence, country, slug),
        mean_load_factors=load_shape(evidence, slug, "energy_factor"),
        peak_factors=load_shape(evidence, slug, "peak_factor"),
        capacity_mw=capacity_by_technology(evidence, country, slug),
        reserve_margin_target=evidence.fact_or_fill(about, "reserve_margin_target", "reserve_margin_target"),
        industrial_price_usd_per_mwh=evidence.fact_or_fill(
            about, "industrial_price", "industrial_price_usd_per_mwh"
        ),
        mean_temperature_c=temperature,
        carbon_intensity_t_per_mwh=evidence.fact_or_fill(
            about, "carbon_intensity", "carbon_intensity_t_per_mwh"
        ),
        pue=pue(evidence, temperature),
        data_center_load_mw=evidence.fact_or_fill(about, "data_center_load", "data_center_load_mw"),
        import_capacity_mw=evidence.fill(about, "import_capacity_mw"),
        connection_months=evidence.fill(about, "connection_months"),
        realised_share=evidence.fact_or_fill(about, "large_load_realisation_ratio", "realised_share"),
        wires_mw_per_year=evidence.fill(about, "wires_mw_per_year"),
        place_weight=evidence.fill(about, "place_weight"),
        opening_reserve_margin=evidence.fill(about, "opening_reserve_margin"),
    )


def pue(evidence: Evidence, temperature: Quantity) -> Quantity:
    """Liquid-cooled PUE from the mean temperature of the place.

    Args:
        evidence: Holds the three numbers of the rule.
        temperature: Yearly mean, degrees Celsius.
    Source:
        assumption: 1.08 + 0.006 × max(0, T − 8 °C), fitted by eye to published sites; wide interval.
    Leaves out:
        humidity, summer swing and air-cooled halls (0.10 to 0.25 more).
    """
    floor, slope, free = (
        evidence.fill("world", quantity) for quantity in ("pue_floor", "pue_per_c", "pue_free_cooling_c")
    )
    warmth = max(0.0, temperature.value - free.value)
    return Quantity(
        floor.value + slope.value * warmth,
        floor.low + slope.low * max(0.0, temperature.low - free.high),
        floor.high + slope.high * max(0.0, temperature.high - free.low),
        "ratio",
        " ".join((temperature.source, floor.source, slope.source, free.source)),
    )
