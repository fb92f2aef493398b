"""The loop. One network, one recipe and one seed give one history."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor, nn
from tqdm import tqdm

from workedout.data.augmentation import AUGMENTATIONS
from workedout.data.examples import Examples, Split
from workedout.data.held_out_views import VIEWS
from workedout.networks.models import ACTIVATIONS, Build
from workedout.randomness import generator, stream
from workedout.training.optimizers import optimizer_for
from workedout.training.probes import MISREAD, PROBES
from workedout.training.recipes import LOSSES, PRECISIONS, Recipe

EVALUATION_BATCH = 1_000  # bounds the memory; the result does not depend on it


class Observation(NamedTuple):
    """The held-out examples, looked at in evaluation mode after some number of steps.

    Attributes:
        step: how many steps were done.
        loss: mean over the held-out examples.
        accuracy: share of them that were answered rightly, from 0 to 1.
    """

    step: int
    loss: float
    accuracy: float


@dataclass
class History:
    """What happened in one run.

    Attributes:
        network: the network, trained in the end, on its device.
        steps_per_epoch: number of batches in an epoch.
        batch_losses: mean loss of each batch, before its step, in training mode; on the device,
            so that no step waits for a copy, and in one tensor, (steps,): thousands of small ones
            would keep the allocator from giving the batches' memory to the next batch.
        batch_sizes: examples in each batch.
        observations: the held-out examples, in order of time.
        probes: at each observation, the numbers of the recipe's probe; empty without one.
    """

    network: nn.Sequential
    steps_per_epoch: int
    batch_losses: Tensor
    batch_sizes: list[int] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    probes: list[tuple[float, ...]] = field(default_factory=list)

    def add(self, loss: Tensor, size: int) -> None:
        """Note the loss of one more batch."""
        self.batch_losses[self.steps] = loss
        self.batch_sizes.append(size)

    @property
    def steps(self) -> int:
        """Steps done."""
        return len(self.batch_sizes)

    @property
    def step_losses(self) -> list[float]:
        """Mean training loss of each batch, in the order of the steps."""
        return list(map(float, self.batch_losses[: self.steps].double().cpu()))

    @property
    def epoch_losses(self) -> list[float]:
        """Mean training loss over the images of each epoch, while the weights move."""
        losses, sizes = (
            torch.tensor(self.step_losses, dtype=torch.float64),
            torch.tensor(self.batch_sizes),
        )
        sums = (losses * sizes).view(-1, self.steps_per_epoch).sum(dim=1)
        return [float(x) for x in sums / sizes.view(-1, self.steps_per_epoch).sum(dim=1)]

    @property
    def accuracy(self) -> float:
        """Accuracy at the last observation."""
        return self.observations[-1].accuracy


def default_device() -> torch.device:
    """The GPU when there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def fit(
    build: Build,
    split: Split,
    recipe: Recipe,
    seed: int,
    device: torch.device | None = None,
    progress: bool = False,
) -> History:
    """Train a network.

    Args:
        build: makes the network, with its first weights.
        split: examples to train on, and held-out examples to look at.
        recipe: how to train.
        seed: of all that is random; the caller's random state is left as it was.
        device: where to train; without it, ``default_device()``.
        progress: whether to show a bar.

    Raises:
        ValueError: the optimizer is not known, or the loss does not take such examples.
    """
    device = device or default_device()
    train, held_out = placed(learnable(split, recipe), recipe, device)
    network = initialized(build, recipe, seed, device)
    optimizer = optimizer_for(network.parameters(), recipe)
    orders, changes = generator(seed, "order"), generator(seed, "augmentation")
    augment = AUGMENTATIONS[recipe.augmentation]

    steps_per_epoch = -(-len(train) // recipe.batch_size)
    steps = recipe.epochs * steps_per_epoch
    history = History(network, steps_per_epoch, no_losses(steps, recipe=recipe, device=device))
    moments = recipe.moments(steps_per_epoch)
    if 0 in moments:
        look(history, train, held_out, recipe)
    bar = tqdm(total=steps, unit="step", disable=not progress)
    with bar, stream(seed, "dropout", device):
        for epoch in range(recipe.epochs):
            for rows in order(train, recipe, epoch, orders).split(recipe.batch_size):
                batch = train.take(rows)
                for group in optimizer.param_groups:
                    group["lr"] = recipe.rate(history.steps / steps)
                loss = batch_loss(network, augment(batch.inputs, changes), batch.targets, recipe)
                optimizer.zero_grad()
                loss.backward()
                if recipe.clip is not None:
                    nn.utils.clip_grad_norm_(network.parameters(), recipe.clip)
                optimizer.step()
                history.add(loss.detach(), len(batch))
                bar.update()
                if history.steps in moments:
                    look(history, train, held_out, recipe)
    return history


def learnable(split: Split, recipe: Recipe) -> Split:
    """A split in tensors, with targets that the recipe's loss takes.

    Raises:
        ValueError: it is none; the message says what to do.
    """
    train, held_out = (part.as_tensors() for part in split)
    for each in (train.targets, held_out.targets):
        if recipe.loss == "cross-entropy" and each.is_floating_point():
            raise ValueError(
                f"the loss 'cross-entropy' takes labels that are whole numbers, got {each.dtype}: "
                "labels.astype(int) makes them so in NumPy, labels.long() in PyTorch"
            )
    return Split(train, held_out)


def placed(split: Split, recipe: Recipe, device: torch.device) -> Split:
    """A split on the device, in the precision in which it trains."""
    return Split(*(part.to(device, PRECISIONS[recipe.precision]) for part in split))


def no_losses(*shape: int, recipe: Recipe, device: torch.device) -> Tensor:
    """Room for the losses of a training, in the precision in which they come."""
    return torch.full(shape, torch.nan, dtype=PRECISIONS[recipe.precision], device=device)


def initialized(build: Build, recipe: Recipe, seed: int, device: torch.device) -> nn.Sequential:
    """The network with its first weights: drawn on the CPU, so that every device has the same."""
    with stream(seed, "initialization", torch.device("cpu")):
        network = build()
    if recipe.channels_last:
        # PyTorch's annotation of Module.to lacks the memory format.
        network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.to(device, PRECISIONS[recipe.precision])


def order(train: Examples, recipe: Recipe, epoch: int, random: torch.Generator) -> Tensor:
    """The rows of one epoch: (N,) int64 on the examples' device."""
    first_half = 2 * epoch < recipe.epochs
    if recipe.order == "sorted" or (recipe.order == "sorted-then-shuffled" and first_half):
        return train.targets.argsort(stable=True)
    return torch.randperm(len(train), generator=random).to(train.targets.device)


def forward(network: Callable[[Tensor], Tensor], inputs: Tensor, recipe: Recipe) -> Tensor:
    """The network's outputs, computed in the recipe's precision and memory format."""
    if recipe.channels_last and inputs.dim() == 4:
        inputs = inputs.contiguous(memory_format=torch.channels_last)
    rounded = recipe.precision == "bfloat16"
    with torch.autocast(inputs.device.type, dtype=torch.bfloat16, enabled=rounded):
        outputs = network(inputs)
    return outputs.float() if rounded else outputs


def batch_loss(network: nn.Sequential, inputs: Tensor, targets: Tensor, recipe: Recipe) -> Tensor:
    """Mean loss of a batch: a scalar with a gradient."""
    losses, _ = LOSSES[recipe.loss]
    return losses(forward(network, inputs, recipe), targets).mean()


def look(history: History, train: Examples, held_out: Examples, recipe: Recipe) -> None:
    """Note what the recipe wants to be observed after these steps."""
    history.observations.append(observe(history.network, held_out, recipe, history.steps))
    if recipe.probe in VIEWS:
        history.probes.append(viewed(history.network, held_out, recipe))
    elif recipe.probe == MISREAD:
        history.probes.append(misread(history.network, held_out, recipe))
    elif probe := PROBES[recipe.probe]:
        outputs, hidden = seen_inside(history.network, train.inputs)
        (numbers,) = probe(
            train.targets[None],
            outputs[None],
            [each[None] for each in hidden],
            [each[None] for each in history.network.parameters()],
        )
        history.probes.append(tuple(numbers.tolist()))


def viewed(network: nn.Sequential, held_out: Examples, recipe: Recipe) -> tuple[float, ...]:
    """The accuracy on each of the recipe's views of the held-out examples, in their order."""
    inputs, targets = held_out
    changed = (Examples(view(inputs), targets) for view in VIEWS[recipe.probe].values())
    return tuple(observe(network, part, recipe, step=0).accuracy for part in changed)


@torch.no_grad()
def misread(network: nn.Sequential, held_out: Examples, recipe: Recipe) -> tuple[float, ...]:
    """Which examples a classifier misreads: four numbers each, in the order of the rows.

    Returns:
        (row, label, answer, probability of the answer) of each misread example, one after another.
    """
    found: list[float] = []
    network.eval()
    for start in range(0, len(held_out), EVALUATION_BATCH):
        part = held_out.take(slice(start, start + EVALUATION_BATCH))
        probabilities, answers = forward(network, part.inputs, recipe).softmax(dim=1).max(dim=1)
        for row in (answers != part.targets).nonzero().flatten().tolist():
            label, answer = part.targets[row].item(), answers[row].item()
            found += [start + row, label, answer, probabilities[row].item()]
    network.train()
    return tuple(map(float, found))


@torch.no_grad()
def seen_inside(network: nn.Sequential, inputs: Tensor) -> tuple[Tensor, list[Tensor]]:
    """The outputs in evaluation mode, and those of each hidden layer, after its activation."""
    hidden = []
    network.eval()
    for layer in list(network)[:-1]:
        inputs = layer(inputs)
        if isinstance(layer, tuple(ACTIVATIONS.values())):
            hidden.append(inputs)
    outputs = network[-1](inputs)
    network.train()
    return outputs, hidden


@torch.no_grad()
def observe(network: nn.Sequential, examples: Examples, recipe: Recipe, step: int) -> Observation:
    """Mean loss and accuracy in evaluation mode; the network returns to training mode."""
    losses, correct = LOSSES[recipe.loss]
    total = hits = 0.0
    network.eval()
    for start in range(0, len(examples), EVALUATION_BATCH):
        part = examples.take(slice(start, start + EVALUATION_BATCH))
        outputs = forward(network, part.inputs, recipe)
        total += losses(outputs, part.targets).double().sum().item()
        hits += correct(outputs, part.targets).sum().item()
    network.train()
    return Observation(step, total / len(examples), hits / len(examples))
