"""Blobs, uploads, garbage and what survives a crash."""

import contextlib
import os
import subprocess
import sys
import textwrap

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from planes.clock import Clock
from planes.events import EventLog
from planes.registry import Registry, RegistryError
from planes.registry.digests import digest_of
from planes.registry.errors import BlobNeeded, BlobUnknown, DigestInvalid, ManifestNeeded, UploadUnknown
from planes.registry.image import build_image, build_index, build_layer

DAY = 24 * 3600.0


def image(text: str = "x"):
    return build_image([build_layer({"base": "same"}), build_layer({"app": text})])


def test_an_upload_is_not_visible_before_it_is_finished(any_registry):
    any_registry.create_repository("web")
    upload_id = any_registry.begin_upload("web")
    any_registry.upload("web", upload_id).write(b"abc")
    assert not any_registry.has_blob("web", digest_of(b"abc"))
    any_registry.finish_upload("web", upload_id, digest_of(b"abc"))
    with any_registry.open_blob("web", digest_of(b"abc")) as file:
        assert file.read() == b"abc"


def test_an_upload_with_a_wrong_digest_can_go_on(any_registry):
    any_registry.create_repository("web")
    upload_id = any_registry.begin_upload("web")
    any_registry.upload("web", upload_id).write(b"ab")
    with pytest.raises(DigestInvalid):
        any_registry.finish_upload("web", upload_id, digest_of(b"abc"))
    any_registry.upload("web", upload_id).write(b"c")
    any_registry.finish_upload("web", upload_id, digest_of(b"abc"))


def test_a_blob_may_be_stored_under_sha512(any_registry):
    any_registry.create_repository("web")
    upload_id = any_registry.begin_upload("web")
    any_registry.upload("web", upload_id).write(b"abc")
    any_registry.finish_upload("web", upload_id, digest_of(b"abc", "sha512"))
    assert any_registry.blob_size("web", digest_of(b"abc", "sha512")) == 3


def test_an_upload_belongs_to_its_repository(registry):
    registry.create_repository("web")
    registry.create_repository("other")
    upload_id = registry.begin_upload("web")
    with pytest.raises(UploadUnknown):
        registry.upload("other", upload_id)


def test_a_cancelled_upload_is_gone(any_registry):
    any_registry.create_repository("web")
    upload_id = any_registry.begin_upload("web")
    any_registry.upload("web", upload_id).write(b"abc")
    any_registry.cancel_upload("web", upload_id)
    with pytest.raises(UploadUnknown):
        any_registry.upload("web", upload_id)


def test_a_blob_is_mounted_from_another_repository(registry):
    registry.push(image(), "web:1")
    registry.create_repository("other")
    digest = image().config.digest
    assert not registry.mount_blob("other", digest, "nope")
    assert registry.mount_blob("other", digest, "web")
    assert registry.has_blob("other", digest)


def test_a_blob_that_a_manifest_needs_is_not_deleted(registry):
    registry.push(image(), "web:1")
    with pytest.raises(BlobNeeded):
        registry.delete_blob("web", image().config.digest)


def test_a_deleted_blob_is_gone(any_registry):
    any_registry.create_repository("web")
    digest = any_registry.put_blob("web", b"abc")
    any_registry.delete_blob("web", digest)
    with pytest.raises(BlobUnknown):
        any_registry.open_blob("web", digest)
    assert any_registry.blobs.digests() == []


def test_a_manifest_that_an_index_lists_is_not_deleted_before_it(registry):
    index = build_index([image()])
    registry.push(index, "web:1")
    with pytest.raises(ManifestNeeded):
        registry.delete_manifest("web", image().digest)
    registry.delete_manifest("web", index.digest)
    registry.delete_manifest("web", image().digest)


def test_a_deleted_image_takes_its_tags_along(registry):
    registry.push(image(), "web:1")
    registry.push(image(), "web:2")
    registry.delete_manifest("web", image().digest)
    assert registry.repository("web").tags == {}


def test_garbage_collection_keeps_what_another_image_needs(any_registry):
    any_registry.push(image("one"), "web:1")
    any_registry.push(image("two"), "web:2")
    any_registry.delete_manifest("web", image("one").digest)
    gone = any_registry.collect_garbage(grace_seconds=0)
    assert set(gone) == {image("one").config.digest, image("one").layers[1].blob.digest}
    assert any_registry.pull("web:2") == image("two")


def test_garbage_collection_spares_a_push_under_way(registry, clock):
    registry.create_repository("web")
    digest = registry.put_blob("web", b"abc")
    registry.collect_garbage()
    assert registry.has_blob("web", digest)
    clock.run_until(DAY)
    registry.collect_garbage()
    assert not registry.has_blob("web", digest)


def test_layers_go_by_themselves_a_day_after_their_image(registry, clock):
    registry.push(image(), "web:1")
    registry.delete_manifest("web", image().digest)
    clock.run_until(2 * DAY)
    assert registry.blobs.digests() == []


def test_an_idle_upload_is_forgotten(registry, clock):
    registry.create_repository("web")
    upload_id = registry.begin_upload("web")
    clock.run_until(3 * DAY)
    with pytest.raises(UploadUnknown):
        registry.upload("web", upload_id)


def test_a_registry_on_disk_is_there_again_after_a_restart(clock, tmp_path):
    first = Registry(clock, EventLog(lambda: clock.now), directory=tmp_path)
    first.create_repository("shop/web", tag_mutability="MUTABLE_WITH_EXCLUSION", tag_exclusions=("v*",))
    first.push(build_index([image("one")]), "shop/web:1")
    again = Registry(clock, EventLog(lambda: clock.now), directory=tmp_path)
    assert again.repositories == first.repositories
    assert again.pull("shop/web:1") == image("one")


def test_a_restart_forgets_unfinished_uploads(clock, tmp_path):
    first = Registry(clock, EventLog(lambda: clock.now), directory=tmp_path)
    first.create_repository("web")
    first.upload("web", first.begin_upload("web")).write(b"abc")
    Registry(clock, EventLog(lambda: clock.now), directory=tmp_path)
    assert list((tmp_path / "uploads").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="kills a process at once, which Windows does not have")
@pytest.mark.parametrize("step", range(1, 12, 2))
def test_a_crash_never_leaves_a_manifest_without_its_blobs(tmp_path, step):
    """Die at the n-th fsync of a push, then open the registry again."""
    program = f"""
        import os, signal
        from pathlib import Path
        from planes.clock import Clock
        from planes.events import EventLog
        from planes.registry import Registry
        count, real = 0, os.fsync
        def fsync(descriptor):
            global count
            count += 1
            if count == {step}:
                os.kill(os.getpid(), signal.SIGKILL)
            real(descriptor)
        os.fsync = fsync
        registry = Registry(Clock(), EventLog(lambda: 0.0), directory=Path({str(tmp_path)!r}))
        registry.add_image("web:1")
        registry.add_image("web:2")
        """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    registry = Registry(Clock(), EventLog(lambda: 0.0), directory=tmp_path)
    check_invariants(registry)
    for repository in registry.repositories.values():
        for tag in repository.tags:
            registry.pull(f"{repository.name}:{tag}")


def check_invariants(registry: Registry) -> None:
    """No layer lost that a manifest needs; every tag names an image; every byte hashes to its name."""
    for repository in registry.repositories.values():
        assert set(repository.tags.values()) <= set(repository.images)
        assert repository.needed_blobs() <= set(repository.links)
        for digest in [*repository.links, *repository.images]:
            assert digest_of(registry.blobs.read(digest)) == digest
        for stored in repository.images.values():
            assert {entry["digest"] for entry in stored.manifest.manifests} <= set(repository.images)


class AnyUse(RuleBasedStateMachine):
    """Random pushes, deletions, mounts, uploads and garbage collections."""

    images = Bundle("images")
    names = st.sampled_from(["web", "shop/api"])
    tags = st.sampled_from(["1", "2", "latest"])
    texts = st.sampled_from(["one", "two", "three"])

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.registry = Registry(self.clock, EventLog(lambda: self.clock.now))

    @rule(target=images, name=names, tag=tags, text=texts, as_index=st.booleans())
    def push(self, name, tag, text, as_index):
        content = build_index([image(text)]) if as_index else image(text)
        return name, self.registry.push(content, f"{name}:{tag}").digest

    @rule(pushed=images)
    def delete_image(self, pushed):
        self.try_to(lambda: self.registry.delete_manifest(*pushed))

    @rule(name=names, tag=tags)
    def delete_tag(self, name, tag):
        self.try_to(lambda: self.registry.delete_tag(name, tag))

    @rule(name=names, text=texts)
    def delete_layer(self, name, text):
        self.try_to(lambda: self.registry.delete_blob(name, image(text).layers[1].blob.digest))

    @rule(name=names, text=texts)
    def mount(self, name, text):
        self.try_to(lambda: self.registry.mount_blob(name, image(text).config.digest))

    @rule(name=names, text=texts)
    def half_a_push(self, name, text):
        self.try_to(lambda: self.registry.put_blob(name, image(text).layers[0].blob.data))

    @rule(name=names)
    def delete_repository(self, name):
        self.try_to(lambda: self.registry.delete_repository(name, force=True))

    @rule(grace=st.sampled_from([0.0, DAY]))
    def collect(self, grace):
        self.registry.collect_garbage(grace)

    @rule()
    def wait(self):
        self.clock.run_until(self.clock.now + DAY / 2)

    @invariant()
    def holds(self):
        check_invariants(self.registry)

    def try_to(self, action):
        with contextlib.suppress(RegistryError):
            action()


TestAnyUse = AnyUse.TestCase
TestAnyUse.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
