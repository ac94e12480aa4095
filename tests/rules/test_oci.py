"""Covers: digests of exact bytes and chain ids."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.errors import PlanesError
from planes.rules import oci

DIGESTS = st.lists(st.binary(max_size=20).map(oci.digest), min_size=1, max_size=5)


def test_the_digest_of_nothing_is_the_well_known_one():
    assert oci.digest(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_other_spacing_of_the_same_json_is_another_digest():
    assert oci.digest(b'{"a":1}') != oci.digest(b'{"a": 1}')


@given(st.binary(max_size=50).map(oci.digest))
def test_the_chain_of_one_layer_is_its_diff_id(diff_id):
    assert oci.chain_id([diff_id]) == diff_id


@given(DIGESTS, st.binary(max_size=20).map(oci.digest))
def test_a_further_layer_hashes_the_chain_so_far_and_its_diff_id(diff_ids, last):
    text = f"{oci.chain_id(diff_ids)} {last}"
    assert oci.chain_id([*diff_ids, last]) == "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_the_order_of_layers_matters():
    first, second = oci.digest(b"1"), oci.digest(b"2")
    assert oci.chain_id([first, second]) != oci.chain_id([second, first])


@pytest.mark.parametrize("diff_ids", [[], ["sha256:abc"], ["sha256:" + "A" * 64], ["md5:" + "0" * 64]])
def test_what_is_no_diff_id_is_refused(diff_ids):
    with pytest.raises(PlanesError, match="DiffID"):
        oci.chain_id(diff_ids)
