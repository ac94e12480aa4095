"""A registry behind the distribution protocol, without a port."""

import pytest
from planes.clock import Clock
from planes.events import EventLog
from planes.registry import Registry


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["memory", "disk"])
def registry(request, clock, tmp_path):
    directory = tmp_path / "registry" if request.param == "disk" else None
    return Registry(clock, EventLog(lambda: clock.now), directory=directory)


@pytest.fixture
def client(registry):
    from planes.clients.oci import registry_app
    from starlette.testclient import TestClient

    return TestClient(registry_app(registry, authenticate=False))
