"""What the tests of the package share: small files, small experiments, folders to write in."""

import gzip
import hashlib
import itertools
import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

from workedout.data import mnist, sources
from workedout.data.idx import encode
from workedout.data.sources import Pocket, TwoCircles
from workedout.experiments import catalogue
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Bench, Mlp, Plane
from workedout.records import recording, store
from workedout.training.recipes import Recipe

CALLS = 300_000  # of functions, at most, for the verdict on one answer


class TooManyCallsError(BaseException):
    """More functions were called than may be."""


CIRCLES = Arm(
    "circles",
    Plane((5,)),
    TwoCircles(draw=0, count=400),
    Recipe(2, 10, 0.1, loss="squared", order="sorted", observe="half-epoch"),
    seeds=2,
)
OPTIMIZER = Arm(
    "nesterov",
    Mlp((16,), dropout=0.1),
    Pocket(),
    Recipe(2, 32, 0.1, "nesterov", weight_decay=1e-4, schedule="half-drop"),
    seeds=2,
)
CONVOLUTION = Arm(
    "convolution",
    Bench((4, 6)),
    Pocket(),
    Recipe(
        epochs=1,
        batch_size=64,
        learning_rate=3e-3,
        optimizer="adamw",
        weight_decay=0.1,
        schedule="one-cycle",
        augmentation="affine",
        precision="bfloat16",
        channels_last=True,
        observe="end",
    ),
    seeds=2,
)


@pytest.fixture(scope="session")
def part_arms() -> dict[str, Arm]:
    """One specification for each part of the book."""
    return {"I": CIRCLES, "II": OPTIMIZER, "III": CONVOLUTION}


def tiny_experiment(seeds: int = 3) -> Experiment:
    """Two arms that train in milliseconds."""
    recipe = Recipe(2, 8, 0.1, loss="squared", observe="end")
    arms = tuple(
        Arm(f"{units} units", Plane((units,)), TwoCircles(draw=1, count=80), recipe, seeds)
        for units in (2, 4)
    )
    return Experiment("tiny", "Which of two small networks is better?", arms)


@pytest.fixture(scope="session")
def make_tiny() -> Callable[..., Experiment]:
    """The function above."""
    return tiny_experiment


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Experiment:
    """The tiny experiment, which the catalogue knows for the length of a test."""
    experiment = tiny_experiment()
    monkeypatch.setitem(catalogue.QUESTIONS, experiment.name, experiment)
    return experiment


@pytest.fixture
def own_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Records are read and written in an empty checkout of this test's own; runs go in turn."""
    package = tmp_path / "checkout" / "workedout"
    package.mkdir(parents=True)
    (package.parent / "pyproject.toml").touch()
    monkeypatch.setattr(store, "PACKAGE", package)
    monkeypatch.setattr(recording, "default_device", lambda: torch.device("cpu"))
    monkeypatch.setattr(recording, "trainer", in_turn)
    return package


@contextmanager
def in_turn(device: torch.device) -> Iterator[Executor]:
    """In this process, one group after another."""
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture(scope="session")
def tiny_text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The record of the tiny experiment, trained once for all tests."""
    package = tmp_path_factory.mktemp("recorded") / "workedout"
    package.mkdir()
    (package.parent / "pyproject.toml").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "PACKAGE", package)
        patch.setattr(recording, "default_device", lambda: torch.device("cpu"))
        patch.setattr(recording, "trainer", in_turn)
        recording.train(tiny_experiment())
    return (package / "recorded" / "tiny.json").read_text("utf-8")


@pytest.fixture
def recorded(tiny: Experiment, own_package: Path, tiny_text: str) -> Path:
    """The file of a valid record of the tiny experiment."""
    path = own_package / "recorded" / "tiny.json"
    path.parent.mkdir()
    path.write_text(tiny_text, "utf-8")
    return path


@pytest.fixture
def altered(recorded: Path) -> Callable[[Callable], None]:
    """Change the content of that record by a function."""

    def alter(change: Callable) -> None:
        content = json.loads(recorded.read_text("utf-8"))
        change(content)
        recorded.write_text(json.dumps(store.sealed(content)), "utf-8")

    return alter


@pytest.fixture
def small_mnist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a data set of 30 + 10 noise images, which pass for the files of MNIST."""
    random = torch.Generator().manual_seed(0)
    raw = tmp_path / "data" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, count in zip(mnist.FULL_FILES, (30, 30, 10, 10), strict=True):
        shape = (count, 28, 28) if "images" in name else (count,)
        highest = 256 if "images" in name else 10
        values = torch.randint(highest, shape, generator=random, dtype=torch.uint8)
        (raw / name).write_bytes(encode(values))
        digest = hashlib.sha256((raw / name).read_bytes()).hexdigest()
        monkeypatch.setitem(mnist.FULL_FILES, name, digest)
    monkeypatch.setattr(mnist, "VALIDATION_SIZE", 5)
    for remembered in (sources._digits, sources._digits_digest):
        remembered.cache_clear()
    yield tmp_path / "data"
    for remembered in (sources._digits, sources._digits_digest):
        remembered.cache_clear()


@pytest.fixture
def own_pocket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the pocket set's folder, to be damaged."""
    folder = tmp_path / "pocket"
    folder.mkdir()
    for name in mnist.POCKET_FILES:
        (folder / name).write_bytes((mnist.POCKET_FOLDER / name).read_bytes())
    monkeypatch.setattr(mnist, "POCKET_FOLDER", folder)
    return folder


@pytest.fixture(scope="session")
def gzipped() -> Callable[[bytes], bytes]:
    """Compress as the pocket set is."""
    return lambda content: gzip.compress(content, mtime=0)


@pytest.fixture
def counted() -> Callable[[Callable[[], str]], str]:
    """Run a function that may call a bounded number of others, in Python or in C."""

    def run(work: Callable[[], str]) -> str:
        left = itertools.count(CALLS, -1)

        def count(frame: object, event: str, arg: object) -> None:
            if event.endswith("call") and not next(left):
                raise TooManyCallsError

        sys.setprofile(count)
        try:
            return work()
        finally:
            sys.setprofile(None)

    return run
