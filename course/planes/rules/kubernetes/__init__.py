"""Kubernetes rules: quantities, requests and QoS, selectors, controllers, the scheduler."""

from planes.rules.kubernetes.controllers import crash_loop_backoff, desired_replicas, resolve_fenceposts
from planes.rules.kubernetes.quantity import QuantityError, canonical_quantity, parse_quantity
from planes.rules.kubernetes.resources import pod_requests, qos_class
from planes.rules.kubernetes.scheduler import (
    balanced_allocation_score,
    filter_node,
    least_allocated_score,
    schedule,
)
from planes.rules.kubernetes.selectors import matches, select_fargate_profile

__all__ = [
    "QuantityError",
    "balanced_allocation_score",
    "canonical_quantity",
    "crash_loop_backoff",
    "desired_replicas",
    "filter_node",
    "least_allocated_score",
    "matches",
    "parse_quantity",
    "pod_requests",
    "qos_class",
    "resolve_fenceposts",
    "schedule",
    "select_fargate_profile",
]
