"""Sets of fields of an object, as server-side apply names them (`fieldsV1`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from planes.control_plane.eks.patches import merge_key

Path = tuple[str, ...]
_ATOMIC = ("selector", "nodeSelector", "taints", "allocatable", "capacity")
_IDENTITY = {("f:apiVersion",), ("f:kind",), ("f:metadata", "f:name"), ("f:metadata", "f:namespace")}
_IDENTITY |= {
    ("f:metadata", f"f:{name}")
    for name in ("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink")
}


def owned(body: dict[str, Any]) -> set[Path]:
    """Return the fields that a manifest sets, without what only names the object and without its status."""
    desired = {key: value for key, value in body.items() if key != "status"}
    return {
        path
        for path in _leaves(desired, (), "")
        if path not in _IDENTITY and path[:2] not in _IDENTITY and path != ("f:metadata",)
    }


def _leaves(value: Any, path: Path, name: str) -> Iterator[Path]:
    if isinstance(value, dict) and value and name not in _ATOMIC:
        for key, item in value.items():
            yield from _leaves(item, (*path, f"f:{key}"), key)
    elif isinstance(value, list) and (key := merge_key(name, value)) and value:
        for item in value:
            inner = (*path, f"k:{json.dumps({key: item[key]}, separators=(',', ':'))}")
            yield inner
            yield from _leaves({name: part for name, part in item.items() if name != key}, inner, "")
    else:
        yield path


def value_at(body: Any, path: Path) -> Any:
    """Return the value of a field, None if it is not there. An item of a list stands for being there."""
    for part in path:
        body = _step(body, part)
        if body is None:
            return None
    return True if path and path[-1].startswith("k:") else body


def remove(body: Any, path: Path) -> None:
    """Take a field away, if it is there, and what it leaves empty."""
    parents = [body]
    for part in path:
        parents.append(_step(parents[-1], part))
    if parents.pop() is None:
        return
    for part, parent in zip(reversed(path), reversed(parents), strict=True):
        if isinstance(parent, dict):
            del parent[part[2:]]
        else:
            parent.remove(_step(parent, part))
        if parent:
            return


def _step(body: Any, part: str) -> Any:
    if part.startswith("f:"):
        return body.get(part[2:]) if isinstance(body, dict) else None
    if part.startswith("k:") and isinstance(body, list):
        wanted = json.loads(part[2:])
        for item in body:
            if isinstance(item, dict) and all(item.get(key) == value for key, value in wanted.items()):
                return item
    return None


def spoken(path: Path) -> str:
    """Return a field as messages name it: `.spec.template.spec.containers[name="web"].image`."""
    text = ""
    for part in path:
        if part.startswith("f:"):
            text += f".{part[2:]}"
        else:
            pairs = (f"{key}={json.dumps(value)}" for key, value in json.loads(part[2:]).items())
            text += f"[{','.join(pairs)}]"
    return text


def to_fields_v1(paths: Iterable[Path]) -> dict[str, Any]:
    """Return fields as the nested objects of `managedFields`."""
    tree: dict[str, Any] = {}
    for path in sorted(paths):
        node = tree
        for part in path:
            node = node.setdefault(part, {})
        if path[-1].startswith("k:"):
            node["."] = {}
    return tree


def from_fields_v1(tree: Any, path: Path = ()) -> set[Path]:
    """Return fields from the nested objects of `managedFields`."""
    if not isinstance(tree, dict):
        return set()
    found: set[Path] = set()
    for key, below in tree.items():
        if key == ".":
            found.add(path)
        elif below:
            found |= from_fields_v1(below, (*path, key))
        else:
            found.add((*path, key))
    return found - {()}
