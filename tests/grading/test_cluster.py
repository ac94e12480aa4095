"""Grading on a Dask cluster: the same results, also when a worker is lost."""

from __future__ import annotations

import sys

import grading_demo as demo
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="needs Linux namespaces")]


@pytest.fixture
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as found:
        yield found


def _class(course):
    for number in range(6):
        wrong = {1: "def median_ms(values):\n    return 7.0"}
        demo.hand_in(course, f"s{number}", demo.submission(wrong if number % 2 else None))


def test_the_cluster_gives_the_same_scores(course, run_batch, cluster):
    _class(course)
    here = run_batch(course)
    there = run_batch(course, scheduler=cluster.scheduler_address)
    assert {name: one.scores for name, one in there.items()} == {
        name: one.scores for name, one in here.items()
    }


def test_a_lost_workers_jobs_are_done_again(course, run_batch, cluster):
    from planes.grading.batch import Watcher

    _class(course)
    lost = []

    def lose(result):
        if not lost:
            worker = next(iter(cluster.workers.values()))
            lost.append(worker)
            worker.process.process.kill()

    results = run_batch(course, scheduler=cluster.scheduler_address, watcher=Watcher(on_result=lose))
    assert lost and set(results) == {f"s{number}" for number in range(6)}
    assert not [one for one in results.values() if one.zero]


def test_an_address_where_nobody_answers_is_said(course, run_batch):
    from planes.errors import PlanesError

    _class(course)
    with pytest.raises(PlanesError, match="No Dask scheduler"):
        run_batch(course, scheduler="tcp://127.0.0.1:9")
