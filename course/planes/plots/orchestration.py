"""Orchestration: the reconcile loop, availability, rollouts, a day by hand and by machine."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from planes.errors import PlanesError
from planes.plots import boxes, rows, style
from planes.plots.figure import Drawing, canvas, finish
from planes.plots.fleet import Curve

_HOURS_PER_YEAR = 8760
_KINDS = {
    "old, healthy": "old",
    "new, healthy": "new",
    "new, starting": "starting",
    "old, starting again": "restarting",
}
"""The kinds of tasks in a rollout from bottom to top, and the field of a Moment that counts each."""


class Moment(NamedTuple):
    """The tasks of a service at one second of a rollout.

    Attributes:
        second: virtual seconds since the rollout began.
        old: healthy tasks of the old version.
        new: healthy tasks of the new version.
        starting: tasks of the new version that are not healthy yet.
        restarting: tasks of the old version that are not healthy yet, after a rollback.
        crashed: tasks of the new version that have crashed so far.
    """

    second: float
    old: int
    new: int
    starting: int
    restarting: int = 0
    crashed: int = 0


def loop() -> Drawing:
    """Draw the reconcile loop: what is desired, what is observed, the difference, the action."""
    figure, axes = boxes.sheet(7.2, 2.5)
    boxes.box(axes, 0.1, 1.55, 1.5, 0.75, "desired state\n“nine tasks”", "blue")
    boxes.box(axes, 0.1, 0.2, 1.5, 0.75, "observed state\n“seven are there”", "green")
    boxes.box(axes, 2.35, 0.87, 1.2, 0.75, "difference\n“two missing”", "orange")
    boxes.box(axes, 4.2, 0.87, 1.1, 0.75, "action\n“start two”", "orange")
    boxes.box(axes, 5.95, 0.87, 1.1, 0.75, "hosts\nand tasks", "grey")
    boxes.arrow(axes, (1.6, 1.9), (2.35, 1.4))
    boxes.arrow(axes, (1.6, 0.6), (2.35, 1.1))
    boxes.arrow(axes, (3.55, 1.245), (4.2, 1.245))
    boxes.arrow(axes, (5.3, 1.245), (5.95, 1.245))
    boxes.arrow(axes, (6.5, 0.87), (6.5, 0.4), arrowstyle="-")
    boxes.arrow(axes, (6.5, 0.4), (1.6, 0.4), "look again, and again", (4.0, 0.6))
    return finish(
        figure,
        alt="The reconcile loop: desired and observed state give a difference, the difference an action; the "
        "action changes hosts and tasks, which are observed again.",
        truth="diagram",
    )


def downtime(curves: Mapping[str, Sequence[tuple[int, float]]], note: str = "") -> Drawing:
    """Draw hours per year without service over the number of hosts, on a logarithmic axis.

    Args:
        curves: (hosts, availability from 0 to 1) pairs by the name of the design.
        note: the rest of the caption.

    Raises:
        PlanesError: there is no curve.
    """
    if not curves:
        raise PlanesError("downtime() needs at least one curve: (hosts, availability) pairs by name.")
    figure, axes = canvas(7.2, 3.8)
    hours = {
        name: [(hosts, _HOURS_PER_YEAR * (1 - share)) for hosts, share in curve]
        for name, curve in curves.items()
    }
    for number, (name, curve) in enumerate(hours.items()):
        axes.plot(*zip(*curve, strict=True), label=name, **style.series(number))
    axes.set_yscale("log")
    axes.set_xticks(sorted({count for curve in hours.values() for count, _ in curve}))
    axes.set(xlabel="hosts", ylabel="hours without service per year\n(log scale)")
    figure.legend(loc="outside upper left", ncols=2)
    told = "; ".join(
        f"{name}: {curve[0][1]:.3g} h with {curve[0][0]}, {curve[-1][1]:.3g} h with {curve[-1][0]}"
        for name, curve in hours.items()
    )
    return finish(
        figure, alt=f"Hours without service per year over hosts. {told}.", truth="modelled", note=note
    )


def rollouts(
    cases: Mapping[str, Sequence[Moment]],
    bounds: Mapping[str, tuple[int, int]],
    note: str = "",
    unit: str = "tasks",
) -> Drawing:
    """Draw rollouts side by side: tasks of the old and the new version over time, between two bounds.

    All cases share one axis of time. Where they end at different seconds, the last moment of each is
    drawn on to the right edge: give moments until nothing changes any more.

    Args:
        cases: moments in order, by the name of the case.
        bounds: (at least healthy, at most in all) tasks by the same names.
        note: the rest of the caption.
        unit: what is rolled out, in the plural: "tasks" or "pods".

    Raises:
        PlanesError: there is no case.
    """
    if not cases:
        raise PlanesError("rollouts() needs at least one case: Moments by its name.")
    figure, row = canvas(7.4, 3.6, 1, len(cases), squeeze=False, sharey=True)
    present = _present(cases.values())
    ends = {moments[-1].second for moments in cases.values()}
    edge = max(ends) if len(ends) == 1 else 1.1 * max(ends)
    for axes, (name, seen) in zip(row.flat, cases.items(), strict=True):
        moments = [*seen, seen[-1]._replace(second=edge)]
        seconds = [moment.second for moment in moments]
        below = [0] * len(moments)
        for words, (field, number) in present.items():
            above = [low + getattr(moment, field) for low, moment in zip(below, moments, strict=True)]
            axes.fill_between(seconds, below, above, step="post", label=words, **style.area(number))
            below = above
        for bound, look, words in zip(
            bounds[name], ("--", ":"), ("at least healthy", "at most in all"), strict=True
        ):
            axes.axhline(bound, color=style.INK, linestyle=look, linewidth=1.3, label=words)
        _mark_crashes(axes, moments)
        axes.set_title(name, fontsize=10)
        axes.set(xlim=(0, edge), xlabel="virtual seconds")
    row[0, 0].set_ylabel(unit)
    row[0, 0].yaxis.get_major_locator().set_params(integer=True)
    row[0, 0].set_ylim(0, 1.08 * max(high for _, high in bounds.values()))
    handles, labels = row[0, 0].get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside upper left", ncols=5 if len(labels) <= 5 else 3, columnspacing=1.0
    )
    told = "; ".join(_rollout_words(name, moments) for name, moments in cases.items())
    words = f"{unit.capitalize()} of both versions during rollouts. {told}."
    return finish(figure, alt=words, truth="modelled", note=note)


def _present(cases: Iterable[Sequence[Moment]]) -> dict[str, tuple[str, int]]:
    """Return field and number of the colour of each kind of task that some moment has."""
    moments = list(itertools.chain.from_iterable(cases))
    return {
        words: (field, number)
        for number, (words, field) in enumerate(_KINDS.items())
        if any(getattr(moment, field) for moment in moments)
    }


def _mark_crashes(axes: Any, moments: Sequence[Moment]) -> None:
    """Put a cross where tasks of the new version crashed: their replacements fill the gap at once."""
    crashes = [
        (now.second, before.old + before.new + before.starting / 2)
        for before, now in itertools.pairwise(moments)
        if now.crashed > before.crashed
    ]
    if crashes:
        axes.plot(
            *zip(*crashes, strict=True),
            linestyle="none",
            marker="X",
            markersize=9,
            markerfacecolor=style.PAPER,
            markeredgecolor=style.INK,
            label="new ones crash",
            clip_on=False,
        )


def _rollout_words(name: str, moments: Sequence[Moment]) -> str:
    fewest = min(moment.old + moment.new for moment in moments)
    last = moments[-1]
    crashed = f", {last.crashed} new ones crashed" if last.crashed else ""
    return f"{name}: at least {fewest} healthy, at the end {last.old} old and {last.new} new{crashed}"


def days(
    curves: Mapping[str, Curve], wanted: float, marks: Mapping[str, float] | None = None, note: str = ""
) -> Drawing:
    """Draw the same day below itself, once for each case: tasks that answer, what is missing filled.

    Args:
        curves: (second, tasks) pairs by the name of the case.
        wanted: the desired number of tasks.
        marks: seconds of what happened, by what happened; numbered in the figure.
        note: the rest of the caption.

    Raises:
        PlanesError: there is no curve.
    """
    if not curves:
        raise PlanesError("days() needs at least one curve: (second, tasks) pairs by name.")
    figure, grid = canvas(7.2, 1.6 * len(curves) + 0.9, len(curves), 1, squeeze=False, sharex=True)
    missing = {}
    for axes, (name, curve) in zip(grid.flat, curves.items(), strict=True):
        hours = [second / 3600 for second, _ in curve]
        counts = [count for _, count in curve]
        missing[name] = sum(
            max(0.0, wanted - count) * (later - now)
            for count, now, later in zip(counts, hours, hours[1:], strict=False)
        )
        rows.course(axes, hours, counts, wanted, "answering")
        for begin, end, most in rows.gaps(curve, wanted):
            words = f"{most:g} missing, {rows.duration(end - begin)}"
            axes.text((begin + end) / 7200, wanted - most - 0.4, words, ha="center", va="top", fontsize=9)
        for number, second in enumerate((marks or {}).values(), 1):
            hour = second / 3600
            axes.plot([hour, hour], [1.04 * wanted, 1.2 * wanted], color=style.GREY, linewidth=0.8)
            axes.text(hour, wanted * 1.32, str(number), ha="center", va="center", fontsize=9)
        axes.set_title(f"{name}: {missing[name]:.1f} task-hours missing", fontsize=10)
        axes.set(xlim=(0, hours[-1]), ylim=(0, wanted * 1.45), ylabel="tasks")
        axes.set_xticks(range(0, round(hours[-1]) + 1, 3))
    grid[-1, 0].set_xlabel("hour of the day")
    figure.legend(*grid[0, 0].get_legend_handles_labels(), loc="outside upper left", ncols=3)
    numbered = "; ".join(f"{number}: {what}" for number, what in enumerate(marks or {}, 1))
    told = ", ".join(f"{name} {hours:.1f}" for name, hours in missing.items())
    return finish(
        figure,
        alt=f"Tasks that answer over a day, {wanted:g} wanted. Task-hours missing: {told}.",
        truth="modelled",
        note=". ".join(part for part in (numbered, note) if part),
    )
