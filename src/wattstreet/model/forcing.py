"""What comes from outside, month by month: the calendar, policies, shocks and draws."""

from jaxtyping import Array, Float, Int

from wattstreet.core.arrays import Arrays


class Forcing(Arrays):
    """Outside inputs of one month; a run holds the same record with `month` as the leading axis.

    None of them is an observed value of something the model is meant to reproduce.

    Attributes:
        month: Months since the start.
        calendar_month: Month of the year, January being zero.
        years: Years since the start.
        vintage: Half-year in which chips installed now are counted.
        export_control: Foreign accelerators that may not go to China. share
        chip_supply: Capacity of makers outside China that can ship. share
        china_expansion: Pace at which Chinese makers expand. ratio
        china_chip_quality: Performance of Chinese chips against their path. ratio
        hall_speed: Pace of building shells. ratio
        permit_speed: Pace of studies and agreements in the US. ratio
        wires: What US grids can energise. ratio
        grid_build: Ceiling and pace of power-plant building in the US. ratio
        headroom: US firm capacity above target that data centres may use. ratio
        policy_rate: Policy rate. per year
        policy_tolerance: Support that policy gives AI for each unit of AI's part in growth (E5). ratio
        consumer_boost: Level of a lasting shift of consumer imitation. count
        demand_growth: Pace at which demand moves toward its ceilings. ratio
        elasticity_shift: Change of the price elasticity of demand against the fitted one. ratio
        capability_gain: Part of what compute and algorithms allow that models gain. share
        api_shift: New uses of APIs. count
        other_shift: Steps of other AI demand. count
        rival_surprise: Frugal rivals at the frontier. count
        doubt_surprise: Surprises that make people ask; one is the DeepSeek day. count
        narrative: Headline deals. count
        committed_share: Holders who sell regardless. share
        net_buying: Net buying of AI shares. share of market value a month
        shares_issued_usd: Shares a firm sells on the market. USD/month
        window_cap: Openness of the funding window beyond which markets do not go. share
        window_floor: Openness of the funding window that the state keeps. share
        price_news: News from outside AI, in units of its declared size. count
        price_noise: Standard normal draws.
        in_default: Part of its contracts that a firm honours no more. share
        deal_due_usd: What each deal pays. USD/month
        signed_usd_per_year: Compute contracts signed with a host. USD/year
    """

    month: Int[Array, ""]
    calendar_month: Int[Array, ""]
    years: Float[Array, ""]
    vintage: Int[Array, ""]
    # policies
    export_control: Float[Array, ""]
    chip_supply: Float[Array, ""]
    china_expansion: Float[Array, ""]
    china_chip_quality: Float[Array, ""]
    hall_speed: Float[Array, ""]
    permit_speed: Float[Array, ""]
    wires: Float[Array, ""]
    grid_build: Float[Array, ""]
    headroom: Float[Array, ""]
    policy_rate: Float[Array, ""]
    policy_tolerance: Float[Array, ""]
    # shocks
    consumer_boost: Float[Array, ""]
    demand_growth: Float[Array, ""]
    elasticity_shift: Float[Array, ""]
    capability_gain: Float[Array, ""]
    api_shift: Float[Array, ""]
    other_shift: Float[Array, ""]
    rival_surprise: Float[Array, ""]
    doubt_surprise: Float[Array, ""]
    narrative: Float[Array, ""]
    committed_share: Float[Array, ""]
    net_buying: Float[Array, ""]
    shares_issued_usd: Float[Array, "firm"]
    window_cap: Float[Array, ""]
    window_floor: Float[Array, ""]
    price_news: Float[Array, ""]
    price_noise: Float[Array, "week"]
    # contracts
    in_default: Float[Array, "firm"]
    deal_due_usd: Float[Array, "deal"]
    signed_usd_per_year: Float[Array, "firm"]
