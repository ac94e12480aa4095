"""Where network addresses run out before CPU and memory do, over the whole table of instance types."""

from __future__ import annotations

import math
from collections import Counter
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
_REGISTERED = 7985 / 8192  # C511: what ECS documents for a host of 8 GiB
_HOST_NETWORK_PODS = 2  # C501: two pods that need no address of their own


class Limits(NamedTuple):
    """How many equal tasks one instance type takes: by CPU and memory, and by addresses in four set-ups.

    `ecs_trunking` is None where the type cannot trunk or AWS's table has no number. `eks_prefixes` keeps
    the recommended cap; `eks_blocks` is what the prefixes alone would allow.
    """

    instance_type: str
    ecs_size: int
    eks_size: int
    ecs: int
    ecs_trunking: int | None
    eks: int
    eks_prefixes: int
    eks_blocks: int


def limits(cpu_units: float, memory_mib: float) -> list[Limits]:
    """Return the limits of every instance type that is large enough for at least one task.

    ECS has all CPU and the memory that the system registers; on EKS the kubelet's reserve and the memory
    that must stay free go off too. Every type registers the share of its memory that AWS documents for one.
    Source: C511, C506 to C508.

    Args:
        cpu_units: CPU of one task; 1,024 units are one vCPU.
        memory_mib: memory of one task.
    """
    found = []
    for name, shape in facts.instances().items():
        registered = math.floor(shape.memory_mib * _REGISTERED)
        kept_millicores, kept_mib = rules.ec2.kube_reserved(name)
        kept_mib += int(facts.number("C508.eviction"))
        ecs_size = math.floor(min(shape.vcpus * 1024 / cpu_units, registered / memory_mib))
        eks_cpu_units = shape.vcpus * 1024 - kept_millicores * 1024 / 1000
        eks_size = math.floor(min(eks_cpu_units / cpu_units, (registered - kept_mib) / memory_mib))
        if min(ecs_size, eks_size) < 1:
            continue
        pods = rules.ec2.max_pods(name)
        row = Limits(
            name,
            ecs_size,
            eks_size,
            rules.ec2.awsvpc_task_limit(name),
            _with_trunking(name),
            pods,
            rules.ec2.max_pods(name, prefix_delegation=True),
            (pods - _HOST_NETWORK_PODS) * int(facts.number("C504.prefix")) + _HOST_NETWORK_PODS,
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
    figure, (left, right) = canvas(7.2, 4.6, columns=2, sharey=True)
    ecs = {"an interface each": "ecs", "with trunking": "ecs_trunking"}
    eks = {"an address each": "eks", "with prefixes": "eks_prefixes"}
    words = [
        *_panel(left, "ECS tasks (awsvpc)", table, "ecs_size", ecs, "addresses bind"),
        *_panel(right, "EKS pods (VPC CNI)", table, "eks_size", eks, "addresses\nor the cap bind"),
    ]
    left.set_ylabel("tasks that addresses, and on EKS\nthe cap, allow (log scale)")
    alt = (
        "Every instance type as a point: tasks by addresses against tasks by size, on log axes. Of the types "
        f"with a number are bound: {'; '.join(words)}."
    )
    size = f"tasks of {cpu_units / 1024:g} vCPU and {memory_mib:,} MiB"
    pairs = [
        *(("ecs_size", field) for field in ecs.values()),
        *(("eks_size", field) for field in eks.values()),
    ]
    most = max(max(_types_on_a_mark(table, by, field).values()) for by, field in pairs)
    sources = "; ".join(facts.cite(fact).removeprefix("published: ") for fact in ("C501", "C504", "C513"))
    marks = f"many fall on one mark, up to {most}; the legend counts types"
    note = f"{len(table)} instance types ({marks}), {size}. Limits: {sources}."
    return finish(figure, alt=alt, truth="modelled", note=note)


def _panel(
    axes: Axes, title: str, table: list[Limits], size: str, series: dict[str, str], binds: str
) -> Iterable[str]:
    axes.fill_between(_AXIS, _AXIS, _AXIS[0], color="#F3F3F3", zorder=0)
    axes.plot(_AXIS, _AXIS, color=style.GREY, linewidth=1)
    words_below = f"below the line\n{binds}"
    axes.text(1800, 1.0, words_below, ha="right", va="bottom", fontsize=9, color=style.GREY)
    words = []
    for number, (name, field) in enumerate(series.items()):
        rows = [row for row in table if getattr(row, field) is not None]
        look = style.series(number) | {"linestyle": "none", "markersize": 5, "markeredgewidth": 1.2}
        if number:
            look["markerfacecolor"] = "none"  # both series often meet in one point
        bound = _bound(rows, size, field)
        points = [(getattr(row, size), getattr(row, field)) for row in rows]
        axes.plot(*zip(*points, strict=True), label=f"{name}:\n{bound}", **look)
        words.append(f"{title.split()[0]} {name} {bound}")
    _name_one(axes, table, size, list(series.values()))
    axes.set(xscale="log", yscale="log", xlim=_AXIS, ylim=_AXIS, title=title)
    axes.set_xlabel("tasks that the size allows (log scale)")
    axes.set_xticks(*_TICKS)
    axes.set_yticks(*_TICKS)
    axes.minorticks_off()
    axes.legend(loc="upper left", handletextpad=0.2, borderaxespad=0.2)
    return words


def _types_on_a_mark(table: list[Limits], size: str, field: str) -> Counter[tuple[int, int]]:
    return Counter(
        (getattr(row, size), getattr(row, field)) for row in table if getattr(row, field) is not None
    )


def _bound(rows: list[Limits], size: str, field: str) -> str:
    """Say how many types are bound, and by what: a recommended cap is no lack of addresses."""
    if field != "eks_prefixes":
        return f"{sum(getattr(row, field) < getattr(row, size) for row in rows)} of {len(rows)} types bound"
    by_blocks = sum(row.eks_blocks < row.eks_size for row in rows)
    by_cap = sum(row.eks_prefixes < row.eks_size <= row.eks_blocks for row in rows)
    return f"{by_blocks} by addresses,\n{by_cap} of {len(rows)} by the cap"


def _name_one(axes: Axes, table: list[Limits], size: str, fields: list[str]) -> None:
    """Write the name of one well-known type beside its points."""
    row = next((row for row in table if row.instance_type == _NAMED), None)
    if row is None:
        return
    at = getattr(row, size)
    low, high = (getattr(row, field) for field in fields)
    axes.plot([at] * 2, [low, high], color=style.INK, linewidth=0.8, marker=".", markersize=3)
    place = {"xytext": (5, -3), "textcoords": "offset points", "va": "top", "fontsize": 9}
    axes.annotate(f"{_NAMED}\n{low} → {high}", (at, low), **place)  # type: ignore[arg-type]


def _with_trunking(name: str) -> int | None:
    if not facts.instance(name).trunking:
        return None
    try:
        return rules.ec2.awsvpc_task_limit(name, trunking=True)
    except PlanesError:
        return None
