"""The clock against SimPy.

Covers: planning and running callbacks with few and with many of them pending.
Scenario: n processes, each waits a random time of up to 100 seconds, again and again.
"""

from __future__ import annotations

import statistics
from random import Random

import simpy
from planes.clock import Clock
from table import cpu_seconds, show

ROUNDS = 5


def clock_rate(processes: int, seconds: float) -> float:
    """Return events per CPU second of `planes.clock`."""
    clock, random, count = Clock(), Random(1).random, 0

    def act() -> None:
        nonlocal count
        count += 1
        clock.after(100 * random(), act)

    for _ in range(processes):
        clock.after(100 * random(), act)
    return (lambda used: count / used)(cpu_seconds(lambda: clock.run_until(seconds)))


def simpy_rate(processes: int, seconds: float) -> float:
    """Return events per CPU second of SimPy."""
    environment, random, count = simpy.Environment(), Random(1).random, 0

    def process():  # type: ignore[no-untyped-def]
        nonlocal count
        while True:
            yield environment.timeout(100 * random())
            count += 1

    for _ in range(processes):
        environment.process(process())
    environment.run(1e-9)  # starts the processes, as the clock's are planned before it is measured
    return (lambda used: count / used)(cpu_seconds(lambda: environment.run(seconds)))


def main() -> None:
    """Measure in turns, so that a busy machine slows both, and print ratios."""
    rows = []
    for processes, seconds in ((1_000, 10_000), (160_000, 130)):
        rounds = [(clock_rate(processes, seconds), simpy_rate(processes, seconds)) for _ in range(ROUNDS)]
        ours, theirs = (max(column) for column in zip(*rounds, strict=True))
        ratio = statistics.median(one / other for one, other in rounds)
        rows.append((f"{processes:,}", f"{ours:,.0f}", f"{theirs:,.0f}", ratio, ours / theirs))
    show(
        "Clock: events per CPU second",
        ("pending", "planes (best)", "SimPy (best)", "ratio (median)", "ratio (best)"),
        rows,
        "wanted: at least 5 at 160,000 pending",
    )


if __name__ == "__main__":
    main()
