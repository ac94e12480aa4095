"""The worker's queue: nothing gets lost from the books, and what is too old is given up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.capstone.meter import ALLOWED_DELAY_SECONDS, Queue

STEP = 15.0
AMOUNTS = st.floats(min_value=0, max_value=1000)


def test_jobs_are_done_at_once_while_there_is_room():
    assert Queue().work(0.0, arrived=10.0, able=20.0) == (10.0, 0.0)


def test_jobs_that_found_no_room_are_done_later():
    queue = Queue()
    assert queue.work(0.0, arrived=10.0, able=4.0) == (4.0, 0.0)
    assert queue.waiting == 6.0
    assert queue.work(STEP, arrived=0.0, able=20.0) == (6.0, 0.0)


def test_jobs_are_given_up_after_the_allowed_delay():
    queue = Queue()
    queue.work(0.0, arrived=10.0, able=0.0)
    assert queue.work(ALLOWED_DELAY_SECONDS, arrived=0.0, able=4.0) == (4.0, 0.0)
    assert queue.work(ALLOWED_DELAY_SECONDS + STEP, arrived=0.0, able=4.0) == (0.0, 6.0)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=80))
def test_every_job_is_done_given_up_or_waiting(steps):
    queue, done, late = Queue(), 0.0, 0.0
    for number, (arrived, able) in enumerate(steps):
        now_done, now_late = queue.work(number * STEP, arrived, able)
        assert now_done <= able + 1e-9
        done, late = done + now_done, late + now_late
    assert done + late + queue.waiting == pytest.approx(sum(arrived for arrived, _ in steps), abs=1e-6)
