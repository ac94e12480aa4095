"""5,000 hosts and 150,000 workloads on the data plane alone, and how the cost grows.

Covers: launch, pull, start, stop, loss of a zone; no control plane decides anything.
Scenario: hosts come up, each gets 30 workloads of one image; half of those are replaced as in a rolling
update; one zone is lost and comes back; the rest of the hour passes. From 1/16 to the full size.
"""

from __future__ import annotations

import os
import subprocess
import sys

from planes.data_plane import Container, Layer, Registration, Workload
from planes.world import World
from table import cpu_seconds, show

HOSTS, PER_HOST = 5_000, 30
FRACTIONS = (16, 8, 4, 2, 1)


def scenario(hosts: int) -> World:
    """Play the scenario on a world of this many hosts."""
    world = World(seed=1)
    ec2 = world.ec2
    world.registry.add_image("shop/web:1", size_mib=100)
    layers = world.registry.resolve("shop/web:1").layers
    containers = (Container("app", "shop/web:1", tuple(Layer(*layer) for layer in layers)),)
    registration = Registration(16_000, 60_000, 110)
    names = [
        ec2.launch("m5.4xlarge", registration, lambda report: None, World.zones[number % 3])
        for number in range(hosts)
    ]
    world.run(minutes=1)

    def start(number: int) -> None:
        workload = Workload(f"w{number}", 250, 512, containers, own_address=True)
        ec2.start(workload, names[number % hosts], lambda report: None)

    total = hosts * PER_HOST
    for number in range(total):
        start(number)
    world.run(minutes=5)
    for number in range(total // 2):
        ec2.stop(f"w{number}", "rolling update")
        start(total + number)
    world.run(minutes=5)
    world.outage("us-east-1b", minutes=10)
    world.run(minutes=49)
    return world


def one_size(hosts: int) -> None:
    """Print CPU seconds, peak memory and events of one run, for the parent."""
    worlds: list[World] = []
    seconds = cpu_seconds(lambda: worlds.append(scenario(hosts)))
    memory = peak_mib()
    print(seconds, memory, len(worlds[0].events))


def peak_mib() -> float:
    """Return the peak memory of this process in MiB; 0 where the system does not say."""
    if os.name == "nt":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    """Run every size in a process of its own and print the growth."""
    rows, previous = [], None
    for fraction in FRACTIONS:
        hosts = HOSTS // fraction
        command = [sys.executable, __file__, str(hosts)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        seconds, memory, events = float(output[0]), float(output[1]), int(output[2])
        growth = f"{seconds / previous:.2f}" if previous else ""
        rows.append(
            (f"1/{fraction}", f"{hosts:,}", f"{hosts * PER_HOST:,}", f"{events:,}", seconds, memory, growth)
        )
        previous = seconds
    show(
        "One virtual hour on the data plane",
        ("size", "hosts", "workloads", "events", "CPU s", "peak MiB", "ratio to half"),
        rows,
        "wanted: a ratio of at most 2.3 from one size to the next",
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one_size(int(sys.argv[1]))
    else:
        main()
