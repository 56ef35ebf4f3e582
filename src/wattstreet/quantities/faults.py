"""The one shape of a refused expression: what is wrong, where, and what to write instead."""

from __future__ import annotations

from wattstreet.core.errors import InputError

LONGEST = 1000
"""Characters an expression may have."""
SHOWN = 60
"""Characters of an expression that an error repeats."""


def fault(
    problem: str, text: str, at: int, suggestion: str | None = None, allowed: str | None = None
) -> InputError:
    """An error that names the expression and the place in it, counted from 1.

    Args:
        problem: What is wrong, in the field's words.
        text: The whole expression.
        at: Index of the character.
        suggestion: What to write instead.
        allowed: What would have been accepted.
    """
    return InputError(
        problem,
        key=f"expression, character {at + 1}",
        value=excerpt(text, at),
        allowed=allowed,
        suggestion=suggestion,
    )


def excerpt(text: str, at: int = 0) -> str:
    """The expression, or the part of it around a place; control characters are shown as such."""
    start = max(0, min(at - SHOWN // 2, len(text) - SHOWN))
    part = text[start : start + SHOWN]
    shown = "".join(one if one.isprintable() else "·" for one in part)
    return f"{'…' if start else ''}{shown}{'…' if start + SHOWN < len(text) else ''}"
