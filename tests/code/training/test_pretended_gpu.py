"""All tensors of a training on a GPU are there: tried without one, on tensors without numbers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from fingerprints_of_copies import copied

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("pretended_gpu.py")
# What one would leave on the CPU (a file of training/, a line before and after), with the
# engine, an experiment that it trains, and the line that then mixes devices.
LEFT_BEHIND = {
    "the examples of fit": (
        "single",
        "loop.py",
        "part.to(device, PRECISIONS[recipe.precision]) for part in split",
        "part.to(torch.device('cpu'), PRECISIONS[recipe.precision]) for part in split",
        "outputs = network(inputs)",
    ),
    "the rows where members' examples begin": (
        "batched",
        "pool.py",
        "return Pool(examples.to(device, dtype), starts.to(device), count)",
        "return Pool(examples.to(device, dtype), starts, count)",
        "places = rows + self.starts",
    ),
    "the room for errors": (
        "batched",
        "dense_gradients.py",
        "behind = torch.empty_like(outputs)",
        "behind = torch.empty_like(outputs, device='cpu')",
        "call()",
    ),
}


def trained(folder: Path, *names: str) -> dict[str, str]:
    """Where each training failed, by its name."""
    done = subprocess.run(
        [sys.executable, SCRIPT, folder, *names],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_every_training_of_the_book_stays_on_the_gpu() -> None:
    found = trained(ROOT / "code")
    assert {name: place for name, place in found.items() if place} == {}
    assert len(found) > 100
    assert {name.rpartition(" / ")[2] for name in found} == {"single", "batched"}


@pytest.mark.parametrize(
    ("engine", "file", "right", "wrong", "line"), LEFT_BEHIND.values(), ids=LEFT_BEHIND
)
def test_a_tensor_that_stays_on_the_cpu_is_found(
    engine: str, file: str, right: str, wrong: str, line: str, tmp_path: Path
) -> None:
    def leave(copy: Path) -> None:
        path = copy / "training" / file
        text = path.read_text("utf-8")
        assert text.count(right) == 1
        path.write_text(text.replace(right, wrong), "utf-8")

    found = trained(copied(tmp_path, leave), "optimizers")
    places = {place for name, place in found.items() if name.endswith(f" / {engine}")}
    assert places
    for place in places:
        assert line in place
        assert "device" in place
