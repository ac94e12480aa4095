"""Application Auto Scaling for ECS services: target tracking, step policies and scheduled actions."""

from planes.control_plane.autoscaling.autoscaling import AutoScaling
from planes.control_plane.autoscaling.errors import AutoScalingError
from planes.control_plane.autoscaling.records import (
    Activity,
    Alarm,
    Policy,
    Target,
    Wish,
)

__all__ = ["Activity", "Alarm", "AutoScaling", "AutoScalingError", "Policy", "Target", "Wish"]
