"""What a system and its people require, as far as it decides between ECS and EKS and their capacity."""

from __future__ import annotations

from dataclasses import dataclass

from planes import facts, rules
from planes.errors import PlanesError

CAPACITIES = ("Fargate", "Fargate Spot", "managed hosts", "EC2", "EC2 Spot", "own machines")
"""Where containers run. "Managed hosts" are ECS Managed Instances or EKS Auto Mode; "own machines" are
ECS Anywhere or EKS Hybrid Nodes; "EC2" are instances whose operating system is yours to patch."""


@dataclass(frozen=True)
class Needs:
    """Requirements, each with the value of a system that asks for nothing special.

    Attributes:
        kubernetes: the Kubernetes API itself is needed: Helm charts, custom resources, operators.
        hosts_in_one_cluster: hosts that must belong to one cluster.
        own_site: it must run on machines outside AWS.
        gpu: it needs a GPU.
        host_agent: it needs an agent on every host, or a privileged container.
        docker_socket: a container mounts the host's docker.sock.
        windows: the containers are Windows containers.
        own_kernel: neighbours may not share a kernel.
        interruptible: the work may be stopped with two minutes' warning and be done again.
        use_percent: share of the hosts that tasks reserve, on average over the day. Not how busy the CPUs
            are: Fargate bills what tasks reserve.
        patches_hosts: the team can and will patch operating systems of hosts.
    """

    kubernetes: bool = False
    hosts_in_one_cluster: int = 10
    own_site: bool = False
    gpu: bool = False
    host_agent: bool = False
    docker_socket: bool = False
    windows: bool = False
    own_kernel: bool = False
    interruptible: bool = False
    use_percent: float = 40.0
    patches_hosts: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.use_percent <= 100:
            raise PlanesError(f"use_percent={self.use_percent!r} is no share of the hosts: 0 to 100.")
        if self.hosts_in_one_cluster < 0:
            raise PlanesError(f"hosts_in_one_cluster={self.hosts_in_one_cluster!r} is negative.")


def break_even_percent(instance_type: str = "m5.large") -> float:
    """Return the use, in per cent, from which an instance costs less than its shape on Fargate.

    Use is the share of the instance that tasks reserve. On-Demand both, without reserves, disks and
    people's work. Source: CP14.
    """
    shape = facts.instance(instance_type)
    return 100 * shape.usd_per_hour / rules.fargate.cost(1024 * shape.vcpus, shape.memory_mib, 3600)
