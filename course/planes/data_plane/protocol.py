"""The one small protocol between a control plane and a data plane: offer capacity, start, stop, report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol


class Layer(NamedTuple):
    """One content-addressed part of an image: its digest (`sha256:…`) and compressed size in bytes."""

    digest: str
    size: int


@dataclass(slots=True, frozen=True)
class Behaviour:
    """How a container behaves once it runs. Read from the labels of its image's configuration.

    Attributes:
        start_seconds: from process start until it answers.
        exit_code: None for a server that runs on; else it exits with this code after `exit_seconds`.
        exit_seconds: seconds it runs before it exits; ignored while `exit_code` is None.
        healthy: whether its health check succeeds once it answers.
        requests_per_second_per_vcpu: load that fills one vCPU.
        base_cpu_share: CPU share of its reservation it uses without load, 0 to 1.
    """

    start_seconds: float = 1.0
    exit_code: int | None = None
    exit_seconds: float = 0.0
    healthy: bool = True
    requests_per_second_per_vcpu: float = 100.0
    base_cpu_share: float = 0.02


@dataclass(slots=True, frozen=True)
class Container:
    """One container of a workload: what to pull and how it behaves."""

    name: str
    image: str
    layers: Sequence[Layer]
    behaviour: Behaviour = field(default_factory=Behaviour)
    essential: bool = True


@dataclass(slots=True)
class Workload:
    """What a control plane asks a data plane to run: an ECS task or a Kubernetes pod.

    CPU is in thousandths of a vCPU. One ECS CPU unit is 1000/1024 of that, which a binary float
    holds exactly, so neither kind of control plane loses anything.
    """

    id: str
    cpu_millicores: float
    memory_mib: float
    containers: Sequence[Container]
    own_address: bool = False
    host_ports: Sequence[int] = ()
    stop_seconds: float = 30.0


class Report(NamedTuple):
    """What a data plane tells its listener about one workload.

    `state` is one of "pulling", "running" (all containers started), "exited", "stopped", "failed"
    (never ran: address, pull or capacity) and "warned" (Spot: it will be interrupted).
    """

    workload: str
    host: str
    state: str
    reason: str = ""
    exit_codes: Mapping[str, int] = {}


class Offer(NamedTuple):
    """What one host has left for workloads. Fargate offers itself as one host without limits."""

    host: str
    zone: str
    cpu_millicores: float
    memory_mib: float
    addresses: int
    ports_taken: frozenset[int]


Listener = Callable[[Report], None]


class DataPlane(Protocol):
    """What a control plane may ask of EC2 hosts and of Fargate."""

    def offers(self) -> Iterable[Offer]:
        """Return what is free now, by host."""

    def start(self, workload: Workload, host: str, listener: Listener) -> None:
        """Begin to start `workload` on `host`; what becomes of it arrives at `listener`."""

    def stop(self, workload: str, reason: str) -> None:
        """Ask `workload` to stop: SIGTERM, then SIGKILL after its `stop_seconds`."""

    def running(self) -> Mapping[str, Report]:
        """Return the last report of every workload that is there now: the level, not the edge."""
