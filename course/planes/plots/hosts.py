"""Hosts with their tasks: what is taken, what is free, and what is free but of no use (stranded)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from planes.errors import PlanesError
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from planes.data_plane import Ec2

_MOST_PER_ROW = 4
_SMALLEST_LABELLED = 0.1  # share of a host; a lower segment has no room for a line of text
_FREE = {"facecolor": style.PAPER, "edgecolor": style.GREY, "linewidth": 0.8}
_STRANDED = {"facecolor": "#E3E3E3", "edgecolor": style.GREY, "hatch": "xx", "linewidth": 0.8}


class Task(NamedTuple):
    """What one task reserves: CPU in units (1,024 are one vCPU), memory in MiB; `kind` has a colour."""

    kind: str
    cpu_units: float
    memory_mib: float


class Host(NamedTuple):
    """One host: what it has for tasks, the tasks on it, and how many more addresses it has (None: enough)."""

    name: str
    cpu_units: float
    memory_mib: float
    tasks: Sequence[Task] = ()
    free_addresses: int | None = None

    @property
    def free(self) -> tuple[float, float]:
        """CPU units and MiB that no task has reserved."""
        return (
            self.cpu_units - sum(task.cpu_units for task in self.tasks),
            self.memory_mib - sum(task.memory_mib for task in self.tasks),
        )

    def lacks(self, task: Task) -> list[str]:
        """Return what the host has not enough of for one more task: CPU, memory, addresses."""
        cpu, memory = self.free
        short = {
            "CPU": task.cpu_units > cpu,
            "memory": task.memory_mib > memory,
            "addresses": self.free_addresses is not None and self.free_addresses < 1,
        }
        return [name for name, lacking in short.items() if lacking]


def snapshot(ec2: Ec2) -> list[Host]:
    """Return the hosts of a world's EC2 data plane as they are now; a task's kind is its container's name."""
    return [
        Host(
            f"{host.instance_type.name}, {host.zone[-2:]}",
            host.cpu_millicores * 1024 / 1000,
            host.memory_mib,
            [
                Task(w.containers[0].name, w.cpu_millicores * 1024 / 1000, w.memory_mib)
                for w in (run.workload for run in host.workloads.values())
            ],
            host.free_addresses if any(run.workload.own_address for run in host.workloads.values()) else None,
        )
        for host in ec2.hosts.values()
        if host.state == "running"
    ]


def stranded(hosts: Sequence[Host], waiting: Task) -> tuple[float, float]:
    """Return the CPU units and MiB that are free on hosts where one more `waiting` task finds no room."""
    free = [host.free for host in hosts if host.lacks(waiting)]
    return sum(cpu for cpu, _ in free), sum(memory for _, memory in free)


def hosts(
    fleet: Sequence[Host],
    waiting: Task | None = None,
    kinds: Sequence[str] = (),
    truth: str = "modelled",
    note: str = "",
) -> Drawing:
    """Draw every host as two columns, CPU and memory, filled with its tasks.

    Args:
        fleet: the hosts.
        waiting: a task that looks for room; what is free on a host that cannot take it is stranded, even
            if a smaller task would fit.
        kinds: kinds of tasks in the order of their colours; other kinds follow as they come.
        truth: the figure's kind of truth.
        note: the rest of the caption.

    Raises:
        PlanesError: there is no host.
    """
    if not fleet:
        raise PlanesError("hosts() needs at least one Host to draw.")
    present = dict.fromkeys(task.kind for host in fleet for task in host.tasks)
    colours = list(dict.fromkeys([*(kind for kind in kinds if kind in present), *present]))
    columns = min(len(fleet), _MOST_PER_ROW)
    rows = math.ceil(len(fleet) / columns)
    figure, grid = canvas(
        max(4.8, 1.65 * columns + 0.6), 2.6 * rows + 0.5, rows, columns, squeeze=False, sharey=True
    )
    for axes, host in zip(grid.flat, fleet, strict=False):
        _draw_host(axes, host, colours, waiting)
    for axes in grid.flat[len(fleet) :]:
        axes.set_axis_off()
    for axes in grid[:, 0]:
        axes.set_ylabel("share of the host")
        axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    figure.legend(*_legend(colours, fleet, waiting), loc="outside upper left", ncols=4, columnspacing=1.2)
    return finish(figure, alt=_words(fleet, waiting), truth=truth, note=note)


def _draw_host(axes: Axes, host: Host, kinds: Sequence[str], waiting: Task | None) -> None:
    lacking = host.lacks(waiting) if waiting else []
    rest: dict[str, Any] = _STRANDED if lacking else _FREE
    columns = (
        (host.cpu_units, [task.cpu_units for task in host.tasks]),
        (host.memory_mib, [task.memory_mib for task in host.tasks]),
    )
    words = (_vcpu, _gib)
    for column, (size, amounts) in enumerate(columns):
        below = 0.0
        for task, amount in zip(host.tasks, amounts, strict=True):
            axes.bar(column, amount / size, bottom=below, width=0.86, **style.area(kinds.index(task.kind)))
            below += amount / size
        axes.bar(column, 1 - below, bottom=below, width=0.86, **rest)
        free = (1 - below) * size
        if 1 - below >= _SMALLEST_LABELLED:
            box = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5}
            axes.text(column, (1 + below) / 2, words[column](free), ha="center", va="center", bbox=box)
        elif _has_free(size, 1 - below):
            axes.text(column, 1.01, words[column](free), ha="center", va="bottom", fontsize=9)
    axes.set(xlim=(-0.6, 1.6), ylim=(0, 1.0))
    axes.set_xticks(
        [0, 1], [f"CPU\n{host.cpu_units / 1024:g} vCPU", f"memory\n{host.memory_mib / 1024:.1f} GiB"]
    )
    axes.tick_params(length=0)
    axes.grid(visible=False)
    count = f"{len(host.tasks)} task" + ("" if len(host.tasks) == 1 else "s")
    verdict = f"lacks {', '.join(lacking)}" if lacking else count
    axes.set_title(f"{host.name}\n{verdict}", fontsize=9, pad=16)


def _vcpu(cpu_units: float) -> str:
    """Write CPU units as vCPU, with a second digit where the first does not say it all: 0.25, but 0.5."""
    words = f"{cpu_units / 1024:.2f}"
    return words.removesuffix("0")


def _gib(memory_mib: float) -> str:
    return f"{memory_mib / 1024:.1f}"


def _has_free(size: float, share: float) -> bool:
    """Tell whether what is free is more than nothing when written with one digit (vCPU or GiB)."""
    return share * size / 1024 >= 0.05


def _legend(kinds: Sequence[str], hosts: Sequence[Host], waiting: Task | None) -> tuple[list[Any], list[str]]:
    from matplotlib.patches import Patch

    looks: dict[str, Any] = {kind: style.area(number) for number, kind in enumerate(kinds)}
    if waiting is None or any(not host.lacks(waiting) for host in hosts):
        looks["free (vCPU, GiB)"] = _FREE
    if waiting is not None and any(host.lacks(waiting) for host in hosts):
        looks[f"stranded, as no {waiting.kind} fits (vCPU, GiB)"] = _STRANDED
    return [Patch(**look) for look in looks.values()], list(looks)


def _words(hosts: Sequence[Host], waiting: Task | None) -> str:
    tasks = sum(len(host.tasks) for host in hosts)
    counts = ", ".join(str(len(host.tasks)) for host in hosts)
    words = (
        f"{len(hosts)} hosts with {tasks} tasks ({counts}), each drawn as a column of CPU and one of memory."
    )
    if waiting is None:
        return words
    cpu, memory = stranded(hosts, waiting)
    full = sum(bool(host.lacks(waiting)) for host in hosts)
    return (
        f"{words} {full} of them cannot take one more {waiting.kind}; stranded on these are "
        f"{_vcpu(cpu)} vCPU and {_gib(memory)} GiB."
    )
