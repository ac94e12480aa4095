"""What a class report says in numbers: distribution, success, discrimination, commonest wrong results."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass

from planes.grading.results import Result
from planes.grading.unit import Exercise, Unit


@dataclass(frozen=True)
class ExerciseFigures:
    """One exercise over a class. Discrimination is the correlation with the points of all other exercises."""

    exercise: Exercise
    full: int
    some: int
    none: int
    mean: float
    discrimination: float | None
    wrong: list[tuple[str, int]]

    @property
    def success(self) -> float:
        """The share of learners with full points."""
        total = self.full + self.some + self.none
        return self.full / total if total else 0.0


def distribution(scores: list[float], best: float, bins: int = 10) -> list[tuple[float, float, int]]:
    """Return lower edge, upper edge and count of equal bins from 0 to `best`, the last one closed."""
    width = best / bins if best else 1.0
    counts = Counter(min(int(score / width), bins - 1) for score in scores)
    return [(index * width, (index + 1) * width, counts[index]) for index in range(bins)]


def by_exercise(
    unit: Unit, scores: dict[str, dict[str, float]], results: dict[str, Result]
) -> list[ExerciseFigures]:
    """Return the figures of every exercise.

    Args:
        unit: the unit.
        scores: points of every graded cell, by learner; what a person entered is in them.
        results: what was noticed while grading, by learner.
    """
    points = {
        exercise.id: [sum(own.get(test, 0.0) for test in exercise.tests) for own in scores.values()]
        for exercise in unit.exercises
    }
    totals = [sum(own.values()) for own in scores.values()]
    found = []
    for exercise in unit.exercises:
        own = points[exercise.id]
        rest = [total - mine for total, mine in zip(totals, own, strict=True)]
        full = sum(mine >= exercise.points for mine in own)
        none = sum(mine <= 0 for mine in own)
        wrong = Counter(
            words for result in results.values() for words in [_first_wrong(result, exercise)] if words
        ).most_common(3)
        mean = statistics.mean(own) if own else 0.0
        found.append(
            ExerciseFigures(exercise, full, len(own) - full - none, none, mean, correlation(own, rest), wrong)
        )
    return found


def _first_wrong(result: Result, exercise: Exercise) -> str:
    return next((result.wrong[test] for test in exercise.tests if test in result.wrong), "")


def correlation(first: list[float], second: list[float]) -> float | None:
    """Return Pearson's correlation, or None where one side does not vary."""
    if len(first) < 2 or len(set(first)) < 2 or len(set(second)) < 2:
        return None
    return statistics.correlation(first, second)
