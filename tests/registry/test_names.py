"""Repository names, tags, references and digests."""

import pytest
from planes.registry.digests import digest_of, is_digest, split_digest
from planes.registry.errors import DigestInvalid, NameInvalid, PullError, TagInvalid
from planes.registry.names import check_name, check_tag, parse_reference

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize("name", ["web", "shop/web", "a.b/c_d/e__f/g---h", "0"])
def test_a_name_of_the_grammar_is_accepted(name):
    assert check_name(name) == name


@pytest.mark.parametrize("name", ["", "Web", "/web", "web/", "a//b", "a..b", "-a", "a_", "a" * 257, "a b"])
def test_a_name_outside_the_grammar_is_refused(name):
    with pytest.raises(NameInvalid, match="is not a repository name"):
        check_name(name)


@pytest.mark.parametrize("tag", ["latest", "1.2.3", "_x", "A-b.c", "a" * 128])
def test_a_tag_of_the_grammar_is_accepted(tag):
    assert check_tag(tag) == tag


@pytest.mark.parametrize("tag", ["", ".1", "-1", "a b", "a" * 129, "git hash", "ä"])
def test_a_tag_outside_the_grammar_is_refused(tag):
    with pytest.raises(TagInvalid, match="is not a tag"):
        check_tag(tag)


@pytest.mark.parametrize(
    ("text", "host", "repository", "tag", "digest"),
    [
        ("web", None, "web", None, None),
        ("shop/web:1", None, "shop/web", "1", None),
        (f"shop/web@{DIGEST}", None, "shop/web", None, DIGEST),
        (f"shop/web:1@{DIGEST}", None, "shop/web", "1", DIGEST),
        ("localhost:5000/web:1", "localhost:5000", "web", "1", None),
        (
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/web:1",
            "123456789012.dkr.ecr.us-east-1.amazonaws.com",
            "shop/web",
            "1",
            None,
        ),
    ],
)
def test_a_reference_is_taken_apart(text, host, repository, tag, digest):
    assert parse_reference(text) == (host, repository, tag, digest)


def test_a_reference_without_tag_means_latest():
    assert parse_reference("shop/web").wanted == "latest"


@pytest.mark.parametrize("text", ["", "web:", "web@", "web@sha256:1", "web:a b", ":1", "a/../b"])
def test_a_malformed_reference_is_refused_as_a_runtime_does(text):
    with pytest.raises(PullError, match="invalid reference format"):
        parse_reference(text)


def test_an_upper_case_repository_is_named_as_the_reason():
    with pytest.raises(PullError, match=r"repository name \(Shop/web\) must be lowercase"):
        parse_reference("Shop/web")


def test_a_digest_is_over_exactly_the_bytes():
    assert digest_of(b'{"a": 1}') != digest_of(b'{"a":1}')


def test_the_digest_of_no_bytes_is_the_known_one():
    assert digest_of(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    "digest",
    ["", "sha256", "sha256:", "sha256:" + "A" * 64, "sha256:" + "a" * 63, "md5:" + "a" * 32, "x:y:z"],
)
def test_a_malformed_digest_is_refused(digest):
    with pytest.raises(DigestInvalid):
        split_digest(digest)


def test_sha512_is_a_digest_too():
    assert is_digest(digest_of(b"x", "sha512"))
