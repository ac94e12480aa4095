"""Scaling with load: a day of automatic scaling, and scalers side by side on the same load."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from planes.errors import PlanesError
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish

_SHORT_HOURS = 6


class Minute(NamedTuple):
    """One minute of a service: what came, how many tasks answered and were wanted, how busy they were."""

    minute: float
    requests_per_second: float
    tasks: float
    desired: float
    utilization_percent: float


def day(minutes: Sequence[Minute], target_percent: float, note: str = "") -> Drawing:
    """Draw a day of automatic scaling, or an hour: load and tasks above, utilization and its target below.

    A part of a day of up to six hours is drawn with the number of tasks at each change.

    Args:
        minutes: in order.
        target_percent: the utilization the scaler aims at.
        note: the rest of the caption.

    Raises:
        PlanesError: there is no minute.
    """
    if not minutes:
        raise PlanesError("day() needs at least one Minute.")
    figure, (above, below) = canvas(7.2, 4.6, 2, 1, sharex=True)
    hours = [row.minute / 60 for row in minutes]
    load, tasks = style.series(0) | {"marker": None}, style.series(1) | {"marker": None}
    above.plot(hours, [row.requests_per_second for row in minutes], label="requests per second", **load)
    right = above.twinx()
    # A row is the look at the end of a minute: a change since the row before is drawn from that row on.
    right.step(hours, [row.tasks for row in minutes], where="pre", label="tasks (right)", **tasks)
    right.grid(visible=False)
    right.spines["right"].set_visible(True)
    above.set(ylabel="requests per second", ylim=(0, None))
    right.set(ylabel="tasks", ylim=(0, None))
    below.plot(
        hours, [row.utilization_percent for row in minutes], color=style.PALETTE["green"], linewidth=1.2
    )
    below.axhline(target_percent, color=style.INK, linestyle="--", linewidth=1.2)
    below.text(
        hours[-1], target_percent, f"target: {target_percent:g} %", ha="right", va="bottom", fontsize=9
    )
    below.set(ylabel="CPU utilization, %", ylim=(0, 105), xlabel="hour of the day")
    below.set_xlim(hours[0], hours[-1])
    if hours[-1] - hours[0] > _SHORT_HOURS:
        below.set_xticks(range(0, round(hours[-1]) + 1, 3))
    else:
        _show_details(below, right, minutes)
    handles = [*above.get_lines(), *right.get_lines()]
    figure.legend(handles, [line.get_label() for line in handles], loc="outside upper left", ncols=2)
    full = sum(row.utilization_percent >= 99.9 for row in minutes)
    counts = [row.tasks for row in minutes]
    words = (
        f"Target tracking at {target_percent:g} per cent: {min(counts):g} to {max(counts):g} tasks "
        f"follow {min(r.requests_per_second for r in minutes):.0f} to "
        f"{max(r.requests_per_second for r in minutes):.0f} requests per second; {full} minutes at full CPU."
    )
    return finish(figure, alt=words, truth="modelled", note=note)


def _show_details(below: Any, right: Any, minutes: Sequence[Minute]) -> None:
    """Mark every quarter of an hour and write the number of tasks at each change."""
    quarters = [row.minute for row in minutes if row.minute % 15 == 0]
    words = [f"{minute // 60:.0f}:{minute % 60:02.0f}" for minute in quarters]
    below.set_xticks([minute / 60 for minute in quarters], words)
    box = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.5, "alpha": 0.85}
    for before, after in itertools.pairwise(minutes):
        if before.tasks != after.tasks:
            place = (before.minute / 60, after.tasks)
            look = {"textcoords": "offset points", "fontsize": 9, "bbox": box}
            right.annotate(f"{after.tasks:g}", place, xytext=(3, -12), **look)


def side_by_side(
    cases: Mapping[str, Sequence[Minute]], needed: Mapping[str, Sequence[float]], note: str = ""
) -> Drawing:
    """Draw several scalers side by side: tasks wanted and tasks that answer, against the number needed.

    Args:
        cases: minutes by the name of the scaler.
        needed: for each minute, the number of tasks that would meet the target, by the same names.
        note: the rest of the caption.

    Raises:
        PlanesError: there is no case.
    """
    if not cases:
        raise PlanesError("side_by_side() needs at least one case: Minutes by its name.")
    figure, row = canvas(7.4, 3.3, 1, len(cases), squeeze=False, sharey=True)
    for axes, (name, minutes) in zip(row.flat, cases.items(), strict=True):
        times = [moment.minute for moment in minutes]
        axes.step(
            times, needed[name], where="post", label="needed", color=style.INK, linestyle=":", linewidth=1.4
        )
        for number, (words, counts) in enumerate(
            (
                ("wanted", [moment.desired for moment in minutes]),
                ("answering", [moment.tasks for moment in minutes]),
            )
        ):
            axes.step(times, counts, where="post", label=words, **style.series(number) | {"marker": None})
        axes.set_title(name, fontsize=10)
        axes.set(xlim=(0, times[-1]), xlabel="virtual minutes", ylim=(0, None))
    row[0, 0].set_ylabel("tasks")
    figure.legend(*row[0, 0].get_legend_handles_labels(), loc="outside upper left", ncols=3)
    told = "; ".join(
        f"{name}: {max(needed[name]):g} needed and {max(m.desired for m in minutes):g} wanted at most, "
        f"{changes(minutes)} changes"
        for name, minutes in cases.items()
    )
    return finish(
        figure,
        alt=f"Tasks wanted by scalers. {told}.",
        truth="modelled",
        note=note,
    )


def changes(minutes: Sequence[Minute]) -> int:
    """Return how often the number of wanted tasks changed."""
    return sum(before.desired != after.desired for before, after in itertools.pairwise(minutes))
