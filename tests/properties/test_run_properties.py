"""What holds for every input that is drawn."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wattstreet.batch.single import prepare, simulate
from wattstreet.casebook.calendar import LAST_MONTH, months_between, position
from wattstreet.casebook.forcings import lever_path
from wattstreet.casebook.levers import LEVERS
from wattstreet.casebook.schema import Policy

pytestmark = pytest.mark.property
FEW = settings(max_examples=50, deadline=None, derandomize=True)

MONTHS = st.integers(position("2023-01"), position(LAST_MONTH))


def month(at: int) -> str:
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


@st.composite
def policies(draw: st.DrawFn) -> tuple[str, list[Policy]]:
    """A lever and up to four policies on it, anywhere in time and range."""
    name = draw(st.sampled_from(sorted(LEVERS)))
    lever, made = LEVERS[name], []
    for _ in range(draw(st.integers(0, 4))):
        first, last = sorted(draw(st.lists(MONTHS, min_size=2, max_size=2)))
        value = draw(st.floats(lever.low, lever.high, allow_nan=False))
        until = month(last) if draw(st.booleans()) else None
        ramp = draw(st.integers(0, 60))
        made.append(
            Policy.model_validate(
                {"lever": name, "from": month(first), "until": until, "value": value, "ramp_months": ramp}
                | {"why": "drawn"}
            )
        )
    return name, made


AT = np.arange(position("2023-01"), position(LAST_MONTH) + 1)


@FEW
@given(policies())
def test_a_lever_stays_between_what_it_was_told(drawn: tuple[str, list[Policy]]) -> None:
    name, made = drawn
    lever = LEVERS[name]
    path = lever_path(lever.neutral, made, AT)
    told = [lever.neutral, *(policy.value for policy in made)]
    slack = 1e-12 * (1 + max(map(abs, told)))
    assert path.min() >= min(told) - slack
    assert path.max() <= max(told) + slack
    assert path.min() >= lever.low - slack
    assert path.max() <= lever.high + slack


@FEW
@given(policies())
def test_a_lever_is_neutral_outside_its_policies(drawn: tuple[str, list[Policy]]) -> None:
    name, made = drawn
    path = lever_path(LEVERS[name].neutral, made, AT)
    untouched = np.ones(len(AT), dtype=bool)
    for policy in made:
        last = position(policy.until) if policy.until else np.inf
        untouched &= (position(policy.start) > AT) | (last < AT)
    assert (path[untouched] == LEVERS[name].neutral).all()


@FEW
@given(MONTHS, MONTHS)
def test_months_are_counted_with_both_ends(one: int, other: int) -> None:
    first, last = sorted((one, other))
    months = months_between(month(first), month(last))
    assert len(months) == last - first + 1
    assert (months[0], months[-1]) == (month(first), month(last))
    assert months == sorted(set(months))


@settings(max_examples=6, deadline=None, derandomize=True)
@given(sizes=st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_any_policy_mix_keeps_the_accounts(sizes: list[float], loaded_world: Any) -> None:
    """Levers anywhere between their ends: nothing breaks."""
    made = [
        {"lever": lever, "from": "2024-06", "value": low + size * (high - low), "why": "drawn"}
        for size, (lever, low, high) in zip(
            sizes, (("wires", 0, 20), ("committed-sellers", 0, 1), ("policy-rate", 0, 0.25)), strict=True
        )
    ]
    chosen = {"name": "drawn", "says": "Drawn levers.", "inherits": "baseline", "policies": made}
    kept = simulate(prepare(loaded_world, chosen, rng=None))
    assert kept["residual"].max() <= 1e-9
    assert not kept["health"].any()


def test_the_order_of_firms_does_not_matter(loaded_world: Any, baseline: Any) -> None:
    """Firms listed the other way round: the same run up to the order of sums.

    Over eight years sums in another order differ by rounding that the market's feedback may amplify.
    """
    turned = dataclasses.replace(loaded_world, firms=tuple(reversed(loaded_world.firms)))
    straight, other = simulate(baseline), simulate(prepare(turned, "baseline", rng=None))
    months = 96
    for name in ("price_index", "gdp_usd", "backlog_mw", "dc_connected_mw", "segment_revenue_usd"):
        np.testing.assert_allclose(other[name][:months], straight[name][:months], rtol=1e-8, err_msg=name)
    for name in ("cash_usd", "debt_usd", "fleet_mw", "undeployed_mw"):
        scale = np.abs(straight[name][:months]).max()
        np.testing.assert_allclose(
            other[name][:months, ::-1], straight[name][:months], rtol=1e-8, atol=1e-8 * scale, err_msg=name
        )


def test_the_order_of_deals_does_not_matter(loaded_world: Any, baseline: Any) -> None:
    turned = dataclasses.replace(loaded_world, deals=tuple(reversed(loaded_world.deals)))
    straight, other = simulate(baseline), simulate(prepare(turned, "baseline", rng=None))
    np.testing.assert_allclose(other["deal_cash_usd"][:96, ::-1], straight["deal_cash_usd"][:96], rtol=1e-8)
    np.testing.assert_allclose(other["price_index"][:96], straight["price_index"][:96], rtol=1e-8)
