"""Sandboxed, parallel grading on nbgrader: see docs/grading-safety.md for what it defends against."""

from __future__ import annotations

import sys


def _skip_grammar() -> None:
    """Import jsonschema without its optional checker of IRIs, which compiles a grammar for a second."""
    if "jsonschema" in sys.modules or "rfc3987_syntax" in sys.modules:
        return
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    try:
        import jsonschema  # noqa: F401
    except ImportError:
        pass  # only the grading itself needs it
    finally:
        del sys.modules["rfc3987_syntax"]


_skip_grammar()
