"""ECR: repositories, their policies, resource tags and settings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from planes.clients.aws.ecr_shapes import (
    Operation,
    find_repository,
    invalid_parameter,
    name_from_arn,
    page,
    repository_arn,
    where,
)
from planes.clients.aws.errors import AwsError
from planes.registry import Registry
from planes.registry.repository import Repository, check_mutability

MAX_RESOURCE_TAGS = 50


def describe(registry: Registry, repository: Repository) -> dict[str, Any]:
    """Return a repository's description."""
    return {
        "repositoryArn": repository_arn(registry, repository.name),
        **where(registry, repository),
        "repositoryUri": f"{registry.host}/{repository.name}",
        "createdAt": registry.when(repository.created_at),
        **mutability(repository),
        "imageScanningConfiguration": {"scanOnPush": repository.scan_on_push},
        "encryptionConfiguration": dict(repository.encryption),
    }


def mutability(repository: Repository) -> dict[str, Any]:
    """Return tag mutability and its exclusion filters as responses have them."""
    shown: dict[str, Any] = {"imageTagMutability": repository.tag_mutability}
    if repository.tag_exclusions:
        shown["imageTagMutabilityExclusionFilters"] = [
            {"filterType": "WILDCARD", "filter": pattern} for pattern in repository.tag_exclusions
        ]
    return shown


def settings_from(params: dict[str, Any]) -> dict[str, Any]:
    """Return fields of Repository from the parameters that CreateRepository and templates have in common."""
    fields: dict[str, Any] = {
        "tag_mutability": params.get("imageTagMutability", "MUTABLE"),
        "tag_exclusions": exclusions_from(params),
    }
    if "encryptionConfiguration" in params:
        fields["encryption"] = dict(params["encryptionConfiguration"])
    return fields


def exclusions_from(params: dict[str, Any]) -> tuple[str, ...]:
    """Return the exclusion filters' patterns."""
    return tuple(entry["filter"] for entry in params.get("imageTagMutabilityExclusionFilters", ()))


def tags_from(entries: Sequence[dict[str, str]]) -> dict[str, str]:
    """Return resource tags by key."""
    return {entry["Key"]: entry["Value"] for entry in entries}


def _create(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    scanning = params.get("imageScanningConfiguration", {})
    repository = registry.create_repository(
        params["repositoryName"],
        scan_on_push=scanning.get("scanOnPush", False),
        resource_tags=_checked_tags(tags_from(params.get("tags", ()))),
        **settings_from(params),
    )
    return {"repository": describe(registry, repository)}


def _delete(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = registry.delete_repository(params["repositoryName"], params.get("force", False))
    return {"repository": describe(registry, repository)}


def _describe_all(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    names = params.get("repositoryNames") or sorted(registry.repositories)
    found, more = page([registry.repository(name) for name in names], params)
    return {"repositories": [describe(registry, repository) for repository in found], **more}


def _put_mutability(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    exclusions = exclusions_from(params)
    check_mutability(params["imageTagMutability"], exclusions)
    repository.tag_mutability, repository.tag_exclusions = params["imageTagMutability"], exclusions
    registry.save(repository)
    return {**where(registry, repository), **mutability(repository)}


def _put_scanning(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    repository.scan_on_push = params["imageScanningConfiguration"].get("scanOnPush", False)
    registry.save(repository)
    configuration = {"scanOnPush": repository.scan_on_push}
    return {**where(registry, repository), "imageScanningConfiguration": configuration}


def _set_policy(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    check_policy("policyText", params["policyText"])
    repository.policy = _laid_out(json.loads(params["policyText"]))
    registry.save(repository)
    return _policy(registry, repository)


def _laid_out(value: Any, margin: str = "") -> str:
    """Write JSON as ECR lays out the policies that it returns."""
    if isinstance(value, dict) and value:
        deeper = margin + "  "
        parts = [f"{deeper}{json.dumps(key)} : {_laid_out(item, deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{margin}}}"
    if isinstance(value, list) and value:
        return "[ " + ", ".join(_laid_out(item, margin) for item in value) + " ]"
    return json.dumps(value)


def _get_policy(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    return _policy(registry, find_repository(registry, params))


def _delete_policy(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    deleted = _policy(registry, repository)
    repository.policy = None
    registry.save(repository)
    return deleted


def _policy(registry: Registry, repository: Repository) -> dict[str, Any]:
    if repository.policy is None:
        raise AwsError(
            "RepositoryPolicyNotFoundException",
            f"Repository policy does not exist for the repository with name '{repository.name}' in the "
            f"registry with id '{registry.account}'",
        )
    return {**where(registry, repository), "policyText": repository.policy}


def check_policy(parameter: str, text: str) -> None:
    """Refuse a policy that is not a JSON object with statements; what they allow is not evaluated here."""
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    if not isinstance(content, dict) or not content.get("Statement"):
        raise invalid_parameter(parameter, "Invalid repository policy provided")


def _list_tags(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    tags = registry.repository(name_from_arn(registry, params["resourceArn"])).resource_tags
    return {"tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def _tag(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = registry.repository(name_from_arn(registry, params["resourceArn"]))
    repository.resource_tags = _checked_tags(repository.resource_tags | tags_from(params["tags"]))
    registry.save(repository)
    return {}


def _untag(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = registry.repository(name_from_arn(registry, params["resourceArn"]))
    for key in params["tagKeys"]:
        repository.resource_tags.pop(key, None)
    registry.save(repository)
    return {}


def _checked_tags(tags: dict[str, str]) -> dict[str, str]:
    if len(tags) > MAX_RESOURCE_TAGS:
        raise AwsError("TooManyTagsException", f"A repository may have {MAX_RESOURCE_TAGS} tags.")
    if any(key.lower().startswith("aws:") for key in tags):
        raise AwsError("InvalidTagParameterException", "Tag keys must not begin with 'aws:'.")
    return tags


OPERATIONS: dict[str, Operation] = {
    "CreateRepository": _create,
    "DeleteRepository": _delete,
    "DescribeRepositories": _describe_all,
    "PutImageTagMutability": _put_mutability,
    "PutImageScanningConfiguration": _put_scanning,
    "SetRepositoryPolicy": _set_policy,
    "GetRepositoryPolicy": _get_policy,
    "DeleteRepositoryPolicy": _delete_policy,
    "ListTagsForResource": _list_tags,
    "TagResource": _tag,
    "UntagResource": _untag,
}
