"""Answers as tables (`as=Table`), with the columns kubectl shows of a real cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from planes.clients.kubernetes.http.call import JsonObject
from planes.control_plane.eks import tables
from planes.control_plane.eks.timestamps import age

Cell = Callable[[JsonObject], str]
_NONE = "<none>"


def table(items: Sequence[JsonObject], kind: str, now: float, include: str, head: bool = True) -> JsonObject:
    """Return objects of one kind as a Table, without list metadata.

    Args:
        items: the objects.
        kind: of the objects.
        now: virtual second, for ages.
        include: what of an object goes along: "None", "Metadata" or "Object".
        head: whether the columns are described; in a watch only the first table does.
    """
    narrow, wide = _narrow(kind), _WIDE.get(kind, [])
    names = [*narrow, *(name for name, _ in wide)]
    described = [
        {
            "name": name,
            "type": "string",
            "format": "name" if name == "NAME" else "",
            "description": "",
            "priority": int(number >= len(narrow)),
        }
        for number, name in enumerate(names)
    ]
    rows = [
        {"cells": _cells(item, kind, now, narrow, wide), "object": _object(item, include)} for item in items
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


def _narrow(kind: str) -> list[str]:
    names = tables.columns(kind)
    if kind == "Event":
        return names[1:]
    extra = [name for name, _ in _NARROW.get(kind, [])]
    if kind == "Node":
        return [*names, *extra]
    return [*names[:-1], *extra, names[-1]]


def _cells(item: JsonObject, kind: str, now: float, narrow: list[str], wide: list[Any]) -> list[str]:
    known = dict(zip(tables.columns(kind), tables.row(item, now), strict=True))
    known |= {name: cell(item) for name, cell in _NARROW.get(kind, [])}
    return [*(known[name] for name in narrow), *(cell(item) for _, cell in wide)]


def _at(*path: str) -> Cell:
    def cell(item: JsonObject) -> str:
        value: Any = item
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        return _NONE if value in (None, "") else str(value)

    return cell


def _pairs(labels: dict[str, str] | None) -> str:
    return ",".join(f"{key}={value}" for key, value in (labels or {}).items()) or _NONE


def _containers(field: str) -> Cell:
    return lambda item: ",".join(c[field] for c in item["spec"]["template"]["spec"]["containers"])


def _selector(item: JsonObject) -> str:
    selector = item["spec"].get("selector") or {}
    return _pairs(selector.get("matchLabels") if "matchLabels" in selector else selector)


def _node_selector(item: JsonObject) -> str:
    return _pairs(item["spec"]["template"]["spec"].get("nodeSelector"))


def _address(item: JsonObject) -> str:
    found = [a["address"] for a in item["status"]["addresses"] if a["type"] == "InternalIP"]
    return found[0] if found else _NONE


def _duration(item: JsonObject) -> str:
    status = item.get("status") or {}
    if not status.get("startTime") or not status.get("completionTime"):
        return ""
    start, end = (datetime.fromisoformat(status[name]) for name in ("startTime", "completionTime"))
    return age((end - start).total_seconds())


def _slice_ports(item: JsonObject) -> str:
    return ",".join(str(port.get("port")) for port in item.get("ports") or ()) or "<unset>"


def _slice_endpoints(item: JsonObject) -> str:
    found = [address for endpoint in item.get("endpoints") or () for address in endpoint["addresses"]]
    more = f" + {len(found) - 3} more..." if len(found) > 3 else ""
    return (",".join(found[:3]) + more) or "<unset>"


_TEMPLATE = [("CONTAINERS", _containers("name")), ("IMAGES", _containers("image")), ("SELECTOR", _selector)]
_NARROW: dict[str, list[tuple[str, Cell]]] = {
    "Node": [("VERSION", _at("status", "nodeInfo", "kubeletVersion"))],
    "DaemonSet": [("NODE SELECTOR", _node_selector)],
    "Job": [("DURATION", _duration)],
    "EndpointSlice": [
        ("ADDRESSTYPE", _at("addressType")),
        ("PORTS", _slice_ports),
        ("ENDPOINTS", _slice_endpoints),
    ],
}
_WIDE: dict[str, list[tuple[str, Cell]]] = {
    "Pod": [
        ("IP", _at("status", "podIP")),
        ("NODE", _at("spec", "nodeName")),
        ("NOMINATED NODE", _at("status", "nominatedNodeName")),
        ("READINESS GATES", lambda item: _NONE),
    ],
    "Node": [
        ("INTERNAL-IP", _address),
        ("EXTERNAL-IP", lambda item: _NONE),
        ("OS-IMAGE", _at("status", "nodeInfo", "osImage")),
        ("KERNEL-VERSION", _at("status", "nodeInfo", "kernelVersion")),
        ("CONTAINER-RUNTIME", _at("status", "nodeInfo", "containerRuntimeVersion")),
    ],
    "Deployment": _TEMPLATE,
    "ReplicaSet": _TEMPLATE,
    "DaemonSet": _TEMPLATE,
    "Job": _TEMPLATE,
    "Service": [("SELECTOR", _selector)],
    "Event": [("SOURCE", _at("source", "component")), ("NAME", _at("metadata", "name"))],
}
