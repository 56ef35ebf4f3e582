"""Who paid whom in a year, and which part of it a supplier had paid itself (K6)."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.runs import check_year, label_at, need_series, refuse_members
from wattstreet.batch.circular import traced_origins
from wattstreet.core.axes import SECTORS

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

LONGEST_PATH = 5
"""Firms on a circular path, the supplier counted once."""
PATHS = 20
"""Circular paths named, those with the largest bottleneck."""
ROUNDING = 1e-12
"""Share of receipts below which an origin is rounding of the linear system, and counted as none."""
LEAST_SHARE = 1e-6
"""Payments below this share of the year's largest between firms lie on no path: rounding, not trade."""


@dataclasses.dataclass(frozen=True)
class Edge:
    """What one account paid another in the year.

    Attributes:
        payer: Firm or outside world.
        payee: The same.
        paid_usd: Cash paid. USD
        own_usd: Part of it that had begun at the supplier; all of what the supplier pays. USD
    """

    payer: str
    payee: str
    paid_usd: float
    own_usd: float


@dataclasses.dataclass(frozen=True)
class Path:
    """A way by which a supplier's money comes back to it.

    Attributes:
        firms: Firms on the way, the supplier first and last.
        bottleneck_usd: Smallest payment on the way. USD
        returned_usd: The supplier's own money that reached it again exactly this way. USD
    """

    firms: tuple[str, ...]
    bottleneck_usd: float
    returned_usd: float


@dataclasses.dataclass(frozen=True)
class MoneyLoop:
    """Payments of a year with the part that began at one supplier.

    Attributes:
        year: Calendar year.
        supplier: The maker whose money is followed.
        edges: Every payment among firms and outside worlds, largest first.
        paths: Circular paths through the supplier, largest bottleneck first.
        received_usd: What the supplier was paid. USD
        own_received_usd: Part of it that had begun at the supplier. USD
        paid_out_usd: What the supplier paid other firms. USD
        origin_share: Firm → share of its receipts that had begun at the supplier.
    """

    year: int
    supplier: str
    edges: tuple[Edge, ...]
    paths: tuple[Path, ...]
    received_usd: float
    own_received_usd: float
    paid_out_usd: float
    origin_share: dict[str, float]

    @property
    def vendor_financed_share(self) -> float:
        """Share of the supplier's receipts that it had paid itself; zero when it received nothing."""
        return self.own_received_usd / self.received_usd if self.received_usd > 0 else 0.0

    def largest(self, number: int) -> tuple[Edge, ...]:
        """The largest payments."""
        return self.edges[:number]

    def frame(self) -> pd.DataFrame:
        """The payments as a table: payer, payee, paid_usd, own_usd."""
        import pandas as pd

        return pd.DataFrame(
            [dataclasses.asdict(edge) for edge in self.edges],
            columns=["payer", "payee", "paid_usd", "own_usd"],
        )


def trace_year(run: xr.Dataset, year: int, supplier: str = "nvidia") -> MoneyLoop:
    """Payments of a year, and which part of each had begun at a supplier.

    Every firm's money mixes: what it pays carries the origins of what it received in the year, in proportion.
    Outside worlds (customers, investors, lenders and the rest) are origins; what they are paid leaves the
    loop. So the parts of the payments into a firm sum to its own share of its receipts, and those into the
    supplier to the run's `vendor_financed_share` of December.

    Args:
        run: From `ws.run`, with `paid_usd`.
        year: Calendar year that the run holds as a whole.
        supplier: A maker of accelerators that is a firm of the model.
    Errors:
        InputError for a year outside the run, an unknown supplier, or an ensemble.
    Source:
        model K6; `batch.circular.traced_origins`.
    Leaves out:
        money of earlier years: cash in hand at the year's start carries no origin.
    """
    refuse_members(run)
    need_series(run, ("paid_usd",))
    check_year(run, year)
    accounts = tuple(str(name) for name in run["payer"].values)
    firms = tuple(name for name in accounts if name not in SECTORS)
    makers = tuple(name for name in (str(one) for one in run["supplier"].values) if name in firms)
    at = accounts.index(makers[label_at(makers, "supplier", supplier)])

    in_year = run["paid_usd"].sel(month=str(year)).transpose("month", "payer", "payee")
    paid = in_year.values.sum(axis=0)
    among = paid.copy()
    among[:, len(firms) :] = 0.0
    share = traced_origins(among, at)
    share[np.abs(share) < ROUNDING] = 0.0
    part = share.copy()
    part[at] = 1.0
    part[len(firms) :] = 0.0

    edges = [
        Edge(accounts[i], accounts[j], float(paid[i, j]), float(part[i] * paid[i, j]))
        for i, j in zip(*np.nonzero(paid > 0), strict=True)
    ]
    return MoneyLoop(
        year=year,
        supplier=supplier,
        edges=tuple(sorted(edges, key=lambda edge: -edge.paid_usd)),
        paths=circular_paths(paid[: len(firms), : len(firms)], among.sum(axis=0)[: len(firms)], firms, at),
        received_usd=float(among[:, at].sum()),
        own_received_usd=float(part @ among[:, at]),
        paid_out_usd=float(paid[at, : len(firms)].sum()),
        origin_share={name: float(share[place]) for place, name in enumerate(firms)},
    )


def circular_paths(
    paid: np.ndarray, received: np.ndarray, firms: tuple[str, ...], supplier: int
) -> tuple[Path, ...]:
    """Simple paths by which a supplier's payments come back to it.

    A path's returned money is what the supplier paid its first firm, passed on in proportion at each of the
    others: the paths' sum is at most the supplier's own money among its receipts, and falls short of it by
    what circled between the others on the way.

    Args:
        paid: Cash paid among firms. [payer payee] USD
        received: What each firm received, from outside worlds too. [firm] USD
        firms: Names. [firm]
        supplier: Position of the supplier.
    Returns:
        At most `PATHS` of them, each of at most `LONGEST_PATH` firms, largest bottleneck first.
    """
    real = paid > LEAST_SHARE * paid.max(initial=0.0)
    found: list[Path] = []

    def follow(visited: tuple[int, ...]) -> None:
        last = visited[-1]
        for next_firm in np.flatnonzero(real[last]):
            if next_firm == supplier and len(visited) > 1:
                found.append(_path((*visited, supplier), paid, received, firms))
            elif next_firm not in visited and len(visited) < LONGEST_PATH:
                follow((*visited, int(next_firm)))

    follow((supplier,))
    found.sort(key=lambda path: (-path.bottleneck_usd, -path.returned_usd, path.firms))
    return tuple(found[:PATHS])


def _path(way: tuple[int, ...], paid: np.ndarray, received: np.ndarray, firms: tuple[str, ...]) -> Path:
    """A path from the positions of its firms."""
    payments = [float(paid[payer, payee]) for payer, payee in itertools.pairwise(way)]
    passed_on = [usd / received[payer] for payer, usd in zip(way[1:], payments[1:], strict=False)]
    return Path(tuple(firms[at] for at in way), min(payments), float(payments[0] * math.prod(passed_on)))
