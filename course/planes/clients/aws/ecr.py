"""Amazon ECR's API on the world's registry.

    ecr_shapes        responses' shapes, pages, errors
    ecr_identifiers   image identifiers
    ecr_repositories  repositories, their policies, tags and settings
    ecr_images        images: put, get, list, describe, delete, referrers, storage class
    ecr_layers        layers: availability, upload, download
    ecr_lifecycle     lifecycle policies and their preview
    ecr_scanning      scans and findings
    ecr_registry      the registry as a whole: token, policy, replication, caches, templates

Not offered: signing configurations, pull-time update exclusions, replication backfills.
Source: botocore's model of the API (BC-ECR) and F40 to F53.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from planes.clients.aws import (
    ecr_images,
    ecr_layers,
    ecr_lifecycle,
    ecr_registry,
    ecr_repositories,
    ecr_scanning,
)
from planes.clients.aws.ecr_shapes import Operation, check_registry, to_aws_error
from planes.registry.errors import RegistryError

if TYPE_CHECKING:
    from planes.world import World


def _translate(operation: Operation) -> Callable[[World, dict[str, Any]], dict[str, Any]]:
    """Return the operation as the session calls it: on a world, with AWS's errors."""

    @wraps(operation)
    def answer(world: World, params: dict[str, Any]) -> dict[str, Any]:
        check_registry(world.registry, params)
        try:
            return operation(world.registry, params)
        except RegistryError as error:
            raise to_aws_error(error) from None

    return answer


OPERATIONS: dict[str, Callable[[World, dict[str, Any]], dict[str, Any]]] = {
    name: _translate(operation)
    for module in (
        ecr_repositories,
        ecr_images,
        ecr_layers,
        ecr_lifecycle,
        ecr_scanning,
        ecr_registry,
    )
    for name, operation in module.OPERATIONS.items()
}
