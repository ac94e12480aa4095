"""From a notebook or a Markdown file to a page: its HTML, its links, and what a search finds in it."""

from __future__ import annotations

import base64
import io
import json
import os
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

_LINK = re.compile(r'<a\b([^>]*?)href="([^"]*)"([^>]*)>(.*?)</a>', re.S)
_FORMULA = re.compile(r"\$\$(.+?)\$\$", re.S)
_SECTION = re.compile(r'<h[123][^>]*id="([^"]*)"[^>]*>(.*?)</h[123]>', re.S)
_LONGEST_TEXT = 4000


@dataclass(frozen=True)
class Page:
    """One page of the site.

    Attributes:
        address: path from the site's root.
        title: for the menu, the tab and the search.
        body: HTML of what it says.
        group: its place in the menu; "" keeps it out.
        source: the file it was made from, or None.
        summary: a sentence or two for the first page.
    """

    address: str
    title: str
    body: str
    group: str = ""
    source: Path | None = None
    summary: str = ""


def of_notebook(path: Path, folder: str) -> Page:
    """Turn a notebook with its stored outputs into a page."""
    import nbformat
    from nbconvert import HTMLExporter

    notebook = nbformat.read(path, as_version=4)
    title = notebook.cells[0].source.partition("\n")[0].removeprefix("# ")
    covers = re.search(r"\*\*What (?:this lesson|this page|it) covers\.\*\*\s*(.*)", notebook.cells[0].source)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _FORMULA.sub(lambda match: formula(match[1]), cell.source)
    exporter = HTMLExporter(
        template_name="basic",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        embed_images=True,
    )
    body = _without_anchors(exporter.from_notebook_node(notebook)[0])
    summary = covers[1] if covers else ""
    return Page(f"{folder}/{path.stem}.html", title, tidy(body), folder.capitalize(), path, summary)


def of_markdown(path: Path) -> Page:
    """Turn a page of docs/ into a page."""
    from nbconvert.filters import markdown2html

    text = path.read_text("utf-8")
    # What stands behind the language is for the tests of the docs.
    text = re.sub(r"^```sh .*$", "```sh", text, flags=re.M)
    title = text.partition("\n")[0].removeprefix("# ")
    # Links within docs/ name headings as code hosts do: in lower case, without punctuation.
    body = re.sub(
        r'(<h[2-6] id=")([^"]*)',
        lambda match: match[1] + re.sub(r"[^\w-]", "", unescape(match[2])).lower(),
        _without_anchors(markdown2html(text)),
    )
    return Page(f"docs/{path.stem}.html", title, tidy(body), "Guides", path)


def _without_anchors(body: str) -> str:
    """Keep the names of headings and drop the signs that link to them."""
    return re.sub(r'<a class="anchor-link".*?</a>', "", body, flags=re.S)


def formula(latex: str) -> str:
    """Draw a formula as a picture whose alternative text is its source."""
    from matplotlib.mathtext import math_to_image

    picture = io.BytesIO()
    math_to_image(f"${' '.join(latex.split())}$", picture, format="svg")
    data = base64.b64encode(picture.getvalue()).decode("ascii")
    words = re.sub(r"\\(text|left|right|quad)\b", " ", latex).replace("\\", "").replace('"', "")
    alt = f"Formula: {' '.join(words.split())}"
    return f'<img class="formula" alt="{alt}" src="data:image/svg+xml;base64,{data}">'


def tidy(body: str) -> str:
    """Let wide parts scroll by themselves, also by keyboard, and give each kind one name."""
    body = re.sub(r"<pre(?=[\s>])", '<pre tabindex="0"', body)
    body = re.sub(r"<table.*?</table>", r'<div class="wide" tabindex="0">\g<0></div>', body, flags=re.S)
    # Alignment of Markdown tables and rich's tables come as presentational markup; the style sheet does that.
    return re.sub(r'\s(?:border="\d+"|class="dataframe")', "", body)


def relink(page: Page, known: dict[Path, str], root: Path) -> str:
    """Return the body with links between files of the repository as links between pages.

    What has no page keeps its words and loses its link.
    """
    if page.source is None:
        return page.body
    source = page.source

    def new(match: re.Match[str]) -> str:
        before, target, after, words = match.groups()
        path, mark, anchor = unescape(target).partition("#")
        if re.match(r"[a-z]+:", target) or not path:
            return match[0]
        other = (source.parent / path).resolve()
        if other not in known:
            return str(words)
        address = os.path.relpath(known[other], Path(page.address).parent).replace(os.sep, "/")
        return f'<a{before}href="{address}{mark}{anchor}"{after}>{words}</a>'

    return _LINK.sub(new, page.body)


def code_style() -> str:
    """Return the colours of code, each with a contrast of at least 4.5 : 1 on the grey behind it."""
    from pygments.formatters import HtmlFormatter
    from pygments.style import Style
    from pygments.token import Comment, Keyword, Name, Number, Operator, String

    class Readable(Style):
        styles = {  # noqa: RUF012 - how pygments wants it
            Comment: "italic #595959",
            Keyword: "bold #00558a",
            Operator.Word: "bold #00558a",
            Name.Function: "#00558a",
            Name.Class: "#00558a",
            Name.Builtin: "#005f45",
            Number: "#6a2c91",
            String: "#8a3500",
        }

    return str(HtmlFormatter(style=Readable).get_style_defs(".highlight"))


def search_index(found: list[Page]) -> str:
    """Return a script with an entry for each section of every page: its address, titles and words."""
    entries = [entry for page in found for entry in _sections(page)]
    return "window.searchIndex = " + json.dumps(entries, ensure_ascii=False, separators=(",", ":")) + ";\n"


def _sections(page: Page) -> list[list[str]]:
    parts = _SECTION.split(page.body)
    entries = [[page.address, page.title, "", _words(parts[0])]]
    for anchor, heading, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        entries.append([f"{page.address}#{anchor}", page.title, _words(heading), _words(body)])
    return entries


def _words(html: str) -> str:
    html = re.sub(r"<(script|style|iframe)\b.*?</\1>", " ", html, flags=re.S)
    alternatives = " ".join(re.findall(r'\balt="([^"]*)"', html))
    text = unescape(re.sub(r"<[^>]+>", " ", html) + " " + alternatives)
    return " ".join(text.split())[:_LONGEST_TEXT]
