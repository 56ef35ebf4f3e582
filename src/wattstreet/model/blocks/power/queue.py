"""P4: requests wait in study, sign, and are energised as wires and headroom allow."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.maths import at_most_all, ratio
from wattstreet.model.blocks.power.margin import required_firm_per_it_mw
from wattstreet.model.blocks.power.params import PowerParams
from wattstreet.model.blocks.power.records import PowerPolicy, QueueMonth


def stage_months(
    params: PowerParams, policy: PowerPolicy
) -> tuple[Float[Array, "region"], Float[Array, "region"]]:
    """Mean months in study and, signed, until energised, where nothing binds; at least one each."""
    whole = params.connection_months / policy.permit_speed
    study = jnp.maximum(whole * params.study_share, 1.0)
    signed = jnp.maximum(whole * (1.0 - params.study_share), 1.0)
    return study, signed


def stage_shares(params: PowerParams) -> tuple[Float[Array, "region"], Float[Array, "region"]]:
    """Share of what leaves study that signs, and of signed MW that is energised; together: realised."""
    energised = jnp.maximum(params.signed_realised_share, params.realised_share)
    return params.realised_share / energised, energised


def limit_energisation(
    params: PowerParams, policy: PowerPolicy, headroom_mw: Float[Array, "region"]
) -> Float[Array, "region"]:
    """Most IT load that can be energised in the month.

    Args:
        params: Declared numbers of the grid.
        policy: Outside inputs of the month.
        headroom_mw: Firm capacity left for new load. [region] MW at the grid
    Returns:
        The smaller of what wires take on and what headroom carries. [region] MW of IT load
    Source:
        assumption:wires_growth; wires from the world.
    Leaves out:
        size classes of sites and limits below the region.
    """
    growth = jnp.exp(policy.years_since_start * jnp.log1p(params.wires_growth))
    wires = params.wires_mw_per_month * growth * policy.wires_multiplier
    return jnp.minimum(wires, headroom_mw / required_firm_per_it_mw(params))


def expect_wait(
    params: PowerParams,
    policy: PowerPolicy,
    signed_mw: Float[Array, "firm region"],
    limit: Float[Array, "region"],
) -> Float[Array, "region"]:
    """Months from request to energisation that a newcomer can expect.

    Args:
        params: Declared numbers of the grid.
        policy: Outside inputs of the month.
        signed_mw: Signed MW at the month's end. [firm region] MW
        limit: Most that can be energised in a month. [region] MW
    Returns:
        Study time plus the longer of the ordinary time to energise and the backlog over the limit,
        at most the longest wait anybody quotes. [region] months
    Source:
        fact:queue (Dominion 4-7 years above 100 MW); assumption:longest_wait_months.
    """
    study, signed = stage_months(params, policy)
    backlog = jnp.sum(signed_mw, axis=0) * stage_shares(params)[1]
    return jnp.minimum(study + jnp.maximum(signed, ratio(backlog, limit)), params.longest_wait_months)


def advance_queue(
    params: PowerParams,
    policy: PowerPolicy,
    stocks: tuple[Float[Array, "firm region"], Float[Array, "firm region"], Float[Array, "firm region"]],
    requests_mw: Float[Array, "firm region"],
    headroom_mw: Float[Array, "region"],
) -> QueueMonth:
    """One month of the connection queue; requests = change of study and signed + energised + withdrawn.

    Args:
        params: Declared numbers of the grid.
        policy: Outside inputs of the month.
        stocks: Study, signed and connected MW at the last month end. [firm region] MW of IT load
        requests_mw: New requests. [firm region] MW
        headroom_mw: Firm capacity left for new load. [region] MW at the grid
    Returns:
        Stocks at the month's end, MW energised and withdrawn, expected wait.
    Health:
        NEGATIVE_STOCK if a stage falls below zero.
    Source:
        fact:queue (ERCOT: 49.8 % arrive); assumption:study_share, signed_realised_share.
    Leaves out:
        speculative requests by one firm in several places, and load that disconnects.
    """
    study_mw, signed_mw, connected_mw = stocks
    study_months, signed_months = stage_months(params, policy)
    sign_share, energise_share = stage_shares(params)

    left_study = study_mw * (1.0 / study_months)[None, :]
    signs = left_study * sign_share[None, :]
    due = signed_mw * (1.0 / signed_months)[None, :]
    ready = due * energise_share[None, :]
    gives_up = due - ready

    limit = limit_energisation(params, policy, headroom_mw)
    energised = ready * at_most_all(jnp.sum(ready, axis=0), limit)[None, :]
    signed_end = signed_mw + signs - energised - gives_up
    return QueueMonth(
        study_mw=study_mw + requests_mw - left_study,
        signed_mw=signed_end,
        connected_mw=connected_mw + energised,
        withdrawn_mw=left_study - signs + gives_up,
        energised_mw=energised,
        expected_wait_months=expect_wait(params, policy, signed_end, limit),
    )
