"""Which images trained networks read wrongly: what a comparison on the same images needs.

Records keep how many; to compare two networks image by image, one has to know which.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from workedout.examples import Examples, Split
from workedout.models import Network
from workedout.recipes import LOSSES, Recipe
from workedout.threads import one_thread
from workedout.training import EVALUATION_BATCH, fit, forward


class Reader(NamedTuple):
    """A network, and how it is trained."""

    network: Network
    recipe: Recipe


class Counts(NamedTuple):
    """The images that two networks read, in a table of two by two."""

    both: int
    only_first: int
    only_second: int
    neither: int


def misread_rows(network: nn.Sequential, examples: Examples, recipe: Recipe) -> list[int]:
    """The rows of the examples that a network reads wrongly, in evaluation mode."""
    _, correct = LOSSES[recipe.loss]
    right: list[Tensor] = []
    network.eval()
    with torch.no_grad():
        for start in range(0, len(examples), EVALUATION_BATCH):
            part = examples.take(slice(start, start + EVALUATION_BATCH))
            right.append(correct(forward(network, part.inputs, recipe), part.targets))
    network.train()
    return [int(row) for row in (~torch.cat(right)).nonzero().flatten()]


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
