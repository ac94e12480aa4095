"""A decision aid: stated requirements in, control plane and capacity out, with the reasons.

>>> from planes import choosing
>>> choice = choosing.choose(choosing.Needs(gpu=True))
>>> choice.control_plane, choice.capacity
('ECS', 'managed hosts')
"""

from planes.choosing.cases import CASES, Placed, agrees
from planes.choosing.decide import Choice, choose
from planes.choosing.needs import CAPACITIES, Needs, break_even_percent
from planes.choosing.sensitivity import Change, changes
from planes.choosing.tree import CONTROL_PLANE, Leaf, Question

__all__ = [
    "CAPACITIES",
    "CASES",
    "CONTROL_PLANE",
    "Change",
    "Choice",
    "Leaf",
    "Needs",
    "Placed",
    "Question",
    "agrees",
    "break_even_percent",
    "changes",
    "choose",
]
