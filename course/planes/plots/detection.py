"""Detecting failure: seconds until a dead host is given up, against false alarms about living ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from planes.errors import PlanesError
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish


class Setting(NamedTuple):
    """How a host is watched, and what comes of it."""

    interval_seconds: float
    missed: int
    detection_seconds: float
    false_alarms_per_day: float


def trade_off(
    curves: Mapping[str, Sequence[Setting]],
    slowest_seconds: float,
    most_false_alarms: float,
    named: Sequence[tuple[float, int]] = (),
    note: str = "",
) -> Drawing:
    """Draw false alarms per day over the time to detect, with the corner that meets both limits shaded.

    Args:
        curves: settings in order of their interval, by the name of the curve.
        slowest_seconds: the longest time to detect that is allowed.
        most_false_alarms: false alarms per day that are allowed.
        named: (interval in seconds, missed) of the settings whose point gets its name.
        note: the rest of the caption.

    Raises:
        PlanesError: there is no curve.
    """
    if not curves:
        raise PlanesError("trade_off() needs at least one curve: Settings by its name.")
    figure, axes = canvas(7.2, 3.9)
    for number, (name, settings) in enumerate(curves.items()):
        x = [setting.detection_seconds for setting in settings]
        y = [setting.false_alarms_per_day for setting in settings]
        axes.plot(x, y, label=name, **style.series(number))
        for setting in settings:
            if (setting.interval_seconds, setting.missed) in named:
                _name(axes, setting)
    axes.set(xscale="log", yscale="log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_major_formatter("{x:,.6g}")
    bottom, left = axes.get_ylim()[0], axes.get_xlim()[0]
    axes.fill_between(
        [left, slowest_seconds],
        bottom,
        most_false_alarms,
        facecolor="#E3E3E3",
        edgecolor=style.GREY,
        zorder=0,
    )
    axes.set(xlim=(left, None), ylim=(bottom, None))
    allowed_words = f"allowed: at most {slowest_seconds:g} s,\nat most {most_false_alarms:g} a day"
    axes.text(1.15 * left, 1.3 * bottom, allowed_words, va="bottom", fontsize=9)
    axes.set(
        xlabel="seconds until a dead host is given up, at worst (log scale)",
        ylabel="false alarms per day\n(log scale)",
    )
    figure.legend(loc="outside upper left", ncols=len(curves))
    allowed = [
        f"{setting.interval_seconds:g} s with {setting.missed}"
        for settings in curves.values()
        for setting in settings
        if setting.detection_seconds <= slowest_seconds and setting.false_alarms_per_day <= most_false_alarms
    ]
    words = (
        "False alarms per day over the time to detect, one curve for each number of missed heartbeats. "
        f"Within {slowest_seconds:g} s and {most_false_alarms:g} a day: {', '.join(allowed) or 'no setting'}."
    )
    return finish(figure, alt=words, truth="modelled", note=note)


def _name(axes: Any, setting: Setting) -> None:
    """Write interval and number of missed heartbeats beside a setting's point."""
    axes.annotate(
        f"{setting.interval_seconds:g} s × {setting.missed}",
        (setting.detection_seconds, setting.false_alarms_per_day),
        xytext=(7, 7),
        textcoords="offset points",
        fontsize=9,
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1},
    )
