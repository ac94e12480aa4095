"""EC2 status checks: when a host that fell silent counts as lost, for ECS and EKS alike.

Published: EC2 Auto Scaling watches the status checks of a group's instances, and replaces an instance
that fails them (ASGDOC, healthcheck). How soon is not published; the model's value is two checks of a
minute each.
"""

from __future__ import annotations

from planes.data_plane.ec2 import Ec2

LOST_SECONDS = 120.0
"""Silence after which a host counts as lost; the model's value."""
REPLACED = "replaced: failed status checks"
"""Why an Auto Scaling group terminates a lost host."""


def lost_hosts(ec2: Ec2, now: float) -> list[str]:
    """Return the hosts whose status checks have failed by second `now`."""
    return [host for host, since in ec2.silent.items() if now - since >= LOST_SECONDS]
