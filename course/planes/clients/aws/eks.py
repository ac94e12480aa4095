"""Amazon EKS in AWS's words: parameters in, response dicts out. `control_plane.eks` decides."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from planes import facts
from planes.control_plane.eks import nodegroups, versions
from planes.control_plane.eks.clusters import Cluster, Update
from planes.control_plane.eks.errors import EksError, invalid_parameter, invalid_request, not_found
from planes.control_plane.eks.fargate_profiles import FargateProfile
from planes.control_plane.eks.nodegroups import NodeGroup
from planes.control_plane.eks.timestamps import moment

if TYPE_CHECKING:
    from planes.world import World

Params = dict[str, Any]
_KEPT = ("encryptionConfig", "zonalShiftConfig", "remoteNetworkConfig", "computeConfig", "storageConfig")
_CERTIFICATE = base64.b64encode(b"the certificate authority of a model").decode()


def _create_cluster(world: World, params: Params) -> Params:
    if not params["resourcesVpcConfig"].get("subnetIds"):
        raise invalid_parameter("subnetIds cannot be empty: give subnets of at least two Availability Zones.")
    cluster = world.eks.create_cluster(params["name"], params.get("version"), params)
    return {"cluster": _cluster(world, cluster)}


def _describe_cluster(world: World, params: Params) -> Params:
    return {"cluster": _cluster(world, world.eks.cluster(params["name"]))}


def _list_clusters(world: World, params: Params) -> Params:
    return _page("clusters", sorted(world.eks.clusters), params)


def _delete_cluster(world: World, params: Params) -> Params:
    return {"cluster": _cluster(world, world.eks.delete_cluster(params["name"]))}


def _update_cluster_version(world: World, params: Params) -> Params:
    return {"update": _update(world.eks.update_version(params["name"], params["version"]))}


def _cluster(world: World, cluster: Cluster) -> Params:
    settings = cluster.settings
    vpc = {
        "vpcId": "vpc-0a1b2c3d4e5f60718",
        "clusterSecurityGroupId": "sg-0a1b2c3d4e5f60718",
        "securityGroupIds": [],
        "subnetIds": [],
        "endpointPublicAccess": True,
        "endpointPrivateAccess": False,
        "publicAccessCidrs": ["0.0.0.0/0"],
    }
    described: Params = {
        "name": cluster.name,
        "arn": _arn(world, f"cluster/{cluster.name}"),
        "createdAt": moment(cluster.created),
        "version": cluster.version,
        "roleArn": settings.get("roleArn", f"arn:aws:iam::{world.account}:role/eks-cluster"),
        "resourcesVpcConfig": {**vpc, **settings.get("resourcesVpcConfig", {})},
        "kubernetesNetworkConfig": {
            "serviceIpv4Cidr": "10.100.0.0/16",
            "ipFamily": "ipv4",
            **settings.get("kubernetesNetworkConfig", {}),
        },
        "logging": settings.get("logging", {"clusterLogging": [{"types": ["api"], "enabled": False}]}),
        "status": cluster.status,
        "platformVersion": "eks.1",
        "tags": settings.get("tags", {}),
        "health": {"issues": []},
        "accessConfig": {"authenticationMode": "API_AND_CONFIG_MAP"},
        "upgradePolicy": settings.get("upgradePolicy", {"supportType": "EXTENDED"}),
        "deletionProtection": settings.get("deletionProtection", False),
        **{name: settings[name] for name in _KEPT if name in settings},
    }
    if cluster.status != "CREATING":
        described["endpoint"] = f"https://{cluster.name.upper()}.gr7.{world.region}.eks.amazonaws.com"
        described["certificateAuthority"] = {"data": _CERTIFICATE}
    return described


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
    world.eks.create_node_group(params["clusterName"], group)
    return {"nodegroup": _nodegroup(world, params["clusterName"], group)}


def _describe_nodegroup(world: World, params: Params) -> Params:
    group = world.eks.node_group(params["clusterName"], params["nodegroupName"])
    return {"nodegroup": _nodegroup(world, params["clusterName"], group)}


def _list_nodegroups(world: World, params: Params) -> Params:
    return _page("nodegroups", sorted(world.eks.cluster(params["clusterName"]).node_groups), params)


def _update_nodegroup_config(world: World, params: Params) -> Params:
    scaling = params.get("scalingConfig")
    if not scaling:
        raise invalid_request("This model changes the scalingConfig of a node group; nothing else was given.")
    update = world.eks.scale_node_group(params["clusterName"], params["nodegroupName"], scaling)
    return {"update": _update(update)}


def _update_nodegroup_version(world: World, params: Params) -> Params:
    update = world.eks.update_node_group(
        params["clusterName"], params["nodegroupName"], params.get("version"), bool(params.get("force"))
    )
    return {"update": _update(update)}


def _delete_nodegroup(world: World, params: Params) -> Params:
    group = world.eks.delete_node_group(params["clusterName"], params["nodegroupName"])
    return {"nodegroup": _nodegroup(world, params["clusterName"], group)}


def _nodegroup(world: World, cluster: str, group: NodeGroup) -> Params:
    settings = group.settings
    arm = group.instance_types[0].split(".")[0].endswith("g")
    described = {
        "nodegroupName": group.name,
        "nodegroupArn": _arn(world, f"nodegroup/{cluster}/{group.name}/0a1b2c3d"),
        "clusterName": cluster,
        "version": group.version,
        "releaseVersion": f"{group.version}.0-model",
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


def _create_fargate_profile(world: World, params: Params) -> Params:
    profile = FargateProfile(
        params["fargateProfileName"], world.now, list(params.get("selectors") or ()), params
    )
    world.eks.create_profile(params["clusterName"], profile)
    return {"fargateProfile": _profile(world, params["clusterName"], profile)}


def _describe_fargate_profile(world: World, params: Params) -> Params:
    profile = world.eks.profile(params["clusterName"], params["fargateProfileName"])
    return {"fargateProfile": _profile(world, params["clusterName"], profile)}


def _list_fargate_profiles(world: World, params: Params) -> Params:
    return _page("fargateProfileNames", sorted(world.eks.cluster(params["clusterName"]).profiles), params)


def _delete_fargate_profile(world: World, params: Params) -> Params:
    profile = world.eks.delete_profile(params["clusterName"], params["fargateProfileName"])
    return {"fargateProfile": _profile(world, params["clusterName"], profile)}


def _profile(world: World, cluster: str, profile: FargateProfile) -> Params:
    return {
        "fargateProfileName": profile.name,
        "fargateProfileArn": _arn(world, f"fargateprofile/{cluster}/{profile.name}/0a1b2c3d"),
        "clusterName": cluster,
        "createdAt": moment(profile.created),
        "podExecutionRoleArn": profile.settings["podExecutionRoleArn"],
        "subnets": profile.settings.get("subnets", []),
        "selectors": profile.selectors,
        "status": profile.status,
        "tags": profile.settings.get("tags", {}),
        "health": {"issues": []},
    }


def _describe_update(world: World, params: Params) -> Params:
    found = world.eks.cluster(params["name"]).updates.get(params["updateId"])
    if found is None or (params.get("nodegroupName") or "") != found.node_group:
        raise not_found(f"No update found for ID: {params['updateId']}")
    return {"update": _update(found)}


def _list_updates(world: World, params: Params) -> Params:
    updates = world.eks.cluster(params["name"]).updates.values()
    group = params.get("nodegroupName") or ""
    return _page("updateIds", [update.id for update in updates if update.node_group == group], params)


def _update(update: Update) -> Params:
    return {
        "id": update.id,
        "status": update.status,
        "type": update.type,
        "params": update.params,
        "createdAt": moment(update.created),
        "errors": update.errors,
    }


def _describe_cluster_versions(world: World, params: Params) -> Params:
    found = []
    for version in sorted(facts.calendar(), key=lambda v: versions.minor(v.version), reverse=True):
        support = versions.support(version)
        default = version.version == versions.default()
        wanted = params.get("clusterVersions")
        if (support == "unsupported" and not params.get("includeAll") and not wanted) or (
            (wanted and version.version not in wanted) or (params.get("defaultOnly") and not default)
        ):
            continue
        status = support.upper().replace("-", "_")
        if params.get("versionStatus", status) != status or params.get("status", support) != support:
            continue
        found.append(
            {
                "clusterVersion": version.version,
                "clusterType": "eks",
                "defaultPlatformVersion": "eks.1",
                "defaultVersion": default,
                "releaseDate": _midnight(version.eks_release),
                "endOfStandardSupportDate": _midnight(version.end_of_standard_support),
                "endOfExtendedSupportDate": _midnight(version.end_of_extended_support),
                "status": support,
                "versionStatus": status,
                "kubernetesPatchVersion": f"{version.version}.0",
            }
        )
    return _page("clusterVersions", found, params)


def _tag_resource(world: World, params: Params) -> Params:
    _tags(world, params["resourceArn"]).update(params["tags"])
    return {}


def _untag_resource(world: World, params: Params) -> Params:
    tags = _tags(world, params["resourceArn"])
    for key in params["tagKeys"]:
        tags.pop(key, None)
    return {}


def _list_tags_for_resource(world: World, params: Params) -> Params:
    return {"tags": dict(_tags(world, params["resourceArn"]))}


def _tags(world: World, arn: str) -> dict[str, str]:
    """Return the tags of a cluster, node group or profile; changing the result changes them."""
    kind, *names = arn.rpartition(":")[2].split("/")
    try:
        if kind == "cluster":
            settings = world.eks.cluster(names[0]).settings
        elif kind == "nodegroup":
            settings = world.eks.node_group(names[0], names[1]).settings
        else:
            settings = world.eks.profile(names[0], names[1]).settings
    except (EksError, IndexError):
        raise EksError("NotFoundException", f"The resource {arn} was not found.", 404) from None
    tags: dict[str, str] = settings.setdefault("tags", {})
    return tags


def _arn(world: World, resource: str) -> str:
    return f"arn:aws:eks:{world.region}:{world.account}:{resource}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _page(name: str, items: Sequence[Any], params: Params) -> Params:
    """Return one page of a list, with `nextToken` if there is more."""
    token = params.get("nextToken") or "0"
    if not token.isdigit() or int(token) > len(items):
        raise invalid_parameter(f"The nextToken {token!r} is not one that an earlier call returned.")
    start, size = int(token), params.get("maxResults") or 100
    page: Params = {name: list(items[start : start + size])}
    return page | ({"nextToken": str(start + size)} if start + size < len(items) else {})


OPERATIONS: dict[str, Callable[[World, Params], Params]] = {
    "CreateCluster": _create_cluster,
    "DescribeCluster": _describe_cluster,
    "ListClusters": _list_clusters,
    "DeleteCluster": _delete_cluster,
    "UpdateClusterVersion": _update_cluster_version,
    "DescribeClusterVersions": _describe_cluster_versions,
    "CreateNodegroup": _create_nodegroup,
    "DescribeNodegroup": _describe_nodegroup,
    "ListNodegroups": _list_nodegroups,
    "UpdateNodegroupConfig": _update_nodegroup_config,
    "UpdateNodegroupVersion": _update_nodegroup_version,
    "DeleteNodegroup": _delete_nodegroup,
    "CreateFargateProfile": _create_fargate_profile,
    "DescribeFargateProfile": _describe_fargate_profile,
    "ListFargateProfiles": _list_fargate_profiles,
    "DeleteFargateProfile": _delete_fargate_profile,
    "DescribeUpdate": _describe_update,
    "ListUpdates": _list_updates,
    "TagResource": _tag_resource,
    "UntagResource": _untag_resource,
    "ListTagsForResource": _list_tags_for_resource,
}
"""By the names of AWS's API."""
