import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes import PlanesError
from planes.virtualization import layers
from planes.virtualization.layers import make_layer, union


def seen(*pile):
    return {path: visible.content.decode() for path, visible in union(pile).items()}


def test_the_higher_layer_covers_the_lower():
    assert seen(make_layer({"a": "1", "b": "1"}), make_layer({"a": "2"})) == {"a": "2", "b": "1"}


def test_the_view_says_which_layer_a_file_comes_from():
    view = union([make_layer({"a": "1", "b": "1"}), make_layer({"a": "2"})])
    assert {path: visible.layer for path, visible in view.items()} == {"a": 1, "b": 0}


def test_a_whiteout_hides_a_file():
    assert seen(make_layer({"etc/a": "1", "etc/ab": "1"}), make_layer({}, remove=["etc/a"])) == {
        "etc/ab": "1"
    }


def test_a_whiteout_hides_a_directory_with_all_it_has():
    assert seen(make_layer({"d/e/f": "1", "de": "2"}), make_layer({}, remove=["d"])) == {"de": "2"}


def test_an_opaque_directory_hides_lower_files_and_shows_its_own():
    assert seen(make_layer({"d/a": "1", "x": "1"}), make_layer({"d/b": "2"}, opaque=["d"])) == {
        "d/b": "2",
        "x": "1",
    }


def test_a_marker_does_not_act_on_its_own_layer():
    assert seen(make_layer({"d/a": "1"}), make_layer({"d/a": "2"}, remove=["d/a"], opaque=["d"])) == {
        "d/a": "2"
    }


def test_a_hidden_file_can_come_back_in_a_later_layer():
    assert seen(make_layer({"a": "1"}), make_layer({}, remove=["a"]), make_layer({"a": "3"})) == {"a": "3"}


def test_the_root_can_be_opaque():
    assert seen(make_layer({"a": "1", "d/b": "1"}), make_layer({"c": "2"}, opaque=["."])) == {"c": "2"}


def test_a_directory_replaces_a_file_and_a_file_a_directory():
    assert seen(make_layer({"a": "1"}), make_layer({"a/b": "2"})) == {"a/b": "2"}
    assert seen(make_layer({"a/b": "1"}), make_layer({"a": "2"})) == {"a": "2"}


paths = st.lists(st.sampled_from(["a", "b", "c", ".x"]), min_size=1, max_size=3).map("/".join)


@given(st.lists(st.dictionaries(paths, st.text(max_size=3), max_size=4), max_size=4))
def test_no_marker_is_ever_seen_and_no_file_is_below_a_file(contents):
    view = union([make_layer(content, remove=["a"], opaque=["b"]) for content in contents])
    assert not any(path.rpartition("/")[2].startswith(".wh.") for path in view)
    assert not any(other.startswith(path + "/") for path in view for other in view)


@given(st.dictionaries(paths, st.binary(max_size=8), max_size=5))
def test_the_same_files_give_the_same_bytes(files):
    assert make_layer(files) == make_layer(dict(reversed(files.items())))


def test_a_digest_is_of_the_bytes():
    digest = layers.digest(make_layer({"a": "1"}))
    assert digest.startswith("sha256:") and len(digest) == 71
    assert digest != layers.digest(make_layer({"a": "2"}))


@pytest.mark.parametrize("path", ["/etc/passwd", "../up", ""])
def test_a_path_must_stay_inside(path):
    with pytest.raises(PlanesError, match="relative path"):
        make_layer({path: "x"})


def test_what_is_no_tar_archive_is_refused():
    with pytest.raises(PlanesError, match="not a tar archive"):
        layers.read_layer(b"no tar" * 200)


def test_unpacking_writes_what_is_seen(tmp_path):
    pile = [make_layer({"d/a": "1", "d/b": "1"}), make_layer({"d/c": "2"}, remove=["d/a"])]
    layers.unpack(pile, tmp_path)
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {"d/b", "d/c"}
