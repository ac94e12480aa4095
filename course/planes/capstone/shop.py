"""The shop itself: its images, and what every platform that runs it can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from planes import rules
from planes.capstone.design import SERVICES, Design, Service
from planes.world import World

CLUSTER = "shop"
ANSWERING = ("answering", "warned")
"""What the data plane says of a workload that serves requests."""
PER_VCPU: Mapping[str, float] = {"web": 100.0, "api": 60.0, "worker": 20.0}
"""Requests (worker: jobs) per second that fill one vCPU."""
_START_SECONDS: Mapping[str, float] = {"web": 20.0, "api": 40.0, "worker": 15.0}
_SIZE_MIB = 180.0


class State(NamedTuple):
    """One service at one moment.

    Attributes:
        answering: copies whose containers answer, as the data plane knows it.
        desired: copies the control plane wants.
    """

    answering: int
    desired: int


@dataclass(frozen=True)
class Place:
    """Where a copy of a service runs: its host ("fargate/…" for a microVM), its zone, its workload's id."""

    service: str
    workload: str
    host: str
    zone: str


class Platform(Protocol):
    """A control plane that runs the shop."""

    def build(self) -> None:
        """Make the cluster, its capacity and its services."""

    def release(self, version: int) -> None:
        """Begin a rolling release of all services."""

    def released(self, version: int) -> bool:
        """Tell whether all services run this version and nothing else."""

    def state(self, service: str) -> State:
        """Return how a service is now."""

    def spot_workloads(self) -> list[str]:
        """Return the microVMs on Fargate Spot that run now."""


class Region(World):
    """A world whose network has subnets in the design's zones and in no other.

    So nothing can be launched elsewhere, by whatever control plane.
    """

    def __init__(self, seed: int, zones: tuple[str, ...]) -> None:
        super().__init__(seed)
        self.zones = zones  # type: ignore[assignment]


def per_copy(service: Service) -> float:
    """Return the requests per second that fill the CPU of one copy."""
    return PER_VCPU[service.name] * service.cpu_units / rules.cpu.UNITS_PER_VCPU


def image(service: str, version: int) -> str:
    """Return the reference of a service's image."""
    return f"shop/{service}:{version}"


def new_world(design: Design, seed: int) -> World:
    """Return a world of the design's zones with both versions of the shop's images in its registry."""
    world = Region(seed, design.zones)
    for service in SERVICES:
        for version in (1, 2):
            world.registry.add_image(
                image(service, version),
                size_mib=_SIZE_MIB,
                start_seconds=_START_SECONDS[service],
                rps_per_vcpu=PER_VCPU[service],
            )
    return world
