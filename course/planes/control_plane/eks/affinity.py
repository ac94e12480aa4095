"""Scheduling that looks at other pods: topology spread, pod affinity and pod anti-affinity.

Each required term is looked at by itself; kube-scheduler asks for one pod that matches all affinity terms
together, which is the same for a single term.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from planes.control_plane.eks.labels import LabelIndex
from planes.control_plane.eks.node_table import HOSTNAME, NodeTable, PodCounts
from planes.control_plane.eks.objects import Pod
from planes.control_plane.eks.scores import spread_weight
from planes.control_plane.eks.templates import PodTemplate
from planes.rules import kubernetes as rules

SPREAD = "node(s) didn't match pod topology spread constraints"
SPREAD_LABEL = "node(s) didn't match pod topology spread constraints (missing required label)"
AFFINITY = "node(s) didn't match pod affinity rules"
ANTI_AFFINITY = "node(s) didn't match pod anti-affinity rules"
EXISTING = "node(s) didn't satisfy existing pods anti-affinity rules"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
Rejection = tuple[str, np.ndarray]


class Neighbours:
    """Counts of pods by selector, and the pods on nodes that have affinity terms of their own."""

    def __init__(self, table: NodeTable, index: LabelIndex) -> None:
        self._table, self._index = table, index
        self._counts: dict[str, PodCounts] = {}
        self._carriers: dict[PodTemplate, PodCounts] = {}

    def counts(self, namespaces: tuple[str, ...], selector: Mapping[str, Any]) -> PodCounts:
        """Return the running counts for a selector; begins to count when first asked."""
        key = _key(namespaces, selector)
        found = self._counts.get(key)
        if found is None:
            found = self._counts[key] = PodCounts(self._table, namespaces, selector)
            self._index.subscribe(found)
        return found

    def forget(self, namespaces: tuple[str, ...], selector: Mapping[str, Any]) -> None:
        """Stop counting for a selector that nobody needs any more."""
        counts = self._counts.pop(_key(namespaces, selector), None)
        if counts is not None:
            self._index.unsubscribe(counts)

    def bound(self, pod: Pod) -> None:
        """Remember a pod with affinity terms that was given a node."""
        if pod.template.plain or pod.node is None or not _has_terms(pod.template):
            return
        carriers = self._carriers.get(pod.template)
        if carriers is None:
            carriers = self._carriers[pod.template] = PodCounts(self._table, (), {})
        carriers.pod_bound(pod, pod.node)

    def released(self, pod: Pod) -> None:
        """Forget such a pod when it ended or is being deleted."""
        carriers = self._carriers.get(pod.template)
        if carriers is not None and pod.node is not None:
            carriers.pod_released(pod, pod.node)
            if not carriers.total:
                del self._carriers[pod.template]

    @property
    def has_carriers(self) -> bool:
        """Whether pods on nodes have terms that may concern others."""
        return bool(self._carriers)

    def rejections(self, template: PodTemplate, eligible: np.ndarray) -> Iterator[Rejection]:
        """Yield (sentence, positions rejected) for each rule in the order of the plugins."""
        for constraint in template.spread_constraints:
            if constraint["whenUnsatisfiable"] == "DoNotSchedule":
                yield from self._spread_rejections(template, constraint, eligible)
        for term in _terms(template, "podAffinity", REQUIRED):
            yield AFFINITY, ~self._affinity_holds(template, term)
        for term in _terms(template, "podAntiAffinity", REQUIRED):
            yield ANTI_AFFINITY, self._in_domain(self._term_counts(template, term), term["topologyKey"]) > 0
        for carrier, counts in self._carriers.items():
            for term in _terms(carrier, "podAntiAffinity", REQUIRED):
                if _selects(carrier, term, template):
                    yield EXISTING, self._in_domain(counts, term["topologyKey"]) > 0

    def preference(self, template: PodTemplate) -> np.ndarray | None:
        """Return the raw InterPodAffinity score by position, or None if nothing plays a part."""
        raw = np.zeros(len(self._table.nodes))
        found = False
        for sign, kind in ((1, "podAffinity"), (-1, "podAntiAffinity")):
            for weighted in _terms(template, kind, PREFERRED):
                term = weighted["podAffinityTerm"]
                raw += (
                    sign
                    * weighted["weight"]
                    * self._in_domain(self._term_counts(template, term), term["topologyKey"])
                )
                found = True
            for carrier, counts in self._carriers.items():
                for weight, term in _carried(carrier, kind):
                    if _selects(carrier, term, template):
                        raw += sign * weight * self._in_domain(counts, term["topologyKey"])
                        found = True
        return raw.astype(np.int64) if found else None

    def spread_score(
        self, template: PodTemplate, feasible: np.ndarray, eligible: np.ndarray
    ) -> np.ndarray | None:
        """Return the raw score of the soft explicit constraints at `feasible`, or None without any."""
        soft = [c for c in template.spread_constraints if c["whenUnsatisfiable"] == "ScheduleAnyway"]
        if not soft:
            return None
        score = np.zeros(len(feasible))
        for constraint in soft:
            key = constraint["topologyKey"]
            counts = self._spread_counts(template, constraint)
            column, number = self._table.domains(key)
            if key == HOSTNAME:
                here, domains = counts.array()[feasible], len(feasible)
            else:
                there = np.where(eligible, counts.array(), 0)
                totals = np.bincount(column, weights=there, minlength=number + 1)
                here, domains = totals[column[feasible]], len(np.unique(column[feasible]))
            score += here * spread_weight(domains) + (constraint["maxSkew"] - 1)
        return np.floor(score + 0.5).astype(np.int64)

    def _spread_rejections(
        self, template: PodTemplate, constraint: Mapping[str, Any], eligible: np.ndarray
    ) -> Iterator[Rejection]:
        key = constraint["topologyKey"]
        column, number = self._table.domains(key)
        yield SPREAD_LABEL, column == number
        counts = self._spread_counts(template, constraint)
        there = np.where(eligible, counts.array(), 0)
        totals = np.bincount(column, weights=there, minlength=number + 1)
        domains = np.unique(column[eligible & (column < number)])
        lowest = totals[domains].min() if len(domains) >= (constraint.get("minDomains") or 1) else 0
        own = int(rules.matches(_selector(template, constraint), template.labels))
        yield SPREAD, totals[column] + own - lowest > constraint["maxSkew"]

    def _affinity_holds(self, template: PodTemplate, term: Mapping[str, Any]) -> np.ndarray:
        column, number = self._table.domains(term["topologyKey"])
        counts = self._term_counts(template, term)
        if counts.total == 0 and _selects(template, term, template):
            # The first of a group that wants to be together has nobody to join.
            first: np.ndarray = column < number
            return first
        holds: np.ndarray = self._in_domain(counts, term["topologyKey"]) > 0
        return holds

    def _in_domain(self, counts: PodCounts, key: str) -> np.ndarray:
        """Return by position how many counted pods are in the node's domain; 0 without the label."""
        column, number = self._table.domains(key)
        totals = counts.by_domain(key).copy()
        totals[number] = 0
        return totals[column]

    def _term_counts(self, template: PodTemplate, term: Mapping[str, Any]) -> PodCounts:
        return self.counts(_namespaces(template, term), _selector(template, term))

    def _spread_counts(self, template: PodTemplate, constraint: Mapping[str, Any]) -> PodCounts:
        return self.counts((template.namespace,), _selector(template, constraint))


def _key(namespaces: tuple[str, ...], selector: Mapping[str, Any]) -> str:
    return repr(
        (namespaces, sorted((selector.get("matchLabels") or {}).items()), selector.get("matchExpressions"))
    )


def _terms(template: PodTemplate, kind: str, strength: str) -> list[Any]:
    return (template.affinity.get(kind) or {}).get(strength) or []


def _carried(template: PodTemplate, kind: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the terms of a pod on a node that draw others to it or push them away, with their weight."""
    for weighted in _terms(template, kind, PREFERRED):
        yield weighted["weight"], weighted["podAffinityTerm"]
    if kind == "podAffinity":
        for term in _terms(template, kind, REQUIRED):
            yield 1, term


def _has_terms(template: PodTemplate) -> bool:
    return bool(template.affinity.get("podAffinity") or template.affinity.get("podAntiAffinity"))


def _selector(template: PodTemplate, term: Mapping[str, Any]) -> Mapping[str, Any]:
    selector = term.get("labelSelector") or {}
    keys = [key for key in term.get("matchLabelKeys") or () if key in template.labels]
    if not keys:
        return selector
    same = {key: template.labels[key] for key in keys}
    return {**selector, "matchLabels": {**(selector.get("matchLabels") or {}), **same}}


def _namespaces(template: PodTemplate, term: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(term.get("namespaces") or (template.namespace,)))


def _selects(owner: PodTemplate, term: Mapping[str, Any], other: PodTemplate) -> bool:
    """Return whether `term` of `owner` means pods made from `other`."""
    return other.namespace in _namespaces(owner, term) and bool(
        rules.matches(_selector(owner, term), other.labels)
    )
