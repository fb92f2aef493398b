"""A copy of the package with a small experiment of its own, to be disturbed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workedout.records import store

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
from workedout.networks.models import Bench, Mlp
from workedout.randomness import derived_seed
from workedout.training.recipes import Recipe
from workedout.data.sources import Pocket


@dataclass(frozen=True)
class Faulty:
    fault: str

    def __call__(self):
        if torch.initial_seed() == derived_seed(2, "initialization"):
            if self.fault == "dies":
                os._exit(1)
            raise ArithmeticError("seed 2 cannot be divided")
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))


recipe = Recipe(int(os.environ["EPOCHS"]), 50, 0.1, "momentum", schedule="one-cycle", observe="end")
small = Arm("small", Mlp((16,), dropout=0.1), Pocket(), recipe, seeds={SEEDS})
long = Arm("long", Bench((2, 2)), Pocket(), recipe, seeds={LONG})
QUESTIONS["tiny"] = Experiment("tiny", "?", (small, long))
for fault in ("dies", "raises"):
    arm = Arm(fault, Faulty(fault), Pocket(), recipe, seeds={SEEDS})
    QUESTIONS[fault] = Experiment(fault, "?", (arm,))

if __name__ == "__main__":
    sys.exit(main())
"""


class Checkout:
    """A copy of the package in a folder, with a driver of short or longer runs beside it."""

    def __init__(self, root: Path, epochs: int = 8) -> None:
        self.epochs = epochs
        ignored = shutil.ignore_patterns("recorded", "pocket", "figures", "__pycache__")
        shutil.copytree(store.PACKAGE, root / "workedout", ignore=ignored)
        shutil.copytree(store.PACKAGE / "data/pocket", root / "workedout/data/pocket")
        (root / "pyproject.toml").touch()
        (root / "driver.py").write_text(DRIVER, "utf-8")
        self.root = root

    def command(self, *arguments: str) -> list[str]:
        """The command line of the copy."""
        return [sys.executable, str(self.root / "driver.py"), *arguments]

    def environment(self, **variables: str) -> dict[str, str]:
        """Its environment: the package is the copy, and files for a while lie beside it."""
        return {
            **os.environ,
            "PYTHONPATH": str(self.root),
            "EPOCHS": str(self.epochs),
            "CUDA_VISIBLE_DEVICES": "",
            "TMPDIR": str(self.root),
            **variables,
        }

    def started(self, *arguments: str) -> subprocess.Popen[str]:
        """A command, going on, in a process group of its own."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def done(
        self, *arguments: str, before: Callable[[], None] | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """A command, run to its end.

        Args:
            before: called in the new process before it becomes the command.
            variables: of its environment.
        """
        return subprocess.run(
            self.command(*arguments),
            env=self.environment(**variables),
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
            preexec_fn=before,
        )

    @property
    def recorded(self) -> Path:
        """The folder of the records."""
        return self.root / "workedout" / "recorded"

    def journal(self, name: str = "tiny") -> list[dict[str, Any]]:
        """The seeds in the whole lines of a journal."""
        path = self.recorded / ".journal" / f"{name}.jsonl"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [seed for line in lines if line.endswith("}]") for seed in json.loads(line)]

    def record(self, name: str = "tiny") -> dict[str, Any] | None:
        """The content of a record, or None where there is none."""
        path = self.recorded / f"{name}.json"
        return json.loads(path.read_text("utf-8")) if path.exists() else None


def without_times(record: dict[str, Any]) -> dict[str, Any]:
    """All of a record that has to come out the same again."""
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
