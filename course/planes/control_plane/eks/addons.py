"""EKS add-ons as records: which are installed, in which version. What they do is not modelled."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planes.control_plane.eks.clusters import after
from planes.control_plane.eks.errors import in_use, invalid_parameter, not_found

if TYPE_CHECKING:
    from planes.control_plane.eks.clusters import Cluster, Update
    from planes.control_plane.eks.eks import Eks

CHANGE_SECONDS = 60.0
"""Nobody publishes how long an add-on takes to be created, updated or deleted; the model's value."""
NAMES = {
    "aws-ebs-csi-driver": "storage",
    "aws-efs-csi-driver": "storage",
    "coredns": "networking",
    "eks-pod-identity-agent": "security",
    "kube-proxy": "networking",
    "metrics-server": "observability",
    "vpc-cni": "networking",
}
"""The add-ons the model knows, each with its type."""
_VERSION = re.compile(r"v\d+\.\d+\.\d+-eksbuild\.\d+")


@dataclass(slots=True)
class Addon:
    """One add-on of a cluster; its status is CREATING, ACTIVE, UPDATING or DELETING."""

    name: str
    version: str
    created: float
    modified: float
    settings: dict[str, Any] = field(default_factory=dict)
    status: str = "CREATING"


def default_version(name: str, kubernetes_version: str) -> str:
    """Return the version that a cluster gets: kube-proxy's is the cluster's, the others' are the model's."""
    number = kubernetes_version if name == "kube-proxy" else "1.0"
    return f"v{number}.0-eksbuild.1"


def check_name(name: str) -> str:
    """Return the name of a known add-on.

    Raises:
        EksError: InvalidParameterException.
    """
    if name not in NAMES:
        raise invalid_parameter(
            f"Addon {name} specified is not supported; the model knows {', '.join(NAMES)}."
        )
    return name


def checked_version(name: str, version: str | None, kubernetes_version: str) -> str:
    """Return a well-formed version, by default the cluster's default one.

    Raises:
        EksError: InvalidParameterException.
    """
    if version is not None and not _VERSION.fullmatch(version):
        raise invalid_parameter(f"Addon version {version} is not of the form v1.2.3-eksbuild.1.")
    return version or default_version(check_name(name), kubernetes_version)


def create(eks: Eks, cluster_name: str, name: str, version: str | None, settings: dict[str, Any]) -> Addon:
    """Begin to install an add-on."""
    cluster = eks.active(cluster_name)
    check_name(name)
    if name in cluster.addons:
        raise in_use("Addon already exists.")
    now = eks.clock.now
    addon = Addon(name, checked_version(name, version, cluster.version), now, now, settings)
    cluster.addons[name] = addon
    after(eks.clock, CHANGE_SECONDS, eks.is_down, lambda: _settle(addon))
    return addon


def update(
    eks: Eks,
    cluster_name: str,
    name: str,
    version: str | None,
    settings: dict[str, Any],
    params: list[dict[str, str]],
) -> Update:
    """Begin to change an add-on."""
    cluster = eks.active(cluster_name)
    addon = find(cluster, name)
    if addon.status != "ACTIVE":
        raise in_use(f"Addon {name} is {addon.status}.")
    addon.version = checked_version(name, version or addon.version, cluster.version)
    addon.settings |= settings
    addon.status, addon.modified = "UPDATING", eks.clock.now
    begun = eks.begin(cluster, "AddonUpdate", params, addon=name)

    def finish() -> None:
        _settle(addon)
        begun.status = "Successful"

    after(eks.clock, CHANGE_SECONDS, eks.is_down, finish)
    return begun


def delete(eks: Eks, cluster_name: str, name: str) -> Addon:
    """Begin to remove an add-on."""
    cluster = eks.cluster(cluster_name)
    addon = find(cluster, name)
    addon.status = "DELETING"
    after(eks.clock, CHANGE_SECONDS, eks.is_down, lambda: cluster.addons.pop(name, None))
    return addon


def _settle(addon: Addon) -> None:
    if addon.status != "DELETING":
        addon.status = "ACTIVE"


def find(cluster: Cluster, name: str) -> Addon:
    """Return an add-on of a cluster.

    Raises:
        EksError: ResourceNotFoundException.
    """
    if name not in cluster.addons:
        raise not_found(f"No addon: {name} found in cluster: {cluster.name}")
    return cluster.addons[name]
