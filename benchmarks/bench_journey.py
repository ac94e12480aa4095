"""The first minutes of a learner: `planes lab` to the first figure, and a lesson from click to ready.

Covers: `planes lab` on a new folder, JupyterLab in a real browser, the start page, every lesson.
Scenario: a home that JupyterLab never saw, an installed course, headless Chromium, already open.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from pathlib import Path

from table import show

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from journeys.browser import FRONT, Page, browser_is_there, chromium, jupyterlab

FIRST_FIGURE_SECONDS, LESSON_SECONDS = 60, 5
PAINTED = f"""
const pictures = [...document.querySelectorAll('{FRONT} .jp-OutputArea-output img')];
return pictures.length > 0 && pictures.every(one => one.naturalWidth > 0)"""
TITLE = f"return document.querySelector('{FRONT} h1')?.textContent.startsWith(arguments[0])"
IDLE = f"return !!document.querySelector('{FRONT} .jp-Notebook-ExecutionIndicator[data-status=idle]')"
UNITS = f"[...document.querySelectorAll('{FRONT} .jp-RenderedMarkdown table a')]"


def first_start(page: Page, folder: Path) -> list[tuple[str, float]]:
    """Return the seconds from the command to each step, then those of every lesson."""
    begin = time.perf_counter()
    with jupyterlab(folder / "work") as address:
        steps = [("planes lab, until the server answers", time.perf_counter() - begin)]
        page.start(address)
        steps.append(("… until the start page is there", time.perf_counter() - begin))
        page.wait(PAINTED)
        steps.append(("… until its first figure is painted", time.perf_counter() - begin))
        page.wait(f"return {UNITS}.length > 0")
        names = page.run(f"return {UNITS}.map(link => link.textContent)")
        return steps + [row for name in names for row in open_lesson(page, name)]


def open_lesson(page: Page, name: str) -> list[tuple[str, float]]:
    """Return the seconds from a click on the start page until the lesson can be read, and run."""
    page.click(".lm-DockPanel-tabBar .lm-TabBar-tabLabel", "00-start-here")
    page.find(f"{FRONT} .jp-RenderedMarkdown table a", name)
    begin = time.perf_counter()
    page.click(f"{FRONT} .jp-RenderedMarkdown table a", name)
    page.wait(TITLE, re.match(r"\d\d", name)[0])  # type: ignore[index]
    page.wait(PAINTED)
    shown = time.perf_counter() - begin
    page.wait(IDLE)
    return [(f"lesson {name}: shown", shown), ("… and its kernel ready", time.perf_counter() - begin)]


def main() -> None:
    """Print a table of seconds, with how busy the machine was."""
    if not browser_is_there():
        print("Left out: this needs chromium and chromedriver.")
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, chromium(Path(name) / "p") as page:
        steps = first_start(page, Path(name))
    busy = f"{os.getloadavg()[0]:.1f} programs wanted to run on {os.cpu_count()} cores in the last minute"
    wanted = f"wanted: first figure under {FIRST_FIGURE_SECONDS}, a lesson under {LESSON_SECONDS}"
    show("First start, seconds", ("step", "seconds"), steps, f"{wanted}; {busy}")


if __name__ == "__main__":
    main()
