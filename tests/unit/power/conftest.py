"""A synthetic grid of 21 regions, typed by hand from published totals of 2022 and 2024."""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from wattstreet.core.axes import TECHNOLOGIES
from wattstreet.core.declare import declarations
from wattstreet.model.blocks.power.margin import accredit_firm_capacity, peak_per_it_mw
from wattstreet.model.blocks.power.params import PowerParams
from wattstreet.model.blocks.power.records import PowerPolicy
from wattstreet.model.state import PowerState

jax.config.update("jax_enable_x64", True)

FIRMS = 13

# GW: mean, summer peak, winter peak, reserve target, imports, USD/MWh of combined cycles, nuclear, hydro,
# wind, sun, coal, gas, oil, other, storage with pumped hydro.
REGIONS = {
    "us-pjm": (91.0, 147.9, 135.4, 0.177, 3, 30, 34.5, 3.3, 10.8, 7.4, 45.4, 101.5, 5.9, 2.2, 5.3),
    "us-ercot": (49.2, 79.8, 74.1, 0.1375, 1, 32, 5.1, 0.6, 36.0, 11.4, 14.3, 65.2, 0.8, 0.4, 2.1),
    "us-miso": (74.6, 116.4, 101.5, 0.183, 5, 31, 12.3, 2.5, 29.8, 4.6, 52.8, 82.5, 4.1, 2.8, 2.5),
    "us-spp": (32.3, 53.0, 47.0, 0.16, 2, 31, 2.1, 3.1, 30.8, 0.5, 22.1, 35.0, 2.1, 0.4, 0.3),
    "us-caiso": (25.5, 51.1, 30.0, 0.182, 10, 42, 2.3, 6.3, 6.0, 17.9, 0.1, 32.6, 0.2, 3.1, 6.4),
    "us-nyiso": (17.4, 30.5, 23.2, 0.15, 3, 33, 3.4, 4.6, 2.2, 1.3, 0.0, 25.7, 4.1, 0.5, 1.4),
    "us-iso-ne": (13.4, 24.4, 19.5, 0.135, 3, 38, 3.4, 1.9, 1.5, 2.3, 0.5, 18.8, 5.9, 1.3, 1.8),
    "us-southeast": (79.5, 133.3, 131.9, 0.15, 3, 30, 27.2, 12.7, 1.5, 10.7, 44.4, 86.4, 3.5, 3.1, 6.5),
    "us-florida": (29.0, 50.6, 42.2, 0.15, 3, 31, 3.8, 0.0, 0.0, 5.7, 4.9, 50.0, 2.0, 1.7, 0.5),
    "us-southwest": (17.1, 33.1, 18.9, 0.1155, 3, 31, 4.2, 3.9, 3.7, 5.1, 5.8, 25.2, 0.3, 0.9, 0.5),
    "us-northwest": (36.6, 53.8, 54.5, 0.1435, 4, 34, 1.2, 33.5, 16.4, 4.2, 16.9, 21.0, 0.1, 1.0, 0.9),
    "us-california-noniso": (5.7, 12.8, 6.5, 0.182, 2.6, 42, 0.0, 3.1, 0.4, 1.7, 1.6, 7.9, 0.1, 0.9, 1.1),
    "cn-north": (187.0, 245.0, 240.0, 0.14, 45, 75, 3.0, 12.0, 80.0, 95.0, 229.0, 20.0, 0.0, 6.0, 9.0),
    "cn-innermongolia": (51.9, 58.0, 58.0, 0.14, 2, 75, 0.0, 2.5, 50.0, 20.0, 82.0, 0.5, 0.0, 0.5, 1.0),
    "cn-northeast": (48.9, 60.6, 62.0, 0.14, 2, 75, 5.8, 12.0, 30.0, 17.0, 95.0, 0.0, 0.0, 2.0, 2.0),
    "cn-east": (241.0, 350.0, 300.0, 0.14, 70, 75, 27.6, 42.0, 36.0, 76.0, 244.0, 38.0, 0.0, 8.0, 16.0),
    "cn-central": (118.0, 179.0, 165.0, 0.14, 30, 75, 0.0, 66.0, 42.0, 48.0, 132.0, 5.0, 0.0, 4.0, 6.0),
    "cn-southwest": (57.5, 90.0, 80.0, 0.14, 6, 75, 0.0, 104.0, 7.0, 6.0, 28.0, 3.0, 0.0, 2.0, 1.0),
    "cn-northwest": (110.0, 127.5, 127.5, 0.14, 3, 75, 0.0, 44.0, 90.0, 95.0, 152.0, 0.5, 0.0, 1.0, 2.0),
    "cn-south": (168.6, 218.0, 185.0, 0.14, 20, 75, 20.3, 140.0, 36.0, 40.0, 153.0, 47.0, 0.0, 6.0, 11.0),
    "row": (1382.0, 2000.0, 1950.0, 0.15, 60, 45, 220.0, 600.0, 350.0, 450.0, 650.0, 1200.0, 250, 150, 80),
}  # fmt: skip

# Months to connect, share realised: fact sheet of queues, with the rest of a country alike.
CONNECTION = {
    "us-pjm": (54, 0.4),
    "us-ercot": (30, 0.498),
    "cn": (14, 0.7),
    "us": (38, 0.4),
    "row": (40, 0.4),
}

COST = {"nuclear": 10, "hydro": 2, "wind": 0, "solar": 0, "coal": 31, "oil": 160, "other": 38, "storage": 0}

# peak, high, middle, low
AVAILABILITY = {
    "nuclear": (0.96, 0.95, 0.92, 0.90),
    "hydro": (0.75, 0.60, 0.38, 0.28),
    "wind": (0.25, 0.30, 0.34, 0.38),
    "solar": (0.45, 0.50, 0.30, 0.02),
    "coal": (0.90, 0.85, 0.78, 0.78),
    "gas_ccgt": (0.93, 0.90, 0.86, 0.86),
    "gas_ct": (0.93, 0.90, 0.88, 0.88),
    "oil": (0.85, 0.85, 0.80, 0.80),
    "other": (0.75, 0.70, 0.65, 0.60),
    "storage": (0.0, 0.0, 0.0, 0.0),
}

CREDIT = (0.96, 0.75, 0.15, 0.40, 0.92, 0.95, 0.95, 0.90, 0.85, 0.80)

# GW a year actually started, months of lead, per cent a year retired; nuclear … storage
US_BUILD = ((0.4, 0.1, 8, 38, 0, 3, 2, 0, 0.2, 10), (132, 120, 24, 18, 72, 60, 36, 24, 36, 14))
CN_BUILD = ((4, 10, 80, 278, 35, 12, 4, 0, 3, 42), (60, 72, 12, 8, 30, 24, 24, 24, 24, 6))
ROW_BUILD = ((5, 15, 50, 150, 25, 40, 10, 1, 5, 25), (90, 72, 24, 14, 48, 40, 30, 24, 30, 12))
US_RETIRED = (0.0, 0.0, 0.5, 0.0, 4.0, 0.4, 1.0, 2.0, 1.0, 0.0)

SUN = (0.60, 0.75, 1.0, 1.15, 1.25, 1.30, 1.30, 1.22, 1.08, 0.90, 0.68, 0.57)
WIND = (1.10, 1.12, 1.15, 1.15, 1.02, 0.92, 0.78, 0.78, 0.88, 1.0, 1.08, 1.10)
WATER = (0.90, 0.90, 0.95, 1.05, 1.20, 1.20, 1.10, 1.0, 0.92, 0.88, 0.88, 0.92)


def by_country(us, cn, row):
    return np.array([{"us": us, "cn": cn, "row": row}[name.split("-")[0]] for name in REGIONS])


def seasonal(table):
    """Mean and peak by calendar month: two humps, the peaks as given."""
    month = np.arange(12)
    summer = np.clip(np.cos((month - 6.5) / 12 * 2 * np.pi), 0, 1) ** 2
    winter = np.clip(np.cos((month - 0.5) / 12 * 2 * np.pi), 0, 1) ** 2
    mean, hot, cold = table[:, 0:1], table[:, 1:2], table[:, 2:3]
    mild = np.minimum(0.78 * np.maximum(hot, cold), np.minimum(hot, cold))
    peak = mild + (hot - mild) * summer / summer.max() + (cold - mild) * winter / winter.max()
    bump = 0.35 * peak / peak.mean(axis=1, keepdims=True) + 0.65
    return np.minimum(mean * bump, 0.92 * peak) * 1e3, peak * 1e3


def capacities(table):
    gas = table[:, 11]
    columns = [table[:, 6], table[:, 7], table[:, 8], table[:, 9], table[:, 10], 0.6 * gas, 0.4 * gas]
    return np.stack([*columns, table[:, 12], table[:, 13], table[:, 14]], axis=1) * 1e3


def make_params():
    table = np.array(list(REGIONS.values()), dtype=float)
    mean, peak = seasonal(table)
    gas = table[:, 5]
    cost = np.stack(
        [gas if t == "gas_ccgt" else gas * 1.5 if t == "gas_ct" else 0 * gas + COST[t] for t in TECHNOLOGIES],
        axis=1,
    )
    season = np.ones((10, 12))
    season[1], season[2], season[3] = WATER, WIND, SUN
    country = np.stack([by_country(1, 0, 0), by_country(0, 1, 0), by_country(0, 0, 1)]).astype(float)
    started = np.array([US_BUILD[0], CN_BUILD[0], ROW_BUILD[0]], dtype=float)
    lead = np.array([US_BUILD[1], CN_BUILD[1], ROW_BUILD[1]], dtype=float)
    wait = np.array([CONNECTION.get(name, CONNECTION[name.split("-")[0]]) for name in REGIONS])
    peak_share = peak.max(axis=1) / (country.T @ (country @ peak.max(axis=1)))
    steady = 0.6
    credit = np.tile(CREDIT, (21, 1))
    credit[1, 2:4] = 0.25, 0.70  # ERCOT: coastal wind and sun at the evening peak, as in its own reports
    credit[2:4, 2] = 0.20
    arrays = {
        "mean_load_mw": mean,
        "peak_load_mw": peak,
        "load_growth": by_country(0.02, 0.055, 0.025),
        "pue": by_country(1.22, 1.27, 1.3),
        "reserve_margin_target": table[:, 3],
        "import_capacity_mw": table[:, 4] * 1e3,
        "price_cap_usd_per_mwh": np.where(
            np.array(list(REGIONS)) == "us-ercot", 5000.0, by_country(2000, 210, 1500)
        ),
        "variable_cost_usd_per_mwh": cost,
        "availability": np.broadcast_to([AVAILABILITY[name] for name in TECHNOLOGIES], (len(REGIONS), 10, 4)),
        "season_factor": season,
        "capacity_credit": credit,
        "lead_months": country.T @ lead,
        "max_build_mw_per_month": started * 1e3 / 12 / steady,
        "retirement_per_month": np.outer(by_country(1, 0, 0.3), np.array(US_RETIRED) / 1200),
        "in_country": country,
        "connection_months": wait[:, 0],
        "realised_share": wait[:, 1],
        "wires_mw_per_month": by_country(9000, 12000, 6000) / 12 * peak_share,
    }
    connected = np.outer(np.full(FIRMS, 1 / FIRMS), by_country(2500, 1500, 1000) / by_country(12, 8, 1))
    arrays |= {
        "opening_capacity_mw": capacities(table),
        "opening_reserve_margin": table[:, 3],
        "opening_study_mw": connected,
        "opening_signed_mw": 0.5 * connected,
        "opening_connected_mw": connected,
        "ordinary_data_center_mw": by_country(1400, 1600, 20000),
    }
    scalars = {n: d.default for n, d in declarations(PowerParams) if d.default is not None}
    return PowerParams(**{n: jnp.asarray(v, dtype=float) for n, v in (arrays | scalars).items()})


def with_all_firm_capacity_counted(params):
    """The same grid, its published opening margin being what plants and imports give."""
    connected = jnp.sum(params.opening_connected_mw, axis=0)
    peak = jnp.max(params.peak_load_mw, axis=1) + connected * peak_per_it_mw(params)
    firm = accredit_firm_capacity(params, params.opening_capacity_mw, peak)
    return params.replace(opening_reserve_margin=firm / peak - 1.0)


def make_state(params):
    steady = params.steady_build_share * params.in_country.T @ params.max_build_mw_per_month
    national = params.in_country.T @ (params.in_country @ params.opening_capacity_mw)
    share = params.opening_capacity_mw / jnp.maximum(national, 1.0)
    return PowerState(
        capacity_mw=params.opening_capacity_mw,
        construction_mw=0.6 * share * steady * params.lead_months,
        study_mw=params.opening_study_mw,
        signed_mw=params.opening_signed_mw,
        connected_mw=params.opening_connected_mw,
        price_usd_per_mwh=jnp.full(21, 40.0),
        expected_wait_months=params.connection_months,
        firm_mw=jnp.zeros(21),
        headroom_mw=jnp.zeros(21),
    )


def make_policy(calendar_month=0, years=0.0, **changes):
    ones = jnp.ones(21)
    names = (
        "wires_multiplier",
        "permit_speed",
        "grid_build_multiplier",
        "firm_build_multiplier",
        "headroom_multiplier",
    )
    return PowerPolicy(
        calendar_month=jnp.asarray(calendar_month),
        years_since_start=jnp.asarray(years, dtype=float),
        **{name: ones * changes.get(name, 1.0) for name in names},
    )


@pytest.fixture(scope="session")
def regions():
    return list(REGIONS)


@pytest.fixture(scope="session")
def params():
    return with_all_firm_capacity_counted(make_params())


@pytest.fixture(scope="session")
def opening(params):
    return make_state(params)


@pytest.fixture(scope="session")
def policy_of():
    return make_policy


@pytest.fixture(scope="session")
def neutral():
    return make_policy(6, 1.5)
