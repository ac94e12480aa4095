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
        until: virtual second it ended, or None while it lasts.
    """

    what: str
    since: float
    until: float | None = None


class Faults:
    """All faults there were. Reads like a list; `is_down` answers for the present."""

    def __init__(self) -> None:
        self._all: list[Fault] = []
        self._open: dict[str, Fault] = {}

    def begin(self, what: str, now: float) -> bool:
        """Note that `what` is down from now on; False if it already was."""
        if what in self._open:
            return False
        fault = Fault(what, now)
        self._all.append(fault)
        self._open[what] = fault
        return True

    def end(self, what: str, now: float) -> bool:
        """Note that `what` is up again; False if it was not down."""
        fault = self._open.pop(what, None)
        if fault is None:
            return False
        fault.until = now
        return True

    def is_down(self, what: str) -> bool:
        """Tell whether `what` is down now."""
        return what in self._open

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, index: int) -> Fault:
        return self._all[index]
