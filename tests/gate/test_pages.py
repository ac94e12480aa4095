"""README and docs: links resolve, pictures have words, and the commands they name exist."""

import re

import pytest
from gate.course import ROOT, read, text, units

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
README = PAGES[0].read_text("utf-8")

of_pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@of_pages
def test_links_lead_to_files(page):
    targets = re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@of_pages
def test_pictures_have_words(page):
    words = re.findall(r"!\[([^\]]*)\]\(", page.read_text("utf-8"))
    assert all(len(one) > 20 for one in words)


@of_pages
def test_there_is_one_first_level_heading_at_the_top(page):
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    assert prose.startswith("# ")
    assert len(re.findall(r"^# ", prose, re.M)) == 1


def test_the_readme_has_exactly_two_commands():
    block = re.search(r"## Two commands.*?```sh\n(.*?)```", README, re.S)[1]
    assert re.findall(r"^(\S+ \S+)", block, re.M) == ["make lab", "make test"]


@of_pages
def test_every_make_target_named_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert (
        set(re.findall(r"`?\bmake (lab|test|bench|release|lint|clean|requirements)\b", page.read_text()))
        <= targets
    )


@of_pages
def test_every_command_named_exists(page):
    from planes.cli import COMMANDS

    named = set(re.findall(r"`planes ([a-z]+)", page.read_text("utf-8")))
    assert named <= set(COMMANDS)


@of_pages
def test_every_nbgrader_command_named_exists(page):
    from nbgrader.apps import NbGraderApp

    named = set(re.findall(r"`nbgrader ([a-z_]+)", page.read_text("utf-8")))
    assert named <= set(NbGraderApp.subcommands)


def test_the_map_of_units_covers_every_unit():
    rows = re.findall(r"^\| \[?(\d\d) ", README, re.M)
    assert {unit.name[:2] for unit in units()} <= set(rows)


def test_the_start_page_and_the_readme_say_the_same_of_every_unit():
    cells = read(ROOT / "course" / "lessons" / "00-start-here.ipynb")["cells"]
    start = "".join(text(cell) for cell in cells)
    rows = [re.findall(r"^\| \[(\d\d .*?)\]\(\S+\) \| (.*)$", page, re.M) for page in (README, start)]
    assert rows[0] and rows[0] == rows[1]


@pytest.mark.parametrize("unit", units(), ids=str)
def test_a_lesson_links_its_assignment(unit):
    cells = read(ROOT / "course" / "lessons" / f"{unit.name}.ipynb")["cells"]
    assert f"](../../release/{unit.name}/{unit.name}.ipynb)" in "".join(text(cell) for cell in cells)
