"""Many runs at once: what ``fit`` does, for networks of one structure in one batched model.

Each member has its own weights, order of examples, augmentation, dropout masks, statistics of
batch norm and learning rate, all from the streams of its own seed. So a member's history is the
one that ``fit`` gives, up to rounding (on a GPU, with dropout masks from another stream).
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import groupby
from typing import NamedTuple

import torch
from torch import Tensor, nn, optim

from workedout.data.augmentation import AUGMENTATIONS
from workedout.data.examples import Examples, Split
from workedout.networks.models import Build
from workedout.randomness import derived_seed, generator
from workedout.training.cuda_graphs import Replayed
from workedout.training.loop import (
    EVALUATION_BATCH,
    History,
    Observation,
    default_device,
    forward,
    initialized,
    no_losses,
    order,
)
from workedout.training.optimizers import NOT_CAPTURABLE, optimizer_for
from workedout.training.probes import ON_HELD_OUT, PROBES
from workedout.training.recipes import LOSSES, PRECISIONS, Recipe
from workedout.training.stack import Stack, structure


class Member(NamedTuple):
    """One run: the arguments of ``fit``."""

    network: Build
    split: Split
    recipe: Recipe
    seed: int


class Pool(NamedTuple):
    """The examples of all members in one place.

    Attributes:
        examples: of all members, one after another; only once where some have the same.
        starts: (M, 1) int64, where each member's examples begin.
        size: examples of each member.
    """

    examples: Examples
    starts: Tensor
    size: int

    def take(self, rows: Tensor) -> Examples:
        """The examples at each member's rows: (M, B) → inputs (M, B, ...), targets (M, B)."""
        found = self.examples.take((rows + self.starts).flatten())
        inputs, targets = (part.unflatten(0, rows.shape) for part in found)
        return Examples(inputs, targets)


def fit_together(members: Sequence[Member], device: torch.device | None = None) -> list[History]:
    """Train networks of one structure together.

    Args:
        members: the runs. Their networks have one structure (dropout's p may differ), their
            splits one size, and their recipes differ in learning rate, momentum and weight decay
            alone.
        device: where to train; without it, ``default_device()``.

    Returns:
        One history for each member, as ``fit`` gives it.

    Raises:
        ValueError: the members cannot be trained together, or a layer has no batched form.
    """
    device = device or default_device()
    refuse_unlike(members)
    if members[0].recipe.probe in ON_HELD_OUT:
        raise ValueError(f"no batched form of the probe {members[0].recipe.probe!r}")
    training = Training(members, device)
    recipe, steps = members[0].recipe, training.steps_per_epoch
    moments = recipe.moments(steps)
    total = recipe.epochs * steps
    losses = no_losses(total, len(members), recipe=recipe, device=device)
    done = 0
    seen: list[list[Observation]] = [[] for _ in members]
    probed: list[list[tuple[float, ...]]] = [[] for _ in members]

    def look() -> None:
        for mine, observation in zip(seen, training.observe(done), strict=True):
            mine.append(observation)
        for numbers, row in zip(probed, training.probe(), strict=False):
            numbers.append(tuple(row))

    if 0 in moments:
        look()
    for epoch in range(recipe.epochs):
        for rows, draws in training.batches(epoch):
            losses[done] = training.step(rows, draws, done / total)
            done += 1
            if done in moments:
                look()
    sizes = [len(rows) for rows in torch.arange(training.train.size).split(recipe.batch_size)]
    return [
        History(network, steps, mine, sizes * recipe.epochs, observations, numbers)
        for network, mine, observations, numbers in zip(
            training.trained(), losses.unbind(dim=1), seen, probed, strict=True
        )
    ]


def refuse_unlike(members: Sequence[Member]) -> None:
    """Only what has one shape can be stacked.

    Raises:
        ValueError: naming the first member that differs from member 0, and in what.
    """
    if not members:
        raise ValueError("expected at least one member")
    first = members[0]
    built = {network: structure(network) for network in {m.network for m in members}}
    for number, member in enumerate(members):
        ours, theirs = shared(member.recipe), shared(first.recipe)
        for what, mine, others in (
            *((f.name, getattr(ours, f.name), getattr(theirs, f.name)) for f in fields(Recipe)),
            ("shape of examples", shapes_of(member.split), shapes_of(first.split)),
            ("structure", built[member.network], built[first.network]),
        ):
            if mine != others:
                raise ValueError(f"member {number} has another {what}: {mine!r}, not {others!r}")


def shared(recipe: Recipe) -> Recipe:
    """A recipe without what members may differ in."""
    return replace(recipe, learning_rate=1.0, momentum=0.9, weight_decay=0.0)


def shapes_of(split: Split) -> list[tuple[object, ...]]:
    """The shapes of a split's inputs, and the types of its targets."""
    return [(*part.inputs.shape, part.targets.dtype) for part in split]


def pooled(parts: Sequence[Examples], device: torch.device, dtype: torch.dtype) -> Pool:
    """Put the examples of all members in one place, those that some share only once."""
    count = len(parts[0])
    distinct = list({id(part): part for part in parts}.values())
    numbers = {id(part): number for number, part in enumerate(distinct)}
    starts = count * torch.tensor([[numbers[id(part)]] for part in parts])
    examples = distinct[0]
    if len(distinct) > 1:  # else they stay where they are, which workers may share
        examples = Examples(*(torch.cat(each) for each in zip(*distinct, strict=True)))
    return Pool(examples.to(device, dtype), starts.to(device), count)


class Training:
    """The state of a training of many networks, and its parts in the order of ``fit``."""

    def __init__(self, members: Sequence[Member], device: torch.device) -> None:
        self.members, self.device, self.recipe = members, device, members[0].recipe
        dtype = PRECISIONS[self.recipe.precision]
        self.train = pooled([member.split.train for member in members], device, dtype)
        self.held_out = pooled([member.split.held_out for member in members], device, dtype)
        self.networks = [initialized(m.network, m.recipe, m.seed, device) for m in members]
        self.stack = Stack(self.networks)
        self.captures = device.type == "cuda" and self.recipe.optimizer not in NOT_CAPTURABLE
        self.optimizers = self._optimizers()
        self.orders = [generator(member.seed, "order") for member in members]
        self.changes = [generator(member.seed, "augmentation") for member in members]
        self.drops = [
            torch.Generator(device).manual_seed(derived_seed(member.seed, "dropout"))
            for member in members
        ]
        self.dropouts = dropout_shapes(self.networks[0], self.train.examples.inputs[:2])
        self.replayed = Replayed(device) if self.captures else None

    @property
    def steps_per_epoch(self) -> int:
        """Number of batches in an epoch."""
        return -(-self.train.size // self.recipe.batch_size)

    def batches(self, epoch: int) -> list[tuple[Tensor, Tensor]]:
        """Rows (M, B) of each batch, and the random numbers (k, M, B) of its augmentation."""
        orders = [
            order(member.split.train, self.recipe, epoch, random)
            for member, random in zip(self.members, self.orders, strict=True)
        ]
        rows = torch.stack(orders).to(self.device)
        augmentation = AUGMENTATIONS[self.recipe.augmentation]
        parts = rows.split(self.recipe.batch_size, dim=1)
        draws = [
            torch.stack([augmentation.draw(part.shape[1], random) for random in self.changes], 1)
            for part in parts
        ]
        return list(zip(parts, (each.to(self.device) for each in draws), strict=True))

    def step(self, rows: Tensor, draws: Tensor, done: float) -> Tensor:
        """One step of each member; returns their losses before it, (M,)."""
        for optimizer, recipe in self.optimizers:
            for group in optimizer.param_groups:
                if isinstance(group["lr"], Tensor):
                    group["lr"].fill_(recipe.rate(done))
                else:
                    group["lr"] = recipe.rate(done)
        masks = self._masks(rows.shape[1])
        if self.replayed is None:
            return self._learn(rows, draws, masks)
        return self.replayed(self._learn, rows, draws, masks)

    def observe(self, step: int) -> list[Observation]:
        """Mean loss and accuracy of each member on its held-out examples."""
        losses, correct = LOSSES[self.recipe.loss]
        shape = (len(self.members), -1)
        total, hits = torch.zeros(2, shape[0], dtype=torch.float64, device=self.device)
        with torch.no_grad():
            self.stack.training = False
            rows = torch.arange(self.held_out.size, device=self.device)
            for part in rows.split(EVALUATION_BATCH):
                inputs, targets = self.held_out.take(part.expand(shape[0], -1))
                outputs = forward(self.stack, inputs, self.recipe).flatten(0, 1)
                total += losses(outputs, targets.flatten()).double().view(shape).sum(dim=1)
                hits += correct(outputs, targets.flatten()).double().view(shape).sum(dim=1)
            self.stack.training = True
        means = torch.stack([total, hits], dim=1) / self.held_out.size
        return [Observation(step, loss, accuracy) for loss, accuracy in means.tolist()]

    def probe(self) -> list[list[float]]:
        """The numbers of the recipe's probe for each member; none without one."""
        probe = PROBES[self.recipe.probe]
        if probe is None:
            return []
        with torch.no_grad():
            self.stack.training = False
            rows = torch.arange(self.train.size, device=self.device)
            inputs, targets = self.train.take(rows.expand(len(self.members), -1))
            outputs, hidden = self.stack.seen_inside(inputs)
            self.stack.training = True
        numbers: list[list[float]] = probe(
            targets, outputs, hidden, self.stack.parameters()
        ).tolist()
        return numbers

    def trained(self) -> list[nn.Sequential]:
        """The networks, one for each member, with the numbers that training gave them."""
        self.stack.unstack(self.networks)
        return self.networks

    def _learn(self, rows: Tensor, draws: Tensor, masks: dict[int, Tensor]) -> Tensor:
        """Losses, gradients and a step of the optimizers: all of it work on the device."""
        inputs, targets = self.train.take(rows)
        apply = AUGMENTATIONS[self.recipe.augmentation].apply
        changed = apply(inputs.flatten(0, 1), draws.flatten(1)).unflatten(0, rows.shape)
        self.stack.masks = masks
        outputs = forward(self.stack, changed, self.recipe)
        losses, _ = LOSSES[self.recipe.loss]
        each = losses(outputs.flatten(0, 1), targets.flatten()).view(rows.shape).mean(dim=1)
        # The sum's gradient by a member's numbers is that of the member's own loss.
        gradients = torch.autograd.grad(each.sum(), self.stack.parameters())
        for optimizer, _ in self.optimizers:
            first, last = self.slices[optimizer]
            views = optimizer.param_groups[0]["params"]
            for view, gradient in zip(views, gradients, strict=True):
                view.grad = gradient[first:last].contiguous()  # fused steps rely on it
            optimizer.step()
        return each.detach()

    def _optimizers(self) -> list[tuple[optim.Optimizer, Recipe]]:
        """One for each run of members with equal settings, on views of the stacked numbers."""
        made, self.slices, first = [], {}, 0
        for recipe, equals in groupby(member.recipe for member in self.members):
            last = first + len(list(equals))
            views = [nn.Parameter(p.detach()[first:last]) for p in self.stack.parameters()]
            optimizer = optimizer_for(views, recipe, self.device if self.captures else None)
            self.slices[optimizer] = (first, last)
            made.append((optimizer, recipe))
            first = last
        return made

    def _masks(self, batch: int) -> dict[int, Tensor]:
        """For each dropout layer, what its inputs are multiplied by: (M, B, ...).

        Drawn as ``nn.Dropout`` does: 1 / (1 - p) with probability 1 - p, else 0. On a CPU the
        numbers are the very same, one member after another, layer after layer.
        """
        masks = {}
        for place, shape in self.dropouts.items():
            like = self.train.examples.inputs
            mask = like.new_empty((len(self.members), batch, *shape))
            for mine, network, random in zip(mask, self.networks, self.drops, strict=True):
                p = float(network[place].p)  # type: ignore[arg-type]
                if p in (0, 1):  # nothing is drawn for these
                    mine.fill_(1 - p)
                else:
                    mine.bernoulli_(1 - p, generator=random).div_(1 - p)
            masks[place] = mask
        return masks


def dropout_shapes(network: nn.Sequential, inputs: Tensor) -> dict[int, torch.Size]:
    """For each dropout layer, by its place, the shape of one example's inputs."""
    shapes = {}
    network.eval()
    with torch.no_grad():
        for place, layer in enumerate(network):
            if isinstance(layer, nn.Dropout):
                shapes[place] = inputs.shape[1:]
            inputs = layer(inputs)
    network.train()
    return shapes
