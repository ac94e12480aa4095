"""What goes wrong, as data: a list of faults with a beginning and an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Fault:
    """Something that is out of order.

    Attributes:
        what: "registry", "control plane", "ecs", "eks", a zone's name, or a host's id.
        since: virtual second it began.
        planned_until: virtual second it is going to end by itself, or infinity.
        until: virtual second it ended, or None while it lasts.
    """

    what: str
    since: float
    planned_until: float = float("inf")
    until: float | None = None


class Faults:
    """All faults there were. Reads like a list; `is_down` answers for the present."""

    def __init__(self) -> None:
        self._all: list[Fault] = []
        self._open: dict[str, Fault] = {}

    def begin(self, what: str, now: float, until: float) -> bool:
        """Note that `what` is down from now on; False if it already was. The longest fault counts."""
        if what in self._open:
            fault = self._open[what]
            fault.planned_until = max(fault.planned_until, until)
            return False
        self._open[what] = fault = Fault(what, now, until)
        self._all.append(fault)
        return True

    def end(self, what: str, now: float) -> bool:
        """Note that `what` is up again; False if it was not down."""
        fault = self._open.pop(what, None)
        if fault is not None:
            fault.until = now
        return fault is not None

    def is_over(self, what: str, now: float) -> bool:
        """Tell whether `what` is down, but was planned to be up by now."""
        return what in self._open and self._open[what].planned_until <= now

    def is_down(self, what: str) -> bool:
        """Tell whether `what` is down now."""
        return what in self._open

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, index: int) -> Fault:
        return self._all[index]
