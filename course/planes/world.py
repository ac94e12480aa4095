"""One region: a clock, a registry, data planes, control planes, faults and a bill.

Covers: the rooms of the model and the doors between them.
Scenario: `World(seed=7)`, add hosts, start a service through `client("ecs")`, run, break something.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property, partial
from random import Random
from typing import TYPE_CHECKING, Any, overload

from planes.billing import Charge, charges
from planes.clock import Clock
from planes.control_plane.reconcile import Availability
from planes.data_plane.ec2 import Ec2
from planes.data_plane.fargate import Fargate
from planes.errors import PlanesError
from planes.events import EventLog
from planes.faults import Faults
from planes.image_supply import ImageSupply

if TYPE_CHECKING:
    from planes.clients.kubernetes import Kubernetes
    from planes.clients.serve import Server
    from planes.control_plane.autoscaling import AutoScaling
    from planes.control_plane.ecs import Ecs
    from planes.control_plane.eks import Eks
    from planes.control_plane.load import Load
    from planes.registry import Registry

_OUTAGES = ("registry", "control plane", "ecs", "eks")


class World:
    """One AWS region with three Availability Zones on a virtual clock at 0.

    Same seed and same calls give the same events. Nothing here listens on a port or sleeps.

    Args:
        seed: decides everything that varies: ids, launch times, ties.
    """

    region = "us-east-1"
    zones = ("us-east-1a", "us-east-1b", "us-east-1c")
    account = "123456789012"
    epoch = datetime(2026, 1, 5, tzinfo=UTC)
    """The date and time of virtual second 0."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.clock = Clock()
        self.events = EventLog(lambda: self.clock.now)
        self.random = Random(seed)
        self.faults = Faults()
        self._supply = ImageSupply(lambda: self.registry, partial(self.is_down, "registry"))
        self._availability = {name: Availability(partial(self.is_down, name)) for name in ("ecs", "eks")}

    # The rooms, each built when first entered.

    @cached_property
    def registry(self) -> Registry:
        """The container registry (ECR)."""
        from planes.registry import Registry

        return Registry(self.clock, self.events, self.random)

    @cached_property
    def ec2(self) -> Ec2:
        """The data plane of EC2 hosts."""
        return Ec2(self.clock, self.events, self.random, self._supply.fetch, self.zones)

    @cached_property
    def fargate(self) -> Fargate:
        """The data plane of Fargate microVMs."""
        return Fargate(self.clock, self.events, self.random, self._supply.fetch, self.zones)

    @cached_property
    def ecs(self) -> Ecs:
        """The ECS control plane."""
        from planes.control_plane.ecs import Ecs

        return Ecs(
            self.clock,
            self.events,
            self.random,
            planes={"EC2": self.ec2, "FARGATE": self.fargate},
            resolve=self._supply.resolve,
            is_down=self._availability["ecs"],
        )

    @cached_property
    def eks(self) -> Eks:
        """The EKS control planes."""
        from planes.control_plane.eks import Eks

        return Eks(
            self.clock,
            self.events,
            self.random,
            planes={"EC2": self.ec2, "FARGATE": self.fargate},
            resolve=self._supply.resolve,
            is_down=self._availability["eks"],
        )

    @cached_property
    def autoscaling(self) -> AutoScaling:
        """Application Auto Scaling for ECS services."""
        from planes.control_plane.autoscaling import AutoScaling

        return AutoScaling(self.clock, self.events, ecs=self.ecs, is_down=lambda: self.is_down("ecs"))

    # Time.

    @property
    def now(self) -> float:
        """Virtual seconds since the world began."""
        return self.clock.now

    @overload
    def run(self, seconds: float = ..., minutes: float = ..., hours: float = ...) -> None: ...

    @overload
    def run(
        self, seconds: float = ..., minutes: float = ..., hours: float = ..., *, until: Callable[[], bool]
    ) -> bool: ...

    def run(
        self,
        seconds: float = 0.0,
        minutes: float = 0.0,
        hours: float = 0.0,
        until: Callable[[], bool] | None = None,
    ) -> bool | None:
        """Let virtual time pass.

        Args:
            seconds: how long, added to `minutes` and `hours`; one hour at most if only `until` is given.
            minutes: see `seconds`.
            hours: see `seconds`.
            until: asked after every action; true ends the run at once.

        Returns:
            Whether `until` became true; None without it, so that a notebook's cell shows nothing.
        """
        duration = seconds + 60 * minutes + 3600 * hours
        if not 0 <= duration < float("inf") or (duration == 0 and until is None):
            raise PlanesError(f"run() was given {duration} seconds. Give a positive, finite time, or until=.")
        if until is not None and until():
            return True
        reached = self.clock.run_until(self.now + (duration or 3600.0), stop=until)
        return None if until is None else reached

    # Doors for real clients.

    def client(self, service: str) -> Any:
        """Return a real boto3 client of `service` that this world answers."""
        from planes.clients.aws.session import client

        return client(self, service)

    def kubernetes(self, cluster: str) -> Kubernetes:
        """Return the Kubernetes API of an EKS cluster."""
        from planes.clients.kubernetes import Kubernetes

        return Kubernetes(self, cluster)

    def serve(self, **options: Any) -> Server:
        """Return a server of this world on 127.0.0.1, for kubectl, the aws CLI and OCI clients.

        It starts on entering `with`. While it runs, use the world `with server.lock`.

        Args:
            options: port, speed (virtual seconds per second), directory (of the registry's blobs), token.
        """
        from planes.clients.serve import serve

        return serve(self, **options)

    # Capacity and load.

    def add_hosts(self, cluster: str, instance_type: str, count: int, zone: str | None = None) -> list[str]:
        """Launch EC2 hosts for an ECS or EKS cluster; without `zone` they spread over the zones.

        Returns:
            The hosts' ids.
        """
        return self._owner("has_cluster", cluster).add_hosts(cluster, instance_type, count, zone)

    def offer_load(self, service: str, load: Load) -> None:
        """Send requests to a service from now on.

        Args:
            service: an ECS service's or a Kubernetes Deployment's name, with "cluster/" or "namespace/"
                before it where the name alone is not enough.
            load: requests per second: a number, a function of virtual seconds, or (second, value) pairs.
        """
        self._owner("has_service", service).offer_load(service, load)
        self.events.add("world", service, "load offered", load=load)

    def _owner(self, question: str, name: str) -> Any:
        # A control plane that nobody has entered yet has no clusters and no services.
        for plane in (self.__dict__.get("ecs"), self.__dict__.get("eks")):
            if plane is not None and getattr(plane, question)(name):
                return plane
        kind = question.removeprefix("has_")
        raise PlanesError(f"There is no {kind} named {name!r} in this world, neither in ECS nor in EKS.")

    # Faults.

    def outage(self, what: str, minutes: float) -> None:
        """Take something down for a while, from now on.

        Args:
            what: "registry", "control plane" (ECS and EKS), "ecs", "eks", or an Availability Zone.
            minutes: how long, in virtual minutes.
        """
        if not 0 < minutes < float("inf"):
            raise PlanesError(f"An outage lasts a positive number of minutes, not {minutes}.")
        until = self.now + 60 * minutes
        self._fail(what, until)
        self.clock.at(until, self._recover_if_over, what)

    def fail(self, what: str) -> None:
        """Break a host, a zone, the registry or a control plane until `recover`.

        Args:
            what: a host's id, or what `outage` takes.
        """
        self._fail(what, float("inf"))

    def _fail(self, what: str, until: float) -> None:
        if what not in (*_OUTAGES, *self.zones) and what not in self.ec2.hosts:
            raise PlanesError(
                f"{what!r} cannot fail. Give one of {', '.join(_OUTAGES + self.zones)} or a host of "
                "world.ec2.hosts."
            )
        if not self.faults.begin(what, self.now, until):
            return
        self.events.add("world", what, "fault")
        if what in self.zones:
            self.ec2.fail_zone(what)
            self.fargate.fail_zone(what)
        elif what not in _OUTAGES:
            self.ec2.fail(what)

    def recover(self, what: str) -> None:
        """Repair what `fail` or `outage` broke; a host boots again, unless it was terminated meanwhile."""
        if not self.faults.end(what, self.now):
            return
        self.events.add("world", what, "repaired")
        if what in self.zones:
            self.ec2.recover_zone(what)
            self.fargate.recover_zone(what)
        elif what in self.ec2.hosts:
            self.ec2.recover(what)
        for availability in self._availability.values():
            availability.back()

    def _recover_if_over(self, what: str) -> None:
        # A longer fault of the same thing may have begun meanwhile.
        if self.faults.is_over(what, self.now):
            self.recover(what)

    def interrupt(self, what: str) -> None:
        """Take Spot capacity back, with two minutes' warning: a host's id or a Fargate workload's."""
        if what in self.ec2.hosts:
            self.ec2.interrupt(what)
        else:
            self.fargate.interrupt(what)

    def is_down(self, what: str) -> bool:
        """Tell whether something is out of order now; "control plane" covers "ecs" and "eks"."""
        return self.faults.is_down(what) or (what in ("ecs", "eks") and self.faults.is_down("control plane"))

    # The bill.

    def bill(self) -> list[Charge]:
        """Return what the capacity used so far costs, a line for every host and Fargate workload.

        Control planes and data transfer are not in it.
        """
        return charges([*self.ec2.usage(self.now), *self.fargate.usage(self.now)])

    def __repr__(self) -> str:
        """Return a line for a notebook: where, when, how much."""
        hosts, microvms = len(self.ec2.hosts), len(self.fargate.running())
        down = ", ".join(fault.what for fault in self.faults if fault.until is None)
        return (
            f"World(seed={self.seed}): {self.region}, second {self.now:g}, {hosts} hosts, "
            f"{microvms} Fargate workloads, {len(self.events)} events" + (f", down: {down}" if down else "")
        )
