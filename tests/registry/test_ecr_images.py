"""ECR's API with the real boto3 client: repositories, layers and images."""

import base64
import hashlib
import json
from importlib import resources

import pytest
from planes.registry.image import build_image, build_index, build_layer

MIB = 1024 * 1024


def image(text: str = "x", **more):
    return build_image([build_layer({"base": "same"}), build_layer({"app": text})], **more)


def code_of(call) -> str:
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError) as refused:
        call()
    return refused.value.response["Error"]["Code"]


def upload(ecr, repository: str, data: bytes) -> str:
    """Upload a layer as F40 says."""
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    known = ecr.batch_check_layer_availability(repositoryName=repository, layerDigests=[digest])["layers"]
    if known[0]["layerAvailability"] == "AVAILABLE":
        return digest
    upload_id = ecr.initiate_layer_upload(repositoryName=repository)["uploadId"]
    ecr.upload_layer_part(
        repositoryName=repository,
        uploadId=upload_id,
        partFirstByte=0,
        partLastByte=len(data) - 1,
        layerPartBlob=data,
    )
    ecr.complete_layer_upload(repositoryName=repository, uploadId=upload_id, layerDigests=[digest])
    return digest


def put(ecr, repository: str, built, **more):
    for blob in built.blobs():
        upload(ecr, repository, blob.data)
    return ecr.put_image(repositoryName=repository, imageManifest=built.manifest.data.decode(), **more)[
        "image"
    ]


@pytest.fixture
def web(ecr):
    ecr.create_repository(repositoryName="web")
    return ecr


def test_an_image_put_byte_by_byte_can_be_run(world, web):
    put(web, "web", image(labels={"planes.start-seconds": "3"}), imageTag="1")
    resolved = world.registry.resolve("123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1")
    assert resolved.labels == {"planes.start-seconds": "3"}


def test_batch_get_image_gives_the_exact_manifest(web):
    put(web, "web", image(), imageTag="1")
    got = web.batch_get_image(repositoryName="web", imageIds=[{"imageTag": "1"}])["images"][0]
    assert got["imageManifest"].encode() == image().manifest.data
    assert got["imageId"] == {"imageTag": "1", "imageDigest": image().digest}


def test_a_large_layer_is_uploaded_in_parts(web):
    data = bytes(12 * MIB)
    upload_id = web.initiate_layer_upload(repositoryName="web")["uploadId"]
    for first in range(0, len(data), 5 * MIB):
        part = data[first : first + 5 * MIB]
        last = first + len(part) - 1
        got = web.upload_layer_part(
            repositoryName="web",
            uploadId=upload_id,
            partFirstByte=first,
            partLastByte=last,
            layerPartBlob=part,
        )
        assert got["lastByteReceived"] == last
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    done = web.complete_layer_upload(repositoryName="web", uploadId=upload_id, layerDigests=[digest])
    assert done["layerDigest"] == digest


def part(web, upload_id: str, first: int, data: bytes):
    return web.upload_layer_part(
        repositoryName="web",
        uploadId=upload_id,
        partFirstByte=first,
        partLastByte=first + len(data) - 1,
        layerPartBlob=data,
    )


def test_a_part_out_of_order_is_refused_with_the_last_good_byte(web):
    from botocore.exceptions import ClientError

    upload_id = web.initiate_layer_upload(repositoryName="web")["uploadId"]
    part(web, upload_id, 0, b"abc")
    with pytest.raises(ClientError) as refused:
        part(web, upload_id, 7, b"x")
    assert refused.value.response["Error"]["Code"] == "InvalidLayerPartException"
    assert refused.value.response["lastValidByteReceived"] == 2


def complete(web, upload_id: str, digest: str):
    return web.complete_layer_upload(repositoryName="web", uploadId=upload_id, layerDigests=[digest])


def test_the_errors_of_completing_a_layer(web):
    digest = "sha256:" + hashlib.sha256(b"abc").hexdigest()
    upload_id = web.initiate_layer_upload(repositoryName="web")["uploadId"]
    assert code_of(lambda: complete(web, upload_id, digest)) == "EmptyUploadException"
    part(web, upload_id, 0, b"ab")
    assert code_of(lambda: complete(web, upload_id, digest)) == "InvalidLayerException"
    part(web, upload_id, 2, b"c")
    assert code_of(lambda: complete(web, upload_id, digest)) == "LayerPartTooSmallException"
    assert code_of(lambda: complete(web, "none", digest)) == "UploadNotFoundException"


def test_a_layer_that_is_there_is_not_uploaded_again(web):
    digest = upload(web, "web", b"abc")
    upload_id = web.initiate_layer_upload(repositoryName="web")["uploadId"]
    part(web, upload_id, 0, b"abc")
    assert code_of(lambda: complete(web, upload_id, digest)) == "LayerAlreadyExistsException"


def test_layer_availability_says_what_need_not_be_sent(web):
    digest = upload(web, "web", b"abc")
    missing = "sha256:" + "0" * 64
    got = web.batch_check_layer_availability(repositoryName="web", layerDigests=[digest, missing, "x:1"])
    assert [layer["layerAvailability"] for layer in got["layers"]] == ["AVAILABLE", "UNAVAILABLE"]
    assert [failure["failureCode"] for failure in got["failures"]] == ["InvalidLayerDigest"]


def test_the_errors_of_put_image(web):
    manifest = image().manifest.data.decode()
    send = lambda **more: web.put_image(repositoryName="web", imageManifest=manifest, **more)  # noqa: E731
    assert code_of(lambda: send(imageTag="1")) == "LayersNotFoundException"
    put(web, "web", image(), imageTag="1")
    assert code_of(lambda: send(imageTag="1")) == "ImageAlreadyExistsException"
    assert code_of(lambda: send(imageDigest="sha256:" + "0" * 64)) == "ImageDigestDoesNotMatchException"
    assert code_of(lambda: send(imageTag="git hash")) == "InvalidParameterException"
    bad = lambda: web.put_image(repositoryName="web", imageManifest="{}")  # noqa: E731
    assert code_of(bad) == "InvalidParameterException"
    index = build_index([image("other")]).manifest.data.decode()
    lists = lambda: web.put_image(repositoryName="web", imageManifest=index)  # noqa: E731
    assert code_of(lists) == "ReferencedImagesNotFoundException"


def test_a_further_tag_for_the_same_digest_is_allowed(web):
    put(web, "web", image(), imageTag="1")
    put(web, "web", image(), imageTag="2")
    details = web.describe_images(repositoryName="web")["imageDetails"]
    assert [detail["imageTags"] for detail in details] == [["1", "2"]]


def test_an_immutable_tag_is_not_overwritten(ecr):
    ecr.create_repository(
        repositoryName="web",
        imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=[{"filterType": "WILDCARD", "filter": "dev-*"}],
    )
    for tag in ("1", "dev-1"):
        put(ecr, "web", image("one"), imageTag=tag)
    assert code_of(lambda: put(ecr, "web", image("two"), imageTag="1")) == "ImageTagAlreadyExistsException"
    put(ecr, "web", image("two"), imageTag="dev-1")


def test_mutability_can_be_changed(web):
    filters = [{"filterType": "WILDCARD", "filter": "v*"}]
    web.put_image_tag_mutability(
        repositoryName="web",
        imageTagMutability="MUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=filters,
    )
    shown = web.describe_repositories(repositoryNames=["web"])["repositories"][0]
    assert shown["imageTagMutability"] == "MUTABLE_WITH_EXCLUSION"
    assert shown["imageTagMutabilityExclusionFilters"] == filters


def test_describe_images_shows_size_time_and_pull(world, ecr):
    world.registry.add_image("web:1", size_mib=100)
    world.run(minutes=1)
    world.registry.resolve("web:1")
    detail = ecr.describe_images(repositoryName="web", imageIds=[{"imageTag": "1"}])["imageDetails"][0]
    assert detail["imageSizeInBytes"] == pytest.approx(100 * MIB, rel=0.001)
    assert detail["imagePushedAt"] == world.epoch
    assert (detail["lastRecordedPullTime"] - world.epoch).total_seconds() == 60
    assert detail["imageStatus"] == "ACTIVE"


def test_an_unknown_image_is_named(web):
    describe = lambda: web.describe_images(repositoryName="web", imageIds=[{"imageTag": "1"}])  # noqa: E731
    assert code_of(describe) == "ImageNotFoundException"


def test_images_come_in_pages(world, ecr):
    for number in range(5):
        world.registry.add_image(f"web:{number}")
    pages = list(
        ecr.get_paginator("list_images").paginate(repositoryName="web", PaginationConfig={"PageSize": 2})
    )
    assert [len(page["imageIds"]) for page in pages] == [2, 2, 1]


def test_list_images_tells_tagged_from_untagged(world, ecr):
    world.registry.add_image("web:1", architectures=("amd64", "arm64"))
    count = lambda status: len(  # noqa: E731
        ecr.list_images(repositoryName="web", filter={"tagStatus": status})["imageIds"]
    )
    assert (count("TAGGED"), count("UNTAGGED"), count("ANY")) == (1, 2, 3)


def test_deleting_by_tag_keeps_the_image_until_its_last_tag(web):
    put(web, "web", image(), imageTag="1")
    put(web, "web", image(), imageTag="2")
    web.batch_delete_image(repositoryName="web", imageIds=[{"imageTag": "1"}])
    assert web.list_images(repositoryName="web")["imageIds"] == [
        {"imageDigest": image().digest, "imageTag": "2"}
    ]
    web.batch_delete_image(repositoryName="web", imageIds=[{"imageTag": "2"}])
    assert web.list_images(repositoryName="web")["imageIds"] == []


def test_deleting_by_digest_takes_every_tag(web):
    put(web, "web", image(), imageTag="1")
    put(web, "web", image(), imageTag="2")
    got = web.batch_delete_image(repositoryName="web", imageIds=[{"imageDigest": image().digest}])
    assert [entry["imageTag"] for entry in got["imageIds"]] == ["1", "2"]


def test_an_image_in_a_manifest_list_is_not_deleted_before_it(world, ecr):
    world.registry.push(build_index([image()]), "web:1")
    got = ecr.batch_delete_image(repositoryName="web", imageIds=[{"imageDigest": image().digest}])
    assert got["failures"][0]["failureCode"] == "ImageReferencedByManifestList"


@pytest.mark.parametrize(
    ("image_id", "code"),
    [
        ({}, "MissingDigestAndTag"),
        ({"imageTag": "none"}, "ImageNotFound"),
        ({"imageTag": "a b"}, "InvalidImageTag"),
        ({"imageDigest": "sha256:1"}, "InvalidImageDigest"),
        ({"imageTag": "1", "imageDigest": "sha256:" + "0" * 64}, "ImageTagDoesNotMatchDigest"),
    ],
)
def test_what_is_wrong_with_an_identifier_is_a_failure_not_an_error(world, ecr, image_id, code):
    world.registry.add_image("web:1")
    for call in (ecr.batch_get_image, ecr.batch_delete_image):
        got = call(repositoryName="web", imageIds=[image_id])
        assert [failure["failureCode"] for failure in got["failures"]] == [code]


def test_an_archived_image_cannot_be_pulled_and_is_hidden(world, ecr):
    world.registry.add_image("web:1")
    move = lambda to: ecr.update_image_storage_class(  # noqa: E731
        repositoryName="web", imageId={"imageTag": "1"}, targetStorageClass=to
    )
    assert move("ARCHIVE")["imageStatus"] == "ARCHIVED"
    assert ecr.list_images(repositoryName="web")["imageIds"] == []
    failed = ecr.batch_get_image(repositoryName="web", imageIds=[{"imageTag": "1"}])["failures"]
    assert failed[0]["failureCode"] == "ImageInaccessible"
    assert move("STANDARD")["imageStatus"] == "ACTIVE"


def test_referrers_are_listed(world, ecr):
    world.registry.push(image(), "web:1")
    digest = image().digest
    assert (
        ecr.list_image_referrers(repositoryName="web", subjectId={"imageDigest": digest})["referrers"] == []
    )


def test_the_download_url_is_on_s3(world, ecr):
    world.registry.push(image(), "web:1")
    digest = image().layers[0].blob.digest
    url = ecr.get_download_url_for_layer(repositoryName="web", layerDigest=digest)["downloadUrl"]
    assert ".s3.us-east-1.amazonaws.com/" in url
    missing = lambda: ecr.get_download_url_for_layer(  # noqa: E731
        repositoryName="web", layerDigest="sha256:" + "0" * 64
    )
    assert code_of(missing) == "LayersNotFoundException"


@pytest.mark.parametrize("name", ["Web", "w b", "web/", "-web"])
def test_an_invalid_repository_name_is_refused(ecr, name):
    assert code_of(lambda: ecr.create_repository(repositoryName=name)) == "InvalidParameterException"


def test_the_errors_of_repositories(world, web):
    assert code_of(lambda: web.create_repository(repositoryName="web")) == "RepositoryAlreadyExistsException"
    world.registry.add_image("web:1")
    assert code_of(lambda: web.delete_repository(repositoryName="web")) == "RepositoryNotEmptyException"
    assert code_of(lambda: web.describe_images(repositoryName="no")) == "RepositoryNotFoundException"
    other = lambda: web.list_images(registryId="999999999999", repositoryName="web")  # noqa: E731
    assert code_of(other) == "RepositoryNotFoundException"
    assert web.delete_repository(repositoryName="web", force=True)["repository"]["repositoryName"] == "web"


def test_a_repository_is_described(world, ecr):
    made = ecr.create_repository(repositoryName="shop/web", tags=[{"Key": "team", "Value": "shop"}])
    shown = ecr.describe_repositories(repositoryNames=["shop/web"])["repositories"][0]
    assert shown == made["repository"]
    assert shown["repositoryUri"] == "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/web"
    assert shown["repositoryArn"] == "arn:aws:ecr:us-east-1:123456789012:repository/shop/web"
    assert ecr.list_tags_for_resource(resourceArn=shown["repositoryArn"])["tags"] == [
        {"Key": "team", "Value": "shop"}
    ]


def test_resource_tags_change(web):
    arn = web.describe_repositories()["repositories"][0]["repositoryArn"]
    web.tag_resource(resourceArn=arn, tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    web.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert web.list_tags_for_resource(resourceArn=arn)["tags"] == [{"Key": "b", "Value": "2"}]


def test_a_repository_policy_is_kept_and_deleted(web):
    assert (
        code_of(lambda: web.get_repository_policy(repositoryName="web"))
        == "RepositoryPolicyNotFoundException"
    )
    text = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*"}]})
    web.set_repository_policy(repositoryName="web", policyText=text)
    got = web.get_repository_policy(repositoryName="web")["policyText"]
    assert json.loads(got) == json.loads(text)
    assert got.startswith('{\n  "Version" : "2012-10-17",\n  "Statement" : [ {\n    "Effect" : "Allow"')
    assert web.delete_repository_policy(repositoryName="web")["policyText"] == got
    bad = lambda: web.set_repository_policy(repositoryName="web", policyText="{}")  # noqa: E731
    assert code_of(bad) == "InvalidParameterException"


def test_the_token_is_user_aws_and_good_for_twelve_hours(world, ecr):
    data = ecr.get_authorization_token()["authorizationData"][0]
    user, _, password = base64.b64decode(data["authorizationToken"]).decode().partition(":")
    assert user == "AWS"
    assert (data["expiresAt"] - world.epoch).total_seconds() == 12 * 3600
    assert json.loads(base64.b64decode(password))["expiration"] == data["expiresAt"].timestamp()
    assert world.registry.tokens.accepts(user, password)
    world.run(hours=12)
    assert not world.registry.tokens.accepts(user, password)


def test_an_outage_is_the_services_fault(world, ecr):
    world.outage("registry", minutes=10)
    assert code_of(ecr.describe_repositories) == "ServerException"
    world.run(minutes=11)
    assert ecr.describe_repositories()["repositories"] == []


def documented_examples():
    text = resources.files("botocore").joinpath("data/ecr/2015-09-21/examples-1.json").read_text()
    return [
        pytest.param(operation, example, id=example["id"])
        for operation, examples in json.loads(text)["examples"].items()
        for example in examples
    ]


@pytest.mark.parametrize(("operation", "example"), documented_examples())
def test_the_documented_examples_run_unchanged(world, ecr, operation, example):
    from botocore import xform_name

    world.registry.add_image("ubuntu:precise")
    policy = json.dumps({"Statement": [{"Effect": "Allow"}]})
    ecr.set_repository_policy(repositoryName="ubuntu", policyText=policy)
    got = getattr(ecr, xform_name(operation))(**example["input"])
    assert set(example["output"]) <= set(got)
