"""The boto3 session: real clients, AWS's errors, virtual waiting, no network."""

from __future__ import annotations

import socket
import time

import pytest
from botocore.exceptions import ClientError, ParamValidationError, WaiterError
from planes.clients.aws.gateway import Gateway, operations
from planes.clients.aws.wire import Request, service_model
from planes.errors import PlanesError
from planes.world import World


def test_a_client_needs_no_credentials_configuration_or_network(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "does-not-exist")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://localhost:1")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a connection was opened"))
    assert World(seed=1).client("ecs").list_clusters()["clusterArns"] == []


def test_botocore_checks_the_request_first(world):
    with pytest.raises(ParamValidationError):
        world.client("ecs").run_task(count="many")


def test_errors_are_the_clients_own_exception_classes(world):
    ecs = world.client("ecs")
    with pytest.raises(ecs.exceptions.ClusterNotFoundException) as caught:
        ecs.describe_services(cluster="nowhere", services=["web"])
    assert caught.value.response["Error"]["Message"] == "Cluster not found."
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_value_outside_its_enumeration_is_refused_by_the_service(shop):
    with pytest.raises(shop.ecs.exceptions.InvalidParameterException, match="Member must satisfy enum"):
        shop.ecs.run_task(cluster="shop", taskDefinition="web", launchType="FARGAT")


def test_an_operation_the_model_lacks_names_those_it_has(world):
    with pytest.raises(ClientError, match=r"It offers: .*CreateService") as caught:
        world.client("ecs").discover_poll_endpoint()
    assert caught.value.response["Error"]["Code"] == "UnsupportedOperation"


def test_a_service_the_world_lacks_is_named(world):
    with pytest.raises(PlanesError, match="no service 's3'"):
        world.client("s3")


def test_a_waiter_lets_virtual_time_pass_and_does_not_sleep(shop, monkeypatch):
    shop.hosts(1)
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    before = shop.world.now
    task = shop.ecs.run_task(cluster="shop", taskDefinition=shop.define())["tasks"][0]["taskArn"]
    shop.ecs.get_waiter("tasks_running").wait(cluster="shop", tasks=[task])
    assert shop.world.now > before
    assert not any(slept)


def test_a_waiter_gives_up_after_its_attempts(shop):
    shop.serve(shop.define(), 1)
    before = shop.world.now
    with pytest.raises(WaiterError, match="Max attempts exceeded"):
        shop.ecs.get_waiter("services_stable").wait(
            cluster="shop", services=["web"], WaiterConfig={"Delay": 10, "MaxAttempts": 3}
        )
    assert shop.world.now == before + 20


def test_paginators_reach_the_end(shop):
    image = shop.image()
    for number in range(7):
        shop.define(f"family-{number}", image)
    pages = list(shop.ecs.get_paginator("list_task_definitions").paginate(PaginationConfig={"PageSize": 3}))
    assert [len(page["taskDefinitionArns"]) for page in pages] == [3, 3, 1]


def test_a_bad_token_is_refused(shop):
    with pytest.raises(shop.ecs.exceptions.InvalidParameterException, match="token"):
        shop.ecs.list_clusters(nextToken="yesterday")


def test_two_worlds_do_not_see_each_other():
    one, two = World(seed=1).client("ecs"), World(seed=2).client("ecs")
    one.create_cluster(clusterName="only-here")
    assert two.list_clusters()["clusterArns"] == []


def test_while_the_control_plane_is_down_the_api_is(shop):
    shop.world.outage("ecs", minutes=5)
    with pytest.raises(shop.ecs.exceptions.ServerException) as caught:
        shop.ecs.list_clusters()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    shop.world.run(minutes=6)
    assert shop.ecs.list_clusters()["clusterArns"]


def test_neighbours_answer_and_belong_to_one_world():
    pytest.importorskip("moto")
    one, two = World(seed=3), World(seed=3)
    one.client("ec2").create_vpc(CidrBlock="10.9.0.0/16")
    assert len(two.client("ec2").describe_vpcs()["Vpcs"]) == 1
    assert len(one.client("ec2").describe_vpcs()["Vpcs"]) == 2
    assert one.client("sts").get_caller_identity()["Account"] == one.account


@pytest.mark.parametrize(
    "body", [b"not json", b"[1, 2]", b'{"clusterName": 5}', b'{"unknown": 1}', b'{"clusterName": "\xff"}']
)
def test_a_malformed_request_over_the_wire_is_an_error_and_no_exception(world, body):
    target = {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.CreateCluster"}
    reply = Gateway(world).answer("ecs", Request("POST", "/", target, body))
    assert reply.status == 400
    assert b"__type" in reply.body


def test_an_unknown_target_is_refused(world):
    reply = Gateway(world).answer("ecs", Request("POST", "/", {"X-Amz-Target": "Nothing.Here"}, b"{}"))
    assert reply.status == 404


def test_every_operation_offered_exists_in_the_service(world):
    for service in ("ecs", "application-autoscaling"):
        assert set(operations(service)) <= set(service_model(service).operation_names)


def test_importing_planes_does_not_import_boto3():
    import subprocess
    import sys

    code = "import sys, planes.world; sys.exit('boto3' in sys.modules or 'moto' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
