import ast
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from planes.cli import COMMANDS, app
from planes.workspace import Workspace
from typer.testing import CliRunner


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command in an empty folder, with Jupyter's data in it too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words, **options: CliRunner().invoke(app, list(words), **options)


def test_help_lists_every_command(run):
    result = run("--help")
    assert result.exit_code == 0
    assert all(name in result.output for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(run, name):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 3


def test_an_unknown_command_is_refused(run):
    assert run("fly").exit_code == 2


def test_the_command_starts_without_heavy_libraries():
    heavy = {"numpy", "boto3", "nbformat", "matplotlib", "nbgrader", "jupyterlab"}
    code = f"import sys, planes.cli; print({heavy} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


def test_lab_copies_the_course(run, tmp_path):
    result = run("lab", "mine", "--copy-only")
    assert result.exit_code == 0, result.output
    assert "Copied" in result.output
    assert Workspace(tmp_path / "mine").exists


@pytest.mark.skipif(os.name == "nt", reason="JupyterLab's own choice is kept on Windows")
def test_the_command_is_found_in_jupyterlabs_terminal_whatever_a_profile_says(run, tmp_path, monkeypatch):
    started = {}
    monkeypatch.setattr(subprocess, "call", lambda words, **how: started.update(how, words=words) or 0)
    assert run("lab", "mine", "--no-browser").exit_code == 0
    setting = next(word for word in started["words"] if "terminado_settings" in word)
    shell = ast.literal_eval(setting.partition("=")[2])["shell_command"]
    for name in (".profile", ".bash_profile", ".zprofile"):
        (tmp_path / name).write_text("PATH=/usr/bin:/bin\n")
    home = started["env"] | {"HOME": str(tmp_path), "ZDOTDIR": str(tmp_path)}
    found = subprocess.run([*shell, "-c", "command -v planes"], env=home, capture_output=True, text=True)
    assert found.stdout.strip() == str(Path(sys.executable).with_name("planes"))


def test_a_course_that_is_open_is_not_opened_again(run, tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(subprocess, "call", lambda *words, **how: started.append(words) or 0)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        about = {"pid": os.getpid(), "hostname": "127.0.0.1", "port": port, "token": "abc"}
        about |= {"root_dir": str(tmp_path / "mine"), "url": f"http://127.0.0.1:{port}/"}
        (tmp_path / "jpserver-1.json").write_text(json.dumps(about))
        result = run("lab", "mine")
        assert result.exit_code == 0 and not started
        assert f"already open at http://127.0.0.1:{port}/lab/tree/" in result.output
        assert run("lab", "other").exit_code == 0 and len(started) == 1
    assert run("lab", "mine").exit_code == 0 and len(started) == 2  # its server is gone


def test_reset_asks_first(run, tmp_path):
    run("lab", "--copy-only")
    notebook = next((tmp_path / "work" / "assignments").glob("01-*/*.ipynb"))
    delivered = notebook.read_bytes()
    notebook.write_text("my answers")
    refused = run("reset", "01", input="n\n")
    assert refused.exit_code == 1 and "Nothing was changed" in refused.output
    assert notebook.read_text() == "my answers"
    agreed = run("reset", "01", input="y\n")
    assert agreed.exit_code == 0 and "backups" in agreed.output
    assert notebook.read_bytes() == delivered


def test_reset_of_an_untouched_unit_does_nothing(run):
    run("lab", "--copy-only")
    assert "Nothing in unit 01" in run("reset", "01").output


def test_reset_without_a_course_says_what_to_do(run):
    result = run("reset", "01", "--folder", "elsewhere")
    assert result.exit_code == 2
    assert "--folder" in result.output


def test_release_outside_the_repository_says_where_to_run_it(run):
    result = run("release")
    assert result.exit_code == 2
    assert "no folder source/" in result.output


def test_measure_writes_every_sample(run, tmp_path):
    result = run("measure", "--samples", "2", "--kind", "process", "--to", "samples.json")
    assert result.exit_code == 0, result.output
    assert "process" in result.output
    assert (tmp_path / "samples.json").stat().st_size > 100


def test_measure_refuses_an_unknown_kind(run):
    assert "Allowed" in run("measure", "--kind", "unikernel").output


def test_doctor_finds_what_the_course_needs(run):
    result = run("doctor")
    assert result.exit_code == 0, result.output
    assert "Everything the course needs is there." in result.output
