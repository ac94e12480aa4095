"""Capacity providers and cluster auto scaling."""

from __future__ import annotations

from collections import Counter

import pytest

GROUP_ARN = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:0c12-4f:autoScalingGroupName/pool"


def provide(shop, **scaling):
    """Make the provider `pool` over a group of m5.large hosts and associate it with the cluster."""
    shop.world.ecs.capacity.group("pool", instance_type="m5.large", maximum=20)
    shop.ecs.create_capacity_provider(
        name="pool",
        autoScalingGroupProvider={
            "autoScalingGroupArn": GROUP_ARN,
            "managedScaling": {"status": "ENABLED", **scaling},
        },
    )
    shop.ecs.put_cluster_capacity_providers(
        cluster="shop",
        capacityProviders=["pool", "FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategy=[{"capacityProvider": "pool", "weight": 1}],
    )


def fargate(shop, strategy, count, **changes):
    shop.ecs.put_cluster_capacity_providers(
        cluster="shop", capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategy=[]
    )
    shop.serve(
        shop.define_fargate(),
        count,
        capacityProviderStrategy=strategy,
        networkConfiguration=shop.network,
        **changes,
    )
    shop.world.run(minutes=3)
    return Counter(task["capacityProviderName"] for task in shop.tasks("web"))


BASE_TWO = [
    {"capacityProvider": "FARGATE", "base": 2, "weight": 1},
    {"capacityProvider": "FARGATE_SPOT", "weight": 3},
]


@pytest.mark.parametrize(
    ("count", "split"),
    [(2, {"FARGATE": 2}), (6, {"FARGATE": 3, "FARGATE_SPOT": 3}), (10, {"FARGATE": 4, "FARGATE_SPOT": 6})],
)
def test_base_comes_first_then_the_weights(shop, count, split):
    assert fargate(shop, BASE_TWO, count) == split


def test_the_split_holds_while_a_service_grows(shop):
    fargate(shop, BASE_TWO, 2)
    shop.update(desiredCount=10)
    shop.world.run(minutes=3)
    assert Counter(task["capacityProviderName"] for task in shop.tasks("web")) == {
        "FARGATE": 4,
        "FARGATE_SPOT": 6,
    }


def test_run_task_splits_too(shop):
    shop.ecs.put_cluster_capacity_providers(
        cluster="shop",
        capacityProviders=["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategy=BASE_TWO,
    )
    tasks = shop.ecs.run_task(
        cluster="shop", taskDefinition=shop.define_fargate(), count=6, networkConfiguration=shop.network
    )["tasks"]
    assert Counter(task["capacityProviderName"] for task in tasks) == {"FARGATE": 3, "FARGATE_SPOT": 3}


@pytest.mark.parametrize(
    ("strategy", "words"),
    [
        ([{"capacityProvider": "FARGATE", "weight": 1001}], "between 0 and 1000"),
        ([{"capacityProvider": "FARGATE", "base": 100_001, "weight": 1}], "between 0 and 100000"),
        ([{"capacityProvider": "FARGATE", "weight": 0}], "weight greater than 0"),
        ([{"capacityProvider": "FARGATE"}], "weight greater than 0"),
        (
            [
                {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
                {"capacityProvider": "FARGATE_SPOT", "base": 1, "weight": 1},
            ],
            "Only one capacity provider",
        ),
        ([{"capacityProvider": "ghost", "weight": 1}], "'ghost' was not found"),
        (
            [{"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "FARGATE", "weight": 1}],
            "more than once",
        ),
        (
            [{"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "pool", "weight": 1}],
            "cannot contain a mix",
        ),
    ],
)
def test_a_wrong_strategy_is_refused(shop, strategy, words):
    provide(shop)
    with pytest.raises(shop.ecs.exceptions.InvalidParameterException, match=words):
        shop.serve(
            shop.define_fargate(), 1, capacityProviderStrategy=strategy, networkConfiguration=shop.network
        )


def test_a_provider_must_be_associated_with_the_cluster(shop):
    with pytest.raises(
        shop.ecs.exceptions.InvalidParameterException, match="not associated with the cluster"
    ):
        shop.serve(
            shop.define_fargate(),
            1,
            capacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1}],
            networkConfiguration=shop.network,
        )


def test_a_refused_association_changes_nothing(shop):
    provide(shop)
    with pytest.raises(shop.ecs.exceptions.InvalidParameterException):
        shop.ecs.put_cluster_capacity_providers(
            cluster="shop",
            capacityProviders=["FARGATE"],
            defaultCapacityProviderStrategy=[{"capacityProvider": "pool", "weight": 1}],
        )
    cluster = shop.ecs.describe_clusters(clusters=["shop"])["clusters"][0]
    assert cluster["capacityProviders"] == ["pool", "FARGATE", "FARGATE_SPOT"]


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"name": "aws-pool"}, "InvalidParameterException"),
        ({"name": "FARGATE"}, "InvalidParameterException"),
        ({"autoScalingGroupProvider": {"autoScalingGroupArn": "arn:aws:nonsense"}}, "ClientException"),
        (
            {
                "autoScalingGroupProvider": {
                    "autoScalingGroupArn": GROUP_ARN,
                    "managedScaling": {"targetCapacity": 101},
                }
            },
            "ClientException",
        ),
        (
            {
                "autoScalingGroupProvider": {
                    "autoScalingGroupArn": GROUP_ARN,
                    "managedTerminationProtection": "ENABLED",
                }
            },
            "InvalidParameterException",
        ),
    ],
)
def test_a_wrong_provider_is_refused(shop, request_, error):
    request = {"name": "pool", "autoScalingGroupProvider": {"autoScalingGroupArn": GROUP_ARN}, **request_}
    with pytest.raises(getattr(shop.ecs.exceptions, error)):
        shop.ecs.create_capacity_provider(**request)


def test_providers_are_described_updated_and_deleted(shop):
    provide(shop, targetCapacity=80)
    shop.ecs.update_capacity_provider(
        name="pool",
        autoScalingGroupProvider={"managedScaling": {"status": "ENABLED", "targetCapacity": 90}},
    )
    found = shop.ecs.describe_capacity_providers(capacityProviders=["pool"])["capacityProviders"][0]
    assert found["autoScalingGroupProvider"]["managedScaling"]["targetCapacity"] == 90
    with pytest.raises(shop.ecs.exceptions.ClientException, match="in use"):
        shop.ecs.delete_capacity_provider(capacityProvider="pool")
    shop.ecs.put_cluster_capacity_providers(
        cluster="shop", capacityProviders=[], defaultCapacityProviderStrategy=[]
    )
    shop.ecs.delete_capacity_provider(capacityProvider="pool")
    names = [item["name"] for item in shop.ecs.describe_capacity_providers()["capacityProviders"]]
    assert names == ["FARGATE", "FARGATE_SPOT"]


def test_tasks_wait_in_provisioning_until_hosts_come(shop):
    provide(shop)
    shop.serve(shop.define(memory=3500), 6)
    shop.world.run(seconds=30)
    assert {task["lastStatus"] for task in shop.tasks("web")} == {"PROVISIONING"}
    shop.world.run(minutes=10)
    assert shop.service()["runningCount"] == 6
    instances = shop.ecs.list_container_instances(cluster="shop")["containerInstanceArns"]
    assert len(instances) == 3
    # From nothing the reservation is 200 %, whatever is needed, so two hosts come first (D57).
    resized = shop.world.events.where(what="Auto Scaling group resized")
    assert [event.details["new"] for event in resized] == [2, 3]


def test_a_target_below_100_keeps_spare_hosts(shop):
    provide(shop, targetCapacity=50)
    shop.serve(shop.define(memory=7000), 2)
    shop.world.run(minutes=15)
    assert shop.service()["runningCount"] == 2
    assert len(shop.world.ecs.capacity.groups["pool"].hosts) == 4


def test_the_maximum_step_bounds_a_scale_out(shop):
    provide(shop, maximumScalingStepSize=1)
    shop.serve(shop.define(memory=7000), 3)
    shop.world.run(minutes=15)
    resized = [event.details for event in shop.world.events.where(what="Auto Scaling group resized")]
    assert {event["new"] - event["old"] for event in resized} == {1}
    assert shop.service()["runningCount"] == 3


def test_the_groups_maximum_holds(shop):
    provide(shop)
    shop.world.ecs.capacity.group("pool", maximum=2)
    shop.serve(shop.define(memory=7000), 5)
    shop.world.run(minutes=20)
    assert shop.service()["runningCount"] == 2
    assert shop.service()["pendingCount"] == 3


def test_empty_hosts_go_after_fifteen_minutes(shop):
    provide(shop)
    shop.serve(shop.define(memory=7000), 3)
    shop.world.run(minutes=15)
    shop.update(desiredCount=1)
    shop.world.run(minutes=14)
    assert len(shop.world.ecs.capacity.groups["pool"].hosts) == 3
    shop.world.run(minutes=5)
    assert len(shop.world.ecs.capacity.groups["pool"].hosts) == 1
    assert shop.service()["runningCount"] == 1


def test_the_reservation_is_published_every_minute(shop):
    provide(shop)
    shop.serve(shop.define(memory=7000), 1)
    shop.world.run(minutes=10)
    published = shop.world.events.where(what="CapacityProviderReservation published")
    assert len(published) == 10
    assert published[0].details == {"needed": 1, "running": 0, "reservation": 200.0}
    assert published[-1].details == {"needed": 1, "running": 2, "reservation": 50.0}


def test_a_lost_host_of_a_group_is_replaced(shop):
    provide(shop)
    shop.serve(shop.define(memory=7000), 2)
    shop.world.run(minutes=10)
    host = next(iter(shop.world.ecs.capacity.groups["pool"].hosts))
    shop.world.fail(host)
    shop.world.run(minutes=15)
    assert shop.service()["runningCount"] == 2
    assert host not in shop.world.ecs.capacity.groups["pool"].hosts


def test_scaling_does_not_break_when_every_zone_is_down(shop):
    provide(shop)
    for zone in shop.world.zones:
        shop.world.outage(zone, minutes=20)
    shop.serve(shop.define(memory=7000), 1)
    shop.world.run(minutes=10)
    assert shop.service()["runningCount"] == 0
    shop.world.run(minutes=30)
    assert shop.service()["runningCount"] == 1
