"""Each lesson as a PDF, printed by a Chromium without a window."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SECONDS = 120


def print_pages(site: Path, addresses: list[str]) -> str:
    """Print pages beside themselves, page.html as page.pdf, and say in a sentence what was done."""
    program = browser()
    if program is None:
        return "No PDF: there is no Chromium here. Any browser prints the pages just as well."
    for address in addresses:
        page = (site / address).resolve()
        _print(program, page, page.with_suffix(".pdf"))
    return f"{len(addresses)} PDF files beside their pages"


def browser() -> str | None:
    """Return the path of a Chromium, or None."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def _print(program: str, page: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory() as profile:
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        options += [f"--user-data-dir={profile}", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
        subprocess.run([program, *options, page.as_uri()], check=True, capture_output=True, timeout=_SECONDS)
