"""Access entries and the access policies associated with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes.clients.aws.eks.shared import Operations, Params, arn, page
from planes.control_plane.eks.access import (
    POLICIES,
    POLICY_PREFIX,
    AccessEntry,
    associate,
    check_groups,
    find,
    new_entry,
)
from planes.control_plane.eks.errors import in_use, invalid_parameter, not_found
from planes.control_plane.eks.timestamps import moment

if TYPE_CHECKING:
    from planes.world import World


def _create(world: World, params: Params) -> Params:
    entries = world.eks.active(params["clusterName"]).access_entries
    entry = new_entry(
        params["principalArn"],
        params.get("type", "STANDARD"),
        params.get("username"),
        params.get("kubernetesGroups", ()),
        dict(params.get("tags", {})),
        world.now,
    )
    if entry.principal in entries:
        raise in_use("The specified access entry resource is already in use on this cluster.")
    entries[entry.principal] = entry
    return {"accessEntry": _shape(world, params["clusterName"], entry)}


def _describe(world: World, params: Params) -> Params:
    return {"accessEntry": _shape(world, params["clusterName"], _entry(world, params))}


def _list(world: World, params: Params) -> Params:
    entries = world.eks.cluster(params["clusterName"]).access_entries
    policy = params.get("associatedPolicyArn")
    found = [name for name, entry in entries.items() if policy is None or policy in entry.policies]
    return page("accessEntries", sorted(found), params)


def _update(world: World, params: Params) -> Params:
    entry = _entry(world, params)
    if entry.type != "STANDARD":
        raise invalid_parameter(f"An access entry of type {entry.type} cannot be changed.")
    check_groups(params.get("kubernetesGroups", ()))
    entry.groups = list(params.get("kubernetesGroups", entry.groups))
    entry.username = params.get("username", entry.username)
    entry.modified = world.now
    return _describe(world, params)


def _delete(world: World, params: Params) -> Params:
    entry = _entry(world, params)
    del world.eks.cluster(params["clusterName"]).access_entries[entry.principal]
    return {}


def _entry(world: World, params: Params) -> AccessEntry:
    return find(world.eks.cluster(params["clusterName"]).access_entries, params["principalArn"])


def _shape(world: World, cluster: str, entry: AccessEntry) -> Params:
    account, _, name = entry.principal.removeprefix("arn:aws:iam::").partition(":")
    kind, _, rest = name.partition("/")
    return {
        "clusterName": cluster,
        "principalArn": entry.principal,
        "kubernetesGroups": entry.groups,
        "accessEntryArn": arn(world, f"access-entry/{cluster}/{kind}/{account}/{rest}/0a1b2c3d"),
        "createdAt": moment(entry.created),
        "modifiedAt": moment(entry.modified),
        "tags": entry.tags,
        "username": entry.username,
        "type": entry.type,
    }


def _list_policies(world: World, params: Params) -> Params:
    policies = [{"name": name, "arn": POLICY_PREFIX + name} for name in POLICIES]
    return page("accessPolicies", policies, params)


def _associate(world: World, params: Params) -> Params:
    policy = associate(_entry(world, params), params["policyArn"], params["accessScope"], moment(world.now))
    return {**_about(params), "associatedAccessPolicy": policy}


def _disassociate(world: World, params: Params) -> Params:
    if _entry(world, params).policies.pop(params["policyArn"], None) is None:
        raise not_found(f"The policy {params['policyArn']} is not associated with this access entry.")
    return {}


def _list_associated(world: World, params: Params) -> Params:
    policies = list(_entry(world, params).policies.values())
    return {**page("associatedAccessPolicies", policies, params), **_about(params)}


def _about(params: Params) -> Params:
    return {"clusterName": params["clusterName"], "principalArn": params["principalArn"]}


OPERATIONS: Operations = {
    "CreateAccessEntry": _create,
    "DescribeAccessEntry": _describe,
    "ListAccessEntries": _list,
    "UpdateAccessEntry": _update,
    "DeleteAccessEntry": _delete,
    "ListAccessPolicies": _list_policies,
    "AssociateAccessPolicy": _associate,
    "DisassociateAccessPolicy": _disassociate,
    "ListAssociatedAccessPolicies": _list_associated,
}
