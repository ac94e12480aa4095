import shutil
import sys

import pytest
from planes import PlanesError
from planes.virtualization import kinds, measure, memory, rootfs
from planes.virtualization.instance import Instance, first_that_works
from planes.virtualization.kinds import Launch, UnavailableError

SHELL = [sys.executable, "-I", "-S", "-c", "print('ready', flush=True); input()"]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells the proportional set size")


def launch(*command, **options):
    return Launch(lambda: list(command or SHELL), "a test", **options)


def test_an_instance_is_ready_when_it_has_said_so():
    with Instance(launch()) as instance:
        assert instance.startup_ms > 0


def test_an_instance_has_ended_after_its_block():
    with Instance(launch()) as instance:
        pass
    assert instance._process.poll() is not None


def test_a_program_that_never_gets_ready_is_unavailable():
    with pytest.raises(UnavailableError, match="first line"):
        Instance(launch(sys.executable, "-I", "-S", "-c", "pass"))


def test_a_program_that_hangs_is_given_up():
    with pytest.raises(UnavailableError, match="first line"):
        Instance(launch(sys.executable, "-I", "-S", "-c", "input()", patience_seconds=0.1))


def test_a_program_that_is_not_there_is_unavailable():
    with pytest.raises(UnavailableError, match="could not be started"):
        Instance(launch("/no/such/program"))


def test_the_first_way_that_works_is_taken():
    works = launch()
    assert first_that_works([launch("/no/such/program"), works]) is works


def test_the_last_reason_is_told_when_no_way_works():
    with pytest.raises(UnavailableError, match="could not be started"):
        first_that_works([launch("/no/such/program")])


def test_every_start_is_a_sample():
    assert len(measure.startup(launch(), 3)) == 3


def test_a_process_is_measured_on_every_machine():
    recording = measure.run(kinds=["process"], samples=2, groups=[1, 2])
    assert recording.truth == "measured here"
    assert len(recording.kinds["process"].startup_ms) == 2


def test_a_recording_names_the_command_that_repeats_it():
    recording = measure.run(kinds=iter(["process"]), samples=1, groups=[1])
    assert recording.command == "planes measure --samples 1 --kind process"


def test_progress_counts_up_to_all_steps():
    seen = []
    measure.run(kinds=["process"], samples=2, groups=[1], progress=lambda *step: seen.append(step))
    assert seen[0] == ("process", 1, 3)
    assert [done for _, done, _ in seen] == sorted({done for _, done, _ in seen})


def test_an_unknown_kind_is_named_with_what_there_is():
    with pytest.raises(PlanesError, match=r"Unknown kind 'cloud'.*namespaces"):
        measure.run(kinds=["cloud"])


def test_no_samples_is_refused():
    with pytest.raises(PlanesError, match="samples was 0"):
        measure.run(samples=0)


@pytest.mark.parametrize("kind", ["namespaces", "OCI container", "virtual machine"])
def test_a_kind_that_is_not_there_is_skipped_with_one_sentence(kind, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    recording = measure.run(kinds=[kind], samples=1)
    assert recording.kinds == {}
    assert recording.skipped[kind].endswith(".")
    assert "\n" not in recording.skipped[kind]


def test_another_system_has_no_namespaces(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(UnavailableError, match="Linux kernel"):
        kinds.namespaces(tmp_path)


def test_a_kernel_that_was_named_is_found(tmp_path):
    kernel = tmp_path / "vmlinuz-test"
    kernel.write_bytes(b"kernel")
    assert kinds.find_kernel(kernel) == kernel


@pytest.mark.skipif(
    shutil.which("unshare") is None or rootfs.busybox() is None, reason="needs unshare and busybox"
)
def test_namespaces_are_measured_or_skipped_with_a_sentence():
    recording = measure.run(kinds=["namespaces"], samples=2, groups=[1])
    assert ("namespaces" in recording.kinds) != ("namespaces" in recording.skipped)


@on_linux
def test_a_family_is_a_process_and_its_descendants():
    code = (
        "import subprocess, sys; "
        "child = subprocess.Popen([sys.executable, '-I', '-S', '-c', 'input()'], stdin=subprocess.PIPE); "
        "print('ready', flush=True); input(); child.kill()"
    )
    with Instance(launch(sys.executable, "-I", "-S", "-c", code)) as instance:
        assert len(memory.family(instance.pid)) == 2


@on_linux
def test_shared_pages_count_once_in_pss_and_every_time_in_rss():
    alone, five = measure.memory_of_groups(launch(), [1, 5])
    assert five.pss_kib < five.rss_kib
    assert five.pss_mib_each < alone.pss_mib_each


def test_a_process_that_ended_costs_nothing():
    assert memory.pss_and_rss_kib([2**22 + 1]) == (0, 0)


@pytest.mark.skipif(rootfs.busybox() is None, reason="needs busybox")
def test_a_root_file_system_holds_busybox(tmp_path):
    root = rootfs.make_rootfs(tmp_path / "root")
    assert (root / "bin" / "busybox").stat().st_mode & 0o111


@pytest.mark.skipif(rootfs.busybox() is None, reason="needs busybox")
def test_the_first_file_system_of_a_machine_begins_as_a_cpio_archive(tmp_path):
    content = rootfs.make_initramfs(tmp_path / "initramfs").read_bytes()
    assert content.startswith(b"070701")
    assert content.rstrip(b"\0").endswith(b"TRAILER!!!")


def test_an_interrupted_start_leaves_no_process(monkeypatch):
    started = []

    def interrupt(self):
        started.append(self._process)
        raise KeyboardInterrupt

    monkeypatch.setattr(Instance, "_wait_until_ready", interrupt)
    with pytest.raises(KeyboardInterrupt):
        Instance(launch())
    assert started[0].poll() is not None
