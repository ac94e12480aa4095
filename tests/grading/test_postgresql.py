"""The gradebook in PostgreSQL, by nbgrader's own `db_url`: a real server, started for these tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import grading_demo as demo
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="needs Linux namespaces")]


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("initdb")
    return found[-1] if found else Path(on_path).parent if on_path else None


@pytest.fixture(scope="module")
def database():
    pytest.importorskip("psycopg", reason="psycopg, by which SQLAlchemy speaks to PostgreSQL")
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here")
    folder = Path(tempfile.mkdtemp(prefix="planes-pg-"))  # a socket's path must be short
    as_user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "nobody", "nogroup")

    def run(program: str, *words: str) -> None:
        subprocess.run(
            [*as_user, str(programs / program), *words], check=True, capture_output=True, cwd=folder
        )

    data = folder / "data"
    run("initdb", "--no-sync", "--auth=trust", "--username=grader", "-D", str(data))
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://grader@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-w", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


def test_a_class_is_graded_into_postgresql(course, run_batch, database):
    from planes.grading.course_folder import CourseFolder

    wrong = {1: "def median_ms(values):\n    return 7.0"}
    for number in range(4):
        demo.hand_in(course, f"s{number}", demo.submission(wrong if number % 2 else None))
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(f"c.CourseDirectory.db_url = {database!r}\n")
    run_batch(course)
    run_batch(course)  # once more: the rows are there already
    with CourseFolder.find(course).gradebook() as gradebook:
        scores = {one.student.id: one.score for one in gradebook.assignment_submissions(demo.UNIT)}
    assert scores == {"s0": 90.0, "s1": 75.0, "s2": 90.0, "s3": 75.0}
    assert not (course / "gradebook.db").exists()
