"""Rolling deployments: from what runs to what is wanted, within the limits, and what to do when it fails.

What ECS publishes are the two limits (D30, D31), the circuit breaker (D35-D41) and the throttling of failing
starts (D47, D48). The order within the limits is the model's: new tasks first; old ones are stopped as new
ones become healthy, and down to the lower limit only while that makes room for new ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from planes import rules
from planes.control_plane.ecs import events
from planes.control_plane.ecs.lifecycle import Lifecycle
from planes.control_plane.ecs.model import Deployment, Service, Task
from planes.control_plane.ecs.scheduler import Scheduler
from planes.control_plane.ecs.starting import Starter
from planes.control_plane.ecs.store import Store

_RETRY_SECONDS = 30.0


class Deployments:
    """Closes the difference between a replica service's desired and observed tasks."""

    def __init__(self, store: Store, lifecycle: Lifecycle, scheduler: Scheduler, starter: Starter) -> None:
        self._store, self._lifecycle = store, lifecycle
        self._scheduler, self._starter = scheduler, starter

    def reconcile(self, service: Service) -> float | None:
        """Take every step that the limits allow now.

        Returns:
            Seconds after which to look again, or None if the next report is early enough.
        """
        again: float | None = None
        if service.primary.rollout_state != "FAILED":
            again = self._roll(service)
        finish(self._store, service, service.desired_count)
        return again

    def _roll(self, service: Service) -> float | None:
        """Stop and start tasks; stopping makes room, so it is done twice. Source: D30, D31."""
        if self._store.now < service.wait_until:
            self._scale_in(service)
            return service.wait_until - self._store.now
        blocked = 0
        for _ in range(2):
            blocked = self._start_missing(service)
            self._scale_in(service)
            if not self._stop_outgoing(service, blocked):
                break
        if blocked:
            self._complain_if_stuck(service)
            return _RETRY_SECONDS
        events.settle(service, "stuck")
        return None

    def _start_missing(self, service: Service) -> int:
        """Start what is missing, up to the upper limit; return how many could not be started."""
        missing = service.desired_count - len(self._current(service))
        if missing <= 0:
            return 0
        room = missing
        if self._outgoing(service):
            room = max(0, self._limits(service)[1] - len(service.live))
        return missing - len(self._starter.start(service, min(missing, room)))

    def _scale_in(self, service: Service) -> None:
        """Stop current tasks above the desired count, but let a task that rebalances zones come up first."""
        current = self._current(service)
        surplus = len(current) - service.desired_count
        extra = service.tasks.get(service.rebalancing or "")
        if extra is not None and extra.wanted and not extra.healthy and surplus == 1:
            return
        if surplus > 0:
            service.rebalancing = None
            free = self._unprotected(current)
            self.stop(service, self._scheduler.victims(service, free, min(surplus, len(free))))

    def _stop_outgoing(self, service: Service, blocked: int) -> int:
        """Stop tasks of older deployments and of draining instances; return how many.

        Tasks that are not healthy hold no capacity and go at once.
        """
        outgoing = self._unprotected(self._outgoing(service))
        idle = [task for task in outgoing if not task.healthy]
        healthy = sum(task.healthy for task in service.live)
        lower, _ = self._limits(service)
        floor = lower if blocked else max(lower, service.desired_count)
        most = max(0, healthy - floor)
        if blocked and healthy <= service.desired_count:
            most = min(most, blocked)
        ready = [task for task in outgoing if task.healthy]
        chosen = self._scheduler.victims(service, ready, min(most, len(ready)))
        self.stop(service, idle + chosen)
        return len(idle) + len(chosen)

    def stop(self, service: Service, tasks: Sequence[Task]) -> None:
        """Stop tasks in the scheduler's name."""
        running = [task for task in tasks if task.last_status == "RUNNING"]
        for task in tasks:
            reason = f"Scaling activity initiated by (deployment {service.primary.id})"
            self._lifecycle.stop(task, "ServiceSchedulerInitiated", reason)
        if running:
            if service.load_balancers:
                events.announce(
                    self._store, service, f"has begun draining connections on {len(running)} tasks."
                )
            events.announce(self._store, service, events.stopped(running))

    def _complain_if_stuck(self, service: Service) -> None:
        """Say that the limits leave no way: nothing may start or stop, nothing is on its way (D34)."""
        lower, upper = self._limits(service)
        live = service.live
        is_settled = all(task.healthy for task in live) and len(live) == len(service.tasks)
        if is_settled and self._outgoing(service) and len(live) >= upper and len(live) <= lower:
            events.announce(self._store, service, events.STUCK, cause="stuck")

    def _unprotected(self, tasks: Sequence[Task]) -> list[Task]:
        return [task for task in tasks if task.protected_until <= self._store.now]

    def _limits(self, service: Service) -> tuple[int, int]:
        return rules.ecs.deployment_bounds(
            service.desired_count, service.minimum_healthy_percent, service.maximum_percent
        )

    def _is_outgoing(self, service: Service, task: Task) -> bool:
        instance = self._store.instances.get(task.instance or "")
        return task.deployment != service.primary.id or (
            instance is not None and instance.status == "DRAINING"
        )

    def _current(self, service: Service) -> list[Task]:
        return [task for task in service.live if not self._is_outgoing(service, task)]

    def _outgoing(self, service: Service) -> list[Task]:
        return [task for task in service.live if self._is_outgoing(service, task)]


def finish(store: Store, service: Service, desired: int) -> None:
    """Retire old deployments, complete the primary one and report the steady state."""
    for deployment in service.deployments[1:]:
        if not any(task.deployment == deployment.id for task in service.tasks.values()):
            deployment.status = "INACTIVE"
            service.deployments.remove(deployment)
    primary, live = service.primary, service.live
    primary.desired_count = desired
    settled = len(live) == desired and all(t.healthy and t.deployment == primary.id for t in live)
    settled = settled and len(service.deployments) == 1 and primary.rollout_state != "FAILED"
    if settled and not service.steady:
        if primary.rollout_state == "IN_PROGRESS":
            primary.rollout_state, primary.updated_at = "COMPLETED", store.now
            primary.rollout_reason = f"ECS deployment {primary.id} completed."
            service.last_completed, primary.completed = primary, True
            for deployment in service.history:
                if deployment is primary or deployment.rolled_back_to is primary:
                    deployment.finished_at = deployment.finished_at or store.now
            events.announce(store, service, f"(deployment {primary.id}) deployment completed.")
        events.announce(store, service, events.STEADY)
    service.steady = settled


class CircuitBreaker:
    """Counts a deployment's failed tasks and ends it. Source: D35-D41; ECSDOC-CB."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def task_failed(self, service: Service, task: Task) -> None:
        """Count a task that did not become healthy; at the threshold the deployment fails."""
        deployment = service.primary
        if task.deployment != deployment.id or deployment.rollout_state != "IN_PROGRESS":
            return
        deployment.failed_tasks += 1
        breaker = service.circuit_breaker
        if not breaker.enable:
            return
        threshold = rules.ecs.circuit_breaker_threshold(
            service.desired_count, type=breaker.threshold_type, value=breaker.threshold_value
        )
        if deployment.failed_tasks >= threshold:
            self._fail(service, deployment)

    def task_healthy(self, service: Service, task: Task) -> None:
        """Begin to count anew, if the breaker counts consecutive failures. Source: D38."""
        if task.deployment == service.primary.id and service.circuit_breaker.reset_on_healthy_task:
            service.primary.failed_tasks = 0

    def _fail(self, service: Service, failed: Deployment) -> None:
        failed.rollout_state, failed.updated_at = "FAILED", self._store.now
        failed.rollout_reason = "ECS deployment circuit breaker: tasks failed to start."
        events.announce(
            self._store, service, f"(deployment {failed.id}) deployment failed: tasks failed to start."
        )
        if service.circuit_breaker.rollback and service.last_completed is not None:
            self._roll_back(service, failed, service.last_completed)
        else:
            failed.finished_at = self._store.now

    def _roll_back(self, service: Service, failed: Deployment, goal: Deployment) -> None:
        """Make the last completed deployment the primary one again. Source: D41."""
        if goal in service.deployments:
            service.deployments.remove(goal)
        goal.status, goal.rollout_state, goal.updated_at = "PRIMARY", "IN_PROGRESS", self._store.now
        goal.rollout_reason = f"ECS deployment circuit breaker: rolling back to deploymentId {goal.id}."
        goal.failed_tasks = 0
        failed.status, failed.rolled_back_to = "ACTIVE", goal
        service.deployments.insert(0, goal)
        service.start_failures, service.wait_until = 0, 0.0
        service.steady = False
        events.announce(self._store, service, f"rolling back to deployment {goal.id}.")
