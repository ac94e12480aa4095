"""Two ways to count CPU: ECS's units, and the millicores of Kubernetes and of the model's data planes."""

UNITS_PER_VCPU = 1024
"""Source: ECSDOC-FG."""
MILLICORES_PER_UNIT = 1000 / UNITS_PER_VCPU
"""Exact, also as a binary float."""
