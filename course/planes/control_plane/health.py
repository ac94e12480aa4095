"""Health checks: probes, and the verdict they add up to."""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWN, HEALTHY, UNHEALTHY = "UNKNOWN", "HEALTHY", "UNHEALTHY"


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """How a container is probed. The defaults are those of ECS (source: D26).

    Attributes:
        interval: seconds between probes; the first comes one interval after the start.
        timeout: seconds a probe may take. A container of this model answers at once or not at all.
        retries: failures in a row that make it unhealthy.
        start_period: seconds after the start in which failures do not count.
    """

    interval: float = 30.0
    timeout: float = 5.0
    retries: int = 3
    start_period: float = 0.0


class Health:
    """The state of one container, from one probe to the next.

    Unknown until the first success or the last retry; one success makes it healthy again.
    """

    def __init__(self, check: HealthCheck) -> None:
        self.check, self.state, self.failures = check, UNKNOWN, 0

    def probe(self, second: float, succeeded: bool) -> str:
        """Take in the result of a probe and return the state.

        Args:
            second: seconds since the container started.
            succeeded: whether it answered.
        """
        if succeeded:
            self.state, self.failures = HEALTHY, 0
        elif self.state == HEALTHY or second > self.check.start_period:
            self.failures += 1
            if self.failures >= self.check.retries:
                self.state = UNHEALTHY
        return self.state


def verdict(check: HealthCheck, answers_after: float | None) -> tuple[float, str]:
    """Return when the first verdict falls, in seconds since the start, and which.

    One timer per task is enough then, however long it lives.

    Args:
        check: how it is probed.
        answers_after: seconds from the start until it answers; None if it never does.
    """
    health, second = Health(check), 0.0
    while health.state == UNKNOWN:
        second += check.interval
        health.probe(second, answers_after is not None and second >= answers_after)
    return second, health.state


def worst(states: list[str]) -> str:
    """Return the health of a whole from its essential parts: unhealthy, else unknown, else healthy.

    Source: D27.
    """
    for state in (UNHEALTHY, UNKNOWN):
        if state in states:
            return state
    return HEALTHY if states else UNKNOWN
