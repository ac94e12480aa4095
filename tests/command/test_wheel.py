"""The built wheel carries the whole course: `planes lab` works from it without the repository."""

import os
import subprocess
import sys
import zipfile

import pytest
from gate.course import ROOT
from planes.workspace import course_files

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Build the wheel and unpack it into a folder, as pip would install it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=300)
    with zipfile.ZipFile(next(folder.glob("planes-*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def planes(installed, cwd, *words: str) -> subprocess.CompletedProcess[str]:
    code = "import planes, planes.cli; print(planes.__file__); planes.cli.app()"
    environment = dict(os.environ) | {"PYTHONPATH": str(installed), "JUPYTER_DATA_DIR": str(cwd / "jupyter")}
    return subprocess.run(
        [sys.executable, "-c", code, *words], cwd=cwd, env=environment, capture_output=True, text=True
    )


def test_lab_delivers_the_same_course_as_the_repository(installed, tmp_path):
    result = planes(installed, tmp_path, "lab", "containers", "--copy-only")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(str(installed))
    delivered = {path.relative_to(tmp_path / "containers").as_posix() for path in tmp_path.rglob("*.ipynb")}
    assert delivered == {name for name, _ in course_files() if name.endswith(".ipynb")}


def test_solutions_stand_only_among_the_instructor_notebooks(installed):
    # `planes check` needs them offline; what a learner opens must not hold them.
    learners = [path.read_text("utf-8") for path in installed.rglob("*.ipynb") if "source" not in path.parts]
    assert learners and not any("BEGIN SOLUTION" in text or "BEGIN HIDDEN TESTS" in text for text in learners)


def test_settings_and_tables_are_in_the_wheel(installed):
    assert (installed / "planes/cli/jupyter/labconfig/default_setting_overrides.json").exists()
    assert list((installed / "planes/facts/data").glob("*.csv"))
