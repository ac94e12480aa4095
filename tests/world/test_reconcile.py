import pytest
from planes.clock import Clock
from planes.control_plane.reconcile import Availability, Controller, Inbox, scale


@pytest.mark.parametrize(
    ("desired", "observed", "started", "stopped"),
    [(3, ["a"], 2, []), (1, ["a", "b", "c"], 0, ["a", "b"]), (2, ["a", "b"], 0, []), (0, [], 0, [])],
)
def test_the_difference_is_closed(desired, observed, started, stopped):
    starts, stops = [], []
    scale(desired, observed, lambda: starts.append(1), stops.append)
    assert (len(starts), stops) == (started, stopped)


@pytest.fixture
def clock():
    return Clock()


def test_a_name_is_reconciled_once_per_instant(clock):
    seen = []
    controller = Controller(clock, seen.append)
    for name in ("b", "a", "b"):
        controller.wake(name)
    clock.run_until(1)
    assert seen == ["b", "a"]


def test_reports_of_the_instant_are_heard_first(clock):
    seen = []
    controller = Controller(clock, seen.append)
    controller.wake("service")
    clock.after(0, seen.append, "report")
    clock.run_until(1)
    assert seen == ["report", "service"]


def test_a_name_can_wake_itself_for_later(clock):
    seen = []

    def reconcile(name):
        seen.append(clock.now)
        controller.wake(name, after=10)

    controller = Controller(clock, reconcile)
    controller.wake("service")
    clock.run_until(25)
    assert seen == [0, 10, 20]


def test_names_wait_while_the_control_plane_is_down(clock):
    down, seen = [True], []
    controller = Controller(clock, seen.append, lambda: bool(down))
    controller.wake("service")
    clock.run_until(60)
    assert seen == []
    down.clear()
    clock.run_until(61)
    assert seen == ["service"]


def test_reports_wait_in_their_order_while_the_control_plane_is_down():
    down, seen = [True], []
    availability = Availability(lambda: bool(down))
    tasks, hosts = (Inbox(seen.append, availability) for _ in range(2))
    tasks("first")
    hosts("second")
    tasks("third")
    assert seen == []
    down.clear()
    availability.back()
    tasks("fourth")
    assert seen == ["first", "second", "third", "fourth"]


def test_what_a_waiting_report_brings_about_comes_after_the_other_waiting_ones():
    down, seen = [True], []
    availability = Availability(lambda: bool(down))
    inbox = Inbox(lambda report: (seen.append(report), report == "first" and inbox("third")), availability)
    inbox("first")
    inbox("second")
    down.clear()
    availability.back()
    assert seen == ["first", "second", "third"]
