"""The official Python client against a served world."""

import pytest
from serve.conftest import deployment

pytestmark = pytest.mark.xdist_group("serve-python-client")
kubernetes = pytest.importorskip("kubernetes", reason="needs the official client: the extra `dev`")


@pytest.fixture(scope="module")
def api(served):
    return kubernetes.config.new_client_from_config(config_file=str(served.kubeconfig))


@pytest.fixture
def core(api):
    return kubernetes.client.CoreV1Api(api)


@pytest.fixture
def apps(api):
    return kubernetes.client.AppsV1Api(api)


@pytest.fixture
def web(served, space, apps):
    """The name of a namespace where a Deployment of two pods is complete."""
    with served.lock:
        client = served.world.kubernetes("shop")
        client.apply(deployment(), namespace=space)
        client.rollout_status("web", namespace=space)
    return space


def test_list(core, web):
    assert len(core.list_node().items) == 3
    pods = core.list_namespaced_pod(web, label_selector="app=web").items
    assert [pod.status.phase for pod in pods] == ["Running"] * 2
    assert core.list_node().items[0].status.node_info.os_image == "Amazon Linux 2023"


def test_list_in_pages(core, web):
    first = core.list_namespaced_pod(web, limit=1)
    assert first.metadata.remaining_item_count == 1
    second = core.list_namespaced_pod(web, limit=1, _continue=first.metadata._continue)
    assert second.metadata._continue is None
    assert first.items[0].metadata.name != second.items[0].metadata.name


def test_watch(apps, web):
    version = apps.list_namespaced_deployment(web).metadata.resource_version
    apps.patch_namespaced_deployment("web", web, {"metadata": {"labels": {"tier": "front"}}})
    watch = kubernetes.watch.Watch()
    stream = watch.stream(apps.list_namespaced_deployment, web, resource_version=version, timeout_seconds=10)
    event = next(stream)
    assert (event["type"], event["object"].metadata.labels) == ("MODIFIED", {"tier": "front"})
    apps.delete_namespaced_deployment("web", web)
    assert next(event["type"] for event in stream if event["type"] != "MODIFIED") == "DELETED"
    watch.stop()


def test_patch(apps, web):
    changed = apps.patch_namespaced_deployment("web", web, {"spec": {"replicas": 3}})
    assert changed.spec.replicas == 3
    assert apps.patch_namespaced_deployment_scale("web", web, {"spec": {"replicas": 1}}).spec.replicas == 1


def test_a_write_on_an_old_version_is_a_conflict(apps, web):
    read = apps.read_namespaced_deployment("web", web)
    apps.patch_namespaced_deployment("web", web, {"metadata": {"labels": {"a": "b"}}})
    read.spec.replicas = 5
    with pytest.raises(kubernetes.client.ApiException) as refused:
        apps.replace_namespaced_deployment("web", web, read)
    assert refused.value.status == 409
    assert '"reason":"Conflict"' in refused.value.body


def test_create_and_delete(core, apps, web):
    namespace = kubernetes.client.V1Namespace(metadata=kubernetes.client.V1ObjectMeta(name=f"{web}-b"))
    assert core.create_namespace(namespace).status.phase == "Active"
    with pytest.raises(kubernetes.client.ApiException, match="AlreadyExists"):
        core.create_namespace(namespace)
    assert core.delete_namespace(f"{web}-b")["kind"] == "Namespace"
    pod = core.list_namespaced_pod(web).items[0]
    gone = core.delete_namespaced_pod(pod.metadata.name, web)
    assert gone.metadata.deletion_timestamp is not None
    assert apps.delete_namespaced_deployment("web", web)["status"] == "Success"


def test_evict_and_log(core, web):
    name = core.list_namespaced_pod(web).items[0].metadata.name
    assert "starting" in core.read_namespaced_pod_log(name, web)
    eviction = kubernetes.client.V1Eviction(metadata=kubernetes.client.V1ObjectMeta(name=name, namespace=web))
    core.create_namespaced_pod_eviction(name, web, eviction)
    with pytest.raises(kubernetes.client.ApiException, match="404"):
        core.read_namespaced_pod("nope", web)


def test_other_kinds_can_be_read(api, core):
    client = kubernetes.client
    assert client.VersionApi(api).get_code().major == "1"
    assert core.list_event_for_all_namespaces().items
    assert len(client.CoordinationV1Api(api).list_namespaced_lease("kube-node-lease").items) == 3
    client.PolicyV1Api(api).list_pod_disruption_budget_for_all_namespaces()
    client.AutoscalingV2Api(api).list_horizontal_pod_autoscaler_for_all_namespaces()
    client.DiscoveryV1Api(api).list_endpoint_slice_for_all_namespaces()
    metrics = client.CustomObjectsApi(api).list_cluster_custom_object("metrics.k8s.io", "v1beta1", "nodes")
    assert len(metrics["items"]) == 3


def test_another_token_is_refused(served):
    configuration = kubernetes.client.Configuration(host=f"{served.url}/kubernetes/shop")
    configuration.api_key = {"authorization": "Bearer guess"}
    client = kubernetes.client.CoreV1Api(kubernetes.client.ApiClient(configuration))
    with pytest.raises(kubernetes.client.ApiException) as refused:
        client.list_node()
    assert refused.value.status == 401
    assert '"kind":"Status"' in refused.value.body
