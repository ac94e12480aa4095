"""Managed node groups: making, updating and deleting them. `node_group_keeper` keeps their nodes."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any

from planes import facts
from planes.control_plane.eks import versions
from planes.control_plane.eks.errors import in_use, invalid_parameter, limit_exceeded, not_found

if TYPE_CHECKING:
    from planes.control_plane.eks.clusters import Cluster, Update
    from planes.control_plane.eks.eks import Eks

MOST_GROUPS = 30
MOST_NODES = 450
"""Quotas. Source: E58."""
_EFFECTS = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}
_DEFAULT_SCALING = {"minSize": 1, "maxSize": 2, "desiredSize": 2}


@dataclass(slots=True)
class NodeGroup:
    """One managed node group.

    Attributes:
        scaling: minSize, maxSize and desiredSize.
        hosts: its hosts, those still booting too.
        status: CREATING, ACTIVE, UPDATING, DELETING or DEGRADED.
        issues: what went wrong, as `describe_nodegroup` shows it.
    """

    name: str
    version: str
    created: float
    instance_types: list[str]
    scaling: dict[str, int]
    settings: dict[str, Any]
    labels: dict[str, str]
    taints: list[dict[str, str]]
    spot: bool = False
    hosts: dict[str, None] = field(default_factory=dict)
    status: str = "CREATING"
    issues: list[dict[str, Any]] = field(default_factory=list)

    def node_taints(self) -> list[dict[str, Any]]:
        """Return its taints as nodes carry them."""
        return [
            {"key": t["key"], "value": t.get("value", ""), "effect": _EFFECTS[t.get("effect", "NO_SCHEDULE")]}
            for t in self.taints
        ]

    def unavailable_at_a_time(self) -> int:
        """Return how many nodes an update replaces at a time."""
        given = self.settings.get("updateConfig") or {}
        if "maxUnavailablePercentage" in given:
            return max(1, ceil(len(self.hosts) * given["maxUnavailablePercentage"] / 100))
        return int(given.get("maxUnavailable", 1))


def checked_scaling(given: dict[str, int] | None) -> dict[str, int]:
    """Return a complete scaling configuration.

    Raises:
        EksError: InvalidParameterException.
    """
    scaling = {**_DEFAULT_SCALING, **(given or {})}
    least, most, desired = scaling["minSize"], scaling["maxSize"], scaling["desiredSize"]
    if least > most:
        raise invalid_parameter(f"Minimum capacity {least} can't be greater than maximum size {most}")
    if desired > most:
        raise invalid_parameter(f"desired capacity {desired} can't be greater than max size {most}")
    if desired < least:
        raise invalid_parameter(f"desired capacity {desired} can't be less than min size {least}")
    if most > MOST_NODES:
        raise invalid_parameter(f"A node group has at most {MOST_NODES} nodes.")
    return scaling


def checked_types(given: list[str] | None) -> list[str]:
    """Return instance types that exist; without any, the t3.medium EKS takes.

    Raises:
        EksError: InvalidParameterException.
    """
    for name in given or ():
        if name not in facts.instances():
            raise invalid_parameter(f"The following supplied instance types do not exist: [{name}]")
    return list(given or ["t3.medium"])


def release_version(version: str) -> str:
    """Return the release of the nodes' image for a Kubernetes version; the model has one of each."""
    return f"{version}.0-model"


def create(eks: Eks, cluster_name: str, group: NodeGroup) -> None:
    """Begin to create a managed node group.

    Raises:
        EksError: the name is taken, there are too many, or its version does not go with the cluster's.
    """
    cluster = eks.active(cluster_name)
    if group.name in cluster.node_groups:
        raise in_use(f"NodeGroup already exists with name {group.name} and cluster name {cluster_name}")
    if len(cluster.node_groups) >= MOST_GROUPS:
        raise limit_exceeded(f"A cluster has at most {MOST_GROUPS} node groups.")
    if not 0 <= versions.minor(cluster.version) - versions.minor(group.version) <= 3:
        raise invalid_parameter(f"Node group version {group.version} is too far from {cluster.version}.")
    cluster.node_groups[group.name] = group
    cluster.keeper.keep(group)


def find(cluster: Cluster, name: str) -> NodeGroup:
    """Return a node group of a cluster.

    Raises:
        EksError: ResourceNotFoundException.
    """
    found = cluster.node_groups.get(name)
    if found is None:
        raise not_found(f"No node group found for name: {name}.")
    return found


def update_version(eks: Eks, cluster_name: str, name: str, version: str | None, force: bool) -> Update:
    """Replace the nodes of a group by new ones of the cluster's, or a given, version.

    Raises:
        EksError: the group is not ACTIVE, or the version is newer than the cluster's.
    """
    cluster = eks.cluster(cluster_name)
    group = find(cluster, name)
    if group.status != "ACTIVE":
        raise in_use(f"Nodegroup {name} is {group.status}.")
    wanted = versions.checked(version or cluster.version)
    if versions.minor(wanted) > versions.minor(cluster.version):
        raise invalid_parameter(f"Nodegroup version {wanted} is newer than the cluster's {cluster.version}.")
    params = [
        {"type": "Version", "value": wanted},
        {"type": "ReleaseVersion", "value": release_version(wanted)},
    ]
    update = eks.begin(cluster, "VersionUpdate", params, name)

    def done(error: str) -> None:
        update.status = "Failed" if error else "Successful"
        if error:
            message = "Reached max retries while trying to evict pods from nodes in node group " + name
            update.errors.append({"errorCode": error, "errorMessage": message, "resourceIds": []})
            group.version = before

    before, group.version = group.version, wanted
    cluster.keeper.update(group, force, done)
    return update


def delete(cluster: Cluster, name: str) -> NodeGroup:
    """Begin to drain and delete a node group."""
    group = find(cluster, name)
    group.status = "DELETING"
    cluster.keeper.keep(group)
    return group
