"""Refusing changes of fields that keep what an object was created with."""

from __future__ import annotations

from typing import Any

from planes.control_plane.eks.resources import DAEMON_SET, DEPLOYMENT, JOB, POD, REPLICA_SET, Resource
from planes.control_plane.eks.status import Cause, invalid, shown

Json = dict[str, Any]
_IMMUTABLE = {
    DEPLOYMENT: ("spec.selector",),
    REPLICA_SET: ("spec.selector",),
    DAEMON_SET: ("spec.selector",),
    JOB: ("spec.template", "spec.completions", "spec.selector"),
}


def check_update(resource: Resource, old: Json, new: Json) -> None:
    """Refuse changes of fields that never change.

    Raises:
        ApiError: Invalid.
    """
    name = old["metadata"]["name"]
    for path in _IMMUTABLE.get(resource, ()):
        before, after = _at(old, path), _at(new, path)
        if before != after:
            raise invalid(resource, name, [Cause(path, f"Invalid value: {shown(after)}: field is immutable")])
    if resource is POD and _pod_core(old) != _pod_core(new):
        text = (
            "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,"
            "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only "
            "additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be "
            "set to 1 if it was previously negative)"
        )
        raise invalid(resource, name, [Cause("spec", text, "FieldValueForbidden")])


def _at(body: Any, path: str) -> Any:
    for part in path.split("."):
        body = (body or {}).get(part)
    return body


def _pod_core(body: Json) -> Json:
    """Return what of a pod's spec may not change."""
    spec = dict(body.get("spec") or {})
    for name in ("tolerations", "activeDeadlineSeconds", "terminationGracePeriodSeconds", "nodeName"):
        spec.pop(name, None)
    for kind in ("containers", "initContainers"):
        spec[kind] = [{k: v for k, v in c.items() if k != "image"} for c in spec.get(kind) or ()]
    return spec
