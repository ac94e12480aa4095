"""Every command that README and docs show is run, or says why not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from docs.blocks import IN_A_CLASS, Block, blocks
from gate.course import ROOT

# Pages of servers that run until they are stopped; tests/serve and tests/grading run their commands.
ELSEWHERE = {"grading-safety.md", "serving.md"}
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.name not in ELSEWHERE),
]
BLOCKS = [block for page in PAGES for block in blocks(page)]
of_pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def shell(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run commands as somebody with the environment activated would."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = dict(os.environ) | {"PATH": path, "JUPYTER_DATA_DIR": str(folder / ".jupyter")}
    return subprocess.run(
        ["bash", "-euc", code], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course folder with one unit."""
    root = tmp_path_factory.mktemp("docs")
    for folder in ("source", "release"):
        shutil.copytree(ROOT / folder / "01-virtualization", root / folder / "01-virtualization")
    for name in ("nbgrader_config.py", "Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    return root


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the pages' commands are for a POSIX shell")
@of_pages
def test_the_commands_of_a_page_run(page, course):
    for block in blocks(page):
        if block.is_run_here:
            # make would make an environment first: ask it only whether it knows how.
            code = block.code.replace("make ", "make -n ")
            result = shell(code, course)
            assert result.returncode == 0, f"{page.name}, {block.heading}:\n{result.stdout}{result.stderr}"


@pytest.mark.parametrize("block", BLOCKS, ids=lambda one: f"{one.page.name}: {one.heading}")
def test_a_block_is_run_or_says_why_not(block: Block):
    assert block.is_run_here or block.info == IN_A_CLASS or len(block.reason) > 10, block.info


def test_what_a_class_runs_is_on_the_instructors_page():
    assert {block.page.name for block in BLOCKS if block.info == IN_A_CLASS} == {"instructors.md"}


def test_the_world_on_the_models_page_runs(capsys):
    page = (ROOT / "docs" / "model.md").read_text("utf-8")
    exec(page.partition("```python\n")[2].partition("```")[0], {})
    assert "World(seed=1)" in capsys.readouterr().out
