"""Application Auto Scaling for ECS services: target tracking and step policies."""

from planes.control_plane.autoscaling.autoscaling import AutoScaling
from planes.control_plane.autoscaling.records import (
    Activity,
    Alarm,
    AutoScalingError,
    Policy,
    Target,
    Wish,
)

__all__ = ["Activity", "Alarm", "AutoScaling", "AutoScalingError", "Policy", "Target", "Wish"]
