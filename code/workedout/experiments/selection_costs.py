"""What it costs to choose and to report on the same images: an epoch, a seed, a setting.

No test image is read. All networks learn from 20,000 of the training images, and are asked after
each epoch for 20,000 others. Of these one half at random plays the test set that people look at,
and the other the images that nobody has seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import torch

from workedout.data.examples import Split
from workedout.data.mnist import Pixels, to_examples
from workedout.experiments.depth_width import CANDIDATES, WINNERS
from workedout.experiments.specification import Measurement, describe
from workedout.inspection.misreadings import Reader
from workedout.networks.drawings import Drawing
from workedout.training.loop import fit
from workedout.training.threads import one_thread

EPOCHS = 10
CHOICES, GROUPS = 10, 4  # candidates of a choice, and how many such choices are watched
SPLITS = 8  # of the held-out images in halves, for each choice others
HALF = 10_000  # as many as the test set has
TRAINED = 2 * HALF
ROWS_SEED = 27

# Networks of 100 hidden units: the winner of depth and width, and the first ten candidates there.
CONSTANT, FALLING, SETTINGS = "seeds, constant rate", "seeds, falling rate", "settings"
WINNER = Reader(WINNERS[100].network, replace(WINNERS[100].recipe(EPOCHS), observe="epoch"))
STEADY = Reader(WINNER.network, replace(WINNER.recipe, schedule="constant"))
CANDIDATE_READERS = [
    Reader(each.network, replace(each.recipe(EPOCHS), observe="epoch"))
    for each in CANDIDATES[100][:CHOICES]
]


class Run(NamedTuple):
    """One training among the candidates of a choice.

    Attributes:
        reader: the network and its recipe.
        seed: of the training.
        group: the choice that it belongs to.
    """

    reader: Reader
    seed: int
    group: int


def of_seeds(reader: Reader, groups: int, choices: int) -> list[Run]:
    """The candidates of each choice are seeds of one recipe, and no two choices share one."""
    return [Run(reader, seed, seed // choices) for seed in range(groups * choices)]


def of_settings(readers: Sequence[Reader], groups: int) -> list[Run]:
    """The candidates of each choice are settings, all with one seed, and each has another."""
    return [Run(each, group, group) for group in range(groups) for each in readers]


RUNS: Mapping[str, list[Run]] = {
    CONSTANT: of_seeds(STEADY, GROUPS, CHOICES),
    FALLING: of_seeds(WINNER, GROUPS, CHOICES),
    SETTINGS: of_settings(CANDIDATE_READERS, GROUPS),
}


def first_halves(count: int, group: int, splits: int) -> torch.Tensor:
    """Which of the images are in the first half, for each split of a choice: (splits, count)."""
    random = torch.Generator().manual_seed(group)
    chosen = torch.zeros(splits, count, dtype=torch.float64)
    for split in chosen:
        split[torch.randperm(count, generator=random)[: count // 2]] = 1
    return chosen


def watched(run: Run, split: Split, splits: int) -> tuple[dict[str, Any], torch.Tensor]:
    """Train one candidate, and count after each epoch what it reads rightly.

    Returns:
        For each epoch the mean loss on all held-out images ("loss"), how many of them are read
        rightly ("right"), and how many of these stand in the first half of each split ("first").
        And which images are read rightly at the end, (count,) of 0 and 1.
    """
    network, recipe = run.reader
    with one_thread():  # as every recorded training
        history = fit(
            network, split, replace(recipe, probe="misread"), run.seed, torch.device("cpu")
        )
    count = len(split.held_out)
    halves = first_halves(count, run.group, splits)
    found: dict[str, Any] = {"loss": [], "right": [], "first": []}
    for seen, noted in zip(history.observations, history.probes, strict=True):
        right = torch.ones(count, dtype=torch.float64)
        right[torch.tensor(noted[::4], dtype=torch.int64)] = 0
        found["loss"].append(seen.loss)
        found["right"].append(int(right.sum()))
        found["first"].append([int(each) for each in halves @ right])
    return found, right


def share_apart(rights: Sequence[torch.Tensor]) -> float:
    """The share of images on which one of two is right and the other wrong, over all pairs."""
    return float(np.mean([float((a != b).double().mean()) for a, b in combinations(rights, 2)]))


def all_watched(
    runs: Mapping[str, Sequence[Run]], split: Split, splits: int
) -> dict[str, dict[str, list[Any]]]:
    """The same for every run: by the kind of choice, what was noted, a list by run.

    And for each choice the share of images on which two of its candidates are apart at the end
    ("apart").
    """
    found = {}
    for name, candidates in runs.items():
        noted, rights = zip(*(watched(run, split, splits) for run in candidates), strict=True)
        groups = sorted({run.group for run in candidates})
        found[name] = {what: [each[what] for each in noted] for what in noted[0]}
        found[name]["apart"] = [
            share_apart([r for run, r in zip(candidates, rights, strict=True) if run.group == g])
            for g in groups
        ]
    return found


def on_training_files(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """Learn from 20,000 of the training images, and ask for 20,000 others.

    Args:
        train: the training pixels.
        held_out: not used: the test images are not read.
    """
    images, labels = train
    random = torch.Generator().manual_seed(ROWS_SEED)
    rows = torch.randperm(len(images), generator=random)
    examples = to_examples(images, labels)
    split = Split(examples.take(rows[:TRAINED]), examples.take(rows[TRAINED : TRAINED + 2 * HALF]))
    return {"images": 2 * HALF, "choices": all_watched(RUNS, split, SPLITS)}


def behaviour(train: Pixels, held_out: Pixels, drawing: Drawing) -> dict[str, Any]:
    """The fingerprint: the settings, and short trainings on few digits in double precision."""
    split = Split(
        to_examples(*(part[:320] for part in train)),
        to_examples(*(part[:200] for part in held_out)),
    )

    def small(reader: Reader) -> Reader:
        recipe = replace(reader.recipe, epochs=2, batch_size=32, precision="float64")
        return Reader(drawing(reader.network), recipe)

    few = {
        CONSTANT: of_seeds(small(STEADY), 1, 2),
        FALLING: of_seeds(small(WINNER), 1, 2),
        SETTINGS: of_settings([small(each) for each in CANDIDATE_READERS[:2]], 1),
    }
    settings = {
        name: [[*(describe(part) for part in reader), seed, group] for reader, seed, group in runs]
        for name, runs in RUNS.items()
    }
    return {
        "settings": settings,
        "images": [TRAINED, 2 * HALF, ROWS_SEED, SPLITS],
        "choices": all_watched(few, split, splits=2),
    }


SELECTION_COSTS = Measurement(
    name="selection-costs",
    question="By how much are the best epoch, the best seed and the best setting overrated?",
    measure=on_training_files,
    behaviour=behaviour,
    trains=True,
    reads_test_set=False,
)

QUESTIONS = (SELECTION_COSTS,)
