"""EKS clusters: created and updated in virtual minutes, each with a Kubernetes control plane."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planes.control_plane.eks import versions
from planes.control_plane.eks.api import ApiServer
from planes.control_plane.eks.errors import invalid_parameter
from planes.control_plane.eks.kubernetes import ControlPlane
from planes.control_plane.eks.node_group_keeper import NodeGroupKeeper
from planes.control_plane.eks.nodegroups import NodeGroup

CREATE_SECONDS = 480.0
UPDATE_SECONDS = 600.0
DELETE_SECONDS = 120.0
"""Nobody publishes how long these take; the model's values are of the usual size."""
PLATFORM_VERSION = "eks.1"
"""The model has one platform version of each Kubernetes version."""
_NAME = re.compile(r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}")

if TYPE_CHECKING:
    from planes.control_plane.eks.access import AccessEntry
    from planes.control_plane.eks.addons import Addon
    from planes.control_plane.eks.fargate_profiles import FargateProfile


@dataclass(slots=True)
class Update:
    """One change under way: of a cluster, or of the node group or add-on it names."""

    id: str
    type: str
    created: float
    params: list[dict[str, str]]
    node_group: str = ""
    addon: str = ""
    status: str = "InProgress"
    errors: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Cluster:
    """One EKS cluster.

    Attributes:
        status: CREATING, ACTIVE, UPDATING or DELETING.
        created: virtual second.
        settings: what was given at creation, as boto3 takes it.
        keeper: keeps its node groups.
        profiles: its Fargate profiles by name.
        access_entries: by the ARN of the principal.
        associations: pod identity associations by id, as boto3 returns them.
    """

    name: str
    version: str
    created: float
    settings: dict[str, Any]
    control_plane: ControlPlane
    api: ApiServer
    keeper: NodeGroupKeeper
    profiles: dict[str, FargateProfile]
    status: str = "CREATING"
    updates: dict[str, Update] = field(default_factory=dict)
    addons: dict[str, Addon] = field(default_factory=dict)
    access_entries: dict[str, AccessEntry] = field(default_factory=dict)
    associations: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def node_groups(self) -> dict[str, NodeGroup]:
        """Its managed node groups by name."""
        return self.keeper.groups


def checked_name(name: str) -> str:
    """Return a cluster name that EKS accepts.

    Raises:
        EksError: InvalidParameterException.
    """
    if not _NAME.fullmatch(name):
        raise invalid_parameter(
            f"The cluster name {name!r} is not valid: it begins with a letter or digit, has letters, digits, "
            "hyphens and underscores, and at most 100 characters."
        )
    return name


def next_version(present: str, wanted: str) -> str:
    """Return the version a control plane may be updated to: one minor version up.

    Raises:
        EksError: InvalidParameterException.
    """
    versions.checked(wanted)
    if versions.minor(wanted) != versions.minor(present) + 1:
        raise invalid_parameter(f"Unsupported Kubernetes minor version update from {present} to {wanted}")
    return wanted


def after(clock: Any, seconds: float, is_down: Callable[[], bool], action: Callable[[], object]) -> None:
    """Do something after a while, later if the control plane is down by then."""

    def try_it() -> None:
        if is_down():
            clock.after(1.0, try_it)
        else:
            action()

    clock.after(seconds, try_it)
