"""Figures of lesson 01 on time: how long a start takes, and what pulling an image adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from planes import facts
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish
from planes.virtualization.models import ecdf, percentile

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from planes.virtualization.recording import Recording

# Fact and the words of its row, from the fastest to the slowest.
PUBLISHED_STARTS = (
    ("B10", "LightVM, a VM with a unikernel (2017)"),
    ("B02", "Firecracker microVM, at most (2026)"),
    ("B14", "Docker, as quoted by a blog (2017)"),
    ("B34.ssd_high", "Docker, image local, SSD (2026)"),
    ("B37", "EC2 instance until SSH answers (2026)"),
)
# A process and a namespaced one are close even on a log axis: the first label stands to the left.
_SIDES = {0: ("right", 1.1)}


def startup(recording: Recording, live_ms: Sequence[float] = ()) -> Drawing:
    """Draw start-up times as cumulative distributions, above published numbers on the same axis.

    Args:
        recording: start-up samples by kind.
        live_ms: start-up of a process on this machine just now, drawn as a further line.
    """
    figure, (above, below) = canvas(7.2, 5.4, rows=2, sharex=True, gridspec_kw={"height_ratios": [3, 2]})
    for number, (kind, record) in enumerate(recording.kinds.items()):
        _steps(above, record.startup_ms, style.series(number) | {"marker": None})
        _label_curve(above, record.startup_ms, f"{kind}\n({record.tool})", number)
    if live_ms:
        _steps(above, live_ms, {"color": style.INK, "linewidth": 1.0, "label": "process, measured here"})
        above.legend(loc="upper left")
    above.set(ylabel="share of starts", ylim=(0, 1.42), xscale="log", xlim=(0.2, 100_000))
    above.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    _published_rows(below)
    note = f"Curves: {recording.describe()}. Below, published: {_sources()}."
    return finish(figure, alt=_startup_words(recording), truth=recording.truth, note=note)


def pull_share() -> Drawing:
    """Draw the published share of a container's start that is pulling, and how little of it is read."""
    figure, axes = canvas(7.2, 2.3)
    shares = {
        "time of a first start": ("B16", "pulling packages", "everything else"),
        "bytes that were pulled": ("B17", "read", "never read"),
    }
    for row, (title, (fact, first, second)) in enumerate(shares.items()):
        percent = facts.number(fact)
        rest = style.area(0) | {"facecolor": "#E8E8E8"}
        axes.barh(-row, percent, height=0.42, **style.area(0))
        axes.barh(-row, 100 - percent, left=percent, height=0.42, **rest)
        words = f"{title}: {percent:g} % {first}, {100 - percent:g} % {second}"
        axes.text(0, -row + 0.27, words, fontsize=9, va="bottom")
    axes.set(xlim=(0, 100), ylim=(-1.4, 0.75), xlabel="per cent")
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    alt = (
        f"Over 57 images, pulling packages took {facts.number('B16'):g} % of the time of a first start, "
        f"yet only {facts.number('B17'):g} % of the pulled bytes were read."
    )
    return finish(figure, alt=alt, truth="published", note=facts.cite("B16").removeprefix("published: "))


def _steps(axes: Axes, samples: Sequence[float], look: Mapping[str, Any]) -> None:
    times, shares = ecdf(samples)
    axes.step([times[0], *times], [0, *shares], where="post", **look)


def _label_curve(axes: Axes, samples: Sequence[float], text: str, number: int) -> None:
    side, shift = _SIDES.get(number, ("center", 1.0))
    place = percentile(samples, 50) * shift
    axes.text(place, 1.04, text, ha=side, va="bottom", fontsize=9, color=label_colour(number))


def label_colour(number: int) -> str:
    """The colour for words about the n-th series; orange letters would be too pale on white."""
    colour = style.COLOURS[number]
    return style.INK if colour == style.PALETTE["orange"] else colour


def _published_rows(axes: Axes) -> None:
    for row, (fact, words) in enumerate(PUBLISHED_STARTS):
        milliseconds = _milliseconds(fact)
        side, gap = ("right", -8) if milliseconds > 1000 else ("left", 8)
        axes.plot(milliseconds, -row, color=style.INK, marker="D", markersize=5, linestyle="none")
        place: dict[str, Any] = {
            "xytext": (gap, 0),
            "textcoords": "offset points",
            "ha": side,
            "va": "center",
        }
        axes.annotate(words, (milliseconds, -row), fontsize=9, **place)
    axes.set(ylabel="published", ylim=(-len(PUBLISHED_STARTS) + 0.4, 0.6))
    axes.set_xlabel("time from start to first line, milliseconds (log scale)")
    axes.set_yticks([])


def _milliseconds(fact_id: str) -> float:
    return facts.number(fact_id) * (1000 if facts.get(fact_id).unit == "s" else 1)


def _sources() -> str:
    names = {
        facts.cite(fact).removeprefix("published: ").removeprefix("published ")
        for fact, _ in PUBLISHED_STARTS
    }
    return "; ".join(sorted(names))


def _startup_words(recording: Recording) -> str:
    medians = [
        f"{kind} {percentile(record.startup_ms, 50):.1f} ms" for kind, record in recording.kinds.items()
    ]
    return (
        f"Cumulative distributions of start-up time on a log axis. Medians: {', '.join(medians)}. "
        f"Published: LightVM {_milliseconds('B10'):g} ms, Firecracker at most {_milliseconds('B02'):g} ms, "
        f"an EC2 instance {_milliseconds('B37') / 1000:g} s."
    )
