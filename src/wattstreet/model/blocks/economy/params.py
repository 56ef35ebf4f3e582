"""Declared parameters of output and wealth."""

from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.core.declare import declared

ASSUMED = "assumption: "


# fmt: off  (one declaration reads as one row of a table)
class EconomyParams(Arrays):
    """Countries' output. Dynamic: every field is an array leaf."""

    opening_gdp: Float[Array, "country"] = declared(
        "Nominal GDP in the start year",
        unit="usd_per_year", low=1e12, high=1e14, spread=0.01, source="world", dims=("country",)
    )
    trend_growth: Float[Array, "country"] = declared(
        "Nominal growth of output outside AI investment, log",
        unit="per_year", low=-0.05, high=0.15, spread=0.05, source="world", dims=("country",),
    )
    import_share: Float[Array, "country"] = declared(
        "Share of AI investment that is imported",
        unit="share", low=0, high=1, spread=0.15,
        source="fact:macro (Barclays .20, JPMorgan .62, Goldman .8 to 1.0)",
        dims=("country",),
    )
    holders_share: Float[Array, "country"] = declared(
        "Share of the AI complex held by a country's households",
        unit="share", low=0, high=1, spread=0.1,
        source="fact:macro (households 42tn, foreigners 18tn of US equity)",
        dims=("country",),
    )
    spend_from_wealth: Float[Array, ""] = declared(
        "Consumption out of a dollar of stock wealth", 0.032,
        unit="share", low=0, high=0.1, spread=0.008, source="fact:macro-mpc-stock-wealth (2 to 5 cents)",
    )
    wealth_months: Float[Array, ""] = declared(
        "Time over which consumption follows wealth", 24.0,
        unit="months", low=3, high=120, spread=6, source="design: macro.md section 4",
    )
    offset_share: Float[Array, ""] = declared(
        "Share of a change in AI's net contribution that other spending makes good", 0.3,
        unit="share", low=0, high=1, spread=0.12, source="fact:macro (Furman: very roughly half)",
    )
    offset_months: Float[Array, ""] = declared(
        "Lag with which other spending makes up for a change in AI's net contribution", 12.0,
        unit="months", low=1, high=60, spread=3, source="design: causal map B7 (2 to 6 quarters)"
    )

    # --- policy tolerance (E5), at work only where its lever is set
    backstop_window: Float[Array, ""] = declared(
        "Openness of the funding window that the state keeps at full relief", 0.8,
        unit="share", low=0, high=1, spread=0.1, source=ASSUMED + "loans and guarantees replace most issues",
    )
    backstop_rate: Float[Array, ""] = declared(
        "Cut of the policy rate at full relief", 0.02,
        unit="per_year", low=0, high=0.1, spread=0.007, source=ASSUMED + "less than half of the cuts of 2001",
    )
    backstop_permits: Float[Array, ""] = declared(
        "Rise of the pace of US permits at full relief", 1.0,
        unit="ratio", low=0, high=5, spread=0.3, source=ASSUMED + "emergency orders halve the time",
    )
