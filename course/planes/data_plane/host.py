"""One EC2 host: its shape, what a control plane registered of it, and what is taken."""

from __future__ import annotations

from planes.data_plane.protocol import HostListener, Offer, Registration, Workload
from planes.data_plane.runtime import Place, Run
from planes.facts import InstanceType


class Host(Place):
    """One EC2 instance.

    Attributes:
        id: `i-` and 17 hexadecimal digits.
        address: its private IPv4 address, which no other host of the region has.
        instance_type: its shape.
        zone: its Availability Zone.
        spot: whether it is spare capacity that may be taken back.
        state: "pending" (boots), "running", "failed" (silent) or "terminated".
        draining: whether it asks for no new work.
        registration: what the control plane counts of it.
        free_cpu_millicores: what is left of the registered CPU.
        free_memory_mib: what is left of the registered memory.
        free_addresses: how many more workloads can have an address of their own.
        ports_taken: ports in use.
        workloads: what runs here, by id.
    """

    __slots__ = (
        "address",
        "billed_since",
        "boots",
        "draining",
        "free_addresses",
        "free_cpu_millicores",
        "free_memory_mib",
        "instance_type",
        "listener",
        "ports_taken",
        "registration",
        "spot",
        "state",
        "workloads",
        "zone",
    )

    def __init__(
        self,
        host: str,
        address: str,
        instance_type: InstanceType,
        registration: Registration,
        listener: HostListener,
        zone: str,
        spot: bool,
    ) -> None:
        super().__init__(host)
        self.address, self.instance_type, self.zone, self.spot = address, instance_type, zone, spot
        self.registration, self.listener = registration, listener
        self.state, self.draining, self.boots = "pending", False, 0
        self.billed_since: float | None = None
        self.free_cpu_millicores = registration.cpu_millicores
        self.free_memory_mib = registration.memory_mib
        self.free_addresses = registration.addresses
        self.ports_taken = set(registration.ports)
        self.workloads: dict[str, Run] = {}

    @property
    def cpu_millicores(self) -> float:
        """Registered CPU in thousandths of a vCPU."""
        return self.registration.cpu_millicores

    @property
    def memory_mib(self) -> float:
        """Registered memory in MiB."""
        return self.registration.memory_mib

    @property
    def layers(self) -> dict[str, float]:
        """The layers on its disk: by digest, the virtual second from which each is complete."""
        return self.disk.layers

    def offer(self) -> Offer:
        """Return what is left."""
        return Offer(
            self.id,
            self.zone,
            self.free_cpu_millicores,
            self.free_memory_mib,
            self.free_addresses,
            frozenset(self.ports_taken),
        )

    def refusal(self, workload: Workload) -> str:
        """Say why `workload` cannot be taken in; empty if it can."""
        if self.state != "running":
            return f"host {self.id} is {self.state}"
        lacking = [
            name
            for name, needs, has in (
                ("CPU", workload.cpu_millicores, self.free_cpu_millicores),
                ("memory", workload.memory_mib, self.free_memory_mib),
                ("addresses", int(workload.own_address), self.free_addresses),
            )
            if needs > has
        ]
        if not self.ports_taken.isdisjoint(workload.host_ports):
            lacking.append("ports")
        return f"host {self.id} has not enough {', '.join(lacking)} left" if lacking else ""

    def take_in(self, run: Run) -> None:
        """Reserve what the run's workload asks for."""
        workload = run.workload
        self.workloads[workload.id] = run
        self.free_cpu_millicores -= workload.cpu_millicores
        self.free_memory_mib -= workload.memory_mib
        self.free_addresses -= workload.own_address
        self.ports_taken.update(workload.host_ports)

    def let_go(self, run: Run) -> None:
        """Free what the run's workload reserved."""
        workload = run.workload
        del self.workloads[workload.id]
        self.free_cpu_millicores += workload.cpu_millicores
        self.free_memory_mib += workload.memory_mib
        self.free_addresses += workload.own_address
        self.ports_taken.difference_update(workload.host_ports)
