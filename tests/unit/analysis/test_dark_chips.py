"""Picture 3: chips on order, dark and running, and the identities between them."""

import numpy as np
import pytest

from wattstreet.analysis.dark_chips import GROUPS, chips_by_stage, dark_peak
from wattstreet.analysis.headlines import yearly
from wattstreet.core.errors import InputError

pytestmark = pytest.mark.unit

SCENARIOS = ["baseline", "power-wall", "chips-closed", "exit-and-short"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_stages_add_up(labelled, name):
    chips = chips_by_stage(labelled(name))
    assert list(chips["group"].values) == list(GROUPS)
    assert chips["dark"].dims == ("group", "month_end")
    np.testing.assert_allclose(chips["delivered"], chips["dark"] + chips["running"], rtol=1e-15)
    np.testing.assert_allclose(chips["bought"], chips["on_order"] + chips["delivered"], rtol=1e-15)
    parts, whole = chips.sel(group=["us", "cn"]).sum("group"), chips.sel(group="all")
    for stage in ("on_order", "dark", "running", "powered_halls", "bought"):
        np.testing.assert_allclose(parts[stage], whole[stage], rtol=1e-12)
    assert bool((chips["bought"] >= chips["delivered"]).all())
    assert bool((chips["delivered"] >= chips["running"]).all())


@pytest.mark.parametrize("name", SCENARIOS)
def test_running_chips_fit_powered_halls(labelled, name):
    """C5: to 1e-9, the residual that runs are held to."""
    chips = chips_by_stage(labelled(name))
    assert bool((chips["running"] <= chips["powered_halls"] * (1 + 1e-9)).all())


@pytest.mark.parametrize("name", SCENARIOS)
def test_buyers_orders_are_makers_backlogs(labelled, name):
    run = labelled(name)
    backlog = run["backlog_mw"].sum("supplier") / 1e3
    np.testing.assert_allclose(chips_by_stage(run)["on_order"].sel(group="all"), backlog, rtol=1e-12)
    dark = chips_by_stage(run)["dark"].sel(group="all").groupby("month_end.year").last()
    for year, gw in yearly(run, "dark_gw").items():
        assert dark.sel(year=year).item() == pytest.approx(gw, rel=1e-12)


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_delivered_left_the_order_books(labelled, baseline, name):
    """Deliveries raise what is delivered, less what retires, and lower orders, with what is cancelled."""
    run = labelled(name)
    chips = chips_by_stage(run).sel(group="all")
    outside = np.asarray(baseline.bound.params.compute.outside_buyers)
    shipped = (run["shipments_mw"].values / (1 + outside)).sum(axis=1) / 1e3
    ordered = run["ordered_mw"].sum("supplier").values / 1e3
    retired = shipped - np.diff(chips["delivered"].values)
    cancelled = ordered - shipped - np.diff(chips["on_order"].values)
    scale = chips["bought"].values.max()
    assert (retired >= -1e-9 * scale).all()
    assert (cancelled >= -1e-9 * scale).all()
    assert retired.sum() > 0


def test_shares_lie_between_none_and_all(labelled):
    chips = chips_by_stage(labelled())
    for name in ("dark_share", "waiting_share"):
        assert bool(((chips[name] >= 0) & (chips[name] <= 1)).all())
    assert bool((chips["waiting_share"] >= 1 - chips["running"] / chips["bought"] - 1e-12).all())
    nothing = labelled().assign(
        {name: 0 * labelled()[name] for name in ("on_order_mw", "fleet_mw", "undeployed_mw")}
    )
    assert float(abs(chips_by_stage(nothing)["dark_share"]).max()) == 0


def test_the_peak_is_the_darkest_month_end(labelled):
    chips = chips_by_stage(labelled())
    for group in GROUPS:
        found = dark_peak(labelled(), group)
        line = chips.sel(group=group)
        assert found.dark_gw == line["dark"].max().item()
        assert found.dark_gw == line["dark"].sel(month_end=found.month).item()
        assert found.dark_share == line["dark_share"].sel(month_end=found.month).item()
        assert found.largest_share == line["dark_share"].max().item() >= found.dark_share
    with pytest.raises(InputError, match="did you mean cn"):
        dark_peak(labelled(), "cnn")


def test_a_run_cut_short_keeps_its_months(labelled, shortened):
    chips = chips_by_stage(shortened("2024-06"))
    assert chips.sizes["month_end"] == 19
    np.testing.assert_array_equal(chips["bought"], chips_by_stage(labelled())["bought"][:, :19])
    assert dark_peak(shortened("2024-06")).month <= "2024-06"


def test_members_stay_apart_and_have_no_one_peak(members):
    chips = chips_by_stage(members)
    assert chips["dark"].dims == ("member", "group", "month_end")
    first = chips_by_stage(members.isel(member=0))
    np.testing.assert_array_equal(chips["dark"][0], first["dark"])
    with pytest.raises(InputError, match="not an ensemble"):
        dark_peak(members)


def test_a_dataset_without_the_series_is_refused(labelled):
    with pytest.raises(InputError, match="on_order_mw"):
        chips_by_stage(labelled().drop_vars("on_order_mw"))
