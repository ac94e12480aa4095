"""Application Auto Scaling for ECS services: scalable targets, policies, alarms, activities.

Once a minute every target's metrics are read and its policies asked. Policies together: out if any wants out,
in only if all want in (D72); no data, no action (D73); no scale-in during a deployment (D76).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planes.clock import Clock
from planes.control_plane.ecs import Ecs
from planes.control_plane.ecs.model import Service
from planes.control_plane.scaling import StepScaling, TargetTracking, combine
from planes.errors import PlanesError
from planes.events import EventLog

_MINUTE = 60.0
_MOST_ACTIVITIES = 500
_BEYOND: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


class AutoScalingError(PlanesError):
    """A request Application Auto Scaling refuses; `code` is AWS's name for the error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class Alarm:
    """A CloudWatch alarm whose action is a step scaling policy.

    Attributes:
        periods: minutes in a row beyond the threshold until it is in ALARM.
        breaching: how many it has been.
    """

    name: str
    metric: str
    comparison: str
    threshold: float
    periods: int
    policy: str
    breaching: int = 0


@dataclass(slots=True)
class Policy:
    """One scaling policy of a target.

    Attributes:
        metric: what target tracking follows; None for step scaling, which follows its alarms.
        cooldown: seconds after a step in which only a larger step follows.
    """

    id: str
    name: str
    created_at: float
    request: Mapping[str, Any]
    tracking: TargetTracking | None = None
    metric: str | None = None
    steps: StepScaling | None = None
    cooldown: float = 300.0
    quiet_until: float = 0.0


@dataclass(slots=True)
class Target:
    """A service whose desired count may be changed between a minimum and a maximum."""

    cluster: str
    service: str
    minimum: int
    maximum: int
    created_at: float
    role: str | None = None
    in_suspended: bool = False
    out_suspended: bool = False
    policies: dict[str, Policy] = field(default_factory=dict)

    @property
    def resource(self) -> str:
        """The resource id in AWS's form."""
        return f"service/{self.cluster}/{self.service}"


@dataclass(slots=True, frozen=True)
class Activity:
    """One change of a desired count."""

    id: str
    resource: str
    description: str
    cause: str
    at: float


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
        cooldown: float = 300.0,
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
            cooldown=cooldown,
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
            (wanted, cause)
            for policy in target.policies.values()
            for wanted, cause in self._wishes(policy, service, current)
        ]
        wanted = combine([wish for wish, _ in wishes]) if wishes else current
        cause = next(
            (cause for wish, cause in wishes if wish == wanted and cause), "capacity outside of limits"
        )
        wanted = min(max(wanted, target.minimum), target.maximum)
        is_deploying = service.primary.rollout_state == "IN_PROGRESS"
        may_go_in = not target.in_suspended and not is_deploying
        if (wanted > current and not target.out_suspended) or (wanted < current and may_go_in):
            self._set(target, service, wanted, cause)

    def _wishes(self, policy: Policy, service: Service, current: int) -> Sequence[tuple[int, str]]:
        """Return what a policy wants and why; nothing if it has no say now."""
        if policy.tracking is not None:
            value = self._ecs.metrics.value(service, policy.metric or "")
            wanted = policy.tracking.evaluate(self._clock.now, value, current)
            if value is None or (wanted <= current and not policy.tracking.scale_in):
                return []
            side = "AlarmHigh" if wanted > current else "AlarmLow"
            name = f"TargetTracking-service/{service.key}-{side}-{policy.id}"
            return [(wanted, f"monitor alarm {name} in state ALARM triggered policy {policy.name}")]
        return [
            wish for alarm in self._alarms_of(policy) for wish in self._step(policy, alarm, service, current)
        ]

    def _alarms_of(self, policy: Policy) -> list[Alarm]:
        return [alarm for alarm in self.alarms.values() if alarm.policy == policy.id]

    def _step(self, policy: Policy, alarm: Alarm, service: Service, current: int) -> list[tuple[int, str]]:
        value = self._ecs.metrics.value(service, alarm.metric)
        is_beyond = value is not None and _BEYOND[alarm.comparison](value, alarm.threshold)
        alarm.breaching = alarm.breaching + 1 if is_beyond else 0
        if value is None or policy.steps is None or alarm.breaching < alarm.periods:
            return []
        wanted = policy.steps.evaluate(value - alarm.threshold, current)
        if wanted == current or self._clock.now < policy.quiet_until:
            return []
        policy.quiet_until = self._clock.now + policy.cooldown
        return [(wanted, f"monitor alarm {alarm.name} in state ALARM triggered policy {policy.name}")]

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
