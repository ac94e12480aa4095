"""Service events: the sentences an operator reads first."""

from __future__ import annotations

from collections.abc import Sequence

from planes.control_plane.ecs.model import Service, ServiceEvent, Task
from planes.control_plane.ecs.store import Store

_MOST_EVENTS = 100
_REPEAT_SECONDS = 6 * 3600.0
_LEARN_MORE = "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."


def announce(store: Store, service: Service, message: str, cause: str = "") -> None:
    """Add `(service name) message` to a service's events.

    With a `cause` the same sentence is left out until the cause is settled or six hours have passed, and
    the hundred most recent events are kept. Source: ECSDG service-event-messages.md.
    """
    if cause:
        last = service.announced.get(cause)
        if last is not None and store.now - last < _REPEAT_SECONDS:
            return
        service.announced[cause] = store.now
    text = f"(service {service.name}) {message}"
    service.events.insert(0, ServiceEvent(store.new_id(), store.now, text))
    del service.events[_MOST_EVENTS:]
    store.log(service.name, "service event", text, cluster=service.cluster)


def settle(service: Service, cause: str) -> None:
    """Forget a cause, so that it is announced again when it comes back."""
    service.announced.pop(cause, None)


def started(tasks: Sequence[Task]) -> str:
    """Return the sentence for tasks that the scheduler started."""
    return f"has started {len(tasks)} tasks: {_list(tasks)}."


def stopped(tasks: Sequence[Task]) -> str:
    """Return the sentence for running tasks that the scheduler stopped."""
    return f"has stopped {len(tasks)} running tasks: {_list(tasks)}."


def no_instance(closest: tuple[str, str] | None) -> str:
    """Return the sentence for a task that fits on no instance."""
    reason = "Reason: No Container Instances were found in your cluster."
    if closest is not None:
        reason = f"The closest matching (container-instance {closest[0]}) {closest[1]}."
    return (
        "was unable to place a task because no container instance met all of its requirements. "
        f"{reason} {_LEARN_MORE}"
    )


def no_capacity() -> str:
    """Return the sentence for a task that Fargate has no room for."""
    return (
        "was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or "
        f"in a different availability zone. {_LEARN_MORE}"
    )


STEADY = "has reached a steady state."
STUCK = (
    "was unable to stop or start tasks during a deployment because of the service deployment configuration. "
    "Update the minimumHealthyPercent or maximumPercent value and try again."
)
IMPAIRED = f"is unable to consistently start tasks successfully. {_LEARN_MORE}"


def _list(tasks: Sequence[Task]) -> str:
    return " ".join(f"(task {task.id})" for task in tasks)
