"""Fingerprints of several copies of the package: one process a copy, torch imported once for all.

Run as a script with the folders that hold a copy each; prints {folder: {arm: numbers}} as JSON.
"""

import json
import os
import sys
import traceback
from pathlib import Path

import torch
import torch._dynamo
import torch.nn.functional


def arms():
    """One arm for each thing that a recipe can say."""
    from workedout.experiments.specification import Arm
    from workedout.models import Bench, Mlp, Plane
    from workedout.recipes import Recipe
    from workedout.sources import Digits, Pocket, TwoCircles

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


def numbers(folder: str) -> dict[str, list]:
    """What each arm gives under the copy in a folder."""
    sys.path.insert(0, folder)
    import workedout
    from workedout.fingerprints import fingerprint

    if not Path(workedout.__file__).is_relative_to(folder):
        raise ImportError(f"{workedout.__file__} is not of {folder}")
    prints = {name: fingerprint(arm) for name, arm in arms().items()}
    return {name: [*found.losses, *found.observations] for name, found in prints.items()}


def in_a_child(folder: str) -> dict[str, list] | str:
    """The numbers, or the traceback of what went wrong."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = numbers(folder)
        except BaseException:
            answer = traceback.format_exc()
        with os.fdopen(writing, "w") as file:
            json.dump(answer, file)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        text = file.read()
    os.waitpid(child, 0)
    return json.loads(text)


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps({folder: in_a_child(folder) for folder in sys.argv[1:]}))
