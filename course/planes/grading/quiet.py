"""Keep nbgrader from writing a line for every step."""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from collections.abc import Iterator
from pathlib import Path


def silent_log() -> logging.Logger:
    """Return a log that goes nowhere: nbgrader writes a line for every step."""
    log = logging.getLogger("planes.grading.silent")
    log.disabled = True
    return log


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep nbgrader's preprocessors, which find their own log, from writing."""
    before, folder = logging.root.manager.disable, Path.cwd()
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
        os.chdir(folder)
