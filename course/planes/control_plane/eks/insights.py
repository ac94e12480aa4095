"""Cluster insights: what stands in the way of the next Kubernetes version."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from planes.control_plane.eks.clusters import Cluster
from planes.control_plane.eks.errors import not_found
from planes.control_plane.eks.versions import minor

MOST_SKEW = 3
"""Minor versions that a kubelet may be older than the API server. Source: E63."""


@dataclass(frozen=True, slots=True)
class Insight:
    """One finding.

    Attributes:
        version: the Kubernetes version it is about, the next one.
        status: PASSING, WARNING or ERROR. From which skew EKS warns is not published; here it warns of any
            and calls an error what the update would make too old.
        resources: the nodes concerned.
    """

    name: str
    version: str
    description: str
    status: str
    reason: str
    recommendation: str
    resources: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """An id that is the same at every look."""
        return str(UUID(bytes=sha256(self.name.encode()).digest()[:16]))


def insights(cluster: Cluster) -> list[Insight]:
    """Return what EKS would say of an update of the cluster now."""
    number = minor(cluster.version)
    version = f"1.{number + 1}"
    nodes = {node.name: number - minor(node.version) for node in cluster.control_plane.nodes.by_host.values()}
    behind = tuple(sorted(name for name, skew in nodes.items() if skew > 0))
    skew = max(nodes.values(), default=0)
    status = "PASSING" if not behind else "ERROR" if skew + 1 > MOST_SKEW else "WARNING"
    found = "All nodes have the version of the control plane."
    if behind:
        found = f"{len(behind)} of {len(nodes)} nodes are older than the control plane, by up to {skew}."
    issues = [issue for group in cluster.node_groups.values() for issue in group.issues]
    return [
        Insight(
            "Kubelet version skew",
            version,
            f"Would the nodes' kubelets still be new enough for Kubernetes {version}?",
            status,
            found,
            "Update the node groups to the version of the control plane first.",
            behind,
        ),
        Insight(
            "Cluster health issues",
            version,
            "Is there something wrong with the cluster that an update would fail on?",
            "ERROR" if issues else "PASSING",
            f"{len(issues)} health issues.",
            "See the health of the node groups.",
        ),
    ]


def find(cluster: Cluster, number: str) -> Insight:
    """Return one insight.

    Raises:
        EksError: ResourceNotFoundException.
    """
    for insight in insights(cluster):
        if insight.id == number:
            return insight
    raise not_found(f"No insight found for ID: {number}")
