"""What became of every request: served in time or lost, minute by minute.

A request to web or API is served in time if, at its moment, the copies that answer are at most 90 percent
busy with it: what comes on top would wait behind the others. A job is done in time if a worker takes it
within ten minutes; older jobs are given up.
Where the model stops: a load balancer that still sends requests to a dead copy is not modelled, nor is that
web calls API. The limit of 90 percent is this course's choice: nobody published one for all programs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from planes.capstone.design import SERVICES, Design
from planes.capstone.scenario import MINUTES, Scenario
from planes.capstone.shop import Platform, per_copy

SAMPLE_SECONDS = 15.0
ALLOWED_DELAY_SECONDS = 600.0
BUSY_LIMIT = 0.9
"""Share of its CPU that a copy can use before answers come too late. Where requests come at random to one
server, the time until the answer is the time of work divided by the idle share (the M/M/1 queue): ten times
the work at 90 percent."""
_DRAIN_SECONDS = 60.0


class Queue:
    """Jobs that wait, oldest first.

    Attributes:
        waiting: jobs that wait.
    """

    def __init__(self) -> None:
        self.waiting = 0.0
        self._batches: deque[tuple[float, float]] = deque()

    def work(self, now: float, arrived: float, able: float) -> tuple[float, float]:
        """Take in jobs, do as many as the workers are able to; return (done in time, given up)."""
        self._batches.append((now, arrived))
        late = 0.0
        while self._batches and now - self._batches[0][0] > ALLOWED_DELAY_SECONDS:
            late += self._batches.popleft()[1]
        done = 0.0
        while self._batches and done < able:
            since, jobs = self._batches.popleft()
            taken = min(jobs, able - done)
            done += taken
            if taken < jobs:
                self._batches.appendleft((since, jobs - taken))
                break
        self.waiting += arrived - done - late
        return done, late


@dataclass
class Line:
    """One service over the day, a value per minute.

    Attributes:
        offered: requests or jobs that came.
        served: of them, served in time.
        lost: not served in time, counted when that was certain.
        answering: copies that answered, the fewest of the minute.
        desired: copies the control plane wanted at last.
    """

    offered: list[float] = field(default_factory=lambda: [0.0] * MINUTES)
    served: list[float] = field(default_factory=lambda: [0.0] * MINUTES)
    lost: list[float] = field(default_factory=lambda: [0.0] * MINUTES)
    answering: list[int] = field(default_factory=lambda: [10**6] * MINUTES)
    desired: list[int] = field(default_factory=lambda: [0] * MINUTES)

    @property
    def level(self) -> float:
        """Share of the day's requests that were served in time, 0 to 1."""
        return 1.0 - sum(self.lost) / sum(self.offered)


class Meter:
    """Reads a platform every few seconds and keeps the books."""

    def __init__(self, platform: Platform, design: Design, scenario: Scenario, begin: float) -> None:
        self._platform, self._begin = platform, begin
        self._per_copy = {service.name: per_copy(service) for service in design.services}
        self._traffic = {name: scenario.load(name, begin) for name in SERVICES}
        self._queue = Queue()
        self.lines = {name: Line() for name in SERVICES}

    def load(self, service: str) -> Callable[[float], float]:
        """Return what keeps a service's CPUs busy: its traffic, and for the worker its queue too."""
        traffic = self._traffic[service]
        if service != "worker":
            return traffic
        return lambda second: traffic(second) + self._queue.waiting / _DRAIN_SECONDS

    def sample(self, now: float) -> None:
        """Count the seconds since the last sample, as things are now."""
        minute = min(max(int((now - self._begin - 1e-6) // 60), 0), MINUTES - 1)
        for name, line in self.lines.items():
            state = self._platform.state(name)
            offered = self._traffic[name](now - 1e-6) * SAMPLE_SECONDS
            able = state.answering * self._per_copy[name] * SAMPLE_SECONDS
            if name == "worker":
                served, lost = self._queue.work(now, offered, able)
            else:
                served = min(offered, BUSY_LIMIT * able)
                lost = offered - served
            line.offered[minute] += offered
            line.served[minute] += served
            line.lost[minute] += lost
            line.answering[minute] = min(line.answering[minute], state.answering)
            line.desired[minute] = state.desired
