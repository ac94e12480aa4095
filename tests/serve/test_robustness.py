"""What a served world has to bear: malformed requests, many watches, clients that hang, Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from serve.conftest import SPEED, deployment, make_world

pytestmark = pytest.mark.xdist_group("serve-robustness")
PODS = "/kubernetes/shop/api/v1/namespaces/default/pods"


def connect(server):
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def head(server, path=PODS, method="GET", more=""):
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.token}\r\n{more}\r\n"
    ).encode()


def answers(server):
    """Return whether the server still answers."""
    with connect(server) as client:
        client.sendall(head(server, "/kubernetes/shop/version"))
        return client.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"\x00\xff\x00\xff\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET  HTTP/9.9\r\nHost: x\r\n\r\n",
        b"BREW / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /kubernetes/%ff%00/../.. HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    ],
)
def test_malformed_requests_cost_only_their_sender(served, sent):
    with connect(served) as client:
        try:
            client.sendall(sent)
            answer = client.recv(65536)
        except ConnectionError:
            answer = b""
    assert answer == b"" or answer.split(b" ")[1][:1] == b"4"
    assert answers(served)


def test_bad_json_for_an_aws_service_is_an_aws_error(served):
    request = urllib.request.Request(served.url, data=b"{", method="POST")
    request.add_header("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.ListClusters")
    request.add_header(
        "Authorization", f"AWS4-HMAC-SHA256 Credential={served.token}/20260105/us-east-1/ecs/aws4"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert json.load(refused.value)["__type"] == "SerializationException"


def test_200_watches_hear_the_same_and_leave_nothing(served):
    clients = [connect(served) for _ in range(200)]
    try:
        for client in clients:
            client.sendall(head(served, f"{PODS}?watch=1"))
        for client in clients:
            assert client.recv(200).startswith(b"HTTP/1.1 200")
        with served.lock:
            pod = {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": {"name": "heard"},
                "spec": {"containers": [{"name": "c", "image": "shop/web:1"}]},
            }
            served.world.kubernetes("shop").create(pod)
        for client in clients:
            heard = b""
            while b'"heard"' not in heard:
                heard += client.recv(65536)
    finally:
        for client in clients:
            client.close()
    assert answers(served)


def test_clients_that_hang_hold_nobody_up(served):
    hanging = [connect(served) for _ in range(20)]
    try:
        for client in hanging[:10]:
            client.sendall(head(served)[:-2])  # never ends its headers
        for client in hanging[10:]:
            client.sendall(head(served, method="POST", more="Content-Length: 100\r\n") + b"{")  # nor its body
        assert answers(served)
    finally:
        for client in hanging:
            client.close()


def test_it_stops_cleanly_under_watches_and_hanging_clients():
    world = make_world()
    with world.serve(speed=SPEED) as server:
        clients = [connect(server) for _ in range(5)]
        for client in clients[:4]:
            client.sendall(head(server, f"{PODS}?watch=1"))
            client.recv(100)
        clients[4].sendall(b"GET / HT")
        folder = server.kubeconfig.parent
        assert folder.exists()
    assert not folder.exists()
    for client in clients:
        while client.recv(65536):
            pass
        client.close()
    assert world.eks.served_at == ""


def test_a_world_can_be_served_again():
    world = make_world()
    for _ in range(2):
        with world.serve(speed=0) as server:
            assert answers(server)


def listening(pid):
    """Return the addresses a process listens on, from /proc."""
    process = Path(f"/proc/{pid}")
    inodes = {str(file.readlink()) for file in (process / "fd").iterdir()}
    found = []
    for name in ("tcp", "tcp6"):
        for line in (process / "net" / name).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in inodes:
                found.append(fields[1].partition(":")[0])
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_command_listens_on_loopback_and_ends_on_ctrl_c(tmp_path):
    command = [
        sys.executable,
        "-c",
        "from planes.cli import app; app()",
        "serve",
        "--speed",
        "0",
        "--nodes",
        "1",
        "--directory",
        str(tmp_path / "registry"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        lines = []
        while not lines or not lines[-1].startswith("Stop with"):
            lines.append(process.stdout.readline())
            assert lines[-1], process.stderr.read()
        variables = dict(pair.split("=", 1) for line in lines[:2] for pair in line.split()[1:])
        end = time.monotonic() + 20
        while not listening(process.pid) and time.monotonic() < end:
            time.sleep(0.05)
        assert listening(process.pid) == ["0100007F"]  # 127.0.0.1
        step = [sys.executable, "-c", "from planes.cli import app; app()", "step"]
        environment = {**os.environ, **variables}
        said = subprocess.run([*step, "60"], env=environment, capture_output=True, text=True)
        assert said.stdout == "It is virtual second 180.\n"
        wrong = subprocess.run([*step, "0"], env=environment, capture_output=True, text=True)
        assert (wrong.returncode, wrong.stderr) == (2, "Give seconds, a number above 0.\n")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert process.stderr.read() == ""
    assert not Path(variables["KUBECONFIG"]).exists()


def test_the_registry_and_kubernetes_share_the_world(served):
    client = served.world.kubernetes("shop")
    with served.lock:
        client.apply(deployment("local", image=f"{served.registry_host}/shop/web:1"))
        assert client.rollout_status("local") == 'deployment "local" successfully rolled out'
