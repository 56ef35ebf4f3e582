"""What a firm earns and spends outside AI, read out of its accounts of 2022."""

from __future__ import annotations

from wattstreet.core.axes import SUPPLIERS
from wattstreet.world.evidence import Evidence
from wattstreet.world.firm_list import FirmName
from wattstreet.world.quantity import Quantity, total

MISLEADING = ("nvidia", "amazon")
"""Firms whose reported cash flow of the year does not show what their core business earns."""


def core_business(
    evidence: Evidence,
    name: FirmName,
    stocks: dict[str, Quantity],
    flows: dict[str, Quantity],
    sells: dict[str, Quantity],
    ai_capex_share: Quantity,
) -> dict[str, Quantity]:
    """Core revenue, cash flow, capex, depreciation and pay in shares, USD a year.

    Reported cash flow is after tax and interest; both are added back, and the cash margin of AI sales is
    taken out. A firm that does nothing but AI has no core business.
    """
    revenue, cash = flows["revenue_usd"], flows["operating_cash_flow_usd"]
    sold, kept = _ai_sales(evidence, name, sells)
    if "lab" in name.roles or name.slug == "coreweave":
        nothing = revenue.scaled(0.0, revenue.unit)
        names = "core_revenue_usd,core_cash_flow_usd,core_capex_usd,core_depreciation_usd,stock_pay_usd"
        return dict.fromkeys(names.split(","), nothing)
    return {
        "core_revenue_usd": total((revenue, sold.negated())),
        "core_cash_flow_usd": _core_cash_flow(evidence, name, stocks, flows, kept),
        "core_capex_usd": _core_capex(evidence, name, flows["capex_usd"], ai_capex_share),
        "core_depreciation_usd": flows["depreciation_usd"],
        "stock_pay_usd": _at_least_zero(
            total((cash, flows["net_income_usd"].negated(), flows["depreciation_usd"].negated()))
        ),
    }


def _ai_sales(evidence: Evidence, name: FirmName, sells: dict[str, Quantity]) -> tuple[Quantity, Quantity]:
    """AI sales of the year, and the cash that was left of them."""
    if name.slug in SUPPLIERS:
        price = evidence.fill(name.slug, "chip_price_usd_per_mw")
        sold = evidence.fill(name.slug, "shipments_mw_per_year").times(price, "usd_per_year")
        return sold, sold.times(evidence.fill(name.slug, "accelerator_margin"))
    sold = sells["other"].times(evidence.fill(name.country, "other_ai_revenue_usd"), "usd_per_year")
    return sold, sold.times(evidence.fill("world", "ai_cash_margin"))


def _core_cash_flow(
    evidence: Evidence,
    name: FirmName,
    stocks: dict[str, Quantity],
    flows: dict[str, Quantity],
    kept: Quantity,
) -> Quantity:
    """Cash flow before interest and tax, outside AI; assumed where reported accounts mislead."""
    if name.slug in MISLEADING:
        return evidence.fill(name.slug, "core_cash_flow_usd")
    rate = evidence.fill("world", "tax_rate").value
    tax = _at_least_zero(flows["net_income_usd"]).scaled(rate / (1 - rate), "usd_per_year")
    interest = stocks["debt_usd"].times(evidence.fill("world", "interest_rate"), "usd_per_year")
    return total((flows["operating_cash_flow_usd"], tax, interest, kept.negated()))


def _core_capex(evidence: Evidence, name: FirmName, capex: Quantity, ai_share: Quantity) -> Quantity:
    """Capex outside AI; assumed where the year's was out of the ordinary."""
    if name.slug == "amazon":
        return evidence.fill("amazon", "core_capex_usd")
    return capex.times(_rest(ai_share))


def _rest(share: Quantity) -> Quantity:
    return Quantity(1 - share.value, 1 - share.high, 1 - share.low, share.unit, share.source)


def _at_least_zero(amount: Quantity) -> Quantity:
    return Quantity(
        max(amount.value, 0.0), max(amount.low, 0.0), max(amount.high, 0.0), amount.unit, amount.source
    )
