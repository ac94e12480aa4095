"""The page a learner sees after a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes.capstone.advice import suggestion
from planes.capstone.day import Day
from planes.capstone.scoring import score

if TYPE_CHECKING:
    from planes.plots.figure import Drawing


def result_page(day: Day) -> Drawing:
    """Return one page: timeline, cost, what went wrong when, the marks, and one suggestion."""
    from planes.plots import capstone as plots

    return plots.day(day, score(day), suggestion(day))
