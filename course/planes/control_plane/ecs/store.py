"""The control plane's records and the way to find them. Every other part works on these."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from planes.clock import Clock
from planes.control_plane.ecs.errors import EcsError, client_error, invalid
from planes.control_plane.ecs.model import Cluster, ContainerInstance, Service, Task
from planes.control_plane.ecs.task_definitions import TaskDefinitions
from planes.control_plane.load import Load
from planes.control_plane.reconcile import Availability, Inbox
from planes.data_plane.protocol import DataPlane, Layer
from planes.events import EventLog

Resolve = Callable[[str], tuple[str, tuple[Layer, ...], Mapping[str, str]]]


class Store:
    """All records of one ECS control plane.

    Attributes:
        planes: data planes by launch type, EC2 and FARGATE.
        services: by `cluster/service`, inactive ones included.
        groups: (cluster, task group) → tasks that are not stopped.
        hungry: services that could not place a task and want to hear of new capacity.
    """

    def __init__(
        self,
        clock: Clock,
        events: EventLog,
        chance: random.Random,
        planes: Mapping[str, DataPlane],
        resolve: Resolve,
        is_down: Availability,
    ) -> None:
        self.clock, self.events, self.random = clock, events, chance
        self.is_down = is_down
        self._due: Inbox[tuple[Callable[..., object], tuple[object, ...]]] = Inbox(
            lambda planned: planned[0](*planned[1]), is_down
        )
        self.planes, self.resolve = planes, resolve
        self.clusters: dict[str, Cluster] = {}
        self.definitions = TaskDefinitions()
        self.instances: dict[str, ContainerInstance] = {}
        self.by_host: dict[str, ContainerInstance] = {}
        self.tasks: dict[str, Task] = {}
        self.services: dict[str, Service] = {}
        self.groups: dict[tuple[str, str], dict[str, Task]] = {}
        self.hungry: dict[str, None] = {}
        self.loads: dict[str, Load] = {}
        self.tags: dict[str, dict[str, str]] = {}
        self.account_settings: dict[str, str] = {}
        self.settings_of_principals: dict[str, dict[str, str]] = {}

    @property
    def now(self) -> float:
        """The present virtual second."""
        return self.clock.now

    def after(self, seconds: float, action: Callable[..., object], *args: object) -> None:
        """Plan a step of the control plane. If it is down by then, the step waits until it is back."""
        self.clock.after(seconds, self._due, (action, args))

    def new_id(self) -> str:
        """Return a fresh id of 32 hexadecimal digits."""
        return f"{self.random.getrandbits(128):032x}"

    def new_deployment_id(self) -> str:
        """Return a fresh id in the form of a deployment's."""
        return f"ecs-svc/{self.random.randrange(10**18, 10**19)}"

    def log(self, subject: str, what: str, why: str = "", **details: object) -> None:
        """Add one event of the control plane to the world's log."""
        self.events.add("control plane", subject, what, why, **details)

    def cluster(self, name: str) -> Cluster:
        """Return an active cluster.

        Raises:
            EcsError: ClusterNotFoundException.
        """
        cluster = self.clusters.get(name)
        if cluster is None or cluster.status != "ACTIVE":
            raise EcsError("ClusterNotFoundException", "Cluster not found.")
        return cluster

    def service(self, cluster: str, name: str) -> Service:
        """Return a service, inactive or not.

        Raises:
            EcsError: ClusterNotFoundException or ServiceNotFoundException.
        """
        self.cluster(cluster)
        service = self.services.get(f"{cluster}/{name}")
        if service is None:
            raise EcsError("ServiceNotFoundException", "Service not found.")
        return service

    def task(self, cluster: str, name: str) -> Task:
        """Return a task of a cluster, stopped ones while they are remembered.

        Raises:
            EcsError: ClusterNotFoundException or InvalidParameterException.
        """
        self.cluster(cluster)
        task = self.tasks.get(name)
        if task is None or task.cluster != cluster:
            raise invalid("The referenced task was not found.")
        return task

    def instance(self, cluster: str, name: str) -> ContainerInstance:
        """Return a container instance of a cluster.

        Raises:
            EcsError: ClusterNotFoundException or ClientException.
        """
        self.cluster(cluster)
        instance = self.instances.get(name)
        if instance is None or instance.cluster != cluster:
            raise client_error("Referenced container instance " + name + " not found.")
        return instance

    def instances_of(self, cluster: str) -> list[ContainerInstance]:
        """Return a cluster's registered instances in order of registration."""
        return [instance for instance in self.instances.values() if instance.cluster == cluster]

    def services_of(self, cluster: str) -> list[Service]:
        """Return a cluster's services that are not inactive."""
        return [s for s in self.services.values() if s.cluster == cluster and s.status != "INACTIVE"]

    def tasks_of(self, cluster: str) -> list[Task]:
        """Return a cluster's tasks in order of creation, stopped ones while they are remembered."""
        return [task for task in self.tasks.values() if task.cluster == cluster]

    def group(self, cluster: str, name: str) -> dict[str, Task]:
        """Return the tasks of a task group that are not stopped."""
        return self.groups.setdefault((cluster, name), {})
