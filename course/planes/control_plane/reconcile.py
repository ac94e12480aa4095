"""The loop of every control plane: observe, compare with what is desired, act; again and again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from planes.clock import Clock

_AFTER_REPORTS = 10  # priority of reconciling: what is reported in an instant is heard first
_RETRY_SECONDS = 1.0  # how often somebody knocks while the control plane is down

T = TypeVar("T")
Report = TypeVar("Report")


def scale(
    desired: int, observed: Sequence[T], start: Callable[[], object], stop: Callable[[T], object]
) -> int:
    """Close the difference between how many there should be and what there is.

    Args:
        desired: how many there should be.
        observed: what there is, the first to go first.
        start: starts one more.
        stop: stops one of `observed`.

    Returns:
        The difference: positive if some were started, negative if some were stopped.
    """
    difference = desired - len(observed)
    for _ in range(difference):
        start()
    for surplus in observed[: max(0, -difference)]:
        stop(surplus)
    return difference


class Controller:
    """A work queue of names whose state may differ from what is desired.

    `wake` puts a name in; at the same instant, after everything that is reported in it, `reconcile(name)`
    runs once, however often it was woken. While the control plane is down, names wait.
    """

    def __init__(
        self,
        clock: Clock,
        reconcile: Callable[[str], object],
        is_down: Callable[[], bool] = lambda: False,
    ) -> None:
        self._clock, self._reconcile, self._is_down = clock, reconcile, is_down
        self._queue: dict[str, None] = {}  # a set that keeps its order
        self._planned = False

    def wake(self, name: str, after: float = 0.0) -> None:
        """Reconcile `name` now, or in `after` seconds."""
        if after > 0:
            self._clock.after(after, self.wake, name)
            return
        self._queue[name] = None
        if not self._planned:
            self._planned = True
            self._clock.after(0, self._work, priority=_AFTER_REPORTS)

    def _work(self) -> None:
        if self._is_down():
            self._clock.after(_RETRY_SECONDS, self._work, priority=_AFTER_REPORTS)
            return
        names, self._queue, self._planned = self._queue, {}, False
        for name in names:
            self._reconcile(name)


class Availability:
    """Whether a control plane is down, and the mail that waits for it meanwhile.

    There is one queue for everything, so that what was first is heard first, and all of it is heard
    before the control plane does anything else.
    """

    def __init__(self, is_down: Callable[[], bool]) -> None:
        self._is_down = is_down
        self._waiting: deque[Callable[[], object]] = deque()

    def __call__(self) -> bool:
        """Tell whether the control plane is down."""
        return self._is_down()

    def hand_over(self, deliver: Callable[[], object]) -> None:
        """Deliver now, or when the control plane is back."""
        if self._waiting or self._is_down():
            self._waiting.append(deliver)
        else:
            deliver()

    def back(self) -> None:
        """Deliver what waits, unless the control plane is still down."""
        while self._waiting and not self._is_down():
            self._waiting[0]()
            self._waiting.popleft()


class Inbox(Generic[Report]):
    """Reports on their way to a control plane. While it is down they wait: agents send them again."""

    def __init__(self, handle: Callable[[Report], object], availability: Availability) -> None:
        self._handle, self._availability = handle, availability

    def __call__(self, report: Report) -> None:
        """Hand over a report, now or when the control plane is back."""
        self._availability.hand_over(lambda: self._handle(report))
