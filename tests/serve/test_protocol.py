"""The Kubernetes API as HTTP: codes, bodies, negotiation. No port, and time passes only when told to."""

import base64
import json
import threading

import pytest
from planes.clients.kubernetes.http import KubernetesApp
from serve.conftest import deployment, make_world
from starlette.testclient import TestClient

PODS = "/shop/api/v1/namespaces/default/pods"
DEPLOYMENTS = "/shop/apis/apps/v1/namespaces/default/deployments"
MERGE = {"Content-Type": "application/merge-patch+json"}
APPLY = {"Content-Type": "application/apply-patch+yaml"}
TABLE = {"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"}


@pytest.fixture
def world():
    world = make_world()
    world.kubernetes("shop").apply(deployment())
    world.run(minutes=1)
    return world


@pytest.fixture
def http(world):
    app = KubernetesApp(world, "secret", threading.RLock())
    return TestClient(app, headers={"Authorization": "Bearer secret"}, raise_server_exceptions=False)


def refusal(response, code, reason):
    """Check that an answer is a Status with this code and reason, and return its message."""
    body = response.json()
    assert (response.status_code, body["kind"], body["code"], body["reason"]) == (
        code,
        "Status",
        code,
        reason,
    )
    return body["message"]


@pytest.mark.parametrize(
    "header", ["", "Bearer guess", "Bearer", "Basic cGxhbmVzOmd1ZXNz", "Basic ???", "Digest secret"]
)
def test_the_wrong_token_is_refused(http, header):
    refusal(http.get(PODS, headers={"Authorization": header}), 401, "Unauthorized")


@pytest.mark.parametrize(("key", "code"), [("secret", 200), ("guess", 401)])
def test_a_token_of_aws_eks_get_token_carries_the_access_key(http, key, code):
    address = f"https://sts.amazonaws.com/?X-Amz-Credential={key}%2F20260105%2Fus-east-1%2Fsts%2Faws4_request"
    token = base64.urlsafe_b64encode(address.encode()).decode().rstrip("=")
    response = http.get(PODS, headers={"Authorization": f"Bearer k8s-aws-v1.{token}"})
    assert response.status_code == code


def test_the_token_is_taken_as_password_too(http):
    header = {"Authorization": "Basic cGxhbmVzOnNlY3JldA=="}
    assert http.get(PODS, headers=header).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/shop/apis/nope/v1/x",
        "/shop/api/v1/sparrows",
        "/shop/api/v1/pods/x",
        "/shop/x",
        PODS + "/a/b/c",
        "/shop/api/v2",
        "/shop/apis/apps/v9/deployments",
    ],
)
def test_paths_that_lead_nowhere(http, path):
    refusal(http.get(path), 404, "NotFound")


def test_another_cluster_is_named(http):
    assert "this world has: shop" in refusal(http.get("/nope/api"), 404, "NotFound")


def test_an_outage_answers_503(http, world):
    world.outage("eks", minutes=5)
    refusal(http.get(PODS), 503, "ServiceUnavailable")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 50_000, "application/json"),
        (b'{"spec": NaN}', "application/json"),
        (b"a: [", "application/yaml"),
        (b"[]", "application/json"),
        (b'"text"', "application/json"),
        (b'{"metadata": 3}', "application/json"),
        (b'{"metadata": {"name": "x"}, "spec": 3}', "application/json"),
        (b'{"metadata": {"name": "x"}, "spec": {"containers": 3}}', "application/json"),
        (b'{"kind": "Service"}', "application/json"),
        (b"k8s\x00\x0a\xff", "application/vnd.kubernetes.protobuf"),
        (b"nothing", "application/vnd.kubernetes.protobuf"),
    ],
)
def test_a_body_that_cannot_be_read(http, body, kind):
    response = http.post(PODS, content=body, headers={"Content-Type": kind})
    assert response.json()["kind"] == "Status"
    assert response.status_code in (400, 422)


def test_an_unknown_format_says_what_to_use(http):
    response = http.post(PODS, content=b"<pod/>", headers={"Content-Type": "application/xml"})
    assert "send application/json" in refusal(response, 415, "UnsupportedMediaType")


def test_protobuf_of_another_kind_says_what_to_use(http):
    raw = b"k8s\x00\x0a\x0c\x0a\x02v1\x12\x06Secret\x12\x00"
    response = http.post(PODS, content=raw, headers={"Content-Type": "application/vnd.kubernetes.protobuf"})
    assert "protobuf of v1/Secret; send application/json" in refusal(response, 415, "UnsupportedMediaType")


def test_a_patch_of_unknown_type_says_what_is_known(http):
    response = http.patch(f"{DEPLOYMENTS}/web", content=b"{}", headers={"Content-Type": "application/json"})
    assert "application/merge-patch+json" in refusal(response, 415, "UnsupportedMediaType")


def test_a_body_too_big(http):
    refusal(http.post(PODS, content=b" " * (3 * 2**20 + 1)), 413, "RequestEntityTooLarge")


def test_methods_that_do_not_fit(http):
    for method, path in (
        ("POST", f"{PODS}/x"),
        ("PUT", PODS),
        ("BREW", PODS),
        ("POST", "/shop/api"),
        ("POST", "/shop/version"),
    ):
        refusal(http.request(method, path, content=b"{}"), 405, "MethodNotAllowed")


def test_an_answer_nobody_can_write(http):
    refusal(http.get(PODS, headers={"Accept": "text/xml"}), 406, "NotAcceptable")


@pytest.mark.parametrize(
    "query",
    [
        "limit=x",
        "continue=x",
        "labelSelector=((",
        "fieldSelector=x",
        "watch=1&resourceVersion=x",
        "watch=1&timeoutSeconds=-1",
    ],
)
def test_queries_that_cannot_be(http, query):
    refusal(http.get(f"{PODS}?{query}"), 400, "BadRequest")


def test_discovery_in_one_answer_or_in_many(http):
    accept = {"Accept": "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"}
    aggregated = http.get("/shop/apis", headers=accept).json()
    names = [item["metadata"]["name"] for item in aggregated["items"]]
    assert {"apps", "batch", "policy", "metrics.k8s.io"} <= set(names)
    assert names == [group["name"] for group in http.get("/shop/apis").json()["groups"]]
    listed = [r["name"] for r in http.get("/shop/api/v1").json()["resources"]]
    assert {"pods", "pods/log", "pods/eviction", "nodes", "namespaces/status"} <= set(listed)
    assert http.get("/shop/apis/autoscaling").json()["preferredVersion"]["version"] == "v2"


def test_openapi_refers_only_to_what_it_has(http):
    for name in http.get("/shop/openapi/v3").json()["paths"]:
        text = http.get(f"/shop/openapi/v3/{name}").text
        schemas = json.loads(text)["components"]["schemas"]
        used = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
        assert used <= set(schemas)


def test_pages_cover_a_list(http, world):
    world.kubernetes("shop").scale("deploy", "web", 5)
    world.run(minutes=1)
    seen, token = [], ""
    while True:
        page = http.get(f"{PODS}?limit=2&continue={token}").json()
        seen += [item["metadata"]["name"] for item in page["items"]]
        token = page["metadata"].get("continue")
        if not token:
            break
    assert seen == sorted(seen)
    assert len(seen) == 5


def test_tables_and_metadata_alone(http):
    table = http.get(PODS, headers=TABLE).json()
    assert [c["name"] for c in table["columnDefinitions"] if not c["priority"]] == [
        "NAME",
        "READY",
        "STATUS",
        "RESTARTS",
        "AGE",
    ]
    assert table["rows"][0]["object"]["kind"] == "PartialObjectMetadata"
    assert all(len(row["cells"]) == len(table["columnDefinitions"]) for row in table["rows"])
    partial = http.get(
        PODS, headers={"Accept": "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"}
    )
    assert set(partial.json()["items"][0]) == {"kind", "apiVersion", "metadata"}


@pytest.mark.parametrize(
    "path",
    [
        "api/v1/nodes",
        "api/v1/services",
        "api/v1/endpoints",
        "api/v1/events",
        "api/v1/namespaces",
        "api/v1/configmaps",
        "apis/apps/v1/replicasets",
        "apis/apps/v1/daemonsets",
        "apis/batch/v1/jobs",
        "apis/policy/v1/poddisruptionbudgets",
        "apis/autoscaling/v2/horizontalpodautoscalers",
        "apis/autoscaling/v1/horizontalpodautoscalers",
        "apis/coordination.k8s.io/v1/leases",
        "apis/discovery.k8s.io/v1/endpointslices",
        "apis/karpenter.sh/v1/nodepools",
    ],
)
def test_every_kind_is_listed_as_objects_and_as_table(http, path):
    assert http.get(f"/shop/{path}").json()["kind"].endswith("List")
    table = http.get(f"/shop/{path}", headers=TABLE).json()
    assert all(len(row["cells"]) == len(table["columnDefinitions"]) for row in table["rows"])


def test_the_older_autoscaler_is_the_same_object(http):
    spec = {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "minReplicas": 1, "maxReplicas": 5}
    body = {"metadata": {"name": "web"}, "spec": {**spec, "targetCPUUtilizationPercentage": 60}}
    url = "/shop/apis/autoscaling/{}/namespaces/default/horizontalpodautoscalers"
    assert http.post(url.format("v1"), json=body, headers=TABLE).json()["kind"] == "Table"
    metric = http.get(url.format("v2") + "/web").json()["spec"]["metrics"][0]
    assert metric["resource"]["target"]["averageUtilization"] == 60
    changed = http.patch(
        url.format("v1") + "/web", json={"spec": {"targetCPUUtilizationPercentage": 70}}, headers=MERGE
    )
    assert changed.json()["spec"]["targetCPUUtilizationPercentage"] == 70


@pytest.mark.parametrize("spec", [3, [], {"taints": {"a": 1}}, {"taints": "x"}])
def test_a_node_of_the_wrong_shape_is_refused(http, spec):
    url = "/shop/api/v1/nodes/ip-192-168-0-1.ec2.internal"
    response = http.put(url, json={"spec": spec})
    assert (response.status_code, response.json()["reason"]) == (400, "BadRequest")


def test_a_patch_that_does_not_fit_is_refused(http):
    ports = {"spec": {"template": {"spec": {"containers": [{"name": ["x"]}]}}}}
    kind = {"Content-Type": "application/strategic-merge-patch+json"}
    said = refusal(http.patch(f"{DEPLOYMENTS}/web", json=ports, headers=kind), 400, "BadRequest")
    assert "does not fit" in said


def test_an_old_version_is_a_conflict(http):
    current = http.get(f"{DEPLOYMENTS}/web").json()
    http.patch(f"{DEPLOYMENTS}/web", json={"metadata": {"labels": {"a": "b"}}}, headers=MERGE)
    refusal(http.put(f"{DEPLOYMENTS}/web", json=current), 409, "Conflict")
    old = {"metadata": {"resourceVersion": current["metadata"]["resourceVersion"]}}
    refusal(http.patch(f"{DEPLOYMENTS}/web", json=old, headers=MERGE), 409, "Conflict")
    stale = {"preconditions": {"uid": "another"}}
    refusal(http.request("DELETE", f"{DEPLOYMENTS}/web", json=stale), 409, "Conflict")


def test_dry_runs_change_nothing(http, world):
    before = world.kubernetes("shop").get("deploy", "web")
    url = f"{DEPLOYMENTS}/web"
    for response in (
        http.patch(f"{url}?dryRun=All", json={"spec": {"replicas": 9}}, headers=MERGE),
        http.patch(f"{url}/scale?dryRun=All", json={"spec": {"replicas": 9}}, headers=MERGE),
        http.delete(f"{url}?dryRun=All"),
        http.post(f"{DEPLOYMENTS}?dryRun=All", content=deployment("other")),
    ):
        assert response.status_code in (200, 201)
    refusal(http.delete(f"{url}?dryRun=some"), 400, "BadRequest")
    assert world.kubernetes("shop").get("deploy", "web") == before
    assert world.kubernetes("shop").get("deploy").names == ["web"]


def test_a_pod_is_bound_by_hand(http, world):
    world.kubernetes("shop").cordon("ip-192-168-0-1.ec2.internal")
    for node in world.kubernetes("shop").get("nodes").names:
        world.kubernetes("shop").cordon(node)
    pod = {"metadata": {"name": "one"}, "spec": {"containers": [{"name": "c", "image": "shop/web:1"}]}}
    http.post(PODS, json=pod)
    target = {"metadata": {"name": "one"}, "target": {"kind": "Node", "name": "ip-192-168-0-2.ec2.internal"}}
    assert http.post(f"{PODS}/one/binding", json=target).status_code == 201
    world.run(minutes=1)
    assert http.get(f"{PODS}/one").json()["status"]["phase"] == "Running"
    refusal(http.post(f"{PODS}/one/binding", json=target), 409, "Conflict")


def test_an_eviction_against_a_budget_waits(http, world):
    budget = {
        "metadata": {"name": "web"},
        "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}},
    }
    http.post("/shop/apis/policy/v1/namespaces/default/poddisruptionbudgets", json=budget)
    name = http.get(PODS).json()["items"][0]["metadata"]["name"]
    refusal(http.post(f"{PODS}/{name}/eviction", json={}), 429, "TooManyRequests")


def test_programs_in_containers_are_not_modelled(http):
    name = http.get(PODS).json()["items"][0]["metadata"]["name"]
    assert "run no programs" in refusal(http.post(f"{PODS}/{name}/exec?command=ls"), 501, "NotImplemented")


def test_an_apply_owns_its_fields_and_leaves_the_others(http):
    url, one, two = f"{DEPLOYMENTS}/web", "?fieldManager=one", "?fieldManager=two"
    head = {"apiVersion": "apps/v1", "kind": "Deployment"}
    scaled = {**head, "spec": {"replicas": 3}}
    assert http.patch(url + one, json=scaled, headers=APPLY).json()["spec"]["replicas"] == 3
    assert http.patch(url + two, json=scaled, headers=APPLY).status_code == 200
    said = refusal(
        http.patch(url + two, json={**head, "spec": {"replicas": 4}}, headers=APPLY), 409, "Conflict"
    )
    assert said == 'Apply failed with 1 conflict: conflict with "one" using apps/v1: .spec.replicas'
    forced = http.patch(f"{url}{two}&force=true", json={**head, "spec": {"replicas": 4}}, headers=APPLY)
    managers = {entry["manager"]: entry["fieldsV1"] for entry in forced.json()["metadata"]["managedFields"]}
    assert managers == {"two": {"f:spec": {"f:replicas": {}}}}


def test_an_apply_needs_a_manager(http):
    said = refusal(http.patch(f"{DEPLOYMENTS}/web", json={}, headers=APPLY), 400, "BadRequest")
    assert "fieldManager: Required value" in said


def test_what_an_applier_no_longer_sets_goes_unless_another_holds_it(http):
    url = f"{DEPLOYMENTS}/web?fieldManager="
    head = {"apiVersion": "apps/v1", "kind": "Deployment"}
    labels = {"metadata": {"labels": {"a": "1", "b": "2"}}}
    http.patch(url + "one", json={**head, **labels}, headers=APPLY)
    http.patch(url + "two", json={**head, "metadata": {"labels": {"b": "2"}}}, headers=APPLY)
    left = http.patch(url + "one", json=head, headers=APPLY).json()
    assert left["metadata"]["labels"] == {"b": "2"}
