"""Manifests, tags and referrers by the distribution protocol; authentication; outages."""

import json
from base64 import b64encode

import pytest
from planes.clients.oci import registry_app
from planes.registry.digests import digest_of
from planes.registry.image import build_image, build_index, build_layer, json_bytes
from planes.registry.manifests import DOCKER_INDEX, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST

MISSING = "sha256:" + "0" * 64


def error_of(response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["code"]


def image(text: str = "x", **more):
    return build_image([build_layer({"app": text})], **more)


def send_blobs(client, built, name: str = "web") -> None:
    for blob in built.blobs():
        url = f"/v2/{name}/blobs/uploads/"
        assert client.post(url, params={"digest": blob.digest}, content=blob.data).status_code == 201


def put(client, manifest, reference: str, name: str = "web", **params):
    headers = {"Content-Type": manifest.media_type}
    url = f"/v2/{name}/manifests/{reference}"
    return client.put(url, content=manifest.data, headers=headers, params=params)


def push(client, built, reference: str = "1", name: str = "web"):
    send_blobs(client, built, name)
    response = put(client, built.manifest, reference, name)
    assert response.status_code == 201
    return response


@pytest.mark.parametrize("docker", [False, True])
def test_a_manifest_comes_back_byte_for_byte(client, docker):
    built = image(docker=docker)
    location = push(client, built).headers["location"]
    for url in ("/v2/web/manifests/1", f"/v2/web/manifests/{built.digest}", location):
        got = client.get(url)
        assert got.content == built.manifest.data
        assert got.headers["content-type"] == built.manifest.media_type
        assert got.headers["docker-content-digest"] == built.digest


def test_head_tells_size_type_and_digest(client):
    push(client, image())
    got = client.head("/v2/web/manifests/1")
    assert got.content == b""
    assert int(got.headers["content-length"]) == len(image().manifest.data)
    assert got.headers["docker-content-digest"] == image().digest


def test_what_is_pushed_can_be_run(client, registry):
    push(client, image(labels={"planes.start-seconds": "3"}))
    assert registry.resolve("localhost:5000/web:1").labels == {"planes.start-seconds": "3"}


def test_a_manifest_with_missing_blobs_is_refused(client):
    client.post("/v2/web/blobs/uploads/")
    assert error_of(put(client, image().manifest, "1")) == (404, "MANIFEST_BLOB_UNKNOWN")
    assert client.get("/v2/web/tags/list").json()["tags"] == []


def test_an_index_with_missing_manifests_is_refused(client):
    assert error_of(put(client, build_index([image()]).manifest, "1")) == (404, "MANIFEST_BLOB_UNKNOWN")


def test_sparse_manifests_are_accepted_where_that_is_allowed(registry):
    from starlette.testclient import TestClient

    client = TestClient(registry_app(registry, authenticate=False, accept_sparse=True))
    assert put(client, build_index([image()]).manifest, "1").status_code == 201
    assert put(client, image().manifest, "2").status_code == 201


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b"[" * 100_000])
def test_bytes_that_are_no_manifest_are_refused(client, data):
    response = client.put("/v2/web/manifests/1", content=data, headers={"Content-Type": OCI_MANIFEST})
    assert error_of(response) == (400, "MANIFEST_INVALID")


def test_a_manifest_under_a_wrong_digest_is_refused(client):
    send_blobs(client, image())
    assert error_of(put(client, image().manifest, MISSING)) == (400, "DIGEST_INVALID")


@pytest.mark.parametrize("reference", ["-x", "a b", "x" * 129, "sha256:1"])
def test_a_malformed_reference_is_refused(client, reference):
    send_blobs(client, image())
    assert put(client, image().manifest, reference).status_code == 400


def test_a_content_type_may_have_parameters(client):
    send_blobs(client, image())
    headers = {"Content-Type": f"{OCI_MANIFEST}; charset=utf-8"}
    response = client.put("/v2/web/manifests/1", content=image().manifest.data, headers=headers)
    assert response.status_code == 201
    assert client.get("/v2/web/manifests/1").headers["content-type"] == OCI_MANIFEST


def test_four_megabytes_are_accepted_and_more_is_not(client):
    send_blobs(client, image())
    content = json.loads(image().manifest.data)
    room = 4_000_000 - len(image().manifest.data) - 40
    content["annotations"] = {"a": "x" * room}
    big = json_bytes(content)
    headers = {"Content-Type": OCI_MANIFEST}
    assert client.put("/v2/web/manifests/1", content=big, headers=headers).status_code == 201
    assert client.put("/v2/web/manifests/1", content=big + b" " * 300_000, headers=headers).status_code == 413


def test_tags_come_along_with_a_push_by_digest(client):
    send_blobs(client, image())
    response = put(client, image().manifest, image().digest, tag=["1.2", "1", "latest"])
    assert response.headers["oci-tag"] == "1.2, 1, latest"
    assert client.get("/v2/web/tags/list").json()["tags"] == ["1", "1.2", "latest"]


def test_a_manifest_may_have_another_algorithm(client):
    send_blobs(client, image())
    digest = digest_of(image().manifest.data, "sha512")
    assert put(client, image().manifest, digest).headers["docker-content-digest"] == digest
    assert client.get(f"/v2/web/manifests/{digest}").status_code == 200


def test_an_immutable_tag_is_denied(client, registry):
    registry.create_repository("web", tag_mutability="IMMUTABLE")
    push(client, image("one"))
    push(client, image("one"))
    send_blobs(client, image("two"))
    assert error_of(put(client, image("two").manifest, "1")) == (403, "DENIED")


@pytest.mark.parametrize("url", ["/v2/web/manifests/2", f"/v2/web/manifests/{MISSING}"])
def test_a_missing_manifest_is_not_found(client, url):
    push(client, image())
    assert error_of(client.get(url)) == (404, "MANIFEST_UNKNOWN")
    assert client.head(url).status_code == 404


@pytest.mark.parametrize("path", ["manifests/1", "tags/list", f"blobs/{MISSING}"])
def test_an_unknown_repository_is_not_found(client, path):
    assert error_of(client.get(f"/v2/nope/{path}")) == (404, "NAME_UNKNOWN")


def test_without_create_on_push_an_unknown_repository_is_refused(registry):
    from starlette.testclient import TestClient

    client = TestClient(registry_app(registry, authenticate=False, create_on_push=False))
    assert error_of(client.post("/v2/nope/blobs/uploads/")) == (404, "NAME_UNKNOWN")


@pytest.mark.parametrize(
    ("accept", "found"),
    [
        (OCI_MANIFEST, OCI_MANIFEST),
        (f"text/plain, {OCI_MANIFEST};q=0.5", OCI_MANIFEST),
        ("*/*", OCI_MANIFEST),
        ("application/json", OCI_MANIFEST),
        (DOCKER_MANIFEST, None),
    ],
)
def test_the_accept_header_decides(client, accept, found):
    push(client, image())
    got = client.get("/v2/web/manifests/1", headers={"Accept": accept})
    assert (got.headers["content-type"] if got.status_code == 200 else None) == found


def test_a_client_that_knows_no_index_gets_linux_on_amd64(client):
    built = build_index([image(architecture="arm64"), image(architecture="amd64")])
    for child in built.images:
        push(client, child, child.digest)
    put(client, built.manifest, "1")
    accept = {"Accept": f"{OCI_MANIFEST}, {DOCKER_MANIFEST}"}
    assert client.get("/v2/web/manifests/1", headers=accept).content == built.images[1].manifest.data
    accept = {"Accept": f"{OCI_MANIFEST}, {OCI_INDEX}, {DOCKER_INDEX}"}
    assert client.get("/v2/web/manifests/1", headers=accept).content == built.manifest.data


def test_a_deleted_tag_leaves_the_manifest(client):
    push(client, image())
    assert client.delete("/v2/web/manifests/1").status_code == 202
    assert client.get("/v2/web/manifests/1").status_code == 404
    assert client.get(f"/v2/web/manifests/{image().digest}").status_code == 200


def test_a_deleted_manifest_takes_its_tags_along(client):
    push(client, image())
    assert client.delete(f"/v2/web/manifests/{image().digest}").status_code == 202
    assert client.get("/v2/web/manifests/1").status_code == 404
    assert client.delete(f"/v2/web/manifests/{image().digest}").status_code == 404


def test_a_blob_that_a_manifest_needs_stays(client):
    push(client, image())
    url = f"/v2/web/blobs/{image().config.digest}"
    assert error_of(client.delete(url)) == (405, "UNSUPPORTED")
    client.delete(f"/v2/web/manifests/{image().digest}")
    assert client.delete(url).status_code == 202


def test_tags_come_in_byte_order_and_pages(client):
    for tag in ("b", "a", "B", "1"):
        push(client, image(), tag)
    assert client.get("/v2/web/tags/list").json() == {"name": "web", "tags": ["1", "B", "a", "b"]}
    first = client.get("/v2/web/tags/list?n=3")
    assert first.json()["tags"] == ["1", "B", "a"]
    link = first.headers["link"]
    assert link.endswith('; rel="next"')
    second = client.get(link[1 : link.index(">")])
    assert second.json()["tags"] == ["b"]
    assert "link" not in second.headers


@pytest.mark.parametrize(
    ("query", "tags"),
    [("n=0", []), ("n=9", ["1", "2"]), ("last=1", ["2"]), ("n=1&last=0", ["1"]), ("n=1&last=2", [])],
)
def test_a_part_of_the_tags(client, query, tags):
    for tag in ("1", "2"):
        push(client, image(), tag)
    response = client.get(f"/v2/web/tags/list?{query}")
    assert response.json()["tags"] == tags
    assert ("link" in response.headers) == (query == "n=1&last=0")


def test_a_number_of_tags_that_is_no_number_is_refused(client):
    push(client, image())
    assert client.get("/v2/web/tags/list?n=many").status_code == 400


def referrer(kind: str | None, size: int = 1):
    """A signature-like manifest whose subject is `image()`."""
    config = build_layer({"sig": kind or "none"}).blob
    content = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": config.descriptor(),
        "layers": [],
        "subject": image().manifest.descriptor(),
        "annotations": {"made.by": "x" * size},
    }
    if kind:
        content["artifactType"] = kind
    return config, json_bytes(content)


def push_referrer(client, kind: str | None, size: int = 1):
    config, data = referrer(kind, size)
    client.post("/v2/web/blobs/uploads/", params={"digest": config.digest}, content=config.data)
    headers = {"Content-Type": OCI_MANIFEST}
    return client.put(f"/v2/web/manifests/{digest_of(data)}", content=data, headers=headers)


def test_a_subject_need_not_be_there_and_is_acknowledged(client):
    assert push_referrer(client, "a/b").headers["oci-subject"] == image().digest


def test_referrers_are_an_index_with_types_and_annotations(client):
    push_referrer(client, "a/b")
    push_referrer(client, None)
    got = client.get(f"/v2/web/referrers/{image().digest}")
    assert got.headers["content-type"] == OCI_INDEX
    found = {entry["artifactType"]: entry["annotations"] for entry in got.json()["manifests"]}
    config_type = referrer(None)[0].media_type
    assert found == {"a/b": {"made.by": "x"}, config_type: {"made.by": "x"}}


def test_referrers_are_filtered_by_type(client):
    push_referrer(client, "a/b")
    push_referrer(client, "c/d")
    got = client.get(f"/v2/web/referrers/{image().digest}", params={"artifactType": "c/d"})
    assert got.headers["oci-filters-applied"] == "artifactType"
    assert [entry["artifactType"] for entry in got.json()["manifests"]] == ["c/d"]


def test_many_referrers_come_in_pages_no_longer_than_a_manifest(client):
    for number in range(3):
        push_referrer(client, f"a/{number}", size=1_900_000)
    url, pages = f"/v2/web/referrers/{image().digest}", []
    while url:
        got = client.get(url)
        assert len(got.content) <= 4 * 1024 * 1024
        pages.append(len(got.json()["manifests"]))
        link = got.headers.get("link")
        url = link[1 : link.index(">")] if link else None
    assert pages == [2, 1]


@pytest.mark.parametrize("name", ["web", "nope"])
def test_no_referrers_are_an_empty_index(client, name):
    push(client, image())
    got = client.get(f"/v2/{name}/referrers/{MISSING}")
    assert (got.status_code, got.json()["manifests"]) == (200, [])


def test_referrers_of_no_digest_are_refused(client):
    assert error_of(client.get("/v2/web/referrers/latest")) == (400, "DIGEST_INVALID")


@pytest.fixture
def strict(registry):
    from starlette.testclient import TestClient

    return TestClient(registry_app(registry))


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}


def test_without_a_token_one_is_asked_for(strict):
    response = strict.get("/v2/")
    assert error_of(response) == (401, "UNAUTHORIZED")
    assert response.headers["www-authenticate"].startswith("Basic realm=")


@pytest.mark.parametrize("header", ["Basic", "Basic ???", "Bearer x", basic("AWS", "guess")["Authorization"]])
def test_wrong_credentials_are_refused(strict, header):
    assert strict.get("/v2/", headers={"Authorization": header}).status_code == 401


def test_the_ecr_token_is_accepted_for_twelve_hours(strict, registry, clock):
    password = registry.tokens.issue().password
    assert strict.get("/v2/", headers=basic("AWS", password)).status_code == 200
    assert strict.get("/v2/", headers=basic("root", password)).status_code == 401
    clock.run_until(12 * 3600)
    assert strict.get("/v2/", headers=basic("AWS", password)).status_code == 401


def test_during_an_outage_nothing_is_answered(registry):
    from starlette.testclient import TestClient

    client = TestClient(registry_app(registry, authenticate=False, is_down=lambda: True))
    assert client.get("/v2/").status_code == 503
