"""K6: money that returns to the supplier that paid it."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wattstreet.batch.circular import traced_share, vendor_financed_share
from wattstreet.core.axes import SECTORS

pytestmark = pytest.mark.unit

SUPPLIER, LAB, CLOUD, CUSTOMERS = range(4)


def payments(*paid):
    """Matrix of (payer, payee, amount) among a supplier, a lab, a cloud and their customers."""
    matrix = np.zeros((4, 4))
    for payer, payee, amount in paid:
        matrix[payer, payee] += amount
    return matrix


def test_a_supplier_that_pays_nobody_has_no_money_of_its_own_back():
    paid = payments((CUSTOMERS, LAB, 40), (LAB, CLOUD, 30), (CLOUD, SUPPLIER, 20), (CUSTOMERS, SUPPLIER, 5))
    assert traced_share(paid, SUPPLIER) == 0


def test_a_supplier_without_receipts_has_no_share():
    assert traced_share(payments((SUPPLIER, LAB, 10), (LAB, CLOUD, 10)), SUPPLIER) == 0


def test_a_quarter_of_what_the_lab_pays_on_began_at_the_supplier():
    """Ten of the lab's forty are the supplier's; it pays ten back, then half of all the supplier gets."""
    paid = payments((SUPPLIER, LAB, 10), (CUSTOMERS, LAB, 30), (LAB, SUPPLIER, 10))
    np.testing.assert_allclose(traced_share(paid, SUPPLIER), 0.25)
    paid[CUSTOMERS, SUPPLIER] = 10
    np.testing.assert_allclose(traced_share(paid, SUPPLIER), 0.125)


def test_money_is_traced_through_a_chain():
    """10 of the lab's 40, 20 of the cloud's 100, 50 of the supplier's 60: ¼ · ⅕ · ⅚."""
    paid = payments(
        (SUPPLIER, LAB, 10),
        (CUSTOMERS, LAB, 30),
        (LAB, CLOUD, 20),
        (CUSTOMERS, CLOUD, 80),
        (CLOUD, SUPPLIER, 50),
        (CUSTOMERS, SUPPLIER, 10),
    )
    np.testing.assert_allclose(traced_share(paid, SUPPLIER), 1 / 24)


def test_two_paths_add_up():
    """A tenth of the lab's and half of the cloud's money is the supplier's; each pays half its receipts."""
    paid = payments(
        (SUPPLIER, LAB, 1), (CUSTOMERS, LAB, 9), (SUPPLIER, CLOUD, 5), (CUSTOMERS, CLOUD, 5),
        (LAB, SUPPLIER, 8), (CLOUD, SUPPLIER, 8),
    )  # fmt: skip
    np.testing.assert_allclose(traced_share(paid, SUPPLIER), (0.1 + 0.5) / 2)


def test_money_that_circles_between_others_keeps_its_origins():
    """Lab and cloud pay each other 30 and receive 10 each: x = ¾y + ¼, y = ¾x, so x = 4/7."""
    paid = payments(
        (SUPPLIER, LAB, 10), (CLOUD, LAB, 30), (LAB, CLOUD, 30), (CUSTOMERS, CLOUD, 10), (LAB, SUPPLIER, 5)
    )
    np.testing.assert_allclose(traced_share(paid, SUPPLIER), 4 / 7)


def test_in_a_closed_ring_of_two_everything_is_the_supplier_s_own():
    paid = payments((SUPPLIER, LAB, 10), (LAB, SUPPLIER, 10))
    assert traced_share(paid, SUPPLIER) == pytest.approx(1, rel=1e-12)
    paid[CUSTOMERS, SUPPLIER] = 30
    np.testing.assert_allclose(traced_share(paid, SUPPLIER), 0.25)


def test_units_of_money_do_not_matter():
    paid = payments((SUPPLIER, LAB, 10), (CUSTOMERS, LAB, 30), (LAB, SUPPLIER, 10), (CUSTOMERS, SUPPLIER, 10))
    np.testing.assert_allclose(traced_share(paid * 1e9, SUPPLIER), traced_share(paid, SUPPLIER), rtol=1e-14)


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(paid=hnp.arrays(np.float64, (4, 4), elements=st.integers(0, 100)), more=st.integers(0, 100))
def test_the_share_lies_between_none_and_all_and_falls_with_outside_money(paid, more):
    np.fill_diagonal(paid, 0)
    paid[:, CUSTOMERS] = 0
    paid[CUSTOMERS, :CUSTOMERS] += 1
    share = traced_share(paid, SUPPLIER)
    assert -1e-12 <= share <= 1 + 1e-12
    assert (share > 1e-12) <= (paid[SUPPLIER].sum() > 0)
    richer = paid.copy()
    richer[CUSTOMERS, SUPPLIER] += more
    assert traced_share(richer, SUPPLIER) <= share + 1e-12


ACCOUNTS = ("nvidia", "lab", *SECTORS)


def over_months(matrices):
    """Payments by month, labelled as a run labels them."""
    months = [
        f"2023-{month:02d}" if month < 13 else f"2024-{month - 12:02d}"
        for month in range(1, len(matrices) + 1)
    ]
    coordinates = {"month": months, "payer": list(ACCOUNTS), "payee": list(ACCOUNTS)}
    return xr.DataArray(np.array(matrices), coordinates, ("month", "payer", "payee"))


def monthly(stake=10.0, spent=10.0, customers=30.0):
    at = ACCOUNTS.index
    matrix = np.zeros((len(ACCOUNTS), len(ACCOUNTS)))
    matrix[at("nvidia"), at("lab")] = stake
    matrix[at("lab"), at("nvidia")] = spent
    matrix[at("customers"), at("lab")] = customers
    return matrix


def test_a_steady_run_has_a_steady_share():
    found = vendor_financed_share(over_months([monthly()] * 15), ("nvidia", "china-chips"))
    assert found.dims == ("month", "supplier")
    assert found.attrs["units"] == "share"
    np.testing.assert_allclose(found.sel(supplier="nvidia"), 0.25, rtol=1e-12)
    np.testing.assert_array_equal(found.sel(supplier="china-chips"), 0)


def test_the_window_holds_twelve_months():
    """One stake in the first month: among a growing window's receipts, and gone with the thirteenth month."""
    months = [monthly(stake=60.0), *[monthly(stake=0.0)] * 13]
    found = vendor_financed_share(over_months(months), ("nvidia",)).values[:, 0]
    expected = [60 / (60 + 30 * n) for n in range(1, 13)] + [0, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)


def test_outside_worlds_are_origins_and_keep_what_they_are_paid():
    """What the supplier pays its own suppliers and staff does not come back through customers."""
    at = ACCOUNTS.index
    matrix = monthly(stake=0.0)
    matrix[at("nvidia"), at("households")] = 500
    matrix[at("households"), at("customers")] = 500
    matrix[at("customers"), at("households")] = 500
    found = vendor_financed_share(over_months([matrix]), ("nvidia",))
    np.testing.assert_array_equal(found, [[0.0]])


def test_axes_may_come_in_any_order():
    paid = over_months([monthly()] * 3)
    turned = vendor_financed_share(paid.transpose("payee", "month", "payer"), ("nvidia",))
    np.testing.assert_array_equal(turned, vendor_financed_share(paid, ("nvidia",)))


def test_firms_that_pay_only_each_other_start_nothing_elsewhere() -> None:
    paid = np.zeros((4, 4))
    paid[1, 2] = paid[2, 1] = 5.0
    paid[3, 0] = 7.0
    assert traced_share(paid, 0) == pytest.approx(0, abs=1e-12)
