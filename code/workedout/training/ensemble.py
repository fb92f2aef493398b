"""Many runs at once: what ``fit`` does, for networks of one structure in one batched model.

Each member has its own weights, order of examples, augmentation, dropout masks, statistics of
batch norm and learning rate, all from the streams of its own seed. So a member's history is the
one that ``fit`` gives, up to rounding (on a GPU, with dropout masks from another stream).
"""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from itertools import groupby
from typing import NamedTuple

import torch
from torch import Tensor, nn, optim

from workedout.data.augmentation import AUGMENTATIONS, draw_nothing
from workedout.data.examples import Split
from workedout.networks.models import Build
from workedout.randomness import derived_seed, generator
from workedout.training.cuda_graphs import Replayed
from workedout.training.dense_gradients import DenseGradients, covers
from workedout.training.loop import (
    EVALUATION_BATCH,
    History,
    Observation,
    default_device,
    forward,
    initialized,
    learnable,
    no_losses,
    order,
)
from workedout.training.optimizers import NOT_CAPTURABLE, clip_each, optimizer_for, step_of
from workedout.training.pool import pooled
from workedout.training.probes import ON_HELD_OUT, PROBES
from workedout.training.recipes import LOSSES, PRECISIONS, Recipe
from workedout.training.stack import Stack, structure


class Member(NamedTuple):
    """One run: the arguments of ``fit``.

    Attributes:
        network: makes the network, with its first weights.
        split: examples to train on, and held-out examples to look at.
        recipe: how to train.
        seed: of all that is random.
    """

    network: Build
    split: Split
    recipe: Recipe
    seed: int


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
    members = [each._replace(split=learnable(each.split, each.recipe)) for each in members]
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
        for batch in training.batches(epoch):
            losses[done] = training.step(batch, done / total)
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


class Batch(NamedTuple):
    """What one step of all members learns from.

    Attributes:
        places: (M·B,) int64, where in the pool, one member after another.
        targets: (M, B).
        draws: (k, M, B), the random numbers of the augmentation; empty where it draws none.
    """

    places: Tensor
    targets: Tensor
    draws: Tensor


class Moved(NamedTuple):
    """Neighbouring members with equal settings, whom one optimizer moves.

    Attributes:
        recipe: their settings.
        optimizer: holds the learning rate of the moment.
        step: moves them.
        first, last: from which member up to which one, without it.
    """

    recipe: Recipe
    optimizer: optim.Optimizer
    step: Callable[[], object]
    first: int
    last: int

    def read(self, gradients: Sequence[Tensor]) -> None:
        """Let the next steps read their part of these gradients of the stack's parameters."""
        (group,) = self.optimizer.param_groups
        for view, gradient in zip(group["params"], gradients, strict=True):
            # Fused steps rely on contiguous numbers.
            view.grad = gradient[self.first : self.last].contiguous()


class Training:
    """The state of a training of many networks, and its parts in the order of ``fit``."""

    def __init__(self, members: Sequence[Member], device: torch.device) -> None:
        self.members, self.device, self.recipe = members, device, members[0].recipe
        dtype = PRECISIONS[self.recipe.precision]
        self.train = pooled([member.split.train for member in members], device, dtype)
        self.held_out = pooled([member.split.held_out for member in members], device, dtype)
        self.networks = [initialized(m.network, m.recipe, m.seed, device) for m in members]
        self.stack = Stack(self.networks)
        written_out = covers(list(self.stack.layers), self.recipe)
        self.dense = DenseGradients(self.stack, self.recipe.loss) if written_out else None
        self.captures = device.type == "cuda" and self.recipe.optimizer not in NOT_CAPTURABLE
        self.moved = self._moved()
        self.orders = [generator(member.seed, "order") for member in members]
        self.changes = [generator(member.seed, "augmentation") for member in members]
        self.drops = [
            torch.Generator(device).manual_seed(derived_seed(member.seed, "dropout"))
            for member in members
        ]
        self.dropouts = dropout_shapes(self.networks[0], self.train.examples.inputs[:2])
        # Batches of one size are written to one place: memory that is new in each step costs the
        # system more than to fill it.
        self.rooms: dict[int, Tensor] = {}
        self.replayed = Replayed(device) if self.captures else None

    @property
    def steps_per_epoch(self) -> int:
        """Number of batches in an epoch."""
        return -(-self.train.size // self.recipe.batch_size)

    def batches(self, epoch: int) -> list[Batch]:
        """What each step of an epoch learns from."""
        orders = [
            order(member.split.train, self.recipe, epoch, random)
            for member, random in zip(self.members, self.orders, strict=True)
        ]
        parts = self.train.batches(torch.stack(orders).to(self.device), self.recipe.batch_size)
        draw = AUGMENTATIONS[self.recipe.augmentation].draw
        if draw is draw_nothing:
            nothing = torch.empty(0, device=self.device)
            return [Batch(places, targets, nothing) for places, targets in parts]
        return [
            Batch(
                places,
                targets,
                torch.stack([draw(targets.shape[1], random) for random in self.changes], 1).to(
                    self.device
                ),
            )
            for places, targets in parts
        ]

    def step(self, batch: Batch, done: float) -> Tensor:
        """One step of each member; returns their losses before it, (M,), until the next step."""
        for equals in self.moved:
            (group,) = equals.optimizer.param_groups
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(equals.recipe.rate(done))
            else:
                group["lr"] = equals.recipe.rate(done)
        masks = self._masks(batch.targets.shape[1])
        if self.replayed is None:
            return self._learn(*batch, masks)
        return self.replayed(self._learn, batch, masks)

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

    def _learn(
        self, places: Tensor, targets: Tensor, draws: Tensor, masks: dict[int, Tensor]
    ) -> Tensor:
        """Losses, gradients and a step of the optimizers: all of it work on the device."""
        self.stack.masks = masks
        losses = self._differentiated(places, targets, draws)
        for equals in self.moved:
            equals.step()
        return losses

    def _differentiated(self, places: Tensor, targets: Tensor, draws: Tensor) -> Tensor:
        """Losses (M,); their gradients lie where the optimizers' steps read them."""
        if self.dense is not None:
            tape = self.dense.tape(self.train.examples.inputs, targets)
            self._inputs(places, draws, tape.inputs.flatten(0, 1))
            tape.targets.copy_(targets)
            found = self.dense(tape)
            self._clip(self.dense.gradients)
            return found
        inputs = self._inputs(places, draws, self._room(places))
        outputs = forward(self.stack, inputs.unflatten(0, targets.shape), self.recipe)
        losses, _ = LOSSES[self.recipe.loss]
        each = losses(outputs.flatten(0, 1), targets.flatten()).view(targets.shape).mean(dim=1)
        # The sum's gradient by a member's numbers is that of the member's own loss.
        gradients = torch.autograd.grad(each.sum(), self.stack.parameters())
        self._clip(gradients)
        for equals in self.moved:
            equals.read(gradients)
        return each.detach()

    def _clip(self, gradients: Sequence[Tensor]) -> None:
        """Bound each member's gradient by the recipe's norm, where it names one."""
        if self.recipe.clip is not None:
            clip_each(gradients, self.recipe.clip)

    def _inputs(self, places: Tensor, draws: Tensor, room: Tensor) -> Tensor:
        """The inputs at these places, changed as the recipe wants, in this room: (M·B, ...)."""
        torch.index_select(self.train.examples.inputs, 0, places, out=room)
        if draws.numel():
            apply = AUGMENTATIONS[self.recipe.augmentation].apply
            room.copy_(apply(room, draws.flatten(1)))
        return room

    def _room(self, places: Tensor) -> Tensor:
        """Memory for the inputs of a batch, the same for each batch of one size."""
        (size,) = places.shape
        if size not in self.rooms:
            examples = self.train.examples.inputs
            self.rooms[size] = examples.new_empty(size, *examples.shape[1:])
        return self.rooms[size]

    def _moved(self) -> list[Moved]:
        """One optimizer for each run of members with equal settings, on views of their numbers."""
        made: list[Moved] = []
        first = 0
        for recipe, equals in groupby(member.recipe for member in self.members):
            last = first + len(list(equals))
            views = [nn.Parameter(p.detach()[first:last]) for p in self.stack.parameters()]
            optimizer = optimizer_for(views, recipe, self.device if self.captures else None)
            made.append(Moved(recipe, optimizer, step_of(optimizer), first, last))
            if self.dense is not None:  # whose gradients stay where they are
                made[-1].read(self.dense.gradients)
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
