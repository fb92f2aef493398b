"""Fingerprints of several copies of the package: one process a copy, torch imported once for all.

Run as a script with the folders that hold a copy each; prints {folder: {arm: numbers}} as JSON.
After a folder may stand what else to do there: ``=batched`` for the numbers of the batched engine,
``=small`` for those of both engines, drawn in either way, ``=NAMES`` for the exit status of the
tests of these names.
"""

import importlib
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path

import pytest
import torch
import torch._dynamo
import torch.nn.functional

PACKAGE = Path(__file__).resolve().parents[2] / "code" / "workedout"
TESTS = Path(__file__).resolve().parents[1]


def copied(folder: Path, change: Callable[[Path], None]) -> Path:
    """A copy of the package in a folder, changed."""
    copy = folder / "workedout"
    ignored = shutil.ignore_patterns("recorded", "pocket", "figures", "__pycache__")
    shutil.copytree(PACKAGE, copy, ignore=ignored)
    (copy / "data/pocket").symlink_to(PACKAGE / "data/pocket")
    change(copy)
    return folder


def arms():
    """One arm for each thing that a recipe can say."""
    from workedout.data.sources import Digits, Pocket, TwoCircles
    from workedout.experiments.specification import Arm
    from workedout.networks.models import Bench, Mlp, Plane
    from workedout.training.recipes import Recipe

    tuned = Recipe(40, 128, 3e-3, "adamw", weight_decay=0.1, schedule="one-cycle", observe="end")
    return {
        "circles": Arm(
            "circles",
            Plane((5,)),
            TwoCircles(0),
            Recipe(2, 10, 0.1, loss="squared", order="sorted", observe="half-epoch"),
            1,
        ),
        "plain": Arm("plain", Mlp((16,)), Pocket(), Recipe(2, 32, 0.1), 1),
        "momentum": Arm(
            "momentum",
            Mlp((16,)),
            Pocket(),
            Recipe(2, 32, 0.05, "momentum", weight_decay=1e-3, schedule="half-drop"),
            1,
        ),
        "cosine": Arm(
            "cosine",
            Mlp((16,)),
            Pocket(),
            Recipe(2, 32, 0.1, schedule="cosine", observe=(0, 500)),
            1,
        ),
        "tuned": Arm("tuned", Mlp((20, 16), 0.2, 0.1), Digits("tuning"), tuned, 1),
        "convolution": Arm(
            "convolution",
            Bench((4, 6)),
            Pocket(),
            Recipe(1, 64, 3e-3, "adamw", schedule="one-cycle", augmentation="affine"),
            1,
        ),
    }


def batched_arms():
    """The arms that tell what the batched engine does, small ones."""
    from workedout.data.sources import Pocket, TwoCircles
    from workedout.experiments.specification import Arm
    from workedout.networks.models import Bench, Mlp, Plane
    from workedout.training.recipes import Recipe

    inside = {"observe": "half-epoch", "probe": "units"}
    points = Recipe(2, 10, 0.5, loss="squared", order="sorted-then-shuffled", **inside)
    units = Recipe(2, 8, 3e-3, "adamw", weight_decay=0.1, schedule="one-cycle")
    images = Recipe(2, 8, 0.02, "momentum", augmentation="affine")
    return {
        "probed": Arm("probed", Plane((8, 8)), TwoCircles(0), points, 1),
        "dropped": Arm("dropped", Mlp((8, 6), 0.2, 0.1), Pocket(), units, 1),
        "convolution": Arm("convolution", Bench((2, 3)), Pocket(), images, 1),
    }


def further_arms():
    """What the arms above leave out: depth, other units, starts, optimizers and losses."""
    from workedout.data.sources import Pocket
    from workedout.experiments.specification import Arm
    from workedout.networks.models import Mlp
    from workedout.training.recipes import Recipe

    networks = {
        "deep": (Mlp((12, 12, 12, 12), start="he"), Recipe(1, 16, 0.05)),
        "adam": (Mlp((16,), activation="leaky-relu"), Recipe(1, 16, 1e-3, "adam")),
        "normed": (Mlp((16,), batch_norm=True), Recipe(1, 16, 0.1, "nesterov", 0.5)),
    }
    return {name: Arm(name, each, Pocket(), recipe, 1) for name, (each, recipe) in networks.items()}


def under(folder: str) -> None:
    """Let this process import the copy in a folder."""
    sys.path.insert(0, folder)
    import workedout

    if not Path(workedout.__file__).is_relative_to(folder):
        raise ImportError(f"{workedout.__file__} is not of {folder}")


def numbers(folder: str, engine: str = "single") -> dict[str, list]:
    """What each arm gives under the copy in a folder."""
    under(folder)
    from workedout.records.fingerprints import fingerprint

    trained = arms() if engine == "single" else batched_arms()
    return {name: rows_of(fingerprint(arm, engine)) for name, arm in trained.items()}


def numbers_in_small(folder: str) -> dict[str, dict[str, list]]:
    """The same of twelve arms, some by either engine, for each way to draw first weights."""
    under(folder)
    from workedout.networks.drawings import DRAWINGS
    from workedout.records.fingerprints import fingerprint

    single = {**arms(), **further_arms()}
    return {
        drawn: {
            **{name: rows_of(fingerprint(arm, "single", drawn)) for name, arm in single.items()},
            **{
                f"{name}, batched": rows_of(fingerprint(arm, "batched", drawn))
                for name, arm in batched_arms().items()
            },
        }
        for drawn in DRAWINGS
    }


def rows_of(found) -> list[list]:
    """The numbers of a fingerprint, each row after the step that it was noted at."""
    steps = len(found.losses) // (3 if found.engine == "batched" else 1)
    losses = [[number % steps + 1, loss] for number, loss in enumerate(found.losses)]
    moments = [step for step, *_ in found.observations]
    probes = [[step, *noted] for step, noted in zip(moments, found.probes, strict=False)]
    return [*losses, *map(list, found.observations), *probes]


def status_of(names: str, folder: str) -> int:
    """The exit status of tests that are run with the copy in a folder."""
    under(folder)
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(TESTS.parent)]
    with redirect_stdout(sys.stderr):
        return int(pytest.main([*options, *(str(TESTS / name) for name in names.split())]))


def in_a_child(work: Callable, folder: str):
    """What the work answers about a folder, or the traceback of what went wrong."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = work(folder)
        except BaseException:
            answer = traceback.format_exc()
        with os.fdopen(writing, "w", encoding="utf-8") as file:
            json.dump(answer, file)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as file:
        text = file.read()
    os.waitpid(child, 0)
    return json.loads(text)


def work_of(argument: str) -> tuple[str, Callable]:
    """The folder that an argument names, and what to do there."""
    folder, _, wanted = argument.partition("=")
    if wanted == "small":
        return folder, numbers_in_small
    if wanted in ("", "batched"):
        return folder, partial(numbers, engine=wanted or "single")
    return folder, partial(status_of, wanted)


if __name__ == "__main__":
    torch.set_num_threads(1)
    if any("::" in argument for argument in sys.argv):
        importlib.import_module("scipy.stats")  # here, so that no child does it again
    works = dict(map(work_of, sys.argv[1:]))
    print(json.dumps({folder: in_a_child(work, folder) for folder, work in works.items()}))
