"""Build the website: lessons, assignments, docs, glossary, facts and search, from what is in the repository.

    python tools/website/build.py OUTPUT [--pdf]

nbconvert and one template are enough: no Node, no download, no network. This stands beside the package and
not in it, because it needs the repository, and a learner does not need it.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

import pages  # noqa: E402 - beside this file
import printing  # noqa: E402

_TERM = ("english", "japanese", "meaning", "unit")


def build(output: Path, pdf: bool = False) -> list[pages.Page]:
    """Write the whole site into a folder and return its pages; `pdf`: lessons will be printed beside them."""
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    found = list(_pages(environment))
    known = {page.source: page.address for page in found if page.source}
    template = environment.get_template("page.html.j2")
    menu = [page for page in found if page.group]
    for page in found:
        body = pages.relink(page, known, ROOT)
        up = "../" * page.address.count("/")
        html = template.render(page=page, body=body, menu=menu, up=up, pdf=pdf)
        target = output / page.address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(html, "utf-8", newline="\n")
    for name in ("site.css", "search.js"):
        shutil.copy(HERE / name, output)
    (output / "code.css").write_text(pages.code_style(), "utf-8", newline="\n")
    (output / "search-index.js").write_text(pages.search_index(found), "utf-8", newline="\n")
    return found


def _pages(environment: Environment) -> Iterator[pages.Page]:
    notebooks = sorted((ROOT / "course" / "lessons").glob("*.ipynb"))
    lessons = [pages.of_notebook(path, "lessons") for path in notebooks]
    index = environment.get_template("index.html.j2").render(lessons=lessons)
    yield pages.Page("index.html", "Container technology on AWS, in Jupyter", index, "Course")
    yield from lessons
    for path in sorted((ROOT / "release").glob("*/*.ipynb")):
        yield pages.of_notebook(path, "assignments")
    terms = glossary()
    body = environment.get_template("glossary.html.j2").render(terms=terms)
    yield pages.Page("glossary.html", "Glossary", body, "Reference")
    body = environment.get_template("facts.html.j2").render(**_facts())
    yield pages.Page("facts.html", "Facts and sources", body, "Reference")
    for path in sorted((ROOT / "docs").glob("*.md")):
        yield pages.of_markdown(path)


def glossary() -> list[dict[str, str]]:
    """Return the terms of docs/glossary.csv in alphabetical order."""
    with (ROOT / "docs" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if tuple(row) != _TERM or not all(row.values()):
            raise SystemExit(f"docs/glossary.csv: {row} does not fill the columns {', '.join(_TERM)}")
    return sorted(rows, key=lambda row: row["english"].lower())


def _facts() -> dict[str, Any]:
    from planes import facts

    topics: dict[str, list[Any]] = {}
    for fact in facts.all_facts().values():
        topics.setdefault(fact.topic, []).append(fact)
    return {"topics": topics, "sources": facts.sources(), "cite": facts.cite}


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("--pdf", action="store_true", help="Print lessons as PDF, if Chromium is there.")
    options = parser.parse_args()
    found = build(options.output, options.pdf and printing.browser() is not None)
    print(f"{len(found)} pages in {options.output}; open {options.output / 'index.html'}")
    if options.pdf:
        names = [page.address for page in found if page.group == "Lessons"]
        print(printing.print_pages(options.output, names))


if __name__ == "__main__":
    main()
