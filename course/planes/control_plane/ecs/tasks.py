"""Standalone tasks: run, start on named instances, stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from planes.control_plane.ecs.capacity import Capacity
from planes.control_plane.ecs.definition import TaskDefinition
from planes.control_plane.ecs.errors import invalid
from planes.control_plane.ecs.instances import Instances
from planes.control_plane.ecs.lifecycle import Lifecycle
from planes.control_plane.ecs.model import Cluster, Constraint, ProviderShare, Strategy, Task
from planes.control_plane.ecs.overrides import NO_OVERRIDES, Overrides, apply
from planes.control_plane.ecs.placement import Decision
from planes.control_plane.ecs.requests import (
    Where,
    check_definition,
    check_placement,
    check_platform,
    choose_capacity,
)
from planes.control_plane.ecs.scheduler import Scheduler
from planes.control_plane.ecs.starting import split
from planes.control_plane.ecs.store import Store

MOST_PER_CALL = 10
"""Tasks per RunTask, instances per StartTask. Source: D96."""


class Failure(NamedTuple):
    """Why one task could not be placed; `instance` is None if no instance is to blame."""

    instance: str | None
    reason: str


class Tasks:
    """Runs tasks that belong to no service."""

    def __init__(
        self,
        store: Store,
        lifecycle: Lifecycle,
        scheduler: Scheduler,
        capacity: Capacity,
        instances: Instances,
    ) -> None:
        self._store, self._lifecycle, self._scheduler = store, lifecycle, scheduler
        self._capacity, self._instances = capacity, instances

    def run(
        self,
        cluster: str,
        definition: str,
        count: int = 1,
        launch_type: str | None = None,
        strategy: Sequence[ProviderShare] = (),
        group: str | None = None,
        started_by: str = "",
        constraints: Sequence[Constraint] = (),
        strategies: Sequence[Strategy] = (),
        platform_version: str | None = None,
        has_network: bool = False,
        overrides: Overrides = NO_OVERRIDES,
        request: Mapping[str, Any] | None = None,
    ) -> tuple[list[Task], list[Failure]]:
        """Place and start up to ten tasks.

        Returns:
            The tasks that started or wait for capacity, and one failure per task that did not.

        Raises:
            EcsError: the request is refused as a whole.
        """
        place = self._store.cluster(cluster)
        found = apply(self._store.definitions.active(definition), overrides)
        if not 1 <= count <= MOST_PER_CALL:
            raise invalid(f"Count must be between 1 and {MOST_PER_CALL}, not {count}.")
        where = choose_capacity(self._capacity, place, launch_type, strategy)
        on_fargate = where.uses_fargate(self._capacity)
        check_definition(found, on_fargate, has_network)
        check_placement(constraints, strategies, on_fargate)
        version = check_platform(platform_version, on_fargate)
        if group is not None and group.startswith("service:"):
            raise invalid("The task group name cannot start with 'service:'.")
        self._check_instances(place, where)
        tasks, failures = [], []
        for provider in self._providers(where, count):
            task = self._task(place, found, group, started_by, request)
            task.launch_type = (
                self._capacity.launch_type(provider) if provider else where.launch_type or "EC2"
            )
            task.capacity_provider, task.platform_version = provider, version
            task.constraints, task.strategies = constraints, strategies
            self._lifecycle.create(task)
            decision = self._scheduler.place(task)
            if task.placed or self._capacity.is_managed(provider):
                tasks.append(task)
                if not task.placed:
                    self._capacity.wait(task)
            else:
                failures.append(self._failed(task, decision))
        return tasks, failures

    def start(
        self,
        cluster: str,
        definition: str,
        instances: Sequence[str],
        group: str | None = None,
        started_by: str = "",
        has_network: bool = False,
        overrides: Overrides = NO_OVERRIDES,
        request: Mapping[str, Any] | None = None,
    ) -> tuple[list[Task], list[Failure]]:
        """Start one task on each of up to ten named instances, past the scheduler's strategies."""
        place = self._store.cluster(cluster)
        found = apply(self._store.definitions.active(definition), overrides)
        if not 1 <= len(instances) <= MOST_PER_CALL:
            raise invalid(f"Container instances must be between 1 and {MOST_PER_CALL}.")
        check_definition(found, False, has_network)
        tasks, failures = [], []
        for name in instances:
            instance = self._store.instances.get(name)
            if instance is None or instance.cluster != cluster:
                failures.append(Failure(name, "MISSING"))
                continue
            task = self._lifecycle.create(self._task(place, found, group, started_by, request))
            decision = self._scheduler.place(task, only=[instance])
            if task.placed:
                tasks.append(task)
            else:
                failures.append(self._failed(task, decision))
        return tasks, failures

    def stop(self, cluster: str, task: str, reason: str = "") -> Task:
        """Stop one task.

        Raises:
            EcsError: InvalidParameterException if it is not there.
        """
        found = self._store.task(cluster, task)
        self._lifecycle.stop(found, "UserInitiated", reason or "Task stopped by user")
        return found

    def _task(
        self,
        cluster: Cluster,
        definition: TaskDefinition,
        group: str | None,
        started_by: str,
        request: Mapping[str, Any] | None,
    ) -> Task:
        return Task(
            id=self._store.new_id(),
            cluster=cluster.name,
            definition=definition,
            group=group or f"family:{definition.family}",
            launch_type="EC2",
            created_at=self._store.now,
            started_by=started_by,
            request=request or {},
        )

    def _check_instances(self, cluster: Cluster, where: Where) -> None:
        if where.launch_type == "EC2" and not self._store.instances_of(cluster.name):
            raise invalid("No Container Instances were found in your cluster.")

    @staticmethod
    def _providers(where: Where, count: int) -> list[str | None]:
        if not where.strategy:
            return [None] * count
        return [name for name, share in split(count, where.strategy).items() for _ in range(share)]

    def _failed(self, task: Task, decision: Decision) -> Failure:
        """Forget a task that found no place and return why, in the API's words."""
        self._store.tasks.pop(task.id)
        self._store.group(task.cluster, task.group).pop(task.id)
        closest = decision.closest()
        if task.launch_type == "FARGATE":
            reason = (
                "Capacity is unavailable at this time. Please try again later or in a different "
                "availability zone"
            )
            return Failure(None, reason)
        if closest is None:
            return Failure(None, "No Container Instances were found in your cluster.")
        code = decision.removed[closest[0]]
        words = {"memberOf": "MemberOf placement constraint unsatisfied.",
                 "distinctInstance": "DistinctInstance placement constraint unsatisfied."}  # fmt: skip
        return Failure(closest[0], words.get(code, code))
