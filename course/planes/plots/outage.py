"""An outage over time: how many tasks answer, and which starts fail."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from planes.errors import PlanesError
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish
from planes.plots.fleet import Curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from planes.events import Event

_COLUMNS = 2
_CROSS_AT = 1.2  # tasks: the height of the crosses, low enough to be out of the way
_ENDED = frozenset({"exited", "stopped", "start failed", "task STOPPED"})


class History(NamedTuple):
    """What a log tells of a fleet.

    Attributes:
        answering: (second, how many workloads answer requests) at every change.
        failed: seconds at which a start failed.
    """

    answering: Curve
    failed: Sequence[float]

    def at(self, second: float) -> float:
        """Return how many workloads answer at a second."""
        return [value for time, value in self.answering if time <= second][-1]


def history(events: Iterable[Event], since: float = 0.0, until: float | None = None) -> History:
    """Read from a world's events how many workloads answered, and which starts failed.

    Args:
        events: all events of a world, in order: a workload that answers may have started long ago.
        since: virtual second that becomes second 0.
        until: virtual second of the end; the last event's without it.
    """
    homes: dict[str, str] = {}
    answering: dict[str, None] = {}
    changes, failed, last = [(0.0, 0)], [], since
    for event in events:
        if until is not None and event.time > until:
            break
        last = event.time
        if event.what == "containers started":
            homes[event.subject] = event.details["host"]
        elif event.what == "answering":
            answering[event.subject] = None
        elif event.what == "host failed":  # it says nothing, but nothing on it answers any more
            for name in [name for name in answering if homes.get(name) == event.subject]:
                del answering[name]
        elif event.what in _ENDED:
            answering.pop(event.subject, None)
        if event.what == "start failed" and event.time >= since:
            failed.append(event.time - since)
        changes.append((max(0.0, event.time - since), len(answering)))
    end = (last if until is None else until) - since
    latest = dict(changes)  # of several changes in one instant the last one counts
    kept: list[tuple[float, float]] = []
    for second, count in sorted((latest | {end: len(answering)}).items()):
        if not kept or kept[-1][1] != count or second == end:
            kept.append((second, count))
    return History(kept, failed)


def outages(
    cases: Mapping[str, History],
    wanted: Curve,
    down: tuple[float, float],
    marks: Mapping[str, float] | None = None,
    note: str = "",
) -> Drawing:
    """Draw a small plot for each case: tasks that answer, failed starts as crosses, the outage shaded.

    Args:
        cases: by name, in reading order.
        wanted: (second, number of tasks asked for), the same for all cases; drawn as "asked for".
        down: the seconds at which the outage began and ended.
        marks: seconds of what happened in every case, by what happened; numbered in the figure.
        note: the rest of the caption.

    Raises:
        PlanesError: there is no case.
    """
    if not cases:
        raise PlanesError("outages needs at least one case: a History by its name.")
    columns = min(_COLUMNS, len(cases))
    rows = math.ceil(len(cases) / columns)
    figure, grid = canvas(7.2, 1.75 * rows + 0.9, rows, columns, squeeze=False, sharex=True, sharey=True)
    end = max(case.answering[-1][0] for case in cases.values())
    top = 1.35 * max(
        count for curve in [wanted, *(c.answering for c in cases.values())] for _, count in curve
    )
    for axes, (name, case) in zip(grid.flat, cases.items(), strict=False):
        _draw_case(axes, case, wanted, down, end)
        axes.set_title(name, fontsize=10)
        for number, second in enumerate((marks or {}).values(), 1):
            axes.axvline(second / 60, ymax=0.86, color=style.GREY, linewidth=0.7)
            axes.text(second / 60, top * 0.985, str(number), ha="center", va="top", fontsize=9)
        axes.set(xlim=(0, end / 60), ylim=(0, top))
    for axes in grid.flat[len(cases) :]:
        axes.set_axis_off()
    for axes in grid[:, 0]:
        axes.set_ylabel("tasks")
    for axes in list(grid.flat)[max(0, len(cases) - columns) : len(cases)]:
        axes.set_xlabel("virtual minutes")
        axes.tick_params(labelbottom=True)
    figure.legend(
        *grid[0, 0].get_legend_handles_labels(), loc="outside upper left", ncols=4, columnspacing=1.2
    )
    numbered = "; ".join(f"{number}: {what}" for number, what in enumerate(marks or {}, 1))
    caption = ". ".join(part for part in (numbered, note) if part)
    return finish(figure, alt=_words(cases, down), truth="modelled", note=caption)


def _draw_case(axes: Axes, case: History, wanted: Curve, down: tuple[float, float], end: float) -> None:
    axes.axvspan(
        down[0] / 60, down[1] / 60, facecolor="#E3E3E3", hatch="//", edgecolor="white", label="outage"
    )
    for curve, look, name in (
        (wanted, {"color": style.GREY, "linestyle": ":", "linewidth": 1.4}, "asked for"),
        (case.answering, {"color": style.PALETTE["blue"]}, "answering"),
    ):
        times, counts = [second / 60 for second, _ in curve], [count for _, count in curve]
        axes.step([*times, end / 60], [*counts, counts[-1]], where="post", label=name, **look)
    axes.plot(
        [second / 60 for second in case.failed],
        [_CROSS_AT] * len(case.failed),
        "x",
        color=style.PALETTE["vermilion"],
        markersize=5,
        label="failed start",
    )
    if case.failed:
        _count_crosses(axes, case.failed, end)


def _count_crosses(axes: Axes, failed: Sequence[float], end: float) -> None:
    """Write how many failed starts there were beside their crosses, some of which lie on one another."""
    paper = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.0}
    right = max(failed) < 0.7 * end  # else there is no room on that side
    axes.text(
        (max(failed) + 0.025 * end if right else min(failed) - 0.025 * end) / 60,
        _CROSS_AT,
        f"{len(failed)} failed",
        ha="left" if right else "right",
        va="center",
        fontsize=9,
        bbox=paper,
    )


def _words(cases: Mapping[str, History], down: tuple[float, float]) -> str:
    told = []
    for name, case in cases.items():
        low = min(case.at(down[0]), *(count for second, count in case.answering if second > down[0]))
        failed = f" and {len(case.failed)} failed starts" if case.failed else ""
        told.append(f"{name} {low:g}, {case.at(down[1]):g}, {case.answering[-1][1]:g}{failed}")
    return (
        f"Tasks that answer, with an outage from minute {down[0] / 60:g} to {down[1] / 60:g}: fewest, at its "
        f"end, and at last. {'; '.join(told)}."
    )
