"""The one small protocol between a control plane and a data plane: offer capacity, start, stop, report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from planes.errors import PlanesError


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
        terminate_seconds: from SIGTERM until it exits by itself with code 0; None if it ignores SIGTERM.
    """

    start_seconds: float = 1.0
    exit_code: int | None = None
    exit_seconds: float = 0.0
    healthy: bool = True
    requests_per_second_per_vcpu: float = 100.0
    base_cpu_share: float = 0.02
    terminate_seconds: float | None = 0.5

    @classmethod
    def from_labels(cls, labels: Mapping[str, str]) -> Behaviour:
        """Read the behaviour from an image's labels; a missing label means the default.

        Args:
            labels: `planes.start-seconds`, `planes.exit-code`, `planes.exit-seconds`, `planes.healthy`
                ("true" or "false"), `planes.rps-per-vcpu`, `planes.base-cpu-share`,
                `planes.terminate-seconds` (a number or "never").

        Raises:
            PlanesError: a label's text cannot be read.
        """
        given = {}
        for label, (name, read) in _LABELS.items():
            if label in labels:
                try:
                    given[name] = read(labels[label])
                except (KeyError, ValueError):
                    raise PlanesError(f"The image label {label} cannot be {labels[label]!r}.") from None
        return cls(**given)  # type: ignore[arg-type]


_LABELS: dict[str, tuple[str, Callable[[str], object]]] = {
    "planes.start-seconds": ("start_seconds", float),
    "planes.exit-code": ("exit_code", int),
    "planes.exit-seconds": ("exit_seconds", float),
    "planes.healthy": ("healthy", lambda text: {"true": True, "false": False}[text.lower()]),
    "planes.rps-per-vcpu": ("requests_per_second_per_vcpu", float),
    "planes.base-cpu-share": ("base_cpu_share", float),
    "planes.terminate-seconds": ("terminate_seconds", lambda text: None if text == "never" else float(text)),
}


@dataclass(slots=True, frozen=True)
class Container:
    """One container of a workload: what to pull and how it behaves."""

    name: str
    image: str
    layers: Sequence[Layer]
    behaviour: Behaviour = field(default_factory=Behaviour)
    essential: bool = True


RestartPolicy = Callable[[int, int], "float | None"]
"""Asked with (restarts so far, exit code): seconds until the container restarts, or None for never."""


@dataclass(slots=True)
class Workload:
    """What a control plane asks a data plane to run: an ECS task or a Kubernetes pod.

    CPU is in thousandths of a vCPU. One ECS CPU unit is 1000/1024 of that, which a binary float
    holds exactly, so neither kind of control plane loses anything.

    Attributes:
        id: unique among all workloads there are.
        cpu_millicores: reserved CPU.
        memory_mib: reserved memory.
        containers: what to run; equal workloads may share one sequence.
        own_address: whether it needs a network address of its own.
        host_ports: ports it occupies on its host.
        stop_seconds: from SIGTERM until SIGKILL.
        spot: whether spare capacity that may be taken back will do (Fargate only).
        restart: the node's restart policy, which works on while the control plane is down; None: never.
    """

    id: str
    cpu_millicores: float
    memory_mib: float
    containers: Sequence[Container]
    own_address: bool = False
    host_ports: Sequence[int] = ()
    stop_seconds: float = 30.0
    spot: bool = False
    restart: RestartPolicy | None = None


_NO_CODES: Mapping[str, int] = {}


class Report(NamedTuple):
    """What a data plane tells its listener about one workload.

    `state` is one of "pulling", "running" (all containers started), "answering" (all containers answer
    requests), "restarting" (a container exited and will be started again), "warned" (Spot: it will be
    interrupted), and the final ones, after which its capacity is free again: "exited" (by itself),
    "stopped" (was asked to, or its host was taken away), "failed" (never ran: address, pull or capacity).
    """

    workload: str
    host: str
    state: str
    reason: str = ""
    exit_codes: Mapping[str, int] = _NO_CODES


class HostReport(NamedTuple):
    """What a host tells the control plane it registers with.

    `state` is "running" (booted, also after a repair), "warned" (Spot: two minutes left) or
    "terminated" (its planned end). A host that fails says nothing.
    """

    host: str
    state: str
    reason: str = ""


class Registration(NamedTuple):
    """What a control plane counts of a host: the capacity after the reserve for its own agent.

    Attributes:
        cpu_millicores: CPU for workloads.
        memory_mib: memory for workloads.
        addresses: how many workloads can have an address of their own.
        address_seconds: time to attach one.
        ports: ports the agent occupies.
    """

    cpu_millicores: float
    memory_mib: float
    addresses: int
    address_seconds: float = 0.0
    ports: tuple[int, ...] = ()


class Offer(NamedTuple):
    """What one host has left for workloads. Fargate offers itself as one host per zone without limits."""

    host: str
    zone: str
    cpu_millicores: float
    memory_mib: float
    addresses: int
    ports_taken: frozenset[int]


class Usage(NamedTuple):
    """Capacity that was occupied, as the bill counts it.

    Attributes:
        resource: id of the host or of the workload.
        kind: an instance type's name, or "fargate".
        spot: whether it was spare capacity.
        cpu_millicores: size of the microVM; 0 for a host, whose type says it.
        memory_mib: size of the microVM; 0 for a host.
        seconds: time occupied, before any minimum.
    """

    resource: str
    kind: str
    spot: bool
    cpu_millicores: float
    memory_mib: float
    seconds: float


Listener = Callable[[Report], object]
HostListener = Callable[[HostReport], object]
Fetch = Callable[[Layer, str], float]
"""Asked with (layer, host): seconds the host needs to download it alone. Raises PlanesError if it cannot."""


class DataPlane(Protocol):
    """What a control plane may ask of EC2 hosts and of Fargate.

    Reports come from the clock, never from within `start` or `stop`.
    """

    def offers(self) -> Iterable[Offer]:
        """Return what is free now, by host."""

    def start(self, workload: Workload, host: str, listener: Listener) -> None:
        """Begin to start `workload` on `host`; what becomes of it arrives at `listener`."""

    def stop(self, workload: str, reason: str) -> None:
        """Ask `workload` to stop: SIGTERM, then SIGKILL after its `stop_seconds`."""

    def running(self) -> Mapping[str, Report]:
        """Return the last report of every workload that is there now: the level, not the edge."""

    def last_report(self, workload: str) -> Report | None:
        """Return the last report of one workload, or None if it is not there."""
