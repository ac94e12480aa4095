"""Clusters and their versions."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from planes import facts
from planes.clients.aws.eks.shared import Operations, Params, arn, page
from planes.clients.aws.eks.updates import update_shape
from planes.control_plane.eks import versions
from planes.control_plane.eks.clusters import Cluster
from planes.control_plane.eks.errors import invalid_parameter
from planes.control_plane.eks.timestamps import moment

if TYPE_CHECKING:
    from planes.world import World


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
    return page("clusters", sorted(world.eks.clusters), params)


def _delete_cluster(world: World, params: Params) -> Params:
    return {"cluster": _cluster(world, world.eks.delete_cluster(params["name"]))}


def _update_cluster_version(world: World, params: Params) -> Params:
    return {"update": update_shape(world.eks.update_version(params["name"], params["version"]))}


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
        "arn": arn(world, f"cluster/{cluster.name}"),
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
        if world.eks.served_at:
            # On loopback by plain HTTP, which has no certificates.
            described["endpoint"] = f"{world.eks.served_at}/{cluster.name}"
            described["certificateAuthority"] = {"data": ""}
    return described


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
    return page("clusterVersions", found, params)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


OPERATIONS: Operations = {
    "CreateCluster": _create_cluster,
    "DescribeCluster": _describe_cluster,
    "ListClusters": _list_clusters,
    "DeleteCluster": _delete_cluster,
    "UpdateClusterVersion": _update_cluster_version,
    "DescribeClusterVersions": _describe_cluster_versions,
}
