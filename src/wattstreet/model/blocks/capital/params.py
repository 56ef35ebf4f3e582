"""Declared parameters of firms' income, spending and funding."""

from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.core.declare import declared

FIT = "docs/decisions/002-starting-values.md"
ASSUMED = "assumption: "


# fmt: off  (one declaration reads as one row of a table)
class CapitalParams(Arrays):
    """Firms' finance. Dynamic: every field is an array leaf."""

    # --- opening balance sheets and core business (filled from the world)
    opening_cash: Float[Array, "firm"] = declared(
        "Cash and marketable securities",
        unit="usd", low=0, high=1e12, spread=0.05, source="world", dims=("firm",)
    )
    opening_debt: Float[Array, "firm"] = declared(
        "Debt", unit="usd", low=0, high=1e12, spread=0.05, source="world", dims=("firm",)
    )
    opening_property: Float[Array, "firm"] = declared(
        "Net property outside AI", unit="usd", low=0, high=1e12, spread=0.05, source="world", dims=("firm",)
    )
    opening_ai_property: Float[Array, "firm"] = declared(
        "Net book value of AI chips", unit="usd", low=0, high=1e12, spread=0.1, source="world", dims=("firm",)
    )
    opening_halls: Float[Array, "firm"] = declared(
        "Net book value of AI halls", unit="usd", low=0, high=1e12, spread=0.1, source="world", dims=("firm",)
    )
    opening_equity: Float[Array, "firm"] = declared(
        "Book equity", unit="usd", low=-1e12, high=1e13, spread=0.05, source="world", dims=("firm",)
    )
    opening_market_cap: Float[Array, "firm"] = declared(
        "Market value, or last private valuation",
        unit="usd", low=0, high=1e13, spread=0.05, source="world", dims=("firm",)
    )
    listed: Float[Array, "firm"] = declared(
        "One for firms in the index of AI shares",
        unit="1", low=0, high=1, spread=0.05, source="structure", dims=("firm",)
    )
    opening_investment_usd: Float[Array, "country"] = declared(
        "AI investment in the year before the start, where it stood",
        unit="usd_per_year", low=0, high=1e12, spread=0.1, source="world", dims=("country",),
    )
    core_revenue: Float[Array, "firm"] = declared(
        "Revenue outside AI in the start year",
        unit="usd_per_year", low=0, high=2e12, spread=0.05, source="world", dims=("firm",),
    )
    core_cash_flow: Float[Array, "firm"] = declared(
        "Cash flow of the core business in the start year, before interest, tax and capex",
        unit="usd_per_year", low=-1e12, high=1e12, spread=0.05, source="world", dims=("firm",),
    )
    core_capex: Float[Array, "firm"] = declared(
        "Capital spending outside AI in the start year",
        unit="usd_per_year", low=0, high=1e12, spread=0.05, source="world", dims=("firm",),
    )
    core_depreciation: Float[Array, "firm"] = declared(
        "Depreciation of the core business",
        unit="usd_per_year", low=0, high=1e12, spread=0.05, source="world", dims=("firm",),
    )
    core_stock_pay: Float[Array, "firm"] = declared(
        "Charges without cash that are not depreciation, mostly pay in shares",
        unit="usd_per_year", low=0, high=1e12, spread=0.05, source="world", dims=("firm",),
    )
    gross_margin: Float[Array, "supplier"] = declared(
        "Gross margin of accelerators",
        unit="share", low=0, high=0.95, spread=0.03, source="world", dims=("supplier",)
    )
    outside_appetite: Float[Array, "firm"] = declared(
        "Outside money a firm without cash flow of its own may put into halls and chips at opening prices",
        unit="usd_per_year", low=0, high=1e12, spread=0.2, source="world", dims=("firm",),
    )
    host_share: Float[Array, "firm firm"] = declared(
        "Share of a lab's compute that each cloud hosts, beyond contracts",
        unit="share", low=0, high=1, spread=0.05, source="world", dims=("firm", "host"),
    )
    lab_share: Float[Array, "firm segment"] = declared(
        "One where the firm earns the segment as a lab that rents its compute",
        unit="1", low=0, high=1, spread=0.05, source="structure", dims=("firm", "segment"),
    )
    supplier_firm: Float[Array, "supplier firm"] = declared(
        "One where the maker is the firm",
        unit="1", low=0, high=1, spread=0.05, source="structure", dims=("supplier", "firm")
    )
    deal_payer: Float[Array, "deal account"] = declared(
        "One for the account that pays",
        unit="1", low=0, high=1, spread=0.05, source="structure", dims=("deal", "account")
    )
    deal_payee: Float[Array, "deal account"] = declared(
        "One for the account that is paid",
        unit="1", low=0, high=1, spread=0.05, source="structure", dims=("deal", "account")
    )
    deal_kind: Float[Array, "deal kind"] = declared(
        "One for the deal's kind: compute contract, equity, loan",
        unit="1", low=0, high=1, spread=0.05, source="structure", dims=("deal", "kind"),
    )

    # --- core business (K1)
    core_revenue_growth: Float[Array, ""] = declared(
        "Growth of core revenue, log, at the start", 0.11,
        unit="per_year", low=-0.2, high=0.5, spread=0.02, source="fact:firm-accounts (revenue 2022 to 2024)",
    )
    core_cash_flow_growth: Float[Array, ""] = declared(
        "Growth of core cash flow, log, at the start", 0.20,
        unit="per_year", low=-0.2, high=0.6, spread=0.03, source=FIT,
    )
    core_growth_later: Float[Array, ""] = declared(
        "Growth of core business in the long run, log", 0.06,
        unit="per_year", low=-0.1, high=0.3, spread=0.015, source=ASSUMED + "nominal GDP",
    )
    core_growth_fade: Float[Array, ""] = declared(
        "Time over which core growth falls to its long run", 4.0,
        unit="years", low=0.5, high=20, spread=1, source=FIT
    )
    core_capex_growth: Float[Array, ""] = declared(
        "Growth of capital spending outside AI, log", 0.05, unit="per_year", low=-0.2, high=0.3, spread=0.015,
        source=FIT
    )
    core_margin_most: Float[Array, ""] = declared(
        "Largest share of core revenue that is left as cash flow", 0.65,
        unit="share", low=0.2, high=0.95, spread=0.05,
        source=ASSUMED + "no large firm has kept more of its sales before interest and tax",
    )
    core_wealth_response: Float[Array, ""] = declared(
        "Rise of core business per unit of consumption from stock wealth, over output", 1.5,
        unit="ratio", low=0, high=5, spread=0.4, source=ASSUMED + "consumption is two thirds of US output",
    )

    # --- costs (K1)
    equipment_per_mw: Float[Array, ""] = declared(
        "Other IT equipment per MW of accelerators", 4e6,
        unit="usd_per_mw", low=0, high=2e7, spread=1e6, source=FIT
    )
    hall_cost_per_mw: Float[Array, ""] = declared(
        "Shell, cooling and power gear per MW of IT load", 10.5e6,
        unit="usd_per_mw", low=2e6, high=4e7, spread=1.5e6,
        source=FIT
    )
    service_cost_share: Float[Array, ""] = declared(
        "Staff and other cash costs of AI services, as a share of their revenue", 0.3,
        unit="share", low=0, high=0.95, spread=0.06,
        source=ASSUMED + "cloud operating margins before depreciation",
    )
    lab_staff_share: Float[Array, ""] = declared(
        "Staff, data and marketing of a lab, as a share of its revenue", 0.45,
        unit="share", low=0, high=0.95, spread=0.1,
        source="fact:firm-series-openai (cash burn 2025H1 beside revenue)",
    )
    lab_compute_share: Float[Array, ""] = declared(
        "Compute a lab rents, as a share of its revenue, when young", 1.35,
        unit="ratio", low=0.1, high=4, spread=0.2,
        source="fact:trends (OpenAI 2024: 7bn on 3.7bn; 2025: 16bn on 13bn)",
    )
    lab_compute_share_later: Float[Array, ""] = declared(
        "Compute a lab rents, as a share of its revenue, in the long run", 0.55,
        unit="ratio", low=0.1, high=4, spread=0.1, source=ASSUMED + "labs turn a profit"
    )
    lab_compute_fade: Float[Array, ""] = declared(
        "Time over which the compute a lab rents falls to its long-run share", 4.0,
        unit="years", low=0.5, high=20, spread=1, source=ASSUMED + "labs' own forecasts"
    )
    supplier_cost_share: Float[Array, ""] = declared(
        "Research and selling costs of a chip maker, as a share of chip sales", 0.12,
        unit="share", low=0, high=0.6, spread=0.03, source="fact:firm-accounts-nvidia (operating costs)",
    )
    chip_life: Float[Array, ""] = declared(
        "Life over which AI equipment is written down", 5.5,
        unit="years", low=2, high=10, spread=0.7, source="fact:trends (booked lives 4 to 6 years; disputed)",
    )
    declining_balance: Float[Array, ""] = declared(
        "Pace of write-down against the straight line", 1.5,
        unit="ratio", low=1, high=2, spread=0.15,
        source=ASSUMED + "half the cost is gone after half the life",
    )
    hall_life: Float[Array, ""] = declared(
        "Life over which halls are written down", 20.0,
        unit="years", low=8, high=40, spread=3, source=ASSUMED + "leases of 15 years"
    )
    tax_rate: Float[Array, ""] = declared(
        "Tax on income", 0.17,
        unit="share", low=0, high=0.5, spread=0.02, source=ASSUMED + "effective rates of large US firms"
    )
    loan_spread: Float[Array, ""] = declared(
        "Interest above the policy rate of a firm without debt", 0.01,
        unit="per_year", low=0, high=0.2, spread=0.004, source="design: deals.md section 3",
    )
    leverage_spread: Float[Array, ""] = declared(
        "Rise of interest per unit of debt over debt and equity", 0.05,
        unit="per_year", low=0, high=0.4, spread=0.015,
        source="design: deals.md section 3 (neocloud loans at +600 bp)",
    )
    stress_spread: Float[Array, ""] = declared(
        "Rise of interest with the funding window shut", 0.03,
        unit="per_year", low=0, high=0.4, spread=0.01, source=ASSUMED + "high-yield spreads in 2008 and 2020",
    )
    collection_months: Float[Array, ""] = declared(
        "Months from shipment to cash", 1.7,
        unit="months", low=0.2, high=12, spread=0.4, source="fact:firm-accounts-nvidia (receivables)"
    )

    # --- budget (K3)
    budget_share: Float[Array, ""] = declared(
        "Share of cash flow that may be spent on all capex", 0.85,
        unit="share", low=0, high=2, spread=0.03,
        source=ASSUMED + "large buyers pay capex out of cash flow (.3 to .75 of it to 2024, Amazon aside)",
    )
    budget_window: Float[Array, ""] = declared(
        "Further share of cash flow while the funding window is open", 0.22,
        unit="share", low=0, high=2, spread=0.06,
        source=FIT
    )
    budget_debt_drag: Float[Array, ""] = declared(
        "Cut of the budget by debt", 0.05, unit="per_year", low=0, high=0.5, spread=0.015, source=FIT
    )
    cash_flow_memory: Float[Array, ""] = declared(
        "Months over which a firm averages its cash flow", 6.0,
        unit="months", low=1, high=36, spread=2, source=ASSUMED + "budget cycle"
    )

    # --- funding (K4)
    cash_floor_share: Float[Array, ""] = declared(
        "Cash a firm keeps, against its opening cash", 0.5,
        unit="share", low=0, high=2, spread=0.1, source=ASSUMED + "filings"
    )
    lab_runway: Float[Array, ""] = declared(
        "Months of net spending a lab raises ahead", 9.0,
        unit="months", low=1, high=36, spread=2, source=ASSUMED + "round sizes"
    )
    equity_share: Float[Array, ""] = declared(
        "Share of a shortfall that an unprofitable builder raises as equity", 0.3,
        unit="share", low=0, high=1, spread=0.08, source="fact:deals eq-018, db-017 (7.5 of 20bn)",
    )
    repayment_rate: Float[Array, ""] = declared(
        "Share of debt repaid each month where cash allows", 0.008,
        unit="per_month", low=0, high=0.1, spread=0.002, source=ASSUMED + "maturities of about ten years",
    )
    payout_rate: Float[Array, ""] = declared(
        "Share of cash above its target paid to shareholders each month", 0.25,
        unit="per_month", low=0, high=1, spread=0.06,
        source=ASSUMED + "buybacks follow free cash flow within quarters",
    )

