"""Fargate profiles: which pods run on Fargate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planes.control_plane.eks.clusters import Cluster, after
from planes.control_plane.eks.errors import in_use, invalid_parameter, limit_exceeded, not_found

if TYPE_CHECKING:
    from planes.control_plane.eks.eks import Eks

CREATE_SECONDS = 60.0
"""Nobody publishes how long it takes; the model's value."""
MOST_PROFILES = 10
MOST_SELECTORS = 5
MOST_LABELS = 5
"""Quotas. Source: E58."""


@dataclass(slots=True)
class FargateProfile:
    """One Fargate profile. It never changes; its status is CREATING, ACTIVE or DELETING."""

    name: str
    created: float
    selectors: list[dict[str, Any]]
    settings: dict[str, Any] = field(default_factory=dict)
    status: str = "CREATING"

    def selection(self) -> dict[str, Any]:
        """Return name and selectors as the rule for choosing a profile takes them."""
        return {"fargateProfileName": self.name, "selectors": self.selectors}


def check_selectors(selectors: list[dict[str, Any]]) -> None:
    """Refuse selectors that EKS refuses.

    Raises:
        EksError: InvalidParameterException.
    """
    if not selectors:
        raise invalid_parameter("Fargate profile must have at least one selector.")
    if len(selectors) > MOST_SELECTORS:
        raise invalid_parameter(
            f"Fargate profile has {len(selectors)} selectors; at most {MOST_SELECTORS} are allowed."
        )
    for selector in selectors:
        if not selector.get("namespace"):
            raise invalid_parameter("Fargate profile selector must have a namespace.")
        if len(selector.get("labels") or {}) > MOST_LABELS:
            raise invalid_parameter(f"A Fargate profile selector may have at most {MOST_LABELS} labels.")


def create(eks: Eks, cluster_name: str, profile: FargateProfile) -> None:
    """Begin to create a Fargate profile.

    Raises:
        EksError: its selectors or name cannot be, there are too many, or another is being changed.
    """
    cluster = eks.active(cluster_name)
    check_selectors(profile.selectors)
    if profile.name in cluster.profiles:
        raise in_use(f"A Fargate Profile already exists with this name {profile.name} in this cluster.")
    if len(cluster.profiles) >= MOST_PROFILES:
        raise limit_exceeded(f"A cluster has at most {MOST_PROFILES} Fargate profiles.")
    if any(other.status in ("CREATING", "DELETING") for other in cluster.profiles.values()):
        raise in_use("Cannot create Fargate Profile while another one is being created or deleted.")
    cluster.profiles[profile.name] = profile

    def finish() -> None:
        profile.status = "ACTIVE"

    after(eks.clock, CREATE_SECONDS, eks.is_down, finish)


def find(cluster: Cluster, name: str) -> FargateProfile:
    """Return a Fargate profile of a cluster.

    Raises:
        EksError: ResourceNotFoundException.
    """
    found = cluster.profiles.get(name)
    if found is None:
        raise not_found(f"No Fargate Profile found with name: {name}.")
    return found


def delete(eks: Eks, cluster_name: str, name: str) -> FargateProfile:
    """Begin to delete a Fargate profile; the pods it placed are deleted with it."""
    cluster = eks.cluster(cluster_name)
    profile = find(cluster, name)
    profile.status = "DELETING"
    cluster.control_plane.fargate.delete_pods_of(name)
    after(eks.clock, CREATE_SECONDS, eks.is_down, lambda: cluster.profiles.pop(name, None))
    return profile
