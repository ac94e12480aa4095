"""Push, tags, and what a reference means."""

import pytest
from planes.registry.errors import (
    BlobsMissing,
    DigestInvalid,
    ManifestInvalid,
    ManifestTooLarge,
    PullError,
    RegistryError,
    RepositoryExists,
    RepositoryNotEmpty,
    RepositoryUnknown,
    TagImmutable,
)
from planes.registry.image import build_image, build_index, build_layer, json_bytes
from planes.registry.manifests import DOCKER_MANIFEST, OCI_MANIFEST

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"


def image(text: str = "x", **more):
    return build_image([build_layer({"base": "same"}), build_layer({"app": text})], **more)


def test_what_is_pushed_comes_back_byte_for_byte(any_registry):
    pushed = image()
    any_registry.push(pushed, "shop/web:1")
    assert any_registry.pull("shop/web:1") == pushed


def test_a_second_push_sends_only_what_is_new(any_registry):
    any_registry.push(image("one"), "shop/web:1")
    second = image("two")
    pushed = any_registry.push(second, "shop/web:2")
    assert pushed.reused == (second.layers[0].blob.digest,)
    assert set(pushed.uploaded) == {second.config.digest, second.layers[1].blob.digest}


def test_a_manifest_is_kept_in_its_exact_bytes(registry):
    pushed = image()
    registry.push(pushed, "web:1")
    spaced = pushed.manifest.data.replace(b",", b", ")
    manifest = registry.put_manifest("web", spaced, tags=["2"])
    assert manifest.digest != pushed.digest
    assert registry.repository("web").find("2").manifest.data == spaced


def test_a_manifest_whose_layers_are_missing_is_refused(registry):
    registry.create_repository("web")
    pushed = image()
    with pytest.raises(BlobsMissing) as refused:
        registry.put_manifest("web", pushed.manifest.data, tags=["1"])
    assert set(refused.value.blobs) == {blob.digest for blob in pushed.blobs()}
    assert registry.repository("web").tags == {}


def test_a_layer_of_another_repository_does_not_count(registry):
    registry.push(image(), "web:1")
    registry.create_repository("other")
    with pytest.raises(BlobsMissing):
        registry.put_manifest("other", image().manifest.data)


def test_an_index_whose_manifests_are_missing_is_refused(registry):
    registry.create_repository("web")
    index = build_index([image()])
    with pytest.raises(BlobsMissing) as refused:
        registry.put_manifest("web", index.manifest.data)
    assert refused.value.manifests == (index.images[0].digest,)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{",
        "{}".encode("utf-16"),
        b'{"schemaVersion": 1, "manifests": []}',
        b'{"schemaVersion": 2}',
        b'{"schemaVersion": 2, "manifests": {}}',
        b'{"schemaVersion": 2, "config": {}, "layers": []}',
        b'{"schemaVersion": 2, "mediaType": "text/plain", "manifests": []}',
        b'{"schemaVersion": 2, "manifests": [], "annotations": {"a": 1}}',
        b'{"schemaVersion": 2, "manifests": [{"mediaType": "a", "digest": "sha256:1", "size": 1}]}',
        b'{"schemaVersion": 2, "manifests": [], "subject": "x"}',
        b"[" * 100_000,
    ],
)
def test_bytes_that_are_no_manifest_are_refused(registry, data):
    registry.create_repository("web")
    with pytest.raises(ManifestInvalid):
        registry.put_manifest("web", data)


def test_a_type_that_contradicts_the_manifest_is_refused(registry):
    registry.push(image(), "web:1")
    with pytest.raises(ManifestInvalid, match="was sent as"):
        registry.put_manifest("web", image().manifest.data, DOCKER_MANIFEST)


def test_a_manifest_above_four_mebibytes_is_refused(registry):
    registry.create_repository("web")
    with pytest.raises(ManifestTooLarge):
        registry.put_manifest("web", b" " * (4 * 1024 * 1024 + 1))


def test_bytes_that_do_not_match_their_digest_are_refused(any_registry):
    any_registry.create_repository("web")
    with pytest.raises(DigestInvalid, match="was given"):
        any_registry.put_blob("web", b"abc", "sha256:" + "0" * 64)
    assert any_registry.blobs.digests() == []


def test_a_mutable_tag_moves(registry):
    registry.push(image("one"), "web:1")
    registry.push(image("two"), "web:1")
    assert registry.resolve("web:1").digest == image("two").digest
    assert registry.resolve(f"web@{image('one').digest}").digest == image("one").digest


@pytest.mark.parametrize(
    ("mutability", "exclusions", "tag", "moves"),
    [
        ("MUTABLE", (), "1", True),
        ("IMMUTABLE", (), "1", False),
        ("IMMUTABLE_WITH_EXCLUSION", ("dev-*",), "dev-1", True),
        ("IMMUTABLE_WITH_EXCLUSION", ("dev-*",), "1", False),
        ("MUTABLE_WITH_EXCLUSION", ("v*",), "v1", False),
        ("MUTABLE_WITH_EXCLUSION", ("v*",), "latest", True),
        ("MUTABLE_WITH_EXCLUSION", ("v?",), "v1", True),
    ],
)
def test_tag_mutability_with_exclusions(registry, mutability, exclusions, tag, moves):
    registry.create_repository("web", tag_mutability=mutability, tag_exclusions=exclusions)
    registry.push(image("one"), f"web:{tag}")
    if moves:
        registry.push(image("two"), f"web:{tag}")
    else:
        with pytest.raises(TagImmutable, match="cannot be overwritten"):
            registry.push(image("two"), f"web:{tag}")
        assert registry.resolve(f"web:{tag}").digest == image("one").digest


def test_an_immutable_tag_may_be_set_again_to_the_same_image(registry):
    registry.create_repository("web", tag_mutability="IMMUTABLE")
    registry.push(image(), "web:1")
    registry.push(image(), "web:1")


@pytest.mark.parametrize(
    ("mutability", "exclusions"),
    [
        ("MUTABLE", ("a",)),
        ("IMMUTABLE_WITH_EXCLUSION", ()),
        ("SOMETIMES", ()),
        ("MUTABLE_WITH_EXCLUSION", "abcdef"),
    ],
)
def test_a_wrong_tag_mutability_is_refused(registry, mutability, exclusions):
    with pytest.raises(RegistryError):
        registry.create_repository("web", tag_mutability=mutability, tag_exclusions=tuple(exclusions))
    assert registry.repositories == {}


def test_a_repository_is_not_created_twice(registry):
    registry.create_repository("web")
    with pytest.raises(RepositoryExists, match="already exists in the registry with id '123456789012'"):
        registry.create_repository("web")


def test_a_repository_with_images_is_deleted_only_by_force(registry):
    registry.push(image(), "web:1")
    with pytest.raises(RepositoryNotEmpty):
        registry.delete_repository("web")
    registry.delete_repository("web", force=True)
    assert registry.blobs.digests() == []
    with pytest.raises(RepositoryUnknown):
        registry.repository("web")


@pytest.mark.parametrize("reference", ["shop/web:1", f"{HOST}/shop/web:1", "localhost:5000/shop/web:1"])
def test_every_spelling_of_the_registry_resolves(registry, reference):
    digest = registry.add_image("shop/web:1")
    assert registry.resolve(reference).digest == digest


def test_labels_come_with_the_resolution(registry):
    registry.add_image("web:1", start_seconds=3, healthy=False, exit_code=0, labels={"team": "shop"})
    assert registry.resolve("web:1").labels == {
        "planes.start-seconds": "3",
        "planes.exit-code": "0",
        "planes.healthy": "false",
        "team": "shop",
    }


def test_layers_are_counted_by_their_declared_size(registry):
    registry.add_image("web:1", size_mib=100, layers=4)
    layers = registry.resolve("web:1").layers
    assert len(layers) == 4
    assert sum(layer.size for layer in layers) == pytest.approx(100 * 1024 * 1024, abs=4)


def test_fetching_takes_longer_for_more_bytes(registry):
    registry.add_image("web:1", size_mib=100)
    first = registry.resolve("web:1").layers[0]
    assert registry.fetch(first.digest, 2 * first.size, "h") > registry.fetch(first.digest, first.size, "h")


def test_a_release_shares_all_but_its_top_layer(registry):
    registry.add_image("web:1", size_mib=100)
    registry.add_image("web:2", size_mib=100)
    one, two = registry.resolve("web:1").layers, registry.resolve("web:2").layers
    assert one[:-1] == two[:-1]
    assert one[-1] != two[-1]


def test_an_image_may_stand_on_another_one(registry):
    registry.add_image("base:1", size_mib=50)
    registry.add_image("web:1", size_mib=5, layers=1, base="base:1")
    assert registry.resolve("web:1").layers[:-1] == registry.resolve("base:1").layers


@pytest.mark.parametrize("platform", ["linux/arm64", "arm64", "ARM64"])
def test_an_index_gives_the_platform_asked_for(registry, platform):
    registry.add_image("web:1", architectures=("amd64", "arm64"))
    assert registry.resolve("web:1", platform).digest != registry.resolve("web:1", "X86_64").digest


def test_a_platform_that_is_not_in_the_index_is_refused(registry):
    registry.add_image("web:1", architectures=("amd64", "arm64"))
    with pytest.raises(PullError, match="no matching manifest for linux/s390x"):
        registry.resolve("web:1", "linux/s390x")


def test_an_unknown_repository_is_named_as_the_runtime_does(registry):
    with pytest.raises(
        PullError, match=f"^repository {HOST}/nope not found: name unknown: The repository with"
    ):
        registry.resolve("nope:1")


def test_an_unknown_tag_is_named_as_the_runtime_does(registry):
    registry.add_image("web:1")
    with pytest.raises(PullError, match=f"^manifest for {HOST}/web:2 not found: manifest unknown"):
        registry.resolve("web:2")


def test_an_unknown_host_is_not_reached(registry):
    with pytest.raises(PullError, match=r"lookup registry\.example\.org: no such host"):
        registry.resolve("registry.example.org/web:1")


@pytest.mark.parametrize(
    "reference",
    ["busybox", "nginx:1.27", "docker.io/library/nginx:1.27", "public.ecr.aws/nginx/nginx:latest"],
)
def test_well_known_public_images_resolve(registry, reference):
    resolved = registry.resolve(reference)
    assert all(registry.fetch(*layer, "h") > 0 for layer in resolved.layers)
    assert registry.repositories == {}


def test_a_repository_of_ones_own_goes_before_a_public_image(registry):
    own = registry.add_image("nginx:1.27")
    assert registry.resolve("nginx:1.27").digest == own


def test_a_misspelt_public_tag_is_not_found(registry):
    with pytest.raises(PullError, match="manifest unknown"):
        registry.resolve("nginx:latset")


def test_a_pull_is_recorded(registry, clock):
    registry.add_image("web:1")
    clock.run_until(60)
    registry.resolve("web:1")
    assert registry.repository("web").find("1").pulled_at == 60


def test_an_archived_image_is_not_pulled(registry):
    digest = registry.add_image("web:1")
    registry.set_storage_class("web", digest, archived=True)
    with pytest.raises(PullError, match="archived"):
        registry.resolve("web:1")
    registry.set_storage_class("web", digest, archived=False)
    assert registry.resolve("web:1").digest == digest


def test_referrers_are_listed_with_their_type_and_annotations(registry):
    registry.push(image(), "web:1")
    config = build_layer({"x": "y"}).blob
    registry.put_blob("web", config.data)
    signature = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "artifactType": "application/vnd.example.signature",
        "config": config.descriptor(),
        "layers": [],
        "subject": image().manifest.descriptor(),
        "annotations": {"by": "me"},
    }
    registry.put_manifest("web", json_bytes(signature))
    found = registry.repository("web").referrers(image().digest)
    assert [(entry["artifactType"], entry["annotations"]) for entry in found] == [
        ("application/vnd.example.signature", {"by": "me"})
    ]
    assert registry.repository("web").referrers(image().digest, "other") == []


def test_two_registries_of_one_seed_record_the_same_events(clock):
    from planes.events import EventLog
    from planes.registry import Registry

    logs = []
    for _ in range(2):
        log = EventLog(lambda: clock.now)
        registry = Registry(clock, log)
        registry.add_image("shop/web:1", architectures=("amd64", "arm64"))
        registry.begin_upload("shop/web")
        logs.append(log)
    assert logs[0] == logs[1]
