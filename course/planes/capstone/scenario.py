"""A day of the shop: how much traffic comes, what breaks, and what may be spent.

Covers: traces per minute and faults, drawn from a seed within published bounds.
Scenario: the visible example day, and hidden days of other shapes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from planes.errors import PlanesError

MINUTES = 24 * 60
RELEASE_MINUTE = 12 * 60
PEAK: Mapping[str, float] = {"web": 400.0, "api": 240.0, "worker": 40.0}
"""Requests (worker: jobs) per second at the busiest minute of the example day."""
MOST = 1.25
"""No day brings more than this share of the example's peak."""
BUDGET_USD = 32.0

_NIGHT = 0.18
_NOISE = 0.03
_SURGE, _SURGE_MINUTES = 1.35, 20
"""An advertisement: traffic is so many times as much for a while, from one minute to the next."""


@dataclass(frozen=True)
class Fault:
    """One thing that breaks.

    Attributes:
        kind: "host" (one host, on Fargate one microVM), "zone" (one of the design's zones) or
            "spot" (all Spot capacity is taken back, again and again while it lasts).
        minute: minute of the day it begins.
        minutes: how long it lasts.
        pick: 0 to 1, which of the hosts or of the design's zones it is.
    """

    kind: str
    minute: int
    minutes: int
    pick: float = 0.0


@dataclass(frozen=True)
class Scenario:
    """One day.

    Attributes:
        name: for titles.
        seed: decides everything else that varies in the world.
        traffic: requests per second for every minute of the day, by service.
        faults: what breaks, in order of time.
        budget_usd: what the day may cost.
    """

    name: str
    seed: int
    traffic: Mapping[str, tuple[float, ...]]
    faults: tuple[Fault, ...]
    budget_usd: float = BUDGET_USD

    @classmethod
    def example(cls) -> Scenario:
        """Return the day that learners see: a bump before noon and the peak in the evening."""
        bumps = [(10.5, 0.45, 2.2), (19.5, 0.82, 2.6)]
        faults = (
            Fault("host", 9 * 60 + 20, 30, 0.4),
            Fault("spot", 15 * 60, 45),
            Fault("zone", 19 * 60, 60, 0.5),
        )
        return cls("the example day", 1, _traffic(bumps, 1.0, 14 * 60, Random(1)), faults)

    @classmethod
    def hidden(cls, seed: int) -> Scenario:
        """Return another day: other hours, other height, other faults.

        The peak is 105 to 125 per cent of the example's, about ten o'clock or between 14 and 20:30, and may
        be narrower or wider. The zone is lost within an hour of the peak.

        Args:
            seed: an integer; the same seed gives the same day.
        """
        if not isinstance(seed, int):
            raise PlanesError(f"Scenario.hidden takes an integer seed, not {seed!r}.")
        random = Random(f"capstone {seed}")
        hour = random.uniform(0.0, 7.2)
        peak_hour = 9.5 + hour if hour < 0.6 else 13.3 + hour  # not at noon, when the release is
        other_hour = (
            (peak_hour + random.uniform(5.0, 8.0)) if peak_hour < 14 else peak_hour - random.uniform(5, 8)
        )
        bumps = [
            (peak_hour, 0.8, random.uniform(1.1, 2.8)),
            (other_hour, random.uniform(0.2, 0.55), random.uniform(1.2, 2.5)),
        ]
        zone = round(60 * (peak_hour + random.uniform(-0.6, 0.3)))
        host, spot = (_apart(random, (zone, RELEASE_MINUTE)) for _ in range(2))
        while abs(spot - host) < 75:
            spot = _apart(random, (zone, RELEASE_MINUTE))
        faults = (
            Fault("host", host, random.randint(20, 40), random.random()),
            Fault("spot", spot, random.randint(40, 60)),
            Fault("zone", zone, random.randint(45, 75), random.random()),
        )
        height, surge = random.uniform(1.05, MOST), random.randint(9 * 60, 21 * 60)
        ordered = tuple(sorted(faults, key=lambda fault: fault.minute))
        return cls(f"hidden day {seed}", seed, _traffic(bumps, height, surge, random), ordered)

    def load(self, service: str, begin: float) -> Callable[[float], float]:
        """Return a service's requests per second as a function of virtual seconds.

        Args:
            service: "web", "api" or "worker".
            begin: virtual second of the day's first minute; before it, that minute's load holds.
        """
        per_minute = self.traffic[service]
        return lambda second: per_minute[min(max(int((second - begin) // 60), 0), MINUTES - 1)]


def _apart(random: Random, others: tuple[int, ...]) -> int:
    """Return a minute of the working day, 80 minutes or more away from the others."""
    while True:
        minute = random.randint(8 * 60, 21 * 60)
        if all(abs(minute - other) >= 80 for other in others):
            return minute


def _traffic(
    bumps: list[tuple[float, float, float]], height: float, surge: int, random: Random
) -> dict[str, tuple[float, ...]]:
    """Return the three traces: bumps over a quiet night and a surge, the highest minute at `height`.

    A surge never goes beyond the highest minute. The worker's jobs follow the shop's traffic by an hour.
    """
    curve = [_NIGHT + sum(_bump(minute / 60, *bump) for bump in bumps) for minute in range(MINUTES)]
    top = max(curve)
    shape = [height * value / top for value in curve]
    for minute in range(surge, surge + _SURGE_MINUTES):
        shape[minute] = min(height, shape[minute] * _SURGE)
    late = [shape[max(0, minute - 60)] for minute in range(MINUTES)]
    return {
        service: tuple(
            min(PEAK[service] * MOST, PEAK[service] * value * random.uniform(1 - _NOISE, 1 + _NOISE))
            for value in (late if service == "worker" else shape)
        )
        for service in PEAK
    }


def _bump(hour: float, centre: float, height: float, width: float) -> float:
    return height * math.exp(-(((hour - centre) / width) ** 2))
