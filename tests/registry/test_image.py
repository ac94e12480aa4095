"""Images built in Python."""

import hashlib
import json
import shutil
import subprocess

import pytest
from planes.errors import PlanesError
from planes.registry.image import (
    Index,
    build_image,
    build_index,
    build_layer,
    read_image,
    read_layout,
    write_layout,
)
from planes.registry.layers import decompress


@pytest.fixture
def layers():
    return [build_layer({"etc/os": "base"}), build_layer({"app/main.py": "print(1)"})]


def test_the_manifest_digest_is_over_the_manifest_bytes(layers):
    image = build_image(layers)
    assert image.digest == "sha256:" + hashlib.sha256(image.manifest.data).hexdigest()


def test_the_image_id_is_the_digest_of_the_configuration(layers):
    image = build_image(layers)
    assert image.image_id == "sha256:" + hashlib.sha256(image.config.data).hexdigest() != image.digest


def test_the_diff_id_is_over_the_uncompressed_archive(layers):
    tar = decompress(layers[0].blob.data)
    assert layers[0].diff_id == "sha256:" + hashlib.sha256(tar).hexdigest() != layers[0].blob.digest


def test_the_configuration_lists_the_diff_ids_base_first(layers):
    assert build_image(layers).configuration["rootfs"]["diff_ids"] == [layer.diff_id for layer in layers]


def test_digests_agree_on_every_machine(layers):
    # Written down once: a change of Python, zlib or system must not change it.
    assert build_image(layers).digest == EXPECTED_DIGEST


def test_an_index_names_each_platform(layers):
    index = build_index([build_image(layers, architecture=name) for name in ("amd64", "arm64")])
    entries = json.loads(index.manifest.data)["manifests"]
    assert [entry["platform"]["architecture"] for entry in entries] == ["amd64", "arm64"]


def test_a_docker_image_has_dockers_media_types(layers):
    manifest = json.loads(build_image(layers, docker=True).manifest.data)
    assert all(
        "vnd.docker" in part["mediaType"] for part in [manifest, manifest["config"], *manifest["layers"]]
    )


def test_a_declared_size_is_an_annotation_and_not_the_size():
    layer = build_layer({"a": "1"}, declared_size=10**9)
    descriptor = layer.descriptor()
    assert descriptor["size"] == len(layer.blob.data)
    assert descriptor["annotations"] == {"planes.size": "1000000000"}


def test_an_image_is_read_back_from_its_blobs(layers):
    image = build_image(layers, labels={"a": "b"})
    assert read_image(image.manifest, {blob.digest: blob.data for blob in image.blobs()}) == image


def test_a_missing_blob_is_named(layers):
    image = build_image(layers)
    with pytest.raises(PlanesError, match=f"{layers[1].blob.digest} are missing"):
        read_image(image.manifest, {blob.digest: blob.data for blob in image.blobs()[:-1]})


def test_changed_bytes_are_noticed(layers):
    image = build_image(layers)
    blobs = {blob.digest: blob.data for blob in image.blobs()}
    blobs[image.config.digest] += b" "
    with pytest.raises(PlanesError, match="not those it names"):
        read_image(image.manifest, blobs)


def test_a_layout_is_read_back(layers, tmp_path):
    image = build_image(layers)
    assert read_layout(write_layout(image, tmp_path / "layout", "shop/web:1")) == image


def test_a_layout_of_an_index_is_read_back(layers, tmp_path):
    index = build_index([build_image(layers, architecture=name) for name in ("amd64", "arm64")])
    found = read_layout(write_layout(index, tmp_path / "layout"))
    assert isinstance(found, Index)
    assert found == index


def test_a_folder_that_is_no_layout_is_refused(tmp_path):
    with pytest.raises(PlanesError, match="not an OCI image layout"):
        read_layout(tmp_path)


def test_unpacking_gives_the_files(layers, tmp_path):
    root = build_image(layers).unpack(tmp_path / "root")
    assert (root / "app/main.py").read_text() == "print(1)"


@pytest.mark.skipif(shutil.which("skopeo") is None, reason="needs skopeo")
def test_skopeo_reads_the_layout(layers, tmp_path):
    folder = write_layout(build_image(layers, labels={"a": "b"}), tmp_path / "layout", "1")
    shown = subprocess.run(["skopeo", "inspect", f"oci:{folder}:1"], capture_output=True, check=True)
    assert json.loads(shown.stdout)["Labels"] == {"a": "b"}


EXPECTED_DIGEST = "sha256:0b15d8607f51c204b786553415af3c44bff25f4dc6a8ad7550dd71ced1601419"
