"""Task definitions: what a task is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from planes.control_plane.health import HealthCheck


class PortMapping(NamedTuple):
    """A container's port on its host; host port 0 is chosen when the task is placed."""

    container_port: int
    host_port: int = 0
    protocol: str = "tcp"


@dataclass(slots=True, frozen=True)
class ContainerDefinition:
    """One container of a task definition."""

    name: str
    image: str
    cpu_units: int = 0
    memory_mib: int | None = None
    memory_reservation_mib: int | None = None
    essential: bool = True
    ports: Sequence[PortMapping] = ()
    health_check: HealthCheck | None = None
    stop_seconds: int = 30
    privileged: bool = False
    gpus: int = 0
    links: Sequence[str] = ()
    depends_on: Sequence[tuple[str, str]] = ()
    log_driver: str | None = None
    version_consistency: bool = True

    @property
    def reserved_memory_mib(self) -> int:
        """The memory the container reserves: the soft limit if there is one, else the hard limit."""
        return self.memory_reservation_mib or self.memory_mib or 0


@dataclass(slots=True)
class TaskDefinition:
    """One revision of a family.

    Attributes:
        network_mode: awsvpc, bridge, host or none; None is bridge, and awsvpc on Fargate.
        cpu_units: of the whole task, 1024 to a vCPU; None if only containers reserve.
        memory_mib: limit of the whole task.
        requires: launch types it was validated for.
        document: as registered, for whoever describes it.
    """

    family: str
    containers: Sequence[ContainerDefinition]
    revision: int = 0
    network_mode: str | None = None
    cpu_units: int | None = None
    memory_mib: int | None = None
    requires: Sequence[str] = ()
    compatibilities: Sequence[str] = ()
    constraints: Sequence[Any] = ()
    execution_role: str | None = None
    ephemeral_storage_gib: int | None = None
    status: str = "ACTIVE"
    registered_at: float = 0.0
    deregistered_at: float | None = None
    document: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Family and revision: `web:3`."""
        return f"{self.family}:{self.revision}"

    @property
    def own_address(self) -> bool:
        """Whether each task has a network interface of its own."""
        return self.network_mode == "awsvpc"

    @property
    def reserved_cpu_units(self) -> int:
        """CPU units a host must have free: of the task if given, else of its containers together."""
        return self.cpu_units or sum(container.cpu_units for container in self.containers)

    @property
    def reserved_memory_mib(self) -> int:
        """Memory a host must have free, in MiB: of the task if given, else of its containers together."""
        return self.memory_mib or sum(container.reserved_memory_mib for container in self.containers)

    @property
    def gpus(self) -> int:
        """GPUs of all containers together."""
        return sum(container.gpus for container in self.containers)

    @property
    def host_ports(self) -> tuple[int, ...]:
        """The fixed host ports a task takes; with its own address it takes none of the host's.

        In network mode "host" the container's port is the host's, also where no host port is given.
        """
        if self.own_address:
            return ()
        ports = [port for container in self.containers for port in container.ports]
        if self.network_mode == "host":
            return tuple(port.host_port or port.container_port for port in ports)
        return tuple(port.host_port for port in ports if port.host_port)

    @property
    def stop_seconds(self) -> int:
        """Seconds between SIGTERM and SIGKILL: the longest of its containers."""
        return max(container.stop_seconds for container in self.containers)

    @property
    def health_checked(self) -> list[ContainerDefinition]:
        """The essential containers that have a health check; only they decide on the task's health (D27)."""
        return [c for c in self.containers if c.essential and c.health_check is not None]
