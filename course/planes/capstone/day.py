"""Playing a day: the design's world runs for 24 virtual hours while traffic comes and things break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from planes import facts
from planes.capstone import design as designs
from planes.capstone.design import SERVICES, Design
from planes.capstone.faults import strike, take_spot_back
from planes.capstone.meter import SAMPLE_SECONDS, Line, Meter
from planes.capstone.on_ecs import OnEcs
from planes.capstone.on_eks import OnEks
from planes.capstone.scenario import MINUTES, RELEASE_MINUTE, Fault, Scenario
from planes.capstone.shop import Platform, new_world
from planes.world import World

WARM_UP_MINUTES = 15
"""Time to build the shop before the day; it is billed, but no request is counted."""
LOSSY_SHARE = 0.01
"""A minute is lossy when a service loses more than this share of its requests."""
RELEASE_WINDOW_MINUTES = 60
AFTERMATH_MINUTES = 15
"""Losses this long after an incident are still put down to it."""
_BILL_MINUTES = 15


@dataclass
class Incident:
    """Something that happened, and what it cost the customers.

    Attributes:
        kind: "release", "host", "zone", "spot", or "load" for losses that nothing else explains.
        minute: minute of the day it began.
        until: minute to which losses are put down to it.
        cause: a sentence.
        lossy_minutes: minutes in which a service lost more than 1 in 100 of its requests.
        services: the services that lost.
    """

    kind: str
    minute: int
    until: int
    cause: str
    lossy_minutes: int = 0
    services: tuple[str, ...] = ()

    @property
    def time(self) -> str:
        """Time of day, such as "09:20"."""
        return f"{self.minute // 60:02d}:{self.minute % 60:02d}"

    @property
    def losses(self) -> str:
        """What it cost the customers, in words."""
        if not self.lossy_minutes:
            return "nothing was lost"
        unit = "minute" if self.lossy_minutes == 1 else "minutes"
        return f"{', '.join(self.services)} lost requests in {self.lossy_minutes} {unit}"


@dataclass(frozen=True)
class Day:
    """A day that was played.

    Attributes:
        design: what was played.
        scenario: the day's traffic and faults.
        lines: by service, what was offered, served, lost and running in every minute.
        cost_usd: (minute, USD spent so far).
        incidents: what happened, in order of time.
        released_minute: minute in which the release was complete, or None.
    """

    design: Design
    scenario: Scenario
    lines: dict[str, Line]
    cost_usd: list[tuple[int, float]]
    incidents: list[Incident]
    released_minute: int | None

    @property
    def total_usd(self) -> float:
        """What the whole day cost."""
        return self.cost_usd[-1][1]


class _Play:
    """One run: an agenda of minutes at which something is done to the world."""

    def __init__(self, design: Design, scenario: Scenario) -> None:
        self.design, self.scenario = design, scenario
        self.world = new_world(design, scenario.seed)
        on: type[OnEcs] | type[OnEks] = OnEcs if design.control_plane == "ecs" else OnEks
        self.platform: Platform = on(self.world, design)
        self.incidents: list[Incident] = []
        self.costs: list[tuple[int, float]] = []
        self.released: int | None = None
        self._warned: set[str] = set()
        self._agenda: list[tuple[float, Callable[[], object]]] = []

    def run(self) -> Day:
        """Build the shop, play the day, and return it."""
        begin = 60.0 * WARM_UP_MINUTES
        meter = Meter(self.platform, self.design, self.scenario, begin)
        self.platform.build()
        for name in SERVICES:
            self.world.offer_load(name, meter.load(name))
        self._run_to(begin)
        self.world.clock.every(SAMPLE_SECONDS, lambda: meter.sample(self.world.now), priority=90)
        self._plan()
        for minute, act in sorted(self._agenda, key=lambda entry: entry[0]):
            self._run_to(begin + 60 * minute)
            act()
        incidents = _with_losses(self.incidents, meter.lines)
        return Day(self.design, self.scenario, meter.lines, self.costs, incidents, self.released)

    def _run_to(self, second: float) -> None:
        if second > self.world.now:
            self.world.run(seconds=second - self.world.now)

    def _plan(self) -> None:
        agenda = self._agenda
        agenda.append((RELEASE_MINUTE, self._release))
        for step in range(1, RELEASE_WINDOW_MINUTES + 1):
            agenda.append((RELEASE_MINUTE + step, partial(self._look_at_release, RELEASE_MINUTE + step)))
        for fault in self.scenario.faults:
            if fault.kind == "spot":
                agenda.append((fault.minute, partial(self._shortage, fault)))
                for step in range(int(60 * fault.minutes / SAMPLE_SECONDS)):
                    minute = fault.minute + step * SAMPLE_SECONDS / 60
                    agenda.append((minute, partial(take_spot_back, self.world, self.platform, self._warned)))
            else:
                agenda.append((fault.minute, partial(self._strike, fault)))
        for minute in range(0, MINUTES + 1, _BILL_MINUTES):
            agenda.append((minute, partial(self._bill, minute)))

    def _strike(self, fault: Fault) -> None:
        self._note(fault.kind, fault.minute, fault.minutes, strike(self.world, fault))

    def _shortage(self, fault: Fault) -> None:
        cause = f"all Spot capacity was taken back for {fault.minutes} minutes"
        if not any(pool.spot_percent for pool in self.design.pools().values()):
            cause += " (this design has none)"
        self._note("spot", fault.minute, fault.minutes, cause)

    def _note(self, kind: str, minute: int, minutes: int, cause: str) -> None:
        self.incidents.append(Incident(kind, minute, minute + minutes + AFTERMATH_MINUTES, cause))

    def _release(self) -> None:
        self._note(
            "release", RELEASE_MINUTE, AFTERMATH_MINUTES, "version 2 of all three services was released"
        )
        self.platform.release(2)

    def _look_at_release(self, minute: int) -> None:
        if self.released is None and self.platform.released(2):
            self.released = minute

    def _bill(self, minute: int) -> None:
        self.costs.append((minute, _spent(self.world, self.design)))


def _spent(world: World, design: Design) -> float:
    """Return what was spent so far, with the fee of an EKS control plane. Source: CE10.standard, CE05."""
    fee = facts.number("CE10.standard") if design.control_plane == "eks" else facts.number("CE05")
    return sum(charge.usd for charge in world.bill()) + fee * world.now / 3600


def _with_losses(incidents: list[Incident], lines: dict[str, Line]) -> list[Incident]:
    """Put every lossy minute down to the latest incident it lies in, or to the load."""
    found = sorted(incidents, key=lambda incident: incident.minute)
    for minute in range(MINUTES):
        losing = tuple(
            name
            for name, line in lines.items()
            if line.lost[minute] > LOSSY_SHARE * max(line.offered[minute], 1e-9)
        )
        if not losing:
            continue
        owner = next((i for i in reversed(found) if i.minute <= minute < i.until), None)
        if owner is None:
            owner = Incident(
                "load", minute, minute + AFTERMATH_MINUTES, "more came than the copies could serve"
            )
            found = sorted([*found, owner], key=lambda incident: incident.minute)
        elif owner.kind == "load":
            owner.until = minute + AFTERMATH_MINUTES
        owner.lossy_minutes += 1
        owner.services = tuple(name for name in SERVICES if name in (*owner.services, *losing))
    return found


def play(design: Any, scenario: Scenario | None = None) -> Day:
    """Let a design run the shop for a day.

    Args:
        design: a dict; see the module `planes.capstone.design`, or a lesson's example.
        scenario: the day; the example day without it.

    Raises:
        PlanesError: the design is not complete or not possible; the message says what is allowed.
    """
    return _Play(designs.read(design), scenario or Scenario.example()).run()
