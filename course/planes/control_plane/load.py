"""Offered load, what of it is served, and how busy that makes the CPUs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from planes.data_plane.protocol import Behaviour
from planes.errors import PlanesError

Load = float | Callable[[float], float] | Sequence[tuple[float, float]]
"""Requests per second: a number, a function of virtual seconds, or (second, value) pairs, each value
holding until the next."""


class Served(NamedTuple):
    """What became of the requests at one moment.

    Attributes:
        offered: requests per second that came.
        served: requests per second that were answered.
        lost: requests per second that found no capacity; nothing queues.
        utilization: share of the reserved CPU in use, 0 to 1.
    """

    offered: float
    served: float
    lost: float
    utilization: float


def rate(load: Load, second: float) -> float:
    """Return the requests per second of `load` at a virtual second.

    Raises:
        PlanesError: the load is not what a load can be, or negative.
    """
    if callable(load):
        value = load(second)
    elif isinstance(load, int | float):
        value = load
    else:
        position = bisect_right([pair[0] for pair in load], second)
        value = load[position - 1][1] if position else 0.0
    if not 0 <= value < float("inf"):
        raise PlanesError(f"A load is 0 or more requests per second, not {value} (at second {second}).")
    return value


def capacity(behaviour: Behaviour, cpu_millicores: float) -> float:
    """Return the requests per second that fill a container's reserved CPU."""
    return behaviour.requests_per_second_per_vcpu * cpu_millicores / 1000


def serve(offered: float, capacity: float, base_cpu_share: float = 0.02) -> Served:
    """Spread requests over everything that answers.

    Args:
        offered: requests per second.
        capacity: requests per second that fill all reserved CPU together.
        base_cpu_share: share of the reservation in use without any request.
    """
    served = min(offered, capacity)
    busy = base_cpu_share + (1 - base_cpu_share) * (served / capacity) if capacity else 0.0
    return Served(offered, served, offered - served, busy)


class Meter:
    """Counts the requests of one service from sample to sample.

    Attributes:
        served: requests answered so far.
        lost: requests that found no capacity so far.
    """

    def __init__(self, load: Load, now: float) -> None:
        self.load, self.served, self.lost = load, 0.0, 0.0
        self._last = now

    def sample(self, now: float, capacity: float) -> Served:
        """Return the present moment, and count it for the time since the last sample."""
        present = serve(rate(self.load, now), capacity)
        self.served += present.served * (now - self._last)
        self.lost += present.lost * (now - self._last)
        self._last = now
        return present
