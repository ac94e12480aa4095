"""The capstone's page: traffic and losses, copies, cost, what went wrong when, and one suggestion."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from planes.capstone.day import AFTERMATH_MINUTES
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from planes.capstone.day import Day, Incident
    from planes.capstone.scoring import Score

_STEP = 5  # minutes that one point of a curve stands for
_MOST_LINES = 9  # incidents that are listed
_WIDTH, _LINE_INCHES, _CHARACTERS = 7.2, 0.17, 92


def day(played: Day, marks: Score, advice: str) -> Drawing:
    """Draw a day on one page.

    Args:
        played: the day.
        marks: its score.
        advice: one sentence: what to change first.
    """
    listed = _listed(played.incidents)
    words = _words(played, marks, advice, listed)
    text_inches = _LINE_INCHES * (len(words) + 0.5)
    heights = [1.9, 1.5, 1.2, text_inches]
    figure, (above, middle, below, text) = canvas(
        _WIDTH, sum(heights) + 1.0, rows=4, gridspec_kw={"height_ratios": heights}
    )
    _traffic(above, played)
    _copies(middle, played)
    _cost(below, played)
    for axes in (above, middle, below):
        for incident in listed:
            axes.axvline(incident.minute / 60, color=style.GREY, linewidth=0.7)
        axes.set(xlim=(0, 24))
        axes.set_ylim(bottom=0)
        axes.set_xticks(range(0, 25, 3))
    top = above.get_ylim()[1] * 1.02
    for number, incident in enumerate(listed, 1):
        above.text(incident.minute / 60, top, str(number), ha="center", va="bottom", fontsize=9)
    below.set_xlabel("hour of the day")
    text.set_axis_off()
    text.text(0, 1, "\n".join(words), va="top", fontsize=9, linespacing=1.25, transform=text.transAxes)
    note = (
        f"{played.scenario.name}, {played.design.control_plane.upper()} in {len(played.design.zones)} zones. "
        "In time: a copy that answers has CPU left; jobs within ten minutes. What is lost until "
        f"{AFTERMATH_MINUTES} minutes after an incident is put down to it."
    )
    return finish(figure, alt=_alternative(played, marks), truth="modelled", note=note)


def _per_second(values: list[float]) -> list[float]:
    """Return requests per second, one value for every few minutes."""
    return [sum(values[i : i + _STEP]) / (60 * _STEP) for i in range(0, len(values), _STEP)]


def _total(played: Day, of: str) -> list[float]:
    lines = [getattr(line, of) for line in played.lines.values()]
    return _per_second([sum(minute) for minute in zip(*lines, strict=True)])


def _traffic(axes: Axes, played: Day) -> None:
    offered, lost = _total(played, "offered"), _total(played, "lost")
    hours = [_STEP * step / 60 for step in range(len(offered))]
    axes.fill_between(hours, offered, step="post", color="#DDDDDD", label="came")
    axes.fill_between(
        hours,
        lost,
        step="post",
        facecolor=style.PALETTE["vermilion"],
        edgecolor=style.INK,
        hatch="xxx",
        linewidth=0.4,
        label="not served in time",
    )
    axes.set(ylabel="requests\nper second")
    axes.legend(loc="upper left")


def _copies(axes: Axes, played: Day) -> None:
    for number, (name, line) in enumerate(played.lines.items()):
        fewest = [min(line.answering[i : i + _STEP]) for i in range(0, len(line.answering), _STEP)]
        hours = [_STEP * step / 60 for step in range(len(fewest))]
        axes.step(hours, fewest, where="post", label=name, **style.series(number) | {"marker": None})
    most = max(max(line.answering) for line in played.lines.values())
    axes.set(ylabel="copies that\nanswer", ylim=(0, 1.3 * most))
    axes.legend(loc="upper left", ncols=3)


def _cost(axes: Axes, played: Day) -> None:
    hours, usd = zip(*((minute / 60, spent) for minute, spent in played.cost_usd), strict=True)
    budget = played.scenario.budget_usd
    axes.plot(hours, usd, color=style.PALETTE["blue"])
    axes.axhline(budget, color=style.GREY, linestyle=":", linewidth=1.4)
    axes.text(0.2, budget * 0.97, f"budget {budget:.2f} USD", va="top", fontsize=9)
    axes.set(ylabel="USD so far")


def _listed(incidents: list[Incident]) -> list[Incident]:
    """Return the incidents that fit on the page: all planned ones, and the worst of the others."""
    known = [incident for incident in incidents if incident.kind != "load"]
    loads = sorted((i for i in incidents if i.kind == "load"), key=lambda i: -i.lossy_minutes)
    kept = known + loads[: max(0, _MOST_LINES - len(known))]
    return sorted(kept, key=lambda incident: incident.minute)


def _words(played: Day, marks: Score, advice: str, listed: list[Incident]) -> list[str]:
    """Return the page's text, wrapped into lines."""
    sentences = [
        f"{marks.total:g} of 100: service level {marks.service_level:.1f} of 50, cost {marks.cost:.1f} of 25 "
        f"({played.total_usd:.2f} USD), recovery {marks.recovery:.1f} of 25.",
        "Served in time: "
        + ", ".join(f"{name} {100 * line.level:.2f} %" for name, line in played.lines.items())
        + ".",
    ]
    for number, incident in enumerate(listed, 1):
        sentences.append(f"{number}  {incident.time}  {incident.cause}: {incident.losses}.")
    sentences.append(f"Suggestion: {advice}")
    return [line for s in sentences for line in textwrap.wrap(s, _CHARACTERS, subsequent_indent="    ")]


def _alternative(played: Day, marks: Score) -> str:
    lossy = [i for i in played.incidents if i.lossy_minutes]
    worst = max(lossy, key=lambda incident: incident.lossy_minutes, default=None)
    trouble = "No minute was lossy."
    if worst is not None:
        unit = "minute" if worst.lossy_minutes == 1 else "minutes"
        trouble = f"Most was lost from {worst.time} ({worst.kind}), in {worst.lossy_minutes} {unit}."
    levels = ", ".join(f"{name} {100 * line.level:.2f} %" for name, line in played.lines.items())
    return (
        f"A day of the shop: {marks.total:g} of 100 points, {played.total_usd:.2f} USD of "
        f"{played.scenario.budget_usd:.2f}; served in time {levels}. {trouble}"
    )
