import dataclasses
import json

import pytest
from planes import PlanesError
from planes.virtualization import KindRecord, MemorySample, Recording, read, recorded
from planes.virtualization.recording import this_machine


@pytest.fixture
def recording():
    kind = KindRecord("sh", "sh -c true", [1.0, 2.0], [MemorySample(2, 2048, 4096)])
    return Recording(
        this_machine(), "2026-11-22", "planes measure", {"process": kind}, {"virtual machine": "None."}
    )


def test_a_recording_is_read_as_it_was_written(recording, tmp_path):
    again = read(recording.write(tmp_path / "folder" / "run.json"))
    assert dataclasses.replace(again, truth="measured here") == recording


def test_what_was_read_is_called_recorded(recording, tmp_path):
    assert read(recording.write(tmp_path / "run.json")).truth == "recorded"


def test_memory_is_told_per_instance():
    sample = MemorySample(2, 2048, 4096)
    assert (sample.pss_mib_each, sample.rss_mib_each) == (1.0, 2.0)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 99}', '{"format": 1}'])
def test_another_file_is_refused_with_its_name(content, tmp_path):
    path = tmp_path / "other.json"
    path.write_text(content)
    with pytest.raises(PlanesError, match=r"other\.json is not a recording"):
        read(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(PlanesError, match="planes measure"):
        read(tmp_path / "none.json")


def test_the_shipped_run_says_machine_date_and_command():
    run = recorded()
    assert run.truth == "recorded"
    assert run.date == "2026-11-22"
    assert run.command.startswith("planes measure")
    assert set(run.machine) == {"system", "processor", "cores", "memory_mib"}


def test_the_shipped_run_has_all_four_kinds_with_every_sample():
    run = recorded()
    assert list(run.kinds) == ["process", "namespaces", "OCI container", "virtual machine"]
    assert all(len(record.startup_ms) >= 20 and record.memory for record in run.kinds.values())


def test_the_shipped_virtual_machine_is_labelled_emulated():
    assert "emulated" in recorded().kinds["virtual machine"].tool


def test_the_shipped_run_names_no_folder_of_its_machine(tmp_path):
    text = json.dumps(dataclasses.asdict(recorded()))
    assert "/root" not in text.replace("/rootfs", "")
    assert "/tmp" not in text
