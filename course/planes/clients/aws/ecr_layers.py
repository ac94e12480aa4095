"""ECR: layers, and the sequence in which they are uploaded (F40, F41, F44)."""

from __future__ import annotations

from typing import Any

from planes.clients.aws.ecr_shapes import Operation, find_repository, where
from planes.clients.aws.errors import AwsError
from planes.registry import Registry
from planes.registry.digests import is_digest
from planes.registry.errors import DigestInvalid
from planes.registry.manifests import DOCKER_LAYER_GZIP
from planes.registry.repository import Repository

MIN_PART_BYTES, PART_BYTES = 5 * 1024 * 1024, 10 * 1024 * 1024  # F81


def _check_availability(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    layers, failures = [], []
    for digest in params["layerDigests"]:
        if not is_digest(digest):
            reason = "Invalid layer digest"
            failures.append(
                {"layerDigest": digest, "failureCode": "InvalidLayerDigest", "failureReason": reason}
            )
        elif digest in repository.links:
            size = registry.blob_size(repository.name, digest)
            layers.append(
                {
                    "layerDigest": digest,
                    "layerAvailability": _availability(repository, digest),
                    "layerSize": size,
                    "mediaType": _media_type(repository, digest),
                }
            )
        else:
            layers.append({"layerDigest": digest, "layerAvailability": "UNAVAILABLE"})
    return {"layers": layers, "failures": failures}


def _availability(repository: Repository, digest: str) -> str:
    users = {image.status for image in repository.images.values() if digest in image.manifest.blobs()}
    return "ARCHIVED" if users == {"ARCHIVED"} else "AVAILABLE"


def _media_type(repository: Repository, digest: str) -> str:
    for image in repository.images.values():
        for layer in [*image.manifest.layers, *([image.manifest.config] if image.manifest.config else [])]:
            if layer["digest"] == digest:
                return layer["mediaType"]
    return DOCKER_LAYER_GZIP  # no manifest says yet


def _initiate(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    return {"uploadId": registry.begin_upload(params["repositoryName"]), "partSize": PART_BYTES}


def _upload_part(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    session = registry.session(repository.name, params["uploadId"])
    data, first, last = params["layerPartBlob"], params["partFirstByte"], params["partLastByte"]
    if first != session.upload.size or last - first + 1 != len(data):
        raise AwsError(
            "InvalidLayerPartException",
            f"The part was announced as bytes {first} to {last} and has {len(data)} bytes; "
            f"the next part begins at byte {session.upload.size}.",
            **where(registry, repository),
            uploadId=params["uploadId"],
            lastValidByteReceived=max(session.upload.size - 1, 0),
        )
    session.upload.write(data)
    session.parts.append(len(data))
    return {**where(registry, repository), "uploadId": params["uploadId"], "lastByteReceived": last}


def _complete(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    upload_id, digest = params["uploadId"], params["layerDigests"][0]
    session = registry.session(repository.name, upload_id)
    if not session.parts:
        raise AwsError("EmptyUploadException", "The specified layer upload does not contain any layer parts.")
    if any(size < MIN_PART_BYTES for size in session.parts[:-1]):
        raise AwsError("LayerPartTooSmallException", "Layer parts must be at least 5 MiB in size.")
    if digest in repository.links:
        raise AwsError(
            "LayerAlreadyExistsException",
            f"The image layer '{digest}' already exists in the '{repository.name}' repository",
        )
    try:
        registry.finish_upload(repository.name, upload_id, digest)
    except DigestInvalid as error:
        raise AwsError("InvalidLayerException", str(error)) from None
    return {**where(registry, repository), "uploadId": upload_id, "layerDigest": digest}


def _download_url(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    """Layers come from S3 by a signed URL, which is why a private subnet needs an S3 endpoint too (A25).

    The URL has the form of a real one and leads nowhere: the bytes are at `registry.pull` and, where the
    world is served, at the distribution protocol's blobs.
    """
    repository, digest = find_repository(registry, params), params["layerDigest"]
    if digest not in repository.links:
        raise AwsError(
            "LayersNotFoundException",
            f"The layer with digest '{digest}' does not exist in the repository with name "
            f"'{repository.name}' in the registry with id '{registry.account}'",
        )
    if _availability(repository, digest) == "ARCHIVED":
        raise AwsError("LayerInaccessibleException", f"The layer with digest '{digest}' is archived.")
    bucket = f"prod-{registry.region}-starport-layer-bucket.s3.{registry.region}.amazonaws.com"
    url = f"https://{bucket}/{registry.account}/{repository.name}/{digest}?X-Amz-Expires=3600"
    return {"downloadUrl": url, "layerDigest": digest}


OPERATIONS: dict[str, Operation] = {
    "BatchCheckLayerAvailability": _check_availability,
    "InitiateLayerUpload": _initiate,
    "UploadLayerPart": _upload_part,
    "CompleteLayerUpload": _complete,
    "GetDownloadUrlForLayer": _download_url,
}
