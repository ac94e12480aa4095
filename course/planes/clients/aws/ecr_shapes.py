"""What ECR's operations share: responses' shapes, pages, and errors in ECR's words."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from planes.clients.aws.errors import AwsError
from planes.registry import Registry, errors
from planes.registry.lifecycle import LifecyclePolicyInvalid
from planes.registry.names import is_name
from planes.registry.repository import Repository
from planes.registry.scanning import ScanLimit, ScanUnsupported

Operation = Callable[[Registry, dict[str, Any]], dict[str, Any]]
Item = TypeVar("Item")

_CODES: dict[type[errors.RegistryError], str] = {
    errors.BlobUnknown: "LayersNotFoundException",
    errors.ManifestUnknown: "ImageNotFoundException",
    errors.RepositoryExists: "RepositoryAlreadyExistsException",
    errors.RepositoryNotEmpty: "RepositoryNotEmptyException",
    errors.RepositoryUnknown: "RepositoryNotFoundException",
    errors.TagImmutable: "ImageTagAlreadyExistsException",
    errors.UploadUnknown: "UploadNotFoundException",
    ScanLimit: "LimitExceededException",
    ScanUnsupported: "UnsupportedImageTypeException",
}
_NAME_PATTERN = r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*"
_PAGE = 100


def to_aws_error(error: errors.RegistryError) -> AwsError:
    """Return the AWS error that says what the registry refused."""
    if isinstance(error, errors.BlobsMissing):
        code = "LayersNotFoundException" if error.blobs else "ReferencedImagesNotFoundException"
        missing = ", ".join(error.blobs or error.manifests)
        what = "Layers with digests" if error.blobs else "Images with digests"
        return AwsError(code, f"{what} '[{missing}]' required for pushing image do not exist")
    if isinstance(error, LifecyclePolicyInvalid):
        return invalid_parameter("LifecyclePolicyText", f"Lifecycle policy validation failure: {error}")
    return AwsError(_CODES.get(type(error), "InvalidParameterException"), str(error))


def invalid_parameter(name: str, constraint: str) -> AwsError:
    """Return ECR's answer to a parameter that is not allowed."""
    return AwsError(
        "InvalidParameterException",
        f"Invalid parameter at '{name}' failed to satisfy constraint: '{constraint}'",
    )


def check_registry(registry: Registry, params: dict[str, Any]) -> None:
    """Check the parameters nearly every operation has: registry id and repository name."""
    name = params.get("repositoryName")
    if name is not None and not (len(name) >= 2 and is_name(name)):
        raise invalid_parameter("repositoryName", f"must satisfy regular expression '{_NAME_PATTERN}'")
    given = params.get("registryId", registry.account)
    if given != registry.account:
        if name is None:
            raise AwsError("InvalidParameterException", f"This world has no registry with id '{given}'.")
        raise AwsError(
            "RepositoryNotFoundException",
            f"The repository with name '{name}' does not exist in the registry with id '{given}'",
        )


def page(items: Sequence[Item], params: dict[str, Any]) -> tuple[list[Item], dict[str, str]]:
    """Return one page of items and `{"nextToken": …}` if more follow."""
    size = params.get("maxResults", _PAGE)
    if not 1 <= size <= 1000:
        raise invalid_parameter("maxResults", "Member must be between 1 and 1000")
    start = 0
    if (token := params.get("nextToken")) is not None:
        try:
            start = int(base64.b64decode(token, validate=True))
        except (binascii.Error, ValueError):
            raise invalid_parameter("nextToken", "must be a token that an earlier call returned") from None
    found = list(items[start : start + size])
    if start + size >= len(items):
        return found, {}
    return found, {"nextToken": base64.b64encode(str(start + size).encode()).decode()}


def where(registry: Registry, repository: Repository) -> dict[str, Any]:
    """Return the two members that most responses begin with."""
    return {"registryId": registry.account, "repositoryName": repository.name}


def find_repository(registry: Registry, params: dict[str, Any]) -> Repository:
    """Return the repository an operation names."""
    return registry.repository(params["repositoryName"])


def repository_arn(registry: Registry, name: str) -> str:
    """Return a repository's ARN."""
    return f"arn:aws:ecr:{registry.region}:{registry.account}:repository/{name}"


def name_from_arn(registry: Registry, arn: str) -> str:
    """Return the repository name in an ARN."""
    prefix = repository_arn(registry, "")
    if not arn.startswith(prefix):
        raise invalid_parameter("resourceArn", f"must begin with {prefix}")
    return arn.removeprefix(prefix)
