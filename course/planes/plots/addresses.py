"""Where network addresses run out before CPU and memory do, over the whole table of instance types."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from planes import facts, rules
from planes.errors import PlanesError
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_AXIS = (0.8, 3000)
_TICKS = ([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
_NAMED = "m5.large"


class Limits(NamedTuple):
    """How many equal tasks one instance type takes: by CPU and memory, and by addresses in four set-ups.

    `ecs_trunking` is None where AWS's table has no number.
    """

    instance_type: str
    by_size: int
    ecs: int
    ecs_trunking: int | None
    eks: int
    eks_prefixes: int


def limits(cpu_units: float, memory_mib: float) -> list[Limits]:
    """Return the limits of every instance type that is large enough for at least one task.

    By CPU and memory the nominal size of the instance counts: the reserve for agents is not taken off.

    Args:
        cpu_units: CPU of one task; 1,024 units are one vCPU.
        memory_mib: memory of one task.
    """
    found = []
    for name, shape in facts.instances().items():
        by_size = math.floor(min(shape.vcpus * 1024 / cpu_units, shape.memory_mib / memory_mib))
        if by_size < 1:
            continue
        row = Limits(
            name,
            by_size,
            rules.ec2.awsvpc_task_limit(name),
            _with_trunking(name),
            rules.ec2.max_pods(name),
            rules.ec2.max_pods(name, prefix_delegation=True),
        )
        found.append(row)
    return found


def address_limits(cpu_units: float, memory_mib: float) -> Drawing:
    """Draw, for every instance type, how many tasks its addresses allow against how many its size allows.

    Args:
        cpu_units: CPU of one task; 1,024 units are one vCPU.
        memory_mib: memory of one task.
    """
    table = limits(cpu_units, memory_mib)
    figure, (left, right) = canvas(7.2, 4.4, columns=2, sharey=True)
    shares = [
        *_panel(
            left, "ECS tasks (awsvpc)", table, {"an interface each": "ecs", "with trunking": "ecs_trunking"}
        ),
        *_panel(
            right, "EKS pods (VPC CNI)", table, {"an address each": "eks", "with prefixes": "eks_prefixes"}
        ),
    ]
    left.set_ylabel("tasks that the addresses allow (log scale)")
    alt = (
        f"Every instance type as a point: tasks by addresses against tasks by size. Addresses bind first for "
        f"{'; '.join(shares)} of the types with a number."
    )
    size = f"tasks of {cpu_units / 1024:g} vCPU and {memory_mib:,} MiB"
    sources = "; ".join(facts.cite(fact).removeprefix("published: ") for fact in ("C501", "C504", "C513"))
    return finish(
        figure, alt=alt, truth="modelled", note=f"{len(table)} instance types, {size}. Limits: {sources}."
    )


def _panel(axes: Axes, title: str, table: list[Limits], series: dict[str, str]) -> Iterable[str]:
    axes.fill_between(_AXIS, _AXIS, _AXIS[0], color="#F3F3F3", zorder=0)
    axes.plot(_AXIS, _AXIS, color=style.GREY, linewidth=1)
    axes.text(
        1300, 1.0, "below the line\naddresses bind", ha="right", va="bottom", fontsize=9, color=style.GREY
    )
    words = []
    for number, (name, field) in enumerate(series.items()):
        rows = [(row.by_size, getattr(row, field)) for row in table if getattr(row, field) is not None]
        look = style.series(number) | {"linestyle": "none", "markersize": 5, "markeredgewidth": 1.2}
        if number:
            look["markerfacecolor"] = "none"  # both series often meet in one point
        binding = sum(by_address < by_size for by_size, by_address in rows)
        axes.plot(*zip(*rows, strict=True), label=f"{name}: {binding} of {len(rows)} bound", **look)
        words.append(f"{title.split()[0]} {name} {binding} of {len(rows)}")
    _name_one(axes, table, list(series.values()))
    axes.set(xscale="log", yscale="log", xlim=_AXIS, ylim=_AXIS, title=title)
    axes.set_xlabel("tasks that the size allows (log scale)")
    axes.set_xticks(*_TICKS)
    axes.set_yticks(*_TICKS)
    axes.minorticks_off()
    axes.legend(loc="upper left", handletextpad=0.2, borderaxespad=0.2)
    return words


def _name_one(axes: Axes, table: list[Limits], fields: list[str]) -> None:
    """Write the name of one well-known type beside its points."""
    row = next((row for row in table if row.instance_type == _NAMED), None)
    if row is None:
        return
    low, high = (getattr(row, field) for field in fields)
    axes.plot([row.by_size] * 2, [low, high], color=style.INK, linewidth=0.8, marker=".", markersize=3)
    place = {"xytext": (5, -3), "textcoords": "offset points", "va": "top", "fontsize": 9}
    axes.annotate(f"{_NAMED}\n{low} → {high}", (row.by_size, low), **place)  # type: ignore[arg-type]


def _with_trunking(name: str) -> int | None:
    try:
        return rules.ec2.awsvpc_task_limit(name, trunking=True)
    except PlanesError:
        return None
