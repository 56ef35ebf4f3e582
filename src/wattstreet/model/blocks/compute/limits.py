"""Which limit holds back the fleet: demand, money, chips, halls or power."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import dot
from wattstreet.model.blocks.compute.chips import dark_months
from wattstreet.model.blocks.compute.params import ComputeParams
from wattstreet.model.state import ComputeState


def held_back(
    params: ComputeParams,
    state: ComputeState,
    paid_share: Float[Array, "firm"],
    connected_mw: Float[Array, "firm region"],
) -> Float[Array, "country hold"]:
    """MW that a bloc has ordered or holds and does not run, by what keeps each of them from running.

    Delivered chips that lie dark wait for halls where the shell is missing, for power where the connection
    is. Of the chips on order, the share that buyers cannot pay for waits for money, the rest for makers. The
    more months of deliveries already lie dark, the less a further chip would help, so the less both count.

    Args:
        params: Homes of firms; dark stock at which a further chip would lie dark too.
        state: Dark and ordered chips; finished shells.
        paid_share: Share of what fell due that buyers could pay. [firm]
        connected_mw: Grid connections. [firm region] MW
    Returns:
        Capacity held back by money, chips, halls and power. [country hold] MW
    Source:
        docs/decisions/003-what-binds.md.
    Leaves out:
        limits that would bind only after the present one is lifted.
    """
    dark = state.undeployed_mw
    shell_short = state.shells_mw <= connected_mw
    helps = 1 - jnp.minimum(dark_months(state) / params.dark_normal, 1.0)
    ordered = state.backlog_mw.sum(axis=-1) * helps
    by_firm = jnp.stack(
        [
            ordered * (1 - paid_share),
            ordered * paid_share,
            (dark * shell_short).sum(axis=-1),
            (dark * ~shell_short).sum(axis=-1),
        ],
        axis=-1,
    )
    return dot(params.home.T, by_firm)


def weigh_limits(
    held_mw: Float[Array, "country hold"],
    usable_mw: Float[Array, "country"],
    demand_mw: Float[Array, "country"],
) -> Float[Array, "country limit"]:
    """Every limit in MW, demand first: it outweighs the others exactly where part of the fleet stands unsold.

    Args:
        held_mw: What money, chips, halls and power hold back. [country hold] MW
        usable_mw: What the running fleet can sell. [country] MW
        demand_mw: What customers want at this price. [country] MW
    Returns:
        [country limit] MW
    """
    idle = jnp.maximum(usable_mw - demand_mw, 0.0)
    outweighed = jnp.max(held_mw, axis=-1) * (idle > 0)
    return jnp.concatenate([(outweighed + idle)[:, None], held_mw], axis=-1)


def binding_limit(stuck_mw: Float[Array, "country limit"]) -> Float[Array, "country"]:
    """Code of the limit that holds back most capacity; demand where nothing does."""
    return jnp.argmax(stuck_mw, axis=-1).astype(stuck_mw.dtype)
