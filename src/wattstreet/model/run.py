"""Many months and many members: scan over time, a fixed inner batch over members, chosen series kept."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.packing import Packing
from wattstreet.model.accounting import IDENTITIES
from wattstreet.model.blocks.conviction.critical import footing, tipping_shares
from wattstreet.model.blocks.conviction.tables import precompute
from wattstreet.model.checks import health_of_month
from wattstreet.model.diagnostics import MENU
from wattstreet.model.forcing import Forcing
from wattstreet.model.opening import opening_state
from wattstreet.model.params import Params
from wattstreet.model.state import State
from wattstreet.model.step import one_month

INNER_BATCH = 1
"""Members that go through the kernel together. Fixed, so that a member's bytes never depend on its company.

Larger vectorised batches take as long per member as one alone on a CPU (docs/decisions/005-inner-batch.md).
"""

Kept = dict[str, Any]
Vector = Float[Array, "_"]


def keep_stocks(params: Params, state: State, keep: tuple[str, ...]) -> Kept:
    """The chosen stocks of a state."""
    return {name: MENU[name].read(params, state) for name in keep if MENU[name].is_stock}


def keep_flows(params: Params, state: State, flows: Any, keep: tuple[str, ...]) -> Kept:
    """The chosen flows of a month."""
    return {name: MENU[name].read(params, state, flows) for name in keep if not MENU[name].is_stock}


def keep_month(
    params: Params, after: State, flows: Any, residual: Float[Array, "identity"], keep: tuple[str, ...]
) -> Kept:
    """What a month leaves behind: chosen series, residuals, health, what the critical shares rest on."""
    return {
        **keep_stocks(params, after, keep),
        **keep_flows(params, after, flows, keep),
        "residual": residual,
        "health": health_of_month(after, residual),
        "footing": footing(params.conviction, after.conviction),
    }


def run_member(params: Params, forcing: Forcing, state: State, keep: tuple[str, ...]) -> tuple[State, Kept]:
    """One member through its months.

    Args:
        params: Everything declared.
        forcing: Outside inputs with `month` leading.
        state: State before the first of these months.
        keep: Names of the menu to keep.
    Returns:
        Final state; kept series with `month` leading (stocks at the ends of the months), residuals and
        health codes; under `opening`, the kept stocks before the first month.
    """
    tables = precompute(params.conviction)
    states, outsides = Packing(state), Packing(jax.tree.map(lambda leaf: leaf[0], forcing))

    records: list[Packing] = []

    def month(carried: Vector, given: Vector) -> tuple[Vector, Vector]:
        before = states.unpack(carried)
        after, flows, residual = one_month(params, tables, before, outsides.unpack(given))
        record = keep_month(params, after, flows, residual, keep)
        records.append(Packing(record))
        return states.pack(after), records[-1].pack(record)

    packed = jnp.concatenate([leaf.reshape(leaf.shape[0], -1) for leaf in jax.tree.leaves(forcing)], axis=-1)
    final, rows = jax.lax.scan(month, states.pack(state), packed)
    kept = records[-1].unpack(rows)
    kept["opening"] = keep_stocks(params, state, keep)
    opened = footing(params.conviction, state.conviction)
    footings = jax.tree.map(lambda first, rest: jnp.append(first, rest), opened, kept.pop("footing"))
    tipping = jax.vmap(partial(tipping_shares, params.conviction, tables))(footings)
    kept["critical_share"], kept["collapse_share"] = tipping.critical, tipping.collapse
    kept["committed_share"] = forcing.committed_share
    return states.unpack(final), kept


@partial(jax.jit, static_argnames="keep")
def run_batch(
    params: Params, forcing: Forcing, state: State | None, keep: tuple[str, ...]
) -> tuple[State, Kept]:
    """`INNER_BATCH` members, one after another; every record has `member` as its leading axis.

    Args:
        params: Parameters. [member …]
        forcing: Outside inputs. [member month …]
        state: State to go on from; the opening one when `None`. [member …]
        keep: Names of the menu to keep.
    Returns:
        Final states and kept series. [member …]
    """

    def member(given: tuple[Params, Forcing, State | None]) -> tuple[State, Kept]:
        params, forcing, state = given
        return run_member(params, forcing, opening_state(params) if state is None else state, keep)

    return jax.lax.map(member, (params, forcing, state))


Leaves = list[Array]


@partial(jax.jit, static_argnames="keep")
def run_leaves(
    params: Leaves, forcing: Leaves, state: Leaves | None, keep: tuple[str, ...]
) -> tuple[Leaves, Kept]:
    """`run_batch` on bare leaves, so that its compiled program can be stored without the records' classes."""
    opened = None if state is None else jax.tree.unflatten(State.structure(), state)
    final, kept = run_batch(
        jax.tree.unflatten(Params.structure(), params),
        jax.tree.unflatten(Forcing.structure(), forcing),
        opened,
        keep,
    )
    return jax.tree.leaves(final), kept


def identity_names() -> tuple[str, ...]:
    """Labels of the identity axis."""
    return IDENTITIES
