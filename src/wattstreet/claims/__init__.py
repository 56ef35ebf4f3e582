"""Claims: sentences with numbers, their arithmetic in units, and a verdict."""

from wattstreet.claims.judge import check
from wattstreet.quantities.refuse import refuse_reason

__all__ = ["check", "refuse_reason"]
