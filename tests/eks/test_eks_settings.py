"""What a cluster is set to and keeps beside its nodes: configuration, add-ons, access, pod identities."""

from __future__ import annotations

import pytest
from eks.conftest import check
from planes import World

ADMIN = "arn:aws:iam::123456789012:role/Admin"
EDIT = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"
SHOP = {"clusterName": "shop"}
GROUP = {"clusterName": "shop", "nodegroupName": "workers"}


@pytest.fixture
def world():
    """A cluster that has a newer version to go to."""
    world = World(seed=2)
    world.eks.add_cluster("shop", version="1.35")
    world.clock.after_each = lambda: check(world)
    return world


@pytest.fixture
def workers(world, eks):
    eks.create_nodegroup(
        **GROUP, subnets=["subnet-1"], nodeRole=ADMIN, labels={"team": "a"}, instanceTypes=["m5.large"]
    )
    eks.get_waiter("nodegroup_active").wait(**GROUP)


def test_a_change_of_endpoints_takes_effect_when_the_update_is_done(world, eks):
    private = {"endpointPublicAccess": False, "endpointPrivateAccess": True}
    update = eks.update_cluster_config(name="shop", resourcesVpcConfig=private)["update"]
    assert (update["type"], update["status"]) == ("EndpointAccessUpdate", "InProgress")
    assert update["params"][0] == {"type": "EndpointPublicAccess", "value": "false"}
    assert eks.describe_cluster(name="shop")["cluster"]["resourcesVpcConfig"]["endpointPublicAccess"]
    eks.get_waiter("cluster_active").wait(name="shop")
    assert not eks.describe_cluster(name="shop")["cluster"]["resourcesVpcConfig"]["endpointPublicAccess"]
    assert eks.describe_update(name="shop", updateId=update["id"])["update"]["status"] == "Successful"


def test_a_cluster_changes_one_thing_at_a_time(world, eks):
    logging = {"clusterLogging": [{"types": ["api"], "enabled": True}]}
    with pytest.raises(eks.exceptions.InvalidParameterException, match="only one type"):
        eks.update_cluster_config(name="shop", logging=logging, deletionProtection=True)
    assert eks.update_cluster_config(name="shop", logging=logging)["update"]["type"] == "LoggingUpdate"
    with pytest.raises(eks.exceptions.ResourceInUseException):
        eks.update_cluster_config(name="shop", deletionProtection=True)


def test_nodes_take_on_the_labels_and_taints_of_their_group(world, eks, workers):
    taint = {"key": "gpu", "value": "yes", "effect": "NO_SCHEDULE"}
    update = eks.update_nodegroup_config(
        **GROUP,
        labels={"addOrUpdateLabels": {"tier": "1"}, "removeLabels": ["team"]},
        taints={"addOrUpdateTaints": [taint]},
        updateConfig={"maxUnavailable": 2},
    )["update"]
    assert [p["type"] for p in update["params"]] == [
        "LabelsToAdd",
        "LabelsToRemove",
        "TaintsToAdd",
        "MaxUnavailable",
    ]
    world.run(minutes=1)
    node = world.kubernetes("shop").get("nodes", selector="tier=1,!team")[0]
    assert node["spec"]["taints"] == [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}]
    eks.update_nodegroup_config(**GROUP, taints={"removeTaints": [taint]})
    assert "taints" not in world.kubernetes("shop").get("nodes", node["metadata"]["name"])["spec"]
    found = eks.describe_update(name="shop", updateId=update["id"], nodegroupName="workers")["update"]
    assert found["status"] == "Successful"
    shown = eks.describe_nodegroup(**GROUP)["nodegroup"]
    assert (shown["labels"], shown["taints"], shown["updateConfig"]) == (
        {"tier": "1"},
        [],
        {"maxUnavailable": 2},
    )


def test_a_new_node_of_the_group_has_its_present_labels(world, eks, workers):
    eks.update_nodegroup_config(**GROUP, labels={"removeLabels": ["team"]})
    eks.update_nodegroup_config(**GROUP, scalingConfig={"maxSize": 3, "desiredSize": 3})
    world.run(minutes=3)
    assert len(world.kubernetes("shop").get("nodes", selector="!team")) == 3


def test_an_add_on_is_created_updated_and_deleted(world, eks):
    made = eks.create_addon(**SHOP, addonName="vpc-cni")["addon"]
    assert (made["status"], eks.list_addons(**SHOP)["addons"]) == ("CREATING", ["vpc-cni"])
    eks.get_waiter("addon_active").wait(**SHOP, addonName="vpc-cni")
    update = eks.update_addon(**SHOP, addonName="vpc-cni", addonVersion="v1.20.4-eksbuild.2")["update"]
    assert update["params"] == [{"type": "AddonVersion", "value": "v1.20.4-eksbuild.2"}]
    assert eks.list_updates(name="shop", addonName="vpc-cni")["updateIds"] == [update["id"]]
    eks.get_waiter("addon_active").wait(**SHOP, addonName="vpc-cni")
    eks.delete_addon(**SHOP, addonName="vpc-cni")
    eks.get_waiter("addon_deleted").wait(**SHOP, addonName="vpc-cni")
    assert eks.list_addons(**SHOP)["addons"] == []


def test_an_unknown_add_on_is_refused_with_those_there_are(eks):
    with pytest.raises(eks.exceptions.InvalidParameterException, match="coredns"):
        eks.create_addon(**SHOP, addonName="my-eks-addon")


def test_kube_proxy_has_the_version_of_its_cluster(eks):
    assert eks.create_addon(**SHOP, addonName="kube-proxy")["addon"]["addonVersion"].startswith("v1.35.")
    found = eks.describe_addon_versions(kubernetesVersion="1.35", addonName="kube-proxy")["addons"]
    assert found[0]["addonVersions"][0]["compatibilities"][0]["clusterVersion"] == "1.35"


@pytest.mark.parametrize(
    ("principal", "kind", "username", "groups"),
    [
        (ADMIN, "STANDARD", "arn:aws:sts::123456789012:assumed-role/Admin/{{SessionName}}", []),
        ("arn:aws:iam::123456789012:user/eve", "STANDARD", "arn:aws:iam::123456789012:user/eve", []),
        (ADMIN, "EC2_LINUX", "system:node:{{EC2PrivateDNSName}}", ["system:nodes"]),
    ],
)
def test_an_access_entry_gets_its_user_name_and_groups(eks, principal, kind, username, groups):
    entry = eks.create_access_entry(**SHOP, principalArn=principal, type=kind)["accessEntry"]
    assert (entry["username"], entry["kubernetesGroups"]) == (username, groups)


def test_an_access_policy_is_associated_and_taken_away(eks):
    eks.create_access_entry(**SHOP, principalArn=ADMIN)
    about = {**SHOP, "principalArn": ADMIN}
    scope = {"type": "namespace", "namespaces": ["default"]}
    eks.associate_access_policy(**about, policyArn=EDIT, accessScope=scope)
    found = eks.list_associated_access_policies(**about)["associatedAccessPolicies"]
    assert [(p["policyArn"], p["accessScope"]) for p in found] == [(EDIT, scope)]
    assert eks.list_access_entries(**SHOP, associatedPolicyArn=EDIT)["accessEntries"] == [ADMIN]
    eks.disassociate_access_policy(**about, policyArn=EDIT)
    assert eks.list_associated_access_policies(**about)["associatedAccessPolicies"] == []
    eks.delete_access_entry(**about)
    assert eks.list_access_entries(**SHOP)["accessEntries"] == []


def test_refused_access_entries(eks):
    eks.create_access_entry(**SHOP, principalArn=ADMIN)
    about = {**SHOP, "principalArn": ADMIN}
    with pytest.raises(eks.exceptions.ResourceInUseException):
        eks.create_access_entry(**about)
    with pytest.raises(eks.exceptions.InvalidParameterException, match="cannot start with system:"):
        eks.update_access_entry(**about, kubernetesGroups=["system:masters"])
    with pytest.raises(eks.exceptions.InvalidParameterException, match="names namespaces"):
        eks.associate_access_policy(**about, policyArn=EDIT, accessScope={"type": "namespace"})
    with pytest.raises(eks.exceptions.ResourceNotFoundException):
        eks.describe_access_entry(**SHOP, principalArn=ADMIN + "2")


def test_a_pod_identity_association_lives(eks):
    account = {"namespace": "default", "serviceAccount": "web"}
    made = eks.create_pod_identity_association(**SHOP, **account, roleArn=ADMIN)["association"]
    about = {**SHOP, "associationId": made["associationId"]}
    assert len(eks.list_pod_identity_associations(**SHOP, namespace="default")["associations"]) == 1
    assert eks.list_pod_identity_associations(**SHOP, namespace="other")["associations"] == []
    changed = eks.update_pod_identity_association(**about, roleArn=ADMIN + "2")["association"]
    assert changed["roleArn"] == ADMIN + "2"
    eks.delete_pod_identity_association(**about)
    with pytest.raises(eks.exceptions.ResourceNotFoundException):
        eks.describe_pod_identity_association(**about)


def test_what_belongs_to_a_cluster_carries_tags(world, eks):
    account = {"namespace": "default", "serviceAccount": "web"}
    arns = [
        eks.create_addon(**SHOP, addonName="coredns")["addon"]["addonArn"],
        eks.create_access_entry(**SHOP, principalArn=ADMIN)["accessEntry"]["accessEntryArn"],
        eks.create_pod_identity_association(**SHOP, **account, roleArn=ADMIN)["association"][
            "associationArn"
        ],
    ]
    for arn in arns:
        eks.tag_resource(resourceArn=arn, tags={"team": "a"})
        assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"team": "a"}


def test_a_fargate_profile_takes_the_subnets_of_its_cluster(eks):
    made = eks.create_fargate_profile(
        **SHOP, fargateProfileName="f", podExecutionRoleArn=ADMIN, selectors=[{"namespace": "default"}]
    )["fargateProfile"]
    cluster = eks.describe_cluster(name="shop")["cluster"]
    assert made["subnets"] == cluster["resourcesVpcConfig"]["subnetIds"] != []
    assert cluster["identity"]["oidc"]["issuer"].startswith("https://oidc.eks.us-east-1.")


def test_an_insight_warns_of_nodes_that_an_update_would_leave_behind(world, eks, workers):
    def skew():
        found = eks.list_insights(**SHOP)["insights"]
        return next(insight for insight in found if insight["name"] == "Kubelet version skew")

    assert skew()["insightStatus"]["status"] == "PASSING"
    eks.update_cluster_version(name="shop", version="1.36")
    eks.get_waiter("cluster_active").wait(name="shop")
    assert (skew()["kubernetesVersion"], skew()["insightStatus"]["status"]) == ("1.37", "WARNING")
    shown = eks.describe_insight(**SHOP, id=skew()["id"])["insight"]
    assert len(shown["resources"]) == 2
    eks.update_nodegroup_version(**GROUP)
    eks.get_waiter("nodegroup_active").wait(**GROUP)
    assert skew()["insightStatus"]["status"] == "PASSING"
