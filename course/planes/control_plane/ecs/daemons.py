"""Daemon services: one task on every active instance that satisfies the constraints."""

from __future__ import annotations

import math

from planes.control_plane.ecs import query
from planes.control_plane.ecs.deployments import Deployments, finish
from planes.control_plane.ecs.instances import Instances
from planes.control_plane.ecs.model import ContainerInstance, Service, Task
from planes.control_plane.ecs.starting import Starter
from planes.control_plane.ecs.store import Store


class Daemons:
    """Closes the difference between a daemon service's eligible instances and its tasks."""

    def __init__(
        self, store: Store, instances: Instances, starter: Starter, deployments: Deployments
    ) -> None:
        self._store, self._instances = store, instances
        self._starter, self._deployments = starter, deployments

    def reconcile(self, service: Service) -> float | None:
        """Stop tasks of older deployments or wrong instances, start one wherever none is left.

        Returns:
            Seconds after which to look again, or None.
        """
        eligible = {instance.id: instance for instance in self._eligible(service)}
        service.desired_count = len(eligible)
        self._stop_outgoing(service, eligible)
        again: float | None = None
        if self._store.now < service.wait_until:
            again = service.wait_until - self._store.now
        else:
            taken = {task.instance for task in service.tasks.values()}
            for name, instance in eligible.items():
                if name not in taken:
                    self._starter.start(service, 1, only=[instance])
        finish(self._store, service, len(eligible))
        return again

    def _eligible(self, service: Service) -> list[ContainerInstance]:
        expressions = [
            constraint.expression
            for constraint in [*service.constraints, *service.primary.definition.constraints]
            if constraint.type == "memberOf"
        ]
        return [
            instance
            for instance in self._store.instances_of(service.cluster)
            if instance.status == "ACTIVE"
            and all(query.parse(text)(self._instances.facts(instance)) for text in expressions)
        ]

    def _stop_outgoing(self, service: Service, eligible: dict[str, ContainerInstance]) -> None:
        """Stop old tasks first: on one instance the lower limit decides alone. Source: D32."""
        misplaced = [task for task in service.live if task.instance not in eligible]
        self._deployments.stop(service, misplaced)
        old = [task for task in service.live if task.deployment != service.primary.id]
        lower = math.ceil(len(eligible) * service.minimum_healthy_percent / 100)
        healthy = sum(task.healthy for task in service.live)
        chosen: list[Task] = [task for task in old if not task.healthy]
        chosen += [task for task in old if task.healthy][: max(0, healthy - lower)]
        self._deployments.stop(service, chosen)
