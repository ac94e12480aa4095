"""Fargate profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes.clients.aws.eks.clusters import subnets
from planes.clients.aws.eks.shared import Operations, Params, arn, page
from planes.control_plane.eks import fargate_profiles
from planes.control_plane.eks.fargate_profiles import FargateProfile
from planes.control_plane.eks.timestamps import moment

if TYPE_CHECKING:
    from planes.world import World


def _create_fargate_profile(world: World, params: Params) -> Params:
    profile = FargateProfile(
        params["fargateProfileName"], world.now, list(params.get("selectors") or ()), params
    )
    fargate_profiles.create(world.eks, params["clusterName"], profile)
    return {"fargateProfile": _profile(world, params["clusterName"], profile)}


def _describe_fargate_profile(world: World, params: Params) -> Params:
    profile = fargate_profiles.find(world.eks.cluster(params["clusterName"]), params["fargateProfileName"])
    return {"fargateProfile": _profile(world, params["clusterName"], profile)}


def _list_fargate_profiles(world: World, params: Params) -> Params:
    return page("fargateProfileNames", sorted(world.eks.cluster(params["clusterName"]).profiles), params)


def _delete_fargate_profile(world: World, params: Params) -> Params:
    profile = fargate_profiles.delete(world.eks, params["clusterName"], params["fargateProfileName"])
    return {"fargateProfile": _profile(world, params["clusterName"], profile)}


def _profile(world: World, cluster: str, profile: FargateProfile) -> Params:
    return {
        "fargateProfileName": profile.name,
        "fargateProfileArn": arn(world, f"fargateprofile/{cluster}/{profile.name}/0a1b2c3d"),
        "clusterName": cluster,
        "createdAt": moment(profile.created),
        "podExecutionRoleArn": profile.settings["podExecutionRoleArn"],
        # Without any it takes the cluster's.
        "subnets": profile.settings.get("subnets") or subnets(world, world.eks.cluster(cluster)),
        "selectors": profile.selectors,
        "status": profile.status,
        "tags": profile.settings.get("tags", {}),
        "health": {"issues": []},
    }


OPERATIONS: Operations = {
    "CreateFargateProfile": _create_fargate_profile,
    "DescribeFargateProfile": _describe_fargate_profile,
    "ListFargateProfiles": _list_fargate_profiles,
    "DeleteFargateProfile": _delete_fargate_profile,
}
