"""Managed node groups."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from planes.clients.aws.eks.shared import Operations, Params, arn, page
from planes.clients.aws.eks.updates import update_shape
from planes.control_plane.eks import nodegroups, versions
from planes.control_plane.eks.configuring import configure_node_group
from planes.control_plane.eks.errors import invalid_parameter, invalid_request
from planes.control_plane.eks.nodegroups import NodeGroup
from planes.control_plane.eks.timestamps import moment

if TYPE_CHECKING:
    from planes.world import World

_CHANGES = ("scalingConfig", "labels", "taints", "updateConfig")


def _create_nodegroup(world: World, params: Params) -> Params:
    cluster = world.eks.active(params["clusterName"])
    if not params["subnets"]:
        raise invalid_parameter("Subnets are not specified")
    group = NodeGroup(
        params["nodegroupName"],
        versions.checked(params.get("version") or cluster.version),
        world.now,
        nodegroups.checked_types(params.get("instanceTypes")),
        nodegroups.checked_scaling(params.get("scalingConfig")),
        params,
        dict(params.get("labels") or {}),
        list(params.get("taints") or ()),
        spot=params.get("capacityType") == "SPOT",
    )
    nodegroups.create(world.eks, params["clusterName"], group)
    return {"nodegroup": _nodegroup(world, params["clusterName"], group)}


def _describe_nodegroup(world: World, params: Params) -> Params:
    group = nodegroups.find(world.eks.cluster(params["clusterName"]), params["nodegroupName"])
    return {"nodegroup": _nodegroup(world, params["clusterName"], group)}


def _list_nodegroups(world: World, params: Params) -> Params:
    return page("nodegroups", sorted(world.eks.cluster(params["clusterName"]).node_groups), params)


def _update_nodegroup_config(world: World, params: Params) -> Params:
    changes = {name: params[name] for name in _CHANGES if name in params}
    if not changes:
        raise invalid_request(f"Give one of {', '.join(_CHANGES)}: a node group can change no other setting.")
    update = configure_node_group(
        world.eks, params["clusterName"], params["nodegroupName"], _change_params(changes), changes
    )
    return {"update": update_shape(update)}


def _change_params(changes: Params) -> list[dict[str, str]]:
    """Return what a change of configuration is shown with."""
    values: dict[str, Any] = {}
    for name, what in (("labels", "Labels"), ("taints", "Taints")):
        change = changes.get(name, {})
        values[f"{what}ToAdd"] = change.get(f"addOrUpdate{what}")
        values[f"{what}ToRemove"] = change.get(f"remove{what}")
    for name in ("scalingConfig", "updateConfig"):
        values |= {key[0].upper() + key[1:]: value for key, value in changes.get(name, {}).items()}
    return [
        {"type": key, "value": json.dumps(value, separators=(",", ":"))}
        if isinstance(value, dict | list)
        else {"type": key, "value": str(value)}
        for key, value in values.items()
        if value is not None
    ]


def _update_nodegroup_version(world: World, params: Params) -> Params:
    update = nodegroups.update_version(
        world.eks,
        params["clusterName"],
        params["nodegroupName"],
        params.get("version"),
        bool(params.get("force")),
    )
    return {"update": update_shape(update)}


def _delete_nodegroup(world: World, params: Params) -> Params:
    group = nodegroups.delete(world.eks.cluster(params["clusterName"]), params["nodegroupName"])
    return {"nodegroup": _nodegroup(world, params["clusterName"], group)}


def _nodegroup(world: World, cluster: str, group: NodeGroup) -> Params:
    settings = group.settings
    arm = group.instance_types[0].split(".")[0].endswith("g")
    described = {
        "nodegroupName": group.name,
        "nodegroupArn": arn(world, f"nodegroup/{cluster}/{group.name}/0a1b2c3d"),
        "clusterName": cluster,
        "version": group.version,
        "releaseVersion": nodegroups.release_version(group.version),
        "createdAt": moment(group.created),
        "modifiedAt": moment(group.created),
        "status": group.status,
        "capacityType": "SPOT" if group.spot else "ON_DEMAND",
        "scalingConfig": group.scaling,
        "instanceTypes": group.instance_types,
        "subnets": settings["subnets"],
        "amiType": settings.get("amiType", "AL2023_ARM_64_STANDARD" if arm else "AL2023_x86_64_STANDARD"),
        "nodeRole": settings["nodeRole"],
        "labels": group.labels,
        "taints": group.taints,
        "diskSize": settings.get("diskSize", 20),
        "health": {"issues": group.issues},
        "updateConfig": settings.get("updateConfig", {"maxUnavailable": 1}),
        "tags": settings.get("tags", {}),
    }
    if group.status != "CREATING":
        described["resources"] = {"autoScalingGroups": [{"name": f"eks-{group.name}-0a1b2c3d"}]}
    return described


OPERATIONS: Operations = {
    "CreateNodegroup": _create_nodegroup,
    "DescribeNodegroup": _describe_nodegroup,
    "ListNodegroups": _list_nodegroups,
    "UpdateNodegroupConfig": _update_nodegroup_config,
    "UpdateNodegroupVersion": _update_nodegroup_version,
    "DeleteNodegroup": _delete_nodegroup,
}
