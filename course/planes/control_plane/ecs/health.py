"""When a task counts as healthy, and what happens when it does not.

A service's task is healthy once its container health checks and its load balancer's checks have passed; with
neither, 40 seconds after RUNNING (D29). The verdict of each check is known when the task starts, so one timer
per check is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from planes.control_plane.ecs.events import announce
from planes.control_plane.ecs.lifecycle import Lifecycle
from planes.control_plane.ecs.model import Task
from planes.control_plane.ecs.store import Store
from planes.control_plane.health import HealthCheck, verdict

SETTLING_SECONDS = 40.0
"""A task without any check counts as healthy this long after RUNNING. Source: D29."""

_TARGET_INTERVAL, _TARGET_TIMEOUT, _TARGET_RETRIES = 30, 5, 2


class Health:
    """Watches running tasks.

    Attributes:
        on_healthy, on_unhealthy: called with a service's task when its verdict is in.
    """

    def __init__(self, store: Store, lifecycle: Lifecycle) -> None:
        self._store, self._lifecycle = store, lifecycle
        self.on_healthy: list[Callable[[Task], object]] = []
        self.on_unhealthy: list[Callable[[Task], object]] = []
        lifecycle.on_running.append(self.watch)

    def watch(self, task: Task) -> None:
        """Begin the checks of a task that has just reached RUNNING."""
        service = self._store.services.get(f"{task.cluster}/{task.service}") if task.service else None
        for container in task.definition.health_checked:
            if container.health_check is not None:
                check = container.health_check
                self._plan(
                    task, f"container {container.name}", verdict(check, _answers(task, container.name))
                )
        grace = service.grace_seconds if service else 0
        for balancer in service.load_balancers if service else ():
            check = HealthCheck(_TARGET_INTERVAL, _TARGET_TIMEOUT, _TARGET_RETRIES, grace)
            name = balancer.get("containerName", task.definition.containers[0].name)
            self._plan(task, f"target {_target(balancer)}", verdict(check, _answers(task, name)))
        if not task.waiting_for:
            self._plan(task, "settling", (SETTLING_SECONDS, "HEALTHY"))

    def _plan(self, task: Task, check: str, result: tuple[float, str]) -> None:
        seconds, status = result
        task.waiting_for.add(check)
        self._store.after(seconds, self._decide, task, check, status)

    def _decide(self, task: Task, check: str, status: str) -> None:
        if not task.wanted or check not in task.waiting_for:
            return
        is_container = check.startswith("container ")
        if status == "UNHEALTHY":
            if is_container:
                task.health = "UNHEALTHY"
            self._unhealthy(task, check)
            return
        task.waiting_for.discard(check)
        if is_container and not any(other.startswith("container ") for other in task.waiting_for):
            task.health = "HEALTHY"
        if not task.waiting_for:
            task.healthy = True
            self._store.log(task.id, "task healthy", f"last check: {check}", group=task.group)
            for hear in self.on_healthy:
                hear(task)

    def _unhealthy(self, task: Task, check: str) -> None:
        """Replace a service's task; a standalone one only shows its health."""
        self._store.log(task.id, "task unhealthy", f"failed check: {check}", group=task.group)
        if task.service is None:
            return
        service = self._store.services[f"{task.cluster}/{task.service}"]
        announce(self._store, service, _sentence(task, check))
        for hear in self.on_unhealthy:
            hear(task)
        self._lifecycle.stop(task, "ServiceSchedulerInitiated", _reason(check))


def _answers(task: Task, container: str) -> float | None:
    """Return seconds from start until a container's checks succeed, or None if they never do."""
    behaviour = task.behaviours[container]
    return behaviour.start_seconds if behaviour.healthy else None


def _target(balancer: Mapping[str, Any]) -> str:
    return str(balancer.get("targetGroupArn") or balancer.get("loadBalancerName") or "target")


def _sentence(task: Task, check: str) -> str:
    if check.startswith("container "):
        return f"(task {task.id}) failed container health checks."
    return (
        f"(task {task.id}) is unhealthy in (target-group {check.removeprefix('target ')}) due to "
        "(reason Health checks failed)."
    )


def _reason(check: str) -> str:
    if check.startswith("container "):
        return "Task failed container health checks"
    return f"Task failed ELB health checks in (target-group {check.removeprefix('target ')})"
