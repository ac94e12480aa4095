"""One running instance of a kind: start it, wait for its first line, end it."""

from __future__ import annotations

import subprocess
import threading
import time
from types import TracebackType

from planes.virtualization.kinds import Launch, UnavailableError


class Instance:
    """A started program that has printed `ready`. Use it in a `with` statement.

    Attributes:
        startup_ms: milliseconds from the request to start until the line `ready` was read.
        pid: process id of the program that was started.
    """

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._command = launch.command()
        began = time.perf_counter()
        try:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise UnavailableError(f"{launch.tool} could not be started here: {error.strerror}.") from error
        self.pid = self._process.pid
        ready = False
        try:
            ready = self._wait_until_ready()
            self.startup_ms = (time.perf_counter() - began) * 1000
        finally:
            # Also after an interrupt: nobody else knows this process.
            if not ready:
                self.stop()
        if not ready:
            raise UnavailableError(
                f"{launch.tool} is installed but did not get as far as its first line here."
            )

    def _wait_until_ready(self) -> bool:
        # A pipe cannot be read with a time limit on Windows; ending the program ends the pipe everywhere.
        watchdog = threading.Timer(self._launch.patience_seconds, self._process.kill)
        watchdog.start()
        try:
            return any(b"ready" in line for line in iter(self._process.stdout.readline, b""))  # type: ignore[union-attr]
        finally:
            watchdog.cancel()

    def stop(self) -> None:
        """End the instance: politely by closing its input, after a second by force."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        if not self._launch.ends_with_input:
            self._process.kill()
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=10)
            self._launch.clean_up(self._command)

    def __enter__(self) -> Instance:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def first_that_works(ways: list[Launch]) -> Launch:
    """The first way that gets one instance to its first line; that trial also warms the caches.

    Raises:
        UnavailableError: when none does, with the sentence of the last one.
    """
    problem = UnavailableError("There is no way to start it on this machine.")
    for launch in ways:
        try:
            Instance(launch).stop()
        except UnavailableError as error:
            problem = error
        else:
            return launch
    raise problem
