"""Virtual time: actions in order of (time, priority, sequence)."""

from __future__ import annotations

import heapq
from bisect import insort
from collections.abc import Callable
from typing import Any, NamedTuple

from planes.errors import PlanesError

_BUCKETS_PER_SECOND = 10


class Timer(NamedTuple):
    """One planned action. Its order is (when, priority, sequence), so two runs never differ."""

    when: float
    priority: int
    sequence: int
    action: Callable[..., object]
    args: tuple[Any, ...]


class Repeat:
    """A periodic action; `stop` ends it."""

    def __init__(self, clock: Clock, interval: float, action: Callable[[], object], priority: int) -> None:
        self._clock, self._interval, self._action, self._priority = clock, interval, action, priority
        self._start, self._count, self._running = clock.now, 0, True
        self._plan()

    def _plan(self) -> None:
        # start + n × interval, not last + interval: floating-point error does not add up.
        self._count += 1
        self._clock.at(self._start + self._count * self._interval, self._fire, priority=self._priority)

    def _fire(self) -> None:
        if self._running:
            self._action()
            self._plan()

    def stop(self) -> None:
        """End the repetition; the action is not called again."""
        self._running = False


class Clock:
    """A virtual clock at 0 seconds.

    Planned actions lie in buckets of a tenth of a second. Only the bucket that is due is sorted, so
    planning costs the same whether ten actions wait or a million.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.after_each: Callable[[], object] | None = None
        """Called after every action; the tests hang the invariant checker here."""
        self._sequence = 0
        self._buckets: dict[int, list[Timer]] = {}
        self._due: list[int] = []
        self._current: list[Timer] = []
        self._current_number = -1
        self._next = 0
        self._cancelled: set[int] = set()

    def at(self, when: float, action: Callable[..., object], *args: Any, priority: int = 0) -> Timer:
        """Plan `action(*args)` for virtual second `when`.

        Args:
            when: virtual seconds, not before `now`.
            action: called with `args` when its time has come.
            args: positional arguments of the action.
            priority: among actions of one instant, lower goes first.

        Returns:
            The timer, for `cancel`.

        Raises:
            PlanesError: `when` lies in the past.
        """
        if when < self.now:
            raise PlanesError(
                f"An action was planned for second {when}, but it is already second {self.now}."
            )
        self._sequence += 1
        timer = Timer(when, priority, self._sequence, action, args)
        number = int(when * _BUCKETS_PER_SECOND)
        if number <= self._current_number:
            insort(self._current, timer, lo=self._next)
            return timer
        bucket = self._buckets.get(number)
        if bucket is None:
            self._buckets[number] = [timer]
            heapq.heappush(self._due, number)
        else:
            bucket.append(timer)
        return timer

    def after(self, seconds: float, action: Callable[..., object], *args: Any, priority: int = 0) -> Timer:
        """Plan `action(*args)` for `seconds` from now; see `at`."""
        return self.at(self.now + seconds, action, *args, priority=priority)

    def every(self, seconds: float, action: Callable[[], object], priority: int = 0) -> Repeat:
        """Call `action()` every `seconds`, first one interval from now, until the result is stopped."""
        return Repeat(self, seconds, action, priority)

    def cancel(self, timer: Timer) -> None:
        """Take back a planned action. Cancelling one that already ran does nothing."""
        if timer.when >= self.now:
            self._cancelled.add(timer.sequence)

    def next_time(self) -> float | None:
        """Virtual second of the next planned action, or None if nothing is planned."""
        timer = self._peek()
        return None if timer is None else timer.when

    def run_until(self, when: float, stop: Callable[[], bool] | None = None) -> bool:
        """Run every action planned up to and including second `when`, then set the clock to it.

        Args:
            when: virtual seconds.
            stop: asked after every action; when true, the clock stays where it is.

        Returns:
            True if `stop` ended the run.
        """
        while (timer := self._peek()) is not None and timer.when <= when:
            self._next += 1
            self.now = timer.when
            timer.action(*timer.args)
            if self.after_each is not None:
                self.after_each()
            if stop is not None and stop():
                return True
        self.now = max(self.now, when)
        return False

    def _peek(self) -> Timer | None:
        """Return the next timer that was not cancelled, opening the next bucket where needed."""
        while True:
            while self._next < len(self._current):
                timer = self._current[self._next]
                if not self._cancelled or timer.sequence not in self._cancelled:
                    return timer
                self._cancelled.discard(timer.sequence)
                self._next += 1
            if not self._due:
                return None
            self._current_number = heapq.heappop(self._due)
            self._current = self._buckets.pop(self._current_number)
            self._current.sort()
            self._next = 0
