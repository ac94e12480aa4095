"""A push and a pull request by request, as Docker's engine makes them."""

import json
from base64 import b64encode

import httpx
import pytest
from planes.registry.digests import digest_of
from planes.registry.image import Blob, build_image, build_index, build_layer, json_bytes
from planes.registry.manifests import DOCKER_INDEX, DOCKER_MANIFEST
from planes.world import World

pytestmark = pytest.mark.xdist_group("oci-docker")
ACCEPTED = [DOCKER_MANIFEST, DOCKER_INDEX]
IMAGES = [
    build_image([build_layer({"app": name, "data": bytes(300_000)})], architecture=name, docker=True)
    for name in ("amd64", "arm64")
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with World(seed=1).serve(speed=0, directory=tmp_path_factory.mktemp("registry")) as server:
        yield server


@pytest.fixture
def docker(server):
    with httpx.Client(base_url=server.url, auth=("AWS", server.registry_password())) as client:
        yield client


def push_layer(docker, blob, name, source=""):
    """Send a blob if it is not there: mount it, else PATCH a stream of unknown length, then PUT."""
    if docker.head(f"/v2/{name}/blobs/{blob.digest}").status_code == 200:
        return "exists"
    query = {"mount": blob.digest, "from": source} if source else {}
    begun = docker.post(f"/v2/{name}/blobs/uploads/", params=query)
    if begun.status_code == 201:
        return "mounted"
    assert begun.status_code == 202
    middle = len(blob.data) // 2
    sent = docker.patch(begun.headers["location"], content=iter([blob.data[:middle], blob.data[middle:]]))
    assert (sent.status_code, sent.headers["range"]) == (202, f"0-{len(blob.data) - 1}")
    done = docker.put(sent.headers["location"], params={"digest": blob.digest})
    assert (done.status_code, done.headers["docker-content-digest"]) == (201, blob.digest)
    return "pushed"


def push_manifest(docker, manifest, name, tag):
    return docker.put(
        f"/v2/{name}/manifests/{tag}", content=manifest.data, headers={"Content-Type": manifest.media_type}
    )


def push(docker, built, name, tag, source=""):
    how = [push_layer(docker, blob, name, source) for blob in built.blobs()]
    assert push_manifest(docker, built.manifest, name, tag).status_code == 201
    return how


def test_a_client_without_a_password_is_told_which_kind_is_wanted(server):
    answer = httpx.get(f"{server.url}/v2/")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic realm=")
    assert answer.headers["docker-distribution-api-version"] == "registry/2.0"
    assert answer.json()["errors"][0]["code"] == "UNAUTHORIZED"


@pytest.mark.parametrize("user_and_password", ["AWS:guess", "root:{}", "AWS:", "AWS"])
def test_a_wrong_password_is_refused(server, user_and_password):
    given = user_and_password.format(server.registry_password())
    header = {"Authorization": f"Basic {b64encode(given.encode()).decode()}"}
    assert httpx.get(f"{server.url}/v2/", headers=header).status_code == 401


def test_a_password_ends_after_twelve_virtual_hours(server, docker):
    assert docker.get("/v2/").status_code == 200
    with server.lock:
        server.world.run(hours=12)
    assert docker.get("/v2/").status_code == 401


def test_an_image_is_pushed_once_and_mounted_after(docker):
    assert push(docker, IMAGES[0], "first", "1") == ["pushed"] * 2
    assert push(docker, IMAGES[0], "first", "2") == ["exists"] * 2
    assert push(docker, IMAGES[0], "second", "1", source="first") == ["mounted"] * 2


def manifest_list(images):
    content = json.loads(build_index(images).manifest.data) | {"mediaType": DOCKER_INDEX}
    return Blob(DOCKER_INDEX, json_bytes(content))


def test_a_manifest_list_is_pushed_and_pulled_by_tag_and_digest(docker, server):
    for built in IMAGES:
        push(docker, built, "many", built.digest)
    index = manifest_list(IMAGES)
    assert push_manifest(docker, index, "many", "1").status_code == 201
    headers = {"Accept": ", ".join(ACCEPTED)}
    assert docker.head("/v2/many/manifests/1", headers=headers).headers["docker-content-digest"] == digest_of(
        index.data
    )
    entries = docker.get("/v2/many/manifests/1", headers=headers).json()["manifests"]
    assert [entry["platform"]["architecture"] for entry in entries] == ["amd64", "arm64"]
    manifest = docker.get(f"/v2/many/manifests/{entries[1]['digest']}", headers=headers).json()
    for descriptor, blob in zip([manifest["config"], *manifest["layers"]], IMAGES[1].blobs(), strict=True):
        assert docker.get(f"/v2/many/blobs/{descriptor['digest']}").content == blob.data


def test_a_refused_tag_is_a_message_the_client_can_show(docker, server):
    with server.lock:
        server.world.registry.create_repository("fixed", tag_mutability="IMMUTABLE")
    push(docker, IMAGES[0], "fixed", "1")
    push(docker, IMAGES[1], "fixed", IMAGES[1].digest)
    answer = push_manifest(docker, IMAGES[1].manifest, "fixed", "1")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "DENIED")
    assert "immutable" in json.dumps(answer.json())


def test_a_download_goes_on_where_it_broke_off(docker):
    push(docker, IMAGES[0], "ranges", "1")
    layer = IMAGES[0].layers[0].blob
    url = f"/v2/ranges/blobs/{layer.digest}"
    with docker.stream("GET", url) as answer:
        head = next(answer.iter_raw(chunk_size=1000))
    rest = docker.get(url, headers={"Range": f"bytes={len(head)}-"})
    assert (rest.status_code, head + rest.content) == (206, layer.data)
