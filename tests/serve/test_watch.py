"""Watches: what a client hears, from when on, and when a stream ends. No port, no waiting."""

import asyncio
import json
import threading
from urllib.parse import quote

import pytest
from planes.clients.kubernetes.http import KubernetesApp, watch
from planes.control_plane.eks import store
from serve.conftest import deployment, make_world

DEPLOYMENTS = "/shop/apis/apps/v1/namespaces/default/deployments"


@pytest.fixture
def world():
    return make_world()


def hear(world, path, *acts, query="", accept="application/json", until=b""):
    """Watch, let `acts` happen, end the watch once `until` was heard; return events as (type, object)."""
    app, sent = KubernetesApp(world, "secret", threading.RLock()), []

    async def run():
        async def send(message):
            sent.append(message.get("body", b""))

        requests = asyncio.Queue()
        requests.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        headers = [(b"authorization", b"Bearer secret"), (b"accept", accept.encode())]
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": f"watch=1&{query}".encode(),
            "headers": headers,
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "root_path": "",
        }
        task = asyncio.create_task(app(scope, requests.get, send))
        for _ in range(1000):
            if len(app.watches) or task.done():
                break
            await asyncio.sleep(0)
        for act in acts:
            act()
            await asyncio.sleep(0)
        while until not in b"".join(sent):
            await asyncio.sleep(0.001)
        app.watches.close()
        await asyncio.wait_for(task, 5)
        assert len(app.watches) == 0

    asyncio.run(run())
    events = [json.loads(line) for line in b"".join(sent).splitlines()]
    return [(event["type"], event["object"]) for event in events]


def names(events):
    return [(what, item["metadata"]["name"]) for what, item in events]


def version(world):
    return world.eks.cluster("shop").control_plane.store.revision


def test_without_a_version_everything_comes_first(world):
    client = world.kubernetes("shop")
    client.apply(deployment("a"))
    heard = hear(world, DEPLOYMENTS, lambda: client.apply(deployment("b")))
    assert names(heard)[:2] == [("ADDED", "a"), ("ADDED", "b")]


def test_from_a_version_on_only_changes_come(world):
    client = world.kubernetes("shop")
    client.apply(deployment("a"))
    query = f"resourceVersion={version(world)}"
    client.apply(deployment("b"))
    heard = hear(world, DEPLOYMENTS, lambda: client.delete("deploy", "a"), query=query)
    assert ("ADDED", "b") in names(heard)
    assert names(heard)[-1] == ("DELETED", "a")
    revisions = [int(item["metadata"]["resourceVersion"]) for _, item in heard]
    assert revisions == sorted(revisions)


def test_every_step_of_a_crashing_pod_is_heard(world):
    world.registry.add_image("shop/bad:1", exit_code=1, exit_seconds=2)
    client = world.kubernetes("shop")
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "bad"},
        "spec": {"containers": [{"name": "c", "image": "shop/bad:1"}]},
    }
    path = "/shop/api/v1/namespaces/default/pods"
    heard = hear(world, path, lambda: client.create(pod), lambda: world.run(minutes=2))
    waiting = [
        s["state"].get("waiting", {}).get("reason")
        for _, item in heard
        for s in item["status"].get("containerStatuses", [])
    ]
    assert "ContainerCreating" in waiting
    assert "CrashLoopBackOff" in waiting


def test_selectors_bring_objects_in_and_out(world):
    client = world.kubernetes("shop")
    client.apply(deployment("a"))
    heard = hear(
        world,
        DEPLOYMENTS,
        lambda: client.label("deploy", "a", tier="front"),
        lambda: client.label("deploy", "a", tier="back"),
        query=f"labelSelector={quote('tier=front')}&resourceVersion={version(world)}",
    )
    assert names(heard) == [("ADDED", "a"), ("DELETED", "a")]


def test_one_object_by_name_and_another_namespace_is_not_heard(world):
    client = world.kubernetes("shop")
    heard = hear(
        world,
        DEPLOYMENTS,
        lambda: client.apply(deployment("a")),
        lambda: client.apply(deployment("b")),
        lambda: client.apply(deployment("b"), namespace="kube-public"),
        query=f"fieldSelector={quote('metadata.name=b')}",
    )
    assert names(heard) == [("ADDED", "b")]


def test_a_version_too_old_is_gone(world, monkeypatch):
    monkeypatch.setattr(store, "HISTORY", 5)
    kept = world.eks.cluster("shop").control_plane.store
    kept.history = type(kept.history)(kept.history, maxlen=5)
    client = world.kubernetes("shop")
    for number in range(6):
        client.apply(deployment(f"d{number}"))
    ((what, status),) = hear(world, DEPLOYMENTS, query="resourceVersion=1")
    assert (what, status["code"], status["reason"]) == ("ERROR", 410, "Expired")


def test_a_version_of_the_future_is_refused(world):
    ((what, status),) = hear(world, DEPLOYMENTS, query="resourceVersion=999999")
    assert (what, status["code"]) == ("ERROR", 504)


def test_the_beginning_can_be_marked(world):
    world.kubernetes("shop").apply(deployment("a"))
    heard = hear(world, DEPLOYMENTS, query="sendInitialEvents=true&allowWatchBookmarks=true")
    assert [what for what, _ in heard] == ["ADDED", "BOOKMARK"]
    assert heard[-1][1]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}


def test_bookmarks_carry_the_present_version(world, monkeypatch):
    monkeypatch.setattr(watch, "BOOKMARK_SECONDS", 0.01)
    query = f"allowWatchBookmarks=true&resourceVersion={version(world)}"
    what, item = hear(world, DEPLOYMENTS, query=query, until=b"BOOKMARK")[0]
    assert (what, item["metadata"]["resourceVersion"]) == ("BOOKMARK", str(version(world)))


def test_tables_describe_their_columns_once(world):
    client = world.kubernetes("shop")
    client.apply(deployment("a"))
    accept = "application/json;as=Table;v=v1;g=meta.k8s.io"
    heard = hear(world, DEPLOYMENTS, lambda: client.apply(deployment("b")), accept=accept)
    assert [bool(table["columnDefinitions"]) for _, table in heard][:2] == [True, False]


def test_a_client_that_does_not_read_is_let_go(world, monkeypatch):
    monkeypatch.setattr(watch, "MOST_WAITING", 3)
    client = world.kubernetes("shop")

    def burst():
        for number in range(10):
            client.apply(deployment(f"d{number}"))

    assert len(hear(world, DEPLOYMENTS, burst)) == 3
