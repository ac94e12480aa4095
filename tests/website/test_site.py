"""The website: it builds without a network, its links lead somewhere, and everybody can read it."""

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from gate.course import ROOT
from journeys.browser import browser_is_there, chromium

TOOLS = ROOT / "tools" / "website"
LESSON = "lessons/01-virtualization.html"
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not browser_is_there(), reason="needs chromium and chromedriver"),
]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "out"
    # No proxy that answers, no cache: what asks the network fails.
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder.parent), "https_proxy": "http://127.0.0.1:9"}
    command = [sys.executable, str(TOOLS / "build.py"), str(folder)]
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=300)
    return folder


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("chromium") / "profile") as page:
        yield page


class Parts(HTMLParser):
    """The addresses, anchors and pictures of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.pictures: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        if tag in ("a", "link") and "href" in found:
            self.links.append(found["href"])
        if tag == "script" and "src" in found:
            self.links.append(found["src"])
        if tag == "img":
            self.pictures.append(found.get("alt") or "")


def pages(site: Path) -> dict[Path, Parts]:
    return {path: Parts(path) for path in sorted(site.rglob("*.html"))}


def test_every_lesson_and_assignment_has_a_page(site):
    for folder, notebooks in (("lessons", "course/lessons/*.ipynb"), ("assignments", "release/*/*.ipynb")):
        wanted = {path.stem for path in ROOT.glob(notebooks)}
        assert {path.stem for path in (site / folder).glob("*.html")} == wanted


def test_no_link_is_broken(site):
    known = pages(site)
    broken = []
    for path, parts in known.items():
        for link in parts.links:
            target, _, anchor = link.partition("#")
            if re.match(r"(https?|mailto):", link):
                continue
            other = (path.parent / unquote(target)).resolve() if target else path
            if not other.exists() or (anchor and unquote(anchor) not in known[other].ids):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert broken == []


def test_nothing_is_fetched_from_elsewhere(site):
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"<(script|link|img|iframe)\b[^>]*(src|href)=\"https?:", text), path


def test_every_picture_has_words(site):
    for path, parts in pages(site).items():
        assert all(len(words) > 15 for words in parts.pictures), path


def test_formulas_are_drawn(site):
    assert not any("$$" in path.read_text("utf-8") for path in (site / "lessons").glob("*.html"))


def test_the_glossary_gives_the_japanese_term(site):
    text = (site / "glossary.html").read_text("utf-8")
    assert '<td lang="ja">コントロールプレーン</td>' in text


def test_terms_are_named_once_and_belong_to_a_unit():
    import csv

    with (ROOT / "docs" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [row["english"].lower() for row in rows]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"0\d", row["unit"]) for row in rows)
    assert all(not row["meaning"].isspace() and row["meaning"].endswith(".") for row in rows)


def test_every_fact_stands_there_with_source_and_date(site):
    from planes import facts

    text = (site / "facts.html").read_text("utf-8")
    assert all(f'<th scope="row">{name}</th>' in text for name in facts.all_facts())


def test_the_search_knows_every_page(site):
    text = (site / "search-index.js").read_text("utf-8")
    entries = json.loads(text.partition("=")[2].rstrip().rstrip(";"))
    assert {entry[0].partition("#")[0] for entry in entries} == {
        path.relative_to(site).as_posix() for path in site.rglob("*.html")
    }


@pytest.mark.parametrize("one", [pytest.param("reconcile loop", marks=IN_A_BROWSER)])
def test_searching_finds_the_section(site, page, one):
    page.driver.get((site / LESSON).as_uri())
    page.find("#query").send_keys(one)
    page.click("#found a", "reconcile loop")
    page.wait("return location.pathname.includes('04-orchestration')")


@pytest.mark.parametrize("address", [pytest.param(LESSON, marks=IN_A_BROWSER)])
def test_a_page_fits_a_phone(site, page, address):
    page.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True},
    )
    page.driver.get((site / address).as_uri())
    page.picture("site-phone")
    assert page.run("return document.documentElement.scrollWidth") <= 390
    page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("address", [pytest.param(LESSON, marks=IN_A_BROWSER)])
def test_a_lesson_prints_as_pdf(site, address):
    sys.path.insert(0, str(TOOLS))
    import printing

    assert "1 PDF" in printing.print_pages(site, [address])
    assert (site / address).with_suffix(".pdf").read_bytes().startswith(b"%PDF")


@pytest.fixture(scope="module")
def axe(tmp_path_factory) -> str:
    """Return the script of axe-core, which checks a page for barriers."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm, which fetches axe-core")
    folder = tmp_path_factory.mktemp("axe")
    result = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), "axe-core@4"],
        capture_output=True,
        timeout=120,
    )
    if result.returncode:
        pytest.skip("npm cannot fetch axe-core")
    return (folder / "node_modules/axe-core/axe.min.js").read_text("utf-8")


RUN_AXE = """
const done = arguments[0];
axe.run(document, {iframes: false, resultTypes: ['violations']}).then(result => done(result.violations
  .filter(one => ['serious', 'critical'].includes(one.impact))
  .map(one => `${one.id}: ${one.nodes[0].html}`)));
"""


@pytest.mark.parametrize(
    "folder", [pytest.param(one, marks=IN_A_BROWSER) for one in (".", "lessons", "docs")]
)
def test_axe_finds_nothing_serious(site, page, axe, folder):
    found = {}
    for path in sorted((site / folder).glob("*.html")):
        page.driver.get(path.as_uri())
        page.run(axe)
        if faults := page.driver.execute_async_script(RUN_AXE):
            found[path.name] = faults
    assert found == {}
