"""Networks whose units are equal, trained as the chains that they are: many of them at once.

With all units of a layer equal, a network of sigmoid units is a chain: one weight vector into the
plane, one weight between any two units of neighbouring layers, one bias a layer. Here equal units
cannot drift apart, since there is only one of them. NumPy has less to do for an operation than
PyTorch, and these arrays are small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn

from workedout.data.examples import Split
from workedout.inspection.layer_signals import linear_layers
from workedout.randomness import generator
from workedout.training.recipes import Recipe


@dataclass(frozen=True)
class Course:
    """What M chains did.

    Attributes:
        epochs: when they were looked at, (T,).
        losses: mean loss over all training points, (T, M).
        direction: weights of the first layer, (T, M, 2).
        weights: of each later layer, (T, M, layers - 1).
        biases: of each layer, (T, M, layers).
    """

    epochs: np.ndarray
    losses: np.ndarray
    direction: np.ndarray
    weights: np.ndarray
    biases: np.ndarray


class Chains:
    """M chains that start at zero, in float64.

    Args:
        hidden: how many equal units each hidden layer has.
        count: how many chains, M.
    """

    def __init__(self, hidden: Sequence[int], count: int) -> None:
        self.hidden = tuple(hidden)
        self.direction = np.zeros((count, 2))
        self.weights = np.zeros((count, len(hidden)))
        self.biases = np.zeros((count, len(hidden) + 1))

    def forward(self, inputs: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
        """Outputs of each hidden layer, (M, N) each, and of the chain: inputs (M, N, 2)."""
        hidden = []
        sums = (inputs * self.direction[:, None]).sum(axis=2) + self.biases[:, :1]
        for layer, units in enumerate(self.hidden):
            hidden.append(1 / (1 + np.exp(-sums)))
            weight = units * self.weights[:, layer, None]
            sums = weight * hidden[-1] + self.biases[:, layer + 1, None]
        return hidden, np.tanh(sums)

    def losses(self, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Mean of half squared differences, (M,)."""
        _, outputs = self.forward(inputs)
        means: np.ndarray = ((outputs - targets) ** 2).mean(axis=1)
        return 0.5 * means

    def step(self, inputs: np.ndarray, targets: np.ndarray, rate: float) -> None:
        """One step of gradient descent on these losses."""
        hidden, outputs = self.forward(inputs)
        error = (outputs - targets) * (1 - outputs**2) / inputs.shape[1]
        above = [*self.hidden[1:], 1]  # units that each layer's output goes to
        for layer in reversed(range(len(self.hidden))):
            by_weight = (error * hidden[layer]).sum(axis=1)
            by_bias = error.sum(axis=1)
            slope = hidden[layer] * (1 - hidden[layer])
            error = above[layer] * self.weights[:, layer, None] * error * slope
            self.weights[:, layer] -= rate * by_weight
            self.biases[:, layer + 1] -= rate * by_bias
        self.direction -= rate * (error[:, :, None] * inputs).sum(axis=1)
        self.biases[:, 0] -= rate * error.sum(axis=1)


def train_chains(
    hidden: Sequence[int], splits: Sequence[Split], recipe: Recipe, seed: int, every: int
) -> Course:
    """Train one chain on each split, in the order of examples that ``fit`` takes with this seed.

    Args:
        hidden: units of each hidden layer of the networks that the chains stand for.
        splits: of one size; only their training examples are used.
        recipe: of plain SGD on half the squared difference; its epochs, batches and rate.
        seed: of the order of the examples.
        every: epochs between two looks.
    """
    chains = Chains(hidden, len(splits))
    inputs = np.stack([split.train.inputs.numpy() for split in splits])
    targets = np.stack([split.train.targets.numpy() for split in splits])
    orders = generator(seed, "order")
    looks = []
    for epoch in range(recipe.epochs + 1):
        if epoch % every == 0:
            parameters = (chains.direction, chains.weights, chains.biases)
            looks.append((chains.losses(inputs, targets), *(each.copy() for each in parameters)))
        if epoch < recipe.epochs:
            order = torch.randperm(inputs.shape[1], generator=orders).numpy()
            shuffled, labels = inputs[:, order], targets[:, order]
            for first in range(0, len(order), recipe.batch_size):
                rows = slice(first, first + recipe.batch_size)
                chains.step(shuffled[:, rows], labels[:, rows], recipe.learning_rate)
    epochs = np.arange(0, recipe.epochs + 1, every)
    return Course(epochs, *(np.stack(each) for each in zip(*looks, strict=True)))


def unit_differences(network: nn.Sequential) -> list[Tensor]:
    """How far apart the units of each hidden layer are.

    Returns:
        For each hidden layer (units, units): the largest difference between two units among their
        weights from below, their biases and their weights to the layer above. It is 0 only for
        units that are equal to the last bit.
    """
    layers = linear_layers(network)
    differences = []
    for below, above in pairwise(layers):
        parts = [below.weight, below.bias[:, None], above.weight.T]
        numbers = torch.cat([part.detach() for part in parts], dim=1)
        differences.append((numbers[:, None] - numbers[None]).abs().amax(dim=2))
    return differences
