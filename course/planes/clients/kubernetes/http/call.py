"""One request to the API server: what it asks for, read from its path and query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planes.control_plane.eks.api import ApiServer
from planes.control_plane.eks.kubernetes import ControlPlane
from planes.control_plane.eks.resources import AUTOSCALER, RESOURCES, Resource
from planes.control_plane.eks.status import ApiError, bad_request

JsonObject = dict[str, Any]
METRICS_GROUP, METRICS_VERSION = "metrics.k8s.io", "v1beta1"
AUTOSCALER_V1 = AUTOSCALER._replace(version="v1")
"""The older version of the HorizontalPodAutoscaler, which `kubectl autoscale` still writes."""
SERVED = (*RESOURCES, AUTOSCALER_V1)


@dataclass(frozen=True, slots=True)
class Call:
    """One request for objects.

    Attributes:
        api: of the cluster.
        resource: kind asked for, in the version asked for.
        namespace: "" for all, and for kinds without one.
        name: "" for all.
        subresource: "" for the object itself.
        method: of HTTP.
        query: parameters of the URL.
        headers: of HTTP, lower case.
        body: decoded, None if there was none.
    """

    api: ApiServer
    resource: Resource
    namespace: str
    name: str
    subresource: str
    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any = None

    @property
    def control(self) -> ControlPlane:
        """The control plane behind the API."""
        return self.api.control_plane

    @property
    def now(self) -> float:
        """Virtual second."""
        return self.control.clock.now

    @property
    def stored(self) -> Resource:
        """The kind in the version the cluster keeps."""
        return AUTOSCALER if self.resource is AUTOSCALER_V1 else self.resource

    @property
    def accept(self) -> str:
        """What the client wants to read."""
        return self.headers.get("accept", "")

    @property
    def dry_run(self) -> bool:
        """Whether nothing may change.

        Raises:
            ApiError: BadRequest, for anything but `All`.
        """
        given = self.query.get("dryRun")
        if given not in (None, "All"):
            raise bad_request(f'dryRun: Unsupported value: "{given}": supported values: "All"')
        return given is not None

    @property
    def manager(self) -> str:
        """Who writes: the field manager given, or the program's name."""
        agent = self.headers.get("user-agent", "") or "unknown"
        return self.query.get("fieldManager") or agent.partition("/")[0]

    def flag(self, name: str) -> bool:
        """Return a parameter that is true or false."""
        return self.query.get(name, "").lower() in ("1", "true")

    def number(self, name: str) -> int | None:
        """Return a parameter that is a whole number, None if it was not given.

        Raises:
            ApiError: BadRequest.
        """
        text = self.query.get(name)
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            raise bad_request(f'{name}: Invalid value: "{text}": must be a whole number, 0 or more')
        return int(text)


def locate(parts: Sequence[str]) -> tuple[Resource, str, str, str]:
    """Return resource, namespace, name and subresource of a path such as `apis/apps/v1/deployments/web`.

    Raises:
        ApiError: NotFound.
    """
    group, version, rest = _group(parts)
    namespace = ""
    if len(rest) >= 3 and rest[0] == "namespaces" and _served(group, version, rest[2]):
        namespace, rest = rest[1], rest[2:]
    resource = _served(group, version, rest[0]) if rest else None
    if resource is None or len(rest) > 3 or (namespace and not resource.namespaced):
        raise nowhere()
    name, subresource = [*rest[1:], "", ""][:2]
    if name and resource.namespaced and not namespace:
        raise nowhere()
    return resource, namespace, name, subresource


def _group(parts: Sequence[str]) -> tuple[str, str, Sequence[str]]:
    if parts[0] == "api" and len(parts) >= 2:
        return "", parts[1], parts[2:]
    if parts[0] == "apis" and len(parts) >= 3:
        return parts[1], parts[2], parts[3:]
    raise nowhere()


def _served(group: str, version: str, plural: str) -> Resource | None:
    for resource in SERVED:
        if (resource.group, resource.version, resource.plural) == (group, version, plural):
            return resource
    return None


def nowhere() -> ApiError:
    """Return the refusal of a path that leads nowhere."""
    return ApiError(404, "NotFound", "the server could not find the requested resource")
