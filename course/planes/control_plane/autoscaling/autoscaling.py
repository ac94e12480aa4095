"""Application Auto Scaling: changes the desired counts of ECS services.

Once a minute every target's metrics are read and its policies asked. Policies together: out if any wants out,
in only if all want in (D72); no data, no action (D73); no scale-in during a deployment (D76).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from planes.clock import Clock
from planes.control_plane.autoscaling.errors import AutoScalingError
from planes.control_plane.autoscaling.records import Activity, Alarm, Policy, Target, Wish
from planes.control_plane.autoscaling.schedules import ScheduledAction
from planes.control_plane.ecs import Ecs
from planes.control_plane.ecs.model import Service
from planes.control_plane.scaling import StepScaling, TargetTracking, combine
from planes.events import EventLog

_MINUTE = 60.0
_MOST_ACTIVITIES = 500
_BEYOND: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


class AutoScaling:
    """Changes the desired counts of ECS services."""

    def __init__(self, clock: Clock, events: EventLog, ecs: Ecs, is_down: Callable[[], bool]) -> None:
        self._clock, self._events, self._ecs, self._is_down = clock, events, ecs, is_down
        self.targets: dict[str, Target] = {}
        self.alarms: dict[str, Alarm] = {}
        self.activities: list[Activity] = []
        clock.every(_MINUTE, self._tick)

    def register(
        self,
        cluster: str,
        service: str,
        minimum: int | None = None,
        maximum: int | None = None,
        role: str | None = None,
        in_suspended: bool | None = None,
        out_suspended: bool | None = None,
        schedule_suspended: bool | None = None,
    ) -> Target:
        """Register a service as scalable, or change what was given when it was.

        Raises:
            AutoScalingError: ValidationException for a service that is not there or bad limits.
        """
        resource = f"service/{cluster}/{service}"
        found = self._ecs.store.services.get(f"{cluster}/{service}")
        if found is None or found.status != "ACTIVE":
            raise AutoScalingError("ValidationException", f"ECS service doesn't exist: {resource}")
        target = self.targets.get(resource)
        if target is None and (minimum is None or maximum is None):
            raise AutoScalingError(
                "ValidationException",
                "Min capacity and max capacity are required to register a scalable target",
            )
        target = target or Target(cluster, service, 0, 0, self._clock.now, role)
        low = target.minimum if minimum is None else minimum
        high = target.maximum if maximum is None else maximum
        if low < 0 or high < low:
            raise AutoScalingError(
                "ValidationException",
                "Maximum capacity cannot be less than minimum capacity, nor either below 0",
            )
        target.minimum, target.maximum = low, high
        target.in_suspended = target.in_suspended if in_suspended is None else in_suspended
        target.out_suspended = target.out_suspended if out_suspended is None else out_suspended
        if schedule_suspended is not None:
            target.schedule_suspended = schedule_suspended
        self.targets[resource] = target
        return target

    def target(self, resource: str) -> Target:
        """Return a registered target.

        Raises:
            AutoScalingError: ObjectNotFoundException.
        """
        if resource not in self.targets:
            raise AutoScalingError(
                "ObjectNotFoundException",
                f"No scalable target registered for service namespace: ecs, resource ID: {resource}, "
                "scalable dimension: ecs:service:DesiredCount",
            )
        return self.targets[resource]

    def deregister(self, resource: str) -> None:
        """Forget a target, its policies and their alarms."""
        target = self.target(resource)
        for name in list(target.policies):
            self.delete_policy(resource, name)
        del self.targets[resource]

    def put_policy(
        self,
        resource: str,
        name: str,
        request: Mapping[str, Any],
        tracking: TargetTracking | None = None,
        metric: str | None = None,
        steps: StepScaling | None = None,
        out_cooldown: float = 300.0,
        in_cooldown: float = 300.0,
    ) -> Policy:
        """Attach a policy to a target, in place of one of the same name."""
        target = self.target(resource)
        previous = target.policies.get(name)
        policy = Policy(
            id=previous.id if previous else self._ecs.store.new_id(),
            name=name,
            created_at=previous.created_at if previous else self._clock.now,
            request=request,
            tracking=tracking,
            metric=metric,
            steps=steps,
            out_cooldown=out_cooldown,
            in_cooldown=in_cooldown,
        )
        target.policies[name] = policy
        return policy

    def delete_policy(self, resource: str, name: str) -> None:
        """Detach a policy.

        Raises:
            AutoScalingError: ObjectNotFoundException.
        """
        policy = self.target(resource).policies.pop(name, None)
        if policy is None:
            raise AutoScalingError("ObjectNotFoundException", f"No scaling policy found with name {name}")
        for alarm in [alarm for alarm in self.alarms.values() if alarm.policy == policy.id]:
            del self.alarms[alarm.name]

    def watch(self, alarm: Alarm) -> None:
        """Let an alarm trigger its step scaling policy from now on."""
        if alarm.comparison not in _BEYOND:
            raise AutoScalingError("ValidationException", f"The model has no comparison {alarm.comparison}.")
        self.alarms[alarm.name] = alarm

    # -- scheduled actions ----------------------------------------------------------------------

    def put_action(self, target: Target, action: ScheduledAction) -> None:
        """Let an action set a target's limits at its times, in place of one of the same name."""
        target.actions[action.name] = action
        self._plan(target, action)

    def _plan(self, target: Target, action: ScheduledAction) -> None:
        due = action.schedule.next(self._clock.now)
        if due is not None:
            self._clock.after(due - self._clock.now, self._act, target, action)

    def _act(self, target: Target, action: ScheduledAction) -> None:
        if target.actions.get(action.name) is not action or self.targets.get(target.resource) is not target:
            return
        if self._is_down():
            self._clock.after(_MINUTE, self._act, target, action)
            return
        self._plan(target, action)
        if target.schedule_suspended:
            return
        low = target.minimum if action.minimum is None else action.minimum
        high = target.maximum if action.maximum is None else action.maximum
        # A new limit beyond the other one takes it along: the model's choice, AWS does not say.
        target.minimum = low if action.minimum is not None else min(low, high)
        target.maximum = max(high, target.minimum)
        service = self._ecs.store.services.get(f"{target.cluster}/{target.service}")
        if service is None or service.status != "ACTIVE":
            return
        wanted = min(max(service.desired_count, target.minimum), target.maximum)
        if wanted != service.desired_count:
            side = "minimum" if wanted > service.desired_count else "maximum"
            self._set(target, service, wanted, f"{side} capacity was set to {wanted}")

    # -- once a minute --------------------------------------------------------------------------

    def _tick(self) -> None:
        if self._is_down():
            return
        for resource, target in list(self.targets.items()):
            service = self._ecs.store.services.get(f"{target.cluster}/{target.service}")
            if service is None or service.status != "ACTIVE":
                self.deregister(resource)
            elif target.policies:
                self._evaluate(target, service)

    def _evaluate(self, target: Target, service: Service) -> None:
        current = service.desired_count
        wishes = [
            wish for policy in target.policies.values() for wish in self._wishes(policy, service, current)
        ]
        wanted = combine([wish.count for wish in wishes]) if wishes else current
        chosen = next((wish for wish in wishes if wish.count == wanted), None)
        wanted = min(max(wanted, target.minimum), target.maximum)
        if wanted > current and self._may_go_out(target, wanted - current):
            target.last_step = wanted - current
            target.out_until = self._clock.now + (chosen.policy.out_cooldown if chosen else 0.0)
            target.in_until = 0.0
        elif wanted < current and self._may_go_in(target, service):
            target.in_until = self._clock.now + max((w.policy.in_cooldown for w in wishes), default=0.0)
        else:
            return
        is_wished = chosen is not None and chosen.count != current
        self._set(
            target, service, wanted, chosen.cause if chosen and is_wished else "it was outside the limits"
        )

    def _may_go_out(self, target: Target, step: int) -> bool:
        """Return whether no cooldown forbids it; a larger step than the last may be taken in it."""
        is_quiet = self._clock.now < target.out_until and step <= target.last_step
        return not target.out_suspended and not is_quiet

    def _may_go_in(self, target: Target, service: Service) -> bool:
        is_deploying = service.primary.rollout_state == "IN_PROGRESS"
        return not target.in_suspended and not is_deploying and self._clock.now >= target.in_until

    def _wishes(self, policy: Policy, service: Service, current: int) -> Sequence[Wish]:
        """Return what a policy wants; nothing if it has no say now."""
        if policy.tracking is None:
            return [
                wish
                for alarm in self.alarms.values()
                if alarm.policy == policy.id
                for wish in self._step(policy, alarm, service, current)
            ]
        value = self._ecs.metrics.value(service, policy.metric or "")
        wanted = policy.tracking.evaluate(self._clock.now, value, current)
        if value is None or (wanted <= current and not policy.tracking.scale_in):
            return []
        side = "AlarmHigh" if wanted > current else "AlarmLow"
        name = f"TargetTracking-service/{service.key}-{side}-{policy.id}"
        return [Wish(policy, wanted, f"monitor alarm {name} in state ALARM triggered policy {policy.name}")]

    def _step(self, policy: Policy, alarm: Alarm, service: Service, current: int) -> Sequence[Wish]:
        value = self._ecs.metrics.value(service, alarm.metric)
        is_beyond = value is not None and _BEYOND[alarm.comparison](value, alarm.threshold)
        alarm.breaching = alarm.breaching + 1 if is_beyond else 0
        if value is None or policy.steps is None or alarm.breaching < alarm.periods:
            return []
        wanted = policy.steps.evaluate(value - alarm.threshold, current)
        cause = f"monitor alarm {alarm.name} in state ALARM triggered policy {policy.name}"
        return [Wish(policy, wanted, cause)]

    def _set(self, target: Target, service: Service, wanted: int, cause: str) -> None:
        description = f"Setting desired count to {wanted}."
        self._events.add(
            "control plane",
            service.name,
            "service scaled",
            cause,
            cluster=service.cluster,
            old=service.desired_count,
            new=wanted,
        )
        activity = Activity(self._ecs.store.new_id(), target.resource, description, cause, self._clock.now)
        self.activities.insert(0, activity)
        del self.activities[_MOST_ACTIVITIES:]
        self._ecs.services.scale(service, wanted, cause)
