import dataclasses

import pytest
from planes import PlanesError
from planes.virtualization.packaging import SHOP, TILL, build, conflicts, install_together, run, run_in_root


def test_two_versions_of_one_library_are_a_conflict():
    assert conflicts([TILL, SHOP]) == {"tax": {"till": "1.0", "shop": "2.0"}}


def test_the_same_version_twice_is_none():
    assert conflicts([TILL, TILL._replace(name="second")]) == {}


def test_in_one_root_the_application_installed_first_breaks(tmp_path):
    root = install_together([TILL, SHOP], tmp_path)
    assert not run_in_root(root, "app/till.py").ok
    assert run_in_root(root, "app/shop.py").ok


@pytest.mark.parametrize("application", [TILL, SHOP], ids=lambda application: application.name)
def test_with_its_own_root_an_application_works(application, tmp_path):
    outcome = run(build(application), tmp_path)
    assert outcome.ok
    assert outcome.line.endswith(f"library {application.requires['tax']}")


def test_images_share_their_base_layer():
    assert build(TILL).digests[0] == build(SHOP).digests[0]
    assert build(TILL).digests[1:] != build(SHOP).digests[1:]


def test_an_image_is_never_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        build(TILL).command = "app/other.py"


def test_an_unknown_library_is_named_with_what_there_is():
    with pytest.raises(PlanesError, match=r"No library tax 9\.9.*tax 1\.0"):
        build(TILL._replace(requires={"tax": "9.9"}))
