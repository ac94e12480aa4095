"""Starting a service's tasks: which capacity, how many at once, and what to say when it does not work."""

from __future__ import annotations

from collections.abc import Sequence

from planes import rules
from planes.control_plane.ecs import events
from planes.control_plane.ecs.capacity import Capacity
from planes.control_plane.ecs.lifecycle import Lifecycle
from planes.control_plane.ecs.model import ContainerInstance, ProviderShare, Service, Task
from planes.control_plane.ecs.scheduler import Scheduler
from planes.control_plane.ecs.store import Store

STARTS_PER_MINUTE = 500
"""Tasks one service launches per minute. Source: D97."""
THROTTLE_AFTER = 3
"""Consecutive attempts that fail before RUNNING until starts are slowed down; the number is the model's."""
THROTTLE_FIRST_SECONDS = 15.0
THROTTLE_MOST_SECONDS = 27 * 60.0
"""The longest delay is published (D47); the steps to it are not (D49), the model doubles."""


class Starter:
    """Starts tasks for services."""

    def __init__(self, store: Store, lifecycle: Lifecycle, scheduler: Scheduler, capacity: Capacity) -> None:
        self._store, self._lifecycle, self._scheduler = store, lifecycle, scheduler
        self._capacity = capacity

    def start(
        self, service: Service, count: int, only: Sequence[ContainerInstance] | None = None
    ) -> list[Task]:
        """Start up to `count` tasks of the primary deployment; give up at the first that fits nowhere."""
        started: list[Task] = []
        for _ in range(min(count, self._allowed(service))):
            task = self._create(service)
            if self._place(service, task, only):
                started.append(task)
            else:
                break
        if started:
            service.recent_starts += [self._store.now] * len(started)
            events.announce(self._store, service, events.started(started))
        return started

    def _allowed(self, service: Service) -> int:
        minute_ago = self._store.now - 60.0
        service.recent_starts = [second for second in service.recent_starts if second > minute_ago]
        return STARTS_PER_MINUTE - len(service.recent_starts)

    def _create(self, service: Service) -> Task:
        deployment = service.primary
        provider = self._provider(service, deployment.strategy)
        launch_type = deployment.launch_type or "EC2"
        if provider is not None:
            launch_type = self._capacity.launch_type(provider)
        return self._lifecycle.create(
            Task(
                id=self._store.new_id(),
                cluster=service.cluster,
                definition=deployment.definition,
                group=f"service:{service.name}",
                launch_type=launch_type,
                created_at=self._store.now,
                capacity_provider=provider,
                service=service.name,
                deployment=deployment.id,
                started_by=deployment.id,
                constraints=service.constraints,
                strategies=service.strategies,
                platform_version=deployment.platform_version,
                request=service.request,
            )
        )

    def _provider(self, service: Service, strategy: Sequence[ProviderShare]) -> str | None:
        """Return the provider that is furthest below its share. Source: D50, D51."""
        if not strategy:
            return None
        live = [task for task in service.live if task.deployment == service.primary.id]
        share = split(len(live) + 1, strategy)
        have = {name: sum(task.capacity_provider == name for task in live) for name in share}
        return max(share, key=lambda name: share[name] - have[name])

    def _place(self, service: Service, task: Task, only: Sequence[ContainerInstance] | None) -> bool:
        """Return whether the task was placed or may wait for capacity; if neither, forget it."""
        decision = self._scheduler.place(task, only)
        if decision.chosen is not None:
            events.settle(service, "placement")
            return True
        if only is None and self._capacity.is_managed(task.capacity_provider):
            self._capacity.wait(task)
            return True
        self._store.hungry[service.key] = None
        sentence = events.no_instance(decision.closest())
        if task.launch_type == "FARGATE":
            sentence = events.no_capacity()
        events.announce(self._store, service, sentence, cause="placement")
        self._forget(service, task)
        return False

    def _forget(self, service: Service, task: Task) -> None:
        """Take back a task that never was: ECS places before it creates."""
        self._store.tasks.pop(task.id)
        self._store.group(task.cluster, task.group).pop(task.id)
        service.tasks.pop(task.id)

    def failed_to_start(self, service: Service, task: Task) -> None:
        """Slow a service down whose tasks fail before RUNNING. Source: D47.

        What grows is the time between attempts, so several tasks that one attempt starts count once.
        """
        if task.created_at < service.last_start_failure:
            return
        service.last_start_failure = self._store.now
        service.start_failures += 1
        beyond = service.start_failures - THROTTLE_AFTER
        if beyond >= 0:
            delay = min(THROTTLE_MOST_SECONDS, THROTTLE_FIRST_SECONDS * 2**beyond)
            service.wait_until = self._store.now + delay
            events.announce(self._store, service, events.IMPAIRED, cause="impaired")

    def reached_running(self, service: Service) -> None:
        """End the slowing down: a task of the service runs."""
        service.start_failures, service.wait_until = 0, 0.0
        events.settle(service, "impaired")


def split(count: int, strategy: Sequence[ProviderShare]) -> dict[str, int]:
    """Return how many of `count` tasks each capacity provider gets."""
    items = [{"capacityProvider": s.capacity_provider, "base": s.base, "weight": s.weight} for s in strategy]
    return rules.ecs.split_by_capacity_provider(count, items)
