"""Wattstreet: the AI build-out as one coupled system, month by month.

Public names load on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "load_world": "wattstreet.world.build:load_world",
    "scenario": "wattstreet.casebook.shelf:scenario",
    "scenarios": "wattstreet.casebook.shelf:scenarios",
    "run": "wattstreet.batch.single:run",
    "ensemble": "wattstreet.batch.members:ensemble",
    "final_state": "wattstreet.batch.single:final_state",
    "compare": "wattstreet.analysis.differences:compare",
    "quantity": "wattstreet.quantities.quantity:quantity",
    "claims": "wattstreet.claims",
    "facts": "wattstreet.ledger.frames:facts",
    "plot": "wattstreet.report.plot",
    "InputError": "wattstreet.core.errors:InputError",
    "ModelError": "wattstreet.core.errors:ModelError",
}
"""Public name → module:attribute, or a module; no module shares a name with a public function."""

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'wattstreet' has no attribute {name!r}")
    module, _, attribute = _PUBLIC[name].partition(":")
    loaded = import_module(module)
    return getattr(loaded, attribute) if attribute else loaded


def __dir__() -> list[str]:
    return sorted(__all__)
