"""Nameplate at the end of 2022 by region and technology.

US regions have their own rows of that date. Chinese regions have rows of 2024 only: each keeps its share of
the country, whose total is that of 2022. The rest of the world is assumed outright.
"""

from __future__ import annotations

from wattstreet.core.axes import TECHNOLOGIES
from wattstreet.world.evidence import Evidence
from wattstreet.world.opening import OPENING_DAY, REGIONAL_DAY
from wattstreet.world.quantity import Quantity, total
from wattstreet.world.region_list import CN_REGIONS

GAS = ("gas_ccgt", "gas_ct")
CN_REPORTED = ("nuclear", "hydro", "wind", "solar", "coal", "gas")


def capacity_by_technology(evidence: Evidence, country: str, slug: str) -> dict[str, Quantity]:
    """Nameplate of each technology, MW; every technology has an entry, zero included."""
    return {"us": _us, "cn": _cn, "row": _row}[country](evidence, slug)


def _us(evidence: Evidence, slug: str) -> dict[str, Quantity]:
    """Rows of the region; gas is split by the national split, steam and engines going to other."""

    def fact(technology: str) -> Quantity:
        return evidence.fact(slug, f"capacity_{technology}", OPENING_DAY)

    gas = fact("gas")
    plain = ("nuclear", "hydro", "wind", "solar", "coal", "oil")
    return _in_order(
        {technology: fact(technology) for technology in plain}
        | {technology: _part_of_gas(evidence, "us", gas, technology) for technology in GAS}
        | {"other": total((fact("other"), _part_of_gas(evidence, "us", gas, "other")))}
        | {"storage": total((fact("storage"), fact("pumped_hydro")))}
    )


def _cn(evidence: Evidence, slug: str) -> dict[str, Quantity]:
    """The region's share of what China had; technologies without regional rows follow peak demand."""
    reported = {technology: _cn_share(evidence, slug, technology) for technology in CN_REPORTED}
    gas = reported.pop("gas")
    share = _share_of_peak(evidence, slug)
    other = total(evidence.fact("cn", f"capacity_{part}", OPENING_DAY) for part in ("biomass", "unknown"))
    return _in_order(
        reported
        | {technology: _part_of_gas(evidence, "cn", gas, technology) for technology in GAS}
        | {"other": total((other.times(share), _part_of_gas(evidence, "cn", gas, "other")))}
        | {name: evidence.fill("cn", f"capacity_{name}_mw").times(share) for name in ("oil", "storage")}
    )


def _row(evidence: Evidence, slug: str) -> dict[str, Quantity]:
    return {technology: evidence.fill(slug, f"capacity_{technology}_mw") for technology in TECHNOLOGIES}


def _part_of_gas(evidence: Evidence, country: str, gas: Quantity, technology: str) -> Quantity:
    return gas.times(evidence.fill(country, f"gas_share_{technology}"))


def _cn_share(evidence: Evidence, slug: str, technology: str) -> Quantity:
    """National total of 2022 times the region's part of the sum over regions in 2024."""
    quantity = f"capacity_{technology}"
    regions = {region: evidence.fact(region, quantity, REGIONAL_DAY) for region in CN_REGIONS}
    share = regions[slug].value / sum(part.value for part in regions.values())
    national = evidence.fact("cn", quantity, OPENING_DAY)
    drift = evidence.fill("cn", "regional_share_drift")
    part = national.scaled(share, "mw").times(drift)
    return Quantity(part.value, part.low, part.high, "mw", f"{regions[slug].source} {part.source}")


def _share_of_peak(evidence: Evidence, slug: str) -> Quantity:
    peaks = {region: evidence.fact(region, "peak_demand", REGIONAL_DAY) for region in CN_REGIONS}
    share = peaks[slug].value / sum(peak.value for peak in peaks.values())
    return Quantity(share, share, share, "share", peaks[slug].source)


def _in_order(found: dict[str, Quantity]) -> dict[str, Quantity]:
    return {technology: found[technology] for technology in TECHNOLOGIES}
