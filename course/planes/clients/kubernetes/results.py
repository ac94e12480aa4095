"""Answers that look like kubectl's in a notebook and are plain JSON to code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from planes.clients.kubernetes.columns import columns
from planes.control_plane.eks.resources import Resource


class Objects(list[dict[str, Any]]):
    """Objects of one kind: a list of dicts shaped as the API's JSON, shown as kubectl's table."""

    def __init__(
        self, items: Iterable[dict[str, Any]], resource: Resource, now: float, wide: bool, namespaces: bool
    ) -> None:
        super().__init__(items)
        self._shown = (resource.kind, now, wide, namespaces)

    @property
    def names(self) -> list[str]:
        """The objects' names."""
        return [item["metadata"]["name"] for item in self]

    def __repr__(self) -> str:
        """Return the table as text."""
        return _table(self, *self._shown)

    def __str__(self) -> str:
        """Return the table as text."""
        return repr(self)

    def _repr_html_(self) -> str:
        """Return the table for a notebook, in a fixed-width font."""
        return f"<pre>{escape(repr(self))}</pre>"


class Text(str):
    """Text that a notebook shows as it is, lines and all."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the text itself."""
        return str(self)


def _table(items: Sequence[Mapping[str, Any]], kind: str, now: float, wide: bool, namespaces: bool) -> str:
    """Return the text `kubectl get` prints for objects of one kind."""
    if not items:
        return "No resources found."
    shown = columns(kind, wide)
    lines = [(["NAMESPACE"] if namespaces else []) + [column.name for column in shown]]
    for item in items:
        space = [item["metadata"].get("namespace", "")] if namespaces else []
        lines.append(space + [column.cell(item, now) for column in shown])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "   ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines
    )
