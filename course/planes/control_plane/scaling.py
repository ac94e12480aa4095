"""How many should run: target tracking, step scaling, horizontal pod autoscaler. No clock, no tasks."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planes import rules
from planes.errors import PlanesError

_HIGH_PERIODS, _LOW_PERIODS, _LOW_SHARE = 3, 15, 0.9
"""Minutes above the target, and below this share of it, before target tracking acts. Commonly observed, not
documented by AWS (source: D78)."""


class TargetTracking:
    """Keeps a metric near its target. Give it one value a minute.

    AWS publishes neither the formula nor the alarms (sources: D75, D78, D79). The model acts after three
    minutes above the target or fifteen below 90 % of it, and asks for `ceil(current × metric / target)`.

    Args:
        target: what the metric should be.
        scale_out_cooldown: seconds in which only a larger step follows a scale-out. Source: D77.
        scale_in_cooldown: seconds without another scale-in. Source: D77.
        scale_in: whether it may scale in at all.
    """

    def __init__(
        self,
        target: float,
        scale_out_cooldown: float = 300.0,
        scale_in_cooldown: float = 300.0,
        scale_in: bool = True,
    ) -> None:
        if not target > 0:
            raise PlanesError(f"A target must be above 0, not {target}.")
        self.target, self.scale_in = target, scale_in
        self._out_cooldown, self._in_cooldown = scale_out_cooldown, scale_in_cooldown
        self._high = self._low = 0
        self._out_until = self._in_until = 0.0
        self._last_step = 0

    def evaluate(self, now: float, metric: float | None, current: int) -> int:
        """Return how many should run.

        Args:
            now: virtual seconds.
            metric: the last minute's value; None if there is no data, then nothing happens (source: D73).
            current: how many are desired now.
        """
        if metric is None:
            self._high = self._low = 0
            return current
        self._high = self._high + 1 if metric > self.target else 0
        self._low = self._low + 1 if metric < _LOW_SHARE * self.target else 0
        wanted = math.ceil(current * metric / self.target)
        if self._high >= _HIGH_PERIODS and wanted > current:
            return self._out(now, wanted, current)
        if self._low >= _LOW_PERIODS and wanted < current and self.scale_in and now >= self._in_until:
            self._in_until = now + self._in_cooldown
            return wanted
        return current

    def _out(self, now: float, wanted: int, current: int) -> int:
        if now < self._out_until and wanted - current <= self._last_step:
            return current
        self._last_step = wanted - current
        self._out_until, self._in_until = now + self._out_cooldown, now
        return wanted


def combine(wanted: Sequence[int]) -> int:
    """Return what several policies want together: out if any wants out, in only if all do. Source: D72."""
    return max(wanted)


class Step(NamedTuple):
    """One step of step scaling.

    Attributes:
        lower: bound of the breach (metric − threshold), or None for no bound.
        upper: the other bound, or None.
        adjustment: what to change, in the unit of the adjustment type.
    """

    lower: float | None
    upper: float | None
    adjustment: int


@dataclass(frozen=True, slots=True)
class StepScaling:
    """Changes capacity by how far a metric is beyond an alarm's threshold. Source: D80.

    Attributes:
        adjustment_type: "ChangeInCapacity", "PercentChangeInCapacity" or "ExactCapacity".
        steps: their bounds are relative to the threshold. Above it the lower bound is inclusive and the
            upper exclusive, below it the reverse.
        minimum_magnitude: smallest change of a percentage.
    """

    adjustment_type: str
    steps: tuple[Step, ...]
    minimum_magnitude: int = 1

    def evaluate(self, breach: float, current: int) -> int:
        """Return how many should run.

        Args:
            breach: metric − threshold.
            current: how many are desired now.
        """
        step = next((step for step in self.steps if _covers(step, breach)), None)
        if step is None:
            return current
        if self.adjustment_type == "ExactCapacity":
            return max(0, step.adjustment)
        change = step.adjustment
        if self.adjustment_type == "PercentChangeInCapacity":
            # The rounding toward zero, but not to zero, is the model's: the facts do not have it.
            change = int(current * step.adjustment / 100)
            if step.adjustment and abs(change) < self.minimum_magnitude:
                change = int(math.copysign(self.minimum_magnitude, step.adjustment))
        return max(0, current + change)


def _covers(step: Step, breach: float) -> bool:
    lower = -math.inf if step.lower is None else step.lower
    upper = math.inf if step.upper is None else step.upper
    return lower <= breach < upper if breach >= 0 else lower < breach <= upper


class HorizontalScaler:
    """The horizontal pod autoscaler's way from a metric to a number of replicas. Call it every 15 seconds.

    Sources: E20 and E21 (formula and tolerance), E26 (stabilisation), E27 (policies).

    Args:
        stabilization_seconds: scaling down follows the highest recommendation of this window.
    """

    def __init__(self, stabilization_seconds: float = 300.0) -> None:
        self._window = stabilization_seconds
        self._recommended: deque[tuple[float, int]] = deque()

    def evaluate(
        self, now: float, current: int, metric: float | None, target: float, minimum: int, maximum: int
    ) -> int:
        """Return how many replicas there should be.

        Args:
            now: virtual seconds.
            current: replicas desired now.
            metric: average over the pods, in the unit of `target`; None leaves the number as it is.
            target: what the metric should be.
            minimum: fewest replicas.
            maximum: most replicas.
        """
        wanted = current
        if metric is not None and current > 0:
            wanted = rules.kubernetes.desired_replicas(current, metric, target)
        wanted = min(max(wanted, minimum), maximum)
        self._recommended.append((now, wanted))
        while self._recommended[0][0] < now - self._window:
            self._recommended.popleft()
        if wanted > current:
            return min(wanted, max(2 * current, current + 4))
        return min(current, max(number for _, number in self._recommended))
