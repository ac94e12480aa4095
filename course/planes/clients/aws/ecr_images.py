"""ECR: images: put, get, list, describe, delete, referrers, storage class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from planes.clients.aws.ecr_identifiers import FAILURES, find_image, look_up
from planes.clients.aws.ecr_scanning import scan_status, scan_summary
from planes.clients.aws.ecr_shapes import Operation, find_repository, invalid_parameter, page, where
from planes.clients.aws.errors import AwsError
from planes.registry import Registry
from planes.registry.errors import ManifestNeeded
from planes.registry.manifests import parse_manifest
from planes.registry.names import is_tag
from planes.registry.repository import Repository, StoredImage


def _failure(image_id: dict[str, str], code: str, reason: str = "") -> dict[str, Any]:
    return {"imageId": image_id, "failureCode": code, "failureReason": reason or FAILURES[code]}


def _put(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    """Put an image; the errors are those of F43, in the order in which they are looked for."""
    repository = find_repository(registry, params)
    data, tag, expected = params["imageManifest"].encode(), params.get("imageTag"), params.get("imageDigest")
    if tag is not None and not is_tag(tag):
        raise invalid_parameter(
            "imageTag", "must satisfy regular expression '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}'"
        )
    manifest = parse_manifest(data, params.get("imageManifestMediaType"))
    if expected is not None and expected != manifest.digest:
        raise AwsError(
            "ImageDigestDoesNotMatchException",
            f"The provided image digest '{expected}' does not match the digest of the image manifest, "
            f"'{manifest.digest}'",
        )
    is_known = manifest.digest in repository.images
    if is_known and (tag is None or repository.tags.get(tag) == manifest.digest):
        raise AwsError(
            "ImageAlreadyExistsException",
            f"Image with digest '{manifest.digest}' and tag '{tag or 'null'}' already exists in the "
            f"repository with name '{repository.name}' in registry with id '{registry.account}'",
        )
    tags = [] if tag is None else [tag]
    registry.put_manifest(repository.name, data, params.get("imageManifestMediaType"), tags=tags)
    return {"image": _image(registry, repository, repository.images[manifest.digest], tag)}


def _image(registry: Registry, repository: Repository, image: StoredImage, tag: str | None) -> dict[str, Any]:
    manifest = image.manifest
    image_id = {"imageDigest": manifest.digest} | ({"imageTag": tag} if tag else {})
    return {
        **where(registry, repository),
        "imageId": image_id,
        "imageManifest": manifest.data.decode(),
        "imageManifestMediaType": manifest.media_type,
    }


def _batch_get(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    wanted = [entry["imageTag"] for entry in params["imageIds"] if "imageTag" in entry]
    for tag in wanted:
        registry.pull_through.fill(params["repositoryName"], tag)
    repository = find_repository(registry, params)
    accepted = params.get("acceptedMediaTypes")
    images, failures = [], []
    for image_id in params["imageIds"]:
        found = look_up(repository, image_id)
        if isinstance(found, str):
            failures.append(_failure(image_id, found))
        elif found.status != "ACTIVE":
            failures.append(_failure(image_id, "ImageInaccessible"))
        elif accepted and found.manifest.media_type not in accepted:
            failures.append(_failure(image_id, "ImageNotFound"))
        else:
            found.pulled_at = registry.clock.now
            images.append(_image(registry, repository, found, image_id.get("imageTag")))
    return {"images": images, "failures": failures}


def _batch_delete(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    """Delete by digest with all tags; by tag only the tag, and the image with its last one."""
    repository = find_repository(registry, params)
    deleted, failures = [], []
    for image_id in params["imageIds"]:
        found = look_up(repository, image_id)
        if isinstance(found, str):
            failures.append(_failure(image_id, found))
            continue
        digest, tags = found.manifest.digest, repository.tags_of(found.manifest.digest)
        named = [image_id["imageTag"]] if "imageTag" in image_id else tags
        try:
            if named == tags:
                registry.delete_manifest(repository.name, digest)
            else:
                registry.delete_tag(repository.name, named[0])
        except ManifestNeeded:
            lists = ", ".join(repository.listed_by(digest))
            reason = f"Requested image referenced by manifest list: [{lists}]"
            failures.append(_failure(image_id, "ImageReferencedByManifestList", reason))
            continue
        deleted += [{"imageDigest": digest, "imageTag": tag} for tag in named] or [{"imageDigest": digest}]
    return {"imageIds": deleted, "failures": failures}


def _selected(repository: Repository, params: dict[str, Any]) -> Iterable[tuple[StoredImage, list[str]]]:
    """Yield the images, with their tags, that a filter lets through: by default the active ones."""
    chosen = params.get("filter", {})
    tag_status, status = chosen.get("tagStatus", "ANY"), chosen.get("imageStatus", "ACTIVE")
    tags = repository.tags_by_digest()
    for digest, image in repository.images.items():
        if status in ("ANY", image.status) and (
            tag_status == "ANY" or bool(tags[digest]) == (tag_status == "TAGGED")
        ):
            yield image, tags[digest]


def _list(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    ids: list[dict[str, str]] = []
    for image, tags in _selected(repository, params):
        digest = {"imageDigest": image.manifest.digest}
        ids += [digest | {"imageTag": tag} for tag in tags] or [digest]
    found, more = page(ids, params)
    return {"imageIds": found, **more}


def _describe(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    if "imageIds" in params:
        found = {
            image.manifest.digest: image
            for image in (find_image(registry, repository, image_id) for image_id in params["imageIds"])
        }
        images, more = page(list(found.values()), {"maxResults": 1000})
    else:
        images, more = page([image for image, _ in _selected(repository, params)], params)
    return {"imageDetails": [_detail(registry, repository, image) for image in images], **more}


def _detail(registry: Registry, repository: Repository, image: StoredImage) -> dict[str, Any]:
    manifest = image.manifest
    children = [repository.images.get(entry["digest"]) for entry in manifest.manifests]
    size = manifest.transfer_size() + sum(child.manifest.transfer_size() for child in children if child)
    scan = registry.scanner.scans.get((repository.name, manifest.digest))
    optional = {
        "imageTags": repository.tags_of(manifest.digest) or None,
        "artifactMediaType": manifest.artifact_type,
        "subjectManifestDigest": manifest.subject,
        "lastRecordedPullTime": _date(registry, image.pulled_at),
        "lastArchivedAt": _date(registry, image.archived_at),
        "lastActivatedAt": _date(registry, image.activated_at),
        "imageScanStatus": scan_status(scan) if scan else None,
        "imageScanFindingsSummary": scan_summary(registry, scan) if scan and scan.completed_at else None,
    }
    return {
        **where(registry, repository),
        "imageDigest": manifest.digest,
        "imageSizeInBytes": size,
        "imagePushedAt": registry.when(image.pushed_at),
        "imageManifestMediaType": manifest.media_type,
        "imageStatus": image.status,
        **{name: value for name, value in optional.items() if value is not None},
    }


def _date(registry: Registry, second: float | None) -> Any:
    return None if second is None else registry.when(second)


def _referrers(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    chosen = params.get("filter", {})
    status, types = chosen.get("artifactStatus", "ACTIVE"), chosen.get("artifactTypes")
    found = [
        descriptor | {"artifactStatus": repository.images[descriptor["digest"]].status}
        for descriptor in repository.referrers(params["subjectId"]["imageDigest"])
        if not types or descriptor.get("artifactType") in types
    ]
    kept, more = page([entry for entry in found if status in ("ANY", entry["artifactStatus"])], params)
    return {"referrers": kept, **more}


def _update_storage_class(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    """Archive or restore. A real restoration takes up to 20 minutes; the model does it at once."""
    repository = find_repository(registry, params)
    image = find_image(registry, repository, params["imageId"])
    archived = params["targetStorageClass"] == "ARCHIVE"
    registry.set_storage_class(repository.name, image.manifest.digest, archived)
    image_id = {"imageDigest": image.manifest.digest}
    return {**where(registry, repository), "imageId": image_id, "imageStatus": image.status}


OPERATIONS: dict[str, Operation] = {
    "PutImage": _put,
    "BatchGetImage": _batch_get,
    "BatchDeleteImage": _batch_delete,
    "ListImages": _list,
    "DescribeImages": _describe,
    "ListImageReferrers": _referrers,
    "UpdateImageStorageClass": _update_storage_class,
}
