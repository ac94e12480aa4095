"""ECR: lifecycle policies and their preview."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from planes.clients.aws.ecr_shapes import Operation, find_repository, page, where
from planes.clients.aws.errors import AwsError
from planes.registry import Registry
from planes.registry.lifecycle import Preview
from planes.registry.repository import Repository

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _put(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    registry.lifecycle.put(repository, params["lifecyclePolicyText"])
    return {**where(registry, repository), "lifecyclePolicyText": repository.lifecycle_policy}


def _get(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    return _policy(registry, find_repository(registry, params))


def _delete(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    deleted = _policy(registry, repository)
    repository.lifecycle_policy = None
    registry.save(repository)
    return deleted


def _policy(registry: Registry, repository: Repository) -> dict[str, Any]:
    if repository.lifecycle_policy is None:
        raise _not_found(registry, repository, "LifecyclePolicyNotFoundException", "Lifecycle policy")
    evaluated = repository.lifecycle_evaluated_at
    return {
        **where(registry, repository),
        "lifecyclePolicyText": repository.lifecycle_policy,
        # Before the first evaluation ECR answers with second 0 of 1970.
        "lastEvaluatedAt": _NEVER if evaluated is None else registry.when(evaluated),
    }


def _not_found(registry: Registry, repository: Repository, code: str, what: str) -> AwsError:
    return AwsError(
        code,
        f"{what} does not exist for the repository with name '{repository.name}' in the registry "
        f"with id '{registry.account}'",
    )


def _start_preview(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    running = registry.lifecycle.previews.get(repository.name)
    if running is not None and running.status(registry.clock.now) == "IN_PROGRESS":
        raise AwsError(
            "LifecyclePolicyPreviewInProgressException",
            f"Lifecycle policy preview is already in progress for the repository '{repository.name}'.",
        )
    text = params.get("lifecyclePolicyText") or _policy(registry, repository)["lifecyclePolicyText"]
    preview = registry.lifecycle.start_preview(repository, text)
    return _shown(registry, repository, preview)


def _shown(registry: Registry, repository: Repository, preview: Preview) -> dict[str, Any]:
    return {
        **where(registry, repository),
        "lifecyclePolicyText": preview.policy,
        "status": preview.status(registry.clock.now),
    }


def _get_preview(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    preview = registry.lifecycle.previews.get(repository.name)
    if preview is None:
        code = "LifecyclePolicyPreviewNotFoundException"
        raise _not_found(registry, repository, code, "Lifecycle policy preview")
    shown = _shown(registry, repository, preview)
    if shown["status"] != "COMPLETE":
        return shown
    actions = {rule["rulePriority"]: rule["action"] for rule in json.loads(preview.policy)["rules"]}
    results = [
        _result(registry, repository, digest, priority, actions[priority])
        for digest, priority in preview.acting.items()
        if digest in repository.images and _is_wanted(repository, digest, params)
    ]
    expiring = sum(actions[priority]["type"] == "expire" for priority in preview.acting.values())
    summary: dict[str, Any] = {"expiringImageTotalCount": expiring}
    if moving := len(preview.acting) - expiring:
        summary["transitioningImageTotalCounts"] = [
            {"targetStorageClass": "ARCHIVE", "imageTotalCount": moving}
        ]
    found, more = page(results, params)
    return {**shown, "previewResults": found, "summary": summary, **more}


def _is_wanted(repository: Repository, digest: str, params: dict[str, Any]) -> bool:
    tags = repository.tags_of(digest)
    tag_status = params.get("filter", {}).get("tagStatus", "ANY")
    if tag_status != "ANY" and bool(tags) != (tag_status == "TAGGED"):
        return False
    ids = params.get("imageIds")
    return not ids or any(
        entry.get("imageDigest") == digest or entry.get("imageTag") in tags for entry in ids
    )


def _result(
    registry: Registry, repository: Repository, digest: str, priority: int, action: dict[str, Any]
) -> dict[str, Any]:
    image = repository.images[digest]
    shown_action = {"type": action["type"].upper()}
    if "targetStorageClass" in action:
        shown_action["targetStorageClass"] = action["targetStorageClass"].upper()
    return {
        "imageTags": repository.tags_of(digest),
        "imageDigest": digest,
        "imagePushedAt": registry.when(image.pushed_at),
        "action": shown_action,
        "appliedRulePriority": priority,
        "storageClass": "ARCHIVE" if image.status == "ARCHIVED" else "STANDARD",
    }


OPERATIONS: dict[str, Operation] = {
    "PutLifecyclePolicy": _put,
    "GetLifecyclePolicy": _get,
    "DeleteLifecyclePolicy": _delete,
    "StartLifecyclePolicyPreview": _start_preview,
    "GetLifecyclePolicyPreview": _get_preview,
}
