"""What EC2 and Fargate cost: over utilization, by instance type, and over a day of varying load."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planes import facts, rules
from planes.errors import PlanesError
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CPU_UNITS_PER_VCPU = 1024


@dataclass(frozen=True)
class Costs:
    """One EC2 instance and the same shape on Fargate, in USD per hour, On-Demand, Linux, us-east-1."""

    instance_type: str
    architecture: str
    ec2: float
    fargate: float

    @property
    def break_even(self) -> float:
        """Utilization (1.0 is a full instance) at which both cost the same."""
        return self.ec2 / self.fargate


def costs(instance_type: str, architecture: str = "x86_64") -> Costs:
    """Return what an instance costs per hour, and its shape on Fargate.

    The shape need not be a valid size: the prices per vCPU and per GB are what is compared (source: CP14).

    Args:
        instance_type: such as "m5.large".
        architecture: "x86_64" or "arm64".
    """
    shape = facts.instance(instance_type)
    fargate = rules.fargate.cost(shape.vcpus * _CPU_UNITS_PER_VCPU, shape.memory_mib, 3600, architecture)
    return Costs(instance_type, architecture, shape.usd_per_hour, fargate)


def over_utilization(instance_type: str, architecture: str = "x86_64") -> Drawing:
    """Draw the cost per hour of an instance and of Fargate against utilization, with the break-even marked.

    Args:
        instance_type: such as "m5.large".
        architecture: "x86_64" or "arm64".
    """
    both = costs(instance_type, architecture)
    percent = 100 * both.break_even
    figure, axes = canvas(7.0, 3.7)
    axes.plot([0, 100], [both.ec2] * 2, **style.series(0) | {"marker": None})
    axes.plot([0, 100], [0, both.fargate], **style.series(1) | {"marker": None})
    axes.text(3, both.ec2 * 1.02, f"{instance_type}: {both.ec2:g} USD, used or not", va="bottom", fontsize=9)
    axes.text(45, both.fargate * 0.51, "Fargate: pays for\nwhat tasks reserve", ha="right", fontsize=9)
    if percent <= 100:
        axes.plot(percent, both.ec2, color=style.INK, marker="o", linestyle="none", zorder=3)
        axes.vlines(percent, 0, both.ec2, color=style.INK, linestyle=":", linewidth=1)
        words = f"break-even\n{percent:.1f} %"
        axes.text(percent - 1, both.ec2 * 0.45, words, ha="right", fontsize=9)
        axes.text(100, both.ec2 * 0.06, "EC2\ncheaper", ha="right", va="bottom", fontsize=9, color=style.GREY)
    axes.text(45, both.ec2 * 0.06, "Fargate cheaper", va="bottom", fontsize=9, color=style.GREY)
    axes.set(xlim=(0, 101), ylim=(0, max(both.fargate, both.ec2) * 1.08))
    axes.set(xlabel="utilization u: share of the shape that tasks reserve, %", ylabel="USD per hour")
    alt = (
        f"Cost per hour against utilization. {instance_type} costs {both.ec2:g} USD at every utilization; "
        f"Fargate rises from 0 to {both.fargate:.4f} USD. They meet at {percent:.1f} per cent."
    )
    note = (
        "On-Demand both, Linux, us-east-1, the same shape; without the reserve of agents, disks and people's "
        f"work. Prices {_price_source()}."
    )
    return finish(figure, alt=alt, truth="modelled", note=note)


def break_evens(rows: Mapping[str, float]) -> Drawing:
    """Draw break-even utilizations as points on one axis, each with its name.

    Args:
        rows: utilization (1.0 is a full instance) by name, from top to bottom; above 1 is called "never".
    """
    figure, axes = canvas(7.0, 0.9 + 0.32 * len(rows))
    axes.axvline(100, color=style.GREY, linewidth=1)
    for row, share in enumerate(rows.values()):
        percent = 100 * share
        axes.plot([0, percent], [row, row], color="#BBBBBB", linewidth=1.2)
        axes.plot(percent, row, **style.series(0 if share <= 1 else 3) | {"linestyle": "none"})
        words, side = (f"{percent:.1f} %", "right") if share <= 1 else ("never", "left")
        box = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1}
        axes.text(percent + (2 if share > 1 else -2), row, words, ha=side, va="center", fontsize=9, bbox=box)
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    right = max(112, 100 * max(rows.values()) + 12)
    axes.set(xlim=(0, right), xlabel="utilization from which EC2 costs less than Fargate, %")
    words = "; ".join(
        f"{name}: {100 * share:.1f} per cent{'' if share <= 1 else ', so never'}"
        for name, share in rows.items()
    )
    note = f"The same shape on both, us-east-1. Prices {_price_source()}."
    return finish(figure, alt=f"Break-even utilization by instance: {words}.", truth="modelled", note=note)


@dataclass(frozen=True)
class DayPlan:
    """How one way of running a day went: what was paid for, and what it had cost by then.

    Attributes:
        hours: hours since the day began, ascending.
        vcpus: vCPUs that were paid for in the time up to each of these hours.
        usd: USD spent by each of these hours.
    """

    hours: Sequence[float]
    vcpus: Sequence[float]
    usd: Sequence[float]


def day(needed_vcpus: Callable[[float], float], plans: Mapping[str, DayPlan], note: str = "") -> Drawing:
    """Draw a day of varying load: what was needed and paid for above, what it cost below.

    Args:
        needed_vcpus: vCPUs that the load needs, by hour of the day.
        plans: how the day went, by name.
        note: the rest of the caption.

    Raises:
        PlanesError: there is no plan.
    """
    if not plans:
        raise PlanesError("A day needs at least one plan: a DayPlan by name.")
    figure, (above, below) = canvas(7.2, 5.6, rows=2, sharex=True, gridspec_kw={"height_ratios": [1, 1]})
    hours = [step / 20 for step in range(481)]
    needed = [needed_vcpus(hour) for hour in hours]
    above.fill_between(hours, needed, step="post", color="#DDDDDD", label="needed by the load")
    for number, (name, plan) in enumerate(plans.items()):
        look = style.series(number) | {"marker": None}
        above.step([0, *plan.hours], [plan.vcpus[0], *plan.vcpus], where="pre", label=name, **look)
        below.plot(plan.hours, plan.usd, **look)
        _label_end(below, plan, f"{name}\n{plan.usd[-1]:.2f} USD", _row(plans, name))
    above.set(ylabel="vCPU paid for", ylim=(0, None))
    above.legend(loc="upper left", ncols=2)
    top = max(max(plan.vcpus) for plan in plans.values())
    above.set_ylim(0, top * 1.45)
    below.set(ylabel="USD so far", xlabel="hour of the day", xlim=(0, 24), ylim=(0, None))
    below.set_xticks(range(0, 25, 3))
    ends = ", ".join(f"{name} {plan.usd[-1]:.2f} USD" for name, plan in plans.items())
    alt = (
        "A day of varying load. Above, vCPUs paid for against vCPUs needed; below, the cost so far. "
        f"In the end: {ends}."
    )
    return finish(figure, alt=alt, truth="modelled", note=note)


def _row(plans: Mapping[str, DayPlan], name: str) -> int:
    """Return the rank of a plan's final cost, cheapest 0: labels are stacked in that order."""
    return sorted(plans, key=lambda other: plans[other].usd[-1]).index(name)


def _label_end(axes: Axes, plan: DayPlan, words: str, row: int) -> None:
    arrow = {"arrowstyle": "-", "color": style.GREY, "linewidth": 0.6}
    place: dict[str, Any] = {"textcoords": "axes fraction", "ha": "left", "va": "center", "fontsize": 9}
    # Not clipped: the end of the day lies on the edge of the axes.
    axes.annotate(
        words,
        (plan.hours[-1], plan.usd[-1]),
        xytext=(1.03, 0.3 + 0.27 * row),
        arrowprops=arrow,
        annotation_clip=False,
        **place,
    )


def _price_source() -> str:
    return f"{facts.cite('CP01')}; {facts.cite('CE01')}"
