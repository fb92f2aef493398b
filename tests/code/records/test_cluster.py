"""A real cluster on this machine: a Dask scheduler and two worker processes."""

import os
import time

import psutil
import pytest

from workedout.__main__ import main
from workedout.data.sources import Pocket
from workedout.errors import WorkedOutError
from workedout.experiments import catalogue
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Bench
from workedout.records.cluster import dask_executor
from workedout.records.store import read
from workedout.records.validity import judged
from workedout.training.recipes import Recipe

distributed = pytest.importorskip("distributed", reason="Dask, an optional extra, is missing")
pytestmark = pytest.mark.slow


@pytest.fixture
def cluster():
    """Two worker processes of one thread each; a dead one is replaced by its nanny."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield cluster, client


def busy_worker(client) -> int:
    """The process of a worker that is at work."""
    while True:
        for address, tasks in client.processing().items():
            if tasks:
                return client.run(os.getpid, workers=[address])[address]
        time.sleep(0.05)


def test_runs_of_a_worker_that_dies_are_made_by_another(cluster, own_package, monkeypatch, capsys):
    recipe = Recipe(2, 50, 0.05, "momentum", observe="end")
    experiment = Experiment("far", "?", (Arm("conv", Bench((2, 2)), Pocket(), recipe, 6),))
    monkeypatch.setitem(catalogue.QUESTIONS, "far", experiment)
    local, client = cluster
    victims = []

    def kill_one(*counts):
        if not victims:
            victims.append(busy_worker(client))
            psutil.Process(victims[0]).kill()

    monkeypatch.setattr("workedout.records.progress.Progress.__call__", kill_one)
    assert main(["run", "far", "--dask", local.scheduler_address]) == 0
    assert victims
    record = read("far")
    assert list(record["conv"].seeds) == list(range(6))
    assert judged(experiment).findings == ()

    # The very results that this machine gives by itself.
    elsewhere = {seed: result.observations for seed, result in record["conv"].seeds.items()}
    assert main(["run", "far", "--fresh"]) == 0
    assert {s: r.observations for s, r in read("far")["conv"].seeds.items()} == elsewhere


def test_where_no_scheduler_answers_the_message_says_so(monkeypatch, tiny, own_package, capsys):
    monkeypatch.setattr("workedout.records.cluster.PATIENCE", 1)
    assert main(["run", "tiny", "--dask", "tcp://127.0.0.1:9"]) == 2
    (message,) = capsys.readouterr().err.splitlines()
    assert message.startswith("workedout: no Dask scheduler answers at 'tcp://127.0.0.1:9'")


def test_an_address_that_is_none_is_said_to_be_none(capsys, tiny, own_package):
    assert main(["run", "tiny", "--dask", "nonsense://x"]) == 2
    assert "no Dask scheduler answers at 'nonsense://x'" in capsys.readouterr().err


def test_without_dask_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with (
        pytest.raises(WorkedOutError, match=r"pip install 'workedout\[dask\]'"),
        dask_executor("tcp://x:1"),
    ):
        pass
