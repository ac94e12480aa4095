"""What Application Auto Scaling keeps records of: targets, policies, alarms, activities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planes.control_plane.autoscaling.schedules import ScheduledAction
from planes.control_plane.scaling import StepScaling, TargetTracking


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
        out_cooldown: seconds after scaling out in which only a larger step out follows.
        in_cooldown: seconds after scaling in without another step in.
    """

    id: str
    name: str
    created_at: float
    request: Mapping[str, Any]
    tracking: TargetTracking | None = None
    metric: str | None = None
    steps: StepScaling | None = None
    out_cooldown: float = 300.0
    in_cooldown: float = 300.0


@dataclass(slots=True)
class Wish:
    """What a policy wants the desired count to be, and why."""

    policy: Policy
    count: int
    cause: str


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
    schedule_suspended: bool = False
    policies: dict[str, Policy] = field(default_factory=dict)
    actions: dict[str, ScheduledAction] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    out_until: float = 0.0
    in_until: float = 0.0
    last_step: int = 0

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
