"""EKS Pod Identity associations: the IAM role of a service account. Kept and shown; no pod asks for them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from planes.clients.aws.eks.shared import Operations, Params, arn, page
from planes.control_plane.eks.errors import in_use, not_found
from planes.control_plane.eks.timestamps import moment

if TYPE_CHECKING:
    from planes.world import World

_BRIEF = ("clusterName", "namespace", "serviceAccount", "associationArn", "associationId")


def _create(world: World, params: Params) -> Params:
    cluster, namespace, account = params["clusterName"], params["namespace"], params["serviceAccount"]
    known = world.eks.active(cluster).associations
    number = "a-" + sha256(f"{cluster}/{namespace}/{account}".encode()).hexdigest()[:17]
    if number in known:
        raise in_use(f"Association already exists: {number}")
    known[number] = {
        "clusterName": cluster,
        "namespace": namespace,
        "serviceAccount": account,
        "roleArn": params["roleArn"],
        "associationArn": arn(world, f"podidentityassociation/{cluster}/{number}"),
        "associationId": number,
        "tags": dict(params.get("tags", {})),
        "createdAt": moment(world.now),
        "modifiedAt": moment(world.now),
    }
    return {"association": known[number]}


def _find(world: World, params: Params) -> Params:
    found: Params | None = world.eks.cluster(params["clusterName"]).associations.get(params["associationId"])
    if found is None:
        raise not_found(f"No association found for ID: {params['associationId']}")
    return found


def _describe(world: World, params: Params) -> Params:
    return {"association": _find(world, params)}


def _list(world: World, params: Params) -> Params:
    found = [
        {name: association[name] for name in _BRIEF}
        for association in world.eks.cluster(params["clusterName"]).associations.values()
        if params.get("namespace", association["namespace"]) == association["namespace"]
        and params.get("serviceAccount", association["serviceAccount"]) == association["serviceAccount"]
    ]
    return page("associations", found, params)


def _update(world: World, params: Params) -> Params:
    found = _find(world, params)
    found |= {"roleArn": params.get("roleArn", found["roleArn"]), "modifiedAt": moment(world.now)}
    return {"association": found}


def _delete(world: World, params: Params) -> Params:
    found = _find(world, params)
    del world.eks.cluster(params["clusterName"]).associations[found["associationId"]]
    return {"association": found}


OPERATIONS: Operations = {
    "CreatePodIdentityAssociation": _create,
    "DescribePodIdentityAssociation": _describe,
    "ListPodIdentityAssociations": _list,
    "UpdatePodIdentityAssociation": _update,
    "DeletePodIdentityAssociation": _delete,
}
