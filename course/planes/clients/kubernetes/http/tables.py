"""Answers as tables (`as=Table`), from which kubectl prints."""

from __future__ import annotations

from collections.abc import Sequence

from planes.clients.kubernetes.columns import columns
from planes.clients.kubernetes.http.call import JsonObject


def table(items: Sequence[JsonObject], kind: str, now: float, include: str, head: bool = True) -> JsonObject:
    """Return objects of one kind as a Table, without list metadata.

    Args:
        items: the objects.
        kind: of the objects.
        now: virtual second, for ages.
        include: what of an object goes along: "None", "Metadata" or "Object".
        head: whether the columns are described; in a watch only the first table does.
    """
    shown = columns(kind)
    described = [
        {
            "name": column.name,
            "type": "string",
            "format": "name" if column.name == "NAME" else "",
            "description": "",
            "priority": int(column.wide),
        }
        for column in shown
    ]
    rows = [
        {"cells": [column.cell(item, now) for column in shown], "object": _object(item, include)}
        for item in items
    ]
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {},
        "columnDefinitions": described if head else [],
        "rows": rows,
    }


def partial(item: JsonObject) -> JsonObject:
    """Return an object's metadata alone."""
    return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": item["metadata"]}


def _object(item: JsonObject, include: str) -> JsonObject | None:
    if include == "None":
        return None
    return item if include == "Object" else partial(item)
