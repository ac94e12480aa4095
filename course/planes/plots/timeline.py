"""Timelines: what took how long. One bar for each row, one piece of it for each step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from planes.errors import PlanesError
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish

if TYPE_CHECKING:
    from planes.events import Event

_SMALLEST_LABELLED = 0.07  # share of the axis; a shorter piece has no room for its seconds
_ROW_INCHES = 0.52
_MARK_INCHES = 0.22
_ENDS = {
    "task placed": "placement",
    "address attached": "provisioning",
    "image pulled": "pull",
    "containers started": "start",
    "answering": "answer",
    "task healthy": "health checks",
}
"""What ends a step on the way to a container in service, and the step's name."""


class Span(NamedTuple):
    """One step: its name, and the seconds at which it begins and ends."""

    name: str
    begin: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return self.end - self.begin


def launch(events: Iterable[Event], workload: str, requested: float) -> list[Span]:
    """Return the steps of one ECS task from the request until it is in service; the request is second 0.

    Args:
        events: of a world, in order.
        workload: the task's id.
        requested: virtual second of the call that asked for it.
    """
    steps: list[Span] = []
    before = 0.0
    for event in events:
        if event.subject == workload and event.what in _ENDS:
            second = event.time - requested
            steps.append(Span(_ENDS[event.what], before, second))
            before = second
    return steps


def timeline(
    rows: Mapping[str, Sequence[Span]],
    marks: Mapping[str, float] | None = None,
    colours: Sequence[str] = (),
    truth: str = "modelled",
    note: str = "",
    unit_seconds: int = 1,
) -> Drawing:
    """Draw a bar for each row from its spans, each name in a colour and hatch of its own.

    Args:
        rows: spans by the name of the row; the first row is on top.
        marks: seconds at which something happened to all, by what happened.
        colours: names of spans in the order of their colours; other names follow as they come.
        truth: the figure's kind of truth.
        note: the rest of the caption.
        unit_seconds: 1 for an axis in seconds, 60 in minutes.

    Raises:
        PlanesError: no row has a span.
    """
    spans = [span for row in rows.values() for span in row]
    if not spans:
        raise PlanesError("timeline needs at least one Span(name, begin, end) in a row.")
    names = list(dict.fromkeys([*colours, *(span.name for span in spans)]))
    looks = {name: style.area(number) for number, name in enumerate(names)}
    end = max(span.end for span in spans)
    figure, axes = canvas(7.2, _ROW_INCHES * len(rows) + _MARK_INCHES * len(marks or {}) + 1.7)
    for number, row in enumerate(rows.values()):
        for span in row:
            _draw(axes, number, span, looks[span.name], end, unit_seconds)
    for number, (words, second) in enumerate((marks or {}).items()):
        axes.axvline(second / unit_seconds, color=style.INK, linewidth=0.9)
        axes.text(
            (second + end * 0.006) / unit_seconds,
            -0.7 - number * _MARK_INCHES / _ROW_INCHES,
            words,
            va="center",
            fontsize=9,
        )
    axes.set(xlim=(0, 1.04 * end / unit_seconds), ylim=(len(rows) - 0.45, -0.6 - 0.5 * len(marks or {})))
    axes.set_yticks(range(len(rows)), list(rows))
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("virtual minutes" if unit_seconds == 60 else "virtual seconds")
    present = [name for name in names if any(span.name == name and span.seconds > 0 for span in spans)]
    figure.legend(*_legend(looks, present), loc="outside upper left", ncols=6, columnspacing=1.0)
    return finish(figure, alt=_words(rows), truth=truth, note=note)


def _draw(axes: Any, row: int, span: Span, look: dict[str, Any], end: float, unit_seconds: int) -> None:
    axes.barh(row, span.seconds / unit_seconds, left=span.begin / unit_seconds, height=0.66, **look)
    if unit_seconds == 1 and span.seconds >= _SMALLEST_LABELLED * end:
        box = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.2}
        axes.text(
            (span.begin + span.end) / 2,
            row,
            f"{span.seconds:.1f} s",
            ha="center",
            va="center",
            fontsize=9,
            bbox=box,
        )


def _legend(looks: Mapping[str, dict[str, Any]], names: Sequence[str]) -> tuple[list[Any], list[str]]:
    from matplotlib.patches import Patch

    return [Patch(**looks[name]) for name in names], list(names)


def _words(rows: Mapping[str, Sequence[Span]]) -> str:
    """Name the whole and the longest step of every row, as far as there is room."""
    words = f"Timeline of {len(rows)} rows."
    for name, row in rows.items():
        if not row:
            continue
        longest = max(row, key=lambda span: span.seconds)
        told = f" {name}: {row[-1].end - row[0].begin:.1f} s, of it {longest.name} {longest.seconds:.1f} s."
        if len(words) + len(told) <= 600:
            words += told
    return words
