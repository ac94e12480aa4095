"""The EKS API through boto3: clusters, node groups, Fargate profiles, versions, waiters, errors."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from eks.conftest import check, make_deployment
from planes import World

ROLE = "arn:aws:iam::123456789012:role/eks"
VPC = {"subnetIds": ["subnet-1", "subnet-2"]}


@pytest.fixture
def world():
    world = World(seed=2)
    world.registry.add_image("shop/web:1", size_mib=20, start_seconds=2)
    world.clock.after_each = lambda: check(world)
    return world


@pytest.fixture
def cluster(world, eks):
    eks.create_cluster(name="shop", version="1.35", roleArn=ROLE, resourcesVpcConfig=VPC)
    eks.get_waiter("cluster_active").wait(name="shop")
    return "shop"


def node_group(eks, name="workers", **more):
    return eks.create_nodegroup(
        clusterName="shop",
        nodegroupName=name,
        subnets=["subnet-1"],
        nodeRole=ROLE,
        **{
            "instanceTypes": ["m5.large"],
            "scalingConfig": {"minSize": 1, "maxSize": 9, "desiredSize": 3},
            **more,
        },
    )["nodegroup"]


def profile(eks, name="serverless", selectors=({"namespace": "serverless"},)):
    return eks.create_fargate_profile(
        fargateProfileName=name,
        clusterName="shop",
        podExecutionRoleArn=ROLE,
        subnets=["subnet-1"],
        selectors=list(selectors),
    )["fargateProfile"]


def refused(call, code):
    with pytest.raises(ClientError) as refusal:
        call()
    assert refusal.value.response["Error"]["Code"] == code
    return refusal.value.response["Error"]["Message"]


def test_a_cluster_takes_virtual_minutes_to_become_active(world, eks):
    created = eks.create_cluster(name="shop", roleArn=ROLE, resourcesVpcConfig=VPC)["cluster"]
    assert (created["status"], created["version"]) == ("CREATING", "1.36")
    assert "endpoint" not in created
    eks.get_waiter("cluster_active").wait(name="shop")
    assert world.now > 300
    assert eks.describe_cluster(name="shop")["cluster"]["endpoint"].startswith("https://")


def test_a_cluster_that_is_not_active_has_no_kubernetes_api(world, eks):
    eks.create_cluster(name="shop", roleArn=ROLE, resourcesVpcConfig=VPC)
    with pytest.raises(Exception, match="Cluster shop is CREATING"):
        world.kubernetes("shop")


def test_errors_carry_the_names_of_the_service_model(eks, cluster):
    refused(lambda: eks.describe_cluster(name="none"), "ResourceNotFoundException")
    refused(
        lambda: eks.create_cluster(name="shop", roleArn=ROLE, resourcesVpcConfig=VPC),
        "ResourceInUseException",
    )
    refused(
        lambda: eks.create_cluster(name="a b", roleArn=ROLE, resourcesVpcConfig=VPC),
        "InvalidParameterException",
    )
    text = refused(
        lambda: eks.create_cluster(name="old", version="1.30", roleArn=ROLE, resourcesVpcConfig=VPC),
        "InvalidParameterException",
    )
    assert "1.30" in text


def test_versions_carry_their_support_windows(eks):
    versions = {v["clusterVersion"]: v for v in eks.describe_cluster_versions()["clusterVersions"]}
    assert versions["1.36"]["versionStatus"] == "STANDARD_SUPPORT"
    assert versions["1.33"]["versionStatus"] == "EXTENDED_SUPPORT"
    assert "1.30" not in versions


def test_a_version_update_goes_one_minor_up(world, eks, cluster):
    update = eks.update_cluster_version(name="shop", version="1.36")["update"]
    assert (update["type"], update["status"]) == ("VersionUpdate", "InProgress")
    eks.get_waiter("cluster_active").wait(name="shop")
    assert eks.describe_cluster(name="shop")["cluster"]["version"] == "1.36"
    assert eks.describe_update(name="shop", updateId=update["id"])["update"]["status"] == "Successful"
    refused(lambda: eks.update_cluster_version(name="shop", version="1.34"), "InvalidParameterException")


def test_a_node_group_brings_its_nodes(world, eks, cluster):
    node_group(eks, labels={"team": "a"}, taints=[{"key": "t", "value": "v", "effect": "NO_SCHEDULE"}])
    eks.get_waiter("nodegroup_active").wait(clusterName="shop", nodegroupName="workers")
    nodes = world.kubernetes("shop").get("nodes", selector="eks.amazonaws.com/nodegroup=workers,team=a")
    assert len(nodes) == 3
    assert nodes[0]["spec"]["taints"] == [{"key": "t", "value": "v", "effect": "NoSchedule"}]
    assert nodes[0]["status"]["allocatable"]["pods"] == "29"
    assert nodes[0]["status"]["allocatable"]["cpu"] == "1930m"
    assert nodes[0]["status"]["allocatable"]["memory"] == f"{6903 * 1024}Ki"


def test_a_node_group_replaces_a_terminated_host(world, eks, cluster):
    node_group(eks)
    eks.get_waiter("nodegroup_active").wait(clusterName="shop", nodegroupName="workers")
    k = world.kubernetes("shop")
    world.ec2.terminate(k.get("nodes")[0]["spec"]["providerID"].rsplit("/")[-1], "test")
    world.run(minutes=2)
    assert len(k.get("nodes")) == 3


def host_of(node):
    return node["spec"]["providerID"].rsplit("/")[-1]


def test_a_node_group_replaces_a_host_that_fell_silent(world, eks, cluster):
    node_group(eks)
    eks.get_waiter("nodegroup_active").wait(clusterName="shop", nodegroupName="workers")
    k = world.kubernetes("shop")
    lost = host_of(k.get("nodes")[0])
    world.fail(lost)
    world.run(minutes=3)
    hosts = [host_of(node) for node in k.get("nodes")]
    assert len(hosts) == 3 and lost not in hosts


def test_nodes_of_a_lost_zone_are_replaced_in_the_others(world, eks, cluster):
    node_group(eks)
    eks.get_waiter("nodegroup_active").wait(clusterName="shop", nodegroupName="workers")
    world.outage("us-east-1a", minutes=30)
    world.run(minutes=40)
    zones = [
        n["metadata"]["labels"]["topology.kubernetes.io/zone"] for n in world.kubernetes("shop").get("nodes")
    ]
    assert len(zones) == 3 and "us-east-1a" not in zones


def test_a_silent_host_of_no_node_group_is_not_replaced(world, eks, cluster):
    (host,) = world.add_hosts("shop", "m5.large", 1)
    world.run(minutes=2)
    world.fail(host)
    world.run(minutes=10)
    assert [host_of(node) for node in world.kubernetes("shop").get("nodes")] == [host]


def test_a_node_group_is_scaled(world, eks, cluster):
    node_group(eks)
    eks.get_waiter("nodegroup_active").wait(clusterName="shop", nodegroupName="workers")
    for size in (5, 2):
        eks.update_nodegroup_config(
            clusterName="shop", nodegroupName="workers", scalingConfig={"desiredSize": size}
        )
        world.run(minutes=3)
        assert len(world.kubernetes("shop").get("nodes")) == size


def test_a_node_group_update_replaces_every_node_and_keeps_the_service_up(world, eks, cluster):
    node_group(eks, version="1.34")
    eks.get_waiter("nodegroup_active").wait(clusterName="shop", nodegroupName="workers")
    k = world.kubernetes("shop")
    before = set(k.get("nodes").names)
    k.apply(make_deployment(replicas=6))
    k.rollout_status("web")
    update = eks.update_nodegroup_version(clusterName="shop", nodegroupName="workers")["update"]
    world.run(minutes=20)
    found = eks.describe_update(name="shop", updateId=update["id"], nodegroupName="workers")["update"]
    assert found["status"] == "Successful"
    nodes = k.get("nodes")
    assert not before & set(nodes.names)
    assert {n["status"]["nodeInfo"]["kubeletVersion"] for n in nodes} == {"v1.35.0-eks-model"}
    assert k.get("deployment", "web")["status"]["availableReplicas"] == 6


def test_a_blocked_node_group_update_fails_after_fifteen_minutes(world, eks, cluster):
    """Published rule E61."""
    node_group(eks)
    eks.get_waiter("nodegroup_active").wait(clusterName="shop", nodegroupName="workers")
    k = world.kubernetes("shop")
    k.apply(make_deployment(replicas=3))
    k.rollout_status("web")
    spec = {"maxUnavailable": 0, "selector": {"matchLabels": {"app": "web"}}}
    k.apply(
        {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"}, "spec": spec}
    )
    update = eks.update_nodegroup_version(clusterName="shop", nodegroupName="workers")["update"]
    world.run(minutes=14)
    assert (
        eks.describe_update(name="shop", updateId=update["id"], nodegroupName="workers")["update"]["status"]
        == "InProgress"
    )
    world.run(minutes=5)
    found = eks.describe_update(name="shop", updateId=update["id"], nodegroupName="workers")["update"]
    assert (found["status"], found["errors"][0]["errorCode"]) == ("Failed", "PodEvictionFailure")


def test_wrong_node_groups_are_refused(eks, cluster):
    scaling = {"minSize": 3, "maxSize": 2, "desiredSize": 2}
    refused(lambda: node_group(eks, scalingConfig=scaling), "InvalidParameterException")
    refused(lambda: node_group(eks, instanceTypes=["m5.nano"]), "InvalidParameterException")
    refused(
        lambda: eks.describe_nodegroup(clusterName="shop", nodegroupName="x"), "ResourceNotFoundException"
    )


def test_a_cluster_with_node_groups_cannot_be_deleted(world, eks, cluster):
    node_group(eks)
    eks.get_waiter("nodegroup_active").wait(clusterName="shop", nodegroupName="workers")
    assert "nodegroups attached" in refused(lambda: eks.delete_cluster(name="shop"), "ResourceInUseException")
    eks.delete_nodegroup(clusterName="shop", nodegroupName="workers")
    eks.get_waiter("nodegroup_deleted").wait(clusterName="shop", nodegroupName="workers")
    eks.delete_cluster(name="shop")
    eks.get_waiter("cluster_deleted").wait(name="shop")
    assert eks.list_clusters()["clusters"] == []
    assert not world.ec2.hosts


def test_spot_nodes_are_drained_when_they_are_warned(world, eks, cluster):
    node_group(eks, capacityType="SPOT")
    eks.get_waiter("nodegroup_active").wait(clusterName="shop", nodegroupName="workers")
    k = world.kubernetes("shop")
    k.apply(make_deployment(replicas=6))
    k.rollout_status("web")
    world.ec2.interrupt(k.get("nodes")[0]["spec"]["providerID"].rsplit("/")[-1])
    world.run(minutes=1)
    assert k.get("deployment", "web")["status"]["availableReplicas"] == 6
    world.run(minutes=4)
    assert len(k.get("nodes")) == 3


def serverless(world, eks, **more):
    profile(eks)
    eks.get_waiter("fargate_profile_active").wait(clusterName="shop", fargateProfileName="serverless")
    k = world.kubernetes("shop")
    k.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "serverless"}})
    k.apply(make_deployment(**more), namespace="serverless")
    world.run(minutes=3)
    return k


def test_a_selected_pod_gets_a_microvm_of_the_next_size(world, eks, cluster):
    """Published example C516: 1 vCPU and 8 GB run on 2 vCPU and 9 GB."""
    k = serverless(world, eks, replicas=2, cpu="1", memory="8Gi")
    pods = k.get("pods", namespace="serverless")
    assert {p["metadata"]["annotations"]["CapacityProvisioned"] for p in pods} == {"2vCPU 9GB"}
    assert len({p["spec"]["nodeName"] for p in pods}) == 2
    assert all(p["spec"]["nodeName"].startswith("fargate-") for p in pods)


def test_a_pod_no_profile_selects_stays_pending_without_nodes(world, eks, cluster):
    k = serverless(world, eks)
    k.apply(make_deployment())
    world.run(minutes=1)
    assert {p["status"]["phase"] for p in k.get("pods")} == {"Pending"}
    assert k.get("pods")[0]["status"]["conditions"][0]["message"] == "no nodes available to schedule pods"


def test_the_node_of_a_fargate_pod_goes_with_it(world, eks, cluster):
    k = serverless(world, eks, replicas=1)
    assert len(k.get("nodes")) == 1
    k.delete("deployment", "web", namespace="serverless")
    world.run(minutes=1)
    assert k.get("nodes") == []


def test_a_pod_larger_than_every_size_is_told_so(world, eks, cluster):
    k = serverless(world, eks, replicas=1, cpu="17")
    condition = k.get("pods", namespace="serverless")[0]["status"]["conditions"][0]
    assert "No Fargate size" in condition["message"]


def test_fargate_pods_of_a_lost_zone_are_replaced(world, eks, cluster):
    k = serverless(world, eks, replicas=3)
    world.fail("us-east-1a")
    world.run(minutes=3)
    running = [p for p in k.get("pods", namespace="serverless") if p["status"]["phase"] == "Running"]
    assert len(running) == 3


def test_wrong_profiles_are_refused(eks, cluster):
    refused(lambda: profile(eks, selectors=()), "InvalidParameterException")
    refused(
        lambda: profile(eks, selectors=[{"namespace": str(n)} for n in range(6)]), "InvalidParameterException"
    )


def test_deleting_a_profile_deletes_its_pods(world, eks, cluster):
    k = serverless(world, eks, replicas=1)
    eks.delete_fargate_profile(clusterName="shop", fargateProfileName="serverless")
    eks.get_waiter("fargate_profile_deleted").wait(clusterName="shop", fargateProfileName="serverless")
    assert [p["status"]["phase"] for p in k.get("pods", namespace="serverless")] == ["Pending"]


def test_lists_come_in_pages(eks, cluster):
    for number in range(3):
        eks.create_cluster(name=f"c{number}", roleArn=ROLE, resourcesVpcConfig=VPC)
    pages = list(eks.get_paginator("list_clusters").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["clusters"]) for page in pages] == [2, 2]


def test_tags_of_a_cluster(eks, cluster):
    arn = eks.describe_cluster(name="shop")["cluster"]["arn"]
    eks.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2"})
    eks.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"b": "2"}
