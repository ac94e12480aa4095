"""The files that other programs read about this project are what those programs expect."""

import json
import re

import yaml
from gate.course import ROOT


def test_the_citation_names_the_version_of_the_package():
    import planes

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0" and citation["title"] and citation["authors"]
    assert citation["version"] == planes.__version__


def test_the_dev_container_uses_targets_that_make_has():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    for moment in ("postCreateCommand", "postAttachCommand"):
        assert container[moment].split()[1] in targets


def test_the_hooks_call_what_the_environment_has():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    assert all(hook["entry"].startswith(".venv/bin/") for hook in hooks)


def test_binder_installs_what_is_pinned():
    lines = (ROOT / "binder" / "requirements.txt").read_text("utf-8").split()
    assert lines == ["-r", "../requirements.txt"]


def test_binder_starts_jupyterlab_with_the_settings_of_planes_lab():
    start = (ROOT / "binder" / "start").read_text("utf-8")
    settings = re.search(r'JUPYTER_CONFIG_PATH="\$PWD/(.+)"', start)[1]
    assert (ROOT / settings / "nbgrader_config.py").is_file()
    assert start.rstrip().endswith('exec "$@"')
