"""Deployments: rolling updates within their limits, revisions, rollback, scaling, progress."""

from __future__ import annotations

import pytest
from planes.control_plane.eks.resources import DEPLOYMENT
from planes.control_plane.eks.status import ApiError


def pods_now(k):
    pods = [p for p in k.get("pods", selector="app=web") if "deletionTimestamp" not in p["metadata"]]
    conditions = [{c["type"]: c["status"] for c in p["status"]["conditions"]} for p in pods]
    return len(pods), sum(c.get("Ready") == "True" for c in conditions)


def test_a_deployment_reaches_its_replicas(k, deployment):
    k.apply(deployment(replicas=5))
    assert k.rollout_status("web") == 'deployment "web" successfully rolled out'
    assert k.get("deployment", "web")["status"]["availableReplicas"] == 5


def test_an_update_of_ten_keeps_between_eight_and_thirteen_pods(world, k, deployment):
    """Published example E30: 25 % and 25 % of 10 are a surge of 3 and 2 unavailable."""
    k.apply(deployment(replicas=10))
    k.rollout_status("web")
    seen = []
    before = world.clock.after_each
    world.clock.after_each = lambda: (before(), seen.append(pods_now(k)))
    k.set_image("web", web="shop/web:2")
    k.rollout_status("web")
    assert max(count for count, _ in seen) == 13
    assert min(ready for _, ready in seen) == 8


@pytest.mark.parametrize(
    ("replicas", "most", "least"), [(10, 13, 8), (4, 5, 3), (1, 2, 1)], ids=["ten", "four", "one"]
)
def test_published_fence_posts(world, k, deployment, replicas, most, least):
    """Published example GV10."""
    k.apply(deployment(replicas=replicas))
    found = world.eks.cluster("shop").control_plane.store.get(DEPLOYMENT, "default", "web")
    assert found.bounds() == (most, least)


def test_an_update_without_surge_never_has_more_pods_than_desired(world, k, deployment):
    k.apply(deployment(replicas=4, strategy={"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}))
    k.rollout_status("web")
    most = []
    before = world.clock.after_each
    world.clock.after_each = lambda: (before(), most.append(pods_now(k)[0]))
    k.set_image("web", web="shop/web:2")
    k.rollout_status("web")
    assert max(most) == 4


def test_recreate_stops_all_old_pods_before_the_first_new_one(world, k, deployment):
    k.apply(deployment(replicas=3, strategy={"type": "Recreate"}))
    k.rollout_status("web")
    mixed = []
    before = world.clock.after_each

    def look():
        before()
        images = {p["spec"]["containers"][0]["image"] for p in k.get("pods", selector="app=web")}
        mixed.append(len(images) > 1)

    world.clock.after_each = look
    k.set_image("web", web="shop/web:2")
    k.rollout_status("web")
    assert not any(mixed)
    assert {p["spec"]["containers"][0]["image"] for p in k.get("pods")} == {"shop/web:2"}


def test_undo_returns_to_the_former_image_under_a_new_revision(k, deployment):
    k.apply(deployment())
    k.rollout_status("web")
    k.set_image("web", web="shop/web:2")
    k.rollout_status("web")
    k.rollout_undo("web")
    k.rollout_status("web")
    found = k.get("deployment", "web")
    assert found["spec"]["template"]["spec"]["containers"][0]["image"] == "shop/web:1"
    assert found["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "3"


def test_undo_to_a_revision_that_is_not_there_is_refused(k, deployment):
    k.apply(deployment())
    k.rollout_status("web")
    with pytest.raises(ApiError, match="unable to find specified revision 7"):
        k.rollout_undo("web", to_revision=7)


def test_old_replica_sets_beyond_the_history_limit_are_removed(world, k, deployment):
    k.apply(deployment(replicas=1, revisionHistoryLimit=1))
    k.rollout_status("web")
    for number in range(4):
        k.patch("deployment", "web", {"spec": {"template": {"metadata": {"labels": {"try": str(number)}}}}})
        k.rollout_status("web")
    world.run(minutes=1)
    assert len(k.get("rs")) == 2


def test_a_rollout_that_cannot_start_keeps_the_old_pods_and_misses_its_deadline(k, deployment):
    k.apply(deployment(replicas=4))
    k.rollout_status("web")
    k.set_image("web", web="shop/missing:1")
    assert (
        k.rollout_status("web", timeout_seconds=1000)
        == 'error: deployment "web" exceeded its progress deadline'
    )
    assert k.get("deployment", "web")["status"]["availableReplicas"] == 3
    waiting = [p["status"]["containerStatuses"][0]["state"].get("waiting") for p in k.get("pods")]
    assert {state["reason"] for state in waiting if state} == {"ImagePullBackOff"}


def test_a_failed_rollout_that_was_undone_counts_as_a_new_one(k, deployment):
    k.apply(deployment(replicas=4))
    k.rollout_status("web")
    k.set_image("web", web="shop/missing:1")
    k.rollout_status("web", timeout_seconds=1000)
    k.rollout_undo("web")
    assert k.rollout_status("web") == 'deployment "web" successfully rolled out'


def test_scaling_while_paused_changes_the_replicas_but_not_the_image(world, k, deployment):
    k.apply(deployment(replicas=2))
    k.rollout_status("web")
    k.rollout_pause("web")
    k.set_image("web", web="shop/web:2")
    k.scale("deployment", "web", 4)
    world.run(minutes=1)
    pods = k.get("pods")
    assert len(pods) == 4
    assert {p["spec"]["containers"][0]["image"] for p in pods} == {"shop/web:1"}
    k.rollout_resume("web")
    k.rollout_status("web")
    world.run(seconds=5)
    assert {p["spec"]["containers"][0]["image"] for p in k.get("pods")} == {"shop/web:2"}


def test_a_restart_replaces_all_pods_and_takes_the_name_as_kubectl_does(world, k, deployment):
    k.apply(deployment(replicas=2))
    k.rollout_status("web")
    before = set(k.get("pods").names)
    assert k.rollout_restart("deployment/web") == "deployment.apps/web restarted"
    k.rollout_status("deployment/web")
    world.run(seconds=40)
    assert len(k.get("pods")) == 2 and not before & set(k.get("pods").names)


def test_scaling_in_the_middle_of_an_update_keeps_both_versions_in_proportion(world, k, deployment):
    k.apply(deployment(replicas=10))
    k.rollout_status("web")
    k.set_image("web", web="shop/missing:1")
    world.run(seconds=30)
    k.scale("deployment", "web", 20)
    world.run(seconds=30)
    sizes = sorted(rs["spec"]["replicas"] for rs in k.get("rs"))
    assert sum(sizes) == 25
    assert sizes[0] >= 9


def test_scaling_to_none_in_the_middle_of_an_update_takes_both_versions_to_zero(world, k, deployment):
    """K8S deployment_util.go: the share of every ReplicaSet is then its whole size."""
    k.apply(deployment(replicas=10))
    k.rollout_status("web")
    k.set_image("web", web="shop/missing:1")
    world.run(seconds=30)
    since = world.now
    k.scale("deployment", "web", 0)
    world.run(seconds=1)
    steps = [e.why.rsplit(" from ")[1] for e in world.events.where(what="replica set scaled", since=since)]
    assert sorted(steps) == ["5 to 0", "8 to 0"]


def test_an_old_pod_beside_a_new_one_goes_before_an_old_pod_alone(world, k, deployment):
    """K8S replica_set.go: pods of all ReplicaSets of the Deployment count as being beside one another."""
    k.apply(deployment(replicas=6, strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}))
    k.rollout_status("web")
    nodes = {p["metadata"]["name"]: p["spec"]["nodeName"] for p in k.get("pods")}
    assert len(set(nodes.values())) == 6
    since = world.now
    k.patch("deployment", "web", {"spec": {"strategy": {"rollingUpdate": {"maxUnavailable": 0}}}})
    k.set_image("web", web="shop/web:2")
    world.run(minutes=1, until=lambda: world.events.where(what="pod deleted", since=since))
    new = next(p for p in k.get("pods") if p["metadata"]["name"] not in nodes)
    (gone,) = [e.subject.rsplit("/")[-1] for e in world.events.where(what="pod deleted", since=since)]
    assert nodes[gone] == new["spec"]["nodeName"]


def test_a_deleted_pod_is_replaced(world, k, deployment):
    k.apply(deployment(replicas=3))
    k.rollout_status("web")
    name = k.get("pods").names[0]
    k.delete("pod", name)
    world.run(minutes=1)
    names = k.get("pods").names
    assert len(names) == 3
    assert name not in names


def test_deleting_a_deployment_deletes_its_pods(world, k, deployment):
    k.apply(deployment(replicas=3))
    k.rollout_status("web")
    k.delete("deployment", "web")
    world.run(minutes=1)
    assert k.get("pods") == []
    assert k.get("rs") == []


def test_deleting_with_orphan_leaves_the_pods(world, k, deployment):
    k.apply(deployment(replicas=3))
    k.rollout_status("web")
    k.delete("deployment", "web", orphan=True)
    world.run(minutes=1)
    assert len(k.get("pods")) == 3


def test_a_pod_whose_label_no_longer_matches_is_released_and_replaced(world, k, deployment):
    k.apply(deployment(replicas=2))
    k.rollout_status("web")
    name = k.get("pods").names[0]
    k.label("pod", name, app="debug")
    world.run(minutes=1)
    assert len(k.get("pods", selector="app=web")) == 2
    assert "ownerReferences" not in k.get("pod", name)["metadata"]


def test_min_ready_seconds_delays_availability(world, k, deployment):
    k.apply(deployment(replicas=1, minReadySeconds=60))
    world.run(seconds=40)
    status = k.get("deployment", "web")["status"]
    assert status["readyReplicas"] == 1
    assert "availableReplicas" not in status
    world.run(seconds=40)
    assert k.get("deployment", "web")["status"]["availableReplicas"] == 1
