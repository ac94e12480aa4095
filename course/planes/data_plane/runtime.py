"""From a place to an end: address, pull, start, answer, restart, stop. EC2 and Fargate share these steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from planes import facts
from planes.clock import Clock
from planes.data_plane.disk import Disk
from planes.data_plane.protocol import Container, Fetch, Listener, Report, Workload
from planes.errors import PlanesError
from planes.events import EventLog

SIGKILL_EXIT_CODE = 137
_PULL_ERROR_SECONDS = 1.0  # until a pull fails; nobody published it, the model picks one
_GOOD_RUN_SECONDS = 600.0  # after which earlier restarts are forgotten; source: E31
_WORDS = {
    "pulling": "pulling image",
    "running": "containers started",
    "answering": "answering",
    "restarting": "container restarting",
    "warned": "interruption warning",
    "exited": "exited",
    "stopped": "stopped",
    "failed": "start failed",
}
_NOBODY: frozenset[str] = frozenset()
_NOTHING: Mapping[str, int] = {}


class Place:
    """A machine that runs workloads: its id and its disk."""

    __slots__ = ("details", "disk", "id")

    def __init__(self, place: str) -> None:
        self.id = place
        self.disk = Disk()
        self.details: Mapping[str, str] = {"host": place}
        """Details of every event here: one mapping for all of them, because there may be a million."""


class _Life:
    """What the node remembers of a container that was restarted: how often, and its present start."""

    __slots__ = ("restarts", "since", "start")

    def __init__(self, since: float) -> None:
        self.restarts, self.since, self.start = 0, since, 0


class Run:
    """One workload in its place.

    Attributes:
        epoch: grows whenever everything that was planned for the run is void.
        start: grows with every start or exit of a container.
        started: virtual second its containers first ran, or None.
        pulled_since: virtual second its image download began, or None.
        down: names of the containers that are not up; those of `returning` will be started again.
    """

    __slots__ = (
        "_lives",
        "down",
        "epoch",
        "exit_codes",
        "listener",
        "place",
        "pulled_since",
        "report",
        "returning",
        "start",
        "started",
        "stopping",
        "workload",
    )

    def __init__(self, workload: Workload, place: Place, host: str, listener: Listener) -> None:
        self.workload, self.place, self.listener = workload, place, listener
        self.report = Report(workload.id, host, "starting")
        self.epoch = self.start = 0
        self.started: float | None = None
        self.pulled_since: float | None = None
        self.stopping = False
        self.down = self.returning = _NOBODY
        self.exit_codes: Mapping[str, int] = _NOTHING
        self._lives: dict[str, _Life] | None = None

    def up(self) -> Iterator[Container]:
        """Yield the containers that are up."""
        if self.started is not None:
            yield from (c for c in self.workload.containers if c.name not in self.down)

    def life(self, name: str) -> _Life:
        """Return what is remembered of one container."""
        if self._lives is None:
            self._lives = {}
        return self._lives.setdefault(name, _Life(self.started or 0.0))

    def restarted_after(self, name: str, start: int) -> bool:
        """Tell whether the container started again after the run's `start` was this number."""
        return self._lives is not None and name in self._lives and self._lives[name].start > start


class Runtime:
    """Runs workloads step by step on the clock and reports every step.

    Subclasses decide where: they call `_accept` for a workload that has a place and free it in `_release`.
    """

    def __init__(self, clock: Clock, events: EventLog, random: Random, fetch: Fetch) -> None:
        self._clock, self._events, self._random, self._fetch = clock, events, random, fetch
        self._runs: dict[str, Run] = {}
        # Start of a container whose image is local; source: B34 (published, Azure Premium SSD).
        self._shortest_start = facts.number("B34.ssd_low") / 1000
        self._longest_start = facts.number("B34.ssd_high") / 1000

    def running(self) -> Mapping[str, Report]:
        """Return the last report of every workload that is there now: the level, not the edge.

        A workload that has not reported yet is "starting".
        """
        return {name: run.report for name, run in self._runs.items()}

    def last_report(self, workload: str) -> Report | None:
        """Return the last report of one workload, or None if it is not there."""
        run = self._runs.get(workload)
        return None if run is None else run.report

    def is_stopping(self, workload: str) -> bool:
        """Tell whether `workload` is there and on its way to its end."""
        run = self._runs.get(workload)
        return run is not None and run.stopping

    def stop(self, workload: str, reason: str) -> None:
        """Ask `workload` to stop: SIGTERM, then SIGKILL after its `stop_seconds`.

        A workload that already ended or is stopping is left alone.
        """
        run = self._runs.get(workload)
        if run is not None and not run.stopping:
            self._terminate(run, "stopped", reason)

    def crash(self, workload: str, exit_code: int = SIGKILL_EXIT_CODE) -> None:
        """Let the first container of `workload` that is up exit by itself: a fault of its own.

        Raises:
            PlanesError: nothing of it is up.
        """
        run = self._runs.get(workload)
        container = None if run is None or run.stopping else next(run.up(), None)
        if run is None or container is None:
            raise PlanesError(f"No container of the workload {workload!r} is up, so none can crash.")
        self._clock.after(0, self._exit, run, run.epoch, container, run.start, exit_code)

    # The way up.

    def _accept(self, run: Run, address_seconds: float) -> None:
        """Take in a workload that has a place; its network is ready after `address_seconds`."""
        self._runs[run.workload.id] = run
        self._clock.after(address_seconds, self._pull, run, run.epoch)

    def _pull(self, run: Run, epoch: int) -> None:
        if run.epoch != epoch:
            return
        run.pulled_since = now = self._clock.now
        if run.workload.own_address:
            self._note(run, "address attached")
        try:
            complete_at = run.place.disk.pull(run.workload.containers, run.place.id, now, self._fetch)
        except PlanesError as error:
            self._clock.after(_PULL_ERROR_SECONDS, self._pull_failed, run, epoch, str(error))
            self._say(run, "pulling")
            return
        if complete_at > now:
            self._clock.at(complete_at, self._pulled, run, epoch)
            self._say(run, "pulling")
        else:
            self._boot(run, epoch)

    def _pull_failed(self, run: Run, epoch: int, error: str) -> None:
        if run.epoch == epoch:
            self._end(run, "failed", f"CannotPullContainerError: {error}")

    def _pulled(self, run: Run, epoch: int) -> None:
        if run.epoch == epoch:
            self._note(run, "image pulled")
            self._boot(run, epoch)

    def _boot(self, run: Run, epoch: int) -> None:
        self._clock.after(self._start_seconds(), self._up, run, epoch, run.workload.containers)

    def _start_seconds(self) -> float:
        return self._random.uniform(self._shortest_start, self._longest_start)

    def _up(self, run: Run, epoch: int, containers: Sequence[Container]) -> None:
        """Containers are up: all of them the first time, then each one that is restarted."""
        if run.epoch != epoch:
            return
        run.start += 1
        if run.started is None:
            run.started = self._clock.now
        else:
            names = {container.name for container in containers}
            run.down, run.returning = run.down - names, run.returning - names
            for name in names:
                life = run.life(name)
                life.since, life.start = self._clock.now, run.start
        for container in containers:
            behaviour = container.behaviour
            if behaviour.exit_code is not None:
                seconds, code = behaviour.exit_seconds, behaviour.exit_code
                self._clock.after(seconds, self._exit, run, epoch, container, run.start, code)
        if not run.down:
            if all(container.behaviour.healthy for container in run.workload.containers):
                seconds = max(container.behaviour.start_seconds for container in containers)
                self._clock.after(seconds, self._answer, run, epoch, run.start)
            self._say(run, "running")

    def _answer(self, run: Run, epoch: int, start: int) -> None:
        if run.epoch == epoch and run.start == start:
            self._say(run, "answering")

    # The way down.

    def _exit(self, run: Run, epoch: int, container: Container, start: int, code: int) -> None:
        name = container.name
        # Void if the run ended, or if this container exited before and perhaps was restarted since.
        if run.epoch != epoch or name in run.down or run.restarted_after(name, start):
            return
        run.start += 1
        run.down |= {name}
        run.exit_codes = {**run.exit_codes, name: code}
        reason = f"{name} exited with code {code}"
        if self._restart(run, container, code):
            self._say(run, "restarting", reason)
        elif container.essential or not (run.returning or list(run.up())):
            self._terminate(run, "exited", reason)
        else:  # the others run on: no new state, one exit code more
            self._note(run, "container exited", reason)
            run.report = run.report._replace(exit_codes=run.exit_codes)

    def _restart(self, run: Run, container: Container, code: int) -> bool:
        """Plan the restart of a container, if the policy of its workload wants one."""
        if run.workload.restart is None:
            return False
        life = run.life(container.name)
        if self._clock.now - life.since >= _GOOD_RUN_SECONDS:
            life.restarts = 0
        delay = run.workload.restart(life.restarts, code)
        if delay is None:
            return False
        life.restarts += 1
        run.returning |= {container.name}
        self._clock.after(delay + self._start_seconds(), self._up, run, run.epoch, (container,))
        return True

    def _terminate(self, run: Run, state: str, reason: str) -> None:
        """Send SIGTERM to what is up; the run ends when its last container did."""
        seconds, codes = 0.0, dict(run.exit_codes)
        for container in run.up():
            patience, needs = run.workload.stop_seconds, container.behaviour.terminate_seconds
            if needs is not None and needs <= patience:
                codes[container.name], seconds = 0, max(seconds, needs)
            else:
                codes[container.name], seconds = SIGKILL_EXIT_CODE, max(seconds, patience)
        if seconds:
            self._note(run, "SIGTERM sent", reason)
        run.exit_codes, run.stopping = codes, True
        run.epoch += 1
        self._clock.after(seconds, self._ended, run, run.epoch, state, reason)

    def _ended(self, run: Run, epoch: int, state: str, reason: str) -> None:
        if run.epoch == epoch:
            self._end(run, state, reason)

    def _end(self, run: Run, state: str, reason: str) -> None:
        """Free the place, then report: whoever hears it can use the capacity at once."""
        self._forget(run)
        self._say(run, state, reason)

    def _forget(self, run: Run) -> None:
        run.epoch += 1
        del self._runs[run.workload.id]
        self._release(run)

    def _release(self, run: Run) -> None:
        raise NotImplementedError

    def _say(self, run: Run, state: str, reason: str = "") -> None:
        self._note(run, _WORDS[state], reason)
        run.report = Report(run.workload.id, run.report.host, state, reason, run.exit_codes)
        run.listener(run.report)

    def _note(self, run: Run, what: str, reason: str = "") -> None:
        details = {**run.place.details, "exit_codes": run.exit_codes} if run.exit_codes else run.place.details
        self._events.record("data plane", run.workload.id, what, reason, details)
