"""EC2: hosts that are launched, filled, drained, interrupted, lost, repaired and billed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from planes import facts
from planes.clock import Clock
from planes.data_plane.host import Host
from planes.data_plane.protocol import (
    Fetch,
    HostListener,
    HostReport,
    Listener,
    Offer,
    Registration,
    Report,
    Usage,
    Workload,
)
from planes.data_plane.runtime import Run, Runtime
from planes.errors import PlanesError
from planes.events import EventLog

_LAUNCH_VARIATION = 0.2  # launches take the published mean ± 20 %; nobody published the spread


class Ec2(Runtime):
    """The data plane of EC2 hosts. Control planes share it: each keeps the ids of its own hosts.

    A launch takes the mean time to a usable instance (source: B37, a third party's measurement), varied
    by the seed.

    Attributes:
        hosts: every host that was not terminated, by id, in order of launch.
        silent: hosts that failed, by id, with the virtual second since which nothing was heard of them.
    """

    def __init__(
        self, clock: Clock, events: EventLog, random: Random, fetch: Fetch, zones: Sequence[str]
    ) -> None:
        super().__init__(clock, events, random, fetch)
        self.zones = tuple(zones)
        self.hosts: dict[str, Host] = {}
        self.silent: dict[str, float] = {}
        self._per_zone = dict.fromkeys(self.zones, 0)
        self._zones_down: set[str] = set()
        self._past: list[Usage] = []
        self._launch_mean = facts.number("B37")
        self._warning_seconds = facts.number("C108.warning")
        self._launches = 0

    # Hosts.

    def launch(
        self,
        instance_type: str,
        registration: Registration,
        listener: HostListener,
        zone: str | None = None,
        spot: bool = False,
    ) -> str:
        """Launch a host; `listener` hears when it runs.

        Args:
            instance_type: such as "m5.large".
            registration: what the control plane counts of it.
            listener: hears the host's reports.
            zone: its Availability Zone; without one, the zone with the fewest hosts.
            spot: whether it is spare capacity that may be taken back.

        Returns:
            The host's id.

        Raises:
            PlanesError: unknown type or zone, or no zone is up.
        """
        zone = self._choose_zone(zone)
        self._launches += 1
        host = Host(
            f"i-{self._random.getrandbits(68):017x}",
            _private_address(self._launches),
            facts.instance(instance_type),
            registration,
            listener,
            zone,
            spot,
        )
        self.hosts[host.id] = host
        self._per_zone[zone] += 1
        self._events.add("data plane", host.id, "host launched", instance_type=instance_type, zone=zone)
        self._boot_host(host)
        return host.id

    def drain(self, host: str, draining: bool = True) -> None:
        """Mark a host that wants no new work, or take the mark away. Moving its work is not done here."""
        self._known(host).draining = draining
        self._events.add("data plane", host, "draining" if draining else "draining ended")

    def terminate(self, host: str, reason: str) -> None:
        """End a host now: its workloads stop, without SIGTERM."""
        self._clock.after(0, self._terminate_host, self._known(host), reason)

    def interrupt(self, host: str) -> None:
        """Take a Spot host back: a warning now, the end two minutes later. Source: C108.warning.

        Raises:
            PlanesError: the host is unknown or not a Spot host.
        """
        known = self._known(host)
        if not known.spot:
            raise PlanesError(f"Host {host} is On-Demand: only Spot capacity is taken back.")
        self._clock.after(0, self._warn, known)
        self._clock.after(
            self._warning_seconds, self._terminate_host, known, "Spot interruption: capacity taken back"
        )

    def fail(self, host: str, reason: str = "host lost") -> None:
        """Lose a host at once. Nobody is told: it only falls silent."""
        known = self._known(host)
        if known.state == "failed":
            return
        known.state = "failed"
        self.silent[host] = self._clock.now
        lost = len(known.workloads)
        for run in list(known.workloads.values()):
            self._forget(run)
        known.disk.lose_power(self._clock.now)
        self._events.add("data plane", host, "host failed", reason, workloads=lost, zone=known.zone)

    def recover(self, host: str) -> None:
        """Repair a failed host: it boots again, empty, with the layers still on its disk."""
        known = self._known(host)
        if known.state == "failed":
            del self.silent[host]
            known.state = "pending"
            self._events.add("data plane", host, "host repaired")
            self._boot_host(known)

    def fail_zone(self, zone: str) -> None:
        """Lose every host of a zone; nothing can be launched there until it is back."""
        self._zones_down.add(zone)
        for host in list(self.hosts.values()):
            if host.zone == zone:
                self.fail(host.id, f"zone {zone} lost")

    def recover_zone(self, zone: str) -> None:
        """Bring a zone and its hosts back."""
        self._zones_down.discard(zone)
        for host in list(self.hosts.values()):
            if host.zone == zone:
                self.recover(host.id)

    def zones_up(self) -> tuple[str, ...]:
        """Return the zones in which a host can be launched now."""
        return tuple(zone for zone in self.zones if zone not in self._zones_down)

    # The protocol.

    def offers(self) -> Iterable[Offer]:
        """Return what is free now on every host that runs and does not drain."""
        return [h.offer() for h in self.hosts.values() if h.state == "running" and not h.draining]

    def offer(self, host: str) -> Offer:
        """Return what is free now on one host.

        Raises:
            PlanesError: there is no such host.
        """
        return self._known(host).offer()

    def start(self, workload: Workload, host: str, listener: Listener) -> None:
        """Begin to start `workload` on `host`; what becomes of it arrives at `listener`.

        A host that is full, not running or unknown leads to a report "failed".

        Raises:
            PlanesError: a workload of this id is already there.
        """
        if workload.id in self._runs:
            raise PlanesError(f"The workload {workload.id!r} already runs; every workload needs its own id.")
        known = self.hosts.get(host)
        refusal = f"there is no host {host}" if known is None else known.refusal(workload)
        if known is None or refusal:
            report = Report(workload.id, host, "failed", refusal)
            self._events.add("data plane", workload.id, "start failed", refusal, host=host)
            self._clock.after(0, listener, report)
            return
        run = Run(workload, known, host, listener)
        known.take_in(run)
        self._accept(run, known.registration.address_seconds if workload.own_address else 0.0)

    def usage(self, now: float) -> list[Usage]:
        """Return how long every host has run until second `now`, for the bill; booting is free."""
        return self._past + [
            self._used(host, now) for host in self.hosts.values() if host.billed_since is not None
        ]

    # Steps.

    def _boot_host(self, host: Host) -> None:
        host.boots += 1
        seconds = self._launch_mean * self._random.uniform(1 - _LAUNCH_VARIATION, 1 + _LAUNCH_VARIATION)
        self._clock.after(seconds, self._booted, host, host.boots)

    def _booted(self, host: Host, boots: int) -> None:
        if host.state != "pending" or host.boots != boots:
            return
        host.state = "running"
        if host.billed_since is None:
            host.billed_since = self._clock.now
        self._tell(host, "running", "host running")

    def _warn(self, host: Host) -> None:
        if host.state == "terminated":
            return
        self._tell(host, "warned", "interruption warning", "Spot: two minutes left")
        for run in list(host.workloads.values()):
            self._say(run, "warned", "its Spot host will be interrupted")

    def _terminate_host(self, host: Host, reason: str) -> None:
        if host.state == "terminated":
            return
        host.state = "terminated"
        if host.billed_since is not None:
            self._past.append(self._used(host, self._clock.now))
        del self.hosts[host.id]
        self.silent.pop(host.id, None)
        self._per_zone[host.zone] -= 1
        for run in list(host.workloads.values()):
            run.exit_codes = {**run.exit_codes, **{c.name: 137 for c in run.up()}}
            self._end(run, "stopped", reason)
        self._tell(host, "terminated", "host terminated", reason)

    def _tell(self, host: Host, state: str, what: str, reason: str = "") -> None:
        self._events.add("data plane", host.id, what, reason)
        host.listener(HostReport(host.id, state, reason))

    def _release(self, run: Run) -> None:
        assert isinstance(run.place, Host)
        run.place.let_go(run)

    def _used(self, host: Host, now: float) -> Usage:
        seconds = now - (host.billed_since or 0.0)
        return Usage(host.id, host.instance_type.name, host.spot, 0.0, 0.0, seconds)

    def _choose_zone(self, zone: str | None) -> str:
        if zone is not None and zone not in self._per_zone:
            raise PlanesError(f"There is no zone {zone!r}; this region has {', '.join(self.zones)}.")
        up = [name for name in self.zones_up() if zone in (None, name)]
        if not up:
            raise PlanesError(f"InsufficientInstanceCapacity: {zone or 'every zone'} is down.")
        return min(up, key=self._per_zone.__getitem__)

    def _known(self, host: str) -> Host:
        if host not in self.hosts:
            raise PlanesError(f"There is no host {host!r}; see world.ec2.hosts.")
        return self.hosts[host]


def _private_address(number: int) -> str:
    """Return the address of the region's `number`-th host: from 192.168.0.0/16, then from 172.16.0.0/12."""
    first = f"172.{16 + (number >> 16)}" if number >> 16 else "192.168"
    return f"{first}.{number >> 8 & 255}.{number & 255}"
