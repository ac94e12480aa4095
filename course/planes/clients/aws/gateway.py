"""One AWS request in, one reply out: find the operation, check the parameters, ask the planes.

Both ways in use it: boto3 in process (`session`) and, where it is served, HTTP on loopback.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from planes.clients.aws import wire
from planes.clients.aws.errors import AwsError
from planes.errors import PlanesError

if TYPE_CHECKING:
    from botocore.model import OperationModel

    from planes.world import World

Operation = Callable[["World", dict[str, Any]], Mapping[str, Any]]

MODULES = {"ecs": "ecs", "ecr": "ecr", "eks": "eks", "application-autoscaling": "autoscaling"}
"""AWS service → module of this package that translates it."""

_UNAVAILABLE = {
    "ecs": "ServerException",
    "ecr": "ServerException",
    "eks": "ServiceUnavailableException",
    "application-autoscaling": "InternalServiceException",
}
_NEEDS = {"ecs": "ecs", "ecr": "registry", "eks": "eks", "application-autoscaling": "ecs"}
_VALIDATION = {"application-autoscaling": "ValidationException"}
_VALIDATION_OF_OPERATION = {"RegisterTaskDefinition": "ClientException"}


def operations(service: str) -> Mapping[str, Operation]:
    """Return the operations the model offers of a service, by their names in AWS's API."""
    module: Mapping[str, Operation] = import_module(f"planes.clients.aws.{MODULES[service]}").OPERATIONS
    return module


class Gateway:
    """Answers AWS requests for one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._answered = 0

    def answer(self, service: str, request: wire.Request) -> wire.Reply:
        """Return the reply to one request to `service`. Every refusal is an AWS error, never an exception."""
        model = wire.service_model(service)
        try:
            operation = model.operation_model(wire.operation_name(model, request))
            reply = wire.encode(operation, self._call(service, operation, wire.decode(operation, request)))
        except PlanesError as error:
            # A plane's refusal names its AWS error in `code`; anything else is a wrong use of the model.
            if not hasattr(error, "code"):
                error = AwsError("PlanesError", str(error))
            reply = wire.encode_error(model, error)
        self._answered += 1
        reply.headers["x-amzn-RequestId"] = f"00000000-0000-4000-8000-{self._answered:012x}"
        return reply

    def _call(self, service: str, operation: OperationModel, params: dict[str, Any]) -> Mapping[str, Any]:
        self._check_available(service)
        offered = operations(service)
        if operation.name not in offered:
            raise AwsError(
                "UnsupportedOperation",
                f"The model of {service} does not offer {operation.name}. "
                f"It offers: {', '.join(sorted(offered))}.",
            )
        _check(service, operation, params)
        return offered[operation.name](self._world, params)

    def _check_available(self, service: str) -> None:
        if self._world.is_down(_NEEDS[service]):
            raise AwsError(_UNAVAILABLE[service], "Service Unavailable. Please try again later.", 500)


def _check(service: str, operation: OperationModel, params: dict[str, Any]) -> None:
    """Raise the service's validation error if the parameters do not fit its model."""
    from botocore.validate import ParamValidator

    if operation.input_shape is None:
        return
    faults = []
    report = ParamValidator().validate(params, operation.input_shape)
    if report.has_errors():
        faults = report.generate_report().splitlines()
    faults += wire.enum_faults(params, operation.input_shape)
    if faults:
        code = _VALIDATION_OF_OPERATION.get(operation.name) or _VALIDATION.get(
            service, "InvalidParameterException"
        )
        detected = f"{len(faults)} validation error{'s' * (len(faults) > 1)} detected: "
        raise AwsError(code, detected + "; ".join(faults))
