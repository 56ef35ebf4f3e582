"""Claim files: the shipped library and the user's own, read without trusting them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from wattstreet.claims.schema import Claim, parse_claim
from wattstreet.core.errors import InputError, unknown

LIBRARY = Path(__file__).parent / "library"
LARGEST_FILE = 1_000_000
"""Bytes of a claim file; the whole library is a fifth of it."""

DEEPEST = 20
"""Levels of a claim file inside each other; claims need six."""


@cache
def library() -> dict[str, Claim]:
    """The shipped claims by id, in the order of the argument."""
    found: dict[str, Claim] = {}
    for file in sorted(LIBRARY.glob("*.yaml")):
        if file.name != "recorded.yaml":
            found |= read_claims(file)
    return dict(sorted(found.items(), key=lambda one: one[1].ref or ""))


def claims_of(source: str | Path | None) -> dict[str, Claim]:
    """The claims of a file, or the shipped ones.

    Errors:
        InputError for a file that cannot be read, is too large, repeats an id, or breaks a rule.
    """
    return library() if source is None else read_claims(Path(source))


def named(claims: dict[str, Claim], name: str) -> Claim:
    """A claim by its id, or by its number in the argument.

    Errors:
        InputError for neither, with the nearest known.
    """
    by_ref = {claim.ref: claim for claim in claims.values() if claim.ref}
    found = claims.get(name) or by_ref.get(name.upper())
    if found is None:
        raise unknown("claim", name, claims, key="--explain")
    return found


def read_claims(file: Path) -> dict[str, Claim]:
    """The claims of a YAML file: a list of them, or a single one."""
    content = read_plain_yaml(file)
    entries = content if isinstance(content, list) else [content]
    found: dict[str, Claim] = {}
    for number, entry in enumerate(entries, start=1):
        claim = parse_claim(entry, str(file), number)
        if claim.id in found:
            raise InputError("an id stands twice", file=file, key=claim.id, suggestion="give one another id")
        found[claim.id] = claim
    if not found:
        raise InputError("the file holds no claim", file=file)
    return found


def read_plain_yaml(file: Path) -> Any:
    """YAML without anchors: a few of them can unfold to more than any memory holds.

    Errors:
        InputError for a file that cannot be read, is too large, is no YAML or has anchors.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise InputError(
                "the claim file is too large", file=file, value=f"{file.stat().st_size:,} bytes",
                allowed=f"up to {LARGEST_FILE:,} bytes", suggestion="cut it into several files",
            )  # fmt: skip
        text = file.read_text(encoding="utf-8")
        depth = 0
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise InputError(
                    "the claim file is nested too deeply", file=file,
                    key=f"line {event.start_mark.line + 1}", allowed=f"up to {DEEPEST} levels",
                )  # fmt: skip
            if getattr(event, "anchor", None):
                raise InputError(
                    "anchors and aliases are not read in claim files", file=file,
                    key=f"line {event.start_mark.line + 1}", value=f"&{event.anchor}",
                    suggestion="write the value out where it is used",
                )  # fmt: skip
        return yaml.load(text, Loader=loader)
    except InputError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("the claim file cannot be read", file=file, value=error) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(
            "the claim file is not YAML", file=file,
            key=f"line {mark.line + 1}" if mark else None, value=str(error).splitlines()[0],
        ) from None  # fmt: skip
    except ValueError as error:
        raise InputError("a value of the claim file cannot be read", file=file, value=error) from None
