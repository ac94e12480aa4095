"""Registering task definitions: what is accepted, what is refused and with which words."""

from __future__ import annotations

import pytest

GOOD = {"name": "web", "image": "nginx", "memory": 128}
FARGATE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"}


@pytest.fixture
def register(world):
    ecs = world.client("ecs")

    def call(*containers, family="web", **task):
        return ecs.register_task_definition(
            family=family, containerDefinitions=list(containers) or [GOOD], **task
        )["taskDefinition"]

    call.error = ecs.exceptions.ClientException
    call.ecs = ecs
    return call


def test_revisions_of_a_family_count_up(register):
    assert [register()["revision"] for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("cpu", "memory"),
    [("256", "512"), (".25 vCPU", "0.5 GB"), ("1 vCPU", "2GB"), ("1024", "8192"), ("32768", "61440")],
)
def test_fargate_sizes_in_either_notation(register, cpu, memory):
    definition = register(**{**FARGATE, "cpu": cpu, "memory": memory})
    assert definition["cpu"].isdigit() and definition["memory"].isdigit()
    assert "FARGATE" in definition["compatibilities"]


@pytest.mark.parametrize(
    ("containers", "task", "words"),
    [
        (
            [],
            {**FARGATE, "cpu": "256", "memory": "4096"},
            "No Fargate configuration exists for given values: 256 CPU",
        ),
        ([], {**FARGATE, "cpu": "300"}, "No Fargate configuration"),
        ([], {**FARGATE, "networkMode": "bridge"}, "Fargate only supports network mode"),
        (
            [],
            {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "memory": "512"},
            "'cpu' be defined",
        ),
        (
            [],
            {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256"},
            "'memory' be defined",
        ),
        ([], {"cpu": "lots", "memory": "512"}, "Invalid 'cpu' setting for task"),
        ([], {"cpu": "-5"}, "Invalid 'cpu' setting"),
        ([], {"cpu": "64"}, "not between 128 and 196608"),
        (
            [{**GOOD, "memory": 1024}],
            {"memory": "512"},
            "The 'memory' setting for container 'web' is greater than for",
        ),
        ([{**GOOD, "essential": False}], {}, "at least one container must be essential"),
        (
            [{"name": "web", "image": "nginx"}],
            {},
            "At least one of 'memory' or 'memoryReservation' must be specified",
        ),
        ([{**GOOD, "memory": 2}], {}, "at least 4 MiB"),
        (
            [{**GOOD, "memory": 100, "memoryReservation": 100}],
            {},
            "must be greater than the value of 'memoryRes",
        ),
        ([{**GOOD, "image": ""}], {}, "image should not be null or empty"),
        ([{**GOOD, "name": "no spaces"}], {}, "name contains invalid characters"),
        ([GOOD, GOOD], {}, "unique"),
        ([{**GOOD, "cpu": 512}], {"cpu": "256"}, "greater than the task's 256"),
        (
            [{**GOOD, "portMappings": [{"containerPort": 80, "hostPort": 8080}]}],
            {"networkMode": "awsvpc"},
            "the host ports and container ports in port mappings must match",
        ),
        (
            [{**GOOD, "portMappings": [{"containerPort": n, "hostPort": 80} for n in (80, 81)]}],
            {},
            "same host port",
        ),
        ([{**GOOD, "portMappings": [{"containerPort": 99999}]}], {}, "between 1 and 65535"),
        ([{**GOOD, "links": ["db"]}], {}, "unknown container 'db'"),
        (
            [{**GOOD, "dependsOn": [{"containerName": "db", "condition": "START"}]}],
            {},
            "'db', which is not another",
        ),
        (
            [
                {**GOOD, "name": "db"},
                {**GOOD, "dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]},
            ],
            {},
            "has no health check",
        ),
        (
            [{**GOOD, "healthCheck": {"command": ["CMD", "true"], "interval": 1}}],
            {},
            "interval must be between 5",
        ),
        ([{**GOOD, "privileged": True}], FARGATE, "do not support privileged"),
        ([{**GOOD, "stopTimeout": 300}], FARGATE, "stopTimeout is at most 120"),
        (
            [],
            {**FARGATE, "placementConstraints": [{"type": "memberOf"}]},
            "do not support placement constraints",
        ),
        ([], {**FARGATE, "ephemeralStorage": {"sizeInGiB": 500}}, "between 21 and 200"),
        (
            [{**GOOD, "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/web:1"}],
            FARGATE,
            "execution role ARN to support ECR images",
        ),
        ([{**GOOD, "logConfiguration": {"logDriver": "awslogs"}}], FARGATE, "log driver awslogs"),
    ],
)
def test_a_fault_is_named(register, containers, task, words):
    with pytest.raises(register.error, match=words):
        register(*containers, **task)


def test_more_than_ten_containers_are_refused(register):
    with pytest.raises(register.error, match="at most 10"):
        register(*[{**GOOD, "name": f"c{number}"} for number in range(11)])


@pytest.mark.parametrize("family", ["", "no spaces", "ü"])
def test_a_bad_family_is_refused(register, family):
    with pytest.raises(register.error, match="Family"):
        register(family=family)


def test_a_refused_registration_uses_no_revision(register):
    register()
    with pytest.raises(register.error):
        register({**GOOD, "essential": False})
    assert register()["revision"] == 2


def test_describe_finds_the_newest_active_revision_by_family(register):
    register()
    register()
    register.ecs.deregister_task_definition(taskDefinition="web:2")
    assert register.ecs.describe_task_definition(taskDefinition="web")["taskDefinition"]["revision"] == 1


def test_describe_of_a_missing_one_has_the_real_words(register):
    with pytest.raises(register.error, match=r"Unable to describe task definition\."):
        register.ecs.describe_task_definition(taskDefinition="ghost:1")


def test_deregister_needs_a_revision(register):
    register()
    with pytest.raises(register.error):
        register.ecs.deregister_task_definition(taskDefinition="web")


def test_deregistered_revisions_are_listed_as_inactive_and_can_be_deleted(register):
    arn = register()["taskDefinitionArn"]
    register.ecs.deregister_task_definition(taskDefinition=arn)
    assert register.ecs.list_task_definitions()["taskDefinitionArns"] == []
    assert register.ecs.list_task_definitions(status="INACTIVE")["taskDefinitionArns"] == [arn]
    answer = register.ecs.delete_task_definitions(taskDefinitions=[arn, "ghost:1"])
    assert [item["status"] for item in answer["taskDefinitions"]] == ["DELETE_IN_PROGRESS"]
    assert len(answer["failures"]) == 1


def test_families_are_listed_by_prefix_and_status(register):
    for family in ("web", "web-admin", "batch"):
        register(family=family)
    register.ecs.deregister_task_definition(taskDefinition="batch:1")
    assert register.ecs.list_task_definition_families(familyPrefix="web")["families"] == ["web", "web-admin"]
    assert register.ecs.list_task_definition_families(status="ACTIVE")["families"] == ["web", "web-admin"]
    assert register.ecs.list_task_definition_families(status="INACTIVE")["families"] == ["batch"]


def test_an_inactive_definition_cannot_be_run(shop):
    definition = shop.define()
    shop.ecs.deregister_task_definition(taskDefinition=definition)
    shop.hosts(1)
    with pytest.raises(shop.ecs.exceptions.ClientException, match="inactive"):
        shop.ecs.run_task(cluster="shop", taskDefinition=definition)
