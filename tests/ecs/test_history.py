"""What AWS keeps of a service's deployments, protects its tasks from, and shows again as it was given."""

from __future__ import annotations


def deployments(shop, **filters):
    found = shop.ecs.list_service_deployments(cluster="shop", service="web", **filters)
    return found["serviceDeployments"]


def described(shop, number=0):
    arns = [deployments(shop)[number]["serviceDeploymentArn"]]
    return shop.ecs.describe_service_deployments(serviceDeploymentArns=arns)["serviceDeployments"][0]


def test_service_deployments_are_kept_with_their_end(shop):
    shop.hosts(3)
    shop.serve(shop.define(), 2)
    assert described(shop)["status"] == "IN_PROGRESS"
    shop.world.run(minutes=5)
    shop.update(taskDefinition=shop.define())
    shop.world.run(minutes=10)
    newest, oldest = deployments(shop)
    assert [newest["status"], oldest["status"]] == ["SUCCESSFUL", "SUCCESSFUL"]
    assert oldest["finishedAt"] < newest["createdAt"] < newest["finishedAt"]
    source = described(shop)["sourceServiceRevisions"][0]
    assert source["arn"] == oldest["targetServiceRevisionArn"]
    assert described(shop)["targetServiceRevision"]["runningTaskCount"] == 2
    assert deployments(shop, status=["IN_PROGRESS"]) == []


def test_a_deployment_that_a_newer_one_replaces_is_stopped(shop):
    shop.hosts(3)
    shop.serve(shop.define(), 2)
    shop.update(taskDefinition=shop.define())
    shop.world.run(minutes=10)
    assert [item["status"] for item in deployments(shop)] == ["SUCCESSFUL", "STOPPED"]


def test_a_rolled_back_deployment_names_the_revision_it_went_back_to(shop):
    shop.hosts(3)
    breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
    shop.serve(shop.define(), 2, deploymentConfiguration=breaker)
    shop.world.run(minutes=5)
    shop.update(taskDefinition=shop.define(image=shop.image("shop/web:broken", exit_code=1)))
    shop.world.run(minutes=60)
    failed, first = described(shop), described(shop, 1)
    assert (failed["status"], first["status"]) == ("ROLLBACK_SUCCESSFUL", "SUCCESSFUL")
    assert failed["rollback"]["serviceRevisionArn"] == first["targetServiceRevision"]["arn"]
    assert failed["deploymentCircuitBreaker"]["status"] == "TRIGGERED"


def test_a_revision_says_which_image_it_runs(shop):
    shop.hosts(3)
    shop.serve(shop.define(), 2)
    shop.world.run(minutes=1)  # the digest is known from the first start on
    arns = [
        deployments(shop)[0]["targetServiceRevisionArn"],
        "arn:aws:ecs:us-east-1:1:service-revision/a/b/1",
    ]
    answer = shop.ecs.describe_service_revisions(serviceRevisionArns=arns)
    image = answer["serviceRevisions"][0]["containerImages"][0]
    assert image["imageDigest"] == shop.world.registry.resolve("shop/web:1").digest
    assert [failure["reason"] for failure in answer["failures"]] == ["MISSING"]


def test_a_protected_task_survives_scale_in_until_the_protection_ends(shop):
    shop.hosts(3)
    shop.serve(shop.define(), 3)
    shop.world.run(minutes=5)
    kept = shop.tasks("web")[0]["taskArn"]
    shop.ecs.update_task_protection(cluster="shop", tasks=[kept], protectionEnabled=True, expiresInMinutes=30)
    shop.update(desiredCount=0)
    shop.world.run(minutes=5)
    assert [task["taskArn"] for task in shop.tasks("web")] == [kept]
    shop.world.run(minutes=30)
    assert shop.tasks("web") == []


def test_a_deployment_waits_for_a_protected_task(shop):
    shop.hosts(3)
    shop.serve(shop.define(), 1)
    shop.world.run(minutes=5)
    kept = shop.tasks("web")[0]["taskArn"]
    shop.ecs.update_task_protection(cluster="shop", tasks=[kept], protectionEnabled=True)
    shop.update(taskDefinition=shop.define())
    shop.world.run(minutes=10)
    assert shop.service()["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    assert kept in [task["taskArn"] for task in shop.tasks("web")]
    shop.ecs.update_task_protection(cluster="shop", tasks=[kept], protectionEnabled=False)
    shop.world.run(minutes=10)
    assert shop.service()["deployments"][0]["rolloutState"] == "COMPLETED"


def test_a_task_of_no_service_cannot_be_protected(shop):
    shop.hosts(1)
    task = shop.ecs.run_task(cluster="shop", taskDefinition=shop.define())["tasks"][0]["taskArn"]
    answer = shop.ecs.update_task_protection(cluster="shop", tasks=[task, "no-such"], protectionEnabled=True)
    assert [failure["reason"] for failure in answer["failures"]] == ["TASK_NOT_VALID", "MISSING"]


def test_services_are_found_by_their_service_connect_namespace(shop):
    shop.hosts(1)
    connect = {"enabled": True, "namespace": "inside"}
    service = shop.serve(shop.define(), 1, serviceConnectConfiguration=connect)
    assert service["deployments"][0]["serviceConnectConfiguration"] == connect
    found = shop.ecs.list_services_by_namespace(namespace="inside")["serviceArns"]
    assert found == [service["serviceArn"]]
    assert shop.ecs.list_services_by_namespace(namespace="outside")["serviceArns"] == []


def test_a_service_shows_the_platform_version_asked_for_and_its_deployment_the_one_it_got(shop):
    service = shop.serve(shop.define_fargate(), 1, launchType="FARGATE", networkConfiguration=shop.network)
    assert service["platformVersion"] == "LATEST"
    assert service["deployments"][0]["platformVersion"] == "1.4.0"
    assert service["roleArn"].endswith("/AWSServiceRoleForECS")


def test_a_task_has_no_address_before_its_network_interface_is_attached(shop):
    task = shop.ecs.run_task(
        cluster="shop",
        taskDefinition=shop.define_fargate(),
        launchType="FARGATE",
        networkConfiguration=shop.network,
    )["tasks"][0]
    assert [detail["name"] for detail in task["attachments"][0]["details"]] == ["subnetId"]
    assert task["containers"][0]["networkInterfaces"] == []
    shop.world.run(minutes=3)
    task = shop.ecs.describe_tasks(cluster="shop", tasks=[task["taskArn"]])["tasks"][0]
    assert task["containers"][0]["networkInterfaces"][0]["privateIpv4Address"]


def test_a_capacity_provider_changes_behind_the_answer(shop):
    group = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/web"
    provider = {"autoScalingGroupArn": group, "managedScaling": {"status": "ENABLED"}}
    shop.ecs.create_capacity_provider(name="web", autoScalingGroupProvider=provider)
    change = {"managedScaling": {"status": "ENABLED", "targetCapacity": 50}, "managedDraining": "DISABLED"}
    answer = shop.ecs.update_capacity_provider(name="web", autoScalingGroupProvider=change)
    before = answer["capacityProvider"]
    after = shop.ecs.describe_capacity_providers(capacityProviders=["web"])["capacityProviders"][0]
    assert (before["updateStatus"], after["updateStatus"]) == ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")
    shown = [p["autoScalingGroupProvider"]["managedScaling"]["targetCapacity"] for p in (before, after)]
    assert shown == [100, 50]
    assert after["autoScalingGroupProvider"]["managedDraining"] == "DISABLED"


def test_only_definitions_without_an_address_of_their_own_run_on_external_instances(shop):
    compatibilities = [
        shop.ecs.describe_task_definition(taskDefinition=name)["taskDefinition"]["compatibilities"]
        for name in (shop.define("a"), shop.define("b", networkMode="awsvpc"), shop.define_fargate("c"))
    ]
    assert compatibilities == [["EXTERNAL", "EC2"], ["EC2"], ["EC2", "FARGATE"]]


def test_deleted_attributes_are_answered_with_their_values(shop):
    shop.hosts(1)
    target = shop.ecs.list_container_instances(cluster="shop")["containerInstanceArns"][0]
    stack = {"name": "stack", "value": "production", "targetId": target}
    shop.ecs.put_attributes(cluster="shop", attributes=[stack])
    answer = shop.ecs.delete_attributes(cluster="shop", attributes=[{"name": "stack", "targetId": target}])
    assert answer["attributes"] == [stack]


def test_a_cluster_shows_its_service_connect_namespace_and_what_providers_attached(shop):
    group = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/web"
    provider = {"autoScalingGroupArn": group, "managedScaling": {"status": "ENABLED"}}
    shop.ecs.create_capacity_provider(name="web", autoScalingGroupProvider=provider)
    shop.ecs.put_cluster_capacity_providers(
        cluster="shop", capacityProviders=["web"], defaultCapacityProviderStrategy=[]
    )
    shop.ecs.update_cluster(cluster="shop", serviceConnectDefaults={"namespace": "inside"})
    shown = shop.ecs.describe_clusters(clusters=["shop"], include=["ATTACHMENTS"])["clusters"][0]
    assert ":namespace/ns-" in shown["serviceConnectDefaults"]["namespace"]
    assert [attachment["type"] for attachment in shown["attachments"]] == ["as_policy"]


def test_a_setting_of_one_user_is_not_that_of_the_account(shop):
    user = "arn:aws:iam::123456789012:user/MyUser"
    shop.ecs.put_account_setting(name="containerInsights", value="enhanced", principalArn=user)
    assert shop.ecs.list_account_settings()["settings"] == []
    (own,) = shop.ecs.list_account_settings(principalArn=user)["settings"]
    assert (own["value"], own["principalArn"]) == ("enhanced", user)
    effective = shop.ecs.list_account_settings(
        principalArn=user, name="containerInsights", effectiveSettings=True
    )["settings"]
    assert [setting["value"] for setting in effective] == ["enhanced"]
