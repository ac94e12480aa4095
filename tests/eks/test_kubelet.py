"""What happens on a node: pulls, starts, probes, restarts, ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from eks.conftest import make_deployment


def pod(name, image, **more):
    container = {"name": "a", "image": image, **more.pop("container", {})}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {"containers": [container], **more},
    }


def state(k, name):
    return k.get("pod", name)["status"]["containerStatuses"][0]


def test_a_crashing_container_backs_off_ten_twenty_forty_up_to_300_seconds(world, k):
    """Published sequence GV13."""
    world.registry.add_image("shop/bad:1", size_mib=1, exit_code=1, exit_seconds=0)
    k.apply(pod("bad", "shop/bad:1"))
    world.run(minutes=40)
    starts = [e.time for e in world.events.where(subject="shop/default/bad", what="pod started")]
    gaps = [round(after - before) for before, after in pairwise(starts)]
    assert gaps[1:8] == [11, 21, 41, 81, 161, 301, 301] or gaps[1:8] == [10, 20, 40, 80, 160, 300, 300]
    assert state(k, "bad")["state"]["waiting"]["reason"] == "CrashLoopBackOff"
    assert state(k, "bad")["restartCount"] == len(starts) - 1


def test_ten_minutes_of_peace_begin_the_back_off_anew(world, k):
    world.registry.add_image("shop/slow:1", size_mib=1, exit_code=1, exit_seconds=700)
    k.apply(pod("slow", "shop/slow:1"))
    world.run(hours=2)
    starts = [e.time for e in world.events.where(subject="shop/default/slow", what="pod started")]
    assert {round(after - before) for before, after in pairwise(starts)} <= {700, 701}


def test_a_missing_image_is_err_image_pull_and_then_back_off(world, k):
    k.apply(pod("lost", "shop/nothing:1"))
    world.run(seconds=0.5)
    assert state(k, "lost")["state"]["waiting"]["reason"] == "ErrImagePull"
    world.run(seconds=5)
    assert state(k, "lost")["state"]["waiting"]["reason"] == "ImagePullBackOff"


def test_a_missing_image_that_is_pushed_later_starts(world, k):
    k.apply(pod("late", "shop/late:1"))
    world.run(minutes=1)
    world.registry.add_image("shop/late:1", size_mib=1)
    world.run(minutes=6)
    assert k.get("pod", "late")["status"]["phase"] == "Running"


@pytest.mark.parametrize(
    ("policy", "phase", "restarts"), [("Never", "Failed", 0), ("OnFailure", "Running", 1)]
)
def test_the_restart_policy_decides_what_a_failure_means(world, k, policy, phase, restarts):
    world.registry.add_image("shop/bad:1", size_mib=1, exit_code=3, exit_seconds=2)
    k.apply(pod("bad", "shop/bad:1", restartPolicy=policy))
    world.run(seconds=8)
    assert k.get("pod", "bad")["status"]["phase"] == phase
    assert state(k, "bad")["restartCount"] == restarts


def test_a_container_that_ends_well_under_on_failure_is_completed(world, k):
    world.registry.add_image("shop/good:1", size_mib=1, exit_code=0, exit_seconds=2)
    k.apply(pod("good", "shop/good:1", restartPolicy="OnFailure"))
    world.run(seconds=10)
    assert k.get("pod", "good")["status"]["phase"] == "Succeeded"
    assert "Completed" in repr(k.get("pods"))


def test_a_pod_without_a_readiness_probe_is_ready_before_it_answers(world, k):
    world.registry.add_image("shop/late:1", size_mib=1, start_seconds=60)
    k.apply(make_deployment(replicas=1, image="shop/late:1"))
    world.run(seconds=10)
    assert k.get("deployment", "web")["status"]["readyReplicas"] == 1


def test_a_readiness_probe_waits_for_the_answer(world, k):
    world.registry.add_image("shop/late:1", size_mib=1, start_seconds=60)
    probe = {"readinessProbe": {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 10}}
    k.apply(make_deployment(replicas=1, image="shop/late:1", container=probe))
    world.run(seconds=58)
    assert "readyReplicas" not in k.get("deployment", "web")["status"]
    world.run(seconds=15)
    assert k.get("deployment", "web")["status"]["readyReplicas"] == 1


def test_an_unhealthy_image_is_never_ready(world, k):
    world.registry.add_image("shop/sick:1", size_mib=1, healthy=False)
    probe = {"readinessProbe": {"httpGet": {"path": "/", "port": 80}}}
    k.apply(make_deployment(replicas=1, image="shop/sick:1", container=probe))
    world.run(minutes=10)
    assert "readyReplicas" not in k.get("deployment", "web")["status"]


def test_an_impatient_liveness_probe_kills_a_slow_starter_again_and_again(world, k):
    world.registry.add_image("shop/late:1", size_mib=1, start_seconds=60)
    probe = {
        "livenessProbe": {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 10, "failureThreshold": 3}
    }
    k.apply(make_deployment(replicas=1, image="shop/late:1", container=probe))
    world.run(minutes=5)
    assert k.get("pods")[0]["status"]["containerStatuses"][0]["restartCount"] >= 3


def test_a_startup_probe_gives_a_slow_starter_its_time(world, k):
    world.registry.add_image("shop/late:1", size_mib=1, start_seconds=60)
    get = {"httpGet": {"path": "/", "port": 80}}
    probes = {
        "livenessProbe": {**get, "periodSeconds": 10},
        "startupProbe": {**get, "periodSeconds": 10, "failureThreshold": 12},
    }
    k.apply(make_deployment(replicas=1, image="shop/late:1", container=probes))
    world.run(minutes=5)
    assert k.get("pods")[0]["status"]["containerStatuses"][0]["restartCount"] == 0


def test_a_container_is_not_ready_before_its_startup_probe_has_succeeded(world, k):
    world.registry.add_image("shop/late:1", size_mib=1, start_seconds=60)
    probe = {"startupProbe": {"httpGet": {"path": "/", "port": 80}, "failureThreshold": 12}}
    k.apply(make_deployment(replicas=1, image="shop/late:1", container=probe))
    world.run(seconds=45)
    assert "readyReplicas" not in k.get("deployment", "web")["status"]
    world.run(seconds=45)
    assert k.get("deployment", "web")["status"]["readyReplicas"] == 1


def test_a_container_that_ignores_sigterm_holds_its_pod_for_the_grace_period(world, k):
    world.registry.add_image("shop/deaf:1", size_mib=1, terminate_seconds="never")
    k.apply(pod("deaf", "shop/deaf:1", terminationGracePeriodSeconds=45))
    world.run(seconds=10)
    k.delete("pod", "deaf")
    world.run(seconds=40)
    assert "deletionTimestamp" in k.get("pod", "deaf")["metadata"]
    world.run(seconds=10)
    assert k.get("pods") == []


def test_a_forced_deletion_does_not_wait(world, k):
    world.registry.add_image("shop/deaf:1", size_mib=1, terminate_seconds="never")
    k.apply(pod("deaf", "shop/deaf:1"))
    world.run(seconds=10)
    k.delete("pod", "deaf", grace_seconds=0)
    assert k.get("pods") == []


def test_the_log_tells_starts_and_exits(world, k):
    world.registry.add_image("shop/bad:1", size_mib=1, exit_code=3, exit_seconds=2)
    k.apply(pod("bad", "shop/bad:1"))
    world.run(seconds=20)
    assert "starting" in k.logs("bad")
    assert "exited {'a': 3}" in k.logs("bad")
