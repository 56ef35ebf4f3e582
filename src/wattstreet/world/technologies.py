"""Ways to make electricity, by country: cost, lead time, build rate, and availability by load."""

from __future__ import annotations

from wattstreet.core.axes import COUNTRIES, LOAD_BLOCKS, TECHNOLOGIES
from wattstreet.world.evidence import Evidence
from wattstreet.world.quantity import Quantity
from wattstreet.world.schema import Technology

LEDGER_NAMES = {"gas_ccgt": "gas-ccgt", "gas_ct": "gas-ct", "wind": "wind-onshore", "storage": "storage-4h"}
"""Technology of the model → slug in the ledger, where they differ."""

SEASONAL = ("hydro", "wind", "solar")
"""Technologies whose availability follows the calendar."""

FIELDS = {
    "variable_cost_usd_per_mwh": "variable_cost",
    "lead_time_months": "lead_time",
    "capacity_credit": "capacity_credit",
    "max_build_mw_per_year": "max_build",
    "capital_cost_usd_per_mw": "capital_cost",
}
"""Field of the technology → quantity in the ledger; an assumption carries the field's name."""


def build_technologies(evidence: Evidence) -> tuple[Technology, ...]:
    """Every technology of every country, in the order of both axes."""
    return tuple(_technology(evidence, country, name) for country in COUNTRIES for name in TECHNOLOGIES)


def _technology(evidence: Evidence, country: str, name: str) -> Technology:
    return Technology(
        name=name,
        country=country,
        **{field: _number(evidence, country, name, field) for field in FIELDS},
        retirement_per_month=_retirement(evidence, country, name),
        availability={block: _available(evidence, country, name, block) for block in LOAD_BLOCKS},
    )


def _number(evidence: Evidence, country: str, name: str, field: str) -> Quantity:
    """The country's own row or assumption; the rest of the world stands in with the US figure, scaled."""
    if country == "row":
        return _number(evidence, "us", name, field).times(evidence.fill("row", f"{field}_over_us"))
    subject = f"{country}.{LEDGER_NAMES.get(name, name)}"
    return evidence.fact_or_fill((subject, f"{country}.{name}", name), FIELDS[field], field)


def _retirement(evidence: Evidence, country: str, name: str) -> Quantity:
    """Scheduled retirement; one figure stands for everything nobody plans to close."""
    return evidence.fill((f"{country}.{name}", "retirement"), "retirement_per_month")


def build_seasons(evidence: Evidence) -> dict[str, tuple[Quantity, ...]]:
    """Availability by calendar month against the yearly mean; one for technologies without seasons."""
    return {name: tuple(_season(evidence, name, month) for month in range(1, 13)) for name in TECHNOLOGIES}


def _season(evidence: Evidence, name: str, month: int) -> Quantity:
    if name in SEASONAL:
        return evidence.fill(name, f"season_m{month:02d}")
    return evidence.fill("technologies", "season_none")


def _available(evidence: Evidence, country: str, name: str, block: str) -> Quantity:
    return evidence.fill((f"{country}.{name}", name), f"available_{block}")
