"""The forty lines of the chapter on where to begin: alone, and equal to ``fit``."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from workedout.data.mnist import POCKET_FOLDER, pocket
from workedout.networks.models import Mlp
from workedout.training.loop import fit
from workedout.training.recipes import Recipe

PAGE = Path(__file__).parents[1].parent / "book/training/start-here.md"
CELL = re.compile(r"^```\{code-cell\} python\n(import gzip.*?)^```$", re.M | re.S)
TOLERANCE = 1e-12
ALONE = {"gzip", "hashlib", "math", "numpy", "torch"}
RECIPE = Recipe(1, 64, 0.0032, "adamw", weight_decay=0.3, schedule="cosine", precision="float64")


def lines() -> str:
    (found,) = CELL.findall(PAGE.read_text("utf-8"))
    return str(found)


def test_they_are_forty_and_import_nothing_of_this_book() -> None:
    tree = ast.parse(lines())
    modules = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert modules == ALONE
    assert sum(bool(line.strip()) for line in lines().splitlines()) <= 40


@pytest.mark.parametrize("seed", [0, 7])
def test_alone_in_a_file_they_give_the_losses_of_fit(tmp_path: Path, seed: int) -> None:
    call = f"train({str(POCKET_FOLDER)!r}, 'held-out', {seed}, epochs=1)"
    program = f"{lines()}\nimport json, sys\nprint(json.dumps({call}))\n"
    program += "assert not any(name.startswith('workedout') for name in sys.modules)\n"
    (tmp_path / "alone.py").write_text(program, "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "alone.py")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    losses, loss, accuracy = json.loads(done.stdout)
    history = fit(Mlp((100, 100)), pocket(), RECIPE, seed, torch.device("cpu"))
    assert losses == pytest.approx(history.step_losses, rel=0, abs=TOLERANCE)
    assert loss == pytest.approx(history.observations[-1].loss, rel=0, abs=TOLERANCE)
    assert accuracy == history.accuracy
