"""What the controllers compute: rolling updates, the HorizontalPodAutoscaler, crash loops."""

from __future__ import annotations

import math
import re

from planes import facts
from planes.errors import PlanesError

_PERCENT = re.compile(r"\+?[0-9]+%")


def resolve_fenceposts(
    max_surge: int | str | None, max_unavailable: int | str | None, desired: int
) -> tuple[int, int]:
    """Return how many pods a rolling update may have above and below `desired`: (surge, unavailable).

    A percentage of `desired` is rounded up for the surge and down for the unavailable pods. Where both
    come out as 0, one pod may be unavailable, or the update could never move.

    Source: E29; K8S pkg/controller/deployment/util/deployment_util.go.

    Args:
        max_surge: a number of pods or a text such as "25%"; None is 0.
        max_unavailable: in the same form.
        desired: replicas of the Deployment.

    Raises:
        PlanesError: a value is neither a number of 0 or more nor a percentage.
    """
    if desired < 0:
        raise PlanesError(f"Replicas are 0 or more, not {desired}.")
    surge = _scaled(max_surge, desired, round_up=True)
    unavailable = _scaled(max_unavailable, desired, round_up=False)
    if surge == 0 and unavailable == 0:
        return 0, 1
    return surge, unavailable


def desired_replicas(current: int, metric: float, target: float, tolerance: float = 0.1) -> int:
    """Return the replicas a HorizontalPodAutoscaler asks for: ceil(current × metric ÷ target).

    While metric ÷ target lies within 1 ± tolerance, ends included, nothing changes. As in the
    controller the ratio is a binary floating-point number and is multiplied after it was rounded, so a
    product that should be whole may come out one higher: 25 replicas at 56 of 50 are 29, not 28.

    Source: E20, E21; K8S pkg/controller/podautoscaler/replica_calculator.go.

    Args:
        current: ready replicas.
        metric: average over the pods, in the unit of `target`.
        target: what the average should be.
        tolerance: share of the target that changes nothing.

    Raises:
        PlanesError: a value is negative or the target is not above 0.
    """
    if current < 0 or metric < 0 or tolerance < 0 or target <= 0:
        raise PlanesError(
            f"Replicas, metric and tolerance are 0 or more and the target is above 0, not {current}, "
            f"{metric}, {tolerance} and {target}. See facts.get('E20')."
        )
    ratio = float(metric) / float(target)
    if 1.0 - tolerance <= ratio <= 1.0 + tolerance:
        return current
    return math.ceil(ratio * current)


def crash_loop_backoff(restarts: int) -> float:
    """Return the seconds the kubelet waits before it restarts a container that exited again.

    The first restart is immediate. After that: 10, 20, 40, 80, 160, then 300 each time.

    Source: E31. Ten minutes without a crash start the sequence anew.

    Args:
        restarts: how often the container has been restarted so far (`restartCount`).

    Raises:
        PlanesError: the number is negative.
    """
    if restarts < 0:
        raise PlanesError(f"Restarts are 0 or more, not {restarts}. See facts.get('E31').")
    first, cap = facts.number("E31.first"), facts.number("E31.cap")
    if restarts == 0:
        return 0.0
    doublings = min(restarts - 1, math.ceil(math.log2(cap / first)))
    return min(first * 2**doublings, cap)


def _scaled(value: int | str | None, total: int, round_up: bool) -> int:
    """Return a number of pods, or a percentage of `total` rounded to whole pods."""
    if value is None:
        return 0
    if isinstance(value, str):
        if not _PERCENT.fullmatch(value):
            raise PlanesError(
                f"invalid value for IntOrString: {value!r} is not a percentage. "
                "Give a number of pods or a whole percentage such as '25%'. See facts.get('E29')."
            )
        product = int(value[:-1]) * total
        value = -(-product // 100) if round_up else product // 100
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PlanesError(f"A number of pods is a whole number of 0 or more, not {value!r}.")
    return value
