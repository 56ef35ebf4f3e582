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
    "facts": "wattstreet.ledger.frames:facts",
    "InputError": "wattstreet.core.errors:InputError",
    "ModelError": "wattstreet.core.errors:ModelError",
}
"""Public name → module:attribute; no module shares a name with a public function."""

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'wattstreet' has no attribute {name!r}")
    module, attribute = _PUBLIC[name].split(":")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
