"""Real boto3 clients for one world: no port, no credentials, no network, no sleeping."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from planes.clients.aws import wire
from planes.clients.aws.gateway import MODULES, Gateway
from planes.clients.aws.neighbours import NEIGHBOURS, Neighbours
from planes.errors import PlanesError

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from planes.world import World


def client(world: World, service: str) -> Any:
    """Return the world's boto3 client of an AWS service.

    Raises:
        PlanesError: the world has no such service.
    """
    # Kept with the world, not here: a world that nobody needs any more takes its session along.
    kept = vars(world)
    if "_aws_session" not in kept:
        kept["_aws_session"] = AwsSession(world)
    session: AwsSession = kept["_aws_session"]
    return session.client(service)


class AwsSession:
    """A boto3 session whose requests are answered by a world before anything is sent."""

    def __init__(self, world: World) -> None:
        import boto3

        self._world = world
        self._gateway = Gateway(world)
        self._neighbours = Neighbours(world)
        self._clients: dict[str, Any] = {}
        core = _core_session(world.region)
        events = core.get_component("event_emitter")
        for service in MODULES:
            events.register_first(f"before-send.{service}", partial(self._answer, service))
            events.register(f"creating-client-class.{service}", self._add_waiters)
        for service in NEIGHBOURS:
            events.register_first(f"before-send.{service}", self._answer_as_neighbour)
        events.register("provide-client-params.cloudwatch.PutMetricAlarm", self._watch_alarm)
        self._session = boto3.Session(
            botocore_session=core,
            region_name=world.region,
            # Never used, but boto3 would otherwise look for real ones, over the network in the end.
            aws_access_key_id="not-used",
            aws_secret_access_key="not-used",
        )

    def client(self, service: str) -> Any:
        """Return the boto3 client of a service; the same one at every call.

        Raises:
            PlanesError: the world has no such service.
        """
        if service not in MODULES and service not in NEIGHBOURS:
            raise PlanesError(
                f"This world has no service {service!r}. It models {', '.join(MODULES)}, and keeps "
                f"{', '.join(NEIGHBOURS)} as static neighbours."
            )
        if service not in self._clients:
            from botocore import UNSIGNED
            from botocore.config import Config

            config = Config(signature_version=UNSIGNED, ignore_configured_endpoint_urls=True)
            made = self._session.client(service, config=config)
            # An answer from memory gets no better by waiting: no retries, so no sleeping between them.
            event = made.meta.service_model.service_id.hyphenize()
            made.meta.events.unregister(f"needs-retry.{event}", unique_id=f"retry-config-{event}")
            self._clients[service] = made
        return self._clients[service]

    def _answer(self, service: str, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        headers = {name: _text(value) for name, value in request.headers.items()}
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        reply = self._gateway.answer(service, wire.Request(request.method, request.url, headers, body))
        return _response(request.url, reply)

    def _answer_as_neighbour(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        return _response(request.url, self._neighbours.answer(request))

    def _watch_alarm(self, params: dict[str, Any], **_: object) -> None:
        from planes.clients.aws.autoscaling import watch_alarm

        watch_alarm(self._world, params)

    def _add_waiters(self, class_attributes: dict[str, Any], **_: object) -> None:
        def get_waiter(client: Any, waiter_name: str) -> Any:
            from botocore.client import BaseClient

            return in_virtual_time(BaseClient.get_waiter(client, waiter_name), self._world.run)

        class_attributes["get_waiter"] = get_waiter


def in_virtual_time(waiter: Any, run: Callable[..., object]) -> Any:
    """Make a botocore waiter let virtual time pass between its attempts instead of sleeping."""
    call, wait = waiter._operation_method, waiter.wait

    def virtual_wait(**kwargs: Any) -> None:
        config = dict(kwargs.pop("WaiterConfig", {}))
        delay = config.get("Delay", waiter.config.delay)
        attempts = 0

        def attempt(**params: Any) -> Any:
            nonlocal attempts
            if attempts:
                run(seconds=delay)
            attempts += 1
            return call(**params)

        waiter._operation_method = attempt
        wait(**kwargs, WaiterConfig={**config, "Delay": 0})

    waiter.wait = virtual_wait
    return waiter


def _core_session(region: str) -> Any:
    """Return a botocore session that reads nothing from the learner's environment or home folder."""
    from botocore.session import Session

    fixed = {"profile": None, "region": region, "config_file": os.devnull, "credentials_file": os.devnull}
    session = Session(session_vars={name: (None, None, value, None) for name, value in fixed.items()})
    session.register_component("data_loader", wire.loader())
    return session


def _response(url: str, reply: wire.Reply) -> AWSResponse:
    from botocore.awsrequest import AWSResponse

    return AWSResponse(url, reply.status, reply.headers, _Body(reply.body))


class _Body(BytesIO):
    """The body of a response as botocore reads it from urllib3."""

    def stream(self, **_: object) -> Any:
        return iter([self.read()])


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
