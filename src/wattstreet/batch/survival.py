"""When the price bursts, and whether a draw got through the months already on record."""

from __future__ import annotations

import numpy as np

WITHIN_MONTHS = 24
"""Months in which the fall must happen (model V5)."""


def first_bursts(price: np.ndarray, fall: float) -> np.ndarray:
    """Position of the first burst of each price path.

    A path bursts at the first month end t whose price is at most (1 − fall) times the highest of the month
    ends t − 24 to t. The date is that of the month end at which the fall is complete, not of the peak.

    Args:
        price: Prices at month ends; only their ratios count. [… month_end]
        fall: Share of the peak that has to be lost.
    Returns:
        Positions on the last axis, −1 without a burst. A price that is not a number is no burst. […]
    Source:
        model V5; the fall of 40 % within two years is that of Greenwood, Shleifer & You (2019).
    """
    price = np.asarray(price, dtype=np.float64)
    ahead = [(0, 0)] * (price.ndim - 1) + [(WITHIN_MONTHS, 0)]
    padded = np.pad(price, ahead, constant_values=-np.inf)
    peaks = np.lib.stride_tricks.sliding_window_view(padded, WITHIN_MONTHS + 1, axis=-1).max(axis=-1)
    burst = price <= (1 - fall) * peaks
    return np.where(burst.any(axis=-1), burst.argmax(axis=-1), -1)
