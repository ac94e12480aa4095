"""Watches: the stream of an object kind's changes, from a resourceVersion on."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from planes.clients.kubernetes.http import objects
from planes.clients.kubernetes.http.call import Call, JsonObject
from planes.control_plane.eks.selection import field_requirements, fields_match, label_selector
from planes.control_plane.eks.status import ApiError, bad_request
from planes.control_plane.eks.store import Change
from planes.control_plane.eks.views import VIEWS
from planes.rules import kubernetes as rules

BOOKMARK_SECONDS = 30.0
LONGEST_SECONDS = 1800.0
MOST_WAITING = 20_000
"""Changes kept for a client that does not read; one that is further behind has to begin again."""
_POLL_SECONDS = 0.25
Event = tuple[str, JsonObject]


class Watches:
    """All open watches of a server, to end them when it stops."""

    def __init__(self) -> None:
        self._open: set[Watch] = set()

    def __len__(self) -> int:
        return len(self._open)

    def add(self, watch: Watch) -> None:
        """Remember an open watch."""
        self._open.add(watch)

    def discard(self, watch: Watch) -> None:
        """Forget a watch that ended."""
        self._open.discard(watch)

    def close(self) -> None:
        """End all of them."""
        for watch in list(self._open):
            watch.close()


class Watch:
    """One client's watch.

    Args:
        call: the list request with `watch=true`.
        lock: held while the world is touched.
        watches: where it is known while it is open.
    """

    def __init__(self, call: Call, lock: AbstractContextManager[object], watches: Watches) -> None:
        self._call, self._lock, self._watches = call, lock, watches
        self._selector = label_selector(call.query.get("labelSelector"))
        self._fields = field_requirements(call.query.get("fieldSelector"))
        self._waiting: deque[Event] = deque()
        self._shown: set[tuple[str, str]] = set()
        self._news = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._ended = False
        self._columns_sent = False
        self._polled: dict[tuple[str, str], JsonObject] = {}
        self._seconds = min(float(call.number("timeoutSeconds") or LONGEST_SECONDS), LONGEST_SECONDS)
        self._unwatch: Callable[[], None] = lambda: None

    def open(self) -> None:
        """Begin to listen, with the lock held; changes since the resourceVersion wait to be sent.

        Raises:
            ApiError: the resourceVersion is no number.
        """
        version = self._call.query.get("resourceVersion", "")
        if version and not version.isdigit():
            raise bad_request(f'resourceVersion: Invalid value: "{version}"')
        since = int(version or 0)
        try:
            if self._call.flag("sendInitialEvents") or not since:
                self._begin_with_all()
            else:
                self._begin_after(since)
        except ApiError as error:
            self._waiting.append(("ERROR", error.status()))
            self._ended = True
            return
        if self._call.stored not in VIEWS:
            self._unwatch = self._call.control.store.watch(self._call.stored, self._hear)

    def _begin_with_all(self) -> None:
        for item in objects.items(self._call):
            self._shown.add(_key(item))
            self._polled[_key(item)] = item
            self._waiting.append(("ADDED", item))
        if self._call.flag("sendInitialEvents"):
            self._waiting.append(("BOOKMARK", self._bookmark({"k8s.io/initial-events-end": "true"})))

    def _begin_after(self, since: int) -> None:
        """Line up what changed since, each object once as it is now: nobody keeps what was between."""
        for item in objects.items(self._call):
            self._shown.add(_key(item))
            self._polled[_key(item)] = item
        if self._call.stored in VIEWS:
            return
        store = self._call.control.store
        if since > store.revision:
            raise ApiError(504, "Timeout", f"Too large resource version: {since}, current: {store.revision}")
        last: dict[tuple[str, str], list[Change]] = {}
        for change in store.changes(self._call.stored, since):
            last.setdefault((change.object.namespace, change.object.name), []).append(change)
        for key, changes in sorted(last.items(), key=lambda pair: pair[1][-1].revision):
            if changes[0].what != "ADDED":
                self._shown.add(key)
            else:
                self._shown.discard(key)
            self._hear(changes[-1])

    def _hear(self, change: Change) -> None:
        """Line up a change; called with the lock held, in whatever thread makes it."""
        subject = change.object
        key = (subject.namespace, subject.name)
        if self._call.namespace not in ("", subject.namespace) or (self._call.name not in ("", subject.name)):
            return
        wanted = change.what != "DELETED" and self._selects(subject)
        shown = key in self._shown
        if not wanted and not shown:
            return
        (self._shown.add if wanted else self._shown.discard)(key)
        what = "DELETED" if not wanted else "MODIFIED" if shown else "ADDED"
        item = objects.shown(self._call, subject)
        item["metadata"]["resourceVersion"] = str(change.revision)
        self._line_up((what, item))

    def _selects(self, subject: Any) -> bool:
        if self._selector and not rules.matches(self._selector, subject.labels):
            return False
        return fields_match(self._fields, subject, self._call.api.renderer.render)

    def _line_up(self, event: Event) -> None:
        if len(self._waiting) >= MOST_WAITING:
            self._ended = True
            return
        self._waiting.append(event)
        if not self._news.is_set():
            self._loop.call_soon_threadsafe(self._news.set)

    def close(self) -> None:
        """End the stream."""
        self._ended = True
        self._loop.call_soon_threadsafe(self._news.set)

    async def stream(self) -> AsyncIterator[bytes]:
        """Yield the events as lines of JSON until the client goes, the time is up or the server stops."""
        self._watches.add(self)
        end = self._loop.time() + self._seconds
        bookmark = self._loop.time() + BOOKMARK_SECONDS
        try:
            while True:
                self._news.clear()
                for line in self._lines():
                    yield line
                now = self._loop.time()
                if self._ended or now >= end:
                    return
                if self._call.flag("allowWatchBookmarks") and now >= bookmark:
                    bookmark = now + BOOKMARK_SECONDS
                    self._waiting.append(("BOOKMARK", self._bookmark({})))
                    continue
                await self._wait(min(end, bookmark) - now)
        finally:
            self._unwatch()
            self._watches.discard(self)

    def _lines(self) -> Iterator[bytes]:
        while self._waiting:
            yield self._line(*self._waiting.popleft())

    async def _wait(self, seconds: float) -> None:
        views = self._call.stored in VIEWS
        try:
            await asyncio.wait_for(self._news.wait(), min(seconds, _POLL_SECONDS) if views else seconds)
        except TimeoutError:
            if views:
                self._poll()

    def _poll(self) -> None:
        """Look what changed among objects that nobody stores, such as Events."""
        with self._lock:
            now = {_key(item): item for item in objects.items(self._call)}
        for key, item in now.items():
            if self._polled.get(key) != item:
                self._waiting.append(("MODIFIED" if key in self._polled else "ADDED", item))
        # Events that are an hour old go quietly.
        gone = [] if self._call.resource.kind == "Event" else [k for k in self._polled if k not in now]
        self._waiting.extend(("DELETED", self._polled[key]) for key in gone)
        self._polled = now

    def _line(self, what: str, item: JsonObject) -> bytes:
        if what not in ("ERROR", "BOOKMARK"):
            item = objects.negotiated(self._call, [item], head=not self._columns_sent)
            self._columns_sent = True
        return json.dumps({"type": what, "object": item}, separators=(",", ":")).encode() + b"\n"

    def _bookmark(self, annotations: dict[str, str]) -> JsonObject:
        metadata: JsonObject = {"resourceVersion": str(self._call.control.store.revision)}
        if annotations:
            metadata["annotations"] = annotations
        resource = self._call.resource
        return {"kind": resource.kind, "apiVersion": resource.api_version, "metadata": metadata}


def _key(item: JsonObject) -> tuple[str, str]:
    return item["metadata"].get("namespace", ""), item["metadata"]["name"]
