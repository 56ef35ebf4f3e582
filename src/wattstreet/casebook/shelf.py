"""The shipped scenarios, files of the user's own, and how one builds on another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wattstreet.casebook.schema import Scenario, parse_scenario, read_yaml
from wattstreet.core.errors import InputError, unknown

LIBRARY = Path(__file__).parent / "library"


def shipped() -> dict[str, Path]:
    """Files of the shipped scenarios by name, baseline first."""
    files = sorted(LIBRARY.glob("*.yaml"), key=lambda file: (file.stem != "baseline", file.stem))
    return {file.stem: file for file in files}


def scenarios() -> dict[str, str]:
    """Shipped scenarios, each with a sentence."""
    return {name: parse_scenario(read_yaml(file), file.name).says for name, file in shipped().items()}


def scenario(source: str | Path | dict[str, Any]) -> Scenario:
    """A scenario by name, file or content, with everything it inherits.

    Args:
        source: Name of a shipped scenario, path of a YAML file, or the content of one.
    Errors:
        InputError for an unknown name, an unreadable file, a bad key or a circle of inheritance.
    """
    return _resolved(_load(source), seen=())


def _load(source: str | Path | dict[str, Any]) -> Scenario:
    if isinstance(source, dict):
        return parse_scenario(source, "(given)")
    named = shipped().get(str(source))
    path = named or Path(source)
    if named is None and path.suffix not in {".yaml", ".yml"}:
        raise unknown("scenario", str(source), shipped())
    return parse_scenario(read_yaml(path), str(path if named is None else path.name))


def _resolved(edits: Scenario, seen: tuple[str, ...]) -> Scenario:
    """The scenario with its parents' edits before its own."""
    if edits.inherits is None:
        return edits
    if edits.name in seen or edits.inherits == edits.name:
        circle = " → ".join((*seen, edits.name, edits.inherits))
        raise InputError("scenarios inherit in a circle", key="inherits", value=circle)
    parent = _resolved(_load(edits.inherits), (*seen, edits.name))
    return edits.model_copy(
        update={
            "parameters": {**parent.parameters, **edits.parameters},
            "policies": parent.policies + edits.policies,
            "events": parent.events + edits.events,
            "deals": parent.deals + edits.deals,
        }
    )
