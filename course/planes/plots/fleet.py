"""A fleet over time: how many tasks run, with what happened marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from planes.errors import PlanesError
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_TURNS = 6

Curve = Sequence[tuple[float, float]]
"""(second, value) pairs in order; each value holds until the next."""


def running_tasks(
    curves: Mapping[str, Curve],
    wanted: float,
    marks: Mapping[str, float] | None = None,
    note: str = "",
    unit_seconds: int = 1,
) -> Drawing:
    """Draw the number of running tasks over time, one step curve per case.

    Args:
        curves: by name of the case, ascending in time.
        wanted: the desired number of tasks, a pale band under the curves.
        marks: seconds at which something happened, by what happened; each line ends at its own words.
        note: the rest of the caption.
        unit_seconds: 1 for an axis in seconds, 60 in minutes.

    Raises:
        PlanesError: there is no curve.
    """
    if not curves:
        raise PlanesError("running_tasks needs at least one curve: (second, count) pairs by name.")
    figure, axes = canvas(7.2, 3.4)
    end = max(curve[-1][0] for curve in curves.values()) / unit_seconds
    for number, (name, curve) in enumerate(curves.items()):
        times = [second / unit_seconds for second, _ in curve]
        axes.step(
            times,
            [value for _, value in curve],
            where="post",
            label=name,
            **style.series(number) | {"marker": None},
        )
    # A band, wider than a line: it shows on both sides of a curve that runs along it.
    axes.axhline(wanted, color="#CFCFCF", linewidth=7, zorder=0.5)
    axes.annotate(
        f"wanted: {wanted:g}",
        (1, wanted),
        xycoords=axes.get_yaxis_transform(),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        fontsize=9,
        color=style.GREY,
        annotation_clip=False,
    )
    top = max(wanted, max(value for curve in curves.values() for _, value in curve))
    _draw_marks(axes, {words: second / unit_seconds for words, second in (marks or {}).items()}, top, end)
    axes.set(xlim=(0, end), ylim=(0, top * 1.4), ylabel="tasks running")
    axes.set_xlabel("virtual minutes" if unit_seconds == 60 else "virtual seconds")
    axes.legend(loc="lower right")
    courses = "; ".join(f"{name} {_course(curve)}" for name, curve in curves.items())
    return finish(
        figure, alt=f"Running tasks over time, {wanted:g} wanted: {courses}.", truth="modelled", note=note
    )


def _draw_marks(axes: Axes, marks: Mapping[str, float], top: float, end: float) -> None:
    """Draw a line for every mark, up to its words; the earliest words stand highest, so no line cuts any."""
    box = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1}
    for row, (words, at) in enumerate(sorted(marks.items(), key=lambda mark: mark[1])):
        height = top * (1.32 - 0.12 * row)
        axes.vlines(at, 0, height, color=style.INK, linewidth=0.9)
        axes.text(at + end * 0.008, height, words, va="center", fontsize=9, bbox=box)


def _course(curve: Curve) -> str:
    """Say how a curve goes: its turning points if they are few, else its extreme value and its end."""
    turns = _turning_points(curve)
    first, last = turns[0], turns[-1]
    if len(turns) == 1:
        return f"stays at {first:g}"
    if max(turns) > first and len(turns) <= _MOST_TURNS:
        return "goes " + " to ".join(f"{value:g}" for value in turns)
    extreme = f"falls to {min(turns):g}" if min(turns) < first else f"rises to {max(turns):g}"
    return f"{extreme} and ends at {last:g}"


def _turning_points(curve: Curve) -> list[float]:
    """Return the first value, every value at which the curve turns, and the last."""
    points = [curve[0][1]]
    for _, value in curve:
        if len(points) > 1 and (value - points[-1]) * (points[-1] - points[-2]) > 0:
            points[-1] = value
        elif value != points[-1]:
            points.append(value)
    return points
