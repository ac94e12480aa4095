"""The API server's store: objects by kind and name, revisions, and who watches them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from planes.control_plane.eks.resources import NAMESPACE, RESOURCES, Resource
from planes.control_plane.eks.status import ApiError, already_exists, not_found

HISTORY = 10_000
"""Changes the store remembers for watches that start in the past."""


class Change(NamedTuple):
    """One change of the store.

    Attributes:
        revision: resourceVersion it led to.
        what: "ADDED", "MODIFIED" or "DELETED".
        object: the object as it is now, not a copy.
    """

    revision: int
    what: str
    object: Any


Watcher = Callable[[Change], object]


class Store:
    """All objects of one cluster. Every change takes the next revision."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._numbers = 0
        self.revision = 1
        self.history: deque[Change] = deque(maxlen=HISTORY)
        self._watchers: dict[Resource, list[Watcher]] = {resource: [] for resource in RESOURCES}
        self._objects: dict[Resource, dict[str, dict[str, Any]]] = {resource: {} for resource in RESOURCES}

    def watch(self, resource: Resource, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` at every change of `resource`; the result ends that."""
        self._watchers[resource].append(watcher)
        return lambda: self._watchers[resource].remove(watcher)

    def add(self, new: Any) -> None:
        """Take in a new object.

        Raises:
            ApiError: AlreadyExists, or its namespace is not there.
        """
        objects = self._objects[new.resource]
        namespace = objects.get(new.namespace)
        if namespace is None:
            if new.resource.namespaced:
                self.get(NAMESPACE, "", new.namespace)
            namespace = objects[new.namespace] = {}
        if new.name in namespace:
            raise already_exists(new.resource, new.name)
        self._numbers += 1
        new.number, new.created = self._numbers, self._now()
        namespace[new.name] = new
        self._changed("ADDED", new)

    def touch(self, changed: Any) -> None:
        """Give a changed object its next revision."""
        self._changed("MODIFIED", changed)

    def remove(self, gone: Any) -> None:
        """Forget an object."""
        del self._objects[gone.resource][gone.namespace][gone.name]
        self._changed("DELETED", gone)

    def get(self, resource: Resource, namespace: str, name: str) -> Any:
        """Return one object.

        Raises:
            ApiError: NotFound.
        """
        found = self.find(resource, namespace, name)
        if found is None:
            raise not_found(resource, name)
        return found

    def find(self, resource: Resource, namespace: str, name: str) -> Any | None:
        """Return one object, or None."""
        return self._objects[resource].get(namespace, {}).get(name)

    def has(self, resource: Resource, namespace: str, name: str) -> bool:
        """Return whether the object is there."""
        return name in self._objects[resource].get(namespace, ())

    def all(self, resource: Resource, namespace: str | None = None) -> Iterator[Any]:
        """Yield the objects of a kind, of all namespaces unless one is named, in the order they came."""
        if namespace is not None:
            yield from list(self._objects[resource].get(namespace, {}).values())
            return
        for objects in list(self._objects[resource].values()):
            yield from list(objects.values())

    def count(self, resource: Resource) -> int:
        """Return how many objects of a kind there are."""
        return sum(len(objects) for objects in self._objects[resource].values())

    def changes(self, resource: Resource, since: int) -> list[Change]:
        """Return the changes of a kind after revision `since`.

        Raises:
            ApiError: Expired: the store no longer remembers that far back.
        """
        oldest = self.history[0].revision if self.history else self.revision + 1
        if since + 1 < oldest and since < self.revision and len(self.history) == HISTORY:
            raise ApiError(410, "Expired", f"too old resource version: {since} ({oldest})")
        return [c for c in self.history if c.revision > since and c.object.resource is resource]

    def _changed(self, what: str, subject: Any) -> None:
        self.revision += 1
        subject.revision = self.revision
        change = Change(self.revision, what, subject)
        self.history.append(change)
        for watcher in self._watchers[subject.resource]:
            watcher(change)
