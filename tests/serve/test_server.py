"""A world on loopback: AWS clients, the registry, virtual time, and who is kept out."""

import json
import shutil
import subprocess
import threading
import urllib.error
import urllib.request

import pytest
from planes.clients.serve import Server, serve
from planes.errors import PlanesError
from planes.registry.image import build_image, build_index, build_layer, write_layout
from planes.world import World


@pytest.fixture
def server():
    with serve(World(seed=1), speed=0) as server:
        yield server


def client(server: Server, service: str, key: str | None = None):
    import boto3
    from botocore.config import Config

    return boto3.client(
        service,
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id=key or server.token,
        aws_secret_access_key="not-checked",
        config=Config(retries={"total_max_attempts": 1}),
    )


def ask(server: Server, path: str, method: str = "GET", token: str | None = None, host: str | None = None):
    request = urllib.request.Request(server.url + path, method=method)
    request.add_header("Authorization", f"Bearer {token or server.token}")
    if host:
        request.add_header("Host", host)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_aws_clients_reach_the_world(server):
    client(server, "ecr").create_repository(repositoryName="shop/web")
    client(server, "ecs").create_cluster(clusterName="shop")
    assert list(server.world.registry.repositories) == ["shop/web"]
    assert server.world.ecs.has_cluster("shop")


def test_aws_clients_get_the_services_own_errors(server):
    ecr = client(server, "ecr")
    with pytest.raises(ecr.exceptions.RepositoryNotFoundException):
        ecr.list_images(repositoryName="nope")


def test_an_aws_client_without_the_token_is_refused(server):
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        client(server, "ecr", key="guess").describe_repositories()


def test_a_service_that_is_not_served_is_named(server):
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError, match="does not serve DynamoDB"):
        client(server, "dynamodb").list_tables()


def test_time_passes_step_by_step(server):
    assert ask(server, "/planes/run?seconds=60", "POST") == (200, {"now": 60.0})
    assert ask(server, "/planes/status")[1]["now"] == 60.0


@pytest.mark.parametrize(
    "query", ["", "?seconds=soon", "?seconds=-1", "?seconds=0", "?seconds=inf", "?seconds=nan"]
)
def test_a_wrong_step_is_refused(server, query):
    assert ask(server, f"/planes/run{query}", "POST")[0] == 400


def test_time_is_not_for_everybody(server):
    assert ask(server, "/planes/run?seconds=60", "POST", token="guess")[0] == 401
    assert ask(server, "/planes/status", token="guess")[0] == 401


def test_the_wall_clock_drives_virtual_time():
    world = World(seed=1)
    passed = threading.Event()
    world.clock.at(3600.0, passed.set)
    with serve(world, speed=1_000_000):
        assert passed.wait(timeout=30)


def test_another_host_name_is_refused(server):
    assert ask(server, "/planes/status", host="example.org")[0] == 400


def test_the_registry_asks_for_its_own_password(server):
    assert ask(server, "/v2/")[0] == 401


def test_nothing_is_left_after_a_stop():
    before = threading.active_count()
    server = serve(World(seed=1)).start()
    server.stop()
    assert threading.active_count() == before
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(server.url)


def test_a_port_in_use_is_named(server):
    with pytest.raises(PlanesError, match=f"Port {server.port} on 127.0.0.1 is not free"):
        serve(World(seed=1), port=server.port)


def test_a_negative_speed_is_refused():
    with pytest.raises(PlanesError, match="speed=-1"):
        serve(World(seed=1), speed=-1)


def test_a_registry_in_use_is_not_moved_to_disk(tmp_path):
    world = World(seed=1)
    world.registry.add_image("web:1")
    with pytest.raises(PlanesError, match="in use in memory"):
        serve(world, directory=tmp_path)


def test_instructions_name_url_and_token(server):
    assert f"AWS_ENDPOINT_URL={server.url}" in server.instructions()
    assert server.token in server.instructions()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("skopeo") is None, reason="needs skopeo")
@pytest.mark.parametrize("format_", ["oci", "v2s2"])
def test_skopeo_pushes_pulls_and_deletes(tmp_path, format_):
    layer = build_layer({"app/main.py": "print(1)", "data.bin": bytes(3_000_000)})
    images = [
        build_image([layer], architecture=name, labels={"planes.start-seconds": "2"})
        for name in ("amd64", "arm64")
    ]
    layout = write_layout(build_index(images), tmp_path / "layout", "1")
    world = World(seed=1)
    with serve(world, speed=0, directory=tmp_path / "registry") as server:
        credentials = f"AWS:{server.registry_password()}"
        remote = f"docker://{server.registry_host}/shop/web:1"
        run = lambda *words: subprocess.run(["skopeo", *words], check=True, capture_output=True)  # noqa: E731
        run("copy", "--all", f"--format={format_}", "--dest-tls-verify=false", "--dest-creds", credentials,
            f"oci:{layout}:1", remote)  # fmt: skip
        assert world.registry.resolve(f"{server.registry_host}/shop/web:1", "arm64").labels == {
            "planes.start-seconds": "2"
        }
        assert len(client(server, "ecr").describe_images(repositoryName="shop/web")["imageDetails"]) == 3
        run("copy", "--src-tls-verify=false", "--src-creds", credentials, remote, f"oci:{tmp_path}/back:1")
        run("delete", "--tls-verify=false", "--creds", credentials, remote)
        assert world.registry.repository("shop/web").tags == {}
