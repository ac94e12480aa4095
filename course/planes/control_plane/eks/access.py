"""Access entries: which IAM principals may use a cluster's Kubernetes API, and as whom.

The model keeps them as EKS does and refuses what EKS refuses; its own API server lets everybody in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from planes.control_plane.eks.errors import invalid_parameter, invalid_request, not_found

POLICY_PREFIX = "arn:aws:eks::aws:cluster-access-policy/"
POLICIES = (
    "AmazonEKSAdminPolicy",
    "AmazonEKSAdminViewPolicy",
    "AmazonEKSClusterAdminPolicy",
    "AmazonEKSEditPolicy",
    "AmazonEKSViewPolicy",
)
"""The access policies for people; EKS has more for its own components."""

_NODE_GROUPS = {
    "EC2": ("system:nodes",),
    "EC2_LINUX": ("system:nodes",),
    "EC2_WINDOWS": ("eks:kube-proxy-windows", "system:nodes"),
    "FARGATE_LINUX": ("system:bootstrappers", "system:node-proxier", "system:nodes"),
}


@dataclass(slots=True)
class AccessEntry:
    """One principal's access.

    Attributes:
        policies: by ARN, as boto3 returns an associated policy.
    """

    principal: str
    type: str
    username: str
    groups: list[str]
    created: float
    modified: float
    tags: dict[str, str] = field(default_factory=dict)
    policies: dict[str, dict[str, Any]] = field(default_factory=dict)


def new_entry(
    principal: str, kind: str, username: str | None, groups: Sequence[str], tags: dict[str, str], now: float
) -> AccessEntry:
    """Return a checked entry, with the user name and groups that EKS gives if none are given.

    Raises:
        EksError: InvalidParameterException.
    """
    if not principal.startswith("arn:aws:iam::") or not principal.partition("/")[2]:
        raise invalid_parameter("The specified principalArn is invalid: invalid principal.")
    if kind != "STANDARD" and (username or groups):
        raise invalid_parameter(
            f"An access entry of type {kind} takes neither username nor kubernetesGroups."
        )
    check_groups(groups)
    if kind in _NODE_GROUPS:
        groups = _NODE_GROUPS[kind]
    name = username or _username(principal, kind)
    return AccessEntry(principal, kind, name, list(groups), now, now, tags)


def check_groups(groups: Sequence[str]) -> None:
    """Refuse the group names that Kubernetes keeps for itself.

    Raises:
        EksError: InvalidParameterException.
    """
    for group in groups:
        if group.startswith("system:"):
            raise invalid_parameter(
                f"The kubernetes group name {group} is invalid, it cannot start with system:"
            )


def _username(principal: str, kind: str) -> str:
    if kind == "FARGATE_LINUX":
        return "system:node:{{SessionName}}"
    if kind in _NODE_GROUPS:
        return "system:node:{{EC2PrivateDNSName}}"
    account, name = principal.split(":")[4], principal.rpartition("/")[2]
    if ":role/" in principal:
        return f"arn:aws:sts::{account}:assumed-role/{name}/{{{{SessionName}}}}"
    return principal


def associate(entry: AccessEntry, policy: str, scope: dict[str, Any], when: Any) -> dict[str, Any]:
    """Give an entry the permissions of an access policy, in the whole cluster or in namespaces.

    Raises:
        EksError: there is no such policy, the scope is not complete, or the entry is a node's.
    """
    if entry.type != "STANDARD":
        raise invalid_request("Access policies can only be associated with access entries of type STANDARD.")
    if policy.removeprefix(POLICY_PREFIX) not in POLICIES:
        raise invalid_parameter(f"The policyArn {policy} is not one that list-access-policies shows.")
    names = list(scope.get("namespaces") or ())
    if (scope.get("type") == "namespace") != bool(names):
        raise invalid_parameter(
            "An access scope of type namespace names namespaces; one of type cluster does not."
        )
    old = entry.policies.get(policy, {})
    entry.policies[policy] = {
        "policyArn": policy,
        "accessScope": {"type": scope.get("type", "cluster"), "namespaces": names},
        "associatedAt": old.get("associatedAt", when),
        "modifiedAt": when,
    }
    return entry.policies[policy]


def find(entries: dict[str, AccessEntry], principal: str) -> AccessEntry:
    """Return the entry of a principal.

    Raises:
        EksError: ResourceNotFoundException.
    """
    if principal not in entries:
        raise not_found(
            "The specified principalArn could not be found. You can view your available access entries with "
            "'list-access-entries'."
        )
    return entries[principal]
