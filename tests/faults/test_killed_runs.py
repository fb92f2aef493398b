"""Drivers and workers that are killed, and runs that fail, in a checkout of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from checkout import LONG, PATIENCE, SEEDS, Checkout, without_times

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "checkout")


@pytest.fixture
def started(checkout: Checkout) -> Iterator[subprocess.Popen]:
    """The driver, going on."""
    process = checkout.started("run", "tiny")
    yield process
    process.kill()
    process.wait()


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    """The processes that any thread of a process started."""
    found = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in file.read_text("utf-8").split()]
    return found


def is_worker(pid: int) -> bool:
    """Not the one that Python starts to tidy up after the others."""
    try:
        return b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return False


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def test_a_killed_driver_goes_on_where_it_was_and_ends_as_an_undisturbed_one(checkout, started):
    wait_for(lambda: checkout.journal())
    started.send_signal(signal.SIGSTOP)  # so that it is not over before it is killed
    second = checkout.done("run", "tiny")
    workers = children(started.pid)
    started.send_signal(signal.SIGKILL)
    started.wait()

    # While it was there, a second writer was refused.
    assert second.returncode == 2
    assert second.stderr == (
        "workedout: another process is recording tiny: wait until it ends, or end it\n"
    )
    # Killed, it leaves no worker behind, no files, no record, and the finished seeds.
    assert len(workers) >= 2
    wait_for(lambda: not any(map(is_running, workers)))
    assert list(checkout.root.glob("workedout-*")) == []
    kept = {(e["arm"], str(e["seed"])): e["result"] for e in checkout.journal()}
    assert 0 < len(kept) < SEEDS + LONG
    assert checkout.record() is None

    # Run again, it trains the rest alone: what was kept has its very times.
    assert checkout.done("run", "tiny").returncode == 0
    resumed = checkout.record()
    for (arm, seed), result in kept.items():
        assert resumed["arms"][arm]["seeds"][seed]["seconds"] == result["seconds"]
    assert [len(arm["seeds"]) for arm in resumed["arms"].values()] == [SEEDS, LONG]
    assert checkout.journal() == []

    # And it ends as one that nobody disturbed.
    assert checkout.done("run", "tiny", "--fresh").returncode == 0
    assert without_times(checkout.record()) == without_times(resumed)


def test_a_killed_worker_is_replaced_and_its_runs_are_made_again(checkout, started):
    # A run is kept, so that workers are at work; the driver is held, so that it is not over before.
    wait_for(lambda: checkout.journal() or started.poll() is not None)
    started.send_signal(signal.SIGSTOP)
    workers = [pid for pid in children(started.pid) if is_worker(pid)]
    assert workers, "it ended before a worker could be killed"
    assert len(checkout.journal()) < SEEDS + LONG
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    started.send_signal(signal.SIGCONT)
    assert started.wait(PATIENCE) == 0
    disturbed = checkout.record()
    assert checkout.done("run", "tiny", "--fresh").returncode == 0
    assert without_times(disturbed) == without_times(checkout.record())


FAULTS = {
    "dies": "its worker process died, 3 times",
    "raises": "ArithmeticError: seed 2 cannot be divided",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_run_that_fails_is_named_and_all_others_are_kept(checkout, fault):
    for total in (SEEDS, 1):  # the second command has only the rest to do
        process = checkout.done("run", fault)
        assert process.returncode == 2
        assert process.stderr.splitlines()[-3:] == [
            f"workedout: 1 of {total} runs failed; the others are kept:",
            f"  {fault}, seed 2: {FAULTS[fault]}",
            f"To go on with the rest, run: python -m workedout run {fault}",
        ]
        assert ("Traceback" in process.stderr) == (fault == "raises")
        assert sorted(entry["seed"] for entry in checkout.journal(fault)) == [0, 1, 3, 4]
