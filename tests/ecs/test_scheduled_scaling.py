"""Scheduled actions: when they are due, and what they do to a service. Second 0 is Monday, 5 January 2026."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from planes.control_plane.autoscaling import AutoScalingError
from planes.control_plane.autoscaling.schedules import Schedule

EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY = 3600.0, 86400.0
TARGET = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/shop/web",
    "ScalableDimension": "ecs:service:DesiredCount",
}


@pytest.mark.parametrize(
    ("text", "timezone", "expected"),
    [
        ("at(2026-01-05T18:35:00)", "UTC", [18 * HOUR + 35 * 60, None]),
        ("at(2026-01-04T18:35:00)", "UTC", [None]),
        ("rate(5 minutes)", "UTC", [300.0, 600.0, 900.0]),
        ("rate(1 day)", "UTC", [DAY, 2 * DAY]),
        ("cron(15 12 * * ? *)", "UTC", [12.25 * HOUR, DAY + 12.25 * HOUR]),
        ("cron(0 9 ? * MON-FRI *)", "UTC", [9 * HOUR + day * DAY for day in (0, 1, 2, 3, 4, 7)]),
        ("cron(0 0/12 ? * SUN *)", "UTC", [6 * DAY, 6.5 * DAY, 13 * DAY]),
        ("cron(0 0 1 FEB ? *)", "UTC", [27 * DAY, 392 * DAY]),
        ("cron(0 9 * * ? *)", "America/New_York", [14 * HOUR]),
    ],
)
def test_a_schedule_is_due_at_its_times(text, timezone, expected):
    schedule, now = Schedule(text, EPOCH, timezone, None, None, 0.0), 0.0
    for due in expected:
        assert schedule.next(now) == due
        now = due or now


def test_a_schedule_keeps_to_its_start_and_end():
    schedule = Schedule("cron(0 9 * * ? *)", EPOCH, "UTC", 2 * DAY, 4 * DAY, 0.0)
    assert schedule.next(0.0) == 2 * DAY + 9 * HOUR
    assert schedule.next(3 * DAY + 9 * HOUR) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "at(tomorrow)",
        "rate(0 minutes)",
        "rate(5 weeks)",
        "cron(0 9 * * *)",
        "cron(0 9 * * * *)",
        "cron(61 9 * * ? *)",
        "cron(a 9 * * ? *)",
        "cron(9-3 9 * * ? *)",
    ],
)
def test_a_schedule_that_means_nothing_is_refused(text):
    with pytest.raises(AutoScalingError, match="not valid"):
        Schedule(text, EPOCH, "UTC", None, None, 0.0)


@pytest.fixture
def scaling(shop):
    shop.hosts(3)
    shop.serve(shop.define(), 2)
    shop.world.run(minutes=2)
    client = shop.world.client("application-autoscaling")
    client.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=4, Tags={"team": "a"})
    return client


def put(scaling, name, schedule, **limits):
    scaling.put_scheduled_action(
        **TARGET, ScheduledActionName=name, Schedule=schedule, ScalableTargetAction=limits
    )


def test_a_scheduled_action_raises_and_lowers_the_desired_count(shop, scaling):
    put(scaling, "morning", "cron(0 9 * * ? *)", MinCapacity=5, MaxCapacity=8)
    put(scaling, "evening", "cron(0 18 * * ? *)", MinCapacity=1, MaxCapacity=3)
    shop.world.run(hours=9)
    assert shop.service()["desiredCount"] == 5
    shop.world.run(hours=9)
    assert shop.service()["desiredCount"] == 3
    activities = scaling.describe_scaling_activities(ServiceNamespace="ecs")["ScalingActivities"]
    assert [a["Cause"] for a in activities] == [
        "maximum capacity was set to 3",
        "minimum capacity was set to 5",
    ]


def test_a_scheduled_action_is_replaced_shown_and_deleted(shop, scaling):
    put(scaling, "once", "rate(1 hour)", MinCapacity=3)
    put(scaling, "once", "rate(2 hours)", MinCapacity=4)
    (shown,) = scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]
    assert (shown["Schedule"], shown["ScalableTargetAction"]) == ("rate(2 hours)", {"MinCapacity": 4})
    shop.world.run(hours=1)
    assert shop.service()["desiredCount"] == 2
    scaling.delete_scheduled_action(**TARGET, ScheduledActionName="once")
    shop.world.run(hours=2)
    assert shop.service()["desiredCount"] == 2
    with pytest.raises(scaling.exceptions.ObjectNotFoundException):
        scaling.delete_scheduled_action(**TARGET, ScheduledActionName="once")


def test_suspended_scheduled_scaling_does_nothing(shop, scaling):
    put(scaling, "hourly", "rate(1 hour)", MinCapacity=4)
    scaling.register_scalable_target(**TARGET, SuspendedState={"ScheduledScalingSuspended": True})
    shop.world.run(hours=2)
    assert shop.service()["desiredCount"] == 2


def test_a_scalable_target_carries_tags(scaling):
    arn = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"][0]["ScalableTargetARN"]
    scaling.tag_resource(ResourceARN=arn, Tags={"stage": "test"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["team"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"stage": "test"}


def test_a_policy_that_never_scales_in_has_one_alarm(scaling):
    tracking = {
        "TargetValue": 50.0,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
        "DisableScaleIn": True,
    }
    answer = scaling.put_scaling_policy(
        **TARGET,
        PolicyName="out",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration=tracking,
    )
    assert ["AlarmHigh" in alarm["AlarmName"] for alarm in answer["Alarms"]] == [True]
