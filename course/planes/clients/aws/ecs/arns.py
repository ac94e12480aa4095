"""Names on AWS's side: ARNs, dates, pages and tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from planes.clients.aws.errors import AwsError

if TYPE_CHECKING:
    from planes.control_plane.ecs.definition import TaskDefinition
    from planes.control_plane.ecs.model import ContainerInstance, Service, Task
    from planes.world import World

T = TypeVar("T")
Params = dict[str, Any]
MOST_PER_PAGE = 100


def arn(world: World, resource: str) -> str:
    """Return the ARN of an ECS resource, such as `cluster/shop`."""
    return f"arn:aws:ecs:{world.region}:{world.account}:{resource}"


def cluster_arn(world: World, name: str) -> str:
    """Return a cluster's ARN."""
    return arn(world, f"cluster/{name}")


def service_arn(world: World, service: Service) -> str:
    """Return a service's ARN."""
    return arn(world, f"service/{service.cluster}/{service.name}")


def task_arn(world: World, task: Task) -> str:
    """Return a task's ARN."""
    return arn(world, f"task/{task.cluster}/{task.id}")


def instance_arn(world: World, instance: ContainerInstance) -> str:
    """Return a container instance's ARN."""
    return arn(world, f"container-instance/{instance.cluster}/{instance.id}")


def definition_arn(world: World, definition: TaskDefinition) -> str:
    """Return a task definition's ARN."""
    return arn(world, f"task-definition/{definition.name}")


def hex_id(*names: str) -> str:
    """Return an id that looks drawn at random and is always the same for the same names."""
    return str(UUID(bytes=sha256("/".join(names).encode()).digest()[:16]))


def namespace_arn(world: World, name: str) -> str:
    """Return the ARN of a Cloud Map namespace given by name or ARN."""
    if name.startswith("arn:"):
        return name
    number = hex_id("namespace", name).replace("-", "")[:16]
    return f"arn:aws:servicediscovery:{world.region}:{world.account}:namespace/ns-{number}"


def short(reference: str) -> str:
    """Return the name or id of a resource given by name, id or ARN."""
    return reference.rpartition("/")[2] if reference.startswith("arn:") or "/" in reference else reference


def cluster_of(params: Params) -> str:
    """Return the cluster a request is about; without one it is `default`."""
    return short(params.get("cluster") or "default")


def date(world: World, second: float | None) -> datetime | None:
    """Return the date of a virtual second."""
    return None if second is None else world.epoch + timedelta(seconds=second)


def page(items: Sequence[T], params: Params, most: int = MOST_PER_PAGE) -> tuple[Sequence[T], Params]:
    """Return one page of a list and, if there is more, `nextToken` for the response."""
    size = params.get("maxResults") or most
    if not 1 <= size <= most:
        raise AwsError("InvalidParameterException", f"maxResults must be between 1 and {most}.")
    token = params.get("nextToken", "0")
    if not token.isdigit() or int(token) > len(items):
        raise AwsError("InvalidParameterException", "Invalid token.")
    start = int(token)
    more = {"nextToken": str(start + size)} if start + size < len(items) else {}
    return items[start : start + size], more


def present(items: Mapping[str, Any]) -> Params:
    """Return the items that have a value."""
    return {name: value for name, value in items.items() if value is not None}


def set_tags(world: World, resource: str, tags: Sequence[Mapping[str, str]]) -> None:
    """Add tags to a resource."""
    kept = world.ecs.store.tags.setdefault(resource, {})
    kept.update({tag["key"]: tag.get("value", "") for tag in tags})
    if len(kept) > 50:
        raise AwsError("InvalidParameterException", "A resource can have at most 50 tags.")


def tags_of(world: World, resource: str) -> list[dict[str, str]]:
    """Return a resource's tags."""
    tags = world.ecs.store.tags.get(resource, {})
    return [{"key": key, "value": value} for key, value in tags.items()]
