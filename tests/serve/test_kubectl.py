"""The real kubectl against a served world."""

import json
import re
import subprocess
import time

import pytest
from serve.conftest import deployment

pytestmark = pytest.mark.xdist_group("serve-kubectl")


@pytest.fixture
def web(kubectl):
    """kubectl in a namespace where a Deployment of two pods runs."""
    kubectl("apply", "-f", "-", stdin=deployment())
    kubectl("rollout", "status", "deployment/web", "--timeout=60s")
    return kubectl


def until(ask, seconds=20):
    """Return what `ask` answers once it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(0.1)
    raise AssertionError("it never became true")


def test_version_and_resources(kubectl):
    assert kubectl.json("version", "-o", "json")["serverVersion"]["gitVersion"].startswith("v1.")
    lines = kubectl("api-resources", "--no-headers").splitlines()
    assert any(line.split() == ["pods", "po", "v1", "true", "Pod"] for line in lines)
    assert "metrics.k8s.io/v1beta1" in kubectl("api-versions").split()


def test_apply_on_the_client_side(kubectl):
    assert kubectl("apply", "-f", "-", stdin=deployment()) == "deployment.apps/web created\n"
    assert kubectl("apply", "-f", "-", stdin=deployment()) == "deployment.apps/web unchanged\n"
    more = kubectl("apply", "-f", "-", stdin=deployment(replicas=3))
    assert more == "deployment.apps/web configured\n"
    assert kubectl("get", "deploy", "web", "-o", "jsonpath={.spec.replicas}") == "3"


def test_apply_refuses_an_unknown_field(kubectl):
    bad = json.loads(deployment())
    bad["spec"]["replica"] = 3
    said = kubectl("apply", "-f", "-", stdin=json.dumps(bad), fails=True)
    assert 'strict decoding error: unknown field "spec.replica"' in said


def test_apply_dry_runs_change_nothing(web):
    said = web("apply", "--dry-run=server", "-f", "-", stdin=deployment(replicas=5))
    assert said == "deployment.apps/web configured (server dry run)\n"
    assert web("get", "deploy", "web", "-o", "jsonpath={.spec.replicas}") == "2"


def test_apply_on_the_server_side_and_its_conflicts(kubectl):
    apply = ("apply", "--server-side", "-f", "-")
    assert kubectl(*apply, stdin=deployment()) == "deployment.apps/web serverside-applied\n"
    kubectl("scale", "deploy/web", "--replicas=4")
    said = kubectl(*apply, stdin=deployment(), fails=True)
    assert 'conflict with "kubectl' in said
    assert ".spec.replicas" in said
    kubectl(*apply, "--force-conflicts", stdin=deployment())
    assert kubectl("get", "deploy", "web", "-o", "jsonpath={.spec.replicas}") == "2"


def test_apply_on_the_server_side_gives_up_fields(kubectl):
    apply = ("apply", "--server-side", "-f", "-")
    labelled = json.loads(deployment())
    labelled["metadata"]["labels"] = {"tier": "front"}
    kubectl(*apply, stdin=json.dumps(labelled))
    kubectl(*apply, stdin=deployment())
    assert kubectl("get", "deploy", "web", "-o", "jsonpath={.metadata.labels}") == ""


def test_apply_moves_from_client_to_server_side(kubectl):
    kubectl("apply", "-f", "-", stdin=deployment())
    apply = ("apply", "--server-side", "-f", "-")
    assert "kubectl-client-side-apply" in kubectl(*apply, stdin=deployment(replicas=3), fails=True)
    assert kubectl(*apply, stdin=deployment()) == "deployment.apps/web serverside-applied\n"
    kubectl(*apply, stdin=deployment(replicas=3))
    shown = kubectl.json("get", "deploy", "web", "-o", "json", "--show-managed-fields")
    assert ("kubectl", "Apply") in {
        (m["manager"], m["operation"]) for m in shown["metadata"]["managedFields"]
    }


def test_get_as_table_and_wide(web):
    head, *rows = web("get", "pods", "-o", "wide").splitlines()
    assert head.split()[:5] == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    assert "NODE" in head
    assert [row.split()[1:3] for row in rows] == [["1/1", "Running"]] * 2
    assert web("get", "nodes").splitlines()[0].split() == ["NAME", "STATUS", "ROLES", "AGE", "VERSION"]
    everything = web("get", "all")
    assert "deployment.apps/web" in everything
    assert "replicaset.apps/web-" in everything


def test_get_as_yaml_json_jsonpath_and_names(web):
    assert "kind: Deployment" in web("get", "deploy", "web", "-o", "yaml")
    assert web.json("get", "deploy", "-o", "json")["items"][0]["metadata"]["name"] == "web"
    assert web("get", "pods", "-o", "jsonpath={.items[*].status.phase}") == "Running Running"
    assert web("get", "deploy", "-o", "name") == "deployment.apps/web\n"
    assert web("get", "deploy", "-o", "custom-columns=N:.metadata.name", "--no-headers") == "web\n"
    names = web("get", "pods", "-o", "name", "--sort-by=.metadata.name").split()
    assert names == sorted(names)


def test_get_by_selectors(web):
    assert len(web("get", "pods", "-l", "app=web", "-o", "name").split()) == 2
    assert web("get", "pods", "-l", "app in (other),app", "-o", "name") == ""
    assert len(web("get", "pods", "--field-selector=status.phase=Running", "-o", "name").split()) == 2


def test_get_in_pages(web):
    assert len(web("get", "pods", "--chunk-size=1", "-o", "name").split()) == 2


def test_get_watch(web):
    command = [*web.command, "get", "deploy", "-w", "--no-headers"]
    with subprocess.Popen(command, env=web.environment, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout.readline().split()[:2] == ["web", "2/2"]
        web("scale", "deploy/web", "--replicas=3")
        seen = [watching.stdout.readline().split()[1] for _ in range(3)]
        watching.terminate()
    assert "2/3" in seen


def test_what_is_not_there_is_named(kubectl):
    assert 'deployments.apps "nope" not found' in kubectl("get", "deploy", "nope", fails=True)
    assert "doesn't have a resource type" in kubectl("get", "sparrows", fails=True)


def test_describe(web):
    said = web("describe", "deployment", "web")
    assert re.search(r"Replicas: +2 desired \| 2 updated \| 2 total \| 2 available", said)
    assert "Scaled up replica set web-" in said
    assert "Successfully assigned" in web("describe", "pods", "-l", "app=web")
    node = web("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}")
    assert "Allocated resources" in web("describe", "node", node)


def test_logs(web):
    pod = web("get", "pods", "-o", "jsonpath={.items[0].metadata.name}")
    assert "starting" in web("logs", pod)
    assert len(web("logs", "deploy/web", "--tail=1").splitlines()) == 1
    assert "not valid for pod" in web("logs", pod, "-c", "other", fails=True)


def test_logs_follow_until_a_pod_has_ended(kubectl):
    kubectl("run", "once", "--image=busybox", "--restart=Never")
    until(lambda: kubectl("get", "pod", "once", "-o", "jsonpath={.status.phase}") != "Pending")
    following = subprocess.Popen(
        [*kubectl.command, "logs", "-f", "once"], env=kubectl.environment, stdout=subprocess.PIPE, text=True
    )
    kubectl("delete", "pod", "once", "--now")
    assert "starting" in following.communicate(timeout=20)[0]


def test_scale(web):
    assert web("scale", "deploy/web", "--replicas=4") == "deployment.apps/web scaled\n"
    until(lambda: web("get", "deploy", "web", "-o", "jsonpath={.status.readyReplicas}") == "4")
    said = web("scale", "deploy/web", "--current-replicas=1", "--replicas=2", fails=True)
    assert "Expected replicas to be 1, was 4" in said


def test_rollout(web):
    first = web("get", "rs", "-o", "name")
    assert web("set", "image", "deploy/web", "web=shop/web:2") == "deployment.apps/web image updated\n"
    assert "successfully rolled out" in web("rollout", "status", "deploy/web", "--timeout=60s")
    assert web("rollout", "history", "deploy/web").split()[3:] == ["1", "<none>", "2", "<none>"]
    assert "shop/web:2" in web("rollout", "history", "deploy/web", "--revision=2")
    assert web("rollout", "undo", "deploy/web") == "deployment.apps/web rolled back\n"
    web("rollout", "status", "deploy/web", "--timeout=60s")
    assert "shop/web:1" in web("get", "deploy", "web", "-o", "wide")
    assert first.strip() in web("get", "rs", "-o", "name")
    assert len(web("get", "rs", "-o", "name").split()) == 2
    web("rollout", "restart", "deploy/web")
    web("rollout", "status", "deploy/web", "--timeout=60s")
    assert len(web("get", "rs", "-o", "name").split()) == 3
    assert web("rollout", "pause", "deploy/web") == "deployment.apps/web paused\n"
    assert web("rollout", "resume", "deploy/web") == "deployment.apps/web resumed\n"


def test_label_annotate_and_patch(web):
    web("label", "deploy", "web", "tier=front")
    assert web("get", "deploy", "-l", "tier=front", "-o", "name") == "deployment.apps/web\n"
    assert "already has a value" in web("label", "deploy", "web", "tier=back", fails=True)
    web("label", "deploy", "web", "tier-")
    assert web("get", "deploy", "-l", "tier", "-o", "name") == ""
    web("annotate", "deploy", "web", "note=hello")
    for kind, patch, replicas in (
        ("strategic", '{"spec":{"replicas":3}}', "3"),
        ("merge", '{"spec":{"replicas":4}}', "4"),
        ("json", '[{"op":"replace","path":"/spec/replicas","value":5}]', "5"),
    ):
        web("patch", "deploy", "web", "--type", kind, "-p", patch)
        assert web("get", "deploy", "web", "-o", "jsonpath={.spec.replicas}") == replicas


def test_taint_cordon_and_drain(web):
    node = web("get", "pods", "-o", "jsonpath={.items[0].spec.nodeName}")
    web("taint", "nodes", node, "team=a:NoSchedule")
    assert "team" in web("get", "node", node, "-o", "jsonpath={.spec.taints[*].key}")
    web("taint", "nodes", node, "team-")
    assert web("cordon", node) == f"node/{node} cordoned\n"
    assert "SchedulingDisabled" in web("get", "node", node)
    said = web("drain", node, "--ignore-daemonsets", "--timeout=60s")
    assert f"node/{node} drained" in said
    assert node not in web("get", "pods", "-o", "jsonpath={.items[*].spec.nodeName}")
    assert web("uncordon", node) == f"node/{node} uncordoned\n"


def test_a_drain_waits_for_a_disruption_budget(web):
    web("create", "poddisruptionbudget", "web", "--selector=app=web", "--min-available=2")
    node = web("get", "pods", "-o", "jsonpath={.items[0].spec.nodeName}")
    command = [*web.command, "drain", node, "--ignore-daemonsets", "--force"]
    with subprocess.Popen(command, env=web.environment, stderr=subprocess.PIPE, text=True) as draining:
        said = iter(draining.stderr.readline, "")
        assert any("would violate the pod's disruption budget" in line for line in said)
        draining.terminate()
    web("uncordon", node)


def test_delete_and_wait(web):
    assert "condition met" in web("wait", "--for=condition=Available", "deploy/web", "--timeout=60s")
    pod = web("get", "pods", "-o", "name").split()[0]
    assert web("delete", pod) == f'pod "{pod.partition("/")[2]}" deleted\n'
    web("wait", "--for=jsonpath={.status.readyReplicas}=2", "deploy/web", "--timeout=60s")
    web("delete", "deployment", "web")
    web("wait", "--for=delete", "pod", "-l", "app=web", "--timeout=60s")
    assert web("get", "all", "-o", "name") == ""


def test_delete_can_orphan(web):
    web("delete", "deployment", "web", "--cascade=orphan")
    assert web("get", "rs", "-o", "name") != ""
    web("delete", "all", "--all")


def test_top(web):
    assert web("top", "pods").splitlines()[0].split() == ["NAME", "CPU(cores)", "MEMORY(bytes)"]
    assert len(web("top", "nodes", "--no-headers").splitlines()) == 3


def test_events(web):
    assert "Successfully assigned" in web("events")
    assert "Scaled up replica set" in web("get", "events")
    assert "LAST SEEN" in web("events", "--for=deployment/web")


def test_explain(kubectl):
    assert "maxUnavailable" in kubectl("explain", "deployment.spec.strategy.rollingUpdate")
    assert "FIELD: image <string>" in kubectl("explain", "pod.spec.containers.image")
    for kind in ("service", "job", "hpa", "pdb", "node", "namespace"):
        assert "FIELDS:" in kubectl("explain", kind)


def test_create_speaks_protobuf(kubectl, space):
    assert kubectl("create", "namespace", f"{space}-more") == f"namespace/{space}-more created\n"
    kubectl("create", "deployment", "api", "--image=shop/web:1", "--replicas=2", "--port=80")
    shown = kubectl.json("get", "deploy", "api", "-o", "json")["spec"]
    assert shown["replicas"] == 2
    assert shown["template"]["spec"]["containers"][0]["ports"] == [{"containerPort": 80, "protocol": "TCP"}]
    said = kubectl("autoscale", "deployment", "api", "--min=2", "--max=6", "--cpu-percent=50")
    assert said == "horizontalpodautoscaler.autoscaling/api autoscaled\n"
    target = kubectl.json("get", "hpa", "api", "-o", "json")["spec"]["metrics"][0]["resource"]["target"]
    assert target == {"type": "Utilization", "averageUtilization": 50}
    kubectl("create", "job", "once", "--image=busybox")
    kubectl("create", "configmap", "settings", "--from-literal=a=b")
    assert kubectl("get", "configmap", "settings", "-o", "jsonpath={.data.a}") == "b"
    kubectl("create", "service", "clusterip", "front", "--tcp=80:8080")
    assert kubectl("get", "svc", "front", "-o", "jsonpath={.spec.ports[0].targetPort}") == "8080"


def test_expose_and_endpoints(web):
    web("expose", "deployment", "web", "--port=80")
    addresses = "jsonpath={.subsets[*].addresses[*].ip}"
    until(lambda: len(web("get", "endpoints", "web", "-o", addresses).split()) == 2)
    assert "web-1" in web("get", "endpointslices")
    assert "Endpoints" in web("describe", "service", "web")


def test_another_token_is_refused(kubectl, served, tmp_path):
    config = tmp_path / "kubeconfig"
    config.write_text(served.kubeconfig.read_text().replace(served.token, "guess"))
    said = kubectl("get", "pods", "--kubeconfig", str(config), fails=True)
    assert "Unauthorized" in said or "must be logged in" in said or "provide credentials" in said
