"""Figures about choosing: who does what, what changes a choice, what it costs, and how a move goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from planes import choosing, facts
from planes.plots import style
from planes.plots.boxes import TINTS
from planes.plots.figure import Drawing, canvas, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PLATFORMS = {
    "ECS on EC2": "ECS\nEC2",
    "ECS Managed Instances": "ECS\nManaged\nInstances",
    "ECS on Fargate": "ECS\nFargate",
    "EKS managed node group": "EKS\nnode\ngroup",
    "EKS Auto Mode": "EKS\nAuto\nMode",
    "EKS on Fargate": "EKS\nFargate",
    "EKS Hybrid Nodes or ECS Anywhere": "own\nmachines",
}
_ROWS = {
    "host OS patch / AMI": "operating system patched by",
    "agent / kubelet version": "agent or kubelet updated by",
    "capacity / instance type choice": "instance types chosen by",
    "add-ons (CNI, CoreDNS, CSI)": "cluster add-ons kept by",
    "DaemonSet-like agents": "an agent on each host",
    "GPU": "GPU",
    "Windows": "Windows containers",
    "Spot": "Spot",
}
_SHORT = {0.0: "AWS", 0.5: "you start", 1.0: "you"}
_NO_WORDS = ("no", "sidecar only")
_ONE_OF_TWO = {("Windows", "EKS Hybrid Nodes or ECS Anywhere"): "EKS: no"}
"""A row about two platforms of which its source names one."""
_FILLS = {"you": "orange", "you start": "orange", "AWS": "blue", "no": "orange", "EKS: no": "orange"} | {
    "yes": "blue",
    "–": "grey",
}


def platforms() -> Drawing:
    """Draw who has which duty on each platform, and what each can do."""
    known = {(one.duty, one.platform): one for one in facts.responsibilities()}
    figure, axes = canvas(7.4, 4.4)
    for row, duty in enumerate(_ROWS):
        for column, platform in enumerate(_PLATFORMS):
            word = _ONE_OF_TWO.get((duty, platform)) or _word(known.get((duty, platform)))
            # Colour says it at a glance; the word in the cell says it without colour.
            _cell(axes, column, row, word, _FILLS[word])
    _frame(axes, list(_PLATFORMS.values()), list(_ROWS.values()))
    alt = (
        "A table of seven platforms. AWS patches hosts on ECS Managed Instances, Fargate and EKS Auto Mode; "
        "you do on EC2 and your own machines, and start it on a managed node group. Fargate has no GPU and "
        "takes no agent on a host; on EKS it has neither Windows nor Spot. Auto Mode and EKS "
        "Hybrid Nodes have no Windows."
    )
    note = (
        f"{facts.sources()['EKSUG'].name}, {facts.sources()['APEX'].name}. “You start”: you trigger, AWS "
        "does it. “–”: does not apply, or not published. “EKS: no”: of EKS Hybrid Nodes."
    )
    return finish(figure, alt=alt, truth="published", note=note)


def _word(one: facts.Responsibility | None) -> str:
    if one is None or one.value == "not applicable":
        return "–"
    if one.share is not None:
        return _SHORT[one.share]
    return "no" if one.value in _NO_WORDS else "yes"


def _cell(axes: Axes, column: float, row: float, word: str, fill: str) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle((column - 0.48, row - 0.45), 0.96, 0.9, facecolor=TINTS[fill], edgecolor="none", zorder=1)
    )
    axes.text(column, row, word, ha="center", va="center", fontsize=9, zorder=2)


def _frame(axes: Axes, columns: Sequence[str], rows: Sequence[str]) -> None:
    axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(rows) - 0.5, -0.5))
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


_NEEDS = {
    "kubernetes": "Kubernetes API",
    "hosts_in_one_cluster": "hosts in one cluster",
    "own_site": "own site",
    "gpu": "GPU",
    "host_agent": "agent on host",
    "docker_socket": "docker.sock",
    "windows": "Windows",
    "own_kernel": "kernel of its own",
    "interruptible": "interruptible",
    "use_percent": "use of hosts",
    "patches_hosts": "team patches hosts",
}


_MARKS = {"control plane": ("plane", "orange"), "capacity": ("cap.", "blue"), "": ("·", "grey")}


def sensitivity(cases: Mapping[str, choosing.Needs]) -> Drawing:
    """Draw, for each case and each need, whether changing that need alone changes the choice."""
    figure, axes = canvas(7.4, 1.9 + 0.3 * len(cases))
    names: list[str] = []
    moved = dict.fromkeys(_NEEDS, 0)
    for row, (name, needs) in enumerate(cases.items()):
        now = choosing.choose(needs)
        names.append(f"{name}  {now.control_plane}, {now.capacity}")
        for column, change in enumerate(choosing.changes(needs)):
            _cell(axes, column, row, *_MARKS[change.changes])
            moved[change.need] += bool(change.changes)
    _frame(axes, list(_NEEDS.values()), names)
    for label in axes.get_xticklabels():
        label.set(rotation=60, ha="left", rotation_mode="anchor")
    counts = ", ".join(f"{_NEEDS[need]} {count}" for need, count in moved.items())
    alt = f"Does changing one need alone change the choice? Cases of {len(cases)} in which it does: {counts}."
    note = (
        "“plane”: another control plane. “cap.”: only another capacity. “·”: the same choice. Yes becomes no "
        "and no yes; use becomes 95 or 40 per cent, hosts 10,000 or 10."
    )
    return finish(figure, alt=alt, truth="modelled", note=note)


def months(rows: Mapping[str, Mapping[str, float]], note: str = "") -> Drawing:
    """Draw what a system costs in a month, by part.

    Args:
        rows: USD per month by part, by name of the way to run it.
        note: the rest of the caption.
    """
    figure, axes = canvas(7.2, 1.3 + 0.42 * len(rows))
    parts = list(dict.fromkeys(part for parts in rows.values() for part in parts))
    left = dict.fromkeys(rows, 0.0)
    for number, part in enumerate(parts):
        sizes = [parts_of.get(part, 0.0) for parts_of in rows.values()]
        axes.barh(list(rows), sizes, left=list(left.values()), height=0.6, label=part, **style.area(number))
        left = {name: left[name] + parts_of.get(part, 0.0) for name, parts_of in rows.items()}
    for row, total in enumerate(left.values()):
        axes.text(total + max(left.values()) * 0.01, row, f"{total:.0f}", va="center", fontsize=9)
    axes.invert_yaxis()
    axes.set(xlabel="USD per month of 730 hours", xlim=(0, max(left.values()) * 1.1))
    axes.grid(axis="y", visible=False)
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=len(parts))
    words = "; ".join(
        f"{name}: " + " and ".join(f"{usd:.0f} USD {part}" for part, usd in parts_of.items())
        for name, parts_of in rows.items()
    )
    return finish(figure, alt=f"Cost per month. {words}.", truth="modelled", note=note)


def fee_share(instance_type: str = "m5.large", most: int = 40) -> Drawing:
    """Draw the fee of one EKS cluster as a share of its bill, by number of hosts."""
    figure, axes = canvas(7.0, 3.4)
    usd = facts.instance(instance_type).usd_per_hour
    hosts = list(range(1, most + 1))
    ends = {}
    for number, support in enumerate(("standard", "extended")):
        fee = facts.number(f"CE10.{support}")
        shares = [100 * fee / (fee + usd * count) for count in hosts]
        axes.plot(hosts, shares, **style.series(number) | {"marker": None})
        ends[support] = (shares[5], shares[-1])
        words = f"{support} support, {fee:.2f} USD per hour"
        axes.text(12, shares[11] + 3, words, va="bottom", fontsize=9)
    axes.set(xlabel=f"{instance_type} hosts in the cluster", ylabel="fee, % of the bill")
    axes.set(xlim=(0, most), ylim=(0, 100))
    axes.set_xticks(range(0, most + 1, 10))
    alt = "The fee of an EKS cluster as a share of its bill, falling with the number of hosts. " + " ".join(
        f"In {support} support {six:.0f} per cent with 6 hosts and {last:.0f} per cent with {most}."
        for support, (six, last) in ends.items()
    )
    note = f"Fee: {facts.cite('CE10')}; hosts On-Demand: {facts.cite('CE01')}. ECS has no such fee."
    return finish(figure, alt=alt, truth="modelled", note=note)


class Minute(NamedTuple):
    """One minute of a move: requests per second served by each side, and lost."""

    minute: float
    old: float
    new: float
    lost: float


class Move(NamedTuple):
    """One way to move a service: what was done, by minute, and what every minute brought, ascending."""

    name: str
    steps: Mapping[float, str]
    minutes: Sequence[Minute]


def handover(moves: Sequence[Move], note: str = "") -> Drawing:
    """Draw who served the requests while a service moved, and what was lost: a row for each way.

    Args:
        moves: from top to bottom.
        note: the rest of the caption.
    """
    figure, rows = canvas(7.2, 1.0 + 2.6 * len(moves), rows=len(moves), squeeze=False)
    for (axes,), move in zip(rows, moves, strict=True):
        _move(axes, move)
    last = rows[-1][0]
    last.set_xlabel("minutes")
    last.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), ncols=3)
    alt = "Requests per second while a service moves from ECS to EKS. " + " ".join(map(_told, moves))
    return finish(figure, alt=alt, truth="modelled", note=note)


def _move(axes: Axes, move: Move) -> None:
    # The last value is repeated, so that the last minute has a width as well.
    minutes = [*move.minutes, move.minutes[-1]._replace(minute=move.minutes[-1].minute + 1)]
    clock = [one.minute for one in minutes]
    bands = {
        "served by ECS": [one.old for one in minutes],
        "served by EKS": [one.new for one in minutes],
        "lost": [one.lost for one in minutes],
    }
    below = [0.0] * len(minutes)
    for number, (name, values) in enumerate(bands.items()):
        top = [low + value for low, value in zip(below, values, strict=True)]
        look = style.area(number if name != "lost" else 3) | {"label": name}
        axes.fill_between(clock, below, top, step="post", **look)
        below = top
    peak = max(below)
    for row, (minute, words) in enumerate(move.steps.items()):
        axes.axvline(minute, color=style.INK, linestyle=":", linewidth=1)
        paper = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1}
        axes.text(minute + 0.4, peak * (1.04 + 0.16 * (row % 3)), words, fontsize=9, va="bottom", bbox=paper)
    axes.set(ylabel="requests per second", ylim=(0, peak * 1.55), xlim=(clock[0], clock[-1]))
    axes.set_title(move.name, loc="left", fontsize=10)


def _told(move: Move) -> str:
    lost = sum(one.lost > 0 for one in move.minutes)
    steps = ", ".join(f"{words} at minute {minute:.0f}" for minute, words in move.steps.items())
    losses = f"in {lost} of {len(move.minutes)} minutes" if lost else "in no minute"
    return f"{move.name}: {steps}; requests were lost {losses}."
