"""What ECS checks of a service beyond its tasks: scheduling, load balancers, limits, zone rebalancing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planes.control_plane.ecs.definition import TaskDefinition
from planes.control_plane.ecs.errors import client_error, invalid
from planes.control_plane.ecs.model import Service, Strategy

MOST_TASKS = 5000
"""Tasks per service. Source: D91."""


def check_scheduling(
    is_daemon: bool, on_fargate: bool, desired_count: int | None, strategies: Sequence[Strategy]
) -> None:
    """Check what the scheduling strategy allows. Source: C106, D32; BC-ECS CreateService."""
    if is_daemon and on_fargate:
        raise invalid("The daemon scheduling strategy is not supported with FARGATE launch type.")
    if is_daemon and desired_count is not None:
        raise invalid("The daemon scheduling strategy does not support a desired count for services.")
    if is_daemon and strategies:
        raise invalid("The daemon scheduling strategy does not support placement strategies.")
    if desired_count is not None and not 0 <= desired_count <= MOST_TASKS:
        raise invalid(f"The desired count must be between 0 and {MOST_TASKS}.")


def check_load_balancers(
    definition: TaskDefinition, balancers: Sequence[Mapping[str, Any]], grace_seconds: int | None
) -> None:
    """Check that load balancers point at containers and ports there are."""
    if grace_seconds and not balancers:
        raise invalid(
            "Health check grace period is only valid for services configured to use load balancers."
        )
    if len(balancers) > 5:
        raise invalid("A service can have at most 5 target groups.")
    for balancer in balancers:
        name, port = balancer.get("containerName"), balancer.get("containerPort")
        container = next((c for c in definition.containers if c.name == name), None)
        if container is None:
            raise invalid(f"The container {name} does not exist in the task definition.")
        if port not in [mapping.container_port for mapping in container.ports]:
            raise invalid(f"The container {name} did not have a container port {port} defined.")


def rebalances(service: Service, wanted: bool | None, default: bool) -> bool:
    """Return whether zone rebalancing is on; where it cannot work the default is off. Source: D15."""
    first = service.strategies[0].field if service.strategies else "attribute:ecs.availability-zone"
    can = (
        service.scheduling == "REPLICA"
        and service.maximum_percent > 100
        and first == "attribute:ecs.availability-zone"
        and not any(balancer.get("loadBalancerName") for balancer in service.load_balancers)
    )
    if wanted and not can:
        raise invalid(
            "Availability Zone rebalancing needs a replica service, a maximumPercent above 100, no Classic "
            "Load Balancer, and spread over attribute:ecs.availability-zone as the first placement strategy "
            "if there are any."
        )
    return (default if wanted is None else wanted) and can


def check_limits(minimum_healthy_percent: int, maximum_percent: int, is_daemon: bool) -> None:
    """Check the two limits of a rolling deployment."""
    if minimum_healthy_percent < 0 or maximum_percent < 0:
        raise invalid("minimumHealthyPercent and maximumPercent cannot be negative.")
    if is_daemon:
        if minimum_healthy_percent > 100:
            raise invalid("The daemon scheduling strategy allows a minimumHealthyPercent of at most 100.")
        return
    if minimum_healthy_percent == maximum_percent == 100:
        raise invalid(
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments."
        )
    if maximum_percent < 100:
        raise client_error("maximumPercent must be at least 100 for the replica scheduling strategy.")
    if minimum_healthy_percent >= maximum_percent:
        raise invalid("maximumPercent must be greater than minimumHealthyPercent.")
