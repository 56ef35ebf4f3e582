"""Records of the world: what the simulation starts from, every number with its source."""

from __future__ import annotations

import dataclasses

from wattstreet.core.errors import unknown
from wattstreet.world.quantity import Quantity


@dataclasses.dataclass(frozen=True)
class Fill:
    """A declared assumption that stands where no fact does.

    Attributes:
        subject: What it is about; a country's fill speaks for its regions.
        quantity: What is assumed.
        value: The assumed number, in `unit`.
        low: Lower end of what would still be defensible.
        high: Upper end of it.
        unit: Unit slug of the model.
        reason: Why this number, in a sentence.
    """

    subject: str
    quantity: str
    value: float
    low: float
    high: float
    unit: str
    reason: str

    @property
    def name(self) -> str:
        """Subject and quantity, as they stand after `fill:` in a source."""
        return f"{self.subject}.{self.quantity}"


@dataclasses.dataclass(frozen=True)
class Firm:
    """A firm or group of firms at the end of the month before the start.

    Stocks are in USD at the fiscal period end that `world.opening` picks; flows are USD a year, for the
    fiscal year that contains 2022-12.

    Attributes:
        members: Firms whose accounts are summed.
        roles: Of supplier, buyer, lab, cloud, listed.
        cash_usd: Cash and marketable securities.
        debt_usd: Financial debt.
        equity_book_usd: Shareholders' equity.
        ppe_usd: Net property, plant and equipment.
        other_net_assets_usd: Equity + debt − cash − property: goodwill and working capital, less other debts.
        market_cap_usd: Price times shares at the end of 2022; last private valuation for unlisted firms.
        ai_fleet_mw: Accelerators in use at the start, MW of IT load.
        ai_capex_share: Share of capex that went to AI in 2022.
        supplier_mix: Share of its accelerators by supplier; empty for firms that buy none.
        wanted_share: Its share of the fleet its country's firms want together.
        gross_margin: Gross margin of a supplier; `None` for others.
        lab_revenue_usd: Annual revenue of a lab by segment of demand; empty for others.
        cloud_host: Share of a lab's rented compute by cloud; empty for others.
        sells: Share of its bloc's revenue by segment of demand.
        outside_appetite_usd: Outside money a year for firms without cash flow of their own; zero for others.
        core_revenue_usd: Revenue outside AI.
        core_cash_flow_usd: Cash flow outside AI, before interest, tax and capex.
        core_capex_usd: Capex outside AI.
        core_depreciation_usd: Depreciation, nearly all of it outside AI in 2022.
        stock_pay_usd: Charges without cash that are not depreciation, mostly pay in shares.
    """

    slug: str
    name: str
    country: str
    members: tuple[str, ...]
    roles: frozenset[str]
    cash_usd: Quantity
    debt_usd: Quantity
    equity_book_usd: Quantity
    ppe_usd: Quantity
    other_net_assets_usd: Quantity
    revenue_usd: Quantity
    operating_cash_flow_usd: Quantity
    net_income_usd: Quantity
    capex_usd: Quantity
    depreciation_usd: Quantity
    market_cap_usd: Quantity
    ai_fleet_mw: Quantity
    ai_capex_share: Quantity
    supplier_mix: dict[str, Quantity]
    wanted_share: Quantity
    gross_margin: Quantity | None
    lab_revenue_usd: dict[str, Quantity]
    cloud_host: dict[str, Quantity]
    sells: dict[str, Quantity]
    outside_appetite_usd: Quantity
    core_revenue_usd: Quantity
    core_cash_flow_usd: Quantity
    core_capex_usd: Quantity
    core_depreciation_usd: Quantity
    stock_pay_usd: Quantity


@dataclasses.dataclass(frozen=True)
class Supplier:
    """A maker of accelerators at the start.

    Attributes:
        chip_price_usd_per_mw: Price per MW of IT load, with servers and network.
        performance_h100e_per_kw: What its newest chips do.
        capacity_mw_per_month: What it could ship, idle lines included.
        backlog_mw: Orders not yet shipped.
        shipments_mw_per_year: What it shipped in 2022.
        accelerator_margin: Gross margin on accelerators.
        outside_buyers: What buyers outside the model take, per MW that the modelled firms take.
    """

    slug: str
    chip_price_usd_per_mw: Quantity
    performance_h100e_per_kw: Quantity
    capacity_mw_per_month: Quantity
    backlog_mw: Quantity
    shipments_mw_per_year: Quantity
    accelerator_margin: Quantity
    outside_buyers: Quantity


@dataclasses.dataclass(frozen=True)
class Country:
    """A country, and the bloc of firms that are at home in it.

    Attributes:
        gdp_usd: Nominal GDP of 2022.
        trend_growth: Nominal growth outside AI, log a year.
        ai_import_share: Share of AI investment that is imported.
        complex_holders_share: Share of the AI complex that its residents hold.
        ai_users: Weekly users served by its firms.
        api_revenue_usd: Revenue of its firms from APIs and agents.
        other_ai_revenue_usd: Other AI value of its firms: clouds' sales and own use.
        ai_investment_usd: AI investment of 2022 that stands in it.
        load_growth: Growth of its electricity load outside AI.
        price_cap_usd_per_mwh: Highest price its market rules allow.
        segment_size: Size of its firms' market by segment, against the US bloc.
        building: Where and how far ahead its firms build; empty where nobody is at home.
    """

    slug: str
    gdp_usd: Quantity
    trend_growth: Quantity
    ai_import_share: Quantity
    complex_holders_share: Quantity
    ai_users: Quantity
    api_revenue_usd: Quantity
    other_ai_revenue_usd: Quantity
    ai_investment_usd: Quantity
    load_growth: Quantity
    price_cap_usd_per_mwh: Quantity
    segment_size: dict[str, Quantity]
    building: dict[str, Quantity]


@dataclasses.dataclass(frozen=True)
class Region:
    """A grid region; monthly tuples run from January to December.

    Attributes:
        annual_demand_twh: Electricity used in 2022, TWh a year.
        peak_demand_mw: Highest hour of 2022.
        mean_load_factors: Mean load of each month over the mean load of the year.
        peak_factors: Peak of each month over the peak of the year, averaged over years.
        capacity_mw: Nameplate at the end of 2022 by technology of `core.axes`.
        reserve_margin_target: Firm capacity wanted above the peak, share of it.
        pue: Power of the site over power of the IT load in a liquid-cooled hall.
        data_center_load_mw: Mean draw of ordinary data centres.
        import_capacity_mw: Firm imports at the peak.
        connection_months: Request to energised for a large data centre.
        realised_share: Share of requested MW that is ever energised.
        wires_mw_per_year: Large load the region's wires can take on in a year.
        place_weight: Weight in the choice of sites before price and wait; sums to one by country.
    """

    slug: str
    name: str
    country: str
    annual_demand_twh: Quantity
    peak_demand_mw: Quantity
    mean_load_factors: tuple[Quantity, ...]
    peak_factors: tuple[Quantity, ...]
    capacity_mw: dict[str, Quantity]
    reserve_margin_target: Quantity
    industrial_price_usd_per_mwh: Quantity
    mean_temperature_c: Quantity
    carbon_intensity_t_per_mwh: Quantity
    pue: Quantity
    data_center_load_mw: Quantity
    import_capacity_mw: Quantity
    connection_months: Quantity
    realised_share: Quantity
    wires_mw_per_year: Quantity
    place_weight: Quantity
    opening_reserve_margin: Quantity


@dataclasses.dataclass(frozen=True)
class Technology:
    """A way to make (or keep) electricity in a country.

    Attributes:
        capital_cost_usd_per_mw: Overnight cost of nameplate.
        availability: Share of nameplate available, by load block of `core.axes`.
    """

    name: str
    country: str
    variable_cost_usd_per_mwh: Quantity
    lead_time_months: Quantity
    capacity_credit: Quantity
    max_build_mw_per_year: Quantity
    capital_cost_usd_per_mw: Quantity
    retirement_per_month: Quantity
    availability: dict[str, Quantity]


@dataclasses.dataclass(frozen=True)
class Deal:
    """A contract that moves cash between a modelled firm and another account.

    Attributes:
        payer: Firm slug or sector of `core.axes.SECTORS`.
        payee: The same.
        payments_usd: Month (`YYYY-MM`) → USD, from the start month to 2035-12.
        before_start_usd: What the schedule paid before the start; already in the opening stocks.
        after_end_usd: What it pays after the last month.
        inside_others_usd: What another deal of the world already pays (`world/overlaps.csv`).
        source: `fact:<id>` of the deal in the ledger.
    """

    id: str
    kind: str
    payer: str
    payee: str
    payments_usd: dict[str, float]
    before_start_usd: float
    after_end_usd: float
    inside_others_usd: float
    binding: bool
    probability: float
    condition: str
    status: str
    capacity_gw: float | None
    known_from: str
    source: str


@dataclasses.dataclass(frozen=True)
class LeftOut:
    """A deal of the ledger that moves no cash in the world, and why."""

    id: str
    reason: str


@dataclasses.dataclass(frozen=True)
class World:
    """Everything known on `as_of` about the month before `start`.

    Attributes:
        seasons: Availability of a technology by calendar month, against its yearly mean.
        book_rules: How AI is read out of reported accounts: book shares, cost of halls, rates.
    """

    as_of: str
    start: str
    firms: tuple[Firm, ...]
    regions: tuple[Region, ...]
    technologies: tuple[Technology, ...]
    suppliers: tuple[Supplier, ...]
    countries: tuple[Country, ...]
    seasons: dict[str, tuple[Quantity, ...]]
    book_rules: dict[str, Quantity]
    deals: tuple[Deal, ...]
    deals_left_out: tuple[LeftOut, ...]
    fills: tuple[Fill, ...]
    ledger_fingerprint: str

    def firm(self, slug: str) -> Firm:
        """The firm with this slug; an unknown one is refused with the nearest known."""
        known = {firm.slug: firm for firm in self.firms}
        if slug not in known:
            raise unknown("firm", slug, known)
        return known[slug]

    def region(self, slug: str) -> Region:
        """The region with this slug; an unknown one is refused with the nearest known."""
        known = {region.slug: region for region in self.regions}
        if slug not in known:
            raise unknown("region", slug, known)
        return known[slug]

    def technology(self, country: str, name: str) -> Technology:
        """A technology of a country; an unknown pair is refused with the nearest known."""
        known = {f"{each.country}.{each.name}": each for each in self.technologies}
        if f"{country}.{name}" not in known:
            raise unknown("technology", f"{country}.{name}", known)
        return known[f"{country}.{name}"]
