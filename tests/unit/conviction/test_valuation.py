"""Value of the complex, its parts, and the yardsticks of its price."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wattstreet.model.blocks.conviction.valuation import (
    core_multiple,
    firm_values,
    implied_growth,
    index_value,
    market_caps,
    payback_years,
    pe_ratio,
    supplier_multiple,
)

pytestmark = pytest.mark.unit

CORE = jnp.array([90e9, 80e9, 0.0])
CHIPS = jnp.array([0.0, 0.0, 95e9])
BOOK = jnp.array([0.0, 0.0, 296e9])


def one(value):
    return jnp.asarray(value, dtype=float)


def test_sixty_three_years_only_without_growth():
    assert payback_years(one(63.0), one(0.0)) == 63.0
    assert payback_years(one(63.0), one(0.20)) == pytest.approx(13.4, abs=0.05)
    assert payback_years(one(63.0), one(0.41)) < 9.0


def test_payback_is_the_year_in_which_earnings_add_up():
    pe, growth = 30.0, 0.15
    years = float(payback_years(one(pe), one(growth)))
    whole = sum((1 + growth) ** k for k in range(1, int(years) + 1))
    assert whole <= pe <= whole + (1 + growth) ** (int(years) + 1)


quick_growth = jax.jit(implied_growth)


@settings(deadline=None)  # the first draw compiles
@given(st.floats(2, 300), st.floats(1, 60))
def test_implied_growth_undoes_payback(pe, years):
    growth = float(quick_growth(one(pe), one(years)))
    assert 0.0 <= growth <= 10.0
    if growth > 1e-4 and growth < 9.99:
        assert payback_years(one(pe), one(growth)) == pytest.approx(years, rel=1e-5)


def test_payback_joins_smoothly_and_differentiates():
    assert payback_years(one(40.0), one(2e-6)) == pytest.approx(40.0, abs=0.01)
    slopes = jax.grad(lambda pe, g: payback_years(pe, g), argnums=(0, 1))
    for growth in (0.0, 0.2):
        assert bool(jnp.all(jnp.isfinite(jnp.stack(slopes(one(40.0), one(growth))))))


def test_multiple_rises_with_belief_and_falls_with_rates(defaults):
    assert core_multiple(defaults, one(0.2), one(0.0)) == pytest.approx(26.0, abs=0.1)
    assert core_multiple(defaults, one(0.7), one(0.0)) == pytest.approx(31.0, abs=0.1)
    assert core_multiple(defaults, one(0.7), one(0.01)) < core_multiple(defaults, one(0.7), one(0.0))


def test_supplier_multiple_against_a_plain_sum(defaults):
    belief, rate = 0.5, float(defaults.discount_rate)
    first = float(defaults.growth_sober) + float(defaults.growth_believed) * belief
    earnings, value = 1.0, 0.0
    for year in range(1, 9):
        if year > 1:
            faded = (year - 1) / 7
            earnings *= 1 + (1 - faded) * first + faded * float(defaults.growth_final)
        value += earnings / (1 + rate) ** year
    value += float(defaults.final_multiple) * earnings / (1 + rate) ** 8
    assert supplier_multiple(defaults, one(belief), one(0.0)) == pytest.approx(value, rel=1e-12)


def test_growth_that_equals_the_discount_rate_has_a_closed_form(changed):
    params = changed(
        growth_sober=0.09, growth_believed=0.0, growth_final=0.08, discount_rate=0.09, final_multiple=5
    )
    flat = params.replace(growth_final=one(0.09))
    assert supplier_multiple(flat, one(0.3), one(0.0)) == pytest.approx((8 + 5) / 1.09, rel=1e-12)


def test_firms_add_up_to_the_index(defaults):
    parts = (one(0.7), CORE, CHIPS, BOOK, one(0.0))
    values = firm_values(defaults, *parts)
    assert jnp.sum(values) == pytest.approx(float(index_value(defaults, *parts)), rel=1e-14)
    caps = market_caps(values, jnp.log(one(8e12)))
    assert jnp.sum(caps) == pytest.approx(8e12, rel=1e-12)
    assert caps[0] / caps[1] == pytest.approx(9 / 8)


def test_nvidia_in_october_2025_lies_near_the_record(defaults):
    # 296bn backlog and 95bn trailing earnings against a market value of 4.9 trillion: within 20 %.
    assert firm_values(defaults, one(0.7), CORE, CHIPS, BOOK, one(0.0))[2] == pytest.approx(4.9e12, rel=0.2)


def test_order_book_leads_value(defaults):
    parts = (one(0.7), CORE, CHIPS)
    assert index_value(defaults, *parts, 2 * BOOK, one(0.0)) > index_value(defaults, *parts, BOOK, one(0.0))


def test_currency_unit_changes_no_ratio(defaults):
    once = firm_values(defaults, one(0.5), CORE, CHIPS, BOOK, one(0.0))
    twice = firm_values(defaults, one(0.5), 2 * CORE, 2 * CHIPS, 2 * BOOK, one(0.0))
    assert np.asarray(twice) == pytest.approx(2 * np.asarray(once), rel=1e-13)
    assert pe_ratio(one(62.2e9), one(1e9)) == pytest.approx(62.2)
