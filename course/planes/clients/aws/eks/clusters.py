"""Clusters and their versions."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from planes import facts
from planes.clients.aws.eks.shared import Operations, Params, arn, page
from planes.clients.aws.eks.updates import update_shape
from planes.control_plane.eks import versions
from planes.control_plane.eks.clusters import PLATFORM_VERSION, Cluster
from planes.control_plane.eks.configuring import configure_cluster
from planes.control_plane.eks.errors import invalid_parameter
from planes.control_plane.eks.timestamps import moment

if TYPE_CHECKING:
    from planes.world import World


_KEPT = ("encryptionConfig", "zonalShiftConfig", "remoteNetworkConfig", "computeConfig", "storageConfig")
_CONFIGURATIONS = {
    "resourcesVpcConfig": "EndpointAccessUpdate",
    "logging": "LoggingUpdate",
    "accessConfig": "AccessConfigUpdate",
    "upgradePolicy": "UpgradePolicyUpdate",
    "zonalShiftConfig": "ZonalShiftConfigUpdate",
    "deletionProtection": "DeletionProtectionUpdate",
}
"""What UpdateClusterConfig changes in the model → type of update."""
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


def _update_cluster_config(world: World, params: Params) -> Params:
    given = [name for name in _CONFIGURATIONS if name in params]
    if len(given) != 1:
        raise invalid_parameter(f"Give exactly one of {', '.join(_CONFIGURATIONS)}: only one type of update.")
    name = given[0]
    value, kind = params[name], _CONFIGURATIONS[name]
    shown = [{"type": kind.removesuffix("Update"), "value": json.dumps(value, separators=(",", ":"))}]
    if name == "logging":
        shown[0]["type"] = "ClusterLogging"
    elif name == "resourcesVpcConfig":
        if "subnetIds" in value or "securityGroupIds" in value:
            kind = "VpcConfigUpdate"
        shown = [{"type": key[0].upper() + key[1:], "value": _text(item)} for key, item in value.items()]
    return {"update": update_shape(configure_cluster(world.eks, params["name"], kind, shown, {name: value}))}


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":")) if not isinstance(value, str) else value


def subnets(world: World, cluster: Cluster) -> list[str]:
    """Return a cluster's subnets; one that nobody gave any has one in each Availability Zone."""
    given: list[str] = cluster.settings.get("resourcesVpcConfig", {}).get("subnetIds", [])
    return given or [f"subnet-0a1b2c3d4e5f6071{number}" for number in range(len(world.zones))]


def _cluster(world: World, cluster: Cluster) -> Params:
    settings = cluster.settings
    vpc = {
        "vpcId": "vpc-0a1b2c3d4e5f60718",
        "clusterSecurityGroupId": "sg-0a1b2c3d4e5f60718",
        "securityGroupIds": [],
        "subnetIds": subnets(world, cluster),
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
        "platformVersion": PLATFORM_VERSION,
        "certificateAuthority": {},
        "tags": settings.get("tags", {}),
        "health": {"issues": []},
        "accessConfig": {"authenticationMode": "API_AND_CONFIG_MAP", **settings.get("accessConfig", {})},
        "upgradePolicy": settings.get("upgradePolicy", {"supportType": "EXTENDED"}),
        "deletionProtection": settings.get("deletionProtection", False),
        **{name: settings[name] for name in _KEPT if name in settings},
    }
    if cluster.status != "CREATING":
        number = sha256(cluster.name.encode()).hexdigest()[:32].upper()
        described["identity"] = {
            "oidc": {"issuer": f"https://oidc.eks.{world.region}.amazonaws.com/id/{number}"}
        }
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
    "UpdateClusterConfig": _update_cluster_config,
    "UpdateClusterVersion": _update_cluster_version,
    "DescribeClusterVersions": _describe_cluster_versions,
}
