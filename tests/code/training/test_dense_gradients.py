"""Written-out gradients are those of autograd, and each operation of a step is needed for that."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from workedout.experiments.catalogue import QUESTIONS
from workedout.experiments.specification import Experiment
from workedout.networks.models import Bench, Mlp, Plane
from workedout.training.dense_gradients import ACTIVATIONS, LOSSES, DenseGradients, covers
from workedout.training.recipes import LOSSES as LOSSES_OF_FIT
from workedout.training.recipes import Recipe
from workedout.training.stack import Stack

MEMBERS, INPUTS = 3, 6
TOLERANCE = 1e-12  # relative and absolute, in float64
RECIPE = Recipe(1, 5, 0.1, precision="float64")


def layers(*between, outputs=4):
    """A hidden layer of five units, and what stands between it and the outputs."""
    return lambda: nn.Sequential(nn.Linear(INPUTS, 5), *between, nn.Linear(5, outputs))


NETWORKS = {
    "one layer": lambda: nn.Sequential(nn.Linear(INPUTS, 4)),
    "images": lambda: nn.Sequential(nn.Flatten(), nn.Linear(INPUTS, 4)),
    "no bias": lambda: nn.Sequential(nn.Linear(INPUTS, 4, bias=False), nn.Tanh(), nn.Linear(4, 4)),
    "no activation": layers(),
    **{f"{kind.__name__}": layers(kind()) for kind in ACTIVATIONS},
    "a slope": layers(nn.LeakyReLU(0.3)),
    "in place": layers(nn.ReLU(inplace=True)),
    "dropout": layers(nn.ReLU(), nn.Dropout(0.5)),
    "dropout of inputs": lambda: nn.Sequential(nn.Dropout(0.5), *layers(nn.Sigmoid())()),
    "dropout at the end": lambda: nn.Sequential(*layers(nn.ReLU())(), nn.Dropout(0.3)),
    "deep": layers(nn.Tanh(), nn.Linear(5, 7), nn.ReLU(), nn.Dropout(0.2), nn.Linear(7, 5)),
    "an activation at the end": lambda: nn.Sequential(*layers(nn.Tanh())(), nn.Sigmoid()),
}


class Case:
    """A stack with inputs, targets and masks, all drawn."""

    def __init__(self, build, loss, batch=5, seed=1):
        self.random = torch.Generator().manual_seed(seed)
        networks = [build().double() for _ in range(MEMBERS)]
        self.stack = Stack(networks)
        for parameter in self.stack.parameters():
            parameter.data.copy_(self.drawn(*parameter.shape))
        self.loss = loss
        self.draw(batch)

    def drawn(self, *shape):
        return torch.randn(*shape, generator=self.random, dtype=torch.float64)

    def draw(self, batch):
        """Another batch, with masks of its own."""
        flat = isinstance(self.stack.layers[0], nn.Flatten)
        shape = (1, 2, 3) if flat else (INPUTS,)
        self.inputs = self.drawn(MEMBERS, batch, *shape)
        features = self.inputs
        for place, layer in enumerate(self.stack.layers):
            if isinstance(layer, nn.Dropout):
                self.stack.masks[place] = self.drawn(*features.shape).abs()
            features = self.drawn(MEMBERS, batch, *layer(features[0]).shape[1:])
        if self.loss == "cross-entropy":
            classes = features.shape[2]
            self.targets = torch.randint(classes, (MEMBERS, batch), generator=self.random)
        else:
            self.targets = self.drawn(MEMBERS, batch)

    def by_autograd(self):
        outputs = self.stack(self.inputs)
        losses, _ = LOSSES_OF_FIT[self.loss]
        each = losses(outputs.flatten(0, 1), self.targets.flatten()).view(MEMBERS, -1).mean(dim=1)
        return [each.detach(), *torch.autograd.grad(each.sum(), self.stack.parameters())]

    def written_out(self, dense, without=None):
        tape = dense.tape(self.inputs[0], self.targets)
        tape.inputs.copy_(self.inputs)
        tape.targets.copy_(self.targets)
        calls = [call for place, call in enumerate(tape.calls) if place != without]
        losses = dense(tape._replace(calls=calls))
        return [each.clone() for each in (losses, *dense.gradients)]


def alike(found, expected):
    return all(
        torch.allclose(mine, theirs, rtol=TOLERANCE, atol=TOLERANCE)
        for mine, theirs in zip(found, expected, strict=True)
    )


CASES = {
    **{name: (build, "cross-entropy") for name, build in NETWORKS.items()},
    **{loss: (layers(nn.ReLU(), outputs=1), loss) for loss in ("squared", "truth", "logistic")},
}


@pytest.mark.parametrize(("build", "loss"), CASES.values(), ids=CASES)
def test_losses_and_gradients_are_those_of_autograd(build, loss):
    case = Case(build, loss)
    dense = DenseGradients(case.stack, loss)
    for batch in (5, 3, 5, 5):  # a tape is used again, and another in between
        case.draw(batch)
        assert alike(case.written_out(dense), case.by_autograd())


@pytest.mark.parametrize(("build", "loss"), CASES.values(), ids=CASES)
def test_every_operation_of_a_step_is_needed(build, loss):
    case = Case(build, loss)
    dense = DenseGradients(case.stack, loss)
    case.written_out(dense)
    count = len(dense.tape(case.inputs[0], case.targets).calls)
    idle = sum(isinstance(layer, nn.Identity) for layer in case.stack.layers)
    unseen = 0
    for place in range(count):
        case.draw(5)  # what is left out keeps the numbers of another batch
        unseen += alike(case.written_out(dense, without=place), case.by_autograd())
    assert unseen == 2 * idle


def test_the_losses_are_those_of_fit():
    assert LOSSES.keys() == LOSSES_OF_FIT.keys()
    assert {loss for _, loss in CASES.values()} == LOSSES.keys()


def test_only_the_room_of_a_member_is_written():
    """A member whose numbers are not finite leaves the others' gradients alone."""
    case = Case(layers(nn.ReLU(), nn.Dropout(0.5)), "cross-entropy")
    dense = DenseGradients(case.stack, "cross-entropy")
    before = case.written_out(dense)
    case.stack.parameters()[0].data[1] = torch.nan
    after = case.written_out(dense)
    for mine, theirs in zip(before, after, strict=True):
        assert torch.equal(mine[0], theirs[0])
        assert torch.equal(mine[2], theirs[2])
    assert after[0][1].isnan()


# What is written out, and what is left to autograd.

LEFT = {
    "convolutions": (Bench((2, 3))(), RECIPE),
    "batch norm": (Mlp((4,), batch_norm=True)(), RECIPE),
    "layer norm": (Mlp((4,), layer_norm=True)(), RECIPE),
    "a softmax layer": (Mlp((4,), softmax=True)(), RECIPE),
    "half precision": (Mlp((4,))(), replace(RECIPE, precision="bfloat16")),
    "no dense layer": (nn.Sequential(nn.Flatten(), nn.Dropout(0.5)), RECIPE),
    "an activation of the inputs": (nn.Sequential(nn.ReLU(), nn.Linear(2, 2)), RECIPE),
    "an activation of the image": (nn.Sequential(nn.Flatten(), nn.ReLU(), nn.Linear(2, 2)), RECIPE),
    "an activation after dropout": (layers(nn.Dropout(0.5), nn.ReLU())(), RECIPE),
    "two activations": (layers(nn.ReLU(), nn.Tanh())(), RECIPE),
    "a slope below zero": (layers(nn.LeakyReLU(-0.1))(), RECIPE),
    "a flattening in between": (layers(nn.Flatten())(), RECIPE),
}


@pytest.mark.parametrize(("network", "recipe"), LEFT.values(), ids=LEFT)
def test_what_is_not_written_out_is_left_to_autograd(network, recipe):
    assert not covers(list(network), recipe)


@pytest.mark.parametrize("build", NETWORKS.values(), ids=NETWORKS)
def test_what_is_tried_here_is_written_out(build):
    assert covers(list(build()), RECIPE)


def test_dense_networks_of_the_book_are_written_out():
    found = {
        question.name: {covers(list(arm.network()), arm.recipe) for arm in question.arms}
        for question in QUESTIONS.values()
        if isinstance(question, Experiment)
    }
    assert sum(True in kinds for kinds in found.values()) > 10
    assert found["optimizers"] == {True}
    assert covers(list(Plane((3,))()), RECIPE)


def test_a_change_of_the_stack_reaches_the_next_step():
    case = Case(layers(nn.ReLU()), "cross-entropy")
    dense = DenseGradients(case.stack, "cross-entropy")
    before = case.written_out(dense)
    with torch.no_grad():
        case.stack.parameters()[-1].add_(1.5).mul_(-1)
    after = case.written_out(dense)
    assert not alike(after, before)
    assert alike(after, case.by_autograd())
