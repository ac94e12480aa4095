"""The kinds of object the model's API server knows, and their names in URLs, messages and tables."""

from __future__ import annotations

from typing import NamedTuple

from planes.errors import PlanesError


class Resource(NamedTuple):
    """One kind of API object.

    Attributes:
        kind: name in a manifest.
        plural: name in a URL and in messages.
        group: API group; empty for the core group.
        version: version within the group.
        namespaced: whether its objects live in a namespace.
        short_names: what kubectl accepts besides kind, singular and plural.
    """

    kind: str
    plural: str
    group: str
    version: str
    namespaced: bool = True
    short_names: tuple[str, ...] = ()

    @property
    def api_version(self) -> str:
        """Group and version as a manifest writes them: `v1`, `apps/v1`."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def qualified(self) -> str:
        """Plural with its group, as messages write it: `pods`, `deployments.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def qualified_kind(self) -> str:
        """Kind with its group: `Pod`, `Deployment.apps`."""
        return f"{self.kind}.{self.group}" if self.group else self.kind


NAMESPACE = Resource("Namespace", "namespaces", "", "v1", False, ("ns",))
NODE = Resource("Node", "nodes", "", "v1", False, ("no",))
POD = Resource("Pod", "pods", "", "v1", True, ("po",))
SERVICE = Resource("Service", "services", "", "v1", True, ("svc",))
ENDPOINTS = Resource("Endpoints", "endpoints", "", "v1", True, ("ep",))
ENDPOINT_SLICE = Resource("EndpointSlice", "endpointslices", "discovery.k8s.io", "v1")
CONFIG_MAP = Resource("ConfigMap", "configmaps", "", "v1", True, ("cm",))
EVENT = Resource("Event", "events", "", "v1", True, ("ev",))
LEASE = Resource("Lease", "leases", "coordination.k8s.io", "v1")
DEPLOYMENT = Resource("Deployment", "deployments", "apps", "v1", True, ("deploy",))
REPLICA_SET = Resource("ReplicaSet", "replicasets", "apps", "v1", True, ("rs",))
DAEMON_SET = Resource("DaemonSet", "daemonsets", "apps", "v1", True, ("ds",))
JOB = Resource("Job", "jobs", "batch", "v1")
AUTOSCALER = Resource(
    "HorizontalPodAutoscaler", "horizontalpodautoscalers", "autoscaling", "v2", True, ("hpa",)
)
DISRUPTION_BUDGET = Resource("PodDisruptionBudget", "poddisruptionbudgets", "policy", "v1", True, ("pdb",))
NODE_POOL = Resource("NodePool", "nodepools", "karpenter.sh", "v1", False)

RESOURCES = (
    NAMESPACE, NODE, POD, SERVICE, ENDPOINTS, ENDPOINT_SLICE, CONFIG_MAP, EVENT, LEASE, DEPLOYMENT,
    REPLICA_SET, DAEMON_SET, JOB, AUTOSCALER, DISRUPTION_BUDGET, NODE_POOL,
)  # fmt: skip

_BY_NAME: dict[str, Resource] = {}
for _resource in RESOURCES:
    for _name in (
        _resource.kind.lower(),
        _resource.plural,
        _resource.qualified,
        f"{_resource.plural}.{_resource.version}.{_resource.group}",
        f"{_resource.kind.lower()}.{_resource.group}",
        *_resource.short_names,
    ):
        _BY_NAME[_name] = _resource


def find(name: str) -> Resource:
    """Return the resource kubectl means by `name`: kind, plural, short name, with or without group.

    Raises:
        PlanesError: the model's API server has no such kind.
    """
    resource = _BY_NAME.get(name.lower())
    if resource is None:
        known = ", ".join(sorted(r.plural for r in RESOURCES))
        raise PlanesError(f'the server doesn\'t have a resource type "{name}"; this model has: {known}')
    return resource


def of_manifest(api_version: object, kind: object) -> Resource | None:
    """Return the resource of a manifest's `apiVersion` and `kind`, or None."""
    for resource in RESOURCES:
        if resource.kind == kind and resource.api_version == api_version:
            return resource
    return None
