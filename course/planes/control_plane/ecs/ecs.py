"""The ECS control plane: its parts, how they hear of one another, and what the world asks of it."""

from __future__ import annotations

import random
from collections.abc import Mapping

from planes.clock import Clock
from planes.control_plane.ecs.capacity import Capacity
from planes.control_plane.ecs.cluster_scaling import ClusterScaling
from planes.control_plane.ecs.clusters import Clusters
from planes.control_plane.ecs.daemons import Daemons
from planes.control_plane.ecs.deployments import CircuitBreaker, Deployments
from planes.control_plane.ecs.errors import invalid
from planes.control_plane.ecs.health import Health
from planes.control_plane.ecs.instances import Instances
from planes.control_plane.ecs.lifecycle import Lifecycle
from planes.control_plane.ecs.metrics import Metrics
from planes.control_plane.ecs.model import ContainerInstance, Service, Task
from planes.control_plane.ecs.rebalancing import Rebalancing
from planes.control_plane.ecs.scheduler import Scheduler
from planes.control_plane.ecs.services import Services
from planes.control_plane.ecs.starting import Starter
from planes.control_plane.ecs.store import Resolve, Store
from planes.control_plane.ecs.tasks import Tasks
from planes.control_plane.load import Load
from planes.control_plane.reconcile import Availability, Controller, Inbox
from planes.data_plane import Ec2, Fargate, HostReport, Report
from planes.events import EventLog

_ROUND_SECONDS = 1.0
"""What is reported of a service's tasks is acted on in the next round; the interval is the model's."""
_SWEEP_SECONDS = 10.0
_MINUTE = 60.0


class Ecs:
    """One account's ECS in one region.

    Attributes:
        store: every record.
        clusters, definitions, services, tasks, instances, capacity: what the API acts on.
        metrics: utilization under the offered load.
    """

    def __init__(
        self,
        clock: Clock,
        events: EventLog,
        random: random.Random,
        planes: Mapping[str, Ec2 | Fargate],
        resolve: Resolve,
        is_down: Availability,
    ) -> None:
        ec2 = planes["EC2"]
        assert isinstance(ec2, Ec2)
        store = Store(clock, events, random, planes, resolve, is_down)
        self.store, self._is_down = store, is_down
        self._controller = Controller(clock, self._reconcile, is_down)
        reports: Inbox[Report] = Inbox(lambda report: self.lifecycle.report(report), is_down)
        self.lifecycle = Lifecycle(store, reports)
        host_reports: Inbox[HostReport] = Inbox(lambda report: self.instances.report(report), is_down)
        self.instances = Instances(store, ec2, self.lifecycle, host_reports)
        self.definitions = store.definitions
        self.capacity = Capacity(store)
        self.clusters = Clusters(store, self.capacity)
        self.scheduler = Scheduler(store, ec2, self.instances, self.lifecycle)
        self.health = Health(store, self.lifecycle)
        self.tasks = Tasks(store, self.lifecycle, self.scheduler, self.capacity, self.instances)
        self.services = Services(store, self.lifecycle, self.capacity, self._controller.wake)
        self.metrics = Metrics(store)
        self._starter = Starter(store, self.lifecycle, self.scheduler, self.capacity)
        self._deployments = Deployments(store, self.lifecycle, self.scheduler, self._starter)
        self._daemons = Daemons(store, self.instances, self._starter, self._deployments)
        self._breaker = CircuitBreaker(store)
        self._scaling = ClusterScaling(store, ec2, self.instances, self.capacity)
        self._rebalancing = Rebalancing(store, self._starter)
        self._due: dict[str, float] = {}
        self._connect()
        clock.every(_SWEEP_SECONDS, self._sweep)
        clock.every(_MINUTE, self._tick)

    def _connect(self) -> None:
        """Say who hears what."""
        self.lifecycle.on_running.append(self._task_running)
        self.lifecycle.on_stopping.append(self._task_stopping)
        self.lifecycle.on_stopped.append(self._task_stopped)
        self.health.on_healthy.append(self._task_healthy)
        self.health.on_unhealthy.append(self._task_unhealthy)
        self.instances.on_capacity.append(self._capacity_came)
        self.instances.on_draining.append(self._instance_draining)
        self.capacity.place_again = lambda task: self.scheduler.place(task).chosen is not None

    # -- the control loop -----------------------------------------------------------------------

    def _reconcile(self, key: str) -> None:
        """Bring one service a step closer to what is wanted of it."""
        service = self.store.services[key]
        if service.status == "DRAINING":
            self.services.drain(service)
        elif service.status == "ACTIVE":
            loop = self._daemons if service.scheduling == "DAEMON" else self._deployments
            again = loop.reconcile(service)
            if again is not None:
                self._look_again(key, self.store.now + again)

    def _service_of(self, task: Task) -> Service | None:
        return self.store.services.get(f"{task.cluster}/{task.service}") if task.service else None

    def _wake_service(self, task: Task) -> Service | None:
        """Look at a task's service in the next round: many reports, one look."""
        service = self._service_of(task)
        if service is not None:
            self._look_again(service.key, (self.store.now // _ROUND_SECONDS + 1) * _ROUND_SECONDS)
        return service

    def _look_again(self, key: str, due: float) -> None:
        """Plan to reconcile a service, unless that is planned for as soon."""
        now, planned = self.store.now, self._due.get(key, 0.0)
        if not now < planned <= due:
            self._due[key] = due
            self._controller.wake(key, after=due - now)

    def _task_running(self, task: Task) -> None:
        service = self._service_of(task)
        if service is not None:
            self._starter.reached_running(service)

    def _task_healthy(self, task: Task) -> None:
        service = self._wake_service(task)
        if service is not None:
            self._breaker.task_healthy(service, task)

    def _task_unhealthy(self, task: Task) -> None:
        service = self._wake_service(task)
        if service is not None:
            self._breaker.task_failed(service, task)

    def _task_stopping(self, task: Task) -> None:
        """A task that ended by itself before it was healthy has failed its deployment. Source: D40."""
        service = self._wake_service(task)
        if service is None or task.stop_code not in ("TaskFailedToStart", "EssentialContainerExited"):
            return
        if task.started_at is None:
            self._starter.failed_to_start(service, task)
        if task.waiting_for or task.started_at is None:
            self._breaker.task_failed(service, task)

    def _task_stopped(self, task: Task) -> None:
        self._wake_service(task)
        self.capacity.waiting.pop(task.id, None)
        if task.instance is not None:
            self._capacity_came(task.cluster)

    def _capacity_came(self, cluster: str) -> None:
        """Let everything that waits for room try again."""
        self.capacity.serve_waiting(cluster)
        for key in [key for key in self.store.hungry if key.startswith(f"{cluster}/")]:
            del self.store.hungry[key]
            self._controller.wake(key)
        for service in self.store.services_of(cluster):
            if service.scheduling == "DAEMON":
                self._controller.wake(service.key)

    def _instance_draining(self, instance: ContainerInstance) -> None:
        for task in list(instance.tasks.values()):
            if task.service is not None and task.last_status == "PENDING":
                reason = f"Scaling activity initiated by (deployment {task.deployment})"
                self.lifecycle.stop(task, "ServiceSchedulerInitiated", reason)
            self._wake_service(task)

    def _sweep(self) -> None:
        if not self._is_down():
            self.instances.sweep()

    def _tick(self) -> None:
        if not self._is_down():
            self._scaling.tick()
            self._rebalancing.tick()
        self.metrics.tick()

    # -- what the world asks --------------------------------------------------------------------

    def has_cluster(self, name: str) -> bool:
        """Return whether there is an active cluster of this name."""
        cluster = self.store.clusters.get(name)
        return cluster is not None and cluster.status == "ACTIVE"

    def add_hosts(self, cluster: str, instance_type: str, count: int, zone: str | None = None) -> list[str]:
        """Launch hosts that join a cluster; without a zone they are spread over all.

        Returns:
            The hosts' EC2 instance ids; they register once they have booted.
        """
        self.store.cluster(cluster)
        return [self.instances.launch(cluster, instance_type, zone) for _ in range(count)]

    def has_service(self, name: str) -> bool:
        """Return whether there is a service `name`, written as `service` or `cluster/service`."""
        return len(self._services_named(name)) > 0

    def offer_load(self, service: str, load: Load) -> None:
        """Send requests to a service from now on.

        Args:
            service: `service`, or `cluster/service` where several clusters have one.
            load: requests per second, as a number, a function of the second, or (second, value) pairs.
        """
        found = self._services_named(service)
        if len(found) != 1:
            raise invalid(
                f"{len(found)} services are called {service!r}; name one as cluster/service: "
                f"{', '.join(self.store.services) or 'there are none'}."
            )
        self.store.loads[found[0].key] = load

    def _services_named(self, name: str) -> list[Service]:
        return [
            service
            for service in self.store.services.values()
            if service.status != "INACTIVE" and name in (service.name, service.key)
        ]
