"""The serving process is killed in the middle of pushes; what it left on disk is whole."""

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from planes.clock import Clock
from planes.errors import PlanesError
from planes.events import EventLog
from planes.registry import Registry
from planes.registry.digests import digest_of
from planes.registry.image import build_image, build_layer
from planes.world import World

pytestmark = [pytest.mark.xdist_group("oci-crash"), pytest.mark.slow]
SCRIPT = Path(__file__).with_name("serving.py")
PUSHERS = 4


@contextmanager
def serving(directory):
    """Serve a world with its registry in `directory`; give the process and a client of the registry."""
    command = [sys.executable, str(SCRIPT), str(directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            url, password = process.stdout.readline().split()
            with httpx.Client(base_url=url, auth=("AWS", password), timeout=30) as client:
                yield process, client
        finally:
            process.kill()


def image(name, number):
    shared = build_layer({"base": f"of {name}", "data": bytes(50_000)})
    return build_image([shared, build_layer({"app": f"{name} {number}"})])


def push(client, name, number):
    built = image(name, number)
    for blob in built.blobs():
        begun = client.post(f"/v2/{name}/blobs/uploads/").headers["location"]
        client.patch(begun, content=blob.data[:20])
        done = client.put(begun, params={"digest": blob.digest}, content=blob.data[20:])
        assert done.status_code == 201
    url, headers = f"/v2/{name}/manifests/{number}", {"Content-Type": built.manifest.media_type}
    assert client.put(url, content=built.manifest.data, headers=headers).status_code == 201
    return built.digest


def push_until_it_dies(client, process, name, first, kill_after):
    """Push image after image; kill the server after so many of them. Return what it acknowledged."""
    acknowledged = {}
    with suppress(httpx.TransportError):
        for number in range(first, first + 1000):
            acknowledged[name, str(number)] = push(client, name, number)
            if len(acknowledged) == kill_after:
                process.send_signal(signal.SIGKILL)
    return acknowledged


def open_registry(directory):
    clock = Clock()
    return Registry(clock, EventLog(lambda: clock.now), directory=directory)


def check_disk(directory):
    """Check that every file lies under its digest and that no image lacks a blob; return tags."""
    for file in (directory / "blobs").glob("*/*"):
        assert digest_of(file.read_bytes(), file.parent.name) == f"{file.parent.name}:{file.name}"
    registry = open_registry(directory)
    tags, needed = {}, set()
    for repository in registry.repositories.values():
        for stored in repository.images.values():
            assert stored.manifest.digest == digest_of(stored.manifest.data)
            assert all(registry.blobs.has(digest) for digest in stored.manifest.blobs())
        needed |= repository.needed_blobs() | repository.images.keys()
        tags |= {(repository.name, tag): digest for tag, digest in repository.tags.items()}
    assert set(registry.blobs.digests()) == needed
    return tags


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_registry_has_every_image_it_acknowledged(tmp_path):
    acknowledged = {}
    for round_ in range(2):
        with serving(tmp_path) as (process, client), ThreadPoolExecutor(PUSHERS) as pool:
            begun = client.post("/v2/open/blobs/uploads/").headers["location"]
            client.patch(begun, content=bytes(1000))
            pushes = [
                pool.submit(push_until_it_dies, client, process, f"app-{number}", 1000 * round_, 3 + round_)
                for number in range(PUSHERS)
            ]
            for done in pushes:
                acknowledged |= done.result()
        assert list((tmp_path / "uploads").iterdir())
        found = check_disk(tmp_path)
        assert acknowledged.items() <= found.items()
        assert not list((tmp_path / "uploads").iterdir())
    assert len(acknowledged) > PUSHERS
    with serving(tmp_path) as (_, client):
        for (name, tag), digest in acknowledged.items():
            manifest = client.get(f"/v2/{name}/manifests/{tag}")
            assert digest_of(manifest.content) == digest
            for layer in json.loads(manifest.content)["layers"]:
                content = client.get(f"/v2/{name}/blobs/{layer['digest']}").content
                assert digest_of(content) == layer["digest"]


def test_a_folder_is_served_by_one_process_only(tmp_path):
    with World(seed=1).serve(directory=tmp_path), pytest.raises(PlanesError, match="is being served"):
        World(seed=2).serve(directory=tmp_path)
    with World(seed=3).serve(directory=tmp_path):
        pass


def test_a_half_written_repository_is_cleared_away(tmp_path):
    (tmp_path / "repositories").mkdir()
    unfinished = tmp_path / "repositories" / "0.new"
    unfinished.write_text('{"name": ', encoding="utf-8")
    assert check_disk(tmp_path) == {}
    assert not unfinished.exists()


def test_a_lifecycle_policy_goes_on_after_a_restart_and_keeps_the_newest(tmp_path):
    registry = open_registry(tmp_path)
    for number in range(3):
        registry.clock.run_until(60.0 * number)
        registry.add_image(f"web:{number}")
    selection = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}
    rule = {"rulePriority": 1, "selection": selection, "action": {"type": "expire"}}
    registry.lifecycle.put(registry.repository("web"), json.dumps({"rules": [rule]}))
    again = open_registry(tmp_path)
    again.clock.run_until(25 * 3600.0)
    assert list(again.repository("web").tags) == ["2"]
