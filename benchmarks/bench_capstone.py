"""A day of the capstone, for every design of its tests.

Covers: building the shop, 24 virtual hours of traffic, scaling, faults and a release, and the marks.
Scenario: the example day and a hidden one.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from planes import capstone
from table import cpu_seconds, show

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from capstone.designs import GOOD


def main() -> None:
    """Play every design twice and print the CPU time and the marks."""
    scenarios = (capstone.Scenario.example(), capstone.Scenario.hidden(1))
    capstone.play(next(iter(GOOD.values())), scenarios[0])  # the first play also imports boto3
    rows: list[tuple[object, ...]] = []
    for name, design in GOOD.items():
        seconds = [cpu_seconds(partial(capstone.play, design, scenario)) for scenario in scenarios]
        totals = [capstone.score(capstone.play(design, s)).total for s in scenarios]
        rows.append((name, *seconds, *totals))
    columns = ("design", "example, CPU s", "hidden, CPU s", "example, marks", "hidden, marks")
    show("A day of the shop", columns, rows, "wanted: at most 2 CPU s a day")


if __name__ == "__main__":
    main()
