"""Tags of clusters and of what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes.clients.aws.eks.shared import Operations, Params
from planes.control_plane.eks import addons, fargate_profiles, nodegroups
from planes.control_plane.eks.errors import EksError

if TYPE_CHECKING:
    from planes.world import World


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
    """Return the tags of a cluster or of what belongs to it; changing the result changes them."""
    kind, *names = arn.rpartition(":")[2].split("/")
    try:
        if kind == "cluster":
            settings = world.eks.cluster(names[0]).settings
        elif kind == "nodegroup":
            settings = nodegroups.find(world.eks.cluster(names[0]), names[1]).settings
        elif kind == "fargateprofile":
            settings = fargate_profiles.find(world.eks.cluster(names[0]), names[1]).settings
        elif kind == "addon":
            settings = addons.find(world.eks.cluster(names[0]), names[1]).settings
        else:
            return _others(world, kind, names)
    except (EksError, IndexError, KeyError):
        raise EksError("NotFoundException", f"The resource {arn} was not found.", 404) from None
    tags: dict[str, str] = settings.setdefault("tags", {})
    return tags


def _others(world: World, kind: str, names: list[str]) -> dict[str, str]:
    cluster = world.eks.cluster(names[0])
    if kind == "access-entry":
        account, name = names[2], "/".join([names[1], *names[3:-1]])
        return cluster.access_entries[f"arn:aws:iam::{account}:{name}"].tags
    tags: dict[str, str] = cluster.associations[names[1]]["tags"]
    return tags


OPERATIONS: Operations = {
    "TagResource": _tag_resource,
    "UntagResource": _untag_resource,
    "ListTagsForResource": _list_tags_for_resource,
}
