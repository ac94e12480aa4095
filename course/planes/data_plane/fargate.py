"""Fargate: every workload in a microVM of its own, with its own address and no cache."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from planes import facts, rules
from planes.clock import Clock
from planes.data_plane.protocol import Fetch, Listener, Offer, Report, Usage, Workload
from planes.data_plane.runtime import Place, Run, Runtime
from planes.errors import PlanesError
from planes.events import EventLog

_NO_LIMIT = float("inf")
_PROVISION_SECONDS = (16.0, 24.0)
"""MicroVM and network interface. AWS publishes no figure; with pull and start it comes to about the 30 s of
B35.ecs_fargate_first."""


class LaunchBucket:
    """A token bucket: `size` launches at once, then `per_second`. Source: D100."""

    def __init__(self, size: float, per_second: float) -> None:
        self._size, self._rate = size, per_second
        self._full_at, self._taken = 0.0, 0

    def take(self, now: float) -> float:
        """Take one token and return the seconds until it is there."""
        if now >= self._full_at + self._taken / self._rate:
            self._full_at, self._taken = now, 0
        self._taken += 1
        return max(0.0, self._full_at + (self._taken - self._size) / self._rate - now)


class Fargate(Runtime):
    """The data plane of Fargate microVMs. Capacity has no limit; launching has a rate.

    It offers itself as one host per zone, `fargate/us-east-1a`.
    """

    def __init__(
        self, clock: Clock, events: EventLog, random: Random, fetch: Fetch, zones: Sequence[str]
    ) -> None:
        super().__init__(clock, events, random, fetch)
        self._zones = {f"fargate/{zone}": zone for zone in zones}
        self._zones_down: set[str] = set()
        self._past: list[Usage] = []
        self._sizes = frozenset(rules.fargate.sizes())
        size, rate = facts.number("D100.burst"), facts.number("D100.rate")
        self._buckets = {spot: LaunchBucket(size, rate) for spot in (False, True)}
        self._addresses = 0

    def offers(self) -> Iterable[Offer]:
        """Return one offer without limits for every zone that is up."""
        return [
            Offer(host, zone, _NO_LIMIT, _NO_LIMIT, 2**31, frozenset())
            for host, zone in self._zones.items()
            if zone not in self._zones_down
        ]

    def new_address(self) -> str:
        """Return a private address for a microVM, which no other microVM of the region had."""
        self._addresses += 1
        number = self._addresses
        return f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"

    def start(self, workload: Workload, host: str, listener: Listener) -> None:
        """Begin to start `workload` in a microVM of exactly its size in the zone of `host`.

        A zone that is down leads to a report "failed".

        Raises:
            PlanesError: the size is none of Fargate's, the host is no zone of it, or a workload of this id
                is already there.
        """
        if workload.id in self._runs:
            raise PlanesError(f"The workload {workload.id!r} already runs; every workload needs its own id.")
        if host not in self._zones:
            raise PlanesError(f"Fargate has no host {host!r}; it offers {', '.join(self._zones)}.")
        cpu_units = workload.cpu_millicores / rules.cpu.MILLICORES_PER_UNIT
        if (cpu_units, workload.memory_mib) not in self._sizes:
            raise PlanesError(
                f"Fargate has no size of {cpu_units:g} CPU units and {workload.memory_mib:g} MiB; "
                "rules.fargate.sizes() lists those there are."
            )
        if self._zones[host] in self._zones_down:
            reason = "Capacity is unavailable at this time"
            self._events.add("data plane", workload.id, "start failed", reason, host=host)
            self._clock.after(0, listener, Report(workload.id, host, "failed", reason))
            return
        wait = self._buckets[workload.spot].take(self._clock.now)
        run = Run(workload, Place(f"{host}/{workload.id}"), host, listener)
        self._accept(run, wait + self._random.uniform(*_PROVISION_SECONDS))

    def interrupt(self, workload: str) -> None:
        """Take Spot capacity back: a warning and SIGTERM now, SIGKILL after `stop_seconds`. Source: C108.

        Raises:
            PlanesError: the workload is not there or not on Spot.
        """
        run = self._runs.get(workload)
        if run is None or not run.workload.spot:
            raise PlanesError(f"{workload!r} is no workload on Fargate Spot; only those are interrupted.")
        self._clock.after(0, self._warn, run)

    def fail_zone(self, zone: str) -> None:
        """Lose every microVM of a zone; Fargate itself notices and reports it."""
        self._zones_down.add(zone)
        lost = [run for run in self._runs.values() if self._zones[run.report.host] == zone]
        for run in lost:
            run.epoch += 1
            run.stopping = True
            self._clock.after(0, self._ended_by, run, run.epoch, f"Infrastructure of zone {zone} lost")

    def recover_zone(self, zone: str) -> None:
        """Offer a zone again."""
        self._zones_down.discard(zone)

    def usage(self, now: float) -> list[Usage]:
        """Return what every workload occupied until second `now`, from the start of its image download.

        Source: CP07.
        """
        return self._past + [self._used(run, now) for run in self._runs.values()]

    def _warn(self, run: Run) -> None:
        if run.stopping or run.workload.id not in self._runs:
            return
        self._say(run, "warned", "Spot: two minutes left")
        self.stop(run.workload.id, "Your Spot Task was interrupted.")

    def _ended_by(self, run: Run, epoch: int, reason: str) -> None:
        run.exit_codes = {**run.exit_codes, **{container.name: 137 for container in run.up()}}
        self._ended(run, epoch, "stopped", reason)

    def _release(self, run: Run) -> None:
        if run.pulled_since is not None:
            self._past.append(self._used(run, self._clock.now))

    def _used(self, run: Run, now: float) -> Usage:
        since = now if run.pulled_since is None else run.pulled_since
        workload = run.workload
        return Usage(
            workload.id, "fargate", workload.spot, workload.cpu_millicores, workload.memory_mib, now - since
        )
