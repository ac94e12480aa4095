"""ECR: image identifiers, a tag or a digest or both, and what is wrong with one."""

from __future__ import annotations

from planes.clients.aws.errors import AwsError
from planes.registry import Registry
from planes.registry.digests import is_digest
from planes.registry.names import is_tag
from planes.registry.repository import Repository, StoredImage

FAILURES = {
    "MissingDigestAndTag": "Invalid request parameters: both tag and digest cannot be null",
    "InvalidImageDigest": "Invalid request parameters: image digest should satisfy the regex "
    "'[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
    "InvalidImageTag": "Invalid request parameters: image tag should satisfy the regex "
    "'[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}'",
    "ImageNotFound": "Requested image not found",
    "ImageTagDoesNotMatchDigest": "Requested image tag does not match the image digest",
    "ImageInaccessible": "Requested image is archived; restore it first",
}


def look_up(repository: Repository, image_id: dict[str, str]) -> StoredImage | str:
    """Return the image an identifier names, or the failure code that says why there is none."""
    digest, tag = image_id.get("imageDigest"), image_id.get("imageTag")
    if digest is None and tag is None:
        return "MissingDigestAndTag"
    if digest is not None and not is_digest(digest):
        return "InvalidImageDigest"
    if tag is not None and not is_tag(tag):
        return "InvalidImageTag"
    if tag is not None and digest is not None and repository.tags.get(tag) not in (None, digest):
        return "ImageTagDoesNotMatchDigest"
    found = repository.tags.get(tag) if tag is not None else digest
    return repository.images.get(found or "") or "ImageNotFound"


def find_image(registry: Registry, repository: Repository, image_id: dict[str, str]) -> StoredImage:
    """Return the image an identifier names, or raise ECR's error."""
    found = look_up(repository, image_id)
    if isinstance(found, StoredImage):
        return found
    if found != "ImageNotFound":
        raise AwsError("InvalidParameterException", FAILURES[found])
    digest, tag = image_id.get("imageDigest", "null"), image_id.get("imageTag", "null")
    raise AwsError(
        "ImageNotFoundException",
        f"The image with imageId {{imageDigest:'{digest}', imageTag:'{tag}'}} does not exist within the "
        f"repository with name '{repository.name}' in the registry with id '{registry.account}'",
    )
