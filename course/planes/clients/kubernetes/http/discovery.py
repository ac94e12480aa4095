"""What the API server says about itself: version, groups, and the resources in them."""

from __future__ import annotations

from collections.abc import Sequence

from planes.clients.kubernetes.http.call import METRICS_GROUP, METRICS_VERSION, SERVED, JsonObject, nowhere
from planes.control_plane.eks.kubernetes import ControlPlane
from planes.control_plane.eks.resources import (
    DAEMON_SET,
    DEPLOYMENT,
    ENDPOINT_SLICE,
    ENDPOINTS,
    EVENT,
    LEASE,
    POD,
    REPLICA_SET,
    Resource,
)

AGGREGATED = "as=APIGroupDiscoveryList"
_READ = ["get", "list", "watch"]
_ALL = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
_READ_ONLY = (ENDPOINTS, ENDPOINT_SLICE, EVENT, LEASE)
_SCALED = (DEPLOYMENT, REPLICA_SET)
_IN_ALL = (POD, DEPLOYMENT, REPLICA_SET, DAEMON_SET)
_IN_ALL_PLURALS = {*(r.plural for r in _IN_ALL), "services", "jobs", "horizontalpodautoscalers"}


def version(control: ControlPlane) -> JsonObject:
    """Return what `kubectl version` prints of the server."""
    major, minor = control.version.split(".")
    return {
        "major": major,
        "minor": minor,
        "gitVersion": f"v{control.version}.0-eks-model",
        "gitCommit": "0" * 40,
        "gitTreeState": "clean",
        "buildDate": "2026-01-05T00:00:00Z",
        "goVersion": "none",
        "compiler": "none",
        "platform": "linux/amd64",
    }


def discover(parts: Sequence[str], accept: str) -> JsonObject:
    """Answer /api, /apis and what is below them down to a group's version.

    Raises:
        ApiError: NotFound.
    """
    if len(parts) == 1 and AGGREGATED in accept:
        return _aggregated(parts[0] == "api")
    if parts == ["api"]:
        return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}
    if parts == ["apis"]:
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_group(g) for g in _groups() if g]}
    if parts[0] == "apis" and len(parts) == 2 and parts[1] in _groups():
        return {"apiVersion": "v1", **_group(parts[1])}
    group, wanted = ("", parts[1]) if parts[0] == "api" else (parts[1], parts[-1])
    if wanted not in _groups().get(group, ()):
        raise nowhere()
    return {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": f"{group}/{wanted}" if group else wanted,
        "resources": [entry for entries in _resources(group, wanted) for entry in entries],
    }


def _groups() -> dict[str, list[str]]:
    """Return the versions of every group, the preferred one first."""
    found: dict[str, list[str]] = {}
    for resource in SERVED:
        versions = found.setdefault(resource.group, [])
        if resource.version not in versions:
            versions.append(resource.version)
    return found | {METRICS_GROUP: [METRICS_VERSION]}


def _group(name: str) -> JsonObject:
    versions = [{"groupVersion": f"{name}/{v}", "version": v} for v in _groups()[name]]
    return {"kind": "APIGroup", "name": name, "versions": versions, "preferredVersion": versions[0]}


def _resources(group: str, version_: str) -> list[list[JsonObject]]:
    """Return the entries of a group's version: one list for each resource, its subresources behind it."""
    if group == METRICS_GROUP:
        return [
            [_entry("NodeMetrics", "nodes", False, ["get", "list"])],
            [_entry("PodMetrics", "pods", True, ["get", "list"])],
        ]
    return [_with_parts(r) for r in SERVED if (r.group, r.version) == (group, version_)]


def _with_parts(resource: Resource) -> list[JsonObject]:
    verbs = _READ if resource in _READ_ONLY else _ALL
    own = _entry(resource.kind, resource.plural, resource.namespaced, verbs)
    if resource.short_names:
        own["shortNames"] = list(resource.short_names)
    if resource.plural in _IN_ALL_PLURALS:
        own["categories"] = ["all"]
    parts = [own]
    if resource not in _READ_ONLY:
        parts.append(_part(resource, "status", resource.kind, ["get", "patch", "update"]))
    if resource in _SCALED:
        parts.append(_part(resource, "scale", "Scale", ["get", "patch", "update"], "autoscaling", "v1"))
    if resource is POD:
        parts.append(_part(resource, "eviction", "Eviction", ["create"], "policy", "v1"))
        parts.append(_part(resource, "binding", "Binding", ["create"]))
        parts.append(_part(resource, "log", "Pod", ["get"]))
    return parts


def _entry(kind: str, name: str, namespaced: bool, verbs: list[str]) -> JsonObject:
    singular = kind.lower()
    return {"name": name, "singularName": singular, "namespaced": namespaced, "kind": kind, "verbs": verbs}


def _part(
    resource: Resource, part: str, kind: str, verbs: list[str], group: str = "", version_: str = ""
) -> JsonObject:
    entry = _entry(kind, f"{resource.plural}/{part}", resource.namespaced, verbs) | {"singularName": ""}
    return entry | ({"group": group, "version": version_} if group else {})


def _aggregated(core: bool) -> JsonObject:
    """Return all groups with all resources in one answer, as kubectl asks first."""
    items = [
        {
            "metadata": {"name": group} if group else {},
            "versions": [
                {
                    "version": v,
                    "resources": [
                        _aggregated_resource(group, v, entries) for entries in _resources(group, v)
                    ],
                    "freshness": "Current",
                }
                for v in versions
            ],
        }
        for group, versions in _groups().items()
        if (not group) == core
    ]
    return {
        "kind": "APIGroupDiscoveryList",
        "apiVersion": "apidiscovery.k8s.io/v2",
        "metadata": {},
        "items": items,
    }


def _aggregated_resource(group: str, version_: str, entries: list[JsonObject]) -> JsonObject:
    own, *parts = entries
    kept = ("singularName", "verbs", "shortNames", "categories")
    found = {
        "resource": own["name"],
        "responseKind": _kind(group, version_, own),
        "scope": "Namespaced" if own["namespaced"] else "Cluster",
        **{key: own[key] for key in kept if key in own},
    }
    if parts:
        found["subresources"] = [
            {
                "subresource": part["name"].partition("/")[2],
                "responseKind": _kind(group, version_, part),
                "verbs": part["verbs"],
            }
            for part in parts
        ]
    return found


def _kind(group: str, version_: str, entry: JsonObject) -> JsonObject:
    return {
        "group": entry.get("group", group),
        "version": entry.get("version", version_),
        "kind": entry["kind"],
    }
