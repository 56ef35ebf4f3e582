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
    return _resolved(*_load(source, Path()), seen={})


Source = str | Path | dict[str, Any]


def _load(source: Source, folder: Path, child: Scenario | None = None) -> tuple[Scenario, str, Path]:
    """A scenario as written, what tells it from others, and the folder its own parents are sought in."""
    if isinstance(source, dict):
        return parse_scenario(source, "(given)"), "(given)", folder
    named = shipped().get(str(source))
    if named is not None:
        return parse_scenario(read_yaml(named), named.name), named.stem, LIBRARY
    path = folder / source
    if path.suffix not in {".yaml", ".yml"}:
        where = {"key": "scenario"} if child is None else {"file": child.name, "key": "inherits"}
        raise unknown("scenario", str(source), shipped(), **where)
    return parse_scenario(read_yaml(path), str(path)), str(path.resolve()), path.parent


def _resolved(edits: Scenario, identity: str, folder: Path, seen: dict[str, str]) -> Scenario:
    """The scenario with its parents' edits before its own; `seen` names those that led to it."""
    if edits.inherits is None:
        return edits
    seen = {**seen, identity: edits.name}
    if edits.inherits == edits.name and edits.name not in shipped():
        raise _circle(edits, seen, edits.name)
    parent, parent_identity, parent_folder = _load(edits.inherits, folder, edits)
    if parent_identity in seen:
        raise _circle(edits, seen, parent.name)
    whole = _resolved(parent, parent_identity, parent_folder, seen)
    return edits.model_copy(
        update={
            "parameters": {**whole.parameters, **edits.parameters},
            "policies": whole.policies + edits.policies,
            "events": whole.events + edits.events,
            "deals": whole.deals + edits.deals,
        }
    )


def _circle(edits: Scenario, seen: dict[str, str], last: str) -> InputError:
    chain = " → ".join((*seen.values(), last))
    return InputError("scenarios inherit in a circle", file=edits.name, key="inherits", value=chain)
