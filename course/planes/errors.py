"""The one exception that wrong use of the package raises."""

from __future__ import annotations


class PlanesError(Exception):
    """Wrong use of `planes`: the message says what was given, what is allowed and where to read more."""
