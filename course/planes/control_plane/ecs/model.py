"""What ECS keeps records of: clusters, container instances, tasks and services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from planes.control_plane.ecs.definition import TaskDefinition
from planes.data_plane.protocol import Behaviour

TASK_STATES = (
    "PROVISIONING",
    "PENDING",
    "ACTIVATING",
    "RUNNING",
    "DEACTIVATING",
    "STOPPING",
    "DEPROVISIONING",
    "STOPPED",
)
"""A task passes these in this order; it may skip some, and never goes back. Source: D20."""

FARGATE_PROVIDERS = ("FARGATE", "FARGATE_SPOT")


class ProviderShare(NamedTuple):
    """One capacity provider's part of a strategy."""

    capacity_provider: str
    base: int = 0
    weight: int = 0


class Constraint(NamedTuple):
    """A binding rule on where tasks may be placed: distinctInstance, or memberOf with an expression."""

    type: str
    expression: str = ""


class Strategy(NamedTuple):
    """A best-effort rule on where tasks should be placed: spread or binpack by a field, or random."""

    type: str
    field: str = ""


@dataclass(slots=True)
class Cluster:
    """A named group of capacity, tasks and services."""

    name: str
    status: str = "ACTIVE"
    capacity_providers: list[str] = field(default_factory=list)
    default_strategy: Sequence[ProviderShare] = ()
    settings: Sequence[Mapping[str, str]] = ({"name": "containerInsights", "value": "disabled"},)
    request: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ContainerInstance:
    """One EC2 host that runs the ECS agent and is registered in a cluster."""

    id: str
    cluster: str
    host: str
    instance_type: str
    zone: str
    registered_at: float
    cpu_units: float
    memory_mib: float
    capacity_provider: str | None = None
    status: str = "ACTIVE"
    agent_connected: bool = True
    attributes: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    version: int = 1


@dataclass(slots=True)
class Task:
    """One running copy of a task definition.

    Attributes:
        healthy: it counts as healthy capacity of its service: its checks passed, or 40 s without any.
        protected_until: until this second no scale-in and no deployment stops it.
        waiting_for: the checks that have not passed yet.
    """

    id: str
    cluster: str
    definition: TaskDefinition
    group: str
    launch_type: str
    created_at: float
    capacity_provider: str | None = None
    service: str | None = None
    deployment: str | None = None
    started_by: str = ""
    constraints: Sequence[Constraint] = ()
    strategies: Sequence[Strategy] = ()
    platform_version: str | None = None
    request: Mapping[str, Any] = field(default_factory=dict)
    desired_status: str = "RUNNING"
    last_status: str = "PENDING"
    health: str = "UNKNOWN"
    instance: str | None = None
    host: str | None = None
    zone: str | None = None
    digests: dict[str, str] = field(default_factory=dict)
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    host_ports: dict[tuple[str, int], int] = field(default_factory=dict)
    exit_codes: Mapping[str, int] = field(default_factory=dict)
    pull_started_at: float | None = None
    pull_stopped_at: float | None = None
    started_at: float | None = None
    stopping_at: float | None = None
    stopped_at: float | None = None
    stop_code: str | None = None
    stopped_reason: str = ""
    healthy: bool = False
    answering: bool = False
    waiting_for: set[str] = field(default_factory=set)
    protected_until: float = 0.0
    version: int = 1

    @property
    def wanted(self) -> bool:
        """Whether the task shall run on."""
        return self.desired_status == "RUNNING"

    @property
    def placed(self) -> bool:
        """Whether the task has a host."""
        return self.host is not None


@dataclass(slots=True)
class CircuitBreaker:
    """When a rolling deployment counts as failed. Source: D35-D38."""

    enable: bool = False
    rollback: bool = False
    threshold_type: str = "BOUNDED_PERCENT"
    threshold_value: int = 50
    reset_on_healthy_task: bool = True


@dataclass(slots=True)
class Deployment:
    """One version of a service on its way to the desired count; the newest is the primary one.

    Attributes:
        desired_count: what the scheduler last brought it to; 0 before its first look.
        sources: the versions that it replaces.
        rolled_back_to: the version that the circuit breaker made the primary one again.
        finished_at: when it was first completed, failed, given up for a newer one, or rolled back.
        completed: it once reached the steady state.
        digests: of each container's image, from its first start in this deployment on. A tag may move or
            go afterwards: all tasks of the deployment start from the same digest. Source: D114.
    """

    id: str
    definition: TaskDefinition
    created_at: float
    updated_at: float
    status: str = "PRIMARY"
    rollout_state: str = "IN_PROGRESS"
    rollout_reason: str = ""
    failed_tasks: int = 0
    launch_type: str | None = None
    strategy: Sequence[ProviderShare] = ()
    platform_version: str | None = None
    desired_count: int = 0
    sources: Sequence[Deployment] = ()
    rolled_back_to: Deployment | None = None
    finished_at: float | None = None
    completed: bool = False
    digests: dict[str, str] = field(default_factory=dict)


class ServiceEvent(NamedTuple):
    """One sentence in a service's event list."""

    id: str
    at: float
    message: str


@dataclass(slots=True)
class Service:
    """A task definition kept running in a desired count (replica) or once per instance (daemon)."""

    name: str
    cluster: str
    created_at: float
    desired_count: int
    scheduling: str = "REPLICA"
    launch_type: str | None = None
    strategy: Sequence[ProviderShare] = ()
    platform_version: str | None = None
    constraints: Sequence[Constraint] = ()
    strategies: Sequence[Strategy] = ()
    minimum_healthy_percent: int = 100
    maximum_percent: int = 200
    circuit_breaker: CircuitBreaker = field(default_factory=CircuitBreaker)
    grace_seconds: int = 0
    load_balancers: Sequence[Mapping[str, Any]] = ()
    zone_rebalancing: bool = False
    request: dict[str, Any] = field(default_factory=dict)
    status: str = "ACTIVE"
    deployments: list[Deployment] = field(default_factory=list)
    history: list[Deployment] = field(default_factory=list)
    last_completed: Deployment | None = None
    events: list[ServiceEvent] = field(default_factory=list)
    tasks: dict[str, Task] = field(default_factory=dict)
    announced: dict[str, float] = field(default_factory=dict)
    steady: bool = False
    start_failures: int = 0
    last_start_failure: float = 0.0
    wait_until: float = 0.0
    rebalancing: str | None = None
    recent_starts: list[float] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The service's name with its cluster: `cluster/service`."""
        return f"{self.cluster}/{self.name}"

    @property
    def primary(self) -> Deployment:
        """The newest deployment."""
        return self.deployments[0]

    @property
    def live(self) -> list[Task]:
        """The tasks that shall run on, of every deployment."""
        return [task for task in self.tasks.values() if task.wanted]
