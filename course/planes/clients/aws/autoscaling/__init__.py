"""Application Auto Scaling in AWS's words: parameters in, response dicts out."""

from planes.clients.aws.autoscaling import policies, schedules
from planes.clients.aws.autoscaling.policies import watch_alarm

OPERATIONS = {**policies.OPERATIONS, **schedules.OPERATIONS}
"""By the names of AWS's API."""

__all__ = ["OPERATIONS", "watch_alarm"]
