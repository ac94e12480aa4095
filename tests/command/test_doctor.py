import pytest
from planes import doctor
from planes.cli.machine import doctor as command


def test_every_check_says_what_for_and_how_to_mend(tmp_path):
    for check in doctor.examine(tmp_path):
        assert check.found and check.purpose and check.mend, check


def test_the_folder_need_not_exist_yet(tmp_path):
    assert doctor._disk(tmp_path / "not" / "yet").ok


def test_a_full_disk_is_missing_space(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_FREE_MIB", 10**12)
    assert doctor._disk(tmp_path).state == "missing"


def test_an_absent_tool_is_optional(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda *_, **__: None)
    assert {check.state for check in doctor._measuring_tools()} == {"optional"}


def test_an_absent_package_is_missing(monkeypatch):
    monkeypatch.setattr(doctor, "_installed", lambda name: name != "numpy")
    check = doctor._packages()
    assert (check.state, check.found) == ("missing", "not installed: numpy")


def test_an_old_python_is_missing(monkeypatch):
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (99, 0))
    assert doctor._python().state == "missing"


def test_no_kernel_is_missing(monkeypatch):
    monkeypatch.setattr("jupyter_client.kernelspec.KernelSpecManager.get_kernel_spec", _no_kernel)
    assert doctor._kernel().state == "missing"


def _no_kernel(*_):
    from jupyter_client.kernelspec import NoSuchKernel

    raise NoSuchKernel("python3")


def test_a_machine_without_nbgrader(monkeypatch):
    monkeypatch.setattr("jupyter_core.paths.jupyter_config_path", list)
    check = doctor._nbgrader()
    assert (check.state, check.found) == ("missing", "not enabled: server extension")


def test_the_command_fails_where_something_needed_is_missing(monkeypatch, capsys, tmp_path):
    absent = doctor.Check("Thing", False, True, "not there", "work", "Fetch it")
    monkeypatch.setattr(doctor, "examine", lambda folder: [absent])
    with pytest.raises(BaseException) as stopped:
        command(tmp_path)
    assert stopped.value.exit_code == 1
    assert "Thing (missing): Fetch it" in capsys.readouterr().out
