"""ECR's API with the real boto3 client: lifecycle, scanning, replication, caches, registry settings."""

import json

import pytest
from planes.registry.pull_through import RECHECK_SECONDS
from planes.registry.replication import Destination

SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/hub"


def code_of(call) -> str:
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError) as refused:
        call()
    return refused.value.response["Error"]["Code"]


def rule(priority: int, number: int, **selection):
    return {
        "rulePriority": priority,
        "selection": {"countType": "imageCountMoreThan", "countNumber": number, **selection},
        "action": {"type": "expire"},
    }


def policy(*rules) -> str:
    return json.dumps({"rules": list(rules)})


def tags(ecr, repository: str = "web") -> set[str]:
    return {entry.get("imageTag", "") for entry in ecr.list_images(repositoryName=repository)["imageIds"]}


@pytest.fixture
def three(world, ecr):
    """Repository web with images 1, 2, 3, pushed an hour apart."""
    for tag in ("1", "2", "3"):
        world.registry.add_image(f"web:{tag}")
        world.run(hours=1)
    return ecr


def test_a_lifecycle_policy_acts_within_a_day(world, three):
    three.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=policy(rule(1, 1, tagStatus="any")))
    assert tags(three) == {"1", "2", "3"}
    assert three.get_lifecycle_policy(repositoryName="web")["lastEvaluatedAt"].year == 1970
    world.run(hours=24)
    assert tags(three) == {"3"}
    assert three.get_lifecycle_policy(repositoryName="web")["lastEvaluatedAt"].year == world.epoch.year


def test_a_lifecycle_policy_is_returned_without_blanks(three):
    text = json.dumps({"rules": [rule(1, 1, tagStatus="any")]}, indent=4)
    put = three.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=text)
    assert put["lifecyclePolicyText"] == json.dumps(json.loads(text), separators=(",", ":"))


def test_what_a_policy_did_is_explained_in_the_events(world, three):
    three.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=policy(rule(7, 2, tagStatus="any")))
    world.run(hours=24)
    deleted = world.events.where(plane="registry", what="image deleted")
    assert [event.why for event in deleted] == ["lifecycle policy, rule 7: keep 2 any"]


def test_a_preview_changes_nothing_and_names_rule_and_action(world, three):
    text = policy(rule(1, 2, tagStatus="any"))
    started = three.start_lifecycle_policy_preview(repositoryName="web", lifecyclePolicyText=text)
    assert started["status"] == "IN_PROGRESS"
    again = lambda: three.start_lifecycle_policy_preview(  # noqa: E731
        repositoryName="web", lifecyclePolicyText=text
    )
    assert code_of(again) == "LifecyclePolicyPreviewInProgressException"
    three.get_waiter("lifecycle_policy_preview_complete").wait(repositoryName="web")
    got = three.get_lifecycle_policy_preview(repositoryName="web")
    assert got["summary"] == {"expiringImageTotalCount": 1}
    assert [(e["imageTags"], e["action"], e["appliedRulePriority"]) for e in got["previewResults"]] == [
        (["1"], {"type": "EXPIRE"}, 1)
    ]
    world.run(hours=48)
    assert tags(three) == {"1", "2", "3"}


def test_an_archiving_rule_archives(world, three):
    archive = rule(1, 1, tagStatus="any") | {
        "action": {"type": "transition", "targetStorageClass": "archive"}
    }
    archive["selection"] = {
        "tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1,
    }  # fmt: skip
    three.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=policy(archive))
    world.run(hours=60)
    assert tags(three) == set()
    archived = three.list_images(repositoryName="web", filter={"imageStatus": "ARCHIVED"})["imageIds"]
    assert len(archived) == 3


def test_the_outcome_of_each_rule_is_explained(world, three):
    registry = world.registry
    text = policy(
        rule(1, 1, tagStatus="tagged", tagPatternList=["*"]),
        rule(2, 1, tagStatus="any"),
    )
    first, second = registry.lifecycle.explain(registry.repository("web"), text)
    assert len(first.acts_on) == 2
    assert second.acts_on == ()
    assert set(second.spared) == set(second.alone) == set(first.acts_on)


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "{}",
        '{"rules": []}',
        policy(rule(1, 0, tagStatus="any")),
        policy(rule(1, 1, tagStatus="tagged")),
        policy(rule(1, 1, tagStatus="any"), rule(1, 1, tagStatus="untagged")),
    ],
)
def test_a_policy_that_breaks_a_rule_is_refused(three, text):
    put = lambda: three.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=text.ljust(100))  # noqa: E731
    assert code_of(put) == "InvalidParameterException"
    get = lambda: three.get_lifecycle_policy(repositoryName="web")  # noqa: E731
    assert code_of(get) == "LifecyclePolicyNotFoundException"


def test_a_deleted_policy_acts_no_more(world, three):
    three.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=policy(rule(1, 1, tagStatus="any")))
    three.delete_lifecycle_policy(repositoryName="web")
    world.run(hours=48)
    assert tags(three) == {"1", "2", "3"}


def test_the_images_of_a_manifest_list_go_after_it(world, ecr):
    world.registry.add_image("web:1", architectures=("amd64", "arm64"))
    world.run(hours=1)
    world.registry.add_image("web:2")
    ecr.put_lifecycle_policy(
        repositoryName="web",
        lifecyclePolicyText=policy(rule(1, 1, tagStatus="any")),
    )
    world.run(hours=72)
    assert tags(ecr) == {"2"}


def test_a_scan_finds_made_up_weaknesses_of_old_packages(world, ecr):
    world.registry.add_image("web:1", packages={"openssl": "3.0.11-1", "bash": "5.3"})
    image_id = {"imageTag": "1"}
    started = ecr.start_image_scan(repositoryName="web", imageId=image_id)
    assert started["imageScanStatus"]["status"] == "IN_PROGRESS"
    ecr.get_waiter("image_scan_complete").wait(repositoryName="web", imageId=image_id)
    got = ecr.describe_image_scan_findings(repositoryName="web", imageId=image_id)["imageScanFindings"]
    assert got["findingSeverityCounts"] == {"CRITICAL": 1, "MEDIUM": 1}
    assert all(finding["description"].startswith("Made up") for finding in got["findings"])
    detail = ecr.describe_images(repositoryName="web")["imageDetails"][0]
    assert detail["imageScanFindingsSummary"]["findingSeverityCounts"] == {"CRITICAL": 1, "MEDIUM": 1}


def test_findings_come_in_pages(world, ecr):
    old = dict.fromkeys(["openssl", "zlib1g", "bash", "tar"], "1.0")
    world.registry.add_image("web:1", packages=old)
    ecr.start_image_scan(repositoryName="web", imageId={"imageTag": "1"})
    world.run(minutes=1)
    pages = ecr.get_paginator("describe_image_scan_findings").paginate(
        repositoryName="web", imageId={"imageTag": "1"}, PaginationConfig={"PageSize": 2}
    )
    assert [len(page["imageScanFindings"]["findings"]) for page in pages] == [2, 2, 1]


def test_a_new_image_is_scanned_where_the_repository_says_so(world, ecr):
    ecr.create_repository(repositoryName="web", imageScanningConfiguration={"scanOnPush": True})
    world.registry.add_image("web:1", packages={"tar": "1.0"})
    world.run(minutes=1)
    detail = ecr.describe_images(repositoryName="web")["imageDetails"][0]
    assert detail["imageScanStatus"]["status"] == "COMPLETE"


def test_scanning_rules_of_the_registry_apply_too(world, ecr):
    filters = [{"filter": "shop/*", "filterType": "WILDCARD"}]
    rules = [{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": filters}]
    ecr.put_registry_scanning_configuration(scanType="BASIC", rules=rules)
    world.registry.add_image("shop/web:1", packages={"tar": "1.0"})
    assert ("shop/web", world.registry.resolve("shop/web:1").digest) in world.registry.scanner.scans
    got = ecr.batch_get_repository_scanning_configuration(repositoryNames=["shop/web", "none"])
    assert got["scanningConfigurations"][0]["scanFrequency"] == "SCAN_ON_PUSH"
    assert got["failures"][0]["failureCode"] == "REPOSITORY_NOT_FOUND"
    assert ecr.get_registry_scanning_configuration()["scanningConfiguration"]["rules"] == rules


def test_an_image_is_scanned_once_a_day(world, ecr):
    world.registry.add_image("web:1", packages={"tar": "1.0"})
    scan = lambda: ecr.start_image_scan(repositoryName="web", imageId={"imageTag": "1"})  # noqa: E731
    scan()
    assert code_of(scan) == "LimitExceededException"
    world.run(hours=24)
    scan()


def test_an_image_without_a_package_database_is_unsupported(world, ecr):
    world.registry.add_image("web:1")
    ecr.start_image_scan(repositoryName="web", imageId={"imageTag": "1"})
    world.run(minutes=1)
    got = ecr.describe_image_scan_findings(repositoryName="web", imageId={"imageTag": "1"})
    assert got["imageScanStatus"]["status"] == "UNSUPPORTED_IMAGE"


def test_the_errors_of_scanning(world, ecr):
    world.registry.add_image("web:1", architectures=("amd64", "arm64"))
    image_id = {"imageTag": "1"}
    start = lambda: ecr.start_image_scan(repositoryName="web", imageId=image_id)  # noqa: E731
    assert code_of(start) == "UnsupportedImageTypeException"
    find = lambda: ecr.describe_image_scan_findings(repositoryName="web", imageId=image_id)  # noqa: E731
    assert code_of(find) == "ScanNotFoundException"


def replicate(ecr, region: str = "eu-west-1", **more):
    destination = {"region": region, "registryId": "123456789012"}
    ecr.put_replication_configuration(
        replicationConfiguration={"rules": [{"destinations": [destination], **more}]}
    )


def test_what_is_pushed_after_the_rules_is_replicated(world, ecr):
    world.registry.add_image("shop/old:1")
    replicate(ecr, repositoryFilters=[{"filter": "shop/", "filterType": "PREFIX_MATCH"}])
    world.registry.add_image("shop/web:1", architectures=("amd64", "arm64"))
    world.registry.add_image("other:1")
    status = lambda: ecr.describe_image_replication_status(  # noqa: E731
        repositoryName="shop/web", imageId={"imageTag": "1"}
    )["replicationStatuses"]
    assert [entry["status"] for entry in status()] == ["IN_PROGRESS"]
    world.run(minutes=30)
    assert [(entry["region"], entry["status"]) for entry in status()] == [("eu-west-1", "COMPLETE")]
    there = world.registry.replication.replicas[Destination("eu-west-1", "123456789012")]
    assert set(there.repositories) == {"shop/web"}
    assert there.resolve("shop/web:1") == world.registry.resolve("shop/web:1")


def test_a_deletion_is_not_replicated(world, ecr):
    replicate(ecr)
    digest = world.registry.add_image("web:1")
    world.run(minutes=30)
    world.registry.delete_manifest("web", digest)
    world.run(hours=48)
    there = world.registry.replication.replicas[Destination("eu-west-1", "123456789012")]
    assert there.resolve("web:1").digest == digest


def test_replication_to_the_registry_itself_is_refused(ecr):
    assert code_of(lambda: replicate(ecr, region="us-east-1")) == "InvalidParameterException"
    assert ecr.describe_registry()["replicationConfiguration"]["rules"] == []


def test_a_pull_through_cache_fills_itself(world, ecr):
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="public", upstreamRegistryUrl="public.ecr.aws")
    resolved = world.registry.resolve("public/nginx/nginx:1.27")
    assert resolved == world.registry.resolve("public.ecr.aws/nginx/nginx:1.27")
    assert "1.27" in tags(ecr, "public/nginx/nginx")


def test_upstream_is_asked_once_a_day(world, ecr):
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="public", upstreamRegistryUrl="public.ecr.aws")
    count = lambda: len(world.events.where(what="image cached"))  # noqa: E731
    for _ in range(3):
        world.registry.resolve("public/nginx/nginx:1.27")
    assert count() == 1
    world.run(seconds=RECHECK_SECONDS)
    world.registry.resolve("public/nginx/nginx:1.27")
    assert count() == 2


def test_the_errors_of_pull_through_rules(ecr):
    create = lambda prefix, url, **more: ecr.create_pull_through_cache_rule(  # noqa: E731
        ecrRepositoryPrefix=prefix, upstreamRegistryUrl=url, **more
    )
    assert code_of(lambda: create("x1", "example.org")) == "UnsupportedUpstreamRegistryException"
    assert code_of(lambda: create("hub", "registry-1.docker.io")) == "InvalidParameterException"
    create("hub", "registry-1.docker.io", credentialArn=SECRET)
    again = lambda: create("hub", "registry-1.docker.io", credentialArn=SECRET)  # noqa: E731
    assert code_of(again) == "PullThroughCacheRuleAlreadyExistsException"
    assert ecr.validate_pull_through_cache_rule(ecrRepositoryPrefix="hub")["isValid"]
    assert ecr.delete_pull_through_cache_rule(ecrRepositoryPrefix="hub")["ecrRepositoryPrefix"] == "hub"
    gone = lambda: ecr.update_pull_through_cache_rule(ecrRepositoryPrefix="hub")  # noqa: E731
    assert code_of(gone) == "PullThroughCacheRuleNotFoundException"
    assert ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"] == []


def test_a_creation_template_sets_up_what_is_created_on_push(world, ecr):
    text = policy(rule(1, 1, tagStatus="any"))
    ecr.create_repository_creation_template(
        prefix="shop", appliedFor=["CREATE_ON_PUSH"], imageTagMutability="IMMUTABLE", lifecyclePolicy=text
    )
    world.registry.add_image("shop/web:1")
    world.registry.add_image("other/web:1")
    shown = {entry["repositoryName"]: entry for entry in ecr.describe_repositories()["repositories"]}
    assert shown["shop/web"]["imageTagMutability"] == "IMMUTABLE"
    assert shown["other/web"]["imageTagMutability"] == "MUTABLE"
    assert json.loads(
        ecr.get_lifecycle_policy(repositoryName="shop/web")["lifecyclePolicyText"]
    ) == json.loads(text)


def test_templates_are_described_updated_and_deleted(ecr):
    ecr.create_repository_creation_template(prefix="ROOT", appliedFor=["REPLICATION"])
    again = lambda: ecr.create_repository_creation_template(prefix="ROOT", appliedFor=["REPLICATION"])  # noqa: E731
    assert code_of(again) == "TemplateAlreadyExistsException"
    ecr.update_repository_creation_template(prefix="ROOT", description="for all")
    found = ecr.describe_repository_creation_templates()["repositoryCreationTemplates"]
    assert [entry["description"] for entry in found] == ["for all"]
    ecr.delete_repository_creation_template(prefix="ROOT")
    assert (
        code_of(lambda: ecr.delete_repository_creation_template(prefix="ROOT")) == "TemplateNotFoundException"
    )


def test_a_registry_policy_is_kept_and_deleted(ecr):
    assert code_of(ecr.get_registry_policy) == "RegistryPolicyNotFoundException"
    text = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*"}]})
    ecr.put_registry_policy(policyText=text)
    assert ecr.get_registry_policy()["policyText"] == text
    assert ecr.delete_registry_policy()["policyText"] == text


def test_account_settings_are_kept(ecr):
    ecr.put_account_setting(name="BLOB_MOUNTING", value="DISABLED")
    assert ecr.get_account_setting(name="BLOB_MOUNTING")["value"] == "DISABLED"
    assert code_of(lambda: ecr.get_account_setting(name="NONE")) == "ValidationException"
