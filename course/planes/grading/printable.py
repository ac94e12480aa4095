"""Text of a learner's that goes into comments, reports and terminals."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return a text that can be printed and stored: no control characters, no lone surrogates."""
    return "".join(
        char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in text
    )
