"""Layers: deterministic tar and gzip, whiteouts, links, unpacking."""

import gzip
import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.errors import PlanesError
from planes.registry.layers import compress, decompress, make_layer, merge, read_layer, union, unpack


def tar_of(*members: tarfile.TarInfo, data: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for member in members:
            member.size = len(data) if member.isreg() else 0
            archive.addfile(member, io.BytesIO(data) if member.isreg() else None)
    return buffer.getvalue()


def entry(name: str, kind: bytes = tarfile.REGTYPE, target: str = "", mode: int = 0o644) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.mode = kind, target, mode
    return info


def contents(layers) -> dict[str, bytes]:
    return {path: visible.content for path, visible in union(layers).items()}


def test_the_same_files_make_the_same_bytes():
    assert make_layer({"b": "2", "a": "1"}) == make_layer({"a": b"1", "b": b"2"})


def test_an_upper_layer_replaces_a_file():
    assert contents([make_layer({"a": "1"}), make_layer({"a": "2"})]) == {"a": b"2"}


def test_the_view_names_the_layer_of_each_file():
    view = union([make_layer({"a": "1", "b": "1"}), make_layer({"b": "2"})])
    assert (view["a"].layer, view["b"].layer) == (0, 1)


def test_a_whiteout_removes_a_file():
    assert contents([make_layer({"a": "1", "b": "1"}), make_layer({}, remove=["a"])]) == {"b": b"1"}


def test_a_whiteout_removes_a_directory():
    assert contents([make_layer({"d/a": "1", "d/e/b": "1", "dd": "1"}), make_layer({}, remove=["d"])]) == {
        "dd": b"1"
    }


def test_an_opaque_directory_hides_what_lies_below():
    upper = make_layer({"d/new": "2"}, opaque=["d"])
    assert contents([make_layer({"d/old": "1", "e": "1"}), upper]) == {"d/new": b"2", "e": b"1"}


def test_a_whiteout_does_not_hide_its_own_layer():
    assert contents([make_layer({"a": "1"}), make_layer({"a": "2"}, remove=["a"])]) == {"a": b"2"}


def test_a_file_gives_way_to_a_directory_of_its_name():
    assert contents([make_layer({"a": "1"}), make_layer({"a/b": "2"})]) == {"a/b": b"2"}


def test_a_directory_gives_way_to_a_file_of_its_name():
    assert contents([make_layer({"a/b": "1"}), make_layer({"a": "2"})]) == {"a": b"2"}


def test_a_hard_link_shows_the_bytes_it_links_to():
    layer = tar_of(entry("a"), entry("b", tarfile.LNKTYPE, "a"), data=b"same")
    assert read_layer(layer) == {"a": b"same", "b": b"same"}


def test_a_file_below_a_linked_directory_lands_where_the_link_points():
    base = tar_of(entry("usr/bin", tarfile.DIRTYPE), entry("bin", tarfile.SYMTYPE, "usr/bin"))
    assert "usr/bin/sh" in union([base, make_layer({"bin/sh": "x"})])


def test_a_link_never_leads_above_the_root():
    base = tar_of(entry("out", tarfile.SYMTYPE, "../../../etc"))
    assert "etc/passwd" in union([base, make_layer({"out/passwd": "x"})])


def test_a_circle_of_links_is_refused():
    base = tar_of(entry("a", tarfile.SYMTYPE, "b"), entry("b", tarfile.SYMTYPE, "a"))
    with pytest.raises(PlanesError, match="circle of links"):
        union([base, make_layer({"a/x": "1"})])


@pytest.mark.parametrize("path", ["/etc/passwd", "../up", "a/../../b", ""])
def test_a_path_that_leaves_the_image_is_refused(path):
    with pytest.raises(PlanesError, match="relative path"):
        make_layer({path: "x"})


def test_a_path_that_leaves_the_image_is_refused_on_reading(tmp_path):
    with pytest.raises(PlanesError, match="relative path"):
        unpack([tar_of(entry("../up"), data=b"x")], tmp_path / "root")


def test_unpacking_writes_files_links_modes_and_empty_directories(tmp_path):
    layer = tar_of(
        entry("bin/run", mode=0o755), entry("empty", tarfile.DIRTYPE), entry("r", tarfile.SYMTYPE, "bin/run"),
        data=b"x",
    )  # fmt: skip
    root = unpack([layer], tmp_path / "root")
    assert (root / "bin/run").read_bytes() == b"x"
    assert (root / "bin/run").stat().st_mode & 0o100
    assert (root / "empty").is_dir()
    assert (root / "r").is_symlink()


def test_bytes_that_are_no_archive_are_refused():
    with pytest.raises(PlanesError, match="not a tar archive"):
        read_layer(b"not a tar archive at all" * 40)


def test_a_broken_gzip_file_is_refused():
    with pytest.raises(PlanesError, match="gzip"):
        read_layer(gzip.compress(make_layer({"a": "1"}))[:-20])


def test_zstd_is_named_in_the_refusal():
    with pytest.raises(PlanesError, match="zstd"):
        decompress(b"\x28\xb5\x2f\xfd rest")


@given(st.binary(max_size=200_000))
def test_what_is_compressed_reads_back_by_any_gzip(data):
    assert gzip.decompress(compress(data)) == data


@given(
    st.lists(st.dictionaries(st.sampled_from(["a", "b", "d/a", "d/b"]), st.binary(max_size=3)), max_size=4)
)
def test_the_view_is_what_writing_layer_after_layer_gives(piles):
    expected: dict[str, bytes] = {}
    for files in piles:
        expected.update(files)
    assert {p: v.content for p, v in merge([make_layer(files) for files in piles]).items()} == expected


def test_a_hidden_file_can_come_back_in_a_later_layer():
    pile = [make_layer({"a": "1"}), make_layer({}, remove=["a"]), make_layer({"a": "3"})]
    assert contents(pile) == {"a": b"3"}


def test_the_root_can_be_opaque():
    assert contents([make_layer({"a": "1", "d/b": "1"}), make_layer({"c": "2"}, opaque=["."])]) == {"c": b"2"}
