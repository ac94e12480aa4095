"""Application Auto Scaling: target tracking and step policies on offered load."""

from __future__ import annotations

import pytest

TARGET = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/shop/web",
    "ScalableDimension": "ecs:service:DesiredCount",
}


@pytest.fixture
def scaled(shop):
    """A service of two tasks that serve 25 requests per second each, scalable from 1 to 10."""
    image = shop.image("shop/web:1", rps_per_vcpu=100, base_cpu_share=0.0)
    shop.serve(shop.define_fargate(image=image), 2, launchType="FARGATE", networkConfiguration=shop.network)
    shop.world.run(minutes=5)
    shop.scaling = shop.world.client("application-autoscaling")
    shop.scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=10)
    return shop


def track(shop, target=50.0, name="cpu", metric="ECSServiceAverageCPUUtilization", **configuration):
    return shop.scaling.put_scaling_policy(
        **TARGET,
        PolicyName=name,
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": target,
            "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
            **configuration,
        },
    )


def offer(shop, load):
    shop.world.ecs.offer_load("web", load)


def count(shop):
    return shop.service()["desiredCount"]


def test_target_tracking_follows_the_load_out_and_in(scaled):
    answer = track(scaled)
    assert len(answer["Alarms"]) == 2
    offer(scaled, 100)
    scaled.world.run(hours=1)
    assert count(scaled) == 8  # 100 requests per second, 12.5 each at 50 %
    offer(scaled, 25)
    scaled.world.run(hours=1)
    assert count(scaled) == 2


def test_limits_hold(scaled):
    track(scaled)
    offer(scaled, 10_000)
    scaled.world.run(hours=1)
    assert count(scaled) == 10
    offer(scaled, 0)
    scaled.world.run(hours=2)
    assert count(scaled) == 1


def test_scale_in_can_be_disabled(scaled):
    track(scaled, DisableScaleIn=True)
    offer(scaled, [(0, 100), (3600, 1)])
    scaled.world.run(hours=3)
    assert count(scaled) == 8


def test_suspended_scaling_does_nothing(scaled):
    track(scaled)
    scaled.scaling.register_scalable_target(**TARGET, SuspendedState={"DynamicScalingOutSuspended": True})
    offer(scaled, 200)
    scaled.world.run(hours=1)
    assert count(scaled) == 2


def test_two_policies_scale_in_only_together(scaled):
    track(scaled, 50.0, "cpu")
    track(scaled, 300.0, "requests", "ALBRequestCountPerTarget")  # 5 requests per second and task
    offer(scaled, [(0, 50), (7200, 10)])
    scaled.world.run(hours=1, minutes=30)
    assert count(scaled) == 10
    scaled.world.run(hours=2)
    assert count(scaled) == 2


def test_without_data_nothing_happens(scaled):
    track(scaled, metric="ECSServiceAverageMemoryUtilization")
    offer(scaled, 1000)
    scaled.world.run(hours=1)
    assert count(scaled) == 2


def test_from_zero_a_cpu_policy_cannot_scale_out(scaled):
    scaled.scaling.register_scalable_target(**TARGET, MinCapacity=0)
    track(scaled)
    scaled.update(desiredCount=0)
    offer(scaled, 100)
    scaled.world.run(hours=1)
    assert count(scaled) == 0


def test_scale_in_waits_while_a_deployment_is_under_way(scaled):
    track(scaled)
    scaled.update(taskDefinition=scaled.define_fargate(image="shop/ghost:1"))
    offer(scaled, 1)
    scaled.world.run(hours=1)
    assert count(scaled) == 2


def test_step_scaling_is_triggered_by_a_cloudwatch_alarm(scaled):
    pytest.importorskip("moto")
    policy = scaled.scaling.put_scaling_policy(
        **TARGET,
        PolicyName="steps",
        PolicyType="StepScaling",
        StepScalingPolicyConfiguration={
            "AdjustmentType": "ChangeInCapacity",
            "Cooldown": 60,
            "StepAdjustments": [
                {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 20, "ScalingAdjustment": 1},
                {"MetricIntervalLowerBound": 20, "ScalingAdjustment": 3},
            ],
        },
    )
    scaled.world.client("cloudwatch").put_metric_alarm(
        AlarmName="high",
        Namespace="AWS/ECS",
        MetricName="CPUUtilization",
        Statistic="Average",
        Dimensions=[{"Name": "ClusterName", "Value": "shop"}, {"Name": "ServiceName", "Value": "web"}],
        Period=60,
        EvaluationPeriods=2,
        Threshold=60,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[policy["PolicyARN"]],
    )
    offer(scaled, 95)
    scaled.world.run(minutes=2)
    assert count(scaled) == 5  # 100 % is 40 above the threshold: the second step
    scaled.world.run(minutes=10)
    assert count(scaled) == 7  # 76 %, then 63 %: one at a time until 54 %
    described = scaled.scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    assert [alarm["AlarmName"] for alarm in described[0]["Alarms"]] == ["high"]


def test_activities_say_why(scaled):
    track(scaled)
    offer(scaled, 100)
    scaled.world.run(minutes=30)
    newest = scaled.scaling.describe_scaling_activities(ServiceNamespace="ecs")["ScalingActivities"][0]
    assert newest["Description"] == "Setting desired count to 8."
    assert "in state ALARM triggered policy cpu" in newest["Cause"]
    assert newest["StatusCode"] == "Successful"


def test_metrics_are_published_every_minute(scaled):
    offer(scaled, 100)
    scaled.world.run(minutes=5)
    published = scaled.world.events.where(what="metrics published")
    assert len(published) == 5
    assert published[-1].details["cpu_percent"] == 100.0
    assert published[-1].details["lost"] == 50.0


def test_policies_and_targets_can_be_removed(scaled):
    track(scaled)
    scaled.scaling.delete_scaling_policy(**TARGET, PolicyName="cpu")
    assert scaled.scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"] == []
    scaled.scaling.deregister_scalable_target(**TARGET)
    assert scaled.scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ResourceId": "service/shop/ghost"}, "ECS service doesn't exist"),
        ({"ResourceId": "web"}, "Unsupported resource ID"),
        ({"ServiceNamespace": "dynamodb"}, "namespace ecs only"),
        ({"ScalableDimension": "ec2:spot-fleet-request:TargetCapacity"}, "scalable dimension"),
        ({"MinCapacity": 5, "MaxCapacity": 2}, "Maximum capacity cannot be less"),
        ({"MinCapacity": -1}, "below 0"),
    ],
)
def test_a_wrong_target_is_refused(scaled, change, words):
    request = {**TARGET, "MinCapacity": 1, "MaxCapacity": 2, **change}
    with pytest.raises(scaled.scaling.exceptions.ValidationException, match=words):
        scaled.scaling.register_scalable_target(**request)


@pytest.mark.parametrize(
    "configuration",
    [
        {
            "TargetValue": 0.0,
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
        },
        {
            "TargetValue": 5.0,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "LambdaProvisionedConcurrencyUtilization"
            },
        },
        {"TargetValue": 5.0},
    ],
)
def test_a_wrong_tracking_policy_is_refused(scaled, configuration):
    with pytest.raises(scaled.scaling.exceptions.ValidationException):
        scaled.scaling.put_scaling_policy(
            **TARGET,
            PolicyName="cpu",
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration=configuration,
        )


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [{"MetricIntervalLowerBound": 5, "MetricIntervalUpperBound": 5, "ScalingAdjustment": 1}],
        [
            {"MetricIntervalUpperBound": 10, "ScalingAdjustment": 1},
            {"MetricIntervalLowerBound": 5, "ScalingAdjustment": 1},
        ],
        [
            {"MetricIntervalUpperBound": 10, "ScalingAdjustment": 1},
            {"MetricIntervalLowerBound": 15, "ScalingAdjustment": 1},
        ],
    ],
)
def test_wrong_steps_are_refused(scaled, steps):
    with pytest.raises(scaled.scaling.exceptions.ValidationException):
        scaled.scaling.put_scaling_policy(
            **TARGET,
            PolicyName="steps",
            PolicyType="StepScaling",
            StepScalingPolicyConfiguration={"AdjustmentType": "ChangeInCapacity", "StepAdjustments": steps},
        )


def test_a_policy_needs_a_registered_target(shop):
    shop.serve(shop.define(), 0)
    shop.scaling = shop.world.client("application-autoscaling")
    with pytest.raises(
        shop.scaling.exceptions.ObjectNotFoundException, match="No scalable target registered"
    ):
        track(shop)


def test_the_tasks_of_a_lost_host_serve_nobody_at_once(shop):
    first, _ = shop.hosts(2)
    shop.serve(shop.define(), 2)
    shop.world.run(minutes=5)
    offer(shop, 10)
    service = shop.world.ecs.store.services["shop/web"]
    before = shop.world.ecs.metrics.sample(service).targets
    shop.world.fail(first)
    assert (before, shop.world.ecs.metrics.sample(service).targets) == (2, 1)
