import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.clock import Clock
from planes.errors import PlanesError


@pytest.fixture
def clock():
    return Clock()


def test_actions_run_in_order_of_time(clock):
    seen = []
    for second in (3, 1, 2):
        clock.at(second, seen.append, second)
    clock.run_until(10)
    assert seen == [1, 2, 3]


def test_lower_priority_goes_first_within_an_instant(clock):
    seen = []
    clock.at(1, seen.append, "second", priority=1)
    clock.at(1, seen.append, "first", priority=0)
    clock.run_until(1)
    assert seen == ["first", "second"]


def test_actions_of_one_instant_keep_the_order_they_were_planned_in(clock):
    seen = []
    for name in "abc":
        clock.at(1, seen.append, name)
    clock.run_until(1)
    assert seen == ["a", "b", "c"]


def test_an_action_can_plan_for_the_present_instant(clock):
    seen = []
    clock.at(1, lambda: clock.after(0, seen.append, clock.now))
    clock.run_until(1)
    assert seen == [1]


def test_an_urgent_action_planned_now_overtakes_what_waits(clock):
    seen = []
    clock.at(1, lambda: clock.after(0, seen.append, "urgent", priority=-1))
    clock.at(1, seen.append, "waiting")
    clock.run_until(1)
    assert seen == ["urgent", "waiting"]


def test_now_is_the_time_of_the_action(clock):
    seen = []
    clock.at(2.5, lambda: seen.append(clock.now))
    clock.run_until(10)
    assert seen == [2.5]


def test_the_clock_ends_where_it_was_told(clock):
    clock.run_until(7)
    assert clock.now == 7


def test_an_action_at_the_end_of_the_run_still_runs(clock):
    seen = []
    clock.at(7, seen.append, 1)
    clock.run_until(7)
    assert seen == [1]


def test_an_action_after_the_end_waits(clock):
    seen = []
    clock.at(7.01, seen.append, 1)
    clock.run_until(7)
    assert seen == []


def test_planning_before_a_later_bucket_that_was_seen_keeps_order(clock):
    seen = []
    clock.at(100, seen.append, 100)
    clock.run_until(10)
    assert clock.next_time() == 100
    clock.at(20, seen.append, 20)
    clock.run_until(200)
    assert seen == [20, 100]


def test_a_cancelled_action_does_not_run(clock):
    seen = []
    clock.cancel(clock.at(1, seen.append, 1))
    clock.run_until(2)
    assert seen == []


def test_cancelling_what_already_ran_does_nothing(clock):
    seen = []
    timer = clock.at(1, seen.append, 1)
    clock.run_until(1)
    clock.cancel(timer)
    clock.at(2, seen.append, 2)
    clock.run_until(2)
    assert seen == [1, 2]


def test_next_time_skips_cancelled_actions(clock):
    clock.cancel(clock.at(1, print))
    clock.at(2, print)
    assert clock.next_time() == 2


def test_next_time_of_an_empty_clock_is_none(clock):
    assert clock.next_time() is None


def test_stop_leaves_the_clock_at_the_action_that_met_it(clock):
    seen = []
    for second in (1, 2, 3):
        clock.at(second, seen.append, second)
    assert clock.run_until(10, stop=lambda: 2 in seen)
    assert clock.now == 2
    assert seen == [1, 2]


def test_what_a_stopped_run_left_runs_next_time(clock):
    seen = []
    for second in (1, 1, 3):
        clock.at(second, seen.append, second)
    clock.run_until(10, stop=lambda: True)
    clock.run_until(10)
    assert seen == [1, 1, 3]


def test_a_repetition_does_not_drift(clock):
    seen = []
    clock.every(0.1, lambda: seen.append(clock.now))
    clock.run_until(100)
    assert seen[-1] == 100
    assert len(seen) == 1000


def test_a_stopped_repetition_is_not_called_again(clock):
    seen = []
    repeat = clock.every(1, lambda: seen.append(1))
    clock.run_until(2)
    repeat.stop()
    clock.run_until(10)
    assert seen == [1, 1]


def test_a_repetition_can_stop_itself(clock):
    repeat = clock.every(1, lambda: repeat.stop())
    clock.run_until(10)
    assert clock.next_time() is None


@pytest.mark.parametrize("interval", [0, -1, float("nan")])
def test_a_repetition_needs_a_positive_interval(clock, interval):
    with pytest.raises(PlanesError, match="interval"):
        clock.every(interval, print)


@pytest.mark.parametrize("when", [-1, float("nan"), float("inf")])
def test_the_past_and_no_time_at_all_are_refused(clock, when):
    with pytest.raises(PlanesError, match="planned for second"):
        clock.at(when, print)


def test_the_hook_is_called_after_each_action(clock):
    seen = []
    clock.after_each = lambda: seen.append(clock.now)
    clock.at(1, seen.append, "action")
    clock.run_until(5)
    assert seen == ["action", 1]


def test_an_action_cannot_run_the_clock(clock):
    clock.at(1, clock.run_until, 5)
    with pytest.raises(PlanesError, match="already runs"):
        clock.run_until(2)


def test_the_clock_works_on_after_an_action_raised(clock):
    seen = []
    clock.at(1, lambda: 1 / 0)
    clock.at(2, seen.append, 2)
    with pytest.raises(ZeroDivisionError):
        clock.run_until(5)
    clock.run_until(5)
    assert seen == [2]


# Times on a coarse grid, so that ties, one bucket and many buckets all occur.
TIMES = st.integers(0, 60).map(lambda n: n / 40)
ACTION = st.tuples(TIMES, st.integers(-1, 2), st.lists(st.tuples(TIMES, st.integers(-1, 2)), max_size=3))


def by_the_clock(plan, cancelled, stops):
    clock, seen = Clock(), []

    def act(number, children):
        seen.append((clock.now, number))
        for offset, (delay, priority) in enumerate(children):
            clock.after(delay, act, (number, offset), (), priority=priority)

    timers = [
        clock.at(when, act, number, children, priority=priority)
        for number, (when, priority, children) in enumerate(plan)
    ]
    for number in cancelled:
        clock.cancel(timers[number % len(timers)])
    for stop in sorted(stops):
        clock.run_until(stop)
    clock.run_until(10)
    return seen


def by_a_sorted_list(plan, cancelled):
    gone = {number % len(plan) for number in cancelled}
    waiting, seen, sequence = [], [], 0
    for number, (when, priority, children) in enumerate(plan):
        if number not in gone:
            waiting.append((when, priority, sequence, number, children))
        sequence += 1
    while waiting:
        waiting.sort()
        now, _, _, number, children = waiting.pop(0)
        seen.append((now, number))
        for offset, (delay, priority) in enumerate(children):
            waiting.append((now + delay, priority, sequence, (number, offset), ()))
            sequence += 1
    return seen


@given(
    plan=st.lists(ACTION, min_size=1, max_size=30),
    cancelled=st.lists(st.integers(0, 99), max_size=5),
    stops=st.lists(TIMES, max_size=4),
)
def test_the_clock_agrees_with_a_sorted_list(plan, cancelled, stops):
    assert by_the_clock(plan, cancelled, stops) == by_a_sorted_list(plan, cancelled)
