"""How many cores there are, where the system says which are ours and where it does not."""

import os

import pytest

from workedout.cores import cores, on_one_core


def test_cores_are_those_that_the_process_was_given(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {3, 5, 6}, raising=False)
    assert cores() == 3


def test_where_the_system_does_not_say_they_are_those_of_the_machine(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert cores() == 7


def test_there_is_one_core_at_least(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores() == 1


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system has no such call")
def test_on_one_core_there_is_one_and_afterwards_as_many_as_before():
    before, inside = os.sched_getaffinity(0), []

    def fail():
        inside.append(cores())
        raise KeyError

    with pytest.raises(KeyError), on_one_core():
        fail()
    assert inside == [1]
    assert os.sched_getaffinity(0) == before


def test_where_the_system_has_no_such_call_nothing_is_kept(monkeypatch):
    monkeypatch.delattr(os, "sched_setaffinity", raising=False)
    before = cores()
    with on_one_core():
        assert cores() == before
