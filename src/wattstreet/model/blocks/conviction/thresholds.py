"""Distributions of holders' thresholds: on other sellers, and on the drawdown."""

import math

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

SMALLEST_FALL = 1e-9
"""Log fall below which nobody's tolerance is reached; keeps logarithms finite."""

ROOT_HALF = math.sqrt(0.5)
DENSITY_AT_ZERO = math.sqrt(0.5 / math.pi)

FARTHEST = 6.5
"""Scaled score beyond which the tail is taken as nothing: 1e-20; farther out `exp` meets subnormals."""

TAIL_SCALE = 0.42
TAIL = (
    0.234790525174222,
    0.26433121483341,
    0.0640990676264861,
    0.658671186015041,
    -0.849073687688398,
    1.2764253536659,
    -0.918741081336856,
    0.311290740962904,
    -0.0417933192349201,
)
"""Polynomial of the scaled tail, fitted for this file; largest error of the normal mass 1e-11."""


@jax.custom_jvp
@jax.jit  # traced once for every place that asks for it
def below_normal(score: Float[Array, "..."]) -> Float[Array, "..."]:
    """Standard normal mass below a score.

    The library's 64-bit error function is a call per number on a processor, an order of magnitude slower than
    this polynomial, and this is the innermost sum of the block.

    Args:
        score: Standard score. [...]
    Returns:
        Mass below it, to 1e-11. [...] share
    Source:
        form of Abramowitz & Stegun (1964) 7.1.26; coefficients fitted to the scaled error function.
    Leaves out:
        relative precision of the far left tail.
    """
    scaled = jnp.minimum(jnp.abs(score) * ROOT_HALF, FARTHEST)
    nearness = 1.0 / (1.0 + TAIL_SCALE * scaled)
    tail = TAIL[-1]
    for coefficient in TAIL[-2::-1]:
        tail = tail * nearness + coefficient
    tail = jnp.where(scaled < FARTHEST, 0.5 * tail * nearness * jnp.exp(-scaled * scaled), 0.0)
    return jnp.where(score > 0.0, 1.0 - tail, tail)


@below_normal.defjvp
def _density(
    primals: tuple[Float[Array, "..."]], tangents: tuple[Float[Array, "..."]]
) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """The normal density as derivative: exact, and without the kink of the absolute value at zero."""
    (score,), (change,) = primals, tangents
    scaled = jnp.minimum(jnp.abs(score) * ROOT_HALF, FARTHEST)
    return below_normal(score), DENSITY_AT_ZERO * jnp.exp(-scaled * scaled) * change


@jax.jit
def thresholds_reached(
    visible: Float[Array, "..."], mean: Float[Array, ""], sd: Float[Array, ""], cut: Float[Array, ""]
) -> Float[Array, "..."]:
    """Share of aware holders whose threshold on other sellers is reached (F).

    Args:
        visible: Sellers beyond what holders are used to. [...] share
        mean: Mean of the normal before the cut. share
        sd: Its standard deviation. share
        cut: Its mass below zero, `below_normal(-mean / sd)`; zero leaves the normal uncut. share
    Returns:
        Share reached. [...] share
    Source:
        Granovetter (1978), Am. J. Sociology 83; assumption: normal, cut at zero.
    Leaves out:
        who sees whom; the network twin has it.
    """
    return jnp.maximum(0.0, (below_normal((visible - mean) / sd) - cut) / (1.0 - cut))


@jax.jit
def tolerance_reached(
    log_fall: Float[Array, "..."], median: Float[Array, ""], sigma: Float[Array, ""]
) -> Float[Array, "..."]:
    """Share of holders whose tolerance of a drawdown is reached (G), log-normal.

    Args:
        log_fall: Remembered peak less log price. [...] log
        median: Median tolerance as a drawdown. share
        sigma: Log-normal spread. log
    Returns:
        Share reached; zero at or above the peak. [...] share
    Source:
        assumption: log-normal; a normal's mass near zero would burst the market unasked.
    Leaves out:
        the reason of the fall, which may matter to holders.
    """
    fall = 1.0 - jnp.exp(-jnp.maximum(log_fall, SMALLEST_FALL))
    return below_normal((jnp.log(fall) - jnp.log(median)) / sigma)


@jax.jit
def levered_sale(log_fall: Float[Array, "..."], leverage: Float[Array, ""]) -> Float[Array, "..."]:
    """Share of a levered position sold to keep leverage constant after a fall.

    Args:
        log_fall: Remembered peak less log price. [...] log
        leverage: Assets over equity. ratio
    Returns:
        Share of the shares sold, at most all. [...] share
    Source:
        (L − 1)·D/(1 − D) at constant leverage, D the drawdown.
    Leaves out:
        margin rules that act only beyond a limit, and equity that is topped up.
    """
    return jnp.minimum(1.0, (leverage - 1.0) * (jnp.exp(jnp.maximum(log_fall, 0.0)) - 1.0))
