"""Grade on an existing Dask cluster: the same jobs, a private grader per worker, results streamed back."""

from __future__ import annotations

import io
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planes.errors import PlanesError
from planes.grading.results import Result

if TYPE_CHECKING:
    from planes.grading.grader import Settings
    from planes.grading.workers import Job


def grade_on_cluster(address: str, jobs: list[Job], settings: Settings) -> Iterator[Result]:
    """Grade on the cluster at `address` and yield results as they come.

    Dask does a lost worker's jobs again; a submission that ends worker after worker gets a zero. A job done
    twice still gives one result: the first that arrives is kept.

    Raises:
        PlanesError: `distributed` is not installed, or nobody answers at the address.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise PlanesError('--scheduler needs Dask: pip install "planes[cluster]"') from None
    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        raise PlanesError(f"No Dask scheduler answers at {address} ({type(error).__name__}).") from None
    with client:
        sources = client.scatter(_pack(Path(settings.assignment_source)), broadcast=True, hash=False)
        futures = {
            client.submit(grade_one, job.student, _pack(job.folder), settings, sources, pure=False): job
            for job in jobs
        }
        for future in as_completed(list(futures)):
            yield _take(future, futures[future], settings)


def _take(future: Any, job: Job, settings: Settings) -> Result:
    """Unpack what a worker sent, where the batch looks for it."""
    shutil.rmtree(job.part, ignore_errors=True)
    job.part.mkdir(parents=True)
    if future.status == "error":
        error = future.exception()
        if type(error).__name__ != "KilledWorker":
            raise PlanesError(f"The cluster cannot grade: {error}") from None  # nothing that a learner did
        unit = Path(settings.unit_path).stem
        result = Result(job.student, unit, zero="it ended one Dask worker after the other")
    else:
        data, files = future.result()
        result = Result.from_dict(data)
        _unpack(files, job.part)
    job.finish(result)
    return result


_graders: dict[str, Any] = {}


def grade_one(
    student: str, submission: bytes, settings: Settings, sources: bytes
) -> tuple[dict[str, Any], bytes]:
    """On a worker: grade one submission with the grader that this process keeps."""
    from dataclasses import asdict

    grader, lock = _grader(settings, sources)
    with tempfile.TemporaryDirectory() as folder, lock:
        _unpack(submission, Path(folder, "in"))
        Path(folder, "out").mkdir()
        result = grader.grade(student, Path(folder, "in"), Path(folder, "out"))
        return asdict(result), _pack(Path(folder, "out"))


def _grader(settings: Settings, sources: bytes) -> tuple[Any, Any]:
    import atexit
    import hashlib
    import os
    import threading

    from planes.grading.grader import Grader
    from planes.grading.support import why_no_sandbox
    from planes.grading.unit import Unit
    from planes.grading.warm import WarmParent

    key = hashlib.sha256(sources + repr(settings).encode()).hexdigest()
    if key not in _graders:
        reason = why_no_sandbox() if settings.sandboxed else ""
        if reason:
            raise PlanesError(f"This Dask worker cannot keep submissions apart: {reason}.")
        scratch = Path(tempfile.mkdtemp(prefix="planes-dask-"))
        name = Path(settings.unit_path).name
        _unpack(sources, scratch / "source")
        path = str(scratch / "source" / name)
        own = replace(settings, unit_path=path, assignment_source=str(scratch / "source"))
        warm = WarmParent(scratch)
        warm.start()
        warm.also_import(Unit(Path(path)).modules)
        atexit.register(warm.stop)
        warm.wait_until_ready()
        grader = Grader(own, warm.socket_path, scratch, os.getpid() % 50)
        _graders[key] = (grader, threading.Lock())
    return _graders[key]


def _pack(folder: Path) -> bytes:
    """Return a folder's plain files as one archive."""
    from planes.grading.files import copy_plain_files

    buffer = io.BytesIO()
    with (
        tempfile.TemporaryDirectory() as copy,
        tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as archive,
    ):
        copy_plain_files(folder, Path(copy, "f"))
        archive.add(Path(copy, "f"), arcname=".")
    return buffer.getvalue()


def _unpack(data: bytes, folder: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        # Early releases of Python 3.11 have no filters; what is packed are plain files of ours in any case.
        if hasattr(tarfile, "data_filter"):
            archive.extractall(folder, filter="data")
        else:
            archive.extractall(folder)
