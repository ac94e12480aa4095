"""Changing an object by a patch: merge, JSON, strategic merge, and apply."""

from __future__ import annotations

import copy
import json
from typing import Any

from planes.control_plane.eks.status import bad_request

Json = dict[str, Any]
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
JSON_PATCH = "application/json-patch+json"
APPLY = "application/apply-patch+yaml"
_MERGE_KEYS = {
    "containers": "name",
    "initContainers": "name",
    "ephemeralContainers": "name",
    "env": "name",
    "volumes": "name",
    "volumeMounts": "mountPath",
    "imagePullSecrets": "name",
    "hostAliases": "ip",
    "topologySpreadConstraints": "topologyKey",
    "ownerReferences": "uid",
    "conditions": "type",
    "addresses": "type",
    "secrets": "name",
}
"""Lists that are merged item by item, by the key that names an item; `ports` has one of two."""


def patched(current: Json, patch: Any, kind: str) -> Json:
    """Return `current` changed by a patch of one of the four media types.

    Raises:
        ApiError: the patch is malformed, or its media type is none of them.
    """
    if kind == JSON_PATCH:
        return _json_patch(copy.deepcopy(current), patch)
    if not isinstance(patch, dict):
        raise bad_request("the body of a patch must be an object")
    if kind == MERGE:
        return _merged(current, patch)
    if kind == STRATEGIC:
        return _strategic(current, patch)
    raise bad_request(f"the media type {kind!r} is not a patch")


def applied(current: Json, manifest: Json) -> Json:
    """Return `current` as `kubectl apply` leaves it: three ways between the last manifest, this one and now.

    What the last manifest had and this one has not is removed; what others set stays.
    """
    annotations = (current.get("metadata") or {}).get("annotations") or {}
    last = json.loads(annotations.get(LAST_APPLIED, "{}"))
    patch = _with_removals(last, manifest)
    return with_last_applied(_strategic(current, patch), manifest)


def with_last_applied(body: Json, manifest: Json) -> Json:
    """Return `body` with the manifest noted in the annotation that `kubectl apply` compares with."""
    body = copy.deepcopy(body)
    metadata = body.setdefault("metadata", {})
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":"))
    metadata["annotations"] = {**(metadata.get("annotations") or {}), LAST_APPLIED: text + "\n"}
    return body


def _with_removals(last: Any, new: Any, name: str = "") -> Any:
    """Return `new` with an explicit None, or a delete directive, for everything only `last` has."""
    if isinstance(last, dict) and isinstance(new, dict):
        result = {key: _with_removals(last.get(key), value, key) for key, value in new.items()}
        return result | {key: None for key in last if key not in new}
    if isinstance(last, list) and isinstance(new, list):
        key = merge_key(name, last + new)
        if key is not None:
            old = {item.get(key): item for item in last}
            kept = [_with_removals(old.get(item.get(key)), item) for item in new]
            names = {item.get(key) for item in new}
            return kept + [{"$patch": "delete", key: k} for k in old if k not in names]
    return new


def merge_key(name: str, items: list[Any]) -> str | None:
    """Return the key that names the items of a list which is merged item by item, None for other lists."""
    if not all(isinstance(item, dict) for item in items):
        return None
    if name == "ports":
        keys = [key for key in ("containerPort", "port") if all(key in item for item in items)]
        return keys[0] if keys else None
    key = _MERGE_KEYS.get(name)
    return key if key is not None and all(key in item for item in items) else None


def _merged(current: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    result = copy.deepcopy(current) if isinstance(current, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = _merged(result.get(key), value)
    return result


def _strategic(current: Any, patch: Any, name: str = "") -> Any:
    if isinstance(patch, dict):
        if patch.get("$patch") == "replace":
            return {key: copy.deepcopy(value) for key, value in patch.items() if key != "$patch"}
        result = copy.deepcopy(current) if isinstance(current, dict) else {}
        retain = patch.get("$retainKeys")
        for key, value in patch.items():
            if key.startswith(("$setElementOrder/", "$retainKeys", "$patch")):
                continue
            if key.startswith("$deleteFromPrimitiveList/"):
                field = key.partition("/")[2]
                result[field] = [item for item in result.get(field) or [] if item not in value]
            elif value is None:
                result.pop(key, None)
            else:
                result[key] = _strategic(result.get(key), value, key)
        return result if retain is None else {key: value for key, value in result.items() if key in retain}
    if isinstance(patch, list) and isinstance(current, list):
        key = merge_key(
            name, [i for i in current + patch if not (isinstance(i, dict) and i.get("$patch") == "replace")]
        )
        if key is not None:
            return _strategic_list(current, patch, key)
    if isinstance(patch, list):
        return [copy.deepcopy(i) for i in patch if not (isinstance(i, dict) and "$patch" in i)]
    return copy.deepcopy(patch)


def _strategic_list(current: list[Json], patch: list[Json], key: str) -> list[Json]:
    if any(item.get("$patch") == "replace" for item in patch):
        return [copy.deepcopy(item) for item in patch if "$patch" not in item]
    result = {item[key]: item for item in current}
    for item in patch:
        if item.get("$patch") == "delete":
            result.pop(item[key], None)
        else:
            result[item[key]] = _strategic(result.get(item[key]), item)
    return [copy.deepcopy(item) for item in result.values()]


def _json_patch(body: Any, operations: Any) -> Any:
    if not isinstance(operations, list):
        raise bad_request("a JSON patch is a list of operations")
    for operation in operations:
        try:
            body = _operate(body, operation)
        except (KeyError, IndexError, ValueError, TypeError):
            raise bad_request(f"the JSON patch operation {operation!r} cannot be carried out") from None
    return body


def _operate(body: Any, operation: Json) -> Any:
    verb, path = operation["op"], operation["path"]
    if verb in ("move", "copy"):
        value = copy.deepcopy(_read(body, operation["from"]))
        if verb == "move":
            body = _operate(body, {"op": "remove", "path": operation["from"]})
        return _operate(body, {"op": "add", "path": path, "value": value})
    if verb == "test":
        if _read(body, path) != operation["value"]:
            raise bad_request(f"the test of the JSON patch at {path} failed")
        return body
    if path == "":
        return copy.deepcopy(operation["value"])
    parts = _parts(path)
    parent = _walk(body, parts[:-1])
    last: Any = parts[-1]
    if isinstance(parent, list):
        last = len(parent) if last == "-" else int(last)
    if verb == "remove":
        del parent[last]
    elif verb == "add" and isinstance(parent, list):
        parent.insert(last, copy.deepcopy(operation["value"]))
    elif verb in ("add", "replace"):
        if verb == "replace":
            parent[last]
        parent[last] = copy.deepcopy(operation["value"])
    else:
        raise ValueError(verb)
    return body


def _parts(path: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


def _walk(body: Any, parts: list[str]) -> Any:
    for part in parts:
        body = body[int(part)] if isinstance(body, list) else body[part]
    return body


def _read(body: Any, path: str) -> Any:
    return _walk(body, _parts(path))
