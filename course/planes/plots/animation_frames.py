"""From a log of events to frames: which host and which workload was in which state, and what changed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from planes.events import Event

MOST_FRAMES = 240
MOST_HOSTS = 48
_MOST_LINES = 6
_LONGEST_LINE = 100

GONE = "gone"
HOST_STATES = {
    "host launched": "launching",
    "host running": "running",
    "host failed": "failed",
    "host repaired": "launching",
    "draining": "draining",
    "draining ended": "running",
    "interruption warning": "warned",
    "host terminated": GONE,
}
"""What an event of a host makes of it."""

WORKLOAD_STATES = {
    "task placed": "placed",
    "pod scheduled": "placed",
    "pod not scheduled": "waiting",
    "address attached": "placed",
    "pulling image": "pulling",
    "image pulled": "starting",
    "containers started": "starting",
    "answering": "answering",
    "container restarting": "restarting",
    "interruption warning": "stopping",
    "SIGTERM sent": "stopping",
    "exited": GONE,
    "stopped": GONE,
    "start failed": GONE,
}
"""What an event of a task or pod makes of it."""

# The control plane strikes off what it believes to be lost. Of what still runs it only announces the end.
_STRUCK_OFF = ("task STOPPED", "pod deleted", "pod removed", "pod failed")
_REGISTERED = ("container instance registered", "node registered")
_UNTOLD = ("metrics published",)
_WAITS = "waiting"
_SILENT = "silent"


@dataclass
class Frame:
    """One picture: what is different from the one before.

    Attributes:
        time: virtual seconds of its last event.
        hosts: new state by host.
        workloads: new (state, host) by workload; a waiting one has the host "".
        lines: what happened, in words.
        answering: workloads that answer at the end of the frame.
    """

    time: float
    hosts: dict[str, str] = field(default_factory=dict)
    workloads: dict[str, tuple[str, str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    answering: int = 0


@dataclass
class Film:
    """All frames, and what stays the same through them.

    Attributes:
        frames: in the order of time.
        hosts: zone and instance type by host, in the order of their launch.
        names: short name of every workload and host shown.
        aliases: short name of a host by its container instance or node.
        versions: task definition or ReplicaSet by workload.
        left_out: hosts that are not shown, because they are too many.
    """

    frames: list[Frame] = field(default_factory=list)
    hosts: dict[str, tuple[str, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    left_out: int = 0


def film(events: Sequence[Event], since: float = 0.0, until: float = float("inf")) -> Film:
    """Turn a log into at most `MOST_FRAMES` frames; what happened before `since` is in the first.

    Args:
        events: of a world, in order.
        since: virtual second of the first frame.
        until: virtual second after which nothing is shown.
    """
    events = [event for event in events if event.time <= until]
    result = Film()
    _meet(result, events)
    stage = _Stage(result)
    for group in _grouped(events, since):
        frame = Frame(max(group[-1].time, since))
        for event in group:
            stage.play(event, frame)
        frame.lines = list(_told(result, [event for event in group if event.time >= since]))
        frame.answering = stage.answering()
        result.frames.append(frame)
    return result


def _meet(result: Film, events: Iterable[Event]) -> None:
    """Name every host and note the version of every workload."""
    for event in events:
        details = event.details
        if event.what == "host launched":
            if len(result.hosts) == MOST_HOSTS:
                result.left_out += 1
                continue
            result.hosts[event.subject] = (details["zone"], details["instance_type"])
            result.names[event.subject] = f"host {len(result.hosts)}"
        elif (zone := _fargate_zone(details.get("host", ""))) and f"fargate/{zone}" not in result.hosts:
            result.hosts[f"fargate/{zone}"] = (zone, "one microVM each")
            result.names[f"fargate/{zone}"] = "Fargate"
        if event.what in _REGISTERED and (host := details["host"]) in result.names:
            result.aliases[event.subject] = result.names[host]
        if "definition" in details:
            result.versions[event.subject] = details["definition"]
        elif event.what == "pod scheduled":
            result.versions[event.subject] = event.subject.rpartition("/")[2].rpartition("-")[0]


def _fargate_zone(host: str) -> str:
    return host.split("/")[1] if host.startswith("fargate/") else ""


class _Stage:
    """The state of everything while the log is read."""

    def __init__(self, result: Film) -> None:
        self._film = result
        self._workloads: dict[str, tuple[str, str]] = {}
        self._host_of: dict[str, str] = {}  # by container instance or node name

    def play(self, event: Event, frame: Frame) -> None:
        subject, what = event.subject, event.what
        if what in _REGISTERED:
            self._host_of[subject.rpartition("/")[2]] = event.details["host"]
        elif subject in self._film.hosts:
            if what in HOST_STATES:
                frame.hosts[subject] = HOST_STATES[what]
            if what == "host failed":
                for workload in [name for name, (_, host) in self._workloads.items() if host == subject]:
                    self._set(workload, _SILENT, subject, frame)
        elif what in WORKLOAD_STATES:
            self._set(subject, WORKLOAD_STATES[what], self._place(event), frame)
        elif what in _STRUCK_OFF and self._workloads.get(subject, ("", ""))[0] in (_SILENT, _WAITS, "placed"):
            self._set(subject, GONE, "", frame)

    def answering(self) -> int:
        return sum(state == "answering" for state, _ in self._workloads.values())

    def _place(self, event: Event) -> str:
        """Return the host of a workload; "" for one that waits."""
        if event.what == "pod not scheduled":
            return ""
        details = event.details
        host = details.get("host") or details.get("node") or details.get("chosen") or ""
        host = self._host_of.get(host, host)
        zone = _fargate_zone(host)
        return f"fargate/{zone}" if zone else host

    def _set(self, workload: str, state: str, host: str, frame: Frame) -> None:
        if state == GONE:
            if self._workloads.pop(workload, None) is None:
                return
        elif host not in self._film.hosts and state != _WAITS:
            return
        else:
            self._workloads[workload] = (state, host)
            self._film.names.setdefault(workload, _short(workload))
        frame.workloads[workload] = (state, host)


def _short(workload: str) -> str:
    """Return what tells a task or pod apart: the first signs of an id, the last of a pod's name."""
    return workload.rpartition("-")[2] if "/" in workload else workload[:5]


def _grouped(events: Sequence[Event], since: float) -> Iterator[list[Event]]:
    """Yield events in groups of one frame each: what is close in time, or all that was before `since`."""
    step = 1.0
    while (groups := _in_steps(events, since, step)) and len(groups) > MOST_FRAMES:
        step *= 1.5
    yield from groups


def _in_steps(events: Sequence[Event], since: float, step: float) -> list[list[Event]]:
    groups: list[list[Event]] = []
    end = float("-inf")
    for event in events:
        if event.what in _UNTOLD:
            continue
        if groups and (event.time < end or event.time < since):
            groups[-1].append(event)
        else:
            groups.append([event])
            end = event.time + step
    return groups


def _told(result: Film, events: Sequence[Event]) -> Iterator[str]:
    """Say what happened in a few lines; the same thing happening to many is one line."""
    alike: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        alike.setdefault((event.plane, event.what), []).append(event)
    for number, ((plane, what), group) in enumerate(alike.items()):
        if number == _MOST_LINES - 1 and len(alike) > _MOST_LINES:
            yield f"and {len(alike) - number} other kinds of events"
            return
        names = list(dict.fromkeys(_name(result, event.subject) for event in group))
        whose = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        why = f" ({group[0].why})" if group[0].why and len(group) == 1 else ""
        line = f"{plane}: {whose}: {what}{why}"
        yield line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"


def _name(result: Film, subject: str) -> str:
    known = result.names.get(subject) or result.aliases.get(subject)
    return known or (subject[:5] if len(subject) == 32 else subject)
