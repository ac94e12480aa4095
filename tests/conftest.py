import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).resolve().parent

# Helpers that several test modules share are plain modules beside them: `from gate.course import units`.
sys.path.insert(0, str(TESTS))

os.environ.setdefault("MPLBACKEND", "Agg")


def pytest_runtest_setup() -> None:
    """For every new gradebook nbgrader starts a process of seconds that says what never changes: ask once."""
    api = sys.modules.get("nbgrader.api")
    if api and not hasattr(api.get_alembic_version, "cache_info"):
        api.get_alembic_version = functools.cache(api.get_alembic_version)


@pytest.fixture
def well_shaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prove every answer to boto3 against botocore's own model: no unknown member, no wrong type."""
    from botocore.validate import ParamValidator
    from planes.clients.aws.gateway import Gateway

    call: Callable[..., dict[str, Any]] = Gateway._call

    def checked(gateway: Gateway, service: str, operation: Any, params: dict[str, Any]) -> dict[str, Any]:
        answer = call(gateway, service, operation, params)
        if operation.output_shape is not None:
            report = ParamValidator().validate(answer, operation.output_shape)
            assert not report.has_errors(), f"{operation.name}: {report.generate_report()}"
        return answer

    monkeypatch.setattr(Gateway, "_call", checked)
