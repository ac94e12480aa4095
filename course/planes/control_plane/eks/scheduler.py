"""kube-scheduler: takes pending pods in order, filters and scores nodes, binds, and records why."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from random import Random

import numpy as np

from planes.clock import Clock, Timer
from planes.control_plane.eks import scores
from planes.control_plane.eks.affinity import Neighbours
from planes.control_plane.eks.decision import RESOURCES, Decision, Pick, no_node_sentence, record, sentence
from planes.control_plane.eks.filters import (
    NODE_AFFINITY,
    PASSES,
    NodeFilter,
    explain,
    insufficient,
    node_code,
    ports_taken,
)
from planes.control_plane.eks.node_table import ZONE, NodeTable, PodCounts
from planes.control_plane.eks.objects import Node, Pod
from planes.control_plane.eks.shapes import Shape
from planes.control_plane.eks.templates import PodTemplate

INITIAL_BACKOFF_SECONDS = 1.0
LONGEST_BACKOFF_SECONDS = 10.0
_PRIORITY = 20
Bind = Callable[[Pod, Node, Decision], object]
Fail = Callable[[Pod, str], object]
Group = Callable[[PodTemplate, Pod], PodCounts | None]


def nodes_to_find(nodes: int) -> int:
    """Return how many feasible nodes the scheduler looks for: all up to 100, then 50 − n/125 percent.

    At least 5 percent and at least 100 nodes. Source: kube-scheduler's percentageOfNodesToScore, adaptive.
    """
    if nodes < 100:
        return nodes
    percent = max(5, 50 - nodes // 125)
    return max(100, nodes * percent // 100)


class Scheduler:
    """The default scheduler of one cluster.

    Scheduling takes no virtual time: nobody publishes the rate of a standard EKS control plane. Among
    equal best nodes the choice is random, from the world's seed. Preemption is not modelled.

    Args:
        clock: virtual time.
        random: decides ties.
        table: the nodes.
        neighbours: counts of pods for spread and affinity.
        group: gives the counts that pods of a template are spread with by default, and their version.
        bind: called with the pod, its node and the decision.
        fail: called with a pod that no node can take and the sentence that says why.
        is_down: whether the control plane is down.
    """

    def __init__(
        self,
        clock: Clock,
        random: Random,
        table: NodeTable,
        neighbours: Neighbours,
        group: Group,
        bind: Bind,
        fail: Fail,
        is_down: Callable[[], bool],
    ) -> None:
        self._clock, self._random, self._table, self._neighbours = clock, random, table, neighbours
        self._group, self._bind, self._fail, self._is_down = group, bind, fail, is_down
        self._filter = NodeFilter(table)
        self._shapes: dict[PodTemplate, Shape] = {}
        self._queue: list[tuple[int, int, Pod]] = []
        self._sequence = 0
        self._start = 0
        self._planned = False
        self._retry: Timer | None = None
        self._bindings = 0
        self.groups_version = 0
        self.unschedulable: dict[PodTemplate, dict[str, Pod]] = {}
        """Pods that found no node, by template, in the order they came."""
        self._backoff: dict[PodTemplate, tuple[int, float]] = {}

    def add(self, pod: Pod) -> None:
        """Queue a pod that needs a node."""
        self._sequence += 1
        heapq.heappush(self._queue, (-pod.template.priority, self._sequence, pod))
        self._plan()

    def drop(self, pod: Pod) -> None:
        """Forget a pending pod that is deleted."""
        waiting = self.unschedulable.get(pod.template)
        if waiting is not None and waiting.pop(pod.name, None) is not None and not waiting:
            del self.unschedulable[pod.template]

    def forget(self, template: PodTemplate) -> None:
        """Forget what was remembered for a template nobody uses any more."""
        shape = self._shapes.pop(template, None)
        if shape is not None and shape.group is not None:
            self._neighbours.forget(shape.group.namespaces, shape.group.selector)

    def something_freed(self) -> None:
        """Try again, after their back-off, the pods that found no node."""
        if not self.unschedulable or self._retry is not None:
            return
        due = min(self._backoff[template][1] for template in self.unschedulable)
        self._retry = self._clock.at(max(self._clock.now, due), self._requeue, priority=_PRIORITY)

    def _plan(self, after: float = 0.0) -> None:
        if not self._planned:
            self._planned = True
            self._clock.after(after, self._run, priority=_PRIORITY)

    def _requeue(self) -> None:
        self._retry = None
        now = self._clock.now
        for template in [t for t in self.unschedulable if self._backoff[t][1] <= now]:
            for pod in self.unschedulable.pop(template).values():
                self.add(pod)
        if self.unschedulable:
            due = min(self._backoff[template][1] for template in self.unschedulable)
            self._retry = self._clock.at(due, self._requeue, priority=_PRIORITY)

    def _run(self) -> None:
        self._planned = False
        if self._is_down():
            self._plan(after=1.0)
            return
        self._table.settle()
        while self._queue:
            pod = heapq.heappop(self._queue)[2]
            if pod.node is None and pod.active:
                self._schedule(pod)

    def _schedule(self, pod: Pod) -> None:
        shape = self._shape(pod)
        state = (self._table.gains, 0 if shape.template.plain else self._bindings)
        if shape.template.daemon:
            self._schedule_daemon(pod)
        elif shape.failed_at == state:
            self._give_up(pod, shape.failed_why)
        elif (decision := self._decide(shape)) is None:
            shape.failed_at, shape.failed_why = state, self._why_nowhere(shape)
            self._give_up(pod, shape.failed_why)
        else:
            if pod.template not in self.unschedulable:
                self._backoff.pop(pod.template, None)
            self._bindings += 1
            self._bind(pod, self._table.nodes[decision[0]], decision[1])

    def _shape(self, pod: Pod) -> Shape:
        shape = self._shapes.get(pod.template)
        if shape is None:
            shape = self._shapes[pod.template] = Shape(pod.template)
        if shape.group_version != self.groups_version:
            shape.group_version = self.groups_version
            shape.group = self._group(pod.template, pod)
        shape.refresh(self._table, self._filter)
        return shape

    def _decide(self, shape: Shape) -> tuple[int, Decision] | None:
        """Return position and record of the node for the next pod of `shape`, or None."""
        feasible = shape.feasible
        if not shape.template.plain or self._neighbours.has_carriers:
            feasible = feasible.copy()
            for _, rejected in self._reject_by_neighbours(shape):
                feasible &= ~rejected
        window, evaluated = self._window(feasible)
        found = window.stop - window.start if isinstance(window, slice) else len(window)
        if not found:
            return None
        columns = self._scores(shape, window, found)
        total = columns[RESOURCES]
        for plugin, column in columns.items():
            if plugin != RESOURCES:
                total = total + column
        highest = total.max()
        ties = np.flatnonzero(total == highest)
        pick = int(ties[self._random.randrange(len(ties))]) if len(ties) > 1 else int(ties[0])
        position = int(window.start + pick if isinstance(window, slice) else window[pick])
        ring = (self._start + np.arange(evaluated)) % len(feasible) if evaluated > found else None
        decision = record(
            self._table, shape, feasible, ring, window, columns, Pick(position, pick, int(highest), len(ties))
        )
        self._start = (self._start + evaluated) % len(self._table.nodes)
        return position, decision

    def _window(self, feasible: np.ndarray) -> tuple[slice | np.ndarray, int]:
        """Return the feasible positions to score, and how many nodes were looked at to find them."""
        count = len(feasible)
        wanted = nodes_to_find(count)
        start = self._start % count if count else 0
        if start + wanted <= count and feasible[start : start + wanted].all():
            return slice(start, start + wanted), wanted
        ring = np.concatenate(
            (np.flatnonzero(feasible[start:]), np.flatnonzero(feasible[:start]) + (count - start))
        )
        if len(ring) >= wanted:
            ring = ring[:wanted]
            evaluated = int(ring[-1]) + 1
        else:
            evaluated = count
        return (ring + start) % count if count else ring, evaluated

    def _scores(self, shape: Shape, window: slice | np.ndarray, found: int) -> dict[str, np.ndarray]:
        """Return the weighted scores by plugin at `window`, without plugins that give all the same."""
        columns = {RESOURCES: shape.base[window]}
        template, table = shape.template, self._table
        images = scores.image_locality(table, template, window)
        if images is not None:
            columns["ImageLocality"] = images
        if shape.taints is not None:
            columns["TaintToleration"] = 3 * scores.normalised(shape.taints[window], reverse=True)
        if shape.affinity is not None:
            columns["NodeAffinity"] = 2 * scores.normalised(shape.affinity[window])
        spread = self._spread(shape, window, found)
        if spread is not None:
            columns["PodTopologySpread"] = spread
        if not template.plain or self._neighbours.has_carriers:
            raw = self._neighbours.preference(template)
            if raw is not None:
                columns["InterPodAffinity"] = 2 * scores.between(raw[window])
        return columns

    def _spread(self, shape: Shape, window: slice | np.ndarray, found: int) -> np.ndarray | None:
        """Return the weighted PodTopologySpread score: of explicit constraints, else of the defaults."""
        if shape.template.spread_constraints:
            positions = np.arange(window.start, window.stop) if isinstance(window, slice) else window
            raw = self._neighbours.spread_score(shape.template, positions, self._eligible(shape))
            return None if raw is None else 2 * scores.topology_spread(raw)
        group = shape.group
        if group is None or not group.total:
            return None
        zones, number = self._table.domains(ZONE)
        counts = group.array()[window]
        return scores.default_spread(counts, zones[window], group.by_domain(ZONE), number, found)

    def _eligible(self, shape: Shape) -> np.ndarray:
        """Return the nodes topology spread counts: those that node selector and affinity allow."""
        eligible: np.ndarray = shape.codes != NODE_AFFINITY
        return eligible

    def _why_nowhere(self, shape: Shape) -> str:
        """Return the sentence of kube-scheduler for a pod that no node can take."""
        return no_node_sentence(shape.template, self._table, shape.codes, self._reject_by_neighbours(shape))

    def _reject_by_neighbours(self, shape: Shape) -> list[tuple[str, np.ndarray]]:
        if shape.template.plain and not self._neighbours.has_carriers:
            return []
        return list(self._neighbours.rejections(shape.template, self._eligible(shape)))

    def _schedule_daemon(self, pod: Pod) -> None:
        """Place a DaemonSet's pod on the one node it is meant for, if that node takes it."""
        name = (pod.own or {})["daemonNode"]
        node = self._table.by_name.get(name)
        if node is None:
            return  # The DaemonSet controller deletes the pods of nodes that are gone.
        code = node_code(pod.template, node)
        if code != PASSES or insufficient(pod.template, node) or ports_taken(pod.template, node):
            self._give_up(pod, sentence(len(self._table), Counter(explain(pod.template, node, code))))
            return
        self._bind(pod, node, Decision((name, 1, 1, {}, 0, 1), (), (), {}))

    def _give_up(self, pod: Pod, why: str) -> None:
        attempts, _ = self._backoff.get(pod.template, (0, 0.0))
        waiting = self.unschedulable.setdefault(pod.template, {})
        if not waiting:
            seconds = min(INITIAL_BACKOFF_SECONDS * 2**attempts, LONGEST_BACKOFF_SECONDS)
            self._backoff[pod.template] = (min(attempts + 1, 10), self._clock.now + seconds)
        waiting[pod.name] = pod
        self._fail(pod, why)
