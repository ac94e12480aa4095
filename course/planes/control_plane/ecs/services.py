"""Services: create, update, delete, and the checks on each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from planes.control_plane.ecs.capacity import Capacity
from planes.control_plane.ecs.definition import TaskDefinition
from planes.control_plane.ecs.errors import EcsError, invalid
from planes.control_plane.ecs.lifecycle import Lifecycle
from planes.control_plane.ecs.model import (
    CircuitBreaker,
    Constraint,
    Deployment,
    ProviderShare,
    Service,
    Strategy,
    Task,
)
from planes.control_plane.ecs.requests import (
    Where,
    check_definition,
    check_placement,
    check_platform,
    choose_capacity,
)
from planes.control_plane.ecs.service_checks import (
    MOST_TASKS,
    check_limits,
    check_load_balancers,
    check_scheduling,
    rebalances,
)
from planes.control_plane.ecs.store import Store

_NEEDS_DEPLOYMENT = ("networkConfiguration", "serviceConnectConfiguration", "volumeConfigurations")
"""Parts of a request that running tasks cannot take on."""


class Services:
    """The register of services. What it changes is brought about by the deployments."""

    def __init__(
        self, store: Store, lifecycle: Lifecycle, capacity: Capacity, wake: Callable[[str], object]
    ) -> None:
        self._store, self._lifecycle, self._capacity, self._wake = store, lifecycle, capacity, wake

    def create(
        self,
        cluster: str,
        name: str,
        definition: str,
        desired_count: int | None = None,
        scheduling: str = "REPLICA",
        launch_type: str | None = None,
        strategy: Sequence[ProviderShare] = (),
        platform_version: str | None = None,
        constraints: Sequence[Constraint] = (),
        strategies: Sequence[Strategy] = (),
        minimum_healthy_percent: int | None = None,
        maximum_percent: int | None = None,
        circuit_breaker: CircuitBreaker | None = None,
        grace_seconds: int | None = None,
        load_balancers: Sequence[Mapping[str, Any]] = (),
        zone_rebalancing: bool | None = None,
        has_network: bool = False,
        request: dict[str, Any] | None = None,
    ) -> Service:
        """Create a service and start its first deployment.

        Raises:
            EcsError: the request is refused.
        """
        place, found = self._store.cluster(cluster), self._store.definitions.active(definition)
        existing = self._store.services.get(f"{cluster}/{name}")
        if existing is not None and existing.status != "INACTIVE":
            raise invalid("Creation of service was not idempotent.")
        is_daemon = scheduling == "DAEMON"
        where = choose_capacity(self._capacity, place, launch_type, strategy)
        on_fargate = where.uses_fargate(self._capacity)
        check_definition(found, on_fargate, has_network)
        check_placement(constraints, strategies, on_fargate)
        check_scheduling(is_daemon, on_fargate, desired_count, strategies)
        check_load_balancers(found, load_balancers, grace_seconds)
        least = minimum_healthy_percent if minimum_healthy_percent is not None else (0 if is_daemon else 100)
        most = maximum_percent if maximum_percent is not None else (100 if is_daemon else 200)
        check_limits(least, most, is_daemon)
        service = Service(
            name=name,
            cluster=cluster,
            created_at=self._store.now,
            desired_count=desired_count or 0,
            scheduling=scheduling,
            launch_type=where.launch_type,
            strategy=where.strategy,
            platform_version=check_platform(platform_version, on_fargate),
            constraints=tuple(constraints),
            strategies=tuple(strategies),
            minimum_healthy_percent=least,
            maximum_percent=most,
            circuit_breaker=circuit_breaker or CircuitBreaker(),
            grace_seconds=grace_seconds or 0,
            load_balancers=tuple(load_balancers),
            request=request or {},
        )
        service.zone_rebalancing = rebalances(service, zone_rebalancing, default=True)
        self._store.services[service.key] = service
        self._deploy(service, found)
        return service

    def update(
        self,
        cluster: str,
        name: str,
        definition: str | None = None,
        desired_count: int | None = None,
        strategy: Sequence[ProviderShare] | None = None,
        platform_version: str | None = None,
        constraints: Sequence[Constraint] | None = None,
        strategies: Sequence[Strategy] | None = None,
        minimum_healthy_percent: int | None = None,
        maximum_percent: int | None = None,
        circuit_breaker: CircuitBreaker | None = None,
        grace_seconds: int | None = None,
        load_balancers: Sequence[Mapping[str, Any]] | None = None,
        zone_rebalancing: bool | None = None,
        force_new_deployment: bool = False,
        request: dict[str, Any] | None = None,
    ) -> Service:
        """Change a service. What its tasks are takes a new deployment; a new count alone does not."""
        service = self._store.service(cluster, name)
        if service.status != "ACTIVE":
            raise EcsError("ServiceNotActiveException", "Service was not ACTIVE.")
        merged = {**service.request, **(request or {})}
        old = service.primary.definition
        found = self._store.definitions.active(definition) if definition is not None else old
        where = Where(service.launch_type, service.strategy)
        if strategy is not None:
            if strategy and service.launch_type is not None and not force_new_deployment:
                raise invalid(
                    "A force new deployment is needed to change from a launch type to a capacity provider "
                    "strategy."
                )
            where = choose_capacity(self._capacity, self._store.cluster(cluster), None, strategy)
        on_fargate = where.uses_fargate(self._capacity)
        check_definition(found, on_fargate, "networkConfiguration" in merged)
        places = service.constraints if constraints is None else tuple(constraints)
        orders = service.strategies if strategies is None else tuple(strategies)
        check_placement(places, orders, on_fargate)
        is_daemon = service.scheduling == "DAEMON"
        check_scheduling(is_daemon, on_fargate, desired_count, orders)
        balancers = service.load_balancers if load_balancers is None else tuple(load_balancers)
        check_load_balancers(found, balancers, grace_seconds)
        least = (
            service.minimum_healthy_percent if minimum_healthy_percent is None else minimum_healthy_percent
        )
        most = service.maximum_percent if maximum_percent is None else maximum_percent
        check_limits(least, most, is_daemon)
        version = service.platform_version
        if platform_version is not None:
            version = check_platform(platform_version, on_fargate)
        is_new = (
            force_new_deployment
            or found is not old
            or where != Where(service.launch_type, service.strategy)
            or version != service.platform_version
            or balancers != service.load_balancers
            or any(merged.get(name) != service.request.get(name) for name in _NEEDS_DEPLOYMENT)
        )
        service.launch_type, service.strategy = where
        service.platform_version = version
        service.constraints, service.strategies, service.load_balancers = places, orders, balancers
        service.minimum_healthy_percent, service.maximum_percent = least, most
        service.circuit_breaker = circuit_breaker or service.circuit_breaker
        service.grace_seconds = service.grace_seconds if grace_seconds is None else grace_seconds
        service.zone_rebalancing = rebalances(service, zone_rebalancing, service.zone_rebalancing)
        service.request = merged
        if desired_count is not None:
            self.scale(service, desired_count, "UpdateService")
        if is_new:
            self._deploy(service, found)
            service.start_failures, service.wait_until = 0, 0.0
        service.announced.clear()
        self._wake(service.key)
        return service

    def scale(self, service: Service, desired_count: int, why: str) -> None:
        """Set a service's desired count."""
        if not 0 <= desired_count <= MOST_TASKS:
            raise invalid(f"The desired count must be between 0 and {MOST_TASKS}.")
        if desired_count != service.desired_count:
            self._store.log(
                service.name,
                "desired count changed",
                why,
                cluster=service.cluster,
                old=service.desired_count,
                new=desired_count,
            )
            service.desired_count = desired_count
            service.steady = False
            self._wake(service.key)

    def delete(self, cluster: str, name: str, force: bool = False) -> Service:
        """Delete a service: it drains, and is INACTIVE once its last task has stopped.

        Raises:
            EcsError: InvalidParameterException while its desired count is above 0, unless forced.
        """
        service = self._store.service(cluster, name)
        if service.status == "INACTIVE":
            raise EcsError("ServiceNotFoundException", "Service not found.")
        if service.desired_count > 0 and not force and service.scheduling == "REPLICA":
            raise invalid("The service cannot be stopped while it is scaled above 0.")
        service.status, service.desired_count = "DRAINING", 0
        self._store.hungry.pop(service.key, None)
        self._wake(service.key)
        return service

    def protect(self, task: Task, seconds: float) -> None:
        """Keep scale-in and deployments from stopping a service's task for some time; 0 ends it."""
        task.protected_until = self._store.now + seconds
        # Whatever waited for the end of the protection is looked at again then.
        self._store.after(seconds, self._wake, f"{task.cluster}/{task.service}")

    def drain(self, service: Service) -> None:
        """Stop what a deleted service still runs."""
        for task in service.live:
            reason = f"Scaling activity initiated by (deployment {service.primary.id})"
            self._lifecycle.stop(task, "ServiceSchedulerInitiated", reason)
        if not service.tasks:
            service.status = "INACTIVE"
            for deployment in service.deployments:
                deployment.status = "INACTIVE"
            self._store.log(service.name, "service inactive", cluster=service.cluster)

    def _deploy(self, service: Service, definition: TaskDefinition) -> None:
        deployment = Deployment(
            id=self._store.new_deployment_id(),
            definition=definition,
            created_at=self._store.now,
            updated_at=self._store.now,
            launch_type=service.launch_type,
            strategy=service.strategy,
            platform_version=service.platform_version,
            sources=tuple(service.deployments),
        )
        deployment.rollout_reason = f"ECS deployment {deployment.id} in progress."
        for older in service.deployments:
            older.status = "ACTIVE"
            older.finished_at = self._store.now if older.finished_at is None else older.finished_at
        service.deployments.insert(0, deployment)
        service.history.insert(0, deployment)
        service.steady, service.rebalancing = False, None
        self._store.log(
            service.name,
            "deployment started",
            definition.name,
            cluster=service.cluster,
            deployment=deployment.id,
        )
        self._wake(service.key)
