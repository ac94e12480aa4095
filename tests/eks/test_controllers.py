"""Jobs, DaemonSets, ReplicaSets, Services."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import pytest
from eks.conftest import make_deployment
from planes.control_plane.eks.jobs import Job


def job(name="sum", image="shop/batch:1", policy="Never", **spec):
    template = {"spec": {"restartPolicy": policy, "containers": [{"name": "a", "image": image}]}}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name},
        "spec": {"template": template, **spec},
    }


def daemon_set(image="shop/web:1", **template):
    pod = {
        "metadata": {"labels": {"app": "agent"}},
        "spec": {"containers": [{"name": "a", "image": image}], **template},
    }
    spec = {"selector": {"matchLabels": {"app": "agent"}}, "template": pod}
    return {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent"}, "spec": spec}


def service(**spec):
    body = {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": body}


@pytest.fixture
def k(world, k):
    world.registry.add_image("shop/batch:1", size_mib=5, exit_code=0, exit_seconds=20)
    world.registry.add_image("shop/fails:1", size_mib=5, exit_code=1, exit_seconds=1)
    return k


def test_a_job_completes(world, k):
    k.apply(job())
    world.run(minutes=1)
    status = k.get("job", "sum")["status"]
    assert (status["succeeded"], status["conditions"][0]["type"]) == (1, "Complete")


def test_a_job_runs_as_many_at_a_time_as_its_parallelism(world, k):
    k.apply(job(completions=6, parallelism=2))
    most = []
    world.run(
        minutes=5, until=lambda: most.append(k.get("job", "sum")["status"].get("active", 0)) or most[-1] > 2
    )
    assert max(most) == 2
    assert k.get("job", "sum")["status"]["succeeded"] == 6


def test_a_failing_job_ends_at_its_back_off_limit(world, k):
    k.apply(job(image="shop/fails:1", backoffLimit=2))
    world.run(minutes=10)
    condition = k.get("job", "sum")["status"]["conditions"][0]
    assert (condition["type"], condition["reason"]) == ("Failed", "BackoffLimitExceeded")
    assert len(k.get("pods")) == 3


def test_failed_job_pods_are_replaced_after_ten_then_twenty_seconds(world, k):
    k.apply(job(image="shop/fails:1", backoffLimit=2))
    world.run(minutes=10)
    created = [p["metadata"]["creationTimestamp"] for p in k.get("pods")]
    seconds = [int(t[14:16]) * 60 + int(t[17:19]) for t in created]
    gaps = [after - before for before, after in pairwise(seconds)]
    assert gaps[0] in (11, 12)
    assert gaps[1] in (21, 22)


def test_restarts_of_containers_end_a_job_when_they_reach_the_back_off_limit(world, k):
    """K8S job_controller.go, pastBackoffLimitOnFailure: restarts may reach it, failed pods may not."""
    k.apply(job(image="shop/fails:1", policy="OnFailure", backoffLimit=2))
    world.run(minutes=5, until=lambda: "conditions" in k.get("job", "sum")["status"])
    assert k.get("job", "sum")["status"]["conditions"][0]["reason"] == "BackoffLimitExceeded"
    assert world.now < 180, "the second restart, ten seconds after the first, was the last"


def test_a_success_begins_the_back_off_of_a_job_anew():
    """K8S backoff_utils.go: the failures after the last success count."""
    body = job() | {"metadata": {"name": "sum", "namespace": "default"}}
    body["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] = 30
    made = Job(body)
    waits = []
    for phase in ("Failed", "Failed", "Succeeded", "Failed"):
        made.pod_finished(SimpleNamespace(phase=phase, ended=100.0))
        waits.append(made.retry_at - 100 if made.retry_at else 0)
    assert waits == [10, 20, 0, 10]
    assert (made.failed, made.succeeded) == (3, 1)


def test_a_job_without_completions_to_wait_for_is_complete_at_once(world, k):
    k.apply(job(completions=0))
    world.run(seconds=5)
    assert k.get("job", "sum")["status"]["conditions"][0]["type"] == "Complete"
    assert k.get("pods") == []


def test_a_job_over_its_deadline_is_stopped(world, k):
    k.apply(job(activeDeadlineSeconds=10))
    world.run(minutes=1)
    assert k.get("job", "sum")["status"]["conditions"][0]["reason"] == "DeadlineExceeded"


def test_a_finished_job_with_a_time_to_live_disappears(world, k):
    k.apply(job(ttlSecondsAfterFinished=60))
    world.run(minutes=3)
    assert k.get("jobs") == []
    assert k.get("pods") == []


def test_deleting_a_job_deletes_its_finished_pods(world, k):
    k.apply(job())
    world.run(minutes=1)
    k.delete("job", "sum")
    world.run(seconds=5)
    assert k.get("pods") == []


def test_a_daemon_set_has_one_pod_on_every_node(world, k, nodes):
    k.apply(daemon_set())
    world.run(seconds=20)
    assert sorted(p["spec"]["nodeName"] for p in k.get("pods")) == sorted(nodes)


def test_a_new_node_gets_its_daemon_pod(world, k):
    k.apply(daemon_set())
    world.run(seconds=20)
    world.add_hosts("shop", "m5.large", 1)
    world.run(minutes=2)
    assert len(k.get("pods")) == 7
    assert k.get("ds", "agent")["status"]["numberReady"] == 7


def test_a_daemon_set_follows_node_labels(world, k, nodes):
    k.apply(daemon_set(nodeSelector={"gpu": "yes"}))
    world.run(seconds=20)
    assert k.get("pods") == []
    k.label("node", nodes[0], gpu="yes")
    world.run(seconds=20)
    assert [p["spec"]["nodeName"] for p in k.get("pods")] == [nodes[0]]
    k.label("node", nodes[0], gpu=None)
    world.run(seconds=20)
    assert k.get("pods") == []


def test_a_daemon_set_runs_on_cordoned_nodes_but_not_on_tainted_ones(world, k, nodes):
    k.cordon(nodes[0])
    k.taint(nodes[1], "team=data:NoSchedule")
    k.apply(daemon_set())
    world.run(seconds=20)
    assert sorted(p["spec"]["nodeName"] for p in k.get("pods")) == sorted({*nodes} - {nodes[1]})


def test_a_daemon_set_is_updated_one_node_at_a_time(world, k):
    k.apply(daemon_set())
    world.run(seconds=20)
    least = []
    k.apply(daemon_set("shop/web:2"))
    world.run(
        minutes=2, until=lambda: least.append(k.get("ds", "agent")["status"]["numberReady"]) or least[-1] < 5
    )
    assert min(least) >= 5
    assert {p["spec"]["containers"][0]["image"] for p in k.get("pods")} == {"shop/web:2"}


def test_a_service_sends_traffic_to_ready_pods_only(world, k):
    k.apply(service())
    probe = {"readinessProbe": {"httpGet": {"path": "/", "port": 80}, "initialDelaySeconds": 30}}
    k.apply(make_deployment(replicas=3, container=probe))
    world.run(seconds=20)
    subset = k.get("endpoints", "web")["subsets"][0]
    assert "addresses" not in subset
    assert len(subset["notReadyAddresses"]) == 3
    world.run(seconds=30)
    subset = k.get("endpoints", "web")["subsets"][0]
    assert len(subset["addresses"]) == 3
    assert subset["ports"] == [{"port": 8080, "protocol": "TCP"}]


def test_a_service_made_after_its_pods_finds_them(world, k):
    k.apply(make_deployment(replicas=3))
    world.run(seconds=20)
    k.apply(service())
    assert len(k.get("endpoints", "web")["subsets"][0]["addresses"]) == 3


def test_changing_the_selector_changes_the_endpoints(world, k):
    k.apply(make_deployment(replicas=3))
    k.apply(make_deployment("db", replicas=1))
    k.apply(service())
    world.run(seconds=20)
    k.apply(service(selector={"app": "db"}))
    assert len(k.get("endpoints", "web")["subsets"][0]["addresses"]) == 1


def test_services_get_different_addresses(k):
    k.apply(service())
    k.apply({**service(), "metadata": {"name": "other"}})
    assert len({s["spec"]["clusterIP"] for s in k.get("services")}) == 2


def test_a_replica_set_adopts_matching_pods_without_an_owner(world, k):
    container = {"name": "a", "image": "shop/web:1"}
    labels = {"app": "web"}
    k.apply(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "alone", "labels": labels},
            "spec": {"containers": [container]},
        }
    )
    world.run(seconds=10)
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    spec = {"replicas": 2, "selector": {"matchLabels": labels}, "template": template}
    k.apply({"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web"}, "spec": spec})
    world.run(seconds=10)
    assert len(k.get("pods")) == 2
    assert k.get("pod", "alone")["metadata"]["ownerReferences"][0]["name"] == "web"
