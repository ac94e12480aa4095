"""The API server: patches, apply, selectors, watches, subresources, namespaces."""

from __future__ import annotations

import pytest
from eks.conftest import make_deployment
from planes.control_plane.eks import patches, resources
from planes.control_plane.eks.resources import DEPLOYMENT, POD
from planes.control_plane.eks.status import ApiError


@pytest.fixture
def api(world):
    return world.eks.cluster("shop").api


def request(api, verb, *args, **options):
    """Return the code and body of an answer, or of a refusal."""
    try:
        return (201 if verb == "create" else 200), api.handle(verb, *args, **options)
    except ApiError as error:
        return error.code, error.status()


def test_apply_removes_what_the_manifest_no_longer_has(k):
    first = make_deployment(minReadySeconds=5)
    k.apply(first)
    k.apply(make_deployment())
    assert "minReadySeconds" not in k.get("deployment", "web")["spec"]


def test_apply_keeps_what_others_set(k):
    body = make_deployment()
    del body["spec"]["replicas"]
    k.apply(body)
    k.scale("deployment", "web", 4)
    k.apply(body)
    assert k.get("deployment", "web")["spec"]["replicas"] == 4


def test_apply_says_created_configured_unchanged(k):
    assert k.apply(make_deployment()) == ["deployment.apps/web created"]
    assert k.apply(make_deployment()) == ["deployment.apps/web unchanged"]
    assert k.apply(make_deployment(replicas=4)) == ["deployment.apps/web configured"]


def test_a_strategic_patch_merges_containers_by_name(api, k):
    k.apply(make_deployment())
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "log", "image": "shop/web:2"}]}}}}
    code, body = request(api, "patch", DEPLOYMENT, "default", "web", patch)
    assert code == 200
    assert {c["name"] for c in body["spec"]["template"]["spec"]["containers"]} == {"web", "log"}


def test_a_merge_patch_replaces_lists(api, k):
    k.apply(make_deployment())
    containers = [{"name": "only", "image": "shop/web:2"}]
    patch = {"spec": {"template": {"spec": {"containers": containers}}}}
    _, body = request(api, "patch", DEPLOYMENT, "default", "web", patch, patch_type=patches.MERGE)
    assert [c["name"] for c in body["spec"]["template"]["spec"]["containers"]] == ["only"]


def test_a_json_patch_changes_one_path(api, k):
    k.apply(make_deployment())
    patch = [{"op": "replace", "path": "/spec/replicas", "value": 6}]
    _, body = request(api, "patch", DEPLOYMENT, "default", "web", patch, patch_type=patches.JSON_PATCH)
    assert body["spec"]["replicas"] == 6


def test_a_json_patch_that_cannot_be_carried_out_is_refused(api, k):
    k.apply(make_deployment())
    patch = [{"op": "remove", "path": "/spec/nothing"}]
    code, body = request(api, "patch", DEPLOYMENT, "default", "web", patch, patch_type=patches.JSON_PATCH)
    assert (code, body["reason"]) == (400, "BadRequest")


def test_every_change_raises_the_resource_version_and_spec_changes_the_generation(k):
    k.apply(make_deployment())
    before = k.get("deployment", "web")["metadata"]
    k.label("deployment", "web", team="a")
    labelled = k.get("deployment", "web")["metadata"]
    k.scale("deployment", "web", 9)
    scaled = k.get("deployment", "web")["metadata"]
    assert int(before["resourceVersion"]) < int(labelled["resourceVersion"]) < int(scaled["resourceVersion"])
    assert (before["generation"], labelled["generation"], scaled["generation"]) == (1, 1, 2)


def test_a_dry_run_stores_nothing(api, world):
    code, body = request(api, "create", DEPLOYMENT, "default", body=make_deployment(), dry_run=True)
    assert (code, body["metadata"]["name"]) == (201, "web")
    assert world.kubernetes("shop").get("deployments") == []


@pytest.mark.parametrize(
    ("selector", "count"),
    [
        ("app=web", 2),
        ("app!=web", 1),
        ("app in (web, db)", 3),
        ("app notin (web)", 1),
        ("app", 3),
        ("!app", 0),
        ("app=web,app=db", 0),
        ({"app": "db"}, 1),
    ],
)
def test_label_selectors(world, k, selector, count):
    k.apply(make_deployment(replicas=2))
    k.apply(make_deployment("db", replicas=1))
    world.run(seconds=20)
    assert len(k.get("pods", selector=selector)) == count


@pytest.mark.parametrize(
    ("fields", "count"), [("status.phase=Running", 2), ("status.phase!=Running", 0), ("spec.nodeName=", 0)]
)
def test_field_selectors(world, k, fields, count):
    k.apply(make_deployment(replicas=2))
    world.run(seconds=20)
    assert len(k.get("pods", field_selector=fields)) == count


def test_a_watch_hears_every_change_in_order(world, k):
    heard = []
    store = world.eks.cluster("shop").control_plane.store
    stop = store.watch(POD, lambda change: heard.append((change.what, change.revision)))
    k.apply(make_deployment(replicas=1))
    world.run(seconds=20)
    k.delete("deployment", "web")
    world.run(seconds=20)
    stop()
    assert heard[0][0] == "ADDED"
    assert heard[-1][0] == "DELETED"
    assert [revision for _, revision in heard] == sorted({revision for _, revision in heard})


def test_changes_since_a_revision_are_remembered(world, k):
    store = world.eks.cluster("shop").control_plane.store
    since = store.revision
    k.apply(make_deployment(replicas=1))
    world.run(seconds=20)
    assert store.changes(POD, since)[0].what == "ADDED"


def test_deleting_a_namespace_deletes_what_is_in_it(world, k):
    k.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}})
    k.apply(make_deployment(), namespace="team")
    world.run(seconds=20)
    k.delete("namespace", "team")
    assert k.get("namespace", "team")["status"]["phase"] == "Terminating"
    with pytest.raises(ApiError, match="because it is being terminated"):
        k.apply(make_deployment("more"), namespace="team")
    world.run(seconds=30)
    assert k.get("pods", namespace=None) == []
    assert "team" not in k.get("namespaces").names


def test_the_endpoint_answers_503_while_the_control_plane_is_down(world, api, k):
    world.outage("control plane", minutes=5)
    code, body = request(api, "list", POD, "default")
    assert (code, body["reason"]) == (503, "ServiceUnavailable")
    world.run(minutes=6)
    assert request(api, "list", POD, "default")[0] == 200


def test_lists_and_objects_have_the_shape_of_the_api(k, api, world):
    k.apply(make_deployment(replicas=1))
    world.run(seconds=20)
    _, listed = request(api, "list", POD, "default")
    assert (listed["kind"], listed["apiVersion"]) == ("PodList", "v1")
    pod = listed["items"][0]
    assert pod["metadata"]["ownerReferences"][0]["kind"] == "ReplicaSet"
    replica_set = k.get("rs", pod["metadata"]["ownerReferences"][0]["name"])
    assert replica_set["metadata"]["uid"] == pod["metadata"]["ownerReferences"][0]["uid"]
    assert replica_set["metadata"]["ownerReferences"][0]["uid"] == k.get("deploy", "web")["metadata"]["uid"]


def test_every_object_passes_the_schema_of_its_kind(k, world):
    kubernetes_validate = pytest.importorskip("kubernetes_validate")
    k.apply(make_deployment(replicas=2))
    k.apply({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"},
             "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}})  # fmt: skip
    k.autoscale("web", 1, 5, 50)
    world.run(seconds=20)
    for resource in resources.RESOURCES:
        if resource is resources.NODE_POOL:
            continue
        for item in k.get(resource.qualified, namespace=None):
            kubernetes_validate.validate(item, "1.36", strict=True)


@pytest.mark.parametrize(
    "name", ["po", "pods", "Pod", "pod", "deploy", "deployments.apps", "hpa", "no", "svc"]
)
def test_kinds_are_found_by_all_their_names(name):
    assert resources.find(name).kind in ("Pod", "Deployment", "HorizontalPodAutoscaler", "Node", "Service")


def test_nodes_of_two_clusters_are_named_after_different_addresses(world, k, nodes):
    world.eks.add_cluster("other")
    world.add_hosts("other", "m5.large", 3)
    world.run(minutes=2)
    others = world.kubernetes("other").get("nodes")
    assert not set(others.names) & set(nodes)
    for node in others:
        address = node["status"]["addresses"][0]["address"]
        assert node["metadata"]["name"] == f"ip-{address.replace('.', '-')}.ec2.internal"


def test_tables_look_like_kubectls(world, k):
    k.apply(make_deployment(replicas=1))
    world.run(seconds=20)
    heading, row = repr(k.get("deployments")).splitlines()
    assert heading.split() == ["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"]
    assert row.split() == ["web", "1/1", "1", "1", "20s"]


def test_wide_tables_have_the_columns_of_kubectl_get_o_wide(world, k):
    heading = repr(k.get("nodes", wide=True)).splitlines()[0]
    assert heading.split()[:5] == ["NAME", "STATUS", "ROLES", "AGE", "VERSION"]
    assert heading.split()[5:8] == ["INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE"]
    assert heading.split()[8:] == ["KERNEL-VERSION", "CONTAINER-RUNTIME"]


def test_describe_leaves_out_the_events_of_namesakes(world, k):
    k.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other"}})
    for namespace, replicas in (("default", 1), ("other", 2)):
        k.apply(make_deployment(replicas=replicas), namespace=namespace)
    world.run(seconds=20)
    assert "to 1" in k.describe("deployment", "web") and "to 2" not in k.describe("deployment", "web")
    assert "to 2" in k.describe("deployment", "web", namespace="other")


def test_describe_tells_the_events_of_a_pod(world, k):
    k.apply(make_deployment(replicas=1))
    world.run(seconds=20)
    name = k.get("pods").names[0]
    text = k.describe("pod", name)
    assert f"Successfully assigned default/{name} to ip-" in text
    assert "QoS Class:" in text
