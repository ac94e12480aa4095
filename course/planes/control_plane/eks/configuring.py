"""Changes to what a cluster or a node group is configured to be, without a new version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from planes.control_plane.eks import clusters, nodegroups
from planes.control_plane.eks.clusters import Update, after
from planes.control_plane.eks.errors import in_use

if TYPE_CHECKING:
    from planes.control_plane.eks.eks import Eks
    from planes.control_plane.eks.nodegroups import NodeGroup

CONFIG_SECONDS = 5.0
"""Until a change of a node group's configuration is reported as done; the model's value."""


def configure_cluster(
    eks: Eks, name: str, kind: str, params: list[dict[str, str]], settings: Mapping[str, Any]
) -> Update:
    """Begin to change a cluster's settings; those that are mappings are merged.

    Raises:
        EksError: there is no such cluster, or it is not ACTIVE.
    """
    cluster = eks.changeable(name)
    update = eks.begin(cluster, kind, params)
    cluster.status = "UPDATING"

    def finish() -> None:
        for key, value in settings.items():
            old = cluster.settings.get(key)
            cluster.settings[key] = {**old, **value} if isinstance(old, dict) else value
        cluster.status, update.status = "ACTIVE", "Successful"

    after(eks.clock, clusters.UPDATE_SECONDS, eks.is_down, finish)
    return update


def configure_node_group(
    eks: Eks, cluster_name: str, name: str, params: list[dict[str, str]], changes: Mapping[str, Any]
) -> Update:
    """Change a node group's size, labels, taints or way of updating; nodes it has take them on.

    Args:
        eks: the control plane.
        cluster_name: the group's cluster.
        name: the group's name.
        params: what the update is shown with.
        changes: of scalingConfig, labels, taints and updateConfig, as the EKS API takes them.

    Raises:
        EksError: there is no such group, it is being changed, or the change cannot be.
    """
    cluster = eks.cluster(cluster_name)
    group = nodegroups.find(cluster, name)
    if group.status in ("DELETING", "UPDATING"):
        raise in_use(f"Nodegroup {name} is {group.status}.")
    scaling = nodegroups.checked_scaling({**group.scaling, **changes.get("scalingConfig", {})})
    group.scaling = scaling
    if "updateConfig" in changes:
        group.settings["updateConfig"] = dict(changes["updateConfig"])
    before = group.node_taints()
    _relabel(group, changes.get("labels", {}))
    _retaint(group, changes.get("taints", {}))
    removed = changes.get("labels", {}).get("removeLabels", ())
    cluster.control_plane.nodes.configure(group.hosts, group.labels, removed, group.node_taints(), before)
    update = eks.begin(cluster, "ConfigUpdate", params, name)
    cluster.keeper.keep(group)

    def finish() -> None:
        update.status = "Successful"

    after(eks.clock, CONFIG_SECONDS, eks.is_down, finish)
    return update


def _relabel(group: NodeGroup, change: Mapping[str, Any]) -> None:
    for key in change.get("removeLabels", ()):
        group.labels.pop(key, None)
    group.labels.update(change.get("addOrUpdateLabels", {}))


def _retaint(group: NodeGroup, change: Mapping[str, Sequence[dict[str, str]]]) -> None:
    """Take taints away and add others; a taint is known by its key and effect."""
    gone = [*change.get("removeTaints", ()), *change.get("addOrUpdateTaints", ())]
    known = {(taint["key"], taint["effect"]) for taint in gone}
    kept = [taint for taint in group.taints if (taint["key"], taint["effect"]) not in known]
    group.taints = [*kept, *change.get("addOrUpdateTaints", ())]
