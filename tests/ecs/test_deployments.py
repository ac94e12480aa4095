"""Rolling deployments: limits, stuck configurations, health, circuit breaker, throttling."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from planes import rules


def deploy(shop, old, new, count, least=100, most=200, hosts=4, **service):
    """Run a service of `old` to its steady state and start an update to `new`."""
    shop.hosts(hosts)
    settings = {"minimumHealthyPercent": least, "maximumPercent": most}
    settings.update(service.pop("deployment", {}))
    shop.serve(old, count, deploymentConfiguration=settings, **service)
    shop.world.run(minutes=5)
    assert shop.service()["deployments"][0]["rolloutState"] == "COMPLETED"
    shop.update(taskDefinition=new)


def follow(shop, minutes=20):
    """Run on and return every (healthy, live) the service went through."""
    seen = set()

    def watch():
        live = shop.world.ecs.store.services["shop/web"].live
        seen.add((sum(task.healthy for task in live), len(live)))
        return False

    shop.world.run(minutes=minutes, until=watch)
    return seen


def versions(shop):
    return {task["taskDefinitionArn"].rpartition("/")[2] for task in shop.tasks("web")}


@pytest.mark.parametrize(
    ("count", "least", "most"),
    [
        (4, 100, 200),
        (4, 50, 100),
        (10, 50, 200),
        (3, 50, 134),
        (7, 50, 150),
        (5, 66, 133),
        (1, 100, 200),
        (2, 0, 100),
    ],
)
def test_a_deployment_keeps_to_its_limits_and_ends(shop, count, least, most):
    deploy(shop, shop.define(), shop.define(), count, least, most)
    lower, upper = rules.ecs.deployment_bounds(count, least, most)
    seen = follow(shop)
    assert min(healthy for healthy, _ in seen) >= lower
    assert max(live for _, live in seen) <= upper
    assert versions(shop) == {"web:2"}
    assert len(shop.service()["deployments"]) == 1
    assert shop.messages()[-1] == "(service web) has reached a steady state."


@pytest.mark.parametrize(("count", "least", "most"), [(2, 75, 100), (3, 100, 125)])
def test_a_stuck_configuration_is_said_and_nothing_moves(shop, count, least, most):
    deploy(shop, shop.define(), shop.define(), count, least, most)
    follow(shop, 30)
    assert versions(shop) == {"web:1"}
    stuck = [message for message in shop.messages() if "was unable to stop or start tasks" in message]
    assert stuck == [
        "(service web) was unable to stop or start tasks during a deployment because of the service "
        "deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
    ]


def test_a_stuck_deployment_goes_on_when_the_limits_are_changed(shop):
    deploy(shop, shop.define(), shop.define(), 2, 75, 100)
    follow(shop, 10)
    shop.update(deploymentConfiguration={"minimumHealthyPercent": 50, "maximumPercent": 100})
    follow(shop, 10)
    assert versions(shop) == {"web:2"}


def test_without_room_old_tasks_go_first_down_to_the_lower_limit(shop):
    deploy(shop, shop.define(memory=3500), shop.define(memory=3500), 2, 50, 200, hosts=1)
    seen = follow(shop)
    assert min(healthy for healthy, _ in seen) == 1
    assert versions(shop) == {"web:2"}


def test_without_room_and_at_a_hundred_percent_it_waits_for_capacity(shop):
    deploy(shop, shop.define(memory=3500), shop.define(memory=3500), 2, 100, 200, hosts=1)
    follow(shop, 20)
    assert versions(shop) == {"web:1"}
    assert any("insufficient memory" in message for message in shop.messages())
    shop.hosts(1)
    follow(shop, 20)
    assert versions(shop) == {"web:2"}


def test_a_new_deployment_replaces_one_that_is_under_way(shop):
    deploy(shop, shop.define(), shop.define(), 4)
    shop.world.run(seconds=20)
    shop.update(taskDefinition=shop.define())
    assert [item["status"] for item in shop.service()["deployments"]] == ["PRIMARY", "ACTIVE", "ACTIVE"]
    follow(shop)
    assert versions(shop) == {"web:3"}


def test_changing_only_the_count_starts_no_deployment(shop):
    shop.hosts(2)
    shop.serve(shop.define(), 2)
    shop.world.run(minutes=3)
    before = shop.service()["deployments"][0]["id"]
    shop.update(desiredCount=4)
    shop.world.run(minutes=3)
    assert shop.service()["deployments"][0]["id"] == before
    assert shop.service()["runningCount"] == 4


def test_forcing_a_deployment_replaces_every_task(shop):
    shop.hosts(2)
    shop.serve(shop.define(), 2)
    shop.world.run(minutes=3)
    before = {task["taskArn"] for task in shop.tasks("web")}
    shop.update(forceNewDeployment=True)
    follow(shop)
    assert not before & {task["taskArn"] for task in shop.tasks("web")}


def test_a_new_task_counts_only_once_its_health_check_has_passed(shop):
    slow = shop.image("shop/slow:1", start_seconds=100)
    check = {"healthCheck": {"command": ["CMD", "true"], "interval": 10, "startPeriod": 120}}
    deploy(shop, shop.define(), shop.define(image=slow, **check), 2)
    shop.world.run(seconds=95)
    assert shop.service()["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    assert versions(shop) == {"web:1", "web:2"}
    follow(shop)
    assert versions(shop) == {"web:2"}


BALANCED = {
    "loadBalancers": [{"targetGroupArn": "tg-web", "containerName": "main", "containerPort": 80}],
}


def test_a_slow_start_behind_a_load_balancer_needs_a_grace_period(shop):
    slow = shop.image("shop/slow:1", start_seconds=100)
    shop.hosts(2)
    shop.serve(shop.define(image=slow, portMappings=[{"containerPort": 80}]), 1, **BALANCED)
    shop.world.run(minutes=10)
    assert any("is unhealthy in (target-group tg-web)" in message for message in shop.messages())
    stopped = shop.tasks(status="STOPPED")[0]
    assert stopped["stoppedReason"] == "Task failed ELB health checks in (target-group tg-web)"
    shop.update(healthCheckGracePeriodSeconds=120)
    shop.world.run(minutes=15)
    assert shop.messages()[-1] == "(service web) has reached a steady state."


def test_scaling_in_behind_a_load_balancer_drains_connections(shop):
    shop.hosts(2)
    shop.serve(shop.define(portMappings=[{"containerPort": 80}]), 2, **BALANCED)
    shop.world.run(minutes=5)
    shop.update(desiredCount=1)
    shop.world.run(seconds=5)
    assert any("has begun draining connections on 1 tasks" in message for message in shop.messages())


BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}


def broken(shop):
    return shop.define(image=shop.image("shop/broken:1", exit_code=1))


def test_the_circuit_breaker_trips_at_its_threshold_and_rolls_back(shop):
    good = shop.define()
    deploy(shop, good, broken(shop), 10, deployment=BREAKER)
    failing = shop.service()["deployments"][0]["id"]
    follow(shop, 40)
    assert versions(shop) == {good}
    service = shop.service()
    assert (service["runningCount"], service["deployments"][0]["rolloutState"]) == (10, "COMPLETED")
    messages = shop.messages()
    assert f"(service web) (deployment {failing}) deployment failed: tasks failed to start." in messages
    assert any("rolling back to deployment ecs-svc/" in message for message in messages)
    assert shop.world.ecs.store.services["shop/web"].last_completed.definition.name == good


def test_the_breaker_counts_to_the_published_threshold(shop):
    deploy(shop, shop.define(), broken(shop), 10, deployment=BREAKER)
    failing = shop.world.ecs.store.services["shop/web"].primary
    follow(shop, 40)
    assert failing.failed_tasks >= rules.ecs.circuit_breaker_threshold(10) == 5
    assert failing.rollout_state == "FAILED"


def test_without_rollback_the_deployment_fails_and_the_old_tasks_stay(shop):
    only_stop = {"deploymentCircuitBreaker": {"enable": True, "rollback": False}}
    good = shop.define()
    deploy(shop, good, broken(shop), 2, deployment=only_stop)
    follow(shop, 40)
    deployment = shop.service()["deployments"][0]
    assert (deployment["rolloutState"], deployment["runningCount"]) == ("FAILED", 0)
    assert deployment["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start."
    assert versions(shop) == {good}
    shop.update(taskDefinition=shop.define("web", shop.image()))
    follow(shop, 10)
    assert shop.service()["deployments"][0]["rolloutState"] == "COMPLETED"


def test_a_first_deployment_that_fails_has_nothing_to_roll_back_to(shop):
    shop.hosts(2)
    shop.serve(broken(shop), 2, deploymentConfiguration=BREAKER)
    shop.world.run(minutes=30)
    assert shop.service()["deployments"][0]["rolloutState"] == "FAILED"
    assert shop.service()["runningCount"] == 0


def test_an_unhealthy_image_trips_the_breaker_too(shop):
    sick = shop.image("shop/sick:1", healthy=False)
    check = {"healthCheck": {"command": ["CMD", "true"], "interval": 5, "retries": 1}}
    good = shop.define(**check)
    deploy(shop, good, shop.define(image=sick, **check), 2, deployment=BREAKER)
    follow(shop, 40)
    assert versions(shop) == {good}
    assert any("failed container health checks" in message for message in shop.messages())


def test_count_as_threshold(shop):
    exact = {
        "deploymentCircuitBreaker": {
            "enable": True,
            "rollback": True,
            "resetOnHealthyTask": False,
            "thresholdConfiguration": {"type": "COUNT", "value": 7},
        }
    }
    deploy(shop, shop.define(), broken(shop), 2, deployment=exact)
    failing = shop.world.ecs.store.services["shop/web"].primary
    follow(shop, 60)
    assert failing.failed_tasks == 7


def test_without_a_breaker_failing_starts_are_slowed_down_up_to_27_minutes(shop):
    shop.hosts(1)
    shop.serve(shop.define(image="shop/ghost:1"), 1)
    shop.world.run(hours=6)
    starts = [event.time for event in shop.world.events.where(what="task placed")]
    gaps = [after - before for before, after in pairwise(starts)]
    assert max(gaps) == pytest.approx(27 * 60, abs=60)
    assert gaps == sorted(gaps)
    assert any("is unable to consistently start tasks successfully" in message for message in shop.messages())


def test_tasks_that_one_attempt_starts_slow_down_the_next_one_once(shop):
    shop.hosts(3)
    shop.serve(shop.define(image="shop/ghost:1"), 3)
    shop.world.run(minutes=8)
    attempts = Counter(event.time for event in shop.world.events.where(what="task placed"))
    assert set(attempts.values()) == {3}
    pauses = [after - before for before, after in pairwise(attempts)]
    growth = [after / before for before, after in pairwise(pauses[2:])]
    assert growth == pytest.approx([2.0] * len(growth), rel=0.3)
    assert len(growth) >= 2


def test_a_new_desired_count_does_not_end_the_slowing_down(shop):
    shop.hosts(1)
    shop.serve(shop.define(image="shop/ghost:1"), 1)
    shop.world.run(hours=3)
    tried = len(shop.world.events.where(what="task placed"))
    shop.update(desiredCount=2)
    shop.world.run(minutes=1)
    assert len(shop.world.events.where(what="task placed")) == tried


def test_updating_the_service_to_a_new_definition_ends_the_slowing_down(shop):
    shop.hosts(1)
    shop.serve(shop.define(image="shop/ghost:1"), 1)
    shop.world.run(hours=3)
    shop.update(taskDefinition=shop.define(image=shop.image()))
    shop.world.run(minutes=2)
    assert shop.service()["runningCount"] == 1


def test_tasks_that_ran_and_then_fail_are_restarted_at_once(shop):
    shop.hosts(1)
    image = shop.image("shop/crash:1", exit_code=1, exit_seconds=20)
    shop.serve(shop.define(image=image), 1)
    shop.world.run(hours=1)
    assert len(shop.world.events.where(what="task placed")) > 100
    assert not any("unable to consistently" in message for message in shop.messages())
