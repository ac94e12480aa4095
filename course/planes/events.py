"""What happened, in order: the one record that plots, tests and lessons read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

_NOTHING: Mapping[str, Any] = {}


class Event(NamedTuple):
    """One thing that happened.

    Attributes:
        time: virtual seconds.
        plane: "registry", "data plane", "control plane" or "world" (faults and load come from outside).
        subject: the id or name of what it happened to: a task, a pod, a host, a service, an image.
        what: a short verb phrase from the field, such as "task placed" or "layer pulled".
        why: one sentence for a reader; may be empty.
        details: further values by name, for code.
    """

    time: float
    plane: str
    subject: str
    what: str
    why: str = ""
    details: Mapping[str, Any] = _NOTHING

    def __str__(self) -> str:
        """Return the event as one line of a log."""
        return f"{self.time:10.2f} s  {self.plane:<13}  {self.subject}: {self.what}" + (
            f" ({self.why})" if self.why else ""
        )


class EventLog:
    """Events in the order they happened. Reads like a list; `where` selects."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._events: list[Event] = []

    def add(self, plane: str, subject: str, what: str, why: str = "", **details: Any) -> None:
        """Append one event at the present virtual second."""
        self.record(plane, subject, what, why, details or _NOTHING)

    def record(self, plane: str, subject: str, what: str, why: str, details: Mapping[str, Any]) -> None:
        """Append one event whose details are a mapping that many events may share."""
        self._events.append(Event(self._now(), plane, subject, what, why, details))

    def where(
        self,
        plane: str | None = None,
        subject: str | None = None,
        what: str | None = None,
        since: float = 0.0,
    ) -> list[Event]:
        """Return the events that match every given argument, from second `since` on."""
        return [
            event
            for event in self._events
            if event.time >= since
            and (plane is None or event.plane == plane)
            and (subject is None or event.subject == subject)
            and (what is None or event.what == what)
        ]

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def __getitem__(self, index: int) -> Event:
        return self._events[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EventLog) and self._events == other._events

    __hash__ = None  # type: ignore[assignment]
