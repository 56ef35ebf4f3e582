"""The world's figures as the arrays the blocks declare, axis by axis."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wattstreet.casebook.calendar import VINTAGES
from wattstreet.core import axes
from wattstreet.core.units import HOURS_PER_YEAR, MONTHS_PER_YEAR, MWH_PER_TWH
from wattstreet.model.blocks.capital.deals import DEAL_KINDS
from wattstreet.world.quantity import Quantity
from wattstreet.world.schema import Firm, World

Arrays = dict[str, np.ndarray]

OPENING_AGES = {"2020h1": 0.1, "2020h2": 0.1, "2021h1": 0.15, "2021h2": 0.15, "2022h1": 0.25, "2022h2": 0.25}
"""Age of the opening fleet: shipments doubled from 2020 to 2022 (assumption)."""


def world_arrays(world: World) -> Arrays:
    """Every declared array of the model, by path, from the world's figures."""
    places = site_weights(world)
    compute = compute_arrays(world, places)
    capital = capital_arrays(world, compute)
    power = power_arrays(world, compute)
    economy = economy_arrays(world)
    return {
        f"{block}.{name}": array
        for block, arrays in (
            ("compute", compute),
            ("capital", capital),
            ("power", power),
            ("economy", economy),
        )
        for name, array in arrays.items()
    }


def column(quantities: list[Quantity] | tuple[Quantity, ...]) -> np.ndarray:
    """Values of quantities as an array."""
    return np.array([quantity.value for quantity in quantities])


def by_firm(world: World, read: Callable[[Firm], float]) -> np.ndarray:
    """A number for each firm. [firm]"""
    return np.array([read(firm) for firm in world.firms])


def table(world: World, read: Callable[[Firm], dict[str, Quantity]], labels: tuple[str, ...]) -> np.ndarray:
    """A share for each firm and label, zero where the firm names none. [firm label]"""
    rows = [read(firm) for firm in world.firms]
    return np.array([[row[label].value if label in row else 0.0 for label in labels] for row in rows])


def membership(names: tuple[str, ...], groups: tuple[str, ...]) -> np.ndarray:
    """One where the name is the group. [name group]"""
    return np.array([[float(name == group) for group in groups] for name in names])


def site_weights(world: World) -> np.ndarray:
    """Base weight of every region for every firm: at home, and in the rest of the world. [firm region]"""
    home = {country.slug: country.building for country in world.countries}
    weights = np.zeros((len(world.firms), len(world.regions)))
    for row, firm in enumerate(world.firms):
        share = home[firm.country]["home_site_share"].value
        for at, region in enumerate(world.regions):
            if region.country == firm.country:
                weights[row, at] = share * region.place_weight.value
            elif region.country == "row":
                weights[row, at] = (1 - share) * region.place_weight.value
    return weights


def compute_arrays(world: World, places: np.ndarray) -> Arrays:
    """Chips, halls and demand."""
    homes = tuple(firm.country for firm in world.firms)
    fleet = by_firm(world, lambda firm: firm.ai_fleet_mw.value)[:, None] * places
    building = {country.slug: country.building for country in world.countries}
    halls = by_firm(world, lambda firm: building[firm.country]["halls_over_fleet"].value)[:, None]
    under_way = by_firm(world, lambda firm: building[firm.country]["building_over_fleet"].value)[:, None]
    ages = np.zeros(VINTAGES)
    ages[: len(OPENING_AGES)] = list(OPENING_AGES.values())
    return {
        "wanted_share": by_firm(world, lambda firm: firm.wanted_share.value),
        "home": membership(homes, axes.COUNTRIES),
        "in_country": membership(tuple(region.country for region in world.regions), axes.COUNTRIES).T,
        "supplier_mix": table(world, lambda firm: firm.supplier_mix, axes.SUPPLIERS),
        "place_weight": places,
        "chip_price": column([maker.chip_price_usd_per_mw for maker in world.suppliers]),
        "outside_buyers": column([maker.outside_buyers for maker in world.suppliers]),
        "chip_performance": column([maker.performance_h100e_per_kw for maker in world.suppliers]),
        "segment_size": np.array(
            [
                [country.segment_size[segment].value for segment in axes.SEGMENTS]
                for country in world.countries
            ]
        ),
        "segment_seller": table(world, lambda firm: firm.sells, axes.SEGMENTS),
        "opening_fleet_mw": fleet,
        "opening_shells_mw": fleet * halls,
        "opening_building_mw": fleet * under_way,
        "opening_vintage_share": ages,
        "opening_backlog_mw": column([maker.backlog_mw for maker in world.suppliers]),
        "opening_capacity_mw": column([maker.capacity_mw_per_month for maker in world.suppliers]),
        "opening_shipments_mw": column([maker.shipments_mw_per_year for maker in world.suppliers]),
        "opening_users": column([country.ai_users for country in world.countries]),
        "opening_api_usd": column([country.api_revenue_usd for country in world.countries]),
        "opening_other_usd": column([country.other_ai_revenue_usd for country in world.countries]),
    }


def economy_arrays(world: World) -> Arrays:
    """Output and holdings."""
    return {
        "opening_gdp": column([country.gdp_usd for country in world.countries]),
        "trend_growth": column([country.trend_growth for country in world.countries]),
        "import_share": column([country.ai_import_share for country in world.countries]),
        "holders_share": column([country.complex_holders_share for country in world.countries]),
    }


def ai_part_of_books(world: World, compute: Arrays) -> tuple[np.ndarray, np.ndarray]:
    """Book value of AI chips and halls inside the reported property of each firm. [firm] USD

    A firm whose reported property is smaller than its fleet would cost keeps half of it as chips and three
    tenths as halls (small clouds rent what they do not own).
    """
    rules = {name: rule.value for name, rule in world.book_rules.items()}
    prices = compute["supplier_mix"] @ compute["chip_price"]
    property_usd = by_firm(world, lambda firm: firm.ppe_usd.value)
    chips = compute["opening_fleet_mw"].sum(axis=1) * prices * rules["chips_book_share"]
    halls = compute["opening_shells_mw"].sum(axis=1) * rules["hall_cost_usd_per_mw"]
    halls = halls * rules["halls_book_share"]
    return np.minimum(chips, 0.5 * property_usd), np.minimum(halls, 0.3 * property_usd)


def capital_arrays(world: World, compute: Arrays) -> Arrays:
    """Balance sheets, core business, deals."""
    chips, halls = ai_part_of_books(world, compute)
    firms = tuple(firm.slug for firm in world.firms)
    accounts = firms + axes.SECTORS
    makers = {maker.slug: maker.accelerator_margin for maker in world.suppliers}
    labs = np.array([[float("lab" in firm.roles and firm.wanted_share.value == 0)] for firm in world.firms])
    segments = (compute["segment_seller"] > 0) * labs
    return {
        "opening_cash": by_firm(world, lambda firm: firm.cash_usd.value),
        "opening_debt": by_firm(world, lambda firm: firm.debt_usd.value),
        "opening_property": by_firm(world, lambda firm: firm.ppe_usd.value) - chips - halls,
        "opening_ai_property": chips,
        "opening_halls": halls,
        "opening_equity": by_firm(world, lambda firm: firm.equity_book_usd.value),
        "opening_market_cap": by_firm(world, lambda firm: firm.market_cap_usd.value),
        "listed": by_firm(world, lambda firm: float("listed" in firm.roles)),
        "opening_investment_usd": column([country.ai_investment_usd for country in world.countries]),
        "core_revenue": by_firm(world, lambda firm: firm.core_revenue_usd.value),
        "core_cash_flow": by_firm(world, lambda firm: firm.core_cash_flow_usd.value),
        "core_capex": by_firm(world, lambda firm: firm.core_capex_usd.value),
        "core_depreciation": by_firm(world, lambda firm: firm.core_depreciation_usd.value),
        "core_stock_pay": by_firm(world, lambda firm: firm.stock_pay_usd.value),
        "gross_margin": column([makers[slug] for slug in axes.SUPPLIERS]),
        "outside_appetite": by_firm(world, lambda firm: firm.outside_appetite_usd.value),
        "host_share": table(world, lambda firm: firm.cloud_host, firms),
        "lab_share": segments.astype(float),
        "supplier_firm": membership(axes.SUPPLIERS, firms),
        "deal_payer": membership(tuple(deal.payer for deal in world.deals), accounts),
        "deal_payee": membership(tuple(deal.payee for deal in world.deals), accounts),
        "deal_kind": membership(tuple(deal.kind for deal in world.deals), DEAL_KINDS),
    }


def power_arrays(world: World, compute: Arrays) -> Arrays:
    """Regional grids."""
    regions = world.regions
    mean = column([region.annual_demand_twh for region in regions]) * MWH_PER_TWH / HOURS_PER_YEAR
    peak = column([region.peak_demand_mw for region in regions])
    growth = {country.slug: country.load_growth.value for country in world.countries}
    caps = {country.slug: country.price_cap_usd_per_mwh.value for country in world.countries}
    building = {country.slug: country.building for country in world.countries}
    signed = by_firm(world, lambda firm: building[firm.country]["signed_over_building"].value)
    study = by_firm(world, lambda firm: building[firm.country]["study_over_building"].value)
    lead = by_technology(world, "lead_time_months")
    build = max_build(world)
    capacity = np.array(
        [[region.capacity_mw[name].value for name in axes.TECHNOLOGIES] for region in regions]
    )
    return {
        "mean_load_mw": mean[:, None] * np.array([column(region.mean_load_factors) for region in regions]),
        "peak_load_mw": peak[:, None] * np.array([column(region.peak_factors) for region in regions]),
        "load_growth": np.array([growth[region.country] for region in regions]),
        "pue": column([region.pue for region in regions]),
        "reserve_margin_target": column([region.reserve_margin_target for region in regions]),
        "import_capacity_mw": column([region.import_capacity_mw for region in regions]),
        "price_cap_usd_per_mwh": np.array([caps[region.country] for region in regions]),
        "variable_cost_usd_per_mwh": by_technology(world, "variable_cost_usd_per_mwh"),
        "availability": availability(world),
        "season_factor": np.array([column(world.seasons[name]) for name in axes.TECHNOLOGIES]),
        "capacity_credit": by_technology(world, "capacity_credit"),
        "lead_months": lead,
        "max_build_mw_per_month": build,
        "retirement_per_month": by_technology(world, "retirement_per_month"),
        "in_country": compute["in_country"],
        "connection_months": column([region.connection_months for region in regions]),
        "realised_share": column([region.realised_share for region in regions]),
        "wires_mw_per_month": column([region.wires_mw_per_year for region in regions]) / MONTHS_PER_YEAR,
        "ordinary_data_center_mw": column([region.data_center_load_mw for region in regions]),
        "opening_capacity_mw": capacity,
        "opening_reserve_margin": column([region.opening_reserve_margin for region in regions]),
        "opening_study_mw": compute["opening_building_mw"] * study[:, None],
        "opening_signed_mw": compute["opening_building_mw"] * signed[:, None],
        "opening_connected_mw": compute["opening_shells_mw"],
    }


def by_technology(world: World, field: str) -> np.ndarray:
    """A figure of each region's country and technology. [region technology]"""
    return np.array(
        [
            [getattr(world.technology(region.country, name), field).value for name in axes.TECHNOLOGIES]
            for region in world.regions
        ]
    )


def max_build(world: World) -> np.ndarray:
    """Most that a country can start in a month. [country technology] MW/month"""
    yearly = [
        [world.technology(country, name).max_build_mw_per_year.value for name in axes.TECHNOLOGIES]
        for country in axes.COUNTRIES
    ]
    return np.array(yearly) / MONTHS_PER_YEAR


def availability(world: World) -> np.ndarray:
    """Share of capacity that can run, by region, technology and load block."""
    return np.array(
        [
            [
                [
                    world.technology(region.country, name).availability[block].value
                    for block in axes.LOAD_BLOCKS
                ]
                for name in axes.TECHNOLOGIES
            ]
            for region in world.regions
        ]
    )
