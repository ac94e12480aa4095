"""Worker processes that grade, one submission at a time, forked from the batch."""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from planes.grading.grader import Grader
from planes.grading.results import Result

_TRIES = 2


@dataclass(frozen=True)
class Job:
    """One submission to grade: who, where it is, and the run's folder, where its results go."""

    student: str
    folder: Path
    run: Path

    @property
    def files(self) -> Path:
        """Where what goes to autograded/ waits."""
        return self.run / "files" / self.student

    @property
    def part(self) -> Path:
        """Where those files are while they are not complete."""
        return self.run / "unfinished" / self.student

    def finish(self, result: Result) -> None:
        """Move the files to where they wait, and then write the result, each whole or not at all."""
        shutil.rmtree(self.files, ignore_errors=True)
        self.files.parent.mkdir(exist_ok=True)
        self.part.rename(self.files)
        result.save(self.run / "results")


def do(grader: Grader, job: Job) -> Result:
    """Grade one submission and leave the result and its files in the run's folder."""
    shutil.rmtree(job.part, ignore_errors=True)
    job.part.mkdir(parents=True)
    result = grader.grade(job.student, job.folder, job.part)
    job.finish(result)
    return result


class _Worker:
    def __init__(self, make: Callable[[int], Grader], number: int) -> None:
        context = multiprocessing.get_context("fork")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(make, number, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.job: Job | None = None

    def give(self, job: Job) -> None:
        self.job = job
        self.connection.send(job)

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


def _work(make: Callable[[int], Grader], number: int, connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the batch's to handle
    if sys.platform == "linux":
        from planes.grading.linux import die_with_parent

        die_with_parent(signal.SIGKILL)
    grader = make(number)
    gc.freeze()  # what is here stays: no need to look through it again and again
    while True:
        try:
            job = connection.recv()
        except EOFError:
            os._exit(0)
        connection.send(do(grader, job))


def run(
    jobs: list[Job], count: int, make: Callable[[int], Grader], on_start: Callable[[str], Any]
) -> Iterator[Result]:
    """Grade all jobs on `count` workers and yield the results as they come.

    A worker that dies takes only its own submission along, which is tried once more.
    """
    waiting = list(reversed(jobs))
    tries: dict[str, int] = {}
    workers = [_Worker(make, number) for number in range(min(count, len(jobs)))]
    try:
        for worker in workers:
            _next(worker, waiting, on_start)
        while busy := [worker for worker in workers if worker.job]:
            for ready in wait([worker.connection for worker in busy]):
                index = next(i for i, worker in enumerate(workers) if worker.connection is ready)
                worker = workers[index]
                job = worker.job
                assert job is not None
                try:
                    result = worker.connection.recv()
                except (EOFError, OSError):
                    worker.stop()
                    worker = workers[index] = _Worker(make, index)
                    tries[job.student] = tries.get(job.student, 0) + 1
                    if tries[job.student] < _TRIES:
                        waiting.append(job)
                    else:
                        yield _lost(job, make)
                    _next(worker, waiting, on_start)
                    continue
                _next(worker, waiting, on_start)
                yield result
    finally:
        for worker in workers:
            worker.stop()


def _next(worker: _Worker, waiting: list[Job], on_start: Callable[[str], Any]) -> None:
    worker.job = None
    if waiting:
        job = waiting.pop()
        on_start(job.student)
        worker.give(job)


def _lost(job: Job, make: Callable[[int], Grader]) -> Result:
    """Return a zero for a submission that ended its worker every time."""
    grader = make(900)
    try:
        result = grader.refuse(job.student, "it ended the grading process itself, twice", job.part)
    finally:
        grader.close()
    job.finish(result)
    return result
