"""Where a task goes: filters, then constraints, then strategies, then one instance is selected (D01).

Filters and constraints are binding, strategies are best effort (D02). Every decision keeps its own record:
the candidates, what removed an instance and what each strategy scored.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from planes.control_plane.ecs import query
from planes.control_plane.ecs.definition import TaskDefinition
from planes.control_plane.ecs.model import Constraint, Strategy

SERVICE_DEFAULT = (Strategy("spread", "attribute:ecs.availability-zone"), Strategy("spread", "instanceId"))
"""Without strategies: the zone with the fewest tasks of the service, then the instance. Source: D09, D10."""
TASK_DEFAULT = (Strategy("random"),)
"""Standalone tasks without strategies are placed at random. Source: ECSDG task-placement.md."""

_HOST_FIELDS = ("instanceId", "host")
_CLOSENESS = ("AGENT", "RESOURCE:CPU", "RESOURCE:MEMORY", "RESOURCE:GPU", "RESOURCE:PORTS", "RESOURCE:ENI",
              "distinctInstance", "memberOf")  # fmt: skip
_WORDS = {
    "RESOURCE:CPU": "has insufficient CPU units available",
    "RESOURCE:MEMORY": "has insufficient memory available",
    "RESOURCE:PORTS": "is already using a port required by your task",
    "AGENT": 'encountered error "AGENT"',
    "RESOURCE:ENI": 'encountered error "RESOURCE:ENI"',
    "RESOURCE:GPU": 'encountered error "RESOURCE:GPU"',
    "distinctInstance": "already runs a task of this group, which the constraint distinctInstance forbids",
    "memberOf": "does not satisfy the placement constraint memberOf",
}


class Candidate(NamedTuple):
    """One instance as placement sees it: what is free, and what is known of it by subject."""

    id: str
    zone: str
    connected: bool
    cpu_units: float
    memory_mib: float
    addresses: int
    ports_taken: frozenset[int]
    facts: Mapping[str, object]
    tasks_of_group: int


class Score(NamedTuple):
    """What one strategy said: its words, and a number per remaining instance; the lowest wins."""

    strategy: str
    by_instance: Mapping[str, float]


@dataclass(slots=True)
class Decision:
    """Where a task goes and why.

    Attributes:
        chosen: the instance's id, or None if no instance met all requirements.
        candidates: every instance that was looked at.
        removed: instance → the filter or constraint that removed it.
        scores: one entry per strategy, in order.
    """

    chosen: str | None
    candidates: Sequence[str]
    removed: Mapping[str, str] = field(default_factory=dict)
    scores: Sequence[Score] = ()

    def details(self) -> dict[str, Any]:
        """Return the record as plain values for the event log."""
        return {
            "candidates": list(self.candidates),
            "removed": dict(self.removed),
            "scores": [{"strategy": s.strategy, "scores": dict(s.by_instance)} for s in self.scores],
            "chosen": self.chosen,
        }

    def why(self) -> str:
        """Return the record as one sentence."""
        said = f"{len(self.candidates)} candidates, {len(self.removed)} removed"
        counts: dict[str, int] = {}
        for reason in self.removed.values():
            counts[reason] = counts.get(reason, 0) + 1
        if counts:
            said += " by " + ", ".join(f"{reason} {count}" for reason, count in counts.items())
        if self.scores:
            said += "; then " + ", ".join(score.strategy for score in self.scores)
        return said

    def closest(self) -> tuple[str, str] | None:
        """Return the instance that came closest and what was wrong with it, in the service event's words."""
        if not self.removed:
            return None
        instance = max(self.removed, key=lambda name: _CLOSENESS.index(self.removed[name]))
        return instance, _WORDS[self.removed[instance]]


def place(
    definition: TaskDefinition,
    candidates: Sequence[Candidate],
    constraints: Sequence[Constraint],
    strategies: Sequence[Strategy],
    count_of_group: Callable[[str], Mapping[str, int]],
    chance: random.Random,
) -> Decision:
    """Choose an instance for one task.

    Among instances that are equal after the last strategy the one registered first is taken: how ECS
    breaks ties is not published (D11).

    Args:
        definition: what the task needs.
        candidates: the cluster's active instances, in order of registration.
        constraints: of the task or service and of the task definition.
        strategies: applied in this order.
        count_of_group: for a spread field, tasks of the same group by the field's values.
        chance: decides the strategy `random`.
    """
    removed: dict[str, str] = {}
    left = []
    for candidate in candidates:
        reason = _missing_resource(definition, candidate) or _broken_constraint(constraints, candidate)
        if reason:
            removed[candidate.id] = reason
        else:
            left.append(candidate)
    names = [candidate.id for candidate in candidates]
    scores: list[Score] = []
    for strategy in strategies:
        if not left:
            break
        score = _score(strategy, left, count_of_group, chance)
        best = min(score.by_instance.values())
        left = [candidate for candidate in left if score.by_instance[candidate.id] == best]
        scores.append(score)
    return Decision(left[0].id if left else None, names, removed, scores)


def _missing_resource(definition: TaskDefinition, candidate: Candidate) -> str | None:
    """Return the failure code of the first filter not passed: CPU, memory, GPU, ports, ENI. Source: D01."""
    if not candidate.connected:
        return "AGENT"
    if candidate.cpu_units < definition.reserved_cpu_units:
        return "RESOURCE:CPU"
    if candidate.memory_mib < definition.reserved_memory_mib:
        return "RESOURCE:MEMORY"
    if definition.gpus:
        return "RESOURCE:GPU"
    if candidate.ports_taken.intersection(definition.host_ports):
        return "RESOURCE:PORTS"
    if definition.own_address and candidate.addresses < 1:
        return "RESOURCE:ENI"
    return None


def _broken_constraint(constraints: Sequence[Constraint], candidate: Candidate) -> str | None:
    for constraint in constraints:
        if constraint.type == "distinctInstance" and candidate.tasks_of_group:
            return "distinctInstance"
        if constraint.type == "memberOf" and not query.parse(constraint.expression)(candidate.facts):
            return "memberOf"
    return None


def _score(
    strategy: Strategy,
    left: Sequence[Candidate],
    count_of_group: Callable[[str], Mapping[str, int]],
    chance: random.Random,
) -> Score:
    """Score instances by one strategy; lower is better. Source: D05 (binpack), D07 (spread)."""
    if strategy.type == "random":
        lucky = chance.choice(left).id
        return Score("random", {candidate.id: float(candidate.id != lucky) for candidate in left})
    if strategy.type == "binpack":
        amounts = {c.id: c.cpu_units if strategy.field.lower() == "cpu" else c.memory_mib for c in left}
        return Score(f"binpack {strategy.field}", amounts)
    if strategy.field in _HOST_FIELDS:
        return Score(f"spread {strategy.field}", {c.id: float(c.tasks_of_group) for c in left})
    counts = count_of_group(strategy.field)
    values = {c.id: str(c.facts.get(strategy.field, "")) for c in left}
    return Score(
        f"spread {strategy.field}", {name: float(counts.get(value, 0)) for name, value in values.items()}
    )
