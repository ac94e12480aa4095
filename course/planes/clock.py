"""Virtual time: actions in order of (time, priority, sequence)."""

from __future__ import annotations

import gc
from collections.abc import Callable
from heapq import heappop, heappush
from operator import itemgetter
from typing import Any

from planes.errors import PlanesError

_BUCKETS_PER_SECOND = 10
_FOREVER = float("inf")
_BY_TIME = itemgetter(0)
_BY_TIME_AND_PRIORITY = itemgetter(0, 1)

Timer = tuple[float, int, Callable[..., object], tuple[Any, ...]]
"""One planned action: (when, priority, action, args). A plain tuple and nothing more, because what limits
a clock with many of them is how much memory it must touch for each."""


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

    Planned actions lie in buckets of a tenth of a second, each in the order of planning. Only the bucket
    that is due is sorted, so planning costs the same whether ten actions wait or a million. The sort is
    stable, so the order of planning stays where time and priority are equal, and two runs never differ.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.after_each: Callable[[], object] | None = None
        """Called after every action; the tests hang the invariant checker here."""
        self._buckets: dict[int, list[Timer]] = {}  # by number, all after the current one
        self._ranked: set[int] = set()  # numbers of buckets in which priorities matter
        self._bucket_numbers: list[int] = []  # a heap of the keys of _buckets
        self._current: list[Timer] = []  # the bucket that is due, last first
        self._current_number = -1
        # A heap of what was planned into the current bucket after it was sorted, or before it. All of that
        # was planned later than anything in the bucket.
        self._late: list[tuple[float, int, int, Timer]] = []
        self._late_count = 0
        self._cancelled: dict[int, Timer] = {}  # by identity
        self._running = False

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
            PlanesError: `when` lies in the past or is not a finite number.
        """
        return self._plan(when, priority, action, args)

    def after(self, seconds: float, action: Callable[..., object], *args: Any, priority: int = 0) -> Timer:
        """Plan `action(*args)` for `seconds` from now; see `at`."""
        when = self.now + seconds
        if not priority and 0 <= seconds < _FOREVER:
            # The common case, a bucket that exists, without another call.
            bucket = self._buckets.get(int(when * _BUCKETS_PER_SECOND))
            if bucket is not None:
                timer = (when, priority, action, args)
                bucket.append(timer)
                return timer
        return self._plan(when, priority, action, args)

    def _plan(
        self, when: float, priority: int, action: Callable[..., object], args: tuple[Any, ...]
    ) -> Timer:
        if not self.now <= when < _FOREVER:
            raise PlanesError(
                f"An action was planned for second {when}, but it is already second {self.now}."
            )
        timer = (when, priority, action, args)
        number = int(when * _BUCKETS_PER_SECOND)
        if number <= self._current_number:
            self._late_count += 1
            heappush(self._late, (when, priority, self._late_count, timer))
            return timer
        if priority:
            self._ranked.add(number)
        if number in self._buckets:
            self._buckets[number].append(timer)
        else:
            self._buckets[number] = [timer]
            heappush(self._bucket_numbers, number)
        return timer

    def every(self, seconds: float, action: Callable[[], object], priority: int = 0) -> Repeat:
        """Call `action()` every `seconds`, first one interval from now, until the result is stopped."""
        if not 0 < seconds < _FOREVER:
            raise PlanesError(f"An interval must be a positive number of seconds, not {seconds}.")
        return Repeat(self, seconds, action, priority)

    def cancel(self, timer: Timer) -> None:
        """Take back a planned action. Cancelling one that already ran does nothing."""
        if timer[0] >= self.now:
            self._cancelled[id(timer)] = timer

    def next_time(self) -> float | None:
        """Virtual second of the next planned action, or None if nothing is planned."""
        while self._current or self._late or self._open_bucket(_FOREVER):
            late = self._late_is_next()
            timer = self._late[0][3] if late else self._current[-1]
            if self._cancelled.pop(id(timer), None) is None:
                return timer[0]
            if late:
                heappop(self._late)
            else:
                self._current.pop()
        return None

    def run_until(self, when: float, stop: Callable[[], bool] | None = None) -> bool:
        """Run every action planned up to and including second `when`, then set the clock to it.

        Args:
            when: virtual seconds.
            stop: asked after every action; when true, the clock stays where it is.

        Returns:
            True if `stop` ended the run.

        Raises:
            PlanesError: called from within an action.
        """
        if self._running:
            raise PlanesError("The clock already runs: an action cannot let time pass, it can only plan.")
        self._running = True
        # What a run makes (timers, events, reports) mostly stays, and holds no cycles. The cyclic garbage
        # collector would walk through all of it again and again, for half of the time.
        collecting = gc.isenabled()
        gc.disable()
        try:
            if self._run(when, stop):
                return True
        finally:
            self._running = False
            if collecting:
                gc.enable()
        self.now = max(self.now, when)
        return False

    def _run(self, when: float, stop: Callable[[], bool] | None) -> bool:
        # Millions of turns: everything is local and nothing is called but what was planned.
        current, late, cancelled, after_each = self._current, self._late, self._cancelled, self.after_each
        while True:
            if late and self._late_is_next():
                timer = late[0][3]
                if timer[0] > when:
                    return False
                heappop(late)
            elif current:
                timer = current[-1]
                if timer[0] > when:
                    return False
                current.pop()
            elif self._open_bucket(when):
                current = self._current
                continue
            else:
                return False
            if cancelled and cancelled.pop(id(timer), None) is not None:
                continue
            self.now, _, action, args = timer
            action(*args)
            if after_each is not None:
                after_each()
            if stop is not None and stop():
                return True

    def _late_is_next(self) -> bool:
        return bool(self._late) and (not self._current or self._late[0][:2] < self._current[-1][:2])

    def _open_bucket(self, when: float) -> bool:
        """Put the next bucket in order, last first, unless all of it lies after second `when`."""
        numbers = self._bucket_numbers
        if not numbers or numbers[0] > when * _BUCKETS_PER_SECOND:
            return False
        self._current_number = number = heappop(numbers)
        self._current = self._buckets.pop(number)
        self._current.reverse()
        if number in self._ranked:
            self._ranked.remove(number)
            self._current.sort(key=_BY_TIME_AND_PRIORITY, reverse=True)
        else:
            self._current.sort(key=_BY_TIME, reverse=True)
        return True
