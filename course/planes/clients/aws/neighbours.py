"""AWS services around the model (EC2, IAM, VPC, CloudWatch, ELBv2 …), answered by moto.

They are scenery: nothing in the planes reads them, and moto's own ECS, ECR and EKS are never asked. moto
keeps one state per process; each world gets its own by exchanging the contents when another world speaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from planes.clients.aws.wire import Reply
from planes.errors import PlanesError

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest

    from planes.world import World

NEIGHBOURS = ("ec2", "iam", "sts", "elbv2", "cloudwatch", "logs")


class Neighbours:
    """moto's answers for one world."""

    _present: ClassVar[Neighbours | None] = None

    def __init__(self, world: World) -> None:
        self._account = world.account
        self._seed = world.seed
        self._kept: dict[Any, dict[Any, Any]] = {}
        self._random_state: Any = None

    def answer(self, request: AWSPreparedRequest) -> Reply:
        """Return moto's reply.

        Raises:
            PlanesError: moto is not installed.
        """
        try:
            from moto.core.botocore_stubber import BotocoreStubber
        except ImportError:
            raise PlanesError(
                "The static AWS neighbours need moto: install planes with its extra `neighbours`."
            ) from None
        self._enter()
        request.headers["x-moto-account-id"] = self._account
        answer = BotocoreStubber().process_request(request)
        if answer is None:
            raise PlanesError(f"No static neighbour answers {request.url}.")
        status, headers, body = answer
        return Reply(status, dict(headers), body.encode() if isinstance(body, str) else body)

    def _enter(self) -> None:
        """Put this world's state in place of the state of the world that spoke last."""
        from moto.core.base_backend import BackendDict
        from moto.moto_api._internal import mock_random

        backends: Any = BackendDict
        last = Neighbours._present
        if last is self:
            return
        if last is not None:
            last._kept = {backend: dict(backend.items()) for backend in backends._instances}
            last._random_state = mock_random.getstate()
        for backend in backends._instances:
            backend.clear()
            backend.update(self._kept.get(backend, {}))
        if self._random_state is None:
            mock_random.seed(self._seed)
        else:
            mock_random.setstate(self._random_state)
        Neighbours._present = self
