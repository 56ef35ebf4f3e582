"""What went wrong, said so that the reader can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from enum import IntFlag


class WattstreetError(Exception):
    """Base of every error this package raises on purpose."""


class InputError(WattstreetError, ValueError):
    """Bad input: says file, key, value, what is allowed, and a suggestion.

    Args:
        problem: One sentence in the field's words.
        file: File or source the value came from.
        key: Path of the key inside it.
        value: The value found.
        allowed: Range or list of what would have been accepted.
        suggestion: What to write instead, or where to read on.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: object = None,
        key: object = None,
        value: object = None,
        allowed: object = None,
        suggestion: str | None = None,
    ) -> None:
        self.problem, self.file, self.key = problem, file, key
        self.value, self.allowed, self.suggestion = value, allowed, suggestion
        super().__init__(self._message())

    def _message(self) -> str:
        parts = [self.problem]
        for label in ("file", "key", "value", "allowed", "suggestion"):
            found = getattr(self, label)
            if found is not None:
                parts.append(f"  {label}: {found}")
        return "\n".join(parts)


class ModelError(WattstreetError, RuntimeError):
    """The model itself broke a promise: an identity, a bound, a finite number."""


def unknown(kind: str, value: str, known: Iterable[str], **where: object) -> InputError:
    """The error for a name nobody declared, with the nearest known names."""
    names = sorted(known)
    near = get_close_matches(value, names, n=3, cutoff=0.5)
    shown = ", ".join(names) if len(names) <= 30 else f"{', '.join(names[:30])}, … ({len(names)} in all)"
    suggestion = f"did you mean {' or '.join(near)}?" if near else None
    return InputError(f"unknown {kind}", value=value, allowed=shown, suggestion=suggestion, **where)  # type: ignore[arg-type]


class Health(IntFlag):
    """What broke in a run, as bits: 0 is a healthy month."""

    HEALTHY = 0
    NOT_FINITE = 1
    NEGATIVE_STOCK = 2
    BROKEN_IDENTITY = 4
    SHARE_OUT_OF_RANGE = 8
