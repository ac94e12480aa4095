"""Registries and clients for the tests of the registry plane."""

import pytest
from planes.clock import Clock
from planes.events import EventLog
from planes.registry import Registry


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def registry(clock):
    return Registry(clock, EventLog(lambda: clock.now))


@pytest.fixture(params=["memory", "disk"])
def any_registry(request, clock, tmp_path):
    directory = tmp_path / "registry" if request.param == "disk" else None
    return Registry(clock, EventLog(lambda: clock.now), directory=directory)


@pytest.fixture
def world():
    from planes.world import World

    return World(seed=1)


@pytest.fixture
def ecr(world, monkeypatch):
    """The real boto3 client. Every answer is checked against botocore's model of the output."""
    from planes.clients.aws import ecr as module

    for name, operation in module.OPERATIONS.items():
        monkeypatch.setitem(module.OPERATIONS, name, well_shaped(name, operation))
    return world.client("ecr")


def well_shaped(name, operation):
    from botocore.validate import ParamValidator
    from planes.clients.aws import wire

    shape = wire.service_model("ecr").operation_model(name).output_shape

    def checked(world, params):
        answer = operation(world, params)
        report = ParamValidator().validate(answer, shape).generate_report().splitlines()
        # Some lists may not be empty in a request and share their shape with answers, where they may.
        assert [fault for fault in report if "value: 0, valid min length: 1" not in fault] == [], name
        assert wire.enum_faults(answer, shape) == []
        return answer

    return checked
