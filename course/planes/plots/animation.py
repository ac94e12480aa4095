"""The cluster as a picture that plays: hosts and what runs on them over virtual time, in one HTML page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from planes.errors import PlanesError
from planes.plots import style
from planes.plots.animation_frames import GONE, MOST_HOSTS, Film, film
from planes.plots.figure import TRUTHS
from planes.plots.page import embed, render

if TYPE_CHECKING:
    from planes.world import World

# Sign, colours of ground and sign, and what it means. The sign tells states apart without colour.
STATES = {
    "waiting": ("–", style.PAPER, style.INK, "waits for a place"),
    "placed": ("•", style.PAPER, style.INK, "has a place"),
    "pulling": ("⇣", "#FBE7C2", style.INK, "pulls its image"),
    "starting": ("↑", "#CFE3F1", style.INK, "started, does not answer yet"),
    "answering": ("✓", "#00664B", style.PAPER, "answers"),
    "restarting": ("↻", "#FBE7C2", style.INK, "restarts"),
    "stopping": ("×", "#ECECEC", style.INK, "is told to stop"),
    "silent": ("?", style.INK, style.PAPER, "lost, and still on the control plane's list"),
}
_HOST_PIXELS, _HOSTS_PER_ROW, _FRAME_PIXELS = 96, 4, 330


def animate(
    world: World, since: float = 0.0, until: float | None = None, truth: str = "modelled"
) -> Animation:
    """Play what happened in a world. As the last value of a cell the animation shows itself.

    Args:
        world: after it ran.
        since: virtual second of the first frame; what was before is its starting point.
        until: virtual second of the last frame; now when not given.
        truth: the kind of truth, for the caption.

    Raises:
        PlanesError: nothing happened in that time.
    """
    end = world.now if until is None else until
    if truth not in TRUTHS:
        raise PlanesError(f"truth={truth!r} is not a kind of truth. Allowed: {', '.join(TRUTHS)}.")
    frames = film(list(world.events), since, end)
    if since > end or not frames.frames or not frames.hosts:
        raise PlanesError(
            f"There is nothing to play between second {since:g} and {end:g}: no host was launched and "
            "no task started on Fargate. Run the world first."
        )
    return Animation(frames, max(since, 0.0), end, truth)


@dataclass(frozen=True)
class Animation:
    """A finished animation.

    Attributes:
        film: its frames.
        since: virtual second at which it begins.
        until: virtual second at which it ends.
        truth: the kind of truth in its caption.
    """

    film: Film
    since: float
    until: float
    truth: str

    @property
    def alt(self) -> str:
        """What the animation shows, in words: its time, the hosts, and how many workloads answered."""
        answering = [frame.answering for frame in self.film.frames]
        lost = [
            name for frame in self.film.frames for name, state in frame.hosts.items() if state == "failed"
        ]
        words = (
            f"Hosts and what runs on them from {clock(self.since)} to {clock(self.until)} of virtual time, "
            f"in {_count(len(answering), 'frame')}: {_count(len(self.film.hosts), 'host')}; "
            f"workloads that answer: {answering[0]} at the start, between {min(answering)} and "
            f"{max(answering)} on the way, {answering[-1]} at the end."
        )
        if lost:
            words += f" Lost: {', '.join(self.film.names[name] for name in dict.fromkeys(lost))}."
        if self.film.left_out:
            words += f" {self.film.left_out} more hosts are not shown."
        return words

    @cached_property
    def page(self) -> str:
        """The whole page: markup, style, script and data. It asks no network for anything."""
        return render("animation.html.j2", _data(self.film), alt=self.alt, truth=self.truth, states=STATES)

    def __repr__(self) -> str:
        """Return the words: what a screen without pictures shows."""
        return f"Animation ({self.truth}): {self.alt}"

    def _repr_html_(self) -> str:
        rows = -(-min(len(self.film.hosts), MOST_HOSTS) // _HOSTS_PER_ROW)
        height = _FRAME_PIXELS + _HOST_PIXELS * rows
        return embed(self.page, repr(self), height)


def _data(story: Film) -> dict[str, object]:
    """Return what the script reads: numbers in place of long ids."""
    hosts = {host: number for number, host in enumerate(story.hosts)}
    workloads = {name: number for number, name in enumerate(n for n in story.names if n not in hosts)}
    versions = sorted({story.versions.get(name, "") for name in workloads} - {""})
    return {
        "hosts": [[story.names[host], zone, kind] for host, (zone, kind) in story.hosts.items()],
        "workloads": [
            [story.names[name], versions.index(story.versions[name]) if name in story.versions else -1]
            for name in workloads
        ],
        "versions": versions,
        "frames": [
            {
                "t": clock(frame.time),
                "h": [[hosts[host], "" if state == GONE else state] for host, state in frame.hosts.items()],
                "w": [
                    [workloads[name], "" if state == GONE else state, hosts.get(host, -1)]
                    for name, (state, host) in frame.workloads.items()
                    if name in workloads
                ],
                "e": frame.lines,
            }
            for frame in story.frames
        ],
    }


def clock(seconds: float) -> str:
    """Return virtual seconds as minutes and seconds (5:40), from an hour on with hours (1:05:40)."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
