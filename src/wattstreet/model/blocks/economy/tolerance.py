"""What an economy that hangs on AI does for AI (E5, loop R6)."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.axes import COUNTRIES
from wattstreet.core.maths import ratio
from wattstreet.model.blocks.economy.params import EconomyParams
from wattstreet.model.forcing import Forcing
from wattstreet.model.state import EconomyState

US = COUNTRIES.index("us")


def part_in_growth(state: EconomyState) -> Float[Array, ""]:
    """AI investment's part in the last year's movement of US output, up or down. [] share

    A fall of AI investment counts as a rise does: it shows as well how much hangs on it.

    Args:
        state: Investment and output of the last twelve months, newest first.
    Source:
        definition; gross of imports, as the published contributions are (`macro.md` section 1).
    """
    invested = state.investment_memory_usd[0, US] - state.investment_memory_usd[-1, US]
    rest = state.gdp_memory_usd[0, US] - state.gdp_memory_usd[-1, US] - invested
    return ratio(jnp.abs(invested), jnp.abs(invested) + jnp.abs(rest))


def lean_toward_ai(params: EconomyParams, state: EconomyState, forcing: Forcing) -> Forcing:
    """Outside inputs of the month after policy has leant toward AI: window, rate and permits.

    Relief is tolerance times AI's part in growth, at most one. It acts through inputs that exist: the state
    keeps the funding window open in part, the policy rate is lower, US permits are faster.

    Args:
        params: What full relief brings.
        state: Last year's output and AI investment.
        forcing: Outside inputs; `policy_tolerance` is zero where policy does not care.
    Returns:
        Outside inputs with relief in them.
    Source:
        causal map R6; assumption: backstop_window, backstop_rate, backstop_permits.
    Leaves out:
        what relief costs the state; policy of other countries.
    """
    relief = jnp.minimum(forcing.policy_tolerance * part_in_growth(state), 1.0)
    return forcing.replace(
        window_floor=jnp.maximum(forcing.window_floor, relief * params.backstop_window),
        policy_rate=jnp.maximum(forcing.policy_rate - relief * params.backstop_rate, 0.0),
        permit_speed=forcing.permit_speed * (1 + relief * params.backstop_permits),
    )
