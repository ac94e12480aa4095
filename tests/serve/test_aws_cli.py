"""The real aws CLI against a served world: the commands of the lessons on ECS, EKS and ECR."""

import json

import pytest
from serve.conftest import Tool, environment

pytestmark = [pytest.mark.xdist_group("serve-aws-cli"), pytest.mark.slow]


def test_ecs_runs_a_service(aws, served):
    aws("ecs", "create-cluster", "--cluster-name", "tasks")
    container = {"name": "web", "image": "shop/web:1", "essential": True}
    aws(
        "ecs", "register-task-definition", "--family", "web", "--requires-compatibilities", "FARGATE",
        "--network-mode", "awsvpc", "--cpu", "256", "--memory", "512",
        "--execution-role-arn", "arn:aws:iam::123456789012:role/run",
        "--container-definitions", json.dumps([container]),
    )  # fmt: skip
    network = "awsvpcConfiguration={subnets=[subnet-1],assignPublicIp=ENABLED}"
    aws(
        "ecs", "create-service", "--cluster", "tasks", "--service-name", "web", "--task-definition", "web",
        "--desired-count", "2", "--launch-type", "FARGATE", "--network-configuration", network,
    )  # fmt: skip
    with served.lock:
        served.world.run(minutes=2)
    described = aws.json("ecs", "describe-services", "--cluster", "tasks", "--services", "web")
    assert described["services"][0]["runningCount"] == 2
    assert len(aws.json("ecs", "list-tasks", "--cluster", "tasks")["taskArns"]) == 2


def test_ecr_names_and_lists_images(aws, served):
    aws("ecr", "create-repository", "--repository-name", "shop/api")
    assert aws.json("ecr", "list-images", "--repository-name", "shop/api") == {"imageIds": []}
    images = aws.json("ecr", "describe-images", "--repository-name", "shop/web")["imageDetails"]
    assert {tag for image in images for tag in image["imageTags"]} == {"1", "2"}
    said = aws("ecr", "describe-images", "--repository-name", "nope", fails=True)
    assert "RepositoryNotFoundException" in said
    password = aws("ecr", "get-login-password").strip()
    assert served.world.registry.tokens.accepts("AWS", password)


def test_eks_makes_a_kubeconfig(aws, served, kubectl_path, tmp_path):
    described = aws.json("eks", "describe-cluster", "--name", "shop")["cluster"]
    assert described["endpoint"] == f"{served.kubernetes_url}/shop"
    config = tmp_path / "config"
    aws("eks", "update-kubeconfig", "--name", "shop", "--kubeconfig", str(config))
    kubectl = Tool([kubectl_path, "--kubeconfig", str(config)], environment(served, tmp_path), tmp_path)
    assert len(kubectl("get", "nodes", "-o", "name").split()) == 3


def test_neighbours_answer(aws):
    assert aws.json("sts", "get-caller-identity")["Account"] == "123456789012"
    assert aws.json("ec2", "describe-vpcs")["Vpcs"]
