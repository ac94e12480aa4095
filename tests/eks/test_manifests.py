"""What the API server refuses, in its own words; and that a refusal changes nothing."""

from __future__ import annotations

import copy

import pytest
from eks.conftest import make_deployment
from planes.control_plane.eks.status import ApiError
from planes.errors import PlanesError


def changed(path, value):
    """Return a good Deployment with one field changed; None takes it away."""
    body = copy.deepcopy(make_deployment())
    *parents, last = path
    there = body
    for part in parents:
        there = there[part]
    if value is None:
        del there[last]
    else:
        there[last] = value
    return body


CONTAINER = ("spec", "template", "spec", "containers", 0)
BAD = {
    "selector does not match": (
        changed(("spec", "selector", "matchLabels"), {"app": "other"}),
        422,
        'Deployment.apps "web" is invalid: spec.template.metadata.labels: Invalid value: {"app":"web"}: '
        "`selector` does not match template `labels`",
    ),
    "bad quantity": (
        changed((*CONTAINER, "resources", "requests", "cpu"), "100mm"),
        400,
        'Deployment in version "v1" cannot be handled as a Deployment: ',
    ),
    "bad unit": (changed((*CONTAINER, "resources", "requests", "memory"), "1GiB"), 400, "cannot be handled"),
    "typo": (
        changed((*CONTAINER, "imagee"), "x"),
        400,
        'strict decoding error: unknown field "spec.template.spec.containers[0].imagee"',
    ),
    "replicas as text": (changed(("spec", "replicas"), "three"), 400, "is not of type 'integer'"),
    "negative replicas": (
        changed(("spec", "replicas"), -1),
        422,
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0",
    ),
    "no selector": (changed(("spec", "selector"), None), 400, "'selector' is a required property"),
    "no image": (
        changed((*CONTAINER, "image"), None),
        422,
        "spec.template.spec.containers[0].image: Required value",
    ),
    "no containers": (
        changed(("spec", "template", "spec", "containers"), []),
        422,
        "spec.template.spec.containers: Required value",
    ),
    "upper case name": (
        changed(("metadata", "name"), "Web"),
        422,
        'Deployment.apps "Web" is invalid: metadata.name: Invalid value: "Web": a lowercase RFC 1123',
    ),
    "request above limit": (
        changed((*CONTAINER, "resources"), {"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}),
        422,
        '.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    ),
    "neither surge nor unavailable": (
        changed(("spec", "strategy"), {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 0}}),
        422,
        "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0",
    ),
    "recreate with surge": (
        changed(("spec", "strategy"), {"type": "Recreate", "rollingUpdate": {"maxSurge": 1}}),
        422,
        "Forbidden: may not be specified when strategy `type` is 'Recreate'",
    ),
    "restart policy": (
        changed(("spec", "template", "spec", "restartPolicy"), "Never"),
        422,
        'Unsupported value: "Never": supported values: "Always"',
    ),
    "twice the same container": (
        changed(
            ("spec", "template", "spec", "containers"),
            [{"name": "a", "image": "x"}, {"name": "a", "image": "y"}],
        ),
        422,
        'spec.template.spec.containers[1].name: Duplicate value: "a"',
    ),
    "label value": (
        changed(("spec", "template", "metadata", "labels"), {"app": "web", "note": "not good"}),
        422,
        'Invalid value: "not good": a valid label must be',
    ),
}


@pytest.mark.parametrize("case", BAD, ids=lambda name: name.replace(" ", "-"))
def test_a_bad_deployment_is_refused_and_nothing_is_stored(world, case):
    body, code, text = BAD[case]
    k = world.kubernetes("shop")
    with pytest.raises(ApiError) as refusal:
        k.apply(body)
    assert refusal.value.code == code
    assert text in str(refusal.value)
    assert k.get("deployments") == []


def test_a_status_tells_what_and_why(world):
    k = world.kubernetes("shop")
    with pytest.raises(ApiError) as refusal:
        k.apply(BAD["selector does not match"][0])
    status = refusal.value.status()
    assert (status["kind"], status["reason"], status["code"]) == ("Status", "Invalid", 422)
    assert status["details"]["causes"][0]["field"] == "spec.template.metadata.labels"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [1, 2", "error converting YAML to JSON: yaml in line 1"),
        ("- a\n- b\n", "a manifest is an object"),
        ("apiVersion: v1\nmetadata: {name: a}\n", "Object 'Kind' is missing"),
        (
            "apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: {name: a}\n",
            'no matches for kind "Deployment" in version "apps/v1beta1"',
        ),
        ("apiVersion: v1\nkind: Frobnicator\nmetadata: {name: a}\n", 'no matches for kind "Frobnicator"'),
        ("apiVersion: v1\nkind: ConfigMap\n", "has no metadata"),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n", "name or generateName is required"),
    ],
    ids=["syntax", "list", "no-kind", "old-version", "unknown-kind", "no-metadata", "no-name"],
)
def test_a_text_that_is_no_manifest_is_refused(world, text, sentence):
    with pytest.raises(PlanesError) as refusal:
        world.kubernetes("shop").apply(text)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "spec", "sentence"),
    [
        ("Service", {"selector": {"a": "b"}}, "spec.ports: Required value"),
        ("Service", {"ports": [{"port": 0}]}, "must be between 1 and 65535, inclusive"),
        (
            "Job",
            {"template": {"spec": {"containers": [{"name": "a", "image": "b"}]}}},
            "spec.template.spec.restartPolicy",
        ),
        (
            "HorizontalPodAutoscaler",
            {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "minReplicas": 5, "maxReplicas": 2},
            "must be greater than or equal to `minReplicas`",
        ),
        (
            "PodDisruptionBudget",
            {"minAvailable": 1, "maxUnavailable": 1, "selector": {}},
            "minAvailable and maxUnavailable cannot be both set",
        ),
        ("PodDisruptionBudget", {"minAvailable": "150%", "selector": {}}, "a percentage of at most 100%"),
    ],
    ids=["no-ports", "port", "job-policy", "hpa-bounds", "pdb-both", "pdb-percent"],
)
def test_other_kinds_are_checked_too(world, kind, spec, sentence):
    versions = {
        "Job": "batch/v1",
        "HorizontalPodAutoscaler": "autoscaling/v2",
        "PodDisruptionBudget": "policy/v1",
    }
    body = {"apiVersion": versions.get(kind, "v1"), "kind": kind, "metadata": {"name": "x"}, "spec": spec}
    with pytest.raises(ApiError) as refusal:
        world.kubernetes("shop").apply(body)
    assert sentence in str(refusal.value)


def test_what_is_not_there_is_not_found(world):
    with pytest.raises(ApiError, match=r'deployments\.apps "web" not found'):
        world.kubernetes("shop").get("deployment", "web")


def test_a_second_create_already_exists(world):
    k = world.kubernetes("shop")
    k.create(make_deployment())
    with pytest.raises(ApiError, match=r'deployments\.apps "web" already exists') as refusal:
        k.create(make_deployment())
    assert (refusal.value.code, refusal.value.reason) == (409, "AlreadyExists")


def test_a_namespace_that_is_not_there_is_named(world):
    with pytest.raises(ApiError, match='namespaces "nowhere" not found'):
        world.kubernetes("shop").apply(make_deployment(), namespace="nowhere")


def test_a_write_based_on_an_old_version_conflicts(world):
    k = world.kubernetes("shop")
    k.apply(make_deployment())
    old = k.get("deployment", "web")
    k.scale("deployment", "web", 7)
    with pytest.raises(ApiError, match="the object has been modified") as refusal:
        k.replace(old)
    assert refusal.value.code == 409
    assert k.get("deployment", "web")["spec"]["replicas"] == 7


def test_a_selector_never_changes(world):
    k = world.kubernetes("shop")
    k.apply(make_deployment())
    body = make_deployment()
    body["spec"]["selector"]["matchLabels"] = {"app": "web", "tier": "front"}
    body["spec"]["template"]["metadata"]["labels"]["tier"] = "front"
    with pytest.raises(ApiError, match=r"spec\.selector: Invalid value: .*field is immutable"):
        k.apply(body)


def test_a_kind_the_model_does_not_have_is_refused(world):
    with pytest.raises(PlanesError, match='the server doesn\'t have a resource type "statefulsets"'):
        world.kubernetes("shop").get("statefulsets")


def test_objects_before_a_bad_one_are_applied(world):
    k = world.kubernetes("shop")
    with pytest.raises(ApiError):
        k.apply(
            {"apiVersion": "v1", "kind": "List", "items": [make_deployment("good"), make_deployment("Bad")]}
        )
    assert k.get("deployments").names == ["good"]
