"""How much of a supplier's receipts started at the supplier (K6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray

WINDOW_MONTHS = 12


def traced_origins(paid: np.ndarray, supplier: int) -> np.ndarray:
    """Share of each account's receipts that a supplier paid out, traced through everybody's cash.

    Money mixes: what an account pays carries the origins of what it received, in proportion. With Q the
    share of each account's receipts by payer, the share that began at the supplier solves x = Q x + s,
    where the supplier's own payments count in full and do not pass through it again.

    Args:
        paid: Cash paid over the window; accounts that are paid more than they pay keep the rest.
            [payer payee]
        supplier: Position of the supplier among the accounts.
    Returns:
        Share of each account's receipts; zero where nothing was received. [account]
    Source:
        model K6; circular share of `deals.md` section 4.
    """
    received = paid.sum(axis=0)
    shares = np.divide(paid, received, out=np.zeros_like(paid), where=received > 0)
    through = shares.T.copy()
    own = through[:, supplier].copy()
    through[:, supplier] = 0.0
    # least squares, because firms that pay only each other leave their origin open; it is then taken as none
    return np.linalg.lstsq(np.eye(len(paid)) - through, own, rcond=None)[0]


def traced_share(paid: np.ndarray, supplier: int) -> float:
    """Share of a supplier's receipts that it paid out itself.

    Args:
        paid: Cash paid over the window. [payer payee]
        supplier: Position of the supplier among the accounts.
    Returns:
        Share of its receipts; zero when it received nothing.
    Source:
        `traced_origins` of the supplier itself.
    """
    return float(traced_origins(paid, supplier)[supplier]) if paid[:, supplier].sum() > 0 else 0.0


def vendor_financed_share(paid: xarray.DataArray, suppliers: tuple[str, ...]) -> xarray.DataArray:
    """`traced_share` of every maker and month over the last twelve months; outside worlds are origins."""
    import xarray as xr

    accounts = [str(name) for name in paid["payer"].values]
    firms = [name for name in accounts if name not in _sectors()]
    matrix = paid.transpose("month", "payer", "payee").values.copy()
    matrix[:, len(firms) :, len(firms) :] = 0.0
    matrix[:, : len(firms), len(firms) :] = 0.0
    running = np.cumsum(matrix, axis=0)
    window = running.copy()
    window[WINDOW_MONTHS:] -= running[:-WINDOW_MONTHS]
    shares = np.full((len(window), len(suppliers)), 0.0)
    for column, name in enumerate(suppliers):
        if name in firms:
            at = accounts.index(name)
            shares[:, column] = [traced_share(month, at) for month in window]
    attributes = {"units": "share", "long_name": "Share of receipts that the supplier paid itself, 12 months"}
    return xr.DataArray(
        shares, {"month": paid["month"], "supplier": list(suppliers)}, ("month", "supplier"), attrs=attributes
    )


def _sectors() -> tuple[str, ...]:
    from wattstreet.core.axes import SECTORS

    return SECTORS
