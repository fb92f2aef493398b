"""A run that is killed, with its real worker processes, in a checkout of its own."""

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
SEEDS = 5
PATIENCE = 600  # seconds; the machine may be busy
DRIVER = f"""
import os
import sys
from dataclasses import dataclass

from torch import nn

from workedout.__main__ import main
from workedout.experiments.catalogue import QUESTIONS
from workedout.experiments.specification import Arm, Experiment
from workedout.models import Mlp
from workedout.recipes import Recipe
from workedout.sources import Pocket


@dataclass(frozen=True)
class Deadly:
    hidden: int = 2

    def __call__(self):
        if "WORKER" in os.environ:
            os._exit(1)
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))


recipe = Recipe(8, 50, 0.1, "momentum", schedule="one-cycle", observe="end")
arm = Arm("small", Mlp((16,), dropout=0.1), Pocket(), recipe, seeds={SEEDS})
QUESTIONS["tiny"] = Experiment("tiny", "?", (arm,))
QUESTIONS["deadly"] = Experiment("deadly", "?", (Arm("deadly", Deadly(), Pocket(), recipe, 2),))

if __name__ == "__main__":
    sys.exit(main())
elif sys.argv[-1] == "deadly":
    os.environ["WORKER"] = "1"
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
    return {**os.environ, "PYTHONPATH": str(checkout), "CUDA_VISIBLE_DEVICES": ""}


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


def journal_of(checkout: Path) -> list[dict]:
    path = checkout / "workedout" / "recorded" / ".journal" / "tiny.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith("}")]


def record_of(checkout: Path) -> dict:
    return json.loads((checkout / "workedout" / "recorded" / "tiny.json").read_text())


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def without_times(record: dict) -> dict:
    (arm,) = record["arms"].values()
    seeds = {
        seed: (result["train_loss"], result["observations"])
        for seed, result in arm["seeds"].items()
    }
    return {"seeds": seeds, "fingerprint": arm["fingerprint"], "data": arm["data"]}


def test_a_killed_run_goes_on_where_it_was_and_ends_as_an_undisturbed_one(checkout, started):
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
    # Killed, it leaves no worker behind, no record, and the finished seeds.
    assert len(workers) >= 2
    wait_for(lambda: not any(map(is_running, workers)))
    kept = {entry["seed"]: entry["result"] for entry in journal_of(checkout)}
    assert 0 < len(kept) < SEEDS
    assert not (checkout / "workedout" / "recorded" / "tiny.json").exists()

    # Run again, it trains the rest alone: what was kept has its very times.
    assert done(checkout, "run", "tiny").returncode == 0
    resumed = record_of(checkout)
    for seed, result in kept.items():
        assert resumed["arms"]["small"]["seeds"][str(seed)]["seconds"] == result["seconds"]
    assert list(resumed["arms"]["small"]["seeds"]) == [str(seed) for seed in range(SEEDS)]
    assert journal_of(checkout) == []

    # And it ends as one that nobody disturbed.
    assert done(checkout, "run", "tiny", "--fresh").returncode == 0
    assert without_times(record_of(checkout)) == without_times(resumed)


def test_a_worker_that_dies_is_one_clear_message(checkout):
    process = done(checkout, "run", "deadly")
    assert process.returncode == 2
    assert process.stderr.splitlines()[-1] == (
        "workedout: a worker process died; finished seeds are kept: run the command again"
    )
