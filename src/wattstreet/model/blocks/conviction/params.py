"""Declared parameters of belief, selling and price."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.core.declare import declarations, declared

ASSUMED = "assumption: "
TIPPING = "assumption: the set that survives April 2025 and tips near five percent once half are aware"
SURVEY = "fact:market-bofa-fms-ai_stocks_in_a_bubble_yes-2025-10-31; assumption: split of hazards"


# One declaration reads as one row of a table.
# fmt: off
class ConvictionParams(Arrays):
    """Belief, selling and price. Dynamic: every field is an array leaf."""

    # --- selling (V3, V4)
    sold_fraction: Float[Array, ""] = declared(
        "Share of the position that a seller sells",
        0.2, unit="share", low=0, high=0.6, spread=0.06, source=TIPPING,
    )
    tolerance_median: Float[Array, ""] = declared(
        "Drawdown at which half of the holders sell",
        0.5, unit="share", low=0.1, high=0.9, spread=0.08, source=TIPPING,
    )
    tolerance_sigma: Float[Array, ""] = declared(
        "Log-normal spread of holders' tolerance of a drawdown",
        0.4, unit="log", low=0.1, high=1, spread=0.08, source=TIPPING,
    )
    threshold_mean: Float[Array, ""] = declared(
        "Mean share of visible sellers at which an aware holder sells too",
        0.2, unit="share", low=0.02, high=0.6, spread=0.06,
        source=ASSUMED + "not identified by data; report over its admissible range",
    )
    threshold_sd: Float[Array, ""] = declared(
        "Spread of holders' thresholds on other sellers, normal and cut at zero",
        0.08, unit="share", low=0.005, high=0.2, spread=0.025,
        source=ASSUMED + "not identified by data; report over its admissible range",
    )
    levered_share: Float[Array, ""] = declared(
        "Share of the float held at constant leverage",
        0.05, unit="share", low=0, high=0.3, spread=0.02,
        source=ASSUMED + "margin debt at twofold leverage gives .034; levered funds and options on top",
    )
    leverage: Float[Array, ""] = declared(
        "Assets over equity of the levered share",
        2.0, unit="ratio", low=1, high=10, spread=0.4, source="Reg T initial margin of one half",
    )
    renewal_months: Float[Array, ""] = declared(
        "Time in which sellers are replaced by holders whose thresholds start from what they found",
        12.0, unit="months", low=2, high=60, spread=3,
        source=ASSUMED + "about a year; without it a panic never ends",
    )
    return_months: Float[Array, ""] = declared(
        "Time in which positions sold, levered ones included, are bought again",
        24.0, unit="months", low=2, high=120, spread=6,
        source=ASSUMED + "slower than new holders arrive: leverage is not rebuilt as fast as it is cut",
    )
    # --- price (V5)
    multiplier: Float[Array, ""] = declared(
        "Rise in value per dollar of net inflow",
        5.0, unit="ratio", low=0, high=10, spread=1.2,
        source="Gabaix & Koijen (2021), NBER w28967: 5, range 3 to 8",
    )
    pull_per_month: Float[Array, ""] = declared(
        "Speed at which price returns to value",
        0.02, unit="per_month", low=0, high=0.5, spread=0.008,
        source="Balvers, Wu & Gilliland (2000): half-life of about three years",
    )
    noise_weekly_sd: Float[Array, ""] = declared(
        "Weekly noise of the log price",
        0.025, unit="log", low=0, high=0.1, spread=0.004,
        source="assumption: weekly spread of the NASDAQ composite since 2023, 2.5 to 3.3 %",
    )
    outside_news_size: Float[Array, ""] = declared(
        "Log change of AI share prices with a dated market event",
        0.16, unit="log", low=0, high=0.6, spread=0.04,
        source=ASSUMED + "one size for every market event; the path between two month ends is not modelled",
    )
    cash_refill_months: Float[Array, ""] = declared(
        "Time in which savings refill the cash that share issues took",
        12.0, unit="months", low=1, high=60, spread=4, source=ASSUMED + "a year of saving",
    )
    peak_memory_months: Float[Array, ""] = declared(
        "Time in which the remembered peak fades to the price",
        18.0, unit="months", low=3, high=120, spread=5, source=ASSUMED + "one to two years",
    )
    price_memory_months: Float[Array, ""] = declared(
        "Averaging time of the price that run-ups are measured against",
        12.0, unit="months", low=3, high=60, spread=3, source=ASSUMED + "a year, as in fund fact sheets",
    )
    burst_fall: Float[Array, ""] = declared(
        "Fall from the peak that counts as a burst",
        0.4, unit="share", low=0.1, high=0.9, spread=0.03,
        source="Greenwood, Shleifer & You (2019), J. Financial Economics 131",
    )
    calm_limit: Float[Array, ""] = declared(
        "Selling share above which a market no longer counts as calm",
        0.5, unit="share", low=0.05, high=1, spread=0.05, source=TIPPING,
    )
    # --- awareness (V2)
    awareness_baseline_per_month: Float[Array, ""] = declared(
        "Unaware holders who come to think it a bubble without any reason given",
        0.001, unit="per_month", low=0, high=0.1, spread=0.0005, source=SURVEY,
    )
    awareness_reflection_per_month: Float[Array, ""] = declared(
        "Unaware holders who turn aware on their own, per unit of stretch",
        0.006, unit="per_month", low=0, high=0.5, spread=0.002, source=SURVEY,
    )
    awareness_contagion_per_month: Float[Array, ""] = declared(
        "Unaware holders who learn it from aware ones, per unit of stretch and share already aware",
        0.16, unit="per_month", low=0, high=3, spread=0.03, source=SURVEY,
    )
    awareness_surprise_per_month: Float[Array, ""] = declared(
        "Unaware holders who turn aware per remembered bad surprise, one being the DeepSeek day",
        0.02, unit="per_month", low=0, high=1, spread=0.01,
        source=ASSUMED + "four in a hundred per DeepSeek day",
    )
    awareness_forgetting_per_month: Float[Array, ""] = declared(
        "Aware holders who stop thinking it a bubble",
        0.04, unit="per_month", low=0, high=1, spread=0.012, source=ASSUMED + "about two years",
    )
    awareness_soothing_per_month: Float[Array, ""] = declared(
        "Aware holders who forget per remembered narrative, one being a month with a headline deal",
        0.02, unit="per_month", low=0, high=1, spread=0.01,
        source=ASSUMED + "three in a hundred per headline deal",
    )
    gap_scale: Float[Array, ""] = declared(
        "Log gap of price over value that makes one unit of stretch",
        0.4, unit="log", low=0.05, high=2, spread=0.1, source=ASSUMED + "price half above value",
    )
    runup_scale: Float[Array, ""] = declared(
        "Log run-up beyond the ordinary that makes one unit of stretch",
        0.4, unit="log", low=0.05, high=2, spread=0.1, source=ASSUMED + "doubling in two years or so",
    )
    runup_ordinary: Float[Array, ""] = declared(
        "Log run-up over the remembered price that nobody finds odd",
        0.1, unit="log", low=0, high=0.5, spread=0.03, source=ASSUMED + "an ordinary year of the index",
    )
    payback_scale_years: Float[Array, ""] = declared(
        "Years of payback beyond the ordinary that make one unit of stretch",
        6.0, unit="years", low=0.5, high=50, spread=2, source=ASSUMED + "half as long again",
    )
    payback_ordinary_years: Float[Array, ""] = declared(
        "Years of payback that nobody finds odd",
        9.0, unit="years", low=1, high=60, spread=1, source=ASSUMED + "26 times earnings at 20 % growth",
    )
    payback_growth: Float[Array, ""] = declared(
        "Growth of earnings used in payback years",
        0.2, unit="per_year", low=0, high=0.6, spread=0.05,
        source="assumption: 63 times earnings then take 13 years, not 63",
    )
    narrative_memory_months: Float[Array, ""] = declared(
        "Time in which a narrative fades",
        1.5, unit="months", low=0.25, high=24, spread=0.5, source=ASSUMED + "it held for about six weeks",
    )
    surprise_memory_months: Float[Array, ""] = declared(
        "Time in which a surprise fades",
        2.0, unit="months", low=0.25, high=24, spread=0.7,
        source=ASSUMED + "DeepSeek to the end of March 2025",
    )
    # --- belief
    belief_baseline_per_month: Float[Array, ""] = declared(
        "Sceptics who come to believe without any reason given",
        0.008, unit="per_month", low=0, high=0.2, spread=0.003,
        source=ASSUMED + "a fifth believe in an ordinary year",
    )
    belief_momentum_per_month: Float[Array, ""] = declared(
        "Rise of belief per log run-up beyond the ordinary",
        0.3, unit="per_month", low=0, high=3, spread=0.08,
        source=ASSUMED + "two thirds believe after three good years",
    )
    belief_narrative_per_month: Float[Array, ""] = declared(
        "Rise of belief per remembered narrative",
        0.01, unit="per_month", low=0, high=1, spread=0.005, source=ASSUMED + "small beside momentum",
    )
    belief_capability_per_month: Float[Array, ""] = declared(
        "Rise of belief per decade of training compute above expectation",
        0.2, unit="per_month", low=0, high=3, spread=0.08, source=ASSUMED + "small beside momentum",
    )
    belief_fading_per_month: Float[Array, ""] = declared(
        "Believers who lose belief without any reason given",
        0.03, unit="per_month", low=0, high=0.5, spread=0.01, source=ASSUMED + "about three years",
    )
    belief_drawdown_per_month: Float[Array, ""] = declared(
        "Fall of belief per unit of drawdown",
        0.25, unit="per_month", low=0, high=3, spread=0.08,
        source=ASSUMED + "half gone a year after a fall of a fifth",
    )
    belief_awareness_per_month: Float[Array, ""] = declared(
        "Fall of belief per share of holders aware",
        0.02, unit="per_month", low=0, high=1, spread=0.01, source=ASSUMED + "doubters talk to believers",
    )
    belief_surprise_per_month: Float[Array, ""] = declared(
        "Fall of belief per remembered bad surprise",
        0.02, unit="per_month", low=0, high=1, spread=0.01,
        source=ASSUMED + "four in a hundred per DeepSeek day",
    )
    # --- value (V1)
    multiple_base: Float[Array, ""] = declared(
        "Price over core earnings when nobody believes",
        24.0, unit="ratio", low=5, high=60, spread=1.5,
        source="assumption: record multiple of the complex, 26 rising to 32 in 2023",
    )
    multiple_belief: Float[Array, ""] = declared(
        "Rise of the price over core earnings when everybody believes",
        0.42, unit="ratio", low=0, high=2, spread=0.1,
        source="assumption: record multiple of the complex, 26 rising to 32 in 2023",
    )
    equity_duration_years: Float[Array, ""] = declared(
        "Log fall of value per unit of interest rate above its starting path",
        6.0, unit="years", low=0, high=40, spread=2,
        source=ASSUMED + "an index of some 18 years, of which a third of a policy move reaches it",
    )
    supplier_margin: Float[Array, ""] = declared(
        "Net earnings per dollar of suppliers' sales",
        0.53, unit="share", low=0, high=0.9, spread=0.04,
        source="assumption: Nvidia's net margin in fiscal 2025 and 2026",
    )
    fulfilment_months: Float[Array, ""] = declared(
        "Mean time from order to sale that investors assume",
        17.0, unit="months", low=3, high=48, spread=2,
        source="assumption: delay from order to cash fitted to 2023 to 2025",
    )
    order_book_weight: Float[Array, ""] = declared(
        "Weight of the order book, beside trailing earnings, in expected earnings",
        0.8, unit="share", low=0, high=1, spread=0.15,
        source=ASSUMED + "Nvidia's jump of May 2023 came from orders",
    )
    growth_sober: Float[Array, ""] = declared(
        "First-year growth of suppliers' earnings when nobody believes",
        0.08, unit="per_year", low=-0.2, high=0.5, spread=0.03, source=ASSUMED + "a cyclical hardware maker",
    )
    growth_believed: Float[Array, ""] = declared(
        "Addition to the growth that investors extrapolate when everybody believes",
        0.45, unit="per_year", low=0, high=1, spread=0.08,
        source=ASSUMED + "consensus near 41 % in September 2025",
    )
    growth_final: Float[Array, ""] = declared(
        "Growth to which suppliers' earnings fade over eight years",
        0.04, unit="per_year", low=-0.02, high=0.08, spread=0.01, source=ASSUMED + "nominal output",
    )
    discount_rate: Float[Array, ""] = declared(
        "Discount rate of suppliers' earnings",
        0.09, unit="per_year", low=0.03, high=0.2, spread=0.01,
        source=ASSUMED + "equity return asked of a volatile share",
    )
    final_multiple: Float[Array, ""] = declared(
        "Price over earnings after the eight years",
        18.0, unit="ratio", low=5, high=40, spread=2, source=ASSUMED + "an ordinary mature share",
    )
    # --- funding (V8)
    window_drawdown: Float[Array, ""] = declared(
        "Drawdown at which the funding window is half shut",
        0.25, unit="share", low=0.05, high=0.7, spread=0.04,
        source=ASSUMED + "issuance stops beyond a fall of a fifth",
    )
    window_width: Float[Array, ""] = declared(
        "Width of the transition in which the funding window shuts",
        0.04, unit="share", low=0.005, high=0.2, spread=0.01,
        source=ASSUMED + "nearly open at .15, nearly shut at .35",
    )
    window_spread_response: Float[Array, ""] = declared(
        "Log fall of the window per unit of credit spread above normal",
        10.0, unit="ratio", low=0, high=60, spread=4, source=ASSUMED + "300 basis points take a quarter",
    )
    window_shut_months: Float[Array, ""] = declared(
        "Time in which the window shuts",
        1.0, unit="months", low=0.1, high=12, spread=0.3, source=ASSUMED + "underwriters stop within weeks",
    )
    window_reopen_months: Float[Array, ""] = declared(
        "Time in which the window reopens",
        9.0, unit="months", low=1, high=48, spread=2.5,
        source=ASSUMED + "shut for quarters, as in 2001 and 2022",
    )
    cancel_per_month: Float[Array, ""] = declared(
        "Share of the order backlog cancelled or deferred a month while the window is shut",
        0.05, unit="per_month", low=0, high=0.5, spread=0.02,
        source=ASSUMED + "telecom vendors lost 69 % of revenue after 2000",
    )
    # --- what counts as news, and where the market starts
    dark_patience_months: Float[Array, ""] = declared(
        "Dark stock, in months of deliveries, that investors take as normal",
        3.0, unit="months", low=0, high=24, spread=0.8,
        source=ASSUMED + "about a quarter of deliveries is in the pipe anyway",
    )
    surprise_per_dark_month: Float[Array, ""] = declared(
        "Bad surprise for each further month of dark stock",
        0.05, unit="1", low=0, high=2, spread=0.02,
        source=ASSUMED + "a year of dark stock weighs like half a DeepSeek day a month",
    )
    surprise_per_missed_decade: Float[Array, ""] = declared(
        "Bad surprise for a decade of training compute that US models miss or China's gain on them",
        2.0, unit="1", low=0, high=20, spread=0.8,
        source=ASSUMED + "half a decade missed in a year weighs like one DeepSeek day",
    )
    stopped_book_discount: Float[Array, ""] = declared(
        "Part of makers' order books that investors write off while none of it can ship",
        0.3, unit="share", low=0, high=1, spread=0.1,
        source=ASSUMED + "a stop of one to two years is looked through",
    )
    surprise_per_default: Float[Array, ""] = declared(
        "Bad surprise in a month in which a firm cannot pay in full",
        0.5, unit="1", low=0, high=5, spread=0.2, source=ASSUMED + "half a DeepSeek day",
    )
    reference_rate: Float[Array, ""] = declared(
        "Policy rate at which multiples stand at their base",
        0.045, unit="per_year", low=0, high=0.1, spread=0.005, source=ASSUMED + "the rate of January 2023",
    )
    private_sales_multiple: Float[Array, ""] = declared(
        "Value of a private laboratory over its yearly revenue",
        27.0, unit="ratio", low=2, high=100, spread=5,
        source="fact:firm-series-openai (500 bn on 18 to 20 bn annualised, October 2025)",
    )
    opening_aware_share: Float[Array, ""] = declared(
        "Holders who thought it a bubble at the start",
        0.05, unit="share", low=0, high=1, spread=0.02, source=ASSUMED + "no survey asked before 2025",
    )
    opening_belief_share: Float[Array, ""] = declared(
        "Investors who believed the story at the start",
        0.6, unit="share", low=0, high=1, spread=0.05, source=ASSUMED + "weeks after the first assistant",
    )
# fmt: on


def default_params() -> ConvictionParams:
    """Every parameter at its declared default.

    Returns:
        The default set of `ConvictionParams`, one 64-bit scalar a field.
    Source:
        the declarations above.
    Leaves out:
        draws from the priors; `casebook` makes those.
    """
    values = {name: jnp.asarray(one.default, dtype=float) for name, one in declarations(ConvictionParams)}
    return ConvictionParams(**values)
