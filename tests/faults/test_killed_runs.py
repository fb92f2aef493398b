"""Drivers and workers that are killed, and runs that fail, in a checkout of their own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workedout import store

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]
SEEDS, LONG = 5, 2
PATIENCE = 600  # seconds; the machine may be busy
DRIVER = f"""
import os
import sys
from dataclasses import dataclass

import torch
from torch import nn

from workedout.__main__ import main
from workedout.experiments.catalogue import QUESTIONS
from workedout.experiments.specification import Arm, Experiment
from workedout.models import Bench, Mlp
from workedout.randomness import derived_seed
from workedout.recipes import Recipe
from workedout.sources import Pocket


@dataclass(frozen=True)
class Faulty:
    fault: str

    def __call__(self):
        if torch.initial_seed() == derived_seed(2, "initialization"):
            if self.fault == "dies":
                os._exit(1)
            raise ArithmeticError("seed 2 cannot be divided")
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))


recipe = Recipe(8, 50, 0.1, "momentum", schedule="one-cycle", observe="end")
small = Arm("small", Mlp((16,), dropout=0.1), Pocket(), recipe, seeds={SEEDS})
long = Arm("long", Bench((2, 2)), Pocket(), recipe, seeds={LONG})
QUESTIONS["tiny"] = Experiment("tiny", "?", (small, long))
for fault in ("dies", "raises"):
    arm = Arm(fault, Faulty(fault), Pocket(), recipe, seeds={SEEDS})
    QUESTIONS[fault] = Experiment(fault, "?", (arm,))

if __name__ == "__main__":
    sys.exit(main())
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the package, with the driver beside it."""
    root = tmp_path / "checkout"
    ignored = shutil.ignore_patterns("recorded", "pocket", "figures", "__pycache__")
    shutil.copytree(store.PACKAGE, root / "workedout", ignore=ignored)
    (root / "workedout" / "pocket").symlink_to(store.PACKAGE / "pocket")
    (root / "pyproject.toml").touch()
    (root / "driver.py").write_text(DRIVER)
    return root


def command(checkout: Path, *arguments: str) -> list:
    return [sys.executable, checkout / "driver.py", *arguments]


def environment(checkout: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(checkout),
        "CUDA_VISIBLE_DEVICES": "",
        "TMPDIR": str(checkout),
    }


def done(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the copy to its end."""
    return subprocess.run(
        command(checkout, *arguments),
        env=environment(checkout),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.fixture
def started(checkout: Path) -> Iterator[subprocess.Popen]:
    """The same, going on."""
    process = subprocess.Popen(
        command(checkout, "run", "tiny"), env=environment(checkout), stderr=subprocess.DEVNULL
    )
    yield process
    process.kill()
    process.wait()


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def journal_of(checkout: Path, name: str = "tiny") -> list[dict]:
    path = checkout / "workedout" / "recorded" / ".journal" / f"{name}.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith("}")]


def record_of(checkout: Path) -> dict:
    return json.loads((checkout / "workedout" / "recorded" / "tiny.json").read_text())


def children(pid: int) -> list[int]:
    """The processes that any thread of a process started."""
    found = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in file.read_text().split()]
    return found


def is_worker(pid: int) -> bool:
    """Not the one that Python starts to tidy up after the others."""
    try:
        return b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return False


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def is_busy(pid: int) -> bool:
    """Whether it has used more of the processor than it takes to start."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK") > 6


def without_times(record: dict) -> dict:
    return {
        name: {
            "seeds": {
                seed: (result["train_loss"], result["observations"])
                for seed, result in arm["seeds"].items()
            },
            "fingerprint": arm["fingerprint"],
            "data": arm["data"],
        }
        for name, arm in record["arms"].items()
    }


def test_a_killed_driver_goes_on_where_it_was_and_ends_as_an_undisturbed_one(checkout, started):
    wait_for(lambda: journal_of(checkout))
    started.send_signal(signal.SIGSTOP)  # so that it is not over before it is killed
    second = done(checkout, "run", "tiny")
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
    assert list(checkout.glob("workedout-*")) == []
    kept = {(e["arm"], str(e["seed"])): e["result"] for e in journal_of(checkout)}
    assert 0 < len(kept) < SEEDS + LONG
    assert not (checkout / "workedout" / "recorded" / "tiny.json").exists()

    # Run again, it trains the rest alone: what was kept has its very times.
    assert done(checkout, "run", "tiny").returncode == 0
    resumed = record_of(checkout)
    for (arm, seed), result in kept.items():
        assert resumed["arms"][arm]["seeds"][seed]["seconds"] == result["seconds"]
    assert [len(arm["seeds"]) for arm in resumed["arms"].values()] == [SEEDS, LONG]
    assert journal_of(checkout) == []

    # And it ends as one that nobody disturbed.
    assert done(checkout, "run", "tiny", "--fresh").returncode == 0
    assert without_times(record_of(checkout)) == without_times(resumed)


def test_a_killed_worker_is_replaced_and_its_runs_are_made_again(checkout, started):
    def busy() -> list[int]:
        return [pid for pid in children(started.pid) if is_worker(pid) and is_busy(pid)]

    wait_for(lambda: busy() or started.poll() is not None)
    assert started.poll() is None, "it ended before a worker could be killed"
    os.kill(busy()[0], signal.SIGKILL)
    assert started.wait(PATIENCE) == 0
    disturbed = record_of(checkout)
    assert done(checkout, "run", "tiny", "--fresh").returncode == 0
    assert without_times(disturbed) == without_times(record_of(checkout))


FAULTS = {
    "dies": "its worker process died, 3 times",
    "raises": "ArithmeticError: seed 2 cannot be divided",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_run_that_fails_is_named_and_all_others_are_kept(checkout, fault):
    for total in (SEEDS, 1):  # the second command has only the rest to do
        process = done(checkout, "run", fault)
        assert process.returncode == 2
        assert process.stderr.splitlines()[-3:] == [
            f"workedout: 1 of {total} runs failed; the others are kept:",
            f"  {fault}, seed 2: {FAULTS[fault]}",
            f"To go on with the rest, run: python -m workedout run {fault}",
        ]
        assert ("Traceback" in process.stderr) == (fault == "raises")
        assert sorted(entry["seed"] for entry in journal_of(checkout, fault)) == [0, 1, 3, 4]
