"""Blobs by the distribution protocol: every way to push one, ranges, mounts, deletion."""

import pytest
from planes.registry.digests import digest_of

DATA = bytes(range(256)) * 4
DIGEST = digest_of(DATA)
MISSING = "sha256:" + "0" * 64


def error_of(response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["code"]


def start(client, name: str = "web") -> str:
    response = client.post(f"/v2/{name}/blobs/uploads/")
    assert response.status_code == 202
    return response.headers["location"]


def push(client, data: bytes = DATA, name: str = "web") -> str:
    response = client.put(start(client, name), params={"digest": digest_of(data)}, content=data)
    assert response.status_code == 201
    return response.headers["location"]


def test_the_base_says_that_the_protocol_is_spoken(client):
    assert client.get("/v2/").status_code == 200
    assert client.get("/v2").status_code == 200


def test_a_blob_is_pushed_by_post_and_put(client):
    got = client.get(push(client))
    assert got.content == DATA
    assert got.headers["docker-content-digest"] == DIGEST


def test_a_blob_is_pushed_by_one_post(client):
    response = client.post("/v2/web/blobs/uploads/", params={"digest": DIGEST}, content=DATA)
    assert response.status_code == 201
    assert client.get(response.headers["location"]).content == DATA


def test_a_single_post_with_a_wrong_digest_leaves_nothing(client, registry):
    response = client.post("/v2/web/blobs/uploads/", params={"digest": MISSING}, content=DATA)
    assert error_of(response) == (400, "DIGEST_INVALID")
    assert registry.uploads == {}
    assert client.get(f"/v2/web/blobs/{MISSING}").status_code == 404


def test_a_blob_is_pushed_in_chunks_with_the_last_one_in_the_put(client):
    location = start(client)
    for first, last in ((0, 99), (100, 499)):
        response = client.patch(
            location, content=DATA[first : last + 1], headers={"Content-Range": f"{first}-{last}"}
        )
        assert response.status_code == 202
        assert response.headers["range"] == f"0-{last}"
        location = response.headers["location"]
    response = client.put(
        location, params={"digest": DIGEST}, content=DATA[500:], headers={"Content-Range": "500-1023"}
    )
    assert response.status_code == 201
    assert client.get(response.headers["location"]).content == DATA


def test_a_blob_is_streamed_without_content_range(client):
    location = start(client)
    client.patch(location, content=iter([DATA[:10], DATA[10:]]))
    assert client.put(location, params={"digest": DIGEST}).status_code == 201


@pytest.mark.parametrize("content_range", ["50-99", "0-9", "x-y", "20-10"])
def test_a_chunk_out_of_order_is_refused_and_the_upload_goes_on(client, content_range):
    location = start(client)
    client.patch(location, content=DATA[:10], headers={"Content-Range": "0-9"})
    for send in (client.patch, client.put):
        response = send(
            location, params={"digest": DIGEST}, content=DATA[:10], headers={"Content-Range": content_range}
        )
        assert error_of(response) == (416, "BLOB_UPLOAD_INVALID")
    status = client.get(location)
    assert (status.status_code, status.headers["range"]) == (204, "0-9")
    client.patch(status.headers["location"], content=DATA[10:], headers={"Content-Range": "10-1023"})
    assert client.put(location, params={"digest": DIGEST}).status_code == 201


def test_a_chunk_of_another_length_than_announced_is_refused(client):
    response = client.patch(start(client), content=DATA[:10], headers={"Content-Range": "0-99"})
    assert error_of(response) == (400, "SIZE_INVALID")


def test_an_upload_is_cancelled(client):
    location = start(client)
    assert client.delete(location).status_code == 204
    assert error_of(client.get(location)) == (404, "BLOB_UPLOAD_UNKNOWN")


def test_an_upload_cancelled_while_bytes_come_is_unknown(client, registry):
    location = start(client)

    def chunks():
        yield DATA[:10]
        registry.cancel_upload("web", location.rpartition("/")[2])
        yield DATA[10:]

    response = client.patch(location, content=chunks())
    assert error_of(response) == (404, "BLOB_UPLOAD_UNKNOWN")
    assert "while bytes were still coming" in response.text
    assert error_of(client.get(location)) == (404, "BLOB_UPLOAD_UNKNOWN")


def test_an_upload_of_another_repository_is_unknown(client):
    location = start(client).replace("/web/", "/other/")
    client.post("/v2/other/blobs/uploads/")
    assert error_of(client.patch(location, content=b"x")) == (404, "BLOB_UPLOAD_UNKNOWN")


@pytest.mark.parametrize("digest", ["", "sha256:1", "md5:0", MISSING, "sha256:" + "A" * 64])
def test_a_put_with_a_wrong_digest_is_refused(client, digest):
    location = start(client)
    response = client.put(location, params={"digest": digest}, content=DATA)
    assert error_of(response) == (400, "DIGEST_INVALID")


def test_a_blob_may_have_another_algorithm(client):
    digest = digest_of(DATA, "sha512")
    response = client.post("/v2/web/blobs/uploads/", params={"digest-algorithm": "sha512"})
    done = client.put(response.headers["location"], params={"digest": digest}, content=DATA)
    assert done.headers["docker-content-digest"] == digest
    assert client.get(f"/v2/web/blobs/{digest}").content == DATA


def test_an_unknown_algorithm_is_refused(client):
    response = client.post("/v2/web/blobs/uploads/", params={"digest-algorithm": "md5"})
    assert error_of(response) == (400, "DIGEST_INVALID")


def test_a_blob_of_no_bytes_is_a_blob(client):
    got = client.get(push(client, b""))
    assert (got.status_code, got.content, got.headers["content-length"]) == (200, b"", "0")


def test_head_tells_size_and_digest(client):
    got = client.head(push(client))
    assert (got.headers["content-length"], got.headers["docker-content-digest"]) == ("1024", DIGEST)
    assert got.content == b""


@pytest.mark.parametrize("method", ["get", "head", "delete"])
def test_a_missing_blob_is_not_found(client, method):
    push(client)
    assert getattr(client, method)(f"/v2/web/blobs/{MISSING}").status_code == 404


def test_a_malformed_digest_is_refused(client):
    push(client)
    assert error_of(client.get("/v2/web/blobs/sha256:1")) == (400, "DIGEST_INVALID")


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=10-", 10, 1023),
        ("bytes=-4", 1020, 1023),
        ("bytes=1000-5000", 1000, 1023),
        ("bytes=-5000", 0, 1023),
        ("bytes=1023-1023", 1023, 1023),
    ],
)
def test_a_range_is_sent(client, header, first, last):
    got = client.get(push(client), headers={"Range": header})
    assert got.status_code == 206
    assert got.content == DATA[first : last + 1]
    assert got.headers["content-range"] == f"bytes {first}-{last}/1024"


@pytest.mark.parametrize("header", ["bytes=1024-", "bytes=5000-6000", "bytes=-0", "bytes=9-1"])
def test_a_range_that_is_not_there_is_refused(client, header):
    got = client.get(push(client), headers={"Range": header})
    assert (got.status_code, got.headers["content-range"]) == (416, "bytes */1024")


@pytest.mark.parametrize("header", ["bytes=0-1,4-5", "lines=1-2", "bytes=-", "nonsense"])
def test_a_range_that_is_not_understood_gives_the_whole(client, header):
    got = client.get(push(client), headers={"Range": header})
    assert (got.status_code, got.content) == (200, DATA)


@pytest.mark.parametrize("source", [{"from": "web"}, {}])
def test_a_blob_is_mounted(client, source):
    push(client)
    response = client.post("/v2/other/blobs/uploads/", params={"mount": DIGEST, **source})
    assert response.status_code == 201
    assert client.get(response.headers["location"]).content == DATA


@pytest.mark.parametrize("source", ["web", "nowhere"])
def test_a_mount_of_what_is_not_there_opens_an_upload(client, source):
    push(client, b"something else")
    response = client.post("/v2/other/blobs/uploads/", params={"mount": DIGEST, "from": source})
    assert response.status_code == 202
    done = client.put(response.headers["location"], params={"digest": DIGEST}, content=DATA)
    assert done.status_code == 201


def test_a_deleted_blob_is_gone_in_its_repository_only(client):
    location = push(client)
    push(client, name="other")
    assert client.delete(location).status_code == 202
    assert client.get(location).status_code == 404
    assert client.get(location.replace("/web/", "/other/")).status_code == 200


@pytest.mark.parametrize("name", ["Web", "a..b", "-a", "a/-b", "a" * 300])
def test_an_invalid_name_is_refused(client, name):
    assert error_of(client.post(f"/v2/{name}/blobs/uploads/")) == (400, "NAME_INVALID")
    assert error_of(client.get(f"/v2/{name}/tags/list")) == (400, "NAME_INVALID")


def test_a_method_that_is_not_offered_is_refused(client):
    response = client.put("/v2/web/tags/list")
    assert (*error_of(response), response.headers["allow"]) == (405, "UNSUPPORTED", "GET")


def test_an_unknown_path_is_not_found(client):
    assert client.get("/v2/web/nonsense").status_code == 404
