"""Tasks that run over time, one row for each case below the other, so that no curve hides another."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from planes.errors import PlanesError
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish
from planes.plots.fleet import Curve

_LONG_SECONDS = 600


def running(
    curves: Mapping[str, Curve],
    wanted: float,
    marks: Mapping[str, float] | None = None,
    note: str = "",
    unit_seconds: int = 1,
) -> Drawing:
    """Draw how many tasks run, one row for each case, with what is missing and what is too many filled.

    Args:
        curves: (second, tasks) pairs by the name of the case, ascending in time.
        wanted: the desired number of tasks.
        marks: seconds at which something happened, by what happened.
        note: the rest of the caption.
        unit_seconds: 1 for an axis in seconds, 60 in minutes.

    Raises:
        PlanesError: there is no curve.
    """
    if not curves:
        raise PlanesError("running() needs at least one curve: (second, tasks) pairs by name.")
    count = len(curves)
    figure, grid = canvas(7.2, 1.15 * count + 0.8, count, 1, squeeze=False, sharex=True, sharey=True)
    top = 1.25 * max(wanted, *(tasks for curve in curves.values() for _, tasks in curve))
    for axes, (name, curve) in zip(grid.flat, curves.items(), strict=True):
        times = [second / unit_seconds for second, _ in curve]
        course(axes, times, [tasks for _, tasks in curve], wanted, "running")
        axes.axhline(wanted, color=style.INK, linestyle=":", linewidth=1.2, label=f"wanted: {wanted:g}")
        for words, second in (marks or {}).items():
            axes.axvline(second / unit_seconds, color=style.INK, linewidth=0.8, label=words)
        axes.set_title(name, fontsize=10)
        axes.set(xlim=(times[0], times[-1]), ylim=(0, top), ylabel="tasks")
    grid[-1, 0].set_xlabel("virtual minutes" if unit_seconds == 60 else "virtual seconds")
    handles = {
        label: handle
        for axes in grid.flat
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    figure.legend(handles.values(), handles.keys(), loc="outside upper left", ncols=5, columnspacing=1.2)
    told = "; ".join(f"{name}: {_extremes(curve)}" for name, curve in curves.items())
    return finish(
        figure, alt=f"Running tasks over time, {wanted:g} wanted. {told}.", truth="modelled", note=note
    )


def course(axes: Any, times: Sequence[float], counts: Sequence[float], wanted: float, label: str) -> None:
    """Draw one step curve; fill what is missing below the wanted number and what is too many above it."""
    axes.step(times, counts, where="post", color=style.PALETTE["blue"], label=label)
    for words, number, others in (
        ("missing", 1, [max(wanted, count) for count in counts]),
        ("too many", 4, [min(wanted, count) for count in counts]),
    ):
        if list(counts) != others:
            look = style.area(number) | {"linewidth": 0}
            axes.fill_between(times, counts, others, step="post", label=words, **look)


def gaps(curve: Curve, wanted: float) -> list[tuple[float, float, float]]:
    """Return (first second, last second, most tasks missing) of every time with fewer than wanted."""
    found: list[tuple[float, float, float]] = []
    inside = False
    for (second, count), (later, _) in itertools.pairwise(curve):
        if count < wanted:
            begin, _, most = found.pop() if inside else (second, second, 0.0)
            found.append((begin, later, max(most, wanted - count)))
        inside = count < wanted
    return found


def duration(seconds: float) -> str:
    """Say how long something took: seconds up to ten minutes, minutes up to an hour, then hours."""
    if seconds < _LONG_SECONDS:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 3600 else f"{seconds / 3600:.3g} h"


def _extremes(curve: Curve) -> str:
    counts = [count for _, count in curve]
    return f"between {min(counts):g} and {max(counts):g}, at the end {counts[-1]:g}"
