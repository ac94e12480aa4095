"""Checks that running a task and creating a service have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from planes.control_plane.ecs import query
from planes.control_plane.ecs.capacity import Capacity
from planes.control_plane.ecs.definition import TaskDefinition
from planes.control_plane.ecs.errors import EcsError, invalid
from planes.control_plane.ecs.model import Cluster, Constraint, ProviderShare, Strategy

_PLATFORM_VERSIONS = ("LATEST", "1.4.0")
_MOST_STRATEGIES, _MOST_CONSTRAINTS = 5, 10


class Where(NamedTuple):
    """The kind of capacity a request asks for: a launch type, or a strategy over capacity providers."""

    launch_type: str | None
    strategy: Sequence[ProviderShare]

    def uses_fargate(self, capacity: Capacity) -> bool:
        """Return whether the tasks run on Fargate."""
        if self.strategy:
            return capacity.launch_type(self.strategy[0].capacity_provider) == "FARGATE"
        return self.launch_type == "FARGATE"


def choose_capacity(
    capacity: Capacity, cluster: Cluster, launch_type: str | None, strategy: Sequence[ProviderShare]
) -> Where:
    """Return where tasks shall run: as asked for, else by the cluster's default strategy, else on EC2."""
    if launch_type is not None and strategy:
        raise invalid(
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and "
            "try again."
        )
    if launch_type is None and not strategy:
        strategy = cluster.default_strategy
    if strategy:
        capacity.check_strategy(cluster, strategy)
        return Where(None, tuple(strategy))
    if launch_type in ("EXTERNAL", "MANAGED_INSTANCES"):
        raise EcsError(
            "UnsupportedFeatureException", f"The model runs launch types EC2 and FARGATE, not {launch_type}."
        )
    return Where(launch_type or "EC2", ())


def check_definition(definition: TaskDefinition, on_fargate: bool, has_network: bool) -> None:
    """Check that a task definition can run on this capacity with this network configuration."""
    if on_fargate and "FARGATE" not in definition.compatibilities:
        raise invalid("Task definition does not support launch_type FARGATE.")
    if definition.own_address and not has_network:
        raise invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    if has_network and not definition.own_address:
        raise invalid("Network Configuration is not valid for the given networkMode of this task definition.")


def check_platform(platform_version: str | None, on_fargate: bool) -> str | None:
    """Return the platform version that tasks get; only Fargate has one. Source: C103, C104."""
    if platform_version is None:
        return "1.4.0" if on_fargate else None
    if not on_fargate:
        raise invalid("The platform version must be null when specifying an EC2 launch type.")
    if platform_version not in _PLATFORM_VERSIONS:
        raise EcsError("PlatformUnknownException", "The specified platform does not exist.")
    return "1.4.0"


def check_placement(
    constraints: Sequence[Constraint], strategies: Sequence[Strategy], on_fargate: bool
) -> None:
    """Check placement constraints and strategies. Source: D03, D04, D12, D13."""
    if on_fargate and strategies:
        raise invalid("Placement strategies are not supported with FARGATE launch type.")
    if on_fargate and constraints:
        raise invalid("Placement constraints are not supported with FARGATE launch type.")
    if len(strategies) > _MOST_STRATEGIES:
        raise invalid(f"A maximum of {_MOST_STRATEGIES} placement strategies can be specified.")
    if len(constraints) > _MOST_CONSTRAINTS:
        raise invalid(f"A maximum of {_MOST_CONSTRAINTS} placement constraints can be specified.")
    for strategy in strategies:
        _check_strategy(strategy)
    for constraint in constraints:
        if constraint.type == "memberOf":
            query.parse(constraint.expression)
        elif constraint.expression:
            raise invalid("The expression of a distinctInstance placement constraint must be empty.")


def _check_strategy(strategy: Strategy) -> None:
    is_attribute = strategy.field.startswith("attribute:") and len(strategy.field) > len("attribute:")
    allowed = {
        "random": not strategy.field,
        "binpack": strategy.field.lower() in ("cpu", "memory"),
        "spread": strategy.field in ("instanceId", "host") or is_attribute,
    }
    if not allowed.get(strategy.type, False):
        raise invalid(
            f"The field {strategy.field!r} is not valid for the placement strategy {strategy.type}."
        )
