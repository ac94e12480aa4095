"""A class of odd and hostile submissions, graded in one batch with good ones between them."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import grading_demo as demo
import grading_odd as odd
import psutil
import pytest

# One worker grades the class for all tests of this page, and not beside a browser: the load is high.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs Linux namespaces"),
    pytest.mark.xdist_group("browser"),
]

# Many of these wait for the time limit, which needs no processor: more jobs than processors, a short limit.
JOBS, SECONDS = "3", "5"
ATTACKS = odd.attacks(Path(__file__).parent / "hostile")
POINTS = {f"ex{number:02}": sum(demo.POINTS.values()) for number in demo.EXERCISES}


class Witness:
    """What nobody's code may touch: a file, a listening port, an abstract socket."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "canary"
        self.file.write_text("untouched")
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        # Named after the folder: another run of these tests may be under way on the same machine.
        self.name = folder.name
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind(f"\0{self.name}")
        self.abstract.listen()
        self.connections = 0
        for listener in (self.tcp, self.abstract):
            threading.Thread(target=self._listen, args=(listener,), daemon=True).start()

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                listener.accept()[0].close()
            except OSError:
                return
            self.connections += 1

    def close(self) -> None:
        for listener in (self.tcp, self.abstract):
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()


def _hand_in_everything(root: Path, witness: Witness) -> None:
    names = {}
    for name, (number, source) in ATTACKS.items():
        source = source.replace("CANARY_PORT", str(witness.port)).replace("CANARY_FILE", str(witness.file))
        source = source.replace("CANARY_GRADEBOOK", str(root / "gradebook.db"))
        source = source.replace("CANARY_ABSTRACT", witness.name)
        names[f"attack-{name}"] = demo.submission({number: source})
    for kind, changes in (("repaired", odd.REPAIRED), ("tampered", odd.TAMPERED)):
        for name, change in changes.items():
            notebook = demo.submission()
            change(notebook)
            names[f"{kind}-{name}"] = notebook
    for name in (*odd.RAW_FULL, *odd.RAW_ZERO):
        names[f"raw-{name}"] = odd.raw(name)
    for index, (student, notebook) in enumerate(names.items()):
        demo.hand_in(root, student, notebook)
        if index % 10 == 0:
            demo.hand_in(root, f"{student}-good", demo.submission())
    for name, change in {**odd.FOLDERS_FULL, **odd.FOLDERS_ZERO}.items():
        change(demo.hand_in(root, f"folder-{name}", demo.submission()))


def _users():
    yield pytest.param(None, id="as-this-user")
    if os.geteuid() == 0 and shutil.which("setpriv"):
        yield pytest.param("nobody", id="as-nobody")


def _as(user: str) -> list[str]:
    """What runs a command as another user, also where the interpreter lies in root's closed home."""
    show = (
        'set -e; base=$1; shift; home=/root; case "$base" in $home/*) there=$(mktemp -d);'
        ' mount --bind "$base" "$there"; mount -t tmpfs -o mode=755 none $home; mkdir -p "$base";'
        ' mount --move "$there" "$base"; rmdir "$there";; esac; user=$1; shift;'
        ' exec setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@"'
    )
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", show, "sh", sys.base_prefix, user]


@pytest.fixture(scope="module", params=_users())
def graded(request):
    user = request.param
    # Not pytest's own folder: it lies in one that is closed to other users.
    base = Path(tempfile.mkdtemp(prefix="planes-hostile-"))
    root = demo.make_course(base / "course")
    witness = Witness(base)
    _hand_in_everything(root, witness)
    command = [
        sys.executable,
        "-m",
        "planes.grading",
        "grade",
        demo.UNIT,
        "--json",
        "--jobs",
        JOBS,
        "--timeout",
        SECONDS,
    ]
    env = {**os.environ, "PLANES_TEST_SECRET": "SECRET"}
    if user:
        entry = pwd.getpwnam(user)
        for path in [base, *base.rglob("*")]:
            os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)
        command = [*_as(user), *command]
        env["HOME"] = str(base)
        if subprocess.run([*_as(user), sys.executable, "-c", "import planes"], check=False).returncode:
            pytest.skip("the interpreter cannot be read by another user here")
    clock = time.time() - time.monotonic()
    process = subprocess.Popen(
        command, cwd=root, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    out, errors = process.communicate()
    assert process.returncode == 3, errors[-3000:]
    results = {found["student"]: found for found in json.loads(out)}
    yield results, root, witness, clock, process.pid
    witness.close()
    for closed in root.glob("submitted/folder-closed*/*"):
        subprocess.run(["chmod", "-R", "u+rwX", str(closed)], check=True)
    shutil.rmtree(base)


def _by_exercise(result: dict) -> dict[str, float]:
    found = dict.fromkeys(POINTS, 0.0)
    for name, score in result["scores"].items():
        if name[:4] in found and name != "ex07":
            found[name[:4]] += score or 0.0
    return found


def test_every_submission_has_a_result(graded):
    results, root, *_ = graded
    assert set(results) == {path.name for path in (root / "submitted").iterdir()}


def test_good_submissions_between_them_get_full_marks(graded):
    results, *_ = graded
    good = [result for student, result in results.items() if student.endswith("-good")]
    assert len(good) >= 10
    assert [result for result in good if result["score"] != odd.FULL or result["flags"]] == []


def test_no_attack_earns_a_point_in_its_exercise(graded):
    results, *_ = graded
    earned = {
        name: _by_exercise(results[f"attack-{name}"])
        for name, (number, _) in ATTACKS.items()
        if _by_exercise(results[f"attack-{name}"])[f"ex{number:02}"] > 0
    }
    assert earned == {}


def test_no_submission_earns_more_than_there_is(graded):
    results, *_ = graded
    assert [name for name, result in results.items() if result["score"] > odd.FULL] == []


def test_attacks_on_judged_exercises_cost_no_other_judged_exercise(graded):
    results, *_ = graded
    judged = ("ex01", "ex02", "ex03", "ex05", "ex06")
    lost = {}
    for name, (number, _) in ATTACKS.items():
        scores = _by_exercise(results[f"attack-{name}"])
        missing = [other for other in judged if other != f"ex{number:02}" and scores[other] != POINTS[other]]
        if missing:
            lost[name] = missing
    assert lost == {name: found for name, found in lost.items() if name in HARMS_ITSELF}


# Attacks whose own code breaks what comes after it in their own notebook.
HARMS_ITSELF = {
    "closes-descriptors",
    "deletes-files",
    "patched-axes",
    "patched-numpy",
    "fork-bomb",
    "thread-bomb",
    "traced",
    "replaced-builtins",
    "fills-the-disk",
    "import-hook",
    "replaced-compiler",
    "stops-the-loop",
    "patched-judge",
    "forged-answers",
    "patched-kernel-execute",
    "patched-run-cell",
    "ast-transformer",
    "input-transformer",
    "figure-that-agrees",
    "patched-later-by-a-thread",
    "builtins-by-another-door",
    "bad-messages",
    "pre-run-hook",
    "kills-its-sockets",
    "exits-in-a-thread",
    "writes-own-memory",
    "answers-before-it-is-asked",
    "floods-messages",
}


@pytest.mark.parametrize("name", odd.REPAIRED)
def test_right_work_in_an_odd_state_gets_full_marks(graded, name):
    results, *_ = graded
    assert results[f"repaired-{name}"]["score"] == odd.FULL, results[f"repaired-{name}"]


@pytest.mark.parametrize("name", odd.TAMPERED)
def test_tampering_with_the_notebook_earns_nothing(graded, name):
    results, *_ = graded
    scores = _by_exercise(results[f"tampered-{name}"])
    assert scores == {**POINTS, "ex01": 0.0}


@pytest.mark.parametrize("name", odd.RAW_FULL)
def test_odd_text_that_can_be_read_is_read(graded, name):
    results, *_ = graded
    result = results[f"raw-{name}"]
    assert result["score"] == odd.FULL and result["repairs"], result


@pytest.mark.parametrize("name", odd.RAW_ZERO)
def test_what_cannot_be_read_gets_a_zero_with_a_reason(graded, name):
    results, *_ = graded
    result = results[f"raw-{name}"]
    assert result["score"] == 0 and result["zero"] and "Traceback" not in result["zero"]


@pytest.mark.parametrize("name", odd.FOLDERS_FULL)
def test_odd_folders_are_graded(graded, name):
    results, *_ = graded
    assert results[f"folder-{name}"]["score"] == odd.FULL, results[f"folder-{name}"]


@pytest.mark.parametrize("name", odd.FOLDERS_ZERO)
def test_folders_without_a_notebook_get_a_zero_with_a_reason(graded, name):
    results, *_ = graded
    assert results[f"folder-{name}"]["score"] == 0 and results[f"folder-{name}"]["zero"]


def test_nothing_outside_was_touched(graded):
    _, root, witness, clock, _ = graded
    assert witness.file.read_text() == "untouched"
    assert witness.connections == 0
    assert abs((time.time() - time.monotonic()) - clock) < 5
    assert (root / "source" / demo.UNIT / "times.csv").read_text() == "1\n2\n"
    assert not Path("/tmp/harmed").exists() and not Path("/tmp/planes-canary-pickle").exists()


def test_what_a_person_looks_at_runs_no_script(graded):
    _, root, *_ = graded
    for path in root.glob("autograded/*/*/*.ipynb"):
        for cell in json.loads(path.read_text())["cells"]:
            shown = [part for output in cell.get("outputs", ()) for part in output.get("data", {}).items()]
            assert not {kind for kind, _ in shown} & {
                "application/javascript",
                "image/svg+xml",
                "text/markdown",
            }
            assert "<script" not in str([text for kind, text in shown if kind != "text/plain"]), path


def test_the_report_and_the_comments_hold_no_script(graded):
    import sqlite3

    from planes.grading.course_folder import CourseFolder
    from planes.grading.report import write_report

    _, root, *_ = graded
    course = CourseFolder.find(root)
    assert "<script>alert" not in write_report(course, course.unit(demo.UNIT)).read_text()
    comments = sqlite3.connect(root / "gradebook.db").execute("SELECT auto_comment FROM comment").fetchall()
    assert "<script>" not in str(comments)


def test_no_manual_score_was_written(graded):
    import sqlite3

    _, root, *_ = graded
    rows = sqlite3.connect(root / "gradebook.db").execute(
        "SELECT count(*) FROM grade WHERE manual_score IS NOT NULL"
    )
    assert rows.fetchone() == (0,)


def test_nothing_is_left_running(graded):
    *_, pid = graded
    # Kernels keep the command line of the warm parent, which names the run's folder.
    marks = (f"planes-run-{pid}-", "planes-left-behind", "'1000000'", "'1000001'")
    left = [
        found.info
        for found in psutil.process_iter(["cmdline", "pid"])
        if any(mark in str(found.info["cmdline"]) for mark in marks)
    ]
    assert left == []


def test_no_scratch_folder_is_left(graded):
    *_, pid = graded
    base = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path("/tmp")
    assert list(base.glob(f"planes-run-{pid}-*")) == []
