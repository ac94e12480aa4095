"""Import time of the package, and of what it loads only when it is needed.

Covers: `import planes`, the world, a boto3 client.
Scenario: a fresh interpreter each time, best of several.
"""

from __future__ import annotations

import subprocess
import sys

from table import show

ROUNDS = 7
STEPS = (
    ("import planes", "import planes"),
    ("from planes import World; World()", "from planes import World; World()"),
    ("… and its first boto3 client", "from planes import World; World().client('ecs')"),
    ("import boto3, alone", "import boto3"),
)
MEASURE = (
    "import time; begin = time.perf_counter(); {code}; print(time.perf_counter() - begin); "
    "import sys, threading; print(threading.active_count(), 'boto3' in sys.modules, 'pandas' in sys.modules)"
)


def measure(code: str) -> tuple[float, str]:
    """Return the best time in seconds, and threads and heavy modules afterwards."""
    runs = []
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", MEASURE.format(code=code)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        runs.append((float(output[0]), output[1]))
    return min(runs)


def main() -> None:
    """Print a table; the last column is the part of the 0.3 s that `import planes` may take."""
    rows = []
    for name, code in STEPS:
        seconds, state = measure(code)
        rows.append((name, f"{seconds:.3f}", seconds / 0.3, state))
    show(
        "Import, seconds",
        ("what", "seconds", "ratio to 0.3 s", "threads, boto3, pandas"),
        rows,
        "wanted: `import planes` below 1, one thread, neither boto3 nor pandas",
    )


if __name__ == "__main__":
    main()
