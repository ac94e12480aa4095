"""The capstone: a shop of three services, a day of traffic and trouble, and a design that must carry it.

>>> from planes import capstone
>>> day = capstone.play(design, capstone.Scenario.example())
>>> capstone.score(day).total
100.0
>>> capstone.result_page(day)
"""

from __future__ import annotations

from planes.capstone.advice import suggestion
from planes.capstone.day import Day, Incident, play
from planes.capstone.design import Design, read
from planes.capstone.page import result_page
from planes.capstone.scenario import Fault, Scenario
from planes.capstone.scoring import Score, score

__all__ = [
    "Day",
    "Design",
    "Fault",
    "Incident",
    "Scenario",
    "Score",
    "play",
    "read",
    "result_page",
    "score",
    "suggestion",
]
