"""`planes lab` in a real browser: the start page opens, the lesson shows its figures, also on a dark page."""

import pytest
from gate.course import lessons, read
from journeys.browser import browser_is_there, chromium, jupyterlab

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not browser_is_there(), reason="needs chromium and chromedriver"),
]

PICTURES = "[...document.querySelectorAll('.jp-Notebook .jp-OutputArea-output img')]"
TABS = "[...document.querySelectorAll('.lm-TabBar-tabLabel')].map(tab => tab.textContent)"
CORNER = f"""
const picture = {PICTURES}[0], paper = document.createElement('canvas').getContext('2d');
picture.scrollIntoView();
paper.drawImage(picture, 0, 0);
return [...paper.getImageData(0, 0, 1, 1).data];
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def address(folder):
    with jupyterlab(folder / "work") as address:
        yield address


@pytest.fixture(scope="module")
def page(folder):
    with chromium(folder / "profile") as page:
        yield page


def figures_of(path) -> list[str]:
    """Return the alternative texts stored in a lesson."""
    outputs = [output for cell in read(path)["cells"] for output in cell.get("outputs", [])]
    return [
        output["metadata"]["image/png"]["alt"] for output in outputs if "image/png" in output.get("data", {})
    ]


def shown(page, count: int) -> list[str]:
    """Wait until that many pictures are painted and return their alternative texts."""
    page.wait(f"return {PICTURES}.length >= {count} && {PICTURES}.every(one => one.naturalWidth > 0)")
    return page.run(f"return {PICTURES}.map(one => one.alt)")


def test_the_start_page_opens_by_itself(address, page):
    page.start(address)
    start = lessons()[0]
    assert "00-start-here.ipynb" in page.driver.current_url
    assert shown(page, len(figures_of(start))) == figures_of(start)
    page.picture("start-page")


def test_nothing_asks_or_complains_at_the_start(address, page):
    page.start(address)
    assert page.run("return document.querySelectorAll('.jp-Dialog, .Toastify__toast').length") == 0


@pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.stem)
def test_every_figure_of_a_lesson_is_painted_and_says_what_it_shows(address, page, lesson):
    page.open(address, f"lessons/{lesson.name}")
    assert shown(page, len(figures_of(lesson))) == figures_of(lesson)
    page.picture(f"lesson-{lesson.stem}")


def test_a_link_on_the_start_page_opens_the_lesson(address, page):
    page.start(address)
    links = "[...document.querySelectorAll('.jp-RenderedMarkdown a')]"
    lesson = f"{links}.find(link => link.textContent.includes('lesson 01'))"
    page.wait(f"return !!{lesson}")
    page.run(f"{lesson}.click()")
    page.wait(f"return {TABS}.some(name => name.startsWith('01-virtualization'))")


def test_figures_bring_their_own_paper_to_a_dark_page(address, page, folder):
    setting = (
        folder / "home/config/lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
    )
    setting.parent.mkdir(parents=True, exist_ok=True)
    setting.write_text('{"theme": "JupyterLab Dark"}', "utf-8")
    try:
        lesson = lessons()[1]
        page.open(address, f"lessons/{lesson.name}")
        page.wait("return document.body.dataset.jpThemeLight === 'false'")
        shown(page, len(figures_of(lesson)))
        assert page.run(CORNER) == [255, 255, 255, 255]
        page.picture("lesson-dark")
    finally:
        setting.unlink()
