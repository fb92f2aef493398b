"""Which images trained networks read wrongly: what a comparison on the same images needs.

Records keep how many; to compare two networks image by image, one has to know which.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn

from workedout.data.examples import Examples, Split
from workedout.networks.models import Build
from workedout.training.loop import fit, misread
from workedout.training.recipes import Recipe
from workedout.training.threads import one_thread


class Reader(NamedTuple):
    """A network, and how it is trained."""

    network: Build
    recipe: Recipe


class Misread(NamedTuple):
    """One image that one run misread: its row, its label, the answer, and how probable that was."""

    row: int
    label: int
    answer: int
    probability: float


class Counts(NamedTuple):
    """The images that two networks read, in a table of two by two."""

    both: int
    only_first: int
    only_second: int
    neither: int


class Voted(NamedTuple):
    """Rows whose right answer has fewer votes than another one, and as many as another one."""

    lost: list[int]
    tied: list[int]


def misread_rows(network: nn.Sequential, examples: Examples, recipe: Recipe) -> list[int]:
    """The rows of the examples that a network reads wrongly, in evaluation mode."""
    return [int(row) for row in misread(network, examples, recipe)[::4]]


def misreadings(readers: Mapping[str, Reader], split: Split, seeds: int) -> dict[str, Any]:
    """Train each reader with seeds 0, 1, … and note what it misreads of the held-out part.

    Args:
        readers: by name.
        split: what they learn from, and what they are asked.
        seeds: how many of each.

    Returns:
        For each reader the training loss of the last step ("loss") and the misread rows of the
        held-out examples ("misread"), each a list by seed.
    """
    found: dict[str, Any] = {}
    cpu = torch.device("cpu")
    for name, (network, recipe) in readers.items():
        with one_thread():  # as every recorded training
            histories = [fit(network, split, recipe, seed, cpu) for seed in range(seeds)]
        held_out = split.held_out.to(cpu, next(histories[0].network.parameters()).dtype)
        found[name] = {
            "loss": [history.step_losses[-1] for history in histories],
            "misread": [misread_rows(each.network, held_out, recipe) for each in histories],
        }
    return found


def counts(first: Sequence[int], second: Sequence[int], images: int) -> Counts:
    """The table of two networks, from the rows that each misread of so many images."""
    both_wrong = len(set(first) & set(second))
    only_first, only_second = len(second) - both_wrong, len(first) - both_wrong
    return Counts(
        images - both_wrong - only_first - only_second, only_first, only_second, both_wrong
    )


def parsed(noted: Sequence[float]) -> list[Misread]:
    """What ``training.misread`` noted of one run, four numbers an image."""
    fours = zip(*(noted[part::4] for part in range(4)), strict=True)
    return [Misread(int(row), int(label), int(answer), p) for row, label, answer, p in fours]


def confusions(found: Iterable[Misread], classes: int = 10) -> np.ndarray:
    """How often each label was taken for each other answer: (labels, answers)."""
    table = np.zeros((classes, classes), dtype=np.int64)
    for each in found:
        table[each.label, each.answer] += 1
    return table


def hardest(runs: Iterable[Iterable[Misread]], count: int) -> dict[int, list[Misread]]:
    """The images that most runs misread, with what each of those runs took them for.

    Between images that equally many runs misread, the surer ones come first.

    Args:
        runs: what each run misread.
        count: how many images to return, by their rows.
    """
    images: dict[int, list[Misread]] = defaultdict(list)
    for run in runs:
        for each in run:
            images[each.row].append(each)

    def rank(row: int) -> tuple[int, float, int]:
        found = images[row]
        return (-len(found), -float(np.mean([each.probability for each in found])), row)

    return {row: images[row] for row in sorted(images, key=rank)[:count]}


def votes(runs: Sequence[Iterable[Misread]]) -> Voted:
    """What all runs together misread when each has a vote for its answer."""
    answers: dict[int, Counter[int]] = defaultdict(Counter)
    for run in runs:
        for each in run:
            answers[each.row][each.answer] += 1
    lead = {row: len(runs) - w.total() - max(w.values()) for row, w in answers.items()}
    return Voted(
        sorted(row for row in lead if lead[row] < 0), sorted(row for row in lead if lead[row] == 0)
    )
