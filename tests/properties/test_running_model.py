"""Properties of the running model, over drawn inputs: currency, order of firms, bounds, one-way relations.

Only numbers and outside inputs are drawn, so one compiled program serves every example. Nothing is drawn at
random from run to run: a failure is the same failure the next day.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from wattstreet.batch.single import prepare, simulate
from wattstreet.casebook.bind import assemble, chosen_values
from wattstreet.casebook.calendar import LAST_MONTH, position
from wattstreet.casebook.forcings import lever_input
from wattstreet.casebook.levers import LEVERS
from wattstreet.casebook.registry import registry
from wattstreet.casebook.schema import Policy
from wattstreet.core.errors import Health
from wattstreet.model.accounting import IDENTITIES
from wattstreet.model.checks import TOLERANCE
from wattstreet.model.diagnostics import MENU

pytestmark = pytest.mark.property
Kept = dict[str, np.ndarray]


def few(examples: int) -> settings:
    """Few examples, the same each time; a failure is shown as found, without a search for a smaller one."""
    only = (Phase.explicit, Phase.generate)
    return settings(max_examples=examples, deadline=None, derandomize=True, database=None, phases=only)


ROUNDING = 1e-9
"""Against the largest value of a series: other last bits, amplified some five hundred times over 13 years."""
ON_AN_EDGE = {
    # the smallest share that collapses the market jumps where the tail of a search meets the limit; in this
    # scenario one month lies on the jump, and the last bit decides on which side
    "as-written": {"collapse_share"},
}


def gap(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).max() / max(np.abs(other).max(), 1e-300))


def given_values(inputs: Any) -> dict[str, np.ndarray]:
    return chosen_values(inputs.bound.world, inputs.bound.labels, inputs.bound.scenario)


def with_values(inputs: Any, values: dict[str, np.ndarray], forcing: Any = None) -> Any:
    forcing = inputs.bound.forcing if forcing is None else forcing
    return dataclasses.replace(
        inputs, bound=dataclasses.replace(inputs.bound, params=assemble(values), forcing=forcing)
    )


# ── currency

PER_DOLLAR = {"compute.site_price_weight"}
"""Declared as a pure number, and meant per 10 USD/MWh."""
MONEY_FROM_OUTSIDE = ("deal_due_usd", "signed_usd_per_year", "shares_issued_usd")


def in_another_currency(inputs: Any, rate: float) -> Any:
    """The same world in a currency of which a dollar buys `rate`: whatever is declared in dollars, and deals.

    Dollar constants outside the declarations are floors under sums of billions (`EARNINGS_FLOOR`,
    `LEAST_REVENUE` and the like), which no shipped scenario reaches: this property would show it.
    """
    values = given_values(inputs)
    for path, declared in registry().items():
        if declared.unit.startswith("usd"):
            values[path] = values[path] * rate
    for path in PER_DOLLAR:
        values[path] = values[path] / rate
    forcing = inputs.bound.forcing
    paid = {name: getattr(forcing, name) * rate for name in MONEY_FROM_OUTSIDE}
    return with_values(inputs, values, forcing.replace(**paid))


@pytest.mark.parametrize("name", ["baseline", "as-written", "lab-default"])
def test_another_currency_scales_money_and_nothing_else(
    name: str, runs: Callable[..., Kept], loaded_world: Any
) -> None:
    inputs = prepare(loaded_world, name, rng=None)

    @few(4)
    @given(rate=st.floats(0.2, 150))
    def holds(rate: float) -> None:
        kept = simulate(in_another_currency(inputs, rate))
        for series, dollars in runs(name).items():
            if series in ("residual", *ON_AN_EDGE.get(name, ())):
                continue
            is_money = series in MENU and MENU[series].unit.startswith("usd")
            assert gap(kept[series], dollars * (rate if is_money else 1.0)) <= ROUNDING, series

    holds()


def test_money_left_in_dollars_would_show(baseline: Any, runs: Callable[..., Kept]) -> None:
    """The property can fail: chips that keep their price in dollars are dear or cheap in the new currency."""
    values = {
        path: value * 7.3 if registry()[path].unit.startswith("usd") else value
        for path, value in given_values(baseline).items()
    }
    values["compute.chip_price"] = values["compute.chip_price"] / 7.3
    kept = simulate(with_values(baseline, values))
    assert gap(kept["fleet_mw"], runs()["fleet_mw"]) > 1e-3


# ── order of firms

OF_FIRMS = {"firm", "payer", "payee"}


def test_firms_in_any_order_give_the_same_run(
    loaded_world: Any, baseline: Any, runs: Callable[..., Kept]
) -> None:
    """Whole run, every series: the order of firms is the order of rows, and no rule reads it."""

    @few(4)
    @given(order=st.permutations(range(len(loaded_world.firms))))
    def holds(order: list[int]) -> None:
        turned = dataclasses.replace(loaded_world, firms=tuple(loaded_world.firms[n] for n in order))
        other = prepare(turned, "baseline", rng=None)
        kept = simulate(other)
        for name, series in runs().items():
            if name == "residual":
                continue
            for axis, dim in enumerate(MENU[name].dims if name in MENU else (), start=1):
                if dim in OF_FIRMS:
                    was, now = baseline.bound.labels[dim], other.bound.labels[dim]
                    series = np.take(series, [was.index(label) for label in now], axis=axis)
            assert gap(kept[name], series) <= ROUNDING, name

    holds()


# ── bounds

SCALARS = tuple(path for path, declared in registry().items() if not declared.dims)
MAY_BE_NEGATIVE = {
    "equity_book_usd": "losses may eat up the capital",
    "property_usd": "core property is written down by an outside series, whatever is left of it",
}
SIGNED_SHARES = {"reserve_margin": "a margin, missing where it is negative"}
DUST = 1e-9
"""Against the largest value: what rounding may leave below zero, or above one."""


DEAD_MARKET = 1e-5
"""USD. Where chip sales have died out, what rounding left of billions owed is all that is owed, and is
measured against one dollar: no tolerance relative to the flow can hold."""


def check_bounds(kept: Kept) -> None:
    broken = [name for name, series in kept.items() if not np.isfinite(series).all()]
    assert not broken, f"not finite: {', '.join(broken)}"
    assert not (kept["health"] & ~int(Health.BROKEN_IDENTITY)).any(), "unhealthy"
    for name, residual in zip(IDENTITIES, kept["residual"].max(axis=0), strict=True):
        assert residual <= (DEAD_MARKET if name == "trade-credit-has-two-sides" else TOLERANCE), name
    for name, series in MENU.items():
        low, high = float(kept[name].min()), float(kept[name].max())
        if series.unit == "share" and name not in SIGNED_SHARES:
            assert low >= -DUST, name
            assert high <= 1 + DUST, name
        if series.is_stock and name not in MAY_BE_NEGATIVE:
            assert low >= -DUST * max(abs(high), 1.0), name


def test_nothing_leaves_its_bounds_anywhere_in_the_declared_ranges(baseline: Any) -> None:
    """Every declared number anywhere between its ends, all at once, evenly: far beyond any prior."""
    calm = given_values(baseline)

    @few(40)
    @given(seed=st.integers(0, 2**32 - 1))
    def holds(seed: int) -> None:
        draw, values = np.random.default_rng(seed), dict(calm)
        for path in SCALARS:
            declared = registry()[path]
            values[path] = np.asarray(draw.uniform(declared.low, declared.high))
        check_bounds(simulate(with_values(baseline, values)))

    holds()


def at_the_ends(baseline: Any, end: str) -> dict[str, np.ndarray]:
    values = given_values(baseline)
    for path in SCALARS:
        values[path] = np.asarray(float(getattr(registry()[path], end)))
    return values


HOURS = ("power.peak_hours_share", "power.high_hours_share", "power.middle_hours_share")
"""Their high ends add up to all hours of the month and leave the low block none."""


@pytest.mark.parametrize("end", ["low", "high"])
def test_nothing_leaves_its_bounds_at_the_ends_of_the_ranges(end: str, baseline: Any) -> None:
    values = at_the_ends(baseline, end)
    if end == "high":
        values["power.middle_hours_share"] = values["power.middle_hours_share"] - 0.01
    check_bounds(simulate(with_values(baseline, values)))


def test_a_month_without_low_hours_is_told_as_broken(baseline: Any) -> None:
    """The one corner of the ranges the model cannot take: the run says so in its first month."""
    high = at_the_ends(baseline, "high")
    kept = simulate(with_values(baseline, given_values(baseline) | {path: high[path] for path in HOURS}))
    assert (kept["health"] & int(Health.NOT_FINITE)).all()


def test_a_number_beyond_its_range_would_show(baseline: Any) -> None:
    values = given_values(baseline)
    values["compute.shell_loss"] = np.asarray(1.5)
    with pytest.raises(AssertionError):
        check_bounds(simulate(with_values(baseline, values)))


# ── one-way relations

US = "us"
Read = Callable[[Kept, dict[str, tuple[str, ...]]], np.ndarray]


def picked(name: str, axis: str, start: str, *, added: bool = False) -> Read:
    """A series summed over the labels that begin so; `added` up over time for flows."""

    def read(kept: Kept, labels: dict[str, tuple[str, ...]]) -> np.ndarray:
        at = [n for n, label in enumerate(labels[axis]) if label.startswith(start)]
        place = MENU[name].dims.index(axis) + 1
        series = np.take(kept[name], at, axis=place)
        series = series.reshape(len(series), -1).sum(axis=1)
        return series.cumsum() if added else series

    return read


def whole(name: str) -> Read:
    return lambda kept, labels: kept[name].reshape(len(kept[name]), -1).sum(axis=1)


RISES: list[tuple[str, float, float, Read, int, str]] = [
    # what is raised, its ends, what then never falls, for how many months, why
    ("grid-build", 0, 20, picked("firm_mw", "region", US), 156, "more plants are started"),
    ("hall-speed", 0.05, 10, whole("halls_mw"), 156, "halls finish sooner and stand for good"),
    ("chip-supply", 0, 1, picked("shipments_mw", "supplier", "", added=True), 156, "lines that may ship do"),
    (
        "china-chip-quality",
        0.1,
        10,
        picked("fleet_h100e", "country", "cn"),
        156,
        "better chips, more compute",
    ),
    ("capability-gain", 0, 1, picked("capability", "country", US), 156, "models gain what is allowed"),
    ("consumer-shift", 0, 5, picked("segment_revenue_usd", "segment", "consumers"), 156, "users join sooner"),
    ("window-floor", 0, 1, whole("funding_window"), 156, "the state keeps markets open"),
    ("window-cap", 0, 1, whole("funding_window"), 156, "markets may open further"),
    ("net-buying", -0.2, 0.2, whole("price_index"), 156, "who buys lifts the price"),
]
FALLS: list[tuple[str, float, float, Read, int, str]] = [
    (
        "policy-rate",
        0,
        0.25,
        whole("value_index"),
        24,
        "earnings are discounted more; later the cycle shifts",
    ),
    (
        "committed-sellers",
        0,
        0.1,
        whole("price_index"),
        12,
        "who sells lowers it; who has sold sells no more",
    ),
    ("export-control", 0, 1, picked("fleet_h100e", "country", "cn"), 24, "then domestic makers replace them"),
]
RELATIONS = [(1, *row) for row in RISES] + [(-1, *row) for row in FALLS]


def raised(inputs: Any, lever: str, value: float, start: str) -> Kept:
    """The baseline with one lever at a value from a month on."""
    bound = inputs.bound
    policy = Policy.model_validate({"lever": lever, "from": start, "value": value, "why": "drawn"})
    ours = [one for one in bound.scenario.policies if one.lever == lever]
    at = np.array([position(month) for month in bound.months])
    path = lever_input(bound.world, LEVERS[lever], [*ours, policy], at)
    return simulate(
        with_values(inputs, given_values(inputs), bound.forcing.replace(**{LEVERS[lever].field: path}))
    )


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda row: f"{row[1]} {'+' if row[0] > 0 else '-'}")
def test_more_of_one_never_lowers_the_other(relation: tuple[Any, ...], baseline: Any) -> None:
    sign, lever, low, high, read, months, why = relation
    labels, start = baseline.bound.labels, position(baseline.bound.months[0])

    @few(6)
    @given(
        ends=st.lists(st.floats(0, 1), min_size=2, max_size=2, unique=True),
        at=st.integers(start, position(LAST_MONTH) - 24),
    )
    def holds(ends: list[float], at: int) -> None:
        first = f"{at // 12:04d}-{at % 12 + 1:02d}"
        values = [low + share * (high - low) for share in sorted(ends)]
        less, more = (read(raised(baseline, lever, value, first), labels) for value in values)
        rise = sign * (more - less)[: at - start + months + 1]
        assert rise.min() >= -ROUNDING * np.abs(less).max(), f"{values} from {first}: {why}"

    holds()


def test_relations_move_and_a_false_one_shows(baseline: Any) -> None:
    """Each relation is strict somewhere, and more sellers do not raise the price."""
    for sign, lever, low, high, read, months, _ in RELATIONS:
        less, more = (
            read(raised(baseline, lever, value, "2025-01"), baseline.bound.labels) for value in (low, high)
        )
        assert (sign * (more - less))[: 24 + months].max() > 1e-6 * np.abs(less).max(), lever
    calm, sold = (
        raised(baseline, "committed-sellers", value, "2025-01")["price_index"] for value in (0.0, 0.05)
    )
    assert (sold - calm).min() < -1e-3
