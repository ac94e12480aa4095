"""Virtual time: actions in order of (time, priority, sequence)."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from planes.errors import PlanesError

_BUCKETS_PER_SECOND = 10
_FOREVER = float("inf")

Timer = tuple[float, int, int, Callable[..., object], tuple[Any, ...]]
"""One planned action: (when, priority, sequence, action, args). No two share a sequence number, so two
runs never differ in their order. A plain tuple, because sorting and comparing those is fastest."""


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

    Planned actions lie in buckets of a tenth of a second. Only the bucket that is due is put in order,
    so planning costs the same whether ten actions wait or a million.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.after_each: Callable[[], object] | None = None
        """Called after every action; the tests hang the invariant checker here."""
        self._sequence = 0
        self._buckets: dict[int, list[Timer]] = {}
        self._bucket_numbers: list[int] = []  # a heap of the keys of _buckets
        self._current: list[Timer] = []  # the bucket that is due, last first
        self._current_number = -1
        self._late: list[Timer] = []  # a heap of what was planned into the current bucket or before it
        self._cancelled: set[int] = set()
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
        return self._plan(self.now + seconds, priority, action, args)

    def _plan(
        self, when: float, priority: int, action: Callable[..., object], args: tuple[Any, ...]
    ) -> Timer:
        if not self.now <= when < _FOREVER:
            raise PlanesError(
                f"An action was planned for second {when}, but it is already second {self.now}."
            )
        self._sequence = sequence = self._sequence + 1
        timer = (when, priority, sequence, action, args)
        number = int(when * _BUCKETS_PER_SECOND)
        if number <= self._current_number:
            heappush(self._late, timer)
        elif (bucket := self._buckets.get(number)) is not None:
            bucket.append(timer)
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
            self._cancelled.add(timer[2])

    def next_time(self) -> float | None:
        """Virtual second of the next planned action, or None if nothing is planned."""
        while self._current or self._late or self._open_bucket(_FOREVER):
            late_first = not self._current or (self._late and self._late[0] < self._current[-1])
            timer = self._late[0] if late_first else self._current[-1]
            if timer[2] not in self._cancelled:
                return timer[0]
            self._cancelled.remove(timer[2])
            if late_first:
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
        try:
            if self._run(when, stop):
                return True
        finally:
            self._running = False
        self.now = max(self.now, when)
        return False

    def _run(self, when: float, stop: Callable[[], bool] | None) -> bool:
        # Millions of turns: everything is local and nothing is called but what was planned.
        current, late, cancelled, after_each = self._current, self._late, self._cancelled, self.after_each
        while True:
            if current and not (late and late[0] < current[-1]):
                timer = current[-1]
                if timer[0] > when:
                    return False
                current.pop()
            elif late:
                timer = late[0]
                if timer[0] > when:
                    return False
                heappop(late)
            elif self._open_bucket(when):
                current = self._current
                continue
            else:
                return False
            if cancelled and timer[2] in cancelled:
                cancelled.remove(timer[2])
                continue
            self.now, _, _, action, args = timer
            action(*args)
            if after_each is not None:
                after_each()
            if stop is not None and stop():
                return True

    def _open_bucket(self, when: float) -> bool:
        """Put the next bucket in order, unless all of it lies after second `when`."""
        numbers = self._bucket_numbers
        if not numbers or numbers[0] > when * _BUCKETS_PER_SECOND:
            return False
        self._current_number = heappop(numbers)
        self._current = self._buckets.pop(self._current_number)
        self._current.sort(reverse=True)
        return True
