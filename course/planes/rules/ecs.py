"""ECS rules: deployment limits, the circuit breaker, capacity providers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from planes import facts
from planes.errors import PlanesError

THRESHOLD_TYPES = ("BOUNDED_PERCENT", "UNBOUNDED_PERCENT", "COUNT")


def deployment_bounds(
    desired: int, minimum_healthy_percent: float, maximum_percent: float
) -> tuple[int, int]:
    """Return how many tasks a rolling deployment must keep healthy and may have at most: (lower, upper).

    The lower bound is rounded up, the upper one down. Where both leave no room, as with 75 % and 100 %
    of 2, the deployment is stuck; ECS says so in a service event.

    Source: D30, D31.

    Raises:
        PlanesError: a value is negative.
    """
    if desired < 0 or minimum_healthy_percent < 0 or maximum_percent < 0:
        raise PlanesError(
            f"Desired count and percentages are 0 or more, not {desired}, {minimum_healthy_percent} and "
            f"{maximum_percent}. See facts.get('D30')."
        )
    lower = math.ceil(desired * Fraction(minimum_healthy_percent) / 100)
    upper = math.floor(desired * Fraction(maximum_percent) / 100)
    return lower, upper


def circuit_breaker_threshold(desired: int, type: str = "BOUNDED_PERCENT", value: float = 50) -> int:
    """Return how many failed tasks trip the deployment circuit breaker.

    BOUNDED_PERCENT, the default: `value` percent of the desired count, rounded up, at least 3 and at
    most 200. UNBOUNDED_PERCENT: the same without the bounds. COUNT: `value` itself.

    Source: D35, D36, D37.

    Raises:
        PlanesError: the type is another one, or a value is negative.
    """
    if type not in THRESHOLD_TYPES:
        raise PlanesError(
            f"Threshold type {type!r} is not one of {', '.join(THRESHOLD_TYPES)}. See facts.get('D37')."
        )
    if desired < 0 or value < 0:
        raise PlanesError(f"Desired count and value are 0 or more, not {desired} and {value}.")
    if type == "COUNT":
        return int(value)
    threshold = math.ceil(desired * Fraction(value) / 100)
    if type == "UNBOUNDED_PERCENT":
        return threshold
    bounds = facts.get("D35")
    return int(min(max(threshold, bounds.low or 0), bounds.high or math.inf))


def split_by_capacity_provider(count: int, strategy: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many of `count` tasks each capacity provider of a strategy gets.

    The base is filled first; what is left follows the weights. How ECS rounds when the weights do not
    divide it is not published: this model gives each provider the whole part of its share, then one
    task each to the largest remainders, the earlier provider first. Nothing should be graded on it.

    Source: D50, D51, D54.

    Args:
        count: tasks to place.
        strategy: items as `create_service` takes them, with `capacityProvider`, `base` (0 if missing)
            and `weight` (0 if missing).

    Returns:
        Tasks by provider, in the strategy's order, zeros included.

    Raises:
        PlanesError: the strategy breaks a documented rule.
    """
    _check_strategy(count, strategy)
    base = {item["capacityProvider"]: int(item.get("base", 0)) for item in strategy}
    weight = {item["capacityProvider"]: int(item.get("weight", 0)) for item in strategy}
    split = {name: min(count, tasks) for name, tasks in base.items()}
    left = count - sum(split.values())
    shares = {name: Fraction(left * weight[name], sum(weight.values())) for name in weight}
    for name, share in shares.items():
        split[name] += math.floor(share)
    remainders = sorted(shares, key=lambda name: math.floor(shares[name]) - shares[name])
    for name in remainders[: count - sum(split.values())]:
        split[name] += 1
    return split


def capacity_provider_reservation(needed: int, running: int) -> float:
    """Return CapacityProviderReservation in percent: instances needed ÷ instances running × 100.

    None needed and none running is 100; some needed and none running is 200.

    Source: D57.

    Raises:
        PlanesError: a value is negative.
    """
    if needed < 0 or running < 0:
        raise PlanesError(f"Numbers of instances are 0 or more, not {needed} and {running}.")
    if running == 0:
        return facts.number("D57.none" if needed == 0 else "D57.from_zero")
    return float(Fraction(needed * 100, running))


def _check_strategy(count: int, strategy: Sequence[Mapping[str, Any]]) -> None:
    """Raise PlanesError for a strategy that ECS would not accept. Source: D50, D51, D52."""
    base, weight, providers = facts.get("D50"), facts.get("D51"), facts.get("D52")
    names = [item.get("capacityProvider") for item in strategy]
    if count < 0:
        raise PlanesError(f"A number of tasks is 0 or more, not {count}.")
    if not names or None in names or len(set(names)) != len(names):
        raise PlanesError(f"A strategy names one or more capacity providers, each once; it names {names}.")
    if len(names) > (providers.high or math.inf):
        raise PlanesError(
            f"A strategy has at most {providers.high:.0f} capacity providers, not {len(names)}."
        )
    for item in strategy:
        for field, fact in (("base", base), ("weight", weight)):
            given, low, high = item.get(field, 0), fact.low or 0, fact.high or math.inf
            if not low <= given <= high:
                raise PlanesError(
                    f"The {field} of {item['capacityProvider']} is {low:,.0f} to {high:,.0f}, not {given}. "
                    f"See facts.get({fact.id!r})."
                )
    if sum(item.get("base", 0) > 0 for item in strategy) > 1:
        raise PlanesError("Only one capacity provider of a strategy may have a base. See facts.get('D50').")
    if not any(item.get("weight", 0) > 0 for item in strategy):
        raise PlanesError(
            "At least one capacity provider of a strategy needs a weight above 0. See facts.get('D51')."
        )
