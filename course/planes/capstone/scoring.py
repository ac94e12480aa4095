"""The marks of a day: service level 50, cost 25, recovery 25, each with its reasons."""

from __future__ import annotations

from typing import NamedTuple

from planes.capstone.day import AFTERMATH_MINUTES, RELEASE_WINDOW_MINUTES, Day, Incident

SERVICE_POINTS, COST_POINTS = 50.0, 25.0
FULL_LEVEL, NO_LEVEL = 0.998, 0.97
"""Service level that earns all points, and the one that earns none."""
NO_BUDGETS = 1.6
"""Times the budget at which no point for cost is left."""


class Rule(NamedTuple):
    """How recovery from one kind of incident is marked.

    Attributes:
        points: marks.
        allowed: lossy minutes that cost nothing.
        none: lossy minutes at which no mark is left.
    """

    points: float
    allowed: int
    none: int


RECOVERY = {
    "release": Rule(10, 0, 1),
    "host": Rule(4, 8, 20),
    "zone": Rule(8, 8, 20),
    "spot": Rule(3, 8, 20),
}


class Score(NamedTuple):
    """Marks out of 100.

    Attributes:
        service_level: of 50.
        cost: of 25.
        recovery: of 25.
        total: their sum, rounded to a tenth.
        reasons: a sentence for each part, and one for every mark that was lost.
    """

    service_level: float
    cost: float
    recovery: float
    total: float
    reasons: list[str]


def score(day: Day) -> Score:
    """Mark a day."""
    level, level_words = _service_level(day)
    cost, cost_words = _cost(day)
    recovery, recovery_words = _recovery(day)
    total = round(level + cost + recovery, 1)
    return Score(level, cost, recovery, total, [level_words, cost_words, *recovery_words])


def worst(day: Day) -> tuple[str, float]:
    """Return the service with the lowest service level, and that level."""
    name = min(day.lines, key=lambda service: day.lines[service].level)
    return name, day.lines[name].level


def _falling(value: float, full: float, none: float) -> float:
    """Return 1 on the good side of `full`, 0 beyond `none`, and a straight line between."""
    return min(1.0, max(0.0, (none - value) / (none - full)))


def _service_level(day: Day) -> tuple[float, str]:
    service, level = worst(day)
    points = SERVICE_POINTS * _falling(level, FULL_LEVEL, NO_LEVEL)
    return points, (
        f"Service level {points:.1f} of {SERVICE_POINTS:g}: {service} served {100 * level:.2f} % in time, "
        f"the least of the three; {100 * FULL_LEVEL:g} % earns all points."
    )


def _cost(day: Day) -> tuple[float, str]:
    budget = day.scenario.budget_usd
    points = COST_POINTS * _falling(day.total_usd, budget, NO_BUDGETS * budget)
    return points, (
        f"Cost {points:.1f} of {COST_POINTS:g}: {day.total_usd:.2f} USD of a budget of {budget:.2f} USD."
    )


def _recovery(day: Day) -> tuple[float, list[str]]:
    """Return the points for every kind of incident; one that did not happen costs nothing."""
    total, words = 0.0, []
    for kind, rule in RECOVERY.items():
        happened = [incident for incident in day.incidents if incident.kind == kind]
        lossy = sum(incident.lossy_minutes for incident in happened)
        points = rule.points * _falling(lossy, rule.allowed, rule.none)
        sentence = "; ".join(_told(incident) for incident in happened)
        if kind == "release" and day.released_minute is None:
            points = 0.0
            sentence += f"; it was not complete after {RELEASE_WINDOW_MINUTES} minutes"
        total += points
        if points < rule.points:
            words.append(f"Recovery from {kind} {points:.1f} of {rule.points:g}: {sentence}.")
    most = sum(rule.points for rule in RECOVERY.values())
    return total, [f"Recovery {total:.1f} of {most:g}: release, host, zone and Spot together.", *words]


def _told(incident: Incident) -> str:
    if not incident.lossy_minutes:
        return f"at {incident.time} {incident.cause}"
    return (
        f"at {incident.time} {incident.cause}, and {incident.losses}, counted until {AFTERMATH_MINUTES} "
        "minutes after it"
    )
