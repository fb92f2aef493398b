"""What it costs to choose and to report on the same images: the best epoch, the best seed.

No test image is read. All networks learn from 5,000 of the training images, and are asked after
each epoch for 10,000 others. Of these one half at random plays the test set that people look at,
and the other the images that nobody has seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import torch

from workedout.data.examples import Split
from workedout.data.mnist import Pixels, to_examples
from workedout.experiments.depth_width import WINNERS
from workedout.experiments.specification import Measurement, describe
from workedout.inspection.misreadings import Reader
from workedout.inspection.short_trainings import few_digits, shortened
from workedout.networks.drawings import Drawing
from workedout.training.loop import fit
from workedout.training.threads import one_thread

EPOCHS, SEEDS = 10, 10
TRAINED, HALF = 5_000, 5_000  # so few that the whole is recorded in seconds
SPLITS = 40  # of the held-out images in halves
ROWS_SEED, SPLITS_SEED = 27, 28

# The network of depth and width with 100 hidden units, by its recipe there and at a steady rate.
CONSTANT, FALLING = "constant rate", "falling rate"
WINNER = Reader(
    WINNERS[100].network, replace(WINNERS[100].recipe(EPOCHS), observe="epoch", probe="misread")
)
READERS: Mapping[str, Reader] = {
    CONSTANT: Reader(WINNER.network, replace(WINNER.recipe, schedule="constant")),
    FALLING: WINNER,
}


def first_halves(count: int, splits: int) -> torch.Tensor:
    """Which of the images are in the first half of each split: (splits, count) of 0 and 1."""
    random = torch.Generator().manual_seed(SPLITS_SEED)
    chosen = torch.zeros(splits, count, dtype=torch.float64)
    for split in chosen:
        split[torch.randperm(count, generator=random)[: count // 2]] = 1
    return chosen


def watched(
    reader: Reader, split: Split, seed: int, halves: torch.Tensor
) -> tuple[dict[str, Any], torch.Tensor]:
    """Train one network, and count after each epoch what it reads rightly.

    Returns:
        For each epoch the mean loss on all held-out images ("loss"), how many of them are read
        rightly ("right"), and how many of these stand in the first half of each split ("first").
        And which images are read rightly at the end, (count,) of 0 and 1.
    """
    with one_thread():  # as every recorded training
        history = fit(reader.network, split, reader.recipe, seed, torch.device("cpu"))
    found: dict[str, Any] = {"loss": [], "right": [], "first": []}
    for seen, noted in zip(history.observations, history.probes, strict=True):
        right = torch.ones(len(split.held_out), dtype=torch.float64)
        right[torch.tensor(noted[::4], dtype=torch.int64)] = 0
        found["loss"].append(seen.loss)
        found["right"].append(int(right.sum()))
        found["first"].append([int(each) for each in halves @ right])
    return found, right


def share_apart(rights: Sequence[torch.Tensor]) -> float:
    """The share of images on which one of two is right and the other wrong, over all pairs."""
    return float(np.mean([float((a != b).double().mean()) for a, b in combinations(rights, 2)]))


def all_watched(
    readers: Mapping[str, Reader], split: Split, seeds: int, splits: int
) -> dict[str, dict[str, Any]]:
    """The same for seeds 0, 1, … of each reader: what was noted, a list by seed.

    And the share of images on which two of them are apart at the end ("apart").
    """
    found: dict[str, dict[str, Any]] = {}
    halves = first_halves(len(split.held_out), splits)
    for name, reader in readers.items():
        runs = (watched(reader, split, seed, halves) for seed in range(seeds))
        noted, rights = zip(*runs, strict=True)
        found[name] = {what: [each[what] for each in noted] for what in noted[0]}
        found[name]["apart"] = share_apart(rights)
    return found


def on_training_files(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """Learn from 5,000 of the training images, and ask for 10,000 others.

    Args:
        train: the training pixels.
        held_out: not used: the test images are not read.
    """
    images, labels = train
    random = torch.Generator().manual_seed(ROWS_SEED)
    rows = torch.randperm(len(images), generator=random)
    learnt, asked = rows[:TRAINED], rows[TRAINED : TRAINED + 2 * HALF]
    split = Split(*(to_examples(images[part], labels[part]) for part in (learnt, asked)))
    return {"images": len(asked), "readers": all_watched(READERS, split, SEEDS, SPLITS)}


def behaviour(train: Pixels, held_out: Pixels, drawing: Drawing) -> dict[str, Any]:
    """The fingerprint: the settings, and short trainings on few digits in double precision."""
    split, small = few_digits(train, held_out), shortened(READERS, drawing)
    return {
        "settings": {n: [describe(part) for part in each] for n, each in READERS.items()},
        "images": [TRAINED, HALF, ROWS_SEED, SPLITS_SEED],
        "runs": [SEEDS, SPLITS],
        "readers": all_watched(small, split, seeds=2, splits=2),
    }


SELECTION_COSTS = Measurement(
    name="selection-costs",
    question="By how much are the best epoch and the best seed overrated where they were chosen?",
    measure=on_training_files,
    behaviour=behaviour,
    trains=True,
    reads_test_set=False,
)

QUESTIONS = (SELECTION_COSTS,)
