"""The wheel alone, in an environment of its own and without the repository, gives the same course."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from gate.course import ROOT
from journeys.browser import FRONT, TOKEN, browser_is_there, chromium, environment_of, jupyterlab
from planes.workspace import course_files

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not browser_is_there(), reason="needs chromium and chromedriver"),
]


@pytest.fixture(scope="module")
def planes(tmp_path_factory) -> Path:
    """Install the wheel and return its `planes` command. What it depends on is lent from this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", str(folder), str(ROOT)], check=True, cwd=folder)
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    (wheel,) = folder.glob("planes-*.whl")
    subprocess.run(
        [*pip, "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)], check=True
    )
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    # The editable install of this environment is a line in a .pth file of its own, which is not read here.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python.parent / "planes"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def lent(monkeypatch):
    """Let Jupyter find the extensions of this environment, which are not in the new one."""
    monkeypatch.setenv("JUPYTER_PATH", str(Path(sys.prefix, "share", "jupyter")))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(Path(sys.prefix, "etc", "jupyter")))


def test_it_is_the_wheel_that_runs(planes, home):
    code = "import planes; print(planes.__file__)"
    result = subprocess.run(
        [planes.parent / "python", "-c", code], cwd=home, capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith(str(planes.parents[1]))


def test_planes_lab_opens_the_course_in_a_folder_of_ones_own(planes, home):
    folder = home / "containers"
    command = (str(planes), "lab", str(folder), f"--token={TOKEN}")
    with jupyterlab(home, command, home=home) as address, chromium(home / "profile") as page:
        page.start(address)
        page.find(f"{FRONT} .jp-OutputArea-output img[alt*='Map of the course']")
        page.picture("wheel-start")
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.ipynb")}
    assert {name for name in found if ".ipynb_checkpoints" not in name} == {
        name for name, _ in course_files() if name.endswith(".ipynb")
    }


def test_progress_and_hints_work_without_the_repository(planes, home):
    """They need the instructor notebooks, which the wheel carries."""
    unit = home / "containers" / "assignments" / "01-virtualization"
    environment = environment_of(home) | {"COLUMNS": "120"}
    progress = subprocess.run(
        [planes, "progress"], cwd=unit, env=environment, capture_output=True, text=True, check=True
    )
    assert "01-virtualization" in progress.stdout
    code = "from planes.grading.magic import planes_magic; planes_magic('hint 1')"
    hint = subprocess.run(
        [planes.parent / "python", "-c", code], cwd=unit, capture_output=True, text=True, check=True
    )
    assert hint.stdout.startswith("Hint 1 of 2")
