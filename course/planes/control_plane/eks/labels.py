"""Which selectors match which pods: worked out once per set of labels, not once per pod."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from planes.rules import kubernetes as rules

if TYPE_CHECKING:
    from planes.control_plane.eks.objects import Node, Pod

Pair = tuple[str, str]


class Subscriber(Protocol):
    """Somebody with a selector who hears of every change of the pods it selects."""

    namespaces: tuple[str, ...]
    selector: Mapping[str, Any]

    def pod_added(self, pod: Pod) -> None:
        """Hear of a pod that now matches."""

    def pod_removed(self, pod: Pod) -> None:
        """Hear of a pod that is gone or no longer matches."""

    def pod_bound(self, pod: Pod, node: Node) -> None:
        """Hear that a matching pod was given a node."""

    def pod_ready_changed(self, pod: Pod) -> None:
        """Hear that a matching pod became ready, or no longer is."""

    def pod_released(self, pod: Pod, node: Node) -> None:
        """Hear that a matching pod on `node` ended or is being deleted."""


class LabelSet:
    """One set of labels in one namespace, with the pods that carry it and who selects them."""

    __slots__ = ("labels", "namespace", "pods", "subscribers")

    def __init__(self, namespace: str, labels: Mapping[str, str]) -> None:
        self.namespace, self.labels = namespace, labels
        self.pods: dict[str, Pod] = {}
        self.subscribers: list[Subscriber] = []


class LabelIndex:
    """All label sets and all subscribers of a cluster, matched with one another when either is new."""

    def __init__(self) -> None:
        self._sets: dict[tuple[str, tuple[Pair, ...]], LabelSet] = {}
        self._sets_by_pair: dict[tuple[str, Pair], list[LabelSet]] = {}
        self._sets_by_namespace: dict[str, list[LabelSet]] = {}
        self._subscribers_by_pair: dict[tuple[str, Pair], list[Subscriber]] = {}
        self._subscribers_without_pair: dict[str, list[Subscriber]] = {}

    def label_set(self, namespace: str, labels: Mapping[str, str]) -> LabelSet:
        """Return the one LabelSet of these labels in this namespace."""
        key = (namespace, tuple(sorted(labels.items())))
        found = self._sets.get(key)
        if found is not None:
            return found
        new = self._sets[key] = LabelSet(namespace, dict(labels))
        self._sets_by_namespace.setdefault(namespace, []).append(new)
        candidates = list(self._subscribers_without_pair.get(namespace, ()))
        for pair in key[1]:
            self._sets_by_pair.setdefault((namespace, pair), []).append(new)
            candidates += self._subscribers_by_pair.get((namespace, pair), ())
        new.subscribers = [s for s in candidates if rules.matches(s.selector, new.labels)]
        return new

    def subscribe(self, subscriber: Subscriber) -> None:
        """Tell `subscriber` of the pods it selects, those that are there and those to come."""
        for namespace in subscriber.namespaces:
            pairs = _pairs(subscriber.selector)
            if pairs:
                self._subscribers_by_pair.setdefault((namespace, pairs[0]), []).append(subscriber)
            else:
                self._subscribers_without_pair.setdefault(namespace, []).append(subscriber)
            for label_set in self._candidates(namespace, pairs):
                if rules.matches(subscriber.selector, label_set.labels):
                    label_set.subscribers.append(subscriber)
                    for pod in label_set.pods.values():
                        subscriber.pod_added(pod)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Tell `subscriber` nothing more."""
        for namespace in subscriber.namespaces:
            pairs = _pairs(subscriber.selector)
            if pairs:
                self._subscribers_by_pair[namespace, pairs[0]].remove(subscriber)
            else:
                self._subscribers_without_pair[namespace].remove(subscriber)
            for label_set in self._candidates(namespace, pairs):
                if subscriber in label_set.subscribers:
                    label_set.subscribers.remove(subscriber)

    def pods(self, namespace: str, selector: Mapping[str, Any]) -> Iterable[Pod]:
        """Yield the pods of `namespace` that `selector` selects."""
        for label_set in self._candidates(namespace, _pairs(selector)):
            if rules.matches(selector, label_set.labels):
                yield from list(label_set.pods.values())

    def _candidates(self, namespace: str, pairs: list[Pair]) -> list[LabelSet]:
        """Return the shortest list of label sets that holds all that match."""
        if not pairs:
            return self._sets_by_namespace.get(namespace, [])
        lists = (self._sets_by_pair.get((namespace, pair), []) for pair in pairs)
        return min(lists, key=len)


def _pairs(selector: Mapping[str, Any]) -> list[Pair]:
    """Return the labels a selector demands by equality, the rarest kind first."""
    pairs = sorted((selector.get("matchLabels") or {}).items())
    return sorted(pairs, key=lambda pair: pair[0] != "pod-template-hash")
