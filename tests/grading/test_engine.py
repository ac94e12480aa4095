"""Grading through a container engine, seen from outside: what the engine is told, and what comes back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest
from planes.errors import PlanesError
from planes.grading import container, support
from planes.grading.container import IMAGE, Container

ARGUMENTS = ["grade", "01-virtualization", "--jobs", "2", "--student", "ada", "--resume", "--json"]


def _command(
    engine: str = "podman", system: str = "linux", folder: object = "/home/ada/my course"
) -> list[str]:
    return Container(engine, system).command(ARGUMENTS, "name", folder, terminal=False)


class Engine(subprocess.Popen):
    """An engine's client that ends with 3, after as many presses of Ctrl-C as a test says."""

    presses = 0
    killed: tuple[str, ...] = ()

    def __init__(self, command: list[str]) -> None:
        self.returncode = None

    def wait(self, timeout: float | None = None) -> int:
        if Engine.presses:
            Engine.presses -= 1
            raise KeyboardInterrupt
        self.returncode = 3
        return 3

    def poll(self) -> int | None:
        return self.returncode

    def __del__(self) -> None:
        """Nothing was started."""


@pytest.fixture
def engine(monkeypatch):
    def kill(command, **options):
        Engine.killed = tuple(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(container.subprocess, "Popen", Engine)
    monkeypatch.setattr(container.subprocess, "run", kill)
    Engine.presses, Engine.killed = 0, ()
    return Container("podman")


def test_the_grader_gets_all_arguments():
    command = _command()
    assert command[command.index(IMAGE) :] == [IMAGE, "python", "-m", "planes.grading", *ARGUMENTS]


def test_the_container_sees_the_course_folder_and_no_network():
    command = _command()
    assert command[command.index("--network") + 1] == "none"
    assert command.count("--mount") == 1 and "--volume" not in command
    assert "type=bind,source=/home/ada/my course,target=/course" in command


def test_a_folder_on_windows_is_named_as_windows_names_it():
    command = _command("docker.exe", "win32", PureWindowsPath("C:\\Users\\Ada L\\course"))
    assert "type=bind,source=C:\\Users\\Ada L\\course,target=/course" in command


@pytest.mark.parametrize(
    ("engine", "option"), [("/usr/bin/podman", "unmask=ALL"), ("/usr/bin/docker", "systempaths=unconfined")]
)
def test_each_engine_is_told_in_its_words_to_show_all_of_proc(engine, option):
    assert option in _command(engine)


def test_files_are_given_to_their_owner_only_where_the_engine_does_not_see_to_it():
    if hasattr(os, "getuid"):
        assert f"PLANES_OWNER={os.getuid()}:{os.getgid()}" in _command()
    assert not any("PLANES_OWNER" in part for part in _command(system="darwin"))


def test_the_exit_code_is_the_graders(engine):
    assert engine.run(ARGUMENTS) == 3
    assert not Engine.killed


def test_the_first_interrupt_is_left_to_the_grader(engine):
    Engine.presses = 1
    assert engine.run(ARGUMENTS) == 3
    assert not Engine.killed


def test_a_second_interrupt_ends_the_container(engine):
    Engine.presses = 2
    with pytest.raises(KeyboardInterrupt):
        engine.run(ARGUMENTS)
    assert Engine.killed == ("podman", "kill", f"{IMAGE}-{os.getpid()}")


def test_an_engine_without_the_image_is_none(monkeypatch):
    monkeypatch.setattr(container.shutil, "which", lambda name: f"/usr/bin/{name}")
    asked = []
    monkeypatch.setattr(container, "_succeeds", lambda *command: asked.append(command))
    assert container.find() is None
    assert ("/usr/bin/docker", "image", "inspect", IMAGE) in asked


def test_without_sandbox_and_engine_the_message_says_how_to_get_one(monkeypatch):
    monkeypatch.setattr(support, "why_no_sandbox", lambda: "this is a test")
    monkeypatch.setattr(container, "find", lambda: None)
    with pytest.raises(PlanesError, match="planes image"):
        support.how_to_run(trusted=False)


def test_the_image_is_built_from_this_package_and_pinned_versions(tmp_path):
    container.write_context(tmp_path)
    site = tmp_path / "site"
    assert (site / "planes" / "grading" / "zygote.py").is_file()
    assert not list(site.rglob("*.pyc"))
    assert "planes-warm-parent" in next(site.glob("*.dist-info/entry_points.txt")).read_text()
    wanted = (tmp_path / "requirements.txt").read_text().split()
    assert "nbgrader" in wanted and "pytest" not in wanted
    assert "nbgrader==" in (tmp_path / "constraints.txt").read_text()
    assert "FROM ${BASE}" in (tmp_path / "Dockerfile").read_text()


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0 or not Path("/proc/self/uid_map").exists(),
    reason="only root can give files away",
)
def test_what_root_wrote_in_a_container_is_given_to_its_owner(tmp_path, monkeypatch):
    (tmp_path / "autograded").mkdir()
    (tmp_path / "autograded" / "notebook").touch()
    (tmp_path / "link").symlink_to("/etc/passwd")
    before = Path("/etc/passwd").stat().st_uid
    monkeypatch.setenv("PLANES_OWNER", "1234:1235")
    monkeypatch.setattr("planes.grading.sandbox.may_be_anybody", lambda: True)
    support.give_to_owner(tmp_path)
    assert (tmp_path / "autograded" / "notebook").stat().st_uid == 1234
    assert (tmp_path / "link").lstat().st_gid == 1235
    assert Path("/etc/passwd").stat().st_uid == before
