"""The valid sizes of a Fargate task, and how a request is rounded up to one."""

from __future__ import annotations

from planes import facts, rules
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish


def fargate_sizes(cpu_units: float | None = None, memory_mib: float | None = None) -> Drawing:
    """Draw every valid pair of CPU and memory; with a request, also the size it is rounded up to.

    Args:
        cpu_units: requested CPU; 1,024 units are one vCPU.
        memory_mib: requested memory.

    Raises:
        PlanesError: no size is large enough for the request.
    """
    sizes = rules.fargate.sizes()
    figure, axes = canvas(7.0, 4.0)
    points = [(cpu / 1024, memory / 1024) for cpu, memory in sizes]
    look = {"color": style.PALETTE["blue"], "marker": "o", "markersize": 4, "linestyle": "none"}
    axes.plot(*zip(*points, strict=True), label=f"the {len(sizes)} valid sizes", **look)
    first, last = points[0], points[-1]
    alt = (
        f"The {len(sizes)} valid sizes of a Fargate task as points on log axes, from {first[0]:g} vCPU and "
        f"{first[1]:g} GB to {last[0]:g} vCPU and {last[1]:g} GB."
    )
    if cpu_units is not None and memory_mib is not None:
        size = rules.fargate.smallest_size(cpu_units, memory_mib)
        start, end = (cpu_units / 1024, memory_mib / 1024), (size[0] / 1024, size[1] / 1024)
        axes.plot(*start, color=style.INK, marker="X", markersize=8, linestyle="none", label="asked for")
        ring = {
            "markerfacecolor": "none",
            "markeredgecolor": style.PALETTE["vermilion"],
            "markeredgewidth": 2,
        }
        axes.plot(
            *end, marker="s", markersize=12, linestyle="none", label="smallest size that holds it", **ring
        )
        axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": style.INK, "shrinkB": 7})
        alt += f" A request of {start[0]:g} vCPU and {start[1]:g} GB"
        alt += f" is rounded up to {end[0]:g} vCPU and {end[1]:g} GB."
    axes.set(xscale="log", yscale="log", xlim=(0.2, 42), ylim=(0.4, 330))
    axes.set(xlabel="vCPU (log scale)", ylabel="memory, GB (log scale)")
    vcpus = sorted({cpu / 1024 for cpu, _ in sizes})
    axes.set_xticks(vcpus, [f"{vcpu:g}" for vcpu in vcpus])
    memories = [0.5, 1, 2, 4, 8, 16, 30, 60, 120, 244]
    axes.set_yticks(memories, [f"{memory:g}" for memory in memories])
    axes.minorticks_off()
    axes.legend(loc="upper left")
    row = facts.fargate_sizes()[0]
    return finish(
        figure,
        alt=alt,
        truth="published",
        note=f"Fargate task size table, {row.as_of}; Linux. 1 GB is 1,024 MiB.",
    )
