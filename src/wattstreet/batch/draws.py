"""What is drawn for a member: weekly noise, deals that may not happen, parameters around their values.

Every draw depends on the seed, the member and the name of its stream alone: not on the other streams, on the
other members, or on how many there are.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np

from wattstreet.core.rng import member_key, month_key, stream_code
from wattstreet.core.units import WEEKS_PER_MONTH

if TYPE_CHECKING:
    from wattstreet.casebook.bind import Bound
    from wattstreet.core.declare import Declaration

DEFINITIONS = ("conviction.burst_fall",)
"""Declared words for what is counted. One count needs one definition, so these are never drawn."""


def weekly_draws(seed: int, member: int, months: np.ndarray) -> np.ndarray:
    """Standard normal draws of the stream `price`. [month week]"""
    return np.asarray(_price_stream(seed, member, jnp.asarray(months)))


@jax.jit
def _price_stream(seed: Any, member: jax.Array, months: jax.Array) -> jax.Array:
    key = member_key(seed, member)
    return jax.vmap(lambda month: jax.random.normal(month_key(key, month, "price"), (WEEKS_PER_MONTH,)))(
        months
    )


def uniforms(seed: int, member: int, streams: tuple[str, ...]) -> np.ndarray:
    """One number from 0 up to 1 for each named stream. [stream]"""
    codes = np.array([stream_code(stream) for stream in streams], dtype=np.uint32)
    return np.asarray(_uniforms(seed, member, jnp.asarray(codes)))


@jax.jit
def _uniforms(seed: Any, member: jax.Array, codes: jax.Array) -> jax.Array:
    key = member_key(seed, member)
    return jax.vmap(lambda code: jax.random.uniform(jax.random.fold_in(key, code)))(codes)


def uncertain_deals(bound: Bound) -> tuple[str, ...]:
    """Deals that may or may not happen, less those the scenario speaks of: they stay as it says."""
    named = {change.id for change in bound.scenario.deals}
    return tuple(deal.id for deal in bound.world.deals if 0 < deal.probability < 1 and deal.id not in named)


def deals_that_happen(bound: Bound, seed: int, member: int) -> dict[str, bool]:
    """Each uncertain deal, and whether it happens in this member: all of it or none, independently.

    Source:
        probabilities of the deals in the ledger.
    Leaves out:
        dependence between deals of the same parties.
    """
    chance = {deal.id: deal.probability for deal in bound.world.deals}
    deals = uncertain_deals(bound)
    draws = uniforms(seed, member, tuple(f"deal.{deal}" for deal in deals))
    return {deal: bool(draw < chance[deal]) for deal, draw in zip(deals, draws, strict=True)}


def drawn_forcing(bound: Bound, seed: int, member: int, happen: dict[str, bool]) -> Any:
    """Forcing of a member: its deals settled, its weekly noise drawn.

    Draws depend on seed, member, month and stream alone, so they do not move when a run is split.
    """
    from wattstreet.casebook.forcings import monthly_forcing

    settled = tuple(
        dataclasses.replace(deal, probability=float(happen[deal.id])) if deal.id in happen else deal
        for deal in bound.world.deals
    )
    forcing = monthly_forcing(dataclasses.replace(bound.world, deals=settled), bound.scenario, bound.months)
    return forcing.replace(price_noise=weekly_draws(seed, member, np.asarray(forcing.month)))


@dataclasses.dataclass(frozen=True)
class Prior:
    """Laws of the drawn parameters: beta distributions over their declared ranges.

    Attributes:
        paths: Declared scalars that are drawn.
        low: Lower end of the range. [parameter]
        width: Width of the range. [parameter]
        weights: The two exponents of each law. [2 parameter]
    """

    paths: tuple[str, ...]
    low: np.ndarray
    width: np.ndarray
    weights: np.ndarray

    def draw(self, seed: int, member: int) -> np.ndarray:
        """Values in this member. [parameter]"""
        from scipy.special import betaincinv

        chances = uniforms(seed, member, tuple(f"parameter.{path}" for path in self.paths))
        return self.low + self.width * betaincinv(*self.weights, chances)

    def put(self, params: Any, values: np.ndarray) -> Any:
        """The parameters with these values in their places."""
        blocks: dict[str, dict[str, np.ndarray]] = {}
        for path, value in zip(self.paths, values, strict=True):
            block, name = path.split(".")
            blocks.setdefault(block, {})[name] = np.asarray(value)
        return params.replace(
            **{block: getattr(params, block).replace(**changes) for block, changes in blocks.items()}
        )


def prior_of(bound: Bound) -> Prior:
    """Laws of every declared scalar that nobody set.

    The mean of a law is the bound value and its standard deviation the declared spread, both exactly, and no
    draw leaves the range; a value nearer to an end than its spread is drawn with that distance as its spread.
    Far from the ends of its range a law is close to a normal one, near one of them to a gamma.

    Not drawn: what the scenario sets, `DEFINITIONS`, and values on an end of their range, which are rules
    switched off or all the way on.

    Source:
        assumption: independent beta priors; value, range and spread as declared.
    Leaves out:
        dependence between parameters; arrays, which come from facts.
    """
    from wattstreet.casebook.registry import registry

    kept = {*bound.scenario.parameters, *DEFINITIONS}
    laws = {}
    for path, declared in registry().items():
        if declared.dims or path in kept:
            continue
        block, name = path.split(".")
        value = float(getattr(getattr(bound.params, block), name))
        if declared.low < value < declared.high:
            width = declared.high - declared.low
            laws[path] = (declared.low, width, *_weights(declared, value))
    low, width, *weights = np.array(list(laws.values())).T
    return Prior(tuple(laws), low, width, np.array(weights))


def spread_drawn(declared: Declaration, value: float) -> float:
    """Declared spread of a value, or its distance from the nearer end of the range where that is less."""
    return min(declared.spread, value - declared.low, declared.high - value)


def _weights(declared: Declaration, value: float) -> tuple[float, float]:
    """Exponents of the beta distribution with this mean and the spread drawn."""
    width = declared.high - declared.low
    mean, deviation = (value - declared.low) / width, spread_drawn(declared, value) / width
    total = mean * (1 - mean) / deviation**2 - 1
    return mean * total, (1 - mean) * total
