"""Declared parameters of regional grids: load, merit order, queue and build."""

from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.core.declare import declared


# fmt: off  (one declaration reads as one row of a table)
class PowerParams(Arrays):
    """Loads, plants, wires and queues of the grid regions. Dynamic: every field is an array leaf."""

    # --- load (filled from the world)
    mean_load_mw: Float[Array, "region calendar_month"] = declared(
        "Mean load of a calendar month in the opening year, ordinary data centres included",
        unit="mw", low=0, high=5e6, spread=0.02, source="fact:regions", dims=("region", "calendar_month"),
    )
    peak_load_mw: Float[Array, "region calendar_month"] = declared(
        "Highest hour of a calendar month in the opening year",
        unit="mw", low=0, high=5e6, spread=0.03, source="fact:regions", dims=("region", "calendar_month"),
    )
    load_growth: Float[Array, "region"] = declared(
        "Growth of the load that is not AI",
        unit="per_year", low=-0.1, high=0.2, spread=0.4, source="fact:power_series", dims=("region",),
    )
    pue: Float[Array, "region"] = declared(
        "Grid MW behind one MW of IT load",
        unit="ratio", low=1, high=2, spread=0.04, source="fact:hubs", dims=("region",),
    )

    # --- plants (filled from the world)
    reserve_margin_target: Float[Array, "region"] = declared(
        "Firm capacity above peak load that planners ask for",
        unit="share", low=0.01, high=0.6, spread=0.1, source="fact:regions", dims=("region",),
    )
    import_capacity_mw: Float[Array, "region"] = declared(
        "What neighbours can deliver at the region's peak",
        unit="mw", low=0, high=5e5, spread=0.2, source="world", dims=("region",),
    )
    price_cap_usd_per_mwh: Float[Array, "region"] = declared(
        "Highest price the market's rules allow",
        unit="usd_per_mwh", low=20, high=20000, spread=0.1, source="world", dims=("region",),
    )
    variable_cost_usd_per_mwh: Float[Array, "region technology"] = declared(
        "Fuel and other variable cost of a technology; storage is not dispatched by cost",
        unit="usd_per_mwh", low=0, high=1000, spread=0.15, source="fact:tech", dims=("region", "technology"),
    )
    availability: Float[Array, "region technology block"] = declared(
        "Share of a technology's capacity that can run in a block of the month, yearly mean",
        unit="share", low=0, high=1, spread=0.05, source="world", dims=("region", "technology", "block"),
    )
    season_factor: Float[Array, "technology calendar_month"] = declared(
        "Availability of a calendar month against the yearly mean: sun, wind, water; one elsewhere",
        unit="ratio", low=0, high=3, spread=0.1, source="world", dims=("technology", "calendar_month"),
    )
    capacity_credit: Float[Array, "region technology"] = declared(
        "Accredited share of a technology's first MW toward the annual peak",
        unit="share", low=0, high=1, spread=0.08, source="fact:tech", dims=("region", "technology"),
    )

    # --- build (filled from the world)
    lead_months: Float[Array, "region technology"] = declared(
        "Mean time from start to operation of a plant",
        unit="months", low=1, high=240, spread=0.2, source="fact:tech", dims=("region", "technology"),
    )
    max_build_mw_per_month: Float[Array, "country technology"] = declared(
        "Most that a country can start of a technology in a month; the steady share of it is built at rest",
        unit="mw_per_month", low=0, high=1e5, spread=0.2, source="fact:tech", dims=("country", "technology"),
    )
    retirement_per_month: Float[Array, "region technology"] = declared(
        "Share of a technology's capacity that the schedule retires in a month",
        unit="per_month", low=0, high=0.1, spread=0.3, source="world", dims=("region", "technology"),
    )
    in_country: Float[Array, "country region"] = declared(
        "One where the region lies in the country",
        unit="1", low=0, high=1, spread=0.05, source="structure", dims=("country", "region"),
    )

    # --- connection (filled from the world)
    connection_months: Float[Array, "region"] = declared(
        "Mean time from request to energisation where neither wires nor headroom bind",
        unit="months", low=2, high=120, spread=0.2, source="fact:queue", dims=("region",),
    )
    realised_share: Float[Array, "region"] = declared(
        "Share of requested MW that is energised in the end where nothing binds",
        unit="share", low=0.01, high=1, spread=0.2, source="fact:queue", dims=("region",),
    )
    wires_mw_per_month: Float[Array, "region"] = declared(
        "IT load that substations and lines can take on in a month, opening year",
        unit="mw_per_month", low=0, high=1e5, spread=0.3, source="world", dims=("region",),
    )

    # --- load
    draw_share: Float[Array, ""] = declared(
        "Mean draw of running IT load against its nameplate",
        0.68, unit="share", low=0.2, high=1, spread=0.06,
        source="assumption: 176 TWh against 50-60 GW connected",
    )
    peak_coincidence: Float[Array, ""] = declared(
        "AI load in the peak block against its mean: cooling peaks with the grid",
        1.04, unit="ratio", low=0.5, high=1.5, spread=0.03,
        source="assumption: summer swing of half the overhead",
    )
    swing_share: Float[Array, ""] = declared(
        "Reserve held for swings of training load, share of AI load",
        0.03, unit="share", low=0, high=0.5, spread=0.03,
        source="assumption: training steps move whole halls",
    )
    peak_hours_share: Float[Array, ""] = declared(
        "Share of a month's hours in the peak block",
        0.02, unit="share", low=0.001, high=0.1, spread=0.002, source="assumption: about 15 hours a month",
    )
    high_hours_share: Float[Array, ""] = declared(
        "Share of a month's hours in the high block",
        0.18, unit="share", low=0.05, high=0.4, spread=0.02, source="assumption: about 4 hours a day",
    )
    middle_hours_share: Float[Array, ""] = declared(
        "Share of a month's hours in the middle block; the low block has the rest",
        0.40, unit="share", low=0.1, high=0.5, spread=0.03, source="assumption: half of the remaining hours",
    )
    duration_curvature: Float[Array, ""] = declared(
        "Bend of the load duration curve: one is a straight line, less falls faster from the peak",
        0.6, unit="1", low=0.2, high=2, spread=0.1, source="assumption: monthly duration curves by eye",
    )

    # --- price
    import_cost_usd_per_mwh: Float[Array, ""] = declared(
        "Cost of energy from neighbours",
        48.0, unit="usd_per_mwh", low=0, high=500, spread=8,
        source="assumption: a neighbour's gas plant and wheeling",
    )
    storage_shift_share: Float[Array, ""] = declared(
        "Mean output of storage in the peak and high blocks, share of its power",
        0.5, unit="share", low=0, high=1, spread=0.1,
        source="assumption: four hours a day over 20 % of hours",
    )
    storage_efficiency: Float[Array, ""] = declared(
        "Energy out of storage against energy in",
        0.85, unit="share", low=0.5, high=1, spread=0.02, source="assumption: lithium and pumped hydro",
    )
    scarcity_height_usd_per_mwh: Float[Array, ""] = declared(
        "Adder where available capacity just meets load",
        1500.0, unit="usd_per_mwh", low=0, high=10000, spread=400,
        source="assumption: between a gas turbine's annual fixed cost over the peak block and the offer cap",
    )
    scarcity_convexity: Float[Array, ""] = declared(
        "Weight of the fourth power against the square of the shortfall in the adder",
        0.7, unit="share", low=0, high=1, spread=0.15,
        source="assumption: adders stay low until reserves are short",
    )

    # --- firm capacity
    credit_decline: Float[Array, ""] = declared(
        "Fall of the credit of wind, sun and storage as their capacity nears peak load",
        0.8, unit="ratio", low=0, high=5, spread=0.3,
        source="assumption: class ratings fall as more is added",
    )

    # --- queue
    study_share: Float[Array, ""] = declared(
        "Share of the connection time spent in study",
        0.35, unit="share", low=0.05, high=0.9, spread=0.08, source="assumption: study 1-2 of 3-5 years",
    )
    signed_realised_share: Float[Array, ""] = declared(
        "Share of signed MW that is energised in the end; the rest of the loss falls on the study",
        0.85, unit="share", low=0.1, high=1, spread=0.08, source="assumption: deposits are lost on leaving",
    )
    wires_growth: Float[Array, ""] = declared(
        "Growth of what wires can take on",
        0.16, unit="per_year", low=-0.2, high=0.6, spread=0.06,
        source="docs/decisions/002-starting-values.md",
    )
    longest_wait_months: Float[Array, ""] = declared(
        "Wait quoted where nothing can be energised",
        120.0, unit="months", low=24, high=600, spread=24,
        source="assumption: nobody quotes more than ten years",
    )

    # --- build
    steady_build_share: Float[Array, ""] = declared(
        "Share of the largest build rate that is started when neither price nor margin call",
        0.6, unit="share", low=0, high=1, spread=0.1,
        source="assumption: recent additions against recent records",
    )
    max_build_growth: Float[Array, ""] = declared(
        "Growth of the largest build rate as makers and crews expand",
        0.04, unit="per_year", low=-0.1, high=0.3, spread=0.02,
        source="assumption: turbine makers add a quarter by 2028",
    )
    planning_cushion: Float[Array, ""] = declared(
        "Margin above the target at which planners begin to call for plants and to keep old ones",
        0.06, unit="share", low=0, high=0.3, spread=0.02,
        source="assumption: three years of peak growth at 2 %",
    )
    build_margin_response: Float[Array, ""] = declared(
        "Rise of starts of firm plants when the margin is a whole target below the cushion",
        2.0, unit="ratio", low=0, high=8, spread=0.6,
        source="assumption: full rate a fifth of the target below the cushion",
    )
    build_price_response: Float[Array, ""] = declared(
        "Rise of starts when the price is twice the anchor",
        0.4, unit="ratio", low=0, high=2, spread=0.15, source="assumption: small beside planning and policy",
    )
    build_price_usd_per_mwh: Float[Array, ""] = declared(
        "Price at which builders neither hurry nor wait",
        42.0, unit="usd_per_mwh", low=5, high=300, spread=8, source="assumption: mean price of 2023-2025",
    )
    build_by_load_share: Float[Array, ""] = declared(
        "Part of a country's starts placed by peak load, the rest where the technology already stands",
        0.4, unit="share", low=0.05, high=1, spread=0.15,
        source="assumption: sun and wind follow sites, gas follows load",
    )
    retirement_postponed_share: Float[Array, ""] = declared(
        "Share of scheduled retirements put off when the margin is a whole target below the cushion",
        0.9, unit="share", low=0, high=1, spread=0.1,
        source="assumption: emergency orders and must-run contracts",
    )

    # --- stocks in the start month (filled from the world)
    opening_capacity_mw: Float[Array, "region technology"] = declared(
        "Power plants", unit="mw", low=0, high=5e6, spread=0.05,
        source="fact:regions", dims=("region", "technology")
    )
    opening_reserve_margin: Float[Array, "region"] = declared(
        "Reserve margin that planners published for the start",
        unit="share", low=-0.2, high=1.5, spread=0.1, source="world", dims=("region",),
    )
    opening_study_mw: Float[Array, "firm region"] = declared(
        "Connections under study", unit="mw", low=0, high=1e5, spread=0.1,
        source="world", dims=("firm", "region")
    )
    opening_signed_mw: Float[Array, "firm region"] = declared(
        "Connections signed", unit="mw", low=0, high=1e5, spread=0.1, source="world", dims=("firm", "region")
    )
    opening_connected_mw: Float[Array, "firm region"] = declared(
        "Connections energised", unit="mw", low=0, high=1e5, spread=0.1,
        source="world", dims=("firm", "region")
    )
    ordinary_data_center_mw: Float[Array, "region"] = declared(
        "Mean draw of ordinary data centres, inside the base load",
        unit="mw", low=0, high=1e5, spread=0.1, source="fact:regions", dims=("region",),
    )
    ordinary_data_center_growth: Float[Array, ""] = declared(
        "Growth of the draw of ordinary data centres", 0.06,
        unit="per_year", low=-0.1, high=0.2, spread=0.01,
        source="fact:power_series-us-datacenter_consumption_cagr-2018-12-31 (7 % a year before the AI wave)",
    )
