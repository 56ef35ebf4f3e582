"""What comes from outside, month by month: the calendar, policies, shocks and draws."""

from jaxtyping import Array, Float, Int

from wattstreet.core.arrays import Arrays


class Forcing(Arrays):
    """Outside inputs of one month; a run holds the same record with `month` as the leading axis."""

    month: Int[Array, ""]
    calendar_month: Int[Array, ""]
    years: Float[Array, ""]
    vintage: Int[Array, ""]
    # policies
    export_control: Float[Array, ""]
    hall_speed: Float[Array, ""]
    permit_speed: Float[Array, ""]
    wires: Float[Array, ""]
    grid_build: Float[Array, ""]
    headroom: Float[Array, ""]
    policy_rate: Float[Array, ""]
    # shocks
    consumer_boost: Float[Array, ""]
    api_shift: Float[Array, ""]
    other_shift: Float[Array, ""]
    rival_surprise: Float[Array, ""]
    doubt_surprise: Float[Array, ""]
    narrative: Float[Array, ""]
    committed_share: Float[Array, ""]
    net_buying: Float[Array, ""]
    price_news: Float[Array, ""]
    price_noise: Float[Array, "week"]
    # contracts
    deal_due_usd: Float[Array, "deal"]
    signed_usd_per_year: Float[Array, "firm"]
