"""Declared parameters of chips, halls and the demand for what they make."""

from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.core.declare import declared

FIT = "docs/decisions/002-starting-values.md"
ASSUMED = "assumption: "


# fmt: off  (one declaration reads as one row of a table)
class ComputeParams(Arrays):
    """Chips, sites and services. Dynamic: every field is an array leaf."""

    # --- who buys, where, from whom (filled from the world)
    wanted_share: Float[Array, "firm"] = declared(
        "Share of its bloc's wanted fleet that a firm builds for itself",
        unit="share", low=0, high=1, spread=0.05, source="world", dims=("firm",),
    )
    home: Float[Array, "firm country"] = declared(
        "One where the firm is at home",
        unit="1", low=0, high=1, spread=0.05, source="structure", dims=("firm", "country")
    )
    in_country: Float[Array, "country region"] = declared(
        "One where the region lies in the country",
        unit="1", low=0, high=1, spread=0.05, source="structure", dims=("country", "region"),
    )
    supplier_mix: Float[Array, "firm supplier"] = declared(
        "Share of a firm's accelerator orders that goes to each maker",
        unit="share", low=0, high=1, spread=0.05, source="world", dims=("firm", "supplier"),
    )
    place_weight: Float[Array, "firm region"] = declared(
        "Base weight of a region in a firm's choice of sites; zero where it never builds",
        unit="1", low=0, high=1e3, spread=0.1, source="world", dims=("firm", "region"),
    )
    chip_price: Float[Array, "supplier"] = declared(
        "Price of accelerators with their servers and network, all-in server power",
        unit="usd_per_mw", low=1e6, high=1e8, spread=0.1,
        source="fact:trends-nvidia-revenue-per-gw", dims=("supplier",),
    )
    outside_buyers: Float[Array, "supplier"] = declared(
        "Accelerators that buyers outside the model take, per MW that the modelled firms take",
        unit="ratio", low=0, high=3, spread=0.2, source="world", dims=("supplier",),
    )
    chip_performance: Float[Array, "supplier"] = declared(
        "Performance of the newest accelerators in the start month",
        unit="h100e_per_kw", low=0.01, high=10, spread=0.1, source="fact:chips", dims=("supplier",),
    )
    segment_size: Float[Array, "country segment"] = declared(
        "Size of a bloc's market in each segment against the US-led bloc",
        unit="ratio", low=0, high=2, spread=0.1, source="world", dims=("country", "segment"),
    )
    segment_seller: Float[Array, "firm segment"] = declared(
        "Share of its bloc's segment that a firm sells",
        unit="share", low=0, high=1, spread=0.05, source="world", dims=("firm", "segment"),
    )

    # --- stocks in the start month (filled from the world)
    opening_fleet_mw: Float[Array, "firm region"] = declared(
        "Running AI fleet", unit="mw", low=0, high=1e5, spread=0.1, source="world", dims=("firm", "region")
    )
    opening_shells_mw: Float[Array, "firm region"] = declared(
        "Finished halls fit for AI",
        unit="mw", low=0, high=1e5, spread=0.1, source="world", dims=("firm", "region")
    )
    opening_building_mw: Float[Array, "firm region"] = declared(
        "Halls under construction",
        unit="mw", low=0, high=1e5, spread=0.1, source="world", dims=("firm", "region")
    )
    opening_vintage_share: Float[Array, "vintage"] = declared(
        "Age of the running fleet: share by half-year of installation",
        unit="share", low=0, high=1, spread=0.05, source="world", dims=("vintage",),
    )
    opening_backlog_mw: Float[Array, "supplier"] = declared(
        "Accelerators on order", unit="mw", low=0, high=1e5, spread=0.1, source="world", dims=("supplier",)
    )
    opening_capacity_mw: Float[Array, "supplier"] = declared(
        "What makers can ship in a month, idle lines included",
        unit="mw_per_month", low=0, high=1e4, spread=0.1, source="world", dims=("supplier",),
    )
    opening_shipments_mw: Float[Array, "supplier"] = declared(
        "What makers shipped in the year before the start",
        unit="mw_per_year", low=0, high=1e5, spread=0.1, source="world", dims=("supplier",),
    )
    opening_users: Float[Array, "country"] = declared(
        "Weekly users of AI", unit="people", low=0, high=1e9, spread=0.1, source="world", dims=("country",)
    )
    opening_api_usd: Float[Array, "country"] = declared(
        "Revenue from APIs and agents",
        unit="usd_per_year", low=0, high=1e11, spread=0.1, source="world", dims=("country",)
    )
    opening_other_usd: Float[Array, "country"] = declared(
        "Other AI value: clouds' sales and own use",
        unit="usd_per_year", low=0, high=1e12, spread=0.1, source="world", dims=("country",),
    )

    # --- demand (C9)
    consumer_innovation: Float[Array, ""] = declared(
        "People who take up AI on their own", 0.001,
        unit="per_month", low=0, high=0.05, spread=0.0003, source=FIT,
    )
    consumer_imitation: Float[Array, ""] = declared(
        "Take-up by imitation", 0.066, unit="per_month", low=0, high=0.3, spread=0.01, source=FIT
    )
    consumer_ceiling: Float[Array, ""] = declared(
        "People who could ever use AI weekly", 2.2e9,
        unit="people", low=5e8, high=8e9, spread=5e8, source=FIT + " (wide: the past does not identify it)",
    )
    consumer_ceiling_by_capability: Float[Array, ""] = declared(
        "Rise of the ceiling for each tenfold of capability", 0.06,
        unit="share", low=0, high=1, spread=0.02, source=FIT,
    )
    consumer_spend: Float[Array, ""] = declared(
        "Revenue per weekly user", 16.2,
        unit="usd_per_person_year", low=1, high=200, spread=2,
        source="fact:firm-series-openai (revenue over weekly users)",
    )
    api_ceiling: Float[Array, ""] = declared(
        "Ceiling of revenue from APIs and agents", 420e9,
        unit="usd_per_year", low=2e10, high=5e12, spread=150e9, source=FIT + " (wide)",
    )
    api_growth: Float[Array, ""] = declared(
        "Opening growth of API revenue toward its ceiling", 2.5,
        unit="per_year", low=0, high=8, spread=0.4, source=FIT
    )
    other_ceiling: Float[Array, ""] = declared(
        "Ceiling of other AI value: clouds' sales and own use", 570e9,
        unit="usd_per_year", low=3e10, high=5e12, spread=200e9, source=FIT + " (wide)",
    )
    other_growth: Float[Array, ""] = declared(
        "Opening growth of other AI value toward its ceiling", 1.08,
        unit="per_year", low=0, high=5, spread=0.15, source=FIT,
    )
    ceiling_growth: Float[Array, ""] = declared(
        "Growth of revenue ceilings with the economy", 0.03,
        unit="per_year", low=-0.05, high=0.15, spread=0.01,
        source=FIT
    )
    consumer_shift: Float[Array, ""] = declared(
        "Rise of imitation from a dated shift of consumer demand", 0.8,
        unit="ratio", low=0, high=5, spread=0.2, source=FIT,
    )
    api_shift_size: Float[Array, ""] = declared(
        "Extra log growth of API revenue at a dated shift (reasoning, coding agents)", 1.9,
        unit="per_year", low=0, high=6, spread=0.3, source=FIT,
    )
    other_shift_size: Float[Array, ""] = declared(
        "Extra log growth of other AI value at a dated shift", 1.0,
        unit="per_year", low=0, high=6, spread=0.2, source=ASSUMED + "the step of spring 2023",
    )
    demand_shift_decay: Float[Array, ""] = declared(
        "Time over which a dated demand shift fades", 12.0,
        unit="months", low=1, high=60, spread=3, source=FIT
    )
    price_elasticity: Float[Array, ""] = declared(
        "Elasticity of compute demand to its price", -1.1,
        unit="ratio", low=-3, high=0, spread=0.3,
        source="design: published −1.33 and −1.44 for computers, centre −1.1",
    )
    utilisation: Float[Array, ""] = declared(
        "Share of running fleet that can be sold", 0.85,
        unit="share", low=0.2, high=1, spread=0.05, source=FIT
    )
    revenue_per_mw_year: Float[Array, ""] = declared(
        "Revenue a sold MW of IT load earns at the reference markup", 13e6,
        unit="usd_per_mw_year", low=2e6, high=5e7, spread=1.5e6,
        source="fact:cc-001 (300bn / 4.5 GW / 5 years); H100 at 2 USD an hour",
    )

    # --- price (C10) and work done (C7, C8)
    scarcity_markup: Float[Array, ""] = declared(
        "Rise of price for each unit of log scarcity", 0.25,
        unit="ratio", low=0, high=2, spread=0.08, source=ASSUMED + "spot rental prices of 2023",
    )
    scarcity_bound: Float[Array, ""] = declared(
        "Log scarcity beyond which price no longer reacts",
        1.5, unit="log", low=0.1, high=5, spread=0.3, source=ASSUMED + "demand 4.5 times what can be sold",
    )
    price_adjustment: Float[Array, ""] = declared(
        "Speed at which price follows scarcity", 0.25,
        unit="per_month", low=0.01, high=1, spread=0.05, source=ASSUMED + "list prices move quarterly",
    )
    rival_price_cut: Float[Array, ""] = declared(
        "Price cut for a unit of rival surprise", 0.3,
        unit="ratio", low=0, high=2, spread=0.1, source=ASSUMED + "API price cuts of early 2025",
    )
    rival_memory: Float[Array, ""] = declared(
        "Time over which a rival's price cut fades", 12.0,
        unit="months", low=1, high=60, spread=3, source=ASSUMED + "until the next frontier generation",
    )
    tokens_per_h100e_month: Float[Array, ""] = declared(
        "Tokens an H100 equivalent makes in a month of the start year", 1.5e9,
        unit="tokens_per_h100e_month", low=1e7, high=1e12, spread=5e8,
        source=ASSUMED + "about 600 tokens a second, batched, of a 70B model",
    )
    efficiency_growth: Float[Array, ""] = declared(
        "Growth of algorithmic efficiency at the frontier, log", 1.1,
        unit="per_year", low=0, high=3, spread=0.25, source="fact:trends (about 3x a year)",
    )
    efficiency_lag: Float[Array, ""] = declared(
        "Time by which efficiency diffuses to the other countries", 10.0,
        unit="months", low=0.5, high=60, spread=3, source=ASSUMED + "open releases follow by months",
    )
    training_share: Float[Array, ""] = declared(
        "Share of a bloc's compute that trains", 0.35,
        unit="share", low=0.01, high=0.95, spread=0.08,
        source="fact:trends (OpenAI 2024 to 2025: inference .29 to .44)",
    )
    best_run_share: Float[Array, ""] = declared(
        "Share of training compute in the best run", 0.1,
        unit="share", low=0.005, high=1, spread=0.03,
        source="fact:trends (final runs about a tenth of R&D compute)",
    )
    h100_flop_per_second: Float[Array, ""] = declared(
        "Dense 16-bit peak of an H100", 989.4e12,
        unit="flop_per_second", low=9e14, high=1.1e15, spread=1e13, source="fact:chips-h100-sxm-dense_bf16",
    )
    training_use: Float[Array, ""] = declared(
        "Share of peak that a whole training run reaches", 0.35,
        unit="share", low=0.05, high=0.8, spread=0.05, source="fact:trends (whole-run .30 to .43)",
    )
    run_months: Float[Array, ""] = declared(
        "Length of the best run", 4.0,
        unit="months", low=0.5, high=24, spread=1, source=ASSUMED + "frontier practice"
    )
    expected_capability_gain: Float[Array, ""] = declared(
        "Gain of capability that markets take for granted", 0.9,
        unit="per_year", low=0, high=3, spread=0.2,
        source=ASSUMED + "5x compute and 3x efficiency, discounted",
    )
    induced_most: Float[Array, ""] = declared(
        "Largest log change of spending that a shifted price elasticity brings", 0.7,
        unit="log", low=0, high=3, spread=0.2, source=ASSUMED + "buyers' budgets: a doubling at most",
    )
    performance_growth: Float[Array, ""] = declared(
        "Growth of performance per kW of new chips, log", 0.37,
        unit="per_year", low=0, high=1.5, spread=0.06, source="fact:trends (40–50 % a year)",
    )

    # --- wanted fleet and orders (K3, C2)
    opening_growth: Float[Array, ""] = declared(
        "Growth of AI revenue and investment just before the start, log", 0.35,
        unit="per_year", low=-0.5, high=2, spread=0.1, source=ASSUMED + "clouds' growth in 2022",
    )
    expectation_horizon: Float[Array, ""] = declared(
        "How far ahead buyers extrapolate, before fading", 1.26,
        unit="years", low=0, high=5, spread=0.3, source=FIT
    )
    expectation_fade: Float[Array, ""] = declared(
        "Time over which extrapolated growth fades", 3.6, unit="years", low=0.2, high=20, spread=1, source=FIT
    )
    anchor_weight: Float[Array, ""] = declared(
        "Weight of anchored against extrapolated growth", 0.5,
        unit="share", low=0, high=1, spread=0.12, source=FIT
    )
    anchor_growth: Float[Array, ""] = declared(
        "Anchored growth expectation, log", 0.5, unit="per_year", low=0, high=2, spread=0.12, source=FIT
    )
    trend_weight: Float[Array, ""] = declared(
        "Weight of last year's growth in extrapolation", 0.59,
        unit="share", low=0, high=1, spread=0.1, source=FIT
    )
    trend_floor: Float[Array, ""] = declared(
        "Growth that extrapolation falls back on", 0.15,
        unit="per_year", low=-0.5, high=1, spread=0.05, source=FIT
    )
    expectation_smoothing: Float[Array, ""] = declared(
        "Time over which growth is averaged", 6.0, unit="months", low=1, high=36, spread=2, source=FIT
    )
    belief_reference: Float[Array, ""] = declared(
        "Belief at which expectations count in full", 0.7,
        unit="share", low=0.1, high=1, spread=0.08, source=FIT
    )
    signed_weight: Float[Array, ""] = declared(
        "Share of signed compute contracts that enters plans", 0.5,
        unit="share", low=0, high=1.5, spread=0.15,
        source=FIT
    )
    order_adjustment: Float[Array, ""] = declared(
        "Time over which orders close the gap to the wanted fleet", 2.0,
        unit="months", low=1, high=24, spread=0.7,
        source=FIT
    )
    wait_aversion: Float[Array, ""] = declared(
        "Dark stock, in months of deliveries, that cuts orders by 1/e", 12.0,
        unit="months", low=1, high=120, spread=3, source=FIT,
    )
    orders_that_wait: Float[Array, ""] = declared(
        "Share of new orders not placed while the funding window is shut", 0.8,
        unit="share", low=0, high=1, spread=0.12,
        source=ASSUMED + "cancelled orders must not come back at once; telecom vendors lost 69 % of revenue",
    )
    dark_normal: Float[Array, ""] = declared(
        "Dark stock, in months of deliveries, at which a further chip would lie dark too", 3.0,
        unit="months", low=0.1, high=24, spread=0.8,
        source=ASSUMED + "about a quarter of deliveries is in the pipe anyway",
    )
    delivery_rate: Float[Array, ""] = declared(
        "Share of the backlog that falls due each month", 0.058,
        unit="per_month", low=0.01, high=1, spread=0.01,
        source=FIT
    )

    # --- supply (C2, C3)
    capacity_growth: Float[Array, ""] = declared(
        "Growth of supply capacity while the order book is long", 0.082,
        unit="per_month", low=0, high=0.3, spread=0.012, source=FIT,
    )
    load_at_rest: Float[Array, ""] = declared(
        "Share of capacity that falls due at which makers neither expand nor shrink", 0.75,
        unit="share", low=0.2, high=1.2, spread=0.06, source=ASSUMED + "lines are planned with a reserve",
    )
    load_scale: Float[Array, ""] = declared(
        "Load above that at rest at which makers expand in full", 0.25,
        unit="share", low=0.02, high=2, spread=0.06,
        source=ASSUMED + "full pace when all of capacity is called for"
    )
    capacity_shrink: Float[Array, ""] = declared(
        "Fastest fall of capacity against fastest growth", 0.3,
        unit="share", low=0, high=1, spread=0.08, source=FIT
    )
    capacity_lag: Float[Array, ""] = declared(
        "Lag from decision to capacity", 4.0, unit="months", low=1, high=24, spread=1, source=FIT
    )
    china_capacity_growth: Float[Array, ""] = declared(
        "Growth of Chinese makers' capacity while orders are long", 0.05,
        unit="per_month", low=0, high=0.3, spread=0.02,
        source="fact:shipments (Ascend output; estimates differ threefold)",
    )
    control_substitution: Float[Array, ""] = declared(
        "Share of orders barred by export control that goes to Chinese makers", 0.8,
        unit="share", low=0, high=1, spread=0.15, source=ASSUMED + "the rest waits or is rented abroad",
    )

    # --- halls (C4) and dark chips (C5)
    shell_months: Float[Array, ""] = declared(
        "Ground-breaking to finished shell", 20.0,
        unit="months", low=6, high=60, spread=2, source="fact:queue (18–24 months)",
    )
    halls_ahead: Float[Array, ""] = declared(
        "Deliveries a firm builds halls for, against those of the last half-year", 1.7,
        unit="ratio", low=0.5, high=4, spread=0.2,
        source=ASSUMED + "shells start before the chips are ordered, into growth",
    )
    hall_adjustment: Float[Array, ""] = declared(
        "Time over which shell starts close their gap", 6.0,
        unit="months", low=1, high=36, spread=2, source=ASSUMED + "site selection",
    )
    shell_loss: Float[Array, ""] = declared(
        "Share of shells lost on the way", 0.15, unit="share", low=0, high=0.9, spread=0.05, source=FIT
    )
    site_price_weight: Float[Array, ""] = declared(
        "Fall of a region's log weight per 10 USD/MWh", 0.1,
        unit="1", low=0, high=2, spread=0.04, source=ASSUMED + "power is a small part of cost",
    )
    site_wait_weight: Float[Array, ""] = declared(
        "Fall of a region's log weight per year of expected wait", 0.3,
        unit="1", low=0, high=3, spread=0.1, source=ASSUMED + "time to power leads site choice",
    )
    moving_share: Float[Array, ""] = declared(
        "Share of dark chips that can move to another place in a month", 0.05,
        unit="per_month", low=0, high=1, spread=0.02, source=ASSUMED + "moving costs time",
    )

    # --- ageing
    economic_life: Float[Array, ""] = declared(
        "Age at which half the retirement hazard is reached", 5.5,
        unit="years", low=2, high=12, spread=0.8, source="fact:trends (useful lives 2–6 years, disputed)",
    )
    retirement_hazard: Float[Array, ""] = declared(
        "Retirement hazard of old chips", 0.05,
        unit="per_month", low=0.005, high=0.5, spread=0.015, source=ASSUMED + "spread of lives"
    )
