"""Picture 2: payments of a year, and the part of each that began at a supplier."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from wattstreet.analysis.money_loop import trace_year
from wattstreet.core.axes import SECTORS
from wattstreet.core.errors import InputError

pytestmark = pytest.mark.unit

ACCOUNTS = ["nvidia", "lab", "cloud", "shop", *SECTORS]


def made(*paid, months=12):
    """A run whose every month repeats the same payments: (payer, payee, amount)."""
    matrix = np.zeros((months, len(ACCOUNTS), len(ACCOUNTS)))
    for payer, payee, amount in paid:
        matrix[:, ACCOUNTS.index(payer), ACCOUNTS.index(payee)] += amount
    month = pd.date_range("2026-01-01", periods=months, freq="MS")
    coords = {"month": month, "payer": ACCOUNTS, "payee": ACCOUNTS, "supplier": ["nvidia", "china-chips"]}
    return xr.Dataset({"paid_usd": (("month", "payer", "payee"), matrix)}, coords)


CHAIN = [
    ("nvidia", "lab", 10),
    ("customers", "lab", 30),
    ("lab", "cloud", 20),
    ("customers", "cloud", 80),
    ("cloud", "nvidia", 50),
    ("customers", "nvidia", 10),
    ("lab", "households", 4),
]


def edge(loop, payer, payee):
    return next(one for one in loop.edges if (one.payer, one.payee) == (payer, payee))


def test_each_payment_carries_its_payer_s_share():
    """A quarter of the lab's money is Nvidia's, so a twentieth of the cloud's: 12 months of each."""
    loop = trace_year(made(*CHAIN), 2026)
    assert edge(loop, "lab", "cloud").own_usd == pytest.approx(12 * 5)
    assert edge(loop, "lab", "households").own_usd == pytest.approx(12 * 1)
    assert edge(loop, "cloud", "nvidia").own_usd == pytest.approx(12 * 2.5)
    assert edge(loop, "nvidia", "lab").own_usd == edge(loop, "nvidia", "lab").paid_usd == 120
    assert edge(loop, "customers", "cloud").own_usd == 0
    assert loop.vendor_financed_share == pytest.approx(1 / 24)
    assert (loop.received_usd, loop.paid_out_usd) == (720, 120)
    assert loop.origin_share == pytest.approx({"nvidia": 1 / 24, "lab": 0.25, "cloud": 0.05, "shop": 0})


def test_the_path_back_and_its_bottleneck():
    (path,) = trace_year(made(*CHAIN), 2026).paths
    assert path.firms == ("nvidia", "lab", "cloud", "nvidia")
    assert path.bottleneck_usd == 120
    assert path.returned_usd == pytest.approx(12 * 2.5)


def test_two_paths_share_what_returns_and_the_wider_comes_first():
    paths = trace_year(made(*CHAIN, ("lab", "nvidia", 6)), 2026).paths
    assert [path.firms for path in paths] == [
        ("nvidia", "lab", "cloud", "nvidia"),
        ("nvidia", "lab", "nvidia"),
    ]
    assert [path.bottleneck_usd for path in paths] == [120, 72]
    assert [path.returned_usd for path in paths] == pytest.approx([30, 18])


def test_firms_that_pay_only_each_other_start_nothing_and_lie_on_no_path():
    loop = trace_year(made(("lab", "cloud", 5), ("cloud", "lab", 5), ("customers", "nvidia", 7)), 2026)
    assert all(one.own_usd == 0 for one in loop.edges)
    assert loop.paths == ()
    assert loop.vendor_financed_share == 0


def test_a_supplier_that_is_paid_nothing_has_no_share():
    assert trace_year(made(("customers", "lab", 1)), 2026).vendor_financed_share == 0


@pytest.mark.parametrize("name", ["baseline", "jevons"])
@pytest.mark.parametrize("supplier", ["nvidia", "other-chips"])
def test_december_s_window_is_the_year(labelled, name, supplier):
    run = labelled(name)
    for year in range(2023, 2036):
        loop = trace_year(run, year, supplier)
        stored = float(run["vendor_financed_share"].sel(month=f"{year}-12-01", supplier=supplier))
        assert loop.vendor_financed_share == pytest.approx(stored, rel=1e-9, abs=1e-12)
        ends = [one.own_usd for one in loop.edges if one.payee == supplier]
        assert sum(ends) == pytest.approx(loop.own_received_usd, rel=1e-9, abs=1e-3)


def test_own_parts_into_a_firm_are_its_share_of_receipts(labelled):
    loop = trace_year(labelled(), 2027)
    frame = loop.frame().groupby("payee")[["paid_usd", "own_usd"]].sum()
    for firm, share in loop.origin_share.items():
        received, own = frame.loc[firm]
        assert own == pytest.approx(share * received, rel=1e-9, abs=1e-3)


def test_paths_return_no_more_than_began_at_the_supplier_and_nearly_all(labelled):
    loop = trace_year(labelled(), 2027)
    returned = sum(path.returned_usd for path in loop.paths)
    assert 0.99 * loop.own_received_usd < returned <= loop.own_received_usd * (1 + 1e-12)
    sizes = [path.bottleneck_usd for path in loop.paths]
    assert sizes == sorted(sizes, reverse=True)


def test_a_year_cut_short_is_refused_with_those_there_are(shortened):
    with pytest.raises(InputError, match="2023 to 2023"):
        trace_year(shortened("2024-06"), 2024)
    with pytest.raises(InputError, match="none"):
        trace_year(made(*CHAIN, months=7), 2026)


def test_unknown_and_outside_suppliers_are_refused(labelled):
    with pytest.raises(InputError, match="did you mean nvidia"):
        trace_year(labelled(), 2026, "nvidea")
    with pytest.raises(InputError, match="supplier"):
        trace_year(labelled(), 2026, "china-chips")


def test_an_ensemble_is_refused(members):
    with pytest.raises(InputError, match="not an ensemble"):
        trace_year(members, 2026)
