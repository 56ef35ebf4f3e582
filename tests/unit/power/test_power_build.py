"""P6: pipeline, largest rates, retirements."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wattstreet.core.axes import TECHNOLOGIES
from wattstreet.model.blocks.power.build import build_capacity, share_starts, start_plants
from wattstreet.model.blocks.power.margin import firm_margin
from wattstreet.model.blocks.power.records import FirmMargin

pytestmark = pytest.mark.unit


def margin_of(value):
    return FirmMargin(
        peak_mw=jnp.ones(21),
        firm_mw=jnp.ones(21),
        reserve_margin=jnp.full(21, value),
        headroom_mw=jnp.zeros(21),
    )


def test_at_rest_a_country_starts_its_steady_share(params, opening, policy_of):
    anchor = jnp.full(21, params.build_price_usd_per_mwh)
    starts = start_plants(params, policy_of(0, 0.0), opening.capacity_mw, margin_of(5.0), anchor)
    placed = params.in_country @ share_starts(params, opening.capacity_mw)
    np.testing.assert_allclose(
        params.in_country @ starts, 0.6 * params.max_build_mw_per_month * placed, rtol=1e-12
    )
    present = np.asarray(params.in_country @ opening.capacity_mw) > 0
    np.testing.assert_allclose(np.asarray(placed)[present], 1, rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(
    margin=st.floats(-0.9, 2),
    price=st.floats(0, 5000),
    grid=st.floats(0, 4),
    firm=st.floats(0, 3),
    scale=st.floats(0, 3),
)
def test_starts_never_exceed_the_largest_rate(params, opening, policy_of, margin, price, grid, firm, scale):
    policy = policy_of(0, 0.0, grid_build_multiplier=grid, firm_build_multiplier=firm)
    capacity = opening.capacity_mw * scale
    starts = start_plants(params, policy, capacity, margin_of(margin), jnp.full(21, price))
    multiplier = np.where(np.isin(TECHNOLOGIES, ("wind", "solar")), 1.0, firm) * grid
    largest = np.asarray(params.max_build_mw_per_month) * multiplier
    assert np.all(np.asarray(starts) >= 0)
    assert np.all(np.asarray(params.in_country @ starts) <= largest * (1 + 1e-12) + 1e-12)


def test_short_margin_and_high_price_call_for_plants(params, opening, neutral):
    price = jnp.full(21, 42.0)
    rest = start_plants(params, neutral, opening.capacity_mw, margin_of(1.0), price)
    short = start_plants(params, neutral, opening.capacity_mw, margin_of(0.0), price)
    dear = start_plants(params, neutral, opening.capacity_mw, margin_of(1.0), price * 1.5)
    firm = ~np.isin(TECHNOLOGIES, ("wind", "solar"))
    total = [np.asarray(params.in_country @ s) for s in (rest, short, dear)]
    built = total[0] > 0
    assert np.all(total[1][:, firm][built[:, firm]] > total[0][:, firm][built[:, firm]])
    np.testing.assert_allclose(total[1][:, ~firm], total[0][:, ~firm])
    assert np.all(total[2][built] > total[0][built])


def test_a_needy_region_takes_more_than_its_share(params, opening, neutral):
    price = jnp.full(21, 42.0)
    margins = jnp.full(21, 1.0).at[0].set(0.0)
    even = start_plants(params, neutral, opening.capacity_mw, margin_of(1.0), price)
    found = start_plants(
        params, neutral, opening.capacity_mw, margin_of(1.0).replace(reserve_margin=margins), price
    )
    gas = TECHNOLOGIES.index("gas_ccgt")
    assert found[0, gas] > 2 * even[0, gas]
    np.testing.assert_allclose(found[12:], even[12:])


def test_stocks_move_by_their_flows(params, opening, neutral):
    plants = (opening.capacity_mw, opening.construction_mw)
    margin = firm_margin(params, neutral, opening.capacity_mw, opening.connected_mw)
    month = build_capacity(params, neutral, plants, margin, opening.price_usd_per_mwh)
    scale = 1 + opening.capacity_mw + opening.construction_mw
    built = (month.capacity_mw - plants[0] - month.added_mw + month.retired_mw) / scale
    begun = (month.construction_mw - plants[1] - month.started_mw + month.added_mw) / scale
    assert np.abs(built).max() < 1e-12
    assert np.abs(begun).max() < 1e-12
    np.testing.assert_allclose(month.added_mw, opening.construction_mw / params.lead_months, rtol=1e-13)


def test_pipeline_settles_at_starts_times_lead_time(params, opening, policy_of):
    """Little's law: with a constant flow of starts, construction is flow times lead time."""
    policy, price = policy_of(0, 0.0), jnp.full(21, 42.0)
    still = params.replace(retirement_per_month=jnp.zeros((21, 10)), build_by_load_share=jnp.asarray(1.0))

    def month(plants, _):
        found = build_capacity(still, policy, plants, margin_of(5.0), price)
        return (found.capacity_mw, found.construction_mw), found

    _, path = jax.lax.scan(month, (opening.capacity_mw, opening.construction_mw), None, length=6000)
    np.testing.assert_allclose(
        path.construction_mw[-1], path.started_mw[-1] * params.lead_months, rtol=1e-9, atol=1e-9
    )
    np.testing.assert_allclose(path.added_mw[-1], path.started_mw[-1], rtol=1e-9, atol=1e-9)


def test_short_margin_postpones_retirement(params, opening, neutral):
    plants = (opening.capacity_mw, opening.construction_mw)
    rest, short = (
        build_capacity(params, neutral, plants, margin_of(m), opening.price_usd_per_mwh).retired_mw
        for m in (1.0, -0.5)
    )
    np.testing.assert_allclose(rest, opening.capacity_mw * params.retirement_per_month, rtol=1e-13)
    np.testing.assert_allclose(short, 0.1 * rest, rtol=1e-12, atol=1e-12)


def test_firm_policy_leaves_wind_and_sun_alone(params, opening, policy_of):
    price = jnp.full(21, 42.0)
    plain, halved = (
        start_plants(
            params, policy_of(0, 0.0, firm_build_multiplier=m), opening.capacity_mw, margin_of(1.0), price
        )
        for m in (1.0, 0.5)
    )
    factor = np.where(np.isin(TECHNOLOGIES, ("wind", "solar")), 1.0, 0.5)
    np.testing.assert_allclose(halved, plain * factor[None, :], rtol=1e-13)
