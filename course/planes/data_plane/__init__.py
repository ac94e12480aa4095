"""Where containers run: EC2 hosts and Fargate. Knows nothing of ECS or Kubernetes."""

from planes.data_plane.ec2 import Ec2
from planes.data_plane.fargate import Fargate
from planes.data_plane.host import Host
from planes.data_plane.protocol import (
    Behaviour,
    Container,
    DataPlane,
    HostReport,
    Layer,
    Offer,
    Registration,
    Report,
    Usage,
    Workload,
)

__all__ = [
    "Behaviour",
    "Container",
    "DataPlane",
    "Ec2",
    "Fargate",
    "Host",
    "HostReport",
    "Layer",
    "Offer",
    "Registration",
    "Report",
    "Usage",
    "Workload",
]
