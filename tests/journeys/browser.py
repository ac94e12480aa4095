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
def jupyterlab(folder: Path, command: tuple[str, ...] = (), home: Path | None = None) -> Iterator[str]:
    """Run `planes lab` on a folder; yield its address; end it with everything it started.

    Args:
        folder: the learner's folder.
        command: what to run in that folder in place of `planes lab FOLDER`, such as `PLAIN_JUPYTERLAB`.
        home: the home folder of who starts it; one beside the folder when not given.
    """
    port = free_port()
    home = home or folder.parent / "home"
    home.mkdir(parents=True, exist_ok=True)
    start = command or (*_PLANES_LAB, str(folder), f"--token={TOKEN}")
    log = (home / "jupyterlab.log").open("w")
    process = subprocess.Popen(
        [*start, "--no-browser", f"--port={port}"],
        stdout=log,
        stderr=subprocess.STDOUT,
        env=environment_of(home),
        cwd=folder if command else home,
        start_new_session=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/api/status?token={TOKEN}", process, Path(log.name))
        yield address
    finally:
        _end(process)
        log.close()


def environment_of(home: Path) -> dict[str, str]:
    """Return the environment of somebody whose home this is."""
    return dict(os.environ) | {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
    }


_PLANES_LAB = (sys.executable, "-c", "from planes.cli import app; app()", "lab")
# What an instructor starts in the course folder. CI machines and containers are often root.
PLAIN_JUPYTERLAB = (sys.executable, "-m", "jupyterlab", "--allow-root", f"--IdentityProvider.token={TOKEN}")


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


# The notebook in front, and what a reader sees of its cells' numbers: [*] while one runs or waits.
FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"
_PROMPTS = (
    f"[...document.querySelectorAll('{FRONT} .jp-CodeCell .jp-InputPrompt')].map(one => one.textContent)"
)
_BUSY = f"{_PROMPTS}.some(words => words.includes('*'))"
_IDLE = f"document.querySelector('{FRONT} .jp-Notebook-ExecutionIndicator[data-status=idle]')"
_PASTE = """
const data = new DataTransfer();
data.setData('text/plain', arguments[0]);
document.activeElement.dispatchEvent(
  new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
"""


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

    def visit(self, address: str, path: str) -> None:
        """Open a page of the server that is no notebook."""
        self.driver.get(f"{address}/{path}?token={TOKEN}")

    def _wait_for_notebook(self) -> None:
        self.wait("return !document.querySelector('#jupyterlab-splash')")
        self.wait("return !!document.querySelector('.jp-Notebook .jp-RenderedMarkdown h1')")

    def wait(self, question: str, *arguments: Any, seconds: float = _PATIENCE_SECONDS) -> Any:
        """Wait until a piece of JavaScript returns something true, and return that."""
        from selenium.common.exceptions import TimeoutException
        from selenium.webdriver.support.ui import WebDriverWait

        waiting = WebDriverWait(self.driver, seconds, 0.2)
        try:
            return waiting.until(lambda driver: driver.execute_script(question, *arguments))
        except TimeoutException:
            picture = self.picture("stuck")
            words = f"{question} {arguments or ''} is not true after {seconds:g} s"
            raise AssertionError(f"{words}; see {picture.name}") from None

    def run(self, script: str, *arguments: Any) -> Any:
        """Run JavaScript in the page and return its value."""
        return self.driver.execute_script(script, *arguments)

    def find(self, selector: str, words: str = "") -> Any:
        """Wait for the first visible element of this kind whose text contains some words."""
        return self.wait(
            "return [...document.querySelectorAll(arguments[0])].find(one => "
            "one.textContent.includes(arguments[1]) && one.getBoundingClientRect().width)",
            selector,
            words,
        )

    def click(self, selector: str, words: str = "") -> None:
        """Bring an element into view and click it with the mouse."""
        from selenium.common.exceptions import ElementNotInteractableException, StaleElementReferenceException

        for _ in range(5):  # JupyterLab draws its parts anew while it starts
            with suppress(StaleElementReferenceException, ElementNotInteractableException):
                element = self.find(selector, words)
                self.run("arguments[0].scrollIntoView({block: 'center'})", element)
                element.click()
                return
        raise AssertionError(f"{selector} with the words {words!r} cannot be clicked")

    def menu(self, *labels: str) -> None:
        """Choose from JupyterLab's menus: the menu, then its entry."""
        self.click(".lm-MenuBar-item", labels[0])
        for label in labels[1:]:
            self.click(".lm-Menu-item .lm-Menu-itemLabel", label)

    def run_all(self) -> None:
        """Clear all outputs of the notebook in front, run every cell, and wait until the last one is done."""
        self.wait(f"return !!{_IDLE}")
        self.menu("Edit", "Clear Outputs of All Cells")
        self.wait(f"return {_PROMPTS}.every(words => !/\\d/.test(words))")
        self.menu("Run", "Run All Cells")
        self.wait(f"return {_PROMPTS}.every(words => /\\d/.test(words))")

    def write(self, words: str, code: str) -> None:
        """Paste code over the first code cell that contains some words, and run it with Shift + Enter."""
        self.click(f"{FRONT} .jp-CodeCell .cm-content", words)
        self._paste_over(code)
        self.wait(f"return !{_BUSY}")

    def write_prose(self, words: str, prose: str) -> None:
        """Double-click a paragraph, paste other prose over it, and show it with Shift + Enter."""
        paragraph = self.find(f"{FRONT} .jp-RenderedMarkdown", words)
        # Sent to the paragraph itself: cells still move under the pointer while JupyterLab draws the page.
        self.run("arguments[0].dispatchEvent(new MouseEvent('dblclick', {bubbles: true}))", paragraph)
        self.click(f"{FRONT} .jp-MarkdownCell .cm-content", words)
        self._paste_over(prose)
        self.find(f"{FRONT} .jp-RenderedMarkdown", prose[:20])

    def add(self, code: str, expected: str) -> str:
        """Add a cell at the end of the notebook in front, run it, and return its output."""
        cells = f"[...document.querySelectorAll('{FRONT} .jp-CodeCell')]"
        count = self.run(f"return {cells}.length")
        self.click(f"{FRONT} .jp-Notebook-footer")
        self.wait(f"return {cells}.length > {count}")
        self.run(f"return {cells}.at(-1).querySelector('.cm-content')").click()
        self.wait(f"return {cells}.at(-1).contains(document.activeElement)")
        self._paste_over(code)
        self.wait(f"return {cells}[{count}].innerText.includes(arguments[0])", expected)
        return str(self.run(f"return {cells}[{count}].innerText"))

    def _paste_over(self, text: str) -> None:
        from selenium.webdriver import ActionChains, Keys

        ActionChains(self.driver).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).perform()
        self.run(_PASTE, text)
        ActionChains(self.driver).key_down(Keys.SHIFT).send_keys(Keys.ENTER).key_up(Keys.SHIFT).perform()

    def save(self) -> None:
        """Save the notebook in front, and wait until it is on disk."""
        self.menu("File", "Save Notebook")
        self.wait("return !document.querySelector('.lm-DockPanel-tabBar .jp-mod-current.jp-mod-dirty')")

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
