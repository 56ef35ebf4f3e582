"""Parameters set on the command line: `PATH=VALUE`."""

from __future__ import annotations

from collections.abc import Iterable

from wattstreet.casebook.registry import check_value
from wattstreet.core.errors import InputError


def edits_of(pairs: Iterable[str]) -> dict[str, float]:
    """`path=value` pairs as numbers.

    Errors:
        InputError for a pair that is none, a value that is no number or out of range, an unknown path.
    """
    edits: dict[str, float] = {}
    for pair in pairs:
        path, equals, value = pair.partition("=")
        if not equals:
            raise InputError(
                "--set takes PATH=VALUE", key="--set", value=pair, suggestion="capital.tax_rate=0.2"
            )
        try:
            edits[path.strip()] = float(value)
        except ValueError:
            raise InputError("the value after --set is not a number", key=path, value=value) from None
    for path, value in edits.items():
        check_value(path, value, "--set")
    return edits
