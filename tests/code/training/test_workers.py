"""Warm worker processes: each call below runs in one of them."""

import os
import time
from concurrent.futures import BrokenExecutor, wait

import psutil
import pytest
import torch

from workedout.training.workers import Workers


@pytest.fixture(scope="module")
def two():
    with Workers(2) as workers:
        wait([workers.submit(time.sleep, 0.2) for _ in range(2)])
        yield workers


def pids(workers, calls=8):
    return {future.result() for future in [workers.submit(os.getpid) for _ in range(calls)]}


def test_work_is_done_in_other_processes(two):
    assert os.getpid() not in pids(two)


def test_a_worker_stays_for_the_next_work(two):
    known = pids(two) | pids(two)
    assert len(known) <= 2
    assert pids(two) <= known


def test_each_worker_has_one_thread(two):
    assert two.submit(torch.get_num_threads).result() == 1


def test_an_error_comes_back_and_the_worker_lives_on(two):
    known = pids(two, 20)
    with pytest.raises(ZeroDivisionError):
        two.submit(divmod, 1, 0).result()
    assert pids(two) <= known


def test_a_worker_that_dies_fails_its_own_work_alone(two):
    slow = two.submit(time.sleep, 1.0)
    died = two.submit(os._exit, 1)
    with pytest.raises(BrokenExecutor):
        died.result()
    assert slow.result() is None


def test_a_worker_that_died_is_replaced(two):
    for _ in range(3):
        with pytest.raises(BrokenExecutor):
            two.submit(os._exit, 1).result()
    wait([two.submit(time.sleep, 0.3) for _ in range(2)])
    assert len(pids(two, 20)) == 2


def test_after_shutdown_no_process_is_left():
    workers = Workers(1)
    pid = workers.submit(os.getpid).result()
    workers.shutdown()
    assert not psutil.pid_exists(pid)
