"""A JupyterLab started as a learner starts it, and a headless Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from gate.course import ROOT

ARTIFACTS = ROOT / "artifacts"
TOKEN = "a-token-for-tests"
_PATIENCE_SECONDS = 90

# No network, no GPU, no shared memory: what a container or a CI machine has.
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-device-scale-factor=1",
)


def browser_is_there() -> bool:
    """Tell whether this machine has Chromium and its driver."""
    return bool(shutil.which("chromium") and shutil.which("chromedriver"))


def free_port() -> int:
    """Return a TCP port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def jupyterlab(folder: Path, command: tuple[str, ...] = ()) -> Iterator[str]:
    """Run `planes lab` on a folder; yield its address; end it with everything it started.

    Args:
        folder: the learner's folder.
        command: what to run in place of `python -m planes.cli`, up to the folder.
    """
    port = free_port()
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    start = command or (sys.executable, "-c", "from planes.cli import app; app()", "lab", str(folder))
    log = (folder.parent / "jupyterlab.log").open("w")
    environment = dict(os.environ) | {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
    }
    process = subprocess.Popen(
        [*start, "--no-browser", f"--port={port}", f"--token={TOKEN}"],
        stdout=log,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/api/status?token={TOKEN}", process, Path(log.name))
        yield address
    finally:
        _end(process)
        log.close()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(_PATIENCE_SECONDS * 4):
        if process.poll() is not None:
            break
        with suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        time.sleep(0.25)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the whole session: the command, the server and its kernels."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
            break
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


class Page:
    """A browser window with the few moves the journeys need."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def start(self, address: str) -> None:
        """Open the address that `planes lab` prints, and wait for the page it leads to."""
        self.driver.get(f"{address}/?token={TOKEN}")
        self._wait_for_notebook()

    def open(self, address: str, path: str) -> None:
        """Open a notebook in a fresh JupyterLab page."""
        self.driver.get(f"{address}/lab/tree/{path}?reset&token={TOKEN}")
        self._wait_for_notebook()

    def _wait_for_notebook(self) -> None:
        self.wait("return !document.querySelector('#jupyterlab-splash')")
        self.wait("return !!document.querySelector('.jp-Notebook .jp-RenderedMarkdown h1')")

    def wait(self, question: str, seconds: float = _PATIENCE_SECONDS) -> Any:
        """Wait until a piece of JavaScript returns something true, and return that."""
        from selenium.webdriver.support.ui import WebDriverWait

        return WebDriverWait(self.driver, seconds, 0.2).until(lambda driver: driver.execute_script(question))

    def run(self, script: str, *arguments: Any) -> Any:
        """Run JavaScript in the page and return its value."""
        return self.driver.execute_script(script, *arguments)

    def picture(self, name: str) -> Path:
        """Keep a screenshot under artifacts/."""
        ARTIFACTS.mkdir(exist_ok=True)
        path = ARTIFACTS / f"{name}.png"
        self.driver.save_screenshot(str(path))
        return path


@contextmanager
def chromium(profile: Path, width: int = 1280, height: int = 900) -> Iterator[Page]:
    """Start a headless Chromium with an empty profile of its own."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*_FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    driver.set_page_load_timeout(_PATIENCE_SECONDS)
    try:
        yield Page(driver)
    finally:
        driver.quit()
